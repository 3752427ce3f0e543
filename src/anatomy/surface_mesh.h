#pragma once
// A triangle mesh of a body's surface before it becomes a web: checks, cutting by planes, mirroring.

#include <cstdint>
#include <string>
#include <vector>

#include "anatomy/sheet_springs.h"
#include "anatomy/vec3.h"
#include "sim/core/result.h"

namespace fascia::anatomy {

/// Vertices and triangles; `border` marks vertices on cutting planes, one bit per plane (0: free).
struct SurfaceMesh {
    std::vector<Vec3> vertex; ///< [m]
    Triangles triangles;      ///< Counter-clockwise seen from outside.
    std::vector<std::uint8_t> border;

    [[nodiscard]] Vec3 corner(std::size_t triangle, std::size_t c) const {
        return vertex[static_cast<std::size_t>(triangles[triangle][c])];
    }
};

/// The half space dot(p, normal) >= offset is kept.
struct Plane {
    Vec3 normal{1, 0, 0}; ///< Unit.
    double offset_m = 0.0;
};

/// What a look at the topology found.
struct SurfaceCheck {
    std::size_t openEdges = 0;                       ///< With one triangle.
    std::size_t crowdedEdges = 0;                    ///< With three triangles or more.
    std::size_t turnedEdges = 0;                     ///< Whose two triangles run the same way.
    std::size_t pinchedVertices = 0;                 ///< Whose triangles form more than one fan.
    std::size_t pieces = 0;                          ///< Connected parts.
    std::size_t smallTriangles = 0;                  ///< Of all pieces but the one with most area.
    double smallAreaShare = 0.0;                     ///< Their area over that one's.
    Vec3 openPlace{}, crowdedPlace{}, turnedPlace{}; ///< Mid-point of the first such edge [m].
    Vec3 pinchedPlace{};                             ///< The first such vertex [m].
    Vec3 smallPlace{};                               ///< A corner of another piece than that one [m].
    Vec3 largePlace{};                               ///< A corner of that one [m].
};

SurfaceCheck checkSurface(const SurfaceMesh& mesh);
/// Signed volume, positive when the triangles face outwards [m3].
double volumeOf(const SurfaceMesh& mesh);
double areaOf(const SurfaceMesh& mesh);
void boundsOf(const SurfaceMesh& mesh, Vec3& low, Vec3& high);

/// Joins vertices at exactly equal places, drops triangles without area and vertices without triangles.
void weld(SurfaceMesh& mesh);
/// Joins vertices within about `reach` (> 0) of one another too; the first one stays.
void weldNear(SurfaceMesh& mesh, double reach);
/// Cuts away what lies beyond the plane; new vertices get bit `bit` in `border`. Vertices closer than `snap_m` to the
/// plane are put on it, so that no sliver arises.
void cut(SurfaceMesh& mesh, const Plane& plane, int bit, double snap_m);
/// Keeps the connected piece whose vertex is nearest to `place`.
void keepPieceAt(SurfaceMesh& mesh, const Vec3& place);

/// Neighbours of every vertex, ascending.
std::vector<std::vector<std::int32_t>> vertexNeighbours(std::size_t vertices, const Triangles& triangles);

} // namespace fascia::anatomy
