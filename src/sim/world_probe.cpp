// A light finger on the tissue as it is: the local stiffness.

#include <utility>

#include "sim/world_impl.h"

namespace fascia::sim {

double World::Impl::stiffnessAt_N_per_m(const Vec3& place) {
    // A light finger (0.2 N) on the tissue as it is: every spring keeps its tension of now and answers with the
    // stiffness it shows over a second.
    constexpr double kProbeTime_s = 1.0;
    constexpr double kProbeForce_N = 0.2;
    constexpr double kProbeRadius_m = 0.012;
    std::vector<std::pair<std::size_t, double>> finger;
    double area = 0.0;
    Vec3 normal = Vec3::Zero();
    for (const std::int32_t node : skinNodes) {
        const auto i = static_cast<std::size_t>(node);
        const auto& rest = web->nodePosition_m[i];
        const double distance = (Vec3(rest[0], rest[1], rest[2]) - place).norm();
        if (distance < kProbeRadius_m) {
            const double share = web->nodeArea_m2[i] * (1.0 - distance / kProbeRadius_m);
            finger.emplace_back(i, share);
            area += share;
            normal += share * Vec3(web->nodeNormal[i][0], web->nodeNormal[i][1], web->nodeNormal[i][2]);
        }
    }
    if (finger.empty() || !(area > 0.0) || !(normal.norm() > 0.0)) {
        return 0.0;
    }
    normal.normalize();
    fillLaws(kProbeTime_s);
    for (std::size_t s = 0; s < springs(); ++s) {
        const double strain = springLength_m(state.position, s) / laws[s].restLength_m - 1.0;
        const double elastic =
            elasticResponse(strain, laws[s].toeStrain, laws[s].compressionRatio, laws[s].squeezeStiffens).value;
        laws[s].offsetTension_N = static_cast<double>(state.tension_N[s]) - laws[s].stiffness_N * elastic;
    }
    SolveOptions options;
    options.residual = 1e-6;
    options.threads = threads;
    options.maxNewton = 20;
    options.linearSolver = SolveOptions::LinearSolver::blockJacobi;
    EquilibriumProblem quasiStatic;
    quasiStatic.laws = laws;
    quasiStatic.fixed = fixed; // hands go along under their constant force
    couplings.clear();
    for (int hand = 0; hand < kMaxHands; ++hand) {
        const PadState& pad = state.hands[static_cast<std::size_t>(hand)];
        if (pad.active) {
            appendCouplings(*web, state.position, state.position[static_cast<std::size_t>(padNode(hand))],
                            padNode(hand), pad, state.parameters.contact, couplings);
        }
    }
    quasiStatic.couplings = couplings;
    // What is unbalanced now (inertia, residual) is kept as a dead load, so that only the finger moves anything.
    const std::vector<Vec3> none_N(state.position.size(), Vec3::Zero());
    quasiStatic.load_N = none_N;
    std::vector<Vec3> dead;
    solver.internalForce(quasiStatic, state.position, threads, dead);
    for (Vec3& force : dead) {
        force = -force;
    }
    for (const auto& [node, share] : finger) {
        dead[node] -= normal * (kProbeForce_N * share / area);
    }
    quasiStatic.load_N = dead;
    Positions pressed = state.position;
    const SolveReport solved = solver.solve(quasiStatic, options, pressed);
    if (!solved.finite) {
        return 0.0;
    }
    double depth = 0.0;
    for (const auto& [node, share] : finger) {
        depth += share / area * normal.dot(state.position[node] - pressed[node]);
    }
    return depth > 1e-9 ? kProbeForce_N / depth : 0.0;
}

} // namespace fascia::sim
