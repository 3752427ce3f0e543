#include "anatomy/tool/context_recipe.h"

#include "anatomy/tool/decimate.h"
#include "anatomy/tool/isosurface.h"

namespace fascia::anatomy {

std::vector<sim::VisualMesh> contextVisuals(const DrawnForms& forms, const ContextSpec& spec) {
    const Figure& figure = forms.figure();
    constexpr Box kFigure{{-0.56, -0.02, -0.22}, {0.56, 1.79, 0.24}};
    sim::VisualMesh skin =
        isosurface([&figure](const Vec3& p) { return figure.skinDistance(p); }, kFigure, spec.skinVoxel_m);
    skin.id = "skin";
    skin.kind = sim::VisualMesh::Kind::context;
    decimate(skin, spec.skinTriangles);
    sim::VisualMesh bones =
        isosurface([&forms](const Vec3& p) { return forms.allBonesDistance(p, 1.0); }, kFigure, spec.boneVoxel_m);
    bones.id = "skeleton";
    bones.kind = sim::VisualMesh::Kind::contextBone;
    decimate(bones, spec.boneTriangles);
    return {skin, bones};
}

} // namespace fascia::anatomy
