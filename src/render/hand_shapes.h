#pragma once
// Hands: a clear pad, a ring where it touches, and arrows of the normal and tangential force.

#include <span>
#include <vector>

#include "render/gl_objects.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

class HandShapes {
  public:
    HandShapes();
    /// Rebuilds the shapes of the active hands (a few hundred triangles). `focus`: also a thin ring there.
    void update(const sim::Snapshot& snapshot, const ViewOptions& view);
    void drawSolid() const; ///< Rings and arrows.
    void drawClear() const; ///< Pads.
    [[nodiscard]] int triangles() const { return (solidCount_ + clearCount_) / 3; }

    struct Vertex {
        float position[3];
        float normal[3];
        std::uint8_t tint[4];
    };

  private:
    std::vector<Vertex> solid_;
    std::vector<Vertex> clear_;
    VertexArray array_;
    Buffer buffer_;
    int solidCount_ = 0;
    int clearCount_ = 0;
};

} // namespace fascia::render
