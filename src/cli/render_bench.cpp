#include "cli/render_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <string_view>
#include <vector>

#include "app/assets.h"
#include "app/session.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#include "platform/offscreen_context.h"
#include "render/canvas.h"
#include "render/detail.h"
#include "render/scene.h"

namespace fascia::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 5;
constexpr int kWarmUp = 8; // frames until bones and muscles are drawn in full
constexpr double kPressedAt_s = 14.0;
constexpr float kTurn_rad = 0.01F; // a frame

struct Case {
    std::string_view name;
    bool turning = false;
    render::ViewOptions view;
    std::vector<double> frame_ms{};
    std::vector<double> cpu_ms{}; ///< Of all threads; hardly depends on what else the machine does.
    render::DrawStats stats{};
};

std::vector<Case> cases() {
    render::ViewOptions plain;
    plain.flow_s = 0.0F;
    std::vector<Case> all;
    const auto add = [&](std::string_view name, bool turning, const render::ViewOptions& view) {
        Case made;
        made.name = name;
        made.turning = turning;
        made.view = view;
        all.push_back(made);
    };
    add("resting", false, plain);
    add("turning", true, plain);
    render::ViewOptions noSkin = plain;
    noSkin.showSkin = false;
    add("resting-no-skin", false, noSkin);
    render::ViewOptions noWeb = plain;
    noWeb.showFascia = false;
    add("resting-no-web", false, noWeb);
    render::ViewOptions lines = plain;
    lines.showLines = true;
    lines.showBeads = true;
    add("resting-lines-beads", false, lines);
    render::ViewOptions cut = plain;
    cut.cut = render::Cut::sagittal;
    add("turning-cut", true, cut);
    render::ViewOptions least = plain;
    least.detail = render::DetailGovernor::kLeast;
    add("turning-least-detail", true, least);
    return all;
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) {
        return 0.0;
    }
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void timeCase(Case& one, int frames, const sim::Snapshot& snapshot, render::Scene& scene,
              const render::Canvas& canvas) {
    render::Camera camera;
    camera.frame(*snapshot.web);
    camera.snap();
    const render::Target target = canvas.panel(0, 1);
    for (int k = -kWarmUp; k < frames && !interrupted(); ++k) {
        if (one.turning) {
            camera.orbit(kTurn_rad, 0.0F);
            camera.snap();
        }
        one.view.flow_s = static_cast<float>(k + kWarmUp) / 30.0F;
        const std::clock_t cpu = std::clock();
        const auto begin = Clock::now();
        scene.draw(snapshot, camera, one.view, target);
        canvas.finish();
        const double took_ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
        if (k >= 0) {
            one.frame_ms.push_back(took_ms);
            one.cpu_ms.push_back(1e3 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
            one.stats = scene.stats();
        }
    }
}

int timeAll(const RenderBenchOptions& options) {
    ScenarioOptions named;
    named.scenario = options.scenario;
    const sim::Result<io::Scenario> scenario = loadScenario(named);
    if (!scenario) {
        return reportError(scenario.error());
    }
    const platform::OffscreenContext context;
    std::cerr << context.description() << '\n';
    sim::Result<app::Session> session = app::Session::create(scenario.value(), app::findAssetsDir(), options.threads);
    if (!session) {
        return reportError(session.error());
    }
    session.value().advanceTo(std::min(kPressedAt_s, scenario.value().duration_s), 0.0, interrupted);
    render::Scene scene;
    const render::Canvas canvas(options.width, options.height, render::Theme::dark);
    std::vector<Case> all = cases();
    for (int round = 0; round < kRounds && !interrupted(); ++round) {
        for (Case& one : all) {
            timeCase(one, std::max(1, options.frames / kRounds), session.value().snapshot(), scene, canvas);
        }
    }
    std::printf("case,width_px,height_px,frames,frame_ms_median,frame_ms_p95,cpu_ms_median,triangles,fibres\n");
    for (const Case& one : all) {
        std::printf("%s,%d,%d,%zu,%.2f,%.2f,%.2f,%d,%d\n", std::string(one.name).c_str(), options.width, options.height,
                    one.frame_ms.size(), quantile(one.frame_ms, 0.5), quantile(one.frame_ms, 0.95),
                    quantile(one.cpu_ms, 0.5), one.stats.triangles, one.stats.fibres);
    }
    return interrupted() ? kExitInterrupted : kExitOk;
}

} // namespace

int runRenderBench(const RenderBenchOptions& options) {
    try {
        return timeAll(options);
    } catch (const platform::ContextError& error) {
        return reportError({sim::ErrorCode::noGraphics, error.what(), "", ""});
    } catch (const render::GraphicsError& error) {
        return reportError({sim::ErrorCode::noGraphics, error.what(), "", ""});
    }
}

} // namespace fascia::cli
