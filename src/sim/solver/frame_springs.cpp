#include "sim/solver/frame_springs.h"

#include <algorithm>

#include "sim/core/parallel.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

bool isGuide(const EquilibriumProblem& problem, std::size_t spring) {
    return !problem.guides.empty() && dot3(problem.guides[spring], problem.guides[spring]) > 0.0;
}

} // namespace

void FrameSprings::lay(std::size_t nodes, std::size_t springs) {
    nodes_ = nodes;
    packed_.assign(springs + 1, {});
    squeezing_.resize(at(chunkCountOf(springs, kSpringChunk)));
    strayGuide_.resize(squeezing_.size());
    guided_.assign(springs, 0);
    position_m_.assign((nodes + kSliceRows - 1) / kSliceRows * kSliceRows * 4, 0.0);
}

void FrameSprings::take(const EquilibriumProblem& problem, const std::vector<Ends>& springs,
                        const CompactTangent& tangent, int threads) {
    const auto pack = [&] {
        parallelForChunks(threads, static_cast<int>(squeezing_.size()), [&](int chunk) {
            const ChunkRange range = chunkRange(chunk, kSpringChunk, guided_.size());
            std::vector<std::int32_t>& squeezing = squeezing_[at(chunk)];
            squeezing.clear();
            bool stray = false;
            for (std::size_t s = at(range.begin); s < at(range.end); ++s) {
                const SpringLaw& law = problem.laws[s];
                const auto ratio = static_cast<float>(law.compressionRatio);
                packed_[s] = {law.restLength_m, law.stiffness_N, law.offsetTension_N, static_cast<float>(law.toeStrain),
                              law.squeezeStiffens ? -ratio : ratio};
                if (law.squeezeStiffens) {
                    squeezing.push_back(static_cast<std::int32_t>(s));
                }
                const bool guide = isGuide(problem, s);
                stray = stray || guide != (guided_[s] != 0);
                if (guide && guided_[s] != 0) {
                    double* to = guides_.data() + 8 * at(guided_[s] - 1) + 4;
                    for (std::size_t c = 0; c < 3; ++c) {
                        to[c] = problem.guides[s][static_cast<Eigen::Index>(c)];
                        to[4 + c] = -to[c];
                    }
                }
            }
            strayGuide_[at(chunk)] = stray ? 1 : 0;
        });
    };
    pack();
    if (std::any_of(strayGuide_.begin(), strayGuide_.end(), [](std::uint8_t stray) { return stray != 0; })) {
        layGuides(problem, springs, tangent);
        pack();
    }
}

/// Numbers the guides and tells every slot which is its own.
void FrameSprings::layGuides(const EquilibriumProblem& problem, const std::vector<Ends>& springs,
                             const CompactTangent& tangent) {
    std::int32_t count = 0;
    for (std::size_t s = 0; s < guided_.size(); ++s) {
        guided_[s] = isGuide(problem, s) ? ++count : 0;
    }
    guides_.assign(4 + 8 * at(count), 0.0);
    guideOf_.assign(tangent.slots(), 0);
    guidedRow_.assign(tangent.slots() / kSliceRows, 0);
    for (int row = 0; row < tangent.nodes(); ++row) {
        tangent.forSlots(row, [&](std::size_t slot) {
            const std::size_t s = at(tangent.springOf(slot));
            if (guided_[s] != 0) {
                const bool second = springs[s][1] == row;
                guideOf_[slot] = 2 * guided_[s] - (second ? 0 : 1);
                guidedRow_[slot / kSliceRows] = 1;
            }
        });
    }
    if (count == 0) {
        guidedRow_.clear();
    }
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
            tangent.springs(),
            packed_.data(),
            position_m_.data(),
            guides ? guidedRow_.data() : nullptr,
            guides ? guideOf_.data() : nullptr,
            guides_.data()};
}

std::size_t FrameSprings::bytes() const {
    const auto of = [](const auto& v) { return v.size() * sizeof(v[0]); };
    return of(packed_) + of(position_m_) + of(guided_) + of(guidedRow_) + of(guideOf_) + of(guides_);
}

} // namespace fascia::sim
