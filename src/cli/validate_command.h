#pragma once
// `fascia validate`: the checks of src/validation, printed and written.

#include <CLI/CLI.hpp>

namespace fascia::cli {

void addValidateCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
