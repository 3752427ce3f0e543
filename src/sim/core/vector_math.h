// Elementary functions on vectors, the operations of their plain forms in the same order: the same bits. Included like
// columns.h, anew for each instruction set.

#if defined(FASCIA_SIM_CORE_VECTOR_MATH_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FASCIA_SIM_CORE_VECTOR_MATH_H
#undef FASCIA_SIM_CORE_VECTOR_MATH_H
#else
#define FASCIA_SIM_CORE_VECTOR_MATH_H
#endif

#include "sim/core/columns.h"
#include "sim/core/math.h"

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {

using Bits = hn::RebindToUnsigned<Tag>;

/// e^x as stableExp().
HWY_INLINE Vec exponential(Vec x) {
    using N = ExpNumbers;
    const Tag d;
    const Bits w;
    const Vec most = hn::Set(d, 700.0);
    const Mask vanishes = hn::Not(hn::Gt(x, hn::Neg(most)));
    x = hn::IfThenElse(hn::Lt(x, most), x, most);
    x = hn::IfThenZeroElse(vanishes, x);
    const Vec scaled = hn::Mul(x, hn::Set(d, N::kInverseLn2));
    const Vec half = hn::Set(d, 0.5);
    const Vec turns = hn::Trunc(hn::Add(scaled, hn::IfThenElse(hn::Ge(scaled, hn::Zero(d)), half, hn::Neg(half))));
    const Vec r = hn::Sub(hn::Sub(x, hn::Mul(turns, hn::Set(d, N::kLn2High))), hn::Mul(turns, hn::Set(d, N::kLn2Low)));
    Vec sum = hn::Set(d, N::kLast);
    for (const double coefficient : N::kInverseFactorial) {
        sum = hn::Add(hn::Mul(sum, r), hn::Set(d, coefficient));
    }
    // The low bits of 2^52 + 1023 + k are those of the exponent.
    const auto exponent = hn::ShiftLeft<52>(hn::BitCast(w, hn::Add(turns, hn::Set(d, 4503599627370496.0 + 1023.0))));
    return hn::IfThenZeroElse(vanishes, hn::Mul(sum, hn::BitCast(d, exponent)));
}

/// log(x) for x in (0, 1), as portableLog().
HWY_INLINE Vec logarithm(Vec x) {
    const Tag d;
    const Bits w;
    const auto bits = hn::BitCast(w, x);
    const Vec half =
        hn::BitCast(d, hn::Or(hn::And(bits, hn::Set(w, 0xFFFFFFFFFFFFFULL)), hn::Set(w, 0x3FE0000000000000ULL)));
    // The exponent as a double: the low bits of 2^52 + e.
    const Vec biased = hn::Sub(hn::BitCast(d, hn::Or(hn::ShiftRight<52>(bits), hn::Set(w, 0x4330000000000000ULL))),
                               hn::Set(d, 4503599627370496.0));
    const Mask small = hn::Lt(half, hn::Set(d, 0.70710678118654752));
    const Vec mantissa = hn::IfThenElse(small, hn::Add(half, half), half);
    const Vec exponent = hn::Sub(biased, hn::IfThenElse(small, hn::Set(d, 1023.0), hn::Set(d, 1022.0)));
    const Vec one = hn::Set(d, 1.0);
    const Vec q = hn::Div(hn::Sub(mantissa, one), hn::Add(mantissa, one));
    const Vec q2 = hn::Mul(q, q);
    Vec series = hn::Set(d, 1.0 / 23.0);
    for (int k = 21; k >= 1; k -= 2) {
        series = hn::Add(hn::Mul(series, q2), hn::Set(d, 1.0 / static_cast<double>(k)));
    }
    const Vec twoQ = hn::Mul(hn::Set(d, 2.0), q);
    return hn::Add(hn::Mul(exponent, hn::Set(d, 0.693147180559945309417)), hn::Mul(twoQ, series));
}

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#endif
