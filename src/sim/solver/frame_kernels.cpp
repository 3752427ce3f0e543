// The row pass of a frame; this file is compiled once for each instruction set (Highway's foreach_target.h).

#include "sim/solver/frame_kernels.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "sim/core/prefetch.h"
#include "sim/solver/half_pair.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/solver/frame_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "sim/core/columns.h"
#include "sim/core/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {
namespace {

using Words = hn::Rebind<std::uint32_t, Tag>;
using Floats = hn::Rebind<float, Tag>;

/// `index` counts doubles; it is multiplied by `scale`.
HWY_INLINE Columns columns(const double* base, const std::int32_t* index, std::ptrdiff_t scale) {
    return columnsOf([=](int l) { return base + scale * index[l]; });
}

HWY_INLINE Columns ownColumns(const double* base) {
    return columnsOf([=](int l) { return base + 4 * l; });
}

/// Guides of as many slots as there are lanes, see FrameRows.
HWY_INLINE Columns guidesOf(const double* guides, const std::int32_t* which) {
    const Tag d;
    const hn::RebindToSigned<Tag> wide;
    const hn::Rebind<std::int32_t, Tag> narrow;
    Columns guide = columnsOf([=](int l) { return guides + 3 * static_cast<std::ptrdiff_t>(std::abs(which[l])); });
    const auto negative = hn::BroadcastSignBit(hn::PromoteTo(wide, hn::LoadU(narrow, which)));
    const Vec turn = hn::And(hn::BitCast(d, negative), hn::Set(d, -0.0));
    guide.a = hn::Xor(guide.a, turn);
    guide.b = hn::Xor(guide.b, turn);
    guide.c = hn::Xor(guide.c, turn);
    return guide;
}

/// elasticResponse() of an elongation, times the rest length [m], its slope [1] and integral [m^2].
struct Response {
    Vec value, slope, energy;
};

/// Response to the elongation u; `shrink`: the rest length over the length, where that is above 0, else large.
HWY_INLINE Response respond(Vec u, Vec rest, Vec shrink, Vec law) {
    const Tag d;
    const Words w;
    const Vec zero = hn::Zero(d);
    const Vec one = hn::Set(d, 1.0);
    const Vec half = hn::Set(d, 0.5);
    const auto bits = hn::BitCast(Bits(), law);
    const auto number = [&](auto words) { return hn::PromoteTo(d, hn::BitCast(Floats(), words)); };
    const Vec toe = number(hn::TruncateTo(w, bits));
    const Vec signedRatio = number(hn::TruncateTo(w, hn::ShiftRight<32>(bits)));
    const Vec ratio = hn::Abs(signedRatio);

    const Vec whole = hn::Abs(u);
    Response r{whole, one, hn::Mul(half, hn::Mul(whole, whole))};
    if (!hn::AllFalse(d, hn::Gt(toe, zero))) {
        const Vec sixth = hn::Set(d, 1.0 / 6.0);
        const Vec part = hn::Div(whole, hn::IfThenElse(hn::Gt(toe, zero), toe, one));
        const Mask curved = hn::Lt(whole, toe);
        const Vec excess = hn::Sub(whole, toe);
        const Vec straight = hn::Add(hn::Add(hn::Mul(hn::Mul(toe, toe), sixth), hn::Mul(hn::Mul(half, toe), excess)),
                                     hn::Mul(half, hn::Mul(excess, excess)));
        r.value = hn::IfThenElse(curved, hn::Mul(half, hn::Mul(whole, part)), hn::Sub(whole, hn::Mul(half, toe)));
        r.slope = hn::IfThenElse(curved, part, one);
        r.energy = hn::IfThenElse(curved, hn::Mul(hn::Mul(hn::Mul(whole, whole), part), sixth), straight);
    }
    const Mask pressed = hn::Lt(u, zero);
    if (hn::AllFalse(d, pressed)) {
        return r;
    }
    const Vec factor = hn::IfThenElse(pressed, ratio, one);
    r.value = hn::Mul(hn::IfThenElse(pressed, hn::Neg(factor), factor), r.value);
    r.slope = hn::Mul(factor, r.slope);
    r.energy = hn::Mul(factor, r.energy);
    const Mask squeezed = hn::And(pressed, hn::Lt(signedRatio, zero));
    if (!hn::AllFalse(d, squeezed)) {
        shrink = hn::Min(shrink, hn::Set(d, 1.0 / kFlattest));
        const Vec stiffer = hn::Mul(ratio, shrink);
        const Vec slope = hn::Mul(stiffer, shrink);
        const Vec bent = hn::Max(u, hn::Mul(hn::Set(d, kFlattest - 1.0), rest));
        const Vec beyond = hn::Sub(u, bent);
        const Vec value = hn::Add(hn::Mul(stiffer, bent), hn::Mul(slope, beyond));
        const Vec stretch = hn::IfThenElse(squeezed, hn::Div(one, shrink), half);
        const Vec stored = hn::Mul(rest, hn::Sub(bent, hn::Mul(rest, logarithm(stretch))));
        const Vec straight = hn::Mul(hn::Sub(value, hn::Mul(half, hn::Mul(slope, beyond))), beyond);
        r.value = hn::IfThenElse(squeezed, value, r.value);
        r.slope = hn::IfThenElse(squeezed, slope, r.slope);
        r.energy = hn::IfThenElse(squeezed, hn::Add(hn::Mul(ratio, stored), straight), r.energy);
    }
    return r;
}

/// The nearest numbers of 8 binary digits: see shortened().
HWY_INLINE hn::VFromD<Words> shortenedBits(hn::VFromD<Floats> value) {
    const Words w;
    const auto bits = hn::BitCast(w, value);
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(w, 1U));
    return hn::And(hn::Add(bits, hn::Add(odd, hn::Set(w, 0x7FFFU))), hn::Set(w, 0xFFFF0000U));
}

HWY_INLINE void addTo(FrameSlice::Lanes& lanes, int l, Vec v) {
    hn::Store(hn::Add(hn::Load(Tag(), lanes + l), v), Tag(), lanes + l);
}

struct Symmetric {
    Vec xx, xy, xz, yy, yz, zz;
};

HWY_INLINE void addDyad(Symmetric& m, Vec s, Vec x, Vec y, Vec z) {
    const Vec sx = hn::Mul(s, x);
    const Vec sy = hn::Mul(s, y);
    m.xx = hn::Add(m.xx, hn::Mul(sx, x));
    m.xy = hn::Add(m.xy, hn::Mul(sx, y));
    m.xz = hn::Add(m.xz, hn::Mul(sx, z));
    m.yy = hn::Add(m.yy, hn::Mul(sy, y));
    m.yz = hn::Add(m.yz, hn::Mul(sy, z));
    m.zz = hn::Add(m.zz, hn::Mul(hn::Mul(s, z), z));
}

/// Of negative alpha, the part of alpha (I - n n^T) that a positive semidefinite diagonal must not have.
void addCut(Vec alpha, Vec hx, Vec hy, Vec hz, int l, FrameSlice& out) {
    const Tag d;
    const Vec zero = hn::Zero(d);
    out.regular = false;
    if (!out.hasCut) {
        for (FrameSlice::Lanes& lanes : out.cut) {
            for (double& lane : lanes) {
                lane = 0.0;
            }
        }
        out.hasCut = true;
    }
    const Vec length2 = dot(hx, hy, hz, hx, hy, hz);
    const Vec negative = hn::Min(alpha, zero);
    const Vec across =
        hn::IfThenElse(hn::Gt(length2, zero), hn::Div(negative, hn::Max(length2, hn::Set(d, 1e-300))), zero);
    Symmetric cut{hn::Neg(negative), zero, zero, hn::Neg(negative), zero, hn::Neg(negative)};
    addDyad(cut, across, hx, hy, hz);
    addTo(out.cut[0], l, cut.xx);
    addTo(out.cut[1], l, cut.xy);
    addTo(out.cut[2], l, cut.xz);
    addTo(out.cut[3], l, cut.yy);
    addTo(out.cut[4], l, cut.yz);
    addTo(out.cut[5], l, cut.zz);
}

/// Stores D and its inverse, in double and as the compact tangent keeps them; the tests of inverseOf().
HWY_INLINE void closeRows(const Symmetric& m, const FrameTangent& tangent, int slice, int l, FrameSlice& out) {
    const Tag d;
    const Vec zero = hn::Zero(d);
    const Vec mean = hn::Mul(hn::Add(hn::Add(m.xx, m.yy), m.zz), hn::Set(d, 1.0 / 3.0));
    const Vec cxx = hn::Sub(hn::Mul(m.yy, m.zz), hn::Mul(m.yz, m.yz));
    const Vec cxy = hn::Sub(hn::Mul(m.xz, m.yz), hn::Mul(m.xy, m.zz));
    const Vec cxz = hn::Sub(hn::Mul(m.xy, m.yz), hn::Mul(m.xz, m.yy));
    const Vec determinant = dot(m.xx, m.xy, m.xz, cxx, cxy, cxz);
    const Vec least = hn::Mul(hn::Set(d, 1e-8), hn::Mul(hn::Mul(mean, mean), mean));
    const Mask good = hn::And(hn::And(hn::Gt(mean, zero), hn::Gt(determinant, least)),
                              hn::And(hn::Gt(cxx, zero), hn::Gt(m.xx, zero)));
    out.regular = out.regular && hn::AllTrue(d, good);
    const Vec inverse = hn::Div(hn::Set(d, 1.0), hn::IfThenElse(good, determinant, hn::Set(d, 1.0)));
    const Vec value[6] = {m.xx, m.xy, m.xz, m.yy, m.yz, m.zz};
    const Vec adjugate[6] = {cxx,
                             cxy,
                             cxz,
                             hn::Sub(hn::Mul(m.xx, m.zz), hn::Mul(m.xz, m.xz)),
                             hn::Sub(hn::Mul(m.xy, m.xz), hn::Mul(m.xx, m.yz)),
                             hn::Sub(hn::Mul(m.xx, m.yy), hn::Mul(m.xy, m.xy))};
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(slice) * 6 * kSliceRows + l;
    for (int c = 0; c < 6; ++c) {
        hn::Store(value[c], d, out.diagonal[c] + l);
        hn::Store(hn::DemoteTo(Floats(), value[c]), Floats(), tangent.diagonal + at + c * kSliceRows);
        hn::Store(hn::DemoteTo(Floats(), hn::Mul(adjugate[c], inverse)), Floats(),
                  tangent.inverse + at + c * kSliceRows);
    }
}

/// Puts 16 values that are in the order of rows into that of lanes.
template <typename T>
HWY_INLINE void toLanes(T* values) {
#if HWY_TARGET == HWY_SCALAR
    for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < i; ++j) {
            std::swap(values[4 * i + j], values[4 * j + i]);
        }
    }
#else
    const hn::FixedTag<T, 4> d;
    const hn::Repartition<double, decltype(d)> dd;
    const auto a = hn::Load(d, values);
    const auto b = hn::Load(d, values + 4);
    const auto c = hn::Load(d, values + 8);
    const auto e = hn::Load(d, values + 12);
    const auto ab = hn::BitCast(dd, hn::InterleaveLower(d, a, b));
    const auto ce = hn::BitCast(dd, hn::InterleaveLower(d, c, e));
    const auto abHigh = hn::BitCast(dd, hn::InterleaveUpper(d, a, b));
    const auto ceHigh = hn::BitCast(dd, hn::InterleaveUpper(d, c, e));
    hn::Store(hn::BitCast(d, hn::InterleaveLower(dd, ab, ce)), d, values);
    hn::Store(hn::BitCast(d, hn::InterleaveUpper(dd, ab, ce)), d, values + 4);
    hn::Store(hn::BitCast(d, hn::InterleaveLower(dd, abHigh, ceHigh)), d, values + 8);
    hn::Store(hn::BitCast(d, hn::InterleaveUpper(dd, abHigh, ceHigh)), d, values + 12);
#endif
}

enum class Pass { force, forceAndNoise, forceAndTangent };

template <Pass kWhat>
HWY_INLINE void pass(const FrameRows& in, const FrameTangent& options, int slice, FrameSlice& out) {
    const Tag d;
    const Words w;
    const Vec zero = hn::Zero(d);
    const Vec one = hn::Set(d, 1.0);
    out.hasCut = false;
    out.regular = true;
    const double* springs = &in.springs->restLength_m;
    for (int l = 0; l < kSliceRows; l += kLanes) {
        const Columns own = ownColumns(in.position_m + 4 * (static_cast<std::ptrdiff_t>(slice) * kSliceRows + l));
        Vec fx = zero;
        Vec fy = zero;
        Vec fz = zero;
        Vec energy = hn::Load(d, out.energy + l);
        Vec magnitude = hn::Load(d, out.magnitude + l);
        Vec internal2 = hn::Load(d, out.internal2 + l);
        Vec noise2 = hn::Load(d, out.noise2 + l);
        Vec energyNoise2 = hn::Load(d, out.energyNoise2 + l);
        Symmetric diagonal{zero, zero, zero, zero, zero, zero};
        for (std::uint32_t slotRow = in.start[slice]; slotRow < in.start[slice + 1]; ++slotRow) {
            const std::size_t h = static_cast<std::size_t>(slotRow) * kSliceRows + static_cast<std::size_t>(l);
            // Springs of a slice soon to come: their order follows the nodes only roughly, which hides them from the processor.
            for (int k = 0; k < kLanes; ++k) {
                prefetch(springs +
                         4 * static_cast<std::ptrdiff_t>(in.spring[h + kSlotsAhead + static_cast<std::size_t>(k)]));
            }
            const Columns other = columns(in.position_m, in.offset + h, 1);
            const Columns law = columns(springs, in.spring + h, 4);
            const Vec rest = law.a;
            const Vec stiffness = law.b;
            const Vec dx = hn::Sub(own.a, other.a);
            const Vec dy = hn::Sub(own.b, other.b);
            const Vec dz = hn::Sub(own.c, other.c);
            Vec length = hn::Sqrt(dot(dx, dy, dz, dx, dy, dz));
            const bool anyGuide = in.guided != nullptr && in.guided[slotRow] != 0;
            Columns guide{zero, zero, zero, zero};
            Mask guided = hn::Gt(zero, zero);
            if (anyGuide) {
                guide = guidesOf(in.guides, in.guide + h);
                guided = hn::Gt(dot(guide.a, guide.b, guide.c, guide.a, guide.b, guide.c), zero);
                length = hn::IfThenElse(guided, dot(guide.a, guide.b, guide.c, dx, dy, dz), length);
            }
            const Vec elongation = hn::Sub(length, rest);
            const Vec perLength = hn::Div(one, hn::Max(length, hn::Mul(hn::Set(d, kShortestShare), rest)));
            const Response elastic = respond(elongation, rest, hn::Mul(rest, perLength), law.e);
            const Vec pull = hn::Add(hn::Mul(stiffness, elastic.value), law.c);
            Vec nx = hn::Mul(dx, perLength);
            Vec ny = hn::Mul(dy, perLength);
            Vec nz = hn::Mul(dz, perLength);
            Vec alpha = hn::Mul(pull, perLength);
            if (anyGuide) {
                nx = hn::IfThenElse(guided, guide.a, nx);
                ny = hn::IfThenElse(guided, guide.b, ny);
                nz = hn::IfThenElse(guided, guide.c, nz);
                alpha = hn::IfThenElse(guided, zero, alpha);
            }
            fx = hn::Sub(fx, hn::Mul(pull, nx));
            fy = hn::Sub(fy, hn::Mul(pull, ny));
            fz = hn::Sub(fz, hn::Mul(pull, nz));

            const Vec stored = hn::Mul(stiffness, elastic.energy);
            const Vec byOffset = hn::Mul(law.c, elongation);
            energy = hn::Add(energy, hn::Add(stored, byOffset));
            const Vec axial = hn::Mul(stiffness, elastic.slope);
            if constexpr (kWhat != Pass::force) {
                const Vec noise = hn::Add(hn::Mul(axial, length), hn::Abs(pull));
                const Vec energyNoise = hn::Mul(pull, length);
                magnitude = hn::Add(magnitude, hn::Add(stored, hn::Abs(byOffset)));
                internal2 = hn::Add(internal2, hn::Mul(pull, pull));
                noise2 = hn::Add(noise2, hn::Mul(noise, noise));
                energyNoise2 = hn::Add(energyNoise2, hn::Mul(energyNoise, energyNoise));
            }

            if constexpr (kWhat == Pass::forceAndTangent) {
                const Vec least = hn::Mul(hn::Set(d, options.floor), stiffness);
                Vec across = hn::Max(alpha, least);
                if (options.exact) {
                    across = hn::IfThenElse(hn::Lt(alpha, zero), hn::Add(alpha, least), across);
                }
                const Floats f;
                const auto beta = hn::DemoteTo(f, hn::Sub(hn::Max(axial, least), across));
                const auto hz0 = hn::DemoteTo(f, nz);
                const auto signBit = hn::And(hn::BitCast(w, beta), hn::Set(w, 0x80000000U));
                const auto turn = hn::And(hn::BitCast(w, hz0), hn::Set(w, 0x80000000U)); // so that hz >= 0
                const auto root = hn::Xor(hn::Sqrt(hn::Abs(beta)), hn::BitCast(f, turn));
                const auto wordA = shortenedBits(hn::DemoteTo(f, across));
                const auto wordX = shortenedBits(hn::Mul(root, hn::DemoteTo(f, nx)));
                const auto wordY = shortenedBits(hn::Mul(root, hn::DemoteTo(f, ny)));
                const auto wordZ = shortenedBits(hn::Mul(root, hz0));
                const Vec sign = hn::PromoteTo(d, hn::Xor(hn::Set(f, 1.0F), hn::BitCast(f, signBit)));
                hn::Store(hn::Or(hn::ShiftRight<16>(wordA), wordX), w, options.alphaHx + h);
                hn::Store(hn::Or(hn::ShiftRight<16>(wordY), hn::Or(wordZ, signBit)), w, options.hyHz + h);
                const auto number = [&](auto words) { return hn::PromoteTo(d, hn::BitCast(Floats(), words)); };
                const Vec a = number(wordA);
                const Vec hx = number(wordX);
                const Vec hy = number(wordY);
                const Vec hz = number(wordZ);
                diagonal.xx = hn::Add(diagonal.xx, a);
                diagonal.yy = hn::Add(diagonal.yy, a);
                diagonal.zz = hn::Add(diagonal.zz, a);
                addDyad(diagonal, sign, hx, hy, hz);
                if (options.exact && !hn::AllFalse(d, hn::Lt(a, zero))) {
                    addCut(a, hx, hy, hz, l, out);
                }
            }
        }
        hn::Store(fx, d, out.force[0] + l);
        hn::Store(fy, d, out.force[1] + l);
        hn::Store(fz, d, out.force[2] + l);
        hn::Store(energy, d, out.energy + l);
        hn::Store(magnitude, d, out.magnitude + l);
        hn::Store(internal2, d, out.internal2 + l);
        hn::Store(noise2, d, out.noise2 + l);
        hn::Store(energyNoise2, d, out.energyNoise2 + l);
        if constexpr (kWhat == Pass::forceAndTangent) {
            const Vec addend = hn::Load(d, options.addend + static_cast<std::ptrdiff_t>(slice) * kSliceRows + l);
            diagonal.xx = hn::Add(diagonal.xx, addend);
            diagonal.yy = hn::Add(diagonal.yy, addend);
            diagonal.zz = hn::Add(diagonal.zz, addend);
            closeRows(diagonal, options, slice, l, out);
        }
    }
    if constexpr (kWhat == Pass::forceAndTangent) {
        for (std::size_t h = static_cast<std::size_t>(in.start[slice]) * kSliceRows;
             h < static_cast<std::size_t>(in.start[slice + 1]) * kSliceRows; h += kSliceRows) {
            toLanes(options.alphaHx + h);
            toLanes(options.hyHz + h);
        }
        for (int c = 0; c < 6; ++c) {
            const std::ptrdiff_t at = (static_cast<std::ptrdiff_t>(slice) * 6 + c) * kSliceRows;
            toLanes(options.diagonal + at);
            toLanes(options.inverse + at);
        }
    }
}

void forcePass(const FrameRows& rows, int slice, FrameSlice& out) { pass<Pass::force>(rows, {}, slice, out); }

void noisePass(const FrameRows& rows, int slice, FrameSlice& out) { pass<Pass::forceAndNoise>(rows, {}, slice, out); }

void tangentPass(const FrameRows& rows, const FrameTangent& tangent, int slice, FrameSlice& out) {
    pass<Pass::forceAndTangent>(rows, tangent, slice, out);
}

} // namespace

const FrameKernels& FrameTable() {
    static constexpr FrameKernels kTable{forcePass, noisePass, tangentPass};
    return kTable;
}

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fascia::sim {

HWY_EXPORT(FrameTable);
const FrameKernels& widestFrameKernels() { return HWY_DYNAMIC_DISPATCH(FrameTable)(); }
const FrameKernels& plainFrameKernels() { return HWY_STATIC_DISPATCH(FrameTable)(); }

} // namespace fascia::sim
#endif
