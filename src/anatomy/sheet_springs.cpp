#include "anatomy/sheet_springs.h"

#include <cassert>

namespace fascia::anatomy {

namespace {

struct HalfEdge {
    std::int32_t low, high, opposite;
    double area_m2;
};

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

} // namespace

std::vector<MeshEdge> meshEdges(const Triangles& triangles, const std::vector<Vec3>& position) {
    std::vector<HalfEdge> halves;
    halves.reserve(3 * triangles.size());
    for (const auto& t : triangles) {
        const Vec3& p = position[at(t[0])];
        const double area = 0.5 * norm(cross(position[at(t[1])] - p, position[at(t[2])] - p));
        for (std::size_t i = 0; i < 3; ++i) {
            const std::int32_t a = t[i];
            const std::int32_t b = t[(i + 1) % 3];
            halves.push_back({std::min(a, b), std::max(a, b), t[(i + 2) % 3], area});
        }
    }
    std::sort(halves.begin(), halves.end(), [](const HalfEdge& x, const HalfEdge& y) {
        return std::array{x.low, x.high, x.opposite} < std::array{y.low, y.high, y.opposite};
    });
    std::vector<MeshEdge> edges;
    for (const HalfEdge& half : halves) {
        if (!edges.empty() && edges.back().a == half.low && edges.back().b == half.high) {
            assert(edges.back().oppositeB < 0 && "an edge with three triangles is not a sheet");
            edges.back().oppositeB = half.opposite;
            edges.back().area_m2 += half.area_m2;
        } else {
            edges.push_back({half.low, half.high, half.opposite, -1, half.area_m2});
        }
    }
    return edges;
}

void setSheetNormals(const Triangles& triangles, const std::vector<Vec3>& position, std::vector<Vec3>& normal) {
    std::vector<Vec3> sum(position.size(), Vec3{0, 0, 0});
    for (const auto& t : triangles) {
        const Vec3& p = position[at(t[0])];
        const Vec3 n = cross(position[at(t[1])] - p, position[at(t[2])] - p);
        for (const std::int32_t corner : t) {
            sum[at(corner)] = sum[at(corner)] + n;
        }
    }
    for (std::size_t i = 0; i < position.size(); ++i) {
        if (dot(sum[i], sum[i]) > 0.0) {
            normal[i] = unit(sum[i]);
        }
    }
}

void addSheetAreas(const Triangles& triangles, const std::vector<Vec3>& position, std::vector<double>& area_m2) {
    for (const auto& t : triangles) {
        const Vec3& p = position[at(t[0])];
        const double third = norm(cross(position[at(t[1])] - p, position[at(t[2])] - p)) / 6.0;
        for (const std::int32_t corner : t) {
            area_m2[at(corner)] += third;
        }
    }
}

void addSpring(sim::Web& web, std::int32_t a, std::int32_t b, sim::SpringFamily family, sim::Layer layer,
               double section_m2) {
    const Vec3 along = web.nodePosition_m[at(b)] - web.nodePosition_m[at(a)];
    const double length = norm(along);
    assert(length > 0.0 && section_m2 > 0.0 && "a spring needs a length and a section");
    // Fibres are lines without a sign: turn one to agree with the other before taking the mean.
    const Vec3& fibreA = web.nodeFibreDirection[at(a)];
    Vec3 fibreB = web.nodeFibreDirection[at(b)];
    if (dot(fibreA, fibreB) < 0.0) {
        fibreB = fibreB * -1.0;
    }
    const double cosine = dot(unit(fibreA + fibreB, fibreA), along) / length;
    web.springNodes.push_back({a, b});
    web.springFamily.push_back(family);
    web.springLayer.push_back(layer);
    web.springLength_m.push_back(length);
    web.springSection_m2.push_back(section_m2);
    web.springFibreCos2.push_back(std::min(cosine * cosine, 1.0));
    web.springRegion.push_back(web.nodeRegion[at(a)]);
}

void addSheetSprings(sim::Web& web, sim::Layer layer, bool withShear, bool skipAnchored) {
    const Triangles& triangles = web.layerTriangles[static_cast<std::size_t>(layer)];
    const std::vector<MeshEdge> edges = meshEdges(triangles, web.nodePosition_m);
    const auto skip = [&](std::int32_t a, std::int32_t b) {
        return skipAnchored && web.nodeAnchored[at(a)] != 0 && web.nodeAnchored[at(b)] != 0;
    };
    const auto thickness = [&](std::int32_t a, std::int32_t b) {
        return 0.5 * (web.nodeThickness_m[at(a)] + web.nodeThickness_m[at(b)]);
    };
    for (const MeshEdge& e : edges) {
        if (!skip(e.a, e.b)) {
            // A border edge has no diagonal across it and keeps that half as well.
            const double share = withShear && e.oppositeB >= 0 ? 0.5 : 1.0;
            const double length = distance(web.nodePosition_m[at(e.a)], web.nodePosition_m[at(e.b)]);
            addSpring(web, e.a, e.b, sim::SpringFamily::fibre, layer, share * thickness(e.a, e.b) * e.area_m2 / length);
        }
    }
    if (!withShear) {
        return;
    }
    for (const MeshEdge& e : edges) {
        if (e.oppositeB >= 0 && !skip(e.oppositeA, e.oppositeB)) {
            const double length = distance(web.nodePosition_m[at(e.oppositeA)], web.nodePosition_m[at(e.oppositeB)]);
            addSpring(web, e.oppositeA, e.oppositeB, sim::SpringFamily::shear, layer,
                      0.5 * thickness(e.oppositeA, e.oppositeB) * e.area_m2 / length);
        }
    }
}

} // namespace fascia::anatomy
