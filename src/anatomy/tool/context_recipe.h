#pragma once
// The whole figure, coarse: what a close-up of a region is seen in.

#include <cstddef>
#include <vector>

#include "anatomy/tool/drawn_forms.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

struct ContextSpec {
    double skinVoxel_m = 3.5e-3; ///< Fingers and face need 3 to 4.
    double boneVoxel_m = 3.5e-3;
    std::size_t skinTriangles = 12000; ///< About 8 mm to 25 mm long, by curvature.
    std::size_t boneTriangles = 12000;
};

/// Skin and skeleton of the figure, one mesh each.
std::vector<sim::VisualMesh> contextVisuals(const DrawnForms& forms, const ContextSpec& spec);

} // namespace fascia::anatomy
