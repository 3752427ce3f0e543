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
    std::vector<std::int32_t> springAt(graph.guides.size(), 0); // by place
    for (std::size_t s = 0; s < springAt.size(); ++s) {
        springAt[at(places[s])] = static_cast<std::int32_t>(s);
    }
    // By place: which of guides_, from 1, or 0; and the second node. Guides lie in the order of places.
    std::vector<std::int32_t> guided(graph.springs.size(), 0);
    std::vector<std::int32_t> second = guided;
    guides_.assign(3, 0.0);
    std::int32_t count = 0;
    for (std::size_t place = 0; place < springAt.size(); ++place) {
        const Vec3& guide = graph.guides[at(springAt[place])];
        if (dot3(guide, guide) > 0.0) {
            guided[place] = ++count;
            second[place] = graph.springs[at(springAt[place])][1];
            guides_.insert(guides_.end(), {guide[0], guide[1], guide[2]});
        }
    }
    guides_.push_back(0.0); // read with the last one
    guideOf_.clear();
    guidedRow_.clear();
    if (count == 0) {
        return;
    }
    guideOf_.assign(tangent.slots(), 0);
    guidedRow_.assign(tangent.slots() / kSliceRows, 0);
    for (int row = 0; row < tangent.nodes(); ++row) {
        tangent.forSlots(row, [&](std::size_t slot) {
            const std::size_t place = at(tangent.placeOfSlot(slot));
            if (guided[place] != 0) {
                guideOf_[slot] = second[place] == row ? -guided[place] : guided[place];
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
