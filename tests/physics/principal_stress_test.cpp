// The direction in which a sheet pulls hardest.

#include <array>
#include <cmath>
#include <limits>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/measure/principal_stress.h"

using namespace fascia;
using Catch::Approx;

TEST_CASE("principal stress: an oblique pull under a weaker cross pull", "[physics]") {
    const std::array<double, 3> n{0.6, 0.64, 0.48};   // unit
    const std::array<double, 3> m{0.8, -0.48, -0.36}; // unit, across n
    const auto tensor = [&](double along, double across) {
        sim::SymmetricTensor t{};
        const auto add = [&](const std::array<double, 3>& d, double pull) {
            t[0] += pull * d[0] * d[0];
            t[1] += pull * d[1] * d[1];
            t[2] += pull * d[2] * d[2];
            t[3] += pull * d[0] * d[1];
            t[4] += pull * d[1] * d[2];
            t[5] += pull * d[2] * d[0];
        };
        add(n, along);
        add(m, across);
        return t;
    };
    for (const double across : {0.0, 900.0, -5000.0}) {
        const std::array<double, 3> pull = sim::principalPull_Pa(tensor(3000.0, across));
        const double sign = pull[0] < 0.0 ? -1.0 : 1.0;
        for (std::size_t c = 0; c < 3; ++c) {
            CHECK(sign * pull[c] == Approx(3000.0 * n[c]).epsilon(1e-9));
        }
    }
    const std::array<double, 3> other = sim::principalPull_Pa(tensor(900.0, 3000.0)); // now m is the strong one
    CHECK(std::abs(other[0]) == Approx(3000.0 * m[0]).epsilon(1e-9));
}

TEST_CASE("principal stress: nothing where nothing pulls, nothing from broken numbers", "[physics]") {
    for (const sim::SymmetricTensor& t :
         {sim::SymmetricTensor{}, sim::SymmetricTensor{-5.0, -2.0, -1.0, 0.0, 0.0, 0.0},
          sim::SymmetricTensor{std::numeric_limits<double>::quiet_NaN(), 0.0, 0.0, 0.0, 0.0, 0.0}}) {
        const std::array<double, 3> pull = sim::principalPull_Pa(t);
        CHECK(pull[0] == 0.0);
        CHECK(pull[1] == 0.0);
        CHECK(pull[2] == 0.0);
    }
}
