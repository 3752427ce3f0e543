#pragma once
// Any net of springs given by a user, and its static equilibrium or its motion: the model behind `fascia solve`.
//
// Force of a spring: T = k phi(e), e = l / L - 1, with the toe and compression of spring_law.h and
// L = length as given / (1 + prestrain). With Prony pairs (g_i, tau_i), g_inf = 1 - sum g_i, the reference stiffness k is
// the instantaneous one: a spring just stretched carries k phi, and g_inf k phi after a long time. So
//   static   is the state after a long time: every spring carries g_inf k phi, factors are those of their last point;
//   dynamic  starts with every spring just stretched to the given shape (branches q_i = g_i k phi), nodes at rest.
// Masses: half of each spring's mass_per_length * L to either end. A node without mass moves quasi-statically.
//
// In time: a diagonally implicit Runge-Kutta method of order 4 (SDIRK, L-stable and stiffly accurate), each stage written
// as the equilibrium of EquilibriumSolver with inertia weights; positions, velocities and branches alike. A mode with 100
// steps a period is right to about 1e-7 of a period; modes much faster than a step are damped out. Steps end where a
// factor has a kink, are at most as long as the shortest relaxation time (down to an eighth of step_s), and are halved
// where a solve fails. At t = 0 loads and moves are applied at once: nodes without mass take up their equilibrium with
// the instantaneous stiffness, nodes with mass have not moved yet.
// Refs: Hairer and Wanner, Solving Ordinary Differential Equations II (1996); Simo and Hughes, Computational
// Inelasticity (1998), ch. 10. Tests: tests/physics/solve_closed_form_test.cpp.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/solver/equilibrium.h"

namespace fascia::sim {

struct PronyBranch {
    double share = 0.0;  ///< g in [0, 1).
    double time_s = 1.0; ///< tau > 0.
};

/// Material of the springs of one group.
struct SpringGroup {
    std::string name;
    double axialStiffness_N = 0.0;
    double toeStrain = 0.0;
    double prestrain = 0.0; ///< > -1.
    bool tensionOnly = false;
    std::vector<PronyBranch> prony; ///< Shares sum to less than 1.
    double massPerLength_kg_per_m = 0.0;
};

/// A factor over time: linear between the points, constant outside them; empty: 1.
struct TimeFactor {
    std::vector<std::array<double, 2>> points; ///< {t_s, factor}, t rising.
    [[nodiscard]] double at(double time_s) const;
};

struct NodalLoad {
    std::vector<std::int32_t> nodes;
    Vec3 force_N{0, 0, 0}; ///< On each of the nodes.
    TimeFactor factor;
};

struct PrescribedMove {
    std::vector<std::int32_t> nodes;
    Vec3 displacement_m{0, 0, 0}; ///< From the position given.
    TimeFactor factor;
};

struct Network {
    Positions position_m; ///< As given.
    std::vector<std::array<std::int32_t, 2>> springs;
    std::vector<std::int32_t> springGroup; ///< Index into groups, one per spring.
    std::vector<SpringGroup> groups;
    std::vector<std::int32_t> fixedNodes;
    std::vector<NodalLoad> loads;
    std::vector<PrescribedMove> moves;
    Vec3 gravity_m_per_s2{0, 0, 0};
};

struct NetworkSettings {
    double residual = 1e-8; ///< Relative; see EquilibriumSolver.
    int threads = 1;
    // dynamic only
    double duration_s = 1.0;
    double step_s = 0.01;       ///< The last one is shorter if it does not divide the duration.
    std::function<bool()> stop; ///< Asked often; true ends the solve with what there is. Empty: never.
};

/// A net at one moment.
struct NetworkState {
    double time_s = 0.0;
    Positions position_m;
    std::vector<Vec3> reaction_N; ///< Force of the support on the net at fixed and moved nodes; zero elsewhere.
    std::vector<double> length_m; ///< Per spring, as the next two.
    std::vector<double> strain;
    std::vector<double> tension_N; ///< With the memory of the branches.
};

struct NetworkReport {
    bool converged = true; ///< Every solve held the residual.
    bool finite = true;
    bool interrupted = false;
    double residual = 0.0; ///< Static: reached. Dynamic: worst over the steps.
    double meanResidual = 0.0;
    double residual_N = 0.0;
    /// Residual with the positions rounded to the doubles that are written (static only): rounding alone may raise it.
    double residualAsWritten = 0.0;
    std::int64_t steps = 0;
    std::int64_t solves = 0; ///< Dynamic: equilibria solved, several a step.
    std::int64_t solvesNotConverged = 0;
    std::int64_t newtonIterations = 0; ///< Of the whole net; regions solved for themselves are not counted.
    std::int64_t linearIterations = 0;
    std::int64_t indefiniteTangents = 0;
    double step_s = 0.0;
    double mass_kg = 0.0; ///< Of all nodes.
    std::string reason;   ///< Empty, or a sentence that says why the residual was not held.
};

/// Static equilibrium. Never throws; a net without one comes back with converged = false, a reason and a finite state.
NetworkReport solveStatic(const Network& network, const NetworkSettings& settings, NetworkState& state);

/// Motion from rest. `visit` gets the state at t = 0 and after every step; it returns false to stop.
NetworkReport solveDynamic(const Network& network, const NetworkSettings& settings,
                           const std::function<bool(const NetworkState&)>& visit);

} // namespace fascia::sim
