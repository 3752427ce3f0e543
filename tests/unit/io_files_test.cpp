#include <catch2/catch_test_macros.hpp>

#include "io/atomic_file.h"
#include "io/recording.h"
#include "io/series_csv.h"
#include "support/io_temp_folder.h"

using namespace fascia;

namespace {

std::size_t fileCount(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("a file appears whole, and nothing else stays", "[io]") {
    const test::TempFolder folder("atomic");
    const std::filesystem::path file = folder / "deep/er/result.txt";
    REQUIRE(io::writeFileAtomically(file, "one"));
    CHECK(test::readText(file) == "one");
    REQUIRE(io::writeFileAtomically(file, std::string(300000, 'x')));
    CHECK(std::filesystem::file_size(file) == 300000);
    CHECK(fileCount(file.parent_path()) == 1);
}

TEST_CASE("a file that is not committed leaves the old one and no trace", "[io]") {
    const test::TempFolder folder("discard");
    const std::filesystem::path file = folder / "a.txt";
    test::writeText(file, "old");
    {
        auto opened = io::AtomicFile::open(file);
        REQUIRE(opened);
        REQUIRE(opened.value().write(std::string(200000, 'n')));
        CHECK(test::readText(file) == "old");
    }
    CHECK(test::readText(file) == "old");
    CHECK(fileCount(folder.path()) == 1);
}

TEST_CASE("writing where it is impossible is an error with the place", "[io]") {
    const test::TempFolder folder("refuse");
    test::writeText(folder / "file", "x");
    const auto below = io::writeFileAtomically(folder / "file/below.txt", "y");
    REQUIRE(!below);
    CHECK(below.error().code == sim::ErrorCode::io);
    CHECK(!below.error().place.empty());
    CHECK_FALSE(io::writeFileAtomically(folder.path(), "y"));
}

TEST_CASE("series.csv has the columns of the interface", "[io]") {
    const test::TempFolder folder("series");
    sim::Web web;
    web.joints.resize(1);
    web.joints[0].id = "trunk";
    web.nerves.resize(1);
    web.nerves[0].id = "through";
    auto series = io::SeriesWriter::open(folder / "series.csv", web);
    REQUIRE(series);
    sim::Measures measures;
    measures.jointRange_deg[0] = 45.5;
    measures.nerveLoad[0] = 0.75;
    measures.pressure_Pa = 12000.0;
    REQUIRE(series.value().row(0.1, measures, 1e-7));
    CHECK_FALSE(std::filesystem::exists(folder / "series.csv"));
    REQUIRE(series.value().finish());
    const std::string text = test::readText(folder / "series.csv");
    CHECK(text.starts_with("t_s,mean_tension_N,peak_tension_N,local_tension_N,local_stiffness_N_per_m,pressure_kPa,"
                           "contact_force_N,traction_N,arousal,guard,"));
    CHECK(text.find(",rom_deg_trunk,nerve_load_through,residual\n0.1,0,0,0,0,12,") != std::string::npos);
    CHECK(text.ends_with(",45.5,0.75,1e-07\n"));
}

TEST_CASE("recordings round-trip, every command included", "[io]") {
    io::Recording recording;
    recording.version = "1";
    recording.commit = "abc";
    recording.scenarioToml = "schema_version = 1\ntitle = \"x\"\n";
    recording.scenarioId = "x";
    recording.steps = {{1.0 / 60.0, 10}, {0.1, 2}};
    recording.commands = {
        {0, 0.0, sim::SetStress{0.25}},
        {0, 0.0, sim::PlaceHand{1, {0.1, 1.0 / 3.0, -0.2}, {0, 0, -1}, 0.0012, sim::SkinSurface::oiled}},
        {3, 0.05, sim::PressHand{1, 14.4, 2.4, 0.36, {1, 0, 0}}},
        {4, 0.06, sim::LiftHand{1, 2.4}},
        {4, 0.06, sim::Restrict{{0.1, 0.2, 0.3}, 0.02, 0.7}},
        {5, 0.08, sim::SetHypothesis{sim::Hypothesis::guarding, false}},
        {5, 0.08, sim::SetParameter{"skin.toe_strain", 0.07}},
        {6, 0.1, sim::SetFocus{{0.1, 0.2, 0.3}}},
        {12, 0.3666, sim::ResetTissue{}},
    };
    recording.stateHash = 0x0123456789abcdefULL;
    const std::string text = io::recordingText(recording);
    const test::TempFolder folder("recording");
    test::writeText(folder / "r.jsonl", text);
    const auto read = io::readRecording(folder / "r.jsonl");
    INFO((read ? "" : read.error().sentence()));
    REQUIRE(read);
    CHECK(io::recordingText(read.value()) == text);
    CHECK(read.value().stepCount() == 12);
    CHECK(read.value().stateHash == recording.stateHash);
    CHECK(read.value().commands.size() == recording.commands.size());
}

TEST_CASE("damaged recordings are refused with the line", "[io]") {
    const test::TempFolder folder("damaged");
    const std::string head = R"({"kind":"fascia recording","format_version":1,"scenario":""})"
                             "\n";
    for (const std::string& text :
         {std::string(), std::string("hello\n"), std::string("[]\n"), std::string("{}\n"), head,
          head + "{\"step\":5,\"dt_s\":0.1,\"count\":1}\n", head + "{\"step\":0,\"dt_s\":-1,\"count\":1}\n",
          head + "{\"step\":0,\"dt_s\":0.1,\"count\":-1}\n", head + "{\"step\":0,\"dt_s\":1e999,\"count\":1}\n",
          head + "{\"step\":0,\"command\":\"dance\"}\n", head + "{\"step\":0,\"command\":\"press_hand\"}\n",
          head + "{\"step\":0,\"command\":\"place_hand\",\"hand\":1e30}\n",
          head + "{\"steps\":0,\"state_hash\":\"xyz\"}\n", head + "{\"steps\":1,\"state_hash\":\"0123456789abcdef\"}\n",
          std::string(R"({"kind":"fascia recording","format_version":99,"scenario":""})") + "\n",
          head + "{\"steps\":0,\"state_hash\":\"0123456789abcdef\"}\nmore\n"}) {
        INFO(text);
        test::writeText(folder / "r.jsonl", text);
        const auto read = io::readRecording(folder / "r.jsonl");
        REQUIRE(!read);
        CHECK(read.error().code == sim::ErrorCode::badInput);
        CHECK(read.error().place.find("r.jsonl:") != std::string::npos);
    }
    CHECK_FALSE(io::readRecording(folder / "none.jsonl"));
}
