#pragma once
// Reads a case for `fascia solve`: a TOML file that names a net (OBJ), its materials, supports, loads and what to solve.
// The keys are those of docs/solve.md.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/core/result.h"
#include "sim/solver/network.h"

namespace fascia::io {

struct NetworkCase {
    std::string title;
    std::filesystem::path networkFile; ///< As found.
    sim::Network network;
    sim::NetworkSettings settings;
    bool dynamic = false;
    std::vector<std::int32_t> outputNodes; ///< Rows of history.csv; all nodes when the case names none.
};

/// `settings` are KEY=VALUE texts that replace keys of the file. Errors: notFound, io, badInput with file:line (or the
/// setting), what is valid and the nearest name.
sim::Result<NetworkCase> readNetworkCase(const std::filesystem::path& file, std::span<const std::string> settings = {});

} // namespace fascia::io
