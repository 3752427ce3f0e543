#include "cli/list_command.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "anatomy/figure.h"
#include "anatomy/models.h"
#include "app/assets.h"
#include "cli/common_options.h"
#include "cli/parameter_page.h"
#include "io/claims.h"
#include "io/series_csv.h"
#include "io/units.h"
#include "sim/world.h"

namespace fascia::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ListOptions {
    std::string model = "low_back";
    std::string grade;
    bool json = false;
    bool markdown = false;
};

Json listScenarios() {
    Json rows = Json::array();
    for (const app::ScenarioInfo& info : app::listScenarios(app::findAssetsDir())) {
        rows.push_back({{"id", info.id},
                        {"title", info.title},
                        {"description", info.description},
                        {"model", info.model},
                        {"duration_s", info.duration_s},
                        {"file", info.file.string()}});
    }
    return rows;
}

Json listModels() {
    Json rows = Json::array();
    for (const anatomy::ModelInfo& info : anatomy::listModels()) {
        rows.push_back({{"id", info.id}, {"title", info.title}, {"description", info.description}});
    }
    return rows;
}

Json listParams() {
    Json rows = Json::array();
    for (const sim::ParamSpec& spec : sim::paramSpecs()) {
        Json row = {{"id", spec.id},           {"label", spec.label},     {"unit", spec.unit},
                    {"minimum", spec.minimum}, {"maximum", spec.maximum}, {"open_minimum", spec.openMinimum}};
        for (const sim::Preset& preset : sim::presets()) {
            row["value_" + std::string(preset.id)] = sim::getParam(preset.parameters, spec);
        }
        row["source"] = spec.source;
        row["grade"] = std::string(1, sim::gradeLetter(spec.grade));
        rows.push_back(row);
    }
    return rows;
}

Json listPresets() {
    Json rows = Json::array();
    for (const sim::Preset& preset : sim::presets()) {
        rows.push_back({{"id", preset.id}, {"title", preset.title}, {"statement", preset.statement}});
    }
    return rows;
}

Json listHypotheses() {
    Json rows = Json::array();
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        rows.push_back({{"id", spec.id},
                        {"label", spec.label},
                        {"statement", spec.statement},
                        {"source", spec.source},
                        {"grade", std::string(1, sim::gradeLetter(spec.grade))}});
    }
    return rows;
}

sim::Result<Json> listClaims(const std::string& grade) {
    const sim::Result<std::vector<io::Claim>> claims = io::readClaims(app::findAssetsDir() / "claims.toml");
    if (!claims) {
        return claims.error();
    }
    Json rows = Json::array();
    for (const io::Claim& claim : claims.value()) {
        const std::string letter(1, sim::gradeLetter(claim.grade));
        if (!grade.empty() && letter != grade) {
            continue;
        }
        rows.push_back({{"id", claim.id},
                        {"grade", letter},
                        {"claim", claim.claim},
                        {"observed", claim.observed},
                        {"cause", claim.cause},
                        {"better", claim.better},
                        {"wording", claim.wording},
                        {"sources", claim.sources},
                        {"checked", claim.checked},
                        {"hypotheses", claim.hypotheses},
                        {"parameters", claim.parameters},
                        {"presets", claim.presets}});
    }
    return rows;
}

sim::Result<Json> listSites(const std::string& model) {
    const sim::Result<std::shared_ptr<const sim::Web>> web = anatomy::loadModel(model, app::findAssetsDir());
    if (!web) {
        return web.error();
    }
    Json rows = Json::array();
    for (const sim::Site& site : web.value()->sites) {
        rows.push_back({{"id", site.id},
                        {"label", site.label},
                        {"region", web.value()->regionIds.at(site.region)},
                        {"position_m", site.position_m},
                        {"normal", site.normal},
                        {"fibre_direction", site.fibreDirection}});
    }
    return rows;
}

sim::Result<Json> listLines() {
    const sim::Result<anatomy::Figure> figure = anatomy::Figure::load(app::findAssetsDir() / "anatomy" / "figure.toml");
    if (!figure) {
        return figure.error();
    }
    Json rows = Json::array();
    for (const anatomy::FigureLine& line : figure.value().lines) {
        Json stations = Json::array();
        for (const anatomy::LineStation& station : line.stations) {
            stations.push_back({{"name", station.name}, {"tissue", station.tissue}, {"position_m", station.position}});
        }
        rows.push_back(
            {{"id", line.name}, {"evidence", line.evidence}, {"crosses", line.crosses}, {"stations", stations}});
    }
    return rows;
}

/// Fields are published by a World; every model has the same.
sim::Result<Json> listFields() {
    const sim::Result<std::shared_ptr<const sim::Web>> web = anatomy::loadModel("coupon", app::findAssetsDir());
    if (!web) {
        return web.error();
    }
    const sim::Result<sim::World> world = sim::World::create(web.value(), sim::WorldSetup{});
    if (!world) {
        return world.error();
    }
    Json rows = Json::array();
    for (const sim::FieldView& field : world.value().snapshot().fields) {
        rows.push_back({{"id", field.id},
                        {"label", field.label},
                        {"unit", field.unit},
                        {"where", field.where == sim::FieldWhere::node ? "node" : "spring"},
                        {"components", field.components},
                        {"display_unit", field.displayUnit}});
    }
    return rows;
}

/// The columns of series.csv, in its order.
sim::Result<Json> listColumns(const std::string& model) {
    const sim::Result<std::shared_ptr<const sim::Web>> web = anatomy::loadModel(model, app::findAssetsDir());
    if (!web) {
        return web.error();
    }
    Json rows = Json::array();
    const auto add = [&rows](const std::string& id, const std::string& unit, const std::string& label,
                             const std::string& parameters) {
        rows.push_back({{"id", id}, {"unit", unit}, {"label", label}, {"parameters", parameters}});
    };
    add("t_s", "s", "Simulated time", "");
    for (const io::SeriesColumn& column : io::seriesColumns()) {
        add(std::string(column.name), std::string(column.unit), std::string(column.label),
            std::string(column.parameters));
    }
    for (const sim::Joint& joint : web.value()->joints) {
        add("rom_deg_" + joint.id, "deg", joint.label + ", range", "joint.");
    }
    for (const sim::Nerve& nerve : web.value()->nerves) {
        add("nerve_load_" + nerve.id, "1", nerve.label + ", load over its threshold", "nerve.");
    }
    add("residual", "1", "Unbalanced force over applied force of the last step", "numerics.");
    return rows;
}

std::string cell(const Json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_number_float()) {
        return io::shortNumber(value.get<double>());
    }
    return value.dump();
}

/// Columns wide enough for all; long prose goes last and unpadded.
void printTable(const Json& rows, const std::vector<std::string>& keys) {
    std::vector<std::size_t> widths;
    for (const std::string& key : keys) {
        std::size_t width = key.size();
        for (const Json& row : rows) {
            width = std::max(width, cell(row.at(key)).size());
        }
        widths.push_back(width);
    }
    const auto printRow = [&](const auto& textOf) {
        std::string line;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            std::string text = textOf(keys[i]);
            if (i + 1 < keys.size()) {
                text.resize(widths[i] + 2, ' ');
            }
            line += text;
        }
        std::cout << line << '\n';
    };
    printRow([](const std::string& key) { return key; });
    for (const Json& row : rows) {
        printRow([&row](const std::string& key) { return cell(row.at(key)); });
    }
}

using Lister = sim::Result<Json> (*)(const ListOptions&);

struct Listing {
    const char* name;
    const char* help;
    std::vector<std::string> columns; ///< Of the table for people.
    Lister rows;
};

const std::vector<Listing>& listings() {
    static const std::vector<Listing> all{
        {"scenarios",
         "Scenarios that ship with the program",
         {"id", "duration_s", "model", "title"},
         [](const ListOptions&) -> sim::Result<Json> { return listScenarios(); }},
        {"models",
         "Built-in models",
         {"id", "title", "description"},
         [](const ListOptions&) -> sim::Result<Json> { return listModels(); }},
        {"params",
         "Parameters with unit, range, values of the presets, grade and source",
         {"id", "unit", "minimum", "maximum", "value_concept", "value_evidence", "grade", "source"},
         [](const ListOptions&) -> sim::Result<Json> { return listParams(); }},
        {"presets",
         "Parameter presets",
         {"id", "title", "statement"},
         [](const ListOptions&) -> sim::Result<Json> { return listPresets(); }},
        {"sites",
         "Named places of a model (--model)",
         {"id", "region", "label"},
         [](const ListOptions& options) { return listSites(options.model); }},
        {"lines",
         "Myofascial lines of the figure with the evidence for each (--json: stations)",
         {"id", "evidence"},
         [](const ListOptions&) -> sim::Result<Json> { return listLines(); }},
        {"hypotheses",
         "Pathways that can be switched off, with grade and source",
         {"id", "grade", "source", "statement"},
         [](const ListOptions&) -> sim::Result<Json> { return listHypotheses(); }},
        {"claims",
         "What is said about fascia, and how well it is supported (--grade)",
         {"id", "grade", "claim"},
         [](const ListOptions& options) { return listClaims(options.grade); }},
        {"columns",
         "Columns of series.csv with unit, and the parameters that they rest on (--model)",
         {"id", "unit", "parameters", "label"},
         [](const ListOptions& options) { return listColumns(options.model); }},
        {"fields",
         "Fields that pictures, files and plots can show",
         {"id", "unit", "where", "label"},
         [](const ListOptions&) { return listFields(); }},
    };
    return all;
}

int list(const Listing& listing, const ListOptions& options) {
    if (options.markdown) {
        std::cout << parameterPage();
        return kExitOk;
    }
    const sim::Result<Json> rows = listing.rows(options);
    if (!rows) {
        return reportError(rows.error());
    }
    if (options.json) {
        std::cout << rows.value().dump(2) << '\n';
    } else {
        printTable(rows.value(), listing.columns);
    }
    return kExitOk;
}

} // namespace

void addListCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand("list", "Show what there is, with units, ranges, sources");
    command->require_subcommand(1);
    auto options = std::make_shared<ListOptions>();
    for (const Listing& listing : listings()) {
        CLI::App* inner = command->add_subcommand(listing.name, listing.help);
        inner->add_flag("--json", options->json, "JSON instead of a table");
        if (std::string(listing.name) == "sites" || std::string(listing.name) == "columns") {
            inner->add_option("--model", options->model, "A built-in model, or a path")->capture_default_str();
        }
        if (std::string(listing.name) == "claims") {
            inner->add_option("--grade", options->grade, "Only claims of this grade")
                ->check(CLI::IsMember({"A", "B", "C", "D", "E"}));
        }
        if (std::string(listing.name) == "params") {
            inner->add_flag("--markdown", options->markdown, "The page docs/parameters.md");
        }
        inner->callback([options, &listing, &exitCode] { exitCode = list(listing, *options); });
    }
}

} // namespace fascia::cli
