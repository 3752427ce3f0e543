// The slow states of all springs, and the stiffness they leave: vectors and plain C++ give the same bits.

#include <cmath>
#include <random>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/tissue/tissue_springs.h"
#include "support/same_bits.h"

using namespace fascia::sim;
using fascia::test::sameBits;

namespace {

/// Springs of every kind between random nodes, in all states.
struct RandomTissue {
    static constexpr std::size_t kNodes = 60;
    static constexpr std::size_t kSprings = 1003; // not whole vectors

    TissueParameters parameters;
    std::vector<std::array<std::int32_t, 2>> ends;
    std::vector<std::uint8_t> flags, region;
    std::vector<double> nodeBondLoad_Pa, nodeFibreLoad_Pa;
    std::vector<double> guard{0.0, 0.3, 1.0};
    std::vector<double> muscleFactor{1.0, 1.7, 0.9};
    std::vector<double> bondLoad_Pa, fibreLoadNow_Pa, fibreLoad_Pa, bondOpening, hydration, swelling, elongation,
        adhesion, axialStiffness_N, elasticTension_N, branch_N;
    std::vector<SpringLaw> base;
    ElasticSprings elastic;
    std::vector<double> released, changed;

    explicit RandomTissue(unsigned seed) {
        std::mt19937 random(seed);
        const auto uniform = [&](double low, double high) {
            return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
        };
        const auto nowAndThen = [&](double value) { return random() % 3 == 0 ? value : 0.0; };
        for (std::size_t i = 0; i < kNodes; ++i) {
            nodeBondLoad_Pa.push_back(i % 5 == 0 ? 0.0 : uniform(0.0, 2.5 * parameters.bondStress_Pa));
            nodeFibreLoad_Pa.push_back(i % 5 == 0 ? 0.0 : uniform(-2e3, 8e3));
        }
        for (std::size_t s = 0; s < kSprings; ++s) {
            ends.push_back(
                {static_cast<std::int32_t>(random() % kNodes), static_cast<std::int32_t>(random() % kNodes)});
            // Runs of alike springs, as in a web, and ends of runs.
            std::uint8_t of = s % 100 < 60 ? kFascial | kTonePulls : (s % 100 < 75 ? kGuided | kMuscleBulk : 0);
            of = s % 17 < 5 ? of | kOneColumn : of;
            flags.push_back(of);
            region.push_back(static_cast<std::uint8_t>(s % 40 < 25 ? 1 : random() % guard.size()));
            bondLoad_Pa.push_back(nowAndThen(uniform(0.0, 500.0)));
            fibreLoadNow_Pa.push_back(uniform(-1e3, 8e3));
            fibreLoad_Pa.push_back(uniform(-1e3, 8e3));
            bondOpening.push_back(nowAndThen(uniform(0.0, 1.0)));
            hydration.push_back(uniform(0.05, 1.0));
            swelling.push_back(nowAndThen(uniform(0.0, 0.1)));
            elongation.push_back(nowAndThen(uniform(0.0, 0.05)));
            adhesion.push_back(uniform(0.0, 1.0));
            SpringLaw law;
            law.restLength_m = uniform(1e-3, 1e-2);
            law.stiffness_N = uniform(0.1, 10.0);
            law.toeStrain = nowAndThen(0.08);
            law.compressionRatio = nowAndThen(0.1);
            law.squeezeStiffens = (of & kGuided) != 0;
            base.push_back(law);
            axialStiffness_N.push_back(s % 7 == 0 ? 0.0 : law.stiffness_N * (s % 7 == 1 ? 1.0 : uniform(0.5, 2.0)));
            elasticTension_N.push_back(uniform(-0.1, 0.4));
            for (int k = 0; k < kBranches; ++k) {
                branch_N.push_back(uniform(-0.05, 0.05));
            }
        }
        elastic.resize(kSprings);
        released.resize(kSprings);
        changed.resize(kSprings);
    }

    TissueStates states() {
        return {bondLoad_Pa.data(), fibreLoadNow_Pa.data(), fibreLoad_Pa.data(), bondOpening.data(),
                hydration.data(),   swelling.data(),        elongation.data(),   adhesion.data()};
    }
    TissueInputs inputs(const TissueInterval& over, bool on) {
        return {&over,
                &parameters,
                ends.data(),
                flags.data(),
                region.data(),
                nodeBondLoad_Pa.data(),
                nodeFibreLoad_Pa.data(),
                guard.data(),
                0.4,
                on,
                on,
                on,
                on};
    }
    StiffnessInputs stiffnessInputs() {
        return {&parameters,         base.data(),     flags.data(),    region.data(),
                muscleFactor.data(), adhesion.data(), swelling.data(), elongation.data()};
    }
    StiffnessOutputs stiffnessOutputs() {
        double* q = branch_N.data();
        return {&elastic, axialStiffness_N.data(), elasticTension_N.data(), {q, q + kSprings, q + 2 * kSprings}};
    }
};

} // namespace

TEST_CASE("slow states of springs: vectors and plain C++ give the same bits", "[unit][tissue]") {
    for (const double formation_per_s : {0.0, 5e-8, 1e-2}) {
        for (const bool on : {false, true}) {
            RandomTissue vectors(3);
            RandomTissue plain = vectors;
            for (const double dt_s : {0.1, 0.1, 40.0, 3600.0}) {
                const TissueInterval over(dt_s, vectors.parameters, formation_per_s);
                const std::size_t begin = dt_s > 1.0 ? 3 : 0;
                advanceTissueSprings(vectors.states(), vectors.inputs(over, on), begin, RandomTissue::kSprings,
                                     vectors.released.data(), vectors.changed.data());
                advanceTissueSpringsPlain(plain.states(), plain.inputs(over, on), begin, RandomTissue::kSprings,
                                          plain.released.data(), plain.changed.data());
                CHECK(sameBits(vectors.bondLoad_Pa, plain.bondLoad_Pa));
                CHECK(sameBits(vectors.fibreLoadNow_Pa, plain.fibreLoadNow_Pa));
                CHECK(sameBits(vectors.fibreLoad_Pa, plain.fibreLoad_Pa));
                CHECK(sameBits(vectors.bondOpening, plain.bondOpening));
                CHECK(sameBits(vectors.hydration, plain.hydration));
                CHECK(sameBits(vectors.swelling, plain.swelling));
                CHECK(sameBits(vectors.elongation, plain.elongation));
                CHECK(sameBits(vectors.adhesion, plain.adhesion));
                CHECK(sameBits(vectors.released, plain.released));
                CHECK(sameBits(vectors.changed, plain.changed));
            }
        }
    }
}

TEST_CASE("slow states of springs follow the laws; other springs keep theirs", "[unit][tissue]") {
    RandomTissue tissue(5);
    const RandomTissue before = tissue;
    const TissueInterval over(30.0, tissue.parameters, 1e-6);
    advanceTissueSprings(tissue.states(), tissue.inputs(over, true), 0, RandomTissue::kSprings, tissue.released.data(),
                         tissue.changed.data());
    int eased = 0;
    for (std::size_t s = 0; s < RandomTissue::kSprings; ++s) {
        if ((before.flags[s] & kFascial) == 0) {
            CHECK(tissue.adhesion[s] == before.adhesion[s]);
            CHECK(tissue.fibreLoad_Pa[s] == before.fibreLoad_Pa[s]);
            CHECK(tissue.changed[s] == 0.0);
            continue;
        }
        const auto a = static_cast<std::size_t>(before.ends[s][0]);
        const auto b = static_cast<std::size_t>(before.ends[s][1]);
        const double share = (before.flags[s] & kOneColumn) != 0 ? 1.0 : 0.5;
        const double bonds_Pa = share * (before.nodeBondLoad_Pa[a] + before.nodeBondLoad_Pa[b]);
        CHECK(tissue.bondLoad_Pa[s] == bonds_Pa);
        const double guard = before.guard[before.region[s]];
        const BondOpening opening =
            advanceOpening(before.bondOpening[s], 0.5 * (before.bondLoad_Pa[s] + bonds_Pa), over, before.parameters);
        CHECK(tissue.bondOpening[s] == opening.open);
        CHECK(tissue.adhesion[s] ==
              advanceAdhesion(before.adhesion[s], opening.meanCube, guard, true, over, before.parameters));
        const Water water = advanceWater({before.hydration[s], before.swelling[s]}, before.adhesion[s], 0.4,
                                         tissue.fibreLoad_Pa[s], true, over, before.parameters);
        CHECK(tissue.hydration[s] == water.hydration);
        CHECK(tissue.swelling[s] == water.swelling);
        CHECK(tissue.elongation[s] == advanceElongation(before.elongation[s], tissue.fibreLoad_Pa[s], water.hydration,
                                                        guard, true, over.dt_s, before.parameters));
        eased += tissue.released[s] > 0.0 ? 1 : 0;
    }
    CHECK(eased > 50);
}

TEST_CASE("stiffness of springs: the same bits, and memory goes with it", "[unit][tissue]") {
    RandomTissue vectors(7);
    RandomTissue plain = vectors;
    const RandomTissue before = vectors;
    for (const std::size_t begin : {std::size_t{0}, std::size_t{2}}) {
        stiffenSprings(vectors.stiffnessInputs(), vectors.stiffnessOutputs(), begin, RandomTissue::kSprings);
        stiffenSpringsPlain(plain.stiffnessInputs(), plain.stiffnessOutputs(), begin, RandomTissue::kSprings);
        CHECK(sameBits(vectors.axialStiffness_N, plain.axialStiffness_N));
        CHECK(sameBits(vectors.elasticTension_N, plain.elasticTension_N));
        CHECK(sameBits(vectors.branch_N, plain.branch_N));
        CHECK(sameBits(vectors.elastic.restLength_m, plain.elastic.restLength_m));
        CHECK(sameBits(vectors.elastic.stiffness_N_per_m, plain.elastic.stiffness_N_per_m));
        CHECK(sameBits(vectors.elastic.toeElongation_m, plain.elastic.toeElongation_m));
        CHECK(sameBits(vectors.elastic.compressionRatio, plain.elastic.compressionRatio));
    }
    for (std::size_t s = 0; s < RandomTissue::kSprings; ++s) {
        const double scale =
            before.axialStiffness_N[s] > 0.0 ? vectors.axialStiffness_N[s] / before.axialStiffness_N[s] : 1.0;
        CHECK(vectors.elasticTension_N[s] == Catch::Approx(scale * before.elasticTension_N[s]).epsilon(1e-12));
        CHECK(vectors.elastic.restLength_m[s] == before.base[s].restLength_m * (1.0 + before.elongation[s]));
        CHECK(std::signbit(vectors.elastic.compressionRatio[s]) == before.base[s].squeezeStiffens);
    }
}
