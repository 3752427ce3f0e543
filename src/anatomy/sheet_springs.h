#pragma once
// In-plane springs of one sheet on a triangle mesh, and the mesh quantities that go with them.
//
// Story: a sheet of thickness t and modulus E is replaced by springs along the edges of its triangles (fibre family) and
// across each pair of triangles (shear family). On the regular lattice either family alone, with
//   section = t * (area of the two triangles) / length,
// gives back E with Poisson's ratio 1/3 (central forces). When a sheet has both, each gets half: six directions, 30
// degrees apart, which makes a modulus that depends on the angle to the fibres as a + b cos^6 independent of how the
// lattice lies (see sim/material/sheet_moduli.h). Poisson's ratio other than 1/3 is out of reach of springs.
// Source of the area rule: Van Gelder 1998, "Approximate simulation of elastic membranes by triangulated spring meshes".
// Test: tests/anatomy/low_back_test.cpp.

#include <array>
#include <cstdint>
#include <vector>

#include "anatomy/vec3.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

using Triangles = std::vector<std::array<std::int32_t, 3>>;

/// One edge of a triangle mesh and the corners opposite to it; `oppositeB` is -1 on the border.
struct MeshEdge {
    std::int32_t a = -1, b = -1;
    std::int32_t oppositeA = -1, oppositeB = -1;
    double area_m2 = 0.0; ///< Of the one or two triangles at the edge.
};

/// Edges sorted by their node numbers, so that the order does not depend on the triangles' order.
std::vector<MeshEdge> meshEdges(const Triangles& triangles, const std::vector<Vec3>& position);

/// Area-weighted unit normals of the nodes that the triangles use (others keep their entry).
void setSheetNormals(const Triangles& triangles, const std::vector<Vec3>& position, std::vector<Vec3>& normal);

/// A third of the area of every triangle to each of its corners.
void addSheetAreas(const Triangles& triangles, const std::vector<Vec3>& position, std::vector<double>& area_m2);

/// Appends a spring between nodes a and b: length, fibre angle and region follow from the nodes.
void addSpring(sim::Web& web, std::int32_t a, std::int32_t b, sim::SpringFamily family, sim::Layer layer,
               double section_m2);

/// Appends the springs of `web.layerTriangles[layer]`. Springs between two anchored nodes are left out when
/// `skipAnchored`.
void addSheetSprings(sim::Web& web, sim::Layer layer, bool withShear, bool skipAnchored);

} // namespace fascia::anatomy
