#include "cli/render_command.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "app/assets.h"
#include "app/session.h"
#include "app/state_sentence.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/render_film.h"
#include "cli/render_options.h"
#include "cli/render_words.h"
#include "io/atomic_file.h"
#include "io/run_json.h"
#include "io/text.h"
#include "io/units.h"
#include "platform/offscreen_context.h"
#include "render/canvas.h"
#include "render/overlay.h"
#include "render/scene.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Everything that draws and steps, made once.
struct Job {
    const RenderOptions& options;
    RenderPlan& plan;
    app::Session& session;
    render::Scene& scene;
    render::Canvas& canvas;
    render::Camera camera{};
    bool refused = false; ///< The tissue refused a command of the scenario.
    Clock::time_point start = Clock::now();

    [[nodiscard]] double wall_s() const { return std::chrono::duration<double>(Clock::now() - start).count(); }
    [[nodiscard]] std::string presetText() const { return "preset " + plan.scenario.preset; }

    void advanceTo(double time_s) {
        if (time_s <= 0.0) {
            return;
        }
        session.advanceTo(time_s, 0.0, interrupted);
        for (const sim::Error& refusal : session.messages()) {
            std::cerr << "fascia: The tissue refused a command: " << refusal.sentence() << '\n';
            refused = true;
        }
    }
    sim::Status aimAt(const render::Target& target) {
        const float aspect = static_cast<float>(target.width) / static_cast<float>(target.height);
        camera.leave(render::cornersOf(target, plan.view));
        return aim(camera, options.camera, session.snapshot(), aspect, !options.noCaption || !options.noLegend);
    }
};

/// The words over panel `i` of `panels`.
render::ViewOptions panelView(const Job& job, double time_s, int i, int panels) {
    render::ViewOptions view = job.plan.view;
    const bool first = i == 0;
    view.showLegend = !job.options.noLegend && i + 1 == panels;
    view.showFocus = panels > 1;
    if (panels == 1) {
        view.caption = job.plan.scenario.title;
        view.title = timeText(time_s) + ", " + job.presetText();
    } else {
        view.caption = time_s > 0.0 ? "After " + timeText(time_s) : "Start";
        view.title = first ? job.plan.scenario.title + ", " + job.presetText() : std::string();
    }
    if (!job.options.caption.empty()) {
        view.caption = first ? job.options.caption : std::string();
        view.title = timeText(time_s) + (first ? ", " + job.presetText() : std::string());
    }
    if (view.showNerves && i + 1 == panels) {
        view.caption += (view.caption.empty() ? "" : "\n") + app::nerveSentence(job.session.snapshot());
    }
    if (first) {
        view.footer = io::kIntendedUse;
    }
    return view;
}

/// Steps from moment to moment and draws each into its panel.
sim::Status drawPanels(Job& job) {
    Progress progress(job.options.output.progressMode(), job.plan.scenario.id, std::max(1e-9, job.plan.times_s.back()));
    const auto panels = static_cast<int>(job.plan.times_s.size());
    for (int i = 0; i < panels; ++i) {
        const double time_s = job.plan.times_s[static_cast<std::size_t>(i)];
        job.advanceTo(time_s);
        progress.update(time_s);
        if (interrupted()) {
            return sim::Error{sim::ErrorCode::interrupted, "Interrupted; no picture was written.", "", ""};
        }
        const render::Target target = job.canvas.panel(i, panels);
        const render::ViewOptions view = panelView(job, time_s, i, panels);
        if (i == 0) {
            const sim::Status set = job.aimAt(target);
            if (!set) {
                return set;
            }
        }
        job.scene.draw(job.session.snapshot(), job.camera, view, target);
    }
    return sim::Done{};
}

sim::Status makePicture(Job& job, io::AtomicFile& file) {
    sim::Status status = drawPanels(job);
    if (!status) {
        return status;
    }
    const std::string png = render::encodePng(
        job.canvas.read(), renderWords(job.session, job.plan, job.options, job.camera.text(), job.wall_s()));
    if (png.empty()) {
        return sim::Error{sim::ErrorCode::io, "The picture could not be packed as PNG.", job.options.file, ""};
    }
    status = file.write(png);
    return status ? file.commit() : status;
}

/// "x 10": says so where the film's time is not the tissue's.
std::string paceText(double speed) {
    return speed == 1.0 ? std::string() : ", " + io::shortNumber(speed) + " x real time";
}

/// Picture k shows the tissue at begin + k * speed / fps, whatever the time it takes to make. Ctrl-C ends the film early.
sim::Status makeVideo(Job& job, Film& film) {
    const double begin_s = job.plan.times_s.front();
    const double end_s = job.plan.times_s.back();
    const double step_s = job.plan.speed / job.plan.fps;
    const long frames = std::max(1L, std::lround((end_s - begin_s) / step_s)); // 10 s at 30 a second: 300
    Progress progress(job.options.output.progressMode(), job.plan.scenario.id, std::max(1e-9, end_s));
    const render::Target target = job.canvas.panel(0, 1);
    for (long k = 0; k < frames && !interrupted(); ++k) {
        const double time_s = begin_s + static_cast<double>(k) * step_s;
        job.advanceTo(time_s);
        if (k == 0) {
            const sim::Status set = job.aimAt(target);
            if (!set) {
                return set;
            }
        }
        render::ViewOptions view = panelView(job, time_s, 0, 1);
        view.title += paceText(job.plan.speed);
        view.flow_s = static_cast<float>(static_cast<double>(k) / job.plan.fps);
        job.scene.draw(job.session.snapshot(), job.camera, view, target);
        const sim::Status added = film.add(job.canvas.read());
        if (!added) {
            return added;
        }
        progress.update(time_s);
    }
    return film.finish(wordsAsJson(renderWords(job.session, job.plan, job.options, job.camera.text(), job.wall_s())));
}

/// What the pictures go to, opened before the work: can it be written?
struct Output {
    std::optional<io::AtomicFile> picture;
    std::unique_ptr<Film> film;
};

sim::Result<Output> openOutput(const RenderOptions& options, const RenderPlan& plan) {
    Output output;
    if (options.video.empty()) {
        sim::Result<io::AtomicFile> file = io::AtomicFile::open(options.file);
        if (!file) {
            return file.error();
        }
        output.picture = std::move(file).value();
        return output;
    }
    const fs::path ffmpeg = findFfmpeg();
    sim::Result<std::unique_ptr<Film>> film =
        ffmpeg.empty() ? openNumberedPictures(options.video, plan.rate, options.force)
                       : openVideo(ffmpeg, options.video, plan.width, plan.height, plan.rate);
    if (!film) {
        return film.error();
    }
    if (ffmpeg.empty()) {
        std::cerr << "fascia: ffmpeg is not installed (on Debian: apt install ffmpeg), so numbered pictures are "
                     "written; the line that joins them comes at the end.\n";
    }
    output.film = std::move(film).value();
    return output;
}

int judge(const Job& job) {
    const app::StepStatistics& steps = job.session.statistics();
    if (steps.rolledBack > 0 || !(steps.worstResidual <= kLargestResidual)) {
        std::cerr << "fascia: The solver could not hold the residual (worst " << io::shortNumber(steps.worstResidual)
                  << ", " << steps.rolledBack << " steps rolled back); the picture shows what it reached.\n";
        return kExitSolver;
    }
    if (interrupted()) {
        std::cerr << "fascia: Interrupted; the video ends at " << timeText(job.session.elapsed_s()) << ".\n";
        return kExitInterrupted;
    }
    return job.refused ? kExitRunError : kExitOk;
}

int runRender(const RenderOptions& options) {
    catchInterrupts();
    sim::Result<RenderPlan> planned = makeRenderPlan(options);
    if (!planned) {
        return reportError(planned.error());
    }
    RenderPlan& plan = planned.value();
    platform::OffscreenContext context;
    render::Scene scene;
    render::Canvas canvas(plan.width, plan.height, plan.view.theme, plan.view.transparent);
    sim::Result<app::Session> created =
        app::Session::create(plan.scenario, app::findAssetsDir(), options.scenario.threadCount());
    if (!created) {
        return reportError(created.error());
    }
    sim::Status status = checkField(options.field, created.value().snapshot());
    if (status) {
        status = isolateRegion(options.isolate, *created.value().snapshot().web, plan.view);
    }
    if (status) { // before the first step
        render::Camera trial;
        const float aspect = static_cast<float>(plan.width) / static_cast<float>(plan.height);
        status = aim(trial, options.camera, created.value().snapshot(), aspect, false);
    }
    if (!status) {
        return reportError(status.error());
    }
    if (options.ghost) {
        const auto& start = created.value().snapshot().position_m;
        plan.view.ghostPosition_m = std::make_shared<const std::vector<float>>(start.begin(), start.end());
    }
    sim::Result<Output> output = openOutput(options, plan);
    if (!output) {
        return reportError(output.error());
    }
    Job job{options, plan, created.value(), scene, canvas};
    Film* film = output.value().film.get();
    status = film != nullptr ? makeVideo(job, *film) : makePicture(job, *output.value().picture);
    if (!status) {
        return reportError(status.error());
    }
    if (!options.output.quiet) {
        std::cout << (film != nullptr ? film->result() : fs::path(options.file).string()) << '\n';
    }
    return judge(job);
}

int renderOrExplain(const RenderOptions& options) {
    try {
        return runRender(options);
    } catch (const platform::ContextError& error) {
        return reportError({sim::ErrorCode::noGraphics, error.what(), "", ""});
    } catch (const render::GraphicsError& error) {
        return reportError({sim::ErrorCode::noGraphics, error.what(), "", ""});
    }
}

void addFileOptions(CLI::App& command, RenderOptions& options) {
    command.add_option("--output", options.file, "The picture, a PNG file")->type_name("FILE");
    command
        .add_option("--video", options.video,
                    "A video, an MP4 file made with ffmpeg; without ffmpeg numbered pictures, and the line to run")
        ->type_name("FILE");
    command
        .add_option("--at", options.at,
                    "The moment, e.g. 120s; several (0s,420s) stand side by side (default: the end). Of a video: the "
                    "end, or begin and end")
        ->type_name("TIME[,TIME...]");
    command.add_flag("--compare-with-start", options.compareWithStart,
                     "Put the start beside the moment, in the same view and scale");
    command
        .add_option("--fps", options.fps,
                    "Pictures a second of the video, 1 to 120, also as a fraction: 24000/1001 (default: 30)")
        ->type_name("N[/N]");
    command
        .add_option("--speed", options.speed, "Simulated seconds per second of the video, 0.01 to 36000 (default: 1)")
        ->type_name("X");
    command.add_option("--resolution", options.resolution, "Width and height in pixels (default: 1280,720)")
        ->type_name("W,H");
    command
        .add_option("--scale", options.scale,
                    "Makes all of the picture larger, text and lines too: 1 to 4 times the resolution (default: 1)")
        ->type_name("N");
    command.add_flag("--transparent", options.transparent, "No background: a PNG file with an alpha channel");
}

void addViewOptions(CLI::App& command, RenderOptions& options) {
    command
        .add_option("--camera", options.camera,
                    "back, left, right, three_quarter, close, top, front, site (the first hand's), or eye/target in "
                    "metres (default: back)")
        ->type_name("NAME|x,y,z/tx,ty,tz");
    command.add_option("--field", options.field, "Field that colours the web, or none (default: tension_N)")
        ->type_name("ID");
    command.add_option("--range", options.range, "Ends of the colour scale in SI units, instead of the field's own")
        ->type_name("LOW,HIGH");
    command
        .add_option("--theme", options.theme,
                    "dark, light, or projector: light, larger text, wider lines "
                    "(default: dark)")
        ->type_name("NAME");
    command
        .add_option(
            "--caption", options.caption,
            "Words at the lower left (default: the scenario's title, or the moment where several stand side by side)")
        ->type_name("TEXT");
    command
        .add_option("--hide", options.hide,
                    "Leave out skin, fascia, superficial, muscles, bones, hands or context (the rest of the body)")
        ->type_name("LAYER[,LAYER...]");
    command
        .add_option("--peel", options.peel,
                    "Layers taken off: 1 skin, 2 also superficial fascia, 3 also deep fascia, 4 also muscles; between "
                    "them half gone (default: 0)")
        ->type_name("N");
    command
        .add_option("--cut", options.cut,
                    "Cut the body: transverse (what is above goes), sagittal (the body's left goes) or coronal (the "
                    "back goes), at a share of the model from 0 to 1, e.g. sagittal:0.5")
        ->type_name("PLANE:SHARE");
    command.add_option("--isolate", options.isolate, "A region of the model; the web elsewhere is faint")
        ->type_name("REGION");
    command.add_flag("--lines", options.lines, "Lines of tension along the strongest pull");
    command.add_flag("--beads", options.beads, "Hydration as the fullness of beads");
    command.add_flag("--labels", options.labels, "Names of the sites");
    command.add_flag("--nerves", options.nerves,
                     "Nerves with their load, and where one beyond its threshold would be felt (a hypothesis)");
    command.add_flag("--ghost", options.ghost, "The web as it was at the start, faintly");
    command.add_flag("--no-legend", options.noLegend, "Without the colour scale");
    command.add_flag("--no-caption", options.noCaption, "Without words");
}

} // namespace

void addRenderCommand(CLI::App& app, int& exitCode) {
    CLI::App* command =
        app.add_subcommand("render", "Run a scenario without a window and write a picture (PNG) or a video (MP4)");
    auto options = std::make_shared<RenderOptions>();
    addScenarioOptions(*command, options->scenario);
    addFileOptions(*command, *options);
    addViewOptions(*command, *options);
    command->add_flag("--force", options->force, "Replace a file that is already there");
    addOutputOptions(*command, options->output);
    command->callback([options, &exitCode] { exitCode = renderOrExplain(*options); });
}

} // namespace fascia::cli
