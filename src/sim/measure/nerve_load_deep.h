#pragma once
// A nerve that runs deep below the sheets, in muscle.
//
// Story: the sciatic nerve leaves the pelvis below piriformis, under the whole of gluteus maximus and nearly 5 cm below the
// nearest sheet of the web. No sheet of the web bends around it, so there is no band pressure (nerve_load.h). What
// the web does know is how hard the muscle over it is squeezed - by the taut fascia that holds it and by a hand on it - since
// columns carry that from the epimysium to bone. Pressure spreads on its way down, in the columns it does not; so their
// pressures p are averaged with the kernel of a load on an elastic half space (Boussinesq 1885; Timoshenko and Goodier 1970,
// section 138), r beside and z above the narrow place:
//
//   P = sum_c w_c p_c / sum_c w_c      w = A / (1 + (r / z)^2)^(5/2), r < 2 z (91 % of the kernel)
//   p = - sum_s T_s (d_s . v) / sum_s A_s (d_s . v)
//
// T_s, d_s, A_s the tension, direction and section of the springs of a muscle column, v its way down, A its area. The stretch
// is that of the way of the nerve: a point of it moves with the column that it lies beside, as the sheet at its top and as the
// anchor at its foot, linear between (and with a septum or sheet where one is within 15 mm). Load as in nerve_load.h, with the
// same thresholds.
//
// Worth: grade D. That pressure on the buttock reaches the sciatic nerve is plain from sitting on a hard edge and from
// surgery for deep gluteal syndrome; columns without shear, flat ground in place of a round buttock and no piriformis of its own make the number an
// order of magnitude. Limits: a nerve below the column's anchors does not move with the tissue. Test:
// tests/anatomy/sciatic_nerve_test.cpp.

#include <span>
#include <vector>

#include "sim/solver/equilibrium.h"
#include "sim/web/web.h"

namespace fascia::sim {

/// Nothing where the place lies in the open or next to a sheet.
struct DeepNerve {
    /// A point of the nerve's way: moves with `node` by the share, with `anchor` by the rest of it.
    struct Point {
        Point3 rest_m{};
        std::int32_t node = -1, anchor = -1;
        double share = 0.0; ///< 0..1; 1 beside a sheet, where `anchor` is the same node.
    };
    std::vector<std::int32_t> muscleSprings; ///< Of the columns over the narrow place.
    std::vector<double> share_per_m2;        ///< P = - sum share T.
    std::vector<std::int32_t> sheetSprings;  ///< Of the sheets at the columns' tops: their adhesion tethers.
    std::vector<Point> way;

    [[nodiscard]] bool empty() const { return muscleSprings.empty(); }
};
DeepNerve makeDeepNerve(const Web& web, const Nerve& nerve);

/// True where the web can say something about a nerve this deep: muscle columns of the web all around it, as far beside it as
/// they are above, none of them held.
bool coversDeepNerve(const Web& web, const Nerve& nerve);

/// P above [Pa], never below 0.
double musclePressure_Pa(const DeepNerve& nerve, std::span<const float> tension_N);

/// Length [m] of the nerve's way.
double wayLength_m(const Web& web, const DeepNerve& nerve, const Positions& position);

} // namespace fascia::sim
