#pragma once

#include <filesystem>
#include <string>

#include <toml++/toml.h>

#include "sim/core/result.h"

namespace fascia::anatomy {

/// A TOML file's table. Errors: badInput, with the line.
inline sim::Result<toml::table> readToml(const std::filesystem::path& path) {
    try {
        return toml::parse_file(path.string());
    } catch (const toml::parse_error& error) {
        return sim::Error{sim::ErrorCode::badInput, std::string(error.description()) + ".",
                          path.string() + ":" + std::to_string(error.source().begin.line), ""};
    }
}

} // namespace fascia::anatomy
