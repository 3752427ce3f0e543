#pragma once
// Lines of tension: curves along the strongest pull in the deep fascia (the field principal_stress_Pa), as ribbons with a
// light that runs along them. The lines start at fixed, evenly spread places and are traced anew in every picture, so they
// bend as the tissue is loaded.

#include <array>
#include <cstdint>
#include <vector>

#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

#include "render/gl_objects.h"
#include "render/layer_surface.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

/// A traced line: points in order with the pull there, as a share of the field's scale 0..1.
struct TensionLine {
    std::vector<glm::vec3> points;
    std::vector<float> pull;
    std::vector<float> shown; ///< 0..1: less towards an open border and outside an isolated region.
};

class TensionLines {
  public:
    explicit TensionLines(const LayerSurface& sheet);

    /// Traces and uploads. `mostTriangles`: of all ribbons together; 0 or less: all.
    void update(const sim::Snapshot& snapshot, const ViewOptions& view, const glm::vec4& cutPlane, int mostTriangles);
    void draw() const;

    [[nodiscard]] const std::vector<TensionLine>& lines() const { return lines_; }
    [[nodiscard]] int triangles() const { return indexCount_ / 3; }

  private:
    struct Vertex {
        float position[3];
        float along[3];
        float run[4]; ///< Length from the start [m], side (-1, +1), pull 0..1, opacity 0..1.
    };
    struct Place {
        std::uint32_t face = 0;
        std::array<float, 3> share{}; ///< Barycentric.
    };

    void trace(std::uint32_t seed, float sign, TensionLine& line, std::uint32_t mark);
    [[nodiscard]] glm::vec3 pointAt(const Place& place) const;
    [[nodiscard]] glm::vec3 pullAt(const Place& place, const glm::vec3& like) const;
    void chooseSeeds();
    void build(const glm::vec4& cutPlane, int mostTriangles);

    std::vector<std::int32_t> nodes_;
    std::vector<std::array<std::uint32_t, 3>> faces_;
    std::vector<std::array<std::int32_t, 3>> beyond_; ///< Face across the edge opposite each corner; -1: the border.
    std::vector<std::uint32_t> order_;                ///< Faces in the fixed order in which seeds are tried.
    std::vector<std::uint32_t> seeds_;
    std::vector<std::uint32_t> mark_; ///< Which line went through a face last; 0: none.
    std::vector<std::uint32_t> nearSeed_;
    std::vector<glm::vec3> position_;
    std::vector<glm::vec3> vector_; ///< Pull / the field's scale.
    std::vector<float> fade_;       ///< Of each vertex towards an open border.
    std::vector<float> shown_;      ///< The same, also outside an isolated region.
    std::vector<TensionLine> lines_;
    std::vector<Vertex> vertices_;
    std::vector<std::uint32_t> indices_;
    VertexArray array_;
    Buffer vertexBuffer_;
    Buffer indexBuffer_;
    int indexCount_ = 0;
};

} // namespace fascia::render
