#include "app/assets.h"

#include <algorithm>
#include <cstdlib>

#include "build_info.h"
#include "io/scenario_file.h"
#include "io/text.h"
#include "sim/params.h"

namespace fascia::app {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> scenarioFiles(const fs::path& assetsDir) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(assetsDir / "scenarios", failure)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

fs::path findAssetsDir() {
    if (const char* chosen = std::getenv("FASCIA_ASSETS_DIR"); chosen != nullptr && *chosen != '\0') {
        return chosen;
    }
    std::error_code failure;
    const fs::path program = fs::read_symlink("/proc/self/exe", failure);
    if (!failure) {
        const fs::path installed = program.parent_path().parent_path() / "share/fascia/assets";
        if (fs::is_directory(installed, failure)) {
            return installed;
        }
    }
    return fs::path(build_info::kAssetsDirBuild);
}

std::vector<ScenarioInfo> listScenarios(const fs::path& assetsDir) {
    std::vector<ScenarioInfo> list;
    for (const fs::path& file : scenarioFiles(assetsDir)) {
        const sim::Result<io::Scenario> scenario = io::readScenario(file);
        if (!scenario) {
            continue;
        }
        const io::Scenario& s = scenario.value();
        list.push_back({s.id, s.title, s.description, s.model, s.duration_s, file});
    }
    return list;
}

sim::Result<fs::path> findScenario(const std::string& pathOrId, const fs::path& assetsDir) {
    const fs::path path(pathOrId);
    std::error_code failure;
    const bool looksLikeFile = path.has_parent_path() || path.has_extension();
    if (looksLikeFile && fs::exists(path, failure)) {
        return path;
    }
    std::vector<std::string> ids;
    for (const fs::path& file : scenarioFiles(assetsDir)) {
        if (file.stem() == path) {
            return file;
        }
        ids.push_back(file.stem().string());
    }
    if (fs::is_regular_file(path, failure)) {
        return path;
    }
    const std::vector<std::string_view> views(ids.begin(), ids.end());
    std::string message =
        looksLikeFile ? "There is no such scenario file" : "There is no scenario '" + io::printable(pathOrId) + "'";
    message += ids.empty() ? "; no scenarios were found in " + (assetsDir / "scenarios").string() + "."
                           : "; those that ship with the program are " + io::joined(ids) + ".";
    const std::string stem = path.stem().string();
    return sim::Error{sim::ErrorCode::notFound, message, looksLikeFile ? io::printable(pathOrId, 300) : "",
                      std::string(sim::nearestName(std::string_view(stem).substr(0, 100), views))};
}

} // namespace fascia::app
