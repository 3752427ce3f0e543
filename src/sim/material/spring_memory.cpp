// This file is compiled once for each instruction set (Highway's foreach_target.h).

#include "sim/material/spring_memory.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/material/spring_memory.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/core/columns.h"
#include "sim/core/prefetch.h"

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {
namespace {

using Floats = hn::Rebind<float, Tag>;
constexpr std::size_t kAhead = 32;

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

/// `alike`: the springs have the same flags.
HWY_INLINE Vec activeTension(const SpringMemory& memory, const ActivePulls& pulls, std::size_t s, bool alike,
                             Vec section_m2) {
    const Tag d;
    if (alike && (pulls.guard_Pa == nullptr || allSame(memory.region + s))) {
        return hn::Mul(section_m2, hn::Set(d, activePull_Pa(memory, pulls, s)));
    }
    HWY_ALIGN double pull_Pa[kLanes];
    for (int l = 0; l < kLanes; ++l) {
        pull_Pa[l] = activePull_Pa(memory, pulls, s + static_cast<std::size_t>(l));
    }
    return hn::Mul(section_m2, hn::Load(d, pull_Pa));
}

HWY_INLINE bool anyGuided(const std::uint8_t* flags) {
    constexpr std::uint64_t kEvery = 0x0101010101010101ULL * kGuided;
    return (wordOf(flags) & kEvery) != 0;
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

/// What the offset of springs over a step comes from.
struct Kept {
    Vec branch_N[kBranches];
    Vec elasticTension_N, section_m2;
};

HWY_INLINE Vec offsetTension(const SpringMemory& memory, const ActivePulls& pulls, const Kept& kept,
                             const Columns& relax, const Columns& fresh, std::size_t s, bool alike) {
    const Vec decayed = hn::Add(hn::Add(hn::Mul(relax.b, kept.branch_N[0]), hn::Mul(relax.c, kept.branch_N[1])),
                                hn::Mul(relax.e, kept.branch_N[2]));
    const Vec allFresh = hn::Add(hn::Add(fresh.a, fresh.b), fresh.c);
    return hn::Add(hn::Sub(decayed, hn::Mul(allFresh, kept.elasticTension_N)),
                   activeTension(memory, pulls, s, alike, kept.section_m2));
}

std::size_t pack(const SpringMemory& given, const ActivePulls& pulls, const StepLaws& to, std::size_t begin,
                 std::size_t end) {
    const SpringMemory memory = given; // copies: what is written cannot change them
    const StepLaws out = to;
    static_assert(sizeof(Relaxation) == 8 * sizeof(double));
    const Tag d;
    const Floats f;
    const hn::Repartition<std::uint64_t, Tag> w;
    const hn::Rebind<std::uint32_t, Tag> half;
    const ElasticPointers elastic(*memory.elastic);
    std::size_t s = begin;
    for (; s + kLanes <= end; s += kLanes) {
        const bool same = allSame(memory.level + s);
        const Columns relax = relaxationOf(memory, s, 0, same);
        const Columns fresh = relaxationOf(memory, s, 4, same);
        const auto branch = [&](std::size_t k) { return hn::LoadU(d, memory.branch_N[k] + s); };
        const Kept kept{{branch(0), branch(1), branch(2)},
                        hn::LoadU(d, memory.elasticTension_N + s),
                        hn::LoadU(d, memory.section_m2 + s)};
        // Toe and ratio as two floats in one double: the low half first.
        const auto low = hn::PromoteTo(w, hn::BitCast(half, hn::LoadU(f, elastic.toeElongation_m + s)));
        const auto high = hn::PromoteTo(w, hn::BitCast(half, hn::LoadU(f, elastic.compressionRatio + s)));
        const Vec shape = hn::BitCast(d, hn::Or(low, hn::ShiftLeft<32>(high)));
        const Vec stiffness = hn::Mul(hn::LoadU(d, elastic.stiffness_N_per_m + s), relax.a);
        const std::int32_t* place = out.place + s;
        PackedLaw* laws = out.laws;
        storeRows({hn::LoadU(d, elastic.restLength_m + s), stiffness,
                   offsetTension(memory, pulls, kept, relax, fresh, s, allSame(memory.flags + s)), shape},
                  [=](int l) { return &laws[place[l]].restLength_m; });
    }
    return s;
}

std::size_t accept(const SpringMemory& given, const SpringMotion& from, const StepLaws& rows, const ActivePulls* next,
                   std::size_t begin, std::size_t end) {
    const SpringMemory memory = given; // copies: what is written cannot change them
    const SpringMotion motion = from;
    PackedLaw* const laws = rows.laws;
    const bool goesOn = next != nullptr;
    const ActivePulls nextPulls = goesOn ? *next : ActivePulls{};
    const Tag d;
    const Floats f;
    const hn::Repartition<std::uint64_t, Tag> w;
    const hn::Rebind<std::uint32_t, Tag> halfBits;
    const Vec zero = hn::Zero(d);
    const Vec half = hn::Set(d, 0.5);
    const Vec one = hn::Set(d, 1.0);
    const Vec relaxed = hn::Set(d, motion.relaxed);
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
        const bool alike = allSame(flags);
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

        // The law that the step had holds the elastic one: no other columns are read.
        const std::int32_t* place = rows.place + s;
        if (s + kAhead + kLanes <= end) {
            for (int l = 0; l < kLanes; ++l) {
                prefetch(&laws[place[static_cast<int>(kAhead) + l]]);
            }
        }
        const Columns law = columnsOf([=](int l) { return &laws[place[l]].restLength_m; });
        const Vec rest = law.a;
        const auto shape = hn::BitCast(w, law.e);
        const Vec toe = hn::PromoteTo(d, hn::BitCast(f, hn::TruncateTo(halfBits, shape)));
        const Vec signedRatio = hn::PromoteTo(d, hn::BitCast(f, hn::TruncateTo(halfBits, hn::ShiftRight<32>(shape))));
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
        const bool same = allSame(memory.level + s);
        const Columns relax = relaxationOf(memory, s, 0, same);
        const Columns fresh = relaxationOf(memory, s, 4, same);
        const Vec now = hn::Mul(hn::Mul(law.b, value), fresh.e);
        const Vec change = hn::Sub(now, hn::LoadU(d, memory.elasticTension_N + s));
        hn::StoreU(now, d, memory.elasticTension_N + s);

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
        tension = hn::Add(tension, activeTension(memory, memory.pulls, s, alike, section));
        const auto tensionOut = hn::DemoteTo(f, tension);
        hn::StoreU(tensionOut, f, motion.tension_N + s);
        if (motion.strain != nullptr) {
            hn::StoreU(hn::Div(hn::DemoteTo(f, u), hn::DemoteTo(f, rest)), f, motion.strain + s);
        }
        if (motion.change_N != nullptr) {
            hn::StoreU(hn::Sub(tensionOut, hn::LoadU(f, motion.reference_N + s)), f, motion.change_N + s);
        }
        if (motion.stress_Pa != nullptr) {
            hn::StoreU(hn::Div(tensionOut, hn::DemoteTo(f, section)), f, motion.stress_Pa + s);
        }
        if (goesOn) {
            HWY_ALIGN double offset_N[kLanes];
            const Kept kept{{first_N, second_N, third_N}, now, section};
            hn::Store(offsetTension(memory, nextPulls, kept, relax, fresh, s, alike), d, offset_N);
            for (int l = 0; l < kLanes; ++l) {
                laws[place[l]].offsetTension_N = offset_N[l];
            }
        }
    }
    return s;
}

} // namespace

void PackSprings(const SpringMemory& memory, const ActivePulls& pulls, const StepLaws& out, std::size_t begin,
                 std::size_t end) {
    packStepLawsPlain(memory, pulls, out, pack(memory, pulls, out, begin, end), end);
}

void AcceptSprings(const SpringMemory& memory, const SpringMotion& motion, const StepLaws& laws,
                   const ActivePulls* next, std::size_t begin, std::size_t end) {
    acceptStepPlain(memory, motion, laws, next, accept(memory, motion, laws, next, begin, end), end);
}

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fascia::sim {
namespace {

double offsetTension_N(const SpringMemory& memory, const ActivePulls& pulls, std::size_t s) {
    const Relaxation& relax = memory.relaxation[memory.level[s]];
    const auto q = [&](std::size_t k) { return memory.branch_N[k][s]; };
    const double kept_N = relax.decay[0] * q(0) + relax.decay[1] * q(1) + relax.decay[2] * q(2);
    return kept_N - relax.allFresh() * memory.elasticTension_N[s] +
           memory.section_m2[s] * activePull_Pa(memory, pulls, s);
}

} // namespace

void packStepLawsPlain(const SpringMemory& memory, const ActivePulls& pulls, const StepLaws& out, std::size_t begin,
                       std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
        const ElasticSpring elastic = memory.elastic->at(s);
        out.laws[out.place[s]] = {elastic.restLength_m,
                                  elastic.stiffness_N_per_m * memory.relaxation[memory.level[s]].instant,
                                  offsetTension_N(memory, pulls, s), elastic.toeElongation_m, elastic.compressionRatio};
    }
}

void acceptStepPlain(const SpringMemory& memory, const SpringMotion& motion, const StepLaws& laws,
                     const ActivePulls* next, std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
        const double* a = motion.position_m + 3 * static_cast<std::ptrdiff_t>(motion.ends[s][0]);
        const double* b = motion.position_m + 3 * static_cast<std::ptrdiff_t>(motion.ends[s][1]);
        const double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
        const bool guided = (memory.flags[s] & kGuided) != 0;
        const double* g = guided ? motion.guide + 3 * s : d;
        const double along = g[0] * d[0] + g[1] * d[1] + g[2] * d[2];
        const double length_m = guided ? along : std::sqrt(along);
        const Relaxation& relax = memory.relaxation[memory.level[s]];
        PackedLaw& law = laws.laws[laws.place[s]];
        const ElasticSpring over{law.restLength_m, law.stiffness_N_per_m, law.toeElongation_m, law.compressionRatio};
        const double now_N = elasticTension_N(over, length_m) * relax.perInstant;
        const double change_N = now_N - memory.elasticTension_N[s];
        memory.elasticTension_N[s] = now_N;
        double tension_N = motion.relaxed * now_N;
        for (std::size_t k = 0; k < kBranches; ++k) {
            double& branch_N = memory.branch_N[k][s];
            branch_N = relax.decay[k] * branch_N + relax.fresh[k] * change_N;
            tension_N += branch_N;
        }
        tension_N += memory.section_m2[s] * activePull_Pa(memory, memory.pulls, s);
        motion.tension_N[s] = static_cast<float>(tension_N);
        if (motion.strain != nullptr) {
            motion.strain[s] = static_cast<float>(length_m - law.restLength_m) / static_cast<float>(law.restLength_m);
        }
        if (motion.change_N != nullptr) {
            motion.change_N[s] = motion.tension_N[s] - motion.reference_N[s];
        }
        if (motion.stress_Pa != nullptr) {
            motion.stress_Pa[s] = static_cast<float>(tension_N) / static_cast<float>(memory.section_m2[s]);
        }
        if (next != nullptr) {
            law.offsetTension_N = offsetTension_N(memory, *next, s);
        }
    }
}

HWY_EXPORT(PackSprings);
HWY_EXPORT(AcceptSprings);

void packStepLaws(const SpringMemory& memory, const ActivePulls& pulls, const StepLaws& out, std::size_t begin,
                  std::size_t end) {
    HWY_DYNAMIC_DISPATCH(PackSprings)(memory, pulls, out, begin, end);
}

void acceptStep(const SpringMemory& memory, const SpringMotion& motion, const StepLaws& laws, const ActivePulls* next,
                std::size_t begin, std::size_t end) {
    HWY_DYNAMIC_DISPATCH(AcceptSprings)(memory, motion, laws, next, begin, end);
}

} // namespace fascia::sim
#endif
