#pragma once
// Colours, sizes and fonts of the interface: one calm look in a dark and a light version.

#include <cstdint>

#include <imgui.h>

namespace fascia::ui {

/// projector: light, with larger text, for a bright room.
enum class Theme : std::uint8_t { dark, light, projector };

/// Factor of the projector theme on the panels; the picture's own text grows more (render::Scene).
inline constexpr float kProjectorPanels = 1.2F;

/// Every colour a panel may use.
struct Palette {
    ImU32 panel = 0; ///< Behind text.
    ImU32 panelEdge = 0;
    ImU32 bar = 0; ///< Top bar and status line.
    ImU32 text = 0;
    ImU32 textQuiet = 0; ///< Labels and units.
    ImU32 textFaint = 0;
    ImU32 control = 0; ///< Slider grooves, buttons at rest.
    ImU32 controlHover = 0;
    ImU32 controlActive = 0;
    ImU32 accent = 0; ///< The one accent: what is chosen, pressure.
    ImU32 onAccent = 0;
    ImU32 calm = 0;    ///< Calm end of the dial, hold ring, target band.
    ImU32 aroused = 0; ///< Stressed end of the dial.
    ImU32 guard = 0;   ///< Guarding; always together with words or hatching.
    ImU32 warning = 0;
    ImU32 tension = 0; ///< Curve of the local tension.
    ImU32 grid = 0;
};

const Palette& palette(Theme theme);

/// Fonts of one size; pointers live as long as the atlas.
struct Fonts {
    ImFont* body = nullptr;
    ImFont* bold = nullptr;
    ImFont* small = nullptr;
    ImFont* large = nullptr; ///< Bold numbers.
};

/// What every drawing function of the interface is given.
struct Look {
    Palette colour;
    Fonts font;
    float scale = 1.0F; ///< Pixels per design pixel.
    [[nodiscard]] float px(float designPixels) const { return designPixels * scale; }
};

/// Rebuilds the font atlas for `scale` pixels per design pixel (the caller then uploads it again). Falls back to the
/// library's own font where Inter is not installed.
Fonts loadFonts(float scale);

/// Sets the library's style from the palette, sized by `scale`.
void applyTheme(Theme theme, float scale);

/// Size of the interface for a window: at least what the desktop asks for, more on tall windows, times the user's wish.
float interfaceScale(float contentScale, int width_px, int height_px, float userScale);

/// `colour` with its opacity multiplied.
ImU32 faded(ImU32 colour, float opacity);
/// Between two colours, t in 0..1.
ImU32 mixed(ImU32 from, ImU32 to, float t);

} // namespace fascia::ui
