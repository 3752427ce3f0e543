#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "io/course.h"
#include "io/scenario_file.h"
#include "io/text.h"
#include "io/toml_table.h"
#include "io/units.h"

namespace fascia::io {
namespace {

namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;

constexpr std::array kTop{"schema_version"sv, "title"sv,          "description"sv,      "scenario"sv, "settings"sv,
                          "duration_days"sv,  "row_every_days"sv, "range_every_days"sv, "day"sv,      "treatment"sv,
                          "wake_h"sv,         "sleep_h"sv,        "published"sv};
constexpr std::array kDay{"from_day"sv, "waking"sv, "asleep"sv};
constexpr std::array kTreatment{"title"sv,  "first_day"sv,    "every_days"sv,   "count"sv,
                                "sites"sv,  "site_rule"sv,    "holds"sv,        "traction_direction_deg"sv,
                                "stress"sv, "area_cm2"sv,     "pressure_kPa"sv, "ramp_kPa_per_s"sv,
                                "hold_s"sv, "traction_deg"sv, "surface"sv};
constexpr std::array kRules{"fixed"sv, "highest_tension"sv, "most_adherent"sv};
constexpr std::array kSurfaces{"dry"sv, "moist"sv, "oiled"sv};
constexpr Range kShare{0.0, 1.0};
constexpr Range kDays{0.0, 3660.0};
constexpr std::size_t kLargestFile_bytes = 1U << 20U;

sim::Result<std::string> readText(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return sim::Error{sim::ErrorCode::notFound, "The file does not exist or cannot be read.", file.string(), ""};
    }
    std::string text(kLargestFile_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargestFile_bytes) {
        return sim::Error{sim::ErrorCode::badInput, "The file is larger than a megabyte.", file.string(), ""};
    }
    return text;
}

std::vector<std::string> strings(TomlTable& table, const toml::table& source, std::string_view key) {
    std::vector<std::string> out;
    if (!source.contains(key)) {
        return out;
    }
    const toml::array* array = source[key].as_array();
    if (array == nullptr) {
        table.fail(key, "'" + table.pathOf(key) + "' must be a list of texts.");
        return out;
    }
    for (const toml::node& node : *array) {
        if (const auto* text = node.as_string()) {
            out.push_back(text->get());
        } else {
            table.fail(key, "'" + table.pathOf(key) + "' must be a list of texts.");
        }
    }
    return out;
}

void wholeNumber(TomlTable& table, std::string_view key, int low, int high, int& out) {
    std::int64_t value = out;
    table.integer(key, low, high, value);
    out = static_cast<int>(value);
}

void readTreatment(TomlContext& context, const toml::table& source, Course& course) {
    TomlTable table(context, source, "treatment[" + std::to_string(course.treatments.size()) + "]", kTreatment);
    TreatmentSpec& spec = course.treatments.emplace_back();
    for (const std::string_view key : {"first_day"sv, "count"sv, "sites"sv, "pressure_kPa"sv, "hold_s"sv}) {
        table.require(key);
    }
    table.string("title", 200, spec.title);
    wholeNumber(table, "first_day", 0, 3660, spec.firstDay);
    wholeNumber(table, "every_days", 1, 3660, spec.everyDays);
    wholeNumber(table, "count", 1, 1000, spec.count);
    spec.sites = strings(table, source, "sites");
    if (context.ok() && spec.sites.empty()) {
        table.fail("sites", "A treatment needs at least one site.");
    }
    const int rule = table.choice("site_rule", kRules);
    if (rule >= 0) {
        spec.rule = static_cast<SiteRule>(rule);
    }
    wholeNumber(table, "holds", 1, 12, spec.holds);
    table.number("stress", "1", kShare, spec.stress);
    table.number("area_cm2", "cm2", Range{0.5, 200.0}, spec.hand.area_m2);
    table.number("pressure_kPa", "kPa", Range{0.0, 200.0, true}, spec.hand.pressure_Pa);
    table.number("ramp_kPa_per_s", "kPa/s", Range{0.0, 1000.0, true}, spec.hand.ramp_Pa_per_s);
    table.number("hold_s", "s", Range{0.0, 3600.0}, spec.hand.hold_s);
    table.numberInUnit("traction_deg", "deg", Range{0.0, 80.0}, spec.hand.traction_deg);
    table.numberInUnit("traction_direction_deg", "deg", Range{-360.0, 360.0}, spec.hand.tractionDirection_deg);
    const int surface = table.choice("surface", kSurfaces);
    if (surface >= 0) {
        spec.hand.surface = static_cast<sim::SkinSurface>(surface);
    }
}

/// "# key: value" lines, a header day,value,low,high and rows of four numbers.
sim::Result<PublishedSeries> readPublished(const fs::path& file) {
    const sim::Result<std::string> text = readText(file);
    if (!text) {
        return text.error();
    }
    PublishedSeries series;
    series.file = file.filename().string();
    std::istringstream lines(text.value());
    std::string line;
    bool header = false;
    const auto bad = [&](int number, const std::string& message) {
        return sim::Error{sim::ErrorCode::badInput, message, file.string() + ":" + std::to_string(number), ""};
    };
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.empty()) {
            continue;
        }
        if (line[0] == '#') {
            const std::size_t colon = line.find(": ");
            if (colon == std::string::npos) {
                continue;
            }
            const std::string key = line.substr(2, colon - 2);
            const std::string value = line.substr(colon + 2);
            if (key == "title") {
                series.title = value;
            }
            if (key == "source") {
                series.source = value;
            }
            if (key == "quantity") {
                series.quantity = value;
            }
            if (key == "scale") {
                if (value != "share" && value != "own") {
                    return bad(number, "'# scale' is 'share' or 'own', not '" + printable(value) + "'.");
                }
                series.ownScale = value == "own";
            }
            if (key == "days from") {
                if (value != "last treatment" && value != "first treatment") {
                    return bad(number, "'# days from' is 'last treatment' or 'first treatment', not '" +
                                           printable(value) + "'.");
                }
                series.fromFirst = value == "first treatment";
            }
            if (key == "people") {
                series.people = static_cast<int>(parseNumber(value).value_or(0.0));
            }
            continue;
        }
        if (!header) {
            if (line != "day,value,low,high") {
                return bad(number, "The header must be 'day,value,low,high'.");
            }
            header = true;
            continue;
        }
        std::array<double, 4> row{};
        std::istringstream cells(line);
        std::string cell;
        std::size_t i = 0;
        while (std::getline(cells, cell, ',') && i < row.size()) {
            const std::optional<double> value = parseNumber(cell);
            if (!value) {
                return bad(number, "'" + printable(cell) + "' is no number.");
            }
            row[i++] = *value;
        }
        if (i != row.size()) {
            return bad(number, "A row has four numbers: day,value,low,high.");
        }
        if (row[2] > row[1] || row[1] > row[3]) {
            return bad(number, "A row has low <= value <= high.");
        }
        series.points.push_back({row[0], row[1], row[2], row[3]});
    }
    if (series.title.empty() || series.quantity.empty() || series.source.empty() || series.people <= 0 ||
        series.points.empty()) {
        return bad(
            1, "Published points need '# title: ...', '# quantity: ...', '# source: ...', '# people: N' and at least "
               "one row.");
    }
    return series;
}

fs::path scenarioPath(const std::string& name, const fs::path& courseFile, const fs::path& folder) {
    std::error_code ignored;
    const fs::path beside = courseFile.parent_path() / name;
    if (fs::is_regular_file(beside, ignored)) {
        return beside;
    }
    return folder / (name + ".toml");
}

void readTop(TomlContext& context, const toml::table& source, const fs::path& file, const fs::path& scenarioFolder,
             std::span<const std::string> settings, Course& course) {
    TomlTable table(context, source, "", kTop);
    std::int64_t version = 0;
    table.require("schema_version");
    table.require("scenario");
    table.integer("schema_version", 1, 1, version);
    table.string("title", 200, course.title);
    table.string("description", 2000, course.description);
    std::string scenario;
    table.string("scenario", 500, scenario);
    std::vector<std::string> all = strings(table, source, "settings");
    all.insert(all.end(), settings.begin(), settings.end());
    wholeNumber(table, "duration_days", 1, 3660, course.durationDays);
    wholeNumber(table, "row_every_days", 1, 3660, course.rowEveryDays);
    wholeNumber(table, "range_every_days", 1, 3660, course.rangeEveryDays);
    table.numberInUnit("wake_h", "1", Range{0.0, 12.0}, course.wakeHour);
    table.numberInUnit("sleep_h", "1", Range{12.0, 24.0}, course.sleepHour);
    for (const toml::table* entry : table.tables("day", 1000)) {
        TomlTable day(context, *entry, "day[" + std::to_string(course.profile.size()) + "]", kDay);
        DayProfile& profile = course.profile.emplace_back();
        day.numberInUnit("from_day", "1", kDays, profile.day);
        day.require("waking");
        day.require("asleep");
        day.number("waking", "1", kShare, profile.waking);
        day.number("asleep", "1", kShare, profile.asleep);
    }
    std::stable_sort(course.profile.begin(), course.profile.end(),
                     [](const DayProfile& a, const DayProfile& b) { return a.day < b.day; });
    if (context.ok() && (course.profile.empty() || course.profile.front().day != 0.0)) {
        table.fail("day", "A course needs a [[day]] with from_day = 0, waking and asleep.");
    }
    for (const toml::table* entry : table.tables("treatment", 100)) {
        readTreatment(context, *entry, course);
    }
    if (!context.ok()) {
        return;
    }
    const sim::Result<Scenario> start = readScenario(scenarioPath(scenario, file, scenarioFolder), all);
    if (!start) {
        context.fail(start.error().place, start.error().message, start.error().nearest);
        return;
    }
    course.scenario = start.value();
    course.scenario.hands.clear();
    course.scenario.stressChanges.clear();
    for (const std::string& name : strings(table, source, "published")) {
        const sim::Result<PublishedSeries> series = readPublished(file.parent_path() / name);
        if (!series) {
            context.fail(series.error().place, series.error().message);
            return;
        }
        course.published.push_back(series.value());
    }
}

} // namespace

const DayProfile& Course::profileOf(double day) const {
    const DayProfile* current = &profile.front();
    for (const DayProfile& each : profile) {
        if (each.day <= day) {
            current = &each;
        }
    }
    return *current;
}

sim::Result<Course> readCourse(const fs::path& file, const fs::path& scenarioFolder,
                               std::span<const std::string> settings) {
    const sim::Result<std::string> text = readText(file);
    if (!text) {
        return text.error();
    }
    const sim::Result<toml::table> parsed = parseToml(text.value(), file.string());
    if (!parsed) {
        return parsed.error();
    }
    Course course;
    course.id = file.stem().string();
    TomlContext context(file.string());
    readTop(context, parsed.value(), file, scenarioFolder, settings, course);
    if (context.error()) {
        return *context.error();
    }
    return course;
}

} // namespace fascia::io
