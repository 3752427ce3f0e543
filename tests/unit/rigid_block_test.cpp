// Blocks of rigid motions: built from springs between points they resist what the springs resist, and nothing else.

#include <cmath>

#include <Eigen/Dense>
#include <catch2/catch_test_macros.hpp>

#include "sim/solver/compact_kernels.h"
#include "sim/solver/rigid_block.h"

using namespace fascia::sim;

namespace {

using Matrix = Eigen::Matrix<double, 6, 6>;

Matrix full(const float* block) {
    Matrix m;
    for (std::size_t r = 0; r < 6; ++r) {
        for (std::size_t c = 0; c < 6; ++c) {
            m(static_cast<int>(r), static_cast<int>(c)) =
                static_cast<double>(block[rigid::kMotionFloats * c + rigid::kPlace[r]]);
        }
    }
    return m;
}

/// T: the motion at r of the rigid motion (u, theta).
Eigen::Matrix<double, 3, 6> motionAt(const rigid::Triple& r) {
    Eigen::Matrix<double, 3, 6> t;
    t.leftCols<3>().setIdentity();
    for (int c = 0; c < 3; ++c) {
        Eigen::Vector3d axis = Eigen::Vector3d::Zero();
        axis[c] = 1.0;
        t.col(3 + c) = axis.cross(
            Eigen::Vector3d(static_cast<double>(r[0]), static_cast<double>(r[1]), static_cast<double>(r[2])));
    }
    return t;
}

/// The same, on rotation as well: a motion about a point at -r.
Matrix moved(const rigid::Triple& r) {
    Matrix t = Matrix::Identity();
    t.topRows<3>() = motionAt(r);
    return t;
}

/// A stiffness K to a point at r.
void addStiffness(rigid::ForceColumns& columns, const Eigen::Matrix3d& k, const rigid::Triple& r) {
    rigid::ForceColumns::Column column[3];
    for (int c = 0; c < 3; ++c) {
        column[c] << k.col(c).cast<float>().array(), 0.0F;
    }
    columns.add(column[0], column[1], column[2], r);
}

/// An isotropic stiffness at r.
void addPoint(float* block, double stiffness, const rigid::Triple& r) {
    rigid::ForceColumns columns;
    addStiffness(columns, stiffness * Eigen::Matrix3d::Identity(), r);
    columns.addWithMoments(block, r);
}

constexpr rigid::Triple kI{0.3F, -0.7F, 0.2F};
constexpr rigid::Triple kJ{-0.4F, 0.1F, 0.9F};

} // namespace

TEST_CASE("columns of forces with moments are T^T K T", "[unit][multigrid]") {
    Eigen::Matrix3d k;
    k << 3.0, -0.5, 0.25, -0.5, 2.0, 1.0, 0.25, 1.0, 4.0;
    rigid::ForceColumns columns;
    addStiffness(columns, k, kJ);
    addStiffness(columns, 0.5 * k, kI);
    float block[rigid::kBlockFloats] = {};
    columns.addWithMoments(block, kI);
    const Matrix expected = motionAt(kI).transpose() * k * (motionAt(kJ) + 0.5 * motionAt(kI));
    CHECK((full(block) - expected).norm() < 1e-5);
}

TEST_CASE("blocks, forces and motions move between points as rigid bodies do", "[unit][multigrid]") {
    float block[rigid::kBlockFloats] = {};
    for (std::size_t k = 0; k < rigid::kBlockFloats; ++k) {
        block[k] = k % 4 == 3 ? 0.0F : std::sin(static_cast<float>(k));
    }
    float to[rigid::kBlockFloats] = {};
    rigid::addMovedColumns(to, 0.7F, block, kI);
    CHECK((full(to) - 0.7 * full(block) * moved(kI)).norm() < 1e-6);

    const float motion[8] = {1.0F, 2.0F, -1.0F, 0.0F, 0.5F, -0.25F, 0.75F, 0.0F};
    Eigen::Matrix<double, 6, 1> m;
    m << 1.0, 2.0, -1.0, 0.5, -0.25, 0.75;
    float out[8] = {};
    rigid::addMovedMotion(out, 1.0F, motion, kJ);
    const Eigen::Matrix<double, 6, 1> there = moved(kJ) * m;
    float force[8] = {};
    rigid::addMovedForce(force, 1.0F, motion, kJ);
    const Eigen::Matrix<double, 6, 1> back = moved(kJ).transpose() * m;
    for (std::size_t c = 0; c < 6; ++c) {
        CHECK(std::fabs(static_cast<double>(out[rigid::kPlace[c]]) - there[static_cast<int>(c)]) < 1e-6);
        CHECK(std::fabs(static_cast<double>(force[rigid::kPlace[c]]) - back[static_cast<int>(c)]) < 1e-6);
    }
}

TEST_CASE("the inverse of a block leaves out what has no stiffness", "[unit][multigrid]") {
    // Three points off a line: every motion has stiffness.
    float block[rigid::kBlockFloats] = {};
    const rigid::Triple third{0.8F, 0.6F, -0.5F};
    for (const rigid::Triple& r : {kI, kJ, third}) {
        addPoint(block, 3.0, r);
    }
    float inverse[rigid::kBlockFloats] = {};
    rigid::invertBlock(block, inverse);
    CHECK((full(block) * full(inverse) - Matrix::Identity()).norm() < 1e-4);

    // One point: rotations about it have none, and get none.
    float point[rigid::kBlockFloats] = {};
    addPoint(point, 4.0, {0.0F, 0.0F, 0.0F});
    rigid::invertBlock(point, inverse);
    Matrix expected = Matrix::Zero();
    expected.topLeftCorner<3, 3>() = 0.25 * Eigen::Matrix3d::Identity();
    CHECK((full(inverse) - expected).norm() < 1e-6);
}

TEST_CASE("the inverse of a block leaves out what has so little stiffness that rounding could have made it",
          "[unit][multigrid]") {
    // Three points nearly on a slanting line: turning about it has a ten-thousandth of the stiffness of other motions.
    float block[rigid::kBlockFloats] = {};
    for (const rigid::Triple& r :
         {rigid::Triple{-1.0F, -1.0F, -1.0F}, rigid::Triple{0.02F, -0.02F, 0.0F}, rigid::Triple{1.0F, 1.0F, 1.0F}}) {
        addPoint(block, 3.0, r);
    }
    float inverse[rigid::kBlockFloats] = {};
    rigid::invertBlock(block, inverse);
    const Matrix reduced = full(block) * full(inverse);
    CHECK(full(inverse).norm() < 10.0); // that of all six motions is 600
    CHECK(std::fabs(reduced.trace() - 5.0) < 1e-3);
}

TEST_CASE("block products give the same bits as plain code", "[unit][multigrid]") {
    const std::uint32_t start[] = {0, 2, 3};
    const std::int32_t column[] = {0, 1, 1};
    LineVector<float> blocks(3 * rigid::kBlockFloats);
    LineVector<float> x(2 * rigid::kMotionFloats);
    for (std::size_t k = 0; k < blocks.size(); ++k) {
        blocks[k] = k % 4 == 3 ? 0.0F : std::cos(static_cast<float>(k));
    }
    for (std::size_t k = 0; k < x.size(); ++k) {
        x[k] = k % 4 == 3 ? 0.0F : std::sin(static_cast<float>(3 * k));
    }
    LineVector<float> plain(x.size());
    LineVector<float> wide(x.size());
    plainKernels().blockMultiply(start, column, blocks.data(), 0, 2, x.data(), plain.data());
    widestKernels().blockMultiply(start, column, blocks.data(), 0, 2, x.data(), wide.data());
    CHECK(plain == wide);
    Eigen::Matrix<double, 6, 1> x1;
    for (std::size_t c = 0; c < 6; ++c) {
        x1[static_cast<int>(c)] = static_cast<double>(x[8 + rigid::kPlace[c]]);
    }
    const Eigen::Matrix<double, 6, 1> second = full(blocks.data() + 2 * rigid::kBlockFloats) * x1;
    for (std::size_t c = 0; c < 6; ++c) {
        CHECK(std::fabs(static_cast<double>(wide[8 + rigid::kPlace[c]]) - second[static_cast<int>(c)]) < 1e-5);
    }
}
