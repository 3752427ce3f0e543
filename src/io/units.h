#pragma once
// Units at the edge of the program: everything inside is SI. The one place where a unit's name becomes a factor.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/result.h"

namespace fascia::io {

/// Pascals in one pound-force per square inch.
inline constexpr double kPascalPerPsi = 6894.757293168361;

/// Exponents of metre, kilogram, second and radian.
struct Dimension {
    std::int8_t length = 0;
    std::int8_t mass = 0;
    std::int8_t time = 0;
    std::int8_t angle = 0;
    friend bool operator==(const Dimension&, const Dimension&) = default;
};

/// A unit: 1 of it = factor of the SI unit of its dimension (angles: radian).
struct Unit {
    Dimension dimension;
    double factor = 1.0;
};

/// Reads "kPa", "kPa/s", "cm2", "N s/m", "1/(Pa s)", "%", "1" (dimensionless). Empty if it is no unit.
std::optional<Unit> parseUnit(std::string_view text);

/// SI value of `value` in `unit`, rounded once: 12 cm2 gives the double nearest to 0.0012.
double toSi(double value, const Unit& unit);
/// The number that, read back with toSi(), gives `si` again; the shortest one.
double fromSi(double si, const Unit& unit);

/// A whole text as a finite decimal number ("12", "-1.5e3"); empty for anything else, inf and nan included.
std::optional<double> parseNumber(std::string_view text);

/// A number with an optional unit: "12kPa", "2 kPa/s", "5min", "20 %". A bare number is in `bareUnit` (by name, such as
/// "kPa"); another unit must have the same dimension. Returns the value in SI; a badInput error says what would be valid.
sim::Result<double> parseQuantity(std::string_view text, std::string_view bareUnit);

/// The shortest text that reads back to the same double ("0.1", "1e-07", "nan", "inf").
std::string shortNumber(double value);
/// A fixed number of decimals, for sentences.
std::string fixedNumber(double value, int decimals);

} // namespace fascia::io
