#pragma once
// What to show and how; plain data that panels and the command line fill in.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace fascia::render {

/// projector: light, with larger text and wider lines, for a bright room.
enum class Theme : std::uint8_t { dark, light, projector };

/// interactive: keeps the frame rate, detail falls first. still: everything, 2 x 2 supersampled.
enum class Quality : std::uint8_t { interactive, still };

/// Colour map of a field. `automatic`: blue-white-orange for a diverging field, viridis otherwise.
enum class ColourMapId : std::uint8_t { automatic, cividis, viridis, diverging };

struct ViewOptions {
    /// Field that colours the web (an id of Snapshot::fields). Empty or unknown: the web is drawn in one quiet colour.
    std::string fieldId = "tension_N";
    /// Colour scale [SI unit of the field]; empty: FieldView::scaleLow .. scaleHigh. Never rescales by itself.
    std::optional<std::array<float, 2>> scale;
    ColourMapId colourMap = ColourMapId::automatic;
    Theme theme = Theme::dark;
    Quality quality = Quality::interactive;
    bool transparent = false; ///< No background: what is not covered has opacity 0 (premultiplied).

    bool showSkin = true;
    bool showFascia = true;            ///< The web: fibres of the deep and superficial fascia.
    bool showSuperficialFascia = true; ///< Of these, the superficial ones (only where showFascia).
    bool showInterlayer = false;       ///< Septa and glide springs, faint.
    bool showMuscles = true;
    bool showBones = true;
    bool showHands = true;
    bool showFocus = false;    ///< A thin ring along the skin at Snapshot::focus_m.
    bool colourSkin = false;   ///< A field given per node also tints the skin.
    float skinOpacity = 0.13F; ///< Of skin seen face-on, 0..1; the rim is always denser.
    float webWidth = 1.0F;     ///< Factor on the width of the fibres, 0.3..3.

    bool showLegend = true;
    bool showCaption = true; ///< Only drawn when `caption` is not empty.
    std::string caption;     ///< Bottom left; at most three lines, wrapped to fit.
    std::string footer;      ///< Small print along the lower edge, wrapped to fit; may be empty.
    std::string title;       ///< Small line above the caption, for example a time; may be empty.

    /// Phase of the light that runs along tense fibres [s]; steady (off) when negative. Give it wall time.
    float flow_s = -1.0F;
};

/// Where to draw: a framebuffer object (0: the window) and the rectangle in it [px].
struct Target {
    unsigned framebuffer = 0;
    int x = 0;
    int y = 0; ///< From the bottom.
    int width = 1280;
    int height = 720;
    float uiScale = 1.0F; ///< Size of text and legend (1 at 96 dpi and up to 1080 lines).
};

} // namespace fascia::render
