#include "io/toml_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include "io/text.h"
#include "io/units.h"
#include "sim/params.h"

namespace fascia::io {
namespace {

std::string typeName(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "an array";
        case toml::node_type::string:
            return "text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "a date or time";
    }
}

/// Values put in by a setting have no place in a file and are always text.
bool isSetting(const toml::node& node) { return node.source().begin.line == 0; }

std::string rangeText(const Range& range, std::string_view unit) {
    std::string text = (range.openMinimum ? "above " : "from ") + shortNumber(range.minimum) +
                       (range.openMinimum ? ", up to " : " to ") + shortNumber(range.maximum);
    return unit == "1" ? text : text + " " + std::string(unit);
}

bool inRange(double value, const Range& range) {
    const bool aboveMinimum = range.openMinimum ? value > range.minimum : value >= range.minimum;
    return std::isfinite(value) && aboveMinimum && value <= range.maximum;
}

} // namespace

void TomlContext::fail(std::string place, std::string message, std::string nearest) {
    if (!error_) {
        error_ = sim::Error{sim::ErrorCode::badInput, std::move(message), std::move(place), std::move(nearest)};
    }
}

std::string TomlContext::place(const toml::source_region& source, const std::string& path) const {
    return source.begin.line == 0 ? "--set " + path : file_ + ":" + std::to_string(source.begin.line);
}

sim::Result<toml::table> parseToml(std::string_view text, const std::string& name) {
    // Every dot of a dotted key nests one more table, without a limit in the parser; that many are never meant.
    std::size_t dots = 0;
    std::size_t line = 1;
    for (const char c : text) {
        const bool endsKey = c == '\n' || c == '=' || c == ',' || c == '[';
        dots = endsKey ? 0 : dots + (c == '.' ? 1 : 0);
        line += c == '\n' ? 1 : 0;
        if (dots > 500) {
            return sim::Error{sim::ErrorCode::badInput, "There are too many dots in one key.",
                              name + ":" + std::to_string(line), ""};
        }
    }
    try {
        return toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        return sim::Error{sim::ErrorCode::badInput,
                          "This is not valid TOML: " + printable(error.description(), 200) + ".",
                          name + ":" + std::to_string(error.source().begin.line), ""};
    }
}

std::string joinedPath(const std::string& path, std::string_view key) {
    return path.empty() ? printable(key) : path + "." + printable(key);
}

TomlTable::TomlTable(TomlContext& context, const toml::table& table, std::string path,
                     std::span<const std::string_view> allowed)
    : context_(context), table_(table), path_(std::move(path)) {
    for (auto&& [key, value] : table_) {
        if (std::find(allowed.begin(), allowed.end(), key.str()) != allowed.end()) {
            continue;
        }
        const std::string where = path_.empty() ? "" : " in " + path_;
        const toml::source_region& source = key.source().begin.line == 0 ? value.source() : key.source();
        context_.fail(context_.place(source, pathOf(key.str())),
                      "Unknown key '" + printable(key.str()) + "'" + where + "; known keys are " + joined(allowed) +
                          ".",
                      std::string(sim::nearestName(key.str().substr(0, 100), allowed)));
    }
}

const toml::node* TomlTable::find(std::string_view key) const { return context_.ok() ? table_.get(key) : nullptr; }

bool TomlTable::require(std::string_view key) {
    if (!has(key)) {
        fail(key, "'" + pathOf(key) + "' is missing.");
    }
    return context_.ok();
}

std::string TomlTable::pathOf(std::string_view key) const { return joinedPath(path_, key); }

std::string TomlTable::place(std::string_view key) const {
    const toml::node* node = table_.get(key);
    return context_.place(node != nullptr ? node->source() : table_.source(), pathOf(key));
}

void TomlTable::fail(std::string_view key, std::string message, std::string nearest) {
    context_.fail(place(key), std::move(message), std::move(nearest));
}

std::optional<double> TomlTable::readNumber(std::string_view key, std::string_view unit, Range range) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    const Unit bare = parseUnit(unit).value_or(Unit{});
    double si = 0.0;
    if (const auto* whole = node->as_integer()) {
        si = toSi(static_cast<double>(whole->get()), bare);
    } else if (const auto* real = node->as_floating_point()) {
        si = toSi(real->get(), bare);
    } else if (const auto* text = node->as_string()) {
        if (!isSetting(*node) && parseNumber(text->get())) {
            fail(key, "'" + pathOf(key) + "' is text; write the number without quotes.");
            return std::nullopt;
        }
        const sim::Result<double> quantity = parseQuantity(printable(text->get()), unit);
        if (!quantity) {
            fail(key, "'" + pathOf(key) + "': " + quantity.error().message);
            return std::nullopt;
        }
        si = quantity.value();
    } else {
        fail(key, "'" + pathOf(key) + "' must be a number, not " + typeName(*node) + ".");
        return std::nullopt;
    }
    const double value = std::isfinite(si) ? fromSi(si, bare) : si;
    if (!inRange(value, range)) {
        fail(key, "'" + pathOf(key) + "' is " + shortNumber(value) + (unit == "1" ? "" : " " + std::string(unit)) +
                      ", which is out of range; valid is " + rangeText(range, unit) + ".");
        return std::nullopt;
    }
    return si;
}

void TomlTable::number(std::string_view key, std::string_view unit, Range range, double& out) {
    if (const std::optional<double> value = readNumber(key, unit, range)) {
        out = *value;
    }
}

void TomlTable::number(std::string_view key, std::string_view unit, Range range, std::optional<double>& out) {
    if (const std::optional<double> value = readNumber(key, unit, range)) {
        out = value;
    }
}

void TomlTable::numberInUnit(std::string_view key, std::string_view unit, Range range, double& out) {
    if (const std::optional<double> value = readNumber(key, unit, range)) {
        out = fromSi(*value, parseUnit(unit).value_or(Unit{}));
    }
}

void TomlTable::integer(std::string_view key, std::int64_t minimum, std::int64_t maximum, std::int64_t& out) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    std::optional<std::int64_t> value;
    if (const auto* whole = node->as_integer()) {
        value = whole->get();
    } else if (const auto* text = node->as_string(); text != nullptr && isSetting(*node)) {
        const std::string& digits = text->get();
        std::int64_t parsed = 0;
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
        if (result.ec == std::errc{} && result.ptr == digits.data() + digits.size()) {
            value = parsed;
        }
    }
    if (!value) {
        fail(key, "'" + pathOf(key) + "' must be a whole number, not " +
                      (isSetting(*node) ? "'" + printable(node->value_or(std::string())) + "'" : typeName(*node)) +
                      ".");
    } else if (*value < minimum || *value > maximum) {
        fail(key, "'" + pathOf(key) + "' is " + std::to_string(*value) + ", which is out of range; valid is from " +
                      std::to_string(minimum) + " to " + std::to_string(maximum) + ".");
    } else {
        out = *value;
    }
}

void TomlTable::boolean(std::string_view key, bool& out) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    const std::string text = node->value_or(std::string());
    if (const auto* flag = node->as_boolean()) {
        out = flag->get();
    } else if (isSetting(*node) && (text == "true" || text == "false")) {
        out = text == "true";
    } else {
        fail(key, "'" + pathOf(key) + "' must be true or false.");
    }
}

void TomlTable::string(std::string_view key, std::size_t limit, std::string& out) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    const auto* text = node->as_string();
    if (text == nullptr) {
        fail(key, "'" + pathOf(key) + "' must be text in quotes, not " + typeName(*node) + ".");
    } else if (text->get().size() > limit) {
        fail(key, "'" + pathOf(key) + "' is longer than " + std::to_string(limit) + " characters.");
    } else {
        out = text->get();
    }
}

void TomlTable::strings(std::string_view key, std::size_t limit, std::vector<std::string>& out) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    const auto* array = node->as_array();
    if (array == nullptr) {
        fail(key, "'" + pathOf(key) + "' must be a list of texts in square brackets, not " + typeName(*node) + ".");
        return;
    }
    std::vector<std::string> texts;
    for (const toml::node& element : *array) {
        const auto* text = element.as_string();
        if (text == nullptr || text->get().empty() || text->get().size() > limit) {
            fail(key, "'" + pathOf(key) + "' holds texts of 1 to " + std::to_string(limit) + " characters only.");
            return;
        }
        texts.push_back(text->get());
    }
    out = std::move(texts);
}

void TomlTable::date(std::string_view key, std::string& out) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return;
    }
    const auto* day = node->as_date();
    if (day == nullptr) {
        fail(key, "'" + pathOf(key) + "' must be a day such as 2026-01-31, not " + typeName(*node) + ".");
        return;
    }
    std::ostringstream text;
    text << day->get();
    out = text.str();
}

int TomlTable::choice(std::string_view key, std::span<const std::string_view> names) {
    std::string text;
    if (find(key) == nullptr) {
        return -1;
    }
    string(key, 1000, text);
    if (!context_.ok()) {
        return -1;
    }
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) {
        fail(key, "'" + printable(text) + "' is not a valid '" + pathOf(key) + "'; valid are " + joined(names) + ".",
             std::string(sim::nearestName(std::string_view(text).substr(0, 100), names)));
        return -1;
    }
    return static_cast<int>(found - names.begin());
}

bool TomlTable::point(std::string_view key, double limit, std::array<double, 3>& out) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return false;
    }
    const toml::array* values = node->as_array();
    bool good = values != nullptr && values->size() == 3;
    for (std::size_t i = 0; good && i < 3; ++i) {
        const std::optional<double> value = (*values)[i].value<double>();
        good = value && std::isfinite(*value) && std::abs(*value) <= limit;
        if (good) {
            out[i] = *value;
        }
    }
    if (!good) {
        fail(key, "'" + pathOf(key) + "' must be three numbers in metres, such as [0.05, 1.0, -0.1], each within " +
                      shortNumber(limit) + " of zero.");
    }
    return good;
}

const toml::table* TomlTable::table(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) {
        return nullptr;
    }
    if (node->as_table() == nullptr) {
        fail(key, "'" + pathOf(key) + "' must be a table, not " + typeName(*node) + ".");
    }
    return node->as_table();
}

std::vector<const toml::table*> TomlTable::tables(std::string_view key, std::size_t limit) {
    std::vector<const toml::table*> found;
    const toml::node* node = find(key);
    if (node == nullptr) {
        return found;
    }
    const toml::array* list = node->as_array();
    if (list == nullptr || (!list->empty() && !list->is_homogeneous(toml::node_type::table))) {
        fail(key, "'" + pathOf(key) + "' must be a list of tables; write [[" + pathOf(key) + "]].");
    } else if (list->size() > limit) {
        fail(key, "There are more than " + std::to_string(limit) + " [[" + pathOf(key) + "]] tables.");
    } else {
        for (const toml::node& entry : *list) {
            found.push_back(entry.as_table());
        }
    }
    return found;
}

} // namespace fascia::io
