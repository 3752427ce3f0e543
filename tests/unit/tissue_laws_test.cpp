#include <cmath>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "sim/autonomic/autonomic_laws.h"
#include "sim/tissue/tissue_laws.h"

using namespace fascia::sim;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Integrates y' = f(y) by small explicit steps: an oracle for the closed forms.
template <typename F>
double integrate(double y, double duration_s, F f) {
    const int steps = 200000;
    const double dt = duration_s / steps;
    for (int i = 0; i < steps; ++i) {
        const double middle = y + 0.5 * dt * f(y);
        y += dt * f(middle);
    }
    return y;
}

} // namespace

namespace {

double opensUnder(double load_Pa, const TissueParameters& p) {
    return bondsOpenUnder(load_Pa, TissueInterval(1.0, p).openAtRest, p);
}

} // namespace

TEST_CASE("Bonds open under load beyond the resting one, and only under it", "[tissue]") {
    TissueParameters p;
    CHECK(opensUnder(0.0, p) == 0.0);
    CHECK(opensUnder(-1e6, p) == 0.0);
    CHECK_THAT(opensUnder(p.bondStress_Pa, p), WithinAbs(0.5, 0.01));
    CHECK_THAT(opensUnder(1e9, p), WithinAbs(1.0, 1e-12));
    double last = 0.0;
    for (double load = 0.0; load < 3.0 * p.bondStress_Pa; load += 0.02 * p.bondStress_Pa) {
        CHECK(opensUnder(load, p) >= last);
        last = opensUnder(load, p);
    }
    p.bondStress_Pa = 1e8; // dense sheets
    CHECK(opensUnder(1e6, p) == 0.0);
}

TEST_CASE("The opening of bonds and the mean of its cube follow their law exactly", "[tissue]") {
    const TissueParameters p;
    for (const double load : {0.0, p.bondStress_Pa, 3.0 * p.bondStress_Pa}) {
        for (const double open : {0.0, 0.7}) {
            const double a = opensUnder(load, p);
            double u = open;
            double cubes = 0.0;
            const int steps = 200000;
            const double dt = 60.0 / steps;
            for (int i = 0; i < steps; ++i) {
                const double middle = u + 0.5 * dt * (a - u) / p.bondLoadTime_s;
                cubes += middle * middle * middle / steps;
                u += dt * (a - middle) / p.bondLoadTime_s;
            }
            const BondOpening moved = advanceOpening(open, load, {60.0, p}, p);
            CHECK_THAT(moved.open, WithinAbs(u, 1e-7));
            CHECK_THAT(moved.meanCube, WithinAbs(cubes, 1e-6));
        }
    }
    CHECK(advanceOpening(0.3, 0.0, {0.0, p}, p).open == 0.3);
    CHECK_THAT(advanceOpening(0.3, 0.0, {0.0, p}, p).meanCube, WithinRel(0.027, 1e-12));
}

TEST_CASE("Adhesion follows its rate law exactly", "[tissue]") {
    TissueParameters p;
    const double forms = bondFormation_per_s(0.7, true, p);
    CHECK(bondFormation_per_s(0.7, false, p) == 0.0);
    for (const double cube : {0.0, 0.1, 1.0}) {
        for (const double guard : {0.0, 0.5}) {
            const double rate = p.bondRate_per_s * cube * std::pow(1.0 - guard, 3);
            const double expected = integrate(
                0.8, 120.0, [&](double c) { return -(rate + p.bondRemodelRate_per_s) * c + forms * (1.0 - c); });
            CHECK_THAT(advanceAdhesion(0.8, cube, guard, true, TissueInterval(120.0, p, forms), p),
                       WithinRel(expected, 1e-7));
        }
    }
}

TEST_CASE("Bonds under their resting load hold for months", "[tissue]") {
    TissueParameters p;
    p.bondRemodelRate_per_s = 0.0;
    const BondOpening months = advanceOpening(0.0, 0.0, {1e7, p}, p);
    CHECK(advanceAdhesion(0.8, months.meanCube, 0.0, true, TissueInterval(1e7, p), p) == 0.8);
}

TEST_CASE("Full guarding shields bonds completely, and a switch stops release", "[tissue]") {
    TissueParameters p;
    p.bondRemodelRate_per_s = 0.0;
    CHECK(advanceAdhesion(0.8, 1e6, 1.0, true, TissueInterval(1e4, p), p) == 0.8);
    CHECK(advanceAdhesion(0.8, 1e6, 0.0, false, TissueInterval(1e4, p), p) == 0.8);
}

TEST_CASE("Hydration follows its law exactly and rests where adhesion, tone and swelling put it", "[tissue]") {
    TissueParameters p;
    const double load = p.squeezeStress_Pa + 1e4;
    const double expected = integrate(0.6, 300.0, [&](double h) {
        return (settledHydration(0.4, 0.2, 0.0, p) - h) / p.hydrationTime_s - p.squeezeRate_per_Pa_s * 1e4 * h;
    });
    CHECK_THAT(advanceWater({0.6, 0.0}, 0.4, 0.2, load, true, {300.0, p}, p).hydration, WithinRel(expected, 1e-7));
    CHECK_THAT(advanceWater({0.1, 0.0}, 0.4, 0.2, 0.0, true, {1e7, p}, p).hydration,
               WithinRel(settledHydration(0.4, 0.2, 0.0, p), 1e-9));
    CHECK(settledHydration(0.8, 0.0, 0.0, p) < settledHydration(0.1, 0.0, 0.0, p));
    CHECK(settledHydration(0.8, 0.0, 0.1, p) > settledHydration(0.8, 0.0, 0.0, p));
}

TEST_CASE("After a long squeeze more water comes back than had left, for hours, unless switched off", "[tissue]") {
    const TissueParameters p;
    for (const bool swells : {true, false}) {
        const double start = settledHydration(0.1, 0.2, 0.0, p);
        Water water{start, 0.0};
        for (int i = 0; i < 900; ++i) {
            water = advanceWater(water, 0.1, 0.2, p.squeezeStress_Pa + 1e4, swells, {1.0, p}, p);
        }
        CHECK(water.hydration < start - 0.03);
        for (int i = 0; i < 3600; ++i) {
            water = advanceWater(water, 0.1, 0.2, 0.0, swells, {1.0, p}, p);
        }
        CHECK((water.hydration > start + 0.01) == swells);
        CHECK((fascialStiffening(0.1, water.swelling, p) > fascialStiffening(0.1, 0.0, p)) == swells);
        water = advanceWater(water, 0.1, 0.2, 0.0, swells, {2e5, p}, p);
        water = advanceWater(water, 0.1, 0.2, 0.0, swells, {2e5, p}, p);
        CHECK_THAT(water.hydration, WithinAbs(start, 1e-4));
        CHECK(water.swelling < 1e-6);
    }
}

TEST_CASE("Lasting elongation grows only above the yield stress, stays below its limit and recoils", "[tissue]") {
    TissueParameters p;
    CHECK(advanceElongation(0.0, 0.99 * p.yieldStress_Pa, 0.7, 0.0, true, 1e4, p) == 0.0);
    CHECK(advanceElongation(0.0, 2.0 * p.yieldStress_Pa, 0.7, 0.0, true, 300.0, p) > 0.0);
    CHECK(advanceElongation(0.0, 2.0 * p.yieldStress_Pa, 0.7, 0.0, false, 300.0, p) == 0.0);
    CHECK(advanceElongation(0.0, 1e9, 0.7, 0.0, true, 1e9, p) <= p.elongationLimit);
    CHECK_THAT(advanceElongation(0.05, 0.0, 0.7, 0.0, true, p.elongationRecoilTime_s, p),
               WithinRel(0.05 * std::exp(-1.0), 1e-9));
}

TEST_CASE("The slow states do not depend on how an interval is cut", "[tissue]") {
    TissueParameters p;
    double cut = 0.8;
    for (int i = 0; i < 100; ++i) {
        cut = advanceAdhesion(cut, 0.6, 0.1, true, TissueInterval(1.0, p, 1e-8), p);
    }
    CHECK_THAT(cut, WithinRel(advanceAdhesion(0.8, 0.6, 0.1, true, TissueInterval(100.0, p, 1e-8), p), 1e-12));
    double open = 0.1;
    double cubes = 0.0;
    for (int i = 0; i < 100; ++i) {
        const BondOpening part = advanceOpening(open, 2.0 * p.bondStress_Pa, {1.0, p}, p);
        open = part.open;
        cubes += part.meanCube / 100.0;
    }
    const BondOpening whole = advanceOpening(0.1, 2.0 * p.bondStress_Pa, {100.0, p}, p);
    CHECK_THAT(open, WithinRel(whole.open, 1e-12));
    CHECK_THAT(cubes, WithinRel(whole.meanCube, 1e-10));
}

TEST_CASE("Guarding answers to what hurts and to what comes fast", "[autonomic]") {
    AutonomicParameters p;
    const double pain = painPressure_Pa(0.2, 0.0, p);
    CHECK(contactThreat(0.5 * pain, 0.5 * p.pressureRateLimit_Pa_per_s, pain, p) == 0.0);
    CHECK(contactThreat(1.5 * pain, 0.0, pain, p) == 0.5);
    CHECK(contactThreat(0.0, 1.5 * p.pressureRateLimit_Pa_per_s, pain, p) == 0.5);
    CHECK(contactThreat(1e9, 1e9, pain, p) == 1.0);
    CHECK(painPressure_Pa(0.9, 0.0, p) < painPressure_Pa(0.1, 0.0, p));
    CHECK(painPressure_Pa(0.1, 0.9, p) < painPressure_Pa(0.1, 0.0, p));
    // On within half a second, off over a minute.
    CHECK(advanceGuard(0.0, 1.0, 0.5, p) > 0.95);
    CHECK_THAT(advanceGuard(1.0, 0.0, 60.0, p), WithinAbs(std::exp(-1.0), 1e-9));
}

TEST_CASE("Only slow, gentle, dry contact in the band calms", "[autonomic]") {
    AutonomicParameters p;
    const double pain = 3e4;
    CHECK(contactCalms(1.2e4, 0.0, pain, false, p));
    CHECK_FALSE(contactCalms(1.2e4, 0.0, pain, true, p));
    CHECK_FALSE(contactCalms(1.2e4, 1e4, pain, false, p));
    CHECK_FALSE(contactCalms(1e3, 0.0, pain, false, p));
    CHECK_FALSE(contactCalms(0.9 * pain, 0.0, pain, false, p));
}

TEST_CASE("Arousal rises faster than it falls and stays in range", "[autonomic]") {
    AutonomicParameters p;
    const double up = advanceArousal(0.2, 0.8, 60.0, p) - 0.2;
    const double down = 0.8 - advanceArousal(0.8, 0.2, 60.0, p);
    CHECK(up > 3.0 * down);
    CHECK(settledArousal(1.0, 1.0, 0.0, p) == 1.0);
    CHECK(settledArousal(0.0, 0.0, 1.0, p) == 0.0);
    CHECK(settledArousal(0.6, 0.0, 1.0, p) < 0.6);
    CHECK(comfort(comfortLosses(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)) == 10.0);
    CHECK(comfort(comfortLosses(1.0, 1.0, 1.0, 1.0, 0.0, 0.0)) == 0.0);
    CHECK(comfortLosses(0.0, 0.0, 0.0, 0.0, 0.0, 0.9).nerve == 0.0); // below the threshold
    CHECK(comfortLosses(0.0, 0.0, 0.0, 0.0, 0.0, 1.5).nerve > 0.5);
}

TEST_CASE("Adhesions form under tone over weeks and are cleared without it", "[tissue]") {
    const TissueParameters p;
    constexpr double kWeek_s = 604800.0;
    const auto after = [&](double tone, double weeks) {
        return advanceAdhesion(0.1, 0.0, 0.0, true,
                               TissueInterval(weeks * kWeek_s, p, bondFormation_per_s(tone, true, p)), p);
    };
    CHECK(after(settledTone(0.8), 1.0 / 42.0) < 0.101); // four hours
    CHECK(after(settledTone(0.8), 8.0) > 0.15);
    CHECK(after(settledTone(0.1), 26.0) < 0.1);
}

TEST_CASE("Soreness comes over half a day and is mostly over after three", "[tissue]") {
    const TissueParameters p;
    constexpr double kHour_s = 3600.0;
    const Soreness fresh = advanceSoreness({}, 0.05, 1.0, p);
    CHECK(fresh.felt < 0.01 * fresh.cause);
    double worst = 0.0;
    double worst_h = 0.0;
    Soreness walked = fresh;
    for (int hour = 1; hour <= 72; ++hour) {
        walked = advanceSoreness(walked, 0.0, kHour_s, p);
        if (walked.felt > worst) {
            worst = walked.felt;
            worst_h = hour;
        }
    }
    CHECK(worst_h > 4.0);
    CHECK(worst_h < 48.0);
    CHECK(walked.felt < 0.2 * worst);
    const Soreness jumped = advanceSoreness(fresh, 0.0, 72.0 * kHour_s, p); // exact: however the time is cut
    CHECK_THAT(jumped.felt, WithinRel(walked.felt, 1e-9));
    const double oracle = integrate(0.0, 10.0 * kHour_s, [&, t = 0.0](double s) mutable {
        const double at = t;
        t += 5.0 * kHour_s / 200000.0; // twice a step
        return 0.4 * std::exp(-at / p.sorenessRiseTime_s) / p.sorenessRiseTime_s - s / p.sorenessTime_s;
    });
    CHECK_THAT(advanceSoreness({0.4, 0.0}, 0.0, 10.0 * kHour_s, p).felt, WithinRel(oracle, 1e-4));
}
