#pragma once
// Algebraic multigrid by smoothed aggregation, as a preconditioner for the compact tangent: one symmetric V-cycle.
//
// Nodes are gathered into aggregates of strong neighbours (Vanek, Mandel and Brezina 1996); a displacement of the web is
// approximated by one of the aggregates, smoothed once, with scalar weights common to the three components. The coarse
// operators P^T A P have 3x3 blocks that are symmetric. Smoother: damped block-Jacobi before and after. The structure
// (aggregates, P, patterns) is made once for a topology and the stiffness at that time and kept while stiffness evolves;
// only values are refreshed (Tamstorf, Jones and McCormick 2015; MGPBD, Li et al. 2025).
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
    /// Makes the structure for the tangent as it is now. Held rows have no place on coarse levels.
    void build(CompactTangent& fine, const CompactKernels& kernels, int threads);
    /// Coarse values for the tangent as it is now.
    void refresh(CompactTangent& fine, const CompactKernels& kernels, int threads);
    [[nodiscard]] bool built() const { return !levels_.empty(); }
    void forget() { levels_.clear(); }

    /// z = M^-1 b; vectors as for the compact kernels.
    void apply(CompactTangent& fine, const CompactKernels& kernels, int threads, const float* b, float* z);

    [[nodiscard]] std::size_t bytes() const;

  private:
    using Block = std::array<float, 6>; // symmetric: xx xy xz yy yz zz

    /// Rows of terms (column, value).
    template <typename T>
    struct Sparse {
        std::vector<std::uint32_t> start{0};
        std::vector<std::int32_t> column;
        std::vector<T> value;
    };

    struct Level {
        int nodes = 0;
        Sparse<float> prolong;  // from the level above: a row for each of its nodes
        Sparse<float> restrict; // the transpose
        Sparse<Block> product;  // scratch: A P, pattern kept
        Sparse<Block> matrix;
        LineVector<float> packed;       // `matrix` for the kernel
        LineVector<float> inverse;      // of its diagonal, 12 floats a block
        std::vector<std::uint32_t> one; // row starts of a diagonal matrix
        std::vector<std::int32_t> own;  // its columns
        float relaxation = 1.0F;
        LineVector<float> x, y, b, r;
    };

    struct Graph;
    static Graph fineGraph(const CompactTangent& fine);
    static Graph coarsen(const Graph& graph, Level& level);
    template <typename ForRow>
    static void galerkin(int rows, int threads, Level& level, ForRow&& forRow);
    static void packLevel(Level& level);
    void factoriseCoarsest();
    void cycle(std::size_t index, const CompactKernels& kernels, int threads);
    void estimateRelaxation(CompactTangent& fine, const CompactKernels& kernels, int threads);

    std::vector<Level> levels_; // the first below the fine one and so on
    float fineRelaxation_ = 0.66F;
    std::vector<double> dense_; // Cholesky factor of the coarsest matrix
    std::vector<double> denseX_;
    LineVector<float> before_, left_;
};

} // namespace fascia::sim
