// Bundles of a muscle run along its strands.

#include <array>
#include <cmath>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <glm/geometric.hpp>

#include "render/passive_axes.h"

using namespace fascia::render;

namespace {

/// Open tubes, each a piece of its own.
struct Tubes {
    std::vector<glm::vec3> position, normal;
    std::vector<std::array<std::uint32_t, 3>> triangles;

    void add(glm::vec3 from, glm::vec3 to, float radius) {
        constexpr std::uint32_t kAround = 12;
        constexpr std::uint32_t kRings = 10;
        const auto first = static_cast<std::uint32_t>(position.size());
        const glm::vec3 axis = glm::normalize(to - from);
        const glm::vec3 u = glm::normalize(glm::cross(axis, glm::vec3(0.3F, 0.2F, 0.9F)));
        const glm::vec3 v = glm::cross(axis, u);
        for (std::uint32_t r = 0; r < kRings; ++r) {
            for (std::uint32_t k = 0; k < kAround; ++k) {
                const float angle = 6.2831853F * static_cast<float>(k) / static_cast<float>(kAround);
                const glm::vec3 n = std::cos(angle) * u + std::sin(angle) * v;
                position.push_back(from + (to - from) * (static_cast<float>(r) / (kRings - 1)) + radius * n);
                normal.push_back(n);
                if (r > 0) {
                    const std::uint32_t a = first + (r - 1) * kAround + k;
                    const std::uint32_t b = first + (r - 1) * kAround + (k + 1) % kAround;
                    triangles.push_back({a, b, a + kAround});
                    triangles.push_back({b, b + kAround, a + kAround});
                }
            }
        }
    }
};

} // namespace

TEST_CASE("bundle axes: along every strand, also where the form as a whole is wide", "[render]") {
    Tubes tubes; // short strands far apart: the longest axis of them all runs across them
    const glm::vec3 slanted = glm::normalize(glm::vec3(0.2F, 1.0F, 0.4F));
    tubes.add({-0.2F, 1.0F, 0.0F}, glm::vec3(-0.2F, 1.0F, 0.0F) + 0.10F * slanted, 0.012F);
    tubes.add({0.2F, 1.0F, 0.0F}, {0.2F, 1.1F, 0.0F}, 0.012F);
    const std::vector<glm::vec3> axes = bundleAxes(tubes.position, tubes.normal, tubes.triangles);
    REQUIRE(axes.size() == tubes.position.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
        INFO("vertex " << i);
        const glm::vec3 strand = i < axes.size() / 2 ? slanted : glm::vec3(0.0F, 1.0F, 0.0F);
        CHECK(std::abs(glm::dot(axes[i], strand)) > 0.98F);
        CHECK(glm::dot(axes[i], axes[i < axes.size() / 2 ? 0 : axes.size() / 2]) > 0.9F); // one sign a piece
    }
    CHECK(bundleAxes({}, {}, {}).empty());
}

TEST_CASE("bundle axes: a vertex without triangles or a flat piece has a unit axis", "[render]") {
    const std::vector<glm::vec3> position{{0, 0, 0}, {1, 0, 0}, {0, 3, 0}, {5, 5, 5}};
    const std::vector<glm::vec3> normal(4, glm::vec3(0, 0, 1));
    const std::vector<std::array<std::uint32_t, 3>> triangles{{0, 1, 2}};
    const std::vector<glm::vec3> axes = bundleAxes(position, normal, triangles);
    for (const glm::vec3& axis : axes) {
        CHECK(std::abs(glm::length(axis) - 1.0F) < 1e-4F);
        CHECK(std::abs(axis.z) < 0.9F); // in the surface, or free
    }
    CHECK(std::abs(axes[0].y) > 0.9F); // the long way
}
