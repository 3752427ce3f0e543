#pragma once
// The sum over the 16 lanes of a slice or block in a fixed tree, the same bits for every width of vector.

namespace fascia::sim {

template <typename Real>
inline double sliceSum(const Real (&lane)[16]) {
    double sum = 0.0;
    for (int l = 0; l < 16; l += 4) {
        sum += static_cast<double>((lane[l] + lane[l + 1]) + (lane[l + 2] + lane[l + 3]));
    }
    return sum;
}

} // namespace fascia::sim
