#pragma once
// Bones and muscles of the low back as triangle meshes for drawing.

#include <vector>

#include "anatomy/tool/drawn_forms.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

struct VisualSpec {
    double boneVoxel_m = 2.8e-3;
    double muscleVoxel_m = 3.5e-3;
    std::size_t boneTriangles = 8000;   ///< In total, shared out by surface.
    std::size_t muscleTriangles = 7000; ///< In total, shared out by surface.
};

std::vector<sim::VisualMesh> lowBackVisuals(const DrawnForms& forms, const VisualSpec& spec);

} // namespace fascia::anatomy
