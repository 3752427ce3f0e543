#pragma once
// The rest of the figure around a close-up: a shell of skin with faint bones, which begins where the web ends. Does not move.

#include <span>

#include "render/passive_forms.h"
#include "render/passive_pass.h"
#include "render/web_reach.h"
#include "sim/web/web.h"

namespace fascia::render {

/// Skin in the place of muscles, bones behind it; presence says how much is shown. Empty where the web has no figure around
/// it. `fade` per node, as of borderFade(): what the web's skin loses the shell gains. `reach`: bones begin where those of
/// the region melt away.
PassiveGeometry buildContextFigure(const sim::Web& web, std::span<const float> fade, const MeltBoxes& boxes,
                                   const WebReach& reach);

} // namespace fascia::render
