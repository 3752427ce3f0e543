#pragma once
// A Session drives one World: it owns the clock, the scenario's timetable, the recording and the history. The step loop
// exists here and nowhere else; advance() and advanceTo() are the only calls that change tissue.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/state_sentence.h"
#include "app/step_control.h"
#include "app/timetable.h"
#include "io/recording.h"
#include "io/scenario.h"
#include "sim/world.h"

namespace fascia::app {

using RecordedCommand = io::RecordedCommand;

/// One row of the strip charts and of series.csv. The local measures are those of the focus at that time.
struct HistoryRow {
    double time_s = 0.0;
    sim::Measures measures;
    double residual = 0.0;
};

/// What the local measures of now are compared with. Begins anew at the start, at a reset and when the focus moves; the
/// rows of the history from time_s on belong to the same place.
struct LocalReference {
    double time_s = 0.0;
    double tension_N = 0.0;  ///< Local tension then.
    bool sinceFocus = false; ///< Since a SetFocus; false: since the start.
    bool operator==(const LocalReference&) const = default;
};

/// How the steps since the start or the last reset went.
struct StepStatistics {
    std::uint64_t steps = 0;
    double smallestStep_s = 0.0;
    double largestStep_s = 0.0;
    double worstResidual = 0.0;
    double residualSum = 0.0;
    std::uint64_t notConverged = 0;
    std::uint64_t rolledBack = 0;

    [[nodiscard]] double meanResidual() const { return steps > 0 ? residualSum / static_cast<double>(steps) : 0.0; }
};

class Session {
  public:
    /// Loads the scenario's model and creates its World. `assetsDir` holds meshes/ and the like. Errors: notFound
    /// (model, site), badInput, solverFailed.
    static sim::Result<Session> create(const io::Scenario& scenario, const std::filesystem::path& assetsDir,
                                       int threads);
    /// The same on a web that is already there.
    static sim::Result<Session> create(const io::Scenario& scenario, std::shared_ptr<const sim::Web> web, int threads);

    /// Interactive: advances simulated time by speed * wall_dt_s in steps of 1/60 s (1/30 or 1/15 s where frames are that
    /// slow and nothing moves fast, longer where `speed` asks for it), at most as many as fit the budget of wall time;
    /// what does not fit is dropped and reported as lag. Commands are applied first, also while paused.
    void advance(double wall_dt_s, std::span<const sim::Command> commands);

    /// Headless: advances to `time_s` with quasi-static steps while nothing moves fast (within 1 % of 1/60 s steps), or
    /// with steps of at most fixedStep_s when that is > 0. Stops early when `shouldStop` says so.
    void advanceTo(double time_s, double fixedStep_s = 0.0, const std::function<bool()>& shouldStop = {});

    /// Applies one command now, without any time passing; a refusal is returned.
    sim::Status command(const sim::Command& command);
    /// Hours to days at once (World::macroStep): for courses. Recordings do not hold it, and no history is kept of it.
    sim::Result<sim::MacroReport> passTime(std::span<const sim::StressSpan> spans);
    /// The web in equilibrium as its slow states are now (World::rest).
    sim::Status rest();
    /// How long advanceTo() may step, from now on; `probes` off leaves local_stiffness as it was.
    void setStepLimits(const StepLimits& limits, bool probes);
    /// Measures the range of every joint of the web: seconds of work, so only where it is asked for.
    void measureJoints() { world_.measureJoints(); }

    /// One fixed step of 1/60 s, also while paused.
    void stepOnce();

    void setPaused(bool paused);
    [[nodiscard]] bool paused() const { return paused_; }
    /// Simulated seconds per wall second asked for, clamped to 0.1 .. 3600.
    void setSpeed(double speed);
    [[nodiscard]] double speed() const { return speed_; }
    /// Wall time that one advance() may take [s], 0.001 .. 1; at least one step is always taken.
    void setBudget(double budget_s);
    /// Simulated over wall time over the last second of advance().
    [[nodiscard]] double realTimeFactor() const;
    /// Simulated seconds dropped over the last second because the machine could not follow.
    [[nodiscard]] double lag_s() const;

    /// Simulated time since the start or the last reset [s]; unlike the clock of the tissue it never goes back.
    [[nodiscard]] double elapsed_s() const { return elapsed_s_; }

    /// Back to the scenario's start: state, parameters, clock, history, recording and timetable.
    void reset();

    [[nodiscard]] const sim::Snapshot& snapshot() const { return world_.snapshot(); }
    /// World::publishOnly.
    void publishOnly(std::span<const std::string_view> ids) { world_.publishOnly(ids); }
    [[nodiscard]] const std::deque<HistoryRow>& history() const { return history_; }
    [[nodiscard]] const LocalReference& localReference() const { return localReference_; }
    [[nodiscard]] std::span<const RecordedCommand> recording() const { return recordedCommands_; }
    /// Resolved: positions filled in, random restrictions drawn.
    [[nodiscard]] const io::Scenario& scenario() const { return scenario_; }
    [[nodiscard]] const sim::World& world() const { return world_; }
    [[nodiscard]] const StepStatistics& statistics() const { return statistics_; }
    /// Refusals of the last advance, for the status line.
    [[nodiscard]] std::span<const sim::Error> messages() const { return messages_; }
    /// One plain sentence that says what the tissue is doing now ("Pressing 12.0 kPa (1.7 psi) for 34 s. ...").
    [[nodiscard]] std::string stateSentence() const;

    /// All that is needed to do this run again, with the present state hash.
    [[nodiscard]] io::Recording makeRecording() const;
    /// From now on advanceTo() takes the steps and commands of the recording instead of the timetable and its own step
    /// lengths. Call it before the first step.
    void startReplay(io::Recording recording);
    [[nodiscard]] bool replayFinished() const;

  private:
    struct Frame {
        double wall_s, simulated_s, dropped_s;
    };
    struct Replay {
        io::Recording recording;
        std::size_t run = 0;     ///< Next entry of recording.steps.
        std::uint64_t taken = 0; ///< Steps of that entry already taken.
        std::size_t command = 0; ///< Next entry of recording.commands.
    };

    Session(sim::World world, io::Scenario scenario);
    bool apply(const sim::Command& command);
    void applyDue();
    void takeStep(double dt_s);
    /// Length of the next step of advance(); `shortest_s` is the one that `speed` asks for.
    [[nodiscard]] double interactiveStep_s(double shortest_s) const;
    void replayStep();
    void probeIfDue(bool atRow);
    void remember(bool always);
    /// Measures at the focus of now and compares with that from here on.
    void beginLocal(bool sinceFocus);
    [[nodiscard]] Trend trend() const;

    sim::World world_;
    std::shared_ptr<const sim::WorldState> initial_;
    io::Scenario scenario_;
    Timetable timetable_;
    StepControl control_;
    std::optional<Replay> replay_;

    double clock_s_ = 0.0;   ///< Of the tissue; ResetTissue sets it back.
    double elapsed_s_ = 0.0; ///< Simulated since the start or reset().
    double lastStep_s_ = 0.0;
    StepStatistics statistics_;
    std::vector<RecordedCommand> recordedCommands_;
    std::vector<io::StepRun> recordedSteps_;

    double lastProbe_s_ = 0.0;
    std::uint64_t lastProbeStep_ = 0;
    bool changedSinceProbe_ = false;
    bool probes_ = true;
    std::deque<HistoryRow> history_;
    LocalReference localReference_;
    double historyInterval_s_ = 0.0;
    std::vector<sim::Error> messages_;

    bool paused_ = false;
    double speed_ = 1.0;
    double budget_s_ = 0.020;
    double debt_s_ = 0.0;      ///< Simulated time owed to the next frame.
    std::deque<Frame> frames_; ///< Of the last second.
};

} // namespace fascia::app
