#pragma once
// Legend, caption and other flat marks over the picture, in pixels from the top left corner.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "render/camera.h"
#include "render/colour_map.h"
#include "render/gl_objects.h"
#include "render/nerves.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

/// Letters of one size, baked from the interface font.
class Font {
  public:
    /// Throws nothing: without a font file there is no text (`usable()` is false).
    explicit Font(int pixelHeight);
    [[nodiscard]] bool usable() const { return usable_; }

    struct Glyph {
        float x0 = 0, y0 = 0, x1 = 0, y1 = 0; ///< From the pen [px].
        float u0 = 0, v0 = 0, u1 = 0, v1 = 0;
        float advance = 0;
    };
    /// Glyph of a code point, or of '?' when the font has none baked.
    [[nodiscard]] const Glyph& glyph(std::uint32_t codePoint) const;
    [[nodiscard]] float width(std::string_view utf8) const;
    [[nodiscard]] float ascent() const { return ascent_; }
    [[nodiscard]] unsigned texture() const { return texture_.get(); }

  private:
    std::map<std::uint32_t, Glyph> glyphs_;
    Texture texture_;
    float ascent_ = 0.0F;
    bool usable_ = false;
};

class Overlay {
  public:
    Overlay();
    /// Draws what the options ask for over a picture of width x height pixels at (x, y) of the bound framebuffer. Sites
    /// beyond `cutPlane` (dot(xyz, position) + w < 0; all zero: no cut) are not named. `nerveLabels`: empty where no
    /// nerves are drawn.
    void draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target,
              const glm::vec4& cutPlane, std::span<const PlaceLabel> nerveLabels);

  private:
    using Colour = std::array<float, 4>;
    struct Vertex {
        float position[2];
        float uv[2];
        std::uint8_t tint[4];
    };
    const Font& font(int pixelHeight);
    void quad(float x0, float y0, float x1, float y1, const Colour& colour);
    /// Corners in reading order (top left, top right, bottom left, bottom right).
    void shape(const std::array<std::array<float, 2>, 4>& corners, const std::array<Colour, 4>& colours);
    /// Pen at (x, baseline). align: 0 left, 0.5 centre, 1 right.
    void text(const Font& with, float x, float baseline, std::string_view utf8, const Colour& colour, float align);
    void flush(unsigned texture, const Target& target);
    void legend(const sim::FieldView& field, const ViewOptions& view, const Target& target);
    /// The lines of the words at the lower left, and where they stand [px].
    struct Words {
        std::vector<std::string> footer, caption, title;
        float base = 0.0F;       ///< Baseline of the caption's last line.
        float top = 0.0F;        ///< Above the uppermost line.
        float right = 0.0F;      ///< End of the longest line of caption and title; 0: none.
        float printRight = 0.0F; ///< Of the small print.
    };
    const Font& fontOf(float height, const Target& target);
    [[nodiscard]] Words wordsOf(const ViewOptions& view, const Target& target);
    void veil(const ViewOptions& view, const Target& target, const Words& words, float scales);
    void caption(const ViewOptions& view, const Target& target, const Words& words);
    /// The scale of the nerves' load, above what reaches up to `above` [px at uiScale 1].
    void nerveScale(const ViewOptions& view, const Target& target, float above);
    /// One line: what the fullness of a bead means.
    void beadKey(const ViewOptions& view, const Target& target, float above);
    /// Two columns of words beside the body.
    void labels(const sim::Snapshot& snapshot, std::span<const PlaceLabel> places, const Camera& camera,
                const ViewOptions& view, const Target& target, const glm::vec4& cutPlane);
    void stroke(float x0, float y0, float x1, float y1, float width, const Colour& colour);

    std::map<int, Font> fonts_;
    std::vector<Vertex> vertices_;
    Program program_;
    VertexArray array_;
    Buffer buffer_;
};

inline constexpr float kProjectorText = 1.5F; ///< Factor of the projector theme on text.

/// What the scales of such a picture leave free, whether it shows them or not.
Corners cornersOf(const Target& target, const ViewOptions& view);
/// Names of the sites, where they are now.
std::vector<PlaceLabel> siteLabels(const sim::Snapshot& snapshot);
/// Rows for labels that want to stand at `wanted` [px from the top] and keep `gap` apart within low..high: in the same order,
/// none over another as long as they all fit, each as near to its place as the others let it.
std::vector<float> labelRows(const std::vector<float>& wanted, float gap, float low, float high);
/// How many rows `gap` apart there are within low..high.
std::size_t labelsThatFit(float gap, float low, float high);
/// Width of the scales' bars [px].
float legendWidth(const Target& target);
/// How high the scales at the lower right reach [px at uiScale 1]; 0: there are none.
float scalesHeight(bool legend, bool nerves, bool beads);
/// Round tick values from low to high (both ends included), 3 to 6 of them, in display units.
std::vector<float> legendTicks(float low, float high);
/// A number as the legend writes it: no more digits than the step needs.
std::string legendNumber(float value, float step);

} // namespace fascia::render
