#pragma once
// A course as data: weeks to months of treatments, home practice and daily stress (docs/formats.md, "Course").

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "io/scenario.h"
#include "sim/core/result.h"

namespace fascia::io {

/// How a session chooses its places from the sites it is given.
enum class SiteRule { fixed, highestTension, mostAdherent };

/// Sessions of the same kind at regular days.
struct TreatmentSpec {
    std::string title;
    int firstDay = 0;  ///< Sessions take place as their day begins.
    int everyDays = 7; ///< >= 1.
    int count = 1;
    std::vector<std::string> sites;
    SiteRule rule = SiteRule::fixed;
    int holds = 1;       ///< Places a session, one after the other.
    double stress = 0.3; ///< Of the person while treated.
    HandSpec hand;       ///< How each hold is done; its site and time are the session's.
};

/// The daily profile from `day` on.
struct DayProfile {
    double day = 0.0;
    double waking = 0.5; ///< Stress, 0 .. 1.
    double asleep = 0.2;
};

/// Points that a trial has published; drawn beside the model's curve, never used by it.
struct PublishedPoint {
    double day = 0.0, value = 0.0, low = 0.0, high = 0.0;
};
struct PublishedSeries {
    std::string file, title, source, quantity;
    int people = 0;
    bool ownScale = false;  ///< In the trial's own units, drawn in a panel of its own; else as a share of the gain.
    bool fromFirst = false; ///< Days from the first treatment; else from the last.
    std::vector<PublishedPoint> points;
};

struct Course {
    std::string id = "course";
    std::string title, description;
    Scenario scenario; ///< The start; its hands and duration take no part.
    int durationDays = 140;
    int rowEveryDays = 1;
    int rangeEveryDays = 28; ///< Between measurements of joints.
    double wakeHour = 7.0, sleepHour = 23.0;
    std::vector<DayProfile> profile; ///< In order of day; the first is at day 0.
    std::vector<TreatmentSpec> treatments;
    std::vector<PublishedSeries> published;

    [[nodiscard]] const DayProfile& profileOf(double day) const;
};

/// Reads a course; its scenario is looked for beside it, then among `scenarioFolder`. `settings` are those of the scenario.
/// Errors: notFound, io, badInput with file:line and what is valid.
sim::Result<Course> readCourse(const std::filesystem::path& file, const std::filesystem::path& scenarioFolder,
                               std::span<const std::string> settings = {});

} // namespace fascia::io
