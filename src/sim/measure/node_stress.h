#pragma once
// The stress tensor that the springs at a node amount to, and its size.
//
//   sigma_i = 1 / V_i  sum_s 1/2 T_s l_s n_s n_s^T      V_i = area * thickness of the sheet at the node
//
// over the springs that end at the node (virial stress; half of each spring belongs to each end). Volume (bulk) springs
// are left out: they carry the support from below, not the sheet. The size is the Frobenius norm, which for uniaxial
// tension is the stress itself; it needs no directions and so cannot jump. Test: tests/physics/territory_load_test.cpp.

#include <span>
#include <vector>

#include "sim/solver/equilibrium.h"
#include "sim/web/web.h"

namespace fascia::sim {

/// Symmetric tensor xx, yy, zz, xy, yz, zx [Pa].
using SymmetricTensor = std::array<double, 6>;

double frobeniusNorm(const SymmetricTensor& tensor);

/// Springs at each node of the fascial sheets and skin, once per web.
struct NodeSprings {
    std::vector<std::int32_t> start;  ///< Node count + 1.
    std::vector<std::int32_t> spring; ///< Spring indices of node i at start[i] .. start[i+1].
};
/// All springs but bulk ones, for nodes with a sheet volume.
NodeSprings makeNodeSprings(const Web& web);

/// Stress [Pa] at one node; zero where the node has no sheet volume.
SymmetricTensor stressOfNode(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                             std::span<const double> tension_N, std::size_t node);
SymmetricTensor stressOfNode(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                             std::span<const float> tension_N, std::size_t node);

/// Node stress [Pa] from one tension [N] per spring.
void nodeStress(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                std::span<const double> tension_N, int threads, std::vector<SymmetricTensor>& stress_Pa);

} // namespace fascia::sim
