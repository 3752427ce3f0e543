#include "sim/solver/compact_tangent.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/parallel.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

/// Slices that a thread takes at a time.
constexpr int kChunkSlices = 32;

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

/// y = K x of a coupling.
std::array<float, 3> timesLink(const CompactTangent::Link& link, const float* x) {
    const float t = link.beta * ((link.nx * x[0] + link.ny * x[1]) + link.nz * x[2]);
    return {link.alpha * x[0] + t * link.nx, link.alpha * x[1] + t * link.ny, link.alpha * x[2] + t * link.nz};
}

} // namespace

void CompactTangent::lay(int nodes, const std::vector<std::size_t>& rowStart, const std::vector<HalfEdge>& halfEdges,
                         std::size_t springs) {
    nodes_ = nodes;
    slices_ = (nodes + kSliceRows - 1) / kSliceRows;
    start_.assign(static_cast<std::size_t>(slices_) + 1, 0);
    degree_.assign(static_cast<std::size_t>(nodes), 0);
    for (int slice = 0; slice < slices_; ++slice) {
        std::size_t width = 0;
        for (int node = slice * kSliceRows; node < std::min(nodes, (slice + 1) * kSliceRows); ++node) {
            const auto i = static_cast<std::size_t>(node);
            degree_[i] = static_cast<std::uint16_t>(rowStart[i + 1] - rowStart[i]);
            width = std::max<std::size_t>(width, degree_[i]);
        }
        start_[static_cast<std::size_t>(slice) + 1] =
            start_[static_cast<std::size_t>(slice)] + static_cast<std::uint32_t>(width);
    }
    const std::size_t slots = static_cast<std::size_t>(start_.back()) * kSliceRows;
    offset_.assign(slots, 0);
    spring_.assign(slots + kSlotsAhead, static_cast<std::int32_t>(springs));
    alphaHx_.assign(slots, 0);
    hyHz_ = alphaHx_;
    for (int node = 0; node < slices_ * kSliceRows; ++node) {
        const auto slice = static_cast<std::size_t>(node / kSliceRows);
        const auto lane = static_cast<std::size_t>(node % kSliceRows);
        for (std::size_t k = 0; k < start_[slice + 1] - start_[slice]; ++k) {
            const std::size_t h = (start_[slice] + k) * kSliceRows + lane;
            const bool real = node < nodes && k < degree_[static_cast<std::size_t>(node)];
            if (real) {
                const HalfEdge& edge = halfEdges[rowStart[static_cast<std::size_t>(node)] + k];
                offset_[h] = 4 * edge.other;
                spring_[h] = edge.spring >= 0 ? edge.spring : ~edge.spring;
            } else {
                offset_[h] = 4 * node;
                spring_[h] = static_cast<std::int32_t>(springs);
            }
        }
    }
    diagonal_.assign(static_cast<std::size_t>(slices_) * 6 * kSliceRows, 0.0F);
    inverse_ = diagonal_;
    chunkSums_.resize(static_cast<std::size_t>(chunksOf(slices_)));
}

Sym3 CompactTangent::setRow(int node, const std::vector<CompactSpring>& springs, Sym3& cut) {
    Sym3 sum;
    forSlots(node, [&](std::size_t h) {
        const CompactSpring& spring = springs[static_cast<std::size_t>(spring_[h])];
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
    forSlots(node, [&](std::size_t h) { alphaHx_[h] = hyHz_[h] = 0; });
    setDiagonal(node, {}, {});
}

void CompactTangent::put(LineVector<float>& to, int node, const Sym3& m) {
    const std::size_t at =
        static_cast<std::size_t>(node / kSliceRows) * 6 * kSliceRows + static_cast<std::size_t>(node % kSliceRows);
    const double value[6] = {m.xx, m.xy, m.xz, m.yy, m.yz, m.zz};
    for (std::size_t c = 0; c < 6; ++c) {
        to[at + c * kSliceRows] = static_cast<float>(value[c]);
    }
}

void CompactTangent::setDiagonal(int node, const Sym3& diagonal, const Sym3& inverse) {
    put(diagonal_, node, diagonal);
    put(inverse_, node, inverse);
}

const float* CompactTangent::diagonalOf(int node) const {
    return diagonal_.data() + static_cast<std::size_t>(node / kSliceRows) * 6 * kSliceRows +
           static_cast<std::size_t>(node % kSliceRows);
}

Vec3 CompactTangent::scaleByDiagonal(int node, const Vec3& f) const {
    const float* m = inverse_.data() + (diagonalOf(node) - diagonal_.data());
    const auto at = [&](int c) { return static_cast<double>(m[c * kSliceRows]); };
    return Sym3{at(0), at(1), at(2), at(3), at(4), at(5)}.times(f);
}

CompactTangentView CompactTangent::view() const {
    return {start_.data(), offset_.data(), alphaHx_.data(), hyHz_.data(), diagonal_.data(), inverse_.data()};
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
    return start_.size() * sizeof(std::uint32_t) + degree_.size() * sizeof(std::uint16_t) +
           offset_.size() * (2 * sizeof(std::uint32_t) + 2 * sizeof(std::int32_t)) +
           2 * diagonal_.size() * sizeof(float);
}

} // namespace fascia::sim
