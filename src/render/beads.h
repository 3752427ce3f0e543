#pragma once
// Hydration as beads on the deep fascia: a round glass that is as full as the tissue there.

#include <cstdint>
#include <vector>

#include <glm/vec4.hpp>

#include "render/gl_objects.h"
#include "render/layer_surface.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

class Beads {
  public:
    explicit Beads(const LayerSurface& sheet);
    /// New places and levels from the field "hydration"; none without it.
    void update(const sim::Snapshot& snapshot, const LayerSurface& sheet, const glm::vec4& cutPlane);
    void draw() const;
    [[nodiscard]] int triangles() const { return 2 * count_; }

  private:
    struct Vertex {
        float centre[3];
        float corner[4]; ///< x, y (-1, +1), fullness 0..1, opacity.
    };
    std::vector<std::uint32_t> chosen_; ///< Vertices of the sheet that carry a bead, evenly spread.
    std::vector<Vertex> vertices_;
    VertexArray array_;
    Buffer buffer_;
    int count_ = 0;
};

} // namespace fascia::render
