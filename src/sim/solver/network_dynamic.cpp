#include <algorithm>
#include <cmath>

#include "sim/solver/network_parts.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

constexpr int kMostNewton = 300;

/// Memory of the springs' Prony branches over a step (the recursion of spring_law.h).
class Branches {
  public:
    Branches(const NetworkParts& parts, const std::vector<double>& elastic_N) : parts_(parts), elastic_N_(elastic_N) {
        first_.push_back(0);
        for (std::size_t s = 0; s < elastic_N.size(); ++s) {
            for (const PronyBranch& branch : parts.group(s).prony) {
                memory_N_.push_back(branch.share * elastic_N[s]);
            }
            first_.push_back(memory_N_.size());
        }
    }

    /// Stiffness and offset of every spring over a step of dt.
    void setLaws(double dt_s, std::vector<SpringLaw>& laws) const {
        for (std::size_t s = 0; s < laws.size(); ++s) {
            const SpringGroup& group = parts_.group(s);
            double stiffness = relaxedShare(group);
            double offset = 0.0;
            for (std::size_t k = 0; k < group.prony.size(); ++k) {
                const auto [decay, gain] = factors(group.prony[k], dt_s);
                stiffness += gain;
                offset += decay * memory_N_[first_[s] + k] - gain * elastic_N_[s];
            }
            laws[s].stiffness_N = group.axialStiffness_N * stiffness;
            laws[s].offsetTension_N = offset;
        }
    }

    /// Takes over the elastic tensions at the end of the step.
    void advance(double dt_s, const std::vector<double>& elastic_N) {
        for (std::size_t s = 0; s < elastic_N.size(); ++s) {
            const SpringGroup& group = parts_.group(s);
            for (std::size_t k = 0; k < group.prony.size(); ++k) {
                const auto [decay, gain] = factors(group.prony[k], dt_s);
                double& memory = memory_N_[first_[s] + k];
                memory = decay * memory + gain * (elastic_N[s] - elastic_N_[s]);
            }
        }
        elastic_N_ = elastic_N;
    }

  private:
    struct Factors {
        double decay; // exp(-x)
        double gain;  // g (1 - exp(-x)) / x
    };
    static Factors factors(const PronyBranch& branch, double dt_s) {
        const double x = dt_s / branch.time_s;
        return {std::exp(-x), branch.share * (-std::expm1(-x) / x)};
    }

    const NetworkParts& parts_;
    std::vector<double> elastic_N_;
    std::vector<std::size_t> first_;
    std::vector<double> memory_N_;
};

/// One motion: positions and velocities of the last two moments, and what belongs to the present one.
class Motion {
  public:
    Motion(const Network& network, const NetworkSettings& settings, NetworkReport& report)
        : parts_(network), report_(report), solver_(parts_.graph), laws_(parts_.laws(false)) {
        options_.residual = settings.residual;
        options_.threads = settings.threads;
        options_.maxNewton = kMostNewton;
        report_.mass_kg = parts_.totalMass_kg;
    }

    /// The moment t = 0: loads and moves are on, nodes with mass have not moved.
    void begin(NetworkState& state) {
        const std::size_t nodes = parts_.mass_kg.size();
        state.position_m = parts_.network->position_m;
        parts_.moveNodes(0.0, 1.0, state.position_m);
        parts_.loadsAt(0.0, 1.0, load_N_);
        std::vector<std::uint8_t> still = parts_.supported;
        for (std::size_t i = 0; i < nodes; ++i) {
            still[i] = still[i] != 0 || parts_.mass_kg[i] > 0.0 ? 1 : 0;
        }
        solve(still, {}, {}, state.position_m);
        readSprings(state);
        for (std::size_t s = 0; s < elastic_N_.size(); ++s) {
            state.tension_N[s] = elastic_N_[s];
        }
        reactionsOf(parts_, internal_N_, load_N_, state.reaction_N);
        branches_.emplace_back(parts_, elastic_N_);
        before_ = now_ = state.position_m;
        velocityBefore_.assign(nodes, Vec3::Zero());
        velocity_.assign(nodes, Vec3::Zero());
        acceleration_.assign(nodes, Vec3::Zero());
        for (std::size_t i = 0; i < nodes; ++i) {
            if (parts_.supported[i] == 0 && parts_.mass_kg[i] > 0.0) {
                acceleration_[i] = (internal_N_[i] + load_N_[i]) / parts_.mass_kg[i];
            }
        }
        weight_.resize(nodes);
        target_.resize(nodes);
    }

    /// From one moment to the next.
    void step(std::int64_t index, double dt, NetworkState& state) {
        const std::size_t nodes = now_.size();
        const bool first = index == 1;
        state.time_s = static_cast<double>(index) * dt;
        parts_.loadsAt(state.time_s, 1.0, load_N_);
        branches_.front().setLaws(dt, laws_);
        for (std::size_t i = 0; i < nodes; ++i) {
            const double mass = parts_.mass_kg[i];
            if (first) { // trapezoidal rule
                weight_[i] = 4.0 * mass / (dt * dt);
                target_[i] = now_[i] + dt * velocity_[i] + (0.25 * dt * dt) * acceleration_[i];
            } else { // BDF2 for position and velocity
                weight_[i] = 2.25 * mass / (dt * dt);
                target_[i] = (4.0 * now_[i] - before_[i]) / 3.0 +
                             (2.0 * dt / 9.0) * (4.0 * velocity_[i] - velocityBefore_[i]);
            }
            // Start where the motion so far leads.
            state.position_m[i] = now_[i] + dt * velocity_[i];
            if (parts_.supported[i] != 0) {
                state.position_m[i] = now_[i];
            }
        }
        parts_.moveNodes(state.time_s, 1.0, state.position_m);
        solve(parts_.supported, target_, weight_, state.position_m);
        readSprings(state);
        branches_.front().advance(dt, elastic_N_);
        reactionsOf(parts_, internal_N_, load_N_, state.reaction_N);
        for (std::size_t i = 0; i < nodes; ++i) {
            Vec3 velocity;
            if (first) {
                const Vec3 acceleration =
                    (4.0 / (dt * dt)) * (state.position_m[i] - now_[i] - dt * velocity_[i]) - acceleration_[i];
                velocity = velocity_[i] + (0.5 * dt) * (acceleration_[i] + acceleration);
                if (parts_.mass_kg[i] == 0.0 || parts_.supported[i] != 0) {
                    velocity = (state.position_m[i] - now_[i]) / dt;
                }
            } else {
                velocity = (3.0 * state.position_m[i] - 4.0 * now_[i] + before_[i]) / (2.0 * dt);
            }
            before_[i] = now_[i];
            now_[i] = state.position_m[i];
            velocityBefore_[i] = velocity_[i];
            velocity_[i] = velocity;
        }
    }

  private:
    void solve(const std::vector<std::uint8_t>& fixed, std::span<const Vec3> target, std::span<const double> weight,
               Positions& x) {
        EquilibriumProblem problem;
        problem.laws = laws_;
        problem.fixed = fixed;
        problem.load_N = load_N_;
        problem.inertiaTarget_m = target;
        problem.inertiaWeight_N_per_m = weight;
        const SolveReport solved = solver_.solve(problem, options_, x);
        solver_.lastState(ends_, internal_N_);
        report_.finite = report_.finite && solved.finite;
        report_.newtonIterations += solved.newtonIterations;
        report_.linearIterations += solved.linearIterations;
        report_.indefiniteTangents += solved.indefiniteTangents;
        report_.residual = std::max(report_.residual, solved.residual);
        report_.residual_N = std::max(report_.residual_N, solved.residual_N);
        report_.meanResidual += solved.residual;
        if (!solved.converged) {
            report_.converged = false;
            ++report_.stepsNotConverged;
        }
    }

    void readSprings(NetworkState& state) {
        state.length_m.resize(ends_.size());
        state.strain.resize(ends_.size());
        state.tension_N.resize(ends_.size());
        elastic_N_.resize(ends_.size());
        for (std::size_t s = 0; s < ends_.size(); ++s) {
            state.length_m[s] = ends_[s].length_m;
            state.strain[s] = ends_[s].elongation_m / parts_.restLength_m[s];
            state.tension_N[s] = ends_[s].tension_N;
            elastic_N_[s] = elasticTension(parts_.group(s), state.strain[s]);
        }
    }

    NetworkParts parts_;
    NetworkReport& report_;
    EquilibriumSolver solver_;
    SolveOptions options_;
    std::vector<SpringLaw> laws_;
    std::vector<Branches> branches_; // one, made at t = 0
    std::vector<SpringEnd> ends_;
    std::vector<double> elastic_N_, weight_;
    std::vector<Vec3> load_N_, internal_N_, target_, velocity_, velocityBefore_, acceleration_;
    Positions before_, now_;
};

} // namespace

NetworkReport solveDynamic(const Network& network, const NetworkSettings& settings,
                           const std::function<bool(const NetworkState&)>& visit) {
    NetworkReport report;
    const double wanted = std::ceil(settings.duration_s / settings.step_s - 1e-6);
    const auto steps = static_cast<std::int64_t>(std::max(1.0, wanted));
    const double dt = settings.duration_s / static_cast<double>(steps);
    report.step_s = dt;
    Motion motion(network, settings, report);
    NetworkState state;
    motion.begin(state);
    bool going = visit(state);
    while (going && report.finite && report.steps < steps) {
        ++report.steps;
        motion.step(report.steps, dt, state);
        going = visit(state);
    }
    report.interrupted = !going && report.steps < steps;
    report.meanResidual /= static_cast<double>(report.steps + 1);
    if (!report.finite) {
        report.converged = false;
        report.reason = "The motion led to forces that are no finite numbers; it was stopped there.";
    } else if (!report.converged) {
        report.reason = "The residual was not held in " + std::to_string(report.stepsNotConverged) + " of " +
                        std::to_string(report.steps + 1) +
                        " solves; a smaller dt_s or a larger residual may help, or a part that nothing holds is pulled away.";
    }
    return report;
}

} // namespace fascia::sim
