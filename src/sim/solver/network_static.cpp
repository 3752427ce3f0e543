#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/solver/network_parts.h"
#include "sim/solver/network_regions.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

/// Newton steps: as many as small nets may need among many near equilibria, fewer for large ones, whose steps take longer. A
/// net that goes on to a second way (in parts, or settling) has as many for that.
constexpr double kMostNodeSteps = 4e6;
constexpr double kLeastNewton = 100.0;
constexpr double kMostNewton = 1000.0;
constexpr int kPolish = 4;
/// Factors over time stand at their last point.
constexpr double kLongTime_s = std::numeric_limits<double>::infinity();
/// Parts in which loads and moves are put on when all at once does not converge.
constexpr int kIncrements = 10;
/// Nets of at least so many nodes are looked at for regions to be solved for themselves.
constexpr double kNodesOfRegions = 300.0;
/// Newton steps of the whole net before regions are looked for, and each time until the next.
constexpr int kBeforeRegions = 15;
constexpr int kBetweenRegions = 3;
/// Rings of neighbours of a region: doubled while the residual does not fall to this share.
constexpr int kFewestRings = 2;
constexpr int kMostRings = 16;
constexpr double kRegionProgress = 0.5;
/// So often without that progress, and the net is left to the other ways; sooner where no regions were found.
constexpr int kPatience = 12;
constexpr int kSpreadCost = 4;

void add(NetworkReport& report, const SolveReport& solved) {
    report.newtonIterations += solved.newtonIterations;
    report.linearIterations += solved.linearIterations;
    report.indefiniteTangents += solved.indefiniteTangents;
}

bool allPull(const std::vector<SpringLaw>& laws) {
    return std::all_of(laws.begin(), laws.end(), [](const SpringLaw& law) { return law.compressionRatio == 0.0; });
}

/// Follows a heavily damped motion to its rest (pseudo-transient continuation): each step is an equilibrium with a spring to
/// where the node is, softer from step to step. Slack parts of a net, which nothing holds, then stay where they are, and what
/// is slack or taut changes little within a step. For nets whose energy is convex (springs that only pull).
SolveReport settle(const NetworkParts& parts, EquilibriumSolver& solver, EquilibriumProblem problem,
                   const SolveOptions& options, Positions& x, NetworkReport& report) {
    constexpr int kNewtonAStep = 40;
    constexpr double kFirstShare = 1e-2;
    constexpr double kSofter = 0.3;
    constexpr double kStiffer = 2.0;
    constexpr double kLeastShare = 1e-12;
    /// Steps in which the residual must halve.
    constexpr int kSettlePatience = 6;
    std::vector<double> stiffness(x.size(), 0.0);
    for (std::size_t s = 0; s < problem.laws.size(); ++s) {
        const double k = problem.laws[s].stiffness_N / problem.laws[s].restLength_m;
        for (const std::int32_t node : parts.graph.springs[s]) {
            stiffness[static_cast<std::size_t>(node)] += k;
        }
    }
    std::vector<double> weight(x.size());
    Positions from;
    SolveOptions step = options;
    step.polish = 0;
    SolveOptions look = options;
    look.maxNewton = 0;
    look.polish = 0;
    double share = kFirstShare;
    Positions lowestAt = x;
    double lowest = solver.solve(problem, look, lowestAt).residual; // never worse than the start
    int patience = kSettlePatience;
    for (int left = options.maxNewton; left > 0;) {
        from = x;
        step.maxNewton = std::min(kNewtonAStep, left);
        for (std::size_t i = 0; i < x.size(); ++i) {
            weight[i] = share * stiffness[i];
        }
        problem.inertiaTarget_m = from;
        problem.inertiaWeight_N_per_m = weight;
        const SolveReport moved = solver.solve(problem, step, x);
        add(report, moved);
        left -= std::max(1, moved.newtonIterations);
        problem.inertiaTarget_m = {};
        problem.inertiaWeight_N_per_m = {};
        Positions here = x;
        const SolveReport now = solver.solve(problem, look, here);
        patience = now.residual < 0.5 * lowest ? kSettlePatience : patience - 1;
        if (now.finite && now.residual < lowest) {
            lowest = now.residual;
            lowestAt = x;
        }
        if (lowest <= options.residual || moved.stopped || patience == 0) {
            break;
        }
        share = std::max(kLeastShare, share * (moved.converged ? kSofter : kStiffer));
    }
    x = lowestAt;
    // Where the residual holds this polishes; else it only looks.
    return solver.solve(problem, lowest <= options.residual ? options : look, x);
}

/// Newton steps for the whole net, with regions solved for themselves in between where what is unbalanced is there.
SolveReport solveByRegions(const NetworkParts& parts, EquilibriumSolver& solver, const EquilibriumProblem& problem,
                           const SolveOptions& options, Positions& x, NetworkReport& report) {
    NetworkRegions regions(parts.graph);
    SolveReport solved;
    SolveOptions some = options;
    std::vector<SpringEnd> ends;
    std::vector<Vec3> unbalanced_N;
    double lowest = std::numeric_limits<double>::infinity();
    int rings = kFewestRings;
    int patience = kPatience;
    int left = options.maxNewton;
    int steps = kBeforeRegions;
    bool local = false;
    // The solver has a way of its own for nets that only pull, which it tries after steps enough without a break.
    const int spreadCost = options.gradual ? kSpreadCost : kPatience;
    while (left > 0) {
        some.maxNewton = std::min(steps, left);
        solved = solver.solve(problem, some, x);
        add(report, solved);
        left -= std::max(1, solved.newtonIterations);
        if (solved.converged || solved.stopped || !solved.finite) {
            return solved;
        }
        const bool better = solved.residual < kRegionProgress * lowest;
        lowest = std::min(lowest, solved.residual);
        patience = better ? kPatience : patience - (local ? 1 : spreadCost);
        rings = better ? kFewestRings : std::min(2 * rings, kMostRings);
        if (patience <= 0 || left <= 0) {
            break;
        }
        solver.lastState(ends, unbalanced_N);
        for (std::size_t i = 0; i < unbalanced_N.size(); ++i) {
            unbalanced_N[i] += problem.load_N[i];
        }
        local = regions.relax(problem, options, unbalanced_N, rings, x);
        steps = local ? kBetweenRegions : kBeforeRegions;
    }
    if (left > 0) {
        some.maxNewton = left;
        solved = solver.solve(problem, some, x);
        add(report, solved);
    }
    return solved;
}

} // namespace

NetworkReport solveStatic(const Network& network, const NetworkSettings& settings, NetworkState& state) {
    const NetworkParts parts(network);
    const std::vector<SpringLaw> laws = parts.laws(true);
    std::vector<Vec3> load_N;
    parts.loadsAt(kLongTime_s, 1.0, load_N);
    std::vector<std::uint8_t> held = parts.supported;
    NetworkReport report;
    report.mass_kg = parts.totalMass_kg;
    report.reason = holdUnbalancedPieces(parts, load_N, held);
    const bool adrift = !report.reason.empty();

    EquilibriumSolver solver(parts.graph);
    SolveOptions options;
    options.residual = settings.residual;
    options.threads = settings.threads;
    const double nodes = static_cast<double>(network.position_m.size());
    options.maxNewton = static_cast<int>(std::clamp(kMostNodeSteps / nodes, kLeastNewton, kMostNewton));
    options.polish = kPolish;
    options.gradual = !allPull(laws); // springs that only pull do not buckle
    options.stop = settings.stop;
    EquilibriumProblem problem;
    problem.laws = laws;
    problem.fixed = held;
    problem.load_N = load_N;

    const bool convex = allPull(laws);
    Positions x = network.position_m;
    parts.moveNodes(kLongTime_s, 1.0, x);
    SolveReport solved;
    if (nodes >= kNodesOfRegions) {
        solved = solveByRegions(parts, solver, problem, options, x, report);
    } else {
        solved = solver.solve(problem, options, x);
        add(report, solved);
    }
    if (!solved.converged && solved.newtonIterations > 0 && !solved.stopped && solved.finite && convex) {
        solved = settle(parts, solver, problem, options, x, report);
    }
    if (!solved.converged && !convex && solved.newtonIterations > 0 && !solved.stopped) {
        // All at once did not work: in parts, each from where the last one ended.
        Positions slow = network.position_m;
        SolveReport last;
        SolveOptions increment = options;
        int k = 0;
        while (k < kIncrements && !last.stopped && increment.maxNewton > 0) {
            ++k;
            const double factor = static_cast<double>(k) / kIncrements;
            parts.loadsAt(kLongTime_s, factor, load_N);
            parts.moveNodes(kLongTime_s, factor, slow);
            last = solver.solve(problem, increment, slow);
            add(report, last);
            increment.maxNewton -= last.newtonIterations;
        }
        parts.loadsAt(kLongTime_s, 1.0, load_N);
        if (k == kIncrements && last.finite && (!solved.finite || last.residual < solved.residual)) {
            x = slow;
            solved = last;
        }
        // `lastState` below must be that of the positions kept.
        else {
            SolveOptions look = options;
            look.maxNewton = 0;
            solver.solve(problem, look, x);
        }
    }

    report.interrupted = settings.stop && settings.stop();
    report.finite = solved.finite;
    report.converged = solved.converged && !adrift;
    report.residual = solved.residual;
    report.residual_N = solved.residual_N;
    std::vector<SpringEnd> ends;
    std::vector<Vec3> internal_N;
    solver.lastState(ends, internal_N);
    state.position_m = x;
    state.length_m.resize(ends.size());
    state.strain.resize(ends.size());
    state.tension_N.resize(ends.size());
    for (std::size_t s = 0; s < ends.size(); ++s) {
        state.length_m[s] = ends[s].length_m;
        state.strain[s] = ends[s].elongation_m / parts.restLength_m[s];
        state.tension_N[s] = ends[s].tension_N;
    }
    reactionsOf(parts, internal_N, load_N, state.reaction_N);

    // The same measure at the doubles that are written, and with what no support carries.
    std::vector<Vec3> rounded_N;
    solver.internalForce(problem, x, settings.threads, rounded_N);
    double left2 = 0.0;
    double leftWritten2 = 0.0;
    double scale2 = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Vec3 total = internal_N[i] + load_N[i];
        const Vec3 written = rounded_N[i] + load_N[i];
        if (parts.supported[i] != 0) {
            scale2 += dot3(internal_N[i], internal_N[i]);
        } else {
            scale2 += dot3(load_N[i], load_N[i]);
            left2 += dot3(total, total);
            leftWritten2 += dot3(written, written);
        }
    }
    if (adrift) {
        report.residual_N = std::sqrt(left2);
        report.residual = scale2 > 0.0 ? std::sqrt(left2 / scale2) : 0.0;
    }
    if (!(scale2 > 0.0)) {
        // Nothing is applied and nothing is held: against the forces that the given shape was left with.
        solver.internalForce(problem, network.position_m, settings.threads, rounded_N);
        for (const Vec3& force : rounded_N) {
            scale2 += dot3(force, force);
        }
        report.residual = scale2 > 0.0 ? std::sqrt(left2 / scale2) : 0.0;
    }
    report.residualAsWritten = scale2 > 0.0 ? std::sqrt(leftWritten2 / scale2) : 0.0;
    if (!report.converged && report.reason.empty()) {
        report.reason = !report.finite ? "The net has forces that are no finite numbers."
                                       : "The net has no equilibrium near its given shape that the solver could reach: "
                                         "look for parts that nothing holds, springs without stiffness, or loads far "
                                         "beyond what the springs can carry.";
    }
    return report;
}

} // namespace fascia::sim
