#pragma once
// The load that the bonds of a place share.
//
// Story: an adhesion is not one bond at one node but many over a small territory, through the thickness of the fascial
// sheets, and they share what load arrives. So the load at a column of the web (all fascial sheets under one skin vertex)
// is the mean of the sheets' stress over the columns around it, with Gaussian weights:
//
//   s_j = sum_k w_jk V_k s_k / sum_k w_jk V_k,   s_k = sum_layers V_i |sigma_i| / V_k,   w_jk = exp(-(d_jk / l)^2 / 2)
//
// |sigma_i| is the Frobenius norm of the node stress (node_stress.h), V_i the sheet's volume at the node, d_jk the distance
// of the columns at rest, l the interaction length. Averaging over a length of the material, not of the mesh, is what
// keeps a softening law independent of the mesh (nonlocal damage: Pijaudier-Cabot and Bazant, J. Eng. Mech. 113 (1987)
// 1512-1533). l is assumed. Limits: columns are compared along the straight line between them, so l must stay well below
// the thickness of the body. Test: tests/physics/territory_load_test.cpp.

#include <vector>

#include "sim/measure/node_stress.h"
#include "sim/web/web.h"

namespace fascia::sim {

class TerritoryLoad {
  public:
    /// `length_m` >= 0; 0 keeps every column to itself.
    void build(const Web& web, double length_m);

    /// Load [Pa] of every node from the stress at the nodes; nodes that belong to no fascial sheet get their column's, and
    /// nodes without a column 0. The same on any number of threads.
    void compute(const Web& web, const std::vector<SymmetricTensor>& stress_Pa, int threads,
                 std::vector<double>& nodeLoad_Pa);

  private:
    struct Neighbour {
        std::int32_t column;
        float weight;
    };
    std::vector<std::size_t> start_;    ///< Column count + 1.
    std::vector<Neighbour> neighbours_; ///< Weights times volume, normalised to sum to 1.
    std::vector<double> volume_m3_;     ///< Fascial volume of a column.
    std::vector<double> own_Pa_;
    std::vector<double> shared_Pa_;
};

} // namespace fascia::sim
