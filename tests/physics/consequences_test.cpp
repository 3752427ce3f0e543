// Joints and nerves on a small slab: torque is work per angle, stiffer tissue bends less, taut and adherent tissue loads a
// nerve.

#include <algorithm>
#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/measure/joint_range.h"
#include "sim/measure/nerve_load.h"
#include "sim/world.h"
#include "support/slab_web.h"

using namespace fascia;
using Catch::Approx;

namespace {

/// A slab whose +x half turns about the y axis through a point below it, and a nerve through its middle.
std::shared_ptr<const sim::Web> jointedSlab() {
    auto web = std::make_shared<sim::Web>(*test::makeSlab(13));
    double low = 1e9;
    double high = -1e9;
    for (const sim::Point3& p : web->nodePosition_m) {
        low = std::min(low, p[0]);
        high = std::max(high, p[0]);
    }
    sim::Joint joint;
    joint.id = "hinge";
    joint.label = "Hinge";
    joint.centre_m = {0.5 * (low + high), 0.0, -0.05};
    joint.axis = {0.0, 1.0, 0.0};
    joint.highest_deg = 40.0;
    for (const sim::Point3& p : web->nodePosition_m) {
        joint.share.push_back((p[0] - low) / (high - low));
    }
    web->joints.push_back(joint);
    sim::Nerve nerve;
    nerve.id = "through";
    for (std::size_t i = 0; i < web->nodePosition_m.size(); ++i) {
        const sim::Point3& p = web->nodePosition_m[i];
        if (web->nodeLayer[i] == sim::Layer::deepFascia && std::abs(p[0] - joint.centre_m[0]) < 0.001 &&
            std::abs(p[1]) < 0.001) {
            nerve.tunnel_m = p;
        }
    }
    nerve.path_m = {{low, nerve.tunnel_m[1], nerve.tunnel_m[2]}, {high, nerve.tunnel_m[1], nerve.tunnel_m[2]}};
    web->nerves.push_back(nerve);
    return web;
}

sim::World makeWorld(const std::shared_ptr<const sim::Web>& web, double adhesion, double stress = 0.2) {
    sim::WorldSetup setup;
    setup.parameters = sim::findPreset("concept")->parameters;
    setup.parameters.consequence.trunkLimitTorque_Nm = 0.15;
    setup.initialAdhesion = adhesion;
    setup.stress = stress;
    setup.threads = 2;
    auto world = sim::World::create(web, setup);
    INFO((world ? "" : world.error().sentence()));
    REQUIRE(world);
    return std::move(world).value();
}

} // namespace

TEST_CASE("joint: turning is rigid for a share of one and nothing for a share of none", "[physics]") {
    const sim::Joint joint = jointedSlab()->joints.front();
    const sim::Vec3 a{0.03, 0.01, 0.02};
    const sim::Vec3 b{-0.01, 0.04, 0.0};
    CHECK((sim::turned(joint, 30.0, 0.0, a) - a).norm() < 1e-15);
    CHECK((sim::turned(joint, 30.0, 1.0, a) - sim::turned(joint, 30.0, 1.0, b)).norm() == Approx((a - b).norm()));
    CHECK((sim::turned(joint, -30.0, 1.0, sim::turned(joint, 30.0, 1.0, a)) - a).norm() < 1e-15);
}

TEST_CASE("joint: the torque on loose anchors is the moment of their forces", "[physics]") {
    sim::Joint joint;
    joint.centre_m = {0.0, 0.0, 0.0};
    joint.axis = {0.0, 0.0, 1.0};
    joint.share = {1.0, 0.5, 1.0};
    const std::vector<std::uint8_t> anchored{1, 1, 0};
    const sim::Positions x{{2.0, 0.0, 0.0}, {0.0, 3.0, 0.0}, {1.0, 1.0, 0.0}};
    const std::vector<sim::Vec3> force{{0.0, -4.0, 0.0}, {1.0, 0.0, 0.0}, {9.0, 9.0, 9.0}};
    // -(2 * -4) - 0.5 * (-3 * 1): the first is pulled back with 8 N m, the second with 1.5; the free node does not count.
    CHECK(sim::resistingTorque_Nm(joint, anchored, x, force) == Approx(9.5));
}

TEST_CASE("joint: stiffer tissue bends less, and measuring changes nothing", "[physics]") {
    const auto web = jointedSlab();
    sim::World soft = makeWorld(web, 0.1);
    sim::World adherent = makeWorld(web, 0.8);
    CHECK(soft.snapshot().measures.jointRange_deg[0] == -1.0); // not measured yet
    const std::uint64_t before = soft.stateHash();
    soft.measureJoints();
    adherent.measureJoints();
    CHECK(soft.stateHash() == before);
    const double softRange = soft.snapshot().measures.jointRange_deg[0];
    const double adherentRange = adherent.snapshot().measures.jointRange_deg[0];
    INFO("range " << softRange << " and " << adherentRange << " degrees");
    CHECK(softRange > 1.0);
    CHECK(softRange < 40.0);
    CHECK(adherentRange < 0.9 * softRange);
    const auto at = soft.poseJoint(0, softRange);
    REQUIRE(at);
    CHECK(at.value().converged);
    CHECK(at.value().torque_Nm == Approx(0.15).epsilon(0.02)); // the range is where the torque meets its limit
    CHECK_FALSE(soft.poseJoint(1, 5.0));
    CHECK_FALSE(soft.poseJoint(0, 41.0));
}

TEST_CASE("nerve: zero when slack, linear in tension, only adherent tissue stretches it", "[physics]") {
    CHECK(sim::bandPressure_Pa(-3.0, 1e-3) == 0.0);
    CHECK(sim::bandPressure_Pa(4.0, 1e-3) == Approx(4000.0));
    CHECK(sim::tetheredStrain(0.05, 0.0) == 0.0);
    CHECK(sim::tetheredStrain(-0.05, 1.0) == 0.0);
    const sim::ConsequenceParameters p;
    CHECK(sim::nerveLoad(p.nervePressure_Pa, 0.0, p) == Approx(1.0));
    CHECK(sim::nerveLoad(0.0, p.nerveStrain, p) == Approx(1.0));
}

TEST_CASE("nerve: tone and adhesion raise the load of a nerve in its tunnel, its switch takes it away", "[physics]") {
    const auto web = jointedSlab();
    const double calm = makeWorld(web, 0.1, 0.1).snapshot().measures.nerveLoad[0];
    const double tense = makeWorld(web, 0.1, 0.9).snapshot().measures.nerveLoad[0];
    const double adherent = makeWorld(web, 0.9, 0.1).snapshot().measures.nerveLoad[0];
    INFO("load " << calm << " calm, " << tense << " tense, " << adherent << " adherent");
    CHECK(calm > 0.0);
    CHECK(tense > 1.2 * calm);
    CHECK(adherent > 1.2 * calm);
    sim::World world = makeWorld(web, 0.9, 0.9);
    REQUIRE(world.apply(sim::SetHypothesis{sim::Hypothesis::nerveEntrapment, false}).ok());
    CHECK(world.snapshot().measures.nerveLoadHighest == 0.0);
}
