#include <cmath>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "sim/autonomic/autonomic_laws.h"
#include "sim/autonomic/muscle_laws.h"

using namespace fascia::sim;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("V11: fibromyalgia halves the threshold and doubles muscle activity, as measured", "[autonomic]") {
    AutonomicParameters with;
    with.fibromyalgia = 1.0;
    const AutonomicParameters without;
    CHECK_THAT(painPressure_Pa(0.3, 0.0, with) / painPressure_Pa(0.3, 0.0, without), WithinAbs(0.49, 0.005));
    const MuscleParameters p;
    CHECK_THAT(muscleActivity(0.3, 0.0, 0.0, p), WithinAbs(0.010, 1e-9));
    CHECK_THAT(muscleActivity(0.3, 0.0, 1.0, p), WithinAbs(0.022, 1e-9));
    CHECK_THAT(muscleActivity(0.3, 1.0, 0.0, p), WithinRel(0.0335, 1e-9)); // S95: +235 %
    CHECK(muscleActivity(0.9, 0.0, 0.0, p) > muscleActivity(0.3, 0.0, 0.0, p));
}

TEST_CASE("Muscle eases by a few per cent under a hand and is back after three minutes", "[autonomic]") {
    const Parameters p;
    const double held = advanceEase(0.0, 2.0e4, 0.0, 300.0, p.muscle);
    CHECK(muscleStiffening(0.0, held, p) < 0.96);
    CHECK(muscleStiffening(0.0, held, p) > 0.92);
    const double rested = advanceEase(held, 0.0, 0.0, 180.0, p.muscle);
    CHECK_THAT(muscleStiffening(0.0, rested, p), WithinAbs(1.0, 0.003));
    CHECK(advanceEase(0.0, 500.0, 0.0, 300.0, p.muscle) == 0.0); // too light
    CHECK(advanceEase(0.0, 2.0e4, 1.0, 300.0, p.muscle) == 0.0); // guarding
    CHECK(muscleStiffening(1.0, 0.0, p) == 2.0);
}

TEST_CASE("The stretch reflex falls under sustained pressure and returns at once", "[autonomic]") {
    const MuscleParameters p;
    const double pressed = advanceReflex(1.0, 5.0e3, 30.0, p);
    CHECK_THAT(pressed, WithinAbs(0.45, 0.05));
    CHECK(advanceReflex(pressed, 0.0, 2.0, p) > 0.95);
    const double cut = advanceReflex(advanceReflex(1.0, 5.0e3, 10.0, p), 5.0e3, 20.0, p);
    CHECK_THAT(cut, WithinRel(pressed, 1e-12));
}
