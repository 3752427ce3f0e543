// Macro-steps on a small slab: days under the laws of the tissue, the web in equilibrium.

#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/tissue/tissue_laws.h"
#include "sim/world.h"
#include "support/slab_web.h"

using namespace fascia;
using Catch::Approx;

namespace {

constexpr double kDay_s = 86400.0;

sim::World makeWorld(int threads = 2) {
    sim::WorldSetup setup;
    setup.parameters = sim::findPreset("concept")->parameters;
    setup.stress = 0.2;
    setup.initialAdhesion = 0.1;
    setup.threads = threads;
    auto world = sim::World::create(test::makeSlab(11), setup);
    REQUIRE(world);
    return std::move(world).value();
}

void pass(sim::World& world, double dt_s, double stress) {
    const sim::StressSpan span{dt_s, stress};
    const auto report = world.macroStep({&span, 1});
    INFO((report ? "" : report.error().sentence()));
    REQUIRE(report);
    CHECK(report.value().converged);
}

} // namespace

TEST_CASE("macro-step: adhesion follows its law over weeks, however they are cut", "[physics]") {
    sim::World days = makeWorld();
    sim::World weeks = makeWorld();
    for (int day = 0; day < 84; ++day) {
        pass(days, kDay_s, 0.8);
    }
    for (int week = 0; week < 12; ++week) {
        pass(weeks, 7.0 * kDay_s, 0.8);
    }
    const sim::TissueParameters p;
    const double tone = sim::settledTone(0.8);
    const double expected = sim::advanceAdhesion(
        0.1, 0.0, 0.0, true, sim::TissueInterval(84.0 * kDay_s, p, sim::bondFormation_per_s(tone, true, p)), p);
    CHECK(days.snapshot().measures.adhesionMean == Approx(expected).epsilon(0.01));
    CHECK(weeks.snapshot().measures.adhesionMean == Approx(expected).epsilon(0.01));
    CHECK(weeks.snapshot().measures.meanTension_N == Approx(days.snapshot().measures.meanTension_N).epsilon(0.01));
    CHECK(days.snapshot().time_s == Approx(84.0 * kDay_s));
    CHECK(days.snapshot().measures.tone == Approx(tone).epsilon(0.01));
}

TEST_CASE("macro-step: an hour in one agrees with an hour of steps", "[physics]") {
    sim::World macro = makeWorld();
    sim::World stepped = makeWorld();
    pass(macro, 3600.0, 0.2);
    for (int i = 0; i < 360; ++i) {
        CHECK_FALSE(stepped.step(10.0).rolledBack);
    }
    const sim::Measures& a = macro.snapshot().measures;
    const sim::Measures& b = stepped.snapshot().measures;
    CHECK(a.meanTension_N == Approx(b.meanTension_N).epsilon(0.01));
    CHECK(a.hydrationMean == Approx(b.hydrationMean).epsilon(0.01));
    CHECK(a.adhesionMean == Approx(b.adhesionMean).epsilon(1e-4));
}

TEST_CASE("macro-step: the same on any number of threads; a hand on the skin is refused", "[physics]") {
    sim::World one = makeWorld(1);
    sim::World two = makeWorld(2);
    for (int day = 0; day < 3; ++day) {
        pass(one, kDay_s, 0.9);
        pass(two, kDay_s, 0.9);
    }
    CHECK(one.stateHash() == two.stateHash());
    const sim::StressSpan none{0.0, 0.5};
    CHECK_FALSE(one.macroStep({&none, 1}));
    CHECK_FALSE(one.macroStep({}));
    const sim::Site& site = *one.snapshot().web->findSite("middle");
    REQUIRE(one.apply(sim::PlaceHand{0, site.position_m, site.normal, 12e-4, sim::SkinSurface::dry}).ok());
    const sim::StressSpan day{kDay_s, 0.5};
    CHECK_FALSE(one.macroStep({&day, 1}));
    CHECK_FALSE(one.rest());
}
