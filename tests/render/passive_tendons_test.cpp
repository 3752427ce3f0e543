// A muscle is tendon where it is thin.

#include <cmath>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <glm/geometric.hpp>

#include "render/passive_tendons.h"

using namespace fascia::render;

TEST_CASE("The thin end of a spindle is tendon, its belly is not", "[render]") {
    std::vector<glm::vec3> position, normal;
    std::vector<std::array<std::uint32_t, 3>> triangles;
    constexpr std::uint32_t kAround = 16;
    constexpr std::uint32_t kRings = 25;
    const auto radiusAt = [](std::uint32_t r) { return r < 8 ? 0.002F : 0.015F; };
    for (std::uint32_t r = 0; r < kRings; ++r) {
        for (std::uint32_t k = 0; k < kAround; ++k) {
            const float angle = 6.2831853F * static_cast<float>(k) / static_cast<float>(kAround);
            const glm::vec3 n(std::cos(angle), 0.0F, std::sin(angle));
            position.push_back(radiusAt(r) * n + glm::vec3(0.0F, 0.01F * static_cast<float>(r), 0.0F));
            normal.push_back(n);
            if (r > 0) {
                const std::uint32_t a = (r - 1) * kAround + k;
                const std::uint32_t b = (r - 1) * kAround + (k + 1) % kAround;
                triangles.push_back({a, a + kAround, b});
                triangles.push_back({b, a + kAround, b + kAround});
            }
        }
    }
    const std::vector<float> share = tendonShares("biceps_brachii", position, normal, triangles);
    REQUIRE(share.size() == position.size());
    CHECK(share[3 * kAround] > 0.9F);
    CHECK(share[18 * kAround] < 0.1F);
    for (const float s : tendonShares("achilles_tendon", position, normal, triangles)) {
        CHECK(s == 1.0F);
    }
}
