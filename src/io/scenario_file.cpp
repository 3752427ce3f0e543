#include "io/scenario_file.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include "io/embedded_scenario.h"
#include "io/scenario_keys.h"
#include "io/scenario_settings.h"
#include "io/text.h"
#include "io/toml_table.h"
#include "io/units.h"

namespace fascia::io {
namespace {

constexpr std::size_t kLargestFile_bytes = 1U << 20U;
constexpr double kLongest_s = 3.2e7; // about a year

constexpr Range kShare{0.0, 1.0};
constexpr Range kTime{0.0, kLongest_s};
constexpr Range kRadius{0.005, 0.3};
constexpr Range kArea{0.5, 200.0};
constexpr Range kPressure{0.0, 200.0, true};
constexpr Range kRate{0.0, 1000.0, true};

template <typename Spec>
std::vector<std::string_view> idsOf(std::span<const Spec> specs) {
    std::vector<std::string_view> ids;
    for (const Spec& spec : specs) {
        ids.push_back(spec.id);
    }
    return ids;
}

void readAutonomic(TomlContext& context, const toml::table& source, Scenario& scenario) {
    TomlTable table(context, source, "autonomic", keys::kAutonomic);
    table.number("stress", "1", kShare, scenario.stress);
    for (const toml::table* entry : table.tables("change", 10000)) {
        const std::string path = "autonomic.change[" + std::to_string(scenario.stressChanges.size()) + "]";
        TomlTable change(context, *entry, path, keys::kChange);
        StressChange& spec = scenario.stressChanges.emplace_back();
        change.require("t_s");
        change.require("stress");
        change.number("t_s", "s", kTime, spec.t_s);
        change.number("stress", "1", kShare, spec.stress);
    }
    std::stable_sort(scenario.stressChanges.begin(), scenario.stressChanges.end(),
                     [](const StressChange& a, const StressChange& b) { return a.t_s < b.t_s; });
}

void readHypotheses(TomlContext& context, const toml::table& source, Scenario& scenario) {
    const std::vector<std::string_view> ids = idsOf(sim::hypothesisSpecs());
    TomlTable table(context, source, "hypothesis", ids);
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        table.boolean(spec.id, scenario.hypotheses[static_cast<std::size_t>(spec.hypothesis)]);
    }
}

void setParameter(TomlContext& context, const std::string& place, const std::string& id, const toml::node& node,
                  Scenario& scenario) {
    const sim::ParamSpec* spec = sim::findParam(id);
    if (spec == nullptr) {
        const std::vector<std::string_view> ids = idsOf(sim::paramSpecs());
        context.fail(place, "Unknown parameter '" + printable(id) + "'; `fascia list params` shows them all.",
                     std::string(sim::nearestName(std::string_view(id).substr(0, 100), ids)));
        return;
    }
    double value = 0.0;
    if (const auto* whole = node.as_integer()) {
        value = static_cast<double>(whole->get());
    } else if (const auto* real = node.as_floating_point()) {
        value = real->get();
    } else if (const auto* text = node.as_string()) {
        const sim::Result<double> quantity = parseQuantity(printable(text->get()), spec->unit);
        if (!quantity) {
            context.fail(place, "'" + id + "': " + quantity.error().message);
            return;
        }
        value = quantity.value();
    } else {
        context.fail(place, "'" + id + "' must be a number.");
        return;
    }
    sim::Parameters probe;
    const sim::Status status = sim::setParam(probe, id, value);
    if (!status) {
        context.fail(place, "'" + id + "': " + status.error().message, status.error().nearest);
        return;
    }
    scenario.sets.emplace_back(id, value);
}

/// Both "a.b" = 1 in quotes and a.b = 1 without.
void readSet(TomlContext& context, const toml::table& source, const std::string& prefix, Scenario& scenario) {
    for (auto&& [key, node] : source) {
        const std::string id = prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
        if (const toml::table* inner = node.as_table()) {
            readSet(context, *inner, id, scenario);
        } else {
            setParameter(context, context.place(key.source(), id), id, node, scenario);
        }
    }
}

void readRestriction(TomlContext& context, const toml::table& source, Scenario& scenario) {
    const std::string path = "restriction[" + std::to_string(scenario.restrictions.size()) + "]";
    TomlTable table(context, source, path, keys::kRestriction);
    RestrictionSpec& spec = scenario.restrictions.emplace_back();
    table.string("site", 200, spec.site);
    const bool hasPoint = table.point("position_m", 10.0, spec.position_m);
    if (context.ok() && hasPoint == !spec.site.empty()) {
        table.fail("site", "'" + path + "' needs either a site or a position_m.");
    }
    table.number("radius_m", "m", kRadius, spec.radius_m);
    table.number("adhesion", "1", kShare, spec.adhesion);
}

void readDraw(TomlContext& context, const toml::table& source, Scenario& scenario) {
    TomlTable table(context, source, "restrictions", keys::kDraw);
    RestrictionDraw& draw = scenario.draw.emplace();
    if (table.has("seed")) {
        std::int64_t seed = 0;
        table.integer("seed", 0, std::numeric_limits<std::int64_t>::max(), seed);
        draw.seed = static_cast<std::uint64_t>(seed);
    }
    std::int64_t count = 0;
    table.require("count");
    table.integer("count", 0, 64, count);
    draw.count = static_cast<int>(count);
    table.number("radius_m", "m", kRadius, draw.radius_m);
    table.number("adhesion", "1", kShare, draw.adhesion);
}

void readHand(TomlContext& context, const toml::table& source, Scenario& scenario) {
    const std::string path = "hand[" + std::to_string(scenario.hands.size()) + "]";
    TomlTable table(context, source, path, keys::kHand);
    HandSpec& spec = scenario.hands.emplace_back();
    table.require("t_s");
    table.require("site");
    table.number("t_s", "s", kTime, spec.t_s);
    table.string("site", 200, spec.site);
    std::int64_t hand = 0;
    table.integer("hand", 0, sim::kMaxHands - 1, hand);
    spec.hand = static_cast<int>(hand);
    table.number("area_cm2", "cm2", kArea, spec.area_m2);
    table.number("pressure_kPa", "kPa", kPressure, spec.pressure_Pa);
    table.number("ramp_kPa_per_s", "kPa/s", kRate, spec.ramp_Pa_per_s);
    table.number("hold_s", "s", kTime, spec.hold_s);
    table.number("release_kPa_per_s", "kPa/s", kRate, spec.release_Pa_per_s);
    table.numberInUnit("traction_deg", "deg", Range{0.0, 80.0}, spec.traction_deg);
    table.numberInUnit("traction_direction_deg", "deg", Range{-360.0, 360.0}, spec.tractionDirection_deg);
    const int surface = table.choice("surface", keys::kSurfaces);
    if (surface >= 0) {
        spec.surface = static_cast<sim::SkinSurface>(surface);
    }
    for (std::size_t i = 0; context.ok() && i + 1 < scenario.hands.size(); ++i) {
        const HandSpec& other = scenario.hands[i];
        if (other.hand == spec.hand && other.t_s < spec.goneAt_s() && spec.t_s < other.goneAt_s()) {
            table.fail("t_s", "'" + path + "' uses hand " + std::to_string(spec.hand) + " from " +
                                  shortNumber(spec.t_s) + " s to " + shortNumber(spec.goneAt_s()) + " s, but hand[" +
                                  std::to_string(i) + "] already has it from " + shortNumber(other.t_s) + " s to " +
                                  shortNumber(other.goneAt_s()) + " s; move one or give another 'hand' (0 to " +
                                  std::to_string(sim::kMaxHands - 1) + ").");
        }
    }
}

void readVersion(TomlTable& table) {
    std::int64_t version = 0;
    if (!table.has("schema_version")) {
        table.fail("schema_version", "'schema_version' is missing; write schema_version = " +
                                         std::to_string(kScenarioSchemaVersion) + ".");
        return;
    }
    table.integer("schema_version", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                  version);
    if (version > kScenarioSchemaVersion) {
        table.fail("schema_version", "This scenario is of schema version " + std::to_string(version) +
                                         ", but this program reads version " + std::to_string(kScenarioSchemaVersion) +
                                         "; a newer program is needed.");
    } else if (version != kScenarioSchemaVersion) {
        table.fail("schema_version", "'schema_version' must be " + std::to_string(kScenarioSchemaVersion) + ".");
    }
}

/// A model given as a file is looked for beside the scenario first.
std::string modelPath(const std::string& model, const std::filesystem::path& scenarioFile) {
    const std::filesystem::path path(model);
    const bool isFile = path.has_parent_path() || path.has_extension();
    if (!isFile || path.is_absolute() || !scenarioFile.has_parent_path()) {
        return model;
    }
    std::error_code ignored;
    const std::filesystem::path beside = scenarioFile.parent_path() / path;
    return std::filesystem::exists(beside, ignored) ? beside.string() : model;
}

void readTop(TomlContext& context, const toml::table& source, const std::filesystem::path& file, Scenario& scenario) {
    // The version comes first: in a newer file an unknown key is no mistake.
    const std::vector<std::string_view> any = [&] {
        std::vector<std::string_view> present;
        for (auto&& [key, node] : source) {
            present.push_back(key.str());
        }
        return present;
    }();
    TomlTable version(context, source, "", any);
    readVersion(version);
    if (!context.ok()) {
        return;
    }

    TomlTable table(context, source, "", keys::kTop);
    table.string("title", 200, scenario.title);
    table.string("description", 4000, scenario.description);
    table.strings("claims", 100, scenario.claims);
    table.string("model", 1000, scenario.model);
    if (context.ok()) {
        scenario.model = modelPath(scenario.model, file);
    }
    const int preset = table.choice("preset", idsOf(sim::presets()));
    if (preset >= 0) {
        scenario.preset = sim::presets()[static_cast<std::size_t>(preset)].id;
    }
    auto seed = static_cast<std::int64_t>(scenario.seed);
    table.integer("seed", 0, std::numeric_limits<std::int64_t>::max(), seed);
    scenario.seed = static_cast<std::uint64_t>(seed);
    table.number("duration_s", "s", Range{0.0, kLongest_s, true}, scenario.duration_s);
    table.number("initial_adhesion", "1", kShare, scenario.initialAdhesion);
    if (const auto* inner = table.table("autonomic")) {
        readAutonomic(context, *inner, scenario);
    }
    if (const auto* inner = table.table("hypothesis")) {
        readHypotheses(context, *inner, scenario);
    }
    if (const auto* inner = table.table("set")) {
        readSet(context, *inner, "", scenario);
    }
    for (const auto* inner : table.tables("restriction", 1000)) {
        readRestriction(context, *inner, scenario);
    }
    if (const auto* inner = table.table("restrictions")) {
        readDraw(context, *inner, scenario);
    }
    for (const auto* inner : table.tables("hand", 1000)) {
        readHand(context, *inner, scenario);
    }
}

} // namespace

sim::Result<Scenario> parseScenario(std::string_view text, const std::string& name,
                                    std::span<const std::string> settings) {
    sim::Result<toml::table> parsed = parseToml(text, printable(name, 300));
    if (!parsed) {
        return parsed.error();
    }
    TomlContext context(printable(name, 300));
    std::vector<ParameterSetting> parameterSettings;
    for (const std::string& setting : settings) {
        const sim::Status status = insertSetting(parsed.value(), parameterSettings, setting);
        if (!status) {
            return status.error();
        }
    }
    Scenario scenario;
    scenario.file = name;
    const std::filesystem::path file(name);
    if (!file.stem().empty()) {
        scenario.id = file.stem().string();
    }
    readTop(context, parsed.value(), file, scenario);
    for (const ParameterSetting& setting : parameterSettings) {
        const toml::value<std::string> node(setting.value);
        if (context.ok()) {
            setParameter(context, "--set " + setting.id, setting.id, node, scenario);
        }
    }
    if (!context.ok()) {
        return *context.error();
    }
    return scenario;
}

sim::Result<Scenario> readScenario(const std::filesystem::path& file, std::span<const std::string> settings) {
    const std::string name = file.string();
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) {
        return sim::Error{sim::ErrorCode::notFound, "There is no such file.", printable(name, 300), ""};
    }
    if (std::filesystem::is_directory(file, failure)) {
        return sim::Error{sim::ErrorCode::badInput, "This is a folder, not a scenario file.", printable(name, 300), ""};
    }
    if (const ScenarioCarrier carrier = scenarioCarrier(file); carrier != ScenarioCarrier::none) {
        const sim::Result<std::string> embedded = embeddedScenarioToml(file, carrier);
        return embedded ? parseScenario(embedded.value(), name, settings) : sim::Result<Scenario>(embedded.error());
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(kLargestFile_bytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (stream.bad() || (!stream.eof() && stream.fail())) {
        return sim::Error{sim::ErrorCode::io, "The file cannot be read.", printable(name, 300), ""};
    }
    if (text.size() > kLargestFile_bytes) {
        return sim::Error{sim::ErrorCode::badInput, "The file is larger than 1 MiB, which no scenario is.",
                          printable(name, 300), ""};
    }
    return parseScenario(text, name, settings);
}

sim::Status applySetting(Scenario& scenario, std::string_view setting) {
    const std::array settings{std::string(setting)};
    sim::Result<Scenario> changed = parseScenario(mergedToml(scenario), scenario.file, settings);
    if (!changed) {
        return changed.error();
    }
    changed.value().id = scenario.id;
    scenario = std::move(changed).value();
    return sim::Done{};
}

sim::Parameters mergedParameters(const Scenario& scenario) {
    const sim::Preset* preset = sim::findPreset(scenario.preset);
    assert(preset != nullptr && "the reader accepts known presets only");
    sim::Parameters parameters = preset->parameters;
    for (const auto& [id, value] : scenario.sets) {
        const sim::Status status = sim::setParam(parameters, id, value);
        assert(status && "the reader accepts known parameters in range only");
        (void)status;
    }
    return parameters;
}

} // namespace fascia::io
