#pragma once
// `fascia solve`: any net of springs that the user gives.

#include <CLI/CLI.hpp>

namespace fascia::cli {

void addSolveCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
