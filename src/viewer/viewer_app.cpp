#include "viewer/viewer_app.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <imgui.h>

#include "app/assets.h"
#include "cli/interrupt.h"
#include "io/atomic_file.h"
#include "io/recording.h"
#include "io/scenario_file.h"
#include "ui/format.h"
#include "ui/input.h"
#include "viewer/shown_field.h"
#include "viewer/window_picture.h"

namespace fascia::viewer {
namespace {

constexpr float kOrbit_rad_per_px = 0.006F;
constexpr float kZoomPerNotch = 0.88F;
constexpr float kStickTurn_rad_per_s = 1.6F; ///< Of the view, with the stick at its end (assumed).
constexpr float kBumperNotches_per_s = 8.0F;
constexpr double kReportInterval_s = 0.5;
constexpr double kLongestWait_s = 0.25; ///< For the tissue; then the window goes on without it.

/// The scenario as the viewer plays it: without its own hands and changes of stress unless asked for, since the hands
/// are the user's.
io::Scenario withoutHands(io::Scenario scenario, bool playHands) {
    if (!playHands) {
        scenario.hands.clear();
        scenario.stressChanges.clear();
    }
    return scenario;
}

/// The scenario that the options name, with their settings.
sim::Result<io::Scenario> openScenario(const ViewerOptions& options) {
    const sim::Result<std::filesystem::path> file =
        app::findScenario(options.scenario.empty() ? app::kDefaultScenario : options.scenario, options.assetsDir);
    if (!file) {
        return file.error();
    }
    return io::readScenario(file.value(), options.settings);
}

std::vector<ui::ScenarioEntry> scenarioMenu(const std::filesystem::path& assetsDir) {
    std::vector<ui::ScenarioEntry> menu;
    for (const app::ScenarioInfo& info : app::listScenarios(assetsDir)) {
        menu.push_back({info.file.string(), info.title, info.description});
    }
    return menu;
}

} // namespace

sim::Result<std::unique_ptr<ViewerApp>> ViewerApp::create(const ViewerOptions& options) {
    sim::Result<io::Scenario> scenario = openScenario(options);
    if (!scenario) {
        return scenario.error();
    }
    sim::Result<app::Session> session =
        app::Session::create(withoutHands(scenario.value(), options.playHands), options.assetsDir, options.threads);
    if (!session) {
        return session.error();
    }
    return std::unique_ptr<ViewerApp>(new ViewerApp(options, std::move(scenario).value(), std::move(session).value()));
}

ViewerApp::ViewerApp(const ViewerOptions& options, io::Scenario scenario, app::Session session)
    : options_(options),
      scenario_(std::move(scenario)),
      scenarios_(scenarioMenu(options.assetsDir)),
      window_({options.width, options.height, "fascia", !options.benchmark}),
      host_(window_),
      live_(std::move(session)),
      gamepadSource_(options.gamepad),
      playingHands_(options.playHands) {
    view_.theme = options.theme;
    adopt();
    resetView();
    lastFrame_s_ = window_.time_s();
}

void ViewerApp::adopt() {
    before_.reset();
    const sim::Preset* preset = sim::findPreset(scenario_.preset);
    presetTitle_ = preset != nullptr ? std::string(preset->title) : scenario_.preset;
    presetParameters_ = preset != nullptr ? preset->parameters : live_.session().world().parameters();
    // The keyboard's site: the one nearest the spot.
    const sim::Snapshot& snapshot = live_.session().snapshot();
    double nearest = 1e9;
    for (std::size_t i = 0; i < snapshot.web->sites.size(); ++i) {
        double squared = 0.0;
        for (std::size_t k = 0; k < 3; ++k) {
            const double d = snapshot.web->sites[i].position_m[k] - static_cast<double>(snapshot.focus_m[k]);
            squared += d * d;
        }
        if (squared < nearest) {
            nearest = squared;
            hand_.site = static_cast<int>(i);
        }
    }
}

void ViewerApp::resetView() {
    const platform::Extent size = window_.size();
    const ui::SceneArea area = ui_.sceneArea(view_, std::max(size.width, 1), std::max(size.height, 1));
    const float aspect = area.width / std::max(area.height, 1.0F);
    const sim::Snapshot& snapshot = live_.moment().snapshot;
    camera_.frame(render::boundsOf(*snapshot.web), aspect);
    camera_.goTo("back", aspect);
}

sim::Status ViewerApp::run() {
    while (!window_.shouldClose() && !cli::interrupted() && (options_.frames <= 0 || frameCount_ < options_.frames)) {
        frame();
    }
    live_.finish();
    if (options_.benchmark) {
        std::printf("frames %ld  simulated %.2f s  real-time factor %.2f  frame median %.1f ms p95 %.1f ms  simulation "
                    "%.1f ms  drawing %.1f ms  panels %.1f ms  "
                    "%.1f frames/s\n",
                    frameCount_, live_.session().elapsed_s(), live_.session().realTimeFactor(), frame_.median_ms(),
                    frame_.quantile_ms(0.95), solve_.median_ms(), draw_.median_ms(), panels_.median_ms(),
                    frame_.median_ms() > 0.0 ? 1000.0 / frame_.median_ms() : 0.0);
        std::fflush(stdout);
    }
    if (!options_.record.empty()) {
        const sim::Status written =
            io::writeFileAtomically(options_.record, io::recordingText(live_.session().makeRecording()));
        if (!written) {
            return written;
        }
    }
    return pictureStatus_;
}

void ViewerApp::frame() {
    const ScopedDuration whole(frame_);
    const double now_s = window_.time_s();
    const double wall_dt_s = std::clamp(now_s - lastFrame_s_, 0.0, 0.5);
    lastFrame_s_ = now_s;
    if (frameCount_ > 0) {
        meanFrame_s_ = frameCount_ > 1 ? meanFrame_s_ + 0.1 * (wall_dt_s - meanFrame_s_) : wall_dt_s;
        framesPerSecond_ = meanFrame_s_ > 0.0 ? 1.0 / meanFrame_s_ : 0.0;
        detail_.update(1e3 * wall_dt_s);
    }

    // 1 input
    window_.poll();
    taps_ = window_.takeTaps();
    const platform::Extent size = window_.size();
    const platform::Extent pixels = window_.framebuffer_px();
    const float pixelRatio = size.width > 0 ? static_cast<float>(pixels.width) / static_cast<float>(size.width) : 1.0F;
    if (ui_.prepare(view_, window_.contentScale() / pixelRatio, std::max(size.width, 1), std::max(size.height, 1))) {
        host_.uploadFonts();
    }
    host_.beginFrame();

    // 4 state of the advance that ran while the last frame was drawn
    const bool fresh = live_.finishWithin(kLongestWait_s);
    const Moment& moment = live_.moment();
    if (fresh) {
        solve_.add(moment.advance_ms);
        for (const sim::Error& refusal : moment.refusals) {
            ui_.complain(refusal.sentence());
        }
    }

    // 2 tool
    const ui::SceneArea area = ui_.sceneArea(view_, size.width, size.height);
    for (sim::Command& command : std::exchange(panelCommands_, {})) {
        commands_.push_back(std::move(command));
    }
    takeInput(area, moment, wall_dt_s, commands_);

    // 3 solve, on the second thread, while this frame is drawn
    owed_s_ += wall_dt_s;
    if (fresh) {
        publishWhatIsShown();
        live_.begin(std::exchange(owed_s_, 0.0), std::exchange(commands_, {}));
    }

    // 5 draw
    {
        const ScopedDuration drawing(draw_);
        drawScene(area, pixelRatio, moment);
    }
    // 6 panels
    ui::Actions actions;
    {
        const ScopedDuration building(panels_);
        actions = buildPanels(area, moment);
        host_.endFrame();
    }
    ++frameCount_;
    if (pictureWanted_ || (!options_.screenshot.empty() && options_.frames > 0 && frameCount_ == options_.frames)) {
        savePicture();
    }
    window_.swap();
    report(moment);
    obey(actions);
}

void ViewerApp::takeInput(const ui::SceneArea& area, const Moment& moment, double wall_dt_s,
                          std::vector<sim::Command>& commands) {
    app::ToolInput input = ui::readToolInput(ui_.scale());
    input.dt_s = wall_dt_s;
    takeGamepad(input, area, moment);
    const auto width = static_cast<int>(area.width);
    const auto height = static_cast<int>(area.height);
    const render::Ray ray = camera_.ray(input.x_px - area.x, input.y_px - area.y, width, height);
    const glm::mat4 toView = camera_.view();
    for (int k = 0; k < 3; ++k) {
        const auto i = static_cast<std::size_t>(k);
        input.ray.origin_m[i] = ray.origin[k];
        input.ray.direction[i] = ray.direction[k];
        input.viewRight[i] = toView[k][0];
        input.viewUp[i] = toView[k][1];
    }
    const bool outside = input.x_px < area.x || input.y_px < area.y || input.x_px >= area.x + area.width ||
                         input.y_px >= area.y + area.height;
    input.pointerOnPanel = input.pointerOnPanel || outside;

    if (pressAtSiteWanted_) {
        tool_.pressAtSite(moment.snapshot, hand_, commands);
        pressAtSiteWanted_ = false;
    }
    if (liftWanted_) {
        tool_.lift(commands);
        liftWanted_ = false;
    }
    const app::CameraGesture gesture = tool_.update(input, moment.snapshot, hand_, commands);
    const float perPixel = kOrbit_rad_per_px / std::max(ui_.scale(), 0.1F);
    camera_.orbit(-gesture.orbitX_px * perPixel, gesture.orbitY_px * perPixel);
    camera_.pan(gesture.panX_px / area.height, -gesture.panY_px / area.height);
    if (gesture.zoom_notches != 0.0F) {
        camera_.zoom(std::pow(kZoomPerNotch, gesture.zoom_notches));
    }
    camera_.update(static_cast<float>(wall_dt_s));
}

void ViewerApp::takeGamepad(app::ToolInput& input, const ui::SceneArea& area, const Moment& moment) {
    std::string complaint;
    const app::GamepadState state = gamepadSource_.read(window_, complaint);
    if (!complaint.empty()) {
        ui_.complain(complaint);
    }
    if (state.connected != gamepadThere_) {
        gamepadThere_ = state.connected;
        ui_.notify(state.connected ? "Gamepad: a trigger presses, sticks aim and turn; all of it is under [?]."
                                   : "The gamepad is gone.");
    }
    const app::GamepadFrame pad = gamepad_.read(state);

    aim_.update(pad, tool_.status().pressing, input.dt_s, area.width / std::max(area.height, 1.0F));
    const bool mouse =
        input.x_px != lastMouseX_px_ || input.y_px != lastMouseY_px_ || input.left || input.right || input.middle;
    lastMouseX_px_ = input.x_px;
    lastMouseY_px_ = input.y_px;
    if (mouse || !state.connected) {
        aim_.putOff();
    }
    if (aim_.on()) {
        input.x_px = area.x + aim_.x() * (area.width - 1.0F);
        input.y_px = area.y + aim_.y() * (area.height - 1.0F);
        input.pointerOnPanel = false;
    }
    input.aims = aim_.on();
    input.squeeze = pad.squeeze;
    input.pullX = pad.stickX;
    input.pullY = pad.stickY;
    input.holdButton = pad.hold;
    input.letGoButton = pad.letGo;
    input.pressureSteps += pad.pressureSteps;

    const auto sites = static_cast<int>(moment.snapshot.web->sites.size());
    if (pad.site != 0 && sites > 0) {
        hand_.site = (hand_.site + pad.site + sites) % sites;
    }
    if (pad.nextContact) {
        nextContact(hand_);
    }
    if (pad.nextSurface) {
        nextSurface(hand_);
    }
    const auto dt_s = static_cast<float>(std::clamp(input.dt_s, 0.0, 0.1));
    camera_.orbit(-kStickTurn_rad_per_s * dt_s * pad.turnX, -kStickTurn_rad_per_s * dt_s * pad.turnY); // as a drag does
    if (pad.zoom != 0.0F) {
        camera_.zoom(std::pow(kZoomPerNotch, kBumperNotches_per_s * dt_s * pad.zoom));
    }
    gamepadActions_ = {};
    if (pad.pause) {
        gamepadActions_.paused = !paused_;
    }
    gamepadActions_.resetTissue = pad.resetTissue;
    gamepadActions_.resetView = pad.resetView;
}

void ViewerApp::publishWhatIsShown() {
    // With what the picture shows now: another choice may follow before a long step ends, and then it stays.
    std::vector<std::string_view> ids{view_.fieldId, shownField_, "release_rate_per_s"};
    if (view_.lines) {
        ids.emplace_back("principal_stress_Pa");
    }
    if (view_.beads) {
        ids.emplace_back("hydration");
    }
    live_.session().publishOnly(ids);
}

void ViewerApp::drawScene(const ui::SceneArea& area, float pixelRatio, const Moment& moment) {
    render::ViewOptions view;
    shownField_ = fieldToShow(moment.snapshot, view_.fieldId, shownField_);
    view.fieldId = shownField_;
    view.theme = static_cast<render::Theme>(view_.theme);
    view.showSkin = view_.showSkin;
    view.showFascia = view_.showFascia;
    view.showSuperficialFascia = view_.showSuperficialFascia;
    view.showInterlayer = view_.showInterlayer;
    view.showMuscles = view_.showMuscles;
    view.showBones = view_.showBones;
    view.showContext = view_.showContext;
    view.showFocus = view_.showFocus;
    view.showLegend = view_.showLegend;
    view.colourSkin = view_.colourSkin;
    view.skinOpacity = view_.skinOpacity;
    view.webWidth = view_.webWidth;
    view.peel = view_.peel;
    view.cut = static_cast<render::Cut>(std::clamp(view_.cut, 0, 3));
    view.cutShare = view_.cutShare;
    view.isolateRegion = view_.isolateRegion;
    view.showLines = view_.lines;
    view.showBeads = view_.beads;
    view.showLabels = view_.labels;
    view.showNerves = view_.nerves;
    view.detail = detail_.detail();
    if (!before_ || !(beforeReference_ == moment.localReference)) { // a start, a reset, a new touch
        const auto& now = moment.snapshot.position_m;
        before_ = std::make_shared<const std::vector<float>>(now.begin(), now.end());
        beforeReference_ = moment.localReference;
    }
    if (view_.ghost) {
        view.ghostPosition_m = before_;
    }
    view.flow_s = view_.flow ? static_cast<float>(window_.time_s()) : -1.0F;
    const auto toPixels = [pixelRatio](float value) { return static_cast<int>(std::lround(value * pixelRatio)); };
    const platform::Extent pixels = window_.framebuffer_px();
    render::Target target;
    target.x = toPixels(area.x);
    target.width = std::max(toPixels(area.width), 1);
    target.height = std::max(toPixels(area.height), 1);
    target.y = pixels.height - toPixels(area.y) - target.height;
    target.uiScale = ui_.scale() * pixelRatio / (view_.theme == ui::Theme::projector ? ui::kProjectorPanels : 1.0F);
    scene_.draw(moment.snapshot, camera_, view, target);
}

ui::Actions ViewerApp::buildPanels(const ui::SceneArea& area, const Moment& moment) {
    std::optional<ui::HandMark> mark;
    for (const sim::HandView& hand : moment.snapshot.hands) {
        if (hand.active && !mark) {
            const auto width = static_cast<int>(area.width);
            const auto height = static_cast<int>(area.height);
            const glm::vec3 centre(hand.position_m[0], hand.position_m[1], hand.position_m[2]);
            const glm::vec3 right(camera_.view()[0][0], camera_.view()[1][0], camera_.view()[2][0]);
            const glm::vec3 at = camera_.project(centre, width, height);
            const glm::vec3 edge = camera_.project(centre + hand.radius_m * right, width, height);
            if (at.z > 0.0F) {
                mark = ui::HandMark{area.x + at.x, area.y + at.y, std::hypot(edge.x - at.x, edge.y - at.y)};
            }
        }
    }
    const app::HandStatus& status = tool_.status();
    const ui::Readings readings{moment.snapshot,
                                moment.history,
                                moment.parameters,
                                presetParameters_,
                                moment.hypotheses,
                                presetTitle_,
                                scenario_.title,
                                scenarios_,
                                moment.sentence,
                                moment.localReference,
                                paused_,
                                playingHands_,
                                speed_,
                                moment.realTimeFactor,
                                framesPerSecond_,
                                status,
                                mark,
                                aim_.on()
                                    ? std::optional<ui::HandMark>({area.x + aim_.x() * (area.width - 1.0F),
                                                                   area.y + aim_.y() * (area.height - 1.0F), 0.0F})
                                    : std::nullopt,
                                gamepadThere_,
                                {taps_.escape, taps_.tab, taps_.pageUp, taps_.pageDown}};
    ui::Actions actions = ui_.build(readings, view_, hand_, panelCommands_);
    if (gamepadActions_.paused) {
        actions.paused = gamepadActions_.paused;
    }
    actions.resetTissue |= gamepadActions_.resetTissue;
    actions.resetView |= gamepadActions_.resetView;
    return actions;
}

void ViewerApp::obey(const ui::Actions& actions) {
    pressAtSiteWanted_ = actions.pressAtSite;
    liftWanted_ = actions.liftHand;
    pictureWanted_ = taps_.f12 || actions.screenshot;
    if (actions.resetView) {
        resetView();
    }
    if (actions.stepOnce) {
        live_.finish();
        live_.session().stepOnce();
    }
    if (actions.paused || actions.speed || actions.resetTissue || actions.resetAll || actions.scenario ||
        actions.toggleScenarioHands) {
        live_.finish(); // from here to the next begin() the session is this thread's
        if (actions.paused) {
            paused_ = *actions.paused;
        }
        if (actions.speed) {
            speed_ = std::clamp(*actions.speed, 0.25, 3600.0);
        }
        if (actions.scenario) {
            load(*actions.scenario, playingHands_);
        } else if (actions.toggleScenarioHands) {
            load(scenario_.file, !playingHands_);
        } else if (actions.resetAll) {
            const ui::Theme theme = view_.theme;
            view_ = ui::ViewState{};
            view_.theme = theme;
            hand_ = app::HandSettings{};
            paused_ = false;
            speed_ = 1.0;
            load(std::string(), options_.playHands);
            resetView();
            ui_.restart();
        } else if (actions.resetTissue) {
            live_.session().reset();
            commands_.clear();
            tool_.forget();
        }
        live_.session().setPaused(paused_);
        live_.session().setSpeed(speed_);
    }
}

void ViewerApp::load(const std::string& file, bool playHands) {
    sim::Result<io::Scenario> scenario = scenario_;
    if (!file.empty() && file != scenario_.file) {
        scenario = io::readScenario(file, options_.settings);
    }
    if (!scenario) {
        ui_.complain(scenario.error().sentence());
        return;
    }
    sim::Result<app::Session> session =
        app::Session::create(withoutHands(scenario.value(), playHands), options_.assetsDir, options_.threads);
    if (!session) {
        ui_.complain(session.error().sentence());
        return;
    }
    const bool otherModel = scenario.value().model != scenario_.model;
    scenario_ = std::move(scenario).value();
    live_.replace(std::move(session).value());
    playingHands_ = playHands;
    tool_.forget();
    commands_.clear();
    panelCommands_.clear();
    adopt();
    if (otherModel) {
        view_.isolateRegion = -1; // an index into the regions of the model that is gone
        resetView();
    }
}

void ViewerApp::report(const Moment& moment) {
    const double now_s = window_.time_s();
    if (now_s - lastReport_s_ < kReportInterval_s || moment.sentence == lastSentence_) {
        return;
    }
    lastReport_s_ = now_s;
    lastSentence_ = moment.sentence;
    window_.setTitle("fascia - " + scenario_.title + " - " + moment.sentence);
    if (options_.printState) {
        const double tension_N = moment.snapshot.measures.localTension_N;
        const app::LocalReference& reference = moment.localReference;
        const double change = reference.tension_N > 0.0 ? tension_N / reference.tension_N - 1.0 : 0.0;
        std::printf("%.1f s: %s Local tension is %.3f mN (%+.1f %% since the %s). %.2f x real time, %.0f frames/s.\n",
                    moment.snapshot.time_s, moment.sentence.c_str(), 1e3 * tension_N, 100.0 * change,
                    reference.sinceFocus ? "touch" : "start", moment.realTimeFactor, framesPerSecond_);
        std::fflush(stdout);
    }
}

void ViewerApp::savePicture() {
    const bool atEnd = !pictureWanted_;
    const std::filesystem::path file = atEnd ? std::filesystem::path(options_.screenshot) : freePictureName();
    const platform::Extent size = window_.framebuffer_px();
    const sim::Status status = writeWindowPicture(file, size.width, size.height);
    pictureWanted_ = false;
    if (!status) {
        ui_.complain(status.error().sentence());
        if (atEnd) {
            pictureStatus_ = status;
        }
    } else if (!atEnd) {
        ui_.notify("The picture was saved as " + file.string() + ".");
    }
}

} // namespace fascia::viewer
