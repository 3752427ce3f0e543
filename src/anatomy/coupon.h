#pragma once
// The model `coupon`: a flat rectangular strip of one sheet, for patch tests and closed forms. Lies in z = 0 with its
// length along +x; normal +z. The row at x = 0 is held; the row at x = length is the grip (held too: a test moves it).

#include <memory>

#include "sim/web/web.h"

namespace fascia::anatomy {

struct CouponSpec {
    double length_m = 0.100;     ///< > 0.
    double width_m = 0.030;      ///< > 0.
    double edge_m = 0.0025;      ///< Target edge length, in (0, width / 8].
    double fibreAngle_rad = 0.0; ///< From +x towards +y.
    double thickness_m = 0.6e-3; ///< Thoracolumbar fascia, posterior layer (biomechanics reference 9a).
    bool wavy = false;           ///< Disturbs the interior nodes by up to a tenth of an edge (mesh robustness).
};

/// Builds the strip. Single sheet (deep fascia), fibre and shear families. Sites "middle" and "grip".
std::shared_ptr<sim::Web> buildCoupon(const CouponSpec& spec = {});

} // namespace fascia::anatomy
