#pragma once
// Parts of a net that are solved for themselves, with all around them held. Internal to solver.
//
// Where a few nodes among many (a dangling end that swings, a spring that snaps through) hold nearly all of what is
// unbalanced, steps for the whole net are as short as those nodes need. Solved in their regions they go their long way
// cheaply and side by side; the energy falls as in any other step (nonlinear elimination; Cai and Keyes 2002).

#include <cstdint>
#include <vector>

#include "sim/solver/network_parts.h"

namespace fascia::sim {

class NetworkRegions {
  public:
    explicit NetworkRegions(const SpringGraph& graph);

    /// Solves around the nodes that hold nearly all of `unbalanced_N`, with `rings` rings of neighbours, and moves `x`
    /// there. False: what is unbalanced is spread over the net, and nothing was done.
    bool relax(const EquilibriumProblem& problem, const SolveOptions& options, const std::vector<Vec3>& unbalanced_N,
               int rings, Positions& x);

  private:
    bool solveRegion(const std::vector<std::int32_t>& nodes, const EquilibriumProblem& problem,
                     const SolveOptions& options, const std::vector<Vec3>& unbalanced_N, Positions& x);

    const SpringGraph& graph_;
    std::vector<std::size_t> rowStart_;
    std::vector<std::int32_t> springOf_; // springs at a node
    std::vector<std::int32_t> place_;    // in the region, or -1
    std::vector<std::uint8_t> inside_;
    std::vector<std::uint8_t> taken_; // springs
};

} // namespace fascia::sim
