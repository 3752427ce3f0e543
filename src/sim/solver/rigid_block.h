#pragma once
// Rigid motions of aggregates in the multigrid: u(x) = u + theta x r. A motion is 8 floats, translation (x, y, z, 0) and
// rotation (x, y, z, 0); a 6x6 block is six columns of such (48 floats).

#include <array>
#include <cstddef>

#include <Eigen/Core>

namespace fascia::sim::rigid {

inline constexpr std::size_t kMotionFloats = 8;
inline constexpr std::size_t kBlockFloats = 6 * kMotionFloats;
/// Place of component 0 to 5 in a motion.
inline constexpr std::array<std::size_t, 6> kPlace{0, 1, 2, 4, 5, 6};

using Triple = std::array<float, 3>;

inline Triple cross(const float* a, const float* b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// Forces at one point for the six unit motions of an aggregate, a column (x, y, z, 0) each.
class ForceColumns {
  public:
    using Column = Eigen::Array4f;

    /// += K T: K, by columns, between that point and one at r of the aggregate.
    void add(const Column& k0, const Column& k1, const Column& k2, const Triple& r) {
        column_[0] += k0;
        column_[1] += k1;
        column_[2] += k2;
        column_[3] += r[1] * k2 - r[2] * k1;
        column_[4] += r[2] * k0 - r[0] * k2;
        column_[5] += r[0] * k1 - r[1] * k0;
    }
    /// block += the columns with their moments, the point lying at r of its own aggregate.
    void addWithMoments(float* block, const Triple& r) const {
        for (std::size_t c = 0; c < 6; ++c) {
            const Triple moment = cross(r.data(), column_[c].data());
            float* to = block + kMotionFloats * c;
            for (std::size_t k = 0; k < 3; ++k) {
                to[k] += column_[c][static_cast<Eigen::Index>(k)];
                to[4 + k] += moment[k];
            }
        }
    }

  private:
    std::array<Column, 6> column_{Column::Zero(), Column::Zero(), Column::Zero(),
                                  Column::Zero(), Column::Zero(), Column::Zero()};
};

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
