#include "cli/common_options.h"

#include <algorithm>
#include <iostream>
#include <thread>

#include "app/assets.h"
#include "build_info.h"
#include "io/run_json.h"
#include "io/scenario_file.h"
#include "io/units.h"

namespace fascia::cli {

int exitCodeOf(sim::ErrorCode code) {
    switch (code) {
        case sim::ErrorCode::badInput:
        case sim::ErrorCode::notFound:
            return kExitUsage;
        case sim::ErrorCode::solverFailed:
            return kExitSolver;
        case sim::ErrorCode::noGraphics:
            return kExitNoGraphics;
        case sim::ErrorCode::interrupted:
            return kExitInterrupted;
        case sim::ErrorCode::io:
            break;
    }
    return kExitRunError;
}

int reportError(const sim::Error& error) {
    std::cerr << "fascia: " << error.sentence() << '\n';
    return exitCodeOf(error.code);
}

std::vector<std::string> ScenarioOptions::allSettings() const {
    std::vector<std::string> all = settings;
    if (!duration.empty()) {
        all.push_back("duration_s=" + duration);
    }
    if (!seed.empty()) {
        all.push_back("seed=" + seed);
    }
    return all;
}

int ScenarioOptions::threadCount() const {
    if (threads > 0) {
        return threads;
    }
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8);
}

void addScenarioOptions(CLI::App& command, ScenarioOptions& options) {
    command.add_option("SCENARIO", options.scenario,
                       "A scenario file, or the id of a shipped one (fascia list scenarios)");
    command
        .add_option("--set", options.settings,
                    "Change a key of the scenario or a parameter, e.g. hand.0.pressure_kPa=20kPa; repeatable")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command.add_option("--duration", options.duration, "Simulated time, e.g. 300s or 5min")->type_name("TIME");
    command.add_option("--seed", options.seed, "Seed of everything that is drawn at random")->type_name("N");
    command.add_option("--threads", options.threads, "Threads to use; the result is the same on any number")
        ->type_name("N")
        ->check(CLI::Range(1, 256));
}

sim::Result<io::Scenario> loadScenario(const ScenarioOptions& options) {
    const sim::Result<std::filesystem::path> file = app::findScenario(options.scenario, app::findAssetsDir());
    if (!file) {
        return file.error();
    }
    return io::readScenario(file.value(), options.allSettings());
}

ProgressMode OutputOptions::progressMode() const {
    if (progress == "bar") {
        return ProgressMode::bar;
    }
    if (progress == "json") {
        return ProgressMode::json;
    }
    if (progress == "none" || quiet) {
        return ProgressMode::none;
    }
    return ProgressMode::automatic;
}

void addOutputOptions(CLI::App& command, OutputOptions& options) {
    command
        .add_option("--progress", options.progress, "Progress on stderr: bar, json or none; auto is bar on a terminal")
        ->check(CLI::IsMember({"auto", "bar", "json", "none"}));
    command.add_flag("--quiet", options.quiet, "Print errors only");
}

sim::Result<double> optionQuantity(const std::string& option, const std::string& text, const std::string& bareUnit,
                                   double minimum, double maximum) {
    sim::Result<double> value = io::parseQuantity(text, bareUnit);
    if (!value) {
        return sim::Error{sim::ErrorCode::badInput, value.error().message, option, ""};
    }
    if (!(value.value() >= minimum && value.value() <= maximum)) {
        return sim::Error{sim::ErrorCode::badInput,
                          text + " is out of range; valid is from " + io::shortNumber(minimum) + " to " +
                              io::shortNumber(maximum) + " " + bareUnit + ".",
                          option, ""};
    }
    return value;
}

sim::Status checkOverwrite(const std::vector<std::filesystem::path>& files, bool force) {
    for (const std::filesystem::path& file : files) {
        std::error_code failure;
        if (!force && std::filesystem::exists(file, failure)) {
            return sim::Error{sim::ErrorCode::badInput,
                              "This file is already there; give --force to replace it, or choose another name.",
                              file.string(), ""};
        }
    }
    return sim::Done{};
}

std::string versionText() {
    return "fascia " + std::string(build_info::kVersion) + " (" + std::string(build_info::kGitCommit) + ", " +
           std::string(build_info::kBuildType) + ", " + std::string(build_info::kCompiler) + ")\n" +
           std::string(io::kIntendedUse);
}

} // namespace fascia::cli
