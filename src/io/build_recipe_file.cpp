#include "io/build_recipe_file.h"

#include <array>
#include <fstream>
#include <iterator>

#include "io/text.h"
#include "io/toml_table.h"

namespace fascia::io {
namespace {

using namespace std::string_view_literals;

constexpr std::array kTop{"schema_version"sv, "id"sv, "title"sv, "unit"sv, "web"sv, "fibre"sv, "site"sv};
constexpr std::array kWeb{"nodes"sv, "edge_mm"sv, "skin_mm"sv, "fat_mm"sv, "deep_fascia_mm"sv, "muscle_mm"sv};
constexpr std::array kFibre{"direction"sv};
constexpr std::array kSite{"id"sv, "label"sv, "position_m"sv};
constexpr std::array kUnits{"m"sv, "cm"sv, "mm"sv, "in"sv};
constexpr std::array kMetres{1.0, 1e-2, 1e-3, 0.0254};
constexpr std::uintmax_t kLargest_bytes = 1U << 20U;
constexpr double kFarthest_m = 3.1e3; ///< A surface of 3 m may lie a thousand times its size away from the origin.

void readWeb(TomlTable table, anatomy::BuildRecipe& recipe) {
    std::int64_t nodes = recipe.nodes;
    table.integer("nodes", 500, 400'000, nodes);
    recipe.nodes = static_cast<int>(nodes);
    table.number("edge_mm", "mm", Range{1.0, 100.0}, recipe.edge_m);
    table.number("skin_mm", "mm", Range{0.2, 10.0}, recipe.skin_m);
    table.number("fat_mm", "mm", Range{0.5, 60.0}, recipe.fat_m);
    table.number("deep_fascia_mm", "mm", Range{0.05, 5.0}, recipe.deepFascia_m);
    table.number("muscle_mm", "mm", Range{2.0, 200.0}, recipe.muscle_m);
}

} // namespace

sim::Result<anatomy::BuildRecipe> readBuildRecipe(const std::filesystem::path& file) {
    const std::string name = printable(file.string(), 300);
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) {
        return sim::Error{sim::ErrorCode::notFound, "There is no such recipe file.", name, ""};
    }
    if (!std::filesystem::is_regular_file(file, failure) ||
        std::filesystem::file_size(file, failure) > kLargest_bytes) {
        return sim::Error{sim::ErrorCode::badInput, "A recipe is an ordinary file of at most 1 MiB.", name, ""};
    }
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    sim::Result<toml::table> parsed = parseToml(text, name);
    if (!parsed) {
        return parsed.error();
    }
    TomlContext context(name);
    anatomy::BuildRecipe recipe;
    TomlTable top(context, parsed.value(), "", kTop);
    std::int64_t version = 1;
    top.integer("schema_version", 1, 1, version);
    top.string("id", 100, recipe.id);
    top.string("title", 200, recipe.title);
    if (const int unit = top.choice("unit", kUnits); unit >= 0) {
        recipe.metresPerUnit = kMetres[static_cast<std::size_t>(unit)];
    }
    if (const auto* inner = top.table("web")) {
        readWeb(TomlTable(context, *inner, "web", kWeb), recipe);
    }
    if (const auto* inner = top.table("fibre")) {
        TomlTable table(context, *inner, "fibre", kFibre);
        std::array<double, 3> direction{};
        if (table.point("direction", 1e6, direction)) {
            if (anatomy::norm(direction) < 1e-9) {
                table.fail("direction", "A direction cannot be zero.");
            }
            recipe.fibre = anatomy::unit(direction);
        }
    }
    for (const auto* inner : top.tables("site", 200)) {
        TomlTable table(context, *inner, "site", kSite);
        anatomy::BuildSite site;
        if (table.require("id") && table.require("position_m")) {
            table.string("id", 100, site.id);
            table.string("label", 200, site.label);
            table.point("position_m", kFarthest_m, site.position_m);
            recipe.sites.push_back(site);
        }
    }
    if (!context.ok()) {
        return *context.error();
    }
    return recipe;
}

} // namespace fascia::io
