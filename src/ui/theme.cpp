#include "ui/theme.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <system_error>

#ifndef FASCIA_UI_FONT_PATH
#define FASCIA_UI_FONT_PATH ""
#endif

namespace fascia::ui {
namespace {

constexpr ImU32 rgb(unsigned hex, unsigned alpha = 255) {
    return IM_COL32((hex >> 16U) & 255U, (hex >> 8U) & 255U, hex & 255U, alpha);
}

constexpr Palette makeDark() {
    Palette p;
    p.panel = rgb(0x141B24, 236);
    p.panelEdge = rgb(0x2A3644);
    p.bar = rgb(0x0E141B);
    p.text = rgb(0xE9EEF2);
    p.textQuiet = rgb(0xA3B1BF);
    p.textFaint = rgb(0x7C8B9A);
    p.control = rgb(0x232E3B);
    p.controlHover = rgb(0x2F3D4D);
    p.controlActive = rgb(0x3A4B5E);
    p.accent = rgb(0x6FB7E0);
    p.onAccent = rgb(0x0B1218);
    p.calm = rgb(0x63C7A6);
    p.aroused = rgb(0xE9A15B);
    p.guard = rgb(0xF2B544);
    p.warning = rgb(0xF2B544);
    p.tension = rgb(0xF0D68A);
    p.grid = rgb(0xFFFFFF, 22);
    return p;
}

constexpr Palette makeLight() {
    Palette p;
    p.panel = rgb(0xFCFBF8, 240);
    p.panelEdge = rgb(0xD9D6CE);
    p.bar = rgb(0xF3F1EC);
    p.text = rgb(0x1E262E);
    p.textQuiet = rgb(0x55616D);
    p.textFaint = rgb(0x76818B);
    p.control = rgb(0xE7E4DD);
    p.controlHover = rgb(0xDAD6CD);
    p.controlActive = rgb(0xCBC6BB);
    p.accent = rgb(0x1F6F9F);
    p.onAccent = rgb(0xFFFFFF);
    p.calm = rgb(0x1E8567);
    p.aroused = rgb(0xB5611A);
    p.guard = rgb(0xA86A00);
    p.warning = rgb(0xA86A00);
    p.tension = rgb(0x7A6210);
    p.grid = rgb(0x000000, 26);
    return p;
}

/// A beamer in a bright room leaves little between tones that are near one another.
constexpr Palette makeProjector() {
    Palette p = makeLight();
    p.panel = rgb(0xFFFFFF, 250);
    p.panelEdge = rgb(0xA8A8A4);
    p.bar = rgb(0xFFFFFF);
    p.text = rgb(0x0A0D10);
    p.textQuiet = rgb(0x2C343B);
    p.textFaint = rgb(0x4A535B);
    p.control = rgb(0xDEDBD3);
    p.controlHover = rgb(0xCBC7BD);
    p.controlActive = rgb(0xB7B2A6);
    p.accent = rgb(0x0F5782);
    p.grid = rgb(0x000000, 60);
    return p;
}

constexpr Palette kDark = makeDark();
constexpr Palette kLight = makeLight();
constexpr Palette kProjector = makeProjector();

ImVec4 vec(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

/// Letters of western languages and the signs that units and hints need.
const ImWchar kGlyphRanges[] = {0x0020, 0x017F, 0x2010, 0x2026, 0x2032, 0x2033, 0x207B, 0x207B,
                                0x2190, 0x2193, 0x2212, 0x2212, 0x2264, 0x2265, 0};

ImFont* addFont(const std::string& path, float size_px) {
    ImGuiIO& io = ImGui::GetIO();
    std::error_code error;
    if (!path.empty() && std::filesystem::is_regular_file(path, error)) {
        ImFontConfig config;
        config.OversampleH = 2;
        config.OversampleV = 1;
        if (ImFont* font = io.Fonts->AddFontFromFileTTF(path.c_str(), std::round(size_px), &config, kGlyphRanges)) {
            return font;
        }
    }
    ImFontConfig config;
    config.SizePixels = std::round(size_px * 0.85F);
    return io.Fonts->AddFontDefault(&config);
}

} // namespace

const Palette& palette(Theme theme) {
    return theme == Theme::dark ? kDark : theme == Theme::light ? kLight : kProjector;
}

Fonts loadFonts(float scale) {
    const std::string regular = FASCIA_UI_FONT_PATH;
    std::string bold = regular;
    if (const std::size_t at = regular.rfind("Regular"); at != std::string::npos) {
        bold = regular.substr(0, at) + "SemiBold" + regular.substr(at + 7);
        std::error_code error;
        if (!std::filesystem::is_regular_file(bold, error)) {
            bold = regular;
        }
    }
    ImGui::GetIO().Fonts->Clear();
    Fonts fonts;
    fonts.body = addFont(regular, 15.0F * scale);
    fonts.bold = addFont(bold, 15.0F * scale);
    fonts.small = addFont(regular, 13.0F * scale);
    fonts.large = addFont(bold, 23.0F * scale);
    return fonts;
}

void applyTheme(Theme theme, float scale) {
    const Palette& p = palette(theme);
    ImGuiStyle style;
    style.WindowPadding = {14, 12};
    style.FramePadding = {9, 5};
    style.ItemSpacing = {8, 7};
    style.ItemInnerSpacing = {6, 5};
    style.WindowRounding = 10;
    style.ChildRounding = 8;
    style.FrameRounding = 6;
    style.PopupRounding = 8;
    style.GrabRounding = 6;
    style.GrabMinSize = 14;
    style.ScrollbarSize = 11;
    style.ScrollbarRounding = 6;
    style.WindowBorderSize = 1;
    style.PopupBorderSize = 1;
    style.FrameBorderSize = 0;
    style.TabRounding = 6;
    style.ScaleAllSizes(scale);
    style.AntiAliasedLinesUseTex = true;

    ImVec4* c = style.Colors;
    for (int i = 0; i < ImGuiCol_COUNT; ++i) { // nothing keeps the library's own blue
        c[i] = vec(p.control);
    }
    c[ImGuiCol_Text] = vec(p.text);
    c[ImGuiCol_TextDisabled] = vec(p.textFaint);
    c[ImGuiCol_WindowBg] = vec(p.panel);
    c[ImGuiCol_ChildBg] = {0, 0, 0, 0};
    c[ImGuiCol_PopupBg] = vec(faded(p.panel, 1.1F));
    c[ImGuiCol_Border] = vec(p.panelEdge);
    c[ImGuiCol_BorderShadow] = {0, 0, 0, 0};
    c[ImGuiCol_FrameBgHovered] = vec(p.controlHover);
    c[ImGuiCol_FrameBgActive] = vec(p.controlActive);
    c[ImGuiCol_ScrollbarBg] = {0, 0, 0, 0};
    c[ImGuiCol_ScrollbarGrab] = vec(p.controlHover);
    c[ImGuiCol_ScrollbarGrabHovered] = vec(p.controlActive);
    c[ImGuiCol_ScrollbarGrabActive] = vec(p.controlActive);
    c[ImGuiCol_CheckMark] = vec(p.accent);
    c[ImGuiCol_SliderGrab] = vec(faded(p.accent, 0.6F)); // the value stays legible where the grab is below it
    c[ImGuiCol_SliderGrabActive] = vec(faded(p.accent, 0.75F));
    c[ImGuiCol_ButtonHovered] = vec(p.controlHover);
    c[ImGuiCol_ButtonActive] = vec(p.controlActive);
    c[ImGuiCol_HeaderHovered] = vec(p.controlHover);
    c[ImGuiCol_HeaderActive] = vec(p.controlActive);
    c[ImGuiCol_Separator] = vec(p.panelEdge);
    c[ImGuiCol_TextSelectedBg] = vec(faded(p.accent, 0.4F));
    c[ImGuiCol_NavHighlight] = vec(p.accent);
    c[ImGuiCol_ModalWindowDimBg] = {0, 0, 0, 0.4F};
    ImGui::GetStyle() = style;
}

float interfaceScale(float contentScale, int width_px, int height_px, float userScale) {
    const float bySize = std::min(static_cast<float>(height_px) / 900.0F, static_cast<float>(width_px) / 1500.0F);
    const float wanted = std::max(contentScale, bySize) * userScale;
    // The rail needs about 330 by 680 design pixels; a scale that would cut it off is lowered to what fits.
    const float fits = std::min(static_cast<float>(height_px) / 690.0F, static_cast<float>(width_px) / 760.0F);
    return std::clamp(std::round(std::min(wanted, fits) * 20.0F) / 20.0F, 0.8F, 4.0F);
}

ImU32 faded(ImU32 colour, float opacity) {
    const auto alpha = static_cast<float>((colour >> IM_COL32_A_SHIFT) & 255U) * opacity;
    return (colour & ~IM_COL32_A_MASK) |
           (static_cast<ImU32>(std::clamp(alpha, 0.0F, 255.0F)) << static_cast<unsigned>(IM_COL32_A_SHIFT));
}

ImU32 mixed(ImU32 from, ImU32 to, float t) {
    const ImVec4 a = vec(from);
    const ImVec4 b = vec(to);
    const float u = std::clamp(t, 0.0F, 1.0F);
    return ImGui::ColorConvertFloat4ToU32(
        {a.x + (b.x - a.x) * u, a.y + (b.y - a.y) * u, a.z + (b.z - a.z) * u, a.w + (b.w - a.w) * u});
}

} // namespace fascia::ui
