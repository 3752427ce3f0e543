#include "app/course_run.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/timetable.h"
#include "io/text.h"

namespace fascia::app {
namespace {

constexpr double kHour_s = 3600.0;
constexpr double kBetweenHolds_s = 20.0;

/// The treatment that takes place as a day begins, in the order of the plan.
std::vector<const io::TreatmentSpec*> dueOn(const io::Course& course, int day) {
    std::vector<const io::TreatmentSpec*> due;
    for (const io::TreatmentSpec& spec : course.treatments) {
        const int since = day - spec.firstDay;
        if (since >= 0 && since % spec.everyDays == 0 && since / spec.everyDays < spec.count) {
            due.push_back(&spec);
        }
    }
    return due;
}

class Runner {
  public:
    Runner(const io::Course& course, Session& session, const std::function<void(double)>& progress,
           const std::function<bool()>& shouldStop)
        : course_(course), session_(session), progress_(progress), shouldStop_(shouldStop) {}

    sim::Status run() {
        sim::Status status = passDay(0); // the day before the first: the web as it is in daily life
        for (int day = 0; status && !stopping(); ++day) {
            if (day % course_.rowEveryDays == 0 || day == course_.durationDays) {
                addRow(day, day % course_.rangeEveryDays == 0 || day == course_.durationDays);
            }
            if (progress_) {
                progress_(day);
            }
            if (day == course_.durationDays) {
                break;
            }
            for (const io::TreatmentSpec* spec : dueOn(course_, day)) {
                if (status && !stopping()) {
                    status = treat(*spec, day);
                }
            }
            if (status && !stopping()) {
                status = passDay(day);
            }
        }
        return status;
    }

    CourseResult take() {
        const StepStatistics& statistics = session_.statistics();
        result_.steps = statistics.steps;
        result_.worstResidual = statistics.worstResidual;
        result_.interrupted = stopping();
        return std::move(result_);
    }

  private:
    [[nodiscard]] bool stopping() const { return shouldStop_ && shouldStop_(); }

    sim::Status passDay(int day) {
        const io::DayProfile& profile = course_.profileOf(day);
        std::vector<sim::StressSpan> spans;
        const auto add = [&](double hours, double stress) {
            if (hours > 0.0) {
                spans.push_back({hours * kHour_s, stress});
            }
        };
        add(course_.wakeHour, profile.asleep);
        add(course_.sleepHour - course_.wakeHour, profile.waking);
        add(24.0 - course_.sleepHour, profile.asleep);
        const sim::Result<sim::MacroReport> report = session_.passTime(spans);
        if (!report) {
            return report.error();
        }
        ++result_.macroSteps;
        result_.equilibria += report.value().solved ? 1 : 0;
        return sim::Done{};
    }

    void addRow(int day, bool measure) {
        if (measure) {
            session_.measureJoints();
        }
        io::CourseSample row;
        row.day = day;
        row.measures = session_.world().measures();
        row.treatments = static_cast<int>(result_.sessions.size());
        row.rangeMeasured = measure;
        result_.rows.push_back(row);
    }

    /// The places of a session, best first by its rule; equal ones in the order of the plan.
    sim::Result<std::vector<std::string>> choose(const io::TreatmentSpec& spec) {
        const sim::Web& web = *session_.snapshot().web;
        std::vector<std::pair<double, std::string>> ranked;
        for (const std::string& id : spec.sites) {
            const sim::Site* site = web.findSite(id);
            const sim::Status moved = session_.command(sim::SetFocus{site->position_m});
            if (!moved) {
                return moved.error();
            }
            const sim::Measures m = session_.world().measures();
            const double rank = spec.rule == io::SiteRule::highestTension ? m.localTension_N
                                : spec.rule == io::SiteRule::mostAdherent ? m.adhesionLocal
                                                                          : 0.0;
            ranked.emplace_back(rank, id);
        }
        std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        std::vector<std::string> chosen;
        for (int k = 0; k < spec.holds && k < static_cast<int>(ranked.size()); ++k) {
            chosen.push_back(ranked[static_cast<std::size_t>(k)].second);
        }
        return chosen;
    }

    sim::Status treat(const io::TreatmentSpec& spec, int day) {
        const sim::Point3 focus = focus_ ? *focus_ : pointOf(session_.snapshot().focus_m);
        focus_ = focus;
        sim::Status status = session_.rest();
        if (!status) {
            return status;
        }
        const sim::Result<std::vector<std::string>> sites = choose(spec);
        if (!sites) {
            return sites.error();
        }
        status = session_.command(sim::SetFocus{focus});
        io::CourseEvent done{static_cast<double>(day), spec.title, sites.value(), 0.0};
        if (status) {
            status = session_.command(sim::SetStress{spec.stress});
        }
        for (const std::string& site : sites.value()) {
            if (status) {
                status = hold(spec.hand, site, done.highestGuard);
            }
        }
        if (!status) {
            return status;
        }
        result_.sessions.push_back(done);
        return sim::Done{};
    }

    static sim::Point3 pointOf(const std::array<float, 3>& p) { return {p[0], p[1], p[2]}; }

    sim::Status hold(io::HandSpec hand, const std::string& site, double& highestGuard) {
        hand.site = site;
        hand.t_s = 0.0;
        io::Scenario one;
        one.hands = {hand};
        Timetable timetable(one, *session_.snapshot().web);
        const double start_s = session_.elapsed_s();
        const double end_s = hand.goneAt_s() + kBetweenHolds_s;
        for (double now_s = 0.0; now_s < end_s - kSameTime_s;) {
            for (const TimedCommand& due : timetable.takeDue(now_s)) {
                const sim::Status status = session_.command(due.command);
                if (!status) {
                    return status;
                }
            }
            session_.setStepLimits(kCourseSteps, false); // a ramp begins or ends
            const double stop_s = std::min(end_s, timetable.nextStop_s(now_s));
            session_.advanceTo(start_s + stop_s);
            highestGuard = std::max(highestGuard, session_.world().measures().guard);
            now_s = stop_s;
        }
        return sim::Done{};
    }

    const io::Course& course_;
    Session& session_;
    const std::function<void(double)>& progress_;
    const std::function<bool()>& shouldStop_;
    CourseResult result_;
    std::optional<sim::Point3> focus_;
};

sim::Status checkSites(const io::Course& course, const sim::Web& web) {
    std::vector<std::string_view> ids;
    for (const sim::Site& site : web.sites) {
        ids.push_back(site.id);
    }
    for (std::size_t k = 0; k < course.treatments.size(); ++k) {
        for (const std::string& id : course.treatments[k].sites) {
            if (web.findSite(id) == nullptr) {
                return sim::Error{sim::ErrorCode::notFound,
                                  "The model '" + web.id + "' has no site '" + io::printable(id) + "'.",
                                  "treatment[" + std::to_string(k) + "].sites",
                                  std::string(sim::nearestName(std::string_view(id).substr(0, 100), ids))};
            }
        }
    }
    return sim::Done{};
}

} // namespace

sim::Result<CourseResult> runCourse(const io::Course& course, const std::filesystem::path& assetsDir, int threads,
                                    const std::function<void(double)>& progress,
                                    const std::function<bool()>& shouldStop) {
    sim::Result<Session> session = Session::create(course.scenario, assetsDir, threads);
    if (!session) {
        return session.error();
    }
    const sim::Status sites = checkSites(course, *session.value().snapshot().web);
    if (!sites) {
        return sites.error();
    }
    session.value().setStepLimits(kCourseSteps, false);
    Runner runner(course, session.value(), progress, shouldStop);
    const sim::Status status = runner.run();
    if (!status) {
        return status.error();
    }
    return runner.take();
}

} // namespace fascia::app
