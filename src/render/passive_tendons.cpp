#include "render/passive_tendons.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace fascia::render {
namespace {

using glm::vec3;

constexpr float kThick_m = 0.08F; // no muscle is thicker
constexpr float kTendon = 0.22F;  // of the muscle's thickness: all tendon, and beyond the next all belly
constexpr float kBelly = 0.52F;
// How names of tendinous ones end.
constexpr std::array<std::string_view, 4> kSheets{"tract", "fascia", "aponeurosis", "membrane"};
// Muscles of the face are thin and lie in its fascia: no more than this share of a belly's colour (assumed).
constexpr std::array<std::string_view, 4> kOfFace{"frontalis", "orbicularis_oculi", "orbicularis_oris", "zygomaticus"};
constexpr float kFaceTendon = 0.55F;
// Broad ones lie below much of the web, whose colours would not rank in grey on a pale ground (assumed).
constexpr std::string_view kBroad = "aponeurosis";
constexpr float kBroadTendon = 0.3F;
constexpr int kPasses = 3; // of evening out over triangles
// Share of a muscle's volume in what is no thicker than its belly: long tendons have much surface and little volume (assumed).
constexpr float kBellyVolume = 0.6F;
constexpr float kLeastBelly_m = 0.016F; // what is cut off below its belly is tendon all the same (assumed)

/// Distance along d (unit) from p to a triangle, or `none`.
float along(const vec3& p, const vec3& d, const vec3& a, const vec3& b, const vec3& c, float none) {
    const vec3 ab = b - a;
    const vec3 ac = c - a;
    const vec3 h = glm::cross(d, ac);
    const float det = glm::dot(ab, h);
    if (std::abs(det) < 1e-12F) {
        return none;
    }
    const vec3 s = p - a;
    const float u = glm::dot(s, h) / det;
    const vec3 q = glm::cross(s, ab);
    const float v = glm::dot(d, q) / det;
    const float t = glm::dot(ac, q) / det;
    return u < 0.0F || v < 0.0F || u + v > 1.0F || t < 1e-5F ? none : t;
}

float bellyThickness(const std::vector<float>& thick, std::span<const vec3> position,
                     std::span<const std::array<std::uint32_t, 3>> triangles) {
    std::vector<std::pair<float, float>> part; // thickness, volume
    float total = 0.0F;
    for (const auto& t : triangles) {
        const float area =
            0.5F * glm::length(glm::cross(position[t[1]] - position[t[0]], position[t[2]] - position[t[0]]));
        const float mean = (thick[t[0]] + thick[t[1]] + thick[t[2]]) / 3.0F;
        part.emplace_back(mean, area * mean);
        total += area * mean;
    }
    std::sort(part.begin(), part.end());
    float sum = 0.0F;
    for (const auto& [mean, volume] : part) {
        sum += volume;
        if (sum >= kBellyVolume * total) {
            return std::max(mean, kLeastBelly_m);
        }
    }
    return kThick_m;
}

} // namespace

std::vector<float> tendonShares(std::string_view name, std::span<const vec3> position, std::span<const vec3> normal,
                                std::span<const std::array<std::uint32_t, 3>> triangles) {
    const bool sheet =
        std::any_of(kSheets.begin(), kSheets.end(), [name](std::string_view ending) { return name.ends_with(ending); });
    if (sheet || name.find("tendon") != std::string_view::npos) {
        return std::vector<float>(position.size(), name.ends_with(kBroad) ? kBroadTendon : 1.0F);
    }
    std::vector<float> thick(position.size(), kThick_m);
    for (std::size_t i = 0; i < position.size(); ++i) {
        const vec3 p = position[i] - 2e-4F * normal[i];
        for (const auto& t : triangles) {
            if (t[0] != i && t[1] != i && t[2] != i) {
                thick[i] =
                    std::min(thick[i], along(p, -normal[i], position[t[0]], position[t[1]], position[t[2]], kThick_m));
            }
        }
    }
    for (int pass = 0; pass < kPasses; ++pass) {
        std::vector<float> sum(thick.size(), 0.0F);
        std::vector<float> count(thick.size(), 0.0F);
        for (const auto& t : triangles) {
            const float mean = (thick[t[0]] + thick[t[1]] + thick[t[2]]) / 3.0F;
            for (const std::uint32_t v : t) {
                sum[v] += mean;
                count[v] += 1.0F;
            }
        }
        for (std::size_t i = 0; i < thick.size(); ++i) {
            thick[i] = count[i] > 0.0F ? sum[i] / count[i] : thick[i];
        }
    }
    const float whole = bellyThickness(thick, position, triangles);
    const bool ofFace = std::find(kOfFace.begin(), kOfFace.end(), name) != kOfFace.end();
    const float least = ofFace ? kFaceTendon : 0.0F;
    std::vector<float> shares;
    for (const float t : thick) {
        shares.push_back(std::max(least, 1.0F - glm::smoothstep(kTendon, kBelly, t / whole)));
    }
    return shares;
}

} // namespace fascia::render
