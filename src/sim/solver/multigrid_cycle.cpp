// Multigrid: one cycle.

#include <algorithm>

#include "sim/solver/multigrid.h"
#include "sim/solver/multigrid_rows.h"
#include "sim/solver/ordered_sum.h"
#include "sim/solver/rigid_block.h"

namespace fascia::sim {

namespace {

using rigid::kMotionFloats;

constexpr int kRowChunk = 128;
/// Relaxations before and after the correction from below, and how often that is asked for.
constexpr int kSweepsFirst = 1;
constexpr int kSweeps = 2;
constexpr int kCycles = 2;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

} // namespace

void Multigrid::solveCoarsest() {
    Level& level = levels_.back();
    const std::size_t n = denseX_.size();
    const auto place = [](std::size_t i) { return kMotionFloats * (i / 6) + rigid::kPlace[i % 6]; };
    for (std::size_t i = 0; i < n; ++i) {
        double sum = static_cast<double>(level.b[place(i)]);
        const double* row = dense_.data() + i * n;
        for (std::size_t k = 0; k < i; ++k) {
            sum -= row[k] * denseX_[k];
        }
        denseX_[i] = row[i] > 0.0 ? sum / row[i] : 0.0;
    }
    for (std::size_t i = n; i-- > 0;) {
        const double* row = dense_.data() + i * n;
        denseX_[i] = row[i] > 0.0 ? denseX_[i] / row[i] : 0.0;
        for (std::size_t k = 0; k < i; ++k) {
            denseX_[k] -= row[k] * denseX_[i];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        level.x[place(i)] = static_cast<float>(denseX_[i]);
    }
}

/// The first level's b: forces and moments of its aggregates.
void Multigrid::restrictFine(int threads, const float* r) {
    Level& first = levels_.front();
    forRows(threads, first.nodes, kRowChunk, [&](int begin, int end) {
        for (std::size_t a = at(begin); a < at(end); ++a) {
            float sum[kMotionFloats] = {};
            for (std::uint32_t m = members_.start[a]; m < members_.start[a + 1]; ++m) {
                const std::size_t i = at(members_.column[m]);
                const float* force = r + 4 * i;
                const Offset moment = rigid::cross(offset_[i].data(), force);
                for (std::size_t k = 0; k < 3; ++k) {
                    sum[k] += force[k];
                    sum[4 + k] += moment[k];
                }
            }
            std::copy(sum, sum + kMotionFloats, first.b.data() + kMotionFloats * a);
        }
    });
}

/// x += the motion of each node's aggregate there.
void Multigrid::prolongFine(int threads, float* x) const {
    const Level& first = levels_.front();
    forRows(threads, static_cast<int>(aggregate_.size()), kNodeChunk, [&](int begin, int end) {
        for (std::size_t i = at(begin); i < at(end); ++i) {
            if (aggregate_[i] < 0) {
                continue;
            }
            const float* motion = first.x.data() + kMotionFloats * at(aggregate_[i]);
            const Offset turned = rigid::cross(motion + 4, offset_[i].data());
            for (std::size_t k = 0; k < 3; ++k) {
                x[4 * i + k] += motion[k] + turned[k];
            }
        }
    });
}

/// x += w D^-1 r.
void Multigrid::relax(Level& level, const CompactKernels& kernels, int threads, const LineVector<float>& r) {
    forRows(threads, level.nodes, kRowChunk, [&](int begin, int end) {
        kernels.blockMultiply(level.own.start.data(), level.own.column.data(), level.inverse.data(), begin, end,
                              r.data(), level.y.data());
        for (std::size_t i = kMotionFloats * at(begin); i < kMotionFloats * at(end); ++i) {
            level.x[i] += level.relaxation * level.y[i];
        }
    });
}

/// r = b - A x.
void Multigrid::findResidual(Level& level, const CompactKernels& kernels, int threads) {
    forRows(threads, level.nodes, kRowChunk, [&](int begin, int end) {
        kernels.blockMultiply(level.matrix.start.data(), level.matrix.column.data(), level.blocks.data(), begin, end,
                              level.x.data(), level.r.data());
        for (std::size_t i = kMotionFloats * at(begin); i < kMotionFloats * at(end); ++i) {
            level.r[i] = level.b[i] - level.r[i];
        }
    });
}

/// b of the next level: what is left on this one.
void Multigrid::restrictTo(Level& next, const Level& level, int threads) {
    forRows(threads, next.nodes, kRowChunk, [&](int begin, int end) {
        for (std::size_t a = at(begin); a < at(end); ++a) {
            float sum[kMotionFloats] = {};
            for (std::uint32_t t = next.restrict.start[a]; t < next.restrict.start[a + 1]; ++t) {
                rigid::addMovedForce(sum, next.restrict.value[t],
                                     level.r.data() + kMotionFloats * at(next.restrict.column[t]),
                                     next.restrict.offset[t]);
            }
            std::copy(sum, sum + kMotionFloats, next.b.data() + kMotionFloats * a);
        }
    });
}

/// x += the motions of the next level's aggregates.
void Multigrid::prolongFrom(const Level& next, Level& level, int threads) {
    forRows(threads, level.nodes, kRowChunk, [&](int begin, int end) {
        for (std::size_t i = at(begin); i < at(end); ++i) {
            for (std::uint32_t k = next.prolong.start[i]; k < next.prolong.start[i + 1]; ++k) {
                rigid::addMovedMotion(level.x.data() + kMotionFloats * i, next.prolong.value[k],
                                      next.x.data() + kMotionFloats * at(next.prolong.column[k]),
                                      next.prolong.offset[k]);
            }
        }
    });
}

/// Improves x of level `index` (from zero, or from what is there) as the solution for its b. Symmetric.
void Multigrid::cycle(std::size_t index, bool fromZero, const CompactKernels& kernels, int threads) {
    Level& level = levels_[index];
    const bool last = index + 1 == levels_.size();
    if (last && !dense_.empty()) {
        solveCoarsest();
        return;
    }
    const int sweeps = index == 0 ? kSweepsFirst : kSweeps;
    const auto sweep = [&] {
        findResidual(level, kernels, threads);
        relax(level, kernels, threads, level.r);
    };
    if (fromZero) {
        std::fill(level.x.begin(), level.x.end(), 0.0F);
        relax(level, kernels, threads, level.b);
    } else {
        sweep();
    }
    for (int k = 1; k < sweeps; ++k) {
        sweep();
    }
    if (!last) {
        Level& next = levels_[index + 1];
        findResidual(level, kernels, threads);
        restrictTo(next, level, threads);
        const bool direct = index + 2 == levels_.size() && !dense_.empty();
        for (int k = 0; k < (direct ? 1 : kCycles); ++k) {
            cycle(index + 1, k == 0, kernels, threads);
        }
        prolongFrom(next, level, threads);
    }
    for (int k = 0; k < sweeps; ++k) {
        sweep();
    }
}

void Multigrid::apply(CompactTangent& fine, const CompactKernels& kernels, int threads, const float* b, float* z) {
    fine.precondition(kernels, threads, fineRelaxation_, b, before_.data());
    fine.residual(kernels, threads, b, before_.data(), left_.data());
    restrictFine(threads, left_.data());
    cycle(0, true, kernels, threads);
    prolongFine(threads, before_.data());
    fine.relax(kernels, threads, fineRelaxation_, b, before_.data(), z);
}

} // namespace fascia::sim
