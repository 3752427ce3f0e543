#pragma once
// Preconditioned conjugate gradients on the compact tangent, for the direction of a Newton step.

#include <vector>

#include "sim/core/stopwatch.h"
#include "sim/solver/compact_tangent.h"
#include "sim/solver/conjugate_gradient.h"
#include "sim/solver/multigrid.h"

namespace fascia::sim {

class CompactSolver {
  public:
    /// Solves A p = force to |r| <= tolerance |force|, within `maxIterations`; block-Jacobi when `multigrid` is null.
    /// On negative curvature, and when time is over, p is what there is by then: still a direction of descent. Vectors: one
    /// per node, held zero.
    LinearReport solve(CompactTangent& tangent, const CompactKernels& kernels, int threads,
                       const std::vector<Vec3>& force, double tolerance, int maxIterations, Multigrid* multigrid,
                       const Deadline& deadline, std::vector<Vec3>& p);

    [[nodiscard]] std::size_t bytes() const { return 5 * x_.size() * sizeof(float); }

  private:
    LineVector<float> x_, r_, z_, p_, q_;
};

} // namespace fascia::sim
