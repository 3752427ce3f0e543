#include "sim/solver/compact_tangent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "sim/core/parallel.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

/// Slices that a thread takes at a time.
constexpr int kChunkSlices = 32;

/// Place of xx of a row in D and its inverse.
std::size_t diagonalIndex(int node) {
    return static_cast<std::size_t>(node / kSliceRows) * 6 * kSliceRows + static_cast<std::size_t>(laneOf(node));
}

int chunksOf(int slices) { return (slices + kChunkSlices - 1) / kChunkSlices; }

template <typename F>
void forChunks(int threads, int slices, F&& f) {
    parallelForChunks(threads, chunksOf(slices),
                      [&](int chunk) { f(chunk, chunk * kChunkSlices, std::min(slices, (chunk + 1) * kChunkSlices)); });
}

double totalOf(const std::vector<CompactSums>& sums, double CompactSums::*member) {
    double total = 0.0;
    for (const CompactSums& chunk : sums) {
        total += chunk.*member;
    }
    return total;
}

/// Shares out the half-edges of four rows that follow one another, so that as many columns as possible lead from all
/// four by the same way.
class FourRows {
  public:
    /// One half-edge of each row: to the row `shift` further on, by a spring, or -1 where there is none.
    struct Column {
        std::array<std::int32_t, 4> shift{};
        std::array<std::int32_t, 4> spring{-1, -1, -1, -1};
        [[nodiscard]] bool together() const {
            return shift[0] == shift[1] && shift[0] == shift[2] && shift[0] == shift[3];
        }
    };

    void add(int row, std::int32_t shift, std::int32_t spring, std::uint8_t kind) {
        edges_.push_back({shift, 0, row, spring, kind});
        ++left_[static_cast<std::size_t>(row)];
    }

    /// Columns whose shift is the same in all rows first, where it lies in [least, most]; edges of the highest kind last.
    std::vector<Column> columns(int width, std::int32_t least, std::int32_t most) {
        std::vector<Column> result(static_cast<std::size_t>(width));
        const std::vector<Group> groups = ranked();
        std::array<std::vector<Edge>, 4> apart;
        int used = 0;
        for (const Group& group : groups) {
            bool fits = edges_[group.begin].shift >= least && edges_[group.begin].shift <= most;
            std::array<bool, 4> has{};
            for (std::size_t e = group.begin; e < group.end; ++e) {
                has[static_cast<std::size_t>(edges_[e].row)] = true;
            }
            for (std::size_t i = 0; i < 4; ++i) {
                fits = fits && (has[i] || width - used > left_[i]);
            }
            if (fits) {
                Column& column = result[static_cast<std::size_t>(used++)];
                column.shift.fill(edges_[group.begin].shift);
                for (std::size_t e = group.begin; e < group.end; ++e) {
                    column.spring[static_cast<std::size_t>(edges_[e].row)] = edges_[e].spring;
                    --left_[static_cast<std::size_t>(edges_[e].row)];
                }
            } else {
                for (std::size_t e = group.begin; e < group.end; ++e) {
                    apart[static_cast<std::size_t>(edges_[e].row)].push_back(edges_[e]);
                }
            }
        }
        for (std::size_t i = 0; i < 4; ++i) {
            std::stable_sort(apart[i].begin(), apart[i].end(),
                             [](const Edge& a, const Edge& b) { return a.kind > b.kind; });
            for (std::size_t k = 0; k < apart[i].size(); ++k) {
                Column& column = result[result.size() - 1 - k];
                column.shift[i] = apart[i][k].shift;
                column.spring[i] = apart[i][k].spring;
            }
        }
        return result;
    }

  private:
    struct Edge {
        std::int32_t shift = 0;
        std::int32_t copy = 0; // of several springs between the same two nodes
        std::int32_t row = 0;
        std::int32_t spring = 0;
        std::uint8_t kind = 0;
    };
    struct Group {
        std::size_t begin = 0, end = 0;
    };

    /// Edges of the same shift, those of most rows first.
    std::vector<Group> ranked() {
        const auto byShift = [](const Edge& a, const Edge& b) {
            return std::tie(a.shift, a.copy, a.row, a.spring) < std::tie(b.shift, b.copy, b.row, b.spring);
        };
        std::sort(edges_.begin(), edges_.end(), byShift);
        bool copies = false;
        for (std::size_t e = 1; e < edges_.size(); ++e) {
            if (edges_[e].shift == edges_[e - 1].shift && edges_[e].row == edges_[e - 1].row) {
                edges_[e].copy = edges_[e - 1].copy + 1;
                copies = true;
            }
        }
        if (copies) {
            std::sort(edges_.begin(), edges_.end(), byShift);
        }
        std::vector<Group> groups;
        for (std::size_t e = 0; e < edges_.size(); ++e) {
            const bool same = e > 0 && edges_[e].shift == edges_[e - 1].shift && edges_[e].copy == edges_[e - 1].copy;
            if (!same) {
                groups.push_back({e, e});
            }
            groups.back().end = e + 1;
        }
        std::stable_sort(groups.begin(), groups.end(),
                         [](const Group& a, const Group& b) { return a.end - a.begin > b.end - b.begin; });
        return groups;
    }

    std::vector<Edge> edges_;
    std::array<int, 4> left_{};
};

/// y = K x of a coupling.
std::array<float, 3> timesLink(const CompactTangent::Link& link, const float* x) {
    const float t = link.beta * ((link.nx * x[0] + link.ny * x[1]) + link.nz * x[2]);
    return {link.alpha * x[0] + t * link.nx, link.alpha * x[1] + t * link.ny, link.alpha * x[2] + t * link.nz};
}

} // namespace

void CompactTangent::lay(int nodes, const std::vector<std::size_t>& rowStart, const std::vector<HalfEdge>& halfEdges,
                         std::size_t springs, std::span<const std::uint8_t> kinds, int threads) {
    nodes_ = nodes;
    slices_ = (nodes + kSliceRows - 1) / kSliceRows;
    padding_ = static_cast<std::int32_t>(springs);
    start_.assign(static_cast<std::size_t>(slices_) + 1, 0);
    for (int slice = 0; slice < slices_; ++slice) {
        std::size_t width = 0;
        for (int node = slice * kSliceRows; node < std::min(nodes, (slice + 1) * kSliceRows); ++node) {
            const auto i = static_cast<std::size_t>(node);
            width = std::max(width, rowStart[i + 1] - rowStart[i]);
        }
        start_[static_cast<std::size_t>(slice) + 1] =
            start_[static_cast<std::size_t>(slice)] + static_cast<std::uint32_t>(width);
    }
    const std::size_t slots = static_cast<std::size_t>(start_.back()) * kSliceRows;
    apart_.assign(start_.begin() + 1, start_.end());
    offset_.assign(slots, 0);
    spring_.assign(slots + kSlotsAhead, padding_);
    alphaHx_.assign(slots, 0);
    hyHz_ = alphaHx_;
    forChunks(threads, slices_, [&](int /*chunk*/, int begin, int end) {
        for (int slice = begin; slice < end; ++slice) {
            layRows(slice, rowStart, halfEdges, kinds);
        }
    });
    number(springs);
    diagonal_.assign(static_cast<std::size_t>(slices_) * 6 * kSliceRows, 0.0F);
    inverse_ = diagonal_;
    chunkSums_.resize(static_cast<std::size_t>(chunksOf(slices_)));
}

/// Numbers the springs as a pass over the rows meets them, four rows at a time.
void CompactTangent::number(std::size_t springs) {
    constexpr int kRowsAtOnce = 4;
    place_.assign(springs, -1);
    std::int32_t next = 0;
    for (std::size_t slice = 0; slice < static_cast<std::size_t>(slices_); ++slice) {
        for (std::size_t row = 0; row < kSliceRows; row += kRowsAtOnce) {
            for (std::size_t column = start_[slice]; column < start_[slice + 1]; ++column) {
                for (std::size_t slot = column * kSliceRows + row; slot < column * kSliceRows + row + kRowsAtOnce;
                     ++slot) {
                    if (spring_[slot] != padding_) {
                        std::int32_t& place = place_[static_cast<std::size_t>(spring_[slot])];
                        place = place < 0 ? next++ : place;
                    }
                }
            }
        }
    }
    for (std::int32_t& place : place_) {
        place = place < 0 ? next++ : place; // from a node to itself
    }
    for (std::int32_t& spring : spring_) {
        spring = spring == padding_ ? padding_ : place_[static_cast<std::size_t>(spring)];
    }
}

void CompactTangent::layRows(int slice, const std::vector<std::size_t>& rowStart,
                             const std::vector<HalfEdge>& halfEdges, std::span<const std::uint8_t> kinds) {
    const std::uint32_t start = start_[static_cast<std::size_t>(slice)];
    std::uint32_t& apart = apart_[static_cast<std::size_t>(slice)];
    for (int four = 0; four < kSliceRows / 4; ++four) {
        const int first = slice * kSliceRows + 4 * four;
        FourRows rows;
        for (int i = 0; i < 4; ++i) {
            const auto row = static_cast<std::size_t>(first + i);
            for (std::size_t e = row < static_cast<std::size_t>(nodes_) ? rowStart[row] : 0;
                 row < static_cast<std::size_t>(nodes_) && e < rowStart[row + 1]; ++e) {
                const HalfEdge& edge = halfEdges[e];
                const std::int32_t spring = edge.spring >= 0 ? edge.spring : ~edge.spring;
                const std::uint8_t kind = kinds.empty() ? 0 : kinds[static_cast<std::size_t>(spring)];
                rows.add(i, edge.other - (first + i), spring, kind);
            }
        }
        const auto width = static_cast<int>(start_[static_cast<std::size_t>(slice) + 1] - start);
        const std::vector<FourRows::Column> columns = rows.columns(width, -first, slices_ * kSliceRows - 4 - first);
        for (int k = 0; k < width; ++k) {
            const FourRows::Column& column = columns[static_cast<std::size_t>(k)];
            for (int i = 0; i < 4; ++i) {
                const std::size_t h = static_cast<std::size_t>(start + static_cast<std::uint32_t>(k)) * kSliceRows +
                                      static_cast<std::size_t>(4 * four + i);
                const auto lane = static_cast<std::size_t>(i);
                offset_[h] = 4 * (first + i + column.shift[lane]);
                spring_[h] = column.spring[lane] >= 0 ? column.spring[lane] : padding_;
            }
            if (!column.together()) {
                apart = std::min(apart, start + static_cast<std::uint32_t>(k));
            }
        }
    }
}

Sym3 CompactTangent::setRow(int node, const std::vector<CompactSpring>& springs, Sym3& cut) {
    Sym3 sum;
    forSlots(node, [&](std::size_t slot) {
        const CompactSpring& spring = springs[static_cast<std::size_t>(spring_[slot])];
        const std::size_t h = laneOfSlot(slot);
        alphaHx_[h] = spring.alphaHx;
        hyHz_[h] = spring.hyHz;
        const auto alpha = static_cast<double>(lowOf(spring.alphaHx));
        const float hz = highOf(spring.hyHz);
        const Vec3 direction(static_cast<double>(highOf(spring.alphaHx)), static_cast<double>(lowOf(spring.hyHz)),
                             static_cast<double>(std::fabs(hz)));
        sum.addIsotropic(alpha);
        sum.addDyad(std::signbit(hz) ? -1.0 : 1.0, direction);
        if (alpha < 0.0) {
            const double length2 = dot3(direction, direction);
            cut.addIsotropic(-alpha);
            if (length2 > 0.0) {
                cut.addDyad(alpha / length2, direction);
            }
        }
    });
    return sum;
}

void CompactTangent::setHeld(int node) {
    forSlots(node, [&](std::size_t slot) { alphaHx_[laneOfSlot(slot)] = hyHz_[laneOfSlot(slot)] = 0; });
    setDiagonal(node, {}, {});
}

void CompactTangent::put(LineVector<float>& to, int node, const Sym3& m) {
    const std::size_t at = diagonalIndex(node);
    const double value[6] = {m.xx, m.xy, m.xz, m.yy, m.yz, m.zz};
    for (std::size_t c = 0; c < 6; ++c) {
        to[at + c * kSliceRows] = static_cast<float>(value[c]);
    }
}

void CompactTangent::setDiagonal(int node, const Sym3& diagonal, const Sym3& inverse) {
    put(diagonal_, node, diagonal);
    put(inverse_, node, inverse);
}

const float* CompactTangent::diagonalOf(int node) const { return diagonal_.data() + diagonalIndex(node); }

Vec3 CompactTangent::scaleByDiagonal(int node, const Vec3& f) const {
    const float* m = inverse_.data() + (diagonalOf(node) - diagonal_.data());
    const auto at = [&](int c) { return static_cast<double>(m[c * kSliceRows]); };
    return Sym3{at(0), at(1), at(2), at(3), at(4), at(5)}.times(f);
}

CompactTangentView CompactTangent::view() const {
    return {start_.data(), apart_.data(),    offset_.data(), alphaHx_.data(),
            hyHz_.data(),  diagonal_.data(), inverse_.data()};
}

FrameTangent CompactTangent::target() {
    FrameTangent tangent;
    tangent.alphaHx = alphaHx_.data();
    tangent.hyHz = hyHz_.data();
    tangent.diagonal = diagonal_.data();
    tangent.inverse = inverse_.data();
    return tangent;
}

double CompactTangent::multiply(const CompactKernels& kernels, int threads, const float* x, float* y) {
    const CompactTangentView a = view();
    forChunks(threads, slices_, [&](int chunk, int begin, int end) {
        chunkSums_[static_cast<std::size_t>(chunk)].rr = kernels.multiply(a, begin, end, x, y);
    });
    double sum = totalOf(chunkSums_, &CompactSums::rr);
    for (const Link& link : links_) {
        float* ya = y + 4 * static_cast<std::ptrdiff_t>(link.a);
        float* yb = y + 4 * static_cast<std::ptrdiff_t>(link.b);
        const float* xa = x + 4 * static_cast<std::ptrdiff_t>(link.a);
        const auto fromB = timesLink(link, x + 4 * static_cast<std::ptrdiff_t>(link.b));
        const auto fromA = timesLink(link, xa);
        for (std::size_t c = 0; c < 3; ++c) {
            ya[c] -= fromB[c];
            yb[c] -= fromA[c];
            sum -= 2.0 * static_cast<double>(xa[c]) * static_cast<double>(fromB[c]);
        }
    }
    return sum;
}

void CompactTangent::residual(const CompactKernels& kernels, int threads, const float* b, const float* x, float* r) {
    const CompactTangentView a = view();
    forChunks(threads, slices_, [&](int /*chunk*/, int begin, int end) { kernels.residual(a, begin, end, b, x, r); });
    for (const Link& link : links_) {
        const auto fromA = timesLink(link, x + 4 * static_cast<std::ptrdiff_t>(link.a));
        const auto fromB = timesLink(link, x + 4 * static_cast<std::ptrdiff_t>(link.b));
        for (std::size_t c = 0; c < 3; ++c) {
            r[4 * static_cast<std::size_t>(link.a) + c] += fromB[c];
            r[4 * static_cast<std::size_t>(link.b) + c] += fromA[c];
        }
    }
}

void CompactTangent::relax(const CompactKernels& kernels, int threads, float w, const float* b, const float* x,
                           float* out) {
    const CompactTangentView a = view();
    forChunks(threads, slices_, [&](int /*chunk*/, int begin, int end) { kernels.relax(a, begin, end, w, b, x, out); });
    const auto add = [&](std::int32_t node, const std::array<float, 3>& force) {
        const float* m = inverse_.data() + (diagonalOf(node) - diagonal_.data());
        float* to = out + 4 * static_cast<std::ptrdiff_t>(node);
        to[0] += w * ((m[0] * force[0] + m[kSliceRows] * force[1]) + m[2 * kSliceRows] * force[2]);
        to[1] += w * ((m[kSliceRows] * force[0] + m[3 * kSliceRows] * force[1]) + m[4 * kSliceRows] * force[2]);
        to[2] += w * ((m[2 * kSliceRows] * force[0] + m[4 * kSliceRows] * force[1]) + m[5 * kSliceRows] * force[2]);
    };
    for (const Link& link : links_) {
        add(link.a, timesLink(link, x + 4 * static_cast<std::ptrdiff_t>(link.b)));
        add(link.b, timesLink(link, x + 4 * static_cast<std::ptrdiff_t>(link.a)));
    }
}

double CompactTangent::precondition(const CompactKernels& kernels, int threads, float w, const float* b, float* x) {
    const CompactTangentView a = view();
    forChunks(threads, slices_, [&](int chunk, int begin, int end) {
        chunkSums_[static_cast<std::size_t>(chunk)].rz = kernels.precondition(a, begin, end, w, b, x);
    });
    return totalOf(chunkSums_, &CompactSums::rz);
}

CompactSums CompactTangent::advance(const CompactKernels& kernels, int threads, float s, float w, const float* p,
                                    const float* q, float* x, float* r, float* z) {
    const CompactTangentView a = view();
    forChunks(threads, slices_, [&](int chunk, int begin, int end) {
        chunkSums_[static_cast<std::size_t>(chunk)] = kernels.advance(a, begin, end, s, w, p, q, x, r, z);
    });
    return {totalOf(chunkSums_, &CompactSums::rr), totalOf(chunkSums_, &CompactSums::rz)};
}

void CompactTangent::turn(const CompactKernels& kernels, int threads, float s, const float* z, float* p) {
    forChunks(threads, slices_, [&](int /*chunk*/, int begin, int end) { kernels.turn(begin, end, s, z, p); });
}

double CompactTangent::dot(const CompactKernels& kernels, int threads, const float* a, const float* b) {
    forChunks(threads, slices_, [&](int chunk, int begin, int end) {
        chunkSums_[static_cast<std::size_t>(chunk)].rz = kernels.dot(begin, end, a, b);
    });
    return totalOf(chunkSums_, &CompactSums::rz);
}

std::size_t CompactTangent::passBytes() const {
    return offset_.size() * (2 * sizeof(std::uint32_t) + sizeof(std::int32_t)) + diagonal_.size() * sizeof(float);
}

std::size_t CompactTangent::bytes() const {
    return (start_.size() + apart_.size()) * sizeof(std::uint32_t) +
           offset_.size() * (2 * sizeof(std::uint32_t) + 2 * sizeof(std::int32_t)) +
           place_.size() * sizeof(std::int32_t) + 2 * diagonal_.size() * sizeof(float);
}

} // namespace fascia::sim
