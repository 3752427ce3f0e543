#include "sim/solver/frame_springs.h"

#include <cassert>

#include "sim/core/parallel.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

} // namespace

void FrameSprings::lay(const SpringGraph& graph, const CompactTangent& tangent) {
    nodes_ = at(tangent.nodes());
    position_m_.assign(at(tangent.slices()) * kSliceRows * 4, 0.0);
    const std::span<const std::int32_t> places = tangent.places();
    std::vector<std::int32_t> guided(graph.springs.size(), 0); // by place: 1 + which pair of guides_, or 0
    std::vector<std::int32_t> second = guided;                 // likewise: the second node
    std::int32_t count = 0;
    for (std::size_t s = 0; s < graph.guides.size(); ++s) {
        if (dot3(graph.guides[s], graph.guides[s]) > 0.0) {
            guided[at(places[s])] = ++count;
            second[at(places[s])] = graph.springs[s][1];
        }
    }
    if (count == 0) {
        return;
    }
    guides_.assign(4 + 8 * at(count), 0.0);
    guideOf_.assign(tangent.slots(), 0);
    guidedRow_.assign(tangent.slots() / kSliceRows, 0);
    for (std::size_t s = 0; s < graph.guides.size(); ++s) {
        const std::int32_t pair = guided[at(places[s])];
        for (std::size_t c = 0; c < 3 && pair != 0; ++c) {
            double* to = guides_.data() + 8 * at(pair - 1) + 4 + c;
            to[0] = graph.guides[s][static_cast<Eigen::Index>(c)];
            to[4] = -to[0];
        }
    }
    for (int row = 0; row < tangent.nodes(); ++row) {
        tangent.forSlots(row, [&](std::size_t slot) {
            const std::size_t place = at(tangent.placeOfSlot(slot));
            if (guided[place] != 0) {
                guideOf_[slot] = 2 * guided[place] - (second[place] == row ? 0 : 1);
                guidedRow_[slot / kSliceRows] = 1;
            }
        });
    }
}

void FrameSprings::take(const EquilibriumProblem& problem, std::span<const std::int32_t> places, int threads) {
    if (!problem.packedLaws.empty()) {
        laws_ = problem.packedLaws.first(problem.packedLaws.size() - 1);
        assert(problem.packedLaws.back().stiffness_N_per_m == 0.0 && problem.packedLaws.back().offsetTension_N == 0.0);
        return;
    }
    packed_.resize(problem.laws.size() + 1);
    parallelForChunks(threads, chunkCountOf(problem.laws.size(), kSpringChunk), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kSpringChunk, problem.laws.size());
        for (std::size_t s = at(range.begin); s < at(range.end); ++s) {
            packed_[at(places[s])] = packed(problem.laws[s]);
        }
    });
    laws_ = {packed_.data(), problem.laws.size()};
}

void FrameSprings::place(const Vec3* position_m, int threads) {
    parallelForChunks(threads, chunkCountOf(nodes_, kNodeChunk), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes_);
        for (int row = range.begin; row < range.end; ++row) {
            double* to = position_m_.data() + 4 * at(row);
            const double* from = position_m[row].data();
            to[0] = from[0];
            to[1] = from[1];
            to[2] = from[2];
        }
    });
}

FrameRows FrameSprings::rows(const CompactTangent& tangent) const {
    const CompactTangentView view = tangent.view();
    const bool guides = !guidedRow_.empty();
    return {view.start,
            view.offset,
            tangent.placesOfSlots(),
            laws_.data(),
            position_m_.data(),
            guides ? guidedRow_.data() : nullptr,
            guides ? guideOf_.data() : nullptr,
            guides_.data()};
}

std::size_t FrameSprings::bytes() const {
    const auto of = [](const auto& v) { return v.size() * sizeof(v[0]); };
    return of(packed_) + of(position_m_) + of(guidedRow_) + of(guideOf_) + of(guides_);
}

} // namespace fascia::sim
