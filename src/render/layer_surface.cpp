#include "render/layer_surface.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "render/web_fibres.h"

namespace fascia::render {

LayerSurface::LayerSurface(const sim::Web& web, sim::Layer layer, std::span<const float> fade)
    : deep_(layer == sim::Layer::deepFascia), array_(makeVertexArray()) {
    const auto& source = web.layerTriangles[static_cast<std::size_t>(layer)];
    constexpr std::uint32_t kNone = 0xFFFFFFFFU;
    const std::vector<std::uint8_t> inner = septumNodes(web);
    std::vector<std::uint32_t> vertexOf(static_cast<std::size_t>(web.nodeCount()), kNone);
    for (const auto& t : source) {
        std::array<std::uint32_t, 3> triangle{};
        for (std::size_t k = 0; k < 3; ++k) {
            std::uint32_t& vertex = vertexOf[static_cast<std::size_t>(t[k])];
            if (vertex == kNone) {
                vertex = static_cast<std::uint32_t>(nodes_.size());
                nodes_.push_back(t[k]);
                const float f = fade.empty() ? 1.0F : fade[static_cast<std::size_t>(t[k])];
                fade_.push_back(f);
                vertices_.push_back(
                    Vertex{{}, {}, {0.0F, f, 0.0F, inner[static_cast<std::size_t>(t[k])] != 0 ? 1.0F : 0.0F}});
            }
            triangle[k] = vertex;
        }
        triangles_.push_back(triangle);
    }
    indexCount_ = 3 * triangles_.size();
    const auto vertexAt = [&](std::int32_t node) { return vertexOf[static_cast<std::size_t>(node)]; };
    springsFrom_.assign(nodes_.size() + 1, 0);
    for (const bool counting : {true, false}) {
        std::vector<std::uint32_t> next = springsFrom_;
        for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
            if (web.springLayer[s] != layer || web.springFamily[s] != sim::SpringFamily::fibre) {
                continue;
            }
            for (const std::int32_t node : web.springNodes[s]) {
                const std::uint32_t vertex = vertexAt(node);
                if (vertex == kNone) {
                    continue;
                }
                if (counting) {
                    ++springsFrom_[vertex + 1];
                } else {
                    springs_[next[vertex]++] = static_cast<std::int32_t>(s);
                }
            }
        }
        if (counting) {
            for (std::size_t i = 1; i < springsFrom_.size(); ++i) {
                springsFrom_[i] += springsFrom_[i - 1];
            }
            springs_.resize(springsFrom_.back());
        }
    }
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(Vertex), offsetof(Vertex, position));
    floatAttribute(1, 3, sizeof(Vertex), offsetof(Vertex, normal));
    floatAttribute(2, 4, sizeof(Vertex), offsetof(Vertex, valueFade));
    indexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, triangles_.data(), indexCount_ * sizeof(std::uint32_t), false);
    glBindVertexArray(0);
    checkGl("skin");
}

float LayerSurface::valueAt(const sim::FieldView& field, std::size_t vertex) const {
    if (field.where == sim::FieldWhere::node) {
        const auto node = static_cast<std::size_t>(nodes_[vertex]);
        return node < field.values.size() ? field.values[node] : 0.0F;
    }
    const std::uint32_t from = springsFrom_[vertex];
    const std::uint32_t to = springsFrom_[vertex + 1];
    float sum = 0.0F;
    for (std::uint32_t k = from; k < to; ++k) {
        const auto spring = static_cast<std::size_t>(springs_[k]);
        sum += spring < field.values.size() ? field.values[spring] : 0.0F;
    }
    return sum / static_cast<float>(std::max<std::uint32_t>(1, to - from));
}

void LayerSurface::update(const sim::Snapshot& snapshot, const ViewOptions& view, const sim::FieldView* field) {
    const std::span<const float> p = snapshot.position_m;
    const bool coloured = field != nullptr && field->components == 1;
    const std::vector<std::uint8_t>& regions = snapshot.web->nodeRegion;
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
        const float value = coloured ? valueAt(*field, i) : 0.0F;
        v.valueFade[0] = coloured ? scale.position(value) : 0.0F;
        const std::size_t region = node < regions.size() ? regions[node] : 0;
        const bool elsewhere = view.isolateRegion >= 0 && static_cast<int>(region) != view.isolateRegion;
        v.valueFade[1] = fade_[i] * (elsewhere && deep_ ? kElsewhere : 1.0F);
        if (!deep_) { // the skin stays; its colours go
            v.valueFade[3] = elsewhere ? 1.0F - kElsewhere : 0.0F;
        }
        v.valueFade[2] = view.showGuard && region < snapshot.regionGuard.size() ? snapshot.regionGuard[region] : 0.0F;
    }
    const auto position = [&](std::uint32_t i) {
        return glm::vec3(vertices_[i].position[0], vertices_[i].position[1], vertices_[i].position[2]);
    };
    for (const auto& t : triangles_) {
        const glm::vec3 a = position(t[0]);
        const glm::vec3 n = glm::cross(position(t[1]) - a, position(t[2]) - a);
        for (const std::uint32_t i : t) {
            for (int c = 0; c < 3; ++c) {
                vertices_[i].normal[c] += n[c];
            }
        }
    }
    for (Vertex& v : vertices_) {
        const float length =
            std::sqrt(v.normal[0] * v.normal[0] + v.normal[1] * v.normal[1] + v.normal[2] * v.normal[2]);
        const float scaleBy = length > 1e-20F ? 1.0F / length : 0.0F;
        for (float& c : v.normal) {
            c *= scaleBy;
        }
    }
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, vertices_.data(), vertices_.size() * sizeof(Vertex), true);
    glBindVertexArray(0);
}

void LayerSurface::draw() const {
    if (indexCount_ == 0) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(indexCount_), GL_UNSIGNED_INT, nullptr);
}

} // namespace fascia::render
