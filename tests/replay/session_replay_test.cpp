#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "app/session.h"
#include "io/scenario_file.h"
#include "support/io_temp_folder.h"
#include "support/slab_web.h"

using namespace fascia;

namespace {

io::Scenario scenario() {
    auto read = io::parseScenario(R"(schema_version = 1
[[autonomic.change]]
t_s = 1.23
stress = 0.9
[[restriction]]
site = "middle"
adhesion = 0.7
[[hand]]
t_s = 0.31
site = "middle"
area_cm2 = 4
pressure_kPa = 8
ramp_kPa_per_s = 6
hold_s = 1.5
traction_deg = 15
)",
                                  "replay.toml");
    REQUIRE(read);
    return std::move(read).value();
}

app::Session makeSession(int threads = 1) {
    auto session = app::Session::create(scenario(), test::makeSlab(9), threads);
    REQUIRE(session);
    return std::move(session).value();
}

io::Recording throughFile(const io::Recording& recording) {
    const test::TempFolder folder("replay");
    test::writeText(folder / "r.jsonl", io::recordingText(recording));
    auto read = io::readRecording(folder / "r.jsonl");
    INFO((read ? "" : read.error().sentence()));
    REQUIRE(read);
    return std::move(read).value();
}

app::Session replayed(const io::Recording& recording, int threads = 1) {
    auto from = io::parseScenario(recording.scenarioToml, "recording");
    REQUIRE(from);
    from.value().id = recording.scenarioId; // as the command does
    auto session = app::Session::create(from.value(), test::makeSlab(9), threads);
    REQUIRE(session);
    session.value().startReplay(recording);
    session.value().advanceTo(1e9);
    CHECK(session.value().replayFinished());
    return std::move(session).value();
}

} // namespace

TEST_CASE("a headless run replays to the same state", "[replay]") {
    app::Session session = makeSession();
    for (int row = 1; row <= 4; ++row) {
        session.advanceTo(row);
    }
    const io::Recording recording = throughFile(session.makeRecording());
    CHECK(recording.stateHash == session.world().stateHash());
    const app::Session again = replayed(recording);
    CHECK(again.world().stateHash() == recording.stateHash);
    CHECK(again.statistics().steps == session.statistics().steps);
    CHECK(io::recordingText(again.makeRecording()) == io::recordingText(recording));
}

TEST_CASE("an interactive run with every kind of command replays to the same state", "[replay]") {
    app::Session session = makeSession();
    session.setBudget(1.0);
    const sim::Site left = *session.snapshot().web->findSite("left");
    for (int frame = 0; frame < 150; ++frame) {
        std::vector<sim::Command> commands;
        if (frame == 3) {
            commands = {sim::SetHypothesis{sim::Hypothesis::calmingTouch, false}};
        }
        if (frame == 10) {
            commands = {sim::PlaceHand{1, left.position_m, left.normal, 4e-4, sim::SkinSurface::moist},
                        sim::PressHand{1, 1.0, 3.0, 0.2, {0, 1, 0}}};
        }
        if (frame == 40) {
            commands = {sim::SetParameter{"skin.fibre_modulus_Pa", 4e5}};
        }
        if (frame == 50) {
            commands = {sim::PressHand{1, 2.0, 100.0, 0.0, {1, 0, 0}}, sim::SetFocus{left.position_m}};
        }
        if (frame == 60) {
            commands = {sim::Restrict{left.position_m, 0.02, 0.5}};
        }
        if (frame == 70) {
            commands = {sim::LiftHand{1, 10.0}};
        }
        if (frame == 100) {
            commands = {sim::ResetTissue{}};
        }
        if (frame == 120) {
            session.setSpeed(10.0);
        }
        session.advance(1.0 / 60.0, commands);
        CHECK(session.messages().empty());
    }
    const io::Recording recording = throughFile(session.makeRecording());
    CHECK(replayed(recording).world().stateHash() == recording.stateHash);
}

TEST_CASE("one and two threads give the same state", "[replay]") {
    app::Session one = makeSession(1);
    app::Session two = makeSession(2);
    for (int row = 1; row <= 6; ++row) {
        one.advanceTo(0.5 * row);
        two.advanceTo(0.5 * row);
        CHECK(one.world().stateHash() == two.world().stateHash());
    }
    CHECK(replayed(one.makeRecording(), 2).world().stateHash() == one.world().stateHash());
}

TEST_CASE("save, step, restore, step is identical", "[replay]") {
    io::Scenario resolved = scenario();
    const auto web = test::makeSlab(9);
    REQUIRE(io::resolveScenario(resolved, *web));
    auto created = sim::World::create(web, sim::WorldSetup{});
    REQUIRE(created);
    sim::World& world = created.value();
    const sim::Site site = *web->findSite("middle");
    REQUIRE(world.apply(sim::PlaceHand{0, site.position_m, site.normal, 4e-4, sim::SkinSurface::dry}));
    REQUIRE(world.apply(sim::PressHand{0, 2.0, 5.0, 0.2, {1, 0, 0}}));
    for (int i = 0; i < 20; ++i) {
        world.step(1.0 / 60.0);
    }
    const auto saved = world.save();
    const std::uint64_t before = world.stateHash();
    std::vector<std::uint64_t> first;
    for (int i = 0; i < 20; ++i) {
        world.step(i < 10 ? 1.0 / 60.0 : 0.2);
        first.push_back(world.stateHash());
    }
    world.restore(*saved);
    CHECK(world.stateHash() == before);
    for (int i = 0; i < 20; ++i) {
        world.step(i < 10 ? 1.0 / 60.0 : 0.2);
        REQUIRE(world.stateHash() == first[static_cast<std::size_t>(i)]);
    }
}

TEST_CASE("looking at the stiffness changes nothing", "[replay]") {
    auto probed = sim::World::create(test::makeSlab(9), sim::WorldSetup{});
    auto plain = sim::World::create(test::makeSlab(9), sim::WorldSetup{});
    REQUIRE(probed);
    REQUIRE(plain);
    for (int i = 0; i < 5; ++i) {
        probed.value().probe();
        probed.value().step(0.05);
        plain.value().step(0.05);
        CHECK(probed.value().stateHash() == plain.value().stateHash());
    }
}
