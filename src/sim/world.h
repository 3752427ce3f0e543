#pragma once
// A World is one web with its tissue state. It changes only through apply() and step(); it is read only through
// snapshot(). Movable; two can run side by side. Same commands, same steps: same stateHash(), on any thread count.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/command.h"
#include "sim/core/result.h"
#include "sim/params.h"
#include "sim/snapshot.h"
#include "sim/web/web.h"

namespace fascia::sim {

struct WorldSetup {
    Parameters parameters;
    std::array<bool, kHypothesisCount> hypotheses{true, true, true, true, true, true, true, true};
    double stress = 0.3;                  ///< Dial and settled arousal at the start, 0..1.
    double initialAdhesion = 0.1;         ///< Everywhere before restrictions, 0..1.
    std::vector<Restrict> restrictions;
    std::array<double, 3> focus_m{};      ///< Centre of the local_* measures.
    int threads = 1;
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
    /// and the report says so.
    StepReport step(double dt_s);

    /// Valid until the next apply, step or restore.
    [[nodiscard]] const Snapshot& snapshot() const;

    /// Measures the stiffness under a virtual finger at the focus (a linear solve of about a step's cost) and puts it
    /// into the snapshot's measures. Changes no state.
    void probe();

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

}  // namespace fascia::sim
