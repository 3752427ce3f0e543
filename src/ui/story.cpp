#include "ui/story.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string>

#include "ui/format.h"
#include "ui/layout.h"
#include "ui/ui.h"
#include "ui/widgets.h"

namespace fascia::ui {

double Story::goTo(int step, ViewState& view, app::HandSettings& hand, double speed) {
    if (!on()) {
        lines_ = view.lines;
        nerves_ = view.nerves;
        style_ = hand.style;
        pressure_Pa_ = hand.pressure_Pa;
        speed_ = speed;
    }
    step_ = std::clamp(step, 0, static_cast<int>(kStory.size()) - 1);
    const StoryStep& now = kStory[static_cast<std::size_t>(step_)];
    view.lines = now.lines;
    view.nerves = now.nerves;
    view.drawer = Drawer::none;
    hand.style = now.style;
    hand.setPressure(now.pressure_Pa);
    return now.speed;
}

double Story::leave(ViewState& view, app::HandSettings& hand) {
    if (!on()) {
        return speed_;
    }
    step_ = -1;
    view.lines = lines_;
    view.nerves = nerves_;
    hand.style = style_;
    hand.setPressure(pressure_Pa_);
    return speed_;
}

float Ui::dialWidth() const { return look_.px(kStoryDial) + 2.0F * ImGui::GetStyle().WindowPadding.x; }

void Ui::buildStory(const Readings& readings, ViewState& view, app::HandSettings& hand,
                    std::vector<sim::Command>& commands, Actions& actions) {
    const auto width = static_cast<float>(width_px_);
    const auto height = static_cast<float>(height_px_);
    const StoryStep& step = kStory[static_cast<std::size_t>(story_.step())];
    constexpr ImGuiWindowFlags kPlain = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                        ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                                        ImGuiWindowFlags_NoNav;
    const auto goTo = [&](int wanted) { actions.speed = story_.goTo(wanted, view, hand, readings.speed); };

    // The caption, its grade, back and on, beside the dial.
    const float dial = look_.px(kStoryDial);
    const float band = std::round(look_.px(kStoryBand));
    ImGui::SetNextWindowPos({0.0F, height - band});
    ImGui::SetNextWindowSize({width, band});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, look_.colour.bar);
    ImGui::Begin("##story", nullptr, kPlain | ImGuiWindowFlags_NoBringToFrontOnFocus); // behind the dial
    const float button = look_.px(64.0F);
    const float margin = look_.px(18.0F);
    const float buttonTop = look_.px(18.0F);
    ImGui::PushFont(look_.font.large);
    const float begin = dialWidth() + look_.px(kMargin) + margin;
    ImGui::SetCursorPos({begin, buttonTop});
    ImGui::BeginDisabled(story_.step() == 0);
    if (ImGui::Button("<", {button, button})) {
        goTo(story_.step() - 1);
    }
    ImGui::EndDisabled();
    hint("The caption before.  [Page up]", look_);
    ImGui::SetCursorPos({width - margin - button, buttonTop});
    const bool last = story_.step() + 1 == static_cast<int>(kStory.size());
    if (ImGui::Button(last ? "End" : ">", {button, button})) {
        if (last) {
            actions.speed = story_.leave(view, hand);
        } else {
            goTo(story_.step() + 1);
        }
    }
    hint(last ? "Back to all panels.  [Escape]" : "The next caption.  [Page down]", look_);
    ImGui::PopFont();
    const float left = begin + button + margin;
    const float right = width - 2.0F * margin - button;
    // Two lines; in a narrow window they are smaller.
    ImFont* large = look_.font.large;
    const float lines = large->CalcTextSizeA(large->FontSize, FLT_MAX, right - left, step.caption).y / large->FontSize;
    ImGui::PushFont(lines < 2.5F ? large : look_.font.bold);
    ImGui::SetCursorPos({left, look_.px(12.0F)});
    ImGui::PushTextWrapPos(right);
    ImGui::TextUnformatted(step.caption);
    ImGui::PopTextWrapPos();
    ImGui::PopFont();
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const std::string grade = std::string("evidence ") + sim::gradeLetter(step.grade);
    const ImVec2 size = pillSize(grade, look_.font.bold, look_);
    const float line = height - size.y - look_.px(8.0F);
    drawPill(draw, {left, line}, grade, look_.colour.control, look_.colour.text, look_.font.bold, look_);
    for (std::size_t i = 0; i < kStory.size(); ++i) {
        const ImVec2 at{left + size.x + look_.px(22.0F + 16.0F * static_cast<float>(i)), line + 0.5F * size.y};
        if (static_cast<int>(i) == story_.step()) {
            draw.AddCircleFilled(at, look_.px(6.0F), look_.colour.accent);
        } else {
            draw.AddCircle(at, look_.px(5.0F), look_.colour.textQuiet, 0, look_.px(1.5F));
        }
    }
    const std::string foot = formatted("%s   %.1f \xC3\x97 real time", kIntendedUse, readings.realTimeFactor);
    ImFont* small = look_.font.small;
    const float footWidth = small->CalcTextSizeA(small->FontSize, 1e9F, 0.0F, foot.c_str()).x;
    const float dots = left + size.x + look_.px(30.0F + 16.0F * static_cast<float>(kStory.size()));
    const float footLeft = right - footWidth;
    if (footLeft > dots) {
        draw.AddText(small, small->FontSize, {footLeft, line + look_.px(6.0F)}, look_.colour.textFaint, foot.c_str());
    }
    ImGui::End();

    // The dial, and the way out, where the picture has neither names nor legends.
    ImGui::SetNextWindowPos({look_.px(kMargin), height - look_.px(kMargin)}, ImGuiCond_Always, {0.0F, 1.0F});
    ImGui::SetNextWindowBgAlpha(0.85F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, look_.px(12.0F));
    ImGui::Begin("##dial", nullptr, kPlain | ImGuiWindowFlags_AlwaysAutoResize);
    double stress = readings.snapshot.stress;
    if (stressDial("stress", stress, readings.snapshot.measures.arousal, dial, look_)) {
        commands.emplace_back(sim::SetStress{stress});
    }
    if (ImGui::Button("All panels", {dial, 0.0F})) {
        actions.speed = story_.leave(view, hand);
    }
    hint("Ends the story.  [Escape]", look_);
    ImGui::End();
    ImGui::PopStyleVar(3);
    ImGui::PopStyleColor();
}

} // namespace fascia::ui
