#include "app/step_control.h"

#include <algorithm>
#include <cmath>

namespace fascia::app {

StepControl::StepControl(const StepLimits& limits) : limits_(limits), length_s_(limits.smallest_s) {}

double StepControl::next_s() const { return std::min(length_s_, limits_.largest_s); }

void StepControl::restart() { length_s_ = limits_.smallest_s; }

void StepControl::accept(const sim::StepReport& report) {
    if (report.rolledBack || !report.converged) {
        restart();
        return;
    }
    // What a step of the full length asked for would have done; it may have been cut short to end at a row.
    const double share = report.dt_s > 0.0 ? std::max(1.0, next_s() / report.dt_s) : 1.0;
    const double load =
        share * std::max(report.largestMove_m / limits_.move_m, report.largestStateChange / limits_.stateChange);
    if (!(load <= 4.0)) {
        length_s_ = std::max(limits_.smallest_s, length_s_ / 4.0);
    } else if (load > 1.0) {
        length_s_ = std::max(limits_.smallest_s, length_s_ / 2.0);
    } else if (load < 0.4 && length_s_ < limits_.largest_s) {
        length_s_ *= 2.0;
    }
}

double fittedStep_s(double remaining_s, double wanted_s, double previous_s) {
    const double count = std::max(1.0, std::ceil(remaining_s / wanted_s - 1e-6));
    const double fitted = remaining_s / count;
    return std::abs(fitted - previous_s) <= 1e-9 * fitted ? previous_s : fitted;
}

} // namespace fascia::app
