#pragma once
// Sparse Cholesky factor of a SpringSystem's tangent in 3x3 blocks, as a preconditioner for static solves in which
// block-Jacobi needs too many iterations (long chains, stiffness ratios of a million, large sheets).
//
// Up-looking factorisation on the node graph in an approximate minimum degree order; the structure is analysed once and
// kept. It factors the positive semidefinite tangent; a pivot that vanishes (a piece that floats, a mechanism) is
// replaced, so that there is always a factor, which conjugate gradients then correct.
// Refs: Davis, Direct Methods for Sparse Linear Systems (2006), ch. 4. One thread; the same bits everywhere.

#include <array>
#include <cstdint>
#include <vector>

#include "sim/solver/conjugate_gradient.h"

namespace fascia::sim {

class BlockCholesky : public Preconditioner {
  public:
    /// Orders the graph and counts the factor. Call once, before the rest.
    void analyse(const SpringSystem& system);
    [[nodiscard]] bool analysed() const { return analysed_; }
    /// Blocks in the factor below its diagonal; 72 bytes each.
    [[nodiscard]] double factorBlocks() const { return factorBlocks_; }
    /// Block multiplications (27 multiply-adds) of one factorisation.
    [[nodiscard]] double factorWork() const { return factorWork_; }

    /// Factors the tangent that the system assembled last (negative geometric stiffness must be cut). Returns how many
    /// pivots had to be replaced.
    int factorise(const SpringSystem& system);
    void apply(const std::vector<Vec3>& r, std::vector<Vec3>& z) override;

  private:
    using Block = std::array<double, 9>; // row-major

    bool analysed_ = false;
    double factorBlocks_ = 0.0;
    double factorWork_ = 0.0;
    std::vector<std::int32_t> nodeAt_;     // place in the order -> node
    std::vector<std::int32_t> placeOf_;    // node -> place
    std::vector<std::int32_t> parent_;     // elimination tree
    std::vector<std::size_t> columnStart_; // of each place, into rows_ and lower_
    std::vector<std::size_t> columnEnd_;   // filled so far
    std::vector<std::int32_t> rows_;
    std::vector<Block> lower_;
    std::vector<Block> inversePivot_; // inverse of the lower triangular factor of the diagonal block
    std::vector<std::uint8_t> held_;
    // scratch
    std::vector<Block> work_;
    std::vector<std::int32_t> mark_, stack_, path_;
    std::vector<Vec3> vector_;
};

} // namespace fascia::sim
