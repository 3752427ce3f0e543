#include "sim/solver/block_cholesky.h"

#include <algorithm>
#include <cmath>

#include <Eigen/OrderingMethods>
#include <Eigen/SparseCore>

namespace fascia::sim {

namespace {

using Block = std::array<double, 9>;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// c -= a * b.
inline void subtractProduct(Block& c, const Block& a, const Block& b) {
    for (std::size_t r = 0; r < 9; r += 3) {
        const double a0 = a[r];
        const double a1 = a[r + 1];
        const double a2 = a[r + 2];
        c[r] -= (a0 * b[0] + a1 * b[3]) + a2 * b[6];
        c[r + 1] -= (a0 * b[1] + a1 * b[4]) + a2 * b[7];
        c[r + 2] -= (a0 * b[2] + a1 * b[5]) + a2 * b[8];
    }
}

/// Inverse of the lower triangular Cholesky factor of the symmetric block d. A pivot at or below `least` is replaced by
/// `instead`; returns how many were.
int invertPivot(const Block& d, double least, double instead, Block& inverse) {
    int replaced = 0;
    const auto root = [&](double pivot) {
        if (!(pivot > least)) {
            ++replaced;
            pivot = instead;
        }
        return std::sqrt(pivot);
    };
    const double l00 = root(d[0]);
    const double l10 = d[3] / l00;
    const double l20 = d[6] / l00;
    const double l11 = root(d[4] - l10 * l10);
    const double l21 = (d[7] - l20 * l10) / l11;
    const double l22 = root(d[8] - (l20 * l20 + l21 * l21));
    const double i00 = 1.0 / l00;
    const double i11 = 1.0 / l11;
    const double i22 = 1.0 / l22;
    const double i10 = -l10 * i00 * i11;
    const double i21 = -l21 * i11 * i22;
    const double i20 = -(l20 * i00 + l21 * i10) * i22;
    inverse = {i00, 0.0, 0.0, i10, i11, 0.0, i20, i21, i22};
    return replaced;
}

} // namespace

void BlockCholesky::analyse(const SpringSystem& system) {
    const int n = system.nodeCount();
    Eigen::SparseMatrix<double> pattern(n, n);
    std::vector<Eigen::Triplet<double>> entries;
    for (int i = 0; i < n; ++i) {
        entries.emplace_back(i, i, 1.0);
        for (const auto& edge : system.halfEdges(i)) {
            entries.emplace_back(i, edge.other, 1.0);
        }
    }
    pattern.setFromTriplets(entries.begin(), entries.end());
    Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, int> order;
    Eigen::AMDOrdering<int> amd;
    amd(pattern.selfadjointView<Eigen::Upper>(), order);
    nodeAt_.resize(at(n));
    placeOf_.resize(at(n));
    for (int place = 0; place < n; ++place) {
        nodeAt_[at(place)] = order.indices()[place];
        placeOf_[at(order.indices()[place])] = place;
    }

    // Elimination tree with path compression, then the length of each column by walking the row subtrees.
    parent_.assign(at(n), -1);
    std::vector<std::int32_t> ancestor(at(n), -1);
    for (int k = 0; k < n; ++k) {
        for (const auto& edge : system.halfEdges(nodeAt_[at(k)])) {
            for (std::int32_t i = placeOf_[at(edge.other)]; i != -1 && i < k;) {
                const std::int32_t next = ancestor[at(i)];
                ancestor[at(i)] = k;
                if (next == -1) {
                    parent_[at(i)] = k;
                }
                i = next;
            }
        }
    }
    mark_.assign(at(n), -1);
    std::vector<std::size_t> count(at(n), 0);
    for (int k = 0; k < n; ++k) {
        mark_[at(k)] = k;
        for (const auto& edge : system.halfEdges(nodeAt_[at(k)])) {
            for (std::int32_t i = placeOf_[at(edge.other)]; i < k && mark_[at(i)] != k; i = parent_[at(i)]) {
                mark_[at(i)] = k;
                ++count[at(i)];
            }
        }
    }
    columnStart_.assign(at(n) + 1, 0);
    factorWork_ = 0.0;
    for (std::size_t i = 0; i < at(n); ++i) {
        columnStart_[i + 1] = columnStart_[i] + count[i];
        const auto length = static_cast<double>(count[i]);
        factorWork_ += 0.5 * length * (length + 1.0);
    }
    factorBlocks_ = static_cast<double>(columnStart_.back());
    analysed_ = true;
}

int BlockCholesky::factorise(const SpringSystem& system) {
    const std::size_t n = nodeAt_.size();
    const auto& tangents = system.tangents();
    const auto& diagonal = system.diagonal();
    rows_.resize(columnStart_.back());
    lower_.resize(columnStart_.back());
    inversePivot_.resize(n);
    work_.assign(n, Block{});
    stack_.resize(n);
    path_.resize(n);
    columnEnd_.assign(columnStart_.begin(), columnStart_.end() - 1);
    held_ = system.heldMask();
    std::fill(mark_.begin(), mark_.end(), -1);

    int replaced = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const std::int32_t node = nodeAt_[k];
        const auto place = static_cast<std::int32_t>(k);
        if (held_[at(node)] != 0) {
            inversePivot_[k] = {};
            continue;
        }
        // Row k of the matrix into work_, and its pattern in the factor, in topological order at the top of stack_.
        std::size_t top = n;
        mark_[k] = place;
        for (const auto& edge : system.halfEdges(node)) {
            std::int32_t i = placeOf_[at(edge.other)];
            if (i >= place || held_[at(edge.other)] != 0) {
                continue;
            }
            const auto& t = tangents[at(edge.spring >= 0 ? edge.spring : ~edge.spring)];
            Block& block = work_[at(i)];
            for (int r = 0; r < 3; ++r) {
                for (int c = 0; c < 3; ++c) {
                    block[static_cast<std::size_t>(3 * r + c)] -= t.beta * t.n[r] * t.n[c] + (r == c ? t.alpha : 0.0);
                }
            }
            std::size_t length = 0;
            for (; i != -1 && i < place && mark_[at(i)] != place; i = parent_[at(i)]) {
                path_[length++] = i;
                mark_[at(i)] = place;
            }
            while (length > 0) {
                stack_[--top] = path_[--length];
            }
        }
        const Sym3& own = diagonal[at(node)];
        Block pivot{own.xx, own.xy, own.xz, own.xy, own.yy, own.yz, own.xz, own.yz, own.zz};
        const double mean = own.trace() / 3.0;
        for (; top < n; ++top) {
            const std::int32_t i = stack_[top];
            const Block& inverse = inversePivot_[at(i)];
            Block& y = work_[at(i)];
            Block z;
            for (std::size_t c = 0; c < 3; ++c) {
                z[c] = inverse[0] * y[c];
                z[3 + c] = inverse[3] * y[c] + inverse[4] * y[3 + c];
                z[6 + c] = (inverse[6] * y[c] + inverse[7] * y[3 + c]) + inverse[8] * y[6 + c];
            }
            y = Block{};
            const std::size_t end = columnEnd_[at(i)];
            for (std::size_t entry = columnStart_[at(i)]; entry < end; ++entry) {
                subtractProduct(work_[at(rows_[entry])], lower_[entry], z);
            }
            for (std::size_t r = 0; r < 3; ++r) {
                for (std::size_t c = 0; c < 3; ++c) {
                    pivot[3 * r + c] -= (z[r] * z[c] + z[3 + r] * z[3 + c]) + z[6 + r] * z[6 + c];
                }
            }
            rows_[end] = place;
            lower_[end] = {z[0], z[3], z[6], z[1], z[4], z[7], z[2], z[5], z[8]};
            ++columnEnd_[at(i)];
        }
        const double instead = mean > 0.0 ? mean : 1.0;
        replaced += invertPivot(pivot, 1e-13 * mean, instead, inversePivot_[k]);
    }
    return replaced;
}

void BlockCholesky::apply(const std::vector<Vec3>& r, std::vector<Vec3>& z) {
    const std::size_t n = nodeAt_.size();
    vector_.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
        vector_[k] = r[at(nodeAt_[k])];
    }
    for (std::size_t k = 0; k < n; ++k) {
        const Block& m = inversePivot_[k];
        const Vec3 b = vector_[k];
        const Vec3 x{m[0] * b[0], m[3] * b[0] + m[4] * b[1], (m[6] * b[0] + m[7] * b[1]) + m[8] * b[2]};
        vector_[k] = x;
        for (std::size_t entry = columnStart_[k]; entry < columnEnd_[k]; ++entry) {
            const Block& l = lower_[entry];
            Vec3& y = vector_[at(rows_[entry])];
            y[0] -= (l[0] * x[0] + l[1] * x[1]) + l[2] * x[2];
            y[1] -= (l[3] * x[0] + l[4] * x[1]) + l[5] * x[2];
            y[2] -= (l[6] * x[0] + l[7] * x[1]) + l[8] * x[2];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        Vec3 b = vector_[k];
        for (std::size_t entry = columnStart_[k]; entry < columnEnd_[k]; ++entry) {
            const Block& l = lower_[entry];
            const Vec3& x = vector_[at(rows_[entry])];
            b[0] -= (l[0] * x[0] + l[3] * x[1]) + l[6] * x[2];
            b[1] -= (l[1] * x[0] + l[4] * x[1]) + l[7] * x[2];
            b[2] -= (l[2] * x[0] + l[5] * x[1]) + l[8] * x[2];
        }
        const Block& m = inversePivot_[k];
        vector_[k] = {(m[0] * b[0] + m[3] * b[1]) + m[6] * b[2], m[4] * b[1] + m[7] * b[2], m[8] * b[2]};
    }
    for (std::size_t k = 0; k < n; ++k) {
        z[at(nodeAt_[k])] = vector_[k];
    }
}

} // namespace fascia::sim
