#include "sim/solver/equilibrium.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/core/parallel.h"
#include "sim/solver/line_search.h"
#include "sim/solver/spring_system.h"
#include "sim/solver/step_solver.h"

namespace fascia::sim {

namespace {

/// Where the regularisation of the tangent starts when something has no stiffness, and where it counts as gone.
constexpr double kFloorStart = 1e-3;
constexpr double kFloorGone = 1e-10;
constexpr double kFloorMost = 10.0;
constexpr double kWeakShift = 1e-7;
/// Residuals asked for below this keep positions as a sum of two doubles: one double of position leaves a force of
/// stiffness * (position * 1e-16 / length), which in a long stiff chain is more than that.
constexpr double kExtendedBelow = 2e-7;
/// Polishing ends at this residual.
constexpr double kPolished = 1e-14;
/// A solve that has moved a node this many model sizes has no equilibrium in reach (a load that nothing holds).
constexpr double kRunaway = 1e4;
/// Shorter than this share of a Newton step, one that bends is hardly longer than a straight one.
constexpr double kShortestBent = 1e-4;
/// Steps without any acceptable point, or without progress, before the solve stops and says so.
constexpr int kMostRefusals = 8;
/// A tangent of an earlier frame is good enough for a direction for so many more (each frame's forces are its own), as long as
/// the energy that a step releases is what it predicts, within this share.
constexpr int kTangentFrames = 8;
constexpr double kTangentGain = 0.5;
/// A net of tension-only springs is led to its equilibrium through springs that also push when so many Newton steps have not
/// brought the residual down to this share.
constexpr int kDirectIterations = 40;
constexpr double kDirectProgress = 0.5;
/// Shares of negative geometric stiffness that are tried: smaller after negative curvature, larger the next time.
constexpr double kLessShare = 0.6;
constexpr double kMoreShare = 1.3;
constexpr double kLeastShare = 0.1;

/// Size of the bounding box of the positions.
double sizeOf(const Positions& x, int threads) {
    if (x.empty()) {
        return 1e-9;
    }
    std::vector<std::array<Vec3, 2>> corners(static_cast<std::size_t>(chunkCountOf(x.size(), kNodeChunk)));
    parallelForChunks(threads, static_cast<int>(corners.size()), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, x.size());
        std::array<Vec3, 2> box{x[static_cast<std::size_t>(range.begin)], x[static_cast<std::size_t>(range.begin)]};
        for (int i = range.begin; i < range.end; ++i) {
            box[0] = box[0].cwiseMin(x[static_cast<std::size_t>(i)]);
            box[1] = box[1].cwiseMax(x[static_cast<std::size_t>(i)]);
        }
        corners[static_cast<std::size_t>(chunk)] = box;
    });
    for (const auto& box : corners) {
        corners[0][0] = corners[0][0].cwiseMin(box[0]);
        corners[0][1] = corners[0][1].cwiseMax(box[1]);
    }
    const Vec3 extent = corners[0][1] - corners[0][0];
    return std::max(std::sqrt(dot3(extent, extent)), 1e-9);
}

double largestOf(const std::vector<Vec3>& moves, int threads) {
    return std::sqrt(largestOver(threads, moves.size(), [&](std::size_t i) { return dot3(moves[i], moves[i]); }));
}

} // namespace

struct EquilibriumSolver::Impl {
    explicit Impl(SpringGraph graph) : system(std::move(graph)) {}

    SpringSystem system;
    StepSolver linearSolver;
    LineSearch lineSearch;
    Iterate now, next, spare;
    std::vector<Vec3> step, correction;
    OrderedSums<1> sums;
    double modelSize = 0.0;

    // What the course of the Newton iteration decides about its next tangent.
    double floor = 0.0;       // see TangentOptions
    bool lastWasFull = false; // the last step was taken whole
    int clampedFor = 0;       // iterations for which negative geometric stiffness stays cut
    int clampedNext = 2;      // and for how many the next time
    double keptShare = 1.0;   // of negative geometric stiffness (SolveOptions::gradual)
    double lastUnbalanced = 0.0;
    double travelled = 0.0;
    bool stepsExpected = true; // the last solve needed some
    bool keepsTangent = false; // this solve may begin with the tangent of an earlier one
    bool trusted = false;      // the last step went as its tangent said
    bool curvedDown = false;   // negative curvature was met on the way to it
    Deadline deadline;

    SolveReport solve(const EquilibriumProblem& problem, const SolveOptions& options, Positions& x);
    void restart();
    bool iterate(const SolveOptions& options, int maxIterations, SolveReport& report);
    bool measure(const SolveOptions& options, SolveReport& report) const;
    double findGradualStep(const SolveOptions& options, SolveReport& report);
    double findStep(const SolveOptions& options, SolveReport& report);
    void polish(const SolveOptions& options, SolveReport& report);
    double correctStep(double most, double taken, SolveReport& report);
    void steer(double taken, double slope);
};

/// Fills the report's residuals; true when they are good enough.
bool EquilibriumSolver::Impl::measure(const SolveOptions& options, SolveReport& report) const {
    const SystemTotals& totals = now.totals;
    report.residual_N = totals.unbalanced_N;
    // With nothing applied and nothing held there is no force to compare with but the springs' own.
    const bool scaled = totals.scale_N > totals.noise_N;
    const double reference = scaled ? totals.scale_N : std::max(totals.internal_N, totals.noise_N);
    report.residual = reference > 0.0 ? totals.unbalanced_N / reference : 0.0;
    report.converged = totals.unbalanced_N <= options.residualFloor_N || report.residual <= options.residual ||
                       (!scaled && totals.unbalanced_N <= totals.noise_N);
    return report.converged;
}

/// Finds the Newton step at the present iterate. Returns the slope of the energy along it (negative), or 0 when there is
/// no descent direction left.
double EquilibriumSolver::Impl::findStep(const SolveOptions& options, SolveReport& report) {
    if (options.gradual) {
        return findGradualStep(options, report);
    }
    const bool exact = clampedFor == 0 && lastWasFull;
    trusted = false;
    const int weak = system.assemble({floor, exact, kWeakShift});
    if (weak > 0 && floor < kFloorGone && report.residual > 1e-2) {
        floor = kFloorStart;
        system.assemble({floor, exact, kWeakShift});
    }
    const SystemTotals& totals = now.totals;
    const double target = std::max(options.residual * totals.scale_N, options.residualFloor_N);
    const double ratio = lastUnbalanced > 0.0 ? totals.unbalanced_N / lastUnbalanced : 1.0;
    // In a frame another Newton step costs as much as some twenty iterations: go on to what would be good enough.
    const double wanted = options.forFrames() ? options.linearResidual : std::clamp(0.1 * ratio * ratio, 1e-6, 1e-2);
    const double tolerance = std::clamp(std::max(0.3 * target / totals.unbalanced_N, wanted), 1e-12, 0.3);
    LinearReport linear = linearSolver.solve(system, now.force_N, tolerance, step);
    report.linearIterations += linear.iterations;
    curvedDown = linear.negativeCurvature;
    if (linear.negativeCurvature) {
        ++report.indefiniteTangents;
        if (exact) {
            clampedFor = clampedNext;
            clampedNext = std::min(2 * clampedNext, 16);
            system.assemble({floor, false, kWeakShift});
            linear = linearSolver.solve(system, now.force_N, tolerance, step);
            report.linearIterations += linear.iterations;
        }
    } else if (exact) {
        clampedNext = 2;
    }
    clampedFor = std::max(0, clampedFor - (exact ? 0 : 1));
    double slope = -dotOrdered(now.force_N, step, system.threads(), sums);
    if (!(slope < 0.0) || !std::isfinite(slope)) {
        system.scaleByDiagonal(now.force_N, step);
        slope = -dotOrdered(now.force_N, step, system.threads(), sums);
    }
    return slope < 0.0 ? slope : 0.0;
}

/// The same with the largest share of the negative geometric stiffness that leaves the tangent positive definite, found from
/// step to step. Without any of it, steps towards a buckled shape are far too short; with all of it there is no step.
double EquilibriumSolver::Impl::findGradualStep(const SolveOptions& options, SolveReport& report) {
    trusted = false;
    const SystemTotals& totals = now.totals;
    const double target = std::max(options.residual * totals.scale_N, options.residualFloor_N);
    const double ratio = lastUnbalanced > 0.0 ? totals.unbalanced_N / lastUnbalanced : 1.0;
    const double wanted = std::clamp(0.1 * ratio * ratio, 1e-6, 0.1);
    const double tolerance = std::clamp(std::max(0.3 * target / totals.unbalanced_N, wanted), 1e-12, 0.3);
    double share = keptShare;
    for (;;) {
        const int weak = system.assemble({floor, share > 0.0, kWeakShift, share});
        if (weak > 0 && floor < kFloorGone && report.residual > 1e-2) {
            floor = kFloorStart;
            system.assemble({floor, share > 0.0, kWeakShift, share});
        }
        const LinearReport linear = linearSolver.solve(system, now.force_N, tolerance, step);
        report.linearIterations += linear.iterations;
        curvedDown = linear.negativeCurvature;
        if (!linear.negativeCurvature || share == 0.0) {
            break;
        }
        ++report.indefiniteTangents;
        share = share > kLeastShare ? kLessShare * share : 0.0;
    }
    keptShare = std::clamp(kMoreShare * share, kLeastShare, 1.0);
    double slope = -dotOrdered(now.force_N, step, system.threads(), sums);
    if (!(slope < 0.0) || !std::isfinite(slope)) {
        system.scaleByDiagonal(now.force_N, step);
        slope = -dotOrdered(now.force_N, step, system.threads(), sums);
    }
    return slope < 0.0 ? slope : 0.0;
}

/// Sets the regularisation for the next step from how well this one went.
void EquilibriumSolver::Impl::steer(double taken, double slope) {
    const double change = next.totals.energy_J - now.totals.energy_J;
    const double predicted = taken * slope * (1.0 - 0.5 * std::min(taken, 1.0));
    const double gain = std::fabs(change) > next.totals.energyNoise_J ? change / predicted : 1.0;
    const double drop = next.totals.unbalanced_N / now.totals.unbalanced_N;
    lastWasFull = taken >= 1.0;
    trusted = lastWasFull && !curvedDown && std::fabs(gain - 1.0) <= kTangentGain;
    if (lastWasFull && (gain > 0.5 || drop < 0.3)) {
        floor *= drop < 0.3 ? 0.1 : 0.3;
        if (floor < kFloorGone) {
            floor = 0.0;
        }
    } else if (taken < 0.3) {
        floor = std::min(std::max(floor * 3.0, 1e-4), kFloorMost);
    }
}

/// A long step along a straight line stretches what should only turn: a chain swings out and is longer at the end. So
/// where the line search had to stop early, try again with a step that bends: from the far end, one more solve with the
/// same tangent takes the stretch out (a second-order correction). Returns the step taken in `next`, as before if the
/// bent one is no better.
double EquilibriumSolver::Impl::correctStep(double most, double taken, SolveReport& report) {
    const double first = std::min(1.0, most);
    for (double s = first; s > std::max(3.0 * taken, kShortestBent * first); s *= 0.1) {
        lineSearch.moveTo(system, now, step, s, spare);
        spare.totals = system.evaluate(spare.high, spare.lowPart(), spare.force_N);
        if (!spare.totals.finite) {
            continue;
        }
        const LinearReport linear = linearSolver.solve(system, spare.force_N, 1e-2, correction);
        report.linearIterations += linear.iterations;
        for (std::size_t i = 0; i < correction.size(); ++i) {
            correction[i] += s * step[i];
        }
        const double bentSlope = -dotOrdered(now.force_N, correction, system.threads(), sums);
        const double longest = largestOf(correction, system.threads());
        if (!(bentSlope < 0.0) || longest > 2.0 * modelSize) {
            continue;
        }
        const double bent = lineSearch.run(system, now, correction, bentSlope, 1.0, 1.0, spare);
        if (bent > 0.0 && (taken == 0.0 || spare.totals.energy_J < next.totals.energy_J)) {
            std::swap(next, spare);
            std::swap(step, correction);
            return bent * s / first;
        }
    }
    return taken;
}

void EquilibriumSolver::Impl::restart() {
    floor = 0.0;
    lastWasFull = false;
    clampedFor = 0;
    clampedNext = 2;
    lastUnbalanced = 0.0;
    const TangentOptions first{0.0, false, kWeakShift};
    const int age = system.tangentAge(first);
    const bool keep = keepsTangent && trusted && age >= 0 && age < kTangentFrames;
    now.totals = system.evaluate(now.high, now.lowPart(), now.force_N, stepsExpected ? &first : nullptr,
                                 keep ? SpringSystem::Renew::coupled : SpringSystem::Renew::all);
}

/// Newton steps from `now` until the residual holds (true), the iterations are used up, or nothing helps any more.
bool EquilibriumSolver::Impl::iterate(const SolveOptions& options, int maxIterations, SolveReport& report) {
    const bool frame = options.forFrames();
    int refusals = 0;
    for (int iteration = 0; !measure(options, report); ++iteration) {
        if (options.stop && options.stop()) {
            report.stopped = true;
            return false;
        }
        if (iteration > 0 && deadline.over()) {
            report.outOfTime = true;
            return false;
        }
        if (iteration >= maxIterations || travelled > kRunaway * modelSize) {
            return false;
        }
        // What is left may be all at nodes that nothing joins; no step can change that.
        const double target = std::max(options.residual * now.totals.scale_N, options.residualFloor_N);
        const double stranded = now.totals.stranded_N;
        const double free2 = now.totals.unbalanced_N * now.totals.unbalanced_N - stranded * stranded;
        if (stranded > 0.0 && free2 <= 0.25 * target * target) {
            return false;
        }
        ++report.newtonIterations;
        const double slope = findStep(options, report);
        double taken = 0.0;
        double largest = 0.0;
        if (slope < 0.0) {
            largest = largestOf(step, system.threads());
            const double most = std::min(8.0, 0.5 * modelSize / largest);
            taken = lineSearch.run(system, now, step, slope, std::min(1.0, most), most, next);
            if (taken < 0.3 && !frame) {
                taken = correctStep(most, taken, report);
            }
        }
        if (taken == 0.0) {
            if (++refusals > kMostRefusals) {
                return false;
            }
            // The tangent must belong to the present point again.
            now.totals = system.evaluate(now.high, now.lowPart(), now.force_N);
            clampedFor = std::max(clampedFor, 2);
            floor = std::min(std::max(floor * 30.0, kFloorStart), kFloorMost);
            lastWasFull = false;
            continue;
        }
        // The springs' state must be that of the point taken, not of the last one tried.
        if (system.evaluatedAt() != next.high.data()) {
            next.totals = system.evaluate(next.high, next.lowPart(), next.force_N);
        }
        refusals = 0;
        steer(taken, slope);
        lastUnbalanced = now.totals.unbalanced_N;
        travelled += taken * (frame ? largest : largestOf(step, system.threads()));
        std::swap(now, next);
    }
    return true;
}

/// Whole Newton steps with the exact tangent for as long as each takes the residual down by a good part.
void EquilibriumSolver::Impl::polish(const SolveOptions& options, SolveReport& report) {
    SolveOptions fine = options;
    for (int k = 0; k < options.polish && report.residual > kPolished; ++k) {
        fine.residual = kPolished;
        floor = 0.0;
        clampedFor = 0;
        lastWasFull = true;
        lastUnbalanced = 1e4 * now.totals.unbalanced_N; // asks for a direction of six digits
        if (!(findStep(fine, report) < 0.0)) {
            break;
        }
        ++report.newtonIterations;
        lineSearch.moveTo(system, now, step, 1.0, next);
        next.totals = system.evaluate(next.high, next.lowPart(), next.force_N);
        if (!next.totals.finite || !(next.totals.unbalanced_N < 0.5 * now.totals.unbalanced_N)) {
            break;
        }
        std::swap(now, next);
        measure(options, report);
    }
}

SolveReport EquilibriumSolver::Impl::solve(const EquilibriumProblem& problem, const SolveOptions& options,
                                           Positions& x) {
    assert(static_cast<int>(x.size()) == system.nodeCount());
    SolveReport report;
    const Stopwatch watch(options.clock);
    system.setClock(options.clock);
    deadline = Deadline(watch, options.budget_s);
    const bool moving = !problem.inertiaWeight_N_per_m.empty();
    // Where a result depends on the solves before it anyway.
    keepsTangent = moving && options.linearSolver == SolveOptions::LinearSolver::multigrid;
    linearSolver.begin(options, moving, deadline);
    system.bind(problem, options.threads, linearSolver.compact(), options.plainKernels);
    step.resize(x.size());
    now.high.resize(x.size());
    forNodes(options.threads, x.size(), [&](std::size_t i) { now.high[i] = x[i]; });
    now.low.clear();
    if (options.residual < kExtendedBelow || options.polish > 0) {
        now.low.assign(x.size(), Vec3::Zero());
    }
    restart();
    if (!now.totals.finite) {
        report.finite = false;
        return report;
    }
    modelSize = sizeOf(x, options.threads);
    travelled = 0.0;
    const bool mayLead = !options.forFrames() && system.hasTensionOnly();
    int direct = 0;
    double before = std::numeric_limits<double>::infinity();
    bool done = false;
    do {
        before = std::min(before, report.residual > 0.0 ? report.residual : before);
        direct = mayLead ? std::min(options.maxNewton, direct + kDirectIterations) : options.maxNewton;
        done = iterate(options, direct - report.newtonIterations, report);
    } while (!done && report.newtonIterations >= direct && direct < options.maxNewton && !report.stopped &&
             report.residual < kDirectProgress * before);
    if (!done && report.newtonIterations >= direct && direct < options.maxNewton) {
        // Many springs going slack and taut again: lead the solve to them from springs that also push.
        SolveOptions loose = options;
        loose.residual = std::max(options.residual, 1e-4);
        for (double ratio = 0.3; ratio > 1e-7 && report.newtonIterations < options.maxNewton && !report.stopped;
             ratio *= 0.1) {
            system.setSlackRatio(ratio);
            restart();
            iterate(loose, std::min(30, options.maxNewton - report.newtonIterations), report);
        }
        system.setSlackRatio(0.0);
        restart();
        done = iterate(options, options.maxNewton - report.newtonIterations, report);
    }
    if (done && options.polish > 0) {
        polish(options, report);
    }
    // The springs' state must be that of the point returned (see lastState).
    if (system.evaluatedAt() != now.high.data()) {
        now.totals = system.evaluate(now.high, now.lowPart(), now.force_N);
    }
    x.swap(now.high);
    stepsExpected = report.newtonIterations > 0;
    report.passes_s = system.passSeconds();
    report.linear_s = linearSolver.seconds();
    report.whole_s = watch.seconds();
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

std::span<const std::int32_t> EquilibriumSolver::lawPlaces() { return impl_->system.lawPlaces(); }

void EquilibriumSolver::internalForce(const EquilibriumProblem& problem, const Positions& x, int threads,
                                      std::vector<Vec3>& force_N) const {
    withThreads(threads, [&] {
        impl_->system.bind(problem, threads);
        impl_->system.evaluate(x, nullptr, impl_->next.force_N);
        impl_->system.gatherInternal(force_N);
    });
}

void EquilibriumSolver::lastState(std::vector<SpringEnd>& springs, std::vector<Vec3>& internalForce_N) const {
    impl_->system.springStates(springs);
    impl_->system.gatherInternal(internalForce_N);
}

std::size_t EquilibriumSolver::bytes() const {
    std::size_t sum = impl_->system.bytes() + impl_->linearSolver.bytes();
    for (const Iterate* iterate : {&impl_->now, &impl_->next, &impl_->spare}) {
        sum += (iterate->high.size() + iterate->low.size() + iterate->force_N.size()) * sizeof(Vec3);
    }
    return sum + (impl_->step.size() + impl_->correction.size()) * sizeof(Vec3);
}

} // namespace fascia::sim
