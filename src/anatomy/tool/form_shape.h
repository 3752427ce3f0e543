#pragma once
// Solids for drawing: sheets, smooth strands and ellipsoids in a smooth union. Finer than the figure's own primitives, which
// the webs are made from and which stay as they are.

#include <cstddef>
#include <vector>

#include "anatomy/figure_primitives.h"

namespace fascia::anatomy {

/// A point with the radius [m] of what runs through it.
struct FormPoint {
    Vec3 place{};
    double radius_m = 0.0;
    double deeper_m = 0.0; ///< Than its muscle lies otherwise.
    double rim = 1.0;      ///< 0 inside of a sheet, 1 at its edge and along a tube.
};
using FormRow = std::vector<FormPoint>;

/// A row with `steps` points for each of its parts: Catmull-Rom through the points, radii likewise but never below the
/// smaller of two neighbours.
FormRow smoothRow(const FormRow& row, int steps);
/// `count` points at equal distances along a smooth curve through the row.
FormRow evenRow(const FormRow& row, std::size_t count);

/// A union of solids, rounded over a width. Negative inside [m].
class FormShape {
  public:
    double blend_m = 0.004; ///< k of the smooth minimum.

    void addTube(const FormRow& row);
    /// A grid of rows of equal length as a surface with the radius of its points to both sides.
    void addSheet(const std::vector<FormRow>& rows);
    /// Union; or, with `hollow`, taken away from what was added before.
    void addPrimitive(const Primitive& primitive, bool hollow = false);

    /// Exact near the surface; no more than its distance to the bounds when that is more than `enough_m`. `nearest`: what is
    /// nearest of its sheets and tubes.
    [[nodiscard]] double distance(const Vec3& p, double enough_m = 1e9, FormPoint* nearest = nullptr) const;
    [[nodiscard]] bool empty() const { return parts_.empty(); }
    [[nodiscard]] const Vec3& low() const { return low_; }
    [[nodiscard]] const Vec3& high() const { return high_; }

  private:
    struct Facet {
        std::array<FormPoint, 3> corner;
    };
    struct Ball { ///< Holds the facets from first to last.
        Vec3 centre{};
        double radius_m = 0.0;
        std::size_t first = 0, last = 0;
    };
    struct Part {
        std::vector<Facet> facets; ///< Of a sheet, or of a tube, whose facets are lines; else `solid`.
        std::vector<Ball> balls;
        Primitive solid;
        bool hollow = false;
        Vec3 low{}, high{};
    };
    void add(Part part);
    static double facetDistance(const Part& part, const Vec3& p, FormPoint& nearest);
    static void closeBalls(Part& part);

    std::vector<Part> parts_;
    Vec3 low_{1e9, 1e9, 1e9}, high_{-1e9, -1e9, -1e9};
};

} // namespace fascia::anatomy
