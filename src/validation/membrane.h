#pragma once
// A tense strip of one sheet under a load across it: a case with a smooth solution, for convergence.

#include <memory>
#include <vector>

#include "anatomy/coupon.h"
#include "sim/solver/equilibrium.h"

namespace fascia::validation {

class Membrane {
  public:
    /// The coupon with this edge length; isotropic, 300 kPa, resting strain 5 %.
    explicit Membrane(double edge_m);

    struct Pressed {
        double work_J = 0.0;                   ///< Half the load times the displacement under it.
        std::vector<sim::Vec3> displacement_m; ///< Per node, from the strip without the load.
    };
    /// Loads the middle with 20 mN spread as a Gaussian of 6 mm, solved to this relative residual.
    Pressed press(double residual);

  private:
    sim::Positions solve(bool loaded, double residual, sim::Positions start);

    std::shared_ptr<const sim::Web> web_;
    std::vector<sim::SpringLaw> laws_;
    std::vector<sim::Vec3> load_N_;
    sim::EquilibriumSolver solver_;
    sim::Positions calm_m_;
};

} // namespace fascia::validation
