#pragma once
// The ledger of claims (assets/claims.toml): what is said about fascia, how well it is supported, and which switches,
// parameters and presets of the model rest on it.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/result.h"
#include "sim/params.h"

namespace fascia::io {

struct Claim {
    std::string id;
    std::string claim; ///< As it is said.
    sim::Grade grade = sim::Grade::E;
    std::string observed;
    std::string cause;                ///< Whether fascia is shown to be the cause.
    std::string better;               ///< Whether it is better than alternatives.
    std::string wording;              ///< How the program says it.
    std::vector<std::string> sources; ///< With address.
    std::string checked;              ///< Day, 2026-01-31.
    std::vector<std::string> hypotheses;
    std::vector<std::string> parameters;
    std::vector<std::string> presets;
};

/// Reads the ledger. Strict: every entry is whole, has a source, a known grade and ids of this program only, and no id
/// occurs twice; the error names the line and the nearest valid name.
sim::Result<std::vector<Claim>> readClaims(const std::filesystem::path& file);
/// The same from text; `name` stands in for the file in messages.
sim::Result<std::vector<Claim>> parseClaims(std::string_view toml, const std::string& name);

/// The claim of that id, or nullptr.
const Claim* findClaim(std::span<const Claim> claims, std::string_view id);

} // namespace fascia::io
