#pragma once
// One sheet of the web as a surface that moves with its nodes (the skin).

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

    /// New positions, normals and, where `field` is given per node, colour positions.
    void update(const sim::Snapshot& snapshot, const ViewOptions& view, const sim::FieldView* field);
    void draw() const;
    [[nodiscard]] int triangles() const { return static_cast<int>(indexCount_ / 3); }

  private:
    struct Vertex {
        float position[3];
        float normal[3];
        float valueFade[2];
    };
    std::vector<std::int32_t> nodes_;                  ///< Node of each vertex.
    std::vector<std::array<std::uint32_t, 3>> triangles_;  ///< Vertex numbers.
    std::vector<Vertex> vertices_;
    VertexArray array_;
    Buffer vertexBuffer_;
    Buffer indexBuffer_;
    std::size_t indexCount_ = 0;
};

} // namespace fascia::render
