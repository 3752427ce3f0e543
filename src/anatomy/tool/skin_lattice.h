#pragma once
// Lays a triangular lattice on the skin of a region: a chart of height and arc length, relaxed on the surface.

#include <functional>
#include <vector>

#include "anatomy/figure.h"
#include "anatomy/lattice.h"

namespace fascia::anatomy {

struct RegionChart {
    double bottom_m = 0.90; ///< Height of the lower border.
    double top_m = 1.26;    ///< Height of the upper border.
    /// z of the lateral border at a height.
    std::function<double(double)> lateralZ;
};

struct SkinLattice {
    Lattice lattice{0, 2, 8};
    std::vector<Vec3> position; ///< On the skin, one per lattice node; line 0 on x = 0.
};

/// Moves p onto the skin along its gradient; |SDF| < 1e-7 m.
Vec3 projectToSkin(const Figure& figure, Vec3 p);

/// First point of the skin along p + s d (p outside, d unit) within 0.5 m.
Vec3 castToSkin(const Figure& figure, Vec3 p, const Vec3& d);

/// Chart, then relaxation with equal target edges. Half region (x >= 0).
SkinLattice makeSkinLattice(const Figure& figure, const RegionChart& chart, double edge_m);

} // namespace fascia::anatomy
