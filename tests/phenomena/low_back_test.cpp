// What the model must show on the low back: the checks of `fascia validate`, which hold the bands.

#include <algorithm>
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "validation/registry.h"

using namespace fascia;

namespace {

void passes(const std::vector<std::string>& ids) {
    validation::Options options;
    options.assetsDir = std::filesystem::path(FASCIA_SOURCE_DIR) / "assets";
    options.threads = 2;
    validation::Context context(options);
    const auto checks = validation::findChecks(ids);
    REQUIRE(checks);
    for (const validation::Check* check : checks.value()) {
        const auto outcome = validation::runCheck(*check, context);
        INFO(check->id << (outcome ? "" : ": " + outcome.error().sentence()));
        REQUIRE(outcome);
        CHECK(std::any_of(outcome.value().rows.begin(), outcome.value().rows.end(),
                          [](const validation::Row& row) { return row.verdict == validation::Verdict::pass; }));
        for (const validation::Row& row : outcome.value().rows) {
            INFO(row.id << " " << row.title << ": " << row.value.value_or(0.0) << " " << row.unit << ". " << row.note);
            CHECK(row.verdict != validation::Verdict::fail); // or not possible, which says why
        }
    }
}

} // namespace

TEST_CASE("calm: nothing moves and nothing drifts", "[phenomena]") { passes({"I3"}); }

TEST_CASE("P1: stress tightens the web over minutes, and it lets go more slowly", "[phenomena]") { passes({"P1"}); }

TEST_CASE("P2, P3, P5: a slow hold lets go, a brief or an oiled one does not", "[phenomena]") {
    passes({"P2", "P3", "P5"});
}

TEST_CASE("P4: far above the band and fast, the tissue guards", "[phenomena]") { passes({"P4"}); }

TEST_CASE("P18: switched off, a pathway's effect goes and the rest stays", "[phenomena]") { passes({"P18"}); }
