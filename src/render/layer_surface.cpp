#include "render/layer_surface.h"

#include <array>
#include <cmath>
#include <cstddef>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "render/web_fibres.h"

namespace fascia::render {

LayerSurface::LayerSurface(const sim::Web& web, sim::Layer layer, std::span<const float> fade)
    : array_(makeVertexArray()) {
    const auto& source = web.layerTriangles[static_cast<std::size_t>(layer)];
    constexpr std::uint32_t kNone = 0xFFFFFFFFU;
    std::vector<std::uint32_t> vertexOf(static_cast<std::size_t>(web.nodeCount()), kNone);
    for (const auto& t : source) {
        std::array<std::uint32_t, 3> triangle{};
        for (std::size_t k = 0; k < 3; ++k) {
            std::uint32_t& vertex = vertexOf[static_cast<std::size_t>(t[k])];
            if (vertex == kNone) {
                vertex = static_cast<std::uint32_t>(nodes_.size());
                nodes_.push_back(t[k]);
                const float f = fade.empty() ? 1.0F : fade[static_cast<std::size_t>(t[k])];
                vertices_.push_back(Vertex{{}, {}, {0.0F, f}});
            }
            triangle[k] = vertex;
        }
        triangles_.push_back(triangle);
    }
    indexCount_ = 3 * triangles_.size();
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(Vertex), offsetof(Vertex, position));
    floatAttribute(1, 3, sizeof(Vertex), offsetof(Vertex, normal));
    floatAttribute(2, 2, sizeof(Vertex), offsetof(Vertex, valueFade));
    indexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, triangles_.data(), indexCount_ * sizeof(std::uint32_t), false);
    glBindVertexArray(0);
    checkGl("skin");
}

void LayerSurface::update(const sim::Snapshot& snapshot, const ViewOptions& view, const sim::FieldView* field) {
    const std::span<const float> p = snapshot.position_m;
    const bool coloured = field != nullptr && field->where == sim::FieldWhere::node && field->components == 1;
    const ColourScale scale = coloured ? scaleOf(*field, view) : ColourScale{};
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const auto node = static_cast<std::size_t>(nodes_[i]);
        Vertex& v = vertices_[i];
        if (3 * node + 2 < p.size()) {
            for (std::size_t c = 0; c < 3; ++c) {
                v.position[c] = p[3 * node + c];
                v.normal[c] = 0.0F;
            }
        }
        v.valueFade[0] = coloured && node < field->values.size() ? scale.position(field->values[node]) : 0.0F;
    }
    const auto position = [&](std::uint32_t i) {
        return glm::vec3(vertices_[i].position[0], vertices_[i].position[1], vertices_[i].position[2]);
    };
    for (const auto& t : triangles_) {
        const glm::vec3 a = position(t[0]);
        const glm::vec3 n = glm::cross(position(t[1]) - a, position(t[2]) - a);
        for (const std::uint32_t i : t) {
            for (int c = 0; c < 3; ++c) { vertices_[i].normal[c] += n[c]; }
        }
    }
    for (Vertex& v : vertices_) {
        const float length = std::sqrt(v.normal[0] * v.normal[0] + v.normal[1] * v.normal[1] + v.normal[2] * v.normal[2]);
        const float scaleBy = length > 1e-20F ? 1.0F / length : 0.0F;
        for (float& c : v.normal) { c *= scaleBy; }
    }
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, vertices_.data(), vertices_.size() * sizeof(Vertex), true);
    glBindVertexArray(0);
}

void LayerSurface::draw() const {
    if (indexCount_ == 0) { return; }
    glBindVertexArray(array_.get());
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(indexCount_), GL_UNSIGNED_INT, nullptr);
}

} // namespace fascia::render
