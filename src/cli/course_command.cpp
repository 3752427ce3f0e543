#include "cli/course_command.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>

#include <nlohmann/json.hpp>

#include "anatomy/models.h"
#include "app/assets.h"
#include "app/course_run.h"
#include "build_info.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "io/atomic_file.h"
#include "io/course_output.h"
#include "io/run_json.h"
#include "io/scenario_file.h"
#include "io/text.h"
#include "io/units.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

struct CourseOptions {
    std::string course;
    std::vector<std::string> settings;
    std::string out;
    std::string days;
    int threads = 0;
    bool force = false;
    bool list = false;
    OutputOptions output;
};

std::vector<fs::path> shippedCourses() {
    std::vector<fs::path> files;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(app::findAssetsDir() / "courses", failure)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

sim::Result<fs::path> findCourse(const std::string& pathOrId) {
    std::error_code failure;
    if (fs::is_regular_file(pathOrId, failure)) {
        return fs::path(pathOrId);
    }
    std::vector<std::string> ids;
    for (const fs::path& file : shippedCourses()) {
        ids.push_back(file.stem().string());
        if (ids.back() == pathOrId) {
            return file;
        }
    }
    const std::vector<std::string_view> views(ids.begin(), ids.end());
    const std::string name = io::printable(pathOrId);
    return sim::Error{sim::ErrorCode::notFound,
                      (name.empty() ? std::string("Which course?") : "There is no course '" + name + "'.") +
                          " Give a file or one of " + io::joined(ids) + ".",
                      "course", std::string(sim::nearestName(name, views))};
}

Json gainJson(const io::CourseGain& gain) {
    if (!gain.known) {
        return nullptr;
    }
    const auto orNull = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    return {{"comfort_before", gain.before},
            {"last_treatment_day", gain.lastDay},
            {"gain_at_end", gain.atEnd},
            {"share_after_30_days", orNull(gain.afterMonth)},
            {"share_after_182_days", orNull(gain.afterHalfYear)}};
}

std::string courseJson(const io::Course& course, const app::CourseResult& result, const io::CourseGain& gain,
                       double wall_s, int threads) {
    Json json;
    json["program"] = "fascia " + std::string(build_info::kVersion);
    json["commit"] = build_info::kGitCommit;
    json["intended_use"] = io::kIntendedUse;
    json["course"] = course.id;
    json["title"] = course.title;
    json["duration_days"] = course.durationDays;
    json["preset"] = course.scenario.preset;
    json["threads"] = threads;
    json["wall_s"] = wall_s;
    json["macro_steps"] = result.macroSteps;
    json["equilibria"] = result.equilibria;
    json["steps_of_holds"] = result.steps;
    json["residual_worst"] = result.worstResidual;
    json["interrupted"] = result.interrupted;
    json["gain"] = gainJson(gain);
    json["sessions"] = Json::array();
    for (const io::CourseEvent& session : result.sessions) {
        json["sessions"].push_back({{"day", session.day},
                                    {"title", session.title},
                                    {"sites", session.sites},
                                    {"guard_highest", session.highestGuard}});
    }
    json["published"] = Json::array();
    for (const io::PublishedSeries& series : course.published) {
        json["published"].push_back({{"file", series.file},
                                     {"title", series.title},
                                     {"source", series.source},
                                     {"people", series.people},
                                     {"quantity", series.quantity},
                                     {"scale", series.ownScale ? "own" : "share"},
                                     {"days_from", series.fromFirst ? "first treatment" : "last treatment"}});
    }
    json["scenario"] = Json::parse(io::mergedJson(course.scenario));
    return json.dump(2) + "\n";
}

void say(const io::Course& course, const app::CourseResult& result, const io::CourseGain& gain, double wall_s) {
    const sim::Measures& first = result.rows.front().measures;
    const sim::Measures& last = result.rows.back().measures;
    std::cout << course.id << ": " << io::fixedNumber(result.rows.back().day, 0) << " days, " << result.sessions.size()
              << " treatments in " << io::fixedNumber(wall_s, 1) << " s; comfort " << io::fixedNumber(first.comfort, 2)
              << " to " << io::fixedNumber(last.comfort, 2) << ", adhesion " << io::fixedNumber(first.adhesionMean, 3)
              << " to " << io::fixedNumber(last.adhesionMean, 3);
    if (gain.known) {
        std::cout << "; gain " << io::fixedNumber(gain.atEnd, 2) << " at the end of treatment";
        if (std::isfinite(gain.afterHalfYear)) {
            std::cout << ", of which " << io::fixedNumber(100.0 * gain.afterHalfYear, 0)
                      << " % is kept after six months";
        }
    }
    std::cout << ".\n";
}

int listCourses() {
    for (const fs::path& file : shippedCourses()) {
        const sim::Result<io::Course> course = io::readCourse(file, app::findAssetsDir() / "scenarios");
        std::cout << file.stem().string() << "  " << (course ? course.value().title : course.error().sentence())
                  << '\n';
    }
    return kExitOk;
}

int run(const CourseOptions& options) {
    if (options.list) {
        return listCourses();
    }
    catchInterrupts();
    const sim::Result<fs::path> file = findCourse(options.course);
    if (!file) {
        return reportError(file.error());
    }
    sim::Result<io::Course> read = io::readCourse(file.value(), app::findAssetsDir() / "scenarios", options.settings);
    if (!read) {
        return reportError(read.error());
    }
    io::Course& course = read.value();
    if (!options.days.empty()) {
        const std::optional<double> days = io::parseNumber(options.days);
        if (!days || !(*days >= 1.0 && *days <= 3660.0) || *days != std::floor(*days)) {
            return reportError({sim::ErrorCode::badInput, "--days is a whole number from 1 to 3660.", "--days", ""});
        }
        course.durationDays = static_cast<int>(*days);
    }
    const fs::path out = options.out.empty() ? fs::path("out") / ("course_" + course.id) : fs::path(options.out);
    const fs::path csv = out / "course.csv", svg = out / "course.svg", summary = out / "course.json";
    const sim::Status free = checkOverwrite({csv, svg, summary}, options.force);
    if (!free) {
        return reportError(free.error());
    }

    ScenarioOptions threading;
    threading.threads = options.threads;
    const int threads = threading.threadCount();
    Progress progress(options.output.progressMode(), course.id, course.durationDays);
    const Clock::time_point started = Clock::now();
    sim::Result<app::CourseResult> ran = app::runCourse(
        course, app::findAssetsDir(), threads, [&](double day) { progress.update(day); }, interrupted);
    if (!ran) {
        return reportError(ran.error());
    }
    const app::CourseResult& result = ran.value();
    const double wall_s = std::chrono::duration<double>(Clock::now() - started).count();
    if (result.rows.empty()) {
        return kExitInterrupted;
    }

    const sim::Result<std::shared_ptr<const sim::Web>> web =
        anatomy::loadModel(course.scenario.model, app::findAssetsDir());
    if (!web) {
        return reportError(web.error());
    }
    const std::vector<io::CourseSample>& rows = result.rows;
    const std::vector<io::CourseEvent>& events = result.sessions;
    const io::CourseGain gain = io::courseGain(rows, events);
    sim::Status status = io::writeFileAtomically(csv, io::courseCsv(rows, *web.value()));
    if (status) {
        status = io::writeFileAtomically(svg, io::courseSvg(course, rows, events, *web.value()));
    }
    if (status) {
        status = io::writeFileAtomically(summary, courseJson(course, result, gain, wall_s, threads));
    }
    if (!status) {
        return reportError(status.error());
    }
    if (!options.output.quiet) {
        say(course, result, gain, wall_s);
        std::cout << csv.string() << '\n' << svg.string() << '\n' << summary.string() << '\n';
    }
    if (result.interrupted) {
        std::cerr << "fascia: Interrupted on day " << io::fixedNumber(result.rows.back().day, 0)
                  << "; what was computed so far is written.\n";
        return kExitInterrupted;
    }
    if (!(result.worstResidual <= kLargestResidual)) {
        std::cerr << "fascia: The solver could not hold the residual (worst " << io::shortNumber(result.worstResidual)
                  << ").\n";
        return kExitSolver;
    }
    return kExitOk;
}

} // namespace

void addCourseCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand("course", "Run weeks to months of treatments; writes course.csv and a plot");
    auto options = std::make_shared<CourseOptions>();
    command->add_option("COURSE", options->course, "A course file, or the id of a shipped one (--list)");
    command->add_flag("--list", options->list, "Show the courses that ship with the program");
    command->add_option("--set", options->settings, "Change a key of the course's scenario or a parameter; repeatable")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command->add_option("--days", options->days, "End the course after so many days")->type_name("N");
    command->add_option("--out", options->out, "Folder for the results (default: out/course_<id>)")->type_name("DIR");
    command->add_option("--threads", options->threads, "Threads to use; the result is the same on any number")
        ->type_name("N")
        ->check(CLI::Range(1, 256));
    command->add_flag("--force", options->force, "Replace files that are already there");
    addOutputOptions(*command, options->output);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace fascia::cli
