#include "sim/solver/equilibrium.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "sim/core/parallel.h"
#include "sim/solver/conjugate_gradient.h"
#include "sim/solver/spring_system.h"

namespace fascia::sim {

namespace {

/// Where the regularisation of the tangent starts when something has no stiffness, and where it counts as gone.
constexpr double kFloorStart = 1e-3;
constexpr double kFloorGone = 1e-10;
constexpr double kFloorMost = 10.0;
/// Residuals asked for below this keep positions as a sum of two doubles: one double of position leaves a force of
/// stiffness * (position * 1e-16 / length), which in a long stiff chain is more than that.
constexpr double kExtendedBelow = 2e-7;

} // namespace

struct EquilibriumSolver::Impl {
    explicit Impl(SpringGraph graph) : system(std::move(graph)) {}

    SpringSystem system;
    ConjugateGradient cg;
    Positions low;
    Positions trialHigh, trialLow;
    std::vector<Vec3> force, trialForce, step;
    OrderedSums<1> sums;

    SolveReport solve(const EquilibriumProblem& problem, const SolveOptions& options, Positions& x);
    bool search(const SystemTotals& now, double slope, double modelSize, bool extended, Positions& x,
                SystemTotals& next, double& taken);
    void moveTo(const Positions& x, double s, bool extended);
    double largestMove() const;
};

double EquilibriumSolver::Impl::largestMove() const {
    double most = 0.0;
    for (const Vec3& move : step) {
        most = std::max(most, dot3(move, move));
    }
    return std::sqrt(most);
}

/// trial = x + s step, with the rounding of that sum kept in the low parts.
void EquilibriumSolver::Impl::moveTo(const Positions& x, double s, bool extended) {
    const std::size_t nodes = x.size();
    parallelForChunks(system.threads(), system.nodeChunks(), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
        for (int node = range.begin; node < range.end; ++node) {
            const auto i = static_cast<std::size_t>(node);
            if (!extended) {
                trialHigh[i] = x[i] + s * step[i];
                continue;
            }
            for (int c = 0; c < 3; ++c) {
                const double a = x[i][c];
                const double b = low[i][c] + s * step[i][c];
                const double sum = a + b;
                const double partOfB = sum - a;
                trialLow[i][c] = (a - (sum - partOfB)) + (b - partOfB);
                trialHigh[i][c] = sum;
            }
        }
    });
}

/// Backtracks along `step` until the energy falls enough. Near the rounding of the energy, where its differences mean
/// nothing, the slope along the step decides instead (approximate Wolfe condition of Hager and Zhang).
bool EquilibriumSolver::Impl::search(const SystemTotals& now, double slope, double modelSize, bool extended,
                                     Positions& x, SystemTotals& next, double& taken) {
    constexpr double kEnoughDecrease = 1e-4;
    const double most = largestMove();
    double s = 1.0;
    if (most > 0.5 * modelSize) {
        s = 0.5 * modelSize / most;
    }
    s = std::min(s, system.squeezeLimit(step));
    const double energyNoise = 1e-13 * now.energyMagnitude_J;
    for (int attempt = 0; attempt < 40; ++attempt) {
        moveTo(x, s, extended);
        next = system.evaluate(trialHigh, extended ? &trialLow : nullptr, trialForce);
        if (!next.finite) {
            s *= 0.1;
            continue;
        }
        const double change = next.energy_J - now.energy_J;
        if (change <= kEnoughDecrease * s * slope - energyNoise) {
            taken = s;
            return true;
        }
        const double newSlope = -dotOrdered(trialForce, step, system.threads(), sums);
        if (change <= energyNoise && std::fabs(newSlope) <= 0.9 * std::fabs(slope)) {
            taken = s;
            return true;
        }
        double factor = 0.3;
        if (newSlope > 0.0) {
            factor = std::clamp(slope / (slope - newSlope), 0.1, 0.6);
        }
        s *= factor;
    }
    return false;
}

SolveReport EquilibriumSolver::Impl::solve(const EquilibriumProblem& problem, const SolveOptions& options,
                                           Positions& x) {
    const std::size_t nodes = x.size();
    assert(static_cast<int>(nodes) == system.nodeCount());
    const bool extended = options.residual < kExtendedBelow;
    system.bind(problem, options.threads);
    trialHigh.resize(nodes);
    step.resize(nodes);
    if (extended) {
        low.assign(nodes, Vec3::Zero());
        trialLow.resize(nodes);
    }

    SolveReport report;
    Vec3 lowest = Vec3::Zero();
    Vec3 highest = Vec3::Zero();
    for (std::size_t i = 0; i < nodes; ++i) {
        lowest = i == 0 ? x[0] : Vec3(lowest.cwiseMin(x[i]));
        highest = i == 0 ? x[0] : Vec3(highest.cwiseMax(x[i]));
    }
    const Vec3 extent = highest - lowest;
    const double modelSize = std::max(std::sqrt(dot3(extent, extent)), 1e-9);

    SystemTotals now = system.evaluate(x, extended ? &low : nullptr, force);
    if (!now.finite) {
        report.finite = false;
        return report;
    }

    double floor = 0.0;
    bool exactAllowed = true;
    bool lastWasFull = false;
    double lastUnbalanced = 0.0;
    int refusals = 0;
    const auto finish = [&] {
        report.residual_N = now.unbalanced_N;
        // With nothing applied and nothing held there is no force to compare with but the springs' own.
        const double reference = now.scale_N > now.noise_N ? now.scale_N : std::max(now.internal_N, now.noise_N);
        report.residual = reference > 0.0 ? now.unbalanced_N / reference : 0.0;
        report.converged = now.unbalanced_N <= options.residualFloor_N || report.residual <= options.residual ||
                           (now.scale_N <= now.noise_N && now.unbalanced_N <= now.noise_N);
        return report.converged;
    };
    while (!finish() && report.newtonIterations < options.maxNewton) {
        ++report.newtonIterations;
        const bool exact = exactAllowed && lastWasFull && report.residual < 0.1;
        int weak = system.assemble({floor, exact});
        if (weak > 0 && floor < kFloorGone) {
            floor = report.residual > 1e-2 ? kFloorStart : 1e-8;
            weak = system.assemble({floor, exact});
        }
        const double target = std::max(options.residual * now.scale_N, options.residualFloor_N);
        const double ratio = lastUnbalanced > 0.0 ? now.unbalanced_N / lastUnbalanced : 1.0;
        const double wanted = std::clamp(0.1 * ratio * ratio, 1e-6, 1e-2);
        const double tolerance = std::clamp(std::max(0.3 * target / now.unbalanced_N, wanted), 1e-12, 0.3);
        LinearReport linear = cg.solve(system, force, tolerance, options.maxLinearIterations, nullptr, step);
        report.linearIterations += linear.iterations;
        if (linear.negativeCurvature) {
            ++report.indefiniteTangents;
            if (exact) {
                exactAllowed = false;
                system.assemble({floor, false});
                linear = cg.solve(system, force, tolerance, options.maxLinearIterations, nullptr, step);
                report.linearIterations += linear.iterations;
            }
        }
        double slope = -dotOrdered(force, step, system.threads(), sums);
        if (!(slope < 0.0) || !std::isfinite(slope)) {
            const std::vector<Sym3>& inverse = system.inverseDiagonal();
            for (std::size_t i = 0; i < nodes; ++i) {
                step[i] = inverse[i].times(force[i]);
            }
            slope = -dotOrdered(force, step, system.threads(), sums);
            if (!(slope < 0.0)) {
                break;
            }
        }
        SystemTotals next;
        double taken = 0.0;
        if (!search(now, slope, modelSize, extended, x, next, taken)) {
            system.evaluate(x, extended ? &low : nullptr, force);
            if (++refusals > 6) {
                break;
            }
            exactAllowed = exactAllowed && refusals < 2;
            floor = std::min(std::max(floor * 30.0, kFloorStart), kFloorMost);
            lastWasFull = false;
            continue;
        }
        refusals = 0;
        x.swap(trialHigh);
        low.swap(trialLow);
        force.swap(trialForce);
        lastUnbalanced = now.unbalanced_N;
        const double predicted = taken * slope * (1.0 - 0.5 * taken);
        const double gain = predicted < 0.0 ? (next.energy_J - now.energy_J) / predicted : 1.0;
        lastWasFull = taken == 1.0;
        if (lastWasFull && (gain > 0.5 || next.unbalanced_N < 0.3 * now.unbalanced_N)) {
            floor *= 0.1;
            if (floor < kFloorGone) {
                floor = 0.0;
            }
        } else if (taken < 0.3) {
            floor = std::min(std::max(floor * 4.0, 1e-4), kFloorMost);
        }
        now = next;
    }
    return report;
}

EquilibriumSolver::EquilibriumSolver(SpringGraph graph) : impl_(std::make_unique<Impl>(std::move(graph))) {}
EquilibriumSolver::~EquilibriumSolver() = default;
EquilibriumSolver::EquilibriumSolver(EquilibriumSolver&&) noexcept = default;
EquilibriumSolver& EquilibriumSolver::operator=(EquilibriumSolver&&) noexcept = default;

SolveReport EquilibriumSolver::solve(const EquilibriumProblem& problem, const SolveOptions& options, Positions& x) {
    SolveReport report;
    withThreads(options.threads, [&] { report = impl_->solve(problem, options, x); });
    return report;
}

void EquilibriumSolver::internalForce(const EquilibriumProblem& problem, const Positions& x, int threads,
                                      std::vector<Vec3>& force_N) const {
    withThreads(threads, [&] {
        impl_->system.bind(problem, threads);
        impl_->system.evaluate(x, nullptr, impl_->trialForce);
        impl_->system.gatherInternal(force_N);
    });
}

} // namespace fascia::sim
