#pragma once
// Symmetric 3x3 matrices of the tangent's diagonal.

#include <Eigen/Core>

namespace fascia::sim {

/// Symmetric 3x3 matrix, upper triangle.
struct Sym3 {
    double xx = 0.0, xy = 0.0, xz = 0.0, yy = 0.0, yz = 0.0, zz = 0.0;

    void addIsotropic(double a) {
        xx += a;
        yy += a;
        zz += a;
    }
    void addDyad(double b, const Eigen::Vector3d& n) {
        const double bx = b * n[0];
        const double by = b * n[1];
        const double bz = b * n[2];
        xx += bx * n[0];
        xy += bx * n[1];
        xz += bx * n[2];
        yy += by * n[1];
        yz += by * n[2];
        zz += bz * n[2];
    }
    [[nodiscard]] Eigen::Vector3d times(const Eigen::Vector3d& p) const {
        return {(xx * p[0] + xy * p[1]) + xz * p[2], (xy * p[0] + yy * p[1]) + yz * p[2],
                (xz * p[0] + yz * p[1]) + zz * p[2]};
    }
    [[nodiscard]] double trace() const { return (xx + yy) + zz; }
};

/// Inverse of a symmetric positive (semi)definite matrix, for a preconditioner. A direction without stiffness gets a
/// little, so that the inverse exists; `weak` says that this was needed.
Sym3 inverseOf(const Sym3& m, bool& weak);

} // namespace fascia::sim
