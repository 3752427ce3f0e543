#pragma once
// Solves H p = force for one Newton step, with the linear method that the problem needs.

#include "sim/solver/block_cholesky.h"
#include "sim/solver/compact_solver.h"
#include "sim/solver/conjugate_gradient.h"

namespace fascia::sim {

class StepSolver {
  public:
    /// Starts a new solve: forgets factors of earlier ones (so that a result depends on its own input alone). The structure
    /// and coarse values of multigrid are kept: with it, a result depends on earlier solves in its last digits.
    void begin(const SolveOptions& options, bool moving, const Deadline& deadline);

    /// Whether the method works on the compact tangent (frames), so that assemble() must make that.
    [[nodiscard]] bool compact() const { return compact_; }

    /// Solves with the tangent that the system assembled last. On negative curvature p is still a descent direction.
    LinearReport solve(SpringSystem& system, const std::vector<Vec3>& force, double tolerance, std::vector<Vec3>& p);

    /// Wall time in solve() since begin() [s].
    [[nodiscard]] double seconds() const { return seconds_; }

    /// Memory of the compact methods [bytes].
    [[nodiscard]] std::size_t bytes() const { return compactSolver_.bytes() + multigrid_.bytes(); }

  private:
    LinearReport solveCompact(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                              std::vector<Vec3>& p);
    LinearReport solveWithMultigrid(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                                    std::vector<Vec3>& p);
    LinearReport solveWithFactor(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                                 std::vector<Vec3>& p);

    ConjugateGradient cg_;
    BlockCholesky cholesky_;
    CompactSolver compactSolver_;
    Multigrid multigrid_;
    const CompactKernels* kernels_ = &widestKernels();
    WallClock clock_ = nullptr;
    Deadline deadline_;
    double seconds_ = 0.0;
    bool compact_ = false;
    double freshRate_ = 0.0; // decades an iteration with coarse values just made
    bool stale_ = false;
    int solvesSinceFresh_ = 0;
    int leastLag_ = 0;
    SolveOptions::LinearSolver method_ = SolveOptions::LinearSolver::automatic;
    int maxIterations_ = 0;
    bool useFactor_ = false;
    bool useMultigrid_ = false; // (automatic) it has worked in this solve
    double owed_ = 0.0;         // (automatic) iterations since the last solve that reached its tolerance
    int factorsInARow_ = 0;     // with none such between
    bool haveFactor_ = false;
};

} // namespace fascia::sim
