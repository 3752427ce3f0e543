#pragma once

#include <CLI/CLI.hpp>

namespace fascia::cli {

/// `fascia render SCENARIO --output x.png` or `--video x.mp4`: runs without a window and writes a picture or a video;
/// --at T1,T2 puts moments side by side, or begins and ends the video.
void addRenderCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
