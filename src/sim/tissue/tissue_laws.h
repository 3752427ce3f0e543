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

/// e^(-rate dt) for one interval, with that of the rate which most places share at hand.
class Decay {
  public:
    Decay(double commonRate_per_s, double dt_s)
        : dt_s_(dt_s), common_per_s_(commonRate_per_s), common_(stableExp(-commonRate_per_s * dt_s)) {}
    double of(double rate_per_s) const {
        return rate_per_s == common_per_s_ ? common_ : stableExp(-rate_per_s * dt_s_);
    }
    double common() const { return common_; }
    double commonRate_per_s() const { return common_per_s_; }

  private:
    double dt_s_;
    double common_per_s_;
    double common_;
};

/// What the laws of all places share over one interval dt [s], made once for it.
struct TissueInterval {
    /// `forms_per_s`: rate at which adhesions form, see bondFormation_per_s().
    TissueInterval(double dt, const TissueParameters& p, double forms_per_s = 0.0)
        : dt_s(dt),
          formation_per_s(forms_per_s),
          openingKept(stableExp(-dt / p.bondLoadTime_s)),
          swellingKept(stableExp(-dt / p.swellingTime_s)),
          openAtRest(1.0 / (1.0 + stableExp(p.bondStress_Pa / p.bondWidth_Pa))),
          adhesion(p.bondRemodelRate_per_s + forms_per_s, dt),
          water(1.0 / p.hydrationTime_s, dt) {}
    double dt_s;
    double formation_per_s;
    double openingKept;  ///< Of a bond's opening, 0..1.
    double swellingKept; ///< Of swelling, 0..1.
    double openAtRest;   ///< L(x_0) of bondsOpenUnder().
    Decay adhesion;      ///< Where no load breaks bonds.
    Decay water;         ///< Where no load squeezes it out.
};

/// Share of the bonds of a place, 0..1, that a load [Pa] beyond the resting one opens:
///   a = (L(x) - L(x_0))+ / (1 - L(x_0)),  L(x) = 1 / (1 + exp(-x)),  x = (s - s_b) / w,  x_0 = -s_b / w.
/// Story: bonds open under load (after Bell 1978) and all are open under enough; the load that a web bears at rest opens
/// none, for bonds formed under it.
inline double bondsOpenUnder(double load_Pa, double openAtRest, const TissueParameters& p) {
    if (!(load_Pa > 0.0) || !(openAtRest < 1.0)) {
        return 0.0;
    }
    const double open = 1.0 / (1.0 + stableExp((p.bondStress_Pa - load_Pa) / p.bondWidth_Pa));
    return (open - openAtRest) / (1.0 - openAtRest);
}

/// Opening u in 0..1 over dt, u' = (a - u) / tau, and the mean of u^3 over that time, exactly.
struct BondOpening {
    double open = 0.0;
    double meanCube = 0.0;
};
inline BondOpening advanceOpening(double open, double load_Pa, const TissueInterval& over, const TissueParameters& p) {
    const double a = bondsOpenUnder(load_Pa, over.openAtRest, p);
    const double b = open - a;
    const double tau = p.bondLoadTime_s;
    const double dt_s = over.dt_s;
    const double e = over.openingKept;
    const double mean =
        dt_s > 0.0
            ? a * a * a + tau / dt_s * b *
                              (3.0 * a * a * (1.0 - e) + 1.5 * a * b * (1.0 - e * e) + b * b / 3.0 * (1.0 - e * e * e))
            : open * open * open;
    return {a + b * e, mean};
}

/// Adhesion c in 0..1 over dt: c' = -(k_m u^3 (1 - guard)^3 + k_r) c + k_form (1 - c).
/// Story: bonds let go where load has held them open for a while, and several together (the cube, assumed), up to a rate
/// limit; guarding muscle takes the load off them. Beside that they form and are cleared over months (k_form of
/// bondFormation_per_s, k_r: everyday movement). `openCubed` is the mean of u^3 over dt.
inline double advanceAdhesion(double adhesion, double openCubed, double guard, bool release, const TissueInterval& over,
                              const TissueParameters& p) {
    const double free = 1.0 - guard;
    const double rate = release ? p.bondRate_per_s * openCubed * free * free * free : 0.0;
    const double total = rate + (p.bondRemodelRate_per_s + over.formation_per_s);
    if (total <= 0.0) {
        return adhesion;
    }
    const double settled = over.formation_per_s / total;
    return settled + (adhesion - settled) * over.adhesion.of(total);
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

/// Hydration h in 0..1 that adhesion c, tone f and swelling u leave: h_eq = rest - a c - b f + u.
inline double settledHydration(double adhesion, double tone, double swelling, const TissueParameters& p) {
    return std::clamp(p.hydrationRest - p.hydrationAdhesionLoss * adhesion - p.hydrationToneLoss * tone + swelling,
                      0.05, 1.0);
}

/// Hydration h and swelling u over dt:
///   h' = (h_eq - h) / tau - q,  u' = r q - u / tau_u,  q = k_s (load - load_s)+ h
/// Story: load squeezes water out of fascia and at rest it returns; after a long stretch more comes back than had left,
/// and stays for hours (S54: direction; share r and times are assumed). u takes the mean of q over dt.
struct Water {
    double hydration = 0.0;
    double swelling = 0.0;
};
inline Water advanceWater(Water now, double adhesion, double tone, double load_Pa, bool swells,
                          const TissueInterval& over, const TissueParameters& p) {
    const double dt_s = over.dt_s;
    const double squeeze = p.squeezeRate_per_Pa_s * std::max(0.0, load_Pa - p.squeezeStress_Pa);
    const double total = 1.0 / p.hydrationTime_s + squeeze;
    const double settled = settledHydration(adhesion, tone, now.swelling, p) / p.hydrationTime_s / total;
    const double left = over.water.of(total);
    const double lost = squeeze * (settled * dt_s + (now.hydration - settled) * (1.0 - left) / total);
    const double kept = over.swellingKept;
    const double taken = swells && dt_s > 0.0 ? p.swellingShare * lost / dt_s * p.swellingTime_s * (1.0 - kept) : 0.0;
    return {settled + (now.hydration - settled) * left, now.swelling * kept + taken};
}

/// Lasting elongation p in 0..limit over dt: p' = k (s - s_y)+ h (1 - g)^2 (1 - p / limit) - p / tau_recoil.
inline double advanceElongation(double elongation, double bondLoad_Pa, double hydration, double guard, bool yields,
                                double dt_s, const TissueParameters& p) {
    const double free = 1.0 - guard;
    const double flow =
        yields && p.elongationLimit > 0.0
            ? p.elongationRate_per_Pa_s * std::max(0.0, bondLoad_Pa - p.yieldStress_Pa) * hydration * free * free
            : 0.0;
    if (flow == 0.0 && elongation == 0.0) {
        return 0.0;
    }
    const double total = (flow > 0.0 ? flow / p.elongationLimit : 0.0) + 1.0 / p.elongationRecoilTime_s;
    const double settled = flow / total;
    return settled + (elongation - settled) * stableExp(-total * dt_s);
}

/// Factor on a fascial spring's modulus: (1 + k_c c)(1 + k_u u). Swollen tissue is stiffer (S54: direction).
inline double fascialStiffening(double adhesion, double swelling, const TissueParameters& p) {
    return (1.0 + p.adhesionStiffening * adhesion) * (1.0 + p.swellingStiffening * swelling);
}

/// Factor on its relaxation times: dry tissue relaxes slowly ("glue").
inline double relaxationSlowing(double hydration, const ViscoParameters& p) {
    return stableExp(p.hydrationExponent * (p.hydrationReference - hydration));
}

} // namespace fascia::sim
