// The passes over all springs before and after a step: the recursion of spring_law.h, and the same bits in vectors.

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/core/math.h"
#include "sim/material/spring_memory.h"
#include "support/same_bits.h"

using namespace fascia::sim;
using fascia::test::sameBits;

namespace {

/// Springs of every kind between random nodes, with a memory.
struct RandomSprings {
    static constexpr std::size_t kNodes = 50;
    static constexpr std::size_t kSprings = 1001; // not whole vectors
    static constexpr double kShares[kBranches] = {0.2, 0.15, 0.1};
    static constexpr double kRelaxed = 1.0 - 0.2 - 0.15 - 0.1;

    std::vector<std::array<std::int32_t, 2>> ends;
    std::vector<double> position_m, guide, branch_N, elasticTension_N, section_m2;
    std::vector<SpringLaw> law;
    ElasticSprings elastic;
    std::vector<Relaxation> relaxation;
    std::vector<std::uint16_t> level;
    std::vector<std::uint8_t> flags, region;
    std::vector<double> guard_Pa{300.0, 0.0, 50.0};
    std::vector<float> reference_N, strain, tension_N, change_N, stress_Pa;

    explicit RandomSprings(unsigned seed) {
        std::mt19937 random(seed);
        const auto uniform = [&](double low, double high) {
            return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
        };
        for (std::size_t i = 0; i < 3 * kNodes + 1; ++i) {
            position_m.push_back(uniform(0.0, 0.01));
        }
        for (int l = 0; l < 7; ++l) {
            Relaxation relax;
            for (std::size_t k = 0; k < kBranches; ++k) {
                const double x = (1.0 + l) * std::pow(0.1, static_cast<double>(k));
                relax.decay[k] = stableExp(-x);
                relax.fresh[k] = kShares[k] * relaxationMean(x);
            }
            relax.instant = kRelaxed + relax.allFresh();
            relax.perInstant = 1.0 / relax.instant;
            relaxation.push_back(relax);
        }
        elastic.resize(kSprings);
        branch_N.resize(kBranches * kSprings);
        for (std::size_t s = 0; s < kSprings; ++s) {
            const auto a = static_cast<std::int32_t>(random() % kNodes);
            const auto b =
                static_cast<std::int32_t>((static_cast<std::size_t>(a) + 1 + random() % (kNodes - 1)) % kNodes);
            ends.push_back({a, b});
            double d[3];
            double length2 = 0.0;
            for (std::size_t c = 0; c < 3; ++c) {
                d[c] =
                    position_m[3 * static_cast<std::size_t>(a) + c] - position_m[3 * static_cast<std::size_t>(b) + c];
                length2 += d[c] * d[c];
            }
            const bool guided = s % 40 < 8; // runs of alike springs, as in a web, and ends of runs
            SpringLaw one;
            one.restLength_m = std::sqrt(length2) * uniform(0.7, 1.3);
            one.stiffness_N = std::pow(10.0, uniform(-1.0, 2.0));
            one.toeStrain = s % 3 == 0 ? uniform(0.0, 0.3) : 0.0;
            one.compressionRatio = guided || s % 4 == 1 ? 1.0 : (s % 4 == 2 ? 0.05 : 0.0);
            one.squeezeStiffens = guided;
            const auto ratio = static_cast<float>(one.compressionRatio);
            elastic.set(s, {one.restLength_m, one.stiffness_N / one.restLength_m,
                            static_cast<float>(one.toeStrain * one.restLength_m), guided ? -ratio : ratio});
            // Toes and ratios are kept in single precision: the law as it is kept.
            one.toeStrain = static_cast<double>(elastic.toeElongation_m[s]) / one.restLength_m;
            one.compressionRatio = static_cast<double>(ratio);
            law.push_back(one);
            for (std::size_t c = 0; c < 3; ++c) {
                guide.push_back(guided ? d[c] / std::sqrt(length2) : 0.0);
            }
            flags.push_back(static_cast<std::uint8_t>((guided ? kGuided : 0) | (s % 100 < 60 ? kTonePulls : 0) |
                                                      (s % 100 > 40 ? kGuardPulls : 0)));
            region.push_back(static_cast<std::uint8_t>(random() % guard_Pa.size()));
            level.push_back(static_cast<std::uint16_t>(s % 64 < 50 ? 2 : random() % relaxation.size()));
            section_m2.push_back(uniform(1e-7, 1e-5));
            elasticTension_N.push_back(uniform(-0.1, 0.4));
            for (std::size_t k = 0; k < kBranches; ++k) {
                branch_N[k * kSprings + s] = uniform(-0.05, 0.05);
            }
            reference_N.push_back(static_cast<float>(uniform(0.0, 0.2)));
        }
        for (auto* out : {&strain, &tension_N, &change_N, &stress_Pa}) {
            out->resize(kSprings);
        }
    }

    SpringMemory memory(bool guards) {
        double* q = branch_N.data();
        return {&elastic,
                relaxation.data(),
                level.data(),
                {q, q + kSprings, q + 2 * kSprings},
                elasticTension_N.data(),
                flags.data(),
                section_m2.data(),
                region.data(),
                pulls(guards)};
    }
    [[nodiscard]] ActivePulls pulls(bool guards) const { return {1000.0, guards ? guard_Pa.data() : nullptr}; }
    SpringMotion motion() {
        return {ends.data(),        position_m.data(), guide.data(),    kRelaxed,        tension_N.data(),
                reference_N.data(), strain.data(),     change_N.data(), stress_Pa.data()};
    }
    [[nodiscard]] double length_m(std::size_t s) const {
        double along = 0.0;
        double length2 = 0.0;
        for (std::size_t c = 0; c < 3; ++c) {
            const double d = position_m[3 * static_cast<std::size_t>(ends[s][0]) + c] -
                             position_m[3 * static_cast<std::size_t>(ends[s][1]) + c];
            along += guide[3 * s + c] * d;
            length2 += d * d;
        }
        return (flags[s] & kGuided) != 0 ? along : std::sqrt(length2);
    }
};

/// Where the laws of springs may be.
std::vector<std::int32_t> shuffledPlaces() {
    std::vector<std::int32_t> places(RandomSprings::kSprings);
    std::iota(places.begin(), places.end(), 0);
    std::shuffle(places.begin(), places.end(), std::mt19937(5));
    return places;
}

} // namespace

TEST_CASE("the elastic spring of a step is the law of a spring", "[unit]") {
    RandomSprings springs(3);
    for (std::size_t s = 0; s < RandomSprings::kSprings; ++s) {
        const SpringLaw& law = springs.law[s];
        for (const double stretch : {-0.7, 0.0, 0.005, 0.2, 0.9, 1.0, 1.05, 1.4}) {
            const double strain = stretch - 1.0;
            const double expected =
                law.stiffness_N *
                elasticResponse(strain, law.toeStrain, law.compressionRatio, law.squeezeStiffens).value;
            CHECK(elasticTension_N(springs.elastic.at(s), stretch * law.restLength_m) ==
                  Catch::Approx(expected).epsilon(1e-9).margin(1e-12));
        }
    }
}

TEST_CASE("memory of springs: the laws of a step and what it leaves follow the recursion", "[unit]") {
    for (const bool guards : {false, true}) {
        RandomSprings springs(7);
        const RandomSprings before = springs;
        const SpringMemory memory = springs.memory(guards);
        const std::vector<std::int32_t> places = shuffledPlaces();
        std::vector<PackedLaw> laws(RandomSprings::kSprings);
        packStepLaws(memory, memory.pulls, {places.data(), laws.data()}, 0, RandomSprings::kSprings);
        acceptStep(memory, springs.motion(), {places.data(), laws.data()}, nullptr, 0, RandomSprings::kSprings);
        for (std::size_t s = 0; s < RandomSprings::kSprings; ++s) {
            const double now_N = elasticTension_N(before.elastic.at(s), before.length_m(s));
            const double active_N =
                before.section_m2[s] *
                (((before.flags[s] & kTonePulls) != 0 ? 1000.0 : 0.0) +
                 (guards && (before.flags[s] & kGuardPulls) != 0 ? before.guard_Pa[before.region[s]] : 0.0));
            const Relaxation& relax = before.relaxation[before.level[s]];
            double tension_N = RandomSprings::kRelaxed * now_N + active_N;
            for (std::size_t k = 0; k < kBranches; ++k) {
                const double q = relax.decay[k] * before.branch_N[k * RandomSprings::kSprings + s] +
                                 relax.fresh[k] * (now_N - before.elasticTension_N[s]);
                CHECK(springs.branch_N[k * RandomSprings::kSprings + s] == Catch::Approx(q).margin(1e-12));
                tension_N += q;
            }
            CHECK(springs.elasticTension_N[s] == Catch::Approx(now_N).margin(1e-12));
            // The law of the step at the new length gives the tension that the step leaves.
            const PackedLaw& law = laws[static_cast<std::size_t>(places[s])];
            const ElasticSpring over{law.restLength_m, law.stiffness_N_per_m, law.toeElongation_m,
                                     law.compressionRatio};
            CHECK(elasticTension_N(over, before.length_m(s)) + law.offsetTension_N ==
                  Catch::Approx(tension_N).epsilon(1e-6).margin(1e-6));
            const double strain = before.length_m(s) / before.elastic.at(s).restLength_m - 1.0;
            CHECK(springs.strain[s] == Catch::Approx(strain).margin(1e-6));
            CHECK(springs.tension_N[s] == Catch::Approx(tension_N).epsilon(1e-6).margin(1e-9));
            CHECK(springs.change_N[s] ==
                  Catch::Approx(tension_N - static_cast<double>(before.reference_N[s])).epsilon(1e-6).margin(1e-6));
            CHECK(springs.stress_Pa[s] == Catch::Approx(tension_N / before.section_m2[s]).epsilon(1e-5).margin(1e-3));
        }
    }
}

TEST_CASE("memory of springs: vectors and plain C++ give the same bits", "[unit]") {
    for (const bool guards : {false, true}) {
        for (const std::size_t begin : {std::size_t{0}, std::size_t{3}}) {
            RandomSprings vectors(11);
            RandomSprings plain = vectors;
            const std::vector<std::int32_t> places = shuffledPlaces();
            std::vector<PackedLaw> laws(RandomSprings::kSprings);
            std::vector<PackedLaw> plainLaws(RandomSprings::kSprings);
            const auto pack = [&](RandomSprings& of, std::vector<PackedLaw>& to, auto&& packing) {
                packing(of.memory(guards), of.pulls(guards), StepLaws{places.data(), to.data()}, begin,
                        RandomSprings::kSprings);
            };
            pack(vectors, laws, packStepLaws);
            pack(plain, plainLaws, packStepLawsPlain);
            CHECK(sameBits(laws, plainLaws));
            const ActivePulls next = vectors.pulls(!guards); // other ones than over the step
            const ActivePulls plainNext = plain.pulls(!guards);
            for (int step = 0; step < 3; ++step) {
                acceptStep(vectors.memory(guards), vectors.motion(), {places.data(), laws.data()}, &next, begin,
                           RandomSprings::kSprings);
                acceptStepPlain(plain.memory(guards), plain.motion(), {places.data(), plainLaws.data()}, &plainNext,
                                begin, RandomSprings::kSprings);
            }
            CHECK(sameBits(laws, plainLaws));
            // What a pass of its own makes of the memory then.
            std::vector<PackedLaw> own(RandomSprings::kSprings);
            packStepLaws(vectors.memory(guards), next, {places.data(), own.data()}, begin, RandomSprings::kSprings);
            CHECK(sameBits(laws, own));
            CHECK(sameBits(vectors.elasticTension_N, plain.elasticTension_N));
            CHECK(sameBits(vectors.branch_N, plain.branch_N));
            CHECK(sameBits(vectors.tension_N, plain.tension_N));
            CHECK(sameBits(vectors.strain, plain.strain));
            CHECK(sameBits(vectors.change_N, plain.change_N));
            CHECK(sameBits(vectors.stress_Pa, plain.stress_Pa));
        }
    }
}
