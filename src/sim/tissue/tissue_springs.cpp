// This file is compiled once for each instruction set (Highway's foreach_target.h).

#include "sim/tissue/tissue_springs.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/tissue/tissue_springs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/core/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {
namespace {

/// A number in every lane.
HWY_INLINE Vec all(double value) { return hn::Set(Tag(), value); }

/// max(0, x) and a number above 0.
HWY_INLINE Vec positivePart(Vec x) { return hn::IfThenElseZero(hn::Gt(x, hn::Zero(Tag())), x); }

/// f(l) in lane l.
template <typename F>
HWY_INLINE Vec lanesOf(F&& f) {
    HWY_ALIGN double lane[kLanes];
    for (int l = 0; l < kLanes; ++l) {
        lane[l] = f(l);
    }
    return hn::Load(Tag(), lane);
}

/// e^(-rate dt) over an interval.
HWY_INLINE Vec decayOf(const Decay& decay, Vec rate, double dt_s) {
    const Mask common = hn::Eq(rate, all(decay.commonRate_per_s()));
    if (hn::AllTrue(Tag(), common)) {
        return all(decay.common());
    }
    return exponential(hn::Mul(hn::Neg(rate), all(dt_s)));
}

/// Which lanes are fascial, and whether any or all are.
struct Fascial {
    Mask mask;
    bool any, every;
};

HWY_INLINE Fascial fascialOf(const std::uint8_t* flags, bool alike) {
    const Tag d;
    if (alike) {
        const bool fascial = (flags[0] & kFascial) != 0;
        return {fascial ? hn::Eq(hn::Zero(d), hn::Zero(d)) : hn::Gt(hn::Zero(d), hn::Zero(d)), fascial, fascial};
    }
    const Mask mask = hn::Gt(lanesOf([=](int l) { return static_cast<double>(flags[l] & kFascial); }), hn::Zero(d));
    return {mask, !hn::AllFalse(d, mask), hn::AllTrue(d, mask)};
}

/// Numbers that all springs share, made once.
struct Shared {
    explicit Shared(const TissueInputs& in) : inputs(in), p(*in.parameters), over(*in.over) {
        const double e = over.openingKept;
        notKept = 1.0 - e;
        notKept2 = 1.0 - e * e;
        notKept3 = 1.0 - e * e * e;
        formed = p.bondRemodelRate_per_s + over.formation_per_s;
        settled = formed > 0.0 ? over.formation_per_s / formed : 0.0;
        recoil_per_s = 1.0 / p.elongationRecoilTime_s;
    }
    TissueInputs inputs;
    TissueParameters p;
    TissueInterval over;
    double notKept, notKept2, notKept3; ///< Of openings, to the first, second and third power.
    double formed;                      ///< Rate of forming and clearing together.
    double settled;                     ///< Adhesion that they settle to.
    double recoil_per_s;
};

struct Opening {
    Vec open, meanCube;
};

/// advanceOpening()
HWY_INLINE Opening opened(Vec open, Vec load_Pa, const Shared& with) {
    const Tag d;
    const TissueParameters& p = with.p;
    const double dt_s = with.over.dt_s;
    const Vec one = all(1.0);
    Vec a = hn::Zero(d);
    const Mask loaded = hn::Gt(load_Pa, hn::Zero(d));
    if (with.over.openAtRest < 1.0 && !hn::AllFalse(d, loaded)) {
        const Vec x = hn::Div(hn::Sub(all(p.bondStress_Pa), load_Pa), all(p.bondWidth_Pa));
        const Vec share = hn::Div(one, hn::Add(one, exponential(x)));
        const Vec beyond = hn::Div(hn::Sub(share, all(with.over.openAtRest)), all(1.0 - with.over.openAtRest));
        a = hn::IfThenElseZero(loaded, beyond);
    }
    const Vec b = hn::Sub(open, a);
    const Vec first = hn::Mul(hn::Mul(hn::Mul(all(3.0), a), a), all(with.notKept));
    const Vec second = hn::Mul(hn::Mul(hn::Mul(all(1.5), a), b), all(with.notKept2));
    const Vec third = hn::Mul(hn::Div(hn::Mul(b, b), all(3.0)), all(with.notKept3));
    const Vec moving = hn::Mul(hn::Mul(all(p.bondLoadTime_s / dt_s), b), hn::Add(hn::Add(first, second), third));
    return {hn::Add(a, hn::Mul(b, all(with.over.openingKept))), hn::Add(hn::Mul(hn::Mul(a, a), a), moving)};
}

/// advanceAdhesion()
HWY_INLINE Vec adhered(Vec adhesion, Vec meanCube, Vec free, const Shared& with) {
    const Tag d;
    Vec rate = hn::Zero(d);
    if (with.inputs.releases) {
        rate = hn::Mul(hn::Mul(hn::Mul(hn::Mul(all(with.p.bondRate_per_s), meanCube), free), free), free);
    }
    const Vec total = hn::Add(rate, all(with.formed));
    const Mask moves = hn::Gt(total, hn::Zero(d));
    const Vec settled = hn::Div(all(with.over.formation_per_s), hn::IfThenElse(moves, total, all(1.0)));
    const Vec next =
        hn::Add(settled, hn::Mul(hn::Sub(adhesion, settled), decayOf(with.over.adhesion, total, with.over.dt_s)));
    return hn::IfThenElse(moves, next, adhesion);
}

struct Watered {
    Vec hydration, swelling;
};

/// advanceWater()
HWY_INLINE Watered watered(Vec hydration, Vec swelling, Vec adhesion, Vec load_Pa, const Shared& with) {
    const TissueParameters& p = with.p;
    const double dt_s = with.over.dt_s;
    const Vec squeeze = hn::Mul(all(p.squeezeRate_per_Pa_s), positivePart(hn::Sub(load_Pa, all(p.squeezeStress_Pa))));
    const Vec total = hn::Add(all(1.0 / p.hydrationTime_s), squeeze);
    const Vec dry = hn::Sub(all(p.hydrationRest), hn::Mul(all(p.hydrationAdhesionLoss), adhesion));
    const Vec wet = hn::Add(hn::Sub(dry, all(p.hydrationToneLoss * with.inputs.tone)), swelling);
    const Vec low = hn::IfThenElse(hn::Lt(wet, all(0.05)), all(0.05), wet);
    const Vec level = hn::IfThenElse(hn::Gt(wet, all(1.0)), all(1.0), low);
    const Vec settled = hn::Div(hn::Div(level, all(p.hydrationTime_s)), total);
    const Vec left = decayOf(with.over.water, total, dt_s);
    const Vec gap = hn::Sub(hydration, settled);
    const Vec fell = hn::Div(hn::Mul(gap, hn::Sub(all(1.0), left)), total);
    const Vec lost = hn::Mul(squeeze, hn::Add(hn::Mul(settled, all(dt_s)), fell));
    Vec taken = hn::Zero(Tag());
    if (with.inputs.swells) {
        const Vec rate = hn::Div(hn::Mul(all(p.swellingShare), lost), all(dt_s));
        taken = hn::Mul(hn::Mul(rate, all(p.swellingTime_s)), all(1.0 - with.over.swellingKept));
    }
    return {hn::Add(settled, hn::Mul(gap, left)), hn::Add(hn::Mul(swelling, all(with.over.swellingKept)), taken)};
}

/// advanceElongation()
HWY_INLINE Vec elongated(Vec elongation, Vec load_Pa, Vec hydration, Vec free, const Shared& with) {
    const Tag d;
    const TissueParameters& p = with.p;
    const Vec zero = hn::Zero(d);
    Vec flow = zero;
    if (with.inputs.yields && p.elongationLimit > 0.0) {
        const Vec beyond =
            hn::Mul(all(p.elongationRate_per_Pa_s), positivePart(hn::Sub(load_Pa, all(p.yieldStress_Pa))));
        flow = hn::Mul(hn::Mul(hn::Mul(beyond, hydration), free), free);
    }
    const Mask still = hn::And(hn::Eq(flow, zero), hn::Eq(elongation, zero));
    if (hn::AllTrue(d, still)) {
        return zero;
    }
    const Vec towards = hn::IfThenElseZero(hn::Gt(flow, zero), hn::Div(flow, all(p.elongationLimit)));
    const Vec total = hn::Add(towards, all(with.recoil_per_s));
    const Vec settled = hn::Div(flow, total);
    const Vec kept = exponential(hn::Mul(hn::Neg(total), all(with.over.dt_s)));
    return hn::IfThenZeroElse(still, hn::Add(settled, hn::Mul(hn::Sub(elongation, settled), kept)));
}

/// Load of springs from that of the nodes, as meanOfEnds().
HWY_INLINE Vec loadOf(const double* node_Pa, const std::array<std::int32_t, 2>* ends, Vec share) {
    const Vec a = lanesOf([=](int l) { return node_Pa[ends[l][0]]; });
    const Vec b = lanesOf([=](int l) { return node_Pa[ends[l][1]]; });
    return hn::Mul(share, hn::Add(a, b));
}

std::size_t advance(const TissueStates& given, const TissueInputs& inputs, std::size_t begin, std::size_t end,
                    double* released, double* changed) {
    const TissueStates states = given; // copies: what is written cannot change them
    const Shared with(inputs);
    const Tag d;
    const Vec zero = hn::Zero(d);
    const double dt_s = with.over.dt_s;
    std::size_t s = begin;
    for (; s + kLanes <= end; s += kLanes) {
        const std::uint8_t* flags = inputs.flags + s;
        const bool alike = allSame(flags);
        const Fascial fascial = fascialOf(flags, alike);
        if (!fascial.any) {
            hn::StoreU(zero, d, released + (s - begin));
            hn::StoreU(zero, d, changed + (s - begin));
            continue;
        }
        const auto store = [&](Vec value, Vec before, double* to) {
            hn::StoreU(fascial.every ? value : hn::IfThenElse(fascial.mask, value, before), d, to + s);
        };
        const auto* ends = inputs.ends + s;
        const Vec share = alike ? all(shareOfEnds(flags[0])) : lanesOf([=](int l) { return shareOfEnds(flags[l]); });
        const Vec bondsBefore = hn::LoadU(d, states.bondLoad_Pa + s);
        const Vec bonds = loadOf(inputs.nodeBondLoad_Pa, ends, share);
        store(bonds, bondsBefore, states.bondLoad_Pa);
        const Vec load = hn::Mul(all(0.5), hn::Add(bondsBefore, bonds));

        const Vec nowBefore = hn::LoadU(d, states.fibreLoadNow_Pa + s);
        const Vec now = loadOf(inputs.nodeFibreLoad_Pa, ends, share);
        store(now, nowBefore, states.fibreLoadNow_Pa);
        const Vec lag = hn::Div(hn::Mul(all(with.p.bondLoadTime_s), hn::Sub(now, nowBefore)), all(dt_s));
        const Vec fibreBefore = hn::LoadU(d, states.fibreLoad_Pa + s);
        const Vec behind = hn::Add(hn::Sub(fibreBefore, nowBefore), lag);
        const Vec slow = hn::Add(hn::Sub(now, lag), hn::Mul(behind, all(with.over.openingKept)));
        store(slow, fibreBefore, states.fibreLoad_Pa);

        const Vec openBefore = hn::LoadU(d, states.bondOpening + s);
        const Opening opening = opened(openBefore, load, with);
        store(opening.open, openBefore, states.bondOpening);

        const std::uint8_t* region = inputs.region + s;
        const double* guards = inputs.guard;
        const Vec guard = allSame(region) ? all(guards[region[0]]) : lanesOf([=](int l) { return guards[region[l]]; });
        const Vec free = hn::Sub(all(1.0), guard);
        const Vec adhesionBefore = hn::LoadU(d, states.adhesion + s);
        Vec hydration = hn::LoadU(d, states.hydration + s);
        if (inputs.wets) {
            const Vec swelling = hn::LoadU(d, states.swelling + s);
            const Watered water = watered(hydration, swelling, adhesionBefore, slow, with);
            store(water.hydration, hydration, states.hydration);
            store(water.swelling, swelling, states.swelling);
            hydration = water.hydration;
        }
        const Vec elongationBefore = hn::LoadU(d, states.elongation + s);
        const Vec elongation = elongated(elongationBefore, slow, hydration, free, with);
        store(elongation, elongationBefore, states.elongation);

        const Vec adhesion = adhered(adhesionBefore, opening.meanCube, free, with);
        store(adhesion, adhesionBefore, states.adhesion);
        Vec loosed = zero;
        if (inputs.releases) {
            Vec calm = adhesionBefore;
            if (with.formed > 0.0) {
                const Vec settled = all(with.settled);
                calm = hn::Add(settled, hn::Mul(hn::Sub(adhesionBefore, settled), all(with.over.adhesion.common())));
            }
            loosed = hn::IfThenElseZero(hn::Gt(opening.meanCube, zero), positivePart(hn::Sub(calm, adhesion)));
        }
        const Vec change = hn::Add(hn::Abs(hn::Sub(adhesionBefore, adhesion)),
                                   hn::Mul(all(10.0), hn::Abs(hn::Sub(elongationBefore, elongation))));
        hn::StoreU(hn::IfThenElseZero(fascial.mask, loosed), d, released + (s - begin));
        hn::StoreU(hn::IfThenElseZero(fascial.mask, change), d, changed + (s - begin));
    }
    return s;
}

std::size_t stiffen(const StiffnessInputs& inputs, const StiffnessOutputs& out, std::size_t begin, std::size_t end) {
    const TissueParameters p = *inputs.parameters; // a copy: what is written cannot change it
    double* restLength_m = out.elastic->restLength_m.data();
    double* stiffness_N_per_m = out.elastic->stiffness_N_per_m.data();
    float* toeElongation_m = out.elastic->toeElongation_m.data();
    float* compressionRatio = out.elastic->compressionRatio.data();
    const Tag d;
    const hn::Rebind<float, Tag> f;
    const Vec one = all(1.0);
    std::size_t s = begin;
    for (; s + kLanes <= end; s += kLanes) {
        const std::uint8_t* flags = inputs.flags + s;
        const Fascial fascial = fascialOf(flags, allSame(flags));
        Vec factor = one;
        if (fascial.any) {
            const Vec stuck = hn::Mul(all(p.adhesionStiffening), hn::LoadU(d, inputs.adhesion + s));
            const Vec swollen = hn::Mul(all(p.swellingStiffening), hn::LoadU(d, inputs.swelling + s));
            factor = hn::IfThenElse(fascial.mask, hn::Mul(hn::Add(one, stuck), hn::Add(one, swollen)), one);
        }
        if (!fascial.every) {
            const std::uint8_t* region = inputs.region + s;
            const double* muscle = inputs.muscleFactor;
            const Vec other = lanesOf([=](int l) { return (flags[l] & kMuscleBulk) != 0 ? muscle[region[l]] : 1.0; });
            factor = hn::IfThenElse(fascial.mask, factor, other);
        }
        const SpringLaw* base = inputs.base + s;
        const Columns law = columnsOf([=](int l) { return &base[l].restLength_m; });
        const Vec updated = hn::Mul(law.b, factor);
        const Vec before = hn::LoadU(d, out.axialStiffness_N + s);
        const Mask moved = hn::And(hn::Gt(before, hn::Zero(d)), hn::Ne(updated, before));
        if (!hn::AllFalse(d, moved)) {
            const Vec scale = hn::IfThenElse(moved, hn::Div(updated, before), one);
            const auto scaled = [&](double* values) {
                hn::StoreU(hn::Mul(hn::LoadU(d, values + s), scale), d, values + s);
            };
            scaled(out.elasticTension_N);
            for (double* branch_N : out.branch_N) {
                scaled(branch_N);
            }
        }
        hn::StoreU(updated, d, out.axialStiffness_N + s);
        const Vec rest = hn::Mul(law.a, hn::Add(one, hn::LoadU(d, inputs.elongation + s)));
        hn::StoreU(rest, d, restLength_m + s);
        hn::StoreU(hn::Div(updated, rest), d, stiffness_N_per_m + s);
        hn::StoreU(hn::DemoteTo(f, hn::Mul(law.c, rest)), f, toeElongation_m + s);
        for (int l = 0; l < kLanes; ++l) {
            const auto ratio = static_cast<float>(base[l].compressionRatio);
            compressionRatio[s + static_cast<std::size_t>(l)] = base[l].squeezeStiffens ? -ratio : ratio;
        }
    }
    return s;
}

} // namespace

void AdvanceTissue(const TissueStates& states, const TissueInputs& inputs, std::size_t begin, std::size_t end,
                   double* released, double* changed) {
    const std::size_t done = advance(states, inputs, begin, end, released, changed);
    advanceTissueSpringsPlain(states, inputs, done, end, released + (done - begin), changed + (done - begin));
}

void Stiffen(const StiffnessInputs& inputs, const StiffnessOutputs& out, std::size_t begin, std::size_t end) {
    stiffenSpringsPlain(inputs, out, stiffen(inputs, out, begin, end), end);
}

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fascia::sim {

void advanceTissueSpringsPlain(const TissueStates& states, const TissueInputs& inputs, std::size_t begin,
                               std::size_t end, double* released, double* changed) {
    const TissueParameters& p = *inputs.parameters;
    const TissueInterval& over = *inputs.over;
    for (std::size_t s = begin; s < end; ++s) {
        released[s - begin] = 0.0;
        changed[s - begin] = 0.0;
        const std::uint8_t flags = inputs.flags[s];
        if ((flags & kFascial) == 0) {
            continue;
        }
        const auto meanOfEnds = [&](const double* node_Pa) {
            return shareOfEnds(flags) * (node_Pa[inputs.ends[s][0]] + node_Pa[inputs.ends[s][1]]);
        };
        // Loads change evenly over the interval; bonds open under the mean.
        const double bonds_Pa = meanOfEnds(inputs.nodeBondLoad_Pa);
        const double load = 0.5 * (states.bondLoad_Pa[s] + bonds_Pa);
        states.bondLoad_Pa[s] = bonds_Pa;
        const double before_Pa = states.fibreLoadNow_Pa[s];
        const double now_Pa = meanOfEnds(inputs.nodeFibreLoad_Pa);
        states.fibreLoadNow_Pa[s] = now_Pa;
        const double guard = inputs.guard[inputs.region[s]];
        const double lag_Pa = p.bondLoadTime_s * (now_Pa - before_Pa) / over.dt_s;
        states.fibreLoad_Pa[s] = now_Pa - lag_Pa + (states.fibreLoad_Pa[s] - before_Pa + lag_Pa) * over.openingKept;
        const double slow = states.fibreLoad_Pa[s];
        const BondOpening opening = advanceOpening(states.bondOpening[s], load, over, p);
        states.bondOpening[s] = opening.open;
        if (inputs.wets) {
            const Water water = advanceWater({states.hydration[s], states.swelling[s]}, states.adhesion[s], inputs.tone,
                                             slow, inputs.swells, over, p);
            states.hydration[s] = water.hydration;
            states.swelling[s] = water.swelling;
        }
        const double elongated = states.elongation[s];
        states.elongation[s] =
            advanceElongation(elongated, slow, states.hydration[s], guard, inputs.yields, over.dt_s, p);
        const double adhered = states.adhesion[s];
        states.adhesion[s] = advanceAdhesion(adhered, opening.meanCube, guard, inputs.releases, over, p);
        if (inputs.releases && opening.meanCube > 0.0) {
            // What the load broke, not what time cleared.
            released[s - begin] =
                std::max(0.0, advanceAdhesion(adhered, 0.0, guard, false, over, p) - states.adhesion[s]);
        }
        changed[s - begin] = std::abs(adhered - states.adhesion[s]) + 10.0 * std::abs(elongated - states.elongation[s]);
    }
}

void stiffenSpringsPlain(const StiffnessInputs& inputs, const StiffnessOutputs& out, std::size_t begin,
                         std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
        double factor = 1.0;
        if ((inputs.flags[s] & kFascial) != 0) {
            factor = fascialStiffening(inputs.adhesion[s], inputs.swelling[s], *inputs.parameters);
        } else if ((inputs.flags[s] & kMuscleBulk) != 0) {
            factor = inputs.muscleFactor[inputs.region[s]];
        }
        double& axial_N = out.axialStiffness_N[s];
        const double updated = inputs.base[s].stiffness_N * factor;
        if (axial_N > 0.0 && updated != axial_N) {
            const double scale = updated / axial_N;
            out.elasticTension_N[s] *= scale;
            for (double* branch_N : out.branch_N) {
                branch_N[s] *= scale;
            }
        }
        axial_N = updated;
        out.elastic->set(s, elasticSpring(inputs.base[s], updated, inputs.elongation[s]));
    }
}

HWY_EXPORT(AdvanceTissue);
HWY_EXPORT(Stiffen);

void advanceTissueSprings(const TissueStates& states, const TissueInputs& inputs, std::size_t begin, std::size_t end,
                          double* released, double* changed) {
    HWY_DYNAMIC_DISPATCH(AdvanceTissue)(states, inputs, begin, end, released, changed);
}

void stiffenSprings(const StiffnessInputs& inputs, const StiffnessOutputs& out, std::size_t begin, std::size_t end) {
    HWY_DYNAMIC_DISPATCH(Stiffen)(inputs, out, begin, end);
}

} // namespace fascia::sim
#endif
