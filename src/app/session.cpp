#include "app/session.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "anatomy/models.h"
#include "app/wall_clock.h"
#include "build_info.h"
#include "io/scenario_file.h"

namespace fascia::app {
namespace {

constexpr double kProbeInterval_s = 5.0;       // simulated
constexpr std::uint64_t kProbeLeastSteps = 30; // so that fast time does not mean a probe with every step
constexpr double kHistoryInterval_s = 0.1;
constexpr std::size_t kHistoryRows = 12000;
constexpr double kLongestRealTimeStep_s = 4.0 * kFrameStep_s;
constexpr double kLongestFrame_s = 0.25; // after a stall the tissue does not jump
constexpr double kTrendWindow_s = 20.0;

sim::Point3 focusOf(const io::Scenario& scenario, const sim::Web& web) {
    if (!scenario.hands.empty()) {
        return web.findSite(scenario.hands.front().site)->position_m;
    }
    if (!scenario.restrictions.empty()) {
        return scenario.restrictions.front().position_m;
    }
    return web.sites.empty() ? sim::Point3{} : web.sites.front().position_m;
}

sim::WorldSetup setupOf(const io::Scenario& scenario, const sim::Web& web, int threads) {
    sim::WorldSetup setup;
    setup.parameters = io::mergedParameters(scenario);
    setup.hypotheses = scenario.hypotheses;
    setup.stress = scenario.stress;
    setup.initialAdhesion = scenario.initialAdhesion;
    for (const io::RestrictionSpec& spec : scenario.restrictions) {
        setup.restrictions.push_back({spec.position_m, spec.radius_m, spec.adhesion});
    }
    setup.focus_m = focusOf(scenario, web);
    setup.threads = threads;
    setup.clock = wallClock_s;
    return setup;
}

} // namespace

sim::Result<Session> Session::create(const io::Scenario& scenario, const std::filesystem::path& assetsDir,
                                     int threads) {
    sim::Result<std::shared_ptr<const sim::Web>> web = anatomy::loadModel(scenario.model, assetsDir);
    if (!web) {
        return web.error();
    }
    return create(scenario, web.value(), threads);
}

sim::Result<Session> Session::create(const io::Scenario& scenario, std::shared_ptr<const sim::Web> web, int threads) {
    io::Scenario resolved = scenario;
    const sim::Status status = io::resolveScenario(resolved, *web);
    if (!status) {
        return status.error();
    }
    sim::Result<sim::World> world = sim::World::create(web, setupOf(resolved, *web, threads));
    if (!world) {
        return world.error();
    }
    return Session(std::move(world).value(), std::move(resolved));
}

Session::Session(sim::World world, io::Scenario scenario)
    : world_(std::move(world)), scenario_(std::move(scenario)), timetable_(scenario_, *world_.snapshot().web) {
    world_.probe();
    initial_ = world_.save();
    reset();
}

void Session::reset() {
    world_.restore(*initial_);
    timetable_.restart();
    control_ = StepControl();
    replay_.reset();
    clock_s_ = elapsed_s_ = lastStep_s_ = 0.0;
    statistics_ = {};
    recordedCommands_.clear();
    recordedSteps_.clear();
    history_.clear();
    historyInterval_s_ = kHistoryInterval_s;
    messages_.clear();
    debt_s_ = 0.0;
    frames_.clear();
    beginLocal(false);
}

bool Session::apply(const sim::Command& command) {
    const sim::Status status = world_.apply(command);
    if (!status) {
        messages_.push_back(status.error());
        return false;
    }
    recordedCommands_.push_back({statistics_.steps, clock_s_, command});
    control_.restart();
    changedSinceProbe_ = true;
    if (std::holds_alternative<sim::ResetTissue>(command)) {
        clock_s_ = 0.0;
        timetable_.restart();
        history_.clear();
        historyInterval_s_ = kHistoryInterval_s;
        beginLocal(false);
    } else if (std::holds_alternative<sim::SetFocus>(command)) {
        beginLocal(true);
    }
    return true;
}

void Session::applyDue() {
    for (const TimedCommand& due : timetable_.takeDue(clock_s_)) {
        apply(due.command);
    }
}

void Session::takeStep(double dt_s) {
    // Never cut short by the wall clock: a recording of a view ends in the same state when it is done again.
    const sim::StepReport report = world_.step(dt_s);
    control_.accept(report);
    clock_s_ += dt_s;
    elapsed_s_ += dt_s;
    lastStep_s_ = dt_s;
    statistics_.smallestStep_s = statistics_.steps == 0 ? dt_s : std::min(statistics_.smallestStep_s, dt_s);
    statistics_.largestStep_s = std::max(statistics_.largestStep_s, dt_s);
    statistics_.worstResidual = std::max(statistics_.worstResidual, report.residual);
    statistics_.residualSum += report.residual;
    statistics_.notConverged += report.converged ? 0 : 1;
    statistics_.rolledBack += report.rolledBack ? 1 : 0;
    ++statistics_.steps;
    if (!recordedSteps_.empty() && recordedSteps_.back().dt_s == dt_s) {
        ++recordedSteps_.back().count;
    } else {
        recordedSteps_.push_back({dt_s, 1});
    }
}

void Session::probeIfDue(bool atRow) {
    const bool old = clock_s_ - lastProbe_s_ >= kProbeInterval_s - kSameTime_s;
    const bool rested = statistics_.steps - lastProbeStep_ >= kProbeLeastSteps;
    if (!probes_ || !(atRow ? old || changedSinceProbe_ : old && rested)) {
        return;
    }
    world_.probe();
    lastProbe_s_ = clock_s_;
    lastProbeStep_ = statistics_.steps;
    changedSinceProbe_ = false;
}

void Session::remember(bool always) {
    if (!always && !history_.empty() && clock_s_ - history_.back().time_s < historyInterval_s_ - kSameTime_s) {
        return;
    }
    if (!history_.empty() && history_.back().time_s >= clock_s_) {
        return;
    }
    history_.push_back({clock_s_, world_.measures(), world_.report().residual});
    if (history_.size() > kHistoryRows) {
        // Keep the whole run at half the rate.
        std::deque<HistoryRow> thinned;
        for (std::size_t i = 0; i < history_.size(); i += 2) {
            thinned.push_back(history_[i]);
        }
        history_ = std::move(thinned);
        historyInterval_s_ *= 2.0;
    }
}

void Session::beginLocal(bool sinceFocus) {
    world_.probe();
    lastProbe_s_ = clock_s_;
    lastProbeStep_ = statistics_.steps;
    changedSinceProbe_ = false;
    if (!history_.empty() && history_.back().time_s >= clock_s_) {
        history_.pop_back();
    } // that of the old place
    remember(true);
    localReference_ = {clock_s_, world_.measures().localTension_N, sinceFocus};
}

double Session::interactiveStep_s(double shortest_s) const {
    if (speed_ > 1.0) {
        const double dt_s = std::min({control_.next_s(), kFrameStep_s * speed_, debt_s_});
        return std::max(kFrameStep_s, std::min(dt_s, timetable_.nextStop_s(clock_s_) - clock_s_));
    }
    // One picture shows one state: where frames are slower than 60 a second, one longer step serves as well as several,
    // if the tissue moves slowly enough. Doubled lengths, so that few different ones occur.
    const double allowed_s = speed_ < 1.0 ? kFrameStep_s : std::min(control_.next_s(), kLongestRealTimeStep_s);
    const double longest_s = std::min({allowed_s, debt_s_, timetable_.nextStop_s(clock_s_) - clock_s_}) * (1.0 + 1e-6);
    double dt_s = shortest_s;
    while (2.0 * dt_s <= longest_s) {
        dt_s *= 2.0;
    }
    return dt_s;
}

void Session::advance(double wall_dt_s, std::span<const sim::Command> commands) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point started = Clock::now();
    messages_.clear();
    for (const sim::Command& command : commands) {
        apply(command);
    }

    const double before_s = elapsed_s_;
    double dropped_s = 0.0;
    if (!paused_ && wall_dt_s > 0.0) {
        debt_s_ += std::min(wall_dt_s, kLongestFrame_s) * speed_;
        const double shortest_s = kFrameStep_s * std::min(1.0, speed_); // slow motion stays smooth
        bool first = true;
        while (debt_s_ >= shortest_s * (1.0 - 1e-6)) {
            const double spent_s = std::chrono::duration<double>(Clock::now() - started).count();
            if (!first && spent_s > budget_s_) {
                // The next frame may still make up for one long step.
                dropped_s = std::max(0.0, debt_s_ - kLongestRealTimeStep_s);
                debt_s_ -= dropped_s;
                break;
            }
            applyDue();
            const double dt_s = interactiveStep_s(shortest_s);
            takeStep(dt_s);
            debt_s_ -= dt_s;
            first = false;
        }
        if (!first) {
            probeIfDue(false);
            remember(false);
        }
    }
    if (wall_dt_s > 0.0) {
        frames_.push_back({wall_dt_s, elapsed_s_ - before_s, dropped_s});
        double window_s = 0.0;
        for (const Frame& frame : frames_) {
            window_s += frame.wall_s;
        }
        while (frames_.size() > 1 && window_s - frames_.front().wall_s >= 1.0) {
            window_s -= frames_.front().wall_s;
            frames_.pop_front();
        }
    }
}

void Session::advanceTo(double time_s, double fixedStep_s, const std::function<bool()>& shouldStop) {
    messages_.clear();
    while (elapsed_s_ < time_s - kSameTime_s && !(shouldStop && shouldStop())) {
        if (replay_) {
            if (replayFinished()) {
                break;
            }
            replayStep();
            continue;
        }
        applyDue();
        const double stop_s = std::min(time_s, timetable_.nextStop_s(clock_s_));
        const double wanted_s = fixedStep_s > 0.0 ? fixedStep_s : control_.next_s();
        takeStep(fittedStep_s(stop_s - clock_s_, wanted_s, lastStep_s_));
        // A ramp begins or ends here: what comes next moves differently.
        if (std::abs(clock_s_ - stop_s) < kSameTime_s && stop_s != time_s) {
            control_.restart();
        }
    }
    probeIfDue(true);
    remember(true);
}

sim::Status Session::command(const sim::Command& command) {
    messages_.clear();
    return apply(command) ? sim::Status(sim::Done{}) : sim::Status(messages_.back());
}

sim::Result<sim::MacroReport> Session::passTime(std::span<const sim::StressSpan> spans) {
    sim::Result<sim::MacroReport> report = world_.macroStep(spans);
    if (report) {
        clock_s_ += report.value().dt_s;
        elapsed_s_ += report.value().dt_s;
        control_.restart();
    }
    return report;
}

sim::Status Session::rest() { return world_.rest(); }

void Session::setStepLimits(const StepLimits& limits, bool probes) {
    control_ = StepControl(limits);
    probes_ = probes;
}

void Session::stepOnce() {
    messages_.clear();
    applyDue();
    takeStep(kFrameStep_s);
    probeIfDue(false);
    remember(true);
}

void Session::startReplay(io::Recording recording) { replay_ = Replay{std::move(recording), 0, 0, 0}; }

bool Session::replayFinished() const { return replay_ && replay_->run >= replay_->recording.steps.size(); }

void Session::replayStep() {
    const std::vector<io::RecordedCommand>& commands = replay_->recording.commands;
    while (replay_->command < commands.size() && commands[replay_->command].step <= statistics_.steps) {
        apply(commands[replay_->command++].command);
    }
    const io::StepRun& run = replay_->recording.steps[replay_->run];
    if (run.count > 0) {
        takeStep(run.dt_s);
    }
    if (++replay_->taken >= run.count) {
        ++replay_->run;
        replay_->taken = 0;
    }
    if (!replayFinished()) {
        return;
    }
    while (replay_->command < commands.size()) {
        apply(commands[replay_->command++].command);
    }
}

void Session::setPaused(bool paused) {
    paused_ = paused;
    debt_s_ = 0.0;
}

void Session::setSpeed(double speed) {
    speed_ = std::isfinite(speed) ? std::clamp(speed, 0.1, 3600.0) : 1.0;
    debt_s_ = 0.0;
}

void Session::setBudget(double budget_s) { budget_s_ = std::clamp(budget_s, 0.001, 1.0); }

double Session::realTimeFactor() const {
    double wall_s = 0.0;
    double simulated_s = 0.0;
    for (const Frame& frame : frames_) {
        wall_s += frame.wall_s;
        simulated_s += frame.simulated_s;
    }
    return wall_s > 0.0 ? simulated_s / wall_s : 0.0;
}

double Session::lag_s() const {
    double dropped_s = 0.0;
    for (const Frame& frame : frames_) {
        dropped_s += frame.dropped_s;
    }
    return dropped_s;
}

Trend Session::trend() const {
    if (history_.size() < 2) {
        return {};
    }
    const HistoryRow& now = history_.back();
    const double from_s = std::max(now.time_s - kTrendWindow_s, localReference_.time_s);
    const auto older = std::lower_bound(history_.begin(), history_.end(), from_s,
                                        [](const HistoryRow& row, double time_s) { return row.time_s < time_s; });
    const double minutes = (now.time_s - older->time_s) / 60.0;
    if (minutes < 1.0 / 60.0) {
        return {};
    }
    Trend trend;
    trend.known = true;
    const double tension_N = std::max(1e-9, std::abs(older->measures.localTension_N));
    trend.tensionShare_per_min = (now.measures.localTension_N - older->measures.localTension_N) / tension_N / minutes;
    trend.adhesion_per_min = (now.measures.adhesionLocal - older->measures.adhesionLocal) / minutes;
    return trend;
}

std::string Session::stateSentence() const { return app::stateSentence(world_.snapshot(), trend(), paused_); }

io::Recording Session::makeRecording() const {
    io::Recording recording;
    recording.version = build_info::kVersion;
    recording.commit = build_info::kGitCommit;
    recording.scenarioToml = io::mergedToml(scenario_);
    recording.scenarioId = scenario_.id;
    recording.steps = recordedSteps_;
    recording.commands = recordedCommands_;
    recording.stateHash = world_.stateHash();
    return recording;
}

} // namespace fascia::app
