#pragma once
// The window: one frame in the order of the architecture, again and again.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/tools.h"
#include "platform/window.h"
#include "render/detail.h"
#include "render/scene.h"
#include "sim/core/result.h"
#include "ui/ui.h"
#include "viewer/frame_timer.h"
#include "viewer/gamepad_input.h"
#include "viewer/imgui_host.h"
#include "viewer/live_session.h"

namespace fascia::viewer {

struct ViewerOptions {
    std::filesystem::path assetsDir;
    std::string scenario;              ///< File or name of a shipped one; empty: the first one.
    std::vector<std::string> settings; ///< "KEY=VALUE", as for run.
    int threads = 1;                   ///< Of the simulation.
    int width = 1280, height = 720;
    ui::Theme theme = ui::Theme::dark;
    long frames = 0;         ///< Ends after so many; 0: when the window is closed.
    std::string screenshot;  ///< PNG of the window, written at the end.
    bool printState = false; ///< The live text line on stdout, whenever it changes.
    bool benchmark = false;  ///< Prints medians at the end.
    bool playHands = false;  ///< The scenario's own hands press.
    bool force = false;      ///< Replace files that are there.
    std::string gamepad;     ///< Named pipe with the states of a gamepad; empty: the machine's first one.
    std::string record;      ///< Every step and command since the last reset, written at the end.
};

class ViewerApp {
  public:
    /// Loads the scenario and opens the window. Throws platform::WindowError or render::GraphicsError without graphics.
    static sim::Result<std::unique_ptr<ViewerApp>> create(const ViewerOptions& options);

    /// Until the window is closed, the frames are done or an interrupt asks for the end. Error: the picture or the
    /// recording could not be written.
    sim::Status run();

  private:
    ViewerApp(const ViewerOptions& options, io::Scenario scenario, app::Session session);

    void frame();
    void takeInput(const ui::SceneArea& area, const Moment& moment, double wall_dt_s,
                   std::vector<sim::Command>& commands);
    /// Reads the gamepad into `input` and into what the panels will be asked for.
    void takeGamepad(app::ToolInput& input, const ui::SceneArea& area, const Moment& moment);
    /// Asks the session for the values of the fields that the next picture needs: between finish() and begin().
    void publishWhatIsShown();
    void drawScene(const ui::SceneArea& area, float pixelRatio, const Moment& moment);
    ui::Actions buildPanels(const ui::SceneArea& area, const Moment& moment);
    /// What the panels asked for besides commands. Waits for the worker where the session is concerned.
    void obey(const ui::Actions& actions);
    /// The live text line: window title and stdout.
    void report(const Moment& moment);
    /// Loads a scenario (empty: the present one, anew); on an error the old one stays and the banner says why.
    void load(const std::string& file, bool playHands);
    /// Takes over what a new session says about itself.
    void adopt();
    void resetView();
    void savePicture();

    ViewerOptions options_;
    io::Scenario scenario_;
    std::vector<ui::ScenarioEntry> scenarios_;
    platform::Window window_;
    ImGuiHost host_;
    render::Scene scene_;
    render::Camera camera_;
    LiveSession live_;
    app::HandTool tool_;
    app::HandSettings hand_;
    GamepadSource gamepadSource_;
    app::Gamepad gamepad_;
    GamepadAim aim_;
    bool gamepadThere_ = false;
    float lastMouseX_px_ = 0.0F, lastMouseY_px_ = 0.0F;
    ui::Actions gamepadActions_; ///< For the end of the frame, with those of the panels.
    ui::Ui ui_;
    ui::ViewState view_;
    std::string shownField_;                  ///< That of the last picture.
    std::vector<sim::Command> panelCommands_; ///< Edits of the panels, for the next frame.
    std::vector<sim::Command> commands_;      ///< For the next advance.
    double owed_s_ = 0.0;                     ///< Wall time since the last advance began.
    sim::Parameters presetParameters_;
    std::string presetTitle_;
    bool playingHands_ = false;
    bool paused_ = false;
    double speed_ = 1.0;
    bool pictureWanted_ = false;
    platform::KeyTaps taps_; ///< Of this frame.
    bool pressAtSiteWanted_ = false;
    bool liftWanted_ = false;
    sim::Status pictureStatus_ = sim::Done{};

    double lastFrame_s_ = 0.0;
    double lastReport_s_ = -1.0;
    std::string lastSentence_;
    double meanFrame_s_ = 0.0; ///< Smoothed.
    render::DetailGovernor detail_;
    std::shared_ptr<const std::vector<float>> before_; ///< The web at the start or before the last touch.
    app::LocalReference beforeReference_;
    double framesPerSecond_ = 0.0;
    long frameCount_ = 0;
    Durations frame_, solve_, draw_, panels_;
};

} // namespace fascia::viewer
