#pragma once
// Recipe files of `fascia build` (docs/formats.md).

#include <filesystem>

#include "anatomy/surface_build.h"

namespace fascia::io {

/// Reads a recipe over the defaults. Errors: notFound, badInput with file, line and the nearest valid key.
sim::Result<anatomy::BuildRecipe> readBuildRecipe(const std::filesystem::path& file);

} // namespace fascia::io
