// P8 .. P13, P15: joints, nerves, weeks of stress and treatment, muscle tone.

#include <algorithm>
#include <array>
#include <cmath>

#include "io/course_output.h"
#include "io/units.h"
#include "validation/context.h"
#include "validation/elsewhere.h"
#include "validation/families.h"

namespace fascia::validation {

namespace {

constexpr const char* kNervesSite = "iliac_crest_cluneal_left";
constexpr int kRangeEvery_days = 22; // from before the first session to just after the third, and on
constexpr double kThirdSession_day = 21.0;

const CourseRequest kWeekly{"weekly_20", {}, 0, kRangeEvery_days};

const CourseRun& weekly(Context& context) { return context.course(kWeekly); }
const CourseRun& stressed(Context& context) { return context.course({"stressful_months", {}, 84, 84}); }

/// Day of the first session at a site.
double treatedOn(const CourseRun& run, const std::string& site) {
    for (const io::CourseEvent& session : run.result.sessions) {
        if (std::find(session.sites.begin(), session.sites.end(), site) != session.sites.end()) {
            return session.day;
        }
    }
    throw Stop{{sim::ErrorCode::notFound, "No session of the course was at '" + site + "'.", "", ""}};
}

void jointRange(Context& context, Findings& out) { jointRangeWith(context, out, kWeekly, ""); }

void nerveLoad(Context& context, Findings& out) { nerveLoadWith(context, out, kWeekly, kNervesSite, 0, ""); }

void weeks(Context& context, Findings& out) {
    const CourseRun& run = stressed(context);
    const sim::Measures& calm = run.on(0);
    const sim::Measures& day = run.on(2);
    const sim::Measures& late = run.on(84);
    out.atLeast("tone after a day of stress, change", day.tone - calm.tone, "1", 0.3, "0.3 is assumed.");
    out.within("mean adhesion after a day, change", day.adhesionMean - calm.adhesionMean, "1", -0.005, 0.005);
    out.atLeast("mean adhesion after twelve weeks, change", late.adhesionMean - calm.adhesionMean, "1", 0.05,
                "0.05 is assumed.");
    out.atMost("mean hydration after twelve weeks, change from a day of stress",
               100.0 * (late.hydrationMean - day.hydrationMean), "% points", -1.0, "1 is assumed.");
    out.atMost("range of the trunk after twelve weeks, change", late.jointRange_deg[0] - calm.jointRange_deg[0], "deg",
               -2.0, "2 degrees are assumed.");
    out.picture({"P10_adhesion",
                 "Mean adhesion over twelve weeks of high stress (P10).",
                 {"time [weeks]",
                  "mean adhesion [1]",
                  {run.curve("model", [](const sim::Measures& m) { return m.adhesionMean; })},
                  false,
                  false,
                  true,
                  {}}});
}

/// Gain in comfort over that before the first treatment, in shares of that at the end of treatment, by weeks after it.
io::SvgCurve gainAfterwards(const CourseRun& run, const io::CourseGain& gain) {
    io::SvgCurve curve{"model, twenty sessions of the low back", {}, true};
    for (const io::CourseSample& row : run.result.rows) {
        if (row.day >= gain.lastDay + 3.0) {
            curve.points.push_back({(row.day - gain.lastDay) / 7.0, (row.measures.comfort - gain.before) / gain.atEnd});
        }
    }
    return curve;
}

void course(Context& context, Findings& out) {
    const CourseRun& run = weekly(context);
    const io::CourseGain gain = io::courseGain(run.result.rows, run.result.sessions);
    out.atLeast("sessions done", static_cast<double>(run.result.sessions.size()), "1", 20.0);
    out.atLeast("gain in comfort at the end of treatment", gain.atEnd, "of 10", 0.5, "Half a point is assumed.");
    out.within("share of it kept at 6 months", gain.afterHalfYear, "1", 0.6, 0.85,
               "The rates at which adhesions form and are cleared were chosen for this.");
    out.atMost("worst residual", run.result.worstResidual, "1", 1e-3);
    Picture picture{
        "P11_course",
        "Share of the gain kept after the last of twenty treatments: model and published points (P11, V14).",
        {"time after treatment [weeks]", "share of the gain [1]", {gainAfterwards(run, gain)}, false, false, true, {}}};
    for (const io::PublishedSeries& series : run.course.published) {
        if (series.ownScale) {
            continue;
        }
        io::SvgCurve points{series.title + " (" + std::to_string(series.people) + " people)", {}, false};
        for (const io::PublishedPoint& point : series.points) {
            points.points.push_back({point.day / 7.0, point.value});
        }
        picture.plot.curves.push_back(points);
    }
    out.picture(std::move(picture));
}

void soreness(Context& context, Findings& out) {
    const CourseRun& run = weekly(context);
    const double first = run.result.sessions.front().day;
    const sim::Measures& before = run.on(first);
    const io::CourseSample* worst = nullptr;
    for (const io::CourseSample& row : run.result.rows) {
        if (row.day > first && row.day <= first + 6.0 &&
            (worst == nullptr || row.measures.comfort < worst->measures.comfort)) {
            worst = &row;
        }
    }
    const double lost = before.comfort - worst->measures.comfort;
    out.atLeast("dip of comfort after the first session", lost, "of 10", 0.3, "0.3 of 10 is assumed.");
    out.within("worst after", 24.0 * (worst->day - first), "h", 0.0, 48.0);
    out.atMost("share of the dip that is left after 72 h",
               100.0 * std::max(0.0, before.comfort - run.on(first + 3.0).comfort) / lost, "%", 30.0,
               "30 % is assumed.");
    out.atLeast("comfort after six days, gain", run.on(first + 6.0).comfort - before.comfort, "of 10", 0.3,
                "0.3 of 10 is assumed.");
}

/// Mean comfort over a week that ends on a day.
double comfortAround(const CourseRun& run, double day) {
    double sum = 0.0;
    int count = 0;
    for (const io::CourseSample& row : run.result.rows) {
        if (row.day > day - 7.0 && row.day <= day) {
            sum += row.measures.comfort;
            ++count;
        }
    }
    return sum / count;
}

void home(Context& context, Findings& out) {
    constexpr double kWeeks = 8.0;
    const CourseRun& practice = context.course({"home_8_weeks", {}, 64, 64});
    const CourseRun& none = context.course({"no_treatment", {}, 64, 64});
    const io::CourseGain gain = io::courseGain(practice.result.rows, practice.result.sessions);
    const io::CourseGain treated = io::courseGain(weekly(context).result.rows, weekly(context).result.sessions);
    const double nothing = comfortAround(none, 64.0) - comfortAround(none, 7.0);
    out.atLeast("gain in comfort after eight weeks at home, over that without treatment", gain.atEnd - nothing, "of 10",
                0.1, "0.1 of 10 is assumed.");
    out.atMost("gain at home over that of twenty treatments", gain.atEnd / treated.atEnd, "1", 0.99, "Less than P11.");
    double most = 0.0;
    for (double week = 1.0; week < kWeeks; week += 1.0) {
        most = std::max(most, comfortAround(practice, 7.0 * week + 8.0) - comfortAround(practice, 7.0 * week + 1.0));
    }
    out.atMost("largest gain of one week over that of eight", most / gain.atEnd, "1", 0.6, "Gradual; 0.6 is assumed.");
    out.picture({"P13_home",
                 "Comfort in eight weeks of five minutes a day, without treatment, and with a treatment a week (P13).",
                 {"time [weeks]",
                  "comfort [of 10]",
                  {practice.curve("at home", [](const sim::Measures& m) { return m.comfort; }),
                   none.curve("no treatment", [](const sim::Measures& m) { return m.comfort; })},
                  false,
                  false,
                  false,
                  {}}});
}

void palm(Context& context, Findings& out) {
    const Run& run = context.run({"palm_on_dense_fascia", 5.0, {}, 0.0}); // as for V4 and V5
    const sim::Measures& start = run.rows.front().m;
    const sim::Measures& held = run.at(305.0);
    out.within("stiffness of the fascia's fibres under the palm, change",
               100.0 * (held.fasciaStiffness / start.fasciaStiffness - 1.0), "%", -2.0, 2.0);
    out.within("muscle stiffness under the palm, change", 100.0 * (held.muscleStiffness / start.muscleStiffness - 1.0),
               "%", -10.0, -2.0, "A few per cent; the ends are assumed.");
    out.within("muscle stiffness 3 min after, change",
               100.0 * (run.at(490.0).muscleStiffness / start.muscleStiffness - 1.0), "%", -1.0, 1.0);
}

constexpr const char* kBands = "docs/model.md";
constexpr std::array kChecks{
    Check{"P8", "A restriction costs joint range, release gives it back", "concept", kBands, jointRange},
    Check{"P9", "A restriction near a nerve loads it, release unloads it", "concept", kBands, nerveLoad},
    Check{"P10", "Weeks of high stress: tone within hours, adhesion over weeks", "concept", kBands, weeks},
    Check{"P11", "Twenty treatments and six months of follow-up", "concept", "S50", course},
    Check{"P12", "Soreness after a large release passes within days", "concept", kBands, soreness},
    Check{"P13", "Five minutes a day for eight weeks", "concept", kBands, home},
    Check{"P15", "A palm of 50 N changes muscle, not dense fascia", "evidence", "S22, S77", palm},
};

} // namespace

void jointRangeWith(Context& context, Findings& out, const CourseRequest& weekly, const std::string& where) {
    const double healthy = stressed(context).on(0).jointRange_deg[0];
    const CourseRun& run = context.course(weekly);
    const double restricted = run.on(0).jointRange_deg[0];
    const double released = run.on(kThirdSession_day + 1.0).jointRange_deg[0];
    out.atMost("range of the trunk, restricted, against that of a calm web without restrictions" + where,
               100.0 * (restricted / healthy - 1.0), "%", -10.0,
               io::fixedNumber(restricted, 1) + " and " + io::fixedNumber(healthy, 1) +
                   " degrees; bands of the calm web as the course of stress starts.");
    out.atLeast("share of the loss that is back after three sessions" + where,
                100.0 * (released - restricted) / (healthy - restricted), "%", 40.0,
                io::fixedNumber(released, 1) + " degrees.");
}

void nerveLoadWith(Context& context, Findings& out, const CourseRequest& weekly, const std::string& site,
                   std::size_t nerve, const std::string& where) {
    const CourseRun& run = context.course(weekly);
    const double day = treatedOn(run, site);
    out.atLeast("load of the cluneal nerves near a restriction, over its threshold" + where,
                run.on(day).nerveLoad[nerve], "1", 1.0);
    out.atMost("six days after a session there, change" + where,
               100.0 * (run.on(day + 6.0).nerveLoad[nerve] / run.on(day).nerveLoad[nerve] - 1.0), "%", -10.0,
               "10 % are assumed.");
    out.atMost("after four weekly sessions, over its threshold" + where, run.on(day + 27.0).nerveLoad[nerve], "1", 1.0,
               "Above 1 the region where it would be felt is marked, below not.");
}

std::span<const Check> weekPhenomena() { return kChecks; }

} // namespace fascia::validation
