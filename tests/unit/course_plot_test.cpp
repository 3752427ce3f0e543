// The plot of a course: what is drawn of the model and of published points.

#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "io/course.h"
#include "io/course_output.h"

using namespace fascia;

namespace {

int countOf(const std::string& text, const std::string& what) {
    int count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) {
        ++count;
    }
    return count;
}

io::Course shipped(const std::string& id) {
    const std::filesystem::path assets = std::filesystem::path(FASCIA_SOURCE_DIR) / "assets";
    auto course = io::readCourse(assets / "courses" / (id + ".toml"), assets / "scenarios");
    INFO((course ? "" : course.error().sentence()));
    REQUIRE(course);
    return course.value();
}

/// A plot of rows in which comfort rises from the first treatment on.
std::string plotOf(const io::Course& course) {
    std::vector<io::CourseEvent> events(2);
    events[0].day = 7.0;
    events[1].day = 42.0;
    std::vector<io::CourseSample> rows;
    for (int day = 0; day <= course.durationDays; ++day) {
        io::CourseSample& row = rows.emplace_back();
        row.day = day;
        row.measures.comfort = day <= 7 ? 5.0 : 6.0;
    }
    return io::courseSvg(course, rows, events, sim::Web{});
}

} // namespace

TEST_CASE("published shares stand beside the model's gain, other scales in panels without a curve", "[unit][course]") {
    io::Course course = shipped("six_slow");
    int points = 0;
    int own = 0;
    for (const io::PublishedSeries& series : course.published) {
        points += static_cast<int>(series.points.size());
        own += series.ownScale ? 1 : 0;
    }
    REQUIRE(course.published.size() >= 3);
    REQUIRE(own >= 2);
    const std::string plot = plotOf(course);
    CHECK(countOf(plot, "<circle") == points);
    CHECK(countOf(plot, "class=\"title\"") == countOf(plot, "class=\"model\"") + own);
    CHECK(countOf(plot, "Published, no curve of the model: ") == own);
    for (const io::PublishedSeries& series : course.published) {
        CHECK(plot.find(series.source.substr(0, 5)) != std::string::npos);
    }
    for (std::size_t at = plot.find("class=\"note\">"); at != std::string::npos;
         at = plot.find("class=\"note\">", at + 1)) {
        CHECK(plot.find("</text>", at) - at < 160); // no line runs out of the picture
    }
    course.published.clear();
    CHECK(countOf(plotOf(course), "<circle") == 0);
}

TEST_CASE("shipped points lie within the course that shows them", "[unit][course]") {
    for (const auto& [id, last] :
         {std::pair{"weekly_20", 140.0}, std::pair{"six_slow", 42.0}, std::pair{"six_forceful", 42.0}}) {
        const io::Course course = shipped(id);
        CHECK(!course.published.empty());
        for (const io::PublishedSeries& series : course.published) {
            for (const io::PublishedPoint& point : series.points) {
                INFO(id << ", " << series.file << ", day " << point.day);
                CHECK((series.fromFirst ? 7.0 : last) + point.day <= course.durationDays);
            }
        }
    }
}
