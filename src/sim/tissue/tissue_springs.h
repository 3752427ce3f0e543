#pragma once
// The slow states of all springs over an interval, and the stiffness that they leave, in vectors: the laws of
// tissue_laws.h. The same bits on every instruction set: no fused multiply-add, and springs do not meet.
// Test: tests/unit/tissue_springs_test.cpp.

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/material/spring_memory.h"
#include "sim/tissue/tissue_laws.h"

namespace fascia::sim {

/// Slow states, one entry a spring (see WorldState).
struct TissueStates {
    double* bondLoad_Pa = nullptr;
    double* fibreLoadNow_Pa = nullptr;
    double* fibreLoad_Pa = nullptr;
    double* bondOpening = nullptr;
    double* hydration = nullptr;
    double* swelling = nullptr;
    double* elongation = nullptr;
    double* adhesion = nullptr;
};

/// What acts on the states over an interval longer than 0.
struct TissueInputs {
    const TissueInterval* over = nullptr;
    const TissueParameters* parameters = nullptr;
    const std::array<std::int32_t, 2>* ends = nullptr; ///< Per spring.
    const std::uint8_t* flags = nullptr;               ///< Per spring: SpringFlag. States of fascial springs change.
    const std::uint8_t* region = nullptr;              ///< Per spring.
    const double* nodeBondLoad_Pa = nullptr;           ///< Per node, 0 where it has no column (see TerritoryLoad).
    const double* nodeFibreLoad_Pa = nullptr;          ///< Likewise.
    const double* guard = nullptr;                     ///< Per region, 0..1.
    double tone = 0.0;                                 ///< 0..1
    bool releases = false, wets = false, swells = false, yields = false; ///< Hypotheses that are on.
};

/// What the load of a spring is of the sum over its ends: the mean over those that have a column.
inline double shareOfEnds(std::uint8_t flags) { return (flags & kOneColumn) != 0 ? 1.0 : 0.5; }

/// Advances the states of springs [begin, end). Out, for each of them, from the first on: adhesion that load set free, and
/// the change of adhesion and ten times that of elongation; 0 where not fascial.
void advanceTissueSprings(const TissueStates& states, const TissueInputs& inputs, std::size_t begin, std::size_t end,
                          double* released, double* changed);

/// What the stiffness of springs comes from.
struct StiffnessInputs {
    const TissueParameters* parameters = nullptr;
    const SpringLaw* base = nullptr; ///< Per spring: passive constants (WebStiffness).
    const std::uint8_t* flags = nullptr;
    const std::uint8_t* region = nullptr;
    const double* muscleFactor = nullptr; ///< Per region: muscleStiffening().
    const double* adhesion = nullptr;     ///< Per spring, 0..1.
    const double* swelling = nullptr;
    const double* elongation = nullptr;
};

/// What changes with the stiffness.
struct StiffnessOutputs {
    ElasticSprings* elastic = nullptr;
    double* axialStiffness_N = nullptr; ///< In and out; 0: no memory yet.
    double* elasticTension_N = nullptr;
    std::array<double*, kBranches> branch_N{};
};

/// Stiffness, rest length and toe of springs [begin, end) under the states as they are. Bonds that break carry their share
/// of the memory away: elastic tension and branches scale with the stiffness.
void stiffenSprings(const StiffnessInputs& inputs, const StiffnessOutputs& out, std::size_t begin, std::size_t end);

/// The elastic law of a spring at this stiffness and lasting elongation.
inline ElasticSpring elasticSpring(const SpringLaw& base, double axialStiffness_N, double elongation) {
    const double rest_m = base.restLength_m * (1.0 + elongation);
    const auto ratio = static_cast<float>(base.compressionRatio);
    return {rest_m, axialStiffness_N / rest_m, static_cast<float>(base.toeStrain * rest_m),
            base.squeezeStiffens ? -ratio : ratio};
}

/// The same without vector instructions: slower, the same bits.
void advanceTissueSpringsPlain(const TissueStates& states, const TissueInputs& inputs, std::size_t begin,
                               std::size_t end, double* released, double* changed);
void stiffenSpringsPlain(const StiffnessInputs& inputs, const StiffnessOutputs& out, std::size_t begin,
                         std::size_t end);

} // namespace fascia::sim
