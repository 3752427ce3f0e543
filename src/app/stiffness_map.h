#pragma once
// Where the tissue is stiff: a virtual finger at places spread over the skin. Test: tests/cli/run_test.py.

#include <array>
#include <vector>

#include "sim/web/web.h"
#include "sim/world.h"

namespace fascia::app {

/// Places of the skin, at least `spacing_m` (> 0) apart: the sites first, then skin nodes in their order.
std::vector<std::array<double, 3>> mapPlaces(const sim::Web& web, double spacing_m);

/// Stiffness [N/m] at each place (World::stiffnessAt_N_per_m).
std::vector<double> stiffnessMap_N_per_m(const sim::World& world, const std::vector<std::array<double, 3>>& places);

} // namespace fascia::app
