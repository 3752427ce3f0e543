#include "app/timetable.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace fascia::app {
namespace {

double radians(double degrees) { return degrees * std::numbers::pi / 180.0; }

sim::Point3 cross(const sim::Point3& a, const sim::Point3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

sim::Point3 tractionDirection(const sim::Site& site, double angle_deg) {
    const sim::Point3 across = cross(site.normal, site.fibreDirection);
    const double along = std::cos(radians(angle_deg));
    const double sideways = std::sin(radians(angle_deg));
    sim::Point3 direction{};
    for (std::size_t i = 0; i < 3; ++i) {
        direction[i] = along * site.fibreDirection[i] + sideways * across[i];
    }
    return direction;
}

} // namespace

Timetable::Timetable(const io::Scenario& scenario, const sim::Web& web) {
    for (const io::StressChange& change : scenario.stressChanges) {
        commands_.push_back({change.t_s, sim::SetStress{change.stress}});
    }
    for (const io::HandSpec& hand : scenario.hands) {
        const sim::Site* site = web.findSite(hand.site);
        assert(site != nullptr && "resolveScenario() has checked the sites");
        commands_.push_back(
            {hand.t_s, sim::PlaceHand{hand.hand, site->position_m, site->normal, hand.area_m2, hand.surface}});
        commands_.push_back(
            {hand.t_s, sim::PressHand{hand.hand, hand.pressure_Pa * hand.area_m2, hand.ramp_Pa_per_s * hand.area_m2,
                                      std::tan(radians(hand.traction_deg)),
                                      tractionDirection(*site, hand.tractionDirection_deg)}});
        const double release = hand.release_Pa_per_s.value_or(hand.ramp_Pa_per_s);
        commands_.push_back({hand.releasedAt_s(), sim::LiftHand{hand.hand, release * hand.area_m2}});
        stops_s_.push_back(hand.pressedAt_s());
        stops_s_.push_back(hand.goneAt_s());
    }
    std::stable_sort(commands_.begin(), commands_.end(),
                     [](const TimedCommand& a, const TimedCommand& b) { return a.time_s < b.time_s; });
    for (const TimedCommand& command : commands_) {
        stops_s_.push_back(command.time_s);
    }
    std::sort(stops_s_.begin(), stops_s_.end());
}

std::span<const TimedCommand> Timetable::takeDue(double time_s) {
    const std::size_t first = next_;
    while (next_ < commands_.size() && commands_[next_].time_s <= time_s + kSameTime_s) {
        ++next_;
    }
    return {commands_.data() + first, next_ - first};
}

double Timetable::nextStop_s(double time_s) const {
    const auto found = std::upper_bound(stops_s_.begin(), stops_s_.end(), time_s + kSameTime_s);
    return found == stops_s_.end() ? std::numeric_limits<double>::infinity() : *found;
}

} // namespace fascia::app
