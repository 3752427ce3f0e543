// Friction of a pad, node by node: when a solve has to be repeated, and what accepting a step does.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "sim/contact/pad.h"

using namespace fascia::sim;

namespace {

constexpr double kArea_m2 = 1e-4;
constexpr double kDepth_m = 1e-3;

/// Two skin nodes at the same depth under a dry pad, both sticking.
struct TwoNodes {
    Web web;
    Positions position{{0.0, 0.0, kDepth_m}, {0.0, 0.0, kDepth_m}};
    Vec3 padPosition{0.0, 0.0, 0.0};
    ContactParameters p;
    PadState pad;

    TwoNodes() {
        web.nodeArea_m2 = {kArea_m2, kArea_m2};
        web.nodePosition_m = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
        for (std::int32_t i = 0; i < 2; ++i) {
            ContactNode contact;
            contact.node = i;
            contact.weight = 1.0;
            contact.touching = true;
            pad.nodes.push_back(contact);
        }
    }
    [[nodiscard]] double limit_N() const { return p.frictionDry * p.normalStiffness_Pa_per_m * kArea_m2 * kDepth_m; }
    /// Puts a node where its friction spring carries `share` of what it can.
    void load(std::size_t node, double share) {
        position[node].x() = share * limit_N() / (p.tangentStiffness_Pa_per_m * kArea_m2);
    }
    bool update() { return updateSlip(web, position, padPosition, p, pad); }
};

} // namespace

TEST_CASE("a solve is repeated only where friction is off by more than 2 % of what the pad carries",
          "[unit][contact]") {
    TwoNodes within;
    within.load(0, 0.9);
    within.load(1, 1.03); // 3 % beyond its own cone, 1.6 % of what both carry
    CHECK_FALSE(within.update());
    CHECK_FALSE(within.pad.nodes[1].slipping);

    TwoNodes beyond;
    beyond.load(0, 0.9);
    beyond.load(1, 1.06);
    CHECK(beyond.update());
    CHECK_FALSE(beyond.pad.nodes[0].slipping);
    CHECK(beyond.pad.nodes[1].slipping);
    CHECK_FALSE(beyond.update()); // it slips now

    TwoNodes sticking;
    sticking.load(0, 0.9);
    sticking.load(1, 0.99);
    CHECK_FALSE(sticking.update());
}

TEST_CASE("an accepted step brings every node back to its cone", "[unit][contact]") {
    TwoNodes two;
    two.load(0, 0.5);
    two.load(1, 1.02);
    CHECK_FALSE(two.update());
    acceptContact(two.web, two.position, two.padPosition, two.p, two.pad);
    CHECK_THAT(two.pad.traction_N.norm(), Catch::Matchers::WithinRel(1.5 * two.limit_N(), 1e-9));
    CHECK_THAT(two.pad.slipShare, Catch::Matchers::WithinRel(0.5, 1e-9));
    // The friction spring of the node that slipped carries just what it can from now on.
    acceptContact(two.web, two.position, two.padPosition, two.p, two.pad);
    CHECK_THAT(two.pad.traction_N.norm(), Catch::Matchers::WithinRel(1.5 * two.limit_N(), 1e-9));
}
