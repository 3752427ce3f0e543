// The slow states of the tissue, and what follows from them: stiffness, relaxation, soreness.

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

#include "sim/autonomic/muscle_laws.h"
#include "sim/tissue/tissue_laws.h"
#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

constexpr std::size_t kTissueBlock = 256; // springs whose states stay in the cache from pass to pass

} // namespace

World::Impl::StiffnessPass World::Impl::stiffnessPass() {
    muscleFactor.resize(state.guard.size());
    for (std::size_t r = 0; r < muscleFactor.size(); ++r) {
        muscleFactor[r] = muscleStiffening(state.guard[r], state.muscleEase[r], state.parameters);
    }
    state.axialStiffness_N.resize(springs(), 0.0);
    elasticSprings.resize(springs());
    double* branch_N = state.branch_N.data();
    return {{&state.parameters.tissue, stiffness.base.data(), stiffness.flags.data(), web->springRegion.data(),
             muscleFactor.data(), state.adhesion.data(), state.swelling.data(), state.elongation.data()},
            {&elasticSprings,
             state.axialStiffness_N.data(),
             state.elasticTension_N.data(),
             {branch_N, branch_N + springs(), branch_N + 2 * springs()}}};
}

void World::Impl::refreshAdhesion() {
    const StiffnessPass pass = stiffnessPass();
    forStateChunks(threads, springs(),
                   [&](std::size_t begin, std::size_t end) { stiffenSprings(pass.inputs, pass.outputs, begin, end); });
}

void World::Impl::refreshSlowing(std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
        // To the nearest; hydration is positive.
        const auto level =
            static_cast<std::uint16_t>(static_cast<std::int32_t>(state.hydration[s] * kHydrationLevels + 0.5));
        slowingLevel[s] = stiffness.fascial(s) ? level : kPlainLevel;
    }
}

void World::Impl::refreshSlowing() {
    slowingLevel.resize(springs());
    forStateChunks(threads, springs(), [&](std::size_t begin, std::size_t end) { refreshSlowing(begin, end); });
}

void World::Impl::refreshNodeLoad() {
    extraTension_N.resize(springs());
    forEach(threads, springs(), [&](std::size_t s) {
        extraTension_N[s] = state.elasticTension_N[s] - state.axialStiffness_N[s] * state.restingResponse[s];
    });
    territory.measure(*web, nodeSprings, state.position, extraTension_N, state.bondLine, threads, nodeFibreLoad_Pa,
                      nodeBondLoad_Pa);
    view.principalCurrent = false;
}

double World::Impl::advanceTissue(double formingTone, const AfterSprings& then) {
    const double dt = state.tissueDue_s;
    assert(dt > 0.0);
    state.tissueDue_s = 0.0;
    view.slowCurrent = false;
    const TissueParameters& p = state.parameters.tissue;
    refreshNodeLoad();
    const std::size_t regions = state.guard.size();
    const TissueInterval over(dt, p, bondFormation_per_s(formingTone, on(Hypothesis::stressAdheres), p));
    const bool wets = on(Hypothesis::hydration);
    const TissueStates states{state.bondLoad_Pa.data(), state.fibreLoadNow_Pa.data(), state.fibreLoad_Pa.data(),
                              state.bondOpening.data(), state.hydration.data(),       state.swelling.data(),
                              state.elongation.data(),  state.adhesion.data()};
    const TissueInputs inputs{&over,
                              &p,
                              web->springNodes.data(),
                              stiffness.flags.data(),
                              web->springRegion.data(),
                              nodeBondLoad_Pa.data(),
                              nodeFibreLoad_Pa.data(),
                              state.guard.data(),
                              state.tone,
                              on(Hypothesis::adhesionRelease),
                              wets,
                              on(Hypothesis::waterHardens),
                              on(Hypothesis::lastingElongation)};
    const StiffnessPass stiffen = stiffnessPass();
    // Sums for each region are gathered in chunks and added in order: they do not depend on threads.
    const std::size_t chunks = stateChunks(springs());
    std::vector<double> releasedIn(chunks * regions, 0.0);
    std::vector<double> changedIn(chunks, 0.0);
    releaseRate_per_s.resize(springs(), 0.0F);
    forStateChunks(threads, springs(), [&](std::size_t first, std::size_t last) {
        const std::size_t chunk = first / kStateChunk;
        std::array<double, kTissueBlock> releasedOf;
        std::array<double, kTissueBlock> changedOf;
        for (std::size_t begin = first; begin < last; begin += kTissueBlock) {
            const std::size_t end = std::min(last, begin + kTissueBlock);
            advanceTissueSprings(states, inputs, begin, end, releasedOf.data(), changedOf.data());
            for (std::size_t s = begin; s < end; ++s) {
                const double released = releasedOf[s - begin];
                releasedIn[chunk * regions + web->springRegion[s]] += released;
                releaseRate_per_s[s] = static_cast<float>(released / dt);
                changedIn[chunk] += changedOf[s - begin];
            }
            stiffenSprings(stiffen.inputs, stiffen.outputs, begin, end);
            if (wets) {
                refreshSlowing(begin, end);
            }
            if (then) {
                then(begin, end);
            }
        }
    });
    std::vector<double> released(regions, 0.0);
    for (std::size_t i = 0; i < releasedIn.size(); ++i) {
        released[i % regions] += releasedIn[i];
    }
    for (std::size_t r = 0; r < state.soreness.size(); ++r) {
        const bool sore = on(Hypothesis::soreness) && regionSprings[r] > 0;
        const Soreness sorer = advanceSoreness({state.sorenessCause[r], state.soreness[r]},
                                               sore ? released[r] / regionSprings[r] : 0.0, dt, p);
        state.sorenessCause[r] = sorer.cause;
        state.soreness[r] = std::min(1.0, sorer.felt);
    }
    double changed = 0.0;
    for (const double part : changedIn) {
        changed += part;
    }
    return fascialSprings > 0 ? changed / fascialSprings : 0.0;
}

} // namespace fascia::sim
