#pragma once
// From any closed surface to a layered web: what `fascia build` does.

#include <functional>
#include <optional>

#include "anatomy/layered_surface.h"
#include "anatomy/surface_mesh.h"

namespace fascia::anatomy {

struct BuildSite {
    std::string id, label;
    Vec3 position_m{};
};

/// Wishes for the web; the key in a recipe file is the member's name with the unit as there (docs/formats.md).
struct BuildRecipe {
    std::string id = "built", title = "Built web";
    double metresPerUnit = 0.0;   ///< 0: guessed from the size.
    double edge_m = 0.0;          ///< 0: such that the web has about `nodes` nodes.
    int nodes = 25'000;           ///< 500 to 400,000.
    double skin_m = 2.0e-3;       ///< 0.2 to 10 mm; typical of the trunk (figure's table of layers).
    double fat_m = 7.0e-3;        ///< 0.5 to 60 mm; lean to average.
    double deepFascia_m = 0.7e-3; ///< 0.05 to 5 mm.
    double muscle_m = 36e-3;      ///< 2 to 200 mm: depth of the anchors (assumed).
    std::optional<Vec3> fibre;    ///< Main direction of the deep fascia; else the longest side of the bounding box.
    std::vector<BuildSite> sites; ///< In addition to front, back, left, right, top and bottom.
};

struct BuildResult {
    LayeredSurface surface;
    std::vector<std::string> notes; ///< What was guessed, one sentence each.
    double worstQuality = 1.0;      ///< Of all triangles of all sheets (see triangleQuality).
};

/// Checks the surface (closed, manifold, one piece, not crossing itself, of a sensible size), remeshes it and lays the
/// columns. `place` names the file in errors; `progress` is told what comes next and may be empty.
sim::Result<BuildResult> buildFromSurface(SurfaceMesh mesh, const BuildRecipe& recipe, const std::string& place,
                                          const std::function<void(const std::string&)>& progress);

} // namespace fascia::anatomy
