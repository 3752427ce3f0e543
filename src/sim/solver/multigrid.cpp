#include "sim/solver/multigrid.h"

#include <algorithm>
#include <cmath>

#include "sim/solver/multigrid_graph.h"
#include "sim/solver/multigrid_rows.h"
#include "sim/solver/ordered_sum.h"
#include "sim/solver/rigid_block.h"

namespace fascia::sim {

namespace {

using rigid::kBlockFloats;
using rigid::kMotionFloats;

/// Nodes of a level that is solved directly, and of the largest that may be where coarsening gets stuck.
constexpr int kCoarsestNodes = 24;
constexpr int kMostDirectNodes = 100;
constexpr int kMostLevels = 8;
constexpr int kCoarseRowChunk = 64;
/// Damped Jacobi reduces errors in [1/6, 1] of the spectrum most evenly with 2 / (1 + 1/6) over its upper end.
constexpr double kDamping = 12.0 / 7.0;
constexpr int kPowerIterations = 12;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// A fixed sequence without structure, in [-1, 1].
float startValue(std::size_t i) {
    return static_cast<float>(static_cast<double>((i * 2654435761U) % 2003U) / 1001.0 - 1.0);
}

} // namespace

void Multigrid::build(CompactTangent& fine, const Vec3* position_m, const CompactKernels& kernels, int threads) {
    levels_.clear();
    Graph graph = fineGraph(fine);
    while (static_cast<int>(levels_.size()) < kMostLevels) {
        Level level;
        Graph next = levels_.empty() ? gather(graph, level) : coarsen(graph, levels_.back().matrix, level);
        if (level.nodes == 0) {
            break;
        }
        const bool stuck = !levels_.empty() && level.nodes > levels_.back().nodes * 7 / 10;
        if (stuck && level.nodes > kMostDirectNodes) {
            break;
        }
        levels_.push_back(std::move(level));
        graph = std::move(next);
        if (levels_.back().nodes <= kCoarsestNodes) {
            break;
        }
    }
    before_.assign(fine.vectorFloats(), 0.0F);
    left_ = before_;
    if (built()) {
        refresh(fine, position_m, threads);
        estimateRelaxation(fine, kernels, threads);
    }
}

Multigrid::Offset Multigrid::offsetOf(const Vec3& position_m, const Vec3& centre_m) const {
    const Vec3 d = (position_m - centre_m) / radius_m_;
    return {static_cast<float>(d[0]), static_cast<float>(d[1]), static_cast<float>(d[2])};
}

/// Centres of the aggregates of each level, and the offsets of the nodes from theirs.
void Multigrid::placeCentres(const CompactTangent& fine, const Vec3* position_m, int threads) {
    Level& first = levels_.front();
    double distance2 = 0.0;
    for (std::size_t a = 0; a < first.centre_m.size(); ++a) {
        Vec3 sum = Vec3::Zero();
        const std::uint32_t begin = members_.start[a];
        const std::uint32_t end = members_.start[a + 1];
        for (std::uint32_t m = begin; m < end; ++m) {
            sum += position_m[at(members_.column[m])];
        }
        first.centre_m[a] = sum / std::max(1.0, static_cast<double>(end - begin));
        for (std::uint32_t m = begin; m < end; ++m) {
            const Vec3 d = position_m[at(members_.column[m])] - first.centre_m[a];
            distance2 += dot3(d, d);
        }
    }
    radius_m_ = std::sqrt(distance2 / std::max<double>(1.0, static_cast<double>(members_.column.size())));
    if (!(radius_m_ > 0.0)) {
        radius_m_ = 1.0;
    }
    offset_.resize(at(fine.nodes()));
    forRows(threads, fine.nodes(), kNodeChunk, [&](int begin, int end) {
        for (std::size_t i = at(begin); i < at(end); ++i) {
            offset_[i] = aggregate_[i] >= 0 ? offsetOf(position_m[i], first.centre_m[at(aggregate_[i])])
                                            : Offset{0.0F, 0.0F, 0.0F};
        }
    });
    for (std::size_t l = 1; l < levels_.size(); ++l) {
        const std::vector<Vec3>& above_m = levels_[l - 1].centre_m;
        Level& level = levels_[l];
        for (std::size_t a = 0; a < level.centre_m.size(); ++a) {
            Vec3 sum = Vec3::Zero();
            double weight = 0.0;
            for (std::uint32_t k = level.restrict.start[a]; k < level.restrict.start[a + 1]; ++k) {
                const auto w = static_cast<double>(level.restrict.value[k]);
                sum += w * above_m[at(level.restrict.column[k])];
                weight += w;
            }
            level.centre_m[a] = weight > 0.0 ? Vec3(sum / weight) : sum;
        }
        const auto place = [&](Transfer& transfer, const std::vector<Vec3>& row_m, const std::vector<Vec3>& column_m,
                               float sign) {
            transfer.offset.resize(transfer.column.size());
            for (std::size_t i = 0; i < row_m.size(); ++i) {
                for (std::uint32_t k = transfer.start[i]; k < transfer.start[i + 1]; ++k) {
                    const Offset d = offsetOf(row_m[i], column_m[at(transfer.column[k])]);
                    transfer.offset[k] = {sign * d[0], sign * d[1], sign * d[2]};
                }
            }
        };
        place(level.prolong, above_m, level.centre_m, 1.0F);
        place(level.restrict, level.centre_m, above_m, -1.0F);
    }
}

void Multigrid::refresh(CompactTangent& fine, const Vec3* position_m, int threads) {
    placeCentres(fine, position_m, threads);
    firstValues(fine, threads);
    for (std::size_t l = 1; l < levels_.size(); ++l) {
        nextValues(levels_[l - 1], levels_[l], threads);
    }
    for (Level& level : levels_) {
        invertDiagonal(level, threads);
    }
    factoriseCoarsest();
}

/// P^T A P of the plain aggregates. A half-edge from i to j is -(alpha I + s h h^T) between points r_i and r_j: for each node
/// and each aggregate that it reaches, its columns are summed as forces at the node before they get moments.
void Multigrid::firstValues(const CompactTangent& fine, int threads) {
    Level& level = levels_.front();
    forRows(threads, level.nodes, kCoarseRowChunk, [&](int begin, int end) {
        std::vector<std::uint32_t> place(at(level.nodes), 0);
        std::vector<std::int32_t> reached;
        std::vector<rigid::ForceColumns> columns;
        // Products with these stay in registers, where four numbers put together would go through memory.
        using Column = rigid::ForceColumns::Column;
        const Column ex(1.0F, 0.0F, 0.0F, 0.0F);
        const Column ey(0.0F, 1.0F, 0.0F, 0.0F);
        const Column ez(0.0F, 0.0F, 1.0F, 0.0F);
        const auto columnsTo = [&](std::int32_t aggregate) -> rigid::ForceColumns& {
            std::size_t k = 0;
            while (k < reached.size() && reached[k] != aggregate) {
                ++k;
            }
            if (k == reached.size()) {
                reached.push_back(aggregate);
                columns.emplace_back();
            }
            return columns[k];
        };
        for (int row = begin; row < end; ++row) {
            const std::size_t a = at(row);
            for (std::uint32_t k = level.matrix.start[a]; k < level.matrix.start[a + 1]; ++k) {
                place[at(level.matrix.column[k])] = k;
                std::fill_n(level.blocks.data() + kBlockFloats * k, kBlockFloats, 0.0F);
            }
            for (std::uint32_t m = members_.start[a]; m < members_.start[a + 1]; ++m) {
                const std::int32_t i = members_.column[m];
                const Offset& ri = offset_[at(i)];
                reached.clear();
                columns.clear();
                const float* d = fine.diagonalOf(i);
                columnsTo(row).add({d[0], d[kSliceRows], d[2 * kSliceRows], 0.0F},
                                   {d[kSliceRows], d[3 * kSliceRows], d[4 * kSliceRows], 0.0F},
                                   {d[2 * kSliceRows], d[4 * kSliceRows], d[5 * kSliceRows], 0.0F}, ri);
                fine.forRow(i, [&](std::int32_t j, float alpha, float hx, float hy, float hz, float s) {
                    const std::int32_t b = aggregate_[at(j)];
                    if (b >= 0) {
                        const Column toH = (-s * hx) * ex + (-s * hy) * ey + (-s * hz) * ez;
                        columnsTo(b).add(hx * toH - alpha * ex, hy * toH - alpha * ey, hz * toH - alpha * ez,
                                         offset_[at(j)]);
                    }
                });
                for (std::size_t k = 0; k < reached.size(); ++k) {
                    columns[k].addWithMoments(level.blocks.data() + kBlockFloats * place[at(reached[k])], ri);
                }
            }
        }
    });
}

/// A P and P^T A P between coarse levels.
void Multigrid::nextValues(const Level& above, Level& level, int threads) const {
    forRows(threads, above.nodes, kCoarseRowChunk, [&](int begin, int end) {
        std::vector<std::uint32_t> place(at(level.nodes), 0);
        for (int row = begin; row < end; ++row) {
            const std::size_t i = at(row);
            for (std::uint32_t k = level.product.start[i]; k < level.product.start[i + 1]; ++k) {
                place[at(level.product.column[k])] = k;
                std::fill_n(level.productBlocks.data() + kBlockFloats * k, kBlockFloats, 0.0F);
            }
            for (std::uint32_t k = above.matrix.start[i]; k < above.matrix.start[i + 1]; ++k) {
                const std::size_t j = at(above.matrix.column[k]);
                for (std::uint32_t m = level.prolong.start[j]; m < level.prolong.start[j + 1]; ++m) {
                    const std::int32_t a = level.prolong.column[m];
                    rigid::addMovedColumns(level.productBlocks.data() + kBlockFloats * place[at(a)],
                                           level.prolong.value[m], above.blocks.data() + kBlockFloats * k,
                                           level.prolong.offset[m]);
                }
            }
        }
    });
    forRows(threads, level.nodes, kCoarseRowChunk, [&](int begin, int end) {
        std::vector<std::uint32_t> place(at(level.nodes), 0);
        for (int row = begin; row < end; ++row) {
            const std::size_t a = at(row);
            for (std::uint32_t k = level.matrix.start[a]; k < level.matrix.start[a + 1]; ++k) {
                place[at(level.matrix.column[k])] = k;
                std::fill_n(level.blocks.data() + kBlockFloats * k, kBlockFloats, 0.0F);
            }
            for (std::uint32_t t = level.restrict.start[a]; t < level.restrict.start[a + 1]; ++t) {
                const std::size_t i = at(level.restrict.column[t]);
                const Offset& r = level.restrict.offset[t];
                for (std::uint32_t k = level.product.start[i]; k < level.product.start[i + 1]; ++k) {
                    float* to = level.blocks.data() + kBlockFloats * place[at(level.product.column[k])];
                    const float* from = level.productBlocks.data() + kBlockFloats * k;
                    for (std::size_t c = 0; c < 6; ++c) {
                        rigid::addMovedForce(to + kMotionFloats * c, level.restrict.value[t], from + kMotionFloats * c,
                                             r);
                    }
                }
            }
        }
    });
}

void Multigrid::invertDiagonal(Level& level, int threads) {
    forRows(threads, level.nodes, kCoarseRowChunk, [&](int begin, int end) {
        for (int row = begin; row < end; ++row) {
            const std::size_t i = at(row);
            for (std::uint32_t k = level.matrix.start[i]; k < level.matrix.start[i + 1]; ++k) {
                if (level.matrix.column[k] == row) {
                    rigid::invertBlock(level.blocks.data() + kBlockFloats * k, level.inverse.data() + kBlockFloats * i);
                }
            }
        }
    });
}

/// Dense Cholesky of the coarsest matrix. Motions without stiffness (of a piece that floats, or of an aggregate about its
/// own line) take no part.
void Multigrid::factoriseCoarsest() {
    /// Share of its stiffness that must be left to a motion when those before it give way.
    constexpr double kWeak = 1e-6;
    const Level& level = levels_.back();
    dense_.clear();
    if (level.nodes > kMostDirectNodes) {
        return; // relaxed instead
    }
    const std::size_t n = 6 * at(level.nodes);
    dense_.assign(n * n, 0.0);
    denseX_.assign(n, 0.0);
    for (std::size_t i = 0; i < at(level.nodes); ++i) {
        for (std::uint32_t k = level.matrix.start[i]; k < level.matrix.start[i + 1]; ++k) {
            const float* block = level.blocks.data() + kBlockFloats * k;
            for (std::size_t r = 0; r < 6; ++r) {
                for (std::size_t c = 0; c < 6; ++c) {
                    dense_[(6 * i + r) * n + 6 * at(level.matrix.column[k]) + c] =
                        static_cast<double>(block[kMotionFloats * c + rigid::kPlace[r]]);
                }
            }
        }
    }
    for (std::size_t j = 0; j < n; ++j) {
        double* rowJ = dense_.data() + j * n;
        const double whole = rowJ[j];
        double pivot = whole;
        for (std::size_t k = 0; k < j; ++k) {
            pivot -= rowJ[k] * rowJ[k];
        }
        const bool active = pivot > kWeak * whole;
        rowJ[j] = active ? std::sqrt(pivot) : 0.0;
        for (std::size_t i = j + 1; i < n; ++i) {
            double* rowI = dense_.data() + i * n;
            double sum = rowI[j];
            for (std::size_t k = 0; k < j; ++k) {
                sum -= rowI[k] * rowJ[k];
            }
            rowI[j] = active ? sum / rowJ[j] : 0.0;
        }
    }
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
            kernels.blockMultiply(level.matrix.start.data(), level.matrix.column.data(), level.blocks.data(), 0,
                                  level.nodes, level.x.data(), level.r.data());
            kernels.blockMultiply(level.own.start.data(), level.own.column.data(), level.inverse.data(), 0, level.nodes,
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
    const auto of = [](const auto& v) { return v.size() * sizeof(v[0]); };
    const auto pattern = [&](const Pattern& p) { return of(p.start) + of(p.column); };
    const auto transfer = [&](const Transfer& t) { return pattern(t) + of(t.value) + of(t.offset); };
    std::size_t sum = of(before_) + of(left_) + of(dense_) + of(aggregate_) + of(offset_) + pattern(members_);
    for (const Level& level : levels_) {
        sum += pattern(level.prolong) + transfer(level.prolong) + transfer(level.restrict) + pattern(level.product) +
               of(level.productBlocks) + pattern(level.matrix) + of(level.blocks) + of(level.inverse) + 4 * of(level.x);
    }
    return sum;
}

} // namespace fascia::sim
