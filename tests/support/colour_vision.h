#pragma once
// Colours as people tell them apart: CIE L*a*b*, and as they look without the middle-wave cones. For tests.

#include <algorithm>
#include <array>
#include <cmath>

namespace fascia::test {

using Rgb = std::array<float, 3>; ///< sRGB 0..1, or L*, a*, b*.

inline float linearOf(float c) { return c <= 0.04045F ? c / 12.92F : std::pow((c + 0.055F) / 1.055F, 2.4F); }

/// CIE L*a*b* of an sRGB colour under D65.
inline Rgb lab(const Rgb& srgb) {
    const Rgb l{linearOf(srgb[0]), linearOf(srgb[1]), linearOf(srgb[2])};
    const auto f = [](float t) { return t > 0.008856F ? std::cbrt(t) : 7.787F * t + 16.0F / 116.0F; };
    const float x = f((0.4124F * l[0] + 0.3576F * l[1] + 0.1805F * l[2]) / 0.9505F);
    const float y = f(0.2126F * l[0] + 0.7152F * l[1] + 0.0722F * l[2]);
    const float z = f((0.0193F * l[0] + 0.1192F * l[1] + 0.9505F * l[2]) / 1.089F);
    return {116.0F * y - 16.0F, 500.0F * (x - y), 200.0F * (y - z)};
}

/// CIE 1976 difference; 2.3 is just noticeable (Mahy and others 1994).
inline float difference(const Rgb& a, const Rgb& b) {
    const Rgb p = lab(a);
    const Rgb q = lab(b);
    return std::sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) + (p[2] - q[2]) * (p[2] - q[2]));
}

/// What a person without the middle-wave cones sees (Machado, Oliveira and Fernandes 2009, severity 1).
inline Rgb deuteranope(const Rgb& srgb) {
    const Rgb l{linearOf(srgb[0]), linearOf(srgb[1]), linearOf(srgb[2])};
    constexpr std::array<Rgb, 3> kMatrix{
        {{0.367322F, 0.860646F, -0.227968F}, {0.280085F, 0.672501F, 0.047413F}, {-0.011820F, 0.042940F, 0.968881F}}};
    Rgb out{};
    for (std::size_t r = 0; r < 3; ++r) {
        const float c = std::clamp(kMatrix[r][0] * l[0] + kMatrix[r][1] * l[1] + kMatrix[r][2] * l[2], 0.0F, 1.0F);
        out[r] = c <= 0.0031308F ? 12.92F * c : 1.055F * std::pow(c, 1.0F / 2.4F) - 0.055F;
    }
    return out;
}

} // namespace fascia::test
