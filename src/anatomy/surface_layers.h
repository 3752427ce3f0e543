#pragma once
// Carries the triangles of a skin inwards to every layer's depth, so that layers never cross.
//
// Story: every column runs along the smoothed inward normal. Its depths start from the thickness of skin, fat and deep
// fascia at the place; they give way above bone, in thin parts (a finger) and where columns would run into one another
// (a fold): there the depths are lowered until every triangle of every sheet still faces outwards.
// Test: tests/anatomy/models_test.cpp.

#include <functional>

#include "anatomy/layered_surface.h"
#include "anatomy/triangle_tree.h"

namespace fascia::anatomy {

/// What is known of the tissue below a place of the skin.
struct TissueAt {
    double skin_m = 2e-3; ///< Epidermis and dermis.
    double fat_m = 6e-3;  ///< Subcutaneous, with the superficial fascia half way down.
    double deepFascia_m = 0.6e-3;
    double muscle_m = 0.036; ///< Depth of the anchors where no bone is met.
    std::uint8_t region = 0;
};

struct LayerSources {
    std::function<TissueAt(const Vec3&)> tissue;
    /// Distance to bone along a unit direction, negative when there is none within reach. May be empty.
    std::function<double(const Vec3& p, const Vec3& d, double reach_m)> boneAlong;
    /// Distance to the nearest bone [m], positive outside. May be empty.
    std::function<double(const Vec3&)> boneDistance;
    /// Main fibre direction of the deep fascia (a line without a sign) at a place with that outward normal.
    std::function<Vec3(const Vec3& p, const Vec3& outward)> fibre;
    /// The closed skin, for the thickness of the body below a column.
    const TriangleTree* body = nullptr;
};

/// Fills everything but id, title, regions, sites and septa. `skin` has its border marked; bit 0 is the seam x = 0 when
/// `mirrored`, every other bit holds the column.
LayeredSurface layColumns(const SurfaceMesh& skin, bool mirrored, const LayerSources& sources);

} // namespace fascia::anatomy
