#include "app/stiffness_map.h"

#include <algorithm>
#include <cmath>

namespace fascia::app {

namespace {

double distance_m(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

} // namespace

std::vector<std::array<double, 3>> mapPlaces(const sim::Web& web, double spacing_m) {
    std::vector<std::array<double, 3>> places;
    const auto apart = [&](const std::array<double, 3>& place) {
        return std::all_of(places.begin(), places.end(),
                           [&](const auto& other) { return distance_m(place, other) >= spacing_m; });
    };
    for (const sim::Site& site : web.sites) {
        places.push_back(site.position_m);
    }
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        if (web.nodeLayer[i] == sim::Layer::skin && apart(web.nodePosition_m[i])) {
            places.push_back(web.nodePosition_m[i]);
        }
    }
    return places;
}

std::vector<double> stiffnessMap_N_per_m(const sim::World& world, const std::vector<std::array<double, 3>>& places) {
    std::vector<double> stiffness;
    for (const auto& place : places) {
        stiffness.push_back(world.stiffnessAt_N_per_m(place));
    }
    return stiffness;
}

} // namespace fascia::app
