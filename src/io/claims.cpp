#include "io/claims.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "io/text.h"
#include "io/toml_table.h"

namespace fascia::io {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kTopKeys{"schema_version"sv, "claim"sv};
constexpr std::array kClaimKeys{"id"sv,      "claim"sv,   "grade"sv,   "observed"sv,   "cause"sv,      "better"sv,
                                "wording"sv, "sources"sv, "checked"sv, "hypotheses"sv, "parameters"sv, "presets"sv};
constexpr std::array kGrades{"A"sv, "B"sv, "C"sv, "D"sv, "E"sv};
constexpr std::size_t kMostClaims = 1000;

template <typename Specs>
std::vector<std::string_view> idsOf(const Specs& specs) {
    std::vector<std::string_view> ids;
    for (const auto& spec : specs) {
        ids.push_back(spec.id);
    }
    return ids;
}

/// Every name is one of `valid`.
void checkNames(TomlTable& table, std::string_view key, const std::vector<std::string>& names,
                const std::vector<std::string_view>& valid) {
    for (const std::string& name : names) {
        if (std::find(valid.begin(), valid.end(), name) == valid.end()) {
            table.fail(key, "There is no '" + printable(name) + "' among the " + std::string(key) + " of this program.",
                       std::string(sim::nearestName(name, valid)));
        }
    }
}

Claim readClaim(TomlContext& context, const toml::table& source, std::size_t index) {
    TomlTable table(context, source, "claim[" + std::to_string(index) + "]", kClaimKeys);
    for (const std::string_view key : kClaimKeys) {
        table.require(key);
    }
    Claim claim;
    table.string("id", 60, claim.id);
    table.string("claim", 300, claim.claim);
    claim.grade = static_cast<sim::Grade>(std::max(0, table.choice("grade", kGrades)));
    table.string("observed", 1000, claim.observed);
    table.string("cause", 300, claim.cause);
    table.string("better", 300, claim.better);
    table.string("wording", 300, claim.wording);
    table.strings("sources", 400, claim.sources);
    table.date("checked", claim.checked);
    table.strings("hypotheses", 100, claim.hypotheses);
    table.strings("parameters", 100, claim.parameters);
    table.strings("presets", 100, claim.presets);
    if (!context.ok()) {
        return claim;
    }
    for (const auto& [key, text] :
         {std::pair{"id", &claim.id}, std::pair{"claim", &claim.claim}, std::pair{"observed", &claim.observed},
          std::pair{"cause", &claim.cause}, std::pair{"better", &claim.better}, std::pair{"wording", &claim.wording}}) {
        if (text->empty()) {
            table.fail(key, "A claim needs words here.");
        }
    }
    if (claim.sources.empty()) {
        table.fail("sources", "A claim needs at least one source.");
    }
    checkNames(table, "hypotheses", claim.hypotheses, idsOf(sim::hypothesisSpecs()));
    checkNames(table, "parameters", claim.parameters, idsOf(sim::paramSpecs()));
    checkNames(table, "presets", claim.presets, idsOf(sim::presets()));
    return claim;
}

} // namespace

sim::Result<std::vector<Claim>> parseClaims(std::string_view toml, const std::string& name) {
    const sim::Result<toml::table> parsed = parseToml(toml, name);
    if (!parsed) {
        return parsed.error();
    }
    TomlContext context(name);
    TomlTable top(context, parsed.value(), "", kTopKeys);
    std::int64_t version = 1;
    top.require("schema_version");
    top.integer("schema_version", 1, 1, version);
    std::vector<Claim> claims;
    for (const toml::table* source : top.tables("claim", kMostClaims)) {
        Claim claim = readClaim(context, *source, claims.size());
        if (context.ok() && findClaim(claims, claim.id) != nullptr) {
            context.fail(context.place(source->source(), "claim"),
                         "The claim '" + printable(claim.id) + "' is there twice.");
        }
        claims.push_back(std::move(claim));
    }
    if (!context.ok()) {
        return *context.error();
    }
    return claims;
}

sim::Result<std::vector<Claim>> readClaims(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return sim::Error{sim::ErrorCode::notFound, "The ledger of claims cannot be read.", file.string(), ""};
    }
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    return parseClaims(text, file.string());
}

const Claim* findClaim(std::span<const Claim> claims, std::string_view id) {
    const auto found = std::find_if(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.id == id; });
    return found == claims.end() ? nullptr : &*found;
}

} // namespace fascia::io
