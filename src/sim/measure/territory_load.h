#pragma once
// The load that the bonds of a place share.
//
// Story: an adhesion is not one bond at one node but many over a small territory, through the thickness of the fascial
// sheets, and they share what load arrives. Bonds grew across the fibre bundles that carry the tension of the place, so
// they feel the pull along that line. The load at a column of the web (all fascial sheets under one skin vertex) is
//
//   s_j = sum_k w_jk V_k s_k / sum_k w_jk V_k,   s_k = n_k . sigma_k n_k,   w_jk = exp(-(d_jk / l)^2 / 2)
//
// sigma_k is the mean stress of the sheets of column k by volume (virial stress of springs, node_stress.h), n_k its line of
// tension, V_k its volume, d_jk the distance of the columns at rest, l the interaction length. Averaging over a length of
// the material, not of the mesh, is what keeps a softening law independent of the mesh (nonlocal damage: Pijaudier-Cabot
// and Bazant, J. Eng. Mech. 113 (1987) 1512-1533). l, and that bonds feel the pull along the line alone, are assumed.
// Limits: columns are compared along the straight line between them, so l must stay well below the thickness of the body.
// Test: tests/physics/territory_load_test.cpp.

#include <span>
#include <vector>

#include "sim/measure/node_stress.h"
#include "sim/web/web.h"

namespace fascia::sim {

class TerritoryLoad {
  public:
    /// `length_m` >= 0; 0 keeps every column to itself.
    void build(const Web& web, double length_m);

    /// The line of tension of every column: the unit direction, tangential to the skin, of the greatest stress of its
    /// territory. `stress_Pa` per node (node_stress.h). Zero where a column has no fascia.
    [[nodiscard]] std::vector<Vec3> linesOfTension(const Web& web, const std::vector<SymmetricTensor>& stress_Pa) const;

    /// Load [Pa] of every node from the tension [N] of the springs, along a line for every column. Nodes that belong to no
    /// fascial sheet get their column's, and nodes without a column 0. The same on any number of threads.
    void compute(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                 std::span<const double> tension_N, std::span<const Vec3> lines, int threads,
                 std::vector<double>& nodeLoad_Pa);

  private:
    struct Neighbour {
        std::int32_t column;
        float weight;
    };
    std::vector<std::size_t> start_;     ///< Column count + 1.
    std::vector<Neighbour> neighbours_;  ///< Weights times volume, normalised to sum to 1.
    std::vector<double> volume_m3_;      ///< Fascial volume of a column.
    std::vector<std::size_t> nodeStart_; ///< Column count + 1: its fascial nodes in columnNodes_.
    std::vector<std::int32_t> columnNodes_;
    std::vector<double> own_Pa_;
    std::vector<double> shared_Pa_;
};

} // namespace fascia::sim
