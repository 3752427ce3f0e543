#include "app/picking.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace fascia::app {
namespace {

using Vec = std::array<float, 3>;

Vec operator-(const Vec& a, const Vec& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
Vec operator+(const Vec& a, const Vec& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
Vec operator*(float s, const Vec& a) { return {s * a[0], s * a[1], s * a[2]}; }
float dot(const Vec& a, const Vec& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vec cross(const Vec& a, const Vec& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vec point(const sim::Snapshot& snapshot, std::int32_t node) {
    const float* p = snapshot.position_m.data() + 3 * static_cast<std::size_t>(node);
    return {p[0], p[1], p[2]};
}

const auto& skinTriangles(const sim::Web& web) {
    return web.layerTriangles[static_cast<std::size_t>(sim::Layer::skin)];
}

} // namespace

void SkinPicker::rebuild(const std::shared_ptr<const sim::Web>& web) {
    web_ = web;
    const auto& triangles = skinTriangles(*web);
    firstTriangle_.assign(static_cast<std::size_t>(web->nodeCount()) + 1, 0);
    for (const auto& triangle : triangles) {
        for (const std::int32_t node : triangle) {
            ++firstTriangle_[static_cast<std::size_t>(node) + 1];
        }
    }
    for (std::size_t i = 1; i < firstTriangle_.size(); ++i) {
        firstTriangle_[i] += firstTriangle_[i - 1];
    }
    triangleOfNode_.resize(triangles.size() * 3);
    std::vector<std::int32_t> next(firstTriangle_.begin(), firstTriangle_.end() - 1);
    for (std::size_t t = 0; t < triangles.size(); ++t) {
        for (const std::int32_t node : triangles[t]) {
            triangleOfNode_[static_cast<std::size_t>(next[static_cast<std::size_t>(node)]++)] =
                static_cast<std::int32_t>(t);
        }
    }
}

std::array<float, 3> SkinPicker::nodeNormal(std::int32_t node, const sim::Snapshot& snapshot) const {
    const auto& triangles = skinTriangles(*web_);
    Vec sum{};
    const auto begin = static_cast<std::size_t>(firstTriangle_[static_cast<std::size_t>(node)]);
    const auto end = static_cast<std::size_t>(firstTriangle_[static_cast<std::size_t>(node) + 1]);
    for (std::size_t i = begin; i < end; ++i) {
        const auto& triangle = triangles[static_cast<std::size_t>(triangleOfNode_[i])];
        const Vec a = point(snapshot, triangle[0]);
        sum = sum + cross(point(snapshot, triangle[1]) - a, point(snapshot, triangle[2]) - a);
    }
    return sum;
}

std::optional<SkinHit> SkinPicker::pick(const Ray& ray, const sim::Snapshot& snapshot) {
    if (!snapshot.web) {
        return std::nullopt;
    }
    if (snapshot.web != web_) {
        rebuild(snapshot.web);
    }
    const auto& triangles = skinTriangles(*web_);
    const Vec direction = ray.direction;
    const Vec origin = ray.origin_m;

    // Moeller and Trumbore, front faces only (determinant > 0: the ray runs against the outward normal).
    std::int32_t best = -1;
    float bestDistance = std::numeric_limits<float>::max();
    float bestU = 0.0F;
    float bestV = 0.0F;
    for (std::size_t t = 0; t < triangles.size(); ++t) {
        const Vec a = point(snapshot, triangles[t][0]);
        const Vec ab = point(snapshot, triangles[t][1]) - a;
        const Vec ac = point(snapshot, triangles[t][2]) - a;
        const Vec p = cross(direction, ac);
        const float determinant = dot(ab, p);
        if (determinant <= 0.0F) {
            continue;
        }
        const Vec fromA = origin - a;
        const float u = dot(fromA, p);
        if (u < 0.0F || u > determinant) {
            continue;
        }
        const Vec q = cross(fromA, ab);
        const float v = dot(direction, q);
        if (v < 0.0F || u + v > determinant) {
            continue;
        }
        const float distance = dot(ac, q) / determinant;
        if (distance >= 0.0F && distance < bestDistance) {
            bestDistance = distance;
            best = static_cast<std::int32_t>(t);
            bestU = u / determinant;
            bestV = v / determinant;
        }
    }
    if (best < 0) {
        return std::nullopt;
    }

    SkinHit hit;
    hit.triangle = best;
    hit.distance = bestDistance;
    hit.position_m = origin + bestDistance * direction;
    const auto& corners = triangles[static_cast<std::size_t>(best)];
    const std::array<float, 3> weight{1.0F - bestU - bestV, bestU, bestV};
    Vec normal{};
    float largest = -1.0F;
    for (std::size_t k = 0; k < 3; ++k) {
        const Vec n = nodeNormal(corners[k], snapshot);
        const float length = std::sqrt(dot(n, n));
        if (length > 0.0F) {
            normal = normal + (weight[k] / length) * n;
        }
        const sim::Point3& rest_m = web_->nodePosition_m[static_cast<std::size_t>(corners[k])];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            hit.restPosition_m[axis] += weight[k] * static_cast<float>(rest_m[axis]);
        }
        if (weight[k] > largest) {
            largest = weight[k];
            hit.node = corners[k];
        }
    }
    const float length = std::sqrt(dot(normal, normal));
    hit.normal = length > 1e-6F ? (1.0F / length) * normal : Vec{0, 0, 1};
    return hit;
}

} // namespace fascia::app
