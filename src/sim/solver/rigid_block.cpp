#include "sim/solver/rigid_block.h"

#include <cmath>

namespace fascia::sim::rigid {

void invertBlock(const float* block, float* inverse) {
    /// Share of its stiffness that must be left to a component when those before it give way. Blocks are sums in single
    /// precision: an inverse of what is nearly nothing would be of rounding, and the smoother would diverge.
    constexpr double kWeak = 1e-3;
    double lower[6][6] = {};
    bool active[6] = {};
    for (std::size_t j = 0; j < 6; ++j) {
        const auto entry = [&](std::size_t r) { return static_cast<double>(block[kMotionFloats * j + kPlace[r]]); };
        const double whole = entry(j);
        double pivot = whole;
        for (std::size_t k = 0; k < j; ++k) {
            pivot -= lower[j][k] * lower[j][k];
        }
        active[j] = pivot > kWeak * whole;
        if (!active[j]) {
            continue;
        }
        lower[j][j] = std::sqrt(pivot);
        for (std::size_t i = j + 1; i < 6; ++i) {
            double sum = entry(i);
            for (std::size_t k = 0; k < j; ++k) {
                sum -= lower[i][k] * lower[j][k];
            }
            lower[i][j] = sum / lower[j][j];
        }
    }
    for (std::size_t c = 0; c < 6; ++c) {
        double x[6] = {};
        for (std::size_t i = 0; i < 6; ++i) {
            double sum = i == c ? 1.0 : 0.0;
            for (std::size_t k = 0; k < i; ++k) {
                sum -= lower[i][k] * x[k];
            }
            x[i] = active[i] ? sum / lower[i][i] : 0.0;
        }
        for (std::size_t i = 6; i-- > 0;) {
            double sum = x[i];
            for (std::size_t k = i + 1; k < 6; ++k) {
                sum -= lower[k][i] * x[k];
            }
            x[i] = active[i] ? sum / lower[i][i] : 0.0;
        }
        float* column = inverse + kMotionFloats * c;
        column[3] = column[7] = 0.0F;
        for (std::size_t i = 0; i < 6; ++i) {
            column[kPlace[i]] = active[c] ? static_cast<float>(x[i]) : 0.0F;
        }
    }
}

} // namespace fascia::sim::rigid
