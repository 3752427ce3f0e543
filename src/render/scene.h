#pragma once
// Draws a Snapshot. Reads sim/snapshot.h and nothing else of the simulation; computes no physics.

#include <memory>

#include "render/camera.h"
#include "render/graphics_error.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

/// What the last draw() did, for the status line and the benchmark.
struct DrawStats {
    int fibres = 0;             ///< Springs drawn.
    int fibresOfWeb = 0;        ///< Springs that would be drawn at full detail.
    int triangles = 0;          ///< Of everything drawn.
    bool passiveReused = false; ///< Bones, muscles and background were kept from the frame before.
};

class Scene {
  public:
    /// Needs a current OpenGL 3.3 core (or OpenGL ES 3.0) context whose functions are loaded (gladLoadGL).
    /// Throws GraphicsError.
    Scene();
    ~Scene();
    Scene(Scene&&) noexcept;
    Scene& operator=(Scene&&) noexcept;

    /// Draws the snapshot into the target's rectangle, opaque, and leaves the framebuffer bound with a default state
    /// (no depth test, no blending, program 0). Buffers of a web are made at its first draw and updated afterwards.
    /// Throws GraphicsError on any OpenGL error.
    void draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target);

    [[nodiscard]] const DrawStats& stats() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace fascia::render
