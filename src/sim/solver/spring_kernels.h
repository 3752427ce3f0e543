#pragma once
// Vector code of the spring pass of a frame: tension, energy and tangent of every spring at given positions, in double.
// Like compact_kernels.h, the same bits on every instruction set: 16 springs at a time whatever the vector's width, no
// fused multiply-add, sums gathered for 16 lanes and then in a fixed tree. Test: tests/unit/compact_kernels_test.cpp.

#include <array>
#include <cstdint>

#include <Eigen/Core>

#include "sim/material/spring_law.h"

namespace fascia::sim {

/// Springs that are handled together.
inline constexpr int kSpringBlock = 16;

struct SpringInput {
    const SpringLaw* laws = nullptr;
    const std::array<std::int32_t, 2>* springs = nullptr;
    const Eigen::Vector3d* position_m = nullptr;
    const Eigen::Vector3d* guides = nullptr; ///< May be null; see EquilibriumProblem::guides.
    int count = 0;                           ///< Springs in all.
};

/// Energy, sum of absolute energies, sum of squared end forces, of squared rounding of forces and of energies.
using SpringSums = std::array<double, 5>;

/// How the tangent of a spring is built; see TangentOptions.
struct SpringTangentOptions {
    double floor = 0.0;
    bool exact = false;
};

/// alpha I + s h h^T between the two nodes of a spring, as the compact tangent stores it (half_pair.h): h is turned so that
/// hz >= 0, and the sign bit of hz says that s is -1.
struct CompactSpring {
    std::uint32_t alphaHx = 0; ///< alpha [N/m] and hx [sqrt(N/m)].
    std::uint32_t hyHz = 0;    ///< hy and hz, likewise.
};

/// The passes for one instruction set; both work on the blocks [begin, end).
struct SpringKernels {
    /// pull = tension times the direction from the second to the first node [N]; `squeezing` says, for each block, whether
    /// it has springs that stiffen without bound in compression.
    SpringSums (*force)(const SpringInput& input, int begin, int end, Eigen::Vector3d* pull_N,
                        std::uint8_t* squeezing) = nullptr;
    /// The tangent of every spring.
    void (*tangent)(const SpringInput& input, const SpringTangentOptions& options, int begin, int end,
                    CompactSpring* tangent) = nullptr;
};
const SpringKernels& widestSpringKernels();
const SpringKernels& plainSpringKernels();

} // namespace fascia::sim
