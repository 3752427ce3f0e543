// Scenario -> TOML and JSON. Numbers are written in the unit of their key so that they read back to the same bits.

#include <algorithm>

#include "io/scenario_file.h"
#include "io/scenario_json.h"
#include "io/scenario_keys.h"
#include "io/units.h"

namespace fascia::io {
namespace {

using Json = nlohmann::ordered_json;

double inUnit(double si, std::string_view unit) { return fromSi(si, parseUnit(unit).value_or(Unit{})); }

Json handJson(const HandSpec& hand) {
    Json out;
    out["t_s"] = hand.t_s;
    out["hand"] = hand.hand;
    out["site"] = hand.site;
    out["area_cm2"] = inUnit(hand.area_m2, "cm2");
    out["pressure_kPa"] = inUnit(hand.pressure_Pa, "kPa");
    out["ramp_kPa_per_s"] = inUnit(hand.ramp_Pa_per_s, "kPa/s");
    out["hold_s"] = hand.hold_s;
    if (hand.release_Pa_per_s) {
        out["release_kPa_per_s"] = inUnit(*hand.release_Pa_per_s, "kPa/s");
    }
    out["traction_deg"] = hand.traction_deg;
    out["traction_direction_deg"] = hand.tractionDirection_deg;
    out["surface"] = keys::kSurfaces[static_cast<std::size_t>(hand.surface)];
    return out;
}

Json restrictionJson(const RestrictionSpec& restriction) {
    Json out;
    if (restriction.site.empty()) {
        out["position_m"] = restriction.position_m;
    } else {
        out["site"] = restriction.site;
    }
    out["radius_m"] = restriction.radius_m;
    out["adhesion"] = restriction.adhesion;
    return out;
}

Json drawJson(const RestrictionDraw& draw) {
    Json out;
    if (draw.seed) {
        out["seed"] = *draw.seed;
    }
    out["count"] = draw.count;
    if (draw.radius_m) {
        out["radius_m"] = *draw.radius_m;
    }
    if (draw.adhesion) {
        out["adhesion"] = *draw.adhesion;
    }
    return out;
}

Json scenarioJson(const Scenario& scenario) {
    Json out;
    out["schema_version"] = kScenarioSchemaVersion;
    out["title"] = scenario.title;
    if (!scenario.description.empty()) {
        out["description"] = scenario.description;
    }
    if (!scenario.claims.empty()) {
        out["claims"] = scenario.claims;
    }
    out["model"] = scenario.model;
    out["preset"] = scenario.preset;
    out["seed"] = scenario.seed;
    out["duration_s"] = scenario.duration_s;
    out["initial_adhesion"] = scenario.initialAdhesion;
    if (scenario.draw) {
        out["restrictions"] = drawJson(*scenario.draw);
    }
    out["autonomic"]["stress"] = scenario.stress;
    for (const StressChange& change : scenario.stressChanges) {
        out["autonomic"]["change"].push_back({{"t_s", change.t_s}, {"stress", change.stress}});
    }
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        out["hypothesis"][std::string(spec.id)] = scenario.hypotheses[static_cast<std::size_t>(spec.hypothesis)];
    }
    for (const auto& [id, value] : scenario.sets) {
        out["set"][id] = value;
    }
    for (const RestrictionSpec& restriction : scenario.restrictions) {
        out["restriction"].push_back(restrictionJson(restriction));
    }
    for (const HandSpec& hand : scenario.hands) {
        out["hand"].push_back(handJson(hand));
    }
    return out;
}

/// JSON's quoting of text is also valid as a basic TOML string, but for the one character below.
std::string tomlString(const std::string& text) {
    std::string out;
    for (const char c : Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)) {
        if (c == '\x7f') {
            out += "\\u007F";
        } else {
            out += c;
        }
    }
    return out;
}

std::string tomlKey(const std::string& key) {
    const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    return bare ? key : tomlString(key);
}

std::string tomlValue(const Json& value) {
    if (value.is_string()) {
        return tomlString(value.get<std::string>());
    }
    if (value.is_number_float()) {
        return shortNumber(value.get<double>());
    }
    if (value.is_array()) {
        std::string out;
        for (const Json& entry : value) {
            out += (out.empty() ? "" : ", ") + tomlValue(entry);
        }
        return "[" + out + "]";
    }
    if (value.is_object()) {
        std::string out;
        for (const auto& [key, entry] : value.items()) {
            out += (out.empty() ? "" : ", ") + tomlKey(key) + " = " + tomlValue(entry);
        }
        return "{ " + out + " }";
    }
    return value.dump();
}

bool isListOfTables(const Json& value) {
    return value.is_array() && !value.empty() &&
           std::all_of(value.begin(), value.end(), [](const Json& entry) { return entry.is_object(); });
}

/// The table but for the key `apart`.
void writeTable(const Json& table, const std::string& header, std::string& out, const std::string& apart = "") {
    out += header;
    for (const auto& [key, value] : table.items()) {
        if (key != apart) {
            out += tomlKey(key) + " = " + tomlValue(value) + "\n";
        }
    }
}

} // namespace

std::string mergedJson(const Scenario& scenario) {
    return scenarioJson(scenario).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string mergedToml(const Scenario& scenario) { return scenarioToml(scenarioJson(scenario)); }

std::string scenarioToml(const Json& json) {
    // TOML wants plain values first, then tables, then lists of tables. What has another shape than a scenario's stays among
    // the values, for the reader to refuse.
    const auto isTable = [&json](const std::string& key) { return json.contains(key) && json[key].is_object(); };
    const auto isList = [&json](const std::string& key) { return json.contains(key) && isListOfTables(json[key]); };
    const bool changes =
        isTable("autonomic") && json["autonomic"].contains("change") && isListOfTables(json["autonomic"]["change"]);
    std::string out;
    for (const auto& [key, value] : json.items()) {
        const bool later = ((key == "autonomic" || key == "hypothesis" || key == "set") && isTable(key)) ||
                           ((key == "restriction" || key == "hand") && isList(key));
        if (!later) {
            out += tomlKey(key) + " = " + tomlValue(value) + "\n";
        }
    }
    for (const std::string key : {"autonomic", "hypothesis", "set"}) {
        if (isTable(key)) {
            writeTable(json[key], "\n[" + key + "]\n", out, changes && key == "autonomic" ? "change" : "");
        }
    }
    if (changes) {
        for (const Json& change : json["autonomic"]["change"]) {
            writeTable(change, "\n[[autonomic.change]]\n", out);
        }
    }
    for (const std::string key : {"restriction", "hand"}) {
        if (isList(key)) {
            for (const Json& entry : json[key]) {
                writeTable(entry, "\n[[" + key + "]]\n", out);
            }
        }
    }
    return out;
}

} // namespace fascia::io
