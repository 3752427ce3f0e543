#include "render/context_figure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace fascia::render {
namespace {

using glm::vec3;

// Distances as shares of the radius of the region's box: the shell grows fainter from here to there, and is a trace beyond.
constexpr float kNear = 0.7F;
constexpr float kFar = 3.0F;
constexpr float kTrace = 0.35F;
constexpr float kBonesNear = 0.15F; // the same for bones, which end
constexpr float kBonesFar = 1.1F;
// The shell belongs to the web's skin where it is so near to it, in mean edges of the skin.
constexpr float kOn = 1.5F;
constexpr float kOff = 3.0F;

vec3 toVec(const sim::Point3& p) {
    return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
}

struct Skin {
    std::vector<vec3> place, normal;
    std::vector<float> fade;
    float edge_m = 0.01F;
};

Skin skinOf(const sim::Web& web, std::span<const float> fade) {
    Skin skin;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        if (web.nodeLayer[i] == sim::Layer::skin) {
            skin.place.push_back(toVec(web.nodePosition_m[i]));
            skin.normal.push_back(toVec(web.nodeNormal[i]));
            skin.fade.push_back(i < fade.size() ? fade[i] : 1.0F);
        }
    }
    double length = 0.0;
    const auto& triangles = web.layerTriangles[static_cast<std::size_t>(sim::Layer::skin)];
    for (const auto& t : triangles) {
        length += static_cast<double>(glm::distance(toVec(web.nodePosition_m[static_cast<std::size_t>(t[0])]),
                                                    toVec(web.nodePosition_m[static_cast<std::size_t>(t[1])])));
    }
    if (!triangles.empty()) {
        skin.edge_m = static_cast<float>(length / static_cast<double>(triangles.size()));
    }
    return skin;
}

/// How much of the shell is shown at a place with this normal.
float shellPresence(const Skin& skin, const vec3& p, const vec3& n) {
    float best = std::numeric_limits<float>::max();
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < skin.place.size(); ++i) {
        const vec3 d = p - skin.place[i];
        const float d2 = glm::dot(d, d);
        if (d2 < best && glm::dot(n, skin.normal[i]) > 0.0F) { // not the skin across a gap, as of an arm at the side
            best = d2;
            nearest = i;
        }
    }
    if (best == std::numeric_limits<float>::max()) {
        return 1.0F;
    }
    const float away = glm::smoothstep(kOn * skin.edge_m, kOff * skin.edge_m, std::sqrt(best));
    return std::max(1.0F - skin.fade[nearest], away);
}

/// Leaves out triangles of which nothing is shown, and vertices that no triangle names.
PassiveGeometry shownPart(const PassiveGeometry& all) {
    PassiveGeometry shown;
    constexpr std::uint32_t kNone = 0xFFFFFFFFU;
    std::vector<std::uint32_t> to(all.vertices.size(), kNone);
    for (std::size_t t = 0; t + 2 < all.indices.size(); t += 3) {
        if (t == all.muscleIndexCount) {
            shown.muscleIndexCount = static_cast<std::uint32_t>(shown.indices.size());
        }
        const std::uint32_t* corner = &all.indices[t];
        if (all.vertices[corner[0]].presence == 0 && all.vertices[corner[1]].presence == 0 &&
            all.vertices[corner[2]].presence == 0) {
            continue;
        }
        for (int k = 0; k < 3; ++k) {
            std::uint32_t& vertex = to[corner[k]];
            if (vertex == kNone) {
                vertex = static_cast<std::uint32_t>(shown.vertices.size());
                shown.vertices.push_back(all.vertices[corner[k]]);
            }
            shown.indices.push_back(vertex);
        }
    }
    if (all.muscleIndexCount >= all.indices.size()) {
        shown.muscleIndexCount = static_cast<std::uint32_t>(shown.indices.size());
    }
    return shown;
}

} // namespace

PassiveGeometry buildContextFigure(const sim::Web& web, std::span<const float> fade, const MeltBoxes& boxes,
                                   const WebReach& reach) {
    PassiveGeometry all = mergedForms(web.visuals, sim::VisualMesh::Kind::context, sim::VisualMesh::Kind::contextBone);
    if (all.vertices.empty()) {
        return all;
    }
    const Skin skin = skinOf(web, fade);
    const float radius = boxes.gone.radius();
    std::vector<std::uint8_t> isBone(all.vertices.size(), 0);
    for (std::size_t k = all.muscleIndexCount; k < all.indices.size(); ++k) {
        isBone[all.indices[k]] = 1;
    }
    for (std::size_t i = 0; i < all.vertices.size(); ++i) {
        PassiveGeometry::Vertex& v = all.vertices[i];
        const vec3 p(v.position[0], v.position[1], v.position[2]);
        const vec3 n(v.normal[0], v.normal[1], v.normal[2]);
        const float beyond = glm::length(p - glm::clamp(p, boxes.gone.low, boxes.gone.high)) / radius;
        const float shown =
            isBone[i] != 0 ? (1.0F - reach.presence(p)) * (1.0F - glm::smoothstep(kBonesNear, kBonesFar, beyond))
                           : shellPresence(skin, p, n) * glm::mix(1.0F, kTrace, glm::smoothstep(kNear, kFar, beyond));
        v.presence = static_cast<std::uint8_t>(std::lround(255.0F * std::clamp(shown, 0.0F, 1.0F)));
    }
    return shownPart(all);
}

} // namespace fascia::render
