#pragma once
// The tangent of a SpringSystem in single precision, in slices of rows for the vector kernels, with the couplings of
// contact beside it. Positions and forces stay in double elsewhere: this serves directions, which need a few digits.
//
// Coefficients have 8 binary digits (half_pair.h). D is the sum of the rounded coefficients, so the operator is exactly one
// of slightly different springs (relative 4e-3): symmetric, without a force under translation, and positive semidefinite
// where the springs are.

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/solver/compact_kernels.h"
#include "sim/solver/equilibrium.h"
#include "sim/solver/frame_kernels.h"
#include "sim/solver/half_pair.h"
#include "sim/solver/sym3.h"

namespace fascia::sim {

/// alpha I + s h h^T between the two nodes of a spring, as the compact tangent stores it (half_pair.h): h is turned so that
/// hz >= 0, and the sign bit of hz says that s is -1.
struct CompactSpring {
    std::uint32_t alphaHx = 0; ///< alpha [N/m] and hx [sqrt(N/m)].
    std::uint32_t hyHz = 0;    ///< hy and hz, likewise.
};

class CompactTangent {
  public:
    /// One end of a spring as its node sees it: ~spring at its second node.
    struct HalfEdge {
        std::int32_t other = 0;
        std::int32_t spring = 0;
    };

    /// Lays out the rows, each row's half-edges in an order that suits its neighbours; `rowStart` and `halfEdges` as in a
    /// compressed sparse row matrix. `kinds`: empty, or a number per spring; those with the highest end in columns of
    /// their own as far as they can.
    void lay(int nodes, const std::vector<std::size_t>& rowStart, const std::vector<HalfEdge>& halfEdges,
             std::size_t springs, std::span<const std::uint8_t> kinds, int threads);
    [[nodiscard]] bool laid() const { return !start_.empty(); }

    /// Values of row `node` from its springs' tangents (by their places), to be followed by setDiagonal. Returns the sum
    /// of the tangents, and in `cut` what makes that sum positive semidefinite again where some alpha are negative. May
    /// run in parallel over slices.
    Sym3 setRow(int node, const std::vector<CompactSpring>& springs, Sym3& cut);
    /// A row of zeros.
    void setHeld(int node);
    void setDiagonal(int node, const Sym3& diagonal, const Sym3& inverse);
    /// A coupling alpha I + beta n n^T between two free nodes, besides what it adds to D.
    struct Link {
        std::int32_t a = 0, b = 0;
        float alpha = 0.0F, beta = 0.0F;
        float nx = 0.0F, ny = 0.0F, nz = 0.0F;
    };
    std::vector<Link>& links() { return links_; }

    [[nodiscard]] int nodes() const { return nodes_; }
    [[nodiscard]] int slices() const { return slices_; }
    [[nodiscard]] std::size_t vectorFloats() const { return static_cast<std::size_t>(slices_) * kSliceFloats; }
    [[nodiscard]] CompactTangentView view() const;
    /// Slots of half-edges, padding too.
    [[nodiscard]] std::size_t slots() const { return offset_.size(); }
    /// What is kept for springs is best kept in the order in which the rows meet them: where each spring comes in it.
    [[nodiscard]] std::span<const std::int32_t> places() const { return place_; }
    /// Per slot: the place of its spring, of padding the number of springs.
    [[nodiscard]] const std::int32_t* placesOfSlots() const { return spring_.data(); }
    [[nodiscard]] std::int32_t placeOfSlot(std::size_t slot) const { return spring_[slot]; }
    /// Where the row pass puts its results.
    [[nodiscard]] FrameTangent target();
    /// D of a row, 6 components kSliceRows apart.
    [[nodiscard]] const float* diagonalOf(int node) const;
    /// D^-1 f of a row.
    [[nodiscard]] Vec3 scaleByDiagonal(int node, const Vec3& f) const;
    [[nodiscard]] bool heldRow(int node) const { return diagonalOf(node)[0] == 0.0F; }
    /// Calls f(slot) for the half-edges of a row in order.
    template <typename F>
    void forSlots(int node, F&& f) const {
        const auto slice = static_cast<std::size_t>(node / kSliceRows);
        const auto lane = static_cast<std::size_t>(node % kSliceRows);
        const std::size_t end = static_cast<std::size_t>(start_[slice + 1]) * kSliceRows;
        for (std::size_t h = static_cast<std::size_t>(start_[slice]) * kSliceRows + lane; h < end; h += kSliceRows) {
            if (spring_[h] != padding_) {
                f(h);
            }
        }
    }
    /// Calls f(other, alpha, hx, hy, hz, s) for the half-edges of a row in order.
    template <typename F>
    void forRow(int node, F&& f) const {
        forSlots(node, [&](std::size_t slot) {
            const std::size_t h = laneOfSlot(slot);
            const float hz = highOf(hyHz_[h]);
            f(offset_[slot] / 4, lowOf(alphaHx_[h]), highOf(alphaHx_[h]), lowOf(hyHz_[h]), std::fabs(hz),
              std::signbit(hz) ? -1.0F : 1.0F);
        });
    }

    // Whole operations, on threads; the same bits on any number of them.

    /// y = A x; returns x . y.
    double multiply(const CompactKernels& kernels, int threads, const float* x, float* y);
    void residual(const CompactKernels& kernels, int threads, const float* b, const float* x, float* r);
    void relax(const CompactKernels& kernels, int threads, float w, const float* b, const float* x, float* out);
    double precondition(const CompactKernels& kernels, int threads, float w, const float* b, float* x);
    CompactSums advance(const CompactKernels& kernels, int threads, float s, float w, const float* p, const float* q,
                        float* x, float* r, float* z);
    void turn(const CompactKernels& kernels, int threads, float s, const float* z, float* p);
    double dot(const CompactKernels& kernels, int threads, const float* a, const float* b);

    [[nodiscard]] std::size_t bytes() const;
    /// Bytes that one product reads besides the vectors.
    [[nodiscard]] std::size_t passBytes() const;

  private:
    void number(std::size_t springs);
    void layRows(int slice, const std::vector<std::size_t>& rowStart, const std::vector<HalfEdge>& halfEdges,
                 std::span<const std::uint8_t> kinds);
    static void put(LineVector<float>& to, int node, const Sym3& m);

    int nodes_ = 0;
    int slices_ = 0;
    std::int32_t padding_ = 0; // what spring_ holds where there is no half-edge
    LineVector<std::uint32_t> start_, apart_;
    LineVector<std::int32_t> offset_;
    LineVector<std::int32_t> spring_; // its place; and kSlotsAhead more
    std::vector<std::int32_t> place_;
    LineVector<std::uint32_t> alphaHx_, hyHz_;
    LineVector<float> diagonal_, inverse_;
    std::vector<Link> links_;
    std::vector<CompactSums> chunkSums_;
};

} // namespace fascia::sim
