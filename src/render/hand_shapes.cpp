#include "render/hand_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "render/palette.h"

namespace fascia::render {
namespace {

using glm::vec3;
using Vertices = std::vector<HandShapes::Vertex>;

constexpr float kPi = 3.14159265F;
constexpr float kPadHeight = 0.30F;          // of the pad's radius
constexpr float kArrowPerNewton_m = 0.0022F; // 15 N: 33 mm
constexpr float kArrowShortest_m = 0.012F;
constexpr float kArrowLongest_m = 0.085F;

struct Tint {
    std::uint8_t r, g, b, a;
};
constexpr Tint opaque(const std::array<std::uint8_t, 3>& rgb) { return {rgb[0], rgb[1], rgb[2], 255}; }

struct Frame {
    vec3 origin;
    vec3 x;
    vec3 y;
    vec3 z; ///< Axis.
};

Frame frameAlong(const vec3& origin, const vec3& axis) {
    const float length = glm::length(axis);
    const vec3 z = length > 1e-9F ? axis / length : vec3(0.0F, 0.0F, 1.0F);
    const vec3 helper = std::abs(z.y) < 0.9F ? vec3(0.0F, 1.0F, 0.0F) : vec3(1.0F, 0.0F, 0.0F);
    const vec3 x = glm::normalize(glm::cross(helper, z));
    return {origin, x, glm::cross(z, x), z};
}

void push(Vertices& out, const vec3& p, const vec3& n, Tint tint) {
    out.push_back({{p.x, p.y, p.z}, {n.x, n.y, n.z}, {tint.r, tint.g, tint.b, tint.a}});
}

struct ProfilePoint {
    float radius;
    float height;
};

/// Turns a profile around the frame's axis.
void lathe(Vertices& out, const Frame& frame, std::span<const ProfilePoint> profile, int segments, Tint tint) {
    for (std::size_t k = 0; k + 1 < profile.size(); ++k) {
        const ProfilePoint a = profile[k];
        const ProfilePoint b = profile[k + 1];
        const float slopeR = b.height - a.height;
        const float slopeH = a.radius - b.radius;
        const float slope = std::max(1e-9F, std::sqrt(slopeR * slopeR + slopeH * slopeH));
        for (int i = 0; i < segments; ++i) {
            std::array<vec3, 4> p{};
            std::array<vec3, 4> n{};
            for (int c = 0; c < 4; ++c) {
                const float angle = 2.0F * kPi * static_cast<float>(i + (c & 1)) / static_cast<float>(segments);
                const ProfilePoint& q = c < 2 ? a : b;
                const vec3 radial = std::cos(angle) * frame.x + std::sin(angle) * frame.y;
                const auto corner = static_cast<std::size_t>(c);
                p[corner] = frame.origin + q.radius * radial + q.height * frame.z;
                n[corner] = (slopeR * radial + slopeH * frame.z) / slope;
            }
            for (const std::size_t c : {0U, 1U, 2U, 2U, 1U, 3U}) {
                push(out, p[c], n[c], tint);
            }
        }
    }
}

/// A thin ring (torus); `dashes` > 0 leaves gaps.
void ring(Vertices& out, const Frame& frame, float radius, float thickness, Tint tint, int dashes) {
    constexpr int kAround = 48;
    constexpr int kTube = 6;
    for (int i = 0; i < kAround; ++i) {
        if (dashes > 0 && (i * dashes * 2 / kAround) % 2 == 1) {
            continue;
        }
        for (int j = 0; j < kTube; ++j) {
            std::array<vec3, 4> p{};
            std::array<vec3, 4> n{};
            for (int c = 0; c < 4; ++c) {
                const float around = 2.0F * kPi * static_cast<float>(i + (c & 1)) / kAround;
                const float tube = 2.0F * kPi * static_cast<float>(j + (c >> 1)) / kTube;
                const vec3 radial = std::cos(around) * frame.x + std::sin(around) * frame.y;
                const auto corner = static_cast<std::size_t>(c);
                n[corner] = std::cos(tube) * radial + std::sin(tube) * frame.z;
                p[corner] = frame.origin + radius * radial + thickness * n[corner];
            }
            for (const std::size_t c : {0U, 1U, 2U, 2U, 1U, 3U}) {
                push(out, p[c], n[c], tint);
            }
        }
    }
}

/// An arrow from `tail` to `tip`.
void arrow(Vertices& out, const vec3& tail, const vec3& tip, float thickness, Tint tint) {
    const vec3 d = tip - tail;
    const float length = glm::length(d);
    if (!(length > 1e-5F)) {
        return;
    }
    const float head = std::min(0.5F * length, 4.2F * thickness);
    const std::array<ProfilePoint, 6> profile{{{0.0F, 0.0F},
                                               {thickness, 0.0F},
                                               {thickness, length - head},
                                               {2.3F * thickness, length - head},
                                               {0.9F * thickness, length - 0.45F * head},
                                               {0.0F, length}}};
    lathe(out, frameAlong(tail, d), profile, 14, tint);
}

float arrowLength(float force_N) { return std::clamp(kArrowPerNewton_m * force_N, kArrowShortest_m, kArrowLongest_m); }

vec3 vector(const std::array<float, 3>& v) { return {v[0], v[1], v[2]}; }
bool finite(const vec3& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

/// Outward normal of the skin around a place in the web's rest geometry; towards the viewer of a back if there is no skin.
vec3 skinNormalAt(const sim::Snapshot& snapshot, const vec3& place) {
    constexpr float kAround_m = 0.02F;
    vec3 sum(0.0F);
    if (snapshot.web) {
        const sim::Web& web = *snapshot.web;
        for (std::size_t i = 0; i < web.nodePosition_m.size() && i < web.nodeNormal.size(); ++i) {
            if (web.nodeLayer[i] != sim::Layer::skin) {
                continue;
            }
            const auto& p = web.nodePosition_m[i];
            if (glm::length(vec3(p[0], p[1], p[2]) - place) < kAround_m) {
                const auto& n = web.nodeNormal[i];
                sum += vec3(n[0], n[1], n[2]);
            }
        }
    }
    return glm::length(sum) > 1e-6F ? glm::normalize(sum) : vec3(0.0F, 0.0F, -1.0F);
}

/// A soft dark disc on the skin around the pad, so that it lies on it.
void contactShadow(Vertices& out, const Frame& frame, float radius) {
    constexpr std::array<std::pair<float, std::uint8_t>, 4> kFalloff{
        {{0.55F, 0}, {0.95F, 92}, {1.12F, 60}, {1.55F, 0}}};
    constexpr int kSegments = 40;
    const vec3 centre = frame.origin + 0.12F * radius * frame.z;
    const auto corner = [&](std::size_t ring, int i) {
        const float angle = 2.0F * kPi * static_cast<float>(i) / kSegments;
        const vec3 p = centre + kFalloff[ring].first * radius * (std::cos(angle) * frame.x + std::sin(angle) * frame.y);
        push(out, p, frame.z, {0, 0, 0, kFalloff[ring].second});
    };
    for (std::size_t ring = 0; ring + 1 < kFalloff.size(); ++ring) {
        for (int i = 0; i < kSegments; ++i) {
            corner(ring, i);
            corner(ring + 1, i);
            corner(ring, i + 1);
            corner(ring, i + 1);
            corner(ring + 1, i);
            corner(ring + 1, i + 1);
        }
    }
}

void hand(Vertices& solid, Vertices& clear, const sim::HandView& view) {
    const vec3 centre = vector(view.position_m);
    const vec3 normal = vector(view.normal);
    const float radius = view.radius_m;
    if (!finite(centre) || !finite(normal) || !(radius > 1e-4F) || !std::isfinite(view.force_N)) {
        return;
    }
    const Frame frame = frameAlong(centre, normal);
    const float h = kPadHeight * radius;
    // Convex face towards the skin, soft shoulders, a shallow dish on top.
    const std::array<ProfilePoint, 10> pad{{{0.0F, -0.04F * radius},
                                            {0.55F * radius, -0.02F * radius},
                                            {0.86F * radius, 0.06F * radius},
                                            {0.97F * radius, 0.30F * h},
                                            {1.0F * radius, 0.55F * h},
                                            {0.96F * radius, 0.82F * h},
                                            {0.86F * radius, 0.97F * h},
                                            {0.70F * radius, 1.0F * h},
                                            {0.40F * radius, 0.93F * h},
                                            {0.0F, 0.90F * h}}};
    contactShadow(clear, frame, radius);
    lathe(clear, frame, pad, 40, {205, 228, 244, 58});
    const bool caution = view.frictionLimited || view.slipShare > 0.5F;
    const bool reached = view.targetForce_N > 0.0F && view.force_N > 0.97F * view.targetForce_N;
    const Tint tint = opaque(caution ? kHandSliding : reached ? kHandReached : kHandPressing);
    const float thickness = std::clamp(0.035F * radius, 0.0007F, 0.0018F);
    Frame contact = frame;
    contact.origin += frame.z * (0.30F * h);
    ring(solid, contact, 1.01F * radius, thickness, tint, caution ? 8 : 0);
    if (view.force_N > 0.05F) {
        const float shaft = std::clamp(0.09F * radius, 0.0012F, 0.0034F);
        const vec3 tip = centre + frame.z * (1.05F * h);
        arrow(solid, tip + frame.z * arrowLength(view.force_N), tip, shaft, tint);
        const vec3 traction = vector(view.tractionForce_N);
        const float t = glm::length(traction);
        if (std::isfinite(t) && t > 0.05F) {
            const vec3 base = centre + frame.z * (1.25F * h);
            arrow(solid, base, base + traction / t * (radius + arrowLength(t)), 0.85F * shaft, tint);
        }
    }
}

} // namespace

HandShapes::HandShapes() : array_(makeVertexArray()) {
    glBindVertexArray(array_.get());
    buffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(Vertex), offsetof(Vertex, position));
    floatAttribute(1, 3, sizeof(Vertex), offsetof(Vertex, normal));
    byteAttribute(2, 4, sizeof(Vertex), offsetof(Vertex, tint), false);
    glBindVertexArray(0);
}

void HandShapes::update(const sim::Snapshot& snapshot, const ViewOptions& view) {
    solid_.clear();
    clear_.clear();
    if (view.showHands) {
        for (const sim::HandView& one : snapshot.hands) {
            if (one.active) {
                hand(solid_, clear_, one);
            }
        }
    }
    if (view.showFocus && finite(vector(snapshot.focus_m))) {
        const vec3 focus = vector(snapshot.focus_m);
        ring(solid_, frameAlong(focus, skinNormalAt(snapshot, focus)), 0.03F, 0.0007F, {230, 230, 230, 255}, 12);
    }
    solidCount_ = static_cast<int>(solid_.size());
    clearCount_ = static_cast<int>(clear_.size());
    if (solidCount_ + clearCount_ == 0) {
        return;
    }
    solid_.insert(solid_.end(), clear_.begin(), clear_.end());
    glBindVertexArray(array_.get());
    buffer_.upload(GL_ARRAY_BUFFER, solid_.data(), solid_.size() * sizeof(Vertex), true);
    glBindVertexArray(0);
}

void HandShapes::drawSolid() const {
    if (solidCount_ == 0) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawArrays(GL_TRIANGLES, 0, solidCount_);
}

void HandShapes::drawClear() const {
    if (clearCount_ == 0) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawArrays(GL_TRIANGLES, solidCount_, clearCount_);
}

} // namespace fascia::render
