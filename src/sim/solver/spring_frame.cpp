// SpringSystem: forces and tangent of a frame in one vectorised pass over the rows.

#include <algorithm>
#include <limits>

#include "sim/solver/slice_sum.h"
#include "sim/solver/spring_system.h"

namespace fascia::sim {

namespace {

constexpr int kChunkSlices = kNodeChunk / kSliceRows;
static_assert(kNodeChunk % kSliceRows == 0);

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

Sym3 blockOf(const FrameSlice::Lanes (&lanes)[6], std::size_t lane) {
    return {lanes[0][lane], lanes[1][lane], lanes[2][lane], lanes[3][lane], lanes[4][lane], lanes[5][lane]};
}

} // namespace

double SpringSystem::closeFrameRow(int node, std::size_t lane, const FrameSlice& slice, const TangentOptions& options) {
    if (held_[at(node)] != 0) {
        compactTangent_.setHeld(node);
        return 0.0;
    }
    Sym3 block = blockOf(slice.diagonal, lane);
    addCouplings(at(node), block);
    Sym3 inverse;
    const bool weak =
        closeDiagonal(at(node), options, slice.hasCut ? blockOf(slice.cut, lane) : Sym3{}, block, inverse);
    compactTangent_.setDiagonal(node, block, inverse);
    return weak ? 1.0 : 0.0;
}

int SpringSystem::tangentAge(const TangentOptions& options) const {
    return assembledFor_ == options && weakNodes_ == 0 ? tangentAge_ : -1;
}

bool SpringSystem::coupledSlice(int slice) const {
    const int first = slice * kSliceRows;
    const int last = std::min(nodeCount_, first + kSliceRows);
    return couplingInSlice_[at(slice)] != 0 || couplingStart_[at(first)] != couplingStart_[at(last)];
}

void SpringSystem::framePass(const Positions& x, std::vector<Vec3>* force_N, const TangentOptions* tangent,
                             Renew renew) {
    const FrameRows rows = frameSprings_.rows(compactTangent_);
    const bool noise = tangent != nullptr || !haveNoise_;
    const int chunks = nodeChunks();
    springSums_.reset(chunks);
    nodeSums_.reset(chunks);
    dotSums_.reset(chunks);
    FrameTangent target = compactTangent_.target();
    if (tangent != nullptr) {
        target.floor = tangent->floor;
        target.exact = tangent->exact;
        target.addend = frameAddend_N_per_m_.data();
    }
    parallelForChunks(threads_, chunks, [&](int chunk) {
        FrameSlice slice;
        NodeTotals totals{};
        double weak = 0.0;
        const int end = std::min(compactTangent_.slices(), (chunk + 1) * kChunkSlices);
        for (int s = chunk * kChunkSlices; s < end; ++s) {
            const bool made = tangent != nullptr && (renew == Renew::all || coupledSlice(s));
            if (made) {
                frameKernels_->forceAndTangent(rows, target, s, slice);
            } else {
                (noise ? frameKernels_->forceAndNoise : frameKernels_->force)(rows, s, slice);
            }
            const int last = std::min(nodeCount_, (s + 1) * kSliceRows);
            if (made) {
                couplingInSlice_[at(s)] = couplingStart_[at(s * kSliceRows)] != couplingStart_[at(last)] ? 1 : 0;
            }
            for (int node = s * kSliceRows; node < last; ++node) {
                const std::size_t lane = at(node % kSliceRows);
                if (force_N != nullptr) {
                    const Vec3 springs(slice.force[0][lane], slice.force[1][lane], slice.force[2][lane]);
                    (*force_N)[at(node)] = balanceNode(at(node), springs, x, nullptr, totals);
                }
                const bool coupled = couplingStart_[at(node)] != couplingStart_[at(node) + 1];
                if (made && (!slice.regular || coupled || held_[at(node)] != 0)) {
                    weak += closeFrameRow(node, lane, slice, *tangent);
                }
            }
        }
        // Every spring was seen from both its ends.
        springSums_.slot(chunk) = {0.5 * sliceSum(slice.energy), 0.5 * sliceSum(slice.magnitude),
                                   sliceSum(slice.internal2), 0.5 * sliceSum(slice.noise2),
                                   0.5 * sliceSum(slice.energyNoise2)};
        nodeSums_.slot(chunk) = totals;
        dotSums_.slot(chunk) = {weak};
    });
    springTotals_[0] = springSums_.total()[0];
    if (noise) {
        springTotals_ = springSums_.total();
        haveNoise_ = true;
    }
    assembled_ = tangent != nullptr;
    if (assembled_) {
        assembledFor_ = *tangent;
        if (renew == Renew::all) {
            tangentAge_ = 0;
        }
        weakNodes_ = static_cast<int>(dotSums_.total()[0]);
    }
}

int SpringSystem::assembleFrame(const TangentOptions& options) {
    if (!assembled_ || assembledFor_ != options) {
        framePass({}, nullptr, &options, Renew::all);
    }
    std::vector<CompactTangent::Link>& links = compactTangent_.links();
    links.clear();
    for (std::size_t c = 0; c < problem_.couplings.size(); ++c) {
        const Coupling& coupling = problem_.couplings[c];
        const Tangent& t = couplingTangent_[c];
        if (coupling.a != coupling.b && held_[at(coupling.a)] == 0 && held_[at(coupling.b)] == 0) {
            links.push_back({coupling.a, coupling.b, static_cast<float>(t.alpha), static_cast<float>(t.beta),
                             static_cast<float>(t.n[0]), static_cast<float>(t.n[1]), static_cast<float>(t.n[2])});
        }
    }
    return weakNodes_;
}

} // namespace fascia::sim
