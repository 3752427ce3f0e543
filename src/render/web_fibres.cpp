#include "render/web_fibres.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <glad/gl.h>
#include <glm/geometric.hpp>

namespace fascia::render {
namespace {

// The web without a field: pearl.
constexpr std::array<std::uint8_t, 3> kPlain{0xC9, 0xC6, 0xBD};
constexpr float kPlainProminence = 0.25F;
constexpr float kSame_m = 0.0006F;    // a ghost is not seen below this distance from what is now
constexpr float kApart_m = 0.0015F;   // and whole from this on
constexpr float kBesideLines = 0.45F; // opacity where lines of tension tell the story

constexpr int kCurve = 4;       // pieces of a fibre between two nodes, in a still
constexpr int kCurveOfMany = 2; // in a web of many fibres
constexpr std::size_t kFewFibres = 30000;

/// What the peel leaves of a group, 0..1.
float shareOf(int group, const ViewOptions& view) {
    const bool superficial = group == 1 || group == 3 || group == 4;
    return view.left(superficial ? PeelLayer::superficialFascia : PeelLayer::deepFascia);
}

bool wanted(int group, const ViewOptions& view) {
    if (!(shareOf(group, view) > 0.0F)) {
        return false;
    }
    switch (group) {
        case 0:
            return view.showFascia;
        case 1:
            return view.showFascia && view.showSuperficialFascia;
        case 2:
            return view.showFascia && view.quality == Quality::still;
        case 3:
            return false; // the superficial sheet stays a light veil
        case 4:
            return view.showFascia && view.showInterlayer;
        default:
            return false;
    }
}

} // namespace

float ColourScale::position(float value) const {
    const float span = high - low;
    if (!std::isfinite(value) || !(std::abs(span) > 0.0F)) {
        return diverging ? 0.5F : 0.0F;
    }
    return std::clamp((value - low) / span, 0.0F, 1.0F);
}

float ColourScale::prominence(float position) const { return diverging ? std::abs(2.0F * position - 1.0F) : position; }

ColourScale scaleOf(const sim::FieldView& field, const ViewOptions& view) {
    ColourScale scale{field.scaleLow, field.scaleHigh, field.diverging};
    if (view.scale && (*view.scale)[1] > (*view.scale)[0]) {
        scale.low = (*view.scale)[0];
        scale.high = (*view.scale)[1];
    }
    return scale;
}

/// One picture: what every fibre of it needs.
struct WebFibres::Drawing {
    std::span<const float> place_m;
    const sim::FieldView* field;
    ColourScale scale;
    const ColourTable& table;
    const sim::FieldView* releasing;
    const ViewOptions& view;
    float share; ///< Of the opacity of the fibre at hand.
    int curve = 1;

    [[nodiscard]] glm::vec3 placeOf(std::int32_t node) const {
        const auto k = 3 * static_cast<std::size_t>(node);
        return {place_m[k], place_m[k + 1], place_m[k + 2]};
    }
    /// On the colour scale; of a vector its length counts.
    [[nodiscard]] float positionAt(std::int32_t index) const {
        const auto components = static_cast<std::size_t>(std::max(1, field->components));
        const std::size_t from = static_cast<std::size_t>(index) * components;
        if (from + components > field->values.size()) {
            return scale.position(0.0F);
        }
        if (components == 1) {
            return scale.position(field->values[from]);
        }
        float sum = 0.0F;
        for (std::size_t c = from; c < from + components; ++c) {
            sum += field->values[c] * field->values[c];
        }
        return scale.position(std::sqrt(sum));
    }
    [[nodiscard]] float releaseOf(std::int32_t spring) const {
        const auto s = static_cast<std::size_t>(spring);
        return releasing != nullptr && s < releasing->values.size()
                   ? std::clamp(releasing->values[s] / releasing->scaleHigh, 0.0F, 1.0F)
                   : 0.0F;
    }
};

/// Where one fibre runs on into another, both share the tangent and the mean of what they show: no steps at nodes.
std::array<WebFibres::End, 2> WebFibres::endsOf(const Fibre& fibre, const Drawing& drawing) const {
    const bool perSpring = drawing.field != nullptr && drawing.field->where == sim::FieldWhere::spring;
    const float own = perSpring ? drawing.positionAt(fibre.spring) : 0.0F;
    const float release = drawing.releaseOf(fibre.spring);
    const glm::vec3 chord = drawing.placeOf(fibre.b) - drawing.placeOf(fibre.a);
    const float length = std::max(1e-9F, glm::length(chord));
    std::array<End, 2> ends;
    for (std::size_t e = 0; e < 2; ++e) {
        End& end = ends[e];
        const std::int32_t node = e == 0 ? fibre.a : fibre.b;
        end.place = drawing.placeOf(node);
        end.along = chord;
        end.position = perSpring || drawing.field == nullptr ? own : drawing.positionAt(node);
        end.width = fibre.width;
        end.opacity = fibre.opacity;
        end.release = release;
        if (fibre.next[e] < 0) {
            continue;
        }
        const Fibre& next = fibres_[static_cast<std::size_t>(fibre.next[e])];
        end.joined = true;
        end.width = 0.5F * (fibre.width + next.width);
        end.opacity = 0.5F * (fibre.opacity + next.opacity);
        if (perSpring) {
            end.position = 0.5F * (own + drawing.positionAt(next.spring));
        }
        end.release = 0.5F * (release + drawing.releaseOf(next.spring));
        const glm::vec3 beyond = drawing.placeOf(fibre.nextNode[e]);
        const glm::vec3 further = e == 0 ? end.place - beyond : beyond - end.place;
        const glm::vec3 both = chord / length + further / std::max(1e-9F, glm::length(further));
        const float size = glm::length(both);
        if (size > 0.3F) { // else folded over: no common tangent
            end.along = both * (length / size);
        }
    }
    return ends;
}

void WebFibres::writeCurve(const std::array<End, 2>& ends, const Fibre& fibre, const Drawing& drawing, Vertex* out) {
    const bool faint = drawing.view.isolateRegion >= 0 && fibre.region != drawing.view.isolateRegion;
    const float share = shareOf(fibre.group, drawing.view) * (faint ? kElsewhere : 1.0F) *
                        (drawing.view.showLines ? kBesideLines : 1.0F) * drawing.share;
    const End& a = ends[0]; // not a structured binding: clang 14 lets no lambda capture one
    const End& b = ends[1];
    const auto write = [&](float t, bool isSecond) {
        const float u = 1.0F - t;
        // Cubic with the given ends and tangents.
        const glm::vec3 here = (1.0F + 2.0F * t) * u * u * a.place + t * u * u * a.along +
                               t * t * (3.0F - 2.0F * t) * b.place - t * t * u * b.along;
        const glm::vec3 along =
            6.0F * t * u * (b.place - a.place) + u * (1.0F - 3.0F * t) * a.along + t * (3.0F * t - 2.0F) * b.along;
        const glm::vec3 there = isSecond ? here - along : here + along;
        const auto mix = [&](float first, float second) { return u * first + t * second; };
        const float position = mix(a.position, b.position);
        const bool coloured = drawing.field != nullptr;
        const auto at = 4 * static_cast<std::size_t>(position * (kColourMapSize - 1) + 0.5F);
        const float prominence = coloured ? drawing.scale.prominence(position) : kPlainProminence;
        const bool joined = (t > 0.0F || a.joined) && (t < 1.0F || b.joined);
        const float width = mix(a.width, b.width) * drawing.view.webWidth;
        for (const std::int8_t side : {std::int8_t{-127}, std::int8_t{127}}) {
            *out++ = Vertex{
                {here.x, here.y, here.z},
                {there.x, there.y, there.z},
                {coloured ? drawing.table[at] : kPlain[0], coloured ? drawing.table[at + 1] : kPlain[1],
                 coloured ? drawing.table[at + 2] : kPlain[2]},
                static_cast<std::uint8_t>(prominence * 255.0F + 0.5F),
                static_cast<std::int8_t>(isSecond ? 127 : -127),
                side,
                static_cast<std::int8_t>(std::clamp(width * 64.0F, 1.0F, 127.0F)),
                static_cast<std::int8_t>(std::clamp(mix(a.opacity, b.opacity) * share, 0.0F, 1.0F) * 127.0F),
                {static_cast<std::uint8_t>(mix(a.release, b.release) * 255.0F),
                 static_cast<std::uint8_t>(joined ? 255 : 0), static_cast<std::uint8_t>(fibre.inner ? 255 : 0), 0}};
        }
    };
    const auto pieces = static_cast<float>(drawing.curve);
    for (int k = 0; k < drawing.curve; ++k) {
        write(static_cast<float>(k) / pieces, false);
        write(static_cast<float>(k + 1) / pieces, true);
    }
}

void WebFibres::reserveIndices(std::size_t fibres) {
    if (fibres <= indexedFibres_) {
        return;
    }
    std::vector<std::uint32_t> indices;
    indices.reserve(6 * fibres);
    for (std::uint32_t i = 0; i < fibres; ++i) {
        for (const std::uint32_t corner : {0U, 1U, 2U, 2U, 1U, 3U}) {
            indices.push_back(4 * i + corner);
        }
    }
    indexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, indices.data(), indices.size() * sizeof(std::uint32_t), false);
    indexedFibres_ = fibres;
}

void WebFibres::update(const sim::Snapshot& snapshot, const ViewOptions& view, const glm::mat4& viewMatrix,
                       const glm::vec4& cutPlane, int budget) {
    const sim::FieldView* field = snapshot.field(view.fieldId);
    const ColourScale scale = field != nullptr ? scaleOf(*field, view) : ColourScale{};
    const std::span<const float> p = snapshot.position_m;
    const std::size_t nodes = p.size() / 3;
    // How far apart the places of a fibre and those of fadeWhereNear() are, 0..1.
    const auto apart = [&](std::size_t a, std::size_t b) {
        float squared = 0.0F;
        for (const std::size_t node : {a, b}) {
            float sum = 0.0F;
            for (std::size_t c = 3 * node; c < 3 * node + 3; ++c) {
                sum += (p[c] - other_m_[c]) * (p[c] - other_m_[c]);
            }
            squared = std::max(squared, sum);
        }
        return std::clamp((std::sqrt(squared) - kSame_m) / (kApart_m - kSame_m), 0.0F, 1.0F);
    };
    const bool cut = cutPlane != glm::vec4(0.0F);
    available_ = 0;
    order_.clear();
    keys_.clear();
    // Depth along the view direction of a point is minus the third row of the view matrix times the point.
    const float zx = viewMatrix[0][2];
    const float zy = viewMatrix[1][2];
    const float zz = viewMatrix[2][2];
    for (std::size_t i = 0; i < fibres_.size(); ++i) {
        const Fibre& fibre = fibres_[i];
        if (!wanted(fibre.group, view)) {
            continue;
        }
        ++available_;
        if (budget > 0 && static_cast<int>(order_.size()) >= budget) {
            continue;
        }
        const auto a = static_cast<std::size_t>(fibre.a);
        const auto b = static_cast<std::size_t>(fibre.b);
        if (a >= nodes || b >= nodes) {
            continue;
        }
        const auto beyond = [&](std::size_t node) {
            return cutPlane.x * p[3 * node] + cutPlane.y * p[3 * node + 1] + cutPlane.z * p[3 * node + 2] + cutPlane.w <
                   0.0F;
        };
        if (cut && beyond(a) && beyond(b)) {
            continue;
        }
        if (other_m_.size() == p.size() && !(apart(a, b) > 0.0F)) {
            continue;
        }
        const float depth =
            zx * (p[3 * a] + p[3 * b]) + zy * (p[3 * a + 1] + p[3 * b + 1]) + zz * (p[3 * a + 2] + p[3 * b + 2]);
        order_.push_back(static_cast<std::uint32_t>(i));
        // Far first: eye-space z grows towards the eye. 0.1 mm steps in +- 3 m.
        keys_.push_back(static_cast<std::uint32_t>(std::clamp((depth + 6.0F) * 5000.0F, 0.0F, 65535.0F)));
    }
    // Radix sort on 16-bit keys, stable: two passes of 8 bits.
    scratch_.resize(order_.size());
    std::vector<std::uint32_t> otherKeys(keys_.size());
    for (unsigned shift = 0; shift < 16; shift += 8) {
        std::array<std::size_t, 257> start{};
        for (const std::uint32_t key : keys_) {
            ++start[((key >> shift) & 255U) + 1];
        }
        for (std::size_t i = 1; i < start.size(); ++i) {
            start[i] += start[i - 1];
        }
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            const std::size_t to = start[(keys_[i] >> shift) & 255U]++;
            scratch_[to] = order_[i];
            otherKeys[to] = keys_[i];
        }
        order_.swap(scratch_);
        keys_.swap(otherKeys);
    }

    const sim::FieldView* releasing = view.showRelease ? snapshot.field("release_rate_per_s") : nullptr;
    Drawing drawing{p, field, scale, colourTable(view.colourMap, scale.diverging), releasing, view, 1.0F};
    drawing.curve = view.quality != Quality::still ? 1 : order_.size() < kFewFibres ? kCurve : kCurveOfMany;
    const auto perFibre = static_cast<std::size_t>(4 * drawing.curve);
    vertices_.resize(perFibre * order_.size());
    Vertex* out = vertices_.data();
    for (const std::uint32_t i : order_) {
        const Fibre& fibre = fibres_[i];
        drawing.share = other_m_.size() == p.size()
                            ? apart(static_cast<std::size_t>(fibre.a), static_cast<std::size_t>(fibre.b))
                            : 1.0F;
        writeCurve(endsOf(fibre, drawing), fibre, drawing, out);
        out += perFibre;
    }
    pieces_ = static_cast<int>(order_.size()) * drawing.curve;
    drawn_ = static_cast<int>(order_.size());
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, vertices_.data(), vertices_.size() * sizeof(Vertex), true);
    reserveIndices(static_cast<std::size_t>(pieces_));
    glBindVertexArray(0);
}

void WebFibres::draw() const {
    if (drawn_ == 0) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawElements(GL_TRIANGLES, 6 * pieces_, GL_UNSIGNED_INT, nullptr);
}

} // namespace fascia::render
