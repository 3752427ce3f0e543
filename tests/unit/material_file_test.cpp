#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "io/material_file.h"
#include "sim/presets.h"

using namespace fascia;

TEST_CASE("Every preset's material file says what the program uses", "[presets]") {
    const std::filesystem::path folder = std::filesystem::path(FASCIA_SOURCE_DIR) / "assets" / "materials";
    for (const sim::Preset& preset : sim::presets()) {
        const std::filesystem::path file = folder / (std::string(preset.id) + ".toml");
        const std::string wanted = io::materialToml(preset.id);
        std::ifstream in(file, std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        INFO(file.string() << " should read:\n" << wanted);
        CHECK(text.str() == wanted);
    }
    CHECK(io::materialToml("no such preset").empty());
}

TEST_CASE("Every number of a preset is a parameter, has a source and lies in its ranges", "[presets]") {
    for (const sim::Preset& preset : sim::presets()) {
        CHECK_FALSE(sim::presetValues(preset.id).empty());
        for (const sim::PresetValue& line : sim::presetValues(preset.id)) {
            INFO(preset.id << " " << line.id);
            const sim::ParamSpec* spec = sim::findParam(line.id);
            REQUIRE(spec != nullptr);
            CHECK_FALSE(line.source.empty());
            CHECK(line.low <= line.value);
            CHECK(line.value <= line.high);
            CHECK(line.low >= spec->minimum);
            CHECK(line.high <= spec->maximum);
            CHECK(sim::getParam(preset.parameters, *spec) == line.value);
        }
    }
}
