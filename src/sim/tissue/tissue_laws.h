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

/// Adhesion c in 0..1 over dt: c' = -rate (1 - guard)^3 c + k_f (1 - c), rate = k_m / (1 + exp(-(s - s_b) / w)).
/// Story: bonds between layers break faster under load (after Bell 1978), up to a rate limit; guarding muscle takes the
/// load off them. s is the slow load [Pa] from bondLoad().
inline double advanceAdhesion(double adhesion, double bondLoad_Pa, double guard, bool release, double dt_s,
                              const TissueParameters& p) {
    const double free = 1.0 - guard;
    // Bonds far below the stress that breaks them keep: 1 / (1 + e^40) is nothing beside any other rate.
    const double above = (bondLoad_Pa - p.bondStress_Pa) / p.bondWidth_Pa;
    const double rate = release && above > -40.0
                            ? p.bondRate_per_s / (1.0 + stableExp(-above)) * free * free * free
                            : 0.0;
    const double total = rate + p.bondFormRate_per_s;
    if (total <= 0.0) {
        return adhesion;
    }
    const double settled = p.bondFormRate_per_s / total;
    return settled + (adhesion - settled) * stableExp(-total * dt_s);
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
