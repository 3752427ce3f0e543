#pragma once
// Principal directions of the tension in the deep and superficial fascia, and what lies along them.

#include <array>

#include "sim/snapshot.h"

namespace fascia::validation {

/// Mean stress of the fascia around a place, in its tangent plane.
struct TensionAt {
    double angle_deg = 0.0; ///< Of the greatest tension, from the site's fibre direction f towards n x f, -90 .. 90.
    double greatest_Pa = 0.0;
    double least_Pa = 0.0;
    std::array<double, 3> direction{}; ///< Unit; of the greatest tension.
};

/// Averages the node stress over the fascia within `radius_m` of the site.
TensionAt tensionAt(const sim::Snapshot& now, const sim::Site& site, double radius_m);

/// Mean tension [N] of the fascial springs (sheets between skin and muscle) within `radius_m` of a point.
double meanTensionNear_N(const sim::Snapshot& now, const std::array<double, 3>& centre_m, double radius_m);

/// Angle between two lines, 0 .. 90 degrees.
double lineAngle_deg(const std::array<double, 3>& a, const std::array<double, 3>& b);

} // namespace fascia::validation
