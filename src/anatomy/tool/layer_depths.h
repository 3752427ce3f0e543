#pragma once
// Depths of the layers below every column of a skin lattice, so that sheets never cross and stay outside of bones.

#include <vector>

#include "anatomy/figure.h"
#include "anatomy/lattice.h"
#include "anatomy/layered_geometry.h"

namespace fascia::anatomy {

struct ColumnDepths {
    std::vector<Vec3> inward; ///< Unit, per column.
    /// Depths below the skin's surface.
    std::vector<double> skin_m, superficial_m, deepFascia_m, epimysium_m, anchor_m;
    std::vector<double> skinThickness_m, deepFasciaThickness_m;
    std::vector<AnchorKind> anchor;
};

/// `muscleDepth_m` per column: depth of the anchor where no bone is met.
ColumnDepths layerDepths(const Figure& figure, const Lattice& lattice, const std::vector<Vec3>& skin,
                         const std::vector<double>& muscleDepth_m);

/// Mean over the neighbours on the mirrored mesh, `passes` times, weight 1/2.
void smoothOverLattice(const Lattice& lattice, int passes, std::vector<double>& value);

} // namespace fascia::anatomy
