#include "render/tension_lines.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "render/web_fibres.h"

namespace fascia::render {
namespace {

constexpr float kReach_m = 0.11F;   // a line's longest way from its seed, to each side
constexpr int kMostFaces = 80;      // that a line crosses to each side
constexpr float kWeakest = 0.04F;   // of the field's scale: lines end where hardly anything pulls
constexpr float kBend = 0.35F;      // lines end where the direction turns by more than about 70 degrees in one face
constexpr int kSpread = 2;          // rings of faces around a line's seed that hold no other seed
constexpr float kFadeShare = 0.25F; // of a line's length that fades at each end

/// A fixed order that jumps about: neighbours in it lie far apart.
std::vector<std::uint32_t> scattered(std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    const auto hash = [](std::uint32_t x) {
        x = (x ^ (x >> 16U)) * 0x7FEB352DU;
        x = (x ^ (x >> 15U)) * 0x846CA68BU;
        return x ^ (x >> 16U);
    };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return hash(a) < hash(b); });
    return order;
}

} // namespace

TensionLines::TensionLines(const LayerSurface& sheet)
    : nodes_(sheet.nodes().begin(), sheet.nodes().end()),
      faces_(sheet.faces().begin(), sheet.faces().end()),
      beyond_(faces_.size(), {-1, -1, -1}),
      order_(scattered(faces_.size())),
      mark_(faces_.size(), 0),
      position_(nodes_.size()),
      vector_(nodes_.size()),
      fade_(nodes_.size()),
      shown_(nodes_.size()),
      array_(makeVertexArray()) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<std::uint32_t, std::size_t>> open;
    for (std::uint32_t f = 0; f < faces_.size(); ++f) {
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t a = faces_[f][(k + 1) % 3];
            const std::uint32_t b = faces_[f][(k + 2) % 3];
            const auto edge = std::pair{std::min(a, b), std::max(a, b)};
            const auto [found, isNew] = open.try_emplace(edge, std::pair{f, k});
            if (!isNew) {
                const auto [other, corner] = found->second;
                beyond_[f][k] = static_cast<std::int32_t>(other);
                beyond_[other][corner] = static_cast<std::int32_t>(f);
            }
        }
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        fade_[i] = sheet.fadeAt(i);
    }
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(Vertex), offsetof(Vertex, position));
    floatAttribute(1, 3, sizeof(Vertex), offsetof(Vertex, along));
    floatAttribute(2, 4, sizeof(Vertex), offsetof(Vertex, run));
    indexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, nullptr, 0, true);
    glBindVertexArray(0);
}

glm::vec3 TensionLines::pointAt(const Place& place) const {
    const auto& f = faces_[place.face];
    return place.share[0] * position_[f[0]] + place.share[1] * position_[f[1]] + place.share[2] * position_[f[2]];
}

/// Corners have no common sign: each is turned to look like `like`.
glm::vec3 TensionLines::pullAt(const Place& place, const glm::vec3& like) const {
    const auto& f = faces_[place.face];
    glm::vec3 sum(0.0F);
    for (std::size_t k = 0; k < 3; ++k) {
        const glm::vec3& v = vector_[f[k]];
        sum += place.share[k] * (glm::dot(v, like) < 0.0F ? -v : v);
    }
    return sum;
}

void TensionLines::trace(std::uint32_t seed, float sign, TensionLine& line, std::uint32_t mark) {
    constexpr float kThird = 1.0F / 3.0F;
    Place at{seed, {kThird, kThird, kThird}};
    // All lines are begun the same way: downwards, and to the body's left where they lie level.
    glm::vec3 like = vector_[faces_[seed][0]];
    like *= sign * (like.y - 0.2F * like.x > 0.0F ? -1.0F : 1.0F);
    float length = 0.0F;
    for (int step = 0; step < kMostFaces && length < kReach_m; ++step) {
        const glm::vec3 v = pullAt(at, like);
        const float size = glm::length(v);
        if (!(size > kWeakest) || (step > 0 && glm::dot(v, like) < kBend * size * glm::length(like))) {
            break;
        }
        const auto& f = faces_[at.face];
        const glm::vec3 e1 = position_[f[1]] - position_[f[0]];
        const glm::vec3 e2 = position_[f[2]] - position_[f[0]];
        // The direction within the face, as rates of the shares (least squares takes the part in the plane).
        const float a11 = glm::dot(e1, e1);
        const float a12 = glm::dot(e1, e2);
        const float a22 = glm::dot(e2, e2);
        const float determinant = a11 * a22 - a12 * a12;
        if (!(determinant > 1e-18F)) {
            break;
        }
        const glm::vec3 d = v / size;
        const float b1 = glm::dot(e1, d);
        const float b2 = glm::dot(e2, d);
        const float r1 = (b1 * a22 - b2 * a12) / determinant;
        const float r2 = (b2 * a11 - b1 * a12) / determinant;
        const std::array<float, 3> rate{-r1 - r2, r1, r2};
        int out = -1;
        float way = 1e9F;
        for (int k = 0; k < 3; ++k) {
            const auto i = static_cast<std::size_t>(k);
            if (rate[i] < -1e-6F && at.share[i] / -rate[i] < way) {
                way = at.share[i] / -rate[i];
                out = k;
            }
        }
        if (out < 0) {
            break;
        }
        for (std::size_t k = 0; k < 3; ++k) {
            at.share[k] = std::max(0.0F, at.share[k] + way * rate[k]);
        }
        at.share[static_cast<std::size_t>(out)] = 0.0F;
        length += way;
        like = v;
        mark_[at.face] = mark;
        if (way > 1e-4F) {
            line.points.push_back(pointAt(at));
            line.pull.push_back(std::min(1.0F, size));
            line.shown.push_back(at.share[0] * shown_[f[0]] + at.share[1] * shown_[f[1]] + at.share[2] * shown_[f[2]]);
        }
        const std::int32_t next = beyond_[at.face][static_cast<std::size_t>(out)];
        if (next < 0 || (mark_[static_cast<std::size_t>(next)] != 0 && mark_[static_cast<std::size_t>(next)] != mark)) {
            break; // the border, or another line's way
        }
        Place there{static_cast<std::uint32_t>(next), {0.0F, 0.0F, 0.0F}};
        for (std::size_t k = 0; k < 3; ++k) {
            for (std::size_t n = 0; n < 3; ++n) {
                if (faces_[there.face][n] == f[k]) {
                    there.share[n] = at.share[k];
                }
            }
        }
        at = there;
    }
}

/// Seeds keep a distance from one another, once and for all.
void TensionLines::chooseSeeds() {
    nearSeed_.assign(faces_.size(), 0);
    for (const std::uint32_t face : order_) {
        if (nearSeed_[face] != 0) {
            continue;
        }
        seeds_.push_back(face);
        std::vector<std::uint32_t> front{face};
        nearSeed_[face] = 1;
        for (int ring = 0; ring < 2 * kSpread; ++ring) {
            std::vector<std::uint32_t> next;
            for (const std::uint32_t f : front) {
                for (const std::int32_t g : beyond_[f]) {
                    if (g >= 0 && nearSeed_[static_cast<std::size_t>(g)] == 0) {
                        nearSeed_[static_cast<std::size_t>(g)] = 1;
                        next.push_back(static_cast<std::uint32_t>(g));
                    }
                }
            }
            front = std::move(next);
        }
    }
}

void TensionLines::update(const sim::Snapshot& snapshot, const ViewOptions& view, const glm::vec4& cutPlane,
                          int mostTriangles) {
    lines_.clear();
    const sim::FieldView* field = snapshot.field("principal_stress_Pa");
    const float share = view.left(PeelLayer::deepFascia);
    if (field == nullptr || field->components != 3 || faces_.empty() || !(share > 0.0F)) {
        build(cutPlane, mostTriangles);
        return;
    }
    const float perScale = 1.0F / std::max(1e-12F, field->scaleHigh);
    const std::vector<std::uint8_t>& regions = snapshot.web->nodeRegion;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const auto node = static_cast<std::size_t>(nodes_[i]);
        const int region = node < regions.size() ? regions[node] : 0;
        shown_[i] = fade_[i] * (view.isolateRegion >= 0 && region != view.isolateRegion ? kElsewhere : 1.0F);
        const std::size_t k = 3 * static_cast<std::size_t>(nodes_[i]);
        if (k + 2 < snapshot.position_m.size() && k + 2 < field->values.size()) {
            position_[i] = {snapshot.position_m[k], snapshot.position_m[k + 1], snapshot.position_m[k + 2]};
            vector_[i] = perScale * glm::vec3(field->values[k], field->values[k + 1], field->values[k + 2]);
        }
    }
    if (seeds_.empty()) {
        chooseSeeds();
    }
    std::fill(mark_.begin(), mark_.end(), 0U);
    std::uint32_t mark = 0;
    for (const std::uint32_t seed : seeds_) {
        if (mark_[seed] != 0) {
            continue;
        }
        ++mark;
        TensionLine forward;
        TensionLine line;
        trace(seed, 1.0F, forward, mark);
        trace(seed, -1.0F, line, mark);
        const auto join = [](auto& back, const auto& on) {
            std::reverse(back.begin(), back.end());
            back.insert(back.end(), on.begin(), on.end());
        };
        join(line.points, forward.points);
        join(line.pull, forward.pull);
        join(line.shown, forward.shown);
        if (line.points.size() >= 4) {
            lines_.push_back(std::move(line));
        }
    }
    build(cutPlane, mostTriangles);
}

void TensionLines::build(const glm::vec4& cutPlane, int mostTriangles) {
    vertices_.clear();
    indices_.clear();
    for (const TensionLine& line : lines_) {
        const std::size_t count = line.points.size();
        if (mostTriangles > 0 && static_cast<int>(indices_.size() / 3 + 2 * count) > mostTriangles) {
            break; // seeds jump about, so what is left is even
        }
        float whole = 0.0F;
        for (std::size_t i = 1; i < count; ++i) {
            whole += glm::length(line.points[i] - line.points[i - 1]);
        }
        float run = 0.0F;
        for (std::size_t i = 0; i < count; ++i) {
            run += i > 0 ? glm::length(line.points[i] - line.points[i - 1]) : 0.0F;
            const glm::vec3 p = line.points[i];
            const glm::vec3 along = line.points[std::min(i + 1, count - 1)] - line.points[i > 0 ? i - 1 : 0];
            const float end = std::min(run, whole - run) / std::max(1e-6F, kFadeShare * whole);
            const bool gone = glm::dot(glm::vec3(cutPlane), p) + cutPlane.w < 0.0F;
            const float opacity = gone ? 0.0F : line.shown[i] * std::clamp(end, 0.0F, 1.0F);
            for (const float side : {-1.0F, 1.0F}) {
                vertices_.push_back({{p.x, p.y, p.z}, {along.x, along.y, along.z}, {run, side, line.pull[i], opacity}});
            }
            if (i > 0) {
                const auto v = static_cast<std::uint32_t>(vertices_.size());
                for (const std::uint32_t k : {4U, 3U, 2U, 2U, 3U, 1U}) {
                    indices_.push_back(v - k);
                }
            }
        }
    }
    indexCount_ = static_cast<int>(indices_.size());
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, vertices_.data(), vertices_.size() * sizeof(Vertex), true);
    indexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, indices_.data(), indices_.size() * sizeof(std::uint32_t), true);
    glBindVertexArray(0);
}

void TensionLines::draw() const {
    if (indexCount_ == 0) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawElements(GL_TRIANGLES, indexCount_, GL_UNSIGNED_INT, nullptr);
}

} // namespace fascia::render
