#include "io/network_case.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <string_view>

#include "io/network_obj.h"
#include "io/text.h"
#include "io/toml_table.h"
#include "io/units.h"
#include "sim/params.h"

namespace fascia::io {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kTop{"schema_version"sv, "title"sv, "network"sv, "group"sv, "fix"sv,
                          "load"sv,           "move"sv,  "solve"sv,   "output"sv};
constexpr std::array kNetwork{"file"sv};
constexpr std::array kGroup{"axial_stiffness_N"sv, "toe_strain"sv, "prestrain"sv,
                            "tension_only"sv,      "prony"sv,      "mass_per_length_kg_per_m"sv};
constexpr std::array kFix{"nodes"sv, "box_m"sv};
constexpr std::array kLoad{"nodes"sv, "box_m"sv, "force_N"sv, "steps"sv};
constexpr std::array kMove{"nodes"sv, "box_m"sv, "displacement_m"sv, "steps"sv};
constexpr std::array kSolve{"kind"sv, "residual"sv, "duration_s"sv, "dt_s"sv, "gravity_m_per_s2"sv};
constexpr std::array kOutput{"nodes"sv};
constexpr std::array kKinds{"static"sv, "dynamic"sv};

constexpr std::uintmax_t kLargestFile_bytes = 1ULL << 28U;
constexpr std::size_t kMostTables = 1'000'000;
constexpr double kLargest = 1e12;
constexpr double kMostSteps = 1e7;

/// Reads the tables of one case. After the first error every call does nothing.
class CaseReader {
  public:
    CaseReader(TomlContext& context, NetworkCase& out) : context_(context), case_(out) {}

    void read(const toml::table& root, const std::filesystem::path& folder) {
        TomlTable top(context_, root, "", kTop);
        std::int64_t version = 1;
        top.require("schema_version");
        top.integer("schema_version", 1, 1, version);
        top.string("title", 1000, case_.title);
        readNetwork(top, folder);
        readGroups(top);
        for (const toml::table* entry : top.tables("fix", kMostTables)) {
            TomlTable table(context_, *entry, numbered("fix", fixes_++), kFix);
            const std::vector<std::int32_t> nodes = readNodes(table, *entry);
            case_.network.fixedNodes.insert(case_.network.fixedNodes.end(), nodes.begin(), nodes.end());
        }
        for (const toml::table* entry : top.tables("load", kMostTables)) {
            readLoad(*entry);
        }
        for (const toml::table* entry : top.tables("move", kMostTables)) {
            readMove(*entry);
        }
        readSolve(top);
        readOutput(top);
        checkSupports(top);
    }

  private:
    static std::string numbered(std::string_view name, std::size_t index) {
        return std::string(name) + "[" + std::to_string(index) + "]";
    }

    void readNetwork(TomlTable& top, const std::filesystem::path& folder) {
        if (!top.require("network")) {
            return;
        }
        const toml::table* source = top.table("network");
        if (source == nullptr) {
            return;
        }
        TomlTable table(context_, *source, "network", kNetwork);
        std::string name;
        table.require("file");
        table.string("file", 4096, name);
        if (!context_.ok()) {
            return;
        }
        if (name.empty()) {
            table.fail("file", "'network.file' is empty; it names the OBJ file of the net.");
            return;
        }
        case_.networkFile = folder / std::filesystem::path(name);
        sim::Result<NetworkObj> read = readNetworkObj(case_.networkFile);
        if (!read) {
            const sim::Error& error = read.error();
            if (error.code == sim::ErrorCode::notFound) {
                table.fail("file", "There is no network file '" + printable(case_.networkFile.string(), 300) +
                                       "'; the name counts from the folder of the case.");
            } else {
                context_.fail(error.place, error.message, error.nearest);
            }
            return;
        }
        NetworkObj& net = read.value();
        case_.network.position_m = std::move(net.position_m);
        case_.network.springs = std::move(net.springs);
        case_.network.springGroup = std::move(net.springGroup);
        for (std::string& group : net.groups) {
            case_.network.groups.emplace_back().name = std::move(group);
        }
    }

    /// [group.default] is for the groups of the net that have no table of their own.
    void readGroups(TomlTable& top) {
        if (!context_.ok()) {
            return;
        }
        const toml::table* source = top.table("group");
        if (!context_.ok()) {
            return;
        }
        std::optional<sim::SpringGroup> common;
        std::vector<std::string_view> names;
        for (const sim::SpringGroup& group : case_.network.groups) {
            names.emplace_back(group.name);
        }
        std::vector<std::uint8_t> given(names.size(), 0);
        if (source != nullptr) {
            if (std::find(names.begin(), names.end(), "default"sv) == names.end()) {
                names.emplace_back("default");
            }
            TomlTable table(context_, *source, "group", names);
            for (auto&& [key, node] : *source) {
                const std::string name(key.str());
                const toml::table* material = table.table(name);
                if (material == nullptr) {
                    return;
                }
                sim::SpringGroup group;
                group.name = name;
                readGroup(*material, "group." + name, group);
                if (name == "default") {
                    common = group;
                }
                for (std::size_t i = 0; i < given.size(); ++i) {
                    if (case_.network.groups[i].name == name) {
                        case_.network.groups[i] = group;
                        given[i] = 1;
                    }
                }
            }
        }
        for (std::size_t i = 0; i < given.size() && context_.ok(); ++i) {
            if (given[i] != 0) {
                continue;
            }
            if (!common) {
                top.fail("group", "The springs of group '" + printable(case_.network.groups[i].name) +
                                      "' have no material; write [group.default] or a table of its own.");
                return;
            }
            const std::string name = case_.network.groups[i].name;
            case_.network.groups[i] = *common;
            case_.network.groups[i].name = name;
        }
    }

    void readGroup(const toml::table& source, const std::string& path, sim::SpringGroup& group) {
        TomlTable table(context_, source, path, kGroup);
        table.require("axial_stiffness_N");
        table.number("axial_stiffness_N", "N", {0.0, 1e15, true}, group.axialStiffness_N);
        table.number("toe_strain", "1", {0.0, 10.0}, group.toeStrain);
        table.number("prestrain", "1", {-0.99, 100.0}, group.prestrain);
        table.boolean("tension_only", group.tensionOnly);
        table.number("mass_per_length_kg_per_m", "kg/m", {0.0, 1e9}, group.massPerLength_kg_per_m);
        double sum = 0.0;
        for (const std::array<double, 2>& pair : readPairs(table, source, "prony", "[g, tau_s]")) {
            if (!(pair[0] >= 0.0 && pair[0] < 1.0 && pair[1] > 0.0)) {
                table.fail("prony",
                           "'" + path + ".prony' needs a share g in [0, 1) and a time tau_s above 0 in every pair.");
                return;
            }
            sum += pair[0];
            group.prony.push_back({pair[0], pair[1]});
        }
        if (sum >= 1.0) {
            table.fail("prony",
                       "The shares of '" + path + ".prony' sum to " + shortNumber(sum) + "; they must stay below 1.");
        }
    }

    /// A list of pairs of finite numbers; empty if the key is not there.
    std::vector<std::array<double, 2>> readPairs(TomlTable& table, const toml::table& source, std::string_view key,
                                                 const std::string& form) {
        std::vector<std::array<double, 2>> pairs;
        const toml::node* node = source.get(key);
        if (node == nullptr || !context_.ok()) {
            return pairs;
        }
        const toml::array* list = node->as_array();
        bool good = list != nullptr;
        for (std::size_t i = 0; good && i < list->size(); ++i) {
            const toml::array* pair = (*list)[i].as_array();
            good = pair != nullptr && pair->size() == 2;
            for (std::size_t c = 0; good && c < 2; ++c) {
                const std::optional<double> value = (*pair)[c].value<double>();
                good = value && std::isfinite(*value) && std::fabs(*value) <= kLargest;
                if (good && c == 0) {
                    pairs.push_back({*value, 0.0});
                }
                if (good && c == 1) {
                    pairs.back()[1] = *value;
                }
            }
        }
        if (!good) {
            table.fail(key,
                       "'" + table.pathOf(key) + "' must be a list of pairs " + form + ", such as [" + form + "].");
            pairs.clear();
        }
        return pairs;
    }

    /// nodes = [...] or box_m = [[x, y, z], [x, y, z]].
    std::vector<std::int32_t> readNodes(TomlTable& table, const toml::table& source) {
        std::vector<std::int32_t> nodes;
        if (!context_.ok()) {
            return nodes;
        }
        if (table.has("nodes") == table.has("box_m")) {
            table.fail("nodes", "'" + table.pathOf("nodes") + "' or '" + table.pathOf("box_m") +
                                    "' must say which nodes; one of the two.");
            return nodes;
        }
        return table.has("nodes") ? listedNodes(table, source) : nodesInBox(table, source);
    }

    std::vector<std::int32_t> listedNodes(TomlTable& table, const toml::table& source) {
        std::vector<std::int32_t> nodes;
        const toml::array* list = source.get("nodes")->as_array();
        const auto count = static_cast<std::int64_t>(case_.network.position_m.size());
        if (list == nullptr || list->empty()) {
            table.fail("nodes", "'" + table.pathOf("nodes") + "' must be a list of node numbers, such as [0, 1].");
            return nodes;
        }
        for (const toml::node& entry : *list) {
            const auto* number = entry.as_integer();
            if (number == nullptr || number->get() < 0 || number->get() >= count) {
                const std::string what = number == nullptr ? "holds something that is no whole number"
                                                           : "names node " + std::to_string(number->get());
                table.fail("nodes", "'" + table.pathOf("nodes") + "' " + what + "; nodes are numbered from 0 to " +
                                        std::to_string(count - 1) + ", in the order of the file.");
                return {};
            }
            nodes.push_back(static_cast<std::int32_t>(number->get()));
        }
        return nodes;
    }

    std::vector<std::int32_t> nodesInBox(TomlTable& table, const toml::table& source) {
        std::array<std::array<double, 3>, 2> box{};
        const toml::array* corners = source.get("box_m")->as_array();
        bool good = corners != nullptr && corners->size() == 2;
        for (std::size_t k = 0; good && k < 2; ++k) {
            const toml::array* corner = (*corners)[k].as_array();
            good = corner != nullptr && corner->size() == 3;
            for (std::size_t c = 0; good && c < 3; ++c) {
                const std::optional<double> value = (*corner)[c].value<double>();
                good = value && !std::isnan(*value);
                if (good) {
                    box[k][c] = *value;
                }
            }
        }
        std::vector<std::int32_t> nodes;
        if (!good) {
            table.fail("box_m",
                       "'" + table.pathOf("box_m") + "' must be two corners in metres, [[x, y, z], [x, y, z]].");
            return nodes;
        }
        for (std::size_t i = 0; i < case_.network.position_m.size(); ++i) {
            bool inside = true;
            for (std::size_t c = 0; c < 3; ++c) {
                const double x = case_.network.position_m[i][static_cast<Eigen::Index>(c)];
                inside = inside && x >= std::min(box[0][c], box[1][c]) && x <= std::max(box[0][c], box[1][c]);
            }
            if (inside) {
                nodes.push_back(static_cast<std::int32_t>(i));
            }
        }
        if (nodes.empty()) {
            table.fail("box_m", "There is no node in the box '" + table.pathOf("box_m") + "'.");
        }
        return nodes;
    }

    sim::TimeFactor readFactor(TomlTable& table, const toml::table& source) {
        sim::TimeFactor factor;
        factor.points = readPairs(table, source, "steps", "[t_s, factor]");
        for (std::size_t i = 1; i < factor.points.size(); ++i) {
            if (!(factor.points[i][0] > factor.points[i - 1][0])) {
                table.fail("steps", "The times of '" + table.pathOf("steps") + "' must rise.");
            }
        }
        return factor;
    }

    void readLoad(const toml::table& source) {
        TomlTable table(context_, source, numbered("load", case_.network.loads.size()), kLoad);
        sim::NodalLoad load;
        load.nodes = readNodes(table, source);
        load.force_N = readVector(table, source, "force_N");
        load.factor = readFactor(table, source);
        case_.network.loads.push_back(std::move(load));
    }

    void readMove(const toml::table& source) {
        TomlTable table(context_, source, numbered("move", case_.network.moves.size()), kMove);
        sim::PrescribedMove move;
        move.nodes = readNodes(table, source);
        move.displacement_m = readVector(table, source, "displacement_m");
        move.factor = readFactor(table, source);
        case_.network.moves.push_back(std::move(move));
    }

    /// Three finite numbers in the unit of the key's name.
    sim::Vec3 readVector(TomlTable& table, const toml::table& source, std::string_view key) {
        sim::Vec3 vector = sim::Vec3::Zero();
        table.require(key);
        if (!context_.ok()) {
            return vector;
        }
        const toml::array* list = source.get(key)->as_array();
        bool good = list != nullptr && list->size() == 3;
        for (std::size_t c = 0; good && c < 3; ++c) {
            const std::optional<double> value = (*list)[c].value<double>();
            good = value && std::isfinite(*value) && std::fabs(*value) <= kLargest;
            if (good) {
                vector[static_cast<Eigen::Index>(c)] = *value;
            }
        }
        if (!good) {
            table.fail(key, "'" + table.pathOf(key) + "' must be three finite numbers, such as [0.0, 0.0, -10.0].");
        }
        return vector;
    }

    void readSolve(TomlTable& top) {
        const toml::table* source = top.table("solve");
        if (source == nullptr) {
            return;
        }
        TomlTable table(context_, *source, "solve", kSolve);
        case_.dynamic = table.choice("kind", kKinds) == 1;
        table.number("residual", "1", {1e-15, 0.1}, case_.settings.residual);
        if (table.has("gravity_m_per_s2")) {
            case_.network.gravity_m_per_s2 = readVector(table, *source, "gravity_m_per_s2");
        }
        table.number("duration_s", "s", {0.0, 1e9, true}, case_.settings.duration_s);
        table.number("dt_s", "s", {1e-12, 1e9}, case_.settings.step_s);
        if (case_.dynamic) {
            table.require("duration_s");
            table.require("dt_s");
            if (context_.ok() && case_.settings.duration_s / case_.settings.step_s > kMostSteps) {
                table.fail("dt_s",
                           "This would be more than ten million steps; choose a larger dt_s or a shorter duration_s.");
            }
        }
    }

    void readOutput(TomlTable& top) {
        if (const toml::table* source = top.table("output")) {
            TomlTable table(context_, *source, "output", kOutput);
            if (context_.ok() && table.has("nodes")) {
                case_.outputNodes = listedNodes(table, *source);
            }
        }
        if (case_.outputNodes.empty()) {
            for (std::size_t i = 0; i < case_.network.position_m.size(); ++i) {
                case_.outputNodes.push_back(static_cast<std::int32_t>(i));
            }
        }
        const double rows =
            case_.settings.duration_s / case_.settings.step_s * static_cast<double>(case_.outputNodes.size());
        if (case_.dynamic && rows > 1e8) {
            top.fail("output", "history.csv would have more than a hundred million rows; name fewer [output] nodes.");
        }
    }

    /// A node is fixed, or moved once, or free.
    void checkSupports(TomlTable& top) {
        if (!context_.ok()) {
            return;
        }
        std::vector<std::int32_t> owner(case_.network.position_m.size(), -1);
        constexpr std::int32_t kFixed = -2;
        for (const std::int32_t node : case_.network.fixedNodes) {
            owner[static_cast<std::size_t>(node)] = kFixed;
        }
        for (std::size_t m = 0; m < case_.network.moves.size(); ++m) {
            for (const std::int32_t node : case_.network.moves[m].nodes) {
                std::int32_t& taken = owner[static_cast<std::size_t>(node)];
                if (taken != -1 && taken != static_cast<std::int32_t>(m)) {
                    top.fail("move", "Node " + std::to_string(node) + " of '" + numbered("move", m) + "' is already " +
                                         (taken == kFixed ? "fixed" : "moved by another [[move]]") +
                                         "; a node has one support.");
                    return;
                }
                taken = static_cast<std::int32_t>(m);
            }
        }
    }

    TomlContext& context_;
    NetworkCase& case_;
    std::size_t fixes_ = 0;
};

sim::Error settingError(std::string_view setting, std::string message) {
    return {sim::ErrorCode::badInput, std::move(message), "--set " + printable(setting), ""};
}

/// Puts VALUE at a dotted KEY ("solve.residual", "load[0].force_N"). Lists are TOML; anything else is text with a unit.
sim::Status insertCaseSetting(toml::table& root, std::string_view setting) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return settingError(setting, "A setting is written KEY=VALUE, for example solve.residual=1e-9.");
    }
    std::string path(setting.substr(0, equals));
    std::erase_if(path, [](char c) { return c == '"' || c == ' ' || c == ']'; });
    std::replace(path.begin(), path.end(), '[', '.');
    const std::string value(setting.substr(equals + 1));
    toml::node* place = &root;
    std::size_t start = 0;
    for (;;) {
        const std::size_t dot = path.find('.', start);
        const std::string part = path.substr(start, dot == std::string::npos ? std::string::npos : dot - start);
        if (toml::array* list = place->as_array()) {
            std::size_t index = 0;
            const auto result = std::from_chars(part.data(), part.data() + part.size(), index);
            if (result.ec != std::errc{} || index >= list->size() || dot == std::string::npos) {
                return settingError(setting, "There is no entry '" + printable(part) +
                                                 "' in that list of the case; it has " + std::to_string(list->size()) +
                                                 ".");
            }
            place = list->get(index);
        } else if (toml::table* table = place->as_table()) {
            if (part.empty()) {
                return settingError(setting, "A setting is written KEY=VALUE, for example solve.residual=1e-9.");
            }
            if (dot == std::string::npos) {
                if (value.starts_with('[')) {
                    try {
                        toml::table parsed = toml::parse("v = " + value);
                        table->insert_or_assign(part, std::move(*parsed["v"].as_array()));
                    } catch (const toml::parse_error&) {
                        return settingError(setting, "'" + printable(value) + "' is no list in TOML.");
                    }
                } else {
                    table->insert_or_assign(part, value);
                }
                return sim::Done{};
            }
            if (!table->contains(part)) {
                table->insert(part, toml::table{});
            }
            place = table->get(part);
        } else {
            return settingError(setting, "'" + printable(path.substr(0, start)) + "' is no table in the case.");
        }
        start = dot + 1;
    }
}

} // namespace

sim::Result<NetworkCase> readNetworkCase(const std::filesystem::path& file, std::span<const std::string> settings) {
    const std::string name = printable(file.string(), 300);
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) {
        return sim::Error{sim::ErrorCode::notFound, "There is no such case file.", name, ""};
    }
    if (std::filesystem::is_directory(file, failure)) {
        return sim::Error{sim::ErrorCode::badInput, "This is a folder, not a case file.", name, ""};
    }
    const std::uintmax_t size = std::filesystem::file_size(file, failure);
    if (!failure && size > kLargestFile_bytes) {
        return sim::Error{sim::ErrorCode::badInput, "The file is larger than 256 MiB.", name, ""};
    }
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream) {
        return sim::Error{sim::ErrorCode::io, "The file cannot be read.", name, ""};
    }
    sim::Result<toml::table> parsed = parseToml(text, name);
    if (!parsed) {
        return parsed.error();
    }
    for (const std::string& setting : settings) {
        const sim::Status status = insertCaseSetting(parsed.value(), setting);
        if (!status) {
            return status.error();
        }
    }
    TomlContext context(name);
    NetworkCase result;
    CaseReader(context, result).read(parsed.value(), file.parent_path());
    if (context.error()) {
        return *context.error();
    }
    return result;
}

} // namespace fascia::io
