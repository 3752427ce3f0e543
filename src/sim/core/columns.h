// Loads rows of four doubles and turns them into columns, as vectors. For files that are compiled once for each
// instruction set: included after <hwy/highway.h>, anew for each of them, hence Highway's guard in place of a pragma.

#if defined(FASCIA_SIM_CORE_COLUMNS_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FASCIA_SIM_CORE_COLUMNS_H
#undef FASCIA_SIM_CORE_COLUMNS_H
#else
#define FASCIA_SIM_CORE_COLUMNS_H
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace fascia::sim {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Rows that are worked on at once; more need more registers than there are.
#if HWY_TARGET == HWY_SCALAR
inline constexpr int kLanes = 1;
#elif HWY_MAX_BYTES >= 32 && !HWY_HAVE_SCALABLE
inline constexpr int kLanes = 4;
#else
inline constexpr int kLanes = 2;
#endif
using Tag = hn::FixedTag<double, kLanes>;
using Vec = hn::VFromD<Tag>;
using Mask = decltype(hn::Gt(hn::Zero(Tag()), hn::Zero(Tag())));

/// The first, second, third and fourth of four doubles in a row, for as many rows as there are lanes.
struct Columns {
    Vec a, b, c, e;
};

/// Row l begins at rowAt(l), a pointer to doubles of which four can be read. Loads rows whole and transposes: faster
/// than gather instructions.
template <typename RowAt>
HWY_INLINE Columns columnsOf(RowAt&& rowAt) {
    const Tag d;
#if HWY_TARGET == HWY_SCALAR
    const double* row = rowAt(0);
    return {hn::Load(d, row), hn::Load(d, row + 1), hn::Load(d, row + 2), hn::Load(d, row + 3)};
#elif HWY_MAX_BYTES >= 32 && !HWY_HAVE_SCALABLE
    const Vec r0 = hn::LoadU(d, rowAt(0));
    const Vec r1 = hn::LoadU(d, rowAt(1));
    const Vec r2 = hn::LoadU(d, rowAt(2));
    const Vec r3 = hn::LoadU(d, rowAt(3));
    const Vec even01 = hn::InterleaveLower(d, r0, r1);
    const Vec even23 = hn::InterleaveLower(d, r2, r3);
    const Vec odd01 = hn::InterleaveUpper(d, r0, r1);
    const Vec odd23 = hn::InterleaveUpper(d, r2, r3);
    return {hn::ConcatLowerLower(d, even23, even01), hn::ConcatLowerLower(d, odd23, odd01),
            hn::ConcatUpperUpper(d, even23, even01), hn::ConcatUpperUpper(d, odd23, odd01)};
#else
    const double* first = rowAt(0);
    const double* second = rowAt(1);
    const Vec low0 = hn::LoadU(d, first);
    const Vec low1 = hn::LoadU(d, second);
    const Vec high0 = hn::LoadU(d, first + 2);
    const Vec high1 = hn::LoadU(d, second + 2);
    return {hn::InterleaveLower(d, low0, low1), hn::InterleaveUpper(d, low0, low1),
            hn::InterleaveLower(d, high0, high1), hn::InterleaveUpper(d, high0, high1)};
#endif
}

/// Writes columns back as rows of four doubles; row l goes to rowAt(l), aligned to a row.
template <typename RowAt>
HWY_INLINE void storeRows(const Columns& columns, RowAt&& rowAt) {
    const Tag d;
#if HWY_TARGET == HWY_SCALAR
    double* row = rowAt(0);
    hn::Store(columns.a, d, row);
    hn::Store(columns.b, d, row + 1);
    hn::Store(columns.c, d, row + 2);
    hn::Store(columns.e, d, row + 3);
#elif HWY_MAX_BYTES >= 32 && !HWY_HAVE_SCALABLE
    const Vec ab02 = hn::InterleaveLower(d, columns.a, columns.b);
    const Vec ab13 = hn::InterleaveUpper(d, columns.a, columns.b);
    const Vec ce02 = hn::InterleaveLower(d, columns.c, columns.e);
    const Vec ce13 = hn::InterleaveUpper(d, columns.c, columns.e);
    hn::Store(hn::ConcatLowerLower(d, ce02, ab02), d, rowAt(0));
    hn::Store(hn::ConcatLowerLower(d, ce13, ab13), d, rowAt(1));
    hn::Store(hn::ConcatUpperUpper(d, ce02, ab02), d, rowAt(2));
    hn::Store(hn::ConcatUpperUpper(d, ce13, ab13), d, rowAt(3));
#else
    double* first = rowAt(0);
    double* second = rowAt(1);
    hn::Store(hn::InterleaveLower(d, columns.a, columns.b), d, first);
    hn::Store(hn::InterleaveLower(d, columns.c, columns.e), d, first + 2);
    hn::Store(hn::InterleaveUpper(d, columns.a, columns.b), d, second);
    hn::Store(hn::InterleaveUpper(d, columns.c, columns.e), d, second + 2);
#endif
}

/// As many small entries as there are lanes, in one word.
template <typename T>
HWY_INLINE auto wordOf(const T* entry) {
    constexpr std::size_t kBytes = kLanes * sizeof(T);
    static_assert(kBytes <= 8);
    using Word = std::conditional_t<
        kBytes <= 1, std::uint8_t,
        std::conditional_t<kBytes <= 2, std::uint16_t, std::conditional_t<kBytes <= 4, std::uint32_t, std::uint64_t>>>;
    Word word = 0;
    std::memcpy(&word, entry, kBytes);
    return word;
}

/// Whether as many entries as there are lanes are equal, as nearly always among neighbours.
template <typename T>
HWY_INLINE bool allSame(const T* entry) {
    const auto word = wordOf(entry);
    return kLanes == 1 || word == std::rotl(word, static_cast<int>(8 * sizeof(T)));
}

HWY_INLINE Vec dot(Vec ax, Vec ay, Vec az, Vec bx, Vec by, Vec bz) {
    return hn::Add(hn::Add(hn::Mul(ax, bx), hn::Mul(ay, by)), hn::Mul(az, bz));
}

} // namespace HWY_NAMESPACE
} // namespace fascia::sim
HWY_AFTER_NAMESPACE();

#endif
