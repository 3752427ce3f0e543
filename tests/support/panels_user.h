#pragma once
// A user of the panels without a window: moves the interface library's mouse over them, finds what can be pressed, and lets
// a Session live on with what they ask for.

#include <array>
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
    int framesPerEnd = 3;
    int rolledBack = 0, notConverged = 0;

  private:
    void mouse(float x, float y, bool down);

    sim::Parameters preset_;
    std::vector<sim::Command> commands_;
    std::vector<ui::ScenarioEntry> scenarios_{{"one.toml", "One", "A scenario"}, {"two.toml", "Two", "Another"}};
    int width_px_, height_px_;
};

} // namespace fascia::test
