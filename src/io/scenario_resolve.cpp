// What of a scenario depends on the web: site ids and randomly drawn restrictions.

#include <algorithm>
#include <cmath>
#include <limits>

#include "io/scenario_file.h"
#include "io/text.h"

namespace fascia::io {
namespace {

/// splitmix64 (Steele, Lea and Flood 2014): the same numbers with every compiler and library.
class SplitMix64 {
  public:
    explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    /// In [0, 1), with 53 random bits.
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    /// In [0, count).
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(unit() * static_cast<double>(count)); }

  private:
    std::uint64_t state_;
};

double distance_m(const sim::Point3& a, const sim::Point3& b) {
    return std::sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

double distanceToRestrictions_m(const sim::Site& site, const std::vector<RestrictionSpec>& restrictions) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const RestrictionSpec& other : restrictions) {
        nearest = std::min(nearest, distance_m(site.position_m, other.position_m));
    }
    return nearest;
}

sim::Status placeAt(const sim::Web& web, const std::string& siteId, const std::string& place, sim::Point3& position_m) {
    const sim::Site* site = web.findSite(siteId);
    if (site == nullptr) {
        std::vector<std::string_view> ids;
        for (const sim::Site& candidate : web.sites) {
            ids.push_back(candidate.id);
        }
        return sim::Error{sim::ErrorCode::notFound,
                          "The model '" + web.id + "' has no site '" + printable(siteId) +
                              "'; `fascia list sites --model " + web.id + "` shows them.",
                          place, std::string(sim::nearestName(siteId, ids))};
    }
    position_m = site->position_m;
    return sim::Done{};
}

/// Restrictions lie at least so far apart while sites allow it; then as far as 0.8 of the largest distance still possible.
constexpr double kApart_m = 0.06;

sim::Status drawRestrictions(Scenario& scenario, const sim::Web& web) {
    const RestrictionDraw draw = *scenario.draw;
    SplitMix64 random(draw.seed.value_or(scenario.seed));
    for (int i = 0; i < draw.count; ++i) {
        double largest = 0.0;
        for (const sim::Site& site : web.sites) {
            largest = std::max(largest, distanceToRestrictions_m(site, scenario.restrictions));
        }
        std::vector<const sim::Site*> candidates;
        for (const sim::Site& site : web.sites) {
            const double distance = distanceToRestrictions_m(site, scenario.restrictions);
            if (distance > 0.0 && distance >= std::min(kApart_m, 0.8 * largest)) {
                candidates.push_back(&site);
            }
        }
        if (candidates.empty()) {
            return sim::Error{sim::ErrorCode::badInput,
                              "The model '" + web.id + "' has " + std::to_string(web.sites.size()) +
                                  " sites, too few for this many restrictions.",
                              "restrictions.count", ""};
        }
        RestrictionSpec spec;
        spec.site = candidates[random.below(candidates.size())]->id;
        const double radiusDraw = random.unit();
        const double adhesionDraw = random.unit();
        // Rounded so that the merged scenario stays readable.
        spec.radius_m = draw.radius_m.value_or(std::round((0.02 + 0.015 * radiusDraw) * 1000.0) / 1000.0);
        spec.adhesion = draw.adhesion.value_or(std::round((0.5 + 0.4 * adhesionDraw) * 100.0) / 100.0);
        const sim::Status placed = placeAt(web, spec.site, "restrictions", spec.position_m);
        if (!placed) {
            return placed;
        }
        scenario.restrictions.push_back(spec);
    }
    scenario.draw.reset();
    return sim::Done{};
}

} // namespace

sim::Status resolveScenario(Scenario& scenario, const sim::Web& web) {
    Scenario resolved = scenario;
    for (std::size_t i = 0; i < resolved.restrictions.size(); ++i) {
        RestrictionSpec& spec = resolved.restrictions[i];
        if (spec.site.empty()) {
            continue;
        }
        const std::string place = "restriction[" + std::to_string(i) + "].site";
        const sim::Status status = placeAt(web, spec.site, place, spec.position_m);
        if (!status) {
            return status;
        }
    }
    for (std::size_t i = 0; i < resolved.hands.size(); ++i) {
        sim::Point3 ignored{};
        const std::string place = "hand[" + std::to_string(i) + "].site";
        const sim::Status status = placeAt(web, resolved.hands[i].site, place, ignored);
        if (!status) {
            return status;
        }
    }
    if (resolved.draw) {
        const sim::Status status = drawRestrictions(resolved, web);
        if (!status) {
            return status;
        }
    }
    scenario = std::move(resolved);
    return sim::Done{};
}

} // namespace fascia::io
