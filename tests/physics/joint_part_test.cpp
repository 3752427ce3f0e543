// A joint bends only the part of a large web that it deforms: the range is that of the whole web.

#include <algorithm>
#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/measure/joint_part.h"
#include "sim/world.h"
#include "support/slab_web.h"

using namespace fascia;
using Catch::Approx;

namespace {

constexpr double kLimit_Nm = 0.3;

/// A long slab that bends like a knee: what lies beyond 2 cm to the right turns whole, what lies to the left rests.
std::shared_ptr<const sim::Web> kneedSlab() {
    auto web = std::make_shared<sim::Web>(*test::makeSlab(35, 0.012));
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
    const sim::JointPart part = sim::makeJointPart(*web, web->joints[0], web->nodeAnchored, 0.08);
    REQUIRE(part.nodes.size() == part.held.size());
    REQUIRE(part.springs.size() == part.springNodes.size());
    CHECK(part.nodes.size() < web->nodePosition_m.size() * 6 / 10);
    CHECK(part.nodes.size() > web->nodePosition_m.size() / 4);
    for (std::size_t i = 0; i < part.nodes.size(); ++i) {
        const auto node = static_cast<std::size_t>(part.nodes[i]);
        if (std::abs(web->nodePosition_m[node][0]) < 0.06) {
            CHECK(part.held[i] == web->nodeAnchored[node]);
        }
        if (std::abs(web->nodePosition_m[node][0]) > 0.12) {
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
    CHECK(sim::makeJointPart(*web, still, web->nodeAnchored, 0.08).nodes.empty());
}

TEST_CASE("joint part: at the range that the part gives, the whole web resists with the limit", "[physics]") {
    sim::WorldSetup setup;
    setup.parameters = sim::findPreset("concept")->parameters;
    setup.parameters.consequence.trunkLimitTorque_Nm = kLimit_Nm;
    setup.initialAdhesion = 0.2;
    setup.stress = 0.3;
    setup.threads = 2;
    auto world = sim::World::create(kneedSlab(), setup);
    REQUIRE(world);
    const std::uint64_t before = world.value().stateHash();
    world.value().measureJoints();
    CHECK(world.value().stateHash() == before);
    const double range_deg = world.value().snapshot().measures.jointRange_deg[0];
    INFO("range " << range_deg << " degrees");
    REQUIRE(range_deg > 3.0);
    REQUIRE(range_deg < 59.0);
    const auto whole = world.value().poseJoint(0, range_deg);
    REQUIRE(whole);
    CHECK(whole.value().converged);
    CHECK(whole.value().torque_Nm == Approx(kLimit_Nm).epsilon(0.01));
}
