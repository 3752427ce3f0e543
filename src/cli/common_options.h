#pragma once
// Options that several commands share, and how errors become one sentence and an exit code.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "io/scenario.h"
#include "sim/core/result.h"

namespace fascia::cli {

/// Exit codes of the interface.
inline constexpr int kExitOk = 0;
inline constexpr int kExitRunError = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitSolver = 3;
inline constexpr int kExitMismatch = 4;
inline constexpr int kExitNoGraphics = 5;
inline constexpr int kExitInterrupted = 130;

/// Residual of a step above which a run does not count as solved (exit 3).
inline constexpr double kLargestResidual = 1e-2;

int exitCodeOf(sim::ErrorCode code);
/// Prints the error as one sentence on stderr and returns its exit code.
int reportError(const sim::Error& error);

/// SCENARIO, --set, --duration, --seed, --threads.
struct ScenarioOptions {
    std::string scenario; ///< A path or the id of a shipped scenario.
    std::vector<std::string> settings;
    std::string duration;
    std::string seed;
    int threads = 0; ///< 0: as many as the machine has, at most 8. Results do not depend on it.

    /// --duration and --seed as settings, after those of --set.
    [[nodiscard]] std::vector<std::string> allSettings() const;
    [[nodiscard]] int threadCount() const;
};
void addScenarioOptions(CLI::App& command, ScenarioOptions& options);
/// Finds and reads the scenario with all settings applied.
sim::Result<io::Scenario> loadScenario(const ScenarioOptions& options);

/// --progress, --quiet.
enum class ProgressMode { automatic, bar, json, none };
struct OutputOptions {
    std::string progress = "auto";
    bool quiet = false;

    [[nodiscard]] ProgressMode progressMode() const;
};
void addOutputOptions(CLI::App& command, OutputOptions& options);

/// The value of an option with a unit, such as --every 0.1s, in SI; the error names the option.
sim::Result<double> optionQuantity(const std::string& option, const std::string& text, const std::string& bareUnit,
                                   double minimum, double maximum);

/// Error badInput if one of the files is there and `force` is not given.
sim::Status checkOverwrite(const std::vector<std::filesystem::path>& files, bool force);

/// Ends the lines of --version.
std::string versionText();

} // namespace fascia::cli
