#pragma once
// What the row pass of a frame reads besides the tangent's layout: laws, directions of guided springs, and positions as
// whole rows.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/solver/compact_tangent.h"
#include "sim/solver/frame_kernels.h"

namespace fascia::sim {

class FrameSprings {
  public:
    /// For a graph whose rows `tangent` has laid out.
    void lay(const SpringGraph& graph, const CompactTangent& tangent);

    /// Takes the laws for the passes that follow; packedLaws must stay alive. `places`: CompactTangent::places().
    void take(const EquilibriumProblem& problem, std::span<const std::int32_t> places, int threads);
    /// Takes positions, one a node.
    void place(const Vec3* position_m, int threads);
    [[nodiscard]] FrameRows rows(const CompactTangent& tangent) const;
    /// One per spring, by its place, as taken last.
    [[nodiscard]] std::span<const PackedLaw> laws() const { return laws_; }
    [[nodiscard]] std::size_t bytes() const;

  private:
    std::size_t nodes_ = 0;
    std::span<const PackedLaw> laws_;
    std::vector<PackedLaw> packed_; // of a problem that has none
    LineVector<double> position_m_;
    std::vector<std::uint8_t> guidedRow_; // per 16 slots, and
    std::vector<std::int32_t> guideOf_;   // per slot: see FrameRows
    LineVector<double> guides_;           // zero, then each guide, from its second to its first node
};

} // namespace fascia::sim
