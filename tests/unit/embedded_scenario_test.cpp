// Files that carry a scenario: pictures, videos, JSON. They come from anywhere, so damaged ones are refused in a sentence.

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "io/embedded_scenario.h"
#include "io/scenario_file.h"
#include "support/io_temp_folder.h"

using namespace fascia;

namespace {

std::string bigEndian(std::size_t number) {
    std::string out;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        out.push_back(static_cast<char>((number >> shift) & 255U));
    }
    return out;
}

std::string png(const std::string& words) {
    const std::string text = std::string("tEXtScenario") + '\0' + words;
    return "\x89PNG\r\n\x1a\n" + bigEndian(13) + "IHDR" + std::string(17, 'x') + bigEndian(text.size() - 4) + text +
           "crc.";
}

std::string box(const std::string& type, const std::string& content) {
    return bigEndian(content.size() + 8) + type + content;
}

std::string mp4(const std::string& words) {
    const std::string data = box("data", std::string(8, '\0') + words);
    const std::string meta = box("meta", std::string(4, '\0') + box("hdlr", "x") +
                                             box("ilst", box("\xa9too", data) + box("\xa9"
                                                                                    "cmt",
                                                                                    data)));
    return box("ftyp", "isom") + box("free", "") + box("moov", box("mvhd", "abc") + box("udta", meta)) +
           box("mdat", "z");
}

const std::string kJson =
    R"({"schema_version":1,"title":"T","model":"low_back","preset":"concept","seed":3,"duration_s":7.25,
"autonomic":{"stress":0.25,"change":[{"t_s":1.5,"stress":0.5}]},"hypothesis":{"guarding":false},
"restriction":[{"site":"low_back_left","radius_m":0.03,"adhesion":0.5}]})";

struct Files {
    test::TempFolder folder{"embedded"};
    sim::Result<io::Scenario> read(const std::string& name, const std::string& bytes) const {
        test::writeText(folder / name, bytes);
        return io::readScenario(folder / name);
    }
};

} // namespace

TEST_CASE("pictures, videos and JSON give their scenario back", "[scenario]") {
    const Files files;
    const std::string inRun = "{\"program\":\"fascia\",\"scenario\":" + kJson + "}";
    const std::string inWords = "{\"Software\":\"fascia\",\"Scenario\":" + kJson + "}";
    for (const auto& [name, bytes] : {std::pair<std::string, std::string>{"a.png", png(kJson)},
                                      {"no_ending", mp4(inWords)},
                                      {"run.json", inRun},
                                      {"about.json", inWords},
                                      {"plain.json", kJson}}) {
        INFO(name);
        const sim::Result<io::Scenario> s = files.read(name, bytes);
        INFO((s ? "" : s.error().sentence()));
        REQUIRE(s);
        CHECK(s.value().duration_s == 7.25);
        CHECK(s.value().stress == 0.25);
        REQUIRE(s.value().stressChanges.size() == 1);
        CHECK(s.value().stressChanges[0].stress == 0.5);
        REQUIRE(s.value().restrictions.size() == 1);
        CHECK(s.value().restrictions[0].radius_m == 0.03);
    }
}

TEST_CASE("damaged and hostile carriers are refused in a sentence", "[scenario]") {
    const Files files;
    const auto refused = [&files](const std::string& name, const std::string& bytes) {
        INFO(name);
        const sim::Result<io::Scenario> s = files.read(name, bytes);
        REQUIRE_FALSE(s);
        CHECK_FALSE(s.error().message.empty());
        CHECK(s.error().place.find(name) != std::string::npos);
    };
    refused("other.png", png("").substr(0, 33));
    refused("cut.png", png(kJson).substr(0, 80));
    refused("length.png", "\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtScenario");
    refused("other.mp4", box("ftyp", "isom") + box("mdat", "abc"));
    refused("cut.mp4", mp4("{\"Scenario\":" + kJson + "}").substr(0, 120));
    refused("zero.mp4", box("ftyp", "isom") + bigEndian(3) + "moov");
    refused("huge.mp4", box("ftyp", "isom") + bigEndian(1) + "moov\xff\xff\xff\xff\xff\xff\xff\xff");
    refused("deep.json", "{\"scenario\":" + std::string(200000, '[') + std::string(200000, ']') + "}");
    refused("deep_objects.json", [] {
        std::string deep;
        for (int i = 0; i < 50000; ++i) {
            deep += "{\"a\":";
        }
        return deep;
    }());
    refused("list.json", "{\"scenario\":[1,2]}");
    refused("empty.json", "{}");
    refused("binary.json", std::string("{\0\xff\xfe", 4));
    refused("course.json", R"({"schema_version":1,"titel":"x"})");
    refused("null.json", R"({"schema_version":1,"title":null})");
    refused("key.json", R"({"schema_version":1,"a = 1\n[set]\nb":2})");
    refused("mixed.json", R"({"schema_version":1,"hand":[{"t_s":1},3]})");
    refused("shape.json", R"({"schema_version":1,"autonomic":[{"stress":1}]})");
    refused("change.json", R"({"schema_version":1,"autonomic":{"change":{"t_s":1}}})");
}

TEST_CASE("a video that was cut off is told from a whole one", "[scenario]") {
    const test::TempFolder folder("whole");
    const auto whole = [&folder](const std::string& bytes) {
        test::writeText(folder / "a.mp4", bytes);
        return io::isWholeMp4(folder / "a.mp4");
    };
    const std::string film = mp4("{}");
    CHECK(whole(film));
    CHECK_FALSE(whole(film.substr(0, film.size() - 1)));
    CHECK_FALSE(whole(film + "abc"));
    CHECK_FALSE(whole(box("ftyp", "isom") + box("mdat", "abc"))); // without an index no player can show it
    CHECK_FALSE(whole(""));
    CHECK_FALSE(io::isWholeMp4(folder / "missing.mp4"));
}
