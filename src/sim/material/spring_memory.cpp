// This file is compiled once for each instruction set (Highway's foreach_target.h).

#include "sim/material/spring_memory.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/material/spring_memory.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/core/columns.h"

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {
namespace {

using Floats = hn::Rebind<float, Tag>;

struct ElasticPointers {
    explicit ElasticPointers(const ElasticSprings& springs)
        : restLength_m(springs.restLength_m.data()),
          stiffness_N_per_m(springs.stiffness_N_per_m.data()),
          toeElongation_m(springs.toeElongation_m.data()),
          compressionRatio(springs.compressionRatio.data()) {}
    const double* restLength_m;
    const double* stiffness_N_per_m;
    const float* toeElongation_m;
    const float* compressionRatio;
};

HWY_INLINE Vec activeTension(const SpringMemory& memory, const ActivePulls& pulls, std::size_t s, Vec section_m2) {
    const Tag d;
    const bool same = allSame(memory.flags + s) && (pulls.guard_Pa == nullptr || allSame(memory.region + s));
    if (same) {
        return hn::Mul(section_m2, hn::Set(d, activePull_Pa(memory, pulls, s)));
    }
    HWY_ALIGN double pull_Pa[kLanes];
    for (int l = 0; l < kLanes; ++l) {
        pull_Pa[l] = activePull_Pa(memory, pulls, s + static_cast<std::size_t>(l));
    }
    return hn::Mul(section_m2, hn::Load(d, pull_Pa));
}

HWY_INLINE bool anyGuided(const std::uint8_t* flags) {
    int any = 0;
    for (int l = 0; l < kLanes; ++l) {
        any |= flags[l];
    }
    return (any & kGuided) != 0;
}

/// Four doubles of the springs' relaxation, from its `first` on.
HWY_INLINE Columns relaxationOf(const SpringMemory& memory, std::size_t s, int first, bool same) {
    const Tag d;
    const double* rows = &memory.relaxation->instant + first;
    const std::uint16_t* level = memory.level + s;
    if (same) {
        const double* row = rows + 8 * static_cast<std::ptrdiff_t>(level[0]);
        return {hn::Set(d, row[0]), hn::Set(d, row[1]), hn::Set(d, row[2]), hn::Set(d, row[3])};
    }
    return columnsOf([=](int l) { return rows + 8 * static_cast<std::ptrdiff_t>(level[l]); });
}

/// What the law of springs over a step comes from.
struct Kept {
    Vec rest_m, stiffness_N_per_m, elasticTension_N, section_m2;
    Vec branch_N[kBranches];
    Columns relax;
    Vec allFresh;
};

HWY_INLINE void packLaws(const SpringMemory& memory, const ElasticPointers& elastic, const Kept& kept,
                         const StepLaws& out, std::size_t s) {
    const Tag d;
    const Floats f;
    const hn::Repartition<std::uint64_t, Tag> w;
    const hn::Rebind<std::uint32_t, Tag> half;
    const Columns& relax = kept.relax;
    Vec offset = hn::Add(hn::Add(hn::Mul(relax.b, kept.branch_N[0]), hn::Mul(relax.c, kept.branch_N[1])),
                         hn::Mul(relax.e, kept.branch_N[2]));
    offset = hn::Sub(offset, hn::Mul(kept.allFresh, kept.elasticTension_N));
    offset = hn::Add(offset, activeTension(memory, out.pulls, s, kept.section_m2));
    // Toe and ratio as two floats in one double: the low half first.
    const auto low = hn::PromoteTo(w, hn::BitCast(half, hn::LoadU(f, elastic.toeElongation_m + s)));
    const auto high = hn::PromoteTo(w, hn::BitCast(half, hn::LoadU(f, elastic.compressionRatio + s)));
    const Vec shape = hn::BitCast(d, hn::Or(low, hn::ShiftLeft<32>(high)));
    const std::int32_t* place = out.place + s;
    PackedLaw* laws = out.laws;
    storeRows({kept.rest_m, hn::Mul(kept.stiffness_N_per_m, relax.a), offset, shape},
              [=](int l) { return &laws[place[l]].restLength_m; });
}

std::size_t pack(const SpringMemory& given, const StepLaws& to, std::size_t begin, std::size_t end) {
    const SpringMemory memory = given; // copies: what is written cannot change them
    const StepLaws out = to;
    static_assert(sizeof(Relaxation) == 8 * sizeof(double));
    const Tag d;
    const ElasticPointers elastic(*memory.elastic);
    std::size_t s = begin;
    for (; s + kLanes <= end; s += kLanes) {
        const bool same = allSame(memory.level + s);
        const auto branch = [&](std::size_t k) { return hn::LoadU(d, memory.branch_N[k] + s); };
        const Kept kept{hn::LoadU(d, elastic.restLength_m + s),    hn::LoadU(d, elastic.stiffness_N_per_m + s),
                        hn::LoadU(d, memory.elasticTension_N + s), hn::LoadU(d, memory.section_m2 + s),
                        {branch(0), branch(1), branch(2)},         relaxationOf(memory, s, 0, same),
                        relaxationOf(memory, s, 4, same).e};
        packLaws(memory, elastic, kept, out, s);
    }
    return s;
}

std::size_t accept(const SpringMemory& given, const SpringMotion& from, const StepLaws* to, std::size_t begin,
                   std::size_t end) {
    const SpringMemory memory = given; // copies: what is written cannot change them
    const SpringMotion motion = from;
    const StepLaws next = to != nullptr ? *to : StepLaws{};
    const Tag d;
    const Floats f;
    const Vec zero = hn::Zero(d);
    const Vec half = hn::Set(d, 0.5);
    const Vec one = hn::Set(d, 1.0);
    const Vec relaxed = hn::Set(d, motion.relaxed);
    const ElasticPointers elastic(*memory.elastic);
    std::size_t s = begin;
    for (; s + kLanes <= end; s += kLanes) {
        const std::array<std::int32_t, 2>* ends = motion.ends + s;
        const double* position = motion.position_m;
        const Columns first = columnsOf([=](int l) { return position + 3 * static_cast<std::ptrdiff_t>(ends[l][0]); });
        const Columns second = columnsOf([=](int l) { return position + 3 * static_cast<std::ptrdiff_t>(ends[l][1]); });
        const Vec dx = hn::Sub(first.a, second.a);
        const Vec dy = hn::Sub(first.b, second.b);
        const Vec dz = hn::Sub(first.c, second.c);
        Vec length = hn::Sqrt(dot(dx, dy, dz, dx, dy, dz));
        const std::uint8_t* flags = memory.flags + s;
        if (anyGuided(flags)) {
            HWY_ALIGN double guided[kLanes];
            for (int l = 0; l < kLanes; ++l) {
                guided[l] = flags[l] & kGuided;
            }
            Vec gx;
            Vec gy;
            Vec gz;
            hn::LoadInterleaved3(d, motion.guide + 3 * s, gx, gy, gz);
            length = hn::IfThenElse(hn::Gt(hn::Load(d, guided), zero), dot(gx, gy, gz, dx, dy, dz), length);
        }

        const Vec rest = hn::LoadU(d, elastic.restLength_m + s);
        const Vec toe = hn::PromoteTo(d, hn::LoadU(f, elastic.toeElongation_m + s));
        const Vec signedRatio = hn::PromoteTo(d, hn::LoadU(f, elastic.compressionRatio + s));
        const Vec ratio = hn::Abs(signedRatio);
        const Vec u = hn::Sub(length, rest);
        const Vec whole = hn::Abs(u);
        const Mask curved = hn::Lt(whole, toe);
        Vec value = hn::Sub(whole, hn::Mul(half, toe));
        if (!hn::AllFalse(d, curved)) {
            const Vec part = hn::Div(whole, hn::IfThenElse(curved, toe, one));
            value = hn::IfThenElse(curved, hn::Mul(half, hn::Mul(whole, part)), value);
        }
        const Mask pressed = hn::Lt(u, zero);
        if (!hn::AllFalse(d, pressed)) {
            value = hn::IfThenElse(pressed, hn::Neg(hn::Mul(ratio, value)), value);
            const hn::RebindToSigned<Tag> i;
            const Mask stiffens = hn::MaskFromVec(hn::BitCast(d, hn::BroadcastSignBit(hn::BitCast(i, signedRatio))));
            const Mask squeezed = hn::And(pressed, stiffens);
            if (!hn::AllFalse(d, squeezed)) {
                const Vec least = hn::Mul(hn::Set(d, kFlattest), rest);
                const Mask curves = hn::Gt(length, least);
                const Vec shrink = hn::Div(rest, hn::IfThenElse(curves, length, least));
                const Vec bent = hn::IfThenElse(curves, u, hn::Sub(least, rest));
                const Vec stiffer = hn::Mul(ratio, shrink);
                const Vec beyond = hn::Mul(hn::Mul(stiffer, shrink), hn::Sub(u, bent));
                value = hn::IfThenElse(squeezed, hn::Add(hn::Mul(stiffer, bent), beyond), value);
            }
        }
        const Vec stiffness = hn::LoadU(d, elastic.stiffness_N_per_m + s);
        const Vec now = hn::Mul(stiffness, value);
        const Vec change = hn::Sub(now, hn::LoadU(d, memory.elasticTension_N + s));
        hn::StoreU(now, d, memory.elasticTension_N + s);

        const bool same = allSame(memory.level + s);
        const Columns relax = relaxationOf(memory, s, 0, same);
        const Columns fresh = relaxationOf(memory, s, 4, same);
        Vec tension = hn::Mul(relaxed, now);
        const auto advance = [&](double* branch_N, Vec decay, Vec taken) {
            const Vec q = hn::Add(hn::Mul(decay, hn::LoadU(d, branch_N + s)), hn::Mul(taken, change));
            hn::StoreU(q, d, branch_N + s);
            tension = hn::Add(tension, q);
            return q;
        };
        static_assert(kBranches == 3);
        const Vec first_N = advance(memory.branch_N[0], relax.b, fresh.a);
        const Vec second_N = advance(memory.branch_N[1], relax.c, fresh.b);
        const Vec third_N = advance(memory.branch_N[2], relax.e, fresh.c);
        const Vec section = hn::LoadU(d, memory.section_m2 + s);
        tension = hn::Add(tension, activeTension(memory, memory.pulls, s, section));
        hn::StoreU(tension, d, motion.tension_N + s);
        const auto tensionOut = hn::DemoteTo(f, tension);
        hn::StoreU(hn::Div(hn::DemoteTo(f, u), hn::DemoteTo(f, rest)), f, motion.strain + s);
        hn::StoreU(tensionOut, f, motion.tensionOut_N + s);
        hn::StoreU(hn::Sub(tensionOut, hn::LoadU(f, motion.reference_N + s)), f, motion.change_N + s);
        hn::StoreU(hn::Div(tensionOut, hn::DemoteTo(f, section)), f, motion.stress_Pa + s);
        if (next.laws != nullptr) {
            packLaws(memory, elastic, {rest, stiffness, now, section, {first_N, second_N, third_N}, relax, fresh.e},
                     next, s);
        }
    }
    return s;
}

} // namespace

void PackSprings(const SpringMemory& memory, const StepLaws& out, std::size_t begin, std::size_t end) {
    packStepLawsPlain(memory, out, pack(memory, out, begin, end), end);
}

void AcceptSprings(const SpringMemory& memory, const SpringMotion& motion, const StepLaws* next, std::size_t begin,
                   std::size_t end) {
    acceptStepPlain(memory, motion, next, accept(memory, motion, next, begin, end), end);
}

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fascia::sim {
void packStepLawsPlain(const SpringMemory& memory, const StepLaws& out, std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
        const ElasticSpring elastic = memory.elastic->at(s);
        const Relaxation& relax = memory.relaxation[memory.level[s]];
        const auto q = [&](std::size_t k) { return memory.branch_N[k][s]; };
        const double kept_N = relax.decay[0] * q(0) + relax.decay[1] * q(1) + relax.decay[2] * q(2);
        const double active_N = memory.section_m2[s] * activePull_Pa(memory, out.pulls, s);
        out.laws[out.place[s]] = {elastic.restLength_m, elastic.stiffness_N_per_m * relax.instant,
                                  kept_N - relax.allFresh * memory.elasticTension_N[s] + active_N,
                                  elastic.toeElongation_m, elastic.compressionRatio};
    }
}

void acceptStepPlain(const SpringMemory& memory, const SpringMotion& motion, const StepLaws* next, std::size_t begin,
                     std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
        const double* a = motion.position_m + 3 * static_cast<std::ptrdiff_t>(motion.ends[s][0]);
        const double* b = motion.position_m + 3 * static_cast<std::ptrdiff_t>(motion.ends[s][1]);
        const double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
        const bool guided = (memory.flags[s] & kGuided) != 0;
        const double* g = guided ? motion.guide + 3 * s : d;
        const double along = g[0] * d[0] + g[1] * d[1] + g[2] * d[2];
        const double length_m = guided ? along : std::sqrt(along);
        const ElasticSpring elastic = memory.elastic->at(s);
        const double now_N = elasticTension_N(elastic, length_m);
        const double change_N = now_N - memory.elasticTension_N[s];
        memory.elasticTension_N[s] = now_N;
        const Relaxation& relax = memory.relaxation[memory.level[s]];
        double tension_N = motion.relaxed * now_N;
        for (std::size_t k = 0; k < kBranches; ++k) {
            double& branch_N = memory.branch_N[k][s];
            branch_N = relax.decay[k] * branch_N + relax.fresh[k] * change_N;
            tension_N += branch_N;
        }
        tension_N += memory.section_m2[s] * activePull_Pa(memory, memory.pulls, s);
        motion.tension_N[s] = tension_N;
        motion.strain[s] =
            static_cast<float>(length_m - elastic.restLength_m) / static_cast<float>(elastic.restLength_m);
        motion.tensionOut_N[s] = static_cast<float>(tension_N);
        motion.change_N[s] = motion.tensionOut_N[s] - motion.reference_N[s];
        motion.stress_Pa[s] = static_cast<float>(tension_N) / static_cast<float>(memory.section_m2[s]);
    }
    if (next != nullptr) {
        packStepLawsPlain(memory, *next, begin, end);
    }
}

HWY_EXPORT(PackSprings);
HWY_EXPORT(AcceptSprings);

void packStepLaws(const SpringMemory& memory, const StepLaws& out, std::size_t begin, std::size_t end) {
    HWY_DYNAMIC_DISPATCH(PackSprings)(memory, out, begin, end);
}

void acceptStep(const SpringMemory& memory, const SpringMotion& motion, const StepLaws* next, std::size_t begin,
                std::size_t end) {
    HWY_DYNAMIC_DISPATCH(AcceptSprings)(memory, motion, next, begin, end);
}

} // namespace fascia::sim
#endif
