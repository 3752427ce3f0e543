#include "sim/solver/network_parts.h"

#include <algorithm>
#include <cmath>

#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

} // namespace

double TimeFactor::at(double time_s) const {
    if (points.empty()) {
        return 1.0;
    }
    if (time_s <= points.front()[0]) {
        return points.front()[1];
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (time_s <= points[i][0]) {
            const double span = points[i][0] - points[i - 1][0];
            const double part = (time_s - points[i - 1][0]) / span;
            return points[i - 1][1] + part * (points[i][1] - points[i - 1][1]);
        }
    }
    return points.back()[1];
}

double relaxedShare(const SpringGroup& group) {
    double share = 1.0;
    for (const PronyBranch& branch : group.prony) {
        share -= branch.share;
    }
    return share;
}

double elasticTension(const SpringGroup& group, double strain) {
    return group.axialStiffness_N *
           elasticResponse(strain, group.toeStrain, group.tensionOnly ? 0.0 : 1.0, false).value;
}

NetworkParts::NetworkParts(const Network& net) : network(&net) {
    const std::size_t nodes = net.position_m.size();
    graph.nodeCount = static_cast<std::int32_t>(nodes);
    graph.springs = net.springs;
    restLength_m.resize(net.springs.size());
    mass_kg.assign(nodes, 0.0);
    supported.assign(nodes, 0);
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const auto [a, b] = net.springs[s];
        const Vec3 d = net.position_m[at(a)] - net.position_m[at(b)];
        restLength_m[s] = std::sqrt(dot3(d, d)) / (1.0 + group(s).prestrain);
        const double half = 0.5 * group(s).massPerLength_kg_per_m * restLength_m[s];
        mass_kg[at(a)] += half;
        mass_kg[at(b)] += half;
    }
    for (const double mass : mass_kg) {
        totalMass_kg += mass;
    }
    for (const std::int32_t node : net.fixedNodes) {
        supported[at(node)] = 1;
    }
    for (const PrescribedMove& move : net.moves) {
        for (const std::int32_t node : move.nodes) {
            supported[at(node)] = 1;
        }
    }
}

std::vector<SpringLaw> NetworkParts::laws(bool relaxed) const {
    std::vector<SpringLaw> laws(network->springs.size());
    for (std::size_t s = 0; s < laws.size(); ++s) {
        const SpringGroup& material = group(s);
        laws[s].restLength_m = restLength_m[s];
        laws[s].stiffness_N = material.axialStiffness_N * (relaxed ? relaxedShare(material) : 1.0);
        laws[s].toeStrain = material.toeStrain;
        laws[s].compressionRatio = material.tensionOnly ? 0.0 : 1.0;
    }
    return laws;
}

void NetworkParts::loadsAt(double time_s, double factor, std::vector<Vec3>& load_N) const {
    load_N.resize(mass_kg.size());
    for (std::size_t i = 0; i < load_N.size(); ++i) {
        load_N[i] = (factor * mass_kg[i]) * network->gravity_m_per_s2;
    }
    for (const NodalLoad& load : network->loads) {
        const Vec3 force = (factor * load.factor.at(time_s)) * load.force_N;
        for (const std::int32_t node : load.nodes) {
            load_N[at(node)] += force;
        }
    }
}

void NetworkParts::moveNodes(double time_s, double factor, Positions& x) const {
    for (const PrescribedMove& move : network->moves) {
        const Vec3 displacement = (factor * move.factor.at(time_s)) * move.displacement_m;
        for (const std::int32_t node : move.nodes) {
            x[at(node)] = network->position_m[at(node)] + displacement;
        }
    }
}

std::string holdUnbalancedPieces(const NetworkParts& parts, const std::vector<Vec3>& load_N,
                                 std::vector<std::uint8_t>& held) {
    const std::size_t nodes = load_N.size();
    // Pieces by union of the springs' ends.
    std::vector<std::int32_t> root(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
        root[i] = static_cast<std::int32_t>(i);
    }
    const auto find = [&](std::int32_t i) {
        while (root[at(i)] != i) {
            root[at(i)] = root[at(root[at(i)])];
            i = root[at(i)];
        }
        return i;
    };
    for (const auto& [a, b] : parts.graph.springs) {
        const std::int32_t first = find(a);
        const std::int32_t second = find(b);
        root[at(std::max(first, second))] = std::min(first, second);
    }
    std::vector<std::uint8_t> supported(nodes, 0);
    std::vector<Vec3> sum(nodes, Vec3::Zero());
    std::vector<double> magnitude(nodes, 0.0);
    std::vector<std::int32_t> size(nodes, 0);
    for (std::size_t i = 0; i < nodes; ++i) {
        const std::size_t piece = at(find(static_cast<std::int32_t>(i)));
        supported[piece] |= parts.supported[i];
        sum[piece] += load_N[i];
        magnitude[piece] += std::sqrt(dot3(load_N[i], load_N[i]));
        ++size[piece];
    }
    std::string reason;
    for (std::size_t i = 0; i < nodes; ++i) {
        const std::size_t piece = at(find(static_cast<std::int32_t>(i)));
        const double net = std::sqrt(dot3(sum[piece], sum[piece]));
        if (supported[piece] != 0 || net <= 1e-10 * magnitude[piece] || magnitude[piece] == 0.0) {
            continue;
        }
        held[i] = 1;
        if (reason.empty()) {
            reason =
                size[piece] == 1
                    ? "Node " + std::to_string(i) + " is joined to nothing and carries a load, so it has no equilibrium"
                    : "The piece of " + std::to_string(size[piece]) + " nodes that starts at node " +
                          std::to_string(piece) +
                          " has no fixed or moved node and its loads do not cancel, so it has no equilibrium";
            reason += "; it was left where it is.";
        }
    }
    return reason;
}

void reactionsOf(const NetworkParts& parts, const std::vector<Vec3>& internal_N, const std::vector<Vec3>& load_N,
                 std::vector<Vec3>& reaction_N) {
    reaction_N.assign(internal_N.size(), Vec3::Zero());
    for (std::size_t i = 0; i < internal_N.size(); ++i) {
        if (parts.supported[i] != 0) {
            reaction_N[i] = -(internal_N[i] + load_N[i]);
        }
    }
}

} // namespace fascia::sim
