#pragma once
// How far to go along a Newton step: the safeguard that keeps every solve from diverging.

#include <vector>

#include "sim/solver/spring_system.h"

namespace fascia::sim {

/// Positions as sums of two doubles (low is empty when one is enough), with the net force and the totals there.
struct Iterate {
    Positions high;
    Positions low;
    std::vector<Vec3> force_N;
    SystemTotals totals;

    [[nodiscard]] const Positions* lowPart() const { return low.empty() ? nullptr : &low; }
};

class LineSearch {
  public:
    /// Looks along from + s step, from s = first, for a point where the energy has fallen by enough (Armijo); goes back
    /// towards 0 when it has not, and on, up to `most`, while it still falls steeply. Where differences of energy are
    /// lost in rounding, the slope along the step decides (approximate Wolfe condition; Hager and Zhang 2005).
    /// `slope` = -force . step < 0. Returns the step taken, with the new point in `to`; 0: none was found.
    double run(SpringSystem& system, const Iterate& from, const std::vector<Vec3>& step, double slope, double first,
               double most, Iterate& to);

    /// to = from + s step (positions only), with the rounding of that sum kept in the low parts.
    void moveTo(const SpringSystem& system, const Iterate& from, const std::vector<Vec3>& step, double s, Iterate& to);

  private:
    Iterate other_;
    OrderedSums<1> sums_;
};

} // namespace fascia::sim
