#pragma once
// The one solver: finds positions that balance springs, loads, contact couplings and (in a time step) inertia.
//
//   minimise  Psi(x) = sum_s W_s(l_s(x)) + sum_c W_c(x) - f . x + 1/2 sum_i (m_i / dt^2 + d_i / dt) |x_i - x^_i|^2
//
// by Newton with a preconditioned conjugate gradient inner solve and a safeguarded step (line search on Psi / residual),
// so that it cannot diverge: it either reaches the residual or says that it did not, with the number. Positions, forces
// and energies in double (directions in single precision where SolveOptions::compact()); reductions are ordered in fixed
// chunks, so the result is the same bits on any number of threads.
//
// Relative residual = |unbalanced force on free nodes| / |applied and reaction force|  (Euclidean norms over nodes;
// reactions are the internal forces at fixed nodes).

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "sim/core/stopwatch.h"
#include "sim/material/spring_law.h"

namespace fascia::sim {

using Vec3 = Eigen::Vector3d;
using Positions = std::vector<Vec3>;

/// Structure that does not change between solves: who is joined to whom.
struct SpringGraph {
    std::int32_t nodeCount = 0;
    std::vector<std::array<std::int32_t, 2>> springs;
    /// Empty, or one per spring: a unit vector from its second to its first node makes the spring a guided column, whose
    /// length is its extent along that direction (a volume of tissue pressed between sheets does not buckle sideways as
    /// a strut would); zero: an ordinary spring.
    std::vector<Vec3> guides{};
};

/// A quadratic coupling between two nodes along fixed directions (contact pad to skin):
/// W = 1/2 kn (n.(x_a - x_b) - gap)^2 + 1/2 kt |(I - n n^T)(x_a - x_b) - t|^2, and, unilateral (kn part only when
/// n.(x_a - x_b) - gap < 0) if `unilateral`. Forces of a sliding contact enter as `tangentForce_N` (dead over the solve).
struct Coupling {
    std::int32_t a = 0;
    std::int32_t b = 0;
    Vec3 normal{0, 0, 1};
    double normalStiffness_N_per_m = 0.0;
    double tangentStiffness_N_per_m = 0.0;
    double gap_m = 0.0;
    Vec3 tangentOffset_m{0, 0, 0};
    Vec3 tangentForce_N{0, 0, 0}; ///< On a; the opposite on b.
    bool unilateral = true;
};

/// Everything that may change from one solve to the next. Spans must outlive the call. Extra nodes (hands) are
/// ordinary nodes numbered after the web's.
struct EquilibriumProblem {
    std::span<const SpringLaw> laws; ///< One per spring of the graph.
    /// (SolveOptions::compact() only) empty, or instead of `laws`: one per spring at its EquilibriumSolver::lawPlaces()
    /// and a PackedLaw{} after them.
    std::span<const PackedLaw> packedLaws;
    std::span<const std::uint8_t> fixed;           ///< One per node: 1 keeps its start position.
    std::span<const Vec3> load_N;                  ///< One per node.
    std::span<const Vec3> inertiaTarget_m;         ///< x^ per node; empty: static.
    std::span<const double> inertiaWeight_N_per_m; ///< m / dt^2 + d / dt per node; empty: static.
    std::span<const Coupling> couplings;
    /// (Not with SolveOptions::compact().) Empty, or instead of the graph's.
    std::span<const Vec3> guides;
};

struct SolveOptions {
    double residual = 1e-6; ///< Relative, see above; (0, 1).
    /// Absolute floor [N]: also converged when the unbalanced force norm is below it. Lets an unloaded net converge.
    double residualFloor_N = 1e-12;
    int maxNewton = 100;
    int maxLinearIterations = 2000; ///< Per Newton step.
    /// (Frames.) Relative residual at which a linear solve is good enough, unless the step's own needs less.
    double linearResidual = 1e-3;
    int threads = 1;
    enum class LinearSolver : std::uint8_t {
        automatic,   ///< blockJacobi, and a factorisation when a static solve needs it.
        blockJacobi, ///< Only PCG with block-Jacobi: bounded work a step, for frames of small nets.
        multigrid,   ///< Only PCG with algebraic multigrid, kept from solve to solve: for frames of large nets.
        cholesky     ///< PCG preconditioned with a sparse Cholesky factor of the (regularised) tangent.
    } linearSolver = LinearSolver::automatic;
    /// A method of bounded work: no factorisations and no detours.
    [[nodiscard]] bool forFrames() const {
        return linearSolver == LinearSolver::blockJacobi || linearSolver == LinearSolver::multigrid;
    }
    /// Forces by the vectorised row pass and directions in single precision: frames that do not ask for more digits than
    /// these can lead to.
    [[nodiscard]] bool compact() const { return forFrames() && residual >= 2e-7; }
    /// (Not for frames.) Keeps as much of the negative geometric stiffness in the tangent as leaves it positive definite,
    /// rather than all or none: for nets that buckle in many places.
    bool gradual = false;
    bool plainKernels = false; ///< Frames without vector instructions: slower, the same bits.
    /// Whole Newton steps to go on with once the residual holds, each kept only if it lowers the residual. A residual
    /// bounds the error of positions only up to the softest mode; one or two such steps take both down to rounding.
    int polish = 0;
    /// For `budget_s` and for the times of the report; null: neither.
    WallClock clock = nullptr;
    /// Wall time [s], > 0: once it is over the solve ends after the linear iteration it is in, at the least after one.
    /// What it then reaches depends on the machine.
    double budget_s = std::numeric_limits<double>::infinity();
    std::function<bool()> stop; ///< Asked before every Newton step; true ends the solve where it is. Empty: never.
};

/// What the solve reached; never throws, never leaves a non-finite position (the start is restored instead).
struct SolveReport {
    bool converged = false;
    bool finite = true;      ///< False: the problem produced a non-finite number; positions are the start's.
    double residual = 0.0;   ///< Relative, at the returned positions.
    double residual_N = 0.0; ///< Absolute norm of the unbalanced force.
    int newtonIterations = 0;
    int linearIterations = 0;
    int indefiniteTangents = 0; ///< Newton steps at which negative curvature was met (buckling, slack).
    bool stopped = false;       ///< By SolveOptions::stop.
    bool outOfTime = false;     ///< SolveOptions::budget_s ended it before the residual did.
    double passes_s = 0.0;      ///< Wall time of forces and tangents; this and the next need SolveOptions::clock.
    double linear_s = 0.0;      ///< Wall time of linear solves.
    double whole_s = 0.0;       ///< Wall time of the solve.
};

/// One spring where a solve ended. `elongation_m` (length minus rest length) keeps digits that the difference of
/// rounded positions has lost.
struct SpringEnd {
    double length_m = 0.0;
    double elongation_m = 0.0;
    double tension_N = 0.0;
};

class EquilibriumSolver {
  public:
    explicit EquilibriumSolver(SpringGraph graph);
    ~EquilibriumSolver();
    EquilibriumSolver(EquilibriumSolver&&) noexcept;
    EquilibriumSolver& operator=(EquilibriumSolver&&) noexcept;

    /// Moves `x` (one per node; fixed nodes are left alone) to equilibrium. `x` is also the start.
    SolveReport solve(const EquilibriumProblem& problem, const SolveOptions& options, Positions& x);

    /// Internal force of springs and couplings on every node (fixed ones too: minus it is the reaction) [N].
    void internalForce(const EquilibriumProblem& problem, const Positions& x, int threads,
                       std::vector<Vec3>& force_N) const;

    /// Springs, and the internal force on every node (as internalForce), where the last solve ended: at its own
    /// positions, which for small residuals are finer than the doubles it returned. The problem's spans are not read.
    void lastState(std::vector<SpringEnd>& springs, std::vector<Vec3>& internalForce_N) const;

    /// The order in which the solver reads EquilibriumProblem::packedLaws: the place of each spring. Valid as long as this.
    [[nodiscard]] std::span<const std::int32_t> lawPlaces();

    /// Memory held, structure and scratch [bytes].
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace fascia::sim
