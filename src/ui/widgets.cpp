#include "ui/widgets.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "ui/format.h"

namespace fascia::ui {
namespace {

constexpr float kPi = 3.14159265F;
// The dial's arc, clockwise on screen: from lower left over the top to lower right.
constexpr float kDialBegin = kPi * 0.92F;
constexpr float kDialEnd = kPi * 2.08F;

ImVec2 onCircle(ImVec2 centre, float radius, float angle) {
    return {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)};
}

void arc(ImDrawList& draw, ImVec2 centre, float radius, float from, float to, ImU32 colour, float thickness) {
    if (to - from < 1e-3F) {
        return;
    }
    draw.PathArcTo(centre, radius, from, to, std::max(8, static_cast<int>((to - from) * 24.0F)));
    draw.PathStroke(colour, ImDrawFlags_None, thickness);
}

/// An arc whose colour runs from one end to the other.
void shadedArc(ImDrawList& draw, ImVec2 centre, float radius, float from, float to, ImU32 begin, ImU32 end,
               float thickness) {
    constexpr int kPieces = 48;
    for (int i = 0; i < kPieces; ++i) {
        const float a = from + (to - from) * static_cast<float>(i) / kPieces;
        const float b = from + (to - from) * (static_cast<float>(i) + 1.15F) / kPieces;
        arc(draw, centre, radius, a, std::min(b, to), mixed(begin, end, (static_cast<float>(i) + 0.5F) / kPieces),
            thickness);
    }
}

void hatch(ImDrawList& draw, ImVec2 low, ImVec2 high, ImU32 colour, const Look& look) {
    draw.PushClipRect(low, high, true);
    const float height = high.y - low.y;
    for (float x = low.x - height; x < high.x; x += look.px(6.0F)) {
        draw.AddLine({x, high.y}, {x + height, low.y}, colour, look.px(1.6F));
    }
    draw.PopClipRect();
}

} // namespace

bool segmented(const char* id, std::span<const char* const> labels, int& current, const Look& look, float width_px) {
    bool changed = false;
    ImGui::PushID(id);
    ImGui::BeginGroup(); // a hint after it is for all of them
    const float gap = look.px(3.0F);
    const auto count = static_cast<float>(labels.size());
    const float available = width_px > 0.0F ? width_px : ImGui::GetContentRegionAvail().x;
    // Width by text, the rest shared out, so that long words fit beside short ones.
    float textWidth = 0.0F;
    for (const char* label : labels) {
        textWidth += ImGui::CalcTextSize(label).x;
    }
    const float spare = std::max(0.0F, (available - gap * (count - 1.0F) - textWidth) / count);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {gap, look.px(7.0F)});
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0.0F, look.px(5.0F)});
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool on = current == static_cast<int>(i);
        if (i > 0) {
            ImGui::SameLine();
        }
        if (on) {
            ImGui::PushStyleColor(ImGuiCol_Button, look.colour.accent);
            ImGui::PushStyleColor(ImGuiCol_ButtonHovered, look.colour.accent);
            ImGui::PushStyleColor(ImGuiCol_ButtonActive, look.colour.accent);
            ImGui::PushStyleColor(ImGuiCol_Text, look.colour.onAccent);
        }
        ImGui::PushID(static_cast<int>(i));
        if (ImGui::Button(labels[i], {ImGui::CalcTextSize(labels[i]).x + spare, 0.0F}) && !on) {
            current = static_cast<int>(i);
            changed = true;
        }
        ImGui::PopID();
        if (on) {
            ImGui::PopStyleColor(4);
        }
    }
    ImGui::PopStyleVar(2);
    ImGui::EndGroup();
    ImGui::PopID();
    return changed;
}

bool stressDial(const char* id, double& stress, double arousal, float width_px, const Look& look) {
    const float radius = 0.5F * width_px - look.px(12.0F);
    const float height = radius * 1.27F + look.px(38.0F);
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const ImVec2 centre{origin.x + 0.5F * width_px, origin.y + radius + look.px(12.0F)};
    ImGui::InvisibleButton(id, {width_px, height});
    const bool active = ImGui::IsItemActive();
    const bool focused = ImGui::IsItemFocused();
    bool changed = false;
    if (active && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        const ImVec2 mouse = ImGui::GetIO().MousePos;
        float angle = std::atan2(mouse.y - centre.y, mouse.x - centre.x);
        if (angle < 0.5F * kPi) {
            angle += 2.0F * kPi; // now from straight down, clockwise
        }
        const double value = std::clamp(static_cast<double>((angle - kDialBegin) / (kDialEnd - kDialBegin)), 0.0, 1.0);
        changed = value != stress;
        stress = value;
    } else if (focused && ImGui::GetIO().NavVisible) {
        const double step = 0.02;
        const double asked = stress + (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_RightArrow)) ? step : 0.0) -
                             (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_LeftArrow)) ? step : 0.0);
        const double value = std::clamp(asked, 0.0, 1.0);
        changed = value != stress;
        stress = value;
    }

    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const auto angleOf = [](double share) {
        return kDialBegin + (kDialEnd - kDialBegin) * static_cast<float>(std::clamp(share, 0.0, 1.0));
    };
    const Palette& c = look.colour;
    const float thick = look.px(9.0F);
    shadedArc(draw, centre, radius, kDialBegin, kDialEnd, faded(c.calm, 0.30F), faded(c.aroused, 0.30F), thick);
    shadedArc(draw, centre, radius, kDialBegin, angleOf(stress), c.calm,
              mixed(c.calm, c.aroused, static_cast<float>(stress)), thick);
    const float inner = radius - look.px(15.0F);
    arc(draw, centre, inner, kDialBegin, kDialEnd, c.control, look.px(4.0F));
    arc(draw, centre, inner, kDialBegin, angleOf(arousal), c.text, look.px(4.0F));
    const ImVec2 knob = onCircle(centre, radius, angleOf(stress));
    draw.AddCircleFilled(knob, look.px(active ? 11.0F : 10.0F), c.text, 32);
    draw.AddCircleFilled(knob, look.px(6.5F), mixed(c.calm, c.aroused, static_cast<float>(stress)), 32);
    if (focused && ImGui::GetIO().NavVisible) {
        draw.AddCircle(knob, look.px(14.0F), c.accent, 32, look.px(2.0F));
    }

    const auto centred = [&](ImFont* font, const std::string& text, float y, ImU32 colour) {
        const ImVec2 size = font->CalcTextSizeA(font->FontSize, 1e9F, 0.0F, text.c_str());
        draw.AddText(font, font->FontSize, {centre.x - 0.5F * size.x, y}, colour, text.c_str());
    };
    centred(look.font.small, "stress", centre.y - radius * 0.62F, c.textQuiet);
    centred(look.font.large, formatted("%.2f", stress), centre.y - radius * 0.62F + look.px(14.0F), c.text);
    centred(look.font.small, formatted("arousal %.2f", arousal), centre.y - radius * 0.62F + look.px(42.0F),
            c.textQuiet);
    const float labelY = centre.y + radius * 0.27F + look.px(8.0F);
    draw.AddText(look.font.small, look.font.small->FontSize, {origin.x, labelY}, c.calm, "calm");
    const char* right = "fight or flight";
    const ImVec2 rightSize = look.font.small->CalcTextSizeA(look.font.small->FontSize, 1e9F, 0.0F, right);
    draw.AddText(look.font.small, look.font.small->FontSize, {origin.x + width_px - rightSize.x, labelY}, c.aroused,
                 right);
    return changed;
}

void meter(const char* label, double share, const std::string& text, ImU32 colour, bool hatched, const Look& look) {
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = look.font.small->FontSize + look.px(3.0F);
    const float labelWidth = look.px(74.0F);
    const float textWidth = look.px(58.0F);
    draw.AddText(look.font.small, look.font.small->FontSize, origin, look.colour.textQuiet, label);
    const float y = origin.y + 0.5F * look.font.small->FontSize;
    const ImVec2 low{origin.x + labelWidth, y - look.px(3.5F)};
    const ImVec2 high{origin.x + width - textWidth, y + look.px(3.5F)};
    draw.AddRectFilled(low, high, look.colour.control, look.px(3.5F));
    const auto fill = static_cast<float>(std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0);
    if (fill > 0.0F) {
        const ImVec2 end{low.x + std::max(look.px(3.0F), (high.x - low.x) * fill), high.y};
        draw.AddRectFilled(low, end, colour, look.px(3.5F));
        if (hatched) {
            hatch(draw, low, end, faded(look.colour.panel, 1.0F), look);
        }
    }
    const ImVec2 size = look.font.small->CalcTextSizeA(look.font.small->FontSize, 1e9F, 0.0F, text.c_str());
    draw.AddText(look.font.small, look.font.small->FontSize, {origin.x + width - size.x, origin.y}, look.colour.text,
                 text.c_str());
    ImGui::Dummy({width, height});
}

void reading(const char* label, const std::string& value, const Look& look, ImU32 colour, bool large) {
    ImGui::BeginGroup();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {look.px(8.0F), look.px(1.0F)});
    ImGui::PushFont(look.font.small);
    ImGui::PushStyleColor(ImGuiCol_Text, look.colour.textQuiet);
    ImGui::TextUnformatted(label);
    ImGui::PopStyleColor();
    ImGui::PopFont();
    ImGui::PushFont(large ? look.font.large : look.font.bold);
    ImGui::PushStyleColor(ImGuiCol_Text, colour != 0 ? colour : look.colour.text);
    ImGui::TextUnformatted(value.c_str());
    ImGui::PopStyleColor();
    ImGui::PopFont();
    ImGui::PopStyleVar();
    ImGui::EndGroup();
}

void drawHoldRing(ImDrawList& draw, ImVec2 centre, float radius_px, const HoldRing& ring, const Look& look) {
    const float begin = -0.5F * kPi;
    const float thick = look.px(5.0F);
    const Palette& c = look.colour;
    const auto angle = [&](double held_s) {
        return begin + 2.0F * kPi * static_cast<float>(std::clamp(held_s / kHoldEnd_s, 0.0, 1.0));
    };
    draw.AddCircle(centre, radius_px, faded(c.panel, 0.65F), 64, thick + look.px(4.0F));
    draw.AddCircle(centre, radius_px, faded(c.text, 0.22F), 64, thick);
    // Where half of a restriction has usually let go: 90 to 150 s.
    arc(draw, centre, radius_px, angle(kHoldBegin_s), angle(kHoldEnd_s), faded(c.calm, 0.45F), thick);
    const ImU32 colour = ring.guarding ? c.guard : (ring.inBand ? c.calm : c.accent);
    arc(draw, centre, radius_px, begin, angle(ring.held_s), colour, thick);
    if (ring.guarding) { // not by hue alone
        for (int i = 0; i < 36; ++i) {
            const float a = begin + 2.0F * kPi * static_cast<float>(i) / 36.0F;
            draw.AddLine(onCircle(centre, radius_px - look.px(4.0F), a),
                         onCircle(centre, radius_px + look.px(8.0F), a + 0.10F), c.guard, look.px(2.0F));
        }
    }
}

ImVec2 pillSize(const std::string& text, ImFont* font, const Look& look) {
    const ImVec2 size = font->CalcTextSizeA(font->FontSize, 1e9F, 0.0F, text.c_str());
    return {size.x + look.px(22.0F), size.y + look.px(11.0F)};
}

void drawPill(ImDrawList& draw, ImVec2 topLeft, const std::string& text, ImU32 background, ImU32 colour, ImFont* font,
              const Look& look) {
    const ImVec2 size = pillSize(text, font, look);
    draw.AddRectFilled(topLeft, {topLeft.x + size.x, topLeft.y + size.y}, background, 0.5F * size.y);
    draw.AddText(font, font->FontSize, {topLeft.x + look.px(11.0F), topLeft.y + look.px(5.0F)}, colour, text.c_str());
}

void heading(const char* text, const Look& look) {
    ImGui::PushFont(look.font.bold);
    ImGui::TextUnformatted(text);
    ImGui::PopFont();
}

void quiet(const char* text, const Look& look) {
    ImGui::PushFont(look.font.small);
    ImGui::PushStyleColor(ImGuiCol_Text, look.colour.textQuiet);
    ImGui::PushTextWrapPos(0.0F);
    ImGui::TextUnformatted(text);
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
    ImGui::PopFont();
}

void hint(const char* text, const Look& look) {
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) {
        ImGui::BeginTooltip();
        ImGui::PushTextWrapPos(look.px(360.0F));
        ImGui::TextUnformatted(text);
        ImGui::PopTextWrapPos();
        ImGui::EndTooltip();
    }
}

} // namespace fascia::ui
