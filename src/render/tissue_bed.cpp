#include "render/tissue_bed.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <glm/geometric.hpp>
#include <glm/vec3.hpp>

namespace fascia::render {
namespace {

using glm::vec3;

constexpr float kBelowAnchors_m = 0.004F; // bones stand out by that much
constexpr float kPlainDepth_m = 0.020F;   // below the epimysium, where a column has no anchor of its own
constexpr int kSmoothings = 12;
constexpr float kBorder = 2.0F; // it is whole where the web has faded by half
constexpr float kOpenness = 0.80F;
constexpr float kPatch = 0.25F; // of its area looks one way: it does not go around

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
vec3 toVec(const sim::Point3& p) {
    return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
}

/// Depth of the anchor below every node of the epimysium; that of its widest column.
std::vector<vec3> innerEnds(const sim::Web& web, const std::vector<std::int32_t>& nodes) {
    std::vector<double> widest(web.nodePosition_m.size(), 0.0);
    std::vector<std::int32_t> anchor(web.nodePosition_m.size(), -1);
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        auto [top, end] = web.springNodes[s];
        if (web.nodeLayer[at(top)] == sim::Layer::bone) {
            std::swap(top, end);
        }
        if (web.springFamily[s] == sim::SpringFamily::bulk && web.nodeLayer[at(end)] == sim::Layer::bone &&
            web.springSection_m2[s] > widest[at(top)]) {
            widest[at(top)] = web.springSection_m2[s];
            anchor[at(top)] = end;
        }
    }
    std::vector<vec3> ends;
    for (const std::int32_t node : nodes) {
        const vec3 top = toVec(web.nodePosition_m[at(node)]);
        const vec3 normal = toVec(web.nodeNormal[at(node)]);
        const std::int32_t end = anchor[at(node)];
        ends.push_back(end >= 0 ? toVec(web.nodePosition_m[at(end)]) - kBelowAnchors_m * normal
                                : top - kPlainDepth_m * normal);
    }
    return ends;
}

/// Its border stays, or the bed would shrink away from the web's edge.
void smooth(std::vector<vec3>& position, const std::vector<std::array<std::uint32_t, 3>>& triangles) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> sides;
    for (const auto& t : triangles) {
        for (std::size_t c = 0; c < 3; ++c) {
            ++sides[std::minmax({t[c], t[(c + 1) % 3]})];
        }
    }
    std::vector<std::uint8_t> border(position.size(), 0);
    for (const auto& [ends, count] : sides) {
        if (count == 1) {
            border[ends.first] = border[ends.second] = 1;
        }
    }
    for (int pass = 0; pass < kSmoothings; ++pass) {
        std::vector<vec3> sum(position.size(), vec3(0.0F));
        std::vector<float> count(position.size(), 0.0F);
        for (const auto& t : triangles) {
            for (std::size_t c = 0; c < 3; ++c) {
                sum[t[c]] += position[t[(c + 1) % 3]] + position[t[(c + 2) % 3]];
                count[t[c]] += 2.0F;
            }
        }
        for (std::size_t i = 0; i < position.size(); ++i) {
            position[i] =
                count[i] > 0.0F && border[i] == 0 ? glm::mix(position[i], sum[i] / count[i], 0.5F) : position[i];
        }
    }
}

/// Most of the area looks one way: a patch of a body's surface.
bool oneSided(const std::vector<vec3>& position, const std::vector<std::array<std::uint32_t, 3>>& triangles) {
    vec3 sum(0.0F);
    float area = 0.0F;
    for (const auto& t : triangles) {
        const vec3 n = glm::cross(position[t[1]] - position[t[0]], position[t[2]] - position[t[0]]);
        sum += n;
        area += glm::length(n);
    }
    return glm::length(sum) > kPatch * area;
}

/// Border of the triangles as closed rows of vertices, turned as the triangles are.
std::vector<std::vector<std::uint32_t>> borderLoops(const std::vector<std::array<std::uint32_t, 3>>& triangles) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> directed;
    for (const auto& t : triangles) {
        for (std::size_t c = 0; c < 3; ++c) {
            ++directed[{t[c], t[(c + 1) % 3]}];
        }
    }
    std::map<std::uint32_t, std::uint32_t> next;
    for (const auto& [edge, count] : directed) {
        if (directed.count({edge.second, edge.first}) == 0) {
            next[edge.first] = edge.second;
        }
    }
    std::vector<std::vector<std::uint32_t>> loops;
    while (!next.empty()) {
        std::vector<std::uint32_t> loop;
        auto at = next.begin();
        while (at != next.end()) {
            loop.push_back(at->first);
            const std::uint32_t after = at->second;
            next.erase(at);
            at = next.find(after);
        }
        loops.push_back(std::move(loop));
    }
    return loops;
}

/// Closes the ends of a body that is cut: rings of the loop drawn in to its middle, so that nobody looks into a shell. Not
/// where an opening is as wide as the web itself: a patch has no inside.
/// One normal for each end, so that it is lit as the flat surface of a cut. It lies a little inside and begins within: at the
/// very end it would show as a bright edge between the muscles that run on.
void closeEnds(std::vector<vec3>& position, std::vector<float>& whole, std::vector<vec3>& normal,
               std::vector<std::array<std::uint32_t, 3>>& triangles) {
    constexpr float kWidestEnd = 0.3F;
    constexpr std::array<float, 3> kRings{0.75F, 0.45F, 0.0F};
    constexpr float kInside_m = 0.025F;
    float area = 0.0F;
    for (const auto& t : triangles) {
        area += 0.5F * glm::length(glm::cross(position[t[1]] - position[t[0]], position[t[2]] - position[t[0]]));
    }
    for (const std::vector<std::uint32_t>& loop : borderLoops(triangles)) {
        vec3 middle(0.0F);
        for (const std::uint32_t vertex : loop) {
            middle += position[vertex] / static_cast<float>(loop.size());
        }
        vec3 opening(0.0F);
        for (std::size_t i = 0; i < loop.size(); ++i) {
            opening += 0.5F * glm::cross(position[loop[i]] - middle, position[loop[(i + 1) % loop.size()]] - middle);
        }
        if (glm::length(opening) > kWidestEnd * area) {
            continue;
        }
        const vec3 inside = kInside_m / std::max(glm::length(opening), 1e-12F) * opening;
        std::vector<std::uint32_t> outer = loop;
        for (const float share : kRings) {
            std::vector<std::uint32_t> inner;
            for (const std::uint32_t vertex : loop) {
                inner.push_back(static_cast<std::uint32_t>(position.size()));
                position.push_back(glm::mix(middle, position[vertex], share) + inside);
                whole.push_back(share < kRings.front() ? 1.0F : 0.0F);
                normal.push_back(-opening);
            }
            for (std::size_t i = 0; i < loop.size(); ++i) {
                const std::size_t j = (i + 1) % loop.size();
                triangles.push_back({outer[j], outer[i], inner[i]});
                triangles.push_back({outer[j], inner[i], inner[j]});
            }
            outer = std::move(inner);
        }
    }
}

} // namespace

TissueBed buildTissueBed(const sim::Web& web, std::span<const float> fade) {
    TissueBed bed;
    std::vector<std::int32_t> nodes;
    std::vector<std::int32_t> vertexOf(web.nodePosition_m.size(), -1);
    std::vector<std::array<std::uint32_t, 3>> triangles;
    for (const auto& t : web.layerTriangles[static_cast<std::size_t>(sim::Layer::epimysium)]) {
        std::array<std::uint32_t, 3> triangle{};
        for (std::size_t c = 0; c < 3; ++c) {
            std::int32_t& vertex = vertexOf[at(t[c])];
            if (vertex < 0) {
                vertex = static_cast<std::int32_t>(nodes.size());
                nodes.push_back(t[c]);
            }
            triangle[c] = static_cast<std::uint32_t>(vertex);
        }
        triangles.push_back(triangle);
    }
    std::vector<vec3> position = innerEnds(web, nodes);
    smooth(position, triangles);
    std::vector<float> whole; // 0..1: how little of it melts away
    for (const std::int32_t node : nodes) {
        whole.push_back(fade.empty() ? 1.0F : std::clamp(kBorder * fade[at(node)], 0.0F, 1.0F));
    }
    bed.patch = oneSided(position, triangles);
    const std::size_t walls = triangles.size();
    std::vector<vec3> normal(position.size(), vec3(0.0F));
    for (const auto& t : triangles) {
        const vec3 n = glm::cross(position[t[1]] - position[t[0]], position[t[2]] - position[t[0]]);
        for (const std::uint32_t vertex : t) {
            normal[vertex] += n;
        }
    }
    closeEnds(position, whole, normal, triangles);
    for (const auto& t : triangles) {
        bed.geometry.indices.insert(bed.geometry.indices.end(), t.begin(), t.end());
    }
    for (std::size_t k = walls; k < triangles.size(); ++k) { // ends are seen from either side
        const auto& t = triangles[k];
        bed.geometry.indices.insert(bed.geometry.indices.end(), {t[0], t[2], t[1]});
    }
    bed.geometry.muscleIndexCount = static_cast<std::uint32_t>(bed.geometry.indices.size());
    for (std::size_t i = 0; i < position.size(); ++i) {
        PassiveGeometry::Vertex vertex{};
        const float length = glm::length(normal[i]);
        for (int c = 0; c < 3; ++c) {
            vertex.position[c] = position[i][c];
            vertex.normal[c] = length > 1e-20F ? normal[i][c] / length : 0.0F;
        }
        vertex.axis[1] = 127;
        vertex.openness = static_cast<std::uint8_t>(std::lround(kOpenness * 255.0F));
        vertex.presence = static_cast<std::uint8_t>(std::lround(whole[i] * 255.0F));
        bed.geometry.vertices.push_back(vertex);
    }
    return bed;
}

} // namespace fascia::render
