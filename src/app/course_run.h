#pragma once
// Runs a course: days pass in macro-steps with the web in equilibrium, treatments are real holds on it (quasi-static steps
// of the same laws). Everything goes through Session. A year with twenty treatments takes a minute or two.

#include <functional>
#include <string>
#include <vector>

#include "app/session.h"
#include "io/course.h"

namespace fascia::app {

/// The state on one day, at the day's mean arousal.
struct CourseRow {
    double day = 0.0;
    sim::Measures measures;
    int treatments = 0;         ///< Sessions so far.
    bool rangeMeasured = false; ///< Joint ranges are of this row; else the last ones measured.
};

/// What a session did.
struct CourseSession {
    double day = 0.0;
    std::string title;
    std::vector<std::string> sites;
    double highestGuard = 0.0;
};

struct CourseResult {
    std::vector<CourseRow> rows;
    std::vector<CourseSession> sessions;
    std::uint64_t steps = 0; ///< Of holds.
    std::uint64_t macroSteps = 0;
    std::uint64_t equilibria = 0; ///< Found anew by macro-steps.
    double worstResidual = 0.0;
    bool interrupted = false;
};

/// Steps of a hold in a course: some forty a hold in place of several hundred in a run.
inline constexpr StepLimits kCourseSteps{0.5, 16.0, 4.0e-3, 0.15};

/// `progress` gets the day; `shouldStop` ends the course early with what there is. Errors: notFound (site, model),
/// badInput, solverFailed.
sim::Result<CourseResult> runCourse(const io::Course& course, const std::filesystem::path& assetsDir, int threads,
                                    const std::function<void(double)>& progress = {},
                                    const std::function<bool()>& shouldStop = {});

} // namespace fascia::app
