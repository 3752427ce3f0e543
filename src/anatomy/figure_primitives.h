#pragma once
// The signed distance primitives of the figure (assets/anatomy/figure.toml) and how they blend. Negative inside [m].
//
// Story: the body is a sum of simple solids. Lofts (stacked superellipses) carry measured widths and depths, ellipsoids
// and chains of round cones carry the relief of muscles. They are joined by a quadratic smooth minimum, which rounds the
// crease over a width k. None of the estimates is an exact distance far away; all are first order at the surface.
// Formulas: head of figure.toml.

#include <array>
#include <string>
#include <variant>
#include <vector>

#include "anatomy/vec3.h"

namespace fascia::anatomy {

/// Smooth minimum with blend width k >= 0 [m]; k = 0 is the plain minimum. Lowers the value by at most k / 4.
double smoothMin(double a, double b, double k);
/// -smoothMin(-a, -b, k).
double smoothMax(double a, double b, double k);

/// Natural cubic spline through (t, y), clamped by the caller.
class NaturalSpline {
  public:
    NaturalSpline() = default;
    NaturalSpline(std::vector<double> t, std::vector<double> y);
    [[nodiscard]] double operator()(double x) const;

  private:
    std::vector<double> t_, y_, curvature_;
};

/// Convex hull of two spheres, optionally squashed by `flat` along `normal` about a.
struct RoundCone {
    Vec3 a{}, b{};
    double radiusA_m = 0, radiusB_m = 0;
    double flat = 1.0;
    Vec3 normal{0, 0, 1};
};
/// Chain of round cones: points with radii.
struct Tube {
    std::vector<Vec3> point;
    std::vector<double> radius_m;
};
struct Ellipsoid {
    Vec3 centre{}, radius_m{};
    std::array<Vec3, 3> axis{};
};
struct RoundedBox {
    Vec3 centre{}, half_m{};
    double round_m = 0;
    std::array<Vec3, 3> axis{};
};
/// Superellipse sections along an axis.
struct Loft {
    Vec3 origin{};
    Vec3 axis{0, 1, 0}, side{1, 0, 0}, front{0, 0, 1};
    double first = 0, last = 0;           ///< Range of the axial coordinate.
    std::array<NaturalSpline, 6> section; ///< cx, ax, cz, front half, back half, exponent.
};

/// One primitive with its axis-aligned bounds.
struct Primitive {
    std::variant<RoundCone, Tube, Ellipsoid, RoundedBox, Loft> shape;
    Vec3 low{}, high{}; ///< Bounds of the solid in its own frame.

    /// Signed distance estimate at p [m].
    [[nodiscard]] double distance(const Vec3& p) const;
};

/// Local axes from hints, orthonormalised in the order y, z; x = y cross z.
std::array<Vec3, 3> axesFromYZ(const Vec3& y, const Vec3& z);

} // namespace fascia::anatomy
