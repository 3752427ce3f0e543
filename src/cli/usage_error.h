#pragma once

#include <CLI/CLI.hpp>

namespace fascia::cli {

/// Prints help or version where that was asked for (0), else one sentence on stderr with the nearest valid name (2).
int finishParse(const CLI::App& app, const CLI::ParseError& error);

/// Stands in for a command that this build does not have; says so and exits with 5.
void addUnavailableCommand(CLI::App& app, const char* name, const char* help, int& exitCode);

} // namespace fascia::cli
