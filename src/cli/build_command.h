#pragma once

#include <CLI/CLI.hpp>

namespace fascia::cli {

/// `fascia build SURFACE`: a layered web from any closed surface.
void addBuildCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
