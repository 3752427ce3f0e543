// The quick closed forms and invariants of `fascia validate`, with every change.

#include <cmath>
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "validation/registry.h"
#include "validation/report.h"

using namespace fascia;
using validation::Verdict;

TEST_CASE("closed forms and invariants of small nets hold", "[physics][validation]") {
    validation::Options options;
    options.assetsDir = std::filesystem::path(FASCIA_SOURCE_DIR) / "assets";
    validation::Context context(options);
    const auto checks = validation::findChecks({"C", "I1", "I6", "I7", "V1", "V3"});
    REQUIRE(checks);
    for (const validation::Check* check : checks.value()) {
        const auto outcome = validation::runCheck(*check, context);
        REQUIRE(outcome);
        CHECK(!outcome.value().rows.empty());
        for (const validation::Row& row : outcome.value().rows) {
            INFO(row.id << " " << row.title << ": " << row.value.value_or(0.0) << " " << row.unit << ". " << row.note);
            CHECK(row.verdict == Verdict::pass);
        }
    }
}

TEST_CASE("a value outside its band or not a number fails", "[unit][validation]") {
    validation::Findings findings("X1", "concept", "closed form");
    findings.within("inside", 1.0, "s", 1.0, 2.0);
    findings.within("outside", 2.1, "s", 1.0, 2.0);
    findings.atMost("not a number", std::nan(""), "s", 2.0);
    findings.notPossible("nothing", "No such thing.");
    findings.broken("broken", "It broke.");
    const auto& rows = findings.rows();
    CHECK(rows[0].verdict == Verdict::pass);
    CHECK(rows[1].verdict == Verdict::fail);
    CHECK(rows[2].verdict == Verdict::fail);
    CHECK(rows[3].verdict == Verdict::notPossible);
    CHECK(rows[4].verdict == Verdict::fail);
    CHECK(validation::bandText(rows[0]) == "1 .. 2");
    CHECK(validation::bandText(rows[2]) == "<= 2");
    CHECK(validation::anyFails({rows[0], rows[3]}) == false);
    CHECK(validation::anyFails(rows));
    CHECK(validation::validationJson({rows[2]}).find("\"value\": null") != std::string::npos);
    const std::string page = validation::pageWithResults(
        "before\n<!-- results -->\nold\n<!-- end of results -->\nafter\n", validation::reportBody(rows, {}, "images"));
    CHECK(page.find("old") == std::string::npos);
    CHECK(page.find("before") == 0);
    CHECK(page.find("| X1 | outside | 2.1 | 1 .. 2 | s | **fail** |") != std::string::npos);
}
