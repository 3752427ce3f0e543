#include "bench/net.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace fascia::bench {

namespace {

/// In the order of their first nodes.
void sortSprings(Net& net) {
    std::vector<std::size_t> order(net.springs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::min(net.springs[a][0], net.springs[a][1]) < std::min(net.springs[b][0], net.springs[b][1]);
    });
    const Net given = net;
    for (std::size_t k = 0; k < order.size(); ++k) {
        net.springs[k] = given.springs[order[k]];
        net.stiffness_N_per_m[k] = given.stiffness_N_per_m[order[k]];
        net.restLength_m[k] = given.restLength_m[order[k]];
    }
}

} // namespace

Net makeLattice(int n, bool heterogeneous) {
    constexpr int kLayers = 3;
    constexpr double kStretch = 0.02;
    constexpr double kLoad_N = 60.0;
    constexpr double kPatch = 0.13;
    const double spacing = 1.0 / (n - 1);
    const int count = n * n * kLayers;
    Net net;
    net.name = "lattice-" + std::to_string(n) + (heterogeneous ? "-het" : "");
    net.massDamping_per_s = 4.0;
    net.mass_kg.assign(static_cast<std::size_t>(count), 1.0 / count);
    net.fixed.assign(static_cast<std::size_t>(count), 0);
    net.load_N.assign(static_cast<std::size_t>(count), sim::Vec3::Zero());
    // Rows of the three layers alternate, so that neighbours lie near each other in memory.
    const auto id = [&](int i, int j, int layer) { return (j * kLayers + layer) * n + i; };
    net.position_m.resize(static_cast<std::size_t>(count));
    std::vector<std::size_t> loaded;
    for (int layer = 0; layer < kLayers; ++layer) {
        for (int j = 0; j < n; ++j) {
            for (int i = 0; i < n; ++i) {
                const auto node = static_cast<std::size_t>(id(i, j, layer));
                net.position_m[node] = {i * spacing, j * spacing, (layer - 1) * spacing};
                net.fixed[node] = i == 0 || i == n - 1 ? 1 : 0;
                if (std::fabs(i * spacing - 0.5) <= kPatch && std::fabs(j * spacing - 0.5) <= kPatch) {
                    loaded.push_back(node);
                }
            }
        }
    }
    for (const std::size_t node : loaded) {
        net.load_N[node] = {0.0, 0.0, -kLoad_N / static_cast<double>(loaded.size())};
    }
    std::mt19937 random(1234);
    const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0 - 0.5; };
    constexpr int kSteps[9][3] = {{1, 0, 0}, {0, 1, 0},  {0, 0, 1}, {1, 1, 0}, {1, -1, 0},
                                  {1, 0, 1}, {1, 0, -1}, {0, 1, 1}, {0, 1, -1}};
    for (int layer = 0; layer < kLayers; ++layer) {
        for (int j = 0; j < n; ++j) {
            for (int i = 0; i < n; ++i) {
                for (int d = 0; d < 9; ++d) {
                    const int i2 = i + kSteps[d][0];
                    const int j2 = j + kSteps[d][1];
                    const int layer2 = layer + kSteps[d][2];
                    if (i2 < 0 || i2 >= n || j2 < 0 || j2 >= n || layer2 < 0 || layer2 >= kLayers) {
                        continue;
                    }
                    const int a = id(i, j, layer);
                    const int b = id(i2, j2, layer2);
                    if (net.fixed[static_cast<std::size_t>(a)] != 0 && net.fixed[static_cast<std::size_t>(b)] != 0) {
                        continue;
                    }
                    double stiffness = d < 3 ? 1000.0 : 500.0;
                    if (heterogeneous) {
                        stiffness *= std::pow(10.0, uniform());
                        const bool fibre = d == 0 && j % 8 == 0 && layer == 1;
                        stiffness *= fibre ? 10.0 : 1.0;
                    }
                    const double length =
                        (net.position_m[static_cast<std::size_t>(a)] - net.position_m[static_cast<std::size_t>(b)])
                            .norm();
                    net.springs.push_back({a, b});
                    net.stiffness_N_per_m.push_back(stiffness);
                    net.restLength_m.push_back(length * (1.0 - kStretch));
                }
            }
        }
    }
    sortSprings(net);
    return net;
}

sim::SpringLaw lawOf(const Net& net, std::size_t spring) {
    if (!net.laws.empty()) {
        return net.laws[spring];
    }
    sim::SpringLaw law;
    law.restLength_m = net.restLength_m[spring];
    law.stiffness_N = net.stiffness_N_per_m[spring] * law.restLength_m;
    law.compressionRatio = 1.0;
    return law;
}

double residualOf(const Net& net, const sim::Positions& x) {
    std::vector<sim::Vec3> force = net.load_N;
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const auto a = static_cast<std::size_t>(net.springs[s][0]);
        const auto b = static_cast<std::size_t>(net.springs[s][1]);
        const sim::Vec3 d = x[a] - x[b];
        const bool guided = !net.guides.empty() && net.guides[s].squaredNorm() > 0.0;
        const double length = guided ? net.guides[s].dot(d) : d.norm();
        const sim::Vec3 n = guided ? net.guides[s] : sim::Vec3(d / length);
        const sim::SpringLaw law = lawOf(net, s);
        const sim::ElasticResponse elastic = sim::elasticResponse(length / law.restLength_m - 1.0, law.toeStrain,
                                                                  law.compressionRatio, law.squeezeStiffens);
        const sim::Vec3 pull = (law.stiffness_N * elastic.value + law.offsetTension_N) * n;
        force[a] -= pull;
        force[b] += pull;
    }
    double left = 0.0;
    double load = 0.0;
    for (std::size_t i = 0; i < force.size(); ++i) {
        left += net.fixed[i] == 0 ? force[i].squaredNorm() : 0.0;
        load += net.load_N[i].squaredNorm();
    }
    return std::sqrt(left / load);
}

double displacementError(const Net& net, const sim::Positions& x, const sim::Positions& reference) {
    double error = 0.0;
    double whole = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        error += (x[i] - reference[i]).squaredNorm();
        whole += (reference[i] - net.position_m[i]).squaredNorm();
    }
    return std::sqrt(error / whole);
}

} // namespace fascia::bench
