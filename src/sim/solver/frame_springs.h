#pragma once
// What the row pass of a frame reads, laid out for it: laws in 32 bytes, directions of guided springs, and positions as
// whole rows.

#include <array>
#include <cstdint>
#include <vector>

#include "sim/solver/compact_tangent.h"
#include "sim/solver/frame_kernels.h"

namespace fascia::sim {

class FrameSprings {
  public:
    using Ends = std::array<std::int32_t, 2>;

    void lay(std::size_t nodes, std::size_t springs);

    /// Takes the laws and guides for the passes that follow; `tangent` has the layout of the rows.
    void take(const EquilibriumProblem& problem, const std::vector<Ends>& springs, const CompactTangent& tangent,
              int threads);
    /// Takes positions, one a node.
    void place(const Vec3* position_m, int threads);
    [[nodiscard]] FrameRows rows(const CompactTangent& tangent) const;

    /// Calls f(spring) for each that stiffens without bound when squeezed, in `chunk` of chunks().
    template <typename F>
    void forSqueezing(int chunk, F&& f) const {
        for (const std::int32_t spring : squeezing_[static_cast<std::size_t>(chunk)]) {
            f(static_cast<std::size_t>(spring));
        }
    }
    [[nodiscard]] int chunks() const { return static_cast<int>(squeezing_.size()); }
    [[nodiscard]] std::size_t bytes() const;

  private:
    void layGuides(const EquilibriumProblem& problem, const std::vector<Ends>& springs, const CompactTangent& tangent);

    std::size_t nodes_ = 0;
    std::vector<FrameSpring> packed_; // and one without stiffness
    LineVector<double> position_m_;
    std::vector<std::vector<std::int32_t>> squeezing_;
    std::vector<std::int32_t> guided_; // per spring: 1 + which pair of `guides_`, or 0
    std::vector<std::uint8_t> guidedRow_;
    std::vector<std::int32_t> guideOf_;    // per slot
    LineVector<double> guides_;            // zero, then each guide towards its first and its second node
    std::vector<std::uint8_t> strayGuide_; // per chunk: a guide appeared or went
};

} // namespace fascia::sim
