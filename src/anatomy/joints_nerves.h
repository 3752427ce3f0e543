#pragma once
// What a web can do beyond its own mechanics: the joints that move its anchors and the nerves that run through it, taken
// from the figure. Test: tests/anatomy/joints_nerves_test.cpp.

#include "anatomy/figure.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

/// Adds the figure's joints that bend this web (its anchors turn by different shares) and its nerves whose narrow place
/// lies within the web. The web must be in the figure's frame. `musclesSlide`: see sim::Joint.
void addJointsAndNerves(const Figure& figure, bool musclesSlide, sim::Web& web);

} // namespace fascia::anatomy
