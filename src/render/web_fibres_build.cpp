// What the fibres of a web are, worked out once: which springs, how wide, and which run on as one.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <glad/gl.h>

#include "render/fibre_chains.h"
#include "render/web_fibres.h"

namespace fascia::render {
namespace {

constexpr float kFadeRings = 4.0F;
constexpr int kMostRings = 20;     // enough to tell a wide sheet
constexpr float kFadeShare = 0.2F; // of the way from the border to the middle

constexpr float kAcrossWidth = 0.36F; // of springs straight across the fibres
constexpr float kAcrossOpacity = 0.34F;

struct GroupStyle {
    float width;
    float opacity;
};
// Deep fibres, superficial fibres, deep shear, superficial shear, interlayer.
constexpr std::array<GroupStyle, 5> kStyles{
    {{1.0F, 1.0F}, {0.55F, 0.42F}, {0.5F, 0.18F}, {0.4F, 0.16F}, {0.45F, 0.25F}}};

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

} // namespace

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

std::vector<std::uint8_t> septumNodes(const sim::Web& web) {
    std::vector<std::uint8_t> inner(web.nodePosition_m.size(), 0);
    std::vector<std::uint8_t> seen;
    for (std::size_t i = 0; i < std::min(web.nodeColumn.size(), inner.size()); ++i) {
        if (web.nodeLayer[i] != sim::Layer::deepFascia || web.nodeColumn[i] < 0) {
            continue;
        }
        const auto column = static_cast<std::size_t>(web.nodeColumn[i]);
        seen.resize(std::max(seen.size(), column + 1), 0);
        inner[i] = seen[column];
        seen[column] = 1;
    }
    return inner;
}

WebFibres::WebFibres(const sim::Web& web, std::span<const float> fade) : array_(makeVertexArray()) {
    const auto count = static_cast<std::size_t>(web.springCount());
    const std::vector<std::uint8_t> inner = septumNodes(web);
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
        fibre.inner = inner[static_cast<std::size_t>(fibre.a)] != 0 || inner[static_cast<std::size_t>(fibre.b)] != 0;
        fibre.region = s < web.springRegion.size() ? web.springRegion[s] : 0;
        const GroupStyle& style = kStyles[static_cast<std::size_t>(group)];
        // Springs along the fibre direction read as fibres; those across are thinner.
        const float along = web.springFibreCos2.size() == count ? static_cast<float>(web.springFibreCos2[s]) : 0.5F;
        fibre.width = style.width * (kAcrossWidth + (1.0F - kAcrossWidth) * along);
        const float border =
            fade.empty() ? 1.0F
                         : std::min(fade[static_cast<std::size_t>(fibre.a)], fade[static_cast<std::size_t>(fibre.b)]);
        fibre.opacity = style.opacity * border * (kAcrossOpacity + (1.0F - kAcrossOpacity) * along);
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
    joinFibres(place);

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

/// Which fibres run on as one: of the same group, a septum's apart.
void WebFibres::joinFibres(const std::vector<glm::vec3>& place) {
    std::vector<FibrePiece> pieces;
    for (const Fibre& fibre : fibres_) {
        pieces.push_back({{fibre.a, fibre.b}, 2 * fibre.group + (fibre.inner ? 1 : 0)});
    }
    const auto links = continuations(pieces, place);
    for (std::size_t i = 0; i < fibres_.size(); ++i) {
        Fibre& fibre = fibres_[i];
        fibre.next = links[i];
        for (std::size_t end = 0; end < 2; ++end) {
            if (fibre.next[end] >= 0) {
                const Fibre& next = fibres_[static_cast<std::size_t>(fibre.next[end])];
                const std::int32_t here = end == 0 ? fibre.a : fibre.b;
                fibre.nextNode[end] = next.a == here ? next.b : next.a;
            }
        }
    }
}

} // namespace fascia::render
