// The rail on the right: the stress dial, the hand, and what is happening now.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "ui/format.h"
#include "ui/layout.h"
#include "ui/ui.h"
#include "ui/widgets.h"

namespace fascia::ui {

void Ui::buildRail(const Readings& readings, const ViewState& view, app::HandSettings& hand,
                   std::vector<sim::Command>& commands, Actions& actions) {
    static_cast<void>(view);
    // Whole pixels, as the picture's area: a window is put on whole ones, and a gap would stay at the edge.
    const float width = std::round(look_.px(kRail));
    const float top = std::round(look_.px(kTopBar));
    ImGui::SetNextWindowPos({static_cast<float>(width_px_) - width, top});
    ImGui::SetNextWindowSize({width, static_cast<float>(height_px_) - top - std::round(look_.px(kStatus))});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {look_.px(16.0F), look_.px(4.0F)});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {look_.px(8.0F), look_.px(6.0F)});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, look_.colour.bar);
    ImGui::Begin(kRailName, nullptr,
                 ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus);

    const float dial = look_.px(196.0F);
    ImGui::SetCursorPosX(0.5F * (ImGui::GetWindowWidth() - dial));
    double stress = readings.snapshot.stress;
    if (stressDial("stress", stress, readings.snapshot.measures.arousal, dial, look_)) {
        commands.emplace_back(sim::SetStress{stress});
    }
    hint("Turn towards fight or flight: arousal (inner ring) follows within a minute, the web tightens over minutes. "
         "Calm comes back more slowly.",
         look_);

    buildHand(readings, hand, actions);
    ImGui::Dummy({0.0F, look_.px(2.0F)});
    ImGui::Separator();
    ImGui::Dummy({0.0F, look_.px(1.0F)});
    buildNow(readings);

    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(4);
}

void Ui::buildHand(const Readings& readings, app::HandSettings& hand, Actions& actions) {
    constexpr std::array<const char*, 4> kContacts{"Finger", "Four fingers", "Palm", "Forearm"};
    constexpr std::array<const char*, 3> kSurfaces{"Dry skin", "Moist", "Oiled"};
    constexpr std::array<const char*, 2> kStyles{"Slow  2 kPa/s", "Fast  60 kPa/s"};
    ImGui::PushFont(look_.font.small);
    int contact = static_cast<int>(hand.contact);
    if (segmented("contact", kContacts, contact, look_)) {
        hand.contact = static_cast<app::ContactKind>(contact);
    }
    ImGui::PopFont();
    hint("What presses: a finger (2 cm\xC2\xB2), four fingers (12), a palm (25) or a forearm (60). The same pressure "
         "on a larger "
         "area is a larger force.",
         look_);
    ImGui::PushFont(look_.font.small);
    int surface = static_cast<int>(hand.surface);
    if (segmented("surface", kSurfaces, surface, look_)) {
        hand.surface = static_cast<sim::SkinSurface>(surface);
    }
    ImGui::PopFont();
    hint("How well the hand grips: dry skin holds a pull, on moist and oiled skin the hand slides sooner.", look_);
    ImGui::PushFont(look_.font.small);
    int style = static_cast<int>(hand.style);
    if (segmented("style", kStyles, style, look_)) {
        hand.style = static_cast<app::PressStyle>(style);
    }
    ImGui::PopFont();
    hint("How fast the pressure builds up when you press.", look_);

    auto pressure_kPa = static_cast<float>(hand.pressure_Pa / 1e3);
    ImGui::PushFont(look_.font.small);
    ImGui::PushStyleColor(ImGuiCol_Text, look_.colour.textQuiet);
    ImGui::TextUnformatted("Press up to");
    ImGui::PopStyleColor();
    ImGui::SameLine();
    ImGui::TextUnformatted(formatted("%s, %.1f N", pressureText(hand.pressure_Pa).c_str(), hand.force_N()).c_str());
    ImGui::PopFont();
    ImGui::SetNextItemWidth(-1.0F);
    if (ImGui::SliderFloat("##pressure", &pressure_kPa, static_cast<float>(app::kLeastPressure_Pa / 1e3),
                           static_cast<float>(app::kLargestPressure_Pa / 1e3), "",
                           ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoInput | ImGuiSliderFlags_Logarithmic)) {
        hand.setPressure(static_cast<double>(pressure_kPa) * 1e3);
    }
    hint("The pressure your hand goes to. Wheel while pressing, or + and -.", look_);

    const auto& sites = readings.snapshot.web->sites;
    if (!sites.empty()) {
        hand.site = std::clamp(hand.site, 0, static_cast<int>(sites.size()) - 1);
        const float button = look_.px(94.0F);
        const std::string& label = sites[static_cast<std::size_t>(hand.site)].label;
        const float room = ImGui::GetContentRegionAvail().x - button - look_.px(8.0F);
        ImGui::SetNextItemWidth(room);
        // Without its note, which the list has, where there is no room for it.
        const float textRoom = room - ImGui::GetFrameHeight() - 2.0F * ImGui::GetStyle().FramePadding.x;
        const std::string shown =
            ImGui::CalcTextSize(label.c_str()).x > textRoom ? label.substr(0, label.find(" (")) : label;
        if (ImGui::BeginCombo("##site", shown.c_str(), ImGuiComboFlags_HeightLarge)) {
            for (std::size_t i = 0; i < sites.size(); ++i) {
                if (ImGui::Selectable(sites[i].label.c_str(), static_cast<int>(i) == hand.site)) {
                    hand.site = static_cast<int>(i);
                }
            }
            ImGui::EndCombo();
        }
        hint((label + "\nWhere Space and the button press.").c_str(), look_);
        ImGui::SameLine();
        if (readings.hand.pressing) {
            actions.liftHand |= ImGui::Button("Let go", {button, 0.0F});
        } else {
            actions.pressAtSite |= ImGui::Button("Press here", {button, 0.0F});
        }
        hint("Or hold Space.", look_);
    }
    ImGui::Checkbox("Hand stays when I let go", &hand.keep);
    hint("For long holds: the hand keeps pressing until the next click or Space.", look_);
}

void Ui::buildNow(const Readings& readings) {
    const sim::Measures& m = readings.snapshot.measures;
    const sim::HandView* hand = nullptr;
    for (const sim::HandView& one : readings.snapshot.hands) {
        if (one.active && hand == nullptr) {
            hand = &one;
        }
    }
    const float column = 0.5F * ImGui::GetContentRegionAvail().x;
    const float x = ImGui::GetCursorPosX();
    reading("Pressure", formatted("%.1f kPa", m.pressure_Pa / 1e3), look_);
    ImGui::SameLine(x + column);
    const double held_s = hand != nullptr ? static_cast<double>(hand->heldFor_s) : 0.0;
    reading("Held for", durationText(held_s), look_);
    const ImVec2 ringAt{ImGui::GetItemRectMax().x + look_.px(34.0F),
                        0.5F * (ImGui::GetItemRectMin().y + ImGui::GetItemRectMax().y) + look_.px(3.0F)};
    HoldRing ring;
    ring.held_s = held_s;
    ring.guarding = m.guard > 0.1;
    ring.inBand = m.pressure_Pa >= readings.parameters.autonomic.calmLowPressure_Pa &&
                  m.pressure_Pa <= readings.parameters.autonomic.calmHighShare * m.painPressure_Pa;
    drawHoldRing(*ImGui::GetWindowDrawList(), ringAt, look_.px(13.0F), ring, look_);

    ImGui::PushFont(look_.font.small);
    ImGui::PushStyleColor(ImGuiCol_Text, look_.colour.textQuiet);
    ImGui::TextUnformatted(
        formatted("%.2f psi   %.1f N   pull %.1f N", psi(m.pressure_Pa), m.contactForce_N, m.traction_N).c_str());
    ImGui::PopStyleColor();
    ImGui::PopFont();

    const app::LocalReference& then = readings.localReference;
    const double change = then.tension_N > 0.0 ? m.localTension_N / then.tension_N - 1.0 : 0.0;
    reading("Tension in the ring", tensionText(m.localTension_N), look_, look_.colour.tension);
    ImGui::SameLine(x + column);
    reading(then.sinceFocus ? "since the touch" : "since the start", changeText(change), look_,
            change < -0.001 ? look_.colour.calm : 0);
    ImGui::Dummy({0.0F, look_.px(2.0F)});
    meter("Arousal", m.arousal, formatted("%.2f", m.arousal), look_.colour.aroused, false, look_);
    meter("Guarding", m.guard, formatted("%.0f %%", 100.0 * m.guard), look_.colour.guard, true, look_);
    meter("Calm", m.calm, formatted("%.0f %%", 100.0 * m.calm), look_.colour.calm, false, look_);
    meter("Adhesion", m.adhesionLocal, formatted("%.0f %%", 100.0 * m.adhesionLocal), look_.colour.accent, false,
          look_);
    hint("Adhesion between the layers at the ringed spot.", look_);
}

} // namespace fascia::ui
