#pragma once
// What to show and how; plain data that panels and the command line fill in.

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fascia::render {

/// projector: light, with larger text and wider lines, for a bright room.
enum class Theme : std::uint8_t { dark, light, projector };

/// interactive: keeps the frame rate, detail falls first. still: everything, 2 x 2 supersampled.
enum class Quality : std::uint8_t { interactive, still };

/// Colour map of a field. `automatic`: blue-white-orange for a diverging field, viridis otherwise.
enum class ColourMapId : std::uint8_t { automatic, cividis, viridis, diverging };

/// A plane through the body; what lies on one side of it is taken away: transverse what is above, sagittal the body's
/// left, coronal the back.
enum class Cut : std::uint8_t { none, transverse, sagittal, coronal };

/// Layers that peel() takes off one after the other.
enum class PeelLayer : std::uint8_t { skin = 1, superficialFascia = 2, deepFascia = 3, muscle = 4 };

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
    bool showContext = true; ///< The rest of the figure around a close-up.
    bool showHands = true;
    bool showFocus = false;    ///< A thin ring along the skin at Snapshot::focus_m.
    bool colourSkin = false;   ///< A field given per node also tints the skin.
    float skinOpacity = 0.13F; ///< Of skin seen face-on, 0..1; the rim is always denser.
    float webWidth = 1.0F;     ///< Factor on the width of the fibres, 0.3..3.

    /// Layers taken off from outside, 0..4: 1 the skin, 2 also the superficial fascia (in the fat), 3 also the deep
    /// fascia, 4 also the muscles; between whole numbers a layer is half gone.
    float peel = 0.0F;
    Cut cut = Cut::none;
    float cutShare = 0.5F;   ///< Where the plane lies, 0..1 of the model's box from where all is cut away to nothing.
    int isolateRegion = -1;  ///< Index into Web::regionIds: the web elsewhere is faint. -1: none.
    bool showLines = false;  ///< Lines of tension: along the strongest pull in the deep fascia.
    bool showBeads = false;  ///< Hydration as the fullness of beads on the deep fascia.
    bool showNerves = false; ///< Nerves with their load, and where a nerve beyond its threshold would be felt.
    bool showGuard = true;   ///< Amber hatch over guarding regions.
    bool showRelease = true; ///< Fibres brighten while their adhesions let go.
    bool showLabels = false; ///< Names of the sites.
    /// The web as it was before, drawn faintly: 3 numbers a node [m]; null: none. Replace, never change.
    std::shared_ptr<const std::vector<float>> ghostPosition_m;
    /// Share of the detail that a slow machine is asked for, 0.2..1 (see DetailGovernor); stills ignore it.
    float detail = 1.0F;

    bool showLegend = true;
    bool showCaption = true; ///< Only drawn when `caption` is not empty.
    std::string caption;     ///< Bottom left; at most three lines, wrapped to fit.
    std::string footer;      ///< Small print along the lower edge, wrapped to fit; may be empty.
    std::string title;       ///< Small line above the caption, for example a time; may be empty.

    /// Phase of the light that runs along tense fibres [s]; steady (off) when negative. Give it wall time.
    float flow_s = -1.0F;

    /// How much of a layer the peel leaves, 0..1.
    [[nodiscard]] float left(PeelLayer layer) const { return std::clamp(static_cast<float>(layer) - peel, 0.0F, 1.0F); }
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
