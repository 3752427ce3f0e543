#include <cmath>
#include <cstddef>

#include "sim/solver/compact_kernels.h"
#include "sim/solver/half_pair.h"
#include "sim/solver/slice_sum.h"

namespace fascia::sim {

// The kernels in plain C++, for one lane after another in the same order of operations.
namespace {

struct Row {
    float x = 0.0F, y = 0.0F, z = 0.0F;
};

Row load(const float* v, int slice, int lane) {
    const float* at = v + static_cast<std::ptrdiff_t>(slice) * kSliceFloats + 4 * laneOf(lane);
    return {at[0], at[1], at[2]};
}

void store(const Row& row, float* v, int slice, int lane) {
    float* at = v + static_cast<std::ptrdiff_t>(slice) * kSliceFloats + 4 * laneOf(lane);
    at[0] = row.x;
    at[1] = row.y;
    at[2] = row.z;
    at[3] = 0.0F;
}

Row timesSymmetric(const float* m, int slice, int lane, const Row& v) {
    const float* at = m + static_cast<std::ptrdiff_t>(slice) * 6 * kSliceRows + lane;
    const float xx = at[0];
    const float xy = at[kSliceRows];
    const float xz = at[2 * kSliceRows];
    const float yy = at[3 * kSliceRows];
    const float yz = at[4 * kSliceRows];
    const float zz = at[5 * kSliceRows];
    return {(xx * v.x + xy * v.y) + xz * v.z, (xy * v.x + yy * v.y) + yz * v.z, (xz * v.x + yz * v.y) + zz * v.z};
}

Row multiplyRow(const CompactTangentView& a, int slice, int lane, const float* x) {
    Row y = timesSymmetric(a.diagonal, slice, lane, load(x, slice, lane));
    for (std::uint32_t k = a.start[slice]; k < a.start[slice + 1]; ++k) {
        const std::size_t h = static_cast<std::size_t>(k) * kSliceRows + static_cast<std::size_t>(lane);
        const float* other = x + a.offset[laneOfSlot(h)];
        const float alpha = lowOf(a.alphaHx[h]);
        const float hx = highOf(a.alphaHx[h]);
        const float hy = lowOf(a.hyHz[h]);
        const float hz = std::fabs(highOf(a.hyHz[h]));
        const float along = (hx * other[0] + hy * other[1]) + hz * other[2];
        const float t = std::signbit(highOf(a.hyHz[h])) ? -along : along;
        y.x = (y.x - alpha * other[0]) - t * hx;
        y.y = (y.y - alpha * other[1]) - t * hy;
        y.z = (y.z - alpha * other[2]) - t * hz;
    }
    return y;
}

float dot(const Row& a, const Row& b) { return (a.x * b.x + a.y * b.y) + a.z * b.z; }
Row minus(const Row& a, const Row& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
/// a + s b
Row plusScaled(const Row& a, float s, const Row& b) { return {a.x + s * b.x, a.y + s * b.y, a.z + s * b.z}; }
Row scaled(float s, const Row& a) { return {s * a.x, s * a.y, s * a.z}; }

double multiply(const CompactTangentView& a, int begin, int end, const float* x, float* y) {
    double sum = 0.0;
    for (int slice = begin; slice < end; ++slice) {
        float lanes[kSliceRows];
        for (int l = 0; l < kSliceRows; ++l) {
            const Row row = multiplyRow(a, slice, l, x);
            store(row, y, slice, l);
            lanes[l] = dot(load(x, slice, l), row);
        }
        sum += sliceSum(lanes);
    }
    return sum;
}

void residual(const CompactTangentView& a, int begin, int end, const float* b, const float* x, float* r) {
    for (int slice = begin; slice < end; ++slice) {
        for (int l = 0; l < kSliceRows; ++l) {
            store(minus(load(b, slice, l), multiplyRow(a, slice, l, x)), r, slice, l);
        }
    }
}

void relax(const CompactTangentView& a, int begin, int end, float w, const float* b, const float* x, float* out) {
    for (int slice = begin; slice < end; ++slice) {
        for (int l = 0; l < kSliceRows; ++l) {
            const Row left = minus(load(b, slice, l), multiplyRow(a, slice, l, x));
            store(plusScaled(load(x, slice, l), w, timesSymmetric(a.inverse, slice, l, left)), out, slice, l);
        }
    }
}

double precondition(const CompactTangentView& a, int begin, int end, float w, const float* b, float* x) {
    double sum = 0.0;
    for (int slice = begin; slice < end; ++slice) {
        float lanes[kSliceRows];
        for (int l = 0; l < kSliceRows; ++l) {
            const Row from = load(b, slice, l);
            const Row to = scaled(w, timesSymmetric(a.inverse, slice, l, from));
            store(to, x, slice, l);
            lanes[l] = dot(from, to);
        }
        sum += sliceSum(lanes);
    }
    return sum;
}

CompactSums advance(const CompactTangentView& a, int begin, int end, float s, float w, const float* p, const float* q,
                    float* x, float* r, float* z) {
    CompactSums sums;
    for (int slice = begin; slice < end; ++slice) {
        float rr[kSliceRows];
        float rz[kSliceRows];
        for (int l = 0; l < kSliceRows; ++l) {
            store(plusScaled(load(x, slice, l), s, load(p, slice, l)), x, slice, l);
            const Row left = minus(load(r, slice, l), scaled(s, load(q, slice, l)));
            store(left, r, slice, l);
            const Row ahead = scaled(w, timesSymmetric(a.inverse, slice, l, left));
            store(ahead, z, slice, l);
            rr[l] = dot(left, left);
            rz[l] = dot(left, ahead);
        }
        sums.rr += sliceSum(rr);
        sums.rz += sliceSum(rz);
    }
    return sums;
}

void turn(int begin, int end, float s, const float* z, float* p) {
    const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(end) * kSliceFloats;
    for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(begin) * kSliceFloats; i < last; ++i) {
        p[i] = z[i] + s * p[i];
    }
}

double dotOf(int begin, int end, const float* a, const float* b) {
    double sum = 0.0;
    for (int slice = begin; slice < end; ++slice) {
        float lanes[kSliceRows];
        for (int l = 0; l < kSliceRows; ++l) {
            lanes[l] = dot(load(a, slice, l), load(b, slice, l));
        }
        sum += sliceSum(lanes);
    }
    return sum;
}

void blocks(const std::uint32_t* rowStart, const std::int32_t* column, const float* block, int begin, int end,
            const float* x, float* y) {
    for (int i = begin; i < end; ++i) {
        float sum[8] = {};
        for (std::uint32_t k = rowStart[i]; k < rowStart[i + 1]; ++k) {
            const float* m = block + static_cast<std::ptrdiff_t>(k) * 48;
            const float* v = x + static_cast<std::ptrdiff_t>(column[k]) * 8;
            for (int c = 0; c < 8; ++c) {
                sum[c] = sum[c] + (((m[c] * v[0] + m[8 + c] * v[1]) + m[16 + c] * v[2]) +
                                   ((m[24 + c] * v[4] + m[32 + c] * v[5]) + m[40 + c] * v[6]));
            }
        }
        for (int c = 0; c < 8; ++c) {
            y[static_cast<std::ptrdiff_t>(i) * 8 + c] = sum[c];
        }
    }
}

} // namespace

const CompactKernels& plainKernels() {
    static constexpr CompactKernels kTable{"plain", multiply, residual, relax, precondition,
                                           advance, turn,     dotOf,    blocks};
    return kTable;
}

} // namespace fascia::sim
