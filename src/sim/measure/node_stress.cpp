#include "sim/measure/node_stress.h"

#include <algorithm>
#include <cmath>

#include "sim/core/parallel.h"

namespace fascia::sim {

double frobeniusNorm(const SymmetricTensor& t) {
    return std::sqrt(t[0] * t[0] + t[1] * t[1] + t[2] * t[2] + 2.0 * (t[3] * t[3] + t[4] * t[4] + t[5] * t[5]));
}

NodeSprings makeNodeSprings(const Web& web) {
    const auto nodes = static_cast<std::size_t>(web.nodeCount());
    const auto counts = [&web](std::size_t s, std::size_t node) {
        return web.springFamily[s] != SpringFamily::bulk && web.nodeArea_m2[node] > 0.0;
    };
    NodeSprings result;
    result.start.assign(nodes + 1, 0);
    const auto springs = static_cast<std::size_t>(web.springCount());
    for (std::size_t s = 0; s < springs; ++s) {
        for (const std::int32_t node : web.springNodes[s]) {
            const auto i = static_cast<std::size_t>(node);
            result.start[i + 1] += counts(s, i) ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < nodes; ++i) {
        result.start[i + 1] += result.start[i];
    }
    result.spring.resize(static_cast<std::size_t>(result.start[nodes]));
    std::vector<std::int32_t> next(result.start.begin(), result.start.end() - 1);
    for (std::size_t s = 0; s < springs; ++s) {
        for (const std::int32_t node : web.springNodes[s]) {
            const auto i = static_cast<std::size_t>(node);
            if (counts(s, i)) {
                result.spring[static_cast<std::size_t>(next[i]++)] = static_cast<std::int32_t>(s);
            }
        }
    }
    return result;
}

namespace {

template <typename T>
SymmetricTensor stressAt(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                         std::span<const T> tension_N, std::size_t node) {
    SymmetricTensor sum{};
    for (std::int32_t k = nodeSprings.start[node]; k < nodeSprings.start[node + 1]; ++k) {
        const auto s = static_cast<std::size_t>(nodeSprings.spring[static_cast<std::size_t>(k)]);
        const Vec3 d = position[static_cast<std::size_t>(web.springNodes[s][1])] -
                       position[static_cast<std::size_t>(web.springNodes[s][0])];
        const double length = std::sqrt(d.dot(d));
        const double scale = length > 0.0 ? 0.5 * static_cast<double>(tension_N[s]) / length : 0.0;
        sum[0] += scale * d.x() * d.x();
        sum[1] += scale * d.y() * d.y();
        sum[2] += scale * d.z() * d.z();
        sum[3] += scale * d.x() * d.y();
        sum[4] += scale * d.y() * d.z();
        sum[5] += scale * d.z() * d.x();
    }
    const double volume = web.nodeArea_m2[node] * web.nodeThickness_m[node];
    for (double& component : sum) {
        component = volume > 0.0 ? component / volume : 0.0;
    }
    return sum;
}

} // namespace

SymmetricTensor stressOfNode(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                             std::span<const double> tension_N, std::size_t node) {
    return stressAt(web, nodeSprings, position, tension_N, node);
}

SymmetricTensor stressOfNode(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                             std::span<const float> tension_N, std::size_t node) {
    return stressAt(web, nodeSprings, position, tension_N, node);
}

void nodeStress(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                std::span<const double> tension_N, int threads, std::vector<SymmetricTensor>& stress_Pa) {
    const auto nodes = static_cast<std::size_t>(web.nodeCount());
    stress_Pa.resize(nodes);
    constexpr std::size_t kChunk = 512;
    const int chunks = static_cast<int>((nodes + kChunk - 1) / kChunk);
    parallelForChunks(threads, chunks, [&](int chunk) {
        const std::size_t begin = static_cast<std::size_t>(chunk) * kChunk;
        const std::size_t end = std::min(nodes, begin + kChunk);
        for (std::size_t i = begin; i < end; ++i) {
            stress_Pa[i] = stressOfNode(web, nodeSprings, position, tension_N, i);
        }
    });
}

} // namespace fascia::sim
