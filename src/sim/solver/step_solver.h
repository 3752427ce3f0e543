#pragma once
// Solves H p = force for one Newton step, with the linear method that the problem needs.

#include "sim/solver/block_cholesky.h"
#include "sim/solver/conjugate_gradient.h"

namespace fascia::sim {

class StepSolver {
  public:
    /// Starts a new solve: forgets factors of earlier ones (so that a result depends on its own input alone).
    void begin(SolveOptions::LinearSolver method, int maxIterations);

    /// Solves with the tangent that the system assembled last. On negative curvature p is still a descent direction.
    LinearReport solve(SpringSystem& system, const std::vector<Vec3>& force, double tolerance, std::vector<Vec3>& p);

    [[nodiscard]] bool factorised() const { return useFactor_; }

  private:
    LinearReport solveWithFactor(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                                 std::vector<Vec3>& p);

    ConjugateGradient cg_;
    BlockCholesky cholesky_;
    SolveOptions::LinearSolver method_ = SolveOptions::LinearSolver::automatic;
    int maxIterations_ = 0;
    bool useFactor_ = false;
    bool haveFactor_ = false;
};

} // namespace fascia::sim
