#pragma once
// Natural logarithm from exact and correctly rounded operations only (+ - * / and frexp), so that energies, and with
// them every decision of the line search, are the same bits with any compiler and mathematics library.
// Relative error below 1e-15 away from 1; absolute error below 1e-16 near 1. Test: tests/unit/spring_law_test.cpp.

#include <cmath>

namespace fascia::sim {

/// log(x) for finite x > 0.
[[nodiscard]] inline double portableLog(double x) {
    int exponent = 0;
    double mantissa = std::frexp(x, &exponent); // in [0.5, 1)
    if (mantissa < 0.70710678118654752) {
        mantissa *= 2.0;
        exponent -= 1;
    }
    // log m = 2 atanh(q), |q| <= 0.1716, so that 11 terms reach 1e-17.
    const double q = (mantissa - 1.0) / (mantissa + 1.0);
    const double q2 = q * q;
    double series = 1.0 / 23.0;
    for (int k = 21; k >= 1; k -= 2) {
        series = series * q2 + 1.0 / static_cast<double>(k);
    }
    constexpr double kLn2 = 0.693147180559945309417;
    return static_cast<double>(exponent) * kLn2 + 2.0 * q * series;
}

} // namespace fascia::sim
