// What slides in from the left: view, pathways, parameters, keys.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "ui/format.h"
#include "ui/layout.h"
#include "ui/parameter_groups.h"
#include "ui/ui.h"
#include "ui/widgets.h"

namespace fascia::ui {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& letter : out) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return out;
}

const char* gradeMeaning(sim::Grade grade) {
    switch (grade) {
        case sim::Grade::A:
            return "A: measured and replicated";
        case sim::Grade::B:
            return "B: measured";
        case sim::Grade::C:
            return "C: mixed or indirect evidence";
        case sim::Grade::D:
            return "D: expert opinion or a choice of this model";
        case sim::Grade::E:
            return "E: contradicted or unsupported";
    }
    return "";
}

/// A grade as a small badge on the line.
void gradeBadge(sim::Grade grade, const Look& look) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float side = ImGui::GetFrameHeight() - look.px(4.0F);
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const char letter[2] = {sim::gradeLetter(grade), '\0'};
    draw.AddRectFilled({at.x, at.y + look.px(2.0F)}, {at.x + side, at.y + look.px(2.0F) + side}, look.colour.control,
                       look.px(5.0F));
    const ImVec2 size = look.font.bold->CalcTextSizeA(look.font.bold->FontSize, 1e9F, 0.0F, letter);
    draw.AddText(look.font.bold, look.font.bold->FontSize,
                 {at.x + 0.5F * (side - size.x), at.y + look.px(2.0F) + 0.5F * (side - size.y)}, look.colour.text,
                 letter);
    ImGui::Dummy({side, ImGui::GetFrameHeight()});
    hint(gradeMeaning(grade), look);
}

} // namespace

void Ui::buildDrawer(const Readings& readings, ViewState& view, std::vector<sim::Command>& commands, Actions& actions) {
    const SceneArea area = sceneArea(view, width_px_, height_px_);
    const float margin = look_.px(kMargin);
    ImGui::SetNextWindowPos({area.x + margin, area.y + margin});
    ImGui::SetNextWindowBgAlpha(1.0F); // words of the picture do not shine through
    const float height = static_cast<float>(height_px_) - area.y - look_.px(kStatus) - 2.0F * margin;
    if (view.drawer == Drawer::view || view.drawer == Drawer::keys) {
        ImGui::SetNextWindowSizeConstraints({look_.px(kDrawer), 0.0F}, {look_.px(kDrawer), height});
        ImGui::SetNextWindowSize({look_.px(kDrawer), 0.0F});
    } else {
        ImGui::SetNextWindowSize({look_.px(kDrawer), height});
    }
    constexpr std::array<const char*, 5> kTitles{"", "View", "Pathways", "Parameters", "Keys, mouse, gamepad"};
    bool open = true;
    ImGui::Begin(kDrawerName, &open,
                 ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings);
    heading(kTitles[static_cast<std::size_t>(view.drawer)], look_);
    ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - look_.px(58.0F));
    const bool close = ImGui::SmallButton(" Close ");
    ImGui::Separator();
    switch (view.drawer) {
        case Drawer::view:
            buildViewDrawer(readings, view, actions);
            break;
        case Drawer::pathways:
            buildPathways(readings, commands);
            break;
        case Drawer::parameters:
            buildParameters(readings, commands);
            break;
        case Drawer::keys: {
            struct Line {
                const char* keys;
                const char* what;
            };
            constexpr Line kLines[] = {
                {"Left, hold", "press; the pressure builds up"},
                {"Left, drag", "pull along the skin (traction)"},
                {"Wheel, pressing", "more or less pressure"},
                {"Wheel", "nearer, farther"},
                {"Right drag", "turn the body"},
                {"Middle drag", "shift (or Shift and right)"},
                {"Space", "press at the chosen site, hold"},
                {"Arrows", "pull while pressing"},
                {"+  -", "more or less pressure"},
                {"p   .", "pause, go; one step while paused"},
                {"s", "the story; Page up, Page down, Escape"},
                {"[  ]", "slower, faster"},
                {"r", "reset tissue"},
                {"v", "reset view"},
                {"Shift-R", "reset everything"},
                {"c", "charts on, off"},
                {"t", "dark, light, projector"},
                {"n", "nerves"},
                {"Tab, Escape", "keyboard to the panels, back"},
                {"F12", "save a picture"},
                {"Ctrl-Q", "close the window"},
                {"?", "this list"},
            };
            constexpr Line kGamepad[] = {
                {"Triggers", "press; the firmer, the more"},
                {"Left stick", "aim; while pressing, pull"},
                {"Right stick", "turn the body; click: reset view"},
                {"Bumpers", "farther, nearer"},
                {"A", "the hand stays, lets go"},
                {"B", "let go"},
                {"X  Y", "next hand, next surface"},
                {"Cross: left, right", "site before, site after"},
                {"Cross: up, down", "more or less pressure"},
                {"Start", "pause, go"},
                {"Back", "reset tissue"},
            };
            const auto list = [&](std::span<const Line> lines) {
                for (const Line& line : lines) {
                    ImGui::PushFont(look_.font.bold);
                    ImGui::TextUnformatted(line.keys);
                    ImGui::PopFont();
                    ImGui::SameLine(look_.px(142.0F));
                    ImGui::TextUnformatted(line.what);
                }
            };
            if (readings.gamepad) { // what is in the hand comes first
                list(kGamepad);
                ImGui::Separator();
            }
            list(kLines);
            if (!readings.gamepad) {
                ImGui::Separator();
                quiet("Gamepad", look_);
                list(kGamepad);
            }
            break;
        }
        case Drawer::none:
            break;
    }
    ImGui::End();
    if (close || !open) {
        view.drawer = Drawer::none;
    }
}

void Ui::buildCut(const Readings& readings, ViewState& view) {
    quiet("Peel off: skin, superficial, deep, muscles", look_);
    ImGui::SetNextItemWidth(-1.0F);
    ImGui::SliderFloat("##peel", &view.peel, 0.0F, 4.0F, "%.1f layers", ImGuiSliderFlags_AlwaysClamp);
    quiet("Cut through the body", look_);
    constexpr std::array<const char*, 4> kPlanes{"Whole", "Across", "Side", "Back"};
    segmented("cut", kPlanes, view.cut, look_);
    hint("Across: what is above the plane goes. Side: one side. Back: what is behind.", look_);
    if (view.cut != 0) {
        float share = 100.0F * view.cutShare;
        ImGui::SetNextItemWidth(-1.0F);
        if (ImGui::SliderFloat("##cutshare", &share, 0.0F, 100.0F, "cut at %.0f %%", ImGuiSliderFlags_AlwaysClamp)) {
            view.cutShare = 0.01F * share;
        }
    }
    const auto& regions = readings.snapshot.web->regionIds;
    if (regions.size() > 1) {
        const bool one = view.isolateRegion >= 0 && view.isolateRegion < static_cast<int>(regions.size());
        ImGui::SetNextItemWidth(-1.0F);
        const std::string shown =
            one ? readable(regions[static_cast<std::size_t>(view.isolateRegion)]) : std::string("All regions");
        if (ImGui::BeginCombo("##region", shown.c_str(), ImGuiComboFlags_HeightLarge)) {
            if (ImGui::Selectable("All regions", !one)) {
                view.isolateRegion = -1;
            }
            for (std::size_t i = 0; i < regions.size(); ++i) {
                if (ImGui::Selectable(readable(regions[i]).c_str(), static_cast<int>(i) == view.isolateRegion)) {
                    view.isolateRegion = static_cast<int>(i);
                }
            }
            ImGui::EndCombo();
        }
        hint("Shows the web of one region alone.", look_);
    }
}

void Ui::buildViewDrawer(const Readings& readings, ViewState& view, Actions& actions) {
    quiet("Colour of the web", look_);
    const sim::FieldView* shown = readings.snapshot.listed(view.fieldId);
    ImGui::SetNextItemWidth(-1.0F);
    if (ImGui::BeginCombo("##field", shown != nullptr ? std::string(shown->label).c_str() : "One quiet colour",
                          ImGuiComboFlags_HeightLarge)) {
        if (ImGui::Selectable("One quiet colour", shown == nullptr)) {
            view.fieldId.clear();
        }
        for (const sim::FieldView& field : readings.snapshot.fields) {
            if (field.components != 1) {
                continue;
            }
            std::string label(field.label);
            if (!field.displayUnit.empty() && field.displayUnit != "1") {
                label += "  [" + std::string(field.displayUnit) + "]";
            }
            if (ImGui::Selectable(label.c_str(), field.id == view.fieldId)) {
                view.fieldId = std::string(field.id);
            }
        }
        ImGui::EndCombo();
    }
    quiet("Layers", look_);
    const float column = 0.5F * ImGui::GetContentRegionAvail().x + look_.px(8.0F);
    ImGui::Checkbox("Skin", &view.showSkin);
    ImGui::SameLine(column);
    ImGui::Checkbox("Web", &view.showFascia);
    ImGui::Checkbox("Superficial web", &view.showSuperficialFascia);
    ImGui::SameLine(column);
    ImGui::Checkbox("Between layers", &view.showInterlayer);
    ImGui::Checkbox("Muscles", &view.showMuscles);
    ImGui::SameLine(column);
    ImGui::Checkbox("Bones", &view.showBones);
    ImGui::Checkbox("Ring at the spot", &view.showFocus);
    ImGui::SameLine(column);
    ImGui::Checkbox("Flow of tension", &view.flow);
    ImGui::Checkbox("Colour the skin", &view.colourSkin);
    ImGui::SameLine(column);
    ImGui::Checkbox("Legend", &view.showLegend);
    ImGui::Checkbox("Lines of tension", &view.lines);
    hint("Along the strongest pull in the deep fascia.", look_);
    ImGui::SameLine(column);
    ImGui::Checkbox("Water as beads", &view.beads);
    hint("The fuller the bead, the more water the tissue holds.", look_);
    ImGui::Checkbox("Names of sites", &view.labels);
    ImGui::SameLine(column);
    ImGui::Checkbox("Web before", &view.ghost);
    hint("Where the web was at the start, or before the last touch.", look_);
    ImGui::Checkbox("Rest of the body", &view.showContext);
    hint("The figure around a close-up.", look_);
    if (!readings.snapshot.web->nerves.empty()) {
        ImGui::SameLine(column);
        ImGui::Checkbox("Nerves", &view.nerves);
        hint("Nerves with their load; rings on the skin where one beyond its threshold may be felt. A hypothesis of "
             "this "
             "model (pathway: nerves).",
             look_);
    }
    buildCut(readings, view);
    quiet("Skin opacity", look_);
    float opacity = view.skinOpacity * 100.0F;
    ImGui::SetNextItemWidth(-1.0F);
    if (ImGui::SliderFloat("##skin", &opacity, 0.0F, 100.0F, "%.0f %%", ImGuiSliderFlags_AlwaysClamp)) {
        view.skinOpacity = opacity / 100.0F;
    }
    quiet("Width of the fibres", look_);
    ImGui::SetNextItemWidth(-1.0F);
    ImGui::SliderFloat("##width", &view.webWidth, 0.3F, 3.0F, "\xC3\x97 %.1f", ImGuiSliderFlags_AlwaysClamp);
    ImGui::Separator();
    constexpr std::array<const char*, 3> kThemes{"Dark", "Light", "Projector"};
    int theme = static_cast<int>(view.theme);
    if (segmented("theme", kThemes, theme, look_)) {
        view.theme = static_cast<Theme>(theme);
    }
    constexpr std::array<const char*, 3> kSizes{"Text: normal", "larger", "projector"};
    constexpr std::array<float, 3> kFactors{1.0F, 1.15F, 1.35F};
    int size = view.textScale > 1.25F ? 2 : (view.textScale > 1.05F ? 1 : 0);
    if (segmented("text", kSizes, size, look_)) {
        view.textScale = kFactors[static_cast<std::size_t>(size)];
    }
    ImGui::Checkbox("Charts", &view.charts);
    ImGui::SameLine(column);
    if (ImGui::Button("Save picture", {-1.0F, 0.0F})) {
        actions.screenshot = true;
    }
    constexpr std::array<const char*, 4> kSpans{"1 min", "5 min", "20 min", "2 h"};
    constexpr std::array<double, 4> kSpanSeconds{60.0, 300.0, 1200.0, 7200.0};
    quiet("Time that the charts show", look_);
    int span = 0;
    for (std::size_t i = 0; i < kSpanSeconds.size(); ++i) {
        span = view.chartSpan_s >= kSpanSeconds[i] ? static_cast<int>(i) : span;
    }
    if (segmented("span", kSpans, span, look_)) {
        view.chartSpan_s = kSpanSeconds[static_cast<std::size_t>(span)];
    }
}

void Ui::buildPathways(const Readings& readings, std::vector<sim::Command>& commands) {
    quiet("Each pathway is a hypothesis of this model. Switch one off and see what goes with it. The letter grades the "
          "evidence, A to E.",
          look_);
    ImGui::BeginChild("##pathways");
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        ImGui::PushID(spec.id.data(), spec.id.data() + spec.id.size());
        bool on = readings.hypotheses[static_cast<std::size_t>(spec.hypothesis)];
        gradeBadge(spec.grade, look_);
        ImGui::SameLine();
        if (ImGui::Checkbox(std::string(spec.label).c_str(), &on)) {
            commands.emplace_back(sim::SetHypothesis{spec.hypothesis, on});
        }
        hint((std::string(spec.statement) + "\nSource: " + std::string(spec.source)).c_str(), look_);
        ImGui::Indent(look_.px(33.0F));
        quiet(std::string(spec.statement).c_str(), look_);
        ImGui::Unindent(look_.px(33.0F));
        ImGui::PopID();
    }
    ImGui::EndChild();
}

void Ui::buildParameter(const Readings& readings, const sim::ParamSpec& spec, std::vector<sim::Command>& commands) {
    const double value = sim::getParam(readings.parameters, spec);
    const double preset = sim::getParam(readings.presetParameters, spec);
    const bool changed = std::abs(value - preset) > 1e-12 * std::max(std::abs(value), std::abs(preset));
    ImGui::PushID(spec.id.data(), spec.id.data() + spec.id.size());
    std::string label = labelInGroup(spec);
    label += changed ? " (changed)" : "";
    ImGui::PushFont(look_.font.small);
    ImGui::PushStyleColor(ImGuiCol_Text, changed ? look_.colour.accent : look_.colour.textQuiet);
    ImGui::PushTextWrapPos(0.0F);
    ImGui::TextUnformatted(label.c_str());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
    ImGui::PopFont();

    const bool dimensionless = spec.displayUnit.empty() || spec.displayUnit == "1";
    const std::string unit =
        dimensionless ? std::string() : (spec.displayUnit == "%" ? "%%" : std::string(spec.displayUnit));
    const std::string format = "%.4g" + (unit.empty() ? std::string() : " " + unit);
    double shown = value * spec.displayPerUnit;
    const double low = spec.minimum * spec.displayPerUnit;
    const double high = spec.maximum * spec.displayPerUnit;
    const bool logarithmic = spec.maximum > 200.0 * std::max(spec.minimum, 1e-30) && spec.maximum > 0.0;
    const float side = ImGui::GetFrameHeight();
    const float revert = changed ? look_.px(62.0F) : 0.0F;
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - side - look_.px(6.0F) - revert);
    const ImGuiSliderFlags flags = ImGuiSliderFlags_AlwaysClamp | (logarithmic ? ImGuiSliderFlags_Logarithmic : 0);
    if (ImGui::SliderScalar("##value", ImGuiDataType_Double, &shown, &low, &high, format.c_str(), flags)) {
        double asked = shown / spec.displayPerUnit;
        if (spec.openMinimum && asked <= spec.minimum) { // the end itself is not allowed; the nearest that is
            asked = spec.minimum + 1e-6 * (spec.maximum - spec.minimum);
        }
        // The slider gives what its digits say; at an end that is the end.
        const auto reads = [&](double end) { return formatted("%.4g", shown) == formatted("%.4g", end); };
        asked = reads(high) ? spec.maximum : reads(low) && !spec.openMinimum ? spec.minimum : asked;
        asked = std::clamp(asked, spec.minimum, spec.maximum);
        if (std::isfinite(asked) && asked != value) {
            commands.emplace_back(sim::SetParameter{std::string(spec.id), asked});
        }
    }
    const std::string range = dimensionless ? std::string() : " " + std::string(spec.displayUnit);
    hint(formatted("%s\n%s%.4g to %.4g%s, preset %.4g%s\nSource: %s", std::string(spec.id).c_str(),
                   spec.openMinimum ? "above " : "", low, high, range.c_str(), preset * spec.displayPerUnit,
                   range.c_str(), std::string(spec.source).c_str())
             .c_str(),
         look_);
    ImGui::SameLine(0.0F, look_.px(6.0F));
    gradeBadge(spec.grade, look_);
    if (changed) {
        ImGui::SameLine(0.0F, look_.px(4.0F));
        if (ImGui::Button("revert")) {
            commands.emplace_back(sim::SetParameter{std::string(spec.id), preset});
        }
    }
    ImGui::PopID();
}

void Ui::buildParameters(const Readings& readings, std::vector<sim::Command>& commands) {
    int changed = 0;
    for (const sim::ParamSpec& spec : sim::paramSpecs()) {
        changed += sim::getParam(readings.parameters, spec) != sim::getParam(readings.presetParameters, spec) ? 1 : 0;
    }
    quiet(formatted("Preset: %s. %d changed.", readings.presetTitle.c_str(), changed).c_str(), look_);
    ImGui::SetNextItemWidth(-1.0F);
    ImGui::InputTextWithHint("##filter", "Search", filter_.data(), filter_.size());
    const std::string wanted = lower(filter_.data());
    ImGui::BeginChild("##parameters");
    const std::vector<ParameterGroup> groups = parameterGroups(wanted);
    for (const ParameterGroup& group : groups) {
        if (!wanted.empty()) {
            heading(group.heading.c_str(), look_);
        } else if (!ImGui::CollapsingHeader(group.heading.c_str())) {
            continue;
        }
        for (const sim::ParamSpec* spec : group.members) {
            buildParameter(readings, *spec, commands);
        }
    }
    if (groups.empty()) {
        quiet("No parameter has that in its name.", look_);
    }
    ImGui::EndChild();
}

} // namespace fascia::ui
