#include "io/scenario_settings.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "io/scenario_keys.h"
#include "io/text.h"
#include "sim/params.h"

namespace fascia::io {
namespace {

struct Place {
    std::string_view name;
    std::span<const std::string_view> keys;
    bool isList;
};

constexpr Place kPlaces[] = {
    {"autonomic", keys::kAutonomic, false},
    {"autonomic.change", keys::kChange, true},
    {"restriction", keys::kRestriction, true},
    {"restrictions", keys::kDraw, false},
    {"hand", keys::kHand, true},
};

const Place* findPlace(std::string_view name) {
    for (const Place& place : kPlaces) {
        if (place.name == name) {
            return &place;
        }
    }
    return nullptr;
}

/// Every key that --set takes, without indices.
std::vector<std::string> settableKeys() {
    std::vector<std::string> all;
    for (const std::string_view key : keys::kTop) {
        const bool isTable = findPlace(key) != nullptr || key == "hypothesis" || key == "set";
        if (!isTable && key != "schema_version") {
            all.emplace_back(key);
        }
    }
    for (const Place& place : kPlaces) {
        for (const std::string_view key : place.keys) {
            if (key != "change") {
                all.push_back(std::string(place.name) + "." + std::string(key));
            }
        }
    }
    for (const auto& spec : sim::hypothesisSpecs()) {
        all.push_back("hypothesis." + std::string(spec.id));
    }
    for (const auto& spec : sim::paramSpecs()) {
        all.emplace_back(spec.id);
    }
    return all;
}

struct KeyPath {
    std::string name;                 ///< Without the index: "hand.pressure_kPa".
    std::optional<std::size_t> index; ///< That of the list, if one was given.
};

/// "hand[0].pressure_kPa" and "hand.0.pressure_kPa" are the same.
std::optional<KeyPath> parsePath(std::string_view text) {
    KeyPath path;
    std::string dotted;
    for (const char c : text) {
        if (c == ']') {
            continue;
        }
        dotted += c == '[' ? '.' : c;
    }
    std::size_t start = 0;
    while (start <= dotted.size()) {
        const std::size_t end = std::min(dotted.find('.', start), dotted.size());
        const std::string_view part = std::string_view(dotted).substr(start, end - start);
        if (part.empty()) {
            return std::nullopt;
        }
        std::size_t number = 0;
        const auto result = std::from_chars(part.data(), part.data() + part.size(), number);
        if (result.ec == std::errc{} && result.ptr == part.data() + part.size()) {
            if (path.index) {
                return std::nullopt;
            }
            path.index = number;
        } else {
            path.name += (path.name.empty() ? "" : ".") + std::string(part);
        }
        start = end + 1;
    }
    return path;
}

sim::Error settingError(std::string_view setting, std::string message, std::string nearest = "") {
    return {sim::ErrorCode::badInput, std::move(message), "--set " + printable(setting), std::move(nearest)};
}

/// The table at `name` in `parent`, made if there is none; nullptr if something else is there.
toml::table* innerTable(toml::table& parent, std::string_view name) {
    if (!parent.contains(name)) {
        parent.insert(name, toml::table{});
    }
    return parent.get_as<toml::table>(name);
}

sim::Status insertInList(toml::table& parent, std::string_view listName, const KeyPath& path, std::string_view key,
                         const std::string& value, std::string_view setting) {
    if (!parent.contains(listName)) {
        parent.insert(listName, toml::array{});
    }
    toml::array* list = parent.get_as<toml::array>(listName);
    if (list == nullptr) {
        return settingError(setting, "The scenario's '" + std::string(listName) + "' is no list.");
    }
    if (!path.index && list->empty()) {
        return settingError(setting, "The scenario has no [[" + std::string(listName) +
                                         "]] to change; give an index, as in " + std::string(listName) + ".0." +
                                         std::string(key) + ", to add one.");
    }
    if (path.index && *path.index > list->size()) {
        return settingError(setting, "The scenario has " + std::to_string(list->size()) + " [[" +
                                         std::string(listName) + "]]; the next index is " +
                                         std::to_string(list->size()) + ".");
    }
    if (path.index && *path.index == list->size()) {
        list->push_back(toml::table{});
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        toml::table* entry = list->get_as<toml::table>(i);
        if (entry != nullptr && (!path.index || *path.index == i)) {
            entry->insert_or_assign(key, value);
        }
    }
    return sim::Done{};
}

} // namespace

sim::Status insertSetting(toml::table& scenario, std::vector<ParameterSetting>& parameters, std::string_view setting) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return settingError(setting, "A setting is written KEY=VALUE, for example autonomic.stress=0.4.");
    }
    std::string key(setting.substr(0, equals));
    std::erase_if(key, [](char c) { return c == '"' || c == ' '; });
    if (key.starts_with("set.")) {
        key.erase(0, 4);
    }
    const std::string value(setting.substr(equals + 1));
    if (sim::findParam(key) != nullptr) {
        parameters.push_back({key, value});
        return sim::Done{};
    }

    const std::vector<std::string> all = settableKeys();
    const std::optional<KeyPath> path = parsePath(key);
    if (!path || std::find(all.begin(), all.end(), path->name) == all.end()) {
        const std::vector<std::string_view> views(all.begin(), all.end());
        const std::string name = path ? path->name : key;
        return settingError(setting, "There is no key or parameter '" + printable(key) + "' to set.",
                            std::string(sim::nearestName(std::string_view(name).substr(0, 100), views)));
    }

    const std::size_t dot = path->name.rfind('.');
    if (dot == std::string::npos) {
        if (path->index) {
            return settingError(setting, "'" + path->name + "' has no index.");
        }
        scenario.insert_or_assign(path->name, value);
        return sim::Done{};
    }
    const std::string placeName = path->name.substr(0, dot);
    const std::string leaf = path->name.substr(dot + 1);
    const Place* place = findPlace(placeName);
    if (place != nullptr && place->isList) {
        const bool nested = placeName == "autonomic.change";
        toml::table* parent = nested ? innerTable(scenario, "autonomic") : &scenario;
        if (parent == nullptr) {
            return settingError(setting, "The scenario's 'autonomic' is no table.");
        }
        return insertInList(*parent, nested ? "change" : placeName, *path, leaf, value, setting);
    }
    toml::table* table = innerTable(scenario, placeName);
    if (path->index || table == nullptr) {
        return settingError(setting,
                            "'" + placeName + "' is " + (path->index ? "no list." : "no table in the scenario."));
    }
    table->insert_or_assign(leaf, value);
    return sim::Done{};
}

} // namespace fascia::io
