// A joint bends only the part of a large web that it deforms. That its range is that of the whole web:
// tests/anatomy/joints_nerves_test.cpp.

#include <algorithm>
#include <cmath>

#include <catch2/catch_test_macros.hpp>

#include "sim/measure/joint_part.h"
#include "support/slab_web.h"

using namespace fascia;

namespace {

constexpr double kReach_m = 0.15;

/// A long slab that bends like a knee: what lies beyond 2 cm to the right turns whole, what lies to the left rests.
std::shared_ptr<const sim::Web> kneedSlab() {
    auto web = std::make_shared<sim::Web>(*test::makeSlab(45, 0.016));
    sim::Joint joint;
    joint.id = "knee";
    joint.label = "Knee";
    joint.centre_m = {0.0, 0.0, -0.05};
    joint.axis = {0.0, 1.0, 0.0};
    joint.highest_deg = 60.0;
    for (const sim::Point3& p : web->nodePosition_m) {
        joint.share.push_back(std::clamp((p[0] + 0.02) / 0.04, 0.0, 1.0));
    }
    web->joints.push_back(joint);
    return web;
}

} // namespace

TEST_CASE("joint part: the tissue near the joint, held where it ends", "[physics]") {
    const auto web = kneedSlab();
    const sim::JointPart part = sim::makeJointPart(*web, web->joints[0], web->nodeAnchored, kReach_m);
    REQUIRE(part.nodes.size() == part.held.size());
    REQUIRE(part.springs.size() == part.springNodes.size());
    CHECK(part.nodes.size() < web->nodePosition_m.size() * 6 / 10);
    CHECK(part.nodes.size() > web->nodePosition_m.size() / 4);
    for (std::size_t i = 0; i < part.nodes.size(); ++i) {
        const auto node = static_cast<std::size_t>(part.nodes[i]);
        if (std::abs(web->nodePosition_m[node][0]) < 0.10) {
            CHECK(part.held[i] == web->nodeAnchored[node]);
        }
        if (std::abs(web->nodePosition_m[node][0]) > 0.22) {
            CHECK(part.held[i] == 1);
        }
    }
    for (std::size_t s = 0; s < part.springs.size(); ++s) {
        for (const std::size_t end : {0U, 1U}) {
            CHECK(part.nodes[static_cast<std::size_t>(part.springNodes[s][end])] ==
                  web->springNodes[static_cast<std::size_t>(part.springs[s])][end]);
        }
    }
    sim::Joint still = web->joints[0];
    std::fill(still.share.begin(), still.share.end(), 1.0);
    CHECK(sim::makeJointPart(*web, still, web->nodeAnchored, kReach_m).nodes.empty());
}
