#include "bench/model_case.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "app/assets.h"
#include "app/session.h"
#include "app/wall_clock.h"
#include "bench/timing.h"
#include "io/scenario_file.h"
#include "sim/core/stopwatch.h"
#include "sim/material/web_stiffness.h"

namespace fascia::bench {

namespace {

constexpr double kLoad_N = 14.4; // 12 kPa over four fingers
constexpr double kReach_m = 0.02;

sim::Vec3 toVec(const sim::Point3& p) { return {p[0], p[1], p[2]}; }

} // namespace

Net netFromModel(const sim::Web& web) {
    const sim::WebStiffness stiffness = sim::makeWebStiffness(web, sim::presets().front().parameters);
    const auto nodes = static_cast<std::size_t>(web.nodeCount());
    Net net;
    net.mass_kg.assign(nodes, 0.0);
    net.fixed.assign(nodes, 0);
    net.load_N.assign(nodes, sim::Vec3::Zero());
    net.massDamping_per_s = 4.0;
    std::vector<std::size_t> pressed;
    const sim::Vec3 site = toVec(web.sites.front().position_m);
    for (std::size_t i = 0; i < nodes; ++i) {
        net.position_m.push_back(toVec(web.nodePosition_m[i]));
        net.fixed[i] = web.nodeLayer[i] == sim::Layer::bone ? 1 : 0;
        net.mass_kg[i] = std::max(1e-5, 1000.0 * web.nodeArea_m2[i] * web.nodeThickness_m[i]);
        if (web.nodeLayer[i] == sim::Layer::skin && (net.position_m[i] - site).norm() < kReach_m) {
            pressed.push_back(i);
        }
    }
    for (const std::size_t i : pressed) {
        net.load_N[i] = -kLoad_N / static_cast<double>(pressed.size()) * toVec(web.nodeNormal[i]);
    }
    net.laws = stiffness.base;
    for (std::size_t s = 0; s < static_cast<std::size_t>(web.springCount()); ++s) {
        const auto [a, b] = web.springNodes[s];
        const sim::SpringLaw& law = stiffness.base[s];
        net.springs.push_back({a, b});
        net.stiffness_N_per_m.push_back(law.stiffness_N / law.restLength_m);
        net.restLength_m.push_back(law.restLength_m);
        const sim::Vec3 d = net.position_m[static_cast<std::size_t>(a)] - net.position_m[static_cast<std::size_t>(b)];
        const bool column = web.springFamily[s] == sim::SpringFamily::bulk;
        net.guides.push_back(column ? sim::Vec3(d.normalized()) : sim::Vec3(sim::Vec3::Zero()));
    }
    return net;
}

sim::Result<Row> runWholeSteps(const std::shared_ptr<const sim::Web>& web, const Net& net, const Options& options) {
    const sim::Result<std::filesystem::path> file = app::findScenario("slow_hold", options.assetsDir);
    if (!file) {
        return file.error();
    }
    sim::Result<io::Scenario> scenario = io::readScenario(file.value(), {});
    if (!scenario) {
        return scenario.error();
    }
    io::Scenario& hold = scenario.value();
    const std::string site = web->sites.front().id;
    for (io::HandSpec& hand : hold.hands) {
        hand.site = site;
    }
    hold.restrictions.clear();
    hold.draw.reset();
    sim::Result<app::Session> session = app::Session::create(hold, web, options.threads);
    if (!session) {
        return session.error();
    }
    session.value().publishOnly(std::array<std::string_view, 2>{"tension_N", "release_rate_per_s"}); // as a view does
    const double start_s = hold.hands.front().t_s;
    session.value().advanceTo(start_s);
    Row row = rowOf(net, "fascia-full", options.threads);
    int frame = 0;
    std::vector<double> solver_ms;
    double forces_s = 0.0;
    double linear_s = 0.0;
    double solver_s = 0.0;
    double step_s = 0.0;
    double whole_s = 0.0;
    timeFrames(
        net, options, nullptr,
        [&] {
            const sim::Stopwatch watch(app::wallClock_s);
            ++frame;
            session.value().advanceTo(start_s + frame * kFrame_s, kFrame_s);
            const sim::StepReport& report = session.value().snapshot().report;
            whole_s += watch.seconds();
            step_s += report.whole_s;
            solver_s += report.solver_s;
            forces_s += report.forces_s;
            linear_s += report.linear_s;
            solver_ms.push_back(1e3 * report.solver_s);
        },
        [&]() -> const sim::Positions& { return net.position_m; }, row);
    row.forcesShare = forces_s / whole_s;
    row.linearShare = linear_s / whole_s;
    row.restShare = (solver_s - forces_s - linear_s) / whole_s;
    row.tissueShare = (step_s - solver_s) / whole_s;
    row.fieldsShare = (whole_s - step_s) / whole_s;
    row.solverMedian_ms = quantile(solver_ms, 0.5);
    return row;
}

} // namespace fascia::bench
