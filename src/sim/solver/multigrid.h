#pragma once
// Algebraic multigrid by aggregation with rigid motions, as a preconditioner for the compact tangent: one symmetric cycle,
// V from the nodes to the first aggregates and W below: without smoothing the two finest levels part well but the coarse ones
// need to be solved to a few digits, and they are cheap (measured: as good after 10 iterations as a V-cycle after 16).
//
// Nodes are gathered into aggregates of strong neighbours (Vanek, Mandel and Brezina 1996). A displacement of the web is
// approximated by rigid motions of the aggregates, a translation and a rotation each: a web of springs resists neither, so
// with translations alone the iterations grow with the size of the net (three times as many at 7,000 nodes). From the nodes
// to the first aggregates the approximation is plain, which keeps coarse values cheap to make; between coarse levels it
// is smoothed once, with scalar weights common to all components. Coarse operators P^T A P have 6x6 blocks. Smoother: damped
// block-Jacobi before and after. The structure (aggregates, P, patterns) is made once for a topology and the stiffness at
// that time and kept while stiffness evolves; only values are refreshed (Tamstorf, Jones and McCormick 2015; MGPBD, Li et
// al. 2025).
//
// Couplings of contact are in the smoother, not on coarse levels. The same bits on any number of threads.
// Test: tests/physics/frame_solver_test.cpp.

#include <array>
#include <cstdint>
#include <vector>

#include "sim/solver/compact_tangent.h"

namespace fascia::sim {

class Multigrid {
  public:
    /// Makes the structure for the tangent as it is now, at these positions (one per node). Held rows have no place on
    /// coarse levels.
    void build(CompactTangent& fine, const Vec3* position_m, const CompactKernels& kernels, int threads);
    /// Coarse values for the tangent as it is now.
    void refresh(CompactTangent& fine, const Vec3* position_m, int threads);
    [[nodiscard]] bool built() const { return !levels_.empty(); }
    void forget() { levels_.clear(); }

    /// z = M^-1 b; vectors as for the compact kernels.
    void apply(CompactTangent& fine, const CompactKernels& kernels, int threads, const float* b, float* z);

    [[nodiscard]] std::size_t bytes() const;

  private:
    /// Rows of terms (column, and perhaps a value).
    struct Pattern {
        std::vector<std::uint32_t> start{0};
        std::vector<std::int32_t> column;
        [[nodiscard]] int rows() const { return static_cast<int>(start.size()) - 1; }
    };
    template <typename T>
    struct Sparse : Pattern {
        std::vector<T> value;
    };
    using Offset = std::array<float, 3>;
    /// From one level to another: weights, and where the row's node lies from the column's aggregate (prolong) or the
    /// column's node from the row's (restrict), over radius_m_.
    struct Transfer : Sparse<float> {
        std::vector<Offset> offset;
    };

    /// A vector of a level has 8 floats a node, translation (x, y, z, 0) and rotation (x, y, z, 0); a block of its matrix
    /// six such columns (kBlockFloats). Rotations count in motion at the distance `radius_m_`.
    struct Level {
        int nodes = 0;
        std::vector<Vec3> centre_m;
        // From the level above (none for the first): a row for each of its nodes, and the transpose.
        Transfer prolong, restrict;
        Pattern product; ///< Of A P, and values that are scratch.
        LineVector<float> productBlocks;
        Pattern matrix;
        LineVector<float> blocks, inverse; ///< Of the matrix, and of its diagonal.
        Pattern own;                       ///< Of a diagonal matrix.
        float relaxation = 1.0F;
        LineVector<float> x, y, b, r;
    };

    struct Graph;
    static Graph fineGraph(const CompactTangent& fine);
    static std::vector<std::int32_t> aggregate(const Graph& graph, const std::vector<std::int32_t>& order, int& count);
    Graph gather(const Graph& graph, Level& first);
    static Graph coarsen(const Graph& graph, const Pattern& matrix, Level& level);
    static void allot(Level& level);

    void placeCentres(const CompactTangent& fine, const Vec3* position_m, int threads);
    void firstValues(const CompactTangent& fine, int threads);
    void nextValues(const Level& above, Level& level, int threads) const;
    static void invertDiagonal(Level& level, int threads);
    void factoriseCoarsest();
    void solveCoarsest();
    void estimateRelaxation(CompactTangent& fine, const CompactKernels& kernels, int threads);

    [[nodiscard]] Offset offsetOf(const Vec3& position_m, const Vec3& centre_m) const;
    void restrictFine(int threads, const float* r);
    void prolongFine(int threads, float* x) const;
    static void restrictTo(Level& next, const Level& level, int threads);
    static void prolongFrom(const Level& next, Level& level, int threads);
    static void relax(Level& level, const CompactKernels& kernels, int threads, const LineVector<float>& r);
    static void findResidual(Level& level, const CompactKernels& kernels, int threads);
    void cycle(std::size_t index, bool fromZero, const CompactKernels& kernels, int threads);

    std::vector<Level> levels_;           // the first below the fine one and so on
    std::vector<std::int32_t> aggregate_; // of each node; -1: held
    std::vector<Offset> offset_;          // of each node from the centre of its aggregate, over radius_m_
    Pattern members_;                     // of each aggregate
    double radius_m_ = 1.0;
    float fineRelaxation_ = 0.66F;
    std::vector<double> dense_; // Cholesky factor of the coarsest matrix
    std::vector<double> denseX_;
    LineVector<float> before_, left_;
};

} // namespace fascia::sim
