#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/solver/network_parts.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

constexpr int kMostNewton = 1000;
constexpr int kPolish = 4;
/// Factors over time stand at their last point.
constexpr double kLongTime_s = std::numeric_limits<double>::infinity();
/// Parts in which loads and moves are put on when all at once does not converge.
constexpr int kIncrements = 10;

void add(NetworkReport& report, const SolveReport& solved) {
    report.newtonIterations += solved.newtonIterations;
    report.linearIterations += solved.linearIterations;
    report.indefiniteTangents += solved.indefiniteTangents;
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
    options.maxNewton = kMostNewton;
    options.polish = kPolish;
    options.stop = settings.stop;
    EquilibriumProblem problem;
    problem.laws = laws;
    problem.fixed = held;
    problem.load_N = load_N;

    Positions x = network.position_m;
    parts.moveNodes(kLongTime_s, 1.0, x);
    SolveReport solved = solver.solve(problem, options, x);
    add(report, solved);
    if (!solved.converged && solved.newtonIterations > 0 && !solved.stopped) {
        // All at once did not work: in parts, each from where the last one ended.
        Positions slow = network.position_m;
        SolveReport last;
        for (int k = 1; k <= kIncrements && !last.stopped; ++k) {
            const double factor = static_cast<double>(k) / kIncrements;
            parts.loadsAt(kLongTime_s, factor, load_N);
            parts.moveNodes(kLongTime_s, factor, slow);
            last = solver.solve(problem, options, slow);
            add(report, last);
        }
        parts.loadsAt(kLongTime_s, 1.0, load_N);
        if (last.finite && (!solved.finite || last.residual < solved.residual)) {
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
