#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/core/math.h"
#include "sim/core/portable_log.h"
#include "sim/material/spring_law.h"

using Catch::Approx;
using fascia::sim::elasticResponse;

TEST_CASE("spring law: slope and energy are derivative and integral of the tension", "[spring_law]") {
    struct Form {
        double toe, compression;
        bool squeeze;
    };
    for (const Form& form :
         {Form{0.08, 0.0, false}, Form{0.08, 0.1, false}, Form{0.0, 1.0, false}, Form{0.0, 1.0, true}}) {
        CHECK(elasticResponse(0.0, form.toe, form.compression, form.squeeze).value == 0.0);
        // A spring that stiffens when squeezed: flat and inside out as well.
        for (double strain = form.squeeze ? -1.4 : -0.6; strain < 0.6; strain += 0.013) {
            constexpr double kStep = 1e-6;
            const auto low = elasticResponse(strain - kStep, form.toe, form.compression, form.squeeze);
            const auto here = elasticResponse(strain, form.toe, form.compression, form.squeeze);
            const auto high = elasticResponse(strain + kStep, form.toe, form.compression, form.squeeze);
            INFO("strain " << strain << ", toe " << form.toe << ", compression " << form.compression);
            CHECK((high.value - low.value) / (2.0 * kStep) == Approx(here.slope).epsilon(1e-6).margin(1e-5));
            CHECK((high.energy - low.energy) / (2.0 * kStep) == Approx(here.value).epsilon(1e-6).margin(1e-5));
        }
    }
}

TEST_CASE("spring law: what is squeezed flat pushes a hundred times as hard, and back however far", "[spring_law]") {
    const double flat = fascia::sim::kFlattest - 1.0;
    CHECK(elasticResponse(flat, 0.0, 1.0, true).value == Approx(-99.0));
    const auto above = elasticResponse(flat + 1e-9, 0.0, 1.0, true);
    const auto below = elasticResponse(flat - 1e-9, 0.0, 1.0, true);
    CHECK(above.value == Approx(below.value).epsilon(1e-6));
    CHECK(above.slope == Approx(below.slope).epsilon(1e-6));
    CHECK(above.energy == Approx(below.energy).epsilon(1e-6));
    double before = -99.0;
    double energy = above.energy;
    for (double strain = -1.0; strain > -20.0; strain *= 1.5) {
        const auto inverted = elasticResponse(strain, 0.0, 1.0, true);
        CHECK(inverted.value < before);
        CHECK(inverted.energy > energy);
        before = inverted.value;
        energy = inverted.energy;
    }
}

TEST_CASE("spring law: continuous in value and slope where the toe ends", "[spring_law]") {
    const auto below = elasticResponse(0.08 - 1e-9, 0.08, 0.0, false);
    const auto above = elasticResponse(0.08 + 1e-9, 0.08, 0.0, false);
    CHECK(below.value == Approx(above.value).epsilon(1e-6));
    CHECK(below.slope == Approx(above.slope).epsilon(1e-6));
    CHECK(above.value == Approx(0.04).epsilon(1e-6));
}

TEST_CASE("spring law: a held strain relaxes as measured, whatever the step", "[spring_law]") {
    // 33 +- 5 % in 90 s (S47), 40 +- 5 % in 240 s (S5): the recursion of the branches at a held elastic tension of 1.
    constexpr double kShare[3] = {0.10, 0.10, 0.22};
    constexpr double kTime_s[3] = {1.0, 10.0, 100.0};
    for (const double step_s : {0.05, 1.0, 30.0}) {
        double branch[3] = {0.10, 0.10, 0.22};
        for (double time_s = step_s; time_s < 240.0 + 1e-9; time_s += step_s) {
            double tension = 0.58;
            double exact = 0.58;
            for (int k = 0; k < 3; ++k) {
                branch[k] *= std::exp(-step_s / kTime_s[k]);
                tension += branch[k];
                exact += kShare[k] * std::exp(-time_s / kTime_s[k]);
            }
            CHECK(tension == Approx(exact).epsilon(1e-9));
            if (std::abs(time_s - 90.0) < 1e-9) {
                CHECK(1.0 - tension == Approx(0.33).margin(0.05));
            }
            if (std::abs(time_s - 240.0) < 1e-9) {
                CHECK(1.0 - tension == Approx(0.40).margin(0.05));
            }
        }
    }
}

TEST_CASE("the portable logarithm is one", "[spring_law]") {
    for (const double x : {1e-9, 0.2, 0.9999, 1.0, 1.0001, 2.0, 1e6}) {
        CHECK(fascia::sim::portableLog(x) == Approx(std::log(x)).epsilon(1e-14).margin(1e-15));
    }
}
