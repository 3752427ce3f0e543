#include <algorithm>
#include <cmath>

#include "sim/solver/network_parts.h"
#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

constexpr int kMostNewton = 100;
/// A step whose solves fail is done again in halves, this many times over.
constexpr int kMostHalvings = 5;
/// Steps within one dt, at most, so that none is longer than the shortest relaxation time.
constexpr double kMostSubsteps = 8.0;
/// Where forces vanish for a moment, the residual is measured against this share of the largest there were.
constexpr double kLeastScale = 1e-3;
/// Times closer than this share of a step are the same.
constexpr double kSameTime = 1e-9;

/// SDIRK method of five stages and order 4, L-stable and stiffly accurate (Hairer and Wanner, table IV.6.5).
constexpr std::size_t kStages = 5;
constexpr double kGamma = 0.25;
constexpr std::array<double, kStages> kTime{1.0 / 4.0, 3.0 / 4.0, 11.0 / 20.0, 1.0 / 2.0, 1.0};
constexpr double kWeight[kStages][kStages] = {{},
                                              {1.0 / 2.0},
                                              {17.0 / 50.0, -1.0 / 25.0},
                                              {371.0 / 1360.0, -137.0 / 2720.0, 15.0 / 544.0},
                                              {25.0 / 24.0, -49.0 / 48.0, 125.0 / 16.0, -85.0 / 12.0}};

/// Part s of the elastic tension that each Prony branch has let go: T = T_e - sum s, s' = (g T_e - s) / tau.
class Branches {
  public:
    explicit Branches(const NetworkParts& parts) : parts_(parts) {
        first_.push_back(0);
        for (std::size_t s = 0; s < parts.restLength_m.size(); ++s) {
            first_.push_back(first_.back() + parts.group(s).prony.size());
        }
        start_N_.assign(first_.back(), 0.0);
        now_N_ = base_N_ = start_N_;
        rate_N_per_s_.fill(start_N_);
    }

    [[nodiscard]] const std::vector<double>& state() const { return start_N_; }
    void restore(const std::vector<double>& state) { start_N_ = state; }
    /// The last stage is the end of the step.
    void finishStep() { start_N_ = now_N_; }

    /// Stiffness and offset of every spring in a stage of a step h.
    void beginStage(std::size_t stage, double h, std::vector<SpringLaw>& laws) {
        for (std::size_t s = 0; s < laws.size(); ++s) {
            const SpringGroup& group = parts_.group(s);
            double stiffness = 1.0;
            double offset = 0.0;
            for (std::size_t k = 0; k < group.prony.size(); ++k) {
                const std::size_t b = first_[s] + k;
                base_N_[b] = start_N_[b];
                for (std::size_t j = 0; j < stage; ++j) {
                    base_N_[b] += h * kWeight[stage][j] * rate_N_per_s_[j][b];
                }
                const double ratio = h * kGamma / group.prony[k].time_s;
                stiffness -= group.prony[k].share * ratio / (1.0 + ratio);
                offset -= base_N_[b] / (1.0 + ratio);
            }
            laws[s].stiffness_N = group.axialStiffness_N * stiffness;
            laws[s].offsetTension_N = offset;
        }
    }

    void finishStage(std::size_t stage, double h, const std::vector<double>& elastic_N) {
        for (std::size_t s = 0; s < elastic_N.size(); ++s) {
            const SpringGroup& group = parts_.group(s);
            for (std::size_t k = 0; k < group.prony.size(); ++k) {
                const std::size_t b = first_[s] + k;
                const double ratio = h * kGamma / group.prony[k].time_s;
                const double goal = group.prony[k].share * elastic_N[s];
                now_N_[b] = (base_N_[b] + ratio * goal) / (1.0 + ratio);
                rate_N_per_s_[stage][b] = (goal - now_N_[b]) / group.prony[k].time_s;
            }
        }
    }

  private:
    const NetworkParts& parts_;
    std::vector<std::size_t> first_;
    std::vector<double> start_N_, now_N_, base_N_;
    std::array<std::vector<double>, kStages> rate_N_per_s_;
};

class Motion {
  public:
    Motion(const Network& network, const NetworkSettings& settings, NetworkReport& report)
        : parts_(network), report_(report), solver_(parts_.graph), laws_(parts_.laws(false)), branches_(parts_) {
        options_.residual = settings.residual;
        options_.threads = settings.threads;
        options_.maxNewton = kMostNewton;
        options_.stop = settings.stop;
        report_.mass_kg = parts_.totalMass_kg;
        for (const NodalLoad& load : network.loads) {
            addKinks(load.factor);
        }
        for (const PrescribedMove& move : network.moves) {
            addKinks(move.factor);
        }
        std::sort(kinks_s_.begin(), kinks_s_.end());
        for (const SpringGroup& group : network.groups) {
            for (const PronyBranch& branch : group.prony) {
                if (branch.share > 0.0 && (shortest_s_ == 0.0 || branch.time_s < shortest_s_)) {
                    shortest_s_ = branch.time_s;
                }
            }
        }
    }

    /// The moment t = 0: loads and moves are on, nodes with mass have not moved.
    void begin(NetworkState& state) {
        const std::size_t nodes = parts_.mass_kg.size();
        state.position_m = parts_.network->position_m;
        parts_.moveNodes(0.0, 1.0, state.position_m);
        parts_.loadsAt(0.0, 1.0, load_N_);
        still_.assign(nodes, 0);
        for (std::size_t i = 0; i < nodes; ++i) {
            still_[i] = parts_.supported[i] != 0 || parts_.mass_kg[i] > 0.0 ? 1 : 0;
        }
        const SolveReport solved = solve(still_, {}, {}, state.position_m);
        take(solved);
        readSprings(state);
        now_ = state.position_m;
        velocity_.assign(nodes, Vec3::Zero());
        drift_.assign(nodes, Vec3::Zero());
        acceleration_.assign(nodes, Vec3::Zero());
        for (std::size_t i = 0; i < nodes; ++i) {
            if (parts_.supported[i] == 0 && parts_.mass_kg[i] > 0.0) {
                acceleration_[i] = (internal_N_[i] + load_N_[i]) / parts_.mass_kg[i];
            }
        }
        weight_.resize(nodes);
        target_.resize(nodes);
        stagePosition_.resize(nodes);
        baseVelocity_.resize(nodes);
        for (std::size_t j = 0; j < kStages; ++j) {
            stageVelocity_[j].assign(nodes, Vec3::Zero());
            stageAcceleration_[j].assign(nodes, Vec3::Zero());
        }
    }

    /// From one row of the history to the next, in steps that end where a factor has a kink.
    void advance(double from_s, double to_s, NetworkState& state) {
        const double span = to_s - from_s;
        double start = from_s;
        for (auto kink = std::upper_bound(kinks_s_.begin(), kinks_s_.end(), from_s + kSameTime * span);; ++kink) {
            const bool last = kink == kinks_s_.end() || *kink >= to_s - kSameTime * span;
            const double end = last ? to_s : *kink;
            if (end > start + kSameTime * span) {
                const double parts =
                    shortest_s_ > 0.0 ? std::clamp(std::ceil((end - start) / shortest_s_), 1.0, kMostSubsteps) : 1.0;
                for (int k = 0; k < static_cast<int>(parts); ++k) {
                    step(start + (end - start) * k / parts, start + (end - start) * (k + 1) / parts, 0);
                }
                start = end;
            }
            if (last || !report_.finite) {
                break;
            }
        }
        state.time_s = to_s;
        state.position_m = now_;
        readSprings(state);
    }

  private:
    void addKinks(const TimeFactor& factor) {
        for (const auto& [time_s, value] : factor.points) {
            kinks_s_.push_back(time_s);
        }
    }

    [[nodiscard]] bool stopAsked() const { return options_.stop && options_.stop(); }

    /// One step, or two halves of it where it does not work.
    void step(double from_s, double to_s, int halvings) {
        const std::vector<double> before = branches_.state();
        const bool mayHalve = halvings < mostHalvings_;
        const bool held = tryStep(from_s, to_s, !mayHalve);
        if (held || !mayHalve || stopAsked()) {
            if (!held) {
                mostHalvings_ = 0; // it does not help here
            }
            return;
        }
        branches_.restore(before);
        const double middle = 0.5 * (from_s + to_s);
        step(from_s, middle, halvings + 1);
        step(middle, to_s, halvings + 1);
    }

    /// Takes the step over if all its solves held the residual, or in any case if `accept`.
    bool tryStep(double from_s, double to_s, bool accept) {
        const std::size_t nodes = now_.size();
        const double h = to_s - from_s;
        const double stageStep = kGamma * h;
        std::array<SolveReport, kStages> solved;
        for (std::size_t stage = 0; stage < kStages; ++stage) {
            const double time_s = stage + 1 == kStages ? to_s : from_s + kTime[stage] * h;
            const double ahead = kTime[stage] * h;
            parts_.loadsAt(time_s, 1.0, load_N_);
            branches_.beginStage(stage, h, laws_);
            for (std::size_t i = 0; i < nodes; ++i) {
                const double mass = parts_.mass_kg[i];
                if (parts_.supported[i] != 0 || mass == 0.0) {
                    weight_[i] = 0.0;
                    target_[i] = now_[i];
                    stagePosition_[i] = parts_.supported[i] != 0 ? now_[i] : Vec3(now_[i] + ahead * drift_[i]);
                    continue;
                }
                Vec3 velocity = velocity_[i];
                Vec3 position = now_[i];
                for (std::size_t j = 0; j < stage; ++j) {
                    velocity += (h * kWeight[stage][j]) * stageAcceleration_[j][i];
                    position += (h * kWeight[stage][j]) * stageVelocity_[j][i];
                }
                baseVelocity_[i] = velocity;
                weight_[i] = mass / (stageStep * stageStep);
                target_[i] = position + stageStep * velocity;
                const Vec3& push = stage == 0 ? acceleration_[i] : stageAcceleration_[stage - 1][i];
                stagePosition_[i] = target_[i] + (stageStep * stageStep) * push;
            }
            parts_.moveNodes(time_s, 1.0, stagePosition_);
            solved[stage] = solve(parts_.supported, target_, weight_, stagePosition_);
            if ((!solved[stage].converged || !solved[stage].finite) && !accept) {
                countWork(solved[stage]);
                return false;
            }
            take(solved[stage]);
            readElastic();
            branches_.finishStage(stage, h, elastic_N_);
            for (std::size_t i = 0; i < nodes; ++i) {
                if (weight_[i] > 0.0) {
                    stageAcceleration_[stage][i] = (stagePosition_[i] - target_[i]) / (stageStep * stageStep);
                    stageVelocity_[stage][i] = baseVelocity_[i] + stageStep * stageAcceleration_[stage][i];
                }
            }
        }
        for (std::size_t i = 0; i < nodes; ++i) {
            drift_[i] = (stagePosition_[i] - now_[i]) / h;
        }
        now_ = stagePosition_;
        velocity_ = stageVelocity_[kStages - 1];
        acceleration_ = stageAcceleration_[kStages - 1];
        branches_.finishStep();
        return std::all_of(solved.begin(), solved.end(), [](const SolveReport& r) { return r.converged; });
    }

    SolveReport solve(const std::vector<std::uint8_t>& fixed, std::span<const Vec3> target,
                      std::span<const double> weight, Positions& x) {
        EquilibriumProblem problem;
        problem.laws = laws_;
        problem.fixed = fixed;
        problem.load_N = load_N_;
        problem.inertiaTarget_m = target;
        problem.inertiaWeight_N_per_m = weight;
        SolveReport solved = solver_.solve(problem, options_, x);
        solver_.lastState(ends_, internal_N_);
        const double scale = solved.residual > 0.0 ? solved.residual_N / solved.residual : 0.0;
        largestScale_N_ = std::max(largestScale_N_, scale);
        options_.residualFloor_N = std::max(1e-12, kLeastScale * options_.residual * largestScale_N_);
        if (scale < kLeastScale * largestScale_N_) {
            solved.residual = solved.residual_N / (kLeastScale * largestScale_N_);
        }
        return solved;
    }

    void countWork(const SolveReport& solved) {
        report_.newtonIterations += solved.newtonIterations;
        report_.linearIterations += solved.linearIterations;
        report_.indefiniteTangents += solved.indefiniteTangents;
    }

    /// Counts a solve whose result is kept.
    void take(const SolveReport& solved) {
        countWork(solved);
        ++report_.solves;
        report_.finite = report_.finite && solved.finite;
        report_.residual = std::max(report_.residual, solved.residual);
        report_.residual_N = std::max(report_.residual_N, solved.residual_N);
        report_.meanResidual += solved.residual;
        if (!solved.converged) {
            report_.converged = false;
            ++report_.solvesNotConverged;
        }
    }

    void readElastic() {
        elastic_N_.resize(ends_.size());
        for (std::size_t s = 0; s < ends_.size(); ++s) {
            elastic_N_[s] = elasticTension(parts_.group(s), ends_[s].elongation_m / parts_.restLength_m[s]);
        }
    }

    void readSprings(NetworkState& state) const {
        state.length_m.resize(ends_.size());
        state.strain.resize(ends_.size());
        state.tension_N.resize(ends_.size());
        for (std::size_t s = 0; s < ends_.size(); ++s) {
            state.length_m[s] = ends_[s].length_m;
            state.strain[s] = ends_[s].elongation_m / parts_.restLength_m[s];
            state.tension_N[s] = ends_[s].tension_N;
        }
        reactionsOf(parts_, internal_N_, load_N_, state.reaction_N);
    }

    NetworkParts parts_;
    NetworkReport& report_;
    EquilibriumSolver solver_;
    SolveOptions options_;
    std::vector<SpringLaw> laws_;
    Branches branches_;
    std::vector<double> kinks_s_;
    double shortest_s_ = 0.0; // relaxation time; 0: none
    double largestScale_N_ = 0.0;
    int mostHalvings_ = kMostHalvings;
    std::vector<SpringEnd> ends_;
    std::vector<std::uint8_t> still_;
    std::vector<double> elastic_N_, weight_;
    std::vector<Vec3> load_N_, internal_N_, target_, baseVelocity_;
    std::vector<Vec3> velocity_, acceleration_; // of nodes with mass
    std::vector<Vec3> drift_;                   // mean velocity over the last step
    std::array<std::vector<Vec3>, kStages> stageVelocity_, stageAcceleration_;
    Positions now_, stagePosition_;
};

/// k * dt, as the double nearest to the decimal number that a person would write.
double rowTime(std::int64_t row, double dt_s) {
    const double perSecond = std::round(1.0 / dt_s);
    const bool whole = perSecond >= 1.0 && std::fabs(1.0 / dt_s - perSecond) < 1e-9 * perSecond;
    return whole ? static_cast<double>(row) / perSecond : static_cast<double>(row) * dt_s;
}

} // namespace

NetworkReport solveDynamic(const Network& network, const NetworkSettings& settings,
                           const std::function<bool(const NetworkState&)>& visit) {
    NetworkReport report;
    const double wanted = std::ceil(settings.duration_s / settings.step_s - 1e-6);
    const auto rows = static_cast<std::int64_t>(std::max(1.0, wanted));
    report.step_s = settings.step_s;
    Motion motion(network, settings, report);
    NetworkState state;
    motion.begin(state);
    bool going = visit(state);
    while (going && report.finite && report.steps < rows) {
        ++report.steps;
        const double end = report.steps == rows ? settings.duration_s : rowTime(report.steps, settings.step_s);
        motion.advance(state.time_s, end, state);
        if (settings.stop && settings.stop()) {
            going = false; // the last step is not whole
            break;
        }
        going = visit(state);
    }
    report.interrupted = !going && report.steps < rows;
    report.meanResidual /= static_cast<double>(std::max<std::int64_t>(report.solves, 1));
    if (!report.finite) {
        report.converged = false;
        report.reason = "The motion led to forces that are no finite numbers; it was stopped there.";
    } else if (!report.converged) {
        report.reason = "The residual was not held in " + std::to_string(report.solvesNotConverged) + " of " +
                        std::to_string(report.solves) +
                        " solves; a smaller dt_s or a larger residual may help, or a part that nothing holds is pulled "
                        "away.";
    }
    return report;
}

} // namespace fascia::sim
