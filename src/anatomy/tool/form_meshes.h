#pragma once
// The drawn forms of a region as triangles.

#include <string>
#include <vector>

#include "anatomy/surface_mesh.h"
#include "anatomy/tool/drawn_forms.h"
#include "anatomy/tool/isosurface.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

/// Forms run on so far beyond the web, to melt away there instead of being cut; the renderer has them gone by then.
constexpr double kFormsBeyond_m = 0.065;

/// How fine forms are.
struct FormDetail {
    double boneVoxel_m = 2.8e-3, muscleVoxel_m = 3.5e-3;
    std::size_t boneTriangles = 8000, muscleTriangles = 10000; ///< In all, shared out by surface.
};

struct FormCut {
    Box box;
    std::vector<Plane> planes;         ///< What is kept.
    std::vector<std::string> whole;    ///< Parts of bones that are not cut.
    std::vector<std::string> leaveOut; ///< Parts of bones, and muscles, that are not there at all.
    FormDetail detail;
};

/// Everything in the box, bones by body part and muscles one by one.
std::vector<sim::VisualMesh> formMeshes(const DrawnForms& forms, const FormCut& cut);

} // namespace fascia::anatomy
