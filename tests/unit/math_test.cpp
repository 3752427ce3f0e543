#include <cmath>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "sim/core/hash.h"
#include "sim/core/math.h"

using namespace fascia::sim;
using Catch::Matchers::WithinRel;

TEST_CASE("stableExp equals the exponential to the last digits", "[math]") {
    for (double x = -690.0; x < 690.0; x += 0.37) {
        CHECK_THAT(stableExp(x), WithinRel(std::exp(x), 1e-14));
    }
    CHECK(stableExp(0.0) == 1.0);
    CHECK(stableExp(-1e9) == 0.0);
    CHECK(std::isfinite(stableExp(1e9)));
    CHECK(stableExp(std::nan("")) == 0.0);
}

TEST_CASE("relaxationMean is (1 - e^-x) / x, also where that cancels", "[math]") {
    CHECK(relaxationMean(0.0) == 1.0);
    for (double x = 1e-8; x < 1e3; x *= 1.7) {
        CHECK_THAT(relaxationMean(x), WithinRel(-std::expm1(-x) / x, 1e-12));
    }
}

TEST_CASE("relaxTowards is exact, so that two half steps are one step", "[math]") {
    const double whole = relaxTowards(0.2, 0.9, 3.0, 7.0);
    const double halves = relaxTowards(relaxTowards(0.2, 0.9, 1.5, 7.0), 0.9, 1.5, 7.0);
    CHECK_THAT(whole, WithinRel(halves, 1e-14));
    CHECK_THAT(whole, WithinRel(0.9 - 0.7 * std::exp(-3.0 / 7.0), 1e-14));
}

TEST_CASE("StateHash tells the order and the last bit of what it is given", "[math]") {
    const auto hashOf = [](double a, double b) {
        StateHash hash;
        hash.add(a);
        hash.add(b);
        return hash.value();
    };
    CHECK(hashOf(1.0, 2.0) == hashOf(1.0, 2.0));
    CHECK(hashOf(1.0, 2.0) != hashOf(2.0, 1.0));
    CHECK(hashOf(1.0, 2.0) != hashOf(1.0, std::nextafter(2.0, 3.0)));
}
