#pragma once
// The loads that a place shares: that on the bonds between its sheets, and that on its fibres.
//
// Story: an adhesion is not one bond at one node but many over a small territory, between the fascial sheets, and they
// share what load arrives. They hold the sheets together, so what pulls at them is the shear that goes from sheet to sheet
// through the sliding layers: all of a hand's pull has to pass there on its way to bone, whatever lies below. Bonds grew
// across the fibre bundles that carry the tension of the place, so they feel the pull along that line. At a column of the
// web (all sheets under one skin vertex)
//
//   bonds:   s_j = | n_j . sum_k w_jk V_k t_k / sum_k w_jk V_k |
//            t_k = 1/(2 A_k) sum_springs m T d/|d|, without its part along the normal
//   fibres:  e_j = sum_k w_jk V_k e_k / sum_k w_jk V_k,   e_k = n_k . sigma_k n_k,   w_jk = exp(-(d_jk / l)^2 / 2)
//
// t_k is the shear [Pa] that springs oblique to the sheets (glide, septum) carry through the two sliding layers of column k,
// superficial to deep fascia and deep fascia to epimysium: d from the outer to the inner end, m the number of these layers
// that the spring crosses, half of a spring for each column that it ends in; A_k the area. The mean over a territory is
// one of vectors: pressing alone shears outwards on all sides, which adds up to nothing. sigma_k is the mean stress of the
// sheets of column k by volume (virial stress of springs, node_stress.h), n_k its line of tension, V_k its volume, d_jk the
// distance of the columns at rest, l the interaction length. Averaging over a length of the material, not of the mesh, is
// what keeps a softening law independent of the mesh (nonlocal damage: Pijaudier-Cabot and Bazant, J. Eng. Mech. 113 (1987)
// 1512-1533). l, and that bonds feel the pull along the line alone, are assumed.
// Limits: columns are compared along the straight line between them, so l must stay well below the thickness of the body.
// Test: tests/physics/territory_load_test.cpp.

#include <array>
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

    /// Loads [Pa] of every node from the tension [N] of the springs, along a line for every column: that on fibres, and
    /// that on bonds, >= 0. Nodes that belong to no fascial sheet get their column's, and nodes without a column 0. The
    /// same on any number of threads.
    void measure(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                 std::span<const double> tension_N, std::span<const Vec3> lines, int threads,
                 std::vector<double>& nodeFibreLoad_Pa, std::vector<double>& nodeBondLoad_Pa);

  private:
    struct Neighbour {
        std::int32_t column;
        float weight;
    };
    /// A spring that crosses sliding layers, as one of its columns has it.
    struct Crossing {
        std::int32_t spring;
        float share; ///< Of its force, over two layers; below 0 where its second end is the outer one.
    };
    void findCrossings(const Web& web);
    template <typename F>
    void forColumns(int threads, F&& f) const;

    std::vector<std::size_t> start_;     ///< Column count + 1.
    std::vector<Neighbour> neighbours_;  ///< Weights times volume, normalised to sum to 1.
    std::vector<double> volume_m3_;      ///< Fascial volume of a column.
    std::vector<std::size_t> nodeStart_; ///< Column count + 1: its fascial nodes in columnNodes_.
    std::vector<std::int32_t> columnNodes_;
    std::vector<std::size_t> crossingStart_; ///< Column count + 1: springs in crossings_.
    std::vector<Crossing> crossings_;
    std::vector<Vec3> normal_;                     ///< Unit, of a column's fascia; zero where it has none.
    std::vector<double> area_m2_;                  ///< Of a column's superficial fascia.
    std::vector<std::array<double, 4>> own_Pa_;    ///< Pull on a column's fibres, then the shear through its layers.
    std::vector<std::array<double, 2>> shared_Pa_; ///< Loads on fibres and on bonds.
};

} // namespace fascia::sim
