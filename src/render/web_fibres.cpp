#include "render/web_fibres.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <glad/gl.h>

#include "render/fibre_chains.h"

namespace fascia::render {
namespace {

constexpr float kFadeRings = 4.0F;
constexpr int kMostRings = 20;     // enough to tell a wide sheet
constexpr float kFadeShare = 0.2F; // of the way from the border to the middle

struct GroupStyle {
    float width;
    float opacity;
};
// Deep fibres, superficial fibres, deep shear, superficial shear, interlayer.
constexpr std::array<GroupStyle, 5> kStyles{
    {{1.0F, 1.0F}, {0.55F, 0.42F}, {0.5F, 0.18F}, {0.4F, 0.16F}, {0.45F, 0.25F}}};

// The web without a field: pearl.
constexpr std::array<std::uint8_t, 3> kPlain{0xC9, 0xC6, 0xBD};
constexpr float kPlainProminence = 0.25F;
constexpr float kSame_m = 0.0006F;    // a ghost is not seen below this distance from what is now
constexpr float kApart_m = 0.003F;    // and whole from this on
constexpr float kElsewhere = 0.14F;   // opacity outside the region that is isolated
constexpr float kBesideLines = 0.45F; // opacity where lines of tension tell the story

/// Group of a spring, or -1 when it is never drawn.
int groupOf(sim::Layer layer, sim::SpringFamily family) {
    const bool deep = layer == sim::Layer::deepFascia;
    const bool superficial = layer == sim::Layer::superficialFascia;
    switch (family) {
        case sim::SpringFamily::fibre:
            return deep ? 0 : superficial ? 1 : -1;
        case sim::SpringFamily::shear:
            return deep ? 2 : superficial ? 3 : -1;
        case sim::SpringFamily::septum:
            return 4;
        case sim::SpringFamily::glide:
            return deep || superficial ? 4 : -1;
        case sim::SpringFamily::bulk:
            return -1;
    }
    return -1;
}

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

std::vector<float> borderFade(const sim::Web& web) {
    const auto count = static_cast<std::size_t>(web.nodeCount());
    constexpr int kFar = 1000;
    std::vector<int> ring(count, kFar);
    std::vector<std::pair<std::int32_t, std::int32_t>> edges;
    for (const auto& triangles : web.layerTriangles) {
        for (const auto& t : triangles) {
            for (std::size_t k = 0; k < 3; ++k) {
                const std::int32_t a = t[k];
                const std::int32_t b = t[(k + 1) % 3];
                edges.emplace_back(std::min(a, b), std::max(a, b));
            }
        }
    }
    std::sort(edges.begin(), edges.end());
    for (std::size_t i = 0; i < edges.size();) {
        std::size_t j = i + 1;
        while (j < edges.size() && edges[j] == edges[i]) {
            ++j;
        }
        if (j - i == 1) { // an edge of one triangle only: the sheet ends here
            ring[static_cast<std::size_t>(edges[i].first)] = 0;
            ring[static_cast<std::size_t>(edges[i].second)] = 0;
        }
        i = j;
    }
    // Wide sheets fade over a few rings of nodes, narrow strips over hardly any.
    int widest = 0;
    for (int pass = 0; pass < kMostRings && pass == widest; ++pass) {
        for (const auto& [a, b] : edges) {
            int& ra = ring[static_cast<std::size_t>(a)];
            int& rb = ring[static_cast<std::size_t>(b)];
            if (ra == pass && rb > pass + 1) {
                rb = pass + 1;
                widest = pass + 1;
            }
            if (rb == pass && ra > pass + 1) {
                ra = pass + 1;
                widest = pass + 1;
            }
        }
    }
    const float rings = std::min(kFadeRings, kFadeShare * static_cast<float>(widest));
    std::vector<float> fade(count);
    for (std::size_t i = 0; i < count; ++i) {
        const float x = rings > 1.0F ? std::min(1.0F, static_cast<float>(ring[i]) / rings) : 1.0F;
        fade[i] = x * x * (3.0F - 2.0F * x);
    }
    return fade;
}

WebFibres::WebFibres(const sim::Web& web, std::span<const float> fade) : array_(makeVertexArray()) {
    const auto count = static_cast<std::size_t>(web.springCount());
    double length = 0.0;
    std::size_t deep = 0;
    std::vector<float> alongs;
    for (std::size_t s = 0; s < count; ++s) {
        const int group = groupOf(web.springLayer[s], web.springFamily[s]);
        if (group < 0) {
            continue;
        }
        Fibre fibre;
        fibre.spring = static_cast<std::int32_t>(s);
        fibre.a = web.springNodes[s][0];
        fibre.b = web.springNodes[s][1];
        fibre.group = static_cast<std::uint8_t>(group);
        fibre.region = s < web.springRegion.size() ? web.springRegion[s] : 0;
        const GroupStyle& style = kStyles[static_cast<std::size_t>(group)];
        // Springs along the fibre direction read as fibres; those across are thinner.
        const float along = web.springFibreCos2.size() == count ? static_cast<float>(web.springFibreCos2[s]) : 0.5F;
        fibre.width = style.width * (0.42F + 0.58F * along);
        const float border =
            fade.empty() ? 1.0F
                         : std::min(fade[static_cast<std::size_t>(fibre.a)], fade[static_cast<std::size_t>(fibre.b)]);
        fibre.opacity = style.opacity * border * (0.50F + 0.50F * along);
        if (fibre.opacity < 0.01F) {
            continue;
        }
        if (group == 0) {
            length += web.springLength_m[s];
            ++deep;
        }
        fibres_.push_back(fibre);
        alongs.push_back(along);
    }
    if (deep > 0) {
        meanLength_m_ = static_cast<float>(length / static_cast<double>(deep));
    }
    // By group, then how well they follow the fibres, then chain by chain: every eighth chain, those halfway, and so on, so
    // that a budget thins the web evenly and leaves fibres whole.
    std::vector<FibrePiece> pieces;
    for (std::size_t i = 0; i < fibres_.size(); ++i) {
        const int across = alongs[i] > 0.6F ? 0 : alongs[i] > 0.3F ? 1 : 2;
        pieces.push_back({{fibres_[i].a, fibres_[i].b}, static_cast<int>(fibres_[i].group) * 3 + across});
    }
    std::vector<glm::vec3> place;
    for (const sim::Point3& p : web.nodePosition_m) {
        place.emplace_back(static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]));
    }
    const std::vector<std::int32_t> chain = chainsOf(pieces, place);
    const auto rank = [&](std::uint32_t i) {
        constexpr std::array<int, 8> kTurn{0, 4, 2, 6, 1, 5, 3, 7};
        const auto number = static_cast<std::uint32_t>(chain[i]);
        // Inside a turn in no order: what a budget cuts off is spread out.
        return std::pair{8 * pieces[i].set + kTurn[number & 7U], number * 2654435761U};
    };
    std::vector<std::uint32_t> sorted(fibres_.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        sorted[i] = static_cast<std::uint32_t>(i);
    }
    std::stable_sort(sorted.begin(), sorted.end(), [&](std::uint32_t x, std::uint32_t y) { return rank(x) < rank(y); });
    std::vector<Fibre> ordered;
    ordered.reserve(fibres_.size());
    for (const std::uint32_t i : sorted) {
        ordered.push_back(fibres_[i]);
    }
    fibres_ = std::move(ordered);

    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 3, sizeof(Vertex), offsetof(Vertex, here));
    floatAttribute(1, 3, sizeof(Vertex), offsetof(Vertex, there));
    byteAttribute(2, 4, sizeof(Vertex), offsetof(Vertex, colour), false);
    byteAttribute(3, 4, sizeof(Vertex), offsetof(Vertex, end), true);
    byteAttribute(4, 4, sizeof(Vertex), offsetof(Vertex, more), false);
    indexBuffer_.upload(GL_ELEMENT_ARRAY_BUFFER, nullptr, 0, false);
    glBindVertexArray(0);
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
    const auto components = static_cast<std::size_t>(field != nullptr ? std::max(1, field->components) : 1);
    const auto valueAt = [&](std::size_t i) {
        if ((i + 1) * components > field->values.size()) {
            return 0.0F;
        }
        if (components == 1) {
            return field->values[i];
        }
        float sum = 0.0F; // of a vector: its length
        for (std::size_t c = 0; c < components; ++c) {
            sum += field->values[i * components + c] * field->values[i * components + c];
        }
        return std::sqrt(sum);
    };

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

    const ColourTable& table = colourTable(view.colourMap, scale.diverging);
    const sim::FieldView* releasing = view.showRelease ? snapshot.field("release_rate_per_s") : nullptr;
    vertices_.resize(4 * order_.size());
    Vertex* out = vertices_.data();
    for (const std::uint32_t i : order_) {
        const Fibre& fibre = fibres_[i];
        const auto a = static_cast<std::size_t>(fibre.a);
        const auto b = static_cast<std::size_t>(fibre.b);
        float first = 0.0F;
        float second = 0.0F;
        if (field != nullptr) {
            if (field->where == sim::FieldWhere::spring) {
                first = second = scale.position(valueAt(static_cast<std::size_t>(fibre.spring)));
            } else {
                first = scale.position(valueAt(a));
                second = scale.position(valueAt(b));
            }
        }
        const auto width = static_cast<std::int8_t>(std::clamp(fibre.width * view.webWidth * 64.0F, 1.0F, 127.0F));
        const bool faint = view.isolateRegion >= 0 && fibre.region != view.isolateRegion;
        const float shown = fibre.opacity * shareOf(fibre.group, view) * (faint ? kElsewhere : 1.0F) *
                            (view.showLines ? kBesideLines : 1.0F) * (other_m_.size() == p.size() ? apart(a, b) : 1.0F);
        const auto opacity = static_cast<std::int8_t>(std::clamp(shown * 127.0F, 0.0F, 127.0F));
        const float release = releasing != nullptr && static_cast<std::size_t>(fibre.spring) < releasing->values.size()
                                  ? releasing->values[static_cast<std::size_t>(fibre.spring)] / releasing->scaleHigh
                                  : 0.0F;
        const auto bright = static_cast<std::uint8_t>(std::clamp(release, 0.0F, 1.0F) * 255.0F);
        for (int corner = 0; corner < 4; ++corner) {
            const bool isSecond = corner >= 2;
            const float* here = &p[3 * (isSecond ? b : a)];
            const float* there = &p[3 * (isSecond ? a : b)];
            const float position = isSecond ? second : first;
            const auto at = 4 * static_cast<std::size_t>(position * (kColourMapSize - 1) + 0.5F);
            const float prominence = field != nullptr ? scale.prominence(position) : kPlainProminence;
            *out++ = Vertex{{here[0], here[1], here[2]},
                            {there[0], there[1], there[2]},
                            {field != nullptr ? table[at] : kPlain[0], field != nullptr ? table[at + 1] : kPlain[1],
                             field != nullptr ? table[at + 2] : kPlain[2]},
                            static_cast<std::uint8_t>(prominence * 255.0F + 0.5F),
                            static_cast<std::int8_t>(isSecond ? 127 : -127),
                            static_cast<std::int8_t>((corner & 1) != 0 ? 127 : -127),
                            width,
                            opacity,
                            {bright, 0, 0, 0}};
        }
    }
    drawn_ = static_cast<int>(order_.size());
    glBindVertexArray(array_.get());
    vertexBuffer_.upload(GL_ARRAY_BUFFER, vertices_.data(), vertices_.size() * sizeof(Vertex), true);
    reserveIndices(order_.size());
    glBindVertexArray(0);
}

void WebFibres::draw() const {
    if (drawn_ == 0) {
        return;
    }
    glBindVertexArray(array_.get());
    glDrawElements(GL_TRIANGLES, 6 * drawn_, GL_UNSIGNED_INT, nullptr);
}

} // namespace fascia::render
