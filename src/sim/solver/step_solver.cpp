#include "sim/solver/step_solver.h"

#include <algorithm>
#include <cmath>

namespace fascia::sim {

namespace {

/// Above this a factor would not fit (72 bytes a block: 2 GB).
constexpr double kMostFactorBlocks = 3e7;
/// Block-Jacobi iterations before a factorisation is thought of at all.
constexpr int kShortRun = 100;
/// A factor made for an earlier tangent is kept while it needs no more iterations than this.
constexpr int kStaleIterations = 25;
/// Time of a block multiplication of the factorisation over that of a half-edge in the operator, measured.
constexpr double kWorkRatio = 4.0;
/// Coarse values are made anew when convergence has slowed to this share of what it was with new ones.
constexpr double kStaleRate = 0.7;
/// But not in every frame of a motion: they cost half as much as all the rest.
constexpr int kLeastLag = 8;

/// A static solve tries multigrid on nets of at least so many nodes, for so many iterations.
constexpr int kMultigridNodes = 8000;
constexpr int kMultigridIterations = 150;

/// After so many factorisations that iterations did not save, each tangent gets its own at once.
constexpr int kFactorsInARow = 2;

/// A multigrid cycle in single precision as a preconditioner in double.
class SingleCycle : public Preconditioner {
  public:
    SingleCycle(Multigrid& multigrid, CompactTangent& tangent, const CompactKernels& kernels, int threads)
        : multigrid_(multigrid),
          tangent_(tangent),
          kernels_(kernels),
          threads_(threads),
          r_(tangent.vectorFloats(), 0.0F),
          z_(tangent.vectorFloats(), 0.0F) {}

    void apply(const std::vector<Vec3>& r, std::vector<Vec3>& z) override {
        double largest = 0.0;
        for (const Vec3& f : r) {
            largest = std::max({largest, std::fabs(f[0]), std::fabs(f[1]), std::fabs(f[2])});
        }
        int exponent = 0;
        std::frexp(largest, &exponent);
        const double down = std::ldexp(1.0, -exponent);
        const double up = std::ldexp(1.0, exponent);
        for (std::size_t i = 0; i < r.size(); ++i) {
            for (std::size_t c = 0; c < 3; ++c) {
                r_[4 * i + c] = static_cast<float>(r[i][static_cast<Eigen::Index>(c)] * down);
            }
        }
        multigrid_.apply(tangent_, kernels_, threads_, r_.data(), z_.data());
        for (std::size_t i = 0; i < z.size(); ++i) {
            z[i] = up * Vec3(static_cast<double>(z_[4 * i]), static_cast<double>(z_[4 * i + 1]),
                             static_cast<double>(z_[4 * i + 2]));
        }
    }

  private:
    Multigrid& multigrid_;
    CompactTangent& tangent_;
    const CompactKernels& kernels_;
    int threads_;
    LineVector<float> r_, z_;
};

} // namespace

void StepSolver::begin(const SolveOptions& options, bool moving, const Deadline& deadline) {
    clock_ = options.clock;
    deadline_ = deadline;
    seconds_ = 0.0;
    leastLag_ = moving ? kLeastLag : 0;
    method_ = options.linearSolver;
    maxIterations_ = options.maxLinearIterations;
    kernels_ = options.plainKernels ? &plainKernels() : &widestKernels();
    compact_ = options.compact();
    useFactor_ = method_ == SolveOptions::LinearSolver::cholesky;
    haveFactor_ = false;
    useMultigrid_ = false;
    owed_ = 0.0;
    factorsInARow_ = 0;
    if (method_ == SolveOptions::LinearSolver::automatic) {
        multigrid_.forget();
    }
}

LinearReport StepSolver::solveCompact(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                                      std::vector<Vec3>& p) {
    CompactTangent& tangent = system.compactTangent();
    const int threads = system.threads();
    if (method_ != SolveOptions::LinearSolver::multigrid) {
        return compactSolver_.solve(tangent, *kernels_, threads, force, tolerance, maxIterations_, nullptr, deadline_,
                                    p);
    }
    bool fresh = false;
    if (!multigrid_.built()) {
        multigrid_.build(tangent, system.evaluatedAt(), *kernels_, threads);
        fresh = true;
    } else if (stale_ && solvesSinceFresh_ >= leastLag_) {
        multigrid_.refresh(tangent, system.evaluatedAt(), threads);
        fresh = true;
    }
    LinearReport report =
        compactSolver_.solve(tangent, *kernels_, threads, force, tolerance, maxIterations_, &multigrid_, deadline_, p);
    if (report.preconditionerFailed) {
        const int spent = report.iterations;
        report =
            compactSolver_.solve(tangent, *kernels_, threads, force, tolerance, maxIterations_, nullptr, deadline_, p);
        report.iterations += spent;
        stale_ = true;
        solvesSinceFresh_ = leastLag_;
        return report;
    }
    const double rate = report.residual > 0.0 ? -std::log10(report.residual) / report.iterations : freshRate_;
    solvesSinceFresh_ = fresh ? 1 : solvesSinceFresh_ + 1;
    if (fresh) {
        freshRate_ = rate;
    }
    stale_ = rate < kStaleRate * freshRate_ || report.negativeCurvature;
    return report;
}

LinearReport StepSolver::solve(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                               std::vector<Vec3>& p) {
    const ScopedTime timed(clock_, seconds_);
    if (compact_) {
        return solveCompact(system, force, tolerance, p);
    }
    if (useFactor_) {
        return solveWithFactor(system, force, tolerance, p);
    }
    const bool maySwitch = method_ == SolveOptions::LinearSolver::automatic;
    const auto good = [&](const LinearReport& report) {
        return report.converged || report.negativeCurvature || deadline_.over();
    };
    LinearReport report;
    int spent = 0;
    if (!useMultigrid_) {
        const int first = maySwitch ? std::min(maxIterations_, kShortRun) : maxIterations_;
        report = cg_.solve(system, force, tolerance, first, nullptr, deadline_, p);
        if (good(report) || !maySwitch) {
            owed_ = 0.0;
            return report;
        }
        spent = report.iterations;
    }
    const bool large = maySwitch && system.nodeCount() >= kMultigridNodes;
    if (large) {
        report = solveWithMultigrid(system, force, tolerance, p);
        spent += report.iterations;
        report.iterations = spent;
        useMultigrid_ = report.converged || (useMultigrid_ && report.negativeCurvature);
        if (good(report)) {
            owed_ = 0.0;
            factorsInARow_ = 0;
            return report;
        }
    }
    if (!cholesky_.analysed()) {
        cholesky_.analyse(system);
    }
    const bool fits = cholesky_.factorBlocks() <= kMostFactorBlocks;
    // Iterations that take as long as a factorisation: the loser of the two then costs no more than the winner.
    const double halfEdges = std::max(1.0, 2.0 * system.springCount());
    const double breakEven = kWorkRatio * (cholesky_.factorWork() + 2.0 * cholesky_.factorBlocks()) / halfEdges;
    if (large && report.iterations > 0 && !report.preconditionerFailed) {
        // Where a factor is dear, a direction that is not yet exact leads on as well while the net is far from its rest.
        owed_ += spent;
        if (owed_ < breakEven || !fits) {
            return report;
        }
    } else {
        const int budget = fits ? static_cast<int>(std::min<double>(maxIterations_, breakEven)) : maxIterations_;
        if (budget > 2 * kShortRun) {
            report = cg_.solve(system, force, tolerance, budget, nullptr, deadline_, p);
            spent += report.iterations;
            report.iterations = spent;
            if (good(report) || !fits) {
                return report;
            }
        }
    }
    useFactor_ = !large || ++factorsInARow_ >= kFactorsInARow;
    owed_ = 0.0;
    report = solveWithFactor(system, force, tolerance, p);
    report.iterations += spent;
    return report;
}

LinearReport StepSolver::solveWithMultigrid(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                                            std::vector<Vec3>& p) {
    CompactTangent& copy = system.compactCopy();
    // Between Newton steps of a static solve springs go slack and taut: the structure of an old tangent may not do.
    multigrid_.build(copy, system.evaluatedAt(), *kernels_, system.threads());
    if (!multigrid_.built()) {
        return {}; // nothing free to move, or nothing to gather
    }
    SingleCycle cycle(multigrid_, copy, *kernels_, system.threads());
    return cg_.solve(system, force, tolerance, std::min(maxIterations_, kMultigridIterations), &cycle, deadline_, p);
}

LinearReport StepSolver::solveWithFactor(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                                         std::vector<Vec3>& p) {
    if (!cholesky_.analysed()) {
        cholesky_.analyse(system);
    }
    if (cholesky_.factorBlocks() > kMostFactorBlocks) {
        return cg_.solve(system, force, tolerance, maxIterations_, nullptr, deadline_, p);
    }
    int spent = 0;
    if (haveFactor_) {
        LinearReport report = cg_.solve(system, force, tolerance, kStaleIterations, &cholesky_, deadline_, p);
        if (report.converged) {
            return report;
        }
        spent = report.iterations;
    }
    haveFactor_ = true;
    if (cholesky_.factorise(system) > 0 && system.tangentMayBeIndefinite()) {
        // What was put in place of pivots that are not positive can be of any size: no preconditioner.
        haveFactor_ = false;
        LinearReport report;
        report.iterations = spent;
        report.negativeCurvature = true;
        p.assign(force.size(), Vec3::Zero());
        return report;
    }
    LinearReport report = cg_.solve(system, force, tolerance, std::min(maxIterations_, 200), &cholesky_, deadline_, p);
    report.iterations += spent;
    return report;
}

} // namespace fascia::sim
