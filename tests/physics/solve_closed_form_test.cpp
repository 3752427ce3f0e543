// The net solver against closed forms.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/solver/network.h"

using namespace fascia::sim;
using Catch::Approx;

namespace {

Network line(int springs, double length_m, const SpringGroup& group) {
    Network net;
    for (int i = 0; i <= springs; ++i) {
        net.position_m.emplace_back(length_m * i / springs, 0.0, 0.0);
    }
    for (int i = 0; i < springs; ++i) {
        net.springs.push_back({i, i + 1});
    }
    net.springGroup.assign(static_cast<std::size_t>(springs), 0);
    net.groups = {group};
    return net;
}

SpringGroup material(double stiffness_N) {
    SpringGroup group;
    group.axialStiffness_N = stiffness_N;
    return group;
}

} // namespace

TEST_CASE("one spring with a toe takes the strain of its law", "[physics][solve]") {
    SpringGroup group = material(1000.0);
    group.toeStrain = 0.05;
    Network net = line(1, 2.0, group);
    net.fixedNodes = {0};
    NetworkState state;
    // Toe: T = k e^2 / (2 et); beyond it T = k (e - et / 2).
    for (const auto& [force, strain] : {std::pair{10.0, std::sqrt(2.0 * 0.05 * 0.01)}, std::pair{100.0, 0.125}}) {
        net.loads = {{{1}, {force, 0.0, 0.0}, {}}};
        const NetworkReport report = solveStatic(net, {}, state);
        CHECK(report.converged);
        CHECK(state.strain[0] == Approx(strain).epsilon(1e-7));
        CHECK(state.tension_N[0] == Approx(force).epsilon(1e-7));
        CHECK(state.reaction_N[0][0] == Approx(-force).epsilon(1e-7));
    }
}

TEST_CASE("a hanging chain balances its weight and is symmetric", "[physics][solve]") {
    const int n = 200;
    SpringGroup group = material(5000.0);
    group.tensionOnly = true;
    group.massPerLength_kg_per_m = 0.5;
    Network net = line(n, 1.0, group);
    net.fixedNodes = {0, n};
    net.gravity_m_per_s2 = {0.0, 0.0, -9.81};
    NetworkSettings settings;
    settings.residual = 1e-10;
    NetworkState state;
    const NetworkReport report = solveStatic(net, settings, state);
    REQUIRE(report.converged);
    const double weight = 0.5 * 9.81;
    CHECK(state.reaction_N.front()[2] + state.reaction_N.back()[2] == Approx(weight).epsilon(1e-9));
    CHECK(state.reaction_N.front()[0] == Approx(-state.reaction_N.back()[0]).epsilon(1e-9));
    // Shallow elastic chain (parabola): H = w L^2 / (8 f), H = k (8/3) (f/L)^2, to the second order in f / L.
    const double sag = -state.position_m[n / 2][2];
    const double parabola = std::cbrt(3.0 * weight / (64.0 * 5000.0));
    CHECK(sag == Approx(parabola).epsilon(0.01));
    // Horizontal force is the same in every link.
    for (int s = 0; s < n; ++s) {
        const Vec3 d =
            state.position_m[static_cast<std::size_t>(s) + 1] - state.position_m[static_cast<std::size_t>(s)];
        CHECK(state.tension_N[static_cast<std::size_t>(s)] * d[0] / d.norm() ==
              Approx(state.reaction_N.back()[0]).epsilon(1e-6));
    }
}

TEST_CASE("a taut string carries a point load as geometry says", "[physics][solve]") {
    SpringGroup group = material(1000.0);
    group.prestrain = 0.01;
    Network net = line(2, 2.0, group);
    net.fixedNodes = {0, 2};
    net.loads = {{{1}, {0.0, 0.0, -10.0}, {}}};
    NetworkSettings settings;
    settings.residual = 1e-11;
    NetworkState state;
    REQUIRE(solveStatic(net, settings, state).converged);
    const double w = -state.position_m[1][2];
    const double length = std::sqrt(1.0 + w * w);
    const double tension = 1000.0 * (length * 1.01 - 1.0);
    CHECK(2.0 * tension * w / length == Approx(10.0).epsilon(1e-9));
}

TEST_CASE("a string of many links carries a point load as geometry says", "[physics][solve]") {
    // Soft across and stiff along, and as long as a net of its size can be: no coarse matrix in single precision holds both.
    const int n = 50000;
    Network net = line(n, 1.0, material(1000.0));
    net.fixedNodes = {0, n};
    net.loads = {{{n / 2}, {0.0, 0.0, -1.0}, {}}};
    NetworkSettings settings;
    settings.residual = 1e-9;
    NetworkState state;
    const NetworkReport report = solveStatic(net, settings, state);
    REQUIRE(report.converged);
    CHECK(report.newtonIterations < 40);
    // Two straight halves of strain e: 2 k e sin(a) = F with cos(a) = 1 / (1 + e).
    double low = 0.0;
    double high = 0.1;
    for (int k = 0; k < 100; ++k) {
        const double e = 0.5 * (low + high);
        const double across = std::sqrt(e * (2.0 + e)) / (1.0 + e);
        (2000.0 * e * across < 1.0 ? low : high) = e;
    }
    CHECK(-state.position_m[n / 2][2] == Approx(0.5 * std::sqrt(low * (2.0 + low))).epsilon(1e-7));
    CHECK(state.strain[0] == Approx(low).epsilon(1e-6));
    CHECK(state.strain[n - 1] == Approx(low).epsilon(1e-6));
}

namespace {

/// n x n nodes, square cells of 1 cm with diagonals, held along two opposite edges, pushed out of its plane in the middle.
Network pushedSheet(int n, int layers, const SpringGroup& group, double force_N) {
    Network net;
    const auto node = [n](int i, int j, int layer) { return (layer * n + i) * n + j; };
    for (int layer = 0; layer < layers; ++layer) {
        for (int i = 0; i < n; ++i) {
            for (int j = 0; j < n; ++j) {
                net.position_m.emplace_back(0.01 * i, 0.01 * j, 0.01 * layer);
                if (i == 0 || i == n - 1) {
                    net.fixedNodes.push_back(node(i, j, layer));
                }
            }
        }
    }
    const auto join = [&](int i, int j, int layer, int k, int l, int other) {
        if (k >= 0 && k < n && l >= 0 && l < n && other < layers) {
            net.springs.push_back({node(i, j, layer), node(k, l, other)});
        }
    };
    for (int layer = 0; layer < layers; ++layer) {
        for (int i = 0; i < n; ++i) {
            for (int j = 0; j < n; ++j) {
                join(i, j, layer, i + 1, j, layer);
                join(i, j, layer, i, j + 1, layer);
                join(i, j, layer, i + 1, j + 1, layer);
                join(i, j, layer, i + 1, j - 1, layer);
                join(i, j, layer, i, j, layer + 1);
                join(i, j, layer, i + 1, j, layer + 1);
                join(i, j, layer, i - 1, j, layer + 1);
                join(i, j, layer, i, j + 1, layer + 1);
                join(i, j, layer, i, j - 1, layer + 1);
            }
        }
        net.loads.push_back({{node(n / 2, n / 2, layer)}, {0.0, 0.0, -force_N}, {}});
    }
    net.springGroup.assign(net.springs.size(), 0);
    net.groups = {group};
    return net;
}

double supported_N(const NetworkState& state) {
    double sum = 0.0;
    for (const Vec3& reaction : state.reaction_N) {
        sum += reaction[2];
    }
    return sum;
}

} // namespace

TEST_CASE("a nearly slack sheet that only pulls finds its rest under a push", "[physics][solve]") {
    // Hardly stretched, it has next to no stiffness out of its plane, and springs go slack and taut on the way.
    for (const double prestrain : {1e-5, -1e-3}) {
        SpringGroup group = material(10.0);
        group.tensionOnly = true;
        group.prestrain = prestrain;
        NetworkSettings settings;
        settings.residual = 1e-9;
        NetworkState state;
        const NetworkReport report = solveStatic(pushedSheet(40, 1, group, 0.5), settings, state);
        CHECK(report.converged);
        CHECK(report.residual <= 1e-9);
        CHECK(supported_N(state) == Approx(0.5).epsilon(1e-6));
        for (const double tension_N : state.tension_N) {
            REQUIRE(tension_N >= 0.0);
        }
        INFO(report.newtonIterations);
        CHECK(report.newtonIterations < 120);
    }
}

TEST_CASE("a thick sheet in the toe region has no stiffness at first and still finds its rest", "[physics][solve]") {
    SpringGroup group = material(10.0);
    group.toeStrain = 0.08;
    NetworkSettings settings;
    settings.residual = 1e-9;
    NetworkState state;
    const NetworkReport report = solveStatic(pushedSheet(60, 3, group, 0.5), settings, state);
    CHECK(report.converged);
    CHECK(supported_N(state) == Approx(1.5).epsilon(1e-6));
    INFO(report.linearIterations);
    CHECK(report.linearIterations < 4000);
}

TEST_CASE("a lattice crushed far beyond what it carries finds a buckled rest", "[physics][solve]") {
    // Sheared by some hundred times what it would carry stiffly: every cell turns over, in no order.
    const int n = 15;
    Network net;
    const auto node = [n](int i, int j, int k) { return (i * n + j) * n + k; };
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) {
                net.position_m.emplace_back(0.01 * i, 0.01 * j, 0.01 * k);
            }
        }
    }
    const std::array<std::array<int, 3>, 9> ways{
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 0}, {1, -1, 0}, {1, 0, 1}, {1, 0, -1}, {0, 1, 1}, {0, 1, -1}}};
    NodalLoad load;
    load.force_N = {0.0, 0.0, -50.0};
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) {
                for (const auto& [a, b, c] : ways) {
                    if (i + a < n && j + b >= 0 && j + b < n && k + c >= 0 && k + c < n) {
                        net.springs.push_back({node(i, j, k), node(i + a, j + b, k + c)});
                    }
                }
                if (i == 0) {
                    net.fixedNodes.push_back(node(i, j, k));
                } else if (i == n - 1) {
                    load.nodes.push_back(node(i, j, k));
                }
            }
        }
    }
    net.loads = {load};
    net.springGroup.assign(net.springs.size(), 0);
    net.groups = {material(50.0)};
    NetworkSettings settings;
    settings.residual = 1e-9;
    NetworkState state;
    const NetworkReport report = solveStatic(net, settings, state);
    CHECK(report.converged);
    CHECK(report.residual <= 1e-9);
    CHECK(supported_N(state) == Approx(50.0 * n * n).epsilon(1e-6));
    INFO(report.newtonIterations);
    CHECK(report.newtonIterations < 150);
}

TEST_CASE("a random net with loose ends and cells that snap finds its rest", "[physics][solve]") {
    // Few nodes hold what is unbalanced, here and there; stretched, it has springs that push and buckle out of its plane.
    for (const bool pullOnly : {true, false}) {
        Network net;
        std::uint64_t seed = 12345;
        const auto random = [&seed] {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            return static_cast<double>(seed >> 11U) * 0x1p-53;
        };
        const int n = 3000;
        for (int i = 0; i < n; ++i) {
            const double x = random();
            net.position_m.emplace_back(x, random(), 0.0);
        }
        NodalLoad load;
        load.force_N = {0.0, 0.0, -0.007};
        for (int i = 0; i < n; ++i) {
            const Vec3& x = net.position_m[static_cast<std::size_t>(i)];
            const double rim = std::min(std::min(x[0], x[1]), std::min(1.0 - x[0], 1.0 - x[1]));
            if (rim < 0.04) {
                net.fixedNodes.push_back(i);
            } else if (rim > 0.4) {
                load.nodes.push_back(i);
            }
            for (int j = 0; j < i; ++j) {
                if ((net.position_m[static_cast<std::size_t>(j)] - x).norm() < 0.033) {
                    net.springs.push_back({j, i});
                }
            }
        }
        net.loads = {load};
        net.springGroup.assign(net.springs.size(), 0);
        net.groups = {material(10.0)};
        net.groups[0].prestrain = 0.03;
        net.groups[0].tensionOnly = pullOnly;
        NetworkSettings settings;
        settings.residual = 1e-9;
        NetworkState state;
        const NetworkReport report = solveStatic(net, settings, state);
        INFO(pullOnly << ' ' << report.newtonIterations << ' ' << report.residual);
        CHECK(report.converged);
        CHECK(report.residual <= 1e-9);
        CHECK(report.newtonIterations < 70);
    }
}

TEST_CASE("a stretched net that nothing holds shrinks to its rest", "[physics][solve]") {
    Network net = pushedSheet(6, 1, material(10.0), 0.0);
    net.fixedNodes.clear();
    net.groups[0].prestrain = 0.02;
    NetworkSettings settings;
    settings.residual = 1e-9;
    NetworkState state;
    const NetworkReport report = solveStatic(net, settings, state);
    CHECK(report.converged);
    CHECK(report.residual <= 1e-9); // against the forces that it began with: there are no others
}

TEST_CASE("creep and relaxation follow the Prony series", "[physics][solve]") {
    SpringGroup group = material(1000.0);
    group.prony = {{0.3, 2.0}, {0.2, 20.0}};
    Network net = line(1, 1.0, group);
    net.fixedNodes = {0};
    NetworkSettings settings;
    settings.residual = 1e-10;
    settings.duration_s = 10.0;
    settings.step_s = 0.05;
    SECTION("relaxation at a held strain") {
        net.moves = {{{1}, {0.01, 0.0, 0.0}, {}}};
        const NetworkReport report = solveDynamic(net, settings, [&](const NetworkState& state) {
            const double t = state.time_s;
            const double expected = 10.0 * (0.5 + 0.3 * std::exp(-t / 2.0) + 0.2 * std::exp(-t / 20.0));
            CHECK(state.tension_N[0] == Approx(expected).epsilon(1e-6));
            return true;
        });
        CHECK(report.converged);
    }
    SECTION("creep under a held force, one branch") {
        net.groups[0].prony = {{0.4, 2.0}};
        net.loads = {{{1}, {6.0, 0.0, 0.0}, {}}};
        // e(t) = F/k [1/ginf - (1/ginf - 1) exp(-ginf t / tau)]
        const NetworkReport report = solveDynamic(net, settings, [&](const NetworkState& state) {
            const double expected = 0.006 * (1.0 / 0.6 - (1.0 / 0.6 - 1.0) * std::exp(-0.6 * state.time_s / 2.0));
            CHECK(state.strain[0] == Approx(expected).epsilon(1e-3));
            return true;
        });
        CHECK(report.converged);
    }
}

TEST_CASE("one mass swings at its natural frequency and falls freely when nothing holds it", "[physics][solve]") {
    SpringGroup group = material(100.0);
    group.massPerLength_kg_per_m = 2.0; // 1 kg at either end of one metre
    Network net = line(1, 1.0, group);
    net.fixedNodes = {0};
    net.loads = {{{1}, {1.0, 0.0, 0.0}, {}}};
    const double period = 2.0 * 3.14159265358979 / std::sqrt(100.0);
    NetworkSettings settings;
    settings.residual = 1e-10;
    settings.step_s = period / 200.0;
    settings.duration_s = 3.0 * period;
    double worst = 0.0;
    solveDynamic(net, settings, [&](const NetworkState& state) {
        const double expected = 0.01 * (1.0 - std::cos(10.0 * state.time_s));
        worst = std::max(worst, std::abs(state.position_m[1][0] - 1.0 - expected));
        return true;
    });
    CHECK(worst < 0.02 * 0.01);

    net.fixedNodes.clear();
    net.loads.clear();
    net.gravity_m_per_s2 = {0.0, 0.0, -10.0};
    settings.duration_s = 1.0;
    settings.step_s = 0.01;
    NetworkState last;
    solveDynamic(net, settings, [&](const NetworkState& state) {
        last = state;
        return true;
    });
    CHECK(last.position_m[0][2] == Approx(-5.0).epsilon(2e-3));
    CHECK(std::abs(last.tension_N[0]) < 1e-6);
}

TEST_CASE("a net that nothing holds says so and stays finite", "[physics][solve]") {
    Network net = line(3, 1.0, material(1000.0));
    net.loads = {{{3}, {1.0, 0.0, 0.0}, {}}};
    NetworkState state;
    const NetworkReport report = solveStatic(net, {}, state);
    CHECK(!report.converged);
    CHECK(!report.reason.empty());
    for (const Vec3& x : state.position_m) {
        CHECK(x.allFinite());
    }
}
