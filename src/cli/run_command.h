#pragma once

#include <CLI/CLI.hpp>

namespace fascia::cli {

/// `fascia run SCENARIO`: headless; writes series.csv and run.json.
void addRunCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
