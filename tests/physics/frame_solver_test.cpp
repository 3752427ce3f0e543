// Frames of large nets: implicit steps with multigrid reach the static equilibrium that the exact solver finds.

#include <cmath>
#include <cstring>
#include <limits>

#include <catch2/catch_test_macros.hpp>

#include "bench/net.h"
#include "bench/stepper.h"

using namespace fascia;

namespace {

sim::Positions staticSolution(const bench::Net& net) {
    bench::Stepper stepper(net);
    sim::SolveOptions options;
    options.residual = 1e-10;
    sim::Positions x = net.position_m;
    const sim::SolveReport report = stepper.balance(options, x);
    REQUIRE(report.converged);
    return x;
}

sim::SolveOptions frameOptions() {
    sim::SolveOptions options;
    options.linearSolver = sim::SolveOptions::LinearSolver::multigrid;
    options.residual = 1e-6;
    options.maxNewton = 1;
    options.maxLinearIterations = 8;
    return options;
}

} // namespace

TEST_CASE("frames with multigrid settle at the static equilibrium", "[physics][frame]") {
    for (const bool heterogeneous : {false, true}) {
        const bench::Net net = bench::makeLattice(24, heterogeneous);
        const sim::Positions settled = staticSolution(net);
        bench::Stepper stepper(net);
        for (int k = 0; k < 180; ++k) {
            stepper.step(1.0 / 60.0, frameOptions());
        }
        CHECK(bench::displacementError(net, stepper.position_m(), settled) < 1e-4);
        CHECK(bench::residualOf(net, stepper.position_m()) < 1e-4);
    }
}

TEST_CASE("frames give the same bits on two threads and without vector instructions", "[physics][frame]") {
    const bench::Net net = bench::makeLattice(20, true);
    sim::SolveOptions one = frameOptions();
    sim::SolveOptions two = frameOptions();
    two.threads = 2;
    sim::SolveOptions plain = frameOptions();
    plain.plainKernels = true;
    bench::Stepper a(net);
    bench::Stepper b(net);
    bench::Stepper c(net);
    for (int k = 0; k < 12; ++k) {
        a.step(1.0 / 60.0, one);
        b.step(1.0 / 60.0, two);
        c.step(1.0 / 60.0, plain);
    }
    const std::size_t bytes = net.position_m.size() * sizeof(sim::Vec3);
    CHECK(std::memcmp(a.position_m().data(), b.position_m().data(), bytes) == 0);
    CHECK(std::memcmp(a.position_m().data(), c.position_m().data(), bytes) == 0);
    const std::size_t middle = net.position_m.size() / 2 + 10;
    CHECK((a.position_m()[middle] - net.position_m[middle]).norm() > 1e-4);
}

TEST_CASE("multigrid needs far fewer iterations than block-Jacobi, and as many on a larger net", "[physics][frame]") {
    const auto iterations = [](int n, sim::SolveOptions::LinearSolver solver) {
        const bench::Net net = bench::makeLattice(n, false);
        bench::Stepper stepper(net);
        sim::SolveOptions options;
        options.linearSolver = solver;
        options.residual = 1e-6;
        options.maxNewton = 40;
        sim::Positions x = net.position_m;
        const sim::SolveReport report = stepper.balance(options, x);
        CHECK(report.converged);
        return static_cast<double>(report.linearIterations) / report.newtonIterations;
    };
    using Solver = sim::SolveOptions::LinearSolver;
    const double jacobi = iterations(40, Solver::blockJacobi);
    const double small = iterations(20, Solver::multigrid);
    const double large = iterations(40, Solver::multigrid);
    CHECK(large < 0.25 * jacobi);
    CHECK(large < 2.0 * small);
}

TEST_CASE("a budget of time ends a solve after an iteration, and its residual is the true one", "[physics][frame]") {
    static double now_s = 0.0;
    const auto clock = +[] { return now_s += 1.0; };
    const bench::Net net = bench::makeLattice(24, false);
    using Solver = sim::SolveOptions::LinearSolver;
    for (const Solver solver : {Solver::multigrid, Solver::blockJacobi, Solver::automatic}) {
        sim::SolveOptions options;
        options.linearSolver = solver;
        options.residual = 1e-6;
        options.clock = clock;
        options.budget_s = 0.5;
        bench::Stepper stepper(net);
        sim::Positions x = net.position_m;
        const sim::SolveReport report = stepper.balance(options, x);
        CHECK(report.outOfTime);
        CHECK_FALSE(report.converged);
        CHECK(report.newtonIterations == 1);
        CHECK(report.linearIterations == 1);
        CHECK(report.whole_s > 0.0);
        CHECK(report.residual > options.residual);
        sim::SolveOptions look = options;
        look.maxNewton = 0;
        sim::Positions same = x;
        CHECK(std::fabs(stepper.balance(look, same).residual / report.residual - 1.0) < 1e-6);
        // Without an end it goes on from there.
        options.budget_s = std::numeric_limits<double>::infinity();
        CHECK(stepper.balance(options, x).converged);
    }
}

TEST_CASE("a frame that keeps the tangent of an earlier one follows the same motion", "[physics][frame]") {
    const bench::Net net = bench::makeLattice(24, true);
    sim::SolveOptions options = frameOptions();
    options.maxNewton = 20; // each frame to its residual
    options.maxLinearIterations = 100;
    options.linearResidual = 1e-3;
    bench::Stepper kept(net);
    for (int k = 0; k < 20; ++k) {
        kept.step(1.0 / 60.0, options);
    }
    bench::Stepper exact(net);
    options.linearSolver = sim::SolveOptions::LinearSolver::blockJacobi;
    options.maxLinearIterations = 2000;
    for (int k = 0; k < 20; ++k) {
        exact.step(1.0 / 60.0, options);
    }
    CHECK(bench::displacementError(net, kept.position_m(), exact.position_m()) < 1e-4);
}

TEST_CASE("a frame survives loads a hundred times too large, loose nodes and pieces apart", "[physics][frame]") {
    bench::Net net = bench::makeLattice(12, false);
    for (sim::Vec3& load : net.load_N) {
        load *= 100.0;
    }
    // A node that nothing joins, and a free pair.
    const auto add = [&](const sim::Vec3& at) {
        net.position_m.push_back(at);
        net.fixed.push_back(0);
        net.load_N.emplace_back(0.0, 0.0, 0.0);
        net.mass_kg.push_back(1e-3);
        return static_cast<std::int32_t>(net.position_m.size() - 1);
    };
    add({5.0, 0.0, 0.0});
    const std::int32_t first = add({6.0, 0.0, 0.0});
    const std::int32_t second = add({6.1, 0.0, 0.0});
    net.springs.push_back({first, second});
    net.stiffness_N_per_m.push_back(1e6);
    net.restLength_m.push_back(0.05);
    bench::Stepper stepper(net);
    sim::SolveOptions options = frameOptions();
    options.maxNewton = 4;
    for (int k = 0; k < 120; ++k) {
        const sim::SolveReport report = stepper.step(1.0 / 60.0, options);
        REQUIRE(report.finite);
        REQUIRE(std::isfinite(report.residual));
    }
    for (const sim::Vec3& x : stepper.position_m()) {
        REQUIRE(std::isfinite(x.squaredNorm()));
        REQUIRE(x.norm() < 1e3);
    }
}

TEST_CASE("frames with multigrid carry parts whose springs are all slack", "[physics][frame]") {
    bench::Net net = bench::makeLattice(24, false);
    // What lies within a ball only pulls, and is a tenth longer than the room that it has.
    const sim::Vec3 middle = net.position_m[net.position_m.size() / 4];
    int slack = 0;
    std::vector<sim::SpringLaw> laws;
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        laws.push_back(bench::lawOf(net, s));
        const auto [a, b] = net.springs[s];
        const sim::Vec3 centre =
            0.5 * (net.position_m[static_cast<std::size_t>(a)] + net.position_m[static_cast<std::size_t>(b)]);
        if ((centre - middle).norm() < 0.2) {
            laws.back().restLength_m *= 1.1;
            laws.back().compressionRatio = 0.0;
            ++slack;
        }
    }
    REQUIRE(slack > 200);
    net.laws = laws;
    const auto after = [&](sim::SolveOptions::LinearSolver solver) {
        sim::SolveOptions options = frameOptions();
        options.linearSolver = solver;
        options.maxNewton = 20;
        options.maxLinearIterations = 400;
        bench::Stepper stepper(net);
        for (int k = 0; k < 10; ++k) {
            stepper.step(1.0 / 60.0, options);
        }
        return stepper.position_m();
    };
    using Solver = sim::SolveOptions::LinearSolver;
    CHECK(bench::displacementError(net, after(Solver::multigrid), after(Solver::blockJacobi)) < 1e-3);
}
