#pragma once

#include <CLI/CLI.hpp>

namespace fascia::cli {

/// `fascia list WHAT [--json]`: what there is, with units, ranges, sources.
void addListCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
