#pragma once
// The merged scenario that the program's own files carry: pictures (PNG), videos (MP4), run.json, course.json and the
// about.json of numbered pictures. Any of them can be given where a scenario is, and is done again.

#include <filesystem>
#include <string>

#include "sim/core/result.h"

namespace fascia::io {

/// What a file is, told from its first bytes, whatever its name.
enum class ScenarioCarrier { none, png, mp4, json };

ScenarioCarrier scenarioCarrier(const std::filesystem::path& file);

/// The scenario in `file` as TOML. Errors: io; badInput where the file carries none or is damaged.
sim::Result<std::string> embeddedScenarioToml(const std::filesystem::path& file, ScenarioCarrier carrier);

/// Do the boxes of an MP4 file fill it to the last byte, with an index (moov) among them? Not where a disk was full.
bool isWholeMp4(const std::filesystem::path& file);

} // namespace fascia::io
