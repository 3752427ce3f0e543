#pragma once
// Strict reading of TOML tables: every key is known, typed, finite and in range, or the error says where and what would
// be valid. Internal to io.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "sim/core/result.h"

namespace fascia::io {

/// Closed range in the unit of the key's name; openMinimum excludes the lower end.
struct Range {
    double minimum = 0.0;
    double maximum = 1.0;
    bool openMinimum = false;
};

/// What all readers of one file share: its name and the first error.
class TomlContext {
  public:
    explicit TomlContext(std::string file) : file_(std::move(file)) {}

    [[nodiscard]] bool ok() const { return !error_; }
    [[nodiscard]] const std::optional<sim::Error>& error() const { return error_; }
    /// Keeps the first error only.
    void fail(std::string place, std::string message, std::string nearest = "");
    /// "file:line", or "--set path" for values that came from a setting.
    [[nodiscard]] std::string place(const toml::source_region& source, const std::string& path) const;

  private:
    std::string file_;
    std::optional<sim::Error> error_;
};

/// Parses text. Errors: badInput with file:line.
sim::Result<toml::table> parseToml(std::string_view text, const std::string& name);

/// Reads one table. After the first error every call does nothing.
class TomlTable {
  public:
    /// `path` names the table in messages ("hand[0]"; empty for the top). Keys not in `allowed` are an error at once.
    TomlTable(TomlContext& context, const toml::table& table, std::string path,
              std::span<const std::string_view> allowed);

    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    /// False and an error if the key is not there.
    bool require(std::string_view key);
    /// The place of the key, or of the table if there is no such key.
    [[nodiscard]] std::string place(std::string_view key) const;
    [[nodiscard]] std::string pathOf(std::string_view key) const;
    /// Reports an error about a key.
    void fail(std::string_view key, std::string message, std::string nearest = "");

    /// A number in SI; the bare number and the range are in `unit`, the unit in the key's name.
    void number(std::string_view key, std::string_view unit, Range range, double& out);
    void number(std::string_view key, std::string_view unit, Range range, std::optional<double>& out);
    /// The same, kept in `unit`.
    void numberInUnit(std::string_view key, std::string_view unit, Range range, double& out);
    void integer(std::string_view key, std::int64_t minimum, std::int64_t maximum, std::int64_t& out);
    void boolean(std::string_view key, bool& out);
    void string(std::string_view key, std::size_t limit, std::string& out);
    /// Texts of at most `limit` characters each; [] empties `out`.
    void strings(std::string_view key, std::size_t limit, std::vector<std::string>& out);
    /// A day such as 2026-01-31, as that text.
    void date(std::string_view key, std::string& out);
    /// One of `names`; returns its index, or -1 if the key is not there or wrong.
    int choice(std::string_view key, std::span<const std::string_view> names);
    /// Three finite numbers within [-limit, limit] metres; false if the key is not there or wrong.
    bool point(std::string_view key, double limit, std::array<double, 3>& out);
    /// The table at `key`, or nullptr.
    const toml::table* table(std::string_view key);
    /// The tables of [[key]], empty if there are none.
    std::vector<const toml::table*> tables(std::string_view key, std::size_t limit);

  private:
    const toml::node* find(std::string_view key) const;
    std::optional<double> readNumber(std::string_view key, std::string_view unit, Range range);

    TomlContext& context_;
    const toml::table& table_;
    std::string path_;
};

/// "hand[0]" + "site" -> "hand[0].site".
std::string joinedPath(const std::string& path, std::string_view key);

} // namespace fascia::io
