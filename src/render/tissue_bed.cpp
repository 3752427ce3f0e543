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
    std::vector<vec3> normal(position.size(), vec3(0.0F));
    vec3 sum(0.0F);
    float area = 0.0F;
    for (const auto& t : triangles) {
        const vec3 n = glm::cross(position[t[1]] - position[t[0]], position[t[2]] - position[t[0]]);
        sum += n;
        area += glm::length(n);
        for (const std::uint32_t vertex : t) {
            normal[vertex] += n;
        }
        bed.geometry.indices.insert(bed.geometry.indices.end(), t.begin(), t.end());
    }
    bed.patch = glm::length(sum) > kPatch * area;
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
        const float whole = fade.empty() ? 1.0F : std::clamp(kBorder * fade[at(nodes[i])], 0.0F, 1.0F);
        vertex.presence = static_cast<std::uint8_t>(std::lround(whole * 255.0F));
        bed.geometry.vertices.push_back(vertex);
    }
    return bed;
}

} // namespace fascia::render
