#pragma once
// One sheet of the web as a surface that moves with its nodes (the skin, the deep fascia).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "render/gl_objects.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

class LayerSurface {
  public:
    LayerSurface(const sim::Web& web, sim::Layer layer, std::span<const float> fade);

    /// New positions, normals and colour positions. A field given per spring is averaged over the sheet's fibres at each
    /// vertex.
    void update(const sim::Snapshot& snapshot, const ViewOptions& view, const sim::FieldView* field);
    void draw() const;
    /// Node of each vertex.
    [[nodiscard]] std::span<const std::int32_t> nodes() const { return nodes_; }
    /// Vertex numbers of each triangle.
    [[nodiscard]] std::span<const std::array<std::uint32_t, 3>> faces() const { return triangles_; }
    /// Fade of a vertex towards an open border, 0..1.
    [[nodiscard]] float fadeAt(std::size_t vertex) const { return fade_[vertex]; }
    /// The same, also away from an isolated region, as of the last update.
    [[nodiscard]] float shownAt(std::size_t vertex) const { return vertices_[vertex].valueFade[1]; }
    /// A field's value at a vertex [SI]: per spring, the mean over the sheet's fibres there.
    [[nodiscard]] float valueAt(const sim::FieldView& field, std::size_t vertex) const;
    [[nodiscard]] int triangles() const { return static_cast<int>(indexCount_ / 3); }

  private:
    struct Vertex {
        float position[3];
        float normal[3];
        float valueFade
            [4]; ///< Colour position, fade towards a border, guarding; 1 in a septum, or the skin's untinted share.
    };
    bool deep_;                                           ///< Fades outside an isolated region, as the web does.
    std::vector<float> fade_;                             ///< Of each vertex towards an open border.
    std::vector<std::int32_t> nodes_;                     ///< Node of each vertex.
    std::vector<std::array<std::uint32_t, 3>> triangles_; ///< Vertex numbers.
    std::vector<std::int32_t> springs_;      ///< Fibres of the sheet at each vertex, one vertex after the other.
    std::vector<std::uint32_t> springsFrom_; ///< Where each vertex begins in springs_; one more at the end.
    std::vector<Vertex> vertices_;
    VertexArray array_;
    Buffer vertexBuffer_;
    Buffer indexBuffer_;
    std::size_t indexCount_ = 0;
};

} // namespace fascia::render
