// What weeks must show on the low back, by the courses that ship, cut short so that a test takes half a minute. The whole
// courses: `fascia course`.

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "app/course_run.h"
#include "app/session.h"
#include "io/scenario_file.h"

using namespace fascia;

namespace {

const std::filesystem::path kAssets = std::filesystem::path(FASCIA_SOURCE_DIR) / "assets";

app::CourseResult run(const std::string& id, int days, int rangeEvery) {
    auto course = io::readCourse(kAssets / "courses" / (id + ".toml"), kAssets / "scenarios");
    INFO((course ? "" : course.error().sentence()));
    REQUIRE(course);
    course.value().durationDays = days;
    course.value().rangeEveryDays = rangeEvery;
    auto result = app::runCourse(course.value(), kAssets, 2);
    INFO((result ? "" : result.error().sentence()));
    REQUIRE(result);
    CHECK(result.value().worstResidual < 1e-3);
    return std::move(result).value();
}

const sim::Measures& on(const app::CourseResult& result, double day) {
    return std::find_if(result.rows.begin(), result.rows.end(),
                        [&](const io::CourseSample& row) { return row.day >= day; })
        ->measures;
}

} // namespace

TEST_CASE("P10: stress of hours changes tone alone, of weeks adhesion, water and range", "[phenomena]") {
    const app::CourseResult months = run("stressful_months", 84, 84);
    const sim::Measures& calm = on(months, 0);
    const sim::Measures& day = on(months, 2); // a day of stress
    const sim::Measures& weeks = on(months, 84);
    CHECK(day.tone > calm.tone + 0.3);
    CHECK(std::abs(day.adhesionMean - calm.adhesionMean) < 0.005);
    INFO("adhesion " << calm.adhesionMean << " to " << weeks.adhesionMean << ", hydration " << calm.hydrationMean
                     << " to " << weeks.hydrationMean << ", range " << calm.jointRange_deg[0] << " to "
                     << weeks.jointRange_deg[0]);
    CHECK(weeks.adhesionMean > calm.adhesionMean + 0.05);
    CHECK(weeks.hydrationMean < day.hydrationMean - 0.01);
    CHECK(weeks.jointRange_deg[0] < calm.jointRange_deg[0] - 2.0);
    CHECK(std::abs(calm.jointRange_deg[0] - 50.1) < 0.3); // what P8 below takes for healthy
}

TEST_CASE("P8, P9, P12: release gives back range, unloads a nerve, and comfort dips before it is better",
          "[phenomena]") {
    // Range of the calm web, adhesion 0.1 everywhere, as in the first row of stressful_months.
    constexpr double kHealthyRange_deg = 50.1;
    const app::CourseResult course = run("weekly_20", 22, 22); // three sessions, of two holds each
    REQUIRE(course.sessions.size() == 3);
    const double restricted = on(course, 0).jointRange_deg[0];
    const double released = on(course, 22).jointRange_deg[0];
    INFO("range " << restricted << " to " << released << " degrees");
    CHECK(restricted <= 0.9 * kHealthyRange_deg);
    CHECK(released - restricted >= 0.4 * (kHealthyRange_deg - restricted));

    const auto& sites = course.sessions.front().sites;
    REQUIRE(std::find(sites.begin(), sites.end(), "iliac_crest_cluneal_left") != sites.end());
    const sim::Measures& before = on(course, 7);
    const sim::Measures& after = on(course, 13);
    INFO("nerve load " << before.nerveLoad[0] << " to " << after.nerveLoad[0]);
    CHECK(before.nerveLoad[0] > 1.0);
    CHECK(after.nerveLoad[0] < 1.0);
    const auto week =
        std::find_if(course.rows.begin(), course.rows.end(), [](const auto& row) { return row.day > 13; });
    const auto worst = std::min_element(course.rows.begin(), week, [](const auto& a, const auto& b) {
        return a.measures.comfort < b.measures.comfort;
    });
    INFO("comfort " << before.comfort << ", worst " << worst->measures.comfort << " on day " << worst->day << ", then "
                    << after.comfort);
    CHECK(worst->day > 7.0);
    CHECK(worst->day <= 9.0);
    CHECK(worst->measures.comfort < before.comfort - 0.3);
    CHECK(after.comfort > before.comfort + 0.3);
    const double lost = before.comfort - worst->measures.comfort;
    CHECK(on(course, 10).comfort > before.comfort - 0.3 * lost); // mostly over after 72 h
}
