#pragma once
// The panels around the picture. They read, and they ask: what changes tissue goes out as commands for the next frame,
// what changes the session, the view or the scenario as Actions. Nothing here computes physics.

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/session.h"
#include "app/tools.h"
#include "sim/command.h"
#include "sim/params.h"
#include "sim/snapshot.h"
#include "ui/story.h"
#include "ui/theme.h"

namespace fascia::ui {

/// What slides in from the left.
enum class Drawer : std::uint8_t { none, view, pathways, parameters, keys };

/// What the user has set about the picture and the panels.
struct ViewState {
    Theme theme = Theme::dark;
    float textScale = 1.0F; ///< On top of what the window asks for.
    Drawer drawer = Drawer::none;
    bool charts = true;
    double chartSpan_s = 300.0;
    std::string fieldId = "tension_N";
    bool showSkin = true, showFascia = true, showSuperficialFascia = true, showInterlayer = false;
    bool showMuscles = true, showBones = true, showContext = true, showFocus = true, showLegend = true,
         colourSkin = false, flow = true;
    float skinOpacity = 0.22F;
    float webWidth = 1.0F;
    float peel = 0.0F; ///< Layers taken off, 0..4.
    int cut = 0;       ///< 0 none, 1 transverse, 2 sagittal, 3 coronal.
    float cutShare = 0.5F;
    int isolateRegion = -1; ///< Index into Web::regionIds; -1: none.
    bool lines = false, beads = false, labels = false, ghost = false, nerves = false;
};

/// A scenario in the menu.
struct ScenarioEntry {
    std::string file;
    std::string title;
    std::string description;
};

/// Where the scene is drawn, from the top left of the window [px].
struct SceneArea {
    float x = 0.0F, y = 0.0F, width = 0.0F, height = 0.0F;
};

/// Where the hand is in the picture.
struct HandMark {
    float x_px = 0.0F, y_px = 0.0F;
    float radius_px = 0.0F;
};

/// Keys that went down in this frame, also where they came up again within it.
struct KeyTaps {
    bool escape = false, tab = false, pageUp = false, pageDown = false;
};

/// One moment, as the panels see it. References live for the frame.
struct Readings {
    const sim::Snapshot& snapshot;
    const std::deque<app::HistoryRow>& history;
    const sim::Parameters& parameters;
    const sim::Parameters& presetParameters;
    std::array<bool, sim::kHypothesisCount> hypotheses{};
    std::string presetTitle;
    std::string scenarioTitle;
    std::span<const ScenarioEntry> scenarios;
    std::string sentence; ///< Session::stateSentence().
    const app::LocalReference& localReference;
    bool paused = false;
    bool playingHands = false; ///< The scenario's own hands are at work.
    double speed = 1.0;
    double realTimeFactor = 1.0;
    double framesPerSecond = 0.0;
    const app::HandStatus& hand;
    std::optional<HandMark> handMark;
    std::optional<HandMark> aim; ///< Where a gamepad aims.
    bool gamepad = false;        ///< There is one.
    KeyTaps taps;
};

/// What the panels ask for besides commands.
struct Actions {
    std::optional<bool> paused;
    std::optional<double> speed;
    std::optional<std::string> scenario; ///< File to load.
    bool stepOnce = false;               ///< One step of 1/60 s, while paused.
    bool resetTissue = false;
    bool resetView = false;
    bool resetAll = false;
    bool toggleScenarioHands = false;
    bool liftHand = false;
    bool pressAtSite = false;
    bool screenshot = false;
};

class Ui {
  public:
    /// Fonts and style for this size; true when the atlas was rebuilt and must be uploaded before the next frame.
    /// Call between frames.
    bool prepare(const ViewState& view, float contentScale, int width_px, int height_px);

    /// Where the scene goes, for a window of that size [px].
    [[nodiscard]] SceneArea sceneArea(const ViewState& view, int width_px, int height_px) const;

    /// Builds all panels. Between the library's NewFrame and Render.
    Actions build(const Readings& readings, ViewState& view, app::HandSettings& hand,
                  std::vector<sim::Command>& commands);

    /// Shows a sentence in the banner until it is dismissed.
    void complain(const std::string& sentence);
    /// Good news: goes away by itself.
    void notify(const std::string& sentence);

    [[nodiscard]] float scale() const { return look_.scale; }
    /// Whether the picture fills the window, with the story's caption over it.
    [[nodiscard]] bool tellsStory() const { return story_.on(); }
    /// Frames the hint and the intended-use card anew.
    void restart();

  private:
    void buildTopBar(const Readings& readings, ViewState& view, Actions& actions);
    void buildScenarioMenu(const Readings& readings, Actions& actions);
    void buildDrawerButtons(ViewState& view);
    void buildClock(const Readings& readings, Actions& actions);
    /// Whether the window is narrower than so many design pixels.
    [[nodiscard]] bool narrow(float from) const;
    void buildRail(const Readings& readings, const ViewState& view, app::HandSettings& hand,
                   std::vector<sim::Command>& commands, Actions& actions);
    void buildHand(const Readings& readings, app::HandSettings& hand, Actions& actions);
    void buildNow(const Readings& readings);
    void buildDrawer(const Readings& readings, ViewState& view, std::vector<sim::Command>& commands, Actions& actions);
    void buildCut(const Readings& readings, ViewState& view);
    void buildViewDrawer(const Readings& readings, ViewState& view, Actions& actions);
    void buildPathways(const Readings& readings, std::vector<sim::Command>& commands);
    void buildParameters(const Readings& readings, std::vector<sim::Command>& commands);
    void buildParameter(const Readings& readings, const sim::ParamSpec& spec, std::vector<sim::Command>& commands);
    void buildCharts(const Readings& readings, const ViewState& view);
    void buildStatus(const Readings& readings);
    void buildOverlay(const Readings& readings, const ViewState& view, const app::HandSettings& hand);
    void buildBanner();
    void buildStory(const Readings& readings, ViewState& view, app::HandSettings& hand,
                    std::vector<sim::Command>& commands, Actions& actions);
    /// Of the window with the story's dial [px].
    [[nodiscard]] float dialWidth() const;
    void handleKeys(const Readings& readings, ViewState& view, app::HandSettings& hand, Actions& actions);
    void handleStoryKeys(const Readings& readings, ViewState& view, app::HandSettings& hand, Actions& actions);

    Look look_;
    Theme theme_ = Theme::dark;
    bool prepared_ = false;
    int width_px_ = 0, height_px_ = 0;
    double shownFor_s_ = 0.0;
    double slowFor_s_ = 0.0; ///< Wall time for which simulated time has lagged behind.
    bool everPressed_ = false;
    std::string complaint_;
    double noticeFor_s_ = 0.0; ///< Above 0: the sentence in the banner goes away after so long.
    std::array<char, 64> filter_{};
    bool keyboardInPanels_ = false;
    Story story_;
    bool storyWanted_ = false; ///< A button or key asks for it; taken up at the end of the frame.
};

} // namespace fascia::ui
