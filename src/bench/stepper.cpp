#include "bench/stepper.h"

#include "sim/solver/ordered_sum.h"

namespace fascia::bench {

Stepper::Stepper(const Net& net)
    : net_(net),
      solver_(sim::SpringGraph{static_cast<std::int32_t>(net.position_m.size()), net.springs, net.guides}),
      laws_(net.springs.size()),
      x_(net.position_m),
      target_(net.position_m),
      before_(net.position_m),
      velocity_m_per_s_(net.position_m.size(), sim::Vec3::Zero()) {
    packed_.resize(laws_.size() + 1); // see EquilibriumProblem::packedLaws
    const std::span<const std::int32_t> places = solver_.lawPlaces();
    for (std::size_t s = 0; s < laws_.size(); ++s) {
        laws_[s] = lawOf(net, s);
        packed_[static_cast<std::size_t>(places[s])] = sim::packed(laws_[s]);
    }
}

sim::SolveReport Stepper::step(double dt_s, const sim::SolveOptions& options) {
    const std::size_t nodes = x_.size();
    // m (a + c v) with v = (x - x0) / dt, a = (v - v0) / dt: a spring of m / dt^2 + m c / dt to where inertia leads.
    const double perMass = 1.0 / (dt_s * dt_s) + net_.massDamping_per_s / dt_s;
    if (weightFor_s_ != dt_s) {
        weightFor_s_ = dt_s;
        weight_.resize(nodes);
        for (std::size_t i = 0; i < nodes; ++i) {
            weight_[i] = net_.mass_kg[i] * perMass;
        }
    }
    const double ahead = 1.0 / (dt_s * perMass);
    sim::forNodes(options.threads, nodes, [&](std::size_t i) {
        before_[i] = x_[i];
        target_[i] = net_.fixed[i] != 0 ? x_[i] : sim::Vec3(x_[i] + velocity_m_per_s_[i] * ahead);
    });
    sim::EquilibriumProblem step = problem(options);
    step.inertiaTarget_m = target_;
    step.inertiaWeight_N_per_m = weight_;
    const sim::SolveReport report = solver_.solve(step, options, x_);
    sim::forNodes(options.threads, nodes, [&](std::size_t i) { velocity_m_per_s_[i] = (x_[i] - before_[i]) / dt_s; });
    return report;
}

sim::SolveReport Stepper::balance(const sim::SolveOptions& options, sim::Positions& x) {
    return solver_.solve(problem(options), options, x);
}

sim::EquilibriumProblem Stepper::problem(const sim::SolveOptions& options) const {
    sim::EquilibriumProblem problem;
    if (options.compact()) {
        problem.packedLaws = packed_;
    } else {
        problem.laws = laws_;
    }
    problem.fixed = net_.fixed;
    problem.load_N = net_.load_N;
    return problem;
}

std::size_t Stepper::bytes() const {
    return solver_.bytes() + packed_.size() * sizeof(sim::PackedLaw) +
           x_.size() * (4 * sizeof(sim::Vec3) + sizeof(double));
}

} // namespace fascia::bench
