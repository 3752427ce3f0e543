// Top bar: scenario, drawers, clock and the three resets; and the status line at the bottom.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "ui/format.h"
#include "ui/layout.h"
#include "ui/strip_chart.h"
#include "ui/ui.h"
#include "ui/widgets.h"

namespace fascia::ui {
namespace {

constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                    ImGuiWindowFlags_NoScrollWithMouse;

// Design pixels.
constexpr float kPauseButton = 64.0F;
constexpr float kSpeedButtons = 262.0F;
constexpr float kSpeedMenu = 84.0F;
constexpr float kAllSpeedsFrom = 1200.0F;     ///< Width of the window from which the speeds are buttons, not a menu.
constexpr float kDrawerButtonsFrom = 1000.0F; ///< The same for the drawers.
constexpr float kLongTitlesFrom = 1200.0F;    ///< From which the longest title of a scenario is seen whole.

void beginBar(const char* name, ImVec2 position, ImVec2 size, const Look& look) {
    ImGui::SetNextWindowPos(position);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {look.px(12.0F), look.px(7.0F)});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, look.colour.bar);
    ImGui::Begin(name, nullptr, kFixed);
}

/// A combo box whose list has the usual room between its lines, which the bar itself does not.
bool beginMenu(const char* id, const char* shown, const Look& look) {
    if (!ImGui::BeginCombo(id, shown, ImGuiComboFlags_HeightLargest)) { // of its own room, so that all of it is seen
        return false;
    }
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {look.px(8.0F), look.px(7.0F)});
    return true;
}

void endMenu() {
    ImGui::PopStyleVar();
    ImGui::EndCombo();
}

void endBar() {
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
}

} // namespace

void Ui::buildTopBar(const Readings& readings, ViewState& view, Actions& actions) {
    const auto width = static_cast<float>(width_px_);
    beginBar(kTopBarName, {0.0F, 0.0F}, {width, std::round(look_.px(kTopBar))}, look_);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {look_.px(5.0F), 0.0F});

    ImGui::AlignTextToFramePadding();
    ImGui::PushFont(look_.font.bold);
    ImGui::TextUnformatted("fascia");
    ImGui::PopFont();
    ImGui::SameLine(0.0F, look_.px(12.0F));
    buildScenarioMenu(readings, actions);
    buildDrawerButtons(view);

    // From the right: the three resets, then the clock.
    const float spacing = look_.px(5.0F);
    const auto buttonWidth = [&](const char* label) {
        return ImGui::CalcTextSize(label).x + 2.0F * ImGui::GetStyle().FramePadding.x;
    };
    const float resets = ImGui::CalcTextSize("Reset").x + buttonWidth("tissue") + buttonWidth("view") +
                         buttonWidth("everything") + 3.0F * spacing;
    const float resetsX = width - look_.px(12.0F) - resets;
    const float clock =
        look_.px(kPauseButton) + spacing + look_.px(narrow(kAllSpeedsFrom) ? kSpeedMenu : kSpeedButtons);
    ImGui::SameLine(std::max(ImGui::GetCursorPosX(), resetsX - look_.px(22.0F) - clock));
    buildClock(readings, actions);

    ImGui::SameLine(std::max(ImGui::GetCursorPosX(), resetsX));
    ImGui::AlignTextToFramePadding();
    ImGui::PushStyleColor(ImGuiCol_Text, look_.colour.textQuiet);
    ImGui::TextUnformatted("Reset");
    ImGui::PopStyleColor();
    ImGui::SameLine();
    actions.resetTissue |= ImGui::Button("tissue");
    hint("Tissue back to the start of the scenario; view and settings stay.  [r]", look_);
    ImGui::SameLine();
    actions.resetView |= ImGui::Button("view");
    hint("The camera back to where it was.  [v]", look_);
    ImGui::SameLine();
    actions.resetAll |= ImGui::Button("everything");
    hint("Tissue, view, hand, parameters and pathways as they were at the start.  [Shift-R]", look_);
    ImGui::PopStyleVar();
    endBar();
}

bool Ui::narrow(float from) const { return static_cast<float>(width_px_) < look_.px(from); }

void Ui::buildScenarioMenu(const Readings& readings, Actions& actions) {
    ImGui::SetNextItemWidth(look_.px(narrow(kDrawerButtonsFrom) ? 132.0F : narrow(kLongTitlesFrom) ? 196.0F : 264.0F));
    if (beginMenu("##scenario", readings.scenarioTitle.c_str(), look_)) {
        for (const ScenarioEntry& entry : readings.scenarios) {
            if (ImGui::Selectable(entry.title.c_str(), entry.title == readings.scenarioTitle)) {
                actions.scenario = entry.file;
            }
            if (!entry.description.empty()) {
                hint(entry.description.c_str(), look_);
            }
        }
        if (readings.scenarios.empty()) {
            ImGui::TextDisabled("No scenarios were found.");
        }
        ImGui::Separator();
        if (ImGui::Selectable(readings.playingHands ? "Stop the scenario's hands" : "Play the scenario's hands")) {
            actions.toggleScenarioHands = true;
        }
        endMenu();
    }
    hint("Scenario: which body, how stressed, and where it is restricted.", look_);
}

void Ui::buildDrawerButtons(ViewState& view) {
    struct Entry {
        const char* label;
        Drawer drawer;
        const char* what;
    };
    constexpr std::array<Entry, 4> kEntries{{
        {"View", Drawer::view, "Layers, colours, theme."},
        {"Pathways", Drawer::pathways, "Which hypotheses are switched on, with their grade of evidence."},
        {"Parameters", Drawer::parameters, "Every number of the model, with range, source and grade."},
        {"?", Drawer::keys, "Keys, mouse, gamepad."},
    }};
    if (narrow(kDrawerButtonsFrom)) { // one menu in their place
        ImGui::SameLine();
        ImGui::SetNextItemWidth(look_.px(92.0F));
        if (beginMenu("##drawers", "Panels", look_)) {
            storyWanted_ |= ImGui::Selectable("Story");
            for (const Entry& entry : kEntries) {
                const bool on = view.drawer == entry.drawer;
                const char* label = entry.drawer == Drawer::keys ? "Keys, mouse, gamepad" : entry.label;
                if (ImGui::Selectable(label, on)) {
                    view.drawer = on ? Drawer::none : entry.drawer;
                }
            }
            endMenu();
        }
        return;
    }
    ImGui::SameLine();
    ImGui::PushStyleColor(ImGuiCol_Button, faded(look_.colour.control, 0.0F));
    storyWanted_ |= ImGui::Button("Story");
    ImGui::PopStyleColor();
    hint("Seven captions to show and tell, over the picture alone.  [s]", look_);
    for (const Entry& entry : kEntries) {
        ImGui::SameLine();
        const bool on = view.drawer == entry.drawer;
        ImGui::PushStyleColor(ImGuiCol_Button, on ? look_.colour.controlActive : faded(look_.colour.control, 0.0F));
        if (ImGui::Button(entry.label)) {
            view.drawer = on ? Drawer::none : entry.drawer;
        }
        ImGui::PopStyleColor();
        hint(entry.what, look_);
    }
}

void Ui::buildClock(const Readings& readings, Actions& actions) {
    constexpr std::array<double, 6> kSpeeds{1.0, 4.0, 10.0, 60.0, 600.0, 3600.0};
    // clang-format off
    constexpr std::array<const char*, 6> kLabels{"\xC3\x97" "1", "\xC3\x97" "4", "\xC3\x97" "10",
                                                 "\xC3\x97" "60", "\xC3\x97" "600", "\xC3\x97" "3600"};
    // clang-format on
    if (ImGui::Button(readings.paused ? "Go" : "Pause", {look_.px(kPauseButton), 0.0F})) {
        actions.paused = !readings.paused;
    }
    hint("Stops and starts simulated time.  [p]", look_);
    ImGui::SameLine();
    int chosen = -1;
    for (std::size_t i = 0; i < kSpeeds.size(); ++i) {
        if (std::abs(readings.speed - kSpeeds[i]) < 1e-9 * kSpeeds[i]) {
            chosen = static_cast<int>(i);
        }
    }
    if (!narrow(kAllSpeedsFrom)) {
        if (segmented("speed", kLabels, chosen, look_, look_.px(kSpeedButtons))) {
            actions.speed = kSpeeds[static_cast<std::size_t>(chosen)];
        }
        hint("Simulated time per wall time; slower and faster with the keys [ and ]. Where this computer cannot keep "
             "up, the picture says so.",
             look_);
        return;
    }
    ImGui::SetNextItemWidth(look_.px(kSpeedMenu));
    if (beginMenu("##speed", formatted("\xC3\x97%g", readings.speed).c_str(), look_)) {
        for (std::size_t i = 0; i < kSpeeds.size(); ++i) {
            if (ImGui::Selectable(kLabels[i], static_cast<int>(i) == chosen)) {
                actions.speed = kSpeeds[i];
            }
        }
        endMenu();
    }
}

void Ui::buildStatus(const Readings& readings) {
    const float height = std::round(look_.px(kStatus));
    beginBar("##status", {0.0F, static_cast<float>(height_px_) - height}, {static_cast<float>(width_px_), height},
             look_);
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 origin{look_.px(14.0F), static_cast<float>(height_px_) - height + look_.px(7.0F)};
    const float room = static_cast<float>(width_px_) - look_.px(28.0F);
    const auto widthOf = [](ImFont* font, const std::string& text) {
        return font->CalcTextSizeA(font->FontSize, 1e9F, 0.0F, text.c_str()).x;
    };
    // The sentence whole, in smaller letters where it must be: it grows with what happens and with the text's size.
    ImFont* body = look_.font.body;
    const float size_px = body->FontSize * std::min(1.0F, room / std::max(widthOf(body, readings.sentence), 1.0F));
    draw.AddText(body, size_px, origin, look_.colour.text, readings.sentence.c_str());

    const sim::StepReport& report = readings.snapshot.report;
    const float y2 = origin.y + look_.px(23.0F);
    ImFont* small = look_.font.small;
    draw.AddText(small, small->FontSize, {origin.x, y2}, look_.colour.textFaint, kIntendedUse);
    std::string trust = formatted("simulated %s   %.1f \xC3\x97 real time   %.0f frames/s   residual %.0e",
                                  durationText(readings.snapshot.time_s).c_str(), readings.realTimeFactor,
                                  readings.framesPerSecond, report.residual);
    ImU32 colour = look_.colour.textQuiet;
    if (report.rolledBack) {
        trust = "The last change was too much for one step; the last good state was kept.   " + trust;
        colour = look_.colour.warning;
    } else if (!report.converged) {
        trust += "  (above the goal)";
        colour = look_.colour.warning;
    }
    const float beside = room - widthOf(small, kIntendedUse) - look_.px(16.0F);
    if (widthOf(small, trust) > beside) {
        trust = report.rolledBack ? "too much for one step; the last good state was kept"
                                  : formatted("simulated %s   %.1f \xC3\x97 real time",
                                              durationText(readings.snapshot.time_s).c_str(), readings.realTimeFactor);
    }
    if (widthOf(small, trust) > beside) {
        trust = report.rolledBack ? "step refused" : formatted("%.1f \xC3\x97 real time", readings.realTimeFactor);
    }
    const float x = static_cast<float>(width_px_) - widthOf(small, trust) - look_.px(14.0F);
    draw.AddText(small, small->FontSize, {x, y2}, colour, trust.c_str());
    endBar();
}

void Ui::buildCharts(const Readings& readings, const ViewState& view) {
    const SceneArea area = sceneArea(view, width_px_, height_px_);
    const float height = look_.px(kCharts);
    beginBar("##charts", {0.0F, area.y + area.height},
             {area.width, static_cast<float>(height_px_) - std::round(look_.px(kStatus)) - area.y - area.height},
             look_);
    const auto& history = readings.history;
    const sim::Measures& now = readings.snapshot.measures;
    const double span_s = std::max(view.chartSpan_s, 1.0);
    const double end_s = std::max(readings.snapshot.time_s, span_s);
    // ~200 lines of a curve need no more samples: `drawStripChart` skips the rest.
    const auto samples = [&](double sim::Measures::*member, double factor, double from_s = 0.0) {
        const auto begin = std::lower_bound(history.begin(), history.end(), from_s,
                                            [](const app::HistoryRow& row, double t) { return row.time_s < t; });
        const auto first = static_cast<std::size_t>(begin - history.begin());
        StripSamples s;
        s.count = history.size() - first;
        s.time_s = [&history, first](std::size_t i) { return static_cast<float>(history[first + i].time_s); };
        s.value = [&history, first, member, factor](std::size_t i) {
            return static_cast<float>(history[first + i].measures.*member * factor);
        };
        return s;
    };
    const float gap = look_.px(16.0F);
    const float left = look_.px(14.0F);
    // Where four would be too narrow to read, the first ones: the rail has all readings.
    const float inner = area.width - 2.0F * left;
    const int count = std::clamp(static_cast<int>((inner + gap) / (look_.px(kLeastChart) + gap)), 1, 4);
    const float width = (inner - static_cast<float>(count - 1) * gap) / static_cast<float>(count);
    const ImVec2 size{width, height - look_.px(16.0F)};
    const auto drawChart = [&](int i, const StripChart& chart, const StripSamples& shown) {
        if (i < count) {
            const ImVec2 topLeft{left + static_cast<float>(i) * (width + gap), area.y + area.height + look_.px(8.0F)};
            drawStripChart(chart, shown, end_s, span_s, topLeft, size, look_);
        }
    };

    StripChart pressure;
    pressure.title = "Pressure";
    pressure.reading =
        width < look_.px(190.0F) ? formatted("%.1f kPa", now.pressure_Pa / 1e3) : pressureText(now.pressure_Pa);
    pressure.colour = look_.colour.accent;
    pressure.high = 30.0F;
    pressure.unit = "kPa";
    const sim::AutonomicParameters& a = readings.parameters.autonomic;
    pressure.band = std::array<float, 2>{static_cast<float>(a.calmLowPressure_Pa / 1e3),
                                         static_cast<float>(a.calmHighShare * now.painPressure_Pa / 1e3)};
    pressure.bandLabel = "gentle band";
    drawChart(0, pressure, samples(&sim::Measures::pressure_Pa, 1e-3));

    StripChart tension;
    tension.title = "Local tension";
    tension.shortTitle = "Tension";
    tension.reading = tensionText(now.localTension_N);
    tension.colour = look_.colour.tension;
    tension.fitLow = true;
    tension.unit = "mN";
    drawChart(1, tension, samples(&sim::Measures::localTension_N, 1e3, readings.localReference.time_s));

    StripChart arousal;
    arousal.title = "Arousal";
    arousal.reading = formatted("%.2f", now.arousal);
    arousal.colour = look_.colour.aroused;
    drawChart(2, arousal, samples(&sim::Measures::arousal, 1.0));

    StripChart guard;
    guard.title = "Guarding";
    guard.reading = formatted("%.0f %%", 100.0 * now.guard);
    guard.colour = look_.colour.guard;
    guard.high = 100.0F;
    guard.unit = "%";
    drawChart(3, guard, samples(&sim::Measures::guard, 100.0));
    endBar();
}

} // namespace fascia::ui
