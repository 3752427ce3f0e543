#pragma once
// Arousal, calm and guarding: what the nervous system makes of the contact. First-order laws, exact over a step with
// inputs held. All are model choices with a switch each (params.h); grades there. Tests: tests/unit/tissue_laws_test.cpp.

#include <algorithm>

#include "sim/core/math.h"
#include "sim/params.h"

namespace fascia::sim {

/// Contact pressure [Pa] at which the tissue starts to guard, lowered by arousal S and sensitisation Z (0..1), and with
/// fibromyalgia by the ratio of measured thresholds (S82: 370 against 758 kPa).
inline double painPressure_Pa(double arousal, double sensitisation, const AutonomicParameters& p) {
    return p.painPressure_Pa * (1.0 - p.painArousalDrop * arousal) * (1.0 - p.painSensitisationDrop * sensitisation) *
           (1.0 - p.painFibromyalgiaDrop * p.fibromyalgia);
}

/// Threat of a contact, 0..1: (P / P_pain - 1)+ + (rate / rate_max - 1)+, at most 1.
inline double contactThreat(double pressure_Pa, double rate_Pa_per_s, double pain_Pa, const AutonomicParameters& p) {
    const double hurts = std::max(0.0, pressure_Pa / pain_Pa - 1.0);
    const double fast = std::max(0.0, rate_Pa_per_s / p.pressureRateLimit_Pa_per_s - 1.0);
    return std::min(1.0, hurts + fast);
}

/// Whether a contact calms: dry, in the band and steady.
inline bool contactCalms(double pressure_Pa, double rate_Pa_per_s, double pain_Pa, bool oiled,
                         const AutonomicParameters& p) {
    const double speed = rate_Pa_per_s < 0.0 ? -rate_Pa_per_s : rate_Pa_per_s;
    return !oiled && pressure_Pa >= p.calmLowPressure_Pa && pressure_Pa <= p.calmHighShare * pain_Pa &&
           speed <= p.calmRateLimit_Pa_per_s;
}

/// Guarding g of a region towards its threat: quick on, slow off.
inline double advanceGuard(double guard, double threat, double dt_s, const AutonomicParameters& p) {
    return relaxTowards(guard, threat, dt_s, threat > guard ? p.guardOnTime_s : p.guardOffTime_s);
}

/// Calm of the whole web towards 1 while a contact calms, else towards 0.
inline double advanceCalm(double calm, bool calming, double dt_s, const AutonomicParameters& p) {
    return relaxTowards(calm, calming ? 1.0 : 0.0, dt_s, calming ? p.calmRiseTime_s : p.calmFallTime_s);
}

/// Arousal that stress (the dial), guarding and calm draw the whole web to.
inline double settledArousal(double stress, double guard, double calm, const AutonomicParameters& p) {
    return std::clamp(stress + p.guardToArousal * guard - p.calmToArousal * calm * stress, 0.0, 1.0);
}

/// Arousal S over dt: rises fast, falls slowly.
inline double advanceArousal(double arousal, double settled, double dt_s, const AutonomicParameters& p) {
    return relaxTowards(arousal, settled, dt_s, settled > arousal ? p.arousalRiseTime_s : p.arousalFallTime_s);
}

/// What takes comfort away, in points of 10, each 0 or more. Weights are choices of the model.
struct ComfortLosses {
    double arousal = 0.0, guard = 0.0, soreness = 0.0, adhesion = 0.0, sensitisation = 0.0, nerve = 0.0;
};
/// Arousal, guarding, soreness, adhesion, sensitisation in 0..1; nerveLoad the highest load of a nerve (1: threshold).
inline ComfortLosses comfortLosses(double arousal, double guard, double soreness, double adhesion, double sensitisation,
                                   double nerveLoad) {
    return {2.5 * arousal,  2.5 * guard,         3.0 * soreness,
            2.0 * adhesion, 1.0 * sensitisation, 1.5 * std::clamp(nerveLoad - 1.0, 0.0, 1.0)};
}
/// Comfort 0..10 of the model: 10 without any loss.
inline double comfort(const ComfortLosses& l) {
    return std::clamp(10.0 - l.arousal - l.guard - l.soreness - l.adhesion - l.sensitisation - l.nerve, 0.0, 10.0);
}

} // namespace fascia::sim
