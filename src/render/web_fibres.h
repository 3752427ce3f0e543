#pragma once
// The web's springs as ribbons: which are drawn, in which order, with which colour and prominence.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <glm/mat4x4.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

#include "render/colour_map.h"
#include "render/gl_objects.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

/// A field ready to colour with: values on the colour scale.
struct ColourScale {
    float low = 0.0F; ///< [SI unit of the field]
    float high = 1.0F;
    bool diverging = false;
    /// Position on the colour map, 0..1; a value that is not finite counts as low.
    [[nodiscard]] float position(float value) const;
    /// How much a position stands out, 0..1: its distance from the quiet end (or the middle).
    [[nodiscard]] float prominence(float position) const;
};

/// Scale of a field under the options: the override or the field's own fixed scale.
ColourScale scaleOf(const sim::FieldView& field, const ViewOptions& view);

/// How near each node is to an open border of its sheet: 0 on it, 1 a few rings inside. Interior everywhere when the
/// sheets are closed.
std::vector<float> borderFade(const sim::Web& web);

/// 1 for nodes of septa: the second and further nodes of the deep fascia in a column.
std::vector<std::uint8_t> septumNodes(const sim::Web& web);

/// The springs of one web that may be drawn, most telling first. Springs that run on in a line are drawn as one fibre, in
/// stills as a curve: colour and width pass from the middle of one spring to the middle of the next.
inline constexpr float kElsewhere = 0.14F; ///< Opacity of the web outside the region that is isolated.

class WebFibres {
  public:
    WebFibres(const sim::Web& web, std::span<const float> fade);

    /// Selects, sorts far to near and uploads. `budget`: most springs drawn; 0 or less: all.
    /// What lies wholly beyond `cutPlane` (all zero: none) is left out.
    void update(const sim::Snapshot& snapshot, const ViewOptions& view, const glm::mat4& viewMatrix,
                const glm::vec4& cutPlane, int budget);
    /// From now on a fibre is the fainter the nearer both its ends are to these places (3 numbers a node [m]); empty: not.
    void fadeWhereNear(std::span<const float> position_m) { other_m_ = position_m; }
    void draw() const;

    [[nodiscard]] int drawn() const { return drawn_; }
    [[nodiscard]] int available() const { return available_; }
    /// Mean spring length of the deep fascia [m]; widths follow it.
    [[nodiscard]] float meanLength_m() const { return meanLength_m_; }

  private:
    struct Fibre {
        std::int32_t spring = 0;
        std::int32_t a = 0;
        std::int32_t b = 0;
        float width = 1.0F; ///< Factor.
        float opacity = 1.0F;
        std::array<std::int32_t, 2> next{-1, -1};     ///< Fibre that runs on at a and at b; -1: none.
        std::array<std::int32_t, 2> nextNode{-1, -1}; ///< Its other end.
        std::uint8_t region = 0;
        std::uint8_t group = 0; ///< 0 deep fibre, 1 superficial fibre, 2 deep shear, 3 superficial shear, 4 interlayer.
        bool inner = false;     ///< Of a septum: lies between muscles, which hide it.
    };
    /// What is drawn at one end of a piece.
    struct End {
        glm::vec3 place{0.0F};
        glm::vec3 along{0.0F}; ///< Tangent towards b, as long as the spring [m].
        float position = 0.0F; ///< On the colour scale.
        float width = 0.0F;
        float opacity = 0.0F; ///< Of the fibre alone.
        float release = 0.0F; ///< 0..1
        bool joined = false;
    };
    struct Drawing;
    struct Vertex {
        float here[3];
        float there[3];         ///< Next place along the curve.
        std::uint8_t colour[3]; ///< sRGB.
        std::uint8_t prominence;
        std::int8_t end;
        std::int8_t side;
        std::int8_t width;    ///< x 64.
        std::int8_t opacity;  ///< x 127.
        std::uint8_t more[4]; ///< Release 0..255; 255: another piece joins here; 255: of a septum; nothing.
    };

    void joinFibres(const std::vector<glm::vec3>& place);
    [[nodiscard]] std::array<End, 2> endsOf(const Fibre& fibre, const Drawing& drawing) const;
    /// Four vertices for each of Drawing::curve pieces.
    static void writeCurve(const std::array<End, 2>& ends, const Fibre& fibre, const Drawing& drawing, Vertex* out);
    void reserveIndices(std::size_t fibres);

    std::span<const float> other_m_;
    std::vector<Fibre> fibres_; ///< By group, then by how well they follow the fibre direction.
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> scratch_;
    std::vector<std::uint32_t> keys_;
    std::vector<Vertex> vertices_;
    VertexArray array_;
    Buffer vertexBuffer_;
    Buffer indexBuffer_;
    std::size_t indexedFibres_ = 0;
    int drawn_ = 0;
    int pieces_ = 0; ///< Ribbons that they are drawn with.
    int available_ = 0;
    float meanLength_m_ = 0.01F;
};

} // namespace fascia::render
