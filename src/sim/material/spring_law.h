#pragma once
// Passive law of one spring: strain to elastic tension, and its Prony (generalised Maxwell) history.
//
// Story: crimped collagen straightens in the toe region and then carries load in proportion to strain; a fibre cannot
// push. Fat and muscle between sheets (bulk) do push, the harder the flatter they are squeezed. Held at a fixed strain, the
// stress relaxes; the branches q_k carry that memory (quasi-linear viscoelasticity, QLV).
//
//   e = l / L - 1
//   phi(e) = e^2 / (2 e_t)  for 0 <= e < e_t,   e - e_t / 2  for e >= e_t          (continuous in value and slope)
//   phi(e) = -r phi(-e)     for e < 0 (r = compressionRatio: 0 tension only, 1 symmetric)
//   phi(e) = r e / (1 + e)  for e < 0 when squeezeStiffens: one that shrinks to a hundredth pushes a hundred times as hard
//            as its modulus, and from there, e_f = -0.99, it goes on along its tangent, phi(e_f) + phi'(e_f) (e - e_f): so
//            that no state of a web, not even a spring turned inside out, has an infinite force or one that leads astray
//   T(l) = stiffness_N * phi(e) + offsetTension_N
//
// A viscoelastic step is the same form: with x = dt / tau, a = exp(-x), b = (1 - a) / x and a strain that is linear in
// time over the step, q_k <- a q_k + g_k b (T_e_new - T_e_old), T = g_inf T_e + sum q_k. So the step's spring is
// stiffness_N = k (g_inf + sum g_k b_k) and offsetTension_N = sum (a_k q_k - g_k b_k T_e_old) + active tension.
// Stable for every dt. Sources: Simo-Taylor recursion (Sorvari and Hamalainen 2010); toe: biomechanics reference S8.
// Tests: tests/unit/spring_law_test.cpp, tests/physics/.

#include <cmath>

#include "sim/core/portable_log.h"

namespace fascia::sim {

/// One spring as the solver sees it over a step.
struct SpringLaw {
    double restLength_m = 1.0;     ///< L > 0.
    double stiffness_N = 0.0;      ///< Axial stiffness (force per unit strain in the linear region), >= 0.
    double toeStrain = 0.0;        ///< e_t >= 0; 0: no toe.
    double compressionRatio = 0.0; ///< r in [0, 1].
    double offsetTension_N = 0.0;  ///< Strain-independent part over the step (history and active tension).
    bool squeezeStiffens = false;  ///< Bulk springs: the stiffer the shorter.
};

/// A law as a frame reads it, in 32 bytes: toe and ratio in single precision.
struct alignas(32) PackedLaw {
    double restLength_m = 1.0;
    double stiffness_N_per_m = 0.0; ///< Beyond the toe.
    double offsetTension_N = 0.0;
    float toeElongation_m = 0.0F;
    float compressionRatio = 0.0F; ///< With its sign bit set: squeezeStiffens.

    [[nodiscard]] bool squeezeStiffens() const { return std::signbit(compressionRatio); }
};

inline PackedLaw packed(const SpringLaw& law) {
    const auto ratio = static_cast<float>(law.compressionRatio);
    return {law.restLength_m, law.stiffness_N / law.restLength_m, law.offsetTension_N,
            static_cast<float>(law.toeStrain * law.restLength_m), law.squeezeStiffens ? -ratio : ratio};
}

/// The elastic law of one spring as the passes before and after a step read it (spring_memory.h), with its lasting
/// elongation and the stiffness of its state.
struct ElasticSpring {
    double restLength_m = 1.0;      ///< L > 0.
    double stiffness_N_per_m = 0.0; ///< Beyond the toe, >= 0.
    float toeElongation_m = 0.0F;   ///< e_t L.
    float compressionRatio = 0.0F;  ///< r in [0, 1]. With its sign bit set: squeezeStiffens.
};

/// A spring shorter than this fraction of its rest length has no direction that means anything.
inline constexpr double kShortestShare = 1e-9;
/// Share of the rest length below which the force of a spring that stiffens when squeezed grows evenly.
inline constexpr double kFlattest = 0.01;

/// Elastic tension [N] at a length [m]; of springs that stiffen when squeezed finite at any length.
inline double elasticTension_N(const ElasticSpring& spring, double length_m) {
    const double u = length_m - spring.restLength_m;
    const double whole = std::abs(u);
    const auto toe = static_cast<double>(spring.toeElongation_m);
    const auto ratio = static_cast<double>(std::abs(spring.compressionRatio));
    double value = whole < toe ? 0.5 * (whole * (whole / toe)) : whole - 0.5 * toe;
    if (u < 0.0) {
        const double least = kFlattest * spring.restLength_m;
        const double shrink = spring.restLength_m / (length_m > least ? length_m : least);
        const double curved = length_m > least ? u : least - spring.restLength_m;
        value = std::signbit(spring.compressionRatio) ? ratio * shrink * curved + ratio * shrink * shrink * (u - curved)
                                                      : -(ratio * value);
    }
    return spring.stiffness_N_per_m * value;
}

/// Dimensionless elastic response phi(e), its slope and its integral (energy per stiffness and rest length).
struct ElasticResponse {
    double value = 0.0;
    double slope = 0.0;
    double energy = 0.0;
};

/// Evaluates phi. Pure.
inline ElasticResponse elasticResponse(double strain, double toeStrain, double compressionRatio, bool squeezeStiffens) {
    if (strain < 0.0) {
        if (compressionRatio == 0.0) {
            return {};
        }
        if (squeezeStiffens) {
            const double curved = strain > kFlattest - 1.0 ? strain : kFlattest - 1.0;
            const double beyond = strain - curved;
            const double stretch = 1.0 + curved;
            const double slope = 1.0 / (stretch * stretch);
            const double value = curved / stretch + slope * beyond;
            const double energy = curved - portableLog(stretch) + (value - 0.5 * slope * beyond) * beyond;
            return {compressionRatio * value, compressionRatio * slope, compressionRatio * energy};
        }
        ElasticResponse mirrored = elasticResponse(-strain, toeStrain, 0.0, false);
        return {-compressionRatio * mirrored.value, compressionRatio * mirrored.slope,
                compressionRatio * mirrored.energy};
    }
    if (strain < toeStrain) {
        return {strain * strain / (2.0 * toeStrain), strain / toeStrain, strain * strain * strain / (6.0 * toeStrain)};
    }
    const double excess = strain - toeStrain;
    return {strain - 0.5 * toeStrain, 1.0,
            toeStrain * toeStrain / 6.0 + 0.5 * toeStrain * excess + 0.5 * excess * excess};
}

} // namespace fascia::sim
