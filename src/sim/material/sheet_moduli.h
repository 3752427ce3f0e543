#pragma once
// From the moduli of a sheet to the moduli of its springs.
//
// Story: a fascial sheet is stiff along its fibres and softer across them. Its springs run in all directions of the mesh,
// so a spring's modulus is made to depend on the angle t to the fibres,
//   E(t) = a + b cos^6 t,        a, b >= 0,
// and a and b are chosen such that the mesh as a whole, pulled along and across the fibres with free sides, has the
// moduli that were asked for. For central forces and affine strain the stiffness of the sheet is the sum over springs
//   C_ijkl = (1 / V) sum_e E_e A_e L_e n_i n_j n_k n_l
// (A section, L length, n direction, V volume of sheet), which gives
//   E_L = C_LL - C_LT^2 / C_TT,   E_T = C_TT - C_LT^2 / C_LL.
// cos^6 rather than another power: with springs every 30 degrees (fibre and shear family) the sums above are then exact
// for every orientation of the mesh, and E_L / E_T up to about 21 is within reach. Poisson's ratio comes out as it must
// for central forces (1/3 when isotropic).
//
// Limits: both in-plane families must use springModulus_Pa. The moduli are tangent moduli of a sheet in which all springs
// bear (prestress, or symmetric springs). Tension-only springs without prestress: those across the pull go slack, which
// lowers the modulus along the pull; how much, and what the fit does on curved sheets: docs/anatomy.md.
// Sources: Ostoja-Starzewski 2002, "Lattice models in micromechanics" (moments of central-force lattices); moduli:
// biomechanics reference sections 1a and 10. Test: tests/anatomy/low_back_test.cpp.

#include "sim/web/web.h"

namespace fascia::sim {

/// Sums over the springs of a sheet per volume, in the frame of the local fibre direction (L along, T across). `plain`
/// weighs every spring alike, `fibre` with cos^6. Unitless.
struct SheetMoments {
    struct Sums {
        double LL = 0.0; ///< cos^4
        double LT = 0.0; ///< cos^2 sin^2
        double TT = 0.0; ///< sin^4
    };
    Sums plain;
    Sums fibre;
};

/// Measured on the nodes of the sheet that are away from its border (on all nodes if there are no such), from both
/// in-plane families.
SheetMoments computeSheetMoments(const Web& web, Layer layer);

/// Coefficients of E(t) and the moduli that the sheet gets from them.
struct SheetModulusFit {
    double a_Pa = 0.0;
    double b_Pa = 0.0;
    double achievedFibre_Pa = 0.0;
    double achievedCross_Pa = 0.0;
};

/// Solves for a and b. Moduli > 0. When the ratio is beyond reach (about 21), the fibre modulus is met and the cross
/// modulus is as low as it can be; below 1 the sheet becomes isotropic with the geometric mean. The achieved values tell.
SheetModulusFit fitSheetModuli(const SheetMoments& moments, double fibreModulus_Pa, double crossModulus_Pa);

/// Modulus of one in-plane spring; fibreCos2 is Web::springFibreCos2, in [0, 1].
inline double springModulus_Pa(const SheetModulusFit& fit, double fibreCos2) {
    return fit.a_Pa + fit.b_Pa * fibreCos2 * fibreCos2 * fibreCos2;
}

} // namespace fascia::sim
