#pragma once
// A scenario as a JSON object: between Scenario, TOML and the files that the program writes.

#include <string>

#include <nlohmann/json.hpp>

namespace fascia::io {

/// The TOML of a scenario's JSON object. Keys and texts are quoted where they must be, so any object gives TOML that can be
/// read and judged; values that TOML does not have (null) are an error there.
std::string scenarioToml(const nlohmann::ordered_json& scenario);

} // namespace fascia::io
