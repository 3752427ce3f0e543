#include "anatomy/figure_primitives.h"

namespace fascia::anatomy {

double smoothMin(double a, double b, double k) {
    if (k <= 0.0) {
        return std::min(a, b);
    }
    const double h = std::max(k - std::fabs(a - b), 0.0) / k;
    return std::min(a, b) - h * h * k / 4.0;
}

double smoothMax(double a, double b, double k) { return -smoothMin(-a, -b, k); }

NaturalSpline::NaturalSpline(std::vector<double> t, std::vector<double> y) : t_(std::move(t)), y_(std::move(y)) {
    const std::size_t n = t_.size();
    curvature_.assign(n, 0.0);
    if (n < 3) {
        return;
    }
    std::vector<double> diagonal(n, 1.0), upper(n, 0.0), right(n, 0.0);
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const double before = t_[i] - t_[i - 1];
        const double after = t_[i + 1] - t_[i];
        const double lower = i > 1 ? before / 6.0 : 0.0;
        const double w = i > 1 ? lower / diagonal[i - 1] : 0.0;
        diagonal[i] = (before + after) / 3.0 - w * upper[i - 1];
        upper[i] = after / 6.0;
        right[i] = (y_[i + 1] - y_[i]) / after - (y_[i] - y_[i - 1]) / before - w * right[i - 1];
    }
    for (std::size_t i = n - 2; i > 0; --i) {
        curvature_[i] = (right[i] - upper[i] * curvature_[i + 1]) / diagonal[i];
    }
}

double NaturalSpline::operator()(double x) const {
    const auto after = std::upper_bound(t_.begin(), t_.end(), x) - t_.begin();
    const auto i =
        static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(after - 1, 0, static_cast<std::ptrdiff_t>(t_.size()) - 2));
    const double h = t_[i + 1] - t_[i];
    const double a = (t_[i + 1] - x) / h;
    const double b = (x - t_[i]) / h;
    return a * y_[i] + b * y_[i + 1] +
           ((a * a * a - a) * curvature_[i] + (b * b * b - b) * curvature_[i + 1]) * h * h / 6.0;
}

std::array<Vec3, 3> axesFromYZ(const Vec3& yHint, const Vec3& zHint) {
    const Vec3 y = unit(yHint);
    const Vec3 z = unit(tangential(zHint, y));
    return {cross(y, z), y, z};
}

namespace {

Vec3 inFrame(const Vec3& p, const Vec3& origin, const std::array<Vec3, 3>& axis) {
    const Vec3 q = p - origin;
    return {dot(q, axis[0]), dot(q, axis[1]), dot(q, axis[2])};
}

// Exact distance to the convex hull of two spheres, in the half plane that holds the axis and p.
double plainRoundCone(const Vec3& p, const Vec3& a, const Vec3& b, double radiusA, double radiusB) {
    const Vec3 ab = b - a;
    const double length = norm(ab);
    if (length <= std::fabs(radiusA - radiusB) + 1e-9) {
        return distance(p, radiusA > radiusB ? a : b) - std::max(radiusA, radiusB);
    }
    const Vec3 ap = p - a;
    const double along = dot(ap, ab) / length;
    const double away = std::sqrt(std::max(0.0, dot(ap, ap) - along * along));
    const double sine = (radiusA - radiusB) / length;
    const double cosine = std::sqrt(1.0 - sine * sine);
    const double onSide = along * cosine - away * sine;
    if (onSide < 0.0) {
        return std::hypot(away, along) - radiusA;
    }
    if (onSide > length * cosine) {
        return std::hypot(away, along - length) - radiusB;
    }
    return away * cosine + along * sine - radiusA;
}

double evaluate(const RoundCone& s, const Vec3& p) {
    if (s.flat == 1.0) {
        return plainRoundCone(p, s.a, s.b, s.radiusA_m, s.radiusB_m);
    }
    const double stretch = 1.0 / s.flat - 1.0;
    const Vec3 b = s.b + s.normal * (stretch * dot(s.b - s.a, s.normal));
    const Vec3 q = p + s.normal * (stretch * dot(p - s.a, s.normal));
    constexpr double kStep = 1e-3;
    const double slope = (plainRoundCone(q + s.normal * kStep, s.a, b, s.radiusA_m, s.radiusB_m) -
                          plainRoundCone(q - s.normal * kStep, s.a, b, s.radiusA_m, s.radiusB_m)) /
                         (2.0 * kStep);
    const double slope2 = std::min(slope * slope, 1.0);
    return plainRoundCone(q, s.a, b, s.radiusA_m, s.radiusB_m) / std::sqrt(1.0 - slope2 + slope2 / (s.flat * s.flat));
}

double evaluate(const Tube& s, const Vec3& p) {
    double d = 1e9;
    for (std::size_t i = 0; i + 1 < s.point.size(); ++i) {
        d = std::min(d, plainRoundCone(p, s.point[i], s.point[i + 1], s.radius_m[i], s.radius_m[i + 1]));
    }
    return d;
}

double evaluate(const Ellipsoid& s, const Vec3& p) {
    const Vec3 u = inFrame(p, s.centre, s.axis);
    double k0 = 0.0;
    double k1 = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double scaled = u[i] / s.radius_m[i];
        k0 += scaled * scaled;
        k1 += scaled * scaled / (s.radius_m[i] * s.radius_m[i]);
    }
    k0 = std::sqrt(k0);
    if (k0 < 1e-4) {
        return -std::min({s.radius_m[0], s.radius_m[1], s.radius_m[2]});
    }
    return k0 * (k0 - 1.0) / std::sqrt(k1);
}

double evaluate(const RoundedBox& s, const Vec3& p) {
    const Vec3 u = inFrame(p, s.centre, s.axis);
    double outside = 0.0;
    double largest = -1e9;
    for (std::size_t i = 0; i < 3; ++i) {
        const double excess = std::fabs(u[i]) - (s.half_m[i] - s.round_m);
        outside += std::max(excess, 0.0) * std::max(excess, 0.0);
        largest = std::max(largest, excess);
    }
    return std::sqrt(outside) + std::min(largest, 0.0) - s.round_m;
}

struct Section {
    double u, v, exponent, halfWidth, halfDepth, value;
};

Section sectionAt(const Loft& s, double t, double x, double z) {
    const double cz = s.section[2](t);
    const double halfWidth = s.section[1](t);
    const double halfDepth = z > cz ? s.section[3](t) : s.section[4](t);
    const double e = s.section[5](t);
    const double u = std::fabs(x - s.section[0](t)) / halfWidth;
    const double v = std::fabs(z - cz) / halfDepth;
    return {u, v, e, halfWidth, halfDepth, std::pow(std::pow(u, e) + std::pow(v, e) + 1e-12, 1.0 / e)};
}

double evaluate(const Loft& s, const Vec3& p) {
    const Vec3 q = p - s.origin;
    const double t = dot(q, s.axis);
    const double x = dot(q, s.side);
    const double z = dot(q, s.front);
    constexpr double kStep = 2e-3;
    const double inner = std::clamp(t, s.first + kStep, s.last - kStep);
    double slope = (sectionAt(s, inner + kStep, x, z).value - sectionAt(s, inner - kStep, x, z).value) / (2.0 * kStep);
    const Section c = sectionAt(s, std::clamp(t, s.first, s.last), x, z);
    const double w = std::pow(c.value, 1.0 - c.exponent);
    const double nx = w * std::pow(c.u, c.exponent - 1.0) / c.halfWidth;
    const double nz = w * std::pow(c.v, c.exponent - 1.0) / c.halfDepth;
    const double across = nx * nx + nz * nz;
    slope *= std::min(1.0, 1.15 / c.value);
    const double d = (c.value - 1.0) / std::sqrt(across + std::min(slope * slope, 4.0 * across) + 1e-9);
    const double beyond = std::max(s.first - t, t - s.last);
    return std::min(std::max(d, beyond), 0.0) + std::hypot(std::max(d, 0.0), std::max(beyond, 0.0));
}

} // namespace

double Primitive::distance(const Vec3& p) const {
    return std::visit([&p](const auto& solid) { return evaluate(solid, p); }, shape);
}

} // namespace fascia::anatomy
