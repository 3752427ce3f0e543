// The spring pass of a frame; this file is compiled once for each instruction set (Highway's foreach_target.h).

#include "sim/solver/spring_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/solver/half_pair.h"
#include "sim/solver/portable_log.h"
#include "sim/solver/slice_sum.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/solver/spring_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {
namespace {

using Lanes = double[kSpringBlock];

/// A spring shorter than this fraction of its rest length has no direction that means anything.
constexpr double kShortestShare = 1e-9;

/// Inputs of 16 springs, one array a quantity.
struct BlockIn {
    alignas(64) Lanes dx, dy, dz, rest, stiffness, toe, ratio, offset, squeeze, gx, gy, gz;
    bool anyGuide = false;
};

struct BlockSums {
    alignas(64) Lanes energy{}, magnitude{}, internal2{}, noise2{}, energyNoise2{};
};

HWY_INLINE void fillOne(const SpringInput& input, std::size_t s, std::size_t l, BlockIn& in) {
    const SpringLaw& law = input.laws[s];
    const double* a = input.position_m[input.springs[s][0]].data();
    const double* b = input.position_m[input.springs[s][1]].data();
    in.dx[l] = a[0] - b[0];
    in.dy[l] = a[1] - b[1];
    in.dz[l] = a[2] - b[2];
    in.rest[l] = law.restLength_m;
    in.stiffness[l] = law.stiffness_N;
    in.toe[l] = law.toeStrain;
    in.ratio[l] = law.compressionRatio;
    in.offset[l] = law.offsetTension_N;
    in.squeeze[l] = law.squeezeStiffens ? 1.0 : 0.0;
}

HWY_INLINE void fill(const SpringInput& input, int first, int count, BlockIn& in) {
    if (count < kSpringBlock) {
        // Past the last spring: springs of rest length 1 m without stiffness.
        in = BlockIn{};
        std::fill(std::begin(in.dx), std::end(in.dx), 1.0);
        std::fill(std::begin(in.rest), std::end(in.rest), 1.0);
        for (int l = 0; l < count; ++l) {
            fillOne(input, static_cast<std::size_t>(first + l), static_cast<std::size_t>(l), in);
        }
    } else {
        for (int l = 0; l < kSpringBlock; ++l) {
            fillOne(input, static_cast<std::size_t>(first + l), static_cast<std::size_t>(l), in);
        }
    }
    in.anyGuide = false;
    for (int l = 0; input.guides != nullptr && l < count; ++l) {
        const double* g = input.guides[first + l].data();
        in.gx[l] = g[0];
        in.gy[l] = g[1];
        in.gz[l] = g[2];
        in.anyGuide = in.anyGuide || g[0] != 0.0 || g[1] != 0.0 || g[2] != 0.0;
    }
}

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, 8>;
using Vec = hn::VFromD<Tag>;
using Mask = decltype(hn::Gt(hn::Zero(Tag()), hn::Zero(Tag())));

HWY_INLINE Vec at(const Lanes& lanes, std::size_t l) { return hn::Load(Tag(), lanes + l); }
HWY_INLINE void put(Vec v, Lanes& lanes, std::size_t l) { hn::Store(v, Tag(), lanes + l); }
HWY_INLINE void addTo(Lanes& lanes, std::size_t l, Vec v) { put(hn::Add(at(lanes, l), v), lanes, l); }
HWY_INLINE Vec dot(Vec ax, Vec ay, Vec az, Vec bx, Vec by, Vec bz) {
    return hn::Add(hn::Add(hn::Mul(ax, bx), hn::Mul(ay, by)), hn::Mul(az, bz));
}

/// Length and elastic response phi(e), its slope and integral, of 16 springs.
struct Response {
    alignas(64) Lanes length, value, slope, energy;
    bool squeezing = false;
};

template <bool kEnergy>
HWY_INLINE void respond(const BlockIn& in, Response& out) {
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    const Vec zero = hn::Zero(d);
    const Vec one = hn::Set(d, 1.0);
    const Vec half = hn::Set(d, 0.5);
    const Vec sixth = hn::Set(d, 1.0 / 6.0);
    alignas(64) Lanes strain;
    out.squeezing = false;
    for (std::size_t l = 0; l < kSpringBlock; l += lanes) {
        const Vec dx = at(in.dx, l);
        const Vec dy = at(in.dy, l);
        const Vec dz = at(in.dz, l);
        Vec length = hn::Sqrt(dot(dx, dy, dz, dx, dy, dz));
        if (in.anyGuide) {
            const Vec gx = at(in.gx, l);
            const Vec gy = at(in.gy, l);
            const Vec gz = at(in.gz, l);
            const Mask guided = hn::Gt(dot(gx, gy, gz, gx, gy, gz), zero);
            length = hn::IfThenElse(guided, dot(gx, gy, gz, dx, dy, dz), length);
        }
        put(length, out.length, l);
        const Vec rest = at(in.rest, l);
        const Vec e = hn::Div(hn::Sub(length, rest), rest);
        put(e, strain, l);

        const Vec toe = at(in.toe, l);
        const Vec whole = hn::Abs(e);
        Vec phi = whole;
        Vec derivative = one;
        Vec integral = hn::Mul(half, hn::Mul(whole, whole));
        if (!hn::AllFalse(d, hn::Gt(toe, zero))) {
            const Vec part = hn::Div(whole, hn::IfThenElse(hn::Gt(toe, zero), toe, one));
            const Mask curved = hn::Lt(whole, toe);
            phi = hn::IfThenElse(curved, hn::Mul(half, hn::Mul(whole, part)), hn::Sub(whole, hn::Mul(half, toe)));
            derivative = hn::IfThenElse(curved, part, one);
            if constexpr (kEnergy) {
                const Vec excess = hn::Sub(whole, toe);
                const Vec straight =
                    hn::Add(hn::Add(hn::Mul(hn::Mul(toe, toe), sixth), hn::Mul(hn::Mul(half, toe), excess)),
                            hn::Mul(half, hn::Mul(excess, excess)));
                integral = hn::IfThenElse(curved, hn::Mul(hn::Mul(hn::Mul(whole, whole), part), sixth), straight);
            }
        }
        const Mask pressed = hn::Lt(e, zero);
        const Vec factor = hn::IfThenElse(pressed, at(in.ratio, l), one);
        put(hn::Mul(hn::IfThenElse(pressed, hn::Neg(factor), factor), phi), out.value, l);
        put(hn::Mul(factor, derivative), out.slope, l);
        if constexpr (kEnergy) {
            put(hn::Mul(factor, integral), out.energy, l);
        }
        out.squeezing = out.squeezing || !hn::AllFalse(d, hn::Gt(at(in.squeeze, l), zero));
    }
    if (!out.squeezing) {
        return;
    }
    // One at a time, for the sake of the logarithm.
    for (int l = 0; l < kSpringBlock; ++l) {
        if (in.squeeze[l] > 0.0 && strain[l] < 0.0) {
            const double stretch = std::max(1.0 + strain[l], kShortestShare);
            const double r = in.ratio[l];
            out.value[l] = r * strain[l] / stretch;
            out.slope[l] = r / (stretch * stretch);
            if constexpr (kEnergy) {
                out.energy[l] = r * (strain[l] - portableLog(stretch));
            }
        }
    }
}

/// Tension, its derivative and the direction of some springs of a block.
struct Spring {
    Vec pull, axial, linear, alpha, nx, ny, nz;
};

HWY_INLINE Spring springAt(const BlockIn& in, const Response& response, std::size_t l) {
    const Tag d;
    const Vec zero = hn::Zero(d);
    const Vec stiffness = at(in.stiffness, l);
    const Vec rest = at(in.rest, l);
    const Vec inverse =
        hn::Div(hn::Set(d, 1.0), hn::Max(at(response.length, l), hn::Mul(hn::Set(d, kShortestShare), rest)));
    Spring spring;
    spring.linear = hn::Div(stiffness, rest);
    spring.axial = hn::Mul(spring.linear, at(response.slope, l));
    spring.pull = hn::Add(hn::Mul(stiffness, at(response.value, l)), at(in.offset, l));
    spring.nx = hn::Mul(at(in.dx, l), inverse);
    spring.ny = hn::Mul(at(in.dy, l), inverse);
    spring.nz = hn::Mul(at(in.dz, l), inverse);
    spring.alpha = hn::Mul(spring.pull, inverse);
    if (in.anyGuide) {
        const Vec gx = at(in.gx, l);
        const Vec gy = at(in.gy, l);
        const Vec gz = at(in.gz, l);
        const Mask guided = hn::Gt(dot(gx, gy, gz, gx, gy, gz), zero);
        spring.nx = hn::IfThenElse(guided, gx, spring.nx);
        spring.ny = hn::IfThenElse(guided, gy, spring.ny);
        spring.nz = hn::IfThenElse(guided, gz, spring.nz);
        spring.alpha = hn::IfThenElse(guided, zero, spring.alpha);
    }
    return spring;
}

SpringSums forcePass(const SpringInput& input, int begin, int end, Eigen::Vector3d* pull_N, std::uint8_t* squeezing) {
    const std::size_t lanes = hn::Lanes(Tag());
    BlockIn in;
    Response response;
    BlockSums sums;
    alignas(64) Lanes px;
    alignas(64) Lanes py;
    alignas(64) Lanes pz;
    for (int block = begin; block < end; ++block) {
        const int first = block * kSpringBlock;
        const int count = std::min(kSpringBlock, input.count - first);
        fill(input, first, count, in);
        respond<true>(in, response);
        squeezing[block] = response.squeezing ? 1 : 0;
        for (std::size_t l = 0; l < kSpringBlock; l += lanes) {
            const Spring spring = springAt(in, response, l);
            put(hn::Mul(spring.pull, spring.nx), px, l);
            put(hn::Mul(spring.pull, spring.ny), py, l);
            put(hn::Mul(spring.pull, spring.nz), pz, l);
            const Vec rest = at(in.rest, l);
            const Vec length = at(response.length, l);
            const Vec elastic = hn::Mul(hn::Mul(at(in.stiffness, l), rest), at(response.energy, l));
            const Vec byOffset = hn::Mul(at(in.offset, l), hn::Sub(length, rest));
            const Vec noise = hn::Add(hn::Mul(spring.axial, length), hn::Abs(spring.pull));
            const Vec energyNoise = hn::Mul(spring.pull, length);
            addTo(sums.energy, l, hn::Add(elastic, byOffset));
            addTo(sums.magnitude, l, hn::Add(elastic, hn::Abs(byOffset)));
            addTo(sums.internal2, l, hn::Mul(hn::Add(spring.pull, spring.pull), spring.pull));
            addTo(sums.noise2, l, hn::Mul(noise, noise));
            addTo(sums.energyNoise2, l, hn::Mul(energyNoise, energyNoise));
        }
        for (int l = 0; l < count; ++l) {
            double* to = pull_N[first + l].data();
            to[0] = px[l];
            to[1] = py[l];
            to[2] = pz[l];
        }
    }
    return {sliceSum(sums.energy), sliceSum(sums.magnitude), sliceSum(sums.internal2), sliceSum(sums.noise2),
            sliceSum(sums.energyNoise2)};
}

/// The nearest numbers of 8 binary digits: see shortened().
template <typename Word>
HWY_INLINE hn::VFromD<Word> shortenedBits(Word w, Vec value) {
    const hn::Rebind<float, Tag> f;
    const auto bits = hn::BitCast(w, hn::DemoteTo(f, value));
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(w, 1U));
    return hn::And(hn::Add(bits, hn::Add(odd, hn::Set(w, 0x7FFFU))), hn::Set(w, 0xFFFF0000U));
}

void tangentPass(const SpringInput& input, const SpringTangentOptions& options, int begin, int end,
                 CompactSpring* tangent) {
    const Tag d;
    const hn::Rebind<std::uint32_t, Tag> w;
    const std::size_t lanes = hn::Lanes(d);
    const Vec zero = hn::Zero(d);
    BlockIn in;
    Response response;
    alignas(64) std::uint32_t words[2 * kSpringBlock];
    for (int block = begin; block < end; ++block) {
        const int first = block * kSpringBlock;
        const int count = std::min(kSpringBlock, input.count - first);
        fill(input, first, count, in);
        respond<false>(in, response);
        for (std::size_t l = 0; l < kSpringBlock; l += lanes) {
            const Spring spring = springAt(in, response, l);
            const Vec least = hn::Mul(hn::Set(d, options.floor), spring.linear);
            Vec alpha = hn::Max(spring.alpha, least);
            if (options.exact) {
                alpha = hn::IfThenElse(hn::Lt(spring.alpha, zero), hn::Add(spring.alpha, least), alpha);
            }
            const Vec beta = hn::Sub(hn::Max(spring.axial, least), alpha);
            const Vec root = hn::Sqrt(hn::Abs(beta));
            const Vec h = hn::IfThenElse(hn::Lt(spring.nz, zero), hn::Neg(root), root);
            const auto hz = shortenedBits(w, hn::Abs(hn::Mul(h, spring.nz)));
            const Vec sign = hn::IfThenElse(hn::Lt(beta, zero), hn::Set(d, -1.0), hn::Set(d, 1.0));
            const auto signBit =
                hn::And(hn::BitCast(w, hn::DemoteTo(hn::Rebind<float, Tag>(), sign)), hn::Set(w, 0x80000000U));
            hn::StoreInterleaved2(
                hn::Or(hn::ShiftRight<16>(shortenedBits(w, alpha)), shortenedBits(w, hn::Mul(h, spring.nx))),
                hn::Or(hn::ShiftRight<16>(shortenedBits(w, hn::Mul(h, spring.ny))), hn::Or(hz, signBit)), w,
                words + 2 * l);
        }
        for (int l = 0; l < count; ++l) {
            tangent[first + l] = {words[2 * l], words[2 * l + 1]};
        }
    }
}

} // namespace

const SpringKernels& SpringTable() {
    static constexpr SpringKernels kTable{forcePass, tangentPass};
    return kTable;
}

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fascia::sim {

HWY_EXPORT(SpringTable);
const SpringKernels& widestSpringKernels() { return HWY_DYNAMIC_DISPATCH(SpringTable)(); }
const SpringKernels& plainSpringKernels() { return HWY_STATIC_DISPATCH(SpringTable)(); }

} // namespace fascia::sim
#endif
