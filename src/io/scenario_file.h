#pragma once
// Reads, changes and writes scenarios. Strict: an unknown key, a wrong type or a number out of range is an error that
// names the place (file:line, or the --set) and what would be valid.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "io/scenario.h"
#include "sim/core/result.h"
#include "sim/web/web.h"

namespace fascia::io {

inline constexpr int kScenarioSchemaVersion = 1;

/// Reads a scenario file and then applies `settings`, each "KEY=VALUE" (see applySetting). A relative model path is
/// looked for beside the scenario first. The file may also be one that carries a merged scenario (embedded_scenario.h): a
/// picture, a video, a run.json. Errors: notFound, io, badInput.
sim::Result<Scenario> readScenario(const std::filesystem::path& file, std::span<const std::string> settings = {});

/// The same from text; `name` stands in for the file in messages.
sim::Result<Scenario> parseScenario(std::string_view toml, const std::string& name,
                                    std::span<const std::string> settings = {});

/// Changes one thing: "duration_s=5min", "autonomic.stress=0.4", "hand.0.pressure_kPa=12kPa" (hand[0] is the same; without
/// an index all hands), "hypothesis.guarding=false", or any parameter id. Units are accepted; a bare number is in the
/// unit of the key's name. On error nothing is changed.
sim::Status applySetting(Scenario& scenario, std::string_view setting);

/// Finishes a scenario for a web: checks every site id, fills in positions, draws the random restrictions.
sim::Status resolveScenario(Scenario& scenario, const sim::Web& web);

/// The preset with the scenario's [set] applied. Valid for every scenario that was read by this header.
sim::Parameters mergedParameters(const Scenario& scenario);

/// The full merged scenario as TOML; reading it gives the same scenario, bit for bit.
std::string mergedToml(const Scenario& scenario);
/// The same as a JSON object, on one line.
std::string mergedJson(const Scenario& scenario);

} // namespace fascia::io
