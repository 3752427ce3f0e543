#pragma once
// What checks share: the shipped scenarios run once each, worlds with the caller's settings, and a way to stop.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/course_run.h"
#include "app/session.h"
#include "io/scenario.h"
#include "sim/world.h"
#include "validation/check.h"

namespace fascia::validation {

struct Options {
    std::filesystem::path assetsDir;
    int threads = 1;
    /// "KEY=VALUE" with a parameter id or hypothesis.ID, put on top of every run.
    std::vector<std::string> settings;
    std::function<bool()> stop;                                ///< Asked often; may be empty.
    std::function<void(const std::string& sentence)> progress; ///< What is being done; may be empty.
};

/// A run of a scenario as rows of measures.
struct Run {
    struct Row {
        double time_s;
        sim::Measures m;
    };
    std::vector<Row> rows;
    double worstResidual = 0.0;
    std::uint64_t rolledBack = 0;
    std::uint64_t stateHash = 0;
    std::string refused; ///< First command that the tissue refused, or empty.

    /// The row nearest to that time.
    [[nodiscard]] const sim::Measures& at(double time_s) const;
    [[nodiscard]] const sim::Measures& last() const { return rows.back().m; }
    /// Local tension at the end over that at `from_s`, less 1.
    [[nodiscard]] double release(double from_s = 10.0) const;
    /// Time of the first row at or after `from_s` that fulfils the condition, less `from_s`; not a number if there is none.
    [[nodiscard]] double timeUntil(double from_s, const std::function<bool(const sim::Measures&)>& condition) const;
    /// The rows as a curve.
    [[nodiscard]] io::SvgCurve curve(const std::string& name, const std::function<double(const sim::Measures&)>& value,
                                     double perTime = 1.0) const;
};

/// Which run: a shipped scenario or the text of one, how often a row is taken, changes to it, and where it ends (0: as the scenario says).
struct RunRequest {
    std::string scenario;
    double every_s = 10.0;
    std::vector<std::string> settings;
    double until_s = 0.0;
    std::optional<app::StepLimits> limits = std::nullopt; ///< Of its steps, if not the usual ones.
};

/// Which course: a shipped one, changes to its scenario, and the day it ends on (0: as it says).
struct CourseRequest {
    std::string course;
    std::vector<std::string> settings;
    int days = 0;
    int rangeEveryDays = 0;              ///< Between measurements of joints (0: as it says).
    std::vector<std::string> sites = {}; ///< That its treatments choose from, if not their own.
};

/// A course with its result.
struct CourseRun {
    io::Course course;
    app::CourseResult result;

    /// The first row on that day or later.
    [[nodiscard]] const sim::Measures& on(double day) const;
    [[nodiscard]] io::SvgCurve curve(const std::string& name,
                                     const std::function<double(const sim::Measures&)>& value) const;
};

class Context {
  public:
    explicit Context(Options options) : options_(std::move(options)) {}

    [[nodiscard]] const Options& options() const { return options_; }

    /// The run, computed on the first call. Throws Stop.
    const Run& run(const RunRequest& request);
    /// The course, computed on the first call. Throws Stop.
    const CourseRun& course(const CourseRequest& request);
    /// A session of a shipped scenario, or of the text of one, with changes, for checks that look further than the measures. Throws Stop.
    app::Session session(const std::string& scenario, const std::vector<std::string>& settings = {});
    /// The scenario that a TOML text describes, with the changes and the caller's settings. Throws Stop.
    io::Scenario scenarioOf(const std::string& toml, const std::vector<std::string>& settings = {});
    /// A world of a scenario on a web. Throws Stop.
    sim::World world(const io::Scenario& scenario, std::shared_ptr<const sim::Web> web);
    std::shared_ptr<const sim::Web> web(const std::string& model);

    /// Throws Stop (interrupted) if the user asked for it.
    void breathe() const;
    [[nodiscard]] bool stopped() const { return options_.stop && options_.stop(); }
    void say(const std::string& sentence) const;

  private:
    Options options_;
    std::map<std::string, Run> runs_;
    std::map<std::string, CourseRun> courses_;
    std::map<std::string, std::shared_ptr<const sim::Web>> webs_;
};

/// Error badInput if one of the settings is no parameter and no hypothesis, or its value is out of range.
sim::Status checkSettings(const std::vector<std::string>& settings);

} // namespace fascia::validation
