#pragma once
// Runs a course: days pass in macro-steps with the web in equilibrium, treatments are real holds on it (quasi-static steps
// of the same laws). Everything goes through Session. A year with twenty treatments takes a minute or two.

#include <functional>
#include <string>
#include <vector>

#include "app/session.h"
#include "io/course.h"
#include "io/course_output.h"

namespace fascia::app {

struct CourseResult {
    std::vector<io::CourseSample> rows; ///< The state on each day, at the day's mean arousal.
    std::vector<io::CourseEvent> sessions;
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
