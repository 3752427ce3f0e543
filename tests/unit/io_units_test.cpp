#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "io/units.h"
#include "sim/params.h"

using namespace fascia;

TEST_CASE("units of every parameter are known", "[io]") {
    for (const sim::ParamSpec& spec : sim::paramSpecs()) {
        INFO(spec.id << " " << spec.unit << " " << spec.displayUnit);
        const auto unit = io::parseUnit(spec.unit);
        REQUIRE(unit);
        CHECK(unit->factor == 1.0);
        CHECK(io::parseUnit(spec.displayUnit).has_value());
    }
}

TEST_CASE("quantities with and without a unit", "[io]") {
    const auto si = [](const char* text, const char* bare) {
        const auto value = io::parseQuantity(text, bare);
        INFO(text << " in " << bare << (value ? "" : ": " + value.error().message));
        REQUIRE(value);
        return value.value();
    };
    CHECK(si("12", "kPa") == 12000.0);
    CHECK(si("12kPa", "Pa") == 12000.0);
    CHECK(si(" 12 kPa ", "kPa") == 12000.0);
    CHECK(si("5min", "s") == 300.0);
    CHECK(si("1.5 h", "s") == 5400.0);
    CHECK(si("30N", "N") == 30.0);
    CHECK(si("2 kPa/s", "kPa/s") == 2000.0);
    CHECK(si("3 cm", "m") == 0.03);
    CHECK(si("12", "cm2") == 0.0012);
    CHECK(si("12cm^2", "cm2") == 0.0012);
    CHECK(si("20 %", "1") == 0.2);
    CHECK(si("0.02 1/s", "1/s") == 0.02);
    CHECK(si("2.5e-8 1/(Pa s)", "1/(Pa s)") == 2.5e-8);
    CHECK(std::abs(si("1psi", "kPa") - 6894.757) < 0.001);
    CHECK(std::abs(si("180deg", "deg") - 3.14159265358979) < 1e-12);
}

TEST_CASE("wrong quantities are refused with a sentence", "[io]") {
    for (const char* text : {"", "kPa", "12 s", "12 kPa s", "twelve", "1e999", "nan", "inf", "0x10", "12 12", "1,5",
                             "1..2", "12 bananas", "((((((", "12 ((((((((((m))))))))))", "--1", "1e", "1 m-"}) {
        INFO(text);
        const auto value = io::parseQuantity(text, "kPa");
        REQUIRE(!value);
        CHECK(value.error().message.ends_with("."));
    }
    CHECK_FALSE(io::parseQuantity("12 kPa", "1"));
}

TEST_CASE("numbers in another unit read back to the same bits", "[io]") {
    std::uint64_t seed = 12345;
    for (const char* name : {"kPa", "cm2", "kPa/s", "deg", "s", "1", "mm", "min"}) {
        const io::Unit unit = *io::parseUnit(name);
        for (int i = 0; i < 2000; ++i) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            const double value = std::ldexp(static_cast<double>(seed >> 11U), -40);
            const double si = io::toSi(value, unit);
            REQUIRE(io::toSi(io::fromSi(si, unit), unit) == si);
        }
    }
    CHECK(io::fromSi(0.0012, *io::parseUnit("cm2")) == 12.0);
    CHECK(io::shortNumber(io::fromSi(io::toSi(20.0, *io::parseUnit("deg")), *io::parseUnit("deg"))) == "20");
}

TEST_CASE("numbers are printed short and round-trip safe", "[io]") {
    CHECK(io::shortNumber(0.1) == "0.1");
    CHECK(io::shortNumber(300.0) == "300");
    CHECK(io::parseNumber(io::shortNumber(1.0 / 3.0)) == 1.0 / 3.0);
    CHECK(io::fixedNumber(12.04, 1) == "12.0");
    CHECK(io::fixedNumber(-0.001, 2) == "0.00");
}
