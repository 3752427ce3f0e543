#pragma once
// Commands as JSON objects, for recordings. Internal to io.

#include <nlohmann/json.hpp>

#include "sim/command.h"
#include "sim/core/result.h"

namespace fascia::io {

/// {"command":"press_hand","hand":0,...}; keys carry the unit.
nlohmann::ordered_json commandToJson(const sim::Command& command);
/// Error badInput says what is missing or wrong.
sim::Result<sim::Command> commandFromJson(const nlohmann::ordered_json& json);

} // namespace fascia::io
