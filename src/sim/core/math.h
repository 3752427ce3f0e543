#pragma once
// Elementary functions whose bits do not depend on the C library, so that a state hash is the same on any machine:
// plain IEEE arithmetic only, no calls. Relative error below 4e-16 over the whole range (tests/unit/math_test.cpp).

#include <bit>
#include <cstdint>

namespace fascia::sim {

/// Numbers of stableExp(): x = k ln2 + r, e^r by its series.
struct ExpNumbers {
    static constexpr double kInverseLn2 = 1.4426950408889634;
    static constexpr double kLn2High = 0.6931471803691238; // low bits cleared: k * kLn2High is exact for |k| < 2^20
    static constexpr double kLn2Low = 1.9082149292705877e-10;
    static constexpr double kLast = 1.0 / 6227020800.0; // 1 / 13!
    static constexpr double kInverseFactorial[] = {1.0 / 479001600.0,
                                                   1.0 / 39916800.0,
                                                   1.0 / 3628800.0,
                                                   1.0 / 362880.0,
                                                   1.0 / 40320.0,
                                                   1.0 / 5040.0,
                                                   1.0 / 720.0,
                                                   1.0 / 120.0,
                                                   1.0 / 24.0,
                                                   1.0 / 6.0,
                                                   0.5,
                                                   1.0,
                                                   1.0};
};

/// e^x. Saturates outside [-700, 700] (no overflow, no denormals).
inline double stableExp(double x) {
    if (!(x > -700.0)) {
        return 0.0;
    }
    x = x < 700.0 ? x : 700.0;
    using N = ExpNumbers;
    const double scaled = x * N::kInverseLn2;
    const auto k = static_cast<std::int64_t>(scaled + (scaled >= 0.0 ? 0.5 : -0.5));
    const double kd = static_cast<double>(k);
    const double r = (x - kd * N::kLn2High) - kd * N::kLn2Low; // |r| <= ln2 / 2
    double sum = N::kLast;
    for (const double coefficient : N::kInverseFactorial) {
        sum = sum * r + coefficient;
    }
    const auto exponent = static_cast<std::uint64_t>(k + 1023) << 52U;
    return sum * std::bit_cast<double>(exponent);
}

/// (1 - e^-x) / x for x >= 0, accurate for small x.
inline double relaxationMean(double x) {
    if (x < 1e-3) {
        return 1.0 - x * (0.5 - x * (1.0 / 6.0 - x * (1.0 / 24.0)));
    }
    return (1.0 - stableExp(-x)) / x;
}

/// Moves `value` towards `target` exactly over dt for value' = (target - value) / timeConstant.
inline double relaxTowards(double value, double target, double dt_s, double timeConstant_s) {
    return target + (value - target) * stableExp(-dt_s / timeConstant_s);
}

} // namespace fascia::sim
