#pragma once
// Isosurfaces of distance fields by OpenVDB: the only code of the project that uses it.

#include <functional>

#include "anatomy/vec3.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

struct Box {
    Vec3 low{}, high{};
};

/// Fills a level-set grid from `field` (negative inside) inside of the box, takes the zero surface as triangles, outward
/// by right hand. Cut and capped at the box. Single-threaded: same input, same output. With `opening_m` what is thinner
/// than twice that is not there, and edges are rounded by it.
sim::VisualMesh isosurface(const std::function<double(const Vec3&)>& field, const Box& box, double voxel_m,
                           double opening_m = 0.0);

/// Largest distance [m] from the lattice's skin nodes to the nearest vertex ring of an isosurface of the skin: an
/// independent check that the lattice lies on the skin and misses no part of it.
double worstDistance(const std::vector<Vec3>& nodes, const sim::VisualMesh& surface);

} // namespace fascia::anatomy
