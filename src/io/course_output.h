#pragma once
// What a course leaves behind: course.csv, a plot (SVG) and the numbers of course.json.

#include <string>
#include <vector>

#include "io/course.h"
#include "sim/snapshot.h"

namespace fascia::io {

/// One row: the state on a day.
struct CourseSample {
    double day = 0.0;
    sim::Measures measures;
    int treatments = 0;         ///< Sessions so far.
    bool rangeMeasured = false; ///< Joint ranges are of this row; else the last ones measured.
};

/// What a session did.
struct CourseEvent {
    double day = 0.0;
    std::string title;
    std::vector<std::string> sites;
    double highestGuard = 0.0;
};

/// Gain of comfort against the day of the first treatment, at the end of treatment and a month and six months later.
struct CourseGain {
    bool known = false;         ///< There were treatments, and rows after the last one.
    double before = 0.0;        ///< Comfort on the last row before the first treatment.
    double lastDay = 0.0;       ///< Of treatment.
    double atEnd = 0.0;         ///< Mean gain over the rows 3 to 10 days after it (soreness is over).
    double afterMonth = 0.0;    ///< Gain on the row 30 days after, as a share of atEnd; nan if the course is shorter.
    double afterHalfYear = 0.0; ///< The same 182 days after.
};
CourseGain courseGain(const std::vector<CourseSample>& rows, const std::vector<CourseEvent>& events);

std::string courseCsv(const std::vector<CourseSample>& rows, const sim::Web& web);
/// Panels over days: model as lines, published points as dots with bars, treatments as ticks.
std::string courseSvg(const Course& course, const std::vector<CourseSample>& rows,
                      const std::vector<CourseEvent>& events, const sim::Web& web);

} // namespace fascia::io
