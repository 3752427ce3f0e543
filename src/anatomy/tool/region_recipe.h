#pragma once
// Models cut from the figure, each described by a file of assets/anatomy/recipes.

#include <filesystem>

#include "anatomy/figure.h"
#include "anatomy/layered_surface.h"
#include "anatomy/surface_mesh.h"
#include "anatomy/tool/drawn_forms.h"
#include "anatomy/tool/form_meshes.h"
#include "anatomy/tool/septa.h"

namespace fascia::anatomy {

struct RegionRecipe {
    std::string id, title;
    bool mirrored = false;               ///< Stored as a half, x >= 0.
    double edge_m = 0.010;               ///< Wanted edge length.
    double fineEdge_m = 0.010;           ///< The same in thin parts (hands, feet, face).
    double muscle_m = 0.036;             ///< Depth of anchors where no bone is met.
    double voxel_m = 0.004;              ///< Of the isosurface.
    Vec3 low{-1, -1, -1}, high{1, 2, 1}; ///< Box of the isosurface; must hold the piece and the skin opposite.
    std::vector<Plane> planes;           ///< What is kept.
    Vec3 keep{};                         ///< The connected piece nearest to here.
    std::vector<SeptumRecipe> septa;
    bool hasVisuals = false;
    std::vector<std::string> whole, leaveOut; ///< See FormCut.
    FormDetail detail;
};

sim::Result<RegionRecipe> readRegionRecipe(const std::filesystem::path& path, const Figure& figure);
LayeredSurface makeRegion(const Figure& figure, const RegionRecipe& recipe);
std::vector<sim::VisualMesh> makeRegionVisuals(const DrawnForms& forms, const RegionRecipe& recipe);

} // namespace fascia::anatomy
