#include "render/camera.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>

namespace fascia::render {
namespace {

constexpr float kPi = 3.14159265F;
constexpr float kPitchLimit = 1.45F;      // rad, short of the poles
constexpr float kNearest = 0.15F;         // of the bounds' radius
constexpr float kFarthest = 2.5F;         // of the distance that shows everything
constexpr float kEase_s = 0.09F;          // time constant of the easing
constexpr float kMargin = 1.05F;          // air around a framed model
constexpr float kFramedBeyond_m = 0.026F; // forms are framed so far beyond the web
constexpr std::size_t kMaxPoints = 4000;  // of the model, to stay close to
constexpr float kStray = 0.22F;           // of the distance, that the target may be off the model: still in the picture

struct NamedView {
    std::string_view name;
    float yaw;
    float pitch;
    float nearer; // share of the fitting distance
};
constexpr std::array<NamedView, 7> kViews{{{"back", 0.0F, 0.05F, 1.0F},
                                           {"left", 0.5F * kPi, 0.05F, 1.0F},
                                           {"right", -0.5F * kPi, 0.05F, 1.0F},
                                           {"three_quarter", 0.62F, 0.22F, 1.0F},
                                           {"close", 0.45F, 0.20F, 0.45F},
                                           {"top", 0.0F, 1.2F, 1.0F},
                                           {"front", kPi, 0.05F, 1.0F}}};
constexpr std::array<std::string_view, 7> kViewNames{"back", "left", "right", "three_quarter", "close", "top", "front"};

glm::vec3 outward(float yaw, float pitch) {
    return {std::sin(yaw) * std::cos(pitch), std::sin(pitch), -std::cos(yaw) * std::cos(pitch)};
}

bool finite(const glm::vec3& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

float wrapped(float angle) { return std::remainder(angle, 2.0F * kPi); }

/// Edit distance, for the nearest valid name.
std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t old = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = old;
        }
    }
    return row[b.size()];
}

/// Keeps the points that lie farthest out in each of many directions: enough to frame all of them.
void keepHull(std::vector<glm::vec3>& points) {
    constexpr int kDirections = 400;
    std::vector<glm::vec3> kept;
    for (int i = 0; i < kDirections && !points.empty(); ++i) { // a golden spiral over the sphere
        const float z = 1.0F - (2.0F * static_cast<float>(i) + 1.0F) / static_cast<float>(kDirections);
        const float r = std::sqrt(std::max(0.0F, 1.0F - z * z));
        const float angle = 2.39996323F * static_cast<float>(i);
        const glm::vec3 direction(r * std::cos(angle), r * std::sin(angle), z);
        const glm::vec3* farthest = &points.front();
        for (const glm::vec3& point : points) {
            if (glm::dot(point, direction) > glm::dot(*farthest, direction)) {
                farthest = &point;
            }
        }
        kept.push_back(*farthest);
    }
    points = std::move(kept);
}

std::optional<glm::vec3> parsePoint(const std::string& text) {
    glm::vec3 point{0.0F};
    int used = 0;
    if (std::sscanf(text.c_str(), "%f,%f,%f%n", &point.x, &point.y, &point.z, &used) != 3) {
        return std::nullopt;
    }
    if (static_cast<std::size_t>(used) != text.size() || !finite(point)) {
        return std::nullopt;
    }
    return point;
}

glm::vec3 vertexOf(const sim::VisualMesh& mesh, std::size_t i) {
    return {mesh.position_m[i], mesh.position_m[i + 1], mesh.position_m[i + 2]};
}

/// The web's nodes, and every vertex of its forms: of one that was cut near the web no farther out than `beyond_m`, of one that
/// stands up all. visit(point, near): false where the vertex was farther out.
template <typename Visit>
void forEachShown(const sim::Web& web, float beyond_m, const Visit& visit) {
    glm::vec3 low(std::numeric_limits<float>::max());
    glm::vec3 high(-std::numeric_limits<float>::max());
    for (const sim::Point3& p : web.nodePosition_m) {
        const glm::vec3 point(static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]));
        visit(point, true);
        low = glm::min(low, point);
        high = glm::max(high, point);
    }
    for (const sim::VisualMesh& mesh : web.visuals) {
        bool standsUp = web.nodePosition_m.empty();
        for (std::size_t i = 0; i + 2 < mesh.position_m.size() && !isContext(mesh); i += 3) {
            standsUp = standsUp || mesh.position_m[i + 1] > high.y + kStandsUp_m;
        }
        for (std::size_t i = 0; i + 2 < mesh.position_m.size() && !isContext(mesh); i += 3) {
            const glm::vec3 point = vertexOf(mesh, i);
            const glm::vec3 held = standsUp ? point : glm::clamp(point, low - beyond_m, high + beyond_m);
            visit(held, held == point);
        }
    }
}

} // namespace

float Bounds::radius() const { return 0.5F * glm::length(high - low); }

Bounds boundsOf(const sim::Web& web) {
    Bounds box{glm::vec3(std::numeric_limits<float>::max()), glm::vec3(-std::numeric_limits<float>::max())};
    forEachShown(web, kFormsReach_m, [&box](const glm::vec3& point, bool) {
        box.low = glm::min(box.low, point);
        box.high = glm::max(box.high, point);
    });
    return box.low.x > box.high.x ? Bounds{} : box;
}

Camera::Camera() { frame(Bounds{}); }

void Camera::frame(const Bounds& bounds, float aspect) {
    points_.clear();
    shown_.clear();
    bounds_ = finite(bounds.low) && finite(bounds.high) && bounds.radius() > 1e-6F ? bounds : Bounds{};
    fit(goal_.yaw, goal_.pitch, aspect);
    clampGoal();
    snap();
}

void Camera::frame(const sim::Web& web, float aspect) {
    frame(boundsOf(web), aspect);
    std::vector<std::size_t> nodes; // of the outermost sheet, or all where there is none
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        if (i < web.nodeLayer.size() && web.nodeLayer[i] == sim::Layer::skin) {
            nodes.push_back(i);
        }
    }
    if (nodes.empty()) {
        for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
            nodes.push_back(i);
        }
    }
    const std::size_t stride = std::max<std::size_t>(1, (nodes.size() + kMaxPoints - 1) / kMaxPoints);
    for (std::size_t i = 0; i < nodes.size(); i += stride) {
        const sim::Point3& p = web.nodePosition_m[nodes[i]];
        points_.emplace_back(static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]));
    }
    forEachShown(web, kFramedBeyond_m, [this](const glm::vec3& point, bool near) {
        if (near) {
            shown_.push_back(point);
        }
    });
    keepHull(shown_);
    fit(goal_.yaw, goal_.pitch, aspect);
    clampGoal();
    snap();
}

void Camera::fit(float yaw, float pitch, float aspect) {
    goal_.target = bounds_.centre();
    goal_.distance = fitDistance(goal_.target, yaw, pitch, aspect);
    const glm::vec3 out = outward(yaw, pitch);
    const glm::vec3 right = glm::normalize(glm::cross(-out, glm::vec3(0.0F, 1.0F, 0.0F)));
    const glm::vec3 up = glm::cross(right, -out);
    // Perspective moves what is near away from the middle: as much air on one side as on the other.
    for (int pass = 0; pass < 3 && !shown_.empty(); ++pass) {
        glm::vec2 low(std::numeric_limits<float>::max());
        glm::vec2 high = -low;
        for (const glm::vec3& point : shown_) {
            const glm::vec3 p = point - goal_.target;
            const glm::vec2 place =
                glm::vec2(glm::dot(p, right), glm::dot(p, up)) / std::max(goal_.distance - glm::dot(p, out), 1e-3F);
            low = glm::min(low, place);
            high = glm::max(high, place);
        }
        const glm::vec2 off = 0.5F * goal_.distance * (low + high);
        goal_.target += off.x * right + off.y * up;
        goal_.distance = fitDistance(goal_.target, yaw, pitch, aspect);
    }
}

float Camera::fitDistance(const glm::vec3& target, float yaw, float pitch, float aspect) const {
    // Smallest distance at which all points lie inside the picture.
    const float safeAspect = std::isfinite(aspect) ? std::clamp(aspect, 0.1F, 10.0F) : 1.0F;
    const float half = std::tan(0.5F * fieldOfView_);
    const float tanX = safeAspect >= 1.0F ? half * safeAspect : half;
    const float tanY = safeAspect >= 1.0F ? half : half / safeAspect;
    const glm::vec3 out = outward(yaw, pitch);
    const glm::vec3 right = glm::normalize(glm::cross(-out, glm::vec3(0.0F, 1.0F, 0.0F)));
    const glm::vec3 up = glm::cross(right, -out);
    float distance = 0.0F;
    const auto include = [&](const glm::vec3& point) {
        const glm::vec3 p = point - target;
        const float needed = std::max(std::abs(glm::dot(p, right)) / tanX, std::abs(glm::dot(p, up)) / tanY);
        distance = std::max(distance, glm::dot(p, out) + kMargin * needed);
        // The lower corners of a wide picture are left to the caption and the scale of colours.
        const float below = -glm::dot(p, up) / (corners_.above * tanY);
        const float beside = std::abs(glm::dot(p, right)) / (corners_.beside * tanX);
        if (safeAspect > kWideAspect) {
            distance = std::max(distance, glm::dot(p, out) + std::min(below, beside));
        }
    };
    for (const glm::vec3& point : shown_) {
        include(point);
    }
    for (int corner = 0; shown_.empty() && corner < 8; ++corner) {
        include({(corner & 1) != 0 ? bounds_.high.x : bounds_.low.x, (corner & 2) != 0 ? bounds_.high.y : bounds_.low.y,
                 (corner & 4) != 0 ? bounds_.high.z : bounds_.low.z});
    }
    return distance;
}

void Camera::clampGoal() {
    const float radius = bounds_.radius();
    goal_.target = glm::clamp(goal_.target, bounds_.low, bounds_.high);
    const float largest = kFarthest * radius / std::sin(0.5F * fieldOfView_);
    goal_.pitch = std::clamp(goal_.pitch, -kPitchLimit, kPitchLimit);
    // From outside: the eye never gets into the model, however near and however turned.
    const glm::vec3 out = outward(goal_.yaw, goal_.pitch);
    float leaves = std::numeric_limits<float>::max();
    for (int axis = 0; axis < 3; ++axis) {
        if (std::abs(out[axis]) > 1e-4F) {
            const float side = out[axis] > 0.0F ? bounds_.high[axis] : bounds_.low[axis];
            leaves = std::min(leaves, (side - goal_.target[axis]) / out[axis]);
        }
    }
    goal_.distance = std::clamp(goal_.distance, std::min(leaves, 2.0F * radius) + kNearest * radius, largest);
    const float turn = wrapped(goal_.yaw);
    now_.yaw += turn - goal_.yaw; // both move by whole turns, so easing takes the short way
    goal_.yaw = turn;
    if (points_.empty()) {
        return;
    }
    // Near views stay at the model: the box may have empty corners.
    float nearest2 = std::numeric_limits<float>::max();
    glm::vec3 nearest = goal_.target;
    for (const glm::vec3& point : points_) {
        const glm::vec3 d = point - goal_.target;
        const float d2 = glm::dot(d, d);
        if (d2 < nearest2) {
            nearest2 = d2;
            nearest = point;
        }
    }
    const float allowed = kStray * goal_.distance;
    const float d = std::sqrt(nearest2);
    if (d > allowed) {
        goal_.target = nearest + (goal_.target - nearest) * (allowed / d);
    }
}

void Camera::orbit(float deltaYaw, float deltaPitch) {
    if (!std::isfinite(deltaYaw) || !std::isfinite(deltaPitch)) {
        return;
    }
    goal_.yaw += wrapped(deltaYaw);
    goal_.pitch += std::clamp(deltaPitch, -kPi, kPi);
    clampGoal();
}

void Camera::pan(float right, float up) {
    if (!std::isfinite(right) || !std::isfinite(up)) {
        return;
    }
    const glm::vec3 out = outward(goal_.yaw, goal_.pitch);
    const glm::vec3 rightward = glm::normalize(glm::cross(-out, glm::vec3(0.0F, 1.0F, 0.0F)));
    const glm::vec3 upward = glm::cross(rightward, -out);
    const float height = 2.0F * goal_.distance * std::tan(0.5F * fieldOfView_);
    goal_.target -= height * (std::clamp(right, -10.0F, 10.0F) * rightward + std::clamp(up, -10.0F, 10.0F) * upward);
    clampGoal();
}

void Camera::zoom(float factor) {
    if (!std::isfinite(factor) || factor <= 0.0F) {
        return;
    }
    goal_.distance *= std::clamp(factor, 0.01F, 100.0F);
    clampGoal();
}

void Camera::lookAt(const glm::vec3& point, const glm::vec3& normal, float radius_m) {
    if (!finite(point) || !finite(normal) || !std::isfinite(radius_m)) {
        return;
    }
    goal_.target = point;
    const float length = glm::length(normal);
    if (length > 1e-12F && std::isfinite(length)) {
        const glm::vec3 n = normal / length;
        const float yaw = std::atan2(n.x, -n.z);
        goal_.yaw += wrapped(yaw - goal_.yaw);
        goal_.pitch = std::asin(std::clamp(n.y, -1.0F, 1.0F));
    }
    goal_.distance = std::max(radius_m, 0.0F) * kMargin / std::sin(0.5F * fieldOfView_);
    clampGoal();
}

void Camera::lookAtSkin(const sim::Web& web, const std::array<float, 3>& point_m, float radius_m) {
    const auto vector = [](const sim::Point3& p) {
        return glm::vec3(static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]));
    };
    const glm::vec3 point(point_m[0], point_m[1], point_m[2]);
    glm::vec3 normal(0.0F, 0.0F, -1.0F);
    float nearest = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < web.nodeNormal.size(); ++i) {
        const float distance = glm::length(vector(web.nodePosition_m[i]) - point);
        if (web.nodeLayer[i] == sim::Layer::skin && distance < nearest) {
            nearest = distance;
            normal = vector(web.nodeNormal[i]);
        }
    }
    lookAt(point, normal, radius_m);
}

bool Camera::goTo(std::string_view namedView, float aspect) {
    for (const NamedView& view : kViews) {
        if (view.name == namedView) {
            goal_.yaw += wrapped(view.yaw - goal_.yaw);
            goal_.pitch = view.pitch;
            fit(view.yaw, view.pitch, aspect);
            goal_.distance *= view.nearer;
            clampGoal();
            return true;
        }
    }
    return false;
}

bool Camera::update(float dt_s) {
    const float share = std::isfinite(dt_s) && dt_s > 0.0F ? 1.0F - std::exp(-dt_s / kEase_s) : 0.0F;
    now_.target += share * (goal_.target - now_.target);
    now_.distance *= std::pow(goal_.distance / now_.distance, share); // even in scale
    now_.yaw += share * wrapped(goal_.yaw - now_.yaw);
    now_.pitch += share * (goal_.pitch - now_.pitch);
    const float off = glm::length(goal_.target - now_.target) / now_.distance +
                      std::abs(goal_.distance / now_.distance - 1.0F) + std::abs(wrapped(goal_.yaw - now_.yaw)) +
                      std::abs(goal_.pitch - now_.pitch);
    if (off < 5e-4F) {
        now_ = goal_;
        return false;
    }
    return true;
}

void Camera::snap() { now_ = goal_; }

sim::Status Camera::set(std::string_view text, float aspect) {
    if (goTo(text, aspect)) {
        snap();
        return sim::Done{};
    }
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos || text.find(',') != std::string_view::npos) {
        const auto eyePoint = parsePoint(std::string(text.substr(0, slash)));
        const auto targetPoint =
            slash == std::string_view::npos ? std::nullopt : parsePoint(std::string(text.substr(slash + 1)));
        if (!eyePoint || !targetPoint || glm::length(*eyePoint - *targetPoint) < 1e-6F) {
            return sim::Error{sim::ErrorCode::badInput,
                              "'" + std::string(text) +
                                  "' is not an eye and a target in metres, x,y,z/tx,ty,tz, that differ.",
                              "--camera", ""};
        }
        const glm::vec3 out = *eyePoint - *targetPoint;
        lookAt(*targetPoint, out, glm::length(out) * std::sin(0.5F * fieldOfView_) / kMargin);
        snap();
        return sim::Done{};
    }
    std::string_view nearest;
    std::size_t best = std::numeric_limits<std::size_t>::max();
    std::string all;
    for (const std::string_view name : kViewNames) {
        const std::size_t distance = editDistance(text, name);
        if (distance < best) {
            best = distance;
            nearest = name;
        }
        all += (all.empty() ? "" : ", ") + std::string(name);
    }
    return sim::Error{sim::ErrorCode::badInput,
                      "There is no view '" + std::string(text) + "'; there are " + all + ", or x,y,z/tx,ty,tz.",
                      "--camera", std::string(nearest)};
}

std::string Camera::text() const {
    const glm::vec3 from = eye();
    std::array<char, 160> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.4f,%.4f,%.4f/%.4f,%.4f,%.4f", static_cast<double>(from.x),
                  static_cast<double>(from.y), static_cast<double>(from.z), static_cast<double>(now_.target.x),
                  static_cast<double>(now_.target.y), static_cast<double>(now_.target.z));
    return buffer.data();
}

std::span<const std::string_view> Camera::viewNames() { return kViewNames; }

glm::vec3 Camera::eye() const { return now_.target + now_.distance * outward(now_.yaw, now_.pitch); }

glm::mat4 Camera::view() const { return glm::lookAt(eye(), now_.target, glm::vec3(0.0F, 1.0F, 0.0F)); }

glm::vec2 Camera::depthRange() const {
    const glm::vec3 forward = -outward(now_.yaw, now_.pitch);
    float nearest = std::numeric_limits<float>::max();
    float farthest = -nearest;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p((corner & 1) != 0 ? bounds_.high.x : bounds_.low.x,
                          (corner & 2) != 0 ? bounds_.high.y : bounds_.low.y,
                          (corner & 4) != 0 ? bounds_.high.z : bounds_.low.z);
        const float depth = glm::dot(p - eye(), forward);
        nearest = std::min(nearest, depth);
        farthest = std::max(farthest, depth);
    }
    return {nearest, farthest};
}

glm::mat4 Camera::projection(float aspect) const {
    const float safeAspect = std::isfinite(aspect) ? std::clamp(aspect, 0.1F, 10.0F) : 1.0F;
    const float half = std::tan(0.5F * fieldOfView_);
    const float tanY = safeAspect >= 1.0F ? half : half / safeAspect;
    const glm::vec2 range = depthRange();
    const float radius = bounds_.radius();
    const float farPlane = std::max(range.y, now_.distance) + radius; // room for hands and moved tissue
    const float nearPlane = std::max(range.x - 0.5F * radius, 0.01F * farPlane);
    return glm::perspective(2.0F * std::atan(tanY), safeAspect, nearPlane, farPlane);
}

float Camera::metresPerPixel(int width, int height) const {
    const int shorter = std::max(1, std::min(width, height));
    return 2.0F * now_.distance * std::tan(0.5F * fieldOfView_) / static_cast<float>(shorter);
}

Ray Camera::ray(float x_px, float y_px, int width, int height) const {
    const glm::vec3 forward = -outward(now_.yaw, now_.pitch);
    const glm::vec3 right = glm::normalize(glm::cross(forward, glm::vec3(0.0F, 1.0F, 0.0F)));
    const glm::vec3 up = glm::cross(right, forward);
    const float scale = metresPerPixel(width, height) / now_.distance;
    const float x = (x_px - 0.5F * static_cast<float>(width)) * scale;
    const float y = (0.5F * static_cast<float>(height) - y_px) * scale;
    return {eye(), glm::normalize(forward + x * right + y * up)};
}

glm::vec3 Camera::project(const glm::vec3& point, int width, int height) const {
    const glm::vec3 forward = -outward(now_.yaw, now_.pitch);
    const glm::vec3 right = glm::normalize(glm::cross(forward, glm::vec3(0.0F, 1.0F, 0.0F)));
    const glm::vec3 up = glm::cross(right, forward);
    const glm::vec3 d = point - eye();
    const float depth = glm::dot(d, forward);
    const float safeDepth = std::abs(depth) < 1e-9F ? 1e-9F : depth;
    const float scale = now_.distance / (metresPerPixel(width, height) * safeDepth);
    return {0.5F * static_cast<float>(width) + glm::dot(d, right) * scale,
            0.5F * static_cast<float>(height) - glm::dot(d, up) * scale, depth};
}

} // namespace fascia::render
