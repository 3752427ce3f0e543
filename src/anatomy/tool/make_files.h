#pragma once
// What fascia_mesh does: each writes its files, says what it wrote, and returns the exit code.

#include <filesystem>
#include <string>

#include "anatomy/tool/visual_recipe.h"

namespace fascia::anatomy {

/// ID_quick.json beside a file of bones and muscles.
int makeQuick(const std::filesystem::path& path);

/// "low_back", "low_back_coarse", "context", or a recipe file. `onlyForms`: bones and muscles alone.
int makeModel(const std::string& model, const std::string& figurePath, const std::string& outDir, double edge_mm,
              const FormDetail& visual, bool onlyForms);

} // namespace fascia::anatomy
