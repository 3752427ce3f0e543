#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <random>

#include <Eigen/Dense>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "app/picking.h"
#include "support/viewer_dome.h"

using namespace fascia;
using Catch::Matchers::WithinAbs;

namespace {

Eigen::Vector3d nodeAt(const sim::Snapshot& snapshot, int node) {
    const float* p = snapshot.position_m.data() + 3 * static_cast<std::ptrdiff_t>(node);
    return {p[0], p[1], p[2]};
}

/// The oracle: every triangle as a 3 x 3 system in double; smallest distance of those that face the ray.
std::optional<double> nearestDistance(const app::Ray& ray, const sim::Snapshot& snapshot) {
    const Eigen::Vector3d origin(ray.origin_m[0], ray.origin_m[1], ray.origin_m[2]);
    const Eigen::Vector3d direction(ray.direction[0], ray.direction[1], ray.direction[2]);
    double best = std::numeric_limits<double>::max();
    for (const auto& t : snapshot.web->layerTriangles[0]) {
        const Eigen::Vector3d a = nodeAt(snapshot, t[0]);
        const Eigen::Vector3d ab = nodeAt(snapshot, t[1]) - a;
        const Eigen::Vector3d ac = nodeAt(snapshot, t[2]) - a;
        if (ab.cross(ac).dot(direction) >= 0.0) {
            continue;
        }
        Eigen::Matrix3d m;
        m << ab, ac, -direction;
        const Eigen::Vector3d uvt = m.fullPivLu().solve(origin - a);
        if (uvt[0] >= 0.0 && uvt[1] >= 0.0 && uvt[0] + uvt[1] <= 1.0 && uvt[2] >= 0.0) {
            best = std::min(best, uvt[2]);
        }
    }
    if (best == std::numeric_limits<double>::max()) {
        return std::nullopt;
    }
    return best;
}

} // namespace

TEST_CASE("A picked point agrees with an exhaustive search", "[picking]") {
    const test::Dome dome;
    app::SkinPicker picker;
    std::mt19937 random(11);
    std::uniform_real_distribution<float> spread(-0.3F, 0.3F);
    int hits = 0;
    for (int i = 0; i < 400; ++i) {
        app::Ray ray;
        ray.origin_m = {spread(random), spread(random), -0.8F};
        ray.direction = {spread(random), spread(random), 1.0F};
        const std::optional<double> expected = nearestDistance(ray, dome.snapshot());
        const std::optional<app::SkinHit> hit = picker.pick(ray, dome.snapshot());
        REQUIRE(hit.has_value() == expected.has_value());
        if (!hit) {
            continue;
        }
        ++hits;
        CHECK_THAT(static_cast<double>(hit->distance), WithinAbs(*expected, 1e-5));
        CHECK(hit->triangle >= 0);
        for (std::size_t k = 0; k < 3; ++k) {
            const float onRay = ray.origin_m[k] + hit->distance * ray.direction[k];
            CHECK_THAT(static_cast<double>(hit->position_m[k]), WithinAbs(static_cast<double>(onRay), 1e-6));
        }
        // The node is a corner near the point, the normal the outward one of the paraboloid (z = -0.1 + 1.2 r^2).
        const Eigen::Vector3d p(hit->position_m[0], hit->position_m[1], hit->position_m[2]);
        CHECK((nodeAt(dome.snapshot(), hit->node) - p).norm() < 0.03);
        Eigen::Vector3d normal(2.4 * p.x(), 2.4 * p.y(), -1.0);
        normal.normalize();
        const Eigen::Vector3d got(hit->normal[0], hit->normal[1], hit->normal[2]);
        CHECK_THAT(got.norm(), WithinAbs(1.0, 1e-5));
        CHECK(got.dot(normal) > 0.985);
    }
    CHECK(hits > 100);
}

TEST_CASE("Skin is picked from outside only, where it is now", "[picking]") {
    test::Dome dome;
    app::SkinPicker picker;
    const app::Ray fromBehind{{0.01F, 0.02F, 0.8F}, {0, 0, -1}};
    CHECK_FALSE(picker.pick(fromBehind, dome.snapshot()).has_value());
    const app::Ray past{{0.5F, 0.0F, -0.8F}, {0, 0, 1}};
    CHECK_FALSE(picker.pick(past, dome.snapshot()).has_value());
    dome.shift(0.45F, 0.0F, 0.02F);
    const std::optional<app::SkinHit> hit = picker.pick(past, dome.snapshot());
    REQUIRE(hit.has_value());
    CHECK(hit->position_m[2] > -0.085F);
}

TEST_CASE("An empty snapshot and a ray without direction meet nothing", "[picking]") {
    app::SkinPicker picker;
    CHECK_FALSE(picker.pick({}, sim::Snapshot{}).has_value());
    const test::Dome dome;
    CHECK_FALSE(picker.pick({{0, 0, -1}, {0, 0, 0}}, dome.snapshot()).has_value());
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK_FALSE(picker.pick({{nan, nan, nan}, {0, 0, 1}}, dome.snapshot()).has_value());
}
