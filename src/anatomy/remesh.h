#pragma once
// Even triangles of a wanted size on a given surface.
//
// Story: long edges are split, short ones collapsed, diagonals flipped until corners have about six neighbours (four on a
// border), corners slid along the surface to the middle of their neighbours and put back onto it; a few rounds of that
// give triangles near equilateral. Source: Botsch and Kobbelt 2004, "A remeshing approach to multiresolution modeling".
// Written here since the remeshers that Debian packages are under the GPL (CGAL, VCG) or depend on threads for their
// result. Deterministic. Limits: edges sharper than the wanted size are rounded. Test: tests/anatomy/build_test.cpp.

#include <functional>

#include "anatomy/surface_mesh.h"

namespace fascia::anatomy {

struct RemeshSpec {
    /// Wanted edge length [m] at a place; > 0, changing slowly.
    std::function<double(const Vec3&)> edge_m;
    /// The point of the surface near p; `border` as in SurfaceMesh (the point must stay on those planes).
    std::function<Vec3(const Vec3& p, std::uint8_t border)> project;
    int rounds = 8;
    std::size_t mostTriangles = 2'000'000; ///< Splitting stops there.
};

/// `mesh` must be manifold, with its border vertices marked.
void remesh(SurfaceMesh& mesh, const RemeshSpec& spec);

/// Radius of the inscribed circle times two over the radius of the circumscribed one: 1 equilateral, 0 a sliver.
double triangleQuality(const Vec3& a, const Vec3& b, const Vec3& c);

} // namespace fascia::anatomy
