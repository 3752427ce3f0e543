#pragma once
// Vector code of the row pass of a frame: at given positions, the forces and energies of the springs at every node and,
// with the tangent, its coefficients and diagonal blocks. In double; the coefficients leave as 8 binary digits.
//
// Every spring is seen from both its nodes, 16 rows (a slice of CompactTangent) at a time: what would be scattered is
// computed twice instead, and nothing but sums leaves the registers. Like compact_kernels.h, the same bits on every
// instruction set: no fused multiply-add, sums over 16 lanes in a fixed tree. Test: tests/unit/compact_kernels_test.cpp.

#include <cstddef>
#include <cstdint>

#include "sim/material/spring_law.h"
#include "sim/solver/compact_kernels.h"

namespace fascia::sim {

/// The pass looks so many slots ahead in FrameRows::spring, past the last one too.
inline constexpr std::size_t kSlotsAhead = 256;

/// What the pass reads. The k-th half-edge of row 16 i + l is slot 16 (start[i] + k) + l.
struct FrameRows {
    const std::uint32_t* start = nullptr; ///< Per slice, and one more.
    const std::int32_t* offset = nullptr; ///< Per slot: 4 times the node at its other end.
    const std::int32_t* spring = nullptr; ///< Per slot: index into `springs`, padding the number of springs.
    const PackedLaw* springs = nullptr;
    const double* position_m = nullptr; ///< x, y, z, 0 of every row of every slice.
    /// Null where no spring is guided (EquilibriumProblem::guides); else, per 16 slots, whether any is.
    const std::uint8_t* guided = nullptr;
    const std::int32_t* guide = nullptr; ///< Per slot: which of `guides`, 0 where not guided; negative: turned round.
    const double* guides = nullptr; ///< x, y, z each, zero first: from the other end to this one. One more can be read.
};

/// How the tangent is built, see TangentOptions, and where it goes: in the order of lanes.
struct FrameTangent {
    double floor = 0.0;
    bool exact = false;
    const double* addend = nullptr;   ///< Per row: isotropic part of D besides the springs [N/m].
    std::uint32_t* alphaHx = nullptr; ///< alpha I + s h h^T of every half-edge, as CompactTangent keeps it.
    std::uint32_t* hyHz = nullptr;
    float* diagonal = nullptr; ///< D and its inverse, likewise.
    float* inverse = nullptr;
};

/// Results for the rows of one slice, and sums that go on from slice to slice. Since a spring is seen twice, these are
/// twice those over springs, but for internal2.
struct FrameSlice {
    using Lanes = double[kSliceRows];
    alignas(64) Lanes force[3];       ///< Of the springs on each node [N].
    alignas(64) Lanes diagonal[6];    ///< D: xx, xy, xz, yy, yz, zz [N/m].
    alignas(64) Lanes cut[6];         ///< What makes D positive semidefinite again; valid if hasCut.
    alignas(64) Lanes energy{};       ///< [J]
    alignas(64) Lanes magnitude{};    ///< Of absolute energies [J].
    alignas(64) Lanes internal2{};    ///< Of squared end forces, one end each time [N^2].
    alignas(64) Lanes noise2{};       ///< Of squared rounding of forces, in units of epsilon [N^2].
    alignas(64) Lanes energyNoise2{}; ///< Likewise of energies [J^2].
    bool hasCut = false;              ///< Some alpha of the slice is negative.
    bool regular = true;              ///< D has an inverse in every row, and there is no cut.
};

struct FrameKernels {
    /// Forces and energy alone: leaves `magnitude`, `internal2` and the noises as they are.
    void (*force)(const FrameRows& rows, int slice, FrameSlice& out) = nullptr;
    void (*forceAndNoise)(const FrameRows& rows, int slice, FrameSlice& out) = nullptr;
    /// The same as forceAndNoise, and the tangent. Where the slice is not `regular` the caller sees to the inverses.
    void (*forceAndTangent)(const FrameRows& rows, const FrameTangent& tangent, int slice, FrameSlice& out) = nullptr;
};
const FrameKernels& widestFrameKernels();
/// The same without vector instructions beyond the baseline of the processor family.
const FrameKernels& plainFrameKernels();

} // namespace fascia::sim
