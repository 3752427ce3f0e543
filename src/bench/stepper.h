#pragma once
// Motion of a Net by implicit Euler frames, as the world steps its web.

#include "bench/net.h"

namespace fascia::bench {

class Stepper {
  public:
    explicit Stepper(const Net& net);

    /// One frame from the present positions and velocities.
    sim::SolveReport step(double dt_s, const sim::SolveOptions& options);
    /// Static equilibrium from x, into x; positions and velocities of the motion stay.
    sim::SolveReport balance(const sim::SolveOptions& options, sim::Positions& x);
    [[nodiscard]] const sim::Positions& position_m() const { return x_; }
    /// Bytes that the solver and this hold.
    [[nodiscard]] std::size_t bytes() const;

  private:
    [[nodiscard]] sim::EquilibriumProblem problem(const sim::SolveOptions& options) const;

    const Net& net_;
    sim::EquilibriumSolver solver_;
    std::vector<sim::SpringLaw> laws_;
    std::vector<sim::PackedLaw> packed_;
    std::vector<double> weight_;
    double weightFor_s_ = 0.0;
    sim::Positions x_, target_, before_;
    std::vector<sim::Vec3> velocity_m_per_s_;
};

} // namespace fascia::bench
