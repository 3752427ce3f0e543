#include "sim/params.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

namespace fascia::sim {
namespace {

// Source ids (S5, S24, ...) are those of docs/references.md.
constexpr ParamSpec kParamSpecs[] = {
    {"skin.fibre_modulus_Pa", "Skin: modulus along the fibres", "Pa",
     [](Parameters& p) -> double& { return p.skin.fibreModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "S25, S26", Grade::B},
    {"skin.cross_modulus_Pa", "Skin: modulus across the fibres", "Pa",
     [](Parameters& p) -> double& { return p.skin.crossModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "S25, S26", Grade::B},
    {"skin.toe_strain", "Skin: toe strain", "1",
     [](Parameters& p) -> double& { return p.skin.toeStrain; }, 0.0, 0.3, false, "%", 100.0,
     "S8, S21", Grade::B},
    {"skin.prestrain", "Skin: resting strain", "1",
     [](Parameters& p) -> double& { return p.skin.prestrain; }, 0.0, 0.3, false, "%", 100.0,
     "assumed", Grade::D},
    {"skin.compression_ratio", "Skin: stiffness kept in compression", "1",
     [](Parameters& p) -> double& { return p.skin.compressionRatio; }, 0.0, 1.0, false, "%", 100.0,
     "assumed (numerical stability of a thin sheet)", Grade::D},
    {"superficial_fascia.fibre_modulus_Pa", "Superficial fascia: modulus along the fibres", "Pa",
     [](Parameters& p) -> double& { return p.superficialFascia.fibreModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "S24", Grade::B},
    {"superficial_fascia.cross_modulus_Pa", "Superficial fascia: modulus across the fibres", "Pa",
     [](Parameters& p) -> double& { return p.superficialFascia.crossModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "S24", Grade::B},
    {"superficial_fascia.toe_strain", "Superficial fascia: toe strain", "1",
     [](Parameters& p) -> double& { return p.superficialFascia.toeStrain; }, 0.0, 0.3, false, "%", 100.0,
     "S8, S21", Grade::B},
    {"superficial_fascia.prestrain", "Superficial fascia: resting strain", "1",
     [](Parameters& p) -> double& { return p.superficialFascia.prestrain; }, 0.0, 0.3, false, "%", 100.0,
     "assumed", Grade::D},
    {"superficial_fascia.compression_ratio", "Superficial fascia: stiffness kept in compression", "1",
     [](Parameters& p) -> double& { return p.superficialFascia.compressionRatio; }, 0.0, 1.0, false, "%", 100.0,
     "assumed (numerical stability of a thin sheet)", Grade::D},
    {"deep_fascia.fibre_modulus_Pa", "Deep fascia: modulus along the fibres", "Pa",
     [](Parameters& p) -> double& { return p.deepFascia.fibreModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "S9, S12, S13", Grade::B},
    {"deep_fascia.cross_modulus_Pa", "Deep fascia: modulus across the fibres", "Pa",
     [](Parameters& p) -> double& { return p.deepFascia.crossModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "S9, S12, S13", Grade::B},
    {"deep_fascia.toe_strain", "Deep fascia: toe strain", "1",
     [](Parameters& p) -> double& { return p.deepFascia.toeStrain; }, 0.0, 0.3, false, "%", 100.0,
     "S8, S21", Grade::B},
    {"deep_fascia.prestrain", "Deep fascia: resting strain", "1",
     [](Parameters& p) -> double& { return p.deepFascia.prestrain; }, 0.0, 0.3, false, "%", 100.0,
     "assumed", Grade::D},
    {"deep_fascia.compression_ratio", "Deep fascia: stiffness kept in compression", "1",
     [](Parameters& p) -> double& { return p.deepFascia.compressionRatio; }, 0.0, 1.0, false, "%", 100.0,
     "assumed (numerical stability of a thin sheet)", Grade::D},
    {"epimysium.fibre_modulus_Pa", "Epimysium: modulus along the fibres", "Pa",
     [](Parameters& p) -> double& { return p.epimysium.fibreModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "assumed from deep fascia", Grade::B},
    {"epimysium.cross_modulus_Pa", "Epimysium: modulus across the fibres", "Pa",
     [](Parameters& p) -> double& { return p.epimysium.crossModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa", 0.001,
     "assumed from deep fascia", Grade::B},
    {"epimysium.toe_strain", "Epimysium: toe strain", "1",
     [](Parameters& p) -> double& { return p.epimysium.toeStrain; }, 0.0, 0.3, false, "%", 100.0,
     "S8, S21", Grade::B},
    {"epimysium.prestrain", "Epimysium: resting strain", "1",
     [](Parameters& p) -> double& { return p.epimysium.prestrain; }, 0.0, 0.3, false, "%", 100.0,
     "assumed", Grade::D},
    {"epimysium.compression_ratio", "Epimysium: stiffness kept in compression", "1",
     [](Parameters& p) -> double& { return p.epimysium.compressionRatio; }, 0.0, 1.0, false, "%", 100.0,
     "assumed (numerical stability of a thin sheet)", Grade::D},
    {"septum.modulus_Pa", "Septa: modulus", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.septumModulus_Pa; }, 100.0, 1000000000.0, false, "kPa", 0.001,
     "assumed from S24", Grade::D},
    {"septum.prestrain", "Septa: resting strain", "1",
     [](Parameters& p) -> double& { return p.interlayer.septumPrestrain; }, 0.0, 0.3, false, "%", 100.0,
     "assumed", Grade::D},
    {"glide.modulus_Pa", "Sliding layer: elastic modulus", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.glideModulus_Pa; }, 10.0, 100000000.0, false, "kPa", 0.001,
     "S29, S34 (order only)", Grade::C},
    {"fat.bulk_modulus_Pa", "Fat: confined stiffness", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.fatBulkModulus_Pa; }, 1000.0, 100000000.0, false, "kPa", 0.001,
     "S29, S30 (order only)", Grade::C},
    {"muscle.bulk_modulus_Pa", "Muscle: confined stiffness", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.muscleBulkModulus_Pa; }, 1000.0, 100000000.0, false, "kPa", 0.001,
     "S29, S31 (order only)", Grade::C},
    {"muscle.guard_gain", "Muscle: stiffening at full guarding", "1",
     [](Parameters& p) -> double& { return p.interlayer.muscleGuardGain; }, 0.0, 10.0, false, "1", 1.0,
     "S95 (EMG only)", Grade::D},
    {"visco.g1", "Viscoelastic share 1", "1",
     [](Parameters& p) -> double& { return p.visco.g1; }, 0.0, 0.3, false, "%", 100.0,
     "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.tau1_s", "Relaxation time 1", "s",
     [](Parameters& p) -> double& { return p.visco.tau1_s; }, 0.01, 100000.0, false, "s", 1.0,
     "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.g2", "Viscoelastic share 2", "1",
     [](Parameters& p) -> double& { return p.visco.g2; }, 0.0, 0.3, false, "%", 100.0,
     "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.tau2_s", "Relaxation time 2", "s",
     [](Parameters& p) -> double& { return p.visco.tau2_s; }, 0.01, 100000.0, false, "s", 1.0,
     "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.g3", "Viscoelastic share 3", "1",
     [](Parameters& p) -> double& { return p.visco.g3; }, 0.0, 0.3, false, "%", 100.0,
     "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.tau3_s", "Relaxation time 3", "s",
     [](Parameters& p) -> double& { return p.visco.tau3_s; }, 0.01, 100000.0, false, "s", 1.0,
     "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.hydration_exponent", "Slowing of relaxation by dryness", "1",
     [](Parameters& p) -> double& { return p.visco.hydrationExponent; }, 0.0, 10.0, false, "1", 1.0,
     "S42, S61 (direction only)", Grade::D},
    {"visco.hydration_reference", "Hydration at which relaxation times hold", "1",
     [](Parameters& p) -> double& { return p.visco.hydrationReference; }, 0.0, 1.0, false, "1", 1.0,
     "assumed", Grade::D},
    {"tissue.tone_stress_Pa", "Active stress of fascia at full tone", "Pa",
     [](Parameters& p) -> double& { return p.tissue.toneStress_Pa; }, 0.0, 1000000.0, false, "kPa", 0.001,
     "S27, S46a (order only)", Grade::D},
    {"tissue.tone_rise_time_s", "Tone: time to rise", "s",
     [](Parameters& p) -> double& { return p.tissue.toneRiseTime_s; }, 1.0, 1000000.0, false, "min", 0.016666666666666666,
     "S46c", Grade::D},
    {"tissue.tone_fall_time_s", "Tone: time to fall", "s",
     [](Parameters& p) -> double& { return p.tissue.toneFallTime_s; }, 1.0, 1000000.0, false, "min", 0.016666666666666666,
     "S46c", Grade::D},
    {"tissue.guard_stress_Pa", "Active stress of guarding muscle", "Pa",
     [](Parameters& p) -> double& { return p.tissue.guardStress_Pa; }, 0.0, 1000000.0, false, "kPa", 0.001,
     "S95 (EMG only)", Grade::D},
    {"tissue.adhesion_stiffening", "Stiffening by adhesion", "1",
     [](Parameters& p) -> double& { return p.tissue.adhesionStiffening; }, 0.0, 20.0, false, "1", 1.0,
     "assumed", Grade::D},
    {"tissue.bond_rate_per_s", "Fastest release rate of adhesions", "1/s",
     [](Parameters& p) -> double& { return p.tissue.bondRate_per_s; }, 0.0, 1.0, false, "1/s", 1.0,
     "S65, S67 (lore)", Grade::D},
    {"tissue.bond_stress_Pa", "Load at which adhesions let go", "Pa",
     [](Parameters& p) -> double& { return p.tissue.bondStress_Pa; }, 1.0, 1000000000.0, false, "kPa", 0.001,
     "assumed, calibrated on the release time", Grade::D},
    {"tissue.bond_width_Pa", "Sharpness of that load", "Pa",
     [](Parameters& p) -> double& { return p.tissue.bondWidth_Pa; }, 1.0, 1000000000.0, false, "kPa", 0.001,
     "assumed", Grade::D},
    {"tissue.bond_load_time_s", "Time over which adhesions feel load", "s",
     [](Parameters& p) -> double& { return p.tissue.bondLoadTime_s; }, 0.1, 100000.0, false, "s", 1.0,
     "S65 (lore)", Grade::D},
    {"tissue.bond_interaction_length_m", "Length over which adhesions share load", "m",
     [](Parameters& p) -> double& { return p.tissue.bondInteractionLength_m; }, 0.0, 0.03, false, "mm", 1000.0,
     "assumed", Grade::D},
    {"tissue.bond_form_rate_per_s", "Rate at which adhesions form", "1/s",
     [](Parameters& p) -> double& { return p.tissue.bondFormRate_per_s; }, 0.0, 0.01, false, "1/s", 1.0,
     "assumed (weeks)", Grade::D},
    {"tissue.yield_stress_Pa", "Load above which tissue lengthens", "Pa",
     [](Parameters& p) -> double& { return p.tissue.yieldStress_Pa; }, 1.0, 1000000000.0, false, "kPa", 0.001,
     "assumed", Grade::D},
    {"tissue.elongation_rate_per_Pa_s", "Rate of lasting elongation", "1/(Pa s)",
     [](Parameters& p) -> double& { return p.tissue.elongationRate_per_Pa_s; }, 0.0, 0.001, false, "1/(Pa s)", 1.0,
     "assumed", Grade::D},
    {"tissue.elongation_limit", "Largest lasting elongation", "1",
     [](Parameters& p) -> double& { return p.tissue.elongationLimit; }, 0.0, 0.5, false, "%", 100.0,
     "assumed", Grade::D},
    {"tissue.elongation_recoil_time_s", "Recoil of lasting elongation", "s",
     [](Parameters& p) -> double& { return p.tissue.elongationRecoilTime_s; }, 1.0, 1000000000.0, false, "d", 1.1574074074074073e-05,
     "assumed (months)", Grade::D},
    {"tissue.hydration_time_s", "Hydration: time to come back", "s",
     [](Parameters& p) -> double& { return p.tissue.hydrationTime_s; }, 1.0, 1000000.0, false, "min", 0.016666666666666666,
     "S54 (protocol)", Grade::C},
    {"tissue.hydration_rest", "Hydration of free tissue", "1",
     [](Parameters& p) -> double& { return p.tissue.hydrationRest; }, 0.05, 1.0, false, "%", 100.0,
     "assumed", Grade::D},
    {"tissue.hydration_adhesion_loss", "Hydration lost to adhesion", "1",
     [](Parameters& p) -> double& { return p.tissue.hydrationAdhesionLoss; }, 0.0, 1.0, false, "%", 100.0,
     "assumed", Grade::D},
    {"tissue.hydration_tone_loss", "Hydration lost to tone", "1",
     [](Parameters& p) -> double& { return p.tissue.hydrationToneLoss; }, 0.0, 1.0, false, "%", 100.0,
     "assumed", Grade::D},
    {"tissue.squeeze_rate_per_Pa_s", "Rate at which load squeezes water out", "1/(Pa s)",
     [](Parameters& p) -> double& { return p.tissue.squeezeRate_per_Pa_s; }, 0.0, 0.001, false, "1/(Pa s)", 1.0,
     "S54 (direction)", Grade::C},
    {"tissue.squeeze_stress_Pa", "Load above which water leaves", "Pa",
     [](Parameters& p) -> double& { return p.tissue.squeezeStress_Pa; }, 0.0, 1000000000.0, false, "kPa", 0.001,
     "assumed", Grade::D},
    {"tissue.soreness_gain", "Soreness per adhesion released", "1",
     [](Parameters& p) -> double& { return p.tissue.sorenessGain; }, 0.0, 100.0, false, "1", 1.0,
     "assumed", Grade::D},
    {"tissue.soreness_time_s", "Soreness: time to pass", "s",
     [](Parameters& p) -> double& { return p.tissue.sorenessTime_s; }, 1.0, 10000000.0, false, "h", 0.0002777777777777778,
     "assumed (24 to 72 h)", Grade::C},
    {"autonomic.arousal_rise_time_s", "Arousal: time to rise", "s",
     [](Parameters& p) -> double& { return p.autonomic.arousalRiseTime_s; }, 0.1, 1000000.0, false, "s", 1.0,
     "assumed", Grade::D},
    {"autonomic.arousal_fall_time_s", "Arousal: time to fall", "s",
     [](Parameters& p) -> double& { return p.autonomic.arousalFallTime_s; }, 0.1, 1000000.0, false, "min", 0.016666666666666666,
     "assumed", Grade::D},
    {"autonomic.guard_to_arousal", "Arousal raised by guarding", "1",
     [](Parameters& p) -> double& { return p.autonomic.guardToArousal; }, 0.0, 1.0, false, "1", 1.0,
     "assumed", Grade::D},
    {"autonomic.calm_to_arousal", "Arousal lowered by calming touch", "1",
     [](Parameters& p) -> double& { return p.autonomic.calmToArousal; }, 0.0, 1.0, false, "1", 1.0,
     "S69 (direction), S97 contrary", Grade::D},
    {"autonomic.pain_pressure_Pa", "Contact pressure that makes a calm person guard", "Pa",
     [](Parameters& p) -> double& { return p.autonomic.painPressure_Pa; }, 1000.0, 2000000.0, false, "kPa", 0.001,
     "assumed share of S82", Grade::D},
    {"autonomic.pain_arousal_drop", "Threshold lowered by arousal", "1",
     [](Parameters& p) -> double& { return p.autonomic.painArousalDrop; }, 0.0, 0.95, false, "%", 100.0,
     "assumed", Grade::D},
    {"autonomic.pain_sensitisation_drop", "Threshold lowered by sensitisation", "1",
     [](Parameters& p) -> double& { return p.autonomic.painSensitisationDrop; }, 0.0, 0.95, false, "%", 100.0,
     "S82, S83 (order)", Grade::C},
    {"autonomic.pressure_rate_limit_Pa_per_s", "Pressure rate above which tissue guards", "Pa/s",
     [](Parameters& p) -> double& { return p.autonomic.pressureRateLimit_Pa_per_s; }, 10.0, 10000000.0, false, "kPa/s", 0.001,
     "S95 (direction)", Grade::D},
    {"autonomic.guard_on_time_s", "Guarding: time to come", "s",
     [](Parameters& p) -> double& { return p.autonomic.guardOnTime_s; }, 0.01, 100.0, false, "s", 1.0,
     "S88", Grade::C},
    {"autonomic.guard_off_time_s", "Guarding: time to go", "s",
     [](Parameters& p) -> double& { return p.autonomic.guardOffTime_s; }, 0.1, 100000.0, false, "s", 1.0,
     "assumed", Grade::D},
    {"autonomic.calm_low_pressure_Pa", "Lower edge of the calming band", "Pa",
     [](Parameters& p) -> double& { return p.autonomic.calmLowPressure_Pa; }, 0.0, 1000000.0, false, "kPa", 0.001,
     "S70 (light 1.25, deep 2.5 kPa), assumed", Grade::D},
    {"autonomic.calm_high_share", "Upper edge, share of the pain pressure", "1",
     [](Parameters& p) -> double& { return p.autonomic.calmHighShare; }, 0.05, 1.0, false, "%", 100.0,
     "assumed", Grade::D},
    {"autonomic.calm_rate_limit_Pa_per_s", "Pressure rate above which touch does not calm", "Pa/s",
     [](Parameters& p) -> double& { return p.autonomic.calmRateLimit_Pa_per_s; }, 1.0, 1000000.0, false, "kPa/s", 0.001,
     "assumed", Grade::D},
    {"autonomic.calm_rise_time_s", "Calm: time to come", "s",
     [](Parameters& p) -> double& { return p.autonomic.calmRiseTime_s; }, 0.1, 100000.0, false, "s", 1.0,
     "assumed", Grade::D},
    {"autonomic.calm_fall_time_s", "Calm: time to go", "s",
     [](Parameters& p) -> double& { return p.autonomic.calmFallTime_s; }, 0.1, 100000.0, false, "s", 1.0,
     "assumed", Grade::D},
    {"autonomic.sensitisation_time_s", "Sensitisation: averaging time of pain", "s",
     [](Parameters& p) -> double& { return p.autonomic.sensitisationTime_s; }, 10.0, 1000000000.0, false, "d", 1.1574074074074073e-05,
     "assumed (weeks)", Grade::D},
    {"contact.friction_dry", "Friction on dry skin", "1",
     [](Parameters& p) -> double& { return p.contact.frictionDry; }, 0.0, 5.0, false, "1", 1.0,
     "S78, S79", Grade::B},
    {"contact.friction_moist", "Friction on moist skin", "1",
     [](Parameters& p) -> double& { return p.contact.frictionMoist; }, 0.0, 5.0, false, "1", 1.0,
     "S79", Grade::B},
    {"contact.friction_oiled", "Friction on oiled skin", "1",
     [](Parameters& p) -> double& { return p.contact.frictionOiled; }, 0.0, 5.0, false, "1", 1.0,
     "S81", Grade::B},
    {"contact.normal_stiffness_Pa_per_m", "Softness of the hand, normal", "Pa/m",
     [](Parameters& p) -> double& { return p.contact.normalStiffness_Pa_per_m; }, 100000.0, 1000000000.0, false, "kPa/mm", 1e-06,
     "assumed (soft tissue of a fingertip, order only)", Grade::D},
    {"contact.tangent_stiffness_Pa_per_m", "Contact stiffness, tangential", "Pa/m",
     [](Parameters& p) -> double& { return p.contact.tangentStiffness_Pa_per_m; }, 100000.0, 1000000000.0, false, "kPa/mm", 1e-06,
     "assumed (penalty)", Grade::D},
    {"contact.hand_mass_kg", "Hand mass", "kg",
     [](Parameters& p) -> double& { return p.contact.handMass_kg; }, 0.01, 10.0, false, "kg", 1.0,
     "assumed", Grade::D},
    {"contact.hand_damping_N_s_per_m", "Hand damping", "N s/m",
     [](Parameters& p) -> double& { return p.contact.handDamping_N_s_per_m; }, 0.0, 10000.0, false, "N s/m", 1.0,
     "assumed", Grade::D},
    {"numerics.step_residual", "Residual asked of a step", "1",
     [](Parameters& p) -> double& { return p.numerics.stepResidual; }, 1e-09, 0.01, false, "1", 1.0,
     "numerics", Grade::A},
    {"numerics.static_residual", "Residual asked of an equilibrium", "1",
     [](Parameters& p) -> double& { return p.numerics.staticResidual; }, 1e-10, 0.01, false, "1", 1.0,
     "numerics", Grade::A},
    {"numerics.mass_damping_per_s", "Mass damping", "1/s",
     [](Parameters& p) -> double& { return p.numerics.massDamping_per_s; }, 0.0, 1000.0, false, "1/s", 1.0,
     "numerics", Grade::D},
    {"numerics.tissue_interval_s", "Interval of slow states", "s",
     [](Parameters& p) -> double& { return p.numerics.tissueInterval_s; }, 0.016666666666666666, 10.0, false, "s", 1.0,
     "numerics", Grade::A},
};

constexpr HypothesisSpec kHypothesisSpecs[kHypothesisCount] = {
    {Hypothesis::arousalStiffens, "arousal_stiffens", "Stress tightens fascia",
     "Sympathetic arousal slowly raises the contractile tone of fascia.", "S27 (contrary), S46a, S46c, S55", Grade::C},
    {Hypothesis::guarding, "guarding", "Forcing makes tissue guard",
     "Pressure that hurts or comes fast makes the muscles of the region tense by reflex.", "S88, S95", Grade::D},
    {Hypothesis::calmingTouch, "calming_touch", "Gentle touch calms",
     "Slow, gentle, dry and steady contact lowers arousal.", "S69, S97 (contrary)", Grade::D},
    {Hypothesis::adhesionRelease, "adhesion_release", "Adhesions let go",
     "Bonds between fascial layers break slowly under sustained load.", "S22 (contrary for dense sheets), S65", Grade::D},
    {Hypothesis::hydration, "hydration", "Water leaves and comes back",
     "Load squeezes water out of fascia; at rest it returns, and wetter tissue slides and relaxes faster.",
     "S42, S54, S61", Grade::C},
    {Hypothesis::lastingElongation, "lasting_elongation", "Tissue lengthens",
     "Sustained load above a yield stress lengthens tissue for months.", "S1 (contrary for dense sheets)", Grade::D},
    {Hypothesis::soreness, "soreness", "Sore after release",
     "A large release makes the region sore for a day or more.", "common experience", Grade::C},
    {Hypothesis::sensitisation, "sensitisation", "Pain lowers the threshold",
     "Repeated pain lowers the pressure at which tissue guards.", "S82, S83", Grade::C},
};

Parameters conceptParameters() {
    Parameters p;
    p.skin = {1.2e5, 9.0e4, 0.08, 0.04, 0.10};
    p.superficialFascia = {3.0e5, 2.0e5, 0.08, 0.05, 0.10};
    p.deepFascia = {3.0e5, 1.5e5, 0.08, 0.05, 0.10};
    p.epimysium = {2.0e5, 1.0e5, 0.08, 0.05, 0.10};
    return p;
}

Parameters evidenceParameters() {
    Parameters p;
    p.skin = {1.0e6, 7.0e5, 0.04, 0.02, 0.05};
    p.superficialFascia = {5.0e6, 5.0e6, 0.05, 0.01, 0.05};
    p.deepFascia = {1.5e8, 1.0e7, 0.02, 0.004, 0.02};
    p.epimysium = {1.0e6, 5.0e5, 0.05, 0.02, 0.05};
    p.tissue.bondStress_Pa = 1.0e8;  // dense sheets do not let go under a hand
    p.tissue.yieldStress_Pa = 1.0e8;
    return p;
}

}  // namespace

std::span<const ParamSpec> paramSpecs() { return kParamSpecs; }

const ParamSpec* findParam(std::string_view id) {
    for (const ParamSpec& spec : kParamSpecs) {
        if (spec.id == id) {
            return &spec;
        }
    }
    return nullptr;
}

double getParam(const Parameters& parameters, const ParamSpec& spec) {
    Parameters& unconst = const_cast<Parameters&>(parameters);  // the accessor only forms a reference
    return spec.member(unconst);
}

Status setParam(Parameters& parameters, std::string_view id, double value) {
    const ParamSpec* spec = findParam(id);
    if (spec == nullptr) {
        std::vector<std::string_view> ids;
        for (const ParamSpec& each : kParamSpecs) {
            ids.push_back(each.id);
        }
        return Error{ErrorCode::notFound, "There is no parameter '" + std::string(id) + "'.", std::string(id),
                     std::string(nearestName(id, ids))};
    }
    const bool tooLow = spec->openMinimum ? !(value > spec->minimum) : !(value >= spec->minimum);
    if (!std::isfinite(value) || tooLow || value > spec->maximum) {
        std::ostringstream text;
        text << value << " is out of range: " << spec->label << " lies between " << spec->minimum << " and "
             << spec->maximum << " " << spec->unit << ".";
        return Error{ErrorCode::badInput, text.str(), std::string(id), ""};
    }
    spec->member(parameters) = value;
    return Done{};
}

std::span<const HypothesisSpec> hypothesisSpecs() { return kHypothesisSpecs; }

const HypothesisSpec* findHypothesis(std::string_view id) {
    for (const HypothesisSpec& spec : kHypothesisSpecs) {
        if (spec.id == id) {
            return &spec;
        }
    }
    return nullptr;
}

std::span<const Preset> presets() {
    static const Preset kPresets[] = {
        {"concept", "Concept: a soft web",
         "A soft web that shows what myofascial release teaches. Several pathways are hypotheses.", conceptParameters()},
        {"evidence", "Evidence: dense sheets",
         "Dense sheets that hardly yield under a hand, as measured on cadavers.", evidenceParameters()},
    };
    return kPresets;
}

const Preset* findPreset(std::string_view id) {
    for (const Preset& preset : presets()) {
        if (preset.id == id) {
            return &preset;
        }
    }
    return nullptr;
}

std::string_view nearestName(std::string_view name, std::span<const std::string_view> candidates) {
    std::string_view best;
    std::size_t bestDistance = name.size() / 2 + 2;  // further than this is no help
    std::vector<std::size_t> row;
    for (const std::string_view candidate : candidates) {
        row.resize(candidate.size() + 1);
        for (std::size_t j = 0; j < row.size(); ++j) {
            row[j] = j;
        }
        for (std::size_t i = 0; i < name.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i + 1;
            for (std::size_t j = 0; j < candidate.size(); ++j) {
                const std::size_t substitution = diagonal + (name[i] == candidate[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substitution});
            }
        }
        if (row.back() < bestDistance) {
            bestDistance = row.back();
            best = candidate;
        }
    }
    return best;
}

}  // namespace fascia::sim
