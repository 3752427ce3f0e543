// The kernels in vectors; this file is compiled once for each instruction set (Highway's foreach_target.h).

#include "sim/solver/compact_kernels.h"

#include <cstddef>
#include <cstdint>

#include "sim/solver/slice_sum.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/solver/compact_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR
const CompactKernels& Table() { return plainKernels(); }
#else

namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Four = hn::FixedTag<float, 4>;
#if HWY_MAX_BYTES >= 64 && !HWY_HAVE_SCALABLE
inline constexpr int kLanes = 16;
#elif HWY_MAX_BYTES >= 32 && !HWY_HAVE_SCALABLE
inline constexpr int kLanes = 8;
#else
inline constexpr int kLanes = 4;
#endif
using Tag = hn::FixedTag<float, kLanes>;
using Vec = hn::VFromD<Tag>;

/// The x, y, z of as many nodes as there are lanes.
struct Rows {
    Vec x, y, z;
};

HWY_INLINE hn::VFromD<Four> node(const float* x, std::int32_t offset) { return hn::Load(Four(), x + offset); }

/// Nodes at as many offsets as a vector has blocks, one after another.
HWY_INLINE Vec nodesOf(const float* x, const std::int32_t* offset) {
#if HWY_MAX_BYTES >= 64 && !HWY_HAVE_SCALABLE
    const hn::FixedTag<float, 8> eight;
    return hn::Combine(Tag(), hn::Combine(eight, node(x, offset[3]), node(x, offset[2])),
                       hn::Combine(eight, node(x, offset[1]), node(x, offset[0])));
#elif HWY_MAX_BYTES >= 32 && !HWY_HAVE_SCALABLE
    return hn::Combine(Tag(), node(x, offset[1]), node(x, offset[0]));
#else
    return node(x, offset[0]);
#endif
}

/// The components of nodes, one in each block of the vectors.
HWY_INLINE Rows transposed(Vec a, Vec b, Vec c, Vec e) {
    const Tag d;
    const hn::Repartition<double, Tag> dd;
    const auto ab = hn::BitCast(dd, hn::InterleaveLower(d, a, b));
    const auto ce = hn::BitCast(dd, hn::InterleaveLower(d, c, e));
    const auto abHigh = hn::BitCast(dd, hn::InterleaveUpper(d, a, b));
    const auto ceHigh = hn::BitCast(dd, hn::InterleaveUpper(d, c, e));
    return {hn::BitCast(d, hn::InterleaveLower(dd, ab, ce)), hn::BitCast(d, hn::InterleaveUpper(dd, ab, ce)),
            hn::BitCast(d, hn::InterleaveLower(dd, abHigh, ceHigh))};
}

/// Into the lanes from `lane`: the nodes at the offsets of a column. Loads whole nodes: faster than gather instructions.
HWY_INLINE Rows gather(const float* x, const std::int32_t* offset, int lane) {
    offset += lane / 4;
    return transposed(nodesOf(x, offset), nodesOf(x, offset + 4), nodesOf(x, offset + 8), nodesOf(x, offset + 12));
}

/// The same where nodes follow one another by fours.
HWY_INLINE Rows gatherFours(const float* x, const std::int32_t* offset, int lane) {
    const Tag d;
    x += lane;
    return transposed(hn::LoadU(d, x + offset[0]), hn::LoadU(d, x + offset[4]), hn::LoadU(d, x + offset[8]),
                      hn::LoadU(d, x + offset[12]));
}

HWY_INLINE Rows load(const float* v, int slice, int lane) {
    const Tag d;
    const float* at = v + static_cast<std::ptrdiff_t>(slice) * kSliceFloats + lane;
    return transposed(hn::Load(d, at), hn::Load(d, at + 16), hn::Load(d, at + 32), hn::Load(d, at + 48));
}

HWY_INLINE void store(const Rows& rows, float* v, int slice, int lane) {
    const Tag d;
    const Vec zero = hn::Zero(d);
    const Vec xz = hn::InterleaveLower(d, rows.x, rows.z);
    const Vec xzHigh = hn::InterleaveUpper(d, rows.x, rows.z);
    const Vec y = hn::InterleaveLower(d, rows.y, zero);
    const Vec yHigh = hn::InterleaveUpper(d, rows.y, zero);
    float* at = v + static_cast<std::ptrdiff_t>(slice) * kSliceFloats + lane;
    hn::Store(hn::InterleaveLower(d, xz, y), d, at);
    hn::Store(hn::InterleaveUpper(d, xz, y), d, at + 16);
    hn::Store(hn::InterleaveLower(d, xzHigh, yHigh), d, at + 32);
    hn::Store(hn::InterleaveUpper(d, xzHigh, yHigh), d, at + 48);
}

HWY_INLINE Rows timesSymmetric(const float* m, int slice, int lane, const Rows& v) {
    const Tag d;
    const float* at = m + static_cast<std::ptrdiff_t>(slice) * 6 * kSliceRows + lane;
    const Vec xx = hn::Load(d, at);
    const Vec xy = hn::Load(d, at + kSliceRows);
    const Vec xz = hn::Load(d, at + 2 * kSliceRows);
    const Vec yy = hn::Load(d, at + 3 * kSliceRows);
    const Vec yz = hn::Load(d, at + 4 * kSliceRows);
    const Vec zz = hn::Load(d, at + 5 * kSliceRows);
    return {hn::Add(hn::Add(hn::Mul(xx, v.x), hn::Mul(xy, v.y)), hn::Mul(xz, v.z)),
            hn::Add(hn::Add(hn::Mul(xy, v.x), hn::Mul(yy, v.y)), hn::Mul(yz, v.z)),
            hn::Add(hn::Add(hn::Mul(xz, v.x), hn::Mul(yz, v.y)), hn::Mul(zz, v.z))};
}

/// y -= (alpha I + s h h^T) x of the half-edges with values from `h`, of nodes `other`.
HWY_INLINE void subtractColumn(const CompactTangentView& a, std::size_t h, const Rows& other, Rows& y) {
    const Tag d;
    const hn::RebindToUnsigned<Tag> w;
    const auto upper = hn::Set(w, 0xFFFF0000U);
    const Vec signBit = hn::BitCast(d, hn::Set(w, 0x80000000U));
    const auto alphaHx = hn::Load(w, a.alphaHx + h);
    const auto hyHz = hn::Load(w, a.hyHz + h);
    const Vec alpha = hn::BitCast(d, hn::ShiftLeft<16>(alphaHx));
    const Vec hx = hn::BitCast(d, hn::And(alphaHx, upper));
    const Vec hy = hn::BitCast(d, hn::ShiftLeft<16>(hyHz));
    const Vec signedHz = hn::BitCast(d, hn::And(hyHz, upper));
    const Vec hz = hn::AndNot(signBit, signedHz);
    y.x = hn::Sub(y.x, hn::Mul(alpha, other.x));
    y.y = hn::Sub(y.y, hn::Mul(alpha, other.y));
    y.z = hn::Sub(y.z, hn::Mul(alpha, other.z));
    const Vec along = hn::Add(hn::Add(hn::Mul(hx, other.x), hn::Mul(hy, other.y)), hn::Mul(hz, other.z));
    const Vec t = hn::Xor(along, hn::And(signBit, signedHz));
    y.x = hn::Sub(y.x, hn::Mul(t, hx));
    y.y = hn::Sub(y.y, hn::Mul(t, hy));
    y.z = hn::Sub(y.z, hn::Mul(t, hz));
}

HWY_INLINE Rows multiplyRows(const CompactTangentView& a, int slice, int lane, const float* x, const Rows& own) {
    Rows y = timesSymmetric(a.diagonal, slice, lane, own);
    std::size_t first = static_cast<std::size_t>(a.start[slice]) * kSliceRows;
    const std::size_t apart = static_cast<std::size_t>(a.apart[slice]) * kSliceRows;
    const std::size_t end = static_cast<std::size_t>(a.start[slice + 1]) * kSliceRows;
    for (; first < apart; first += kSliceRows) {
        subtractColumn(a, first + static_cast<std::size_t>(lane), gatherFours(x, a.offset + first, lane), y);
    }
    for (; first < end; first += kSliceRows) {
        subtractColumn(a, first + static_cast<std::size_t>(lane), gather(x, a.offset + first, lane), y);
    }
    return y;
}

HWY_INLINE Vec dot(const Rows& a, const Rows& b) {
    return hn::Add(hn::Add(hn::Mul(a.x, b.x), hn::Mul(a.y, b.y)), hn::Mul(a.z, b.z));
}
HWY_INLINE Rows minus(const Rows& a, const Rows& b) {
    return {hn::Sub(a.x, b.x), hn::Sub(a.y, b.y), hn::Sub(a.z, b.z)};
}
HWY_INLINE Rows plusScaled(const Rows& a, Vec s, const Rows& b) {
    return {hn::Add(a.x, hn::Mul(s, b.x)), hn::Add(a.y, hn::Mul(s, b.y)), hn::Add(a.z, hn::Mul(s, b.z))};
}
HWY_INLINE Rows scaled(Vec s, const Rows& a) { return {hn::Mul(s, a.x), hn::Mul(s, a.y), hn::Mul(s, a.z)}; }

double Multiply(const CompactTangentView& a, int begin, int end, const float* x, float* y) {
    double sum = 0.0;
    for (int slice = begin; slice < end; ++slice) {
        HWY_ALIGN float lanes[kSliceRows];
        for (int l = 0; l < kSliceRows; l += kLanes) {
            const Rows own = load(x, slice, l);
            const Rows rows = multiplyRows(a, slice, l, x, own);
            store(rows, y, slice, l);
            hn::Store(dot(own, rows), Tag(), lanes + l);
        }
        sum += sliceSum(lanes);
    }
    return sum;
}

void Residual(const CompactTangentView& a, int begin, int end, const float* b, const float* x, float* r) {
    for (int slice = begin; slice < end; ++slice) {
        for (int l = 0; l < kSliceRows; l += kLanes) {
            store(minus(load(b, slice, l), multiplyRows(a, slice, l, x, load(x, slice, l))), r, slice, l);
        }
    }
}

void Relax(const CompactTangentView& a, int begin, int end, float w, const float* b, const float* x, float* out) {
    const Vec weight = hn::Set(Tag(), w);
    for (int slice = begin; slice < end; ++slice) {
        for (int l = 0; l < kSliceRows; l += kLanes) {
            const Rows own = load(x, slice, l);
            const Rows left = minus(load(b, slice, l), multiplyRows(a, slice, l, x, own));
            store(plusScaled(own, weight, timesSymmetric(a.inverse, slice, l, left)), out, slice, l);
        }
    }
}

double Precondition(const CompactTangentView& a, int begin, int end, float w, const float* b, float* x) {
    const Vec weight = hn::Set(Tag(), w);
    double sum = 0.0;
    for (int slice = begin; slice < end; ++slice) {
        HWY_ALIGN float lanes[kSliceRows];
        for (int l = 0; l < kSliceRows; l += kLanes) {
            const Rows from = load(b, slice, l);
            const Rows to = scaled(weight, timesSymmetric(a.inverse, slice, l, from));
            store(to, x, slice, l);
            hn::Store(dot(from, to), Tag(), lanes + l);
        }
        sum += sliceSum(lanes);
    }
    return sum;
}

CompactSums Advance(const CompactTangentView& a, int begin, int end, float s, float w, const float* p, const float* q,
                    float* x, float* r, float* z) {
    const Vec step = hn::Set(Tag(), s);
    const Vec weight = hn::Set(Tag(), w);
    CompactSums sums;
    for (int slice = begin; slice < end; ++slice) {
        HWY_ALIGN float rr[kSliceRows];
        HWY_ALIGN float rz[kSliceRows];
        for (int l = 0; l < kSliceRows; l += kLanes) {
            store(plusScaled(load(x, slice, l), step, load(p, slice, l)), x, slice, l);
            const Rows left = minus(load(r, slice, l), scaled(step, load(q, slice, l)));
            store(left, r, slice, l);
            const Rows ahead = scaled(weight, timesSymmetric(a.inverse, slice, l, left));
            store(ahead, z, slice, l);
            hn::Store(dot(left, left), Tag(), rr + l);
            hn::Store(dot(left, ahead), Tag(), rz + l);
        }
        sums.rr += sliceSum(rr);
        sums.rz += sliceSum(rz);
    }
    return sums;
}

void Turn(int begin, int end, float s, const float* z, float* p) {
    const Tag d;
    const Vec step = hn::Set(d, s);
    const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(end) * kSliceFloats;
    for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(begin) * kSliceFloats; i < last; i += kLanes) {
        hn::Store(hn::Add(hn::Load(d, z + i), hn::Mul(step, hn::Load(d, p + i))), d, p + i);
    }
}

double Dot(int begin, int end, const float* a, const float* b) {
    double sum = 0.0;
    for (int slice = begin; slice < end; ++slice) {
        HWY_ALIGN float lanes[kSliceRows];
        for (int l = 0; l < kSliceRows; l += kLanes) {
            hn::Store(dot(load(a, slice, l), load(b, slice, l)), Tag(), lanes + l);
        }
        sum += sliceSum(lanes);
    }
    return sum;
}

void Blocks(const std::uint32_t* rowStart, const std::int32_t* column, const float* block, int begin, int end,
            const float* x, float* y) {
    const Four d;
    for (int i = begin; i < end; ++i) {
        auto translation = hn::Zero(d);
        auto rotation = hn::Zero(d);
        for (std::uint32_t k = rowStart[i]; k < rowStart[i + 1]; ++k) {
            const float* m = block + static_cast<std::ptrdiff_t>(k) * 48;
            const auto u = hn::Load(d, x + static_cast<std::ptrdiff_t>(column[k]) * 8);
            const auto t = hn::Load(d, x + static_cast<std::ptrdiff_t>(column[k]) * 8 + 4);
            const auto u0 = hn::Broadcast<0>(u);
            const auto u1 = hn::Broadcast<1>(u);
            const auto u2 = hn::Broadcast<2>(u);
            const auto t0 = hn::Broadcast<0>(t);
            const auto t1 = hn::Broadcast<1>(t);
            const auto t2 = hn::Broadcast<2>(t);
            const auto row = [&](const float* c) {
                const auto byU = hn::Add(hn::Add(hn::Mul(hn::Load(d, c), u0), hn::Mul(hn::Load(d, c + 8), u1)),
                                         hn::Mul(hn::Load(d, c + 16), u2));
                const auto byT = hn::Add(hn::Add(hn::Mul(hn::Load(d, c + 24), t0), hn::Mul(hn::Load(d, c + 32), t1)),
                                         hn::Mul(hn::Load(d, c + 40), t2));
                return hn::Add(byU, byT);
            };
            translation = hn::Add(translation, row(m));
            rotation = hn::Add(rotation, row(m + 4));
        }
        hn::Store(translation, d, y + static_cast<std::ptrdiff_t>(i) * 8);
        hn::Store(rotation, d, y + static_cast<std::ptrdiff_t>(i) * 8 + 4);
    }
}

} // namespace

const CompactKernels& Table() {
    static const CompactKernels table{
        hwy::TargetName(HWY_TARGET), Multiply, Residual, Relax, Precondition, Advance, Turn, Dot, Blocks};
    return table;
}

#endif

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fascia::sim {
HWY_EXPORT(Table);
const CompactKernels& widestKernels() { return HWY_DYNAMIC_DISPATCH(Table)(); }
} // namespace fascia::sim
#endif
