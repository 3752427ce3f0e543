#pragma once
// What the static and the dynamic solve of a Network share. Internal to solver.

#include <string>
#include <vector>

#include "sim/solver/network.h"

namespace fascia::sim {

/// Arrays made from a Network once.
struct NetworkParts {
    explicit NetworkParts(const Network& network);

    const Network* network;
    SpringGraph graph;
    std::vector<double> restLength_m;    // per spring
    std::vector<double> mass_kg;         // per node
    std::vector<std::uint8_t> supported; // per node: 1 fixed or moved
    double totalMass_kg = 0.0;

    /// Springs with their instantaneous stiffness times `share`.
    [[nodiscard]] std::vector<SpringLaw> laws(bool relaxed) const;
    [[nodiscard]] const SpringGroup& group(std::size_t spring) const {
        return network->groups[static_cast<std::size_t>(network->springGroup[spring])];
    }
    /// Loads at a time, gravity included.
    void loadsAt(double time_s, double factor, std::vector<Vec3>& load_N) const;
    /// Puts moved nodes where they must be at a time.
    void moveNodes(double time_s, double factor, Positions& x) const;
};

/// Pieces of the net that nothing holds and that the loads would carry away: their nodes are marked in `held`. Returns a
/// sentence about the first of them, or nothing.
std::string holdUnbalancedPieces(const NetworkParts& parts, const std::vector<Vec3>& load_N,
                                 std::vector<std::uint8_t>& held);

/// Elastic tension k phi(e) of a spring (instantaneous stiffness).
double elasticTension(const SpringGroup& group, double strain);

/// g_inf of a group.
double relaxedShare(const SpringGroup& group);

/// reaction = -(internal + load) at supported nodes, zero elsewhere.
void reactionsOf(const NetworkParts& parts, const std::vector<Vec3>& internal_N, const std::vector<Vec3>& load_N,
                 std::vector<Vec3>& reaction_N);

} // namespace fascia::sim
