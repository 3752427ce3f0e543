#include "validation/context.h"

#include <algorithm>
#include <cmath>

#include "anatomy/models.h"
#include "app/assets.h"
#include "io/scenario_file.h"
#include "io/text.h"
#include "io/units.h"

namespace fascia::validation {

namespace {

constexpr const char* kEmptyScenario =
    "schema_version = 1\ntitle = \"Validation\"\nmodel = \"coupon\"\nduration_s = 1\n";

std::vector<std::string> together(std::vector<std::string> settings, const std::vector<std::string>& more) {
    settings.insert(settings.end(), more.begin(), more.end());
    return settings;
}

} // namespace

const sim::Measures& Run::at(double time_s) const {
    const auto nearest = std::min_element(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        return std::abs(a.time_s - time_s) < std::abs(b.time_s - time_s);
    });
    return nearest->m;
}

double Run::release(double from_s) const { return last().localTension_N / at(from_s).localTension_N - 1.0; }

double Run::timeUntil(double from_s, const std::function<bool(const sim::Measures&)>& condition) const {
    for (const Row& row : rows) {
        if (row.time_s >= from_s && condition(row.m)) {
            return row.time_s - from_s;
        }
    }
    return std::nan("");
}

io::SvgCurve Run::curve(const std::string& name, const std::function<double(const sim::Measures&)>& value,
                        double perTime) const {
    io::SvgCurve curve{name, {}, true};
    for (const Row& row : rows) {
        curve.points.push_back({row.time_s * perTime, value(row.m)});
    }
    return curve;
}

void Context::breathe() const {
    if (stopped()) {
        throw Stop{{sim::ErrorCode::interrupted, "The validation was interrupted.", "", ""}};
    }
}

void Context::say(const std::string& sentence) const {
    if (options_.progress) {
        options_.progress(sentence);
    }
}

std::shared_ptr<const sim::Web> Context::web(const std::string& model) {
    std::shared_ptr<const sim::Web>& web = webs_[model];
    if (!web) {
        web = orStop(anatomy::loadModel(model, options_.assetsDir));
    }
    return web;
}

io::Scenario Context::scenarioOf(const std::string& toml, const std::vector<std::string>& settings) {
    return orStop(io::parseScenario(toml, "validation", together(settings, options_.settings)));
}

app::Session Context::session(const std::string& scenario, const std::vector<std::string>& settings) {
    const std::filesystem::path file = options_.assetsDir / "scenarios" / (scenario + ".toml");
    const bool text = scenario.find('\n') != std::string::npos;
    const io::Scenario read =
        text ? scenarioOf(scenario, settings) : orStop(io::readScenario(file, together(settings, options_.settings)));
    return orStop(app::Session::create(read, web(read.model), options_.threads));
}

sim::World Context::world(const io::Scenario& scenario, std::shared_ptr<const sim::Web> web) {
    io::Scenario resolved = scenario;
    orStop(io::resolveScenario(resolved, *web));
    sim::WorldSetup setup;
    setup.parameters = io::mergedParameters(resolved);
    setup.hypotheses = resolved.hypotheses;
    setup.stress = resolved.stress;
    setup.initialAdhesion = resolved.initialAdhesion;
    for (const io::RestrictionSpec& spec : resolved.restrictions) {
        setup.restrictions.push_back({spec.position_m, spec.radius_m, spec.adhesion});
    }
    setup.focus_m = web->sites.empty() ? sim::Point3{} : web->sites.front().position_m;
    setup.threads = options_.threads;
    return orStop(sim::World::create(std::move(web), setup));
}

const Run& Context::run(const RunRequest& request) {
    const std::string key = request.scenario + " every " + io::shortNumber(request.every_s) + " until " +
                            io::shortNumber(request.until_s) + " " + io::joined(request.settings) +
                            (request.limits ? " steps up to " + io::shortNumber(request.limits->largest_s) : "");
    const auto known = runs_.find(key);
    if (known != runs_.end()) {
        return known->second;
    }
    app::Session session = this->session(request.scenario, request.settings);
    if (request.limits) {
        session.setStepLimits(*request.limits, true);
    }
    Run run;
    const double end_s = request.until_s > 0.0 ? request.until_s : session.scenario().duration_s;
    say(session.scenario().title + (request.settings.empty() ? "" : " (" + io::joined(request.settings) + ")") + ", " +
        io::shortNumber(end_s) + " s");
    for (int row = 0; row * request.every_s <= end_s + 1e-9; ++row) {
        session.advanceTo(row * request.every_s, 0.0, options_.stop);
        breathe();
        if (!session.messages().empty() && run.refused.empty()) {
            run.refused = session.messages().front().sentence();
        }
        run.rows.push_back({row * request.every_s, session.snapshot().measures});
    }
    run.worstResidual = session.statistics().worstResidual;
    run.rolledBack = session.statistics().rolledBack;
    run.stateHash = session.world().stateHash();
    return runs_.emplace(key, std::move(run)).first->second;
}

const sim::Measures& CourseRun::on(double day) const {
    const auto row = std::find_if(result.rows.begin(), result.rows.end(), [&](const auto& r) { return r.day >= day; });
    return row == result.rows.end() ? result.rows.back().measures : row->measures;
}

io::SvgCurve CourseRun::curve(const std::string& name, const std::function<double(const sim::Measures&)>& value) const {
    io::SvgCurve curve{name, {}, true};
    for (const io::CourseSample& row : result.rows) {
        curve.points.push_back({row.day / 7.0, value(row.measures)});
    }
    return curve;
}

const CourseRun& Context::course(const CourseRequest& request) {
    const std::string key = request.course + " until " + std::to_string(request.days) + " range " +
                            std::to_string(request.rangeEveryDays) + " " + io::joined(request.settings) + " at " +
                            io::joined(request.sites);
    const auto known = courses_.find(key);
    if (known != courses_.end()) {
        return known->second;
    }
    const std::filesystem::path file = options_.assetsDir / "courses" / (request.course + ".toml");
    CourseRun run{
        orStop(io::readCourse(file, options_.assetsDir / "scenarios", together(request.settings, options_.settings))),
        {}};
    run.course.durationDays = request.days > 0 ? request.days : run.course.durationDays;
    run.course.rangeEveryDays = request.rangeEveryDays > 0 ? request.rangeEveryDays : run.course.rangeEveryDays;
    for (io::TreatmentSpec& treatment : run.course.treatments) {
        treatment.sites = request.sites.empty() ? treatment.sites : request.sites;
    }
    say("course " + request.course + ", " + std::to_string(run.course.durationDays) + " days");
    run.result =
        orStop(app::runCourse(run.course, options_.assetsDir, options_.threads, {}, [this] { return stopped(); }));
    breathe();
    return courses_.emplace(key, std::move(run)).first->second;
}

sim::Status checkSettings(const std::vector<std::string>& settings) {
    for (const std::string& setting : settings) {
        const std::string key = setting.substr(0, setting.find('='));
        const sim::Result<io::Scenario> tried = io::parseScenario(kEmptyScenario, "--set", std::vector{setting});
        if (!tried) {
            return tried.error();
        }
        if (sim::findParam(key) == nullptr && !key.starts_with("hypothesis.")) {
            return sim::Error{sim::ErrorCode::badInput,
                              "Validation takes parameters (fascia list params) and hypothesis.ID only; '" +
                                  io::printable(key) + "' belongs to one scenario.",
                              "--set", ""};
        }
    }
    return sim::Done{};
}

} // namespace fascia::validation
