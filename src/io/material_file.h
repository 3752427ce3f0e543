#pragma once
// assets/materials/<preset>.toml: the numbers of a preset with unit, range, source and grade, for people to read. Written
// from the program's own table (sim/presets.h), so the two cannot differ; tests/unit/material_file_test.cpp.

#include <string>
#include <string_view>

namespace fascia::io {

/// The whole file; empty for an unknown preset.
std::string materialToml(std::string_view presetId);

} // namespace fascia::io
