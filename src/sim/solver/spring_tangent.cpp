// SpringSystem: how the tangent is assembled, in double for exact solves and in single precision for frames, and applied.

#include <algorithm>
#include <cassert>
#include <cmath>

#include "sim/core/stopwatch.h"
#include "sim/solver/spring_system.h"

namespace fascia::sim {

namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// alpha I + beta n n^T as FrameKernels::forceAndTangent gives it.
CompactSpring compacted(double alpha, double beta, const Vec3& n) {
    const double h = (n[2] < 0.0 ? -1.0 : 1.0) * std::sqrt(std::fabs(beta));
    const auto part = [](double value) { return shortened(static_cast<float>(value)); };
    const float hz = std::fabs(part(h * n[2]));
    return {packPair(part(alpha), part(h * n[0])), packPair(part(h * n[1]), beta < 0.0 ? -hz : hz)};
}

} // namespace

int SpringSystem::assemble(const TangentOptions& options) {
    const ScopedTime timed(clock_, pass_s_);
    return frame_ ? assembleFrame(options) : assembleFull(options);
}

std::array<double, 2> SpringSystem::tangentOf(double alpha, double axial, double linear,
                                              const TangentOptions& options) {
    const double least = options.floor * linear;
    return {options.exact && alpha < 0.0 ? options.kept * alpha + least : std::max(alpha, least),
            std::max(axial, least)};
}

void SpringSystem::addInertia(std::size_t node, Sym3& block) const {
    if (!problem_.inertiaWeight_N_per_m.empty()) {
        block.addIsotropic(problem_.inertiaWeight_N_per_m[node]);
    }
}

void SpringSystem::addCouplings(std::size_t node, Sym3& block) const {
    for (std::size_t h = couplingStart_[node]; h < couplingStart_[node + 1]; ++h) {
        const std::int32_t c = couplingEdges_[h].spring;
        const Tangent& t = couplingTangent_[at(c >= 0 ? c : ~c)];
        block.addIsotropic(t.alpha);
        block.addDyad(t.beta, t.n);
    }
}

bool SpringSystem::closeDiagonal(std::size_t node, const TangentOptions& options, const Sym3& cut, Sym3& block,
                                 Sym3& inverse) const {
    Sym3 definite = block;
    definite.xx += cut.xx;
    definite.xy += cut.xy;
    definite.xz += cut.xz;
    definite.yy += cut.yy;
    definite.yz += cut.yz;
    definite.zz += cut.zz;
    bool weak = false;
    inverse = inverseOf(definite, weak);
    if (weak && options.weakShift > 0.0) {
        double around = 0.0;
        for (std::size_t h = rowStart_[node]; h < rowStart_[node + 1]; ++h) {
            const std::int32_t s = halfEdges_[h].spring;
            const std::size_t spring = at(s >= 0 ? s : ~s);
            around += frame_ ? frameSprings_.laws()[at(compactTangent_.places()[spring])].stiffness_N_per_m
                             : problem_.laws[spring].stiffness_N / problem_.laws[spring].restLength_m;
        }
        const double shift = options.weakShift * around;
        block.addIsotropic(shift);
        definite.addIsotropic(shift);
        bool still = false;
        inverse = inverseOf(definite, still);
    }
    return weak;
}

int SpringSystem::assembleFull(const TangentOptions& options) {
    const std::size_t nodes = at(nodeCount_);
    keepsNegative_ = options.exact;
    edges_.resize(halfEdges_.size());
    tangent_.resize(springs_.size());
    diagonal_.resize(nodes);
    inverseDiagonal_.resize(nodes);
    const int springChunks = chunkCountOf(springs_.size(), kSpringChunk);
    parallelForChunks(threads_, springChunks, [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kSpringChunk, springs_.size());
        for (int s = range.begin; s < range.end; ++s) {
            const SpringState& state = state_[at(s)];
            const auto [alpha, axial] = tangentOf(state.alpha, state.axial, state.linear, options);
            tangent_[at(s)] = {state.n, alpha, axial - alpha};
        }
    });

    const int chunks = nodeChunks();
    dotSums_.reset(chunks);
    parallelForChunks(threads_, chunks, [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
        double weakNodes = 0.0;
        for (int node = range.begin; node < range.end; ++node) {
            const std::size_t i = at(node);
            if (held_[i] != 0) {
                diagonal_[i] = {};
                inverseDiagonal_[i] = {};
                continue;
            }
            packEdges(i);
            Sym3 block;
            Sym3 cut; // what makes `block` positive semidefinite again when negative geometric stiffness is kept
            addInertia(i, block);
            addCouplings(i, block);
            for (std::size_t h = rowStart_[i]; h < rowStart_[i + 1]; ++h) {
                const std::int32_t s = halfEdges_[h].spring;
                const Tangent& t = tangent_[at(s >= 0 ? s : ~s)];
                block.addIsotropic(t.alpha);
                block.addDyad(t.beta, t.n);
                if (t.alpha < 0.0) {
                    cut.addIsotropic(-t.alpha);
                    cut.addDyad(t.alpha, t.n);
                }
            }
            weakNodes += closeDiagonal(i, options, cut, block, inverseDiagonal_[i]) ? 1.0 : 0.0;
            diagonal_[i] = block;
        }
        dotSums_.slot(chunk) = {weakNodes};
    });
    return static_cast<int>(dotSums_.total()[0]);
}

void SpringSystem::layCompact() {
    if (!compactTangent_.laid()) {
        // What acts along a guide costs more: apart from the rest.
        std::vector<std::uint8_t> kinds;
        for (const Vec3& guide : graph_.guides) {
            kinds.push_back(dot3(guide, guide) > 0.0 ? 1 : 0);
        }
        compactTangent_.lay(nodeCount_, rowStart_, halfEdges_, springs_.size(), kinds, threads_);
        frameSprings_.lay(graph_, compactTangent_);
    }
}

CompactTangent& SpringSystem::compactCopy() {
    assert(!frame_);
    layCompact();
    tangentAge_ = -1;
    compactSprings_.resize(springs_.size());
    parallelForChunks(threads_, chunkCountOf(springs_.size(), kSpringChunk), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kSpringChunk, springs_.size());
        for (int s = range.begin; s < range.end; ++s) {
            const Tangent& t = tangent_[at(s)];
            const double alpha = std::max(t.alpha, 0.0);
            compactSprings_[at(compactTangent_.places()[at(s)])] = compacted(alpha, t.beta + t.alpha - alpha, t.n);
        }
    });
    compactTangent_.links().clear();
    parallelForChunks(threads_, nodeChunks(), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, at(nodeCount_));
        for (int node = range.begin; node < range.end; ++node) {
            if (held_[at(node)] != 0) {
                compactTangent_.setHeld(node);
                continue;
            }
            Sym3 cut;
            Sym3 block = compactTangent_.setRow(node, compactSprings_, cut);
            addInertia(at(node), block);
            addCouplings(at(node), block);
            Sym3 inverse;
            closeDiagonal(at(node), {}, cut, block, inverse);
            compactTangent_.setDiagonal(node, block, inverse);
        }
    });
    return compactTangent_;
}

void SpringSystem::scaleByDiagonal(const std::vector<Vec3>& f, std::vector<Vec3>& z) const {
    z.resize(f.size());
    for (std::size_t i = 0; i < f.size(); ++i) {
        z[i] = frame_ ? compactTangent_.scaleByDiagonal(static_cast<int>(i), f[i]) : inverseDiagonal_[i].times(f[i]);
    }
}

void SpringSystem::packEdges(std::size_t node) {
    for (std::size_t h = rowStart_[node]; h < rowStart_[node + 1]; ++h) {
        const HalfEdge edge = halfEdges_[h];
        const Tangent& t = tangent_[at(edge.spring >= 0 ? edge.spring : ~edge.spring)];
        edges_[h] = {t.alpha, t.beta, t.n[0], t.n[1], t.n[2], edge.other};
    }
}

double SpringSystem::multiply(const std::vector<Vec3>& p, std::vector<Vec3>& y) {
    const std::size_t nodes = at(nodeCount_);
    const int chunks = nodeChunks();
    dotSums_.reset(chunks);
    parallelForChunks(threads_, chunks, [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
        double sum = 0.0;
        for (int node = range.begin; node < range.end; ++node) {
            const std::size_t i = at(node);
            if (held_[i] != 0) {
                y[i] = Vec3::Zero();
                continue;
            }
            const Vec3 own = diagonal_[i].times(p[i]);
            double x0 = own[0];
            double x1 = own[1];
            double x2 = own[2];
            const auto subtract = [&](double alpha, double beta, double nx, double ny, double nz, const Vec3& q) {
                const double c = beta * ((nx * q[0] + ny * q[1]) + nz * q[2]);
                x0 -= alpha * q[0] + c * nx;
                x1 -= alpha * q[1] + c * ny;
                x2 -= alpha * q[2] + c * nz;
            };
            for (std::size_t h = rowStart_[i]; h < rowStart_[i + 1]; ++h) {
                const EdgeCoefficient& e = edges_[h];
                subtract(e.alpha, e.beta, e.nx, e.ny, e.nz, p[at(e.other)]);
            }
            for (std::size_t h = couplingStart_[i]; h < couplingStart_[i + 1]; ++h) {
                const HalfEdge edge = couplingEdges_[h];
                const Tangent& t = couplingTangent_[at(edge.spring >= 0 ? edge.spring : ~edge.spring)];
                subtract(t.alpha, t.beta, t.n[0], t.n[1], t.n[2], p[at(edge.other)]);
            }
            y[i] = {x0, x1, x2};
            sum += (p[i][0] * x0 + p[i][1] * x1) + p[i][2] * x2;
        }
        dotSums_.slot(chunk) = {sum};
    });
    return dotSums_.total()[0];
}

} // namespace fascia::sim
