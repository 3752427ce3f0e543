#pragma once
// Rigid motions of aggregates in the multigrid: u(x) = u + theta x r. A motion is 8 floats, translation (x, y, z, 0) and
// rotation (x, y, z, 0); a 6x6 block is six columns of such (48 floats).

#include <array>
#include <cstddef>

namespace fascia::sim::rigid {

inline constexpr std::size_t kMotionFloats = 8;
inline constexpr std::size_t kBlockFloats = 6 * kMotionFloats;
/// Place of component 0 to 5 in a motion.
inline constexpr std::array<std::size_t, 6> kPlace{0, 1, 2, 4, 5, 6};

using Triple = std::array<float, 3>;

inline Triple cross(const float* a, const float* b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// block += w left right^T, for motions.
inline void addOuter(float* block, float w, const float* left, const float* right) {
    for (std::size_t c = 0; c < 6; ++c) {
        const float factor = w * right[kPlace[c]];
        for (std::size_t k = 0; k < kMotionFloats; ++k) {
            block[kMotionFloats * c + k] += factor * left[k];
        }
    }
}

/// block += T_i^T (a I) T_j, where T u = u + theta x r: an isotropic stiffness between points at r_i and r_j.
inline void addIsotropic(float* block, float a, const Triple& ri, const Triple& rj) {
    float* u = block;
    float* t = block + 3 * kMotionFloats;
    const float dot = (ri[0] * rj[0] + ri[1] * rj[1]) + ri[2] * rj[2];
    for (std::size_t c = 0; c < 3; ++c) {
        const std::size_t d = (c + 1) % 3;
        const std::size_t e = (c + 2) % 3;
        float* uc = u + kMotionFloats * c;
        float* tc = t + kMotionFloats * c;
        uc[c] += a;
        // r_i x e_c
        uc[4 + d] += a * ri[e];
        uc[4 + e] -= a * ri[d];
        // e_c x r_j
        tc[d] -= a * rj[e];
        tc[e] += a * rj[d];
        // r_i x (e_c x r_j) = (r_i . r_j) e_c - r_j (r_i . e_c)
        tc[4 + c] += a * dot;
        for (std::size_t k = 0; k < 3; ++k) {
            tc[4 + k] -= a * rj[k] * ri[c];
        }
    }
}

/// to += w B T: the columns of a block for a motion about a point that lies at -r.
inline void addMovedColumns(float* to, float w, const float* block, const Triple& r) {
    const float* b0 = block;
    const float* b1 = block + kMotionFloats;
    const float* b2 = block + 2 * kMotionFloats;
    for (std::size_t k = 0; k < kMotionFloats; ++k) {
        to[k] += w * b0[k];
        to[kMotionFloats + k] += w * b1[k];
        to[2 * kMotionFloats + k] += w * b2[k];
        to[3 * kMotionFloats + k] += w * (block[3 * kMotionFloats + k] + (r[1] * b2[k] - r[2] * b1[k]));
        to[4 * kMotionFloats + k] += w * (block[4 * kMotionFloats + k] + (r[2] * b0[k] - r[0] * b2[k]));
        to[5 * kMotionFloats + k] += w * (block[5 * kMotionFloats + k] + (r[0] * b1[k] - r[1] * b0[k]));
    }
}

/// to += w T^T f: force and moment about a point that lies at -r.
inline void addMovedForce(float* to, float w, const float* force, const Triple& r) {
    const Triple moment = cross(r.data(), force);
    for (std::size_t k = 0; k < 3; ++k) {
        to[k] += w * force[k];
        to[4 + k] += w * (force[4 + k] + moment[k]);
    }
}

/// to += w T motion.
inline void addMovedMotion(float* to, float w, const float* motion, const Triple& r) {
    const Triple turned = cross(motion + 4, r.data());
    for (std::size_t k = 0; k < 3; ++k) {
        to[k] += w * (motion[k] + turned[k]);
        to[4 + k] += w * motion[4 + k];
    }
}

/// Inverse of a symmetric positive semidefinite block. Directions without stiffness get none of it.
void invertBlock(const float* block, float* inverse);

} // namespace fascia::sim::rigid
