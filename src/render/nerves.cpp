#include "render/nerves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>

#include <glad/gl.h>
#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace fascia::render {
namespace {

constexpr float kStep_m = 0.004F;       // along a path
constexpr float kMovesWithin_m = 0.02F; // of a node, a place of the path moves with it
constexpr float kRing_m = 0.012F;       // radius of the ring at the narrow place: where its load is measured
constexpr int kRingPieces = 40;
constexpr float kFadesOver = 0.04F; // of the web's height
constexpr float kFeltEdge = 1.15F;  // of the radius: where the halo ends

glm::vec3 toVec(const sim::Point3& p) {
    return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
}

/// A smooth curve through the points, in steps of about kStep_m (Catmull and Rom 1974).
std::vector<glm::vec3> smooth(const std::vector<sim::Point3>& path) {
    std::vector<glm::vec3> curve;
    const auto at = [&](std::ptrdiff_t i) {
        return toVec(path[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, std::ssize(path) - 1))]);
    };
    for (std::ptrdiff_t i = 0; i + 1 < std::ssize(path); ++i) {
        const glm::vec3 a = at(i - 1);
        const glm::vec3 b = at(i);
        const glm::vec3 c = at(i + 1);
        const glm::vec3 d = at(i + 2);
        const int pieces = std::max(1, static_cast<int>(std::ceil(glm::length(c - b) / kStep_m)));
        for (int k = 0; k < pieces; ++k) {
            const float t = static_cast<float>(k) / static_cast<float>(pieces);
            curve.push_back(0.5F * (2.0F * b + t * (c - a) + t * t * (2.0F * a - 5.0F * b + 4.0F * c - d) +
                                    t * t * t * (3.0F * (b - c) + d - a)));
        }
    }
    if (!path.empty()) {
        curve.push_back(at(std::ssize(path) - 1));
    }
    return curve;
}

std::int32_t nearestNode(const sim::Web& web, const glm::vec3& p, float within_m, bool skinOnly) {
    std::int32_t nearest = -1;
    float best = within_m;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        if (skinOnly && web.nodeLayer[i] != sim::Layer::skin) {
            continue;
        }
        const float d = glm::length(toVec(web.nodePosition_m[i]) - p);
        if (d < best) {
            best = d;
            nearest = static_cast<std::int32_t>(i);
        }
    }
    return nearest;
}

glm::vec3 normalNear(const sim::Web& web, const glm::vec3& p) {
    const std::int32_t skin = nearestNode(web, p, 0.15F, true);
    return skin < 0 ? glm::vec3(0.0F) : toVec(web.nodeNormal[static_cast<std::size_t>(skin)]);
}

glm::vec3 placeOf(std::span<const float> position_m, std::int32_t node) {
    const std::size_t k = 3 * static_cast<std::size_t>(node);
    return k + 2 < position_m.size() ? glm::vec3(position_m[k], position_m[k + 1], position_m[k + 2]) : glm::vec3(0.0F);
}

std::string tunnelWords(const std::string& name, float load) {
    std::array<char, 64> number{};
    std::snprintf(number.data(), number.size(), ": %.2f of its threshold", static_cast<double>(load));
    return name + number.data();
}

} // namespace

Nerves::Sample Nerves::sampleAt(const sim::Web& web, const glm::vec3& p, const MeltBoxes& boxes) const {
    Sample sample;
    sample.built = p;
    sample.node = nearestNode(web, p, kMovesWithin_m, false);
    const glm::vec3 below = (p - boxes.gone.low) / glm::max(boxes.solid.low - boxes.gone.low, 1e-4F);
    const glm::vec3 above = (boxes.gone.high - p) / glm::max(boxes.gone.high - boxes.solid.high, 1e-4F);
    const glm::vec3 inside = glm::clamp(glm::min(below, above), 0.0F, 1.0F);
    // A nerve that leaves the region above or below fades out with the web.
    const float end_m = std::max(1e-4F, kFadesOver * (ends_m_.y - ends_m_.x));
    const float between = glm::clamp(std::min(p.y - ends_m_.x, ends_m_.y - p.y) / end_m, 0.0F, 1.0F);
    sample.presence = inside.x * inside.y * inside.z * between;
    return sample;
}

void Nerves::addFelt(const sim::Web& web, const LayerSurface& skin, const sim::Nerve& from, Nerve& nerve) const {
    const glm::vec3 centre = toVec(from.feltCentre_m);
    const auto reach = static_cast<float>(from.feltRadius_m);
    const glm::vec3 normal = normalNear(web, centre);
    nerve.far = {centre, normal, "May be felt here: " + from.feltLabel};
    if (!(reach > 0.0F)) {
        return;
    }
    std::vector<std::int32_t> number(skin.nodes().size(), -1);
    for (std::size_t v = 0; v < number.size(); ++v) {
        const auto node = static_cast<std::size_t>(skin.nodes()[v]);
        const float radius = glm::length(toVec(web.nodePosition_m[node]) - centre) / reach;
        if (radius < 1.6F * kFeltEdge) { // whole faces across the edge; the halo itself ends there
            number[v] = static_cast<std::int32_t>(nerve.felt.size());
            const float facing = glm::dot(toVec(web.nodeNormal[node]), normal); // not through a limb to its far side
            nerve.felt.push_back({skin.nodes()[v], radius, glm::smoothstep(-0.1F, 0.4F, facing) * skin.fadeAt(v)});
        }
    }
    for (const auto& face : skin.faces()) {
        if (number[face[0]] >= 0 && number[face[1]] >= 0 && number[face[2]] >= 0) {
            for (const std::uint32_t v : face) {
                nerve.faces.push_back(static_cast<std::uint32_t>(number[v]));
            }
        }
    }
}

Nerves::Nerves(const sim::Web& web, const LayerSurface& skin, const MeltBoxes& boxes)
    : pathArray_(makeVertexArray()), feltArray_(makeVertexArray()) {
    for (const sim::Point3& p : web.nodePosition_m) {
        const auto y = static_cast<float>(p[1]);
        ends_m_ = {std::min(ends_m_.x, y), std::max(ends_m_.y, y)};
    }
    for (const sim::Nerve& from : web.nerves) {
        Nerve nerve;
        Strand path;
        for (const glm::vec3& p : smooth(from.path_m)) {
            path.samples.push_back(sampleAt(web, p, boxes));
        }
        const glm::vec3 tunnel = toVec(from.tunnel_m);
        const glm::vec3 normal = normalNear(web, tunnel);
        Strand ring;
        ring.wider = 0.55F;
        const glm::vec3 helper = std::abs(normal.y) < 0.9F ? glm::vec3(0, 1, 0) : glm::vec3(1, 0, 0);
        const glm::vec3 right = glm::normalize(glm::cross(helper, normal + glm::vec3(0, 0, 1e-6F)));
        const glm::vec3 up = glm::cross(normal, right);
        Sample sample = sampleAt(web, tunnel, boxes);
        for (int k = 0; k <= kRingPieces; ++k) {
            const float angle = 6.2831853F * static_cast<float>(k) / kRingPieces;
            sample.built = tunnel + kRing_m * (std::cos(angle) * right + std::sin(angle) * up);
            ring.samples.push_back(sample);
        }
        nerve.strands = {std::move(path), std::move(ring)};
        nerve.tunnel = {tunnel, normal, from.label};
        addFelt(web, skin, from, nerve);
        nerves_.push_back(std::move(nerve));
    }
    glBindVertexArray(pathArray_.get());
    pathBuffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(PathVertex), offsetof(PathVertex, position));
    floatAttribute(1, 3, sizeof(PathVertex), offsetof(PathVertex, along));
    floatAttribute(2, 4, sizeof(PathVertex), offsetof(PathVertex, run));
    floatAttribute(3, 1, sizeof(PathVertex), offsetof(PathVertex, wider));
    pathIndexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, nullptr, 0, true);
    glBindVertexArray(feltArray_.get());
    feltBuffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(SkinVertex), offsetof(SkinVertex, position));
    floatAttribute(1, 3, sizeof(SkinVertex), offsetof(SkinVertex, run));
    feltIndexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, nullptr, 0, true);
    glBindVertexArray(0);
    checkGl("setting up nerves");
}

void Nerves::addPath(const sim::Snapshot& snapshot, const Strand& strand, float load, const glm::vec4& cutPlane) {
    std::vector<glm::vec3> points;
    for (const Sample& sample : strand.samples) {
        glm::vec3 p = sample.built;
        if (sample.node >= 0) {
            p += placeOf(snapshot.position_m, sample.node) -
                 toVec(snapshot.web->nodePosition_m[static_cast<std::size_t>(sample.node)]);
        }
        points.push_back(p);
    }
    float run = 0.0F;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const glm::vec3 p = points[i];
        const glm::vec3 along = points[std::min(i + 1, points.size() - 1)] - points[i > 0 ? i - 1 : 0];
        run += i > 0 ? glm::length(p - points[i - 1]) : 0.0F;
        const bool gone = glm::dot(glm::vec3(cutPlane), p) + cutPlane.w < 0.0F;
        const float opacity = gone ? 0.0F : strand.samples[i].presence;
        for (const float side : {-1.0F, 1.0F}) {
            path_.push_back({{p.x, p.y, p.z},
                             {along.x, along.y, along.z},
                             {run, side, std::clamp(load / kNerveLoadTop, 0.0F, 1.0F), opacity},
                             strand.wider});
        }
        if (i > 0) {
            const auto v = static_cast<std::uint32_t>(path_.size());
            for (const std::uint32_t k : {4U, 3U, 2U, 2U, 3U, 1U}) {
                pathOrder_.push_back(v - k);
            }
        }
    }
}

void Nerves::update(const sim::Snapshot& snapshot, const glm::vec4& cutPlane) {
    path_.clear();
    pathOrder_.clear();
    skin_.clear();
    skinOrder_.clear();
    labels_.clear();
    for (std::size_t n = 0; n < nerves_.size() && n < snapshot.measures.nerveLoad.size(); ++n) {
        const Nerve& nerve = nerves_[n];
        const double measured = snapshot.measures.nerveLoad[n];
        const float load = std::isfinite(measured) ? static_cast<float>(measured) : 0.0F;
        for (const Strand& strand : nerve.strands) {
            addPath(snapshot, strand, load, cutPlane);
        }
        labels_.push_back({nerve.tunnel.place, nerve.tunnel.normal, tunnelWords(nerve.tunnel.words, load)});
        if (load < 1.0F) {
            continue;
        }
        labels_.push_back(nerve.far);
        const float strength = std::min(1.0F, 0.45F + 1.2F * (load - 1.0F));
        const auto first = static_cast<std::uint32_t>(skin_.size());
        for (const FeltVertex& v : nerve.felt) {
            const glm::vec3 p = placeOf(snapshot.position_m, v.node);
            const bool gone = glm::dot(glm::vec3(cutPlane), p) + cutPlane.w < 0.0F;
            skin_.push_back({{p.x, p.y, p.z}, {v.radius / kFeltEdge, gone ? 0.0F : v.weight, strength}});
        }
        for (const std::uint32_t v : nerve.faces) {
            skinOrder_.push_back(first + v);
        }
    }
    upload();
}

void Nerves::upload() {
    pathIndices_ = static_cast<int>(pathOrder_.size());
    feltIndices_ = static_cast<int>(skinOrder_.size());
    glBindVertexArray(pathArray_.get());
    pathBuffer_.upload(GL_ARRAY_BUFFER, path_.data(), path_.size() * sizeof(PathVertex), true);
    pathIndexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, pathOrder_.data(), pathOrder_.size() * sizeof(std::uint32_t),
                            true);
    glBindVertexArray(feltArray_.get());
    feltBuffer_.upload(GL_ARRAY_BUFFER, skin_.data(), skin_.size() * sizeof(SkinVertex), true);
    feltIndexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, skinOrder_.data(), skinOrder_.size() * sizeof(std::uint32_t),
                            true);
    glBindVertexArray(0);
}

void Nerves::drawPaths() const {
    if (pathIndices_ > 0) {
        glBindVertexArray(pathArray_.get());
        glDrawElements(GL_TRIANGLES, pathIndices_, GL_UNSIGNED_INT, nullptr);
    }
}

void Nerves::drawFelt() const {
    if (feltIndices_ > 0) {
        glBindVertexArray(feltArray_.get());
        glDrawElements(GL_TRIANGLES, feltIndices_, GL_UNSIGNED_INT, nullptr);
    }
}

} // namespace fascia::render
