#include "sim/solver/multigrid.h"

#include <algorithm>
#include <cmath>

#include "sim/core/parallel.h"

namespace fascia::sim {

namespace {

/// Nodes of a level that is solved directly.
constexpr int kCoarsestNodes = 60;
constexpr int kMostLevels = 8;
/// A neighbour is strong with at least this share of the strongest.
constexpr double kStrong = 0.08;
constexpr int kRowChunk = 256;
/// Damped Jacobi reduces errors in [1/6, 1] of the spectrum most evenly with 2 / (1 + 1/6) over its upper end.
constexpr double kDamping = 12.0 / 7.0;
constexpr int kPowerIterations = 12;

template <typename F>
void forRows(int threads, int rows, F&& f) {
    parallelForChunks(threads, (rows + kRowChunk - 1) / kRowChunk,
                      [&](int chunk) { f(chunk * kRowChunk, std::min(rows, (chunk + 1) * kRowChunk)); });
}

/// A fixed sequence without structure, in [-1, 1].
float startValue(std::size_t i) {
    return static_cast<float>(static_cast<double>((i * 2654435761U) % 2003U) / 1001.0 - 1.0);
}

void invert(const std::array<float, 6>& m, float* columns) {
    bool weak = false;
    const Sym3 inverse = inverseOf({m[0], m[1], m[2], m[3], m[4], m[5]}, weak);
    const double value[12] = {inverse.xx, inverse.xy, inverse.xz, 0.0,        inverse.xy, inverse.yy,
                              inverse.yz, 0.0,        inverse.xz, inverse.yz, inverse.zz, 0.0};
    for (std::size_t c = 0; c < 12; ++c) {
        columns[c] = static_cast<float>(value[c]);
    }
}

} // namespace

/// Scalar stand-in of a matrix: how strongly nodes hold each other.
struct Multigrid::Graph {
    int nodes = 0;
    std::vector<double> diagonal; // 0: held, or joined to nothing
    Sparse<double> weight;        // positive: minus the off-diagonal
};

Multigrid::Graph Multigrid::fineGraph(const CompactTangent& fine) {
    Graph graph;
    graph.nodes = fine.nodes();
    graph.diagonal.assign(static_cast<std::size_t>(graph.nodes), 0.0);
    for (int i = 0; i < graph.nodes; ++i) {
        if (!fine.heldRow(i)) {
            double sum = 0.0;
            fine.forRow(i, [&](std::int32_t other, float alpha, float hx, float hy, float hz, float s) {
                const double w =
                    3.0 * static_cast<double>(alpha) + static_cast<double>(s * ((hx * hx + hy * hy) + hz * hz));
                if (w > 0.0) {
                    sum += w;
                    if (!fine.heldRow(other)) {
                        graph.weight.column.push_back(other);
                        graph.weight.value.push_back(w);
                    }
                }
            });
            graph.diagonal[static_cast<std::size_t>(i)] = sum;
        }
        graph.weight.start.push_back(static_cast<std::uint32_t>(graph.weight.column.size()));
    }
    return graph;
}

/// Fills the structure of the next level and returns its graph.
Multigrid::Graph Multigrid::coarsen(const Graph& graph, Level& level) {
    const auto n = static_cast<std::size_t>(graph.nodes);
    const Sparse<double>& w = graph.weight;
    std::vector<double> strongest(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            strongest[i] = std::max(strongest[i], w.value[k]);
        }
    }
    const auto strong = [&](std::size_t i, std::uint32_t k) {
        return w.value[k] >= kStrong * std::min(strongest[i], strongest[static_cast<std::size_t>(w.column[k])]);
    };
    std::vector<std::int32_t> aggregate(n, -1);
    std::int32_t count = 0;
    // A node none of whose strong neighbours is taken founds an aggregate with them.
    for (std::size_t i = 0; i < n; ++i) {
        if (aggregate[i] >= 0 || graph.diagonal[i] <= 0.0) {
            continue;
        }
        bool open = true;
        bool any = false;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1] && open; ++k) {
            if (strong(i, k)) {
                any = true;
                open = aggregate[static_cast<std::size_t>(w.column[k])] < 0;
            }
        }
        if (!open || !any) {
            continue;
        }
        aggregate[i] = count;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            if (strong(i, k)) {
                aggregate[static_cast<std::size_t>(w.column[k])] = count;
            }
        }
        ++count;
    }
    // The rest joins the aggregate that it holds on to most, or stands alone.
    const std::vector<std::int32_t> founded = aggregate;
    for (std::size_t i = 0; i < n; ++i) {
        if (aggregate[i] >= 0 || graph.diagonal[i] <= 0.0) {
            continue;
        }
        double best = 0.0;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            const std::int32_t other = founded[static_cast<std::size_t>(w.column[k])];
            if (other >= 0 && w.value[k] > best) {
                best = w.value[k];
                aggregate[i] = other;
            }
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (aggregate[i] >= 0 || graph.diagonal[i] <= 0.0) {
            continue;
        }
        aggregate[i] = count;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            const auto other = static_cast<std::size_t>(w.column[k]);
            if (aggregate[other] < 0 && graph.diagonal[other] > 0.0) {
                aggregate[other] = count;
            }
        }
        ++count;
    }
    level.nodes = count;

    // P = (I - 2/3 D^-1 A) T; the spectrum of D^-1 A ends at 2 at most.
    std::vector<double> sum(static_cast<std::size_t>(count), 0.0);
    std::vector<std::int32_t> touched;
    for (std::size_t i = 0; i < n; ++i) {
        if (graph.diagonal[i] > 0.0) {
            const double factor = 2.0 / 3.0 / graph.diagonal[i];
            touched.assign(1, aggregate[i]);
            sum[static_cast<std::size_t>(aggregate[i])] = 1.0 / 3.0;
            for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
                const std::int32_t other = aggregate[static_cast<std::size_t>(w.column[k])];
                double& to = sum[static_cast<std::size_t>(other)];
                if (std::find(touched.begin(), touched.end(), other) == touched.end()) {
                    touched.push_back(other);
                    to = 0.0;
                }
                to += factor * w.value[k];
            }
            std::sort(touched.begin(), touched.end());
            for (const std::int32_t column : touched) {
                level.prolong.column.push_back(column);
                level.prolong.value.push_back(static_cast<float>(sum[static_cast<std::size_t>(column)]));
            }
        }
        level.prolong.start.push_back(static_cast<std::uint32_t>(level.prolong.column.size()));
    }
    // Its transpose.
    const auto coarse = static_cast<std::size_t>(count);
    level.restrict.start.assign(coarse + 1, 0);
    for (const std::int32_t column : level.prolong.column) {
        ++level.restrict.start[static_cast<std::size_t>(column) + 1];
    }
    for (std::size_t c = 0; c < coarse; ++c) {
        level.restrict.start[c + 1] += level.restrict.start[c];
    }
    std::vector<std::uint32_t> cursor(level.restrict.start.begin(), level.restrict.start.end() - 1);
    level.restrict.column.resize(level.prolong.column.size());
    level.restrict.value.resize(level.prolong.column.size());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t k = level.prolong.start[i]; k < level.prolong.start[i + 1]; ++k) {
            const std::uint32_t to = cursor[static_cast<std::size_t>(level.prolong.column[k])]++;
            level.restrict.column[to] = static_cast<std::int32_t>(i);
            level.restrict.value[to] = level.prolong.value[k];
        }
    }

    // Patterns of A P and P^T A P, and the scalar coarse matrix.
    Sparse<double> product;
    sum.assign(coarse, 0.0);
    std::vector<std::int32_t> mark(coarse, -1);
    for (std::size_t i = 0; i < n; ++i) {
        touched.clear();
        const auto add = [&](std::size_t j, double value) {
            for (std::uint32_t k = level.prolong.start[j]; k < level.prolong.start[j + 1]; ++k) {
                const std::int32_t column = level.prolong.column[k];
                const auto c = static_cast<std::size_t>(column);
                if (mark[c] != static_cast<std::int32_t>(i)) {
                    mark[c] = static_cast<std::int32_t>(i);
                    touched.push_back(column);
                    sum[c] = 0.0;
                }
                sum[c] += value * static_cast<double>(level.prolong.value[k]);
            }
        };
        if (graph.diagonal[i] > 0.0) {
            add(i, graph.diagonal[i]);
            for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
                add(static_cast<std::size_t>(w.column[k]), -w.value[k]);
            }
        }
        std::sort(touched.begin(), touched.end());
        for (const std::int32_t column : touched) {
            product.column.push_back(column);
            product.value.push_back(sum[static_cast<std::size_t>(column)]);
        }
        product.start.push_back(static_cast<std::uint32_t>(product.column.size()));
    }
    Graph next;
    next.nodes = count;
    next.diagonal.assign(coarse, 0.0);
    std::fill(mark.begin(), mark.end(), -1);
    for (std::size_t row = 0; row < coarse; ++row) {
        touched.clear();
        for (std::uint32_t t = level.restrict.start[row]; t < level.restrict.start[row + 1]; ++t) {
            const auto i = static_cast<std::size_t>(level.restrict.column[t]);
            for (std::uint32_t k = product.start[i]; k < product.start[i + 1]; ++k) {
                const auto c = static_cast<std::size_t>(product.column[k]);
                if (mark[c] != static_cast<std::int32_t>(row)) {
                    mark[c] = static_cast<std::int32_t>(row);
                    touched.push_back(product.column[k]);
                    sum[c] = 0.0;
                }
                sum[c] += static_cast<double>(level.restrict.value[t]) * product.value[k];
            }
        }
        std::sort(touched.begin(), touched.end());
        for (const std::int32_t column : touched) {
            const double value = sum[static_cast<std::size_t>(column)];
            level.matrix.column.push_back(column);
            if (column == static_cast<std::int32_t>(row)) {
                next.diagonal[row] = value;
            } else if (value < 0.0) {
                next.weight.column.push_back(column);
                next.weight.value.push_back(-value);
            }
        }
        level.matrix.start.push_back(static_cast<std::uint32_t>(level.matrix.column.size()));
        next.weight.start.push_back(static_cast<std::uint32_t>(next.weight.column.size()));
    }
    level.product.start = std::move(product.start);
    level.product.column = std::move(product.column);
    level.product.value.resize(level.product.column.size());
    level.matrix.value.resize(level.matrix.column.size());
    level.packed.resize(12 * level.matrix.column.size());
    level.inverse.resize(12 * coarse);
    level.one.resize(coarse + 1);
    level.own.resize(coarse);
    for (std::size_t i = 0; i <= coarse; ++i) {
        level.one[i] = static_cast<std::uint32_t>(i);
        if (i < coarse) {
            level.own[i] = static_cast<std::int32_t>(i);
        }
    }
    level.x.assign(4 * coarse, 0.0F);
    level.y = level.b = level.r = level.x;
    return next;
}

/// Values of A P and of P^T A P; forRow(i, add) calls add(j, block) for the blocks of row i of A.
template <typename ForRow>
void Multigrid::galerkin(int rows, int threads, Level& level, ForRow&& forRow) {
    const auto accumulate = [](Block& to, float weight, const Block& block) {
        for (std::size_t c = 0; c < 6; ++c) {
            to[c] += weight * block[c];
        }
    };
    forRows(threads, rows, [&](int begin, int end) {
        std::vector<std::uint32_t> place(static_cast<std::size_t>(level.nodes), 0);
        for (int row = begin; row < end; ++row) {
            const auto i = static_cast<std::size_t>(row);
            for (std::uint32_t k = level.product.start[i]; k < level.product.start[i + 1]; ++k) {
                place[static_cast<std::size_t>(level.product.column[k])] = k;
                level.product.value[k] = {};
            }
            forRow(row, [&](std::int32_t other, const Block& block) {
                const auto j = static_cast<std::size_t>(other);
                for (std::uint32_t m = level.prolong.start[j]; m < level.prolong.start[j + 1]; ++m) {
                    accumulate(level.product.value[place[static_cast<std::size_t>(level.prolong.column[m])]],
                               level.prolong.value[m], block);
                }
            });
        }
    });
    forRows(threads, level.nodes, [&](int begin, int end) {
        std::vector<std::uint32_t> place(static_cast<std::size_t>(level.nodes), 0);
        for (int row = begin; row < end; ++row) {
            const auto i = static_cast<std::size_t>(row);
            for (std::uint32_t k = level.matrix.start[i]; k < level.matrix.start[i + 1]; ++k) {
                place[static_cast<std::size_t>(level.matrix.column[k])] = k;
                level.matrix.value[k] = {};
            }
            for (std::uint32_t t = level.restrict.start[i]; t < level.restrict.start[i + 1]; ++t) {
                const auto j = static_cast<std::size_t>(level.restrict.column[t]);
                for (std::uint32_t k = level.product.start[j]; k < level.product.start[j + 1]; ++k) {
                    accumulate(level.matrix.value[place[static_cast<std::size_t>(level.product.column[k])]],
                               level.restrict.value[t], level.product.value[k]);
                }
            }
        }
    });
    packLevel(level);
}

void Multigrid::packLevel(Level& level) {
    for (int row = 0; row < level.nodes; ++row) {
        const auto i = static_cast<std::size_t>(row);
        for (std::uint32_t k = level.matrix.start[i]; k < level.matrix.start[i + 1]; ++k) {
            const Block& m = level.matrix.value[k];
            const float columns[12] = {m[0], m[1], m[2], 0.0F, m[1], m[3], m[4], 0.0F, m[2], m[4], m[5], 0.0F};
            std::copy(columns, columns + 12, level.packed.begin() + 12 * static_cast<std::ptrdiff_t>(k));
            if (level.matrix.column[k] == row) {
                invert(m, level.inverse.data() + 12 * i);
            }
        }
    }
}

void Multigrid::build(CompactTangent& fine, const CompactKernels& kernels, int threads) {
    levels_.clear();
    Graph graph = fineGraph(fine);
    while (static_cast<int>(levels_.size()) < kMostLevels) {
        Level level;
        Graph next = coarsen(graph, level);
        const bool small = next.nodes <= kCoarsestNodes;
        const bool stuck = next.nodes > graph.nodes * 7 / 10 && !levels_.empty();
        if (stuck && next.nodes > 8 * kCoarsestNodes) {
            break;
        }
        levels_.push_back(std::move(level));
        graph = std::move(next);
        if (small) {
            break;
        }
    }
    before_.assign(fine.vectorFloats(), 0.0F);
    left_ = before_;
    refresh(fine, kernels, threads);
    estimateRelaxation(fine, kernels, threads);
}

void Multigrid::refresh(CompactTangent& fine, const CompactKernels& /*kernels*/, int threads) {
    for (std::size_t l = 0; l < levels_.size(); ++l) {
        if (l == 0) {
            galerkin(fine.nodes(), threads, levels_[0], [&](int row, const auto& add) {
                if (fine.heldRow(row)) {
                    return;
                }
                const float* d = fine.diagonalOf(row);
                add(row, Block{d[0], d[kSliceRows], d[2 * kSliceRows], d[3 * kSliceRows], d[4 * kSliceRows],
                               d[5 * kSliceRows]});
                fine.forRow(row, [&](std::int32_t other, float alpha, float hx, float hy, float hz, float s) {
                    add(other, Block{-(alpha + s * hx * hx), -s * hx * hy, -s * hx * hz, -(alpha + s * hy * hy),
                                     -s * hy * hz, -(alpha + s * hz * hz)});
                });
            });
        } else {
            const Sparse<Block>& above = levels_[l - 1].matrix;
            galerkin(levels_[l - 1].nodes, threads, levels_[l], [&](int row, const auto& add) {
                const auto i = static_cast<std::size_t>(row);
                for (std::uint32_t k = above.start[i]; k < above.start[i + 1]; ++k) {
                    add(above.column[k], above.value[k]);
                }
            });
        }
    }
    factoriseCoarsest();
}

/// Dense Cholesky of the coarsest matrix, with a shift where a piece floats.
void Multigrid::factoriseCoarsest() {
    const Level& level = levels_.back();
    const std::size_t n = 3 * static_cast<std::size_t>(level.nodes);
    if (level.nodes > 8 * kCoarsestNodes) {
        dense_.clear(); // relaxed instead
        return;
    }
    dense_.assign(n * n, 0.0);
    denseX_.assign(n, 0.0);
    double largest = 0.0;
    for (int row = 0; row < level.nodes; ++row) {
        const auto i = static_cast<std::size_t>(row);
        for (std::uint32_t k = level.matrix.start[i]; k < level.matrix.start[i + 1]; ++k) {
            const Block& m = level.matrix.value[k];
            const float full[9] = {m[0], m[1], m[2], m[1], m[3], m[4], m[2], m[4], m[5]};
            const auto j = static_cast<std::size_t>(level.matrix.column[k]);
            for (std::size_t a = 0; a < 3; ++a) {
                for (std::size_t b = 0; b < 3; ++b) {
                    dense_[(3 * i + a) * n + 3 * j + b] = static_cast<double>(full[3 * a + b]);
                }
            }
        }
        largest = std::max(largest, dense_[3 * i * n + 3 * i]);
    }
    for (std::size_t j = 0; j < n; ++j) {
        double* rowJ = dense_.data() + j * n;
        double pivot = rowJ[j] * (1.0 + 1e-6);
        for (std::size_t k = 0; k < j; ++k) {
            pivot -= rowJ[k] * rowJ[k];
        }
        if (!(pivot > 1e-7 * std::fabs(rowJ[j]))) {
            pivot = std::max(std::fabs(rowJ[j]), 1e-9 * largest);
            pivot = pivot > 0.0 ? pivot : 1.0;
        }
        rowJ[j] = std::sqrt(pivot);
        for (std::size_t i = j + 1; i < n; ++i) {
            double* rowI = dense_.data() + i * n;
            double sum = rowI[j];
            for (std::size_t k = 0; k < j; ++k) {
                sum -= rowI[k] * rowJ[k];
            }
            rowI[j] = sum / rowJ[j];
        }
    }
}

/// Solves on level `index` for its b, into its x.
void Multigrid::cycle(std::size_t index, const CompactKernels& kernels, int threads) {
    Level& level = levels_[index];
    const int rows = level.nodes;
    const auto relaxInto = [&](const LineVector<float>& r) {
        // y = D^-1 r, x += w y
        forRows(threads, rows, [&](int begin, int end) {
            kernels.blockMultiply(level.one.data(), level.own.data(), level.inverse.data(), begin, end, r.data(),
                                  level.y.data());
            for (std::size_t i = 4 * static_cast<std::size_t>(begin); i < 4 * static_cast<std::size_t>(end); ++i) {
                level.x[i] += level.relaxation * level.y[i];
            }
        });
    };
    const auto findResidual = [&] {
        forRows(threads, rows, [&](int begin, int end) {
            kernels.blockMultiply(level.matrix.start.data(), level.matrix.column.data(), level.packed.data(), begin,
                                  end, level.x.data(), level.r.data());
            for (std::size_t i = 4 * static_cast<std::size_t>(begin); i < 4 * static_cast<std::size_t>(end); ++i) {
                level.r[i] = level.b[i] - level.r[i];
            }
        });
    };
    const bool last = index + 1 == levels_.size();
    if (last && !dense_.empty()) {
        const std::size_t n = denseX_.size();
        for (std::size_t i = 0; i < n; ++i) {
            double sum = static_cast<double>(level.b[4 * (i / 3) + i % 3]);
            for (std::size_t k = 0; k < i; ++k) {
                sum -= dense_[i * n + k] * denseX_[k];
            }
            denseX_[i] = sum / dense_[i * n + i];
        }
        for (std::size_t i = n; i-- > 0;) {
            denseX_[i] /= dense_[i * n + i];
            for (std::size_t k = 0; k < i; ++k) {
                denseX_[k] -= dense_[i * n + k] * denseX_[i];
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            level.x[4 * (i / 3) + i % 3] = static_cast<float>(denseX_[i]);
        }
        return;
    }
    std::fill(level.x.begin(), level.x.end(), 0.0F);
    relaxInto(level.b);
    if (!last) {
        findResidual();
        Level& next = levels_[index + 1];
        kernels.gather(next.restrict.start.data(), next.restrict.column.data(), next.restrict.value.data(), 0,
                       next.nodes, false, level.r.data(), next.b.data());
        cycle(index + 1, kernels, threads);
        kernels.gather(next.prolong.start.data(), next.prolong.column.data(), next.prolong.value.data(), 0, rows, true,
                       next.x.data(), level.x.data());
    }
    findResidual();
    relaxInto(level.r);
}

void Multigrid::apply(CompactTangent& fine, const CompactKernels& kernels, int threads, const float* b, float* z) {
    fine.precondition(kernels, threads, fineRelaxation_, b, before_.data());
    fine.residual(kernels, threads, b, before_.data(), left_.data());
    Level& next = levels_.front();
    forRows(threads, next.nodes, [&](int begin, int end) {
        kernels.gather(next.restrict.start.data(), next.restrict.column.data(), next.restrict.value.data(), begin, end,
                       false, left_.data(), next.b.data());
    });
    cycle(0, kernels, threads);
    forRows(threads, fine.nodes(), [&](int begin, int end) {
        kernels.gather(next.prolong.start.data(), next.prolong.column.data(), next.prolong.value.data(), begin, end,
                       true, next.x.data(), before_.data());
    });
    fine.relax(kernels, threads, fineRelaxation_, b, before_.data(), z);
}

/// Upper end of the spectrum of D^-1 A on each level by power iteration, for the smoother. It is 2 at most on the fine
/// one, since each spring's matrix is at most twice its diagonal.
void Multigrid::estimateRelaxation(CompactTangent& fine, const CompactKernels& kernels, int threads) {
    for (std::size_t i = 0; i < before_.size(); ++i) {
        before_[i] = i % 4 == 3 ? 0.0F : startValue(i);
    }
    LineVector<float> product(before_.size(), 0.0F);
    double upper = 0.0;
    fine.precondition(kernels, threads, 1.0F, before_.data(), left_.data()); // zero at held nodes
    for (int k = 0; k < kPowerIterations; ++k) {
        const double norm = std::sqrt(fine.dot(kernels, threads, left_.data(), left_.data()));
        if (!(norm > 0.0)) {
            break;
        }
        for (float& value : left_) {
            value = static_cast<float>(static_cast<double>(value) / norm);
        }
        fine.multiply(kernels, threads, left_.data(), product.data());
        fine.precondition(kernels, threads, 1.0F, product.data(), left_.data());
        upper = std::sqrt(fine.dot(kernels, threads, left_.data(), left_.data()));
    }
    fineRelaxation_ = static_cast<float>(kDamping / std::clamp(1.05 * upper, 1.0, 2.0));
    for (Level& level : levels_) {
        for (std::size_t i = 0; i < level.x.size(); ++i) {
            level.x[i] = i % 4 == 3 ? 0.0F : startValue(i);
        }
        upper = 1.0;
        for (int k = 0; k < kPowerIterations; ++k) {
            kernels.blockMultiply(level.matrix.start.data(), level.matrix.column.data(), level.packed.data(), 0,
                                  level.nodes, level.x.data(), level.r.data());
            kernels.blockMultiply(level.one.data(), level.own.data(), level.inverse.data(), 0, level.nodes,
                                  level.r.data(), level.y.data());
            double norm2 = 0.0;
            double before2 = 0.0;
            for (std::size_t i = 0; i < level.x.size(); ++i) {
                norm2 += static_cast<double>(level.y[i]) * static_cast<double>(level.y[i]);
                before2 += static_cast<double>(level.x[i]) * static_cast<double>(level.x[i]);
            }
            if (!(norm2 > 0.0)) {
                break;
            }
            upper = std::sqrt(norm2 / before2);
            const double scale = 1.0 / std::sqrt(norm2);
            for (std::size_t i = 0; i < level.x.size(); ++i) {
                level.x[i] = static_cast<float>(static_cast<double>(level.y[i]) * scale);
            }
        }
        level.relaxation = static_cast<float>(kDamping / (1.1 * std::max(upper, 1.0)));
    }
}

std::size_t Multigrid::bytes() const {
    std::size_t sum = (before_.size() + left_.size()) * sizeof(float) + dense_.size() * sizeof(double);
    for (const Level& level : levels_) {
        sum += 2 * level.prolong.column.size() * (sizeof(float) + sizeof(std::int32_t)) +
               (level.product.column.size() + level.matrix.column.size()) * (sizeof(Block) + sizeof(std::int32_t)) +
               (level.packed.size() + level.inverse.size() + 4 * level.x.size()) * sizeof(float);
    }
    return sum;
}

} // namespace fascia::sim
