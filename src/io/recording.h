#pragma once
// A recording: the scenario, every step's length and every command with the step before which it was applied, and the
// state hash at the end. JSON lines (docs/formats.md). Replaying it gives the same hash, or something has changed.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/command.h"
#include "sim/core/result.h"

namespace fascia::io {

/// A command with the step before which it was applied.
struct RecordedCommand {
    std::uint64_t step = 0;
    double time_s = 0.0;
    sim::Command command;
};

/// Steps of equal length in a row.
struct StepRun {
    double dt_s = 0.0;
    std::uint64_t count = 0;
};

struct Recording {
    std::string version; ///< Of the program that recorded.
    std::string commit;
    std::string scenarioToml; ///< Merged.
    std::string scenarioId;
    std::vector<StepRun> steps;
    std::vector<RecordedCommand> commands; ///< In order of step.
    std::uint64_t stateHash = 0;           ///< At the end.

    [[nodiscard]] std::uint64_t stepCount() const;
};

std::string recordingText(const Recording& recording);
/// Errors: notFound, io, badInput with file:line.
sim::Result<Recording> readRecording(const std::filesystem::path& file);

/// 16 hex digits.
std::string hashText(std::uint64_t hash);
std::optional<std::uint64_t> parseHash(const std::string& text);

} // namespace fascia::io
