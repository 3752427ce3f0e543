#pragma once

#include <CLI/CLI.hpp>

namespace fascia::cli {

/// `fascia render SCENARIO --output x.png`: runs without a window and writes a picture; --at T1,T2 puts moments side by
/// side.
void addRenderCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
