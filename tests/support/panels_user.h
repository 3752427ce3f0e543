#pragma once
// A user of the panels without a window: moves the interface library's mouse over them, finds what can be pressed, and lets
// a Session live on with what they ask for.

#include <array>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/session.h"
#include "app/tools.h"
#include "ui/ui.h"

namespace fascia::test {

/// Where something that can be pressed was met.
struct PanelItem {
    float left = 0.0F, right = 0.0F, top = 0.0F, bottom = 0.0F;
    [[nodiscard]] float x() const { return 0.5F * (left + right); }
    [[nodiscard]] float y() const { return 0.5F * (top + bottom); }
};

/// The longest advance over a second while one control was used.
struct SlowControl {
    std::string control; ///< PanelsUser::doing.
    std::string asked;   ///< What it had asked for: "visco.g1 = 0.9".
    double wall_s = 0.0; ///< Also counts time in which the system let others run.
    double cpu_s = 0.0;  ///< Of all threads.
    double residual = 0.0;
    bool converged = true;
};

class PanelsUser {
  public:
    PanelsUser(app::Session session, std::string presetId, int width_px, int height_px);
    ~PanelsUser();
    PanelsUser(const PanelsUser&) = delete;
    PanelsUser& operator=(const PanelsUser&) = delete;

    /// One frame: panels, then (where time passes) the tissue with what they asked for.
    void frame(bool timePasses);
    /// Everything under the mouse on a grid over the rectangle.
    std::map<unsigned, PanelItem> itemsIn(float left, float top, float right, float bottom);
    /// Where the item is now, as controls above it may have grown; false: out of sight.
    bool find(unsigned id, PanelItem& item);
    /// Press at the middle, drag far down, to the left and to the right, let go there; time passes at both ends.
    void dragToBothEnds(const PanelItem& item);
    void click(const PanelItem& item);
    void type(const std::string& text);
    /// What the field of text holds is chosen: the next words take its place.
    void selectAll();
    void wheel(const PanelItem& at, float notches);
    void escape();
    [[nodiscard]] bool popupOpen() const;
    /// The open popup's rectangle: left, top, right, bottom.
    [[nodiscard]] std::array<float, 4> popup() const;
    /// Whether more than limit_s have passed since it began; never where that is 0.
    [[nodiscard]] bool outOfTime() const;
    /// Prints the last slow control if that was asked for and is still to be done.
    void printSlow();

    app::Session session;
    ui::Ui ui;
    ui::ViewState view;
    app::HandSettings hand;
    app::HandTool tool;
    std::vector<ui::Actions> actions;              ///< All that asked for something.
    std::map<std::string, std::set<double>> asked; ///< Values of every parameter that was asked for.
    std::set<double> stressAsked, pressureSet;
    std::set<int> hypothesesSwitched;
    std::vector<std::string> troubles; ///< What went wrong, in words.
    ui::KeyTaps taps;                  ///< Of the next frames.
    std::string doing;                 ///< For those words.
    double longestAdvance_s = 0.0;
    std::vector<SlowControl> slow; ///< One for each control that had an advance over a second.
    bool printsSlow = false;       ///< Prints each of them when the next control begins.
    double limit_s = 0.0;
    int framesPerEnd = 3;
    int rolledBack = 0, notConverged = 0;

  private:
    void mouse(float x, float y, bool down);
    void rememberIfSlow(double wall_s, double cpu_s);
    /// Everything as at the start, as the window does it.
    void resetAll();

    sim::Parameters preset_;
    std::vector<sim::Command> commands_;
    std::vector<ui::ScenarioEntry> scenarios_{{"one.toml", "One", "A scenario"}, {"two.toml", "Two", "Another"}};
    int width_px_, height_px_;
    std::string lastAsked_; ///< The last command, in words.
    std::size_t printed_ = 0;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

} // namespace fascia::test
