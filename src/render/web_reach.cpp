#include "render/web_reach.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "render/camera.h"

namespace fascia::render {
namespace {

using glm::vec3;

constexpr float kCell_m = 0.008F;
constexpr float kColumn_m = 0.09F; // how deep below its skin a web is
constexpr float kWhole_m = 0.034F; // beyond the web, up to which a form is whole: round the corner of a limb
constexpr float kGone_m = kFormsReach_m;
constexpr float kOnIt_m = 0.012F; // muscles over a form that was left whole are whole as well (assumed)
constexpr float kAround = 0.6F;   // of a length across a body: forms are cut along it, not around it

vec3 toVec(const sim::Point3& p) {
    return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
}

} // namespace

WebReach::WebReach(const sim::Web& web, std::span<const float> fade) {
    const bool open = std::any_of(fade.begin(), fade.end(), [](float f) { return f < 0.01F; });
    if (!open) {
        return;
    }
    std::vector<vec3> top, inward;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        if (web.nodeLayer[i] == sim::Layer::skin) {
            top.push_back(toVec(web.nodePosition_m[i]));
            inward.push_back(-toVec(web.nodeNormal[i]));
        }
    }
    if (top.empty()) {
        return;
    }
    vec3 low = top.front();
    vec3 high = top.front();
    for (const vec3& p : top) {
        low = glm::min(low, p);
        high = glm::max(high, p);
    }
    for (const sim::VisualMesh& mesh : web.visuals) {
        const bool own = mesh.kind == sim::VisualMesh::Kind::bone || mesh.kind == sim::VisualMesh::Kind::muscle;
        Whole box{vec3(std::numeric_limits<float>::max()), vec3(-std::numeric_limits<float>::max())};
        for (std::size_t i = 0; own && i + 2 < mesh.position_m.size(); i += 3) {
            const vec3 p(mesh.position_m[i], mesh.position_m[i + 1], mesh.position_m[i + 2]);
            box.low = glm::min(box.low, p);
            box.high = glm::max(box.high, p);
        }
        if (own && box.high.y > high.y + kStandsUp_m) {
            whole_.push_back(box);
        }
    }
    low_ = low - kColumn_m - kGone_m;
    for (int axis = 0; axis < 3; ++axis) {
        size_[static_cast<std::size_t>(axis)] =
            static_cast<int>(std::ceil((high[axis] + kColumn_m + kGone_m - low_[axis]) / kCell_m)) + 1;
    }
    const auto [nx, ny, nz] = size_;
    const auto index = [nx = nx, ny = ny](int x, int y, int z) {
        return (static_cast<std::size_t>(z) * static_cast<std::size_t>(ny) + static_cast<std::size_t>(y)) *
                   static_cast<std::size_t>(nx) +
               static_cast<std::size_t>(x);
    };
    away_.assign(static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny) * static_cast<std::size_t>(nz), kGone_m);
    // Distances spread from the columns over neighbours, along edges and diagonals (at most 8 % too long). y is along a body.
    using Entry = std::pair<float, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (std::size_t i = 0; i < top.size(); ++i) {
        for (float s = 0.0F; s <= kColumn_m; s += 0.5F * kCell_m) {
            const vec3 q = (top[i] + s * inward[i] - low_) / kCell_m + 0.5F;
            const std::size_t cell = index(static_cast<int>(q.x), static_cast<int>(q.y), static_cast<int>(q.z));
            if (away_[cell] > 0.0F) {
                away_[cell] = 0.0F;
                queue.emplace(0.0F, cell);
            }
        }
    }
    while (!queue.empty()) {
        const auto [d, cell] = queue.top();
        queue.pop();
        if (d > away_[cell]) {
            continue;
        }
        const int x = static_cast<int>(cell % static_cast<std::size_t>(nx));
        const int y = static_cast<int>(cell / static_cast<std::size_t>(nx) % static_cast<std::size_t>(ny));
        const int z = static_cast<int>(cell / (static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny)));
        for (int dz = -1; dz <= 1; ++dz) {
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    if (x + dx < 0 || y + dy < 0 || z + dz < 0 || x + dx >= nx || y + dy >= ny || z + dz >= nz) {
                        continue;
                    }
                    const std::size_t next = index(x + dx, y + dy, z + dz);
                    const float across = kAround * kAround * static_cast<float>(dx * dx + dz * dz);
                    const float far = d + kCell_m * std::sqrt(across + static_cast<float>(dy * dy));
                    if (far < away_[next]) {
                        away_[next] = far;
                        queue.emplace(far, next);
                    }
                }
            }
        }
    }
}

float WebReach::away(int x, int y, int z) const {
    if (x < 0 || y < 0 || z < 0 || x >= size_[0] || y >= size_[1] || z >= size_[2]) {
        return kGone_m;
    }
    return away_[(static_cast<std::size_t>(z) * static_cast<std::size_t>(size_[1]) + static_cast<std::size_t>(y)) *
                     static_cast<std::size_t>(size_[0]) +
                 static_cast<std::size_t>(x)];
}

float WebReach::presence(const vec3& p) const {
    if (away_.empty()) {
        return 1.0F;
    }
    for (const Whole& box : whole_) {
        if (glm::all(glm::greaterThanEqual(p, box.low - kOnIt_m)) &&
            glm::all(glm::lessThanEqual(p, box.high + kOnIt_m))) {
            return 1.0F;
        }
    }
    const vec3 q = (p - low_) / kCell_m;
    const vec3 cell = glm::floor(q);
    const vec3 t = q - cell;
    float sum = 0.0F;
    for (int corner = 0; corner < 8; ++corner) {
        const int dx = corner & 1;
        const int dy = corner >> 1 & 1;
        const int dz = corner >> 2;
        sum += (dx != 0 ? t.x : 1.0F - t.x) * (dy != 0 ? t.y : 1.0F - t.y) * (dz != 0 ? t.z : 1.0F - t.z) *
               away(static_cast<int>(cell.x) + dx, static_cast<int>(cell.y) + dy, static_cast<int>(cell.z) + dz);
    }
    return 1.0F - glm::smoothstep(kWhole_m, kGone_m, sum);
}

PassiveGeometry melted(PassiveGeometry geometry, const WebReach& reach) {
    for (PassiveGeometry::Vertex& v : geometry.vertices) {
        const float whole = reach.presence({v.position[0], v.position[1], v.position[2]});
        v.presence = static_cast<std::uint8_t>(std::lround(255.0F * whole));
        // What stood around it melts away with it.
        v.openness =
            static_cast<std::uint8_t>(std::lround(glm::mix(255.0F, static_cast<float>(v.openness), whole * whole)));
    }
    return geometry;
}

} // namespace fascia::render
