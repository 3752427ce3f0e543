#include "ui/ui.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ui/format.h"
#include "ui/layout.h"
#include "ui/widgets.h"

namespace fascia::ui {
namespace {

constexpr double kIntendedUseCard_s = 8.0;
constexpr double kSlowNotice_s = 1.5;
constexpr double kNotice_s = 5.0;

} // namespace

bool Ui::prepare(const ViewState& view, float contentScale, int width_px, int height_px) {
    width_px_ = width_px;
    height_px_ = height_px;
    const float wished = view.textScale * (view.theme == Theme::projector ? kProjectorPanels : 1.0F);
    const float scale = interfaceScale(contentScale, width_px, height_px, wished);
    const bool rebuild = !prepared_ || scale != look_.scale;
    if (rebuild) {
        look_.scale = scale;
        look_.font = loadFonts(scale);
    }
    if (rebuild || view.theme != theme_) {
        theme_ = view.theme;
        look_.colour = palette(theme_);
        applyTheme(theme_, scale);
    }
    prepared_ = true;
    return rebuild;
}

SceneArea Ui::sceneArea(const ViewState& view, int width_px, int height_px) const {
    SceneArea area;
    if (story_.on()) {
        area.width = std::max(64.0F, static_cast<float>(width_px));
        area.height = std::max(64.0F, static_cast<float>(height_px) - std::round(look_.px(kStoryBand)));
        return area;
    }
    area.y = std::round(look_.px(kTopBar));
    area.width = std::max(64.0F, static_cast<float>(width_px) - std::round(look_.px(kRail)));
    const float below = std::round(look_.px(kStatus) + (view.charts ? look_.px(kCharts) : 0.0F));
    area.height = std::max(64.0F, static_cast<float>(height_px) - area.y - below);
    return area;
}

void Ui::complain(const std::string& sentence) {
    complaint_ = sentence;
    noticeFor_s_ = 0.0;
}

void Ui::notify(const std::string& sentence) {
    complaint_ = sentence;
    noticeFor_s_ = kNotice_s;
}

void Ui::restart() {
    shownFor_s_ = 0.0;
    everPressed_ = false;
    complaint_.clear();
    story_.forget();
}

Actions Ui::build(const Readings& readings, ViewState& view, app::HandSettings& hand,
                  std::vector<sim::Command>& commands) {
    Actions actions;
    shownFor_s_ += static_cast<double>(ImGui::GetIO().DeltaTime);
    const bool slow = !readings.paused && shownFor_s_ > 3.0 && readings.realTimeFactor < 0.8 * readings.speed;
    slowFor_s_ = slow ? slowFor_s_ + static_cast<double>(ImGui::GetIO().DeltaTime) : 0.0;
    everPressed_ = everPressed_ || readings.hand.pressing;
    handleKeys(readings, view, hand, actions);
    buildOverlay(readings, view, hand);
    if (story_.on()) {
        buildStory(readings, view, hand, commands, actions);
        buildBanner();
        return actions;
    }
    buildTopBar(readings, view, actions);
    buildRail(readings, view, hand, commands, actions);
    if (view.drawer != Drawer::none) {
        buildDrawer(readings, view, commands, actions);
    }
    if (view.charts) {
        buildCharts(readings, view);
    }
    buildStatus(readings);
    buildBanner();
    if (std::exchange(storyWanted_, false)) {
        actions.speed = story_.goTo(0, view, hand, readings.speed);
    }
    return actions;
}

void Ui::handleStoryKeys(const Readings& readings, ViewState& view, app::HandSettings& hand, Actions& actions) {
    if (readings.taps.escape) {
        actions.speed = story_.leave(view, hand);
    } else if (readings.taps.pageDown) { // also what a presenter's clicker sends
        actions.speed = story_.goTo(story_.step() + 1, view, hand, readings.speed);
    } else if (readings.taps.pageUp) {
        actions.speed = story_.goTo(story_.step() - 1, view, hand, readings.speed);
    }
}

void Ui::handleKeys(const Readings& readings, ViewState& view, app::HandSettings& hand, Actions& actions) {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.WantTextInput) {
        return;
    }
    for (const ImWchar letter : io.InputQueueCharacters) { // letters, so that every keyboard layout works
        switch (letter) {
            case 'p':
            case 'P':
                actions.paused = !readings.paused;
                break;
            case 'v':
            case 'V':
                actions.resetView = true;
                break;
            case 'r':
                actions.resetTissue = true;
                break;
            case 'R':
                actions.resetAll = true;
                break;
            case '[':
                actions.speed = actions.speed.value_or(readings.speed) * 0.5;
                break;
            case ']':
                actions.speed = actions.speed.value_or(readings.speed) * 2.0;
                break;
            case 'c':
            case 'C':
                view.charts = !view.charts;
                break;
            case 't':
            case 'T':
                view.theme = view.theme == Theme::dark    ? Theme::light
                             : view.theme == Theme::light ? Theme::projector
                                                          : Theme::dark;
                break;
            case 's':
            case 'S':
                if (story_.on()) {
                    actions.speed = story_.leave(view, hand);
                } else {
                    storyWanted_ = true;
                }
                break;
            case '.':
                actions.stepOnce = readings.paused;
                break;
            case 'n':
            case 'N':
                view.nerves = !view.nerves;
                break;
            case '?':
                view.drawer = view.drawer == Drawer::keys ? Drawer::none : Drawer::keys;
                break;
            default:
                break;
        }
    }
    if (story_.on()) {
        handleStoryKeys(readings, view, hand, actions);
        return;
    }
    // Tab hands the keyboard to the panels, Escape gives it back to the hand.
    if (readings.taps.tab && !keyboardInPanels_) {
        keyboardInPanels_ = true;
        ImGui::SetWindowFocus(view.drawer != Drawer::none ? kDrawerName : kRailName);
    } else if (readings.taps.escape) {
        if (!keyboardInPanels_ && view.drawer != Drawer::none) {
            view.drawer = Drawer::none;
        }
        keyboardInPanels_ = false;
    }
    const bool popup = ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
    if (!keyboardInPanels_ && !popup && !ImGui::IsAnyItemActive() &&
        ImGui::IsWindowFocused(ImGuiFocusedFlags_AnyWindow)) {
        ImGui::SetWindowFocus(nullptr); // keys belong to the hand again after a click in a panel
    }
}

void Ui::buildOverlay(const Readings& readings, const ViewState& view, const app::HandSettings& hand) {
    ImDrawList& draw = *ImGui::GetBackgroundDrawList();
    const SceneArea area = sceneArea(view, width_px_, height_px_);
    const Palette& c = look_.colour;
    // An open drawer or the story's dial covers the left of the picture; where there is room beside it, words go there.
    const float drawer = story_.on()                   ? look_.px(kMargin) + dialWidth()
                         : view.drawer != Drawer::none ? look_.px(kDrawer + kMargin)
                                                       : 0.0F;
    const float free = area.x + (area.width - drawer > look_.px(420.0F) ? drawer : 0.0F);
    const float middle = 0.5F * ((story_.on() ? area.x : free) + area.x + area.width); // the dial is low
    draw.PushClipRect({area.x, area.y}, {area.x + area.width, area.y + area.height});

    const sim::HandView* acting = nullptr;
    for (const sim::HandView& one : readings.snapshot.hands) {
        if (one.active && acting == nullptr) {
            acting = &one;
        }
    }
    if (acting != nullptr && readings.handMark) {
        const sim::Measures& m = readings.snapshot.measures;
        HoldRing ring;
        ring.held_s = static_cast<double>(acting->heldFor_s);
        ring.guarding = m.guard > 0.1;
        const double pressure_Pa = static_cast<double>(acting->pressure_Pa);
        ring.inBand = pressure_Pa >= readings.parameters.autonomic.calmLowPressure_Pa &&
                      pressure_Pa <= readings.parameters.autonomic.calmHighShare * m.painPressure_Pa;
        const ImVec2 centre{readings.handMark->x_px, readings.handMark->y_px};
        const float radius = std::max(readings.handMark->radius_px * 1.25F, look_.px(30.0F));
        drawHoldRing(draw, centre, radius, ring, look_);
        std::string text = formatted("%.1f kPa   %s", pressure_Pa / 1e3, durationText(ring.held_s).c_str());
        ImU32 background = faded(c.panel, 0.95F);
        ImU32 colour = c.text;
        if (ring.guarding) {
            text = formatted("guarding %.0f %%   %.1f kPa", 100.0 * m.guard, pressure_Pa / 1e3);
            background = c.guard;
            colour = c.onAccent;
        }
        const ImVec2 size = pillSize(text, look_.font.bold, look_);
        drawPill(draw, {centre.x - 0.5F * size.x, centre.y + radius + look_.px(12.0F)}, text, background, colour,
                 look_.font.bold, look_);
    }

    if (readings.aim && !readings.hand.pressing) { // a cross in two colours, seen on any ground
        const ImVec2 at{readings.aim->x_px, readings.aim->y_px};
        for (const auto& [colour, width] : {std::pair{c.panel, 5.0F}, std::pair{c.accent, 2.0F}}) {
            draw.AddCircle(at, look_.px(11.0F), colour, 24, look_.px(width));
            for (const ImVec2 arm : {ImVec2{1, 0}, ImVec2{-1, 0}, ImVec2{0, 1}, ImVec2{0, -1}}) {
                draw.AddLine({at.x + look_.px(5.0F) * arm.x, at.y + look_.px(5.0F) * arm.y},
                             {at.x + look_.px(18.0F) * arm.x, at.y + look_.px(18.0F) * arm.y}, colour, look_.px(width));
            }
        }
    }

    // What to do next, at the lower edge and clear of the legend.
    const auto advise = [&](const char* text, ImU32 background, ImU32 colour) {
        const ImVec2 size = pillSize(text, look_.font.bold, look_);
        const float right = area.x + area.width - look_.px(view.showLegend ? kLegend : kMargin);
        const float leftmost = free + look_.px(kMargin);
        const float left = std::max(leftmost, std::min(middle - 0.5F * size.x, right - size.x));
        const float legends = view.nerves && !readings.snapshot.web->nerves.empty() ? 1.9F : 1.0F;
        // Above them where there is no room beside.
        const float lift = right - size.x < leftmost && view.showLegend ? legends * kLegendHeight : 0.0F;
        drawPill(draw, {left, area.y + area.height - size.y - look_.px(18.0F + lift)}, text, background, colour,
                 look_.font.bold, look_);
    };
    if (!everPressed_ && !readings.playingHands) {
        // In the corner, one below the other: a body that stands takes the middle from edge to edge.
        constexpr std::array<const char*, 3> kMouse{"Press and hold on the skin", "Drag to pull", "Wheel sets force"};
        constexpr std::array<const char*, 3> kGamepad{"Squeeze a trigger and hold", "Left stick aims, then pulls",
                                                      "Right stick turns"};
        float top = area.y + area.height - look_.px(14.0F);
        const auto& lines = readings.gamepad ? kGamepad : kMouse;
        for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
            top -= pillSize(*line, look_.font.bold, look_).y + look_.px(4.0F);
            drawPill(draw, {free + look_.px(kMargin), top}, *line, c.accent, c.onAccent, look_.font.bold, look_);
        }
    } else if (readings.hand.kept) {
        advise(readings.gamepad ? "The hand stays. B lets go." : "The hand stays. Click or press Space to let go.",
               faded(c.panel, 0.95F), c.text);
    } else if (readings.hand.pressing && hand.pressure_Pa > readings.snapshot.measures.painPressure_Pa &&
               readings.snapshot.measures.guard > 0.1) {
        advise("It's guarding. Ease off and wait.", c.guard, c.onAccent);
    }

    float y = area.y + look_.px(12.0F);
    if (shownFor_s_ < kIntendedUseCard_s) {
        const auto fade = static_cast<float>(std::clamp(kIntendedUseCard_s - shownFor_s_, 0.0, 1.0));
        const ImVec2 size = pillSize(kIntendedUse, look_.font.small, look_);
        drawPill(draw, {middle - 0.5F * size.x, y}, kIntendedUse, faded(c.panel, fade), faded(c.text, fade),
                 look_.font.small, look_);
        y += size.y + look_.px(8.0F);
    }
    const auto badge = [&](const std::string& text, ImU32 background, ImU32 colour) {
        const ImVec2 size = pillSize(text, look_.font.bold, look_);
        drawPill(draw, {middle - 0.5F * size.x, y}, text, background, colour, look_.font.bold, look_);
        y += size.y + look_.px(6.0F);
    };
    if (readings.paused) {
        badge("Paused", c.accent, c.onAccent);
    } else if (std::abs(readings.speed - 1.0) > 1e-9) {
        const std::string time = slowFor_s_ > kSlowNotice_s
                                     ? formatted("simulated time is %.3g \xC3\x97 wall time, of %g \xC3\x97 asked for",
                                                 readings.realTimeFactor, readings.speed)
                                     : formatted("simulated time is %g \xC3\x97 wall time", readings.speed);
        badge(time, c.guard, c.onAccent);
    } else if (slowFor_s_ > kSlowNotice_s) {
        badge(formatted("this computer manages %.2g \xC3\x97 wall time", readings.realTimeFactor),
              faded(c.panel, 0.95F), c.text);
    }
    draw.PopClipRect();
}

void Ui::buildBanner() {
    if (complaint_.empty()) {
        return;
    }
    const float width = std::min(look_.px(620.0F), static_cast<float>(width_px_) -
                                                       (story_.on() ? 0.0F : look_.px(kRail)) - look_.px(40.0F));
    // Below the badges of the time, which stay in sight.
    const float rail = story_.on() ? 0.0F : look_.px(kRail);
    ImGui::SetNextWindowPos({0.5F * (static_cast<float>(width_px_) - rail), look_.px(kTopBar + 84.0F)},
                            ImGuiCond_Always, {0.5F, 0.0F});
    ImGui::SetNextWindowSize({width, 0.0F});
    const bool notice = noticeFor_s_ > 0.0;
    ImGui::PushStyleColor(ImGuiCol_Border, notice ? look_.colour.panelEdge : look_.colour.warning);
    ImGui::Begin("##banner", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_AlwaysAutoResize);
    const float button = look_.px(84.0F);
    ImGui::PushTextWrapPos(width - button - look_.px(24.0F));
    ImGui::TextUnformatted(complaint_.c_str());
    ImGui::PopTextWrapPos();
    ImGui::SameLine(width - button - look_.px(14.0F));
    const bool dismissed = ImGui::Button("Dismiss", {button, 0.0F});
    ImGui::End();
    ImGui::PopStyleColor();
    noticeFor_s_ = std::max(0.0, noticeFor_s_ - static_cast<double>(ImGui::GetIO().DeltaTime));
    if (dismissed || (notice && noticeFor_s_ <= 0.0)) {
        complaint_.clear();
    }
}

} // namespace fascia::ui
