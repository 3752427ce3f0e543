#pragma once
// The soft tissue below the drawn muscles: one quiet surface at the depth of the anchors, so that a region reads as a solid
// body and nobody looks between its muscles at the background. Takes no part in the mechanics.

#include <span>

#include "render/passive_forms.h"
#include "sim/web/web.h"

namespace fascia::render {

struct TissueBed {
    PassiveGeometry geometry; ///< All of it as muscle.
    /// True: the web is a patch with the body behind it, and the bed lies behind what is seen from outside. False: it goes
    /// around (a limb), and the far half lies behind bones and muscles.
    bool patch = false;
};

/// From the web at rest. `fade` per node, as of borderFade(): the bed melts away with the web.
TissueBed buildTissueBed(const sim::Web& web, std::span<const float> fade);

} // namespace fascia::render
