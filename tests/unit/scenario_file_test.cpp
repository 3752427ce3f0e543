#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "io/scenario_file.h"
#include "io/text.h"
#include "support/io_temp_folder.h"

using namespace fascia;

namespace {

const std::string kHand = "[[hand]]\nt_s = 10\nsite = \"a\"\n";

sim::Result<io::Scenario> parse(const std::string& body, std::vector<std::string> settings = {}) {
    return io::parseScenario("schema_version = 1\n" + body, "test.toml", settings);
}

io::Scenario good(const std::string& body, std::vector<std::string> settings = {}) {
    auto scenario = parse(body, std::move(settings));
    INFO(body << (scenario ? "" : scenario.error().sentence()));
    REQUIRE(scenario);
    return std::move(scenario).value();
}

sim::Error bad(const std::string& body, std::vector<std::string> settings = {}) {
    auto scenario = parse(body, std::move(settings));
    INFO(body);
    REQUIRE(!scenario);
    CHECK(scenario.error().code == sim::ErrorCode::badInput);
    CHECK(!scenario.error().message.empty());
    CHECK(scenario.error().message.find('\n') == std::string::npos);
    return scenario.error();
}

sim::Web threeSites() {
    sim::Web web;
    web.id = "web";
    for (int i = 0; i < 3; ++i) {
        sim::Site site;
        site.id = std::string(1, static_cast<char>('a' + i));
        site.position_m = {0.1 * i, 0.0, 0.0};
        site.normal = {0, 0, 1};
        web.sites.push_back(site);
    }
    return web;
}

} // namespace

TEST_CASE("the scenario of the interface is read in SI", "[scenario]") {
    const io::Scenario s = good(R"(
title = "T"
model = "low_back"
preset = "evidence"
seed = 9
duration_s = "7min"
initial_adhesion = 0.2
restrictions = { seed = 3, count = 4 }
[autonomic]
stress = 0.6
change = [{ t_s = 100, stress = 0.1 }, { t_s = 50, stress = 1 }]
[hypothesis]
arousal_stiffens = false
[set]
"deep_fascia.fibre_modulus_Pa" = 1.5e8
skin.toe_strain = "7 %"
[[restriction]]
site = "low_back_left"
radius_m = 0.02
[[hand]]
t_s = 10
site = "low_back_left"
area_cm2 = 25
pressure_kPa = 12
ramp_kPa_per_s = 2
hold_s = 300
traction_deg = 20
traction_direction_deg = 90
surface = "oiled"
hand = 2
)");
    CHECK(s.duration_s == 420.0);
    CHECK(s.seed == 9);
    CHECK(s.preset == "evidence");
    CHECK(s.stress == 0.6);
    CHECK(s.initialAdhesion == 0.2);
    REQUIRE(s.stressChanges.size() == 2);
    CHECK(s.stressChanges[0].t_s == 50.0);
    CHECK_FALSE(s.hypotheses[0]);
    CHECK(s.hypotheses[1]);
    CHECK(io::mergedParameters(s).deepFascia.fibreModulus_Pa == 1.5e8);
    CHECK(io::mergedParameters(s).skin.toeStrain == 0.07);
    REQUIRE(s.draw);
    CHECK(s.draw->count == 4);
    REQUIRE(s.hands.size() == 1);
    const io::HandSpec& hand = s.hands[0];
    CHECK(hand.area_m2 == 25e-4);
    CHECK(hand.pressure_Pa == 12e3);
    CHECK(hand.ramp_Pa_per_s == 2e3);
    CHECK(hand.traction_deg == 20.0);
    CHECK(hand.surface == sim::SkinSurface::oiled);
    CHECK(hand.hand == 2);
    CHECK(hand.pressedAt_s() == 16.0);
    CHECK(hand.releasedAt_s() == 316.0);
    CHECK(hand.goneAt_s() == 322.0);
}

TEST_CASE("unknown keys name the place and the nearest", "[scenario]") {
    sim::Error error = bad(kHand + "presure_kPa = 12\n");
    CHECK(error.place == "test.toml:5");
    CHECK(error.nearest == "pressure_kPa");
    CHECK(bad("duraton_s = 4\n").nearest == "duration_s");
    CHECK(bad("[autonomic]\nstres = 1\n").nearest == "stress");
    CHECK(bad("[hypothesis]\nguardng = true\n").nearest == "guarding");
    CHECK(bad("[set]\n\"skin.to_strain\" = 0.1\n").nearest == "skin.toe_strain");
    CHECK(bad("[set]\nskin.to_strain = 0.1\n").place == "test.toml:3");
    CHECK(bad("preset = \"concpt\"\n").nearest == "concept");
    CHECK(bad("[[restriction]]\nsit = \"a\"\n").nearest == "site");
    CHECK(bad("restrictions = { count = 2, sed = 3 }\n").nearest == "seed");
    CHECK(bad(kHand + "surface = \"oild\"\n").nearest == "oiled");
}

TEST_CASE("numbers out of range name the range", "[scenario]") {
    const sim::Error error = bad(kHand + "pressure_kPa = 900\n");
    CHECK(error.message.find("200 kPa") != std::string::npos);
    CHECK(error.place == "test.toml:5");
    for (const std::string& body : {std::string("duration_s = 0\n"),
                                    std::string("duration_s = -5\n"),
                                    std::string("duration_s = 1e30\n"),
                                    std::string("duration_s = nan\n"),
                                    std::string("duration_s = inf\n"),
                                    std::string("duration_s = -inf\n"),
                                    std::string("seed = -1\n"),
                                    std::string("seed = 1.5\n"),
                                    std::string("[autonomic]\nstress = 1.01\n"),
                                    std::string("initial_adhesion = 2\n"),
                                    std::string("[set]\n\"skin.toe_strain\" = 5\n"),
                                    std::string("[set]\n\"skin.toe_strain\" = nan\n"),
                                    std::string("restrictions = { count = 1000 }\n"),
                                    std::string("[[restriction]]\nsite = \"a\"\nradius_m = 0\n"),
                                    kHand + "hand = 4\n",
                                    kHand + "traction_deg = 90\n",
                                    kHand + "area_cm2 = 0\n",
                                    kHand + "ramp_kPa_per_s = 0\n",
                                    kHand + "hold_s = -1\n",
                                    std::string("[[restriction]]\nposition_m = [0, 0, 1e9]\n")}) {
        bad(body);
    }
}

TEST_CASE("wrong types and shapes are refused", "[scenario]") {
    for (const std::string& body : {std::string("title = 5\n"),
                                    std::string("duration_s = true\n"),
                                    std::string("duration_s = \"420\"\n"),
                                    std::string("duration_s = \"5 kPa\"\n"),
                                    std::string("duration_s = 2020-01-01\n"),
                                    std::string("autonomic = 3\n"),
                                    std::string("hand = 3\n"),
                                    std::string("hand = [1, 2]\n"),
                                    std::string("[hand]\nt_s = 1\n"),
                                    std::string("restriction = \"a\"\n"),
                                    std::string("[hypothesis]\nguarding = 1\n"),
                                    std::string("title = \"a\"\ntitle = \"b\"\n"),
                                    std::string("duration_s = \n"),
                                    std::string("[[hand]]\nt_s = 1\n"),
                                    std::string("[[hand]]\nsite = \"a\"\n"),
                                    std::string("[[restriction]]\nradius_m = 0.02\n"),
                                    std::string("[[restriction]]\nsite = \"a\"\nposition_m = [0, 0, 0]\n"),
                                    std::string("[[restriction]]\nposition_m = [0, 0]\n"),
                                    std::string("[set]\n\"skin.toe_strain\" = true\n"),
                                    std::string("[set]\n\"skin.toe_strain\" = []\n"),
                                    std::string("restrictions = 4\n"),
                                    std::string("restrictions = { seed = 3 }\n"),
                                    kHand + kHand,
                                    std::string("\xff\xfe = 1\n"),
                                    "title = \"" + std::string(500, 'x') + "\"\n",
                                    std::string("a.", 2) + std::string(3, 'b')}) {
        bad(body);
    }
}

TEST_CASE("schema versions", "[scenario]") {
    const auto missing = io::parseScenario("title = \"x\"\n", "v.toml");
    REQUIRE(!missing);
    CHECK(missing.error().message.find("schema_version = 1") != std::string::npos);
    const auto newer = io::parseScenario("schema_version = 2\nwhat_is_this = 1\n", "v.toml");
    REQUIRE(!newer);
    CHECK(newer.error().message.find("newer") != std::string::npos);
    CHECK_FALSE(io::parseScenario("schema_version = 0\n", "v.toml"));
    CHECK_FALSE(io::parseScenario("schema_version = \"1\"\n", "v.toml"));
}

TEST_CASE("settings reach every key, with units", "[scenario]") {
    const std::string body = kHand + "[[hand]]\nt_s = 1000\nsite = \"b\"\n";
    CHECK(good(body, {"duration_s=5min"}).duration_s == 300.0);
    CHECK(good(body, {"autonomic.stress=40%"}).stress == 0.4);
    CHECK(good(body, {"hand.0.pressure_kPa=12kPa"}).hands[0].pressure_Pa == 12000.0);
    CHECK(good(body, {"hand[1].pressure_kPa=15"}).hands[1].pressure_Pa == 15000.0);
    CHECK(good(body, {"hand.pressure_kPa=2psi"}).hands[1].pressure_Pa > 13000.0);
    CHECK(good(body, {"hand.0.area_cm2=0.0025 m2"}).hands[0].area_m2 == 0.0025);
    CHECK(good(body, {"hand.0.traction_deg=20deg"}).hands[0].traction_deg == 20.0);
    CHECK(good(body, {"hand.0.surface=oiled"}).hands[0].surface == sim::SkinSurface::oiled);
    CHECK_FALSE(good(body, {"hypothesis.guarding=false"}).hypotheses[1]);
    CHECK(good(body, {"seed=123"}).seed == 123);
    CHECK(good(body, {"title=5"}).title == "5");
    CHECK(good(body, {"skin.fibre_modulus_Pa=400kPa"}).sets.back().second == 4e5);
    CHECK(good(body, {"restriction.0.site=b", "restriction.0.radius_m=2cm"}).restrictions.at(0).radius_m == 0.02);
    CHECK(good(body, {"restrictions.count=2"}).draw->count == 2);
    CHECK(good(body, {"autonomic.change.0.t_s=1min", "autonomic.change.0.stress=1"}).stressChanges.at(0).t_s == 60.0);
    CHECK(good("[set]\n\"skin.toe_strain\" = 0.05\n", {"skin.toe_strain=0.06"}).sets.back().second == 0.06);
}

TEST_CASE("wrong settings are refused and named", "[scenario]") {
    CHECK(bad(kHand, {"hand.0.presure_kPa=12"}).nearest == "hand.pressure_kPa");
    CHECK(bad(kHand, {"durtion_s=12"}).nearest == "duration_s");
    CHECK(bad(kHand, {"skin.toe_strian=0.1"}).nearest == "skin.toe_strain");
    CHECK(bad(kHand, {"hand.0.pressure_kPa=12s"}).place == "--set hand[0].pressure_kPa");
    CHECK(bad(kHand, {"skin.toe_strain=2kPa"}).place == "--set skin.toe_strain");
    for (const char* setting : {"",
                                "=",
                                "=5",
                                "duration_s",
                                "hand=3",
                                "hand.7.t_s=1",
                                "hand.0=1",
                                "autonomic.0.stress=1",
                                "title.0=x",
                                "hand.0.1.t_s=1",
                                "....=1",
                                "hand..t_s=1",
                                "schema_version=1",
                                "set.x=1",
                                "restriction.site=a",
                                "duration_s=",
                                "duration_s=nan",
                                "duration_s=1e400",
                                "seed=1.5",
                                "hypothesis.guarding=maybe",
                                "hand.99999999999999999999.t_s=1"}) {
        INFO(setting);
        bad(kHand, {setting});
    }
}

TEST_CASE("a merged scenario reads back to the same", "[scenario]") {
    io::Scenario s =
        good("title = \"quote \\\" and \\u00e9 and \\u007f\"\ndescription = \"\"\"two\nlines\"\"\"\n"
             "restrictions = { count = 1, adhesion = 0.3 }\n" +
                 kHand +
                 "pressure_kPa = \"1.7 psi\"\narea_cm2 = 12.3\nramp_kPa_per_s = 0.7\nrelease_kPa_per_s = 3.3\n"
                 "[[restriction]]\nposition_m = [0.1, 0.333333333333333333, -1e-9]\n",
             {"skin.fibre_modulus_Pa=123.456kPa", "autonomic.change.0.t_s=0.1", "autonomic.change.0.stress=0.3",
              "duration_s=0.3333333333min"});
    const std::string text = io::mergedToml(s);
    const auto again = io::parseScenario(text, "test.toml");
    INFO(text << (again ? "" : again.error().sentence()));
    REQUIRE(again);
    CHECK(io::mergedToml(again.value()) == text);
    CHECK(again.value().hands[0].pressure_Pa == s.hands[0].pressure_Pa);
    CHECK(again.value().hands[0].ramp_Pa_per_s == s.hands[0].ramp_Pa_per_s);
    CHECK(again.value().title == s.title);
    CHECK(again.value().description == s.description);

    REQUIRE(io::applySetting(s, "autonomic.stress=0.9"));
    CHECK(s.stress == 0.9);
    CHECK(s.hands[0].area_m2 == again.value().hands[0].area_m2);
    const io::Scenario before = s;
    CHECK_FALSE(io::applySetting(s, "autonomic.stress=9"));
    CHECK(io::mergedToml(s) == io::mergedToml(before));
}

TEST_CASE("sites are checked against the model", "[scenario]") {
    io::Scenario s = good(kHand);
    CHECK(io::resolveScenario(s, threeSites()));
    s.hands[0].site = "bb";
    const auto status = io::resolveScenario(s, threeSites());
    REQUIRE(!status);
    CHECK(status.error().place == "hand[0].site");
    CHECK(status.error().nearest == "b");
}

TEST_CASE("random restrictions are the same everywhere and keep apart", "[scenario]") {
    io::Scenario s = good("seed = 1\nrestrictions = { seed = 3, count = 2 }\n[[restriction]]\nsite = \"a\"\n");
    REQUIRE(io::resolveScenario(s, threeSites()));
    REQUIRE(s.restrictions.size() == 3);
    CHECK_FALSE(s.draw);
    CHECK(s.restrictions[1].site == "b"); // 10 cm from "a", as far apart as asked for
    CHECK(s.restrictions[2].site == "c");
    CHECK(s.restrictions[1].position_m[0] == 0.1);
    // Values of splitmix64; they may never change.
    CHECK(s.restrictions[1].radius_m == 0.031);
    CHECK(s.restrictions[1].adhesion == 0.75);
    io::Scenario tooMany = good("restrictions = { count = 4 }\n");
    CHECK_FALSE(io::resolveScenario(tooMany, threeSites()));
    io::Scenario other = good("seed = 4\nrestrictions = { count = 3 }\n");
    io::Scenario same = good("seed = 5\nrestrictions = { seed = 4, count = 3 }\n");
    REQUIRE(io::resolveScenario(other, threeSites()));
    REQUIRE(io::resolveScenario(same, threeSites()));
    CHECK(other.restrictions[0].site == same.restrictions[0].site);
    CHECK(other.restrictions[2].adhesion == same.restrictions[2].adhesion);
}

TEST_CASE("hostile files are refused with one sentence", "[scenario]") {
    const test::TempFolder folder("hostile");
    std::string deep = "schema_version = 1\na";
    for (int i = 0; i < 200000; ++i) {
        deep += ".a";
    }
    std::string brackets(100000, '[');
    for (const std::string& text :
         {std::string(), std::string(1, '\0'), std::string(5000, '\0'), std::string("\xef\xbb\xbf"), deep + " = 1\n",
          "x = " + brackets, brackets, std::string("x = \"\"\"unclosed"), std::string("x = {a = {a = {a = {\n"),
          std::string(2U << 20U, 'a'), std::string("schema_version = 99999999999999999999\n"),
          std::string("schema_version = 1\n\"" + std::string(50000, 'k') + "\" = 1\n"),
          std::string("schema_version = 1\n\"a\\u0000b\\u001b[31m\" = 1\n"),
          std::string("schema_version = 1\nmodel = \"" + std::string(5000, 'm') + "\"\n"),
          std::string("\x1f\x8b\x08\x00rest", 8), std::string("schema_version = 1\r\ntitle = \"a\rb\"\n")}) {
        test::writeText(folder / "h.toml", text);
        const auto scenario = io::readScenario(folder / "h.toml");
        REQUIRE(!scenario);
        const std::string sentence = scenario.error().sentence();
        INFO(sentence);
        CHECK(sentence.size() < 1000);
        for (const char c : sentence) {
            CHECK(static_cast<unsigned char>(c) >= 0x20);
        }
    }
    CHECK_FALSE(io::readScenario(folder.path()));
    const auto none = io::readScenario(folder / "none.toml");
    REQUIRE(!none);
    CHECK(none.error().code == sim::ErrorCode::notFound);
}

TEST_CASE("shipped scenarios are valid", "[scenario]") {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(FASCIA_SOURCE_DIR "/assets/scenarios")) {
        const auto scenario = io::readScenario(entry.path());
        INFO(entry.path() << (scenario ? "" : scenario.error().sentence()));
        REQUIRE(scenario);
        CHECK(!scenario.value().title.empty());
        CHECK(scenario.value().id == entry.path().stem());
        ++count;
    }
    CHECK(count >= 6);
}
