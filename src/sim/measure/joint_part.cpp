#include "sim/measure/joint_part.h"

#include <cmath>
#include <functional>
#include <queue>
#include <utility>

namespace fascia::sim {
namespace {

constexpr double kSameShare = 1e-9;

bool turnsWhole(double share) { return share < kSameShare || share > 1.0 - kSameShare; }

/// Shortest way along springs [m] from the seeds, up to `reach_m`; infinite beyond.
std::vector<double> distancesFrom(const Web& web, const std::vector<std::int32_t>& seeds, double reach_m) {
    const auto count = static_cast<std::size_t>(web.nodeCount());
    std::vector<std::vector<std::pair<std::int32_t, double>>> next(count);
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        const auto [a, b] = web.springNodes[s];
        next[static_cast<std::size_t>(a)].emplace_back(b, web.springLength_m[s]);
        next[static_cast<std::size_t>(b)].emplace_back(a, web.springLength_m[s]);
    }
    std::vector<double> distance(count, HUGE_VAL);
    using Entry = std::pair<double, std::int32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    for (const std::int32_t seed : seeds) {
        distance[static_cast<std::size_t>(seed)] = 0.0;
        open.emplace(0.0, seed);
    }
    while (!open.empty()) {
        const auto [d, node] = open.top();
        open.pop();
        if (d > distance[static_cast<std::size_t>(node)]) {
            continue;
        }
        for (const auto& [other, length_m] : next[static_cast<std::size_t>(node)]) {
            const double there = d + length_m;
            if (there <= reach_m && there < distance[static_cast<std::size_t>(other)]) {
                distance[static_cast<std::size_t>(other)] = there;
                open.emplace(there, other);
            }
        }
    }
    return distance;
}

} // namespace

JointPart makeJointPart(const Web& web, const Joint& joint, std::span<const std::uint8_t> anchored, double reach_m) {
    std::vector<std::int32_t> seeds;
    for (const auto& [a, b] : web.springNodes) {
        const double one = joint.share[static_cast<std::size_t>(a)];
        const double other = joint.share[static_cast<std::size_t>(b)];
        if (!turnsWhole(one) || std::abs(one - other) > kSameShare) {
            seeds.push_back(a);
        }
        if (!turnsWhole(other) || std::abs(one - other) > kSameShare) {
            seeds.push_back(b);
        }
    }
    const std::vector<double> distance = distancesFrom(web, seeds, reach_m);
    const auto near = [&](std::int32_t node) { return std::isfinite(distance[static_cast<std::size_t>(node)]); };
    JointPart part;
    std::vector<std::int32_t> place(distance.size(), -1);
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        const auto& ends = web.springNodes[s];
        if (near(ends[0]) || near(ends[1])) {
            part.springs.push_back(static_cast<std::int32_t>(s));
            place[static_cast<std::size_t>(ends[0])] = place[static_cast<std::size_t>(ends[1])] = 0;
        }
    }
    for (std::size_t i = 0; i < place.size(); ++i) {
        if (place[i] == 0) {
            place[i] = static_cast<std::int32_t>(part.nodes.size());
            part.nodes.push_back(static_cast<std::int32_t>(i));
            part.held.push_back(anchored[i] == 0 && near(static_cast<std::int32_t>(i)) ? 0 : 1);
        }
    }
    for (const std::int32_t s : part.springs) {
        const auto& ends = web.springNodes[static_cast<std::size_t>(s)];
        part.springNodes.push_back(
            {place[static_cast<std::size_t>(ends[0])], place[static_cast<std::size_t>(ends[1])]});
    }
    return part;
}

} // namespace fascia::sim
