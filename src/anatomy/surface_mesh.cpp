#include "anatomy/surface_mesh.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace fascia::anatomy {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

struct DirectedEdge {
    std::int32_t low, high, triangle;
    bool forward;
};

std::vector<DirectedEdge> directedEdges(const Triangles& triangles) {
    std::vector<DirectedEdge> edges;
    edges.reserve(3 * triangles.size());
    for (std::size_t t = 0; t < triangles.size(); ++t) {
        for (std::size_t c = 0; c < 3; ++c) {
            const std::int32_t a = triangles[t][c];
            const std::int32_t b = triangles[t][(c + 1) % 3];
            edges.push_back({std::min(a, b), std::max(a, b), static_cast<std::int32_t>(t), a < b});
        }
    }
    std::sort(edges.begin(), edges.end(), [](const DirectedEdge& x, const DirectedEdge& y) {
        return std::array{x.low, x.high, x.triangle} < std::array{y.low, y.high, y.triangle};
    });
    return edges;
}

std::int32_t rootOf(std::vector<std::int32_t>& parent, std::int32_t i) {
    while (parent[at(i)] != i) {
        parent[at(i)] = parent[at(parent[at(i)])];
        i = parent[at(i)];
    }
    return i;
}

/// A representative vertex per vertex: equal for vertices of one connected piece.
std::vector<std::int32_t> piecesOf(const SurfaceMesh& mesh) {
    std::vector<std::int32_t> parent(mesh.vertex.size());
    std::iota(parent.begin(), parent.end(), 0);
    for (const auto& t : mesh.triangles) {
        for (std::size_t c = 1; c < 3; ++c) {
            const std::int32_t a = rootOf(parent, t[0]);
            const std::int32_t b = rootOf(parent, t[c]);
            parent[at(std::max(a, b))] = std::min(a, b);
        }
    }
    for (std::size_t i = 0; i < parent.size(); ++i) {
        parent[i] = rootOf(parent, static_cast<std::int32_t>(i));
    }
    return parent;
}

/// Vertices whose triangles do not hang together over edges at the vertex; where the first one is.
std::size_t countPinched(const SurfaceMesh& mesh, Vec3& place) {
    std::vector<std::vector<std::int32_t>> fans(mesh.vertex.size());
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        for (const std::int32_t v : mesh.triangles[t]) {
            fans[at(v)].push_back(static_cast<std::int32_t>(t));
        }
    }
    std::size_t pinched = 0;
    for (std::size_t v = 0; v < fans.size(); ++v) {
        std::map<std::int32_t, std::int32_t> parent; // union of the neighbours that share a triangle
        const auto root = [&parent](std::int32_t i) {
            while (parent[i] != i) {
                i = parent[i];
            }
            return i;
        };
        for (const std::int32_t t : fans[v]) {
            std::array<std::int32_t, 2> other{};
            std::size_t count = 0;
            for (const std::int32_t corner : mesh.triangles[at(t)]) {
                if (at(corner) != v && count < 2) {
                    other[count++] = corner;
                    parent.try_emplace(corner, corner);
                }
            }
            parent[root(other[0])] = root(other[1]);
        }
        int pieces = 0;
        for (const auto& [i, p] : parent) {
            pieces += i == p ? 1 : 0;
        }
        if (pieces > 1) {
            place = pinched == 0 ? mesh.vertex[v] : place;
            ++pinched;
        }
    }
    return pinched;
}

void keepTriangles(SurfaceMesh& mesh, const std::vector<char>& keep) {
    Triangles kept;
    std::vector<std::int32_t> name(mesh.vertex.size(), -1);
    SurfaceMesh out;
    mesh.border.resize(mesh.vertex.size(), 0);
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        if (keep[t] == 0) {
            continue;
        }
        std::array<std::int32_t, 3> corner{};
        for (std::size_t c = 0; c < 3; ++c) {
            const std::size_t v = at(mesh.triangles[t][c]);
            if (name[v] < 0) {
                name[v] = static_cast<std::int32_t>(out.vertex.size());
                out.vertex.push_back(mesh.vertex[v]);
                out.border.push_back(mesh.border[v]);
            }
            corner[c] = name[v];
        }
        out.triangles.push_back(corner);
    }
    mesh = std::move(out);
}

} // namespace

SurfaceCheck checkSurface(const SurfaceMesh& mesh) {
    SurfaceCheck check;
    const std::vector<DirectedEdge> edges = directedEdges(mesh.triangles);
    for (std::size_t i = 0; i < edges.size();) {
        std::size_t end = i;
        while (end < edges.size() && edges[end].low == edges[i].low && edges[end].high == edges[i].high) {
            ++end;
        }
        const Vec3 place = (mesh.vertex[at(edges[i].low)] + mesh.vertex[at(edges[i].high)]) * 0.5;
        if (end - i == 1) {
            check.openPlace = check.openEdges == 0 ? place : check.openPlace;
            ++check.openEdges;
        } else if (end - i > 2) {
            check.crowdedPlace = check.crowdedEdges == 0 ? place : check.crowdedPlace;
            ++check.crowdedEdges;
        } else if (edges[i].forward == edges[i + 1].forward) {
            check.turnedPlace = check.turnedEdges == 0 ? place : check.turnedPlace;
            ++check.turnedEdges;
        }
        i = end;
    }
    check.pinchedVertices = countPinched(mesh, check.pinchedPlace);
    const std::vector<std::int32_t> piece = piecesOf(mesh);
    std::map<std::int32_t, std::pair<double, std::size_t>> areas; // of a piece, and its triangles
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        auto& [area, count] = areas[piece[at(mesh.triangles[t][0])]];
        area += 0.5 * norm(cross(mesh.corner(t, 1) - mesh.corner(t, 0), mesh.corner(t, 2) - mesh.corner(t, 0)));
        ++count;
    }
    check.pieces = areas.size();
    const auto largest = std::max_element(areas.begin(), areas.end(),
                                          [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
    double others = 0.0;
    for (auto one = areas.begin(); one != areas.end(); ++one) {
        if (one != largest) {
            others += one->second.first;
            check.smallTriangles += one->second.second;
            check.smallPlace = mesh.vertex[at(one->first)];
        }
    }
    if (largest != areas.end()) {
        check.largePlace = mesh.vertex[at(largest->first)];
        check.smallAreaShare = others / std::max(largest->second.first, 1e-300);
    }
    return check;
}

double volumeOf(const SurfaceMesh& mesh) {
    double volume = 0.0;
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        volume += dot(mesh.corner(t, 0), cross(mesh.corner(t, 1), mesh.corner(t, 2))) / 6.0;
    }
    return volume;
}

double areaOf(const SurfaceMesh& mesh) {
    double area = 0.0;
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        area += 0.5 * norm(cross(mesh.corner(t, 1) - mesh.corner(t, 0), mesh.corner(t, 2) - mesh.corner(t, 0)));
    }
    return area;
}

void boundsOf(const SurfaceMesh& mesh, Vec3& low, Vec3& high) {
    low = {1e300, 1e300, 1e300};
    high = {-1e300, -1e300, -1e300};
    for (const Vec3& p : mesh.vertex) {
        for (std::size_t i = 0; i < 3; ++i) {
            low[i] = std::min(low[i], p[i]);
            high[i] = std::max(high[i], p[i]);
        }
    }
}

namespace {

/// Gives every vertex's triangles to `same[vertex]` and drops what that leaves without an area.
void join(SurfaceMesh& mesh, const std::vector<std::int32_t>& same) {
    std::vector<char> keep(mesh.triangles.size(), 1);
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        auto& corner = mesh.triangles[t];
        for (std::int32_t& c : corner) {
            c = same[at(c)];
        }
        if (corner[0] == corner[1] || corner[1] == corner[2] || corner[2] == corner[0]) {
            keep[t] = 0;
        }
    }
    keepTriangles(mesh, keep);
}

} // namespace

void weld(SurfaceMesh& mesh) {
    std::vector<std::int32_t> order(mesh.vertex.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int32_t a, std::int32_t b) { return mesh.vertex[at(a)] < mesh.vertex[at(b)]; });
    std::vector<std::int32_t> same(mesh.vertex.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool again = i > 0 && mesh.vertex[at(order[i])] == mesh.vertex[at(order[i - 1])];
        same[at(order[i])] = again ? same[at(order[i - 1])] : order[i];
    }
    join(mesh, same);
}

void weldNear(SurfaceMesh& mesh, double reach) {
    // Cells as wide as the reach: what lies in one is one, and cells side by side are where their first vertices are near.
    // So the work stays in proportion to the vertices, however many lie at one place.
    using Cell = std::array<std::int64_t, 3>;
    std::map<Cell, std::int32_t> first;
    std::vector<std::int32_t> parent(mesh.vertex.size());
    std::iota(parent.begin(), parent.end(), 0);
    const auto unite = [&](std::int32_t a, std::int32_t b) {
        a = rootOf(parent, a);
        b = rootOf(parent, b);
        parent[at(std::max(a, b))] = std::min(a, b);
    };
    Vec3 low{}, high{};
    boundsOf(mesh, low, high);
    for (std::size_t i = 0; i < mesh.vertex.size(); ++i) {
        Cell cell{};
        for (std::size_t k = 0; k < 3; ++k) {
            cell[k] = static_cast<std::int64_t>((mesh.vertex[i][k] - low[k]) / reach);
        }
        const auto [found, isNew] = first.try_emplace(cell, static_cast<std::int32_t>(i));
        if (!isNew) {
            unite(static_cast<std::int32_t>(i), found->second);
            continue;
        }
        for (std::int64_t n = 0; n < 27; ++n) {
            const auto near = first.find({cell[0] + n % 3 - 1, cell[1] + n / 3 % 3 - 1, cell[2] + n / 9 - 1});
            if (near != first.end() && distance(mesh.vertex[at(near->second)], mesh.vertex[i]) <= reach) {
                unite(static_cast<std::int32_t>(i), near->second);
            }
        }
    }
    std::vector<std::int32_t> same(parent.size());
    for (std::size_t i = 0; i < same.size(); ++i) {
        same[i] = rootOf(parent, static_cast<std::int32_t>(i));
    }
    join(mesh, same);
}

void cut(SurfaceMesh& mesh, const Plane& plane, int bit, double snap_m) {
    mesh.border.resize(mesh.vertex.size(), 0);
    const auto mark = static_cast<std::uint8_t>(1U << static_cast<unsigned>(bit));
    std::vector<double> height(mesh.vertex.size());
    for (std::size_t i = 0; i < mesh.vertex.size(); ++i) {
        height[i] = dot(mesh.vertex[i], plane.normal) - plane.offset_m;
        if (std::fabs(height[i]) < snap_m) {
            mesh.vertex[i] = mesh.vertex[i] - plane.normal * height[i];
            height[i] = 0.0;
        }
    }
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> between;
    const auto crossing = [&](std::int32_t a, std::int32_t b) {
        const auto key = std::minmax(a, b);
        const auto found = between.find(key);
        if (found != between.end()) {
            return found->second;
        }
        const double s = height[at(key.first)] / (height[at(key.first)] - height[at(key.second)]);
        Vec3 p = mesh.vertex[at(key.first)] * (1.0 - s) + mesh.vertex[at(key.second)] * s;
        p = p - plane.normal * (dot(p, plane.normal) - plane.offset_m);
        const auto name = static_cast<std::int32_t>(mesh.vertex.size());
        mesh.vertex.push_back(p);
        mesh.border.push_back(mesh.border[at(key.first)] & mesh.border[at(key.second)]);
        height.push_back(0.0);
        between.emplace(key, name);
        return name;
    };
    Triangles kept;
    for (const auto& t : Triangles(mesh.triangles)) {
        // The polygon of the triangle on the kept side.
        std::vector<std::int32_t> polygon;
        bool inside = false;
        for (std::size_t c = 0; c < 3; ++c) {
            const std::int32_t a = t[c];
            const std::int32_t b = t[(c + 1) % 3];
            inside = inside || height[at(a)] > 0.0;
            if (height[at(a)] >= 0.0) {
                polygon.push_back(a);
            }
            if ((height[at(a)] > 0.0 && height[at(b)] < 0.0) || (height[at(a)] < 0.0 && height[at(b)] > 0.0)) {
                polygon.push_back(crossing(a, b));
            }
        }
        for (std::size_t i = 2; inside && i < polygon.size(); ++i) {
            kept.push_back({polygon[0], polygon[i - 1], polygon[i]});
        }
    }
    mesh.triangles = std::move(kept);
    keepTriangles(mesh, std::vector<char>(mesh.triangles.size(), 1));
    // Only vertices of open edges on the plane are border; the skin may touch the plane elsewhere.
    const std::vector<DirectedEdge> edges = directedEdges(mesh.triangles);
    for (std::size_t i = 0; i < edges.size();) {
        std::size_t end = i;
        while (end < edges.size() && edges[end].low == edges[i].low && edges[end].high == edges[i].high) {
            ++end;
        }
        if (end - i == 1) {
            for (const std::int32_t v : {edges[i].low, edges[i].high}) {
                if (std::fabs(dot(mesh.vertex[at(v)], plane.normal) - plane.offset_m) < 1e-9) {
                    mesh.border[at(v)] |= mark;
                }
            }
        }
        i = end;
    }
}

void keepPieceAt(SurfaceMesh& mesh, const Vec3& place) {
    const std::vector<std::int32_t> piece = piecesOf(mesh);
    double best = 1e300;
    std::int32_t wanted = 0;
    for (std::size_t i = 0; i < mesh.vertex.size(); ++i) {
        const double d = distance(mesh.vertex[i], place);
        if (d < best) {
            best = d;
            wanted = piece[i];
        }
    }
    std::vector<char> keep(mesh.triangles.size());
    for (std::size_t t = 0; t < keep.size(); ++t) {
        keep[t] = piece[at(mesh.triangles[t][0])] == wanted ? 1 : 0;
    }
    keepTriangles(mesh, keep);
}

std::vector<std::vector<std::int32_t>> vertexNeighbours(std::size_t vertices, const Triangles& triangles) {
    std::vector<std::vector<std::int32_t>> around(vertices);
    for (const auto& t : triangles) {
        for (std::size_t c = 0; c < 3; ++c) {
            around[at(t[c])].push_back(t[(c + 1) % 3]);
            around[at(t[c])].push_back(t[(c + 2) % 3]);
        }
    }
    for (auto& list : around) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    return around;
}

} // namespace fascia::anatomy
