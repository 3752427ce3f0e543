#pragma once
// Slow tissue states of the web, as small pure functions. Each is a first-order law integrated exactly over an interval
// with its inputs held, so results do not depend on the step. Several are hypotheses; each has a switch (params.h).
// Tests: tests/unit/tissue_laws_test.cpp; phenomena: tests/phenomena/.

#include <algorithm>

#include "sim/core/math.h"
#include "sim/params.h"

namespace fascia::sim {

/// Slow contractile tone of fascia that an arousal S in 0..1 settles to: f_inf = S^2 / (S^2 + 1/4).
/// Story: myofibroblasts in fascia contract over minutes. That sympathetic arousal drives them is a hypothesis (grade C):
/// rat fascia in an organ bath did not contract to epinephrine (S27).
inline double settledTone(double arousal) { return arousal * arousal / (arousal * arousal + 0.25); }

/// Rate [1/s] at which adhesions form while the tone f in 0..1 lasts: k_f f^2. Story: tissue that is held short and still
/// for weeks sticks together (immobility raises the concentration and viscosity of hyaluronan, S61; direction only).
inline double bondFormation_per_s(double tone, bool stressAdheres, const TissueParameters& p) {
    return stressAdheres ? p.bondFormRate_per_s * tone * tone : 0.0;
}

/// Load below which a bond holds for good, in widths w below s_b: without it, the tail of the law would break in weeks at
/// rest what a hand does not break in minutes (assumed).
inline constexpr double kHoldingWidths = 8.0;

/// Adhesion c in 0..1 over dt: c' = -(rate (1 - guard)^3 + k_r) c + k_form (1 - c),
///   rate = k_m (L(x) - L(-8))+,  L(x) = 1 / (1 + exp(-x)),  x = (s - s_b) / w.
/// Story: bonds between layers break faster under load (after Bell 1978), up to a rate limit; guarding muscle takes the
/// load off them. Beside that they form and are cleared over months (k_form of bondFormation_per_s, k_r: everyday
/// movement). s is the slow load [Pa] on the bonds.
inline double advanceAdhesion(double adhesion, double bondLoad_Pa, double guard, bool release, double formation_per_s,
                              double dt_s, const TissueParameters& p) {
    const double free = 1.0 - guard;
    const double above = (bondLoad_Pa - p.bondStress_Pa) / p.bondWidth_Pa;
    constexpr double kHolding = 3.353501304664781e-4;  // L(-8)
    const double rate = release && above > -kHoldingWidths
                            ? p.bondRate_per_s * (1.0 / (1.0 + stableExp(-above)) - kHolding) * free * free * free
                            : 0.0;
    const double total = rate + p.bondRemodelRate_per_s + formation_per_s;
    if (total <= 0.0) {
        return adhesion;
    }
    const double settled = formation_per_s / total;
    return settled + (adhesion - settled) * stableExp(-total * dt_s);
}

/// Soreness s and its cause m (what a release sets free) in one region, over dt, exactly:
///   m' = gain * release - m / tau_m,  s' = m / tau_m - s / tau_s
/// Story: after a large release an area is sore, not at once but worst half a day later, and mostly over after three days
/// (common experience, as with muscle; the times are assumed). `released` is the adhesion set free, mean over the region.
struct Soreness {
    double cause = 0.0;
    double felt = 0.0;
};
inline Soreness advanceSoreness(Soreness now, double released, double dt_s, const TissueParameters& p) {
    now.cause += p.sorenessGain * released;
    const double rise = 1.0 / p.sorenessRiseTime_s;
    const double fall = 1.0 / p.sorenessTime_s;
    const double rising = stableExp(-rise * dt_s);
    const double falling = stableExp(-fall * dt_s);
    const double gap = rise - fall;
    const bool alike = gap * gap < 1e-12 * rise * rise;
    const double arrived = alike ? now.cause * rise * dt_s * falling : now.cause * rise * (falling - rising) / gap;
    return {now.cause * rising, now.felt * falling + arrived};
}

/// Hydration h in 0..1 that adhesion c and tone f leave: h_eq = rest - a c - b f.
inline double settledHydration(double adhesion, double tone, const TissueParameters& p) {
    return std::clamp(p.hydrationRest - p.hydrationAdhesionLoss * adhesion - p.hydrationToneLoss * tone, 0.05, 1.0);
}

/// Hydration over dt: h' = (h_eq - h) / tau - k_s (load - load_s)+ h. Story: load squeezes water out of fascia; at rest
/// it returns (S54).
inline double advanceHydration(double hydration, double adhesion, double tone, double load_Pa, double dt_s,
                               const TissueParameters& p) {
    const double squeeze = p.squeezeRate_per_Pa_s * std::max(0.0, load_Pa - p.squeezeStress_Pa);
    const double total = 1.0 / p.hydrationTime_s + squeeze;
    const double settled = settledHydration(adhesion, tone, p) / p.hydrationTime_s / total;
    return settled + (hydration - settled) * stableExp(-total * dt_s);
}

/// Lasting elongation p in 0..limit over dt: p' = k (s - s_y)+ h (1 - g)^2 (1 - p / limit) - p / tau_recoil.
inline double advanceElongation(double elongation, double bondLoad_Pa, double hydration, double guard, bool yields,
                                double dt_s, const TissueParameters& p) {
    const double free = 1.0 - guard;
    const double flow = yields && p.elongationLimit > 0.0 ? p.elongationRate_per_Pa_s *
                                                                std::max(0.0, bondLoad_Pa - p.yieldStress_Pa) *
                                                                hydration * free * free
                                                          : 0.0;
    if (flow == 0.0 && elongation == 0.0) {
        return 0.0;
    }
    const double total = (flow > 0.0 ? flow / p.elongationLimit : 0.0) + 1.0 / p.elongationRecoilTime_s;
    const double settled = flow / total;
    return settled + (elongation - settled) * stableExp(-total * dt_s);
}

/// Factor on a fascial spring's modulus.
inline double adhesionStiffening(double adhesion, const TissueParameters& p) {
    return 1.0 + p.adhesionStiffening * adhesion;
}

/// Factor on its relaxation times: dry tissue relaxes slowly ("glue").
inline double relaxationSlowing(double hydration, const ViscoParameters& p) {
    return stableExp(p.hydrationExponent * (p.hydrationReference - hydration));
}

}  // namespace fascia::sim
