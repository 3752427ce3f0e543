#pragma once
// Small vector algebra on std::array, so that the anatomy needs neither Eigen nor a vector library of its own.

#include <algorithm>
#include <array>
#include <cmath>

namespace fascia::anatomy {

/// A point or direction [m or unitless]; the same type as sim::Point3. Frame: y up, x to the body's left, z forward.
using Vec3 = std::array<double, 3>;

inline Vec3 operator+(const Vec3& a, const Vec3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline Vec3 operator-(const Vec3& a, const Vec3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline Vec3 operator*(const Vec3& a, double s) { return {a[0] * s, a[1] * s, a[2] * s}; }
inline double dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
inline Vec3 cross(const Vec3& a, const Vec3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
inline double norm(const Vec3& a) { return std::sqrt(dot(a, a)); }
inline double distance(const Vec3& a, const Vec3& b) { return norm(a - b); }
/// a / |a|, or `fallback` when a is (nearly) zero.
inline Vec3 unit(const Vec3& a, const Vec3& fallback = {0, 0, 1}) {
    const double length = norm(a);
    return length > 1e-300 ? a * (1.0 / length) : fallback;
}
/// The part of a that is perpendicular to the unit vector n.
inline Vec3 tangential(const Vec3& a, const Vec3& n) { return a - n * dot(a, n); }
/// Mirror image in the mid-sagittal plane x = 0.
inline Vec3 mirrorX(const Vec3& a) { return {-a[0], a[1], a[2]}; }
/// 0 below edge0, 1 above edge1, smooth (C1) between.
inline double smoothStep(double edge0, double edge1, double x) {
    const double t = std::clamp((x - edge0) / (edge1 - edge0), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}

} // namespace fascia::anatomy
