#include "io/units.h"

#include <array>
#include <charconv>
#include <cmath>
#include <locale>
#include <numbers>
#include <sstream>

namespace fascia::io {
namespace {

struct NamedUnit {
    std::string_view name;
    Unit unit;
};

constexpr Dimension kNone{};
constexpr Dimension kLength{1, 0, 0, 0};
constexpr Dimension kMass{0, 1, 0, 0};
constexpr Dimension kTime{0, 0, 1, 0};
constexpr Dimension kAngle{0, 0, 0, 1};
constexpr Dimension kForce{1, 1, -2, 0};
constexpr Dimension kPressure{-1, 1, -2, 0};
constexpr Dimension kEnergy{2, 1, -2, 0};
constexpr Dimension kFrequency{0, 0, -1, 0};

constexpr std::array kUnits{
    NamedUnit{"1", {kNone, 1.0}},
    NamedUnit{"%", {kNone, 0.01}},
    NamedUnit{"m", {kLength, 1.0}},
    NamedUnit{"dm", {kLength, 0.1}},
    NamedUnit{"cm", {kLength, 0.01}},
    NamedUnit{"mm", {kLength, 1e-3}},
    NamedUnit{"um", {kLength, 1e-6}},
    NamedUnit{"in", {kLength, 0.0254}},
    NamedUnit{"kg", {kMass, 1.0}},
    NamedUnit{"g", {kMass, 1e-3}},
    NamedUnit{"s", {kTime, 1.0}},
    NamedUnit{"ms", {kTime, 1e-3}},
    NamedUnit{"min", {kTime, 60.0}},
    NamedUnit{"h", {kTime, 3600.0}},
    NamedUnit{"d", {kTime, 86400.0}},
    NamedUnit{"day", {kTime, 86400.0}},
    NamedUnit{"days", {kTime, 86400.0}},
    NamedUnit{"week", {kTime, 604800.0}},
    NamedUnit{"weeks", {kTime, 604800.0}},
    NamedUnit{"Hz", {kFrequency, 1.0}},
    NamedUnit{"rad", {kAngle, 1.0}},
    NamedUnit{"deg", {kAngle, std::numbers::pi / 180.0}},
    NamedUnit{"N", {kForce, 1.0}},
    NamedUnit{"mN", {kForce, 1e-3}},
    NamedUnit{"kN", {kForce, 1e3}},
    NamedUnit{"kgf", {kForce, 9.80665}},
    NamedUnit{"lbf", {kForce, 4.4482216152605}},
    NamedUnit{"Pa", {kPressure, 1.0}},
    NamedUnit{"hPa", {kPressure, 1e2}},
    NamedUnit{"kPa", {kPressure, 1e3}},
    NamedUnit{"MPa", {kPressure, 1e6}},
    NamedUnit{"GPa", {kPressure, 1e9}},
    NamedUnit{"bar", {kPressure, 1e5}},
    NamedUnit{"psi", {kPressure, kPascalPerPsi}},
    NamedUnit{"mmHg", {kPressure, 133.322387415}},
    NamedUnit{"J", {kEnergy, 1.0}},
};

const Unit* findUnit(std::string_view name) {
    for (const NamedUnit& named : kUnits) {
        if (named.name == name) {
            return &named.unit;
        }
    }
    return nullptr;
}

Unit raised(const Unit& unit, int exponent) {
    const auto times = [exponent](std::int8_t value) { return static_cast<std::int8_t>(value * exponent); };
    const Dimension& d = unit.dimension;
    return {{times(d.length), times(d.mass), times(d.time), times(d.angle)}, std::pow(unit.factor, exponent)};
}

Unit product(const Unit& a, const Unit& b) {
    const auto sum = [](std::int8_t x, std::int8_t y) { return static_cast<std::int8_t>(x + y); };
    const Dimension& p = a.dimension;
    const Dimension& q = b.dimension;
    return {{sum(p.length, q.length), sum(p.mass, q.mass), sum(p.time, q.time), sum(p.angle, q.angle)},
            a.factor * b.factor};
}

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// product := factor (('*' | ' ' | '/') factor)*; factor := name exponent? | '1' | '(' product ')'.
class UnitParser {
  public:
    explicit UnitParser(std::string_view text) : text_(text) {}

    std::optional<Unit> parse() {
        const std::optional<Unit> unit = readProduct(0);
        skipSpaces();
        return position_ == text_.size() ? unit : std::nullopt;
    }

  private:
    void skipSpaces() {
        while (position_ < text_.size() && text_[position_] == ' ') {
            ++position_;
        }
    }

    std::optional<Unit> readProduct(int depth) {
        std::optional<Unit> result = readFactor(depth);
        while (result) {
            skipSpaces();
            if (position_ == text_.size() || text_[position_] == ')') {
                break;
            }
            int sign = 1;
            if (text_[position_] == '/' || text_[position_] == '*') {
                sign = text_[position_] == '/' ? -1 : 1;
                ++position_;
            }
            const std::optional<Unit> next = readFactor(depth);
            if (!next) {
                return std::nullopt;
            }
            result = product(*result, raised(*next, sign));
        }
        return result;
    }

    std::optional<Unit> readFactor(int depth) {
        skipSpaces();
        if (position_ == text_.size() || depth > 4) {
            return std::nullopt;
        }
        if (text_[position_] == '(') {
            ++position_;
            const std::optional<Unit> inner = readProduct(depth + 1);
            if (!inner || position_ == text_.size() || text_[position_] != ')') {
                return std::nullopt;
            }
            ++position_;
            return inner;
        }
        const std::size_t start = position_;
        if (text_[position_] == '1' || text_[position_] == '%') {
            ++position_;
        } else {
            while (position_ < text_.size() && isLetter(text_[position_])) {
                ++position_;
            }
        }
        const Unit* unit = findUnit(text_.substr(start, position_ - start));
        if (unit == nullptr) {
            return std::nullopt;
        }
        return raised(*unit, readExponent());
    }

    int readExponent() {
        std::size_t at = position_;
        if (at < text_.size() && text_[at] == '^') {
            ++at;
        }
        int sign = 1;
        if (at + 1 < text_.size() && text_[at] == '-') {
            sign = -1;
            ++at;
        }
        if (at < text_.size() && isDigit(text_[at]) && text_[at] != '0' && text_[at] <= '4') {
            position_ = at + 1;
            return sign * (text_[at] - '0');
        }
        return 1;
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// How many characters at the front form a decimal number.
std::size_t numberLength(std::string_view text) {
    std::size_t at = 0;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
        ++at;
    }
    std::size_t digits = 0;
    const auto readDigits = [&] {
        while (at < text.size() && isDigit(text[at])) {
            ++at;
            ++digits;
        }
    };
    readDigits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        readDigits();
    }
    if (digits == 0) {
        return 0;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t exponent = at + 1;
        if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+')) {
            ++exponent;
        }
        if (exponent < text.size() && isDigit(text[exponent])) {
            while (exponent < text.size() && isDigit(text[exponent])) {
                ++exponent;
            }
            at = exponent;
        }
    }
    return at;
}

} // namespace

std::optional<Unit> parseUnit(std::string_view text) { return UnitParser(trimmed(text)).parse(); }

double toSi(double value, const Unit& unit) {
    // Dividing by a whole number rounds once; multiplying by 0.0001 would round twice.
    const double inverse = 1.0 / unit.factor;
    const double whole = std::round(inverse);
    const bool isWhole = inverse > 1.0 && std::abs(inverse - whole) < 1e-9 * whole;
    return isWhole ? value / whole : value * unit.factor;
}

double fromSi(double si, const Unit& unit) {
    const double guess = si / unit.factor;
    if (!std::isfinite(guess)) {
        return guess;
    }
    std::array<char, 64> buffer{};
    for (int digits = 1; digits <= 17; ++digits) {
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), guess,
                                       std::chars_format::scientific, digits - 1);
        const std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
        const std::optional<double> candidate = parseNumber(text);
        if (candidate && toSi(*candidate, unit) == si) {
            return *candidate;
        }
    }
    double low = guess;
    double high = guess;
    for (int step = 0; step < 8; ++step) {
        low = std::nextafter(low, -INFINITY);
        high = std::nextafter(high, INFINITY);
        if (toSi(low, unit) == si) {
            return low;
        }
        if (toSi(high, unit) == si) {
            return high;
        }
    }
    return guess;
}

std::optional<double> parseNumber(std::string_view text) {
    if (text.empty() || numberLength(text) != text.size()) {
        return std::nullopt;
    }
    if (text.front() == '+') {
        text.remove_prefix(1);
    }
    double value = 0.0;
#if defined(__cpp_lib_to_chars)
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
#else
    std::istringstream stream{std::string(text)};
    stream.imbue(std::locale::classic());
    if (!(stream >> value) || stream.peek() != std::istringstream::traits_type::eof()) {
        return std::nullopt;
    }
#endif
    return std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

sim::Result<double> parseQuantity(std::string_view text, std::string_view bareUnit) {
    const std::optional<Unit> bare = parseUnit(bareUnit);
    assert(bare && "the unit of a key is known");
    const std::string_view whole = trimmed(text);
    const std::size_t length = numberLength(whole);
    const std::optional<double> number = parseNumber(whole.substr(0, length));
    const std::string_view unitText = trimmed(whole.substr(length));
    const bool dimensionless = bare->dimension == Dimension{};
    const std::string wanted =
        dimensionless ? "a number without unit" : "a number, or one with a unit such as " + std::string(bareUnit);
    if (!number) {
        return sim::Error{sim::ErrorCode::badInput, "'" + std::string(whole) + "' is not " + wanted + ".", "", ""};
    }
    if (unitText.empty()) {
        return toSi(*number, *bare);
    }
    const std::optional<Unit> unit = parseUnit(unitText);
    if (!unit) {
        return sim::Error{sim::ErrorCode::badInput,
                          "'" + std::string(unitText) + "' is not a known unit; give " + wanted + ".", "", ""};
    }
    if (!(unit->dimension == bare->dimension)) {
        return sim::Error{sim::ErrorCode::badInput,
                          "'" + std::string(whole) + "' has the wrong kind of unit; give " + wanted + ".", "", ""};
    }
    return toSi(*number, *unit);
}

std::string shortNumber(double value) {
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end.ptr};
}

std::string fixedNumber(double value, int decimals) {
    std::array<char, 400> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
    std::string text(buffer.data(), end.ptr);
    return text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos ? text.substr(1) : text;
}

} // namespace fascia::io
