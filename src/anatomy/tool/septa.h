#pragma once
// Intermuscular septa: sheets that leave the deep fascia along a row of its own columns and run straight to a bone.

#include <string>

#include "anatomy/figure.h"
#include "anatomy/layered_surface.h"

namespace fascia::anatomy {

struct SeptumRecipe {
    std::string id, bone;
    double angle_deg = 0.0; ///< Where it leaves the bone, about the vertical: 0 forward (+z), 90 to the left (+x).
    double from_m = 0.0, to_m = 0.0; ///< Heights y between which it runs.
    double edge_m = 0.010;           ///< Wanted edge length of the sheet; may be finer than the surface's.
};

/// Lays the septum on the surface. Its outer row follows the edges of the deep fascia nearest to where the recipe's ray
/// from the bone meets it; edges longer than 1.4 times the wanted one get a column of their own in their middle. Without
/// columns where no such row is found.
Septum laySeptum(const Figure& figure, const SeptumRecipe& recipe, const LayeredSurface& surface);

} // namespace fascia::anatomy
