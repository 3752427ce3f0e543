#include "render/fibre_chains.h"

#include <algorithm>
#include <tuple>

#include <glm/geometric.hpp>

namespace fascia::render {
namespace {

constexpr float kStraight = -0.64F; // cosine between two pieces that leave a node in opposite directions: 130 degrees

using Links = std::vector<std::array<std::int32_t, 2>>;

std::size_t endAt(const FibrePiece& piece, std::int32_t node) { return piece.ends[0] == node ? 0 : 1; }

} // namespace

std::vector<std::array<std::int32_t, 2>> continuations(std::span<const FibrePiece> pieces,
                                                       std::span<const glm::vec3> place) {
    std::vector<std::vector<std::int32_t>> at(place.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        for (const std::int32_t node : pieces[i].ends) {
            at[static_cast<std::size_t>(node)].push_back(static_cast<std::int32_t>(i));
        }
    }
    Links links(pieces.size(), {-1, -1});
    for (std::size_t n = 0; n < at.size(); ++n) {
        const auto node = static_cast<std::int32_t>(n);
        const auto away = [&](std::int32_t i) {
            const FibrePiece& piece = pieces[static_cast<std::size_t>(i)];
            const glm::vec3 d = place[static_cast<std::size_t>(piece.ends[1 - endAt(piece, node)])] - place[n];
            return d / std::max(1e-9F, glm::length(d));
        };
        std::vector<std::tuple<float, std::int32_t, std::int32_t>> pairs;
        for (std::size_t a = 0; a < at[n].size(); ++a) {
            for (std::size_t b = a + 1; b < at[n].size(); ++b) {
                const std::int32_t i = at[n][a];
                const std::int32_t j = at[n][b];
                const float cosine = glm::dot(away(i), away(j));
                if (pieces[static_cast<std::size_t>(i)].set == pieces[static_cast<std::size_t>(j)].set &&
                    cosine < kStraight) {
                    pairs.emplace_back(cosine, i, j);
                }
            }
        }
        std::sort(pairs.begin(), pairs.end()); // straightest first
        for (const auto& [cosine, i, j] : pairs) {
            std::int32_t& fromI = links[static_cast<std::size_t>(i)][endAt(pieces[static_cast<std::size_t>(i)], node)];
            std::int32_t& fromJ = links[static_cast<std::size_t>(j)][endAt(pieces[static_cast<std::size_t>(j)], node)];
            if (fromI < 0 && fromJ < 0) {
                fromI = j;
                fromJ = i;
            }
        }
    }
    return links;
}

std::vector<std::int32_t> chainsOf(std::span<const FibrePiece> pieces, std::span<const glm::vec3> place) {
    const Links links = continuations(pieces, place);
    struct Chain {
        int set;
        bool left;
        float height;
        std::int32_t number;
    };
    std::vector<Chain> chains;
    std::vector<std::int32_t> chainOf(pieces.size(), -1);
    for (std::size_t first = 0; first < pieces.size(); ++first) {
        if (chainOf[first] >= 0) {
            continue;
        }
        const auto number = static_cast<std::int32_t>(chains.size());
        glm::vec3 sum(0.0F);
        float count = 0.0F;
        std::vector<std::int32_t> open{static_cast<std::int32_t>(first)};
        while (!open.empty()) {
            const auto i = static_cast<std::size_t>(open.back());
            open.pop_back();
            if (chainOf[i] >= 0) {
                continue;
            }
            chainOf[i] = number;
            for (const std::int32_t node : pieces[i].ends) {
                sum += place[static_cast<std::size_t>(node)];
                count += 1.0F;
            }
            for (const std::int32_t next : links[i]) {
                if (next >= 0) {
                    open.push_back(next);
                }
            }
        }
        sum /= count;
        chains.push_back({pieces[first].set, sum.x >= 0.0F, sum.y, number});
    }
    std::sort(chains.begin(), chains.end(), [](const Chain& a, const Chain& b) {
        return std::tie(a.set, a.left, a.height, a.number) < std::tie(b.set, b.left, b.height, b.number);
    });
    std::vector<std::int32_t> rank(chains.size());
    for (std::size_t i = 0; i < chains.size(); ++i) {
        rank[static_cast<std::size_t>(chains[i].number)] = static_cast<std::int32_t>(i);
    }
    for (std::int32_t& chain : chainOf) {
        chain = rank[static_cast<std::size_t>(chain)];
    }
    return chainOf;
}

} // namespace fascia::render
