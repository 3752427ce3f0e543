#pragma once
// Uniaxial test of a coupon with the program's solver: pull the grip, read the force, return the modulus.

#include "anatomy/coupon.h"
#include "sim/material/sheet_moduli.h"

namespace fascia::validation {

enum class PatchState {
    symmetric,   ///< Springs that also push, no prestress.
    prestressed, ///< Tension only, about a resting strain of 5 % that the surroundings hold (dead loads on the sides).
    slack,       ///< Tension only, no prestress: what a free strip does.
};

struct PatchResult {
    bool converged = false;
    double modulus_Pa = 0.0;   ///< Tangent modulus over the middle half of the strip.
    double poissonRatio = 0.0; ///< In-plane contraction over stretch, same place.
};

/// Spring moduli from `fit`, no toe. `strain` is the grip's, beyond the resting strain.
PatchResult pullCoupon(const sim::Web& web, const anatomy::CouponSpec& spec, const sim::SheetModulusFit& fit,
                       PatchState state, double strain = 2e-3);

} // namespace fascia::validation
