// The joints and nerves that the figure gives to the low back.

#include <cmath>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "anatomy/models.h"
#include "sim/measure/joint_range.h"
#include "sim/world.h"

using namespace fascia;

TEST_CASE("The low back bends forward and has both superior cluneal nerves", "[anatomy]") {
    const auto web = anatomy::loadModel("low_back", std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
    REQUIRE(web);
    const sim::Web& w = *web.value();
    REQUIRE(w.joints.size() == 1);
    const sim::Joint& trunk = w.joints.front();
    CHECK(trunk.id == "trunk");
    CHECK(trunk.highest_deg == 60.0);
    REQUIRE(trunk.share.size() == static_cast<std::size_t>(w.nodeCount()));
    for (std::size_t i = 0; i < trunk.share.size(); ++i) {
        CHECK(trunk.share[i] >= 0.0);
        CHECK(trunk.share[i] <= 1.0);
    }
    std::size_t cluneal = 0;
    for (const sim::Nerve& nerve : w.nerves) {
        if (nerve.id != "superior_cluneal_left" && nerve.id != "superior_cluneal_right") {
            continue;
        }
        ++cluneal;
        // Published: 6.5 (SD 0.8) to 8.1 cm from the mid-line, on the iliac crest; felt on the upper buttock, same side.
        CHECK(std::abs(nerve.tunnel_m[0]) > 0.055);
        CHECK(std::abs(nerve.tunnel_m[0]) < 0.085);
        CHECK((nerve.tunnel_m[0] > 0.0) == (nerve.id == "superior_cluneal_left"));
        CHECK(nerve.feltCentre_m[0] * nerve.tunnel_m[0] > 0.0);
        CHECK(nerve.feltCentre_m[1] < nerve.tunnel_m[1]);
        CHECK(nerve.feltRadius_m > 0.0);
        CHECK(nerve.path_m.size() >= 2);
    }
    CHECK(cluneal == 2);
}

TEST_CASE("A shoulder bends only what is near it, and the whole web resists with the same torque", "[anatomy]") {
    const auto loaded = anatomy::loadModel("neck_shoulder", std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
    REQUIRE(loaded);
    auto web = std::make_shared<sim::Web>(*loaded.value());
    std::erase_if(web->joints, [](const sim::Joint& joint) { return joint.id != "shoulder_left"; });
    REQUIRE(web->joints.size() == 1);
    web->joints.front().limitTorqueRatio = 1.0;
    sim::WorldSetup setup;
    setup.parameters = sim::findPreset("concept")->parameters;
    setup.parameters.consequence.trunkLimitTorque_Nm = 0.4;
    setup.threads = 2;
    auto world = sim::World::create(web, setup);
    REQUIRE(world);
    world.value().measureJoints();
    const double range_deg = world.value().snapshot().measures.jointRange_deg[0];
    INFO("range " << range_deg << " degrees");
    REQUIRE(range_deg > 5.0);
    REQUIRE(range_deg < 60.0);
    const auto whole = world.value().poseJoint(0, range_deg);
    REQUIRE(whole);
    CHECK(whole.value().converged);
    CHECK(std::abs(whole.value().torque_Nm - 0.4) < 0.01);
}

TEST_CASE("A calm body raises the straight leg as far as people do, where the passive torque ends it", "[anatomy]") {
    const auto loaded = anatomy::loadModel("body", std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
    REQUIRE(loaded);
    auto web = std::make_shared<sim::Web>(*loaded.value());
    std::erase_if(web->joints, [](const sim::Joint& joint) { return joint.id != "hip_left"; });
    REQUIRE(web->joints.size() == 1);
    sim::WorldSetup setup;
    setup.parameters = sim::findPreset("concept")->parameters;
    setup.threads = 2;
    // 40 N m, the passive torque of a hip at 82 degrees with the knee straight (Riener and Edrich 1999).
    CHECK(std::abs(web->joints.front().limitTorqueRatio * setup.parameters.consequence.trunkLimitTorque_Nm - 40.0) <
          0.1);
    auto world = sim::World::create(web, setup);
    REQUIRE(world);
    world.value().measureJoints();
    const double range_deg = world.value().snapshot().measures.jointRange_deg[0];
    INFO("range " << range_deg << " degrees"); // people: 70 to 90
    CHECK(range_deg > 70.0);
    CHECK(range_deg < 85.0); // not where bone ends it
}

TEST_CASE("A calm body bends its trunk as far as people do, where the web of its whole girth ends it", "[anatomy]") {
    const auto loaded = anatomy::loadModel("body", std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
    REQUIRE(loaded);
    auto web = std::make_shared<sim::Web>(*loaded.value());
    std::erase_if(web->joints, [](const sim::Joint& joint) { return joint.id != "trunk"; });
    REQUIRE(web->joints.size() == 1);
    sim::WorldSetup setup;
    setup.parameters = sim::findPreset("concept")->parameters;
    setup.stress = 0.1;
    setup.threads = 2;
    auto world = sim::World::create(web, setup);
    REQUIRE(world);
    world.value().measureJoints();
    const double range_deg = world.value().snapshot().measures.jointRange_deg[0];
    INFO("range " << range_deg << " degrees"); // people: 40 to 60
    CHECK(range_deg > 40.0);
    CHECK(range_deg < 58.0); // not where bone ends it
}

TEST_CASE("Columns that run obliquely through muscle are told from those that stand below their own sheet",
          "[anatomy]") {
    const auto loaded = anatomy::loadModel("foot", std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
    REQUIRE(loaded);
    const sim::Web& web = *loaded.value();
    const std::vector<std::uint8_t> oblique = sim::obliqueMuscleColumns(web);
    REQUIRE(oblique.size() == web.springNodes.size());
    std::vector<int> straight(web.nodePosition_m.size(), 0);
    std::size_t obliques = 0;
    std::size_t columns = 0;
    for (std::size_t s = 0; s < oblique.size(); ++s) {
        auto [top, end] = web.springNodes[s];
        if (web.nodeLayer[static_cast<std::size_t>(top)] == sim::Layer::bone) {
            std::swap(top, end);
        }
        const bool muscle = web.springFamily[s] == sim::SpringFamily::bulk &&
                            web.nodeLayer[static_cast<std::size_t>(end)] == sim::Layer::bone;
        CHECK((muscle || oblique[s] == 0));
        columns += muscle ? 1 : 0;
        obliques += oblique[s];
        straight[static_cast<std::size_t>(top)] += muscle && oblique[s] == 0 ? 1 : 0;
    }
    int without = 0;
    int several = 0;
    for (std::size_t i = 0; i < straight.size(); ++i) {
        const bool sheet = web.nodeLayer[i] == sim::Layer::epimysium && web.nodeAnchored[i] == 0;
        without += sheet && straight[i] == 0 ? 1 : 0;
        several += straight[i] > 1 ? 1 : 0;
    }
    CHECK(without == 0);
    CHECK(several == 0);
    CHECK(obliques > columns / 2); // three for one
}
