#include "render/passive_forms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <unordered_map>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "render/passive_axes.h"
#include "render/passive_tendons.h"

namespace fascia::render {
namespace {

using glm::vec3;

vec3 at(const sim::VisualMesh& mesh, std::int32_t i) {
    const auto k = static_cast<std::size_t>(i) * 3;
    return {mesh.position_m[k], mesh.position_m[k + 1], mesh.position_m[k + 2]};
}

/// Which voxels of a grid the forms touch.
class VoxelGrid {
  public:
    VoxelGrid(vec3 low, vec3 high, float cell) : low_(low - 2.0F * cell), cell_(cell) {
        const vec3 extent = (high - low) / cell + 4.0F;
        for (int axis = 0; axis < 3; ++axis) {
            size_[axis] = std::max(1, static_cast<int>(std::ceil(extent[axis])));
        }
        filled_.assign(static_cast<std::size_t>(size_[0]) * size_[1] * size_[2], 0);
    }
    void fill(const vec3& p) {
        const std::ptrdiff_t i = index(p);
        if (i >= 0) {
            filled_[static_cast<std::size_t>(i)] = 1;
        }
    }
    [[nodiscard]] bool filled(const vec3& p) const {
        const std::ptrdiff_t i = index(p);
        return i >= 0 && filled_[static_cast<std::size_t>(i)] != 0;
    }
    [[nodiscard]] float cell() const { return cell_; }

  private:
    [[nodiscard]] std::ptrdiff_t index(const vec3& p) const {
        const vec3 q = (p - low_) / cell_;
        const int x = static_cast<int>(std::floor(q.x));
        const int y = static_cast<int>(std::floor(q.y));
        const int z = static_cast<int>(std::floor(q.z));
        if (x < 0 || y < 0 || z < 0 || x >= size_[0] || y >= size_[1] || z >= size_[2]) {
            return -1;
        }
        return (static_cast<std::ptrdiff_t>(z) * size_[1] + y) * size_[0] + x;
    }
    vec3 low_;
    float cell_;
    std::array<int, 3> size_{1, 1, 1};
    std::vector<std::uint8_t> filled_;
};

constexpr int kRays = 32;
constexpr float kReach_m = 0.06F; // occluders farther away than this do not darken

/// Directions over the sphere, even (golden spiral).
std::array<vec3, 2 * kRays> sphereDirections() {
    std::array<vec3, 2 * kRays> directions{};
    for (std::size_t i = 0; i < directions.size(); ++i) {
        const float z = 1.0F - (2.0F * static_cast<float>(i) + 1.0F) / static_cast<float>(directions.size());
        const float r = std::sqrt(std::max(0.0F, 1.0F - z * z));
        const float angle = 2.39996323F * static_cast<float>(i);
        directions[i] = {r * std::cos(angle), r * std::sin(angle), z};
    }
    return directions;
}

float openness(const VoxelGrid& grid, const vec3& p, const vec3& n, const std::array<vec3, 2 * kRays>& directions) {
    float open = 0.0F;
    float total = 0.0F;
    for (const vec3& direction : directions) {
        const float weight = glm::dot(direction, n);
        if (weight <= 0.1F) {
            continue;
        }
        total += weight;
        float light = 1.0F;
        for (float t = 1.3F * grid.cell(); t < kReach_m; t += grid.cell()) {
            if (grid.filled(p + n * (1.2F * grid.cell()) + direction * t)) {
                light = t / kReach_m; // far occluders count less
                break;
            }
        }
        open += weight * light;
    }
    return total > 0.0F ? open / total : 1.0F;
}

/// Evens the openness out over the triangles, so that the grid does not show.
void smoothOpenness(PassiveGeometry& geometry, std::vector<float>& value, int passes) {
    std::vector<float> sum(value.size());
    std::vector<float> count(value.size());
    for (int pass = 0; pass < passes; ++pass) {
        std::fill(sum.begin(), sum.end(), 0.0F);
        std::fill(count.begin(), count.end(), 0.0F);
        for (std::size_t t = 0; t + 2 < geometry.indices.size(); t += 3) {
            const std::uint32_t* i = &geometry.indices[t];
            const float mean = (value[i[0]] + value[i[1]] + value[i[2]]) / 3.0F;
            for (int k = 0; k < 3; ++k) {
                sum[i[k]] += mean;
                count[i[k]] += 1.0F;
            }
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (count[i] > 0.0F) {
                value[i] = sum[i] / count[i];
            }
        }
    }
}

void append(PassiveGeometry& geometry, const sim::VisualMesh& mesh) {
    const auto first = static_cast<std::uint32_t>(geometry.vertices.size());
    const auto count = static_cast<std::int32_t>(mesh.position_m.size() / 3);
    std::vector<vec3> normals(static_cast<std::size_t>(count), vec3(0.0F));
    std::vector<std::array<std::uint32_t, 3>> triangles;
    // Triangles turn counter-clockwise seen from outside: a closed form then has a positive volume.
    double volume = 0.0;
    for (const auto& t : mesh.triangles) {
        if (std::min({t[0], t[1], t[2]}) < 0 || std::max({t[0], t[1], t[2]}) >= count) {
            continue;
        }
        const vec3 origin = at(mesh, mesh.triangles.front()[0]);
        volume += static_cast<double>(
            glm::dot(at(mesh, t[0]) - origin, glm::cross(at(mesh, t[1]) - origin, at(mesh, t[2]) - origin)));
    }
    for (auto t : mesh.triangles) {
        if (std::min({t[0], t[1], t[2]}) < 0 || std::max({t[0], t[1], t[2]}) >= count) {
            continue;
        }
        if (volume < 0.0) {
            std::swap(t[1], t[2]);
        }
        const vec3 n = glm::cross(at(mesh, t[1]) - at(mesh, t[0]), at(mesh, t[2]) - at(mesh, t[0]));
        triangles.push_back(
            {static_cast<std::uint32_t>(t[0]), static_cast<std::uint32_t>(t[1]), static_cast<std::uint32_t>(t[2])});
        for (const std::int32_t i : t) {
            normals[static_cast<std::size_t>(i)] += n;
            geometry.indices.push_back(first + static_cast<std::uint32_t>(i));
        }
    }
    std::vector<vec3> places;
    for (std::int32_t i = 0; i < count; ++i) {
        places.push_back(at(mesh, i));
        vec3& n = normals[static_cast<std::size_t>(i)];
        const float length = glm::length(n);
        n = length > 1e-20F ? n / length : vec3(0.0F, 0.0F, -1.0F);
    }
    const bool striated = mesh.kind == sim::VisualMesh::Kind::muscle;
    const std::vector<vec3> axes = striated ? bundleAxes(places, normals, triangles) : std::vector<vec3>{};
    const std::vector<float> tendon =
        striated ? tendonShares(mesh.id, places, normals, triangles) : std::vector<float>{};
    for (std::size_t i = 0; i < places.size(); ++i) {
        const vec3& p = places[i];
        const vec3& n = normals[i];
        PassiveGeometry::Vertex vertex{{p.x, p.y, p.z}, {n.x, n.y, n.z}, {}, 255};
        vertex.tendon = striated ? static_cast<std::uint8_t>(std::lround(tendon[i] * 255.0F)) : std::uint8_t{0};
        for (int c = 0; c < 3; ++c) {
            vertex.axis[c] = striated ? static_cast<std::int8_t>(std::lround(axes[i][c] * 127.0F)) : 0;
        }
        geometry.vertices.push_back(vertex);
    }
}

vec3 positionOf(const PassiveGeometry::Vertex& v) { return {v.position[0], v.position[1], v.position[2]}; }
vec3 normalOf(const PassiveGeometry::Vertex& v) { return {v.normal[0], v.normal[1], v.normal[2]}; }

} // namespace

PassiveGeometry mergedForms(const std::vector<sim::VisualMesh>& meshes, sim::VisualMesh::Kind first,
                            sim::VisualMesh::Kind second) {
    PassiveGeometry geometry;
    for (const sim::VisualMesh& mesh : meshes) {
        if (mesh.kind == first) {
            append(geometry, mesh);
        }
    }
    geometry.muscleIndexCount = static_cast<std::uint32_t>(geometry.indices.size());
    for (const sim::VisualMesh& mesh : meshes) {
        if (mesh.kind == second) {
            append(geometry, mesh);
        }
    }
    return geometry;
}

PassiveGeometry buildPassiveGeometry(const std::vector<sim::VisualMesh>& meshes) {
    PassiveGeometry geometry = mergedForms(meshes, sim::VisualMesh::Kind::muscle, sim::VisualMesh::Kind::bone);
    if (geometry.vertices.empty()) {
        return geometry;
    }

    vec3 low(std::numeric_limits<float>::max());
    vec3 high(-std::numeric_limits<float>::max());
    for (const auto& v : geometry.vertices) {
        low = glm::min(low, positionOf(v));
        high = glm::max(high, positionOf(v));
    }
    const vec3 extent = high - low;
    const float cell = std::max(0.003F, std::max({extent.x, extent.y, extent.z}) / 220.0F);
    VoxelGrid grid(low, high, cell);
    for (std::size_t t = 0; t + 2 < geometry.indices.size(); t += 3) {
        const vec3 a = positionOf(geometry.vertices[geometry.indices[t]]);
        const vec3 b = positionOf(geometry.vertices[geometry.indices[t + 1]]);
        const vec3 c = positionOf(geometry.vertices[geometry.indices[t + 2]]);
        const float longest = std::max({glm::length(b - a), glm::length(c - a), glm::length(c - b)});
        const int steps = std::clamp(static_cast<int>(std::ceil(longest / (0.7F * cell))), 1, 64);
        for (int i = 0; i <= steps; ++i) {
            for (int j = 0; j <= steps - i; ++j) {
                const float u = static_cast<float>(i) / static_cast<float>(steps);
                const float w = static_cast<float>(j) / static_cast<float>(steps);
                grid.fill(a + u * (b - a) + w * (c - a));
            }
        }
    }
    const auto directions = sphereDirections();
    std::vector<float> open(geometry.vertices.size());
    for (std::size_t i = 0; i < open.size(); ++i) {
        open[i] = openness(grid, positionOf(geometry.vertices[i]), normalOf(geometry.vertices[i]), directions);
    }
    smoothOpenness(geometry, open, 3);
    for (std::size_t i = 0; i < open.size(); ++i) {
        geometry.vertices[i].openness =
            static_cast<std::uint8_t>(std::lround(std::clamp(open[i], 0.0F, 1.0F) * 255.0F));
    }
    return geometry;
}

PassiveGeometry simplified(const PassiveGeometry& full, std::size_t maxTriangles) {
    if (full.indices.size() / 3 <= maxTriangles || full.vertices.empty()) {
        return full;
    }
    vec3 low(std::numeric_limits<float>::max());
    for (const auto& v : full.vertices) {
        low = glm::min(low, positionOf(v));
    }
    PassiveGeometry result;
    for (float cell = 0.003F; cell < 1.0F; cell *= 1.2F) {
        // Cells also keep apart vertices that face different ways, so that thin forms do not collapse.
        std::unordered_map<std::uint64_t, std::uint32_t> cells;
        std::vector<std::uint32_t> to(full.vertices.size());
        std::vector<float> weight;
        result = PassiveGeometry{};
        for (std::size_t i = 0; i < full.vertices.size(); ++i) {
            const auto& v = full.vertices[i];
            const vec3 q = (positionOf(v) - low) / cell;
            const vec3 n = normalOf(v);
            const std::uint64_t octant = (n.x > 0.0F ? 1U : 0U) + (n.y > 0.0F ? 2U : 0U) + (n.z > 0.0F ? 4U : 0U);
            const std::uint64_t key = (static_cast<std::uint64_t>(q.x) << 42U) |
                                      (static_cast<std::uint64_t>(q.y) << 21U) | static_cast<std::uint64_t>(q.z) |
                                      (octant << 60U);
            const auto [found, isNew] = cells.try_emplace(key, static_cast<std::uint32_t>(result.vertices.size()));
            to[i] = found->second;
            if (isNew) {
                result.vertices.push_back(v);
                weight.push_back(1.0F);
                continue;
            }
            auto& merged = result.vertices[to[i]];
            const float w = weight[to[i]];
            for (int c = 0; c < 3; ++c) {
                merged.position[c] = (merged.position[c] * w + v.position[c]) / (w + 1.0F);
                merged.normal[c] += v.normal[c];
            }
            weight[to[i]] = w + 1.0F;
        }
        for (std::size_t t = 0; t + 2 < full.indices.size(); t += 3) {
            if (t == full.muscleIndexCount) {
                result.muscleIndexCount = static_cast<std::uint32_t>(result.indices.size());
            }
            const std::array<std::uint32_t, 3> i{to[full.indices[t]], to[full.indices[t + 1]], to[full.indices[t + 2]]};
            if (i[0] != i[1] && i[1] != i[2] && i[0] != i[2]) {
                result.indices.insert(result.indices.end(), i.begin(), i.end());
            }
        }
        if (full.muscleIndexCount >= full.indices.size()) {
            result.muscleIndexCount = static_cast<std::uint32_t>(result.indices.size());
        }
        for (auto& v : result.vertices) {
            const vec3 n = normalOf(v);
            const float length = glm::length(n);
            for (int c = 0; c < 3; ++c) {
                v.normal[c] = length > 1e-12F ? n[c] / length : v.normal[c];
            }
        }
        if (result.indices.size() / 3 <= maxTriangles) {
            break;
        }
    }
    return result;
}

PassiveForms::PassiveForms(const PassiveGeometry& geometry)
    : array_(makeVertexArray()),
      indexCount_(static_cast<std::uint32_t>(geometry.indices.size())),
      muscleIndexCount_(geometry.muscleIndexCount) {
    using Vertex = PassiveGeometry::Vertex;
    glBindVertexArray(array_.get());
    vertices_.upload(GL_ARRAY_BUFFER, geometry.vertices.data(), geometry.vertices.size() * sizeof(Vertex), false);
    floatAttribute(0, 3, sizeof(Vertex), offsetof(Vertex, position));
    floatAttribute(1, 3, sizeof(Vertex), offsetof(Vertex, normal));
    byteAttribute(2, 3, sizeof(Vertex), offsetof(Vertex, axis), true);
    byteAttribute(3, 1, sizeof(Vertex), offsetof(Vertex, openness), false);
    byteAttribute(4, 1, sizeof(Vertex), offsetof(Vertex, presence), false);
    byteAttribute(5, 1, sizeof(Vertex), offsetof(Vertex, tendon), false);
    indices_.upload(GL_ELEMENT_ARRAY_BUFFER, geometry.indices.data(), geometry.indices.size() * sizeof(std::uint32_t),
                    false);
    glBindVertexArray(0);
    checkGl("bones and muscles");
}

void PassiveForms::drawMuscles() const {
    if (muscleIndexCount_ == 0) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(muscleIndexCount_), GL_UNSIGNED_INT, nullptr);
}

void PassiveForms::drawBones() const {
    if (indexCount_ <= muscleIndexCount_) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(indexCount_ - muscleIndexCount_), GL_UNSIGNED_INT,
                   reinterpret_cast<const void*>(static_cast<std::size_t>(muscleIndexCount_) * sizeof(std::uint32_t)));
}

} // namespace fascia::render
