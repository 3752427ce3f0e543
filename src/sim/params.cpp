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
    {"skin.toe_strain", "Skin: toe strain", "1", [](Parameters& p) -> double& { return p.skin.toeStrain; }, 0.0, 0.3,
     false, "%", 100.0, "S8, S21", Grade::B},
    {"skin.prestrain", "Skin: resting strain", "1", [](Parameters& p) -> double& { return p.skin.prestrain; }, 0.0, 0.3,
     false, "%", 100.0, "assumed", Grade::D},
    {"skin.compression_ratio", "Skin: stiffness kept in compression", "1",
     [](Parameters& p) -> double& { return p.skin.compressionRatio; }, 0.0, 1.0, false, "%", 100.0,
     "assumed (numerical stability of a thin sheet)", Grade::D},
    {"superficial_fascia.fibre_modulus_Pa", "Superficial fascia: modulus along the fibres", "Pa",
     [](Parameters& p) -> double& { return p.superficialFascia.fibreModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa",
     0.001, "S24", Grade::B},
    {"superficial_fascia.cross_modulus_Pa", "Superficial fascia: modulus across the fibres", "Pa",
     [](Parameters& p) -> double& { return p.superficialFascia.crossModulus_Pa; }, 1000.0, 1000000000.0, false, "kPa",
     0.001, "S24", Grade::B},
    {"superficial_fascia.toe_strain", "Superficial fascia: toe strain", "1",
     [](Parameters& p) -> double& { return p.superficialFascia.toeStrain; }, 0.0, 0.3, false, "%", 100.0, "S8, S21",
     Grade::B},
    {"superficial_fascia.prestrain", "Superficial fascia: resting strain", "1",
     [](Parameters& p) -> double& { return p.superficialFascia.prestrain; }, 0.0, 0.3, false, "%", 100.0, "assumed",
     Grade::D},
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
     [](Parameters& p) -> double& { return p.deepFascia.toeStrain; }, 0.0, 0.3, false, "%", 100.0, "S8, S21", Grade::B},
    {"deep_fascia.prestrain", "Deep fascia: resting strain", "1",
     [](Parameters& p) -> double& { return p.deepFascia.prestrain; }, 0.0, 0.3, false, "%", 100.0, "assumed", Grade::D},
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
     [](Parameters& p) -> double& { return p.epimysium.toeStrain; }, 0.0, 0.3, false, "%", 100.0, "S8, S21", Grade::B},
    {"epimysium.prestrain", "Epimysium: resting strain", "1",
     [](Parameters& p) -> double& { return p.epimysium.prestrain; }, 0.0, 0.3, false, "%", 100.0, "assumed", Grade::D},
    {"epimysium.compression_ratio", "Epimysium: stiffness kept in compression", "1",
     [](Parameters& p) -> double& { return p.epimysium.compressionRatio; }, 0.0, 1.0, false, "%", 100.0,
     "assumed (numerical stability of a thin sheet)", Grade::D},
    {"septum.modulus_Pa", "Septa: modulus", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.septumModulus_Pa; }, 100.0, 1000000000.0, false, "kPa", 0.001,
     "assumed from S24", Grade::D},
    {"septum.prestrain", "Septa: resting strain", "1",
     [](Parameters& p) -> double& { return p.interlayer.septumPrestrain; }, 0.0, 0.3, false, "%", 100.0, "assumed",
     Grade::D},
    {"glide.modulus_Pa", "Sliding layer: elastic modulus", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.glideModulus_Pa; }, 10.0, 100000000.0, false, "kPa", 0.001,
     "S29, S34 (order only)", Grade::C},
    {"fat.bulk_modulus_Pa", "Fat: confined stiffness", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.fatBulkModulus_Pa; }, 1000.0, 100000000.0, false, "kPa", 0.001,
     "S29, S30 (order only)", Grade::C},
    {"muscle.bulk_modulus_Pa", "Muscle: confined stiffness", "Pa",
     [](Parameters& p) -> double& { return p.interlayer.muscleBulkModulus_Pa; }, 1000.0, 100000000.0, false, "kPa",
     0.001, "S29, S31 (order only)", Grade::C},
    {"muscle.guard_gain", "Muscle: stiffening at full guarding", "1",
     [](Parameters& p) -> double& { return p.interlayer.muscleGuardGain; }, 0.0, 10.0, false, "1", 1.0,
     "S95 (EMG only)", Grade::D},
    {"visco.g1", "Viscoelastic share 1", "1", [](Parameters& p) -> double& { return p.visco.g1; }, 0.0, 0.3, false, "%",
     100.0, "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.tau1_s", "Relaxation time 1", "s", [](Parameters& p) -> double& { return p.visco.tau1_s; }, 0.01, 100000.0,
     false, "s", 1.0, "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.g2", "Viscoelastic share 2", "1", [](Parameters& p) -> double& { return p.visco.g2; }, 0.0, 0.3, false, "%",
     100.0, "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.tau2_s", "Relaxation time 2", "s", [](Parameters& p) -> double& { return p.visco.tau2_s; }, 0.01, 100000.0,
     false, "s", 1.0, "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.g3", "Viscoelastic share 3", "1", [](Parameters& p) -> double& { return p.visco.g3; }, 0.0, 0.3, false, "%",
     100.0, "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.tau3_s", "Relaxation time 3", "s", [](Parameters& p) -> double& { return p.visco.tau3_s; }, 0.01, 100000.0,
     false, "s", 1.0, "S5, S47, S48 (composite fit)", Grade::B},
    {"visco.hydration_exponent", "Slowing of relaxation by dryness", "1",
     [](Parameters& p) -> double& { return p.visco.hydrationExponent; }, 0.0, 10.0, false, "1", 1.0,
     "S42, S61 (direction only)", Grade::D},
    {"visco.hydration_reference", "Hydration at which relaxation times hold", "1",
     [](Parameters& p) -> double& { return p.visco.hydrationReference; }, 0.0, 1.0, false, "1", 1.0, "assumed",
     Grade::D},
    {"tissue.tone_stress_Pa", "Active stress of fascia at full tone", "Pa",
     [](Parameters& p) -> double& { return p.tissue.toneStress_Pa; }, 0.0, 1000000.0, false, "kPa", 0.001,
     "S27, S46a (order only)", Grade::D},
    {"tissue.tone_rise_time_s", "Tone: time to rise", "s",
     [](Parameters& p) -> double& { return p.tissue.toneRiseTime_s; }, 1.0, 1000000.0, false, "min",
     0.016666666666666666, "S46c", Grade::D},
    {"tissue.tone_fall_time_s", "Tone: time to fall", "s",
     [](Parameters& p) -> double& { return p.tissue.toneFallTime_s; }, 1.0, 1000000.0, false, "min",
     0.016666666666666666, "S46c", Grade::D},
    {"tissue.guard_stress_Pa", "Active stress of guarding muscle", "Pa",
     [](Parameters& p) -> double& { return p.tissue.guardStress_Pa; }, 0.0, 1000000.0, false, "kPa", 0.001,
     "S95 (EMG only)", Grade::D},
    {"tissue.adhesion_stiffening", "Stiffening by adhesion", "1",
     [](Parameters& p) -> double& { return p.tissue.adhesionStiffening; }, 0.0, 20.0, false, "1", 1.0, "assumed",
     Grade::D},
    {"tissue.bond_rate_per_s", "Fastest release rate of adhesions", "1/s",
     [](Parameters& p) -> double& { return p.tissue.bondRate_per_s; }, 0.0, 1.0, false, "1/s", 1.0, "S65, S67 (lore)",
     Grade::D},
    {"tissue.bond_stress_Pa", "Shear between sheets, beyond that at rest, that opens half of the adhesions", "Pa",
     [](Parameters& p) -> double& { return p.tissue.bondStress_Pa; }, 1.0, 1000000000.0, false, "kPa", 0.001,
     "assumed, calibrated on P2 and P5", Grade::D},
    {"tissue.bond_width_Pa", "Sharpness of that load", "Pa",
     [](Parameters& p) -> double& { return p.tissue.bondWidth_Pa; }, 1.0, 1000000000.0, false, "kPa", 0.001, "assumed",
     Grade::D},
    {"tissue.bond_load_time_s", "Time over which adhesions open", "s",
     [](Parameters& p) -> double& { return p.tissue.bondLoadTime_s; }, 0.1, 100000.0, false, "s", 1.0, "S65 (lore)",
     Grade::D},
    {"tissue.bond_interaction_length_m", "Length over which adhesions share load", "m",
     [](Parameters& p) -> double& { return p.tissue.bondInteractionLength_m; }, 0.0, 0.03, false, "mm", 1000.0,
     "assumed", Grade::D},
    {"tissue.bond_form_rate_per_s", "Rate at which adhesions form at full tone", "1/s",
     [](Parameters& p) -> double& { return p.tissue.bondFormRate_per_s; }, 0.0, 0.01, false, "1/s", 1.0,
     "assumed (months; with the next line chosen so that S50 holds)", Grade::D},
    {"tissue.bond_remodel_rate_per_s", "Rate at which everyday movement clears adhesions", "1/s",
     [](Parameters& p) -> double& { return p.tissue.bondRemodelRate_per_s; }, 0.0, 0.01, false, "1/s", 1.0,
     "assumed (months)", Grade::D},
    {"tissue.yield_stress_Pa", "Load above which tissue lengthens", "Pa",
     [](Parameters& p) -> double& { return p.tissue.yieldStress_Pa; }, 1.0, 1000000000.0, false, "kPa", 0.001,
     "assumed", Grade::D},
    {"tissue.elongation_rate_per_Pa_s", "Rate of lasting elongation", "1/(Pa s)",
     [](Parameters& p) -> double& { return p.tissue.elongationRate_per_Pa_s; }, 0.0, 0.001, false, "1/(Pa s)", 1.0,
     "assumed", Grade::D},
    {"tissue.elongation_limit", "Largest lasting elongation", "1",
     [](Parameters& p) -> double& { return p.tissue.elongationLimit; }, 0.0, 0.5, false, "%", 100.0, "assumed",
     Grade::D},
    {"tissue.elongation_recoil_time_s", "Recoil of lasting elongation", "s",
     [](Parameters& p) -> double& { return p.tissue.elongationRecoilTime_s; }, 1.0, 1000000000.0, false, "d",
     1.1574074074074073e-05, "assumed (months)", Grade::D},
    {"tissue.hydration_time_s", "Hydration: time to come back", "s",
     [](Parameters& p) -> double& { return p.tissue.hydrationTime_s; }, 1.0, 1000000.0, false, "min",
     0.016666666666666666, "S54 (protocol)", Grade::C},
    {"tissue.hydration_rest", "Hydration of free tissue", "1",
     [](Parameters& p) -> double& { return p.tissue.hydrationRest; }, 0.05, 1.0, false, "%", 100.0, "assumed",
     Grade::D},
    {"tissue.hydration_adhesion_loss", "Hydration lost to adhesion", "1",
     [](Parameters& p) -> double& { return p.tissue.hydrationAdhesionLoss; }, 0.0, 1.0, false, "%", 100.0, "assumed",
     Grade::D},
    {"tissue.hydration_tone_loss", "Hydration lost to tone", "1",
     [](Parameters& p) -> double& { return p.tissue.hydrationToneLoss; }, 0.0, 1.0, false, "%", 100.0, "assumed",
     Grade::D},
    {"tissue.squeeze_rate_per_Pa_s", "Rate at which load squeezes water out", "1/(Pa s)",
     [](Parameters& p) -> double& { return p.tissue.squeezeRate_per_Pa_s; }, 0.0, 0.001, false, "1/(Pa s)", 1.0,
     "S54 (direction)", Grade::C},
    {"tissue.squeeze_stress_Pa", "Load above which water leaves", "Pa",
     [](Parameters& p) -> double& { return p.tissue.squeezeStress_Pa; }, 0.0, 1000000000.0, false, "kPa", 0.001,
     "assumed", Grade::D},
    {"tissue.swelling_share", "Water taken up over water squeezed out", "1",
     [](Parameters& p) -> double& { return p.tissue.swellingShare; }, 0.0, 5.0, false, "1", 1.0, "S54 (direction)",
     Grade::D},
    {"tissue.swelling_time_s", "Swelling: time to go", "s",
     [](Parameters& p) -> double& { return p.tissue.swellingTime_s; }, 1.0, 10000000.0, false, "h",
     0.0002777777777777778, "assumed (hours)", Grade::D},
    {"tissue.swelling_stiffening", "Stiffening by swelling", "1",
     [](Parameters& p) -> double& { return p.tissue.swellingStiffening; }, 0.0, 20.0, false, "1", 1.0,
     "S54 (direction)", Grade::D},
    {"tissue.soreness_gain", "Soreness per adhesion released", "1",
     [](Parameters& p) -> double& { return p.tissue.sorenessGain; }, 0.0, 100.0, false, "1", 1.0, "assumed", Grade::D},
    {"tissue.soreness_rise_time_s", "Soreness: time to come", "s",
     [](Parameters& p) -> double& { return p.tissue.sorenessRiseTime_s; }, 1.0, 10000000.0, false, "h",
     0.0002777777777777778, "assumed (worst within 48 h)", Grade::C},
    {"tissue.soreness_time_s", "Soreness: time to pass", "s",
     [](Parameters& p) -> double& { return p.tissue.sorenessTime_s; }, 1.0, 10000000.0, false, "h",
     0.0002777777777777778, "assumed (24 to 72 h)", Grade::C},
    {"autonomic.arousal_rise_time_s", "Arousal: time to rise", "s",
     [](Parameters& p) -> double& { return p.autonomic.arousalRiseTime_s; }, 0.1, 1000000.0, false, "s", 1.0, "assumed",
     Grade::D},
    {"autonomic.arousal_fall_time_s", "Arousal: time to fall", "s",
     [](Parameters& p) -> double& { return p.autonomic.arousalFallTime_s; }, 0.1, 1000000.0, false, "min",
     0.016666666666666666, "assumed", Grade::D},
    {"autonomic.guard_to_arousal", "Arousal raised by guarding", "1",
     [](Parameters& p) -> double& { return p.autonomic.guardToArousal; }, 0.0, 1.0, false, "1", 1.0, "assumed",
     Grade::D},
    {"autonomic.calm_to_arousal", "Arousal lowered by calming touch", "1",
     [](Parameters& p) -> double& { return p.autonomic.calmToArousal; }, 0.0, 1.0, false, "1", 1.0,
     "S69 (direction), S97 contrary", Grade::D},
    {"autonomic.pain_pressure_Pa", "Contact pressure that makes a calm person guard", "Pa",
     [](Parameters& p) -> double& { return p.autonomic.painPressure_Pa; }, 1000.0, 2000000.0, false, "kPa", 0.001,
     "assumed share of S82", Grade::D},
    {"autonomic.pain_arousal_drop", "Threshold lowered by arousal", "1",
     [](Parameters& p) -> double& { return p.autonomic.painArousalDrop; }, 0.0, 0.95, false, "%", 100.0, "assumed",
     Grade::D},
    {"autonomic.pain_sensitisation_drop", "Threshold lowered by sensitisation", "1",
     [](Parameters& p) -> double& { return p.autonomic.painSensitisationDrop; }, 0.0, 0.95, false, "%", 100.0,
     "S82, S83 (order)", Grade::C},
    {"autonomic.pressure_rate_limit_Pa_per_s", "Pressure rate above which tissue guards", "Pa/s",
     [](Parameters& p) -> double& { return p.autonomic.pressureRateLimit_Pa_per_s; }, 10.0, 10000000.0, false, "kPa/s",
     0.001, "S95 (direction)", Grade::D},
    {"autonomic.guard_on_time_s", "Guarding: time to come", "s",
     [](Parameters& p) -> double& { return p.autonomic.guardOnTime_s; }, 0.01, 100.0, false, "s", 1.0, "S88", Grade::C},
    {"autonomic.guard_off_time_s", "Guarding: time to go", "s",
     [](Parameters& p) -> double& { return p.autonomic.guardOffTime_s; }, 0.1, 100000.0, false, "s", 1.0, "assumed",
     Grade::D},
    {"autonomic.calm_low_pressure_Pa", "Lower edge of the calming band", "Pa",
     [](Parameters& p) -> double& { return p.autonomic.calmLowPressure_Pa; }, 0.0, 1000000.0, false, "kPa", 0.001,
     "S70 (light 1.25, deep 2.5 kPa), assumed", Grade::D},
    {"autonomic.calm_high_share", "Upper edge, share of the pain pressure", "1",
     [](Parameters& p) -> double& { return p.autonomic.calmHighShare; }, 0.05, 1.0, false, "%", 100.0, "assumed",
     Grade::D},
    {"autonomic.calm_rate_limit_Pa_per_s", "Pressure rate above which touch does not calm", "Pa/s",
     [](Parameters& p) -> double& { return p.autonomic.calmRateLimit_Pa_per_s; }, 1.0, 1000000.0, false, "kPa/s", 0.001,
     "assumed", Grade::D},
    {"autonomic.calm_rise_time_s", "Calm: time to come", "s",
     [](Parameters& p) -> double& { return p.autonomic.calmRiseTime_s; }, 0.1, 100000.0, false, "s", 1.0, "assumed",
     Grade::D},
    {"autonomic.calm_fall_time_s", "Calm: time to go", "s",
     [](Parameters& p) -> double& { return p.autonomic.calmFallTime_s; }, 0.1, 100000.0, false, "s", 1.0, "assumed",
     Grade::D},
    {"autonomic.sensitisation_time_s", "Sensitisation: averaging time of pain", "s",
     [](Parameters& p) -> double& { return p.autonomic.sensitisationTime_s; }, 10.0, 1000000000.0, false, "d",
     1.1574074074074073e-05, "assumed (weeks)", Grade::D},
    {"autonomic.fibromyalgia", "Fibromyalgia: as measured (1) or without (0)", "1",
     [](Parameters& p) -> double& { return p.autonomic.fibromyalgia; }, 0.0, 1.0, false, "1", 1.0,
     "S45, S82 (both measured)", Grade::B},
    {"autonomic.pain_fibromyalgia_drop", "Threshold lowered by fibromyalgia", "1",
     [](Parameters& p) -> double& { return p.autonomic.painFibromyalgiaDrop; }, 0.0, 0.95, false, "%", 100.0,
     "S82 (370 of 758 kPa, 261 of 535 kPa)", Grade::B},
    {"muscle.resting_activity", "Muscle activity at rest, of the largest voluntary", "1",
     [](Parameters& p) -> double& { return p.muscle.restingActivity; }, 0.0, 0.2, false, "%", 100.0, "S45", Grade::B},
    {"muscle.fibromyalgia_rise", "Rise of muscle activity with fibromyalgia", "1",
     [](Parameters& p) -> double& { return p.muscle.fibromyalgiaRise; }, 0.0, 10.0, false, "%", 100.0,
     "S45 (2.2 of 1.0 %)", Grade::B},
    {"muscle.arousal_rise", "Rise of muscle activity per arousal above 0.3", "1",
     [](Parameters& p) -> double& { return p.muscle.arousalRise; }, 0.0, 10.0, false, "%", 100.0, "S44 (direction)",
     Grade::C},
    {"muscle.guard_rise", "Rise of muscle activity at full guarding", "1",
     [](Parameters& p) -> double& { return p.muscle.guardRise; }, 0.0, 20.0, false, "%", 100.0, "S95 (+235 %)",
     Grade::C},
    {"muscle.ease_drop", "Stiffness that muscle loses under a sustained hand", "1",
     [](Parameters& p) -> double& { return p.muscle.easeDrop; }, 0.0, 0.5, false, "%", 100.0, "S77 (5.2, SD 8.8 %)",
     Grade::B},
    {"muscle.ease_pressure_Pa", "Pressure from which muscle eases", "Pa",
     [](Parameters& p) -> double& { return p.muscle.easePressure_Pa; }, 0.0, 1000000.0, false, "kPa", 0.001,
     "S70 (light massage)", Grade::C},
    {"muscle.ease_time_s", "Muscle: time to ease", "s", [](Parameters& p) -> double& { return p.muscle.easeTime_s; },
     0.1, 100000.0, false, "s", 1.0, "assumed (within 7 min, S77)", Grade::D},
    {"muscle.ease_recovery_time_s", "Muscle: time to stiffen again", "s",
     [](Parameters& p) -> double& { return p.muscle.easeRecoveryTime_s; }, 0.1, 100000.0, false, "s", 1.0,
     "S77 (baseline after 3 min)", Grade::B},
    {"muscle.reflex_floor", "Stretch reflex under sustained pressure", "1",
     [](Parameters& p) -> double& { return p.muscle.reflexFloor; }, 0.0, 1.0, false, "%", 100.0, "S94", Grade::B},
    {"muscle.reflex_time_s", "Stretch reflex: time to fall", "s",
     [](Parameters& p) -> double& { return p.muscle.reflexTime_s; }, 0.1, 1000.0, false, "s", 1.0,
     "S94 (least at 20 to 30 s)", Grade::C},
    {"muscle.reflex_recovery_time_s", "Stretch reflex: time to return", "s",
     [](Parameters& p) -> double& { return p.muscle.reflexRecoveryTime_s; }, 0.01, 1000.0, false, "s", 1.0,
     "S91, S92 (at once)", Grade::B},
    {"joint.trunk_limit_torque_Nm", "Resistance of the web at which bending forward ends; other joints in proportion",
     "N m", [](Parameters& p) -> double& { return p.consequence.trunkLimitTorque_Nm; }, 0.01, 10000.0, false, "N m",
     1.0, "assumed (a calm web bends 50 degrees)", Grade::D},
    {"nerve.tunnel_radius_m", "Radius with which fascia bends around a nerve", "m",
     [](Parameters& p) -> double& { return p.consequence.nerveTunnelRadius_m; }, 0.0001, 0.1, false, "mm", 1000.0,
     "assumed (a calm web at half the threshold)", Grade::D},
    {"nerve.threshold_pressure_Pa", "Pressure on a nerve at its threshold", "Pa",
     [](Parameters& p) -> double& { return p.consequence.nervePressure_Pa; }, 100.0, 1000000.0, false, "kPa", 0.001,
     "S121 (30 mmHg)", Grade::B},
    {"nerve.threshold_strain", "Strain of a nerve at its threshold", "1",
     [](Parameters& p) -> double& { return p.consequence.nerveStrain; }, 0.001, 1.0, false, "%", 100.0, "assumed",
     Grade::D},
    {"contact.friction_dry", "Friction on dry skin", "1",
     [](Parameters& p) -> double& { return p.contact.frictionDry; }, 0.0, 5.0, false, "1", 1.0, "S78, S79", Grade::B},
    {"contact.friction_moist", "Friction on moist skin", "1",
     [](Parameters& p) -> double& { return p.contact.frictionMoist; }, 0.0, 5.0, false, "1", 1.0, "S79", Grade::B},
    {"contact.friction_oiled", "Friction on oiled skin", "1",
     [](Parameters& p) -> double& { return p.contact.frictionOiled; }, 0.0, 5.0, false, "1", 1.0,
     "S81 (87 % less than dry, just after)", Grade::B},
    {"contact.normal_stiffness_Pa_per_m", "Softness of the hand, normal", "Pa/m",
     [](Parameters& p) -> double& { return p.contact.normalStiffness_Pa_per_m; }, 100000.0, 1000000000.0, false,
     "kPa/mm", 1e-06, "assumed (soft tissue of a fingertip, order only)", Grade::D},
    {"contact.tangent_stiffness_Pa_per_m", "Contact stiffness, tangential", "Pa/m",
     [](Parameters& p) -> double& { return p.contact.tangentStiffness_Pa_per_m; }, 100000.0, 1000000000.0, false,
     "kPa/mm", 1e-06, "assumed (penalty)", Grade::D},
    {"contact.hand_mass_kg", "Hand mass", "kg", [](Parameters& p) -> double& { return p.contact.handMass_kg; }, 0.01,
     10.0, false, "kg", 1.0, "assumed", Grade::D},
    {"contact.hand_damping_N_s_per_m", "Hand damping", "N s/m",
     [](Parameters& p) -> double& { return p.contact.handDamping_N_s_per_m; }, 0.0, 10000.0, false, "N s/m", 1.0,
     "assumed", Grade::D},
    {"numerics.step_residual", "Residual asked of a step", "1",
     [](Parameters& p) -> double& { return p.numerics.stepResidual; }, 1e-09, 0.01, false, "1", 1.0, "numerics",
     Grade::A},
    {"numerics.static_residual", "Residual asked of an equilibrium", "1",
     [](Parameters& p) -> double& { return p.numerics.staticResidual; }, 1e-10, 0.01, false, "1", 1.0, "numerics",
     Grade::A},
    {"numerics.mass_damping_per_s", "Mass damping", "1/s",
     [](Parameters& p) -> double& { return p.numerics.massDamping_per_s; }, 0.0, 1000.0, false, "1/s", 1.0, "numerics",
     Grade::D},
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
     "Bonds between fascial layers break slowly under sustained load.", "S22 (contrary for dense sheets), S65",
     Grade::D},
    {Hypothesis::hydration, "hydration", "Water leaves and comes back",
     "Load squeezes water out of fascia; at rest it returns, and wetter tissue slides and relaxes faster.",
     "S42, S54, S61", Grade::C},
    {Hypothesis::lastingElongation, "lasting_elongation", "Tissue lengthens",
     "Sustained load above a yield stress lengthens tissue for months.", "S1 (contrary for dense sheets)", Grade::D},
    {Hypothesis::soreness, "soreness", "Sore after release", "A large release makes the region sore for a day or more.",
     "common experience", Grade::C},
    {Hypothesis::sensitisation, "sensitisation", "Pain lowers the threshold",
     "Repeated pain lowers the pressure at which tissue guards.", "S82, S83", Grade::C},
    {Hypothesis::stressAdheres, "stress_adheres", "Lasting stress glues",
     "Tone that lasts for weeks makes adhesions form; everyday movement clears them.", "S61 (immobility, direction)",
     Grade::D},
    {Hypothesis::muscleEases, "muscle_eases", "Muscle eases for minutes",
     "Muscle loses a few per cent of its stiffness under a sustained hand and regains it within minutes.", "S22, S77",
     Grade::B},
    {Hypothesis::waterHardens, "water_hardens", "Stretch, rest: wetter and stiffer",
     "After a long stretch more water comes back than had left, and the tissue is stiffer for hours.",
     "S54 (dead tissue too; strips, not people), S6 (contrary: muscle cells)", Grade::C},
    {Hypothesis::nerveEntrapment, "nerve_entrapment", "Fascia loads nerves",
     "Taut and adherent fascia presses and tethers the nerves that pass through it.", "S121, S143, S145", Grade::C},
};

} // namespace

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
    Parameters& unconst = const_cast<Parameters&>(parameters); // the accessor only forms a reference
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

std::string_view nearestName(std::string_view name, std::span<const std::string_view> candidates) {
    std::string_view best;
    std::size_t bestDistance = name.size() / 2 + 2; // further than this is no help
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

} // namespace fascia::sim
