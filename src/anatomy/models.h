#pragma once
// The built-in models by name. The one way to get a web.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/result.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

struct ModelInfo {
    std::string id;          ///< What loadModel takes.
    std::string title;       ///< For people.
    std::string description; ///< One or two sentences.
};

/// Built-in models, in the order in which a menu shows them.
std::vector<ModelInfo> listModels();

/// Loads a built-in model by id, or the layered geometry in a .json file by path. `assetsDir` is the directory that
/// holds meshes/. Errors: notFound with the nearest valid name; badInput for a malformed file.
sim::Result<std::shared_ptr<const sim::Web>> loadModel(const std::string& idOrPath,
                                                       const std::filesystem::path& assetsDir);

} // namespace fascia::anatomy
