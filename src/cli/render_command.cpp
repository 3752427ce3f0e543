#include "cli/render_command.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "app/assets.h"
#include "app/session.h"
#include "build_info.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "io/atomic_file.h"
#include "io/run_json.h"
#include "io/scenario_file.h"
#include "io/text.h"
#include "io/units.h"
#include "platform/offscreen_context.h"
#include "render/canvas.h"
#include "render/scene.h"
#include "sim/params.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSmallestSide = 64;
constexpr int kLargestSide = 8192;
constexpr std::size_t kMostPanels = 4;
constexpr std::string_view kSiteView = "site";
constexpr float kSiteRadius_m = 0.13F; // what the view of the site shows around it

struct RenderOptions {
    ScenarioOptions scenario;
    OutputOptions output;
    std::string file;
    std::string video;
    std::string at;
    std::string resolution = "1280,720";
    std::string camera = "back";
    std::string field = "tension_N";
    std::string scale;
    std::string theme = "dark";
    std::string caption;
    std::string hide;
    bool compareWithStart = false;
    bool noLegend = false;
    bool noCaption = false;
    bool force = false;
};

/// Everything that can be checked before the first step.
struct RenderPlan {
    io::Scenario scenario;
    std::vector<double> times_s;
    int width = 1280;
    int height = 720;
    render::ViewOptions view;
};

sim::Error usage(const std::string& place, const std::string& message, const std::string& nearest = "") {
    return {sim::ErrorCode::badInput, message, place, nearest};
}

std::vector<std::string> parts(const std::string& text, char separator) {
    std::vector<std::string> found;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(separator, from), text.size());
        found.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return found;
}

sim::Result<std::vector<double>> readTimes(const RenderOptions& options, double duration_s) {
    std::vector<double> times_s;
    if (options.compareWithStart) {
        times_s.push_back(0.0);
    }
    if (options.at.empty()) {
        times_s.push_back(duration_s);
    }
    for (const std::string& text : options.at.empty() ? std::vector<std::string>{} : parts(options.at, ',')) {
        const sim::Result<double> time = optionQuantity("--at", text, "s", 0.0, 1e8);
        if (!time) {
            return time.error();
        }
        times_s.push_back(time.value());
    }
    if (times_s.back() > duration_s) {
        return usage("--at", io::shortNumber(times_s.back()) + " s is after the end of the scenario at " +
                                 io::shortNumber(duration_s) + " s; --duration makes it longer.");
    }
    if (times_s.size() > kMostPanels) {
        return usage("--at", "At most four moments fit side by side.");
    }
    if (!std::is_sorted(times_s.begin(), times_s.end())) {
        return usage("--at", "The moments must follow one another, earliest first.");
    }
    return times_s;
}

/// Lists of layers to leave out: "skin,muscles".
sim::Status hideLayers(const std::string& list, render::ViewOptions& view) {
    constexpr std::array<std::string_view, 6> kNames{"skin", "fascia", "superficial", "muscles", "bones", "hands"};
    if (list.empty()) {
        return sim::Done{};
    }
    for (const std::string& name : parts(list, ',')) {
        if (name == "skin") {
            view.showSkin = false;
        } else if (name == "fascia") {
            view.showFascia = false;
        } else if (name == "superficial") {
            view.showSuperficialFascia = false;
        } else if (name == "muscles") {
            view.showMuscles = false;
        } else if (name == "bones") {
            view.showBones = false;
        } else if (name == "hands") {
            view.showHands = false;
        } else {
            return usage("--hide",
                         "'" + io::printable(name) + "' cannot be hidden; there are " + io::joined(kNames) + ".",
                         std::string(sim::nearestName(name, kNames)));
        }
    }
    return sim::Done{};
}

/// The wording of the camera does not depend on the model.
sim::Status checkCamera(const std::string& text) {
    render::Camera trial;
    if (text == kSiteView || trial.set(text)) {
        return sim::Done{};
    }
    if (text.find_first_of(",/") != std::string::npos) {
        return trial.set(text);
    }
    std::vector<std::string_view> names(render::Camera::viewNames().begin(), render::Camera::viewNames().end());
    names.push_back(kSiteView);
    return usage("--camera",
                 "There is no view '" + io::printable(text) + "'; there are " + io::joined(names) +
                     ", or x,y,z/tx,ty,tz in metres.",
                 std::string(sim::nearestName(std::string_view(text).substr(0, 100), names)));
}

/// Sets the camera for a panel; "site" looks at the first hand's site along the skin's normal.
sim::Status aim(render::Camera& camera, const std::string& text, const sim::Snapshot& snapshot, float aspect) {
    camera.frame(*snapshot.web, aspect);
    if (text != kSiteView) {
        return camera.set(text, aspect);
    }
    camera.lookAtSkin(*snapshot.web, snapshot.focus_m, kSiteRadius_m);
    camera.snap();
    return sim::Done{};
}

sim::Status readView(const RenderOptions& options, RenderPlan& plan) {
    const std::vector<std::string> sides = parts(options.resolution, ',');
    std::vector<int> pixels;
    for (const std::string& side : sides) {
        const std::optional<double> number = io::parseNumber(side);
        if (number && *number == std::floor(*number) && *number >= kSmallestSide && *number <= kLargestSide) {
            pixels.push_back(static_cast<int>(*number));
        }
    }
    if (sides.size() != 2 || pixels.size() != 2) {
        return usage("--resolution", "'" + io::printable(options.resolution) + "' is not a width and a height from " +
                                         std::to_string(kSmallestSide) + " to " + std::to_string(kLargestSide) +
                                         " pixels, such as 1280,720.");
    }
    plan.width = pixels[0];
    plan.height = pixels[1];
    if (!options.scale.empty()) {
        const std::vector<std::string> ends = parts(options.scale, ',');
        const std::optional<double> low = io::parseNumber(ends.front());
        const std::optional<double> high = io::parseNumber(ends.back());
        if (ends.size() != 2 || !low || !high || !(*low < *high)) {
            return usage("--scale",
                         "'" + io::printable(options.scale) + "' is not a low and a higher number in SI units.");
        }
        plan.view.scale = {static_cast<float>(*low), static_cast<float>(*high)};
    }
    plan.view.quality = render::Quality::still;
    constexpr std::array<std::string_view, 2> kThemes{"dark", "light"};
    if (std::find(kThemes.begin(), kThemes.end(), options.theme) == kThemes.end()) {
        return usage("--theme", "There is no theme '" + io::printable(options.theme) + "'; there are dark and light.",
                     std::string(sim::nearestName(std::string_view(options.theme).substr(0, 100), kThemes)));
    }
    plan.view.theme = options.theme == "light" ? render::Theme::light : render::Theme::dark;
    plan.view.fieldId = options.field;
    plan.view.colourSkin = true;
    plan.view.showCaption = !options.noCaption;
    const sim::Status camera = checkCamera(options.camera);
    if (!camera) {
        return camera;
    }
    return hideLayers(options.hide, plan.view);
}

sim::Result<RenderPlan> makePlan(const RenderOptions& options) {
    if (!options.video.empty()) {
        return usage("--video",
                     "Videos are not made by this version; --output x.png with --at T1,T2 puts moments side by side.");
    }
    if (options.file.empty()) {
        return usage("--output", "Where should the picture go? Give --output x.png.");
    }
    if (options.scenario.scenario.empty()) {
        return usage("render", "Which scenario? Give a file or an id that `fascia list scenarios` shows.");
    }
    RenderPlan plan;
    const sim::Status view = readView(options, plan);
    if (!view) {
        return view.error();
    }
    sim::Result<io::Scenario> scenario = loadScenario(options.scenario);
    if (!scenario) {
        return scenario.error();
    }
    plan.scenario = std::move(scenario).value();
    sim::Result<std::vector<double>> times = readTimes(options, plan.scenario.duration_s);
    if (!times) {
        return times.error();
    }
    plan.times_s = std::move(times).value();
    if (const std::string ending = fs::path(options.file).extension().string(); ending != ".png" && ending != ".PNG") {
        return usage("--output", "'" + io::printable(options.file) + "' does not end in .png; pictures are PNG files.",
                     fs::path(options.file).replace_extension(".png").string());
    }
    const sim::Status free = checkOverwrite({options.file}, options.force);
    if (!free) {
        return free.error();
    }
    return plan;
}

sim::Status checkField(const std::string& id, const sim::Snapshot& snapshot) {
    if (id == "none" || snapshot.field(id) != nullptr) {
        return sim::Done{};
    }
    std::vector<std::string_view> ids;
    for (const sim::FieldView& field : snapshot.fields) {
        ids.push_back(field.id);
    }
    return usage("--field",
                 "There is no field '" + io::printable(id) + "'; there are " + io::joined(ids) + ", or none.",
                 std::string(sim::nearestName(std::string_view(id).substr(0, 100), ids)));
}

/// "7 min 30 s".
std::string timeText(double time_s) {
    if (time_s < 60.0) {
        return io::fixedNumber(time_s, time_s == std::floor(time_s) ? 0 : 1) + " s";
    }
    const auto total = static_cast<long long>(std::llround(time_s));
    std::string text = total >= 3600 ? std::to_string(total / 3600) + " h " : "";
    text += std::to_string(total / 60 % 60) + " min";
    if (total % 60 != 0) {
        text += " " + std::to_string(total % 60) + " s";
    }
    return text;
}

/// JSON without bytes beyond ASCII, as the words in a PNG file need it: they become \uXXXX.
std::string asciiJson(const std::string& json) {
    return nlohmann::ordered_json::parse(json).dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

/// The same words as in run.json, one by one.
std::vector<render::PngText> pictureTexts(const app::Session& session, const RenderPlan& plan,
                                          const RenderOptions& options, const std::string& camera, double wall_s) {
    const app::StepStatistics& steps = session.statistics();
    std::string times;
    for (const double time_s : plan.times_s) {
        times += (times.empty() ? "" : ",") + io::shortNumber(time_s);
    }
    return {{"Software", "fascia " + std::string(build_info::kVersion)},
            {"Commit", std::string(build_info::kGitCommit)},
            {"Intended-Use", std::string(io::kIntendedUse)},
            {"Preset", plan.scenario.preset},
            {"Scenario", asciiJson(io::mergedJson(session.scenario()))},
            {"Seed", std::to_string(session.scenario().seed)},
            {"Threads", std::to_string(options.scenario.threadCount())},
            {"Steps", std::to_string(steps.steps)},
            {"Step_s", io::shortNumber(steps.smallestStep_s) + " to " + io::shortNumber(steps.largestStep_s)},
            {"Residual",
             "worst " + io::shortNumber(steps.worstResidual) + ", mean " + io::shortNumber(steps.meanResidual())},
            {"State-Hash", io::hashText(session.world().stateHash())},
            {"Wall-Time_s", io::shortNumber(wall_s)},
            {"Real-Time-Factor", io::shortNumber(wall_s > 0.0 ? session.elapsed_s() / wall_s : 0.0)},
            {"Time_s", times},
            {"Field", plan.view.fieldId},
            {"Camera", camera}};
}

/// Steps from moment to moment and draws each into its panel.
sim::Status drawPanels(app::Session& session, RenderPlan& plan, const RenderOptions& options, render::Scene& scene,
                       const render::Canvas& canvas, render::Camera& camera, bool& refused) {
    Progress progress(options.output.progressMode(), plan.scenario.id, std::max(1e-9, plan.times_s.back()));
    const auto panels = static_cast<int>(plan.times_s.size());
    for (int i = 0; i < panels; ++i) {
        const double time_s = plan.times_s[static_cast<std::size_t>(i)];
        if (time_s > 0.0) {
            session.advanceTo(time_s, 0.0, interrupted);
            for (const sim::Error& refusal : session.messages()) {
                std::cerr << "fascia: The tissue refused a command: " << refusal.sentence() << '\n';
                refused = true;
            }
            progress.update(time_s);
        }
        if (interrupted()) {
            return sim::Error{sim::ErrorCode::interrupted, "Interrupted; no picture was written.", "", ""};
        }
        const render::Target target = canvas.panel(i, panels);
        render::ViewOptions view = plan.view;
        const bool first = i == 0;
        const std::string preset = "preset " + plan.scenario.preset;
        view.showLegend = !options.noLegend && i + 1 == panels;
        view.showFocus = panels > 1;
        if (panels == 1) {
            view.caption = plan.scenario.title;
            view.title = timeText(time_s) + ", " + preset;
        } else {
            view.caption = time_s > 0.0 ? "After " + timeText(time_s) : "Start";
            view.title = first ? plan.scenario.title + ", " + preset : std::string();
        }
        if (!options.caption.empty()) {
            view.caption = first ? options.caption : std::string();
            view.title = timeText(time_s) + (first ? ", " + preset : std::string());
        }
        if (first) {
            view.footer = io::kIntendedUse;
            const float aspect = static_cast<float>(target.width) / static_cast<float>(target.height);
            const sim::Status set = aim(camera, options.camera, session.snapshot(), aspect);
            if (!set) {
                return set;
            }
        }
        scene.draw(session.snapshot(), camera, view, target);
    }
    return sim::Done{};
}

int runRender(const RenderOptions& options) {
    catchInterrupts();
    sim::Result<RenderPlan> planned = makePlan(options);
    if (!planned) {
        return reportError(planned.error());
    }
    RenderPlan& plan = planned.value();

    sim::Result<io::AtomicFile> file = io::AtomicFile::open(options.file); // before the work: can it be written?
    if (!file) {
        return reportError(file.error());
    }
    platform::OffscreenContext context;
    render::Scene scene;
    const render::Canvas canvas(plan.width, plan.height, plan.view.theme);
    sim::Result<app::Session> created =
        app::Session::create(plan.scenario, app::findAssetsDir(), options.scenario.threadCount());
    if (!created) {
        return reportError(created.error());
    }
    app::Session& session = created.value();
    sim::Status status = checkField(options.field, session.snapshot());
    if (!status) {
        return reportError(status.error());
    }

    render::Camera camera;
    const auto start = std::chrono::steady_clock::now();
    bool refused = false;
    status = drawPanels(session, plan, options, scene, canvas, camera, refused);
    if (!status) {
        return reportError(status.error());
    }
    const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const std::string png =
        render::encodePng(canvas.read(), pictureTexts(session, plan, options, camera.text(), wall_s));
    if (png.empty()) {
        return reportError({sim::ErrorCode::io, "The picture could not be packed as PNG.", options.file, ""});
    }
    status = file.value().write(png);
    if (status) {
        status = file.value().commit();
    }
    if (!status) {
        return reportError(status.error());
    }
    if (!options.output.quiet) {
        std::cout << fs::path(options.file).string() << '\n';
    }
    const app::StepStatistics& steps = session.statistics();
    if (steps.rolledBack > 0 || !(steps.worstResidual <= kLargestResidual)) {
        std::cerr << "fascia: The solver could not hold the residual (worst " << io::shortNumber(steps.worstResidual)
                  << ", " << steps.rolledBack << " steps rolled back); the picture shows what it reached.\n";
        return kExitSolver;
    }
    return refused ? kExitRunError : kExitOk;
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

} // namespace

void addRenderCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand("render", "Run a scenario without a window and write a picture (PNG)");
    auto options = std::make_shared<RenderOptions>();
    addScenarioOptions(*command, options->scenario);
    command->add_option("--output", options->file, "The picture, a PNG file")->type_name("FILE");
    command
        ->add_option("--at", options->at,
                     "The moment, e.g. 120s; several (0s,420s) stand side by side (default: the end)")
        ->type_name("TIME[,TIME...]");
    command->add_flag("--compare-with-start", options->compareWithStart,
                      "Put the start beside the moment, in the same view and scale");
    command->add_option("--resolution", options->resolution, "Width and height in pixels (default: 1280,720)")
        ->type_name("W,H");
    command
        ->add_option("--camera", options->camera,
                     "back, left, right, three_quarter, close, top, front, site (the first hand's), or eye/target in "
                     "metres (default: back)")
        ->type_name("NAME|x,y,z/tx,ty,tz");
    command->add_option("--field", options->field, "Field that colours the web, or none (default: tension_N)")
        ->type_name("ID");
    command->add_option("--scale", options->scale, "Ends of the colour scale in SI units, instead of the field's own")
        ->type_name("LOW,HIGH");
    command->add_option("--theme", options->theme, "dark or light (default: dark)")->type_name("NAME");
    command
        ->add_option(
            "--caption", options->caption,
            "Words at the lower left (default: the scenario's title, or the moment where several stand side by side)")
        ->type_name("TEXT");
    command->add_option("--hide", options->hide, "Leave out skin, fascia, superficial, muscles, bones or hands")
        ->type_name("LAYER[,LAYER...]");
    command->add_flag("--no-legend", options->noLegend, "Without the colour scale");
    command->add_flag("--no-caption", options->noCaption, "Without words");
    command->add_option("--video", options->video, "Not made by this version")->type_name("FILE");
    command->add_flag("--force", options->force, "Replace a file that is already there");
    addOutputOptions(*command, options->output);
    command->callback([options, &exitCode] { exitCode = renderOrExplain(*options); });
}

} // namespace fascia::cli
