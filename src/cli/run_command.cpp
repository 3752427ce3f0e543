#include "cli/run_command.h"

#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>

#include "app/assets.h"
#include "app/session.h"
#include "app/stiffness_map.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "io/atomic_file.h"
#include "io/run_json.h"
#include "io/scenario_file.h"
#include "io/series_csv.h"
#include "io/units.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double kMostRows = 1e7;

struct RunOptions {
    ScenarioOptions scenario;
    OutputOptions output;
    std::string out;
    std::string every = "1s";
    std::string joints = "10min";
    std::string stiffnessMap;
    std::string record;
    std::string replay;
    bool fixedStep = false;
    bool force = false;
};

/// What a run writes to, and its files.
struct RunPlan {
    io::Scenario scenario;
    std::optional<io::Recording> recording; ///< To replay.
    double every_s = 1.0;
    double joints_s = 600.0; ///< Between measurements of joints.
    double duration_s = 0.0;
    fs::path series;
    fs::path summary;
    fs::path record; ///< Empty if nothing is recorded.
    fs::path map;    ///< Empty if no map of stiffness is asked for.
    double mapSpacing_m = 0.0;
};

/// The scenario inside a recording, unless one is named; settings apply to either.
sim::Result<io::Scenario> scenarioOf(const RunOptions& options, const std::optional<io::Recording>& recording) {
    if (!options.scenario.scenario.empty()) {
        return loadScenario(options.scenario);
    }
    if (recording) {
        sim::Result<io::Scenario> scenario =
            io::parseScenario(recording->scenarioToml, options.replay + " (scenario)", options.scenario.allSettings());
        if (scenario) {
            scenario.value().id = recording->scenarioId.empty() ? "replay" : recording->scenarioId;
        }
        return scenario;
    }
    std::vector<std::string> ids;
    for (const app::ScenarioInfo& info : app::listScenarios(app::findAssetsDir())) {
        ids.push_back(info.id);
    }
    std::string names;
    for (const std::string& id : ids) {
        names += (names.empty() ? "" : ", ") + id;
    }
    return sim::Error{sim::ErrorCode::badInput, "Which scenario? Give a file or one of " + names + ".", "run", ""};
}

sim::Result<RunPlan> makePlan(const RunOptions& options) {
    RunPlan plan;
    if (!options.replay.empty()) {
        sim::Result<io::Recording> recording = io::readRecording(options.replay);
        if (!recording) {
            return recording.error();
        }
        plan.recording = std::move(recording).value();
    }
    sim::Result<io::Scenario> scenario = scenarioOf(options, plan.recording);
    if (!scenario) {
        return scenario.error();
    }
    plan.scenario = std::move(scenario).value();
    const sim::Result<double> every = optionQuantity("--every", options.every, "s", 1e-3, 1e7);
    if (!every) {
        return every.error();
    }
    plan.every_s = every.value();
    const sim::Result<double> joints = optionQuantity("--joints-every", options.joints, "s", 1e-3, 1e9);
    if (!joints) {
        return joints.error();
    }
    plan.joints_s = joints.value();
    plan.duration_s = plan.scenario.duration_s;
    if (plan.recording) {
        plan.duration_s = 0.0;
        for (const io::StepRun& run : plan.recording->steps) {
            plan.duration_s += run.dt_s * static_cast<double>(run.count);
        }
    }
    if (plan.duration_s / plan.every_s > kMostRows) {
        return sim::Error{sim::ErrorCode::badInput,
                          "This would be more than ten million rows; choose a larger --every.", "--every", ""};
    }
    const fs::path out = options.out.empty() ? fs::path("out") / plan.scenario.id : fs::path(options.out);
    plan.series = out / "series.csv";
    plan.summary = out / "run.json";
    plan.record = options.record;
    std::vector<fs::path> files{plan.series, plan.summary};
    if (!options.stiffnessMap.empty()) {
        const sim::Result<double> spacing = optionQuantity("--stiffness-map", options.stiffnessMap, "m", 5e-3, 1.0);
        if (!spacing) {
            return spacing.error();
        }
        plan.mapSpacing_m = spacing.value();
        plan.map = out / "stiffness_map.csv";
        files.push_back(plan.map);
    }
    if (!plan.record.empty()) {
        files.push_back(plan.record);
    }
    const sim::Status free = checkOverwrite(files, options.force);
    if (!free) {
        return free.error();
    }
    return plan;
}

/// k * every, as the double nearest to the decimal number that a person would write.
double rowTime_s(std::uint64_t row, double every_s) {
    const double perSecond = std::round(1.0 / every_s);
    const bool wholePerSecond = perSecond >= 1.0 && std::abs(1.0 / every_s - perSecond) < 1e-9 * perSecond;
    return wholePerSecond ? static_cast<double>(row) / perSecond : static_cast<double>(row) * every_s;
}

/// Steps to the end and writes the rows. Stops at an interrupt.
sim::Status computeRows(app::Session& session, const RunPlan& plan, const RunOptions& options, io::SeriesWriter& series,
                        std::vector<std::string>& messages) {
    Progress progress(options.output.progressMode(), plan.scenario.id, plan.duration_s);
    const double fixedStep_s = options.fixedStep ? app::kFrameStep_s : 0.0;
    const auto advance = [&](double time_s) {
        session.advanceTo(time_s, fixedStep_s, interrupted);
        for (const sim::Error& refusal : session.messages()) {
            messages.push_back(refusal.sentence());
        }
        progress.update(time_s);
    };
    double jointsDue_s = 0.0;
    for (std::uint64_t row = 0; !interrupted(); ++row) {
        const double time_s = rowTime_s(row, plan.every_s);
        if (time_s > plan.duration_s + app::kSameTime_s) {
            break;
        }
        advance(time_s);
        if (interrupted()) {
            break;
        }
        if (time_s >= jointsDue_s - app::kSameTime_s || time_s + plan.every_s > plan.duration_s + app::kSameTime_s) {
            session.measureJoints();
            jointsDue_s = time_s + plan.joints_s;
        }
        const sim::Snapshot& now = session.snapshot();
        const sim::Status status = series.row(time_s, now.measures, now.report.residual);
        if (!status) {
            return status;
        }
    }
    if (!interrupted()) {
        advance(plan.duration_s);
    }
    return sim::Done{};
}

io::RunSummary summarise(const app::Session& session, const RunPlan& plan, const RunOptions& options, double wall_s) {
    const app::StepStatistics& statistics = session.statistics();
    io::RunSummary summary;
    summary.command = plan.recording ? "run --replay" : "run";
    summary.threads = options.scenario.threadCount();
    summary.simulated_s = session.elapsed_s();
    summary.duration_s = plan.duration_s;
    summary.every_s = plan.every_s;
    summary.steps = statistics.steps;
    summary.smallestStep_s = statistics.smallestStep_s;
    summary.largestStep_s = statistics.largestStep_s;
    summary.fixedStep_s = options.fixedStep && !plan.recording ? app::kFrameStep_s : 0.0;
    summary.worstResidual = statistics.worstResidual;
    summary.meanResidual = statistics.meanResidual();
    summary.notConverged = statistics.notConverged;
    summary.rolledBack = statistics.rolledBack;
    summary.wall_s = wall_s;
    summary.stateHash = session.world().stateHash();
    summary.interrupted = interrupted();
    return summary;
}

/// The exit code that the numbers of a finished run ask for, with a sentence if it is not 0.
int judge(const io::RunSummary& summary, const RunPlan& plan) {
    if (summary.interrupted) {
        std::cerr << "fascia: Interrupted after " << io::shortNumber(summary.simulated_s)
                  << " s; what was computed so far is written.\n";
        return kExitInterrupted;
    }
    if (plan.recording && summary.stateHash != plan.recording->stateHash) {
        std::cerr << "fascia: The replay ends in state " << io::hashText(summary.stateHash) << ", the recording in "
                  << io::hashText(plan.recording->stateHash) << "; the recording was made by version "
                  << plan.recording->version << " (" << plan.recording->commit << ").\n";
        return kExitMismatch;
    }
    if (summary.rolledBack > 0 || !(summary.worstResidual <= kLargestResidual)) {
        std::cerr << "fascia: The solver could not hold the residual (worst " << io::shortNumber(summary.worstResidual)
                  << ", " << summary.rolledBack << " steps rolled back); reduce the load or the stiffness, or give "
                  << "--fixed-step.\n";
        return kExitSolver;
    }
    if (!summary.messages.empty()) {
        for (const std::string& message : summary.messages) {
            std::cerr << "fascia: The tissue refused a command: " << message << '\n';
        }
        return kExitRunError;
    }
    return kExitOk;
}

/// One line a place: the site there, or nothing; the place; stiffness at the start and at the end.
std::string mapText(const sim::Web& web, const std::vector<std::array<double, 3>>& places,
                    const std::vector<double>& start_N_per_m, const std::vector<double>& end_N_per_m) {
    std::string text = "site,x_m,y_m,z_m,stiffness_start_N_per_m,stiffness_end_N_per_m\n";
    for (std::size_t i = 0; i < places.size(); ++i) {
        text += i < web.sites.size() ? web.sites[i].id : std::string();
        for (const double value : {places[i][0], places[i][1], places[i][2], start_N_per_m[i], end_N_per_m[i]}) {
            text += ',' + io::shortNumber(value);
        }
        text += '\n';
    }
    return text;
}

int run(const RunOptions& options) {
    catchInterrupts();
    sim::Result<RunPlan> planned = makePlan(options);
    if (!planned) {
        return reportError(planned.error());
    }
    RunPlan& plan = planned.value();

    sim::Result<app::Session> created =
        app::Session::create(plan.scenario, app::findAssetsDir(), options.scenario.threadCount());
    if (!created) {
        return reportError(created.error());
    }
    app::Session& session = created.value();
    if (plan.recording) {
        session.startReplay(*plan.recording);
    }

    sim::Result<io::SeriesWriter> series = io::SeriesWriter::open(plan.series, *session.snapshot().web);
    if (!series) {
        return reportError(series.error());
    }
    std::vector<std::array<double, 3>> places;
    if (!plan.map.empty()) {
        places = app::mapPlaces(*session.snapshot().web, plan.mapSpacing_m);
    }
    const std::vector<double> stiffAtStart = app::stiffnessMap_N_per_m(session.world(), places);
    const Clock::time_point started = Clock::now();
    std::vector<std::string> messages;
    sim::Status status = computeRows(session, plan, options, series.value(), messages);
    const double wall_s = std::chrono::duration<double>(Clock::now() - started).count();

    io::RunSummary summary = summarise(session, plan, options, wall_s);
    summary.messages = messages;
    if (status) {
        status = series.value().finish();
    }
    if (status) {
        status = io::writeFileAtomically(plan.summary, io::runJson(session.scenario(), summary));
    }
    if (status && !plan.record.empty()) {
        status = io::writeFileAtomically(plan.record, io::recordingText(session.makeRecording()));
    }
    if (status && !plan.map.empty()) {
        status = io::writeFileAtomically(plan.map, mapText(*session.snapshot().web, places, stiffAtStart,
                                                           app::stiffnessMap_N_per_m(session.world(), places)));
    }
    if (!status) {
        return reportError(status.error());
    }

    if (!options.output.quiet) {
        std::cout << plan.scenario.id << ": " << io::fixedNumber(summary.simulated_s, 1) << " s simulated in "
                  << io::fixedNumber(wall_s, 1) << " s, " << summary.steps << " steps, worst residual "
                  << io::shortNumber(summary.worstResidual) << ", state " << io::hashText(summary.stateHash) << '\n'
                  << plan.series.string() << '\n'
                  << plan.summary.string() << '\n';
    }
    return judge(summary, plan);
}

} // namespace

void addRunCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand("run", "Run a scenario without a window; writes series.csv and run.json");
    auto options = std::make_shared<RunOptions>();
    addScenarioOptions(*command, options->scenario);
    command->add_option("--out", options->out, "Folder for the results (default: out/<scenario id>)")->type_name("DIR");
    command->add_option("--every", options->every, "Time between rows of series.csv (default: 1s)")->type_name("TIME");
    command
        ->add_option("--joints-every", options->joints,
                     "Time between measurements of the joints' ranges, seconds of work each (default: 10min)")
        ->type_name("TIME");
    command
        ->add_option(
            "--stiffness-map", options->stiffnessMap,
            "Write stiffness_map.csv: a virtual finger at places so far apart (30mm), at the start and the end")
        ->type_name("LENGTH");
    command->add_option("--record", options->record, "Write every step and command, and the state hash")
        ->type_name("FILE");
    command
        ->add_option("--replay", options->replay,
                     "Do a recording again and compare the state hash (exit 4 if it differs)")
        ->type_name("FILE");
    command->add_flag("--fixed-step", options->fixedStep, "Always step by at most 1/60 s (slow; for comparison)");
    command->add_flag("--force", options->force, "Replace files that are already there");
    addOutputOptions(*command, options->output);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace fascia::cli
