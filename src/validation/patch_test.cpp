#include "validation/patch_test.h"

#include <cmath>

#include "sim/solver/equilibrium.h"

namespace fascia::validation {

namespace {

/// Mean of u and of v weighted slope over nodes in a window: least squares of the displacement on the position.
double slope(const std::vector<double>& position, const std::vector<double>& displacement) {
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (std::size_t i = 0; i < position.size(); ++i) {
        n += 1;
        sx += position[i];
        sy += displacement[i];
        sxx += position[i] * position[i];
        sxy += position[i] * displacement[i];
    }
    return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

} // namespace

PatchResult pullCoupon(const sim::Web& web, const anatomy::CouponSpec& spec, const sim::SheetModulusFit& fit,
                       PatchState state, double strain) {
    constexpr double kRestingStrain = 0.05;
    const auto nodes = static_cast<std::size_t>(web.nodeCount());
    std::vector<sim::SpringLaw> laws(web.springNodes.size());
    for (std::size_t s = 0; s < laws.size(); ++s) {
        const double prestrain = state == PatchState::prestressed ? kRestingStrain : 0.0;
        laws[s].restLength_m = web.springLength_m[s] / (1.0 + prestrain);
        laws[s].stiffness_N = sim::springModulus_Pa(fit, web.springFibreCos2[s]) * web.springSection_m2[s];
        laws[s].compressionRatio = state == PatchState::symmetric ? 1.0 : 0.0;
    }
    sim::Positions rest(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
        rest[i] = {web.nodePosition_m[i][0], web.nodePosition_m[i][1], web.nodePosition_m[i][2]};
    }
    sim::EquilibriumSolver solver({web.nodeCount(), web.springNodes});
    std::vector<sim::Vec3> load(nodes, sim::Vec3::Zero());
    sim::EquilibriumProblem problem;
    problem.laws = laws;
    problem.fixed = web.nodeAnchored;
    problem.load_N = load;
    std::vector<sim::Vec3> atRest;
    solver.internalForce(problem, rest, 1, atRest);
    for (std::size_t i = 0; i < nodes; ++i) {
        load[i] = web.nodeAnchored[i] != 0 ? sim::Vec3(0, 0, 0) : sim::Vec3(-atRest[i]);
    }

    sim::Positions x = rest;
    for (std::size_t i = 0; i < nodes; ++i) {
        x[i][0] *= 1.0 + strain;
    }
    sim::SolveOptions options;
    options.residual = 1e-9;
    options.residualFloor_N = 1e-12 * fit.achievedFibre_Pa * spec.thickness_m * spec.width_m;
    PatchResult result;
    result.converged = solver.solve(problem, options, x).converged;

    std::vector<sim::Vec3> force;
    solver.internalForce(problem, x, 1, force);
    double grip_N = 0.0;
    std::vector<double> px, ux, py, uy;
    for (std::size_t i = 0; i < nodes; ++i) {
        const double along = web.nodePosition_m[i][0];
        if (along > spec.length_m * (1.0 - 1e-9)) {
            grip_N -= force[i][0] - atRest[i][0];
        }
        if (std::fabs(along - 0.5 * spec.length_m) < 0.25 * spec.length_m) {
            px.push_back(along);
            ux.push_back(x[i][0] - rest[i][0]);
            py.push_back(web.nodePosition_m[i][1]);
            uy.push_back(x[i][1] - rest[i][1]);
        }
    }
    const double stretch = slope(px, ux);
    result.modulus_Pa = grip_N / (spec.width_m * spec.thickness_m) / stretch;
    result.poissonRatio = -slope(py, uy) / stretch;
    return result;
}

} // namespace fascia::validation
