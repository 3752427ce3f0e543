#include "render/beads.h"

#include <algorithm>
#include <cstddef>

#include <glad/gl.h>

namespace fascia::render {
namespace {

constexpr int kRings = 2; // of neighbours without a bead around each

} // namespace

Beads::Beads(const LayerSurface& sheet) : array_(makeVertexArray()) {
    const std::size_t count = sheet.nodes().size();
    std::vector<std::vector<std::uint32_t>> neighbours(count);
    for (const auto& face : sheet.faces()) {
        for (std::size_t k = 0; k < 3; ++k) {
            neighbours[face[k]].push_back(face[(k + 1) % 3]);
            neighbours[face[k]].push_back(face[(k + 2) % 3]);
        }
    }
    std::vector<std::uint8_t> taken(count, 0);
    for (std::uint32_t v = 0; v < count; ++v) {
        if (taken[v] != 0 || sheet.fadeAt(v) < 0.6F) {
            continue;
        }
        chosen_.push_back(v);
        taken[v] = 1;
        std::vector<std::uint32_t> front{v};
        for (int ring = 0; ring < kRings; ++ring) {
            std::vector<std::uint32_t> next;
            for (const std::uint32_t a : front) {
                for (const std::uint32_t b : neighbours[a]) {
                    if (taken[b] == 0) {
                        taken[b] = 1;
                        next.push_back(b);
                    }
                }
            }
            front = std::move(next);
        }
    }
    glBindVertexArray(array_.get());
    buffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(Vertex), offsetof(Vertex, centre));
    floatAttribute(1, 4, sizeof(Vertex), offsetof(Vertex, corner));
    glBindVertexArray(0);
}

void Beads::update(const sim::Snapshot& snapshot, const LayerSurface& sheet, const glm::vec4& cutPlane) {
    vertices_.clear();
    count_ = 0;
    const sim::FieldView* field = snapshot.field("hydration");
    for (const std::uint32_t v : field != nullptr ? chosen_ : std::vector<std::uint32_t>{}) {
        const std::size_t k = 3 * static_cast<std::size_t>(sheet.nodes()[v]);
        if (k + 2 >= snapshot.position_m.size()) {
            continue;
        }
        const float* p = &snapshot.position_m[k];
        if (cutPlane.x * p[0] + cutPlane.y * p[1] + cutPlane.z * p[2] + cutPlane.w < 0.0F) {
            continue;
        }
        const float full = std::clamp(sheet.valueAt(*field, v), 0.0F, 1.0F);
        for (const auto& [x, y] : {std::pair{-1.0F, -1.0F}, std::pair{1.0F, -1.0F}, std::pair{-1.0F, 1.0F},
                                   std::pair{-1.0F, 1.0F}, std::pair{1.0F, -1.0F}, std::pair{1.0F, 1.0F}}) {
            vertices_.push_back({{p[0], p[1], p[2]}, {x, y, full, sheet.shownAt(v)}});
        }
        ++count_;
    }
    glBindVertexArray(array_.get());
    buffer_.upload(GL_ARRAY_BUFFER, vertices_.data(), vertices_.size() * sizeof(Vertex), true);
    glBindVertexArray(0);
}

void Beads::draw() const {
    if (count_ > 0) {
        glBindVertexArray(array_.get());
        glDrawArrays(GL_TRIANGLES, 0, 6 * count_);
    }
}

} // namespace fascia::render
