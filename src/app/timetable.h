#pragma once
// What a scenario does when: its hands and its stress dial as commands with times.

#include <cstddef>
#include <span>
#include <vector>

#include "io/scenario.h"
#include "sim/command.h"
#include "sim/web/web.h"

namespace fascia::app {

struct TimedCommand {
    double time_s = 0.0;
    sim::Command command;
};

class Timetable {
  public:
    Timetable() = default;
    /// The scenario must be resolved for this web.
    Timetable(const io::Scenario& scenario, const sim::Web& web);

    /// Takes the commands due at or before time_s, in order; each is given once.
    std::span<const TimedCommand> takeDue(double time_s);
    /// The next time after time_s at which something changes, a corner of a hand's ramp included; infinity if none.
    [[nodiscard]] double nextStop_s(double time_s) const;
    void restart() { next_ = 0; }

  private:
    std::vector<TimedCommand> commands_; ///< In order of time.
    std::vector<double> stops_s_;        ///< Sorted.
    std::size_t next_ = 0;
};

/// Times closer than this are the same moment.
inline constexpr double kSameTime_s = 1e-6;

} // namespace fascia::app
