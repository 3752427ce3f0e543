#pragma once
// A strip of deep fascia (the model `coupon`) as a test piece of a real World: its resting strain is the grip's strain, so
// that changing it stretches the strip between its held ends, with free sides.

#include <string>
#include <vector>

#include "validation/context.h"

namespace fascia::validation {

class Strip {
  public:
    /// Hypotheses off, no adhesion, no stress, water at the reference of the Prony times; then `settings`.
    Strip(Context& context, const std::string& preset, const std::vector<std::string>& settings = {});

    /// Stretches to this strain within a tenth of a second.
    void stretchTo(double strain);
    void hold(double duration_s, double step_s);
    /// Pull on the grip [N].
    [[nodiscard]] double grip_N() const;
    /// grip_N over the section of the strip [Pa].
    [[nodiscard]] double stress_Pa() const;
    [[nodiscard]] const sim::Measures& measures() const { return world_.snapshot().measures; }

  private:
    std::shared_ptr<const sim::Web> web_;
    sim::World world_;
    double strain_ = 0.0;
};

/// "hypothesis.ID=false" for every hypothesis.
std::vector<std::string> hypothesesOff();

} // namespace fascia::validation
