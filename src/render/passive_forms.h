#pragma once
// Bones and muscles: forms that do not move with the tissue. Prepared once per web.

#include <cstdint>
#include <vector>

#include "render/gl_objects.h"
#include "sim/web/web.h"

namespace fascia::render {

/// Merged triangles of one kind of form, ready for upload.
struct PassiveGeometry {
    struct Vertex {
        float position[3];
        float normal[3];
        std::int8_t axis[3];         ///< Long axis of the form the vertex belongs to, x 127.
        std::uint8_t openness;       ///< Share of the sky seen, x 255.
        std::uint8_t presence = 255; ///< 0: melted away; x 255.
        std::uint8_t tendon = 0;     ///< Of a muscle: 0 belly, 1 tendon; x 255.
        std::uint8_t unused[2] = {};
    };
    std::vector<Vertex> vertices;
    std::vector<std::uint32_t> indices; ///< Muscles first, then bones.
    std::uint32_t muscleIndexCount = 0;
};

/// Meshes of two kinds with smooth normals and long axes, all of them open to the sky; the first kind in the place of
/// muscles, the second in that of bones.
PassiveGeometry mergedForms(const std::vector<sim::VisualMesh>& meshes, sim::VisualMesh::Kind first,
                            sim::VisualMesh::Kind second);

/// Bones and muscles: smooth normals, long axes and ambient occlusion (rays through a voxel grid of the forms).
PassiveGeometry buildPassiveGeometry(const std::vector<sim::VisualMesh>& meshes);

/// The same with about `maxTriangles` triangles or fewer: vertices of a grid cell become one.
PassiveGeometry simplified(const PassiveGeometry& full, std::size_t maxTriangles);

/// The geometry on the graphics side.
class PassiveForms {
  public:
    explicit PassiveForms(const PassiveGeometry& geometry);
    void drawMuscles() const;
    void drawBones() const;
    [[nodiscard]] int muscleTriangles() const { return static_cast<int>(muscleIndexCount_ / 3); }
    [[nodiscard]] int boneTriangles() const { return static_cast<int>((indexCount_ - muscleIndexCount_) / 3); }

  private:
    VertexArray array_;
    Buffer vertices_;
    Buffer indices_;
    std::uint32_t indexCount_ = 0;
    std::uint32_t muscleIndexCount_ = 0;
};

} // namespace fascia::render
