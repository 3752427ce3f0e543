// Hands on a slab of layered tissue: force balance, Coulomb's cone, a hold that stays, rest, repeatability.

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/world.h"
#include "support/slab_web.h"

using namespace fascia;

namespace {

sim::World makeWorld(int threads = 1) {
    sim::WorldSetup setup;
    setup.threads = threads;
    auto world = sim::World::create(test::makeSlab(13), setup);
    INFO((world ? "" : world.error().sentence()));
    REQUIRE(world);
    return std::move(world).value();
}

void press(sim::World& world, sim::SkinSurface surface, double force_N, double ratio) {
    const sim::Site site = *world.snapshot().web->findSite("middle");
    REQUIRE(world.apply(sim::PlaceHand{0, site.position_m, site.normal, 4e-4, surface}));
    REQUIRE(world.apply(sim::PressHand{0, force_N, 5.0, ratio, {1, 0, 0}}));
}

sim::StepReport stepFor(sim::World& world, double time_s) {
    sim::StepReport last;
    for (int i = 0; i < static_cast<int>(std::lround(60.0 * time_s)); ++i) {
        last = world.step(1.0 / 60.0);
        CHECK(!last.rolledBack);
    }
    return last;
}

} // namespace

TEST_CASE("what a hand commands arrives, and a constant hold keeps still", "[physics][contact]") {
    sim::World world = makeWorld();
    press(world, sim::SkinSurface::dry, 4.0, 0.2);
    stepFor(world, 5.0);
    CHECK(world.snapshot().measures.contactForce_N == Catch::Approx(4.0).epsilon(0.01));
    CHECK(world.snapshot().measures.traction_N == Catch::Approx(0.8).epsilon(0.02));
    const sim::StepReport late = stepFor(world, 10.0);
    CHECK(late.largestMove_m < 2e-6); // no node flips in and out of contact; what is left is creep
}

TEST_CASE("below Coulomb's cone skin sticks, above it slips", "[physics][contact]") {
    const sim::ContactParameters contact;
    for (const auto& [surface, friction] : {std::pair{sim::SkinSurface::dry, contact.frictionDry},
                                            std::pair{sim::SkinSurface::moist, contact.frictionMoist},
                                            std::pair{sim::SkinSurface::oiled, contact.frictionOiled}}) {
        for (const double asked : {0.5 * friction, 3.0 * friction}) {
            sim::World world = makeWorld();
            press(world, surface, 2.0, asked);
            stepFor(world, 4.0);
            const sim::Snapshot& now = world.snapshot();
            const double ratio = now.measures.traction_N / now.measures.contactForce_N;
            INFO("friction " << friction << ", asked " << asked << ", arrives " << ratio);
            CHECK(ratio <= friction * 1.001);
            CHECK(ratio == Catch::Approx(std::min(asked, friction)).epsilon(asked < friction ? 0.02 : 0.06));
            CHECK(now.hands[0].frictionLimited == (asked > friction));
        }
    }
}

TEST_CASE("a hand that is put down askew lies flat and presses as a straight one does", "[physics][contact]") {
    const auto pressed = [](const std::array<double, 3>& normal) {
        sim::World world = makeWorld();
        const sim::Site site = *world.snapshot().web->findSite("middle");
        REQUIRE(world.apply(sim::PlaceHand{0, site.position_m, normal, 4e-4, sim::SkinSurface::oiled}));
        REQUIRE(world.apply(sim::PressHand{0, 4.0, 5.0, 0.0, {1, 0, 0}}));
        stepFor(world, 4.0);
        CHECK(world.snapshot().hands[0].normal[2] == Catch::Approx(1.0).margin(1e-6));
        CHECK(world.snapshot().measures.contactForce_N == Catch::Approx(4.0).epsilon(0.01));
        return world.snapshot().position_m[3 * static_cast<std::size_t>(site.skinNode)];
    };
    CHECK(std::abs(pressed({0.3, 0.2, 0.93}) - pressed({0.0, 0.0, 1.0})) < 1e-5F);
}

TEST_CASE("untouched tissue keeps still, on one and on two threads alike", "[physics]") {
    sim::World one = makeWorld(1);
    sim::World two = makeWorld(2);
    for (int i = 0; i < 60; ++i) {
        CHECK(one.step(1.0 / 60.0).largestMove_m < 1e-6);
        two.step(1.0 / 60.0);
    }
    CHECK(one.stateHash() == two.stateHash());
}

TEST_CASE("save, step, restore, step is the same", "[physics]") {
    sim::World world = makeWorld();
    press(world, sim::SkinSurface::dry, 3.0, 0.3);
    stepFor(world, 1.0);
    const auto saved = world.save();
    stepFor(world, 0.5);
    const std::uint64_t first = world.stateHash();
    world.restore(*saved);
    stepFor(world, 0.5);
    CHECK(world.stateHash() == first);
}

TEST_CASE("an absurd load is survived", "[physics][contact]") {
    sim::World world = makeWorld();
    press(world, sim::SkinSurface::dry, 1000.0, 10.0);
    REQUIRE(world.apply(sim::PressHand{0, 1000.0, 1e6, 10.0, {1, 0, 0}}));
    for (int i = 0; i < 120; ++i) {
        world.step(1.0 / 60.0);
        for (const float x : world.snapshot().position_m) {
            if (!std::isfinite(x)) {
                FAIL("a position is no number");
            }
        }
    }
    REQUIRE(world.apply(sim::LiftHand{0, 1e6}));
    stepFor(world, 2.0);
    CHECK(world.snapshot().measures.contactForce_N == 0.0);
}

TEST_CASE("every parameter at both its ends under a hand, each kept or not, leaves a web that recovers",
          "[physics][contact]") {
    for (const bool kept : {false, true}) {
        sim::World world = makeWorld(2);
        const sim::Parameters usual = world.parameters();
        press(world, sim::SkinSurface::dry, 5.0, 0.2);
        stepFor(world, 2.0);
        const auto set = [&](const sim::ParamSpec& spec, double value) {
            if (world.apply(sim::SetParameter{std::string(spec.id), value})) { // together with others some are refused
                for (int i = 0; i < 4; ++i) {
                    INFO(spec.id << " = " << value);
                    CHECK_FALSE(world.step(1.0 / 60.0).rolledBack);
                }
            }
        };
        for (const sim::ParamSpec& spec : sim::paramSpecs()) {
            const double width = spec.maximum - spec.minimum;
            set(spec, spec.openMinimum ? spec.minimum + 1e-3 * width : spec.minimum);
            set(spec, spec.maximum);
            if (!kept) {
                set(spec, sim::getParam(usual, spec));
            }
        }
        for (const sim::ParamSpec& spec : sim::paramSpecs()) {
            set(spec, sim::getParam(usual, spec));
        }
        const sim::StepReport late = stepFor(world, 10.0);
        INFO("residual " << late.residual);
        CHECK(late.converged);
        const std::span<const float> strain = world.snapshot().field("strain")->values;
        CHECK(std::all_of(strain.begin(), strain.end(), [](float e) { return e > -0.9F; })); // none is inside out
        CHECK(world.snapshot().measures.contactForce_N == Catch::Approx(5.0).epsilon(0.05));
    }
}
