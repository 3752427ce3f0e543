#include "anatomy/tool/visual_recipe.h"

#include "anatomy/tool/decimate.h"
#include "anatomy/tool/isosurface.h"

namespace fascia::anatomy {

namespace {

struct Part {
    const char* id;
    sim::VisualMesh::Kind kind;
    std::vector<std::string> solids;
    Box box;
};

constexpr Box kRegion{{-0.20, 0.885, -0.16}, {0.20, 1.285, 0.090}};
/// Muscles only where the web lies over them.
constexpr Box kOverWeb{{-0.20, 0.895, -0.16}, {0.20, 1.263, 0.030}};

std::vector<Part> parts() {
    using Kind = sim::VisualMesh::Kind;
    return {
        {"spine", Kind::bone,
         {"vertebra_T10", "vertebra_T11", "vertebra_T12", "vertebra_L1", "vertebra_L2", "vertebra_L3", "vertebra_L4",
          "vertebra_L5"},
         kRegion},
        {"sacrum", Kind::bone, {"sacrum"}, {{-0.2, 0.86, -0.16}, {0.2, 1.285, 0.075}}},
        {"pelvis", Kind::bone, {"ilium", "pubis_ischium"}, kRegion},
        {"ribs", Kind::bone, {"rib10", "rib11", "rib12"}, kRegion},
        {"erector_spinae", Kind::muscle, {"erector_longissimus", "erector_iliocostalis", "erector_spinalis"}, kOverWeb},
        {"multifidus", Kind::muscle, {"multifidus"}, kOverWeb},
        {"quadratus_lumborum", Kind::muscle, {"quadratus_lumborum"}, kOverWeb},
        {"latissimus_dorsi", Kind::muscle, {"latissimus_dorsi"}, kOverWeb},
        {"gluteus_maximus", Kind::muscle, {"gluteus_maximus"}, kOverWeb},
        {"gluteus_medius", Kind::muscle, {"gluteus_medius"}, kOverWeb},
        {"external_oblique", Kind::muscle, {"external_oblique"}, kOverWeb},
    };
}

}  // namespace

std::vector<sim::VisualMesh> lowBackVisuals(const Figure& figure, const VisualSpec& spec) {
    std::vector<sim::VisualMesh> meshes;
    std::size_t boneTotal = 0;
    std::size_t muscleTotal = 0;
    for (const Part& part : parts()) {
        const bool bone = part.kind == sim::VisualMesh::Kind::bone;
        std::vector<const Solid*> solids;
        Box box{{1e9, 1e9, 1e9}, {-1e9, -1e9, -1e9}};
        for (const std::string& name : part.solids) {
            const Solid* solid = bone ? figure.findBone(name) : figure.findMuscle(name);
            if (solid == nullptr) {
                continue;
            }
            solids.push_back(solid);
            for (std::size_t i = 0; i < 3; ++i) {
                box.low[i] = std::min(box.low[i], solid->low[i]);
                box.high[i] = std::max(box.high[i], solid->high[i]);
            }
            const double reach = std::max(std::fabs(solid->low[0]), std::fabs(solid->high[0]));
            box.low[0] = std::min(box.low[0], -reach);
            box.high[0] = std::max(box.high[0], reach);
        }
        for (std::size_t i = 0; i < 3; ++i) {
            box.low[i] = std::max(box.low[i], part.box.low[i]);
            box.high[i] = std::min(box.high[i], part.box.high[i]);
        }
        const auto field = [&solids](const Vec3& p) {
            double d = 1.0;
            for (const Solid* solid : solids) {
                d = std::min(d, solid->distance(p));
            }
            return d;
        };
        sim::VisualMesh mesh = isosurface(field, box, bone ? spec.boneVoxel_m : spec.muscleVoxel_m);
        mesh.id = part.id;
        mesh.kind = part.kind;
        (bone ? boneTotal : muscleTotal) += mesh.triangles.size();
        meshes.push_back(std::move(mesh));
    }
    for (sim::VisualMesh& mesh : meshes) {
        const bool bone = mesh.kind == sim::VisualMesh::Kind::bone;
        const std::size_t total = bone ? boneTotal : muscleTotal;
        const std::size_t wanted = bone ? spec.boneTriangles : spec.muscleTriangles;
        decimate(mesh, mesh.triangles.size() * wanted / total);
    }
    return meshes;
}

}  // namespace fascia::anatomy
