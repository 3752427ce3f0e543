#pragma once
// Error-free sums and products: a result together with what rounding took from it, as two doubles. With them the
// elongation of a spring keeps all its digits however small it is beside the spring's length, and positions are finer
// than one double. No fused multiply-add, so the same bits everywhere. Refs: Knuth (two-sum), Dekker 1971 (product).

#include <cmath>

#include <Eigen/Core>

namespace fascia::sim {

/// high + low, |low| at most half a unit in the last place of high.
struct TwoPart {
    double high = 0.0;
    double low = 0.0;
};

[[nodiscard]] inline TwoPart twoSum(double a, double b) {
    const double sum = a + b;
    const double partOfB = sum - a;
    return {sum, (a - (sum - partOfB)) + (b - partOfB)};
}

/// a * b without error, for magnitudes below 1e300.
[[nodiscard]] inline TwoPart twoProduct(double a, double b) {
    constexpr double kSplit = 134217729.0; // 2^27 + 1
    const double product = a * b;
    const double wideA = kSplit * a;
    const double highA = wideA - (wideA - a);
    const double lowA = a - highA;
    const double wideB = kSplit * b;
    const double highB = wideB - (wideB - b);
    const double lowB = b - highB;
    return {product, ((highA * highB - product) + highA * lowB + lowA * highB) + lowA * lowB};
}

/// |d| - rest for d = high + low by components, to about one unit in the last place of the result, as
/// (|d|^2 - rest^2) / (|d| + rest).
[[nodiscard]] inline double preciseElongation(const Eigen::Vector3d& high, const Eigen::Vector3d& low, double length,
                                              double rest) {
    const TwoPart restSquared = twoProduct(rest, rest);
    double sum = -restSquared.high;
    double lost = -restSquared.low;
    for (int c = 0; c < 3; ++c) {
        const TwoPart square = twoProduct(high[c], high[c]);
        const TwoPart total = twoSum(sum, square.high);
        sum = total.high;
        lost += total.low + square.low + 2.0 * high[c] * low[c];
    }
    return (sum + lost) / (length + rest);
}

} // namespace fascia::sim
