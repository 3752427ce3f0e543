#pragma once
// Where the program's data is, and the scenarios that ship with it.

#include <filesystem>
#include <string>
#include <vector>

#include "sim/core/result.h"

namespace fascia::app {

/// $FASCIA_ASSETS_DIR, else beside the installed program (../share/fascia/assets), else the source tree's.
std::filesystem::path findAssetsDir();

struct ScenarioInfo {
    std::string id; ///< The file's name without extension.
    std::string title;
    std::string description;
    std::string model;
    double duration_s = 0.0;
    std::filesystem::path file;
};

inline constexpr const char* kDefaultScenario = "slow_hold";

/// The scenarios in assetsDir/scenarios, by id. Files that cannot be read are left out.
std::vector<ScenarioInfo> listScenarios(const std::filesystem::path& assetsDir);

/// The file of a scenario given as a path or as the id of a shipped one. Error: notFound with the nearest id.
sim::Result<std::filesystem::path> findScenario(const std::string& pathOrId, const std::filesystem::path& assetsDir);

} // namespace fascia::app
