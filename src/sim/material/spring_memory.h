#pragma once
// The viscoelastic memory of all springs over a step (the recursion of spring_law.h), in vectors: before a step the law
// that each spring has over it, after the step the tensions that the new positions leave.
//
// The same bits on every instruction set: no fused multiply-add, and springs do not meet. Test:
// tests/unit/spring_memory_test.cpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/material/spring_law.h"

namespace fascia::sim {

inline constexpr int kBranches = 3; ///< Prony branches of the tissue.

/// What acts on a spring, as bits.
enum SpringFlag : std::uint8_t {
    kTonePulls = 1,   ///< The slow contractile tone of fascia.
    kGuardPulls = 2,  ///< Muscle that guards, in the spring's region.
    kGuided = 4,      ///< It acts along a fixed direction.
    kFascial = 8,     ///< It takes part in adhesion, hydration and the fascial means.
    kMuscleBulk = 16, ///< Muscle volume, stiffened by guarding.
    kOneColumn = 32,  ///< Only one of its ends, or none, belongs to a column of the web.
};

/// What relaxation does over one step to springs of one hydration; a_k and b_k of spring_law.h.
struct alignas(64) Relaxation {
    double instant = 1.0; ///< g_inf + sum g_k b_k: share of a new strain's tension, mean over the step.
    std::array<double, kBranches> decay{}; ///< a_k
    std::array<double, kBranches> fresh{}; ///< g_k b_k
    double perInstant = 1.0;               ///< 1 / instant

    [[nodiscard]] double allFresh() const { return fresh[0] + fresh[1] + fresh[2]; }
};

/// The elastic laws of springs, a column for each number.
class ElasticSprings {
  public:
    void resize(std::size_t count) {
        restLength_m.resize(count);
        stiffness_N_per_m.resize(count);
        toeElongation_m.resize(count);
        compressionRatio.resize(count);
    }
    [[nodiscard]] ElasticSpring at(std::size_t spring) const {
        return {restLength_m[spring], stiffness_N_per_m[spring], toeElongation_m[spring], compressionRatio[spring]};
    }
    void set(std::size_t spring, const ElasticSpring& law) {
        restLength_m[spring] = law.restLength_m;
        stiffness_N_per_m[spring] = law.stiffness_N_per_m;
        toeElongation_m[spring] = law.toeElongation_m;
        compressionRatio[spring] = law.compressionRatio;
    }

    std::vector<double> restLength_m, stiffness_N_per_m;
    std::vector<float> toeElongation_m, compressionRatio;
};

/// Pulls [Pa] of living tissue on the sections of springs.
struct ActivePulls {
    double tone_Pa = 0.0;             ///< Of tone, where it acts.
    const double* guard_Pa = nullptr; ///< Per region: of guarding. Null where none guards.
};

/// Where the springs' laws and memory lie; one entry a spring unless said.
struct SpringMemory {
    const ElasticSprings* elastic = nullptr; ///< All of them.
    const Relaxation* relaxation = nullptr;  ///< Indexed by `level`.
    const std::uint16_t* level = nullptr;
    std::array<double*, kBranches> branch_N{}; ///< q_k
    double* elasticTension_N = nullptr;        ///< T_e
    const std::uint8_t* flags = nullptr;       ///< SpringFlag
    const double* section_m2 = nullptr;
    const std::uint8_t* region = nullptr;
    ActivePulls pulls; ///< Over the step.
};

/// Where the laws over a step are.
struct StepLaws {
    const std::int32_t* place = nullptr; ///< That of spring s is laws[place[s]].
    PackedLaw* laws = nullptr;
};

/// What the springs' new lengths come from and their tensions go to.
struct SpringMotion {
    const std::array<std::int32_t, 2>* ends = nullptr;
    const double* position_m = nullptr; ///< x, y, z of every node; one double behind the last can be read.
    const double* guide = nullptr;      ///< x, y, z a spring: unit direction in which a guided one acts.
    double relaxed = 1.0;               ///< g_inf
    float* tension_N = nullptr;         ///< Out: total tension.
    // For pictures, null where nobody asks:
    const float* reference_N = nullptr; ///< What `change_N` counts from.
    float* strain = nullptr;            ///< Out: of the length.
    float* change_N = nullptr;          ///< Out: it less the reference.
    float* stress_Pa = nullptr;         ///< Out: it over the section.
};

/// Pull [Pa] of living tissue on the section of a spring.
inline double activePull_Pa(const SpringMemory& memory, const ActivePulls& pulls, std::size_t spring) {
    const std::uint8_t flags = memory.flags[spring];
    const double tone_Pa = (flags & kTonePulls) != 0 ? pulls.tone_Pa : 0.0;
    const double guard_Pa =
        pulls.guard_Pa != nullptr && (flags & kGuardPulls) != 0 ? pulls.guard_Pa[memory.region[spring]] : 0.0;
    return tone_Pa + guard_Pa;
}

/// Laws of springs [begin, end) over a step with these pulls: the elastic one times Relaxation::instant, and as an offset
/// sum (a_k q_k) - sum (g_k b_k) T_e and the active tension.
void packStepLaws(const SpringMemory& memory, const ActivePulls& pulls, const StepLaws& out, std::size_t begin,
                  std::size_t end);

/// Takes the positions for those at the end of the step with these laws: T_e, q_k, total tension and pictures of springs
/// [begin, end). `next` not null: makes the laws those over a next step of the same length with these pulls, while all
/// that they come from is at hand.
void acceptStep(const SpringMemory& memory, const SpringMotion& motion, const StepLaws& laws, const ActivePulls* next,
                std::size_t begin, std::size_t end);

/// The same without vector instructions: slower, the same bits.
void packStepLawsPlain(const SpringMemory& memory, const ActivePulls& pulls, const StepLaws& out, std::size_t begin,
                       std::size_t end);
void acceptStepPlain(const SpringMemory& memory, const SpringMotion& motion, const StepLaws& laws,
                     const ActivePulls* next, std::size_t begin, std::size_t end);

} // namespace fascia::sim
