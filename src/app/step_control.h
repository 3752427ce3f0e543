#pragma once
// How long the next quasi-static step may be: short after an event, longer while nothing moves fast. Knows no clock but
// the simulated one, so the same run takes the same steps everywhere.

#include "sim/snapshot.h"

namespace fascia::app {

/// Length of one interactive step [s].
inline constexpr double kFrameStep_s = 1.0 / 60.0;

struct StepLimits {
    double smallest_s = kFrameStep_s;
    double largest_s = 10.0;
    double move_m = 2.0e-4;    ///< Largest node displacement wanted in a step.
    double stateChange = 0.01; ///< Largest change of a state in 0..1 wanted in a step.
};

/// Lengths are smallest_s times a power of two, so that work prepared for one length is used again.
class StepControl {
  public:
    explicit StepControl(const StepLimits& limits = {});

    /// Length asked for, smallest_s .. largest_s.
    [[nodiscard]] double next_s() const;
    /// Learns from the step just taken: halves after too large a change, doubles after a small one, starts again from
    /// the smallest after a step that did not converge.
    void accept(const sim::StepReport& report);
    /// Back to the smallest step: something is about to change.
    void restart();

  private:
    StepLimits limits_;
    double length_s_;
};

/// Length of the next step so that whole steps of at most `wanted_s` end exactly at `remaining_s` from now. Equal to
/// `previous_s` if that fits to nine digits.
double fittedStep_s(double remaining_s, double wanted_s, double previous_s);

} // namespace fascia::app
