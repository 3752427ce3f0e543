#pragma once
// A World is one web with its tissue state. It changes only through apply() and step(); it is read only through
// snapshot(). Movable; two can run side by side. Same commands, same steps: same stateHash(), on any thread count.

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "sim/command.h"
#include "sim/core/result.h"
#include "sim/core/stopwatch.h"
#include "sim/params.h"
#include "sim/snapshot.h"
#include "sim/web/web.h"

namespace fascia::sim {

struct WorldSetup {
    Parameters parameters;
    Hypotheses hypotheses = allHypotheses();
    double stress = 0.3;          ///< Dial and settled arousal at the start, 0..1.
    double initialAdhesion = 0.1; ///< Everywhere before restrictions, 0..1.
    std::vector<Restrict> restrictions;
    std::array<double, 3> focus_m{}; ///< Centre of the local_* measures.
    int threads = 1;
    WallClock clock = nullptr; ///< For the budget of a step and the times of its report; null: neither.
};

/// A joint bent by an angle, with the web in equilibrium (relaxed springs, no hands).
struct JointPose {
    double angle_deg = 0.0;
    double torque_Nm = 0.0;           ///< With which the web resists.
    double meanTension_N = 0.0;       ///< Of the fascial springs.
    double deepFasciaStiffness = 0.0; ///< Mean tangent stiffness of the deep fascia's fibres, share of the full one.
    bool converged = false;
};

/// A part of a macro-step with one value of the stress dial.
struct StressSpan {
    double dt_s = 0.0;
    double stress = 0.0;
};

/// How a macro-step went.
struct MacroReport {
    double dt_s = 0.0;
    double residual = 0.0;
    bool converged = true;
    bool solved = false; ///< The equilibrium was found anew (else the loads of the last one still hold).
    double largestStateChange = 0.0;
};

/// An opaque copy of everything that changes. Small enough to keep one a second for rewind.
class WorldState;

class World {
  public:
    /// Builds the web's springs, settles it to static equilibrium at the setup's stress with relaxed branches.
    /// Errors: badInput (parameter out of range), solverFailed (no equilibrium, with the residual).
    static Result<World> create(std::shared_ptr<const Web> web, const WorldSetup& setup);
    ~World();
    World(World&&) noexcept;
    World& operator=(World&&) noexcept;

    /// Applies a command before the next step. A refused command changes nothing and says why.
    Status apply(const Command& command);

    /// Advances by dt_s in (0, 3600] implicitly. Never diverges: if no finite state is found, the last good one stays
    /// and the report says so. `budget_s` > 0: wall time [s] after which the solver stops where it is (its residual is
    /// reported, and what it reached depends on the machine); by default it takes the time it needs.
    StepReport step(double dt_s, double budget_s = std::numeric_limits<double>::infinity());

    /// Valid until the next apply, step or restore.
    [[nodiscard]] const Snapshot& snapshot() const;
    /// Fields (ids) of which snapshots hold values from now on: what nobody looks at costs no time. By default all.
    void publishOnly(std::span<const std::string_view> ids);
    /// The snapshot's scalars alone: cheaper, since no fields are filled.
    [[nodiscard]] Measures measures() const;
    /// How the last step went, as in the snapshot.
    [[nodiscard]] const StepReport& report() const;

    /// Measures the stiffness under a virtual finger at the focus (a linear solve of about a step's cost) and puts it
    /// into the snapshot's measures. Changes no state.
    void probe();

    /// Stiffness [N/m] under a virtual finger (radius 12 mm, 0.2 N) at a place of the skin at rest; 0 where there is none.
    /// Changes no state.
    [[nodiscard]] double stiffnessAt_N_per_m(const std::array<double, 3>& place_m) const;

    /// Measures how far each joint of the web bends before the web holds it back (several static solves a joint) and puts
    /// the ranges into the snapshot's measures. Changes no state.
    void measureJoints();

    /// Bends one joint of the web (0 .. joints - 1) to an angle within 0 .. its highest. Changes no state.
    /// Errors: badInput (no such joint, angle out of range).
    Result<JointPose> poseJoint(int joint, double angle_deg);

    /// Advances hours to days in one step. Arousal and tone, which settle within minutes, follow the spans one after the
    /// other and end as their means over the step; the web rests in equilibrium at the mean tone, and the slow states follow
    /// their own laws under the loads of that equilibrium, which is found anew when slow states have moved. Spans last
    /// together (0, 1e6] s. Errors: badInput (a hand is on the skin, a span out of range), solverFailed.
    Result<MacroReport> macroStep(std::span<const StressSpan> spans);

    /// Finds the equilibrium of the web as its slow states are now: branches relaxed, nothing moves. Takes no time.
    /// Errors: as macroStep.
    Status rest();

    [[nodiscard]] std::shared_ptr<const WorldState> save() const;
    /// Only states saved from a World of the same web.
    void restore(const WorldState& state);

    /// 64-bit hash over every bit of the state.
    [[nodiscard]] std::uint64_t stateHash() const;
    [[nodiscard]] const Parameters& parameters() const;
    [[nodiscard]] bool hypothesis(Hypothesis which) const;

  private:
    struct Impl;
    explicit World(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace fascia::sim
