#pragma once
// Every number of the model that may be changed, in one table: it feeds sliders, `--set`, scenario checks and
// `fascia list params`. A number without unit, range and source does not enter the code.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/core/result.h"

namespace fascia::sim {

/// Evidence grade: A measured and replicated ... E contradicted or unsupported; D expert opinion, model choice.
enum class Grade : std::uint8_t { A, B, C, D, E };
constexpr char gradeLetter(Grade grade) { return static_cast<char>('A' + static_cast<int>(grade)); }

/// Passive law of a sheet (skin, superficial fascia, deep fascia, epimysium).
struct SheetParameters {
    double fibreModulus_Pa = 3.0e5; ///< Tangent modulus beyond the toe, along the fibres.
    double crossModulus_Pa = 1.5e5; ///< Across the fibres.
    double toeStrain = 0.08;        ///< Strain below which collagen is still crimped.
    double prestrain = 0.05;        ///< Resting strain of the sheet in the neutral posture.
    double compressionRatio = 0.05; ///< Share of the stiffness kept in compression (stability of a thin sheet).
};

/// What joins the sheets.
struct InterlayerParameters {
    double septumModulus_Pa = 2.0e5;
    double septumPrestrain = 0.02;
    double glideModulus_Pa = 2.0e4;   ///< Elastic shear support of the sliding layers.
    double fatBulkModulus_Pa = 2.0e5; ///< Confined (oedometric) stiffness of subcutaneous fat.
    double muscleBulkModulus_Pa = 2.5e5;
    double muscleGuardGain = 1.0; ///< Relative rise of muscle bulk stiffness at full guarding.
};

/// Prony series of the quasi-linear viscoelastic law; g_inf = 1 - g1 - g2 - g3.
struct ViscoParameters {
    double g1 = 0.10, tau1_s = 1.0;
    double g2 = 0.10, tau2_s = 10.0;
    double g3 = 0.22, tau3_s = 100.0;
    double hydrationExponent = 2.0;  ///< k_h: tau = tau_0 exp(k_h (h0 - h)).
    double hydrationReference = 0.7; ///< h0.
};

/// Slow tissue states (section "physiology" of docs/model.md).
struct TissueParameters {
    double toneStress_Pa = 6.0e3; ///< Active stress of fascia at f = 1.
    double toneRiseTime_s = 300.0;
    double toneFallTime_s = 400.0;
    double guardStress_Pa = 2.5e4;   ///< Active stress of guarding muscle at g = 1.
    double adhesionStiffening = 1.5; ///< Modulus factor 1 + k c.
    double bondRate_per_s = 0.026;   ///< k_m: fastest breaking rate of bonds.
    double bondStress_Pa = 2.2e2;    ///< s_b: shear between sheets beyond the resting one that opens half of the bonds.
    double bondWidth_Pa = 15.0;      ///< w: sharpness of that threshold.
    double bondLoadTime_s = 40.0;    ///< Over which bonds open, and low-pass of the load.
    double bondInteractionLength_m = 0.026; ///< l: over which the bonds of a territory share load.
    double bondFormRate_per_s = 5.0e-8;     ///< k_f: rate at which adhesions form at full tone.
    double bondRemodelRate_per_s = 1.0e-8;  ///< k_r: rate at which movement of everyday life clears them.
    double yieldStress_Pa = 3.0e3;          ///< s_y of the lasting elongation.
    double elongationRate_per_Pa_s = 3.0e-9;
    double elongationLimit = 0.10; ///< Largest lasting elongation p.
    double elongationRecoilTime_s = 7.8e6;
    double hydrationTime_s = 1800.0;
    double hydrationRest = 0.75; ///< h_eq = rest - a c - b f.
    double hydrationAdhesionLoss = 0.35;
    double hydrationToneLoss = 0.10;
    double squeezeRate_per_Pa_s = 2.0e-8; ///< Water squeezed out per stress above the threshold.
    double squeezeStress_Pa = 1.0e3;
    double swellingShare = 0.8;      ///< r: water taken up later, over the water squeezed out.
    double swellingTime_s = 1.44e4;  ///< tau_u: four hours, over which that goes again.
    double swellingStiffening = 1.0; ///< Modulus factor 1 + k u.
    double sorenessGain = 8.0;
    double sorenessRiseTime_s = 2.9e4; ///< Its cause fades over eight hours: soreness is worst half a day later.
    double sorenessTime_s = 7.2e4;     ///< Decay, twenty hours.
};

/// Autonomic and reflex states.
struct AutonomicParameters {
    double arousalRiseTime_s = 40.0;
    double arousalFallTime_s = 600.0;
    double guardToArousal = 0.6;
    double calmToArousal = 0.45;
    double painPressure_Pa = 3.0e4; ///< Contact pressure at which an unaroused person starts to guard.
    double painArousalDrop = 0.4;   ///< P_pain = P0 (1 - drop S) (1 - drop_Z Z).
    double painSensitisationDrop = 0.5;
    double pressureRateLimit_Pa_per_s = 6.0e3; ///< Faster than this the tissue guards.
    double guardOnTime_s = 0.15;
    double guardOffTime_s = 60.0;
    double calmLowPressure_Pa = 4.0e3;     ///< Lower edge of the band that calms.
    double calmHighShare = 0.8;            ///< Upper edge as a share of the pain pressure.
    double calmRateLimit_Pa_per_s = 3.0e3; ///< Faster pressure changes do not calm.
    double calmRiseTime_s = 40.0;
    double calmFallTime_s = 120.0;
    double sensitisationTime_s = 1.2e6; ///< About two weeks.
    double fibromyalgia = 0.0;          ///< 0 without, 1 with the threshold and muscle activity measured in it.
    double painFibromyalgiaDrop = 0.51; ///< P_pain times (1 - drop fibromyalgia).
};

/// Muscle, apart from fascia: its resting activity, and how it eases under a hand and comes back.
struct MuscleParameters {
    double restingActivity = 0.010;  ///< EMG at rest, share of the largest voluntary one.
    double fibromyalgiaRise = 1.2;   ///< Relative rise with fibromyalgia.
    double arousalRise = 1.0;        ///< Relative rise per arousal above 0.3.
    double guardRise = 2.35;         ///< Relative rise at full guarding.
    double easeDrop = 0.052;         ///< Share of its stiffness that a muscle loses under a sustained hand.
    double easePressure_Pa = 1.25e3; ///< From this pressure on.
    double easeTime_s = 90.0;
    double easeRecoveryTime_s = 45.0;
    double reflexFloor = 0.45; ///< Stretch reflex under sustained pressure, share of that at rest.
    double reflexTime_s = 10.0;
    double reflexRecoveryTime_s = 0.5;
};

/// What the web does to joints and nerves.
struct ConsequenceParameters {
    double trunkLimitTorque_Nm = 5.0;    ///< Resistance of the web at which bending forward ends.
    double nerveTunnelRadius_m = 1.5e-3; ///< Radius that the sheet bends around a nerve with.
    double nervePressure_Pa = 4.0e3;     ///< Pressure on a nerve at its threshold.
    double nerveStrain = 0.08;           ///< Strain of a nerve at its threshold.
};

/// Hands.
struct ContactParameters {
    double frictionDry = 0.45;
    double frictionMoist = 1.0;
    double frictionOiled = 0.0585;
    double normalStiffness_Pa_per_m = 1.0e7; ///< Soft tissue of the hand, per area: 12 kPa sinks in 1.2 mm.
    double tangentStiffness_Pa_per_m = 3.0e7;
    double handMass_kg = 0.3;
    double handDamping_N_s_per_m = 5.0;
};

/// Numerics that change results within the stated accuracy only.
struct NumericsParameters {
    double stepResidual = 1.0e-4;   ///< Relative residual asked of a time step.
    double staticResidual = 1.0e-7; ///< Relative residual asked of a static equilibrium.
    double massDamping_per_s = 4.0; ///< Mass-proportional damping.
    double tissueInterval_s = 0.1;  ///< Slow states are advanced at least this far apart (exactly, over the interval).
};

struct Parameters {
    SheetParameters skin;
    SheetParameters superficialFascia;
    SheetParameters deepFascia;
    SheetParameters epimysium;
    InterlayerParameters interlayer;
    ViscoParameters visco;
    TissueParameters tissue;
    AutonomicParameters autonomic;
    MuscleParameters muscle;
    ConsequenceParameters consequence;
    ContactParameters contact;
    NumericsParameters numerics;
};

/// One line of the table. Range ends are closed unless marked open.
struct ParamSpec {
    std::string_view id; ///< "deep_fascia.fibre_modulus_Pa"; ends in the SI unit unless dimensionless.
    std::string_view label;
    std::string_view unit; ///< SI: "Pa", "s", "1/s", "1".
    double& (*member)(Parameters&);
    double minimum;
    double maximum;
    bool openMinimum;
    std::string_view displayUnit; ///< e.g. "kPa".
    double displayPerUnit;        ///< Display value = SI value * this.
    std::string_view source;      ///< Section or source id of docs/references, or "assumed".
    Grade grade;
};

/// The table, in a fixed order.
std::span<const ParamSpec> paramSpecs();
/// The line of that id, or nullptr.
const ParamSpec* findParam(std::string_view id);
double getParam(const Parameters& parameters, const ParamSpec& spec);
/// Sets one parameter; an unknown id or a value out of range is an error that names the nearest id or the range, and
/// changes nothing.
Status setParam(Parameters& parameters, std::string_view id, double value);

/// Each pathway from section 6 that is a hypothesis, as a switch.
enum class Hypothesis : std::uint8_t {
    arousalStiffens,   ///< Sympathetic arousal raises the slow contractile tone of fascia.
    guarding,          ///< Pressure that hurts or comes fast makes muscle guard.
    calmingTouch,      ///< Slow, gentle, dry contact lowers arousal.
    adhesionRelease,   ///< Bonds between layers let go under sustained load.
    hydration,         ///< Water leaves under load and comes back; it sets glide viscosity.
    lastingElongation, ///< Sustained load above a yield stress lengthens tissue lastingly.
    soreness,          ///< Broken adhesions make the region sore for about a day.
    sensitisation,     ///< Repeated pain lowers the pain threshold.
    stressAdheres,     ///< Tone that lasts for weeks makes adhesions form.
    muscleEases,       ///< Muscle loses some stiffness under a sustained hand, for minutes.
    waterHardens,      ///< After a long stretch more water comes back than had left, and tissue is stiffer for hours.
    nerveEntrapment,   ///< Taut and adherent fascia loads the nerves that pass through it.
};
inline constexpr int kHypothesisCount = 12;
using Hypotheses = std::array<bool, kHypothesisCount>;
/// Every pathway on.
inline constexpr Hypotheses allHypotheses() {
    Hypotheses on{};
    on.fill(true);
    return on;
}

struct HypothesisSpec {
    Hypothesis hypothesis;
    std::string_view id; ///< Key in a scenario's [hypothesis] table: "arousal_stiffens".
    std::string_view label;
    std::string_view statement; ///< One sentence for a person: what is assumed.
    std::string_view source;
    Grade grade;
};
std::span<const HypothesisSpec> hypothesisSpecs();
const HypothesisSpec* findHypothesis(std::string_view id);

/// Parameter presets: "concept" (a soft web that shows what myofascial release teaches) and "evidence" (dense sheets
/// that hardly yield under a hand).
struct Preset {
    std::string_view id;
    std::string_view title;
    std::string_view statement;
    Parameters parameters;
};
std::span<const Preset> presets();
const Preset* findPreset(std::string_view id);

/// The candidate closest to `name` by edit distance, for "did you mean"; empty if there is none close enough.
std::string_view nearestName(std::string_view name, std::span<const std::string_view> candidates);

} // namespace fascia::sim
