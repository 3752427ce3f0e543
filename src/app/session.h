#pragma once
// A Session drives one World: it owns the clock, the scenario's timetable, the recording and the history. The step loop
// exists here and nowhere else; advance() is the only call that changes tissue.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "io/scenario.h"
#include "sim/world.h"

namespace fascia::app {

/// A command with the step before which it was applied.
struct RecordedCommand {
    std::uint64_t step = 0;
    double time_s = 0.0;
    sim::Command command;
};

/// One row of the strip charts and of series.csv.
struct HistoryRow {
    double time_s = 0.0;
    sim::Measures measures;
    double residual = 0.0;
};

class Session {
  public:
    /// Loads the scenario's model and creates its World. `assetsDir` holds meshes/ and the like.
    static sim::Result<Session> create(const io::Scenario& scenario, const std::filesystem::path& assetsDir, int threads);

    /// Interactive: advances simulated time by speed * wall_dt_s in fixed steps of 1/60 s (longer only where `speed`
    /// asks for it), at most as many as fit `budget_s` of wall time; what does not fit is dropped and reported as lag.
    void advance(double wall_dt_s, std::span<const sim::Command> commands);

    /// Headless: advances to `time_s` with quasi-static steps while nothing moves fast (within 1 % of 1/60 s steps), or
    /// with fixed steps when fixedStep_s > 0. Stops early when `shouldStop` says so.
    void advanceTo(double time_s, double fixedStep_s = 0.0);

    void setPaused(bool paused);
    [[nodiscard]] bool paused() const;
    /// Simulated seconds per wall second asked for, 0.1 .. 3600.
    void setSpeed(double speed);
    [[nodiscard]] double speed() const;
    /// Simulated over wall time over the last second.
    [[nodiscard]] double realTimeFactor() const;

    /// Back to the scenario's start: state, clock, history and timetable.
    void reset();

    [[nodiscard]] const sim::Snapshot& snapshot() const;
    [[nodiscard]] const std::deque<HistoryRow>& history() const;
    [[nodiscard]] std::span<const RecordedCommand> recording() const;
    [[nodiscard]] const io::Scenario& scenario() const;
    [[nodiscard]] const sim::World& world() const;
    /// Refusals of the last advance, for the status line.
    [[nodiscard]] std::span<const sim::Error> messages() const;
    /// One plain sentence that says what the tissue is doing now ("Pressing 12.0 kPa (1.7 psi) for 34 s. ...").
    [[nodiscard]] std::string stateSentence() const;
};

}  // namespace fascia::app
