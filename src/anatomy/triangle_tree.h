#pragma once
// A tree of boxes over the triangles of a surface: nearest point, first hit of a ray, and whether the surface crosses itself.

#include <optional>
#include <vector>

#include "anatomy/surface_mesh.h"

namespace fascia::anatomy {

class TriangleTree {
  public:
    /// Keeps a reference to the mesh, which must outlive the tree and must have a triangle.
    explicit TriangleTree(const SurfaceMesh& mesh);

    /// The point of the surface nearest to p.
    [[nodiscard]] Vec3 nearest(const Vec3& p) const;
    /// Distance [m] along the unit direction d to the first triangle beyond `start_m`, or nothing.
    [[nodiscard]] std::optional<double> firstHit(const Vec3& p, const Vec3& d, double start_m) const;
    /// A place where two triangles without a common corner cross each other [m], or nothing.
    [[nodiscard]] std::optional<Vec3> selfCrossing() const;

  private:
    struct Box {
        Vec3 low{}, high{};
        std::int32_t first = 0, count = 0; ///< Triangles of a leaf (count > 0).
        std::int32_t left = -1, right = -1;
    };
    std::int32_t build(std::int32_t first, std::int32_t last);
    [[nodiscard]] Vec3 corner(std::int32_t triangle, std::size_t c) const {
        return mesh_.corner(static_cast<std::size_t>(triangle), c);
    }
    [[nodiscard]] std::optional<Vec3> crossing(std::int32_t a, std::int32_t b) const;

    const SurfaceMesh& mesh_;
    std::vector<std::int32_t> order_;
    std::vector<Vec3> centre_;
    std::vector<Box> boxes_;
};

} // namespace fascia::anatomy
