#pragma once
// Vector code of the compact (single precision) linear algebra: runs on the widest instruction set that the machine has
// (Highway, chosen at run time), or as plain C++.
//
// Every kernel gives the same bits on every instruction set and on any number of threads: rows are handled in slices of
// 16 whatever the vector's width, each row adds its terms in the order of storage, products and sums are rounded
// separately (no fused multiply-add), and sums over rows are gathered for each slice in a fixed tree.
//
// A vector over nodes is an array of quads (x, y, z, 0), so that one load brings a node; its length is that of whole
// slices and entries past the last node stay zero. Test: tests/unit/compact_kernels_test.cpp.

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace fascia::sim {

/// Rows that are handled together.
inline constexpr int kSliceRows = 16;
/// Floats of a slice in a vector over nodes.
inline constexpr int kSliceFloats = 4 * kSliceRows;

/// Lane in which the kernels work on a row of a slice, and the row of a lane: where transposing blocks of 4 x 4 components
/// of nodes, loaded by fours, puts them.
constexpr int laneOf(int row) { return row % 4 * 4 + row % kSliceRows / 4; }
/// Where the values of a slot are, of those arrays that are in the order of lanes.
constexpr std::size_t laneOfSlot(std::size_t slot) {
    return slot - slot % kSliceRows + slot % 4 * 4 + slot % kSliceRows / 4;
}

/// Storage on whole cache lines.
template <typename T>
struct LineAllocator {
    using value_type = T;
    static constexpr std::align_val_t kLine{64};
    LineAllocator() = default;
    template <typename U>
    LineAllocator(const LineAllocator<U>& /*other*/) {} // NOLINT(google-explicit-constructor): as std::allocator
    T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kLine)); }
    void deallocate(T* memory, std::size_t /*count*/) { ::operator delete(memory, kLine); }
    template <typename U>
    bool operator==(const LineAllocator<U>& /*other*/) const {
        return true;
    }
};
template <typename T>
using LineVector = std::vector<T, LineAllocator<T>>;

/// The tangent of a spring system, row by row: y_i = D_i x_i - sum_j (alpha I + s h h^T) x_j over the half-edges of i.
/// Half-edge k of row i of slice r has the slot (start[r] + k) * 16 + i; of the row in lane l, its values are at
/// [(start[r] + k) * 16 + l].
///
/// Where rows 4 q to 4 q + 3 of a slice are bound to nodes that follow one another likewise, four nodes come by one load;
/// the columns of which this is true for all four q come first.
struct CompactTangentView {
    const std::uint32_t* start = nullptr; ///< One per slice and one more: first of its columns of 16 half-edges.
    const std::uint32_t* apart = nullptr; ///< One per slice: first column whose nodes have to be gathered one by one.
    const std::int32_t* offset = nullptr; ///< Per slot: 4 * other node; of padding: 4 * a node that exists.
    /// Pairs (half_pair.h) of alpha [N/m] and hx [sqrt(N/m)], and of hy and hz. 0 in padding and in rows of held nodes. h
    /// is turned so that hz >= 0; its sign bit says that s is -1.
    const std::uint32_t* alphaHx = nullptr;
    const std::uint32_t* hyHz = nullptr;
    const float* diagonal = nullptr; ///< D: 6 * 16 floats a slice, lanes of xx, of xy, xz, yy, yz, zz.
    const float* inverse = nullptr;  ///< Of D, as `diagonal`; 0 at held nodes.
};

/// Sums of one pass of `advance`.
struct CompactSums {
    double rr = 0.0; ///< r . r
    double rz = 0.0; ///< r . z
};

/// The kernels for one instruction set. All but the last work on the slices [begin, end).
struct CompactKernels {
    const char* target = ""; ///< "AVX3", "AVX2", "SSE4", "NEON", ..., "plain".
    /// y = A x; returns x . y.
    double (*multiply)(const CompactTangentView& a, int begin, int end, const float* x, float* y) = nullptr;
    /// r = b - A x.
    void (*residual)(const CompactTangentView& a, int begin, int end, const float* b, const float* x,
                     float* r) = nullptr;
    /// out = x + w D^-1 (b - A x). `out` must not be `x`.
    void (*relax)(const CompactTangentView& a, int begin, int end, float w, const float* b, const float* x,
                  float* out) = nullptr;
    /// x = w D^-1 b; returns b . x.
    double (*precondition)(const CompactTangentView& a, int begin, int end, float w, const float* b,
                           float* x) = nullptr;
    /// x += s p, r -= s q, z = w D^-1 r.
    CompactSums (*advance)(const CompactTangentView& a, int begin, int end, float s, float w, const float* p,
                           const float* q, float* x, float* r, float* z) = nullptr;
    /// p = z + s p.
    void (*turn)(int begin, int end, float s, const float* z, float* p) = nullptr;
    /// a . b
    double (*dot)(int begin, int end, const float* a, const float* b) = nullptr;
    /// y_i = sum_k block_k x_{column_k} over the blocks [rowStart[i], rowStart[i + 1]) of the rows [begin, end), for motions
    /// of aggregates (rigid_block.h): vectors of 8 floats a row, blocks of six such columns.
    void (*blockMultiply)(const std::uint32_t* rowStart, const std::int32_t* column, const float* block, int begin,
                          int end, const float* x, float* y) = nullptr;
};

/// Those for the widest instruction set that this machine has.
const CompactKernels& widestKernels();
/// Those in plain C++.
const CompactKernels& plainKernels();

} // namespace fascia::sim
