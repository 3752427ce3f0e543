#pragma once
// Turns parameters (moduli, toe, prestrain) into the passive constants of every spring of a web.

#include <vector>

#include "sim/material/spring_law.h"
#include "sim/material/spring_memory.h"
#include "sim/params.h"
#include "sim/web/web.h"

namespace fascia::sim {

/// Constants of the springs of a web for one set of parameters; no tissue state in it.
struct WebStiffness {
    std::vector<SpringLaw> base;     ///< Rest length with prestrain, axial stiffness without adhesion, toe, ...
    std::vector<std::uint8_t> flags; ///< What each is and what acts on it, see SpringFlag.

    [[nodiscard]] bool fascial(std::size_t spring) const { return (flags[spring] & kFascial) != 0; }
};

/// The sheet parameters of a layer (bone: those of the epimysium).
const SheetParameters& sheetOf(const Parameters& parameters, Layer layer);

WebStiffness makeWebStiffness(const Web& web, const Parameters& parameters);

} // namespace fascia::sim
