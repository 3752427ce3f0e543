#pragma once
// A picture of the window as it stands, panels included.

#include <filesystem>

#include "sim/core/result.h"

namespace fascia::viewer {

/// Reads the back buffer (before it is swapped) and writes a PNG. Errors: io.
sim::Status writeWindowPicture(const std::filesystem::path& file, int width_px, int height_px);

/// "fascia-0001.png" in the present folder, or the first number that is free.
std::filesystem::path freePictureName();

} // namespace fascia::viewer
