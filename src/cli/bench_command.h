#pragma once

#include <CLI/CLI.hpp>

namespace fascia::cli {

/// `fascia bench`: times the solver on standard nets, with the peers that are built in; CSV on stdout.
void addBenchCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
