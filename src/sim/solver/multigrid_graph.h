#pragma once

#include <vector>

#include "sim/solver/multigrid.h"

namespace fascia::sim {

/// Scalar stand-in of a matrix: how strongly nodes hold each other.
struct Multigrid::Graph {
    std::vector<double> diagonal; ///< 0: held, or joined to nothing.
    Sparse<double> weight;        ///< Positive: minus the off-diagonal.
};

} // namespace fascia::sim
