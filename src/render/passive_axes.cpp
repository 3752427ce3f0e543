#include "render/passive_axes.h"

#include <cmath>

#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>

namespace fascia::render {
namespace {

using glm::mat3;
using glm::vec3;
using Neighbours = std::vector<std::vector<std::uint32_t>>;

constexpr int kPasses = 5;         // of evening out over neighbours
constexpr float kLongAxis = 0.06F; // weight of the piece's long axis beside the turning of the normals

/// Direction of the largest eigenvalue of a symmetric, positive matrix, by power iteration.
vec3 firstAxis(const mat3& of, vec3 start) {
    for (int i = 0; i < 24; ++i) {
        const vec3 next = of * start;
        const float length = glm::length(next);
        if (length < 1e-20F) {
            break;
        }
        start = next / length;
    }
    return start;
}

/// The vertices of each connected piece, nearest first.
std::vector<std::vector<std::uint32_t>> piecesOf(const Neighbours& neighbours) {
    std::vector<std::uint8_t> seen(neighbours.size(), 0);
    std::vector<std::vector<std::uint32_t>> pieces;
    for (std::uint32_t first = 0; first < neighbours.size(); ++first) {
        if (seen[first] != 0) {
            continue;
        }
        std::vector<std::uint32_t> piece{first};
        seen[first] = 1;
        for (std::size_t i = 0; i < piece.size(); ++i) {
            for (const std::uint32_t next : neighbours[piece[i]]) {
                if (seen[next] == 0) {
                    seen[next] = 1;
                    piece.push_back(next);
                }
            }
        }
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

vec3 longAxis(std::span<const vec3> position, const std::vector<std::uint32_t>& piece) {
    vec3 mean(0.0F);
    for (const std::uint32_t i : piece) {
        mean += position[i] / static_cast<float>(piece.size());
    }
    mat3 spread(0.0F);
    for (const std::uint32_t i : piece) {
        spread += glm::outerProduct(position[i] - mean, position[i] - mean);
    }
    return firstAxis(spread, glm::normalize(vec3(0.3F, 0.9F, 0.2F)));
}

} // namespace

std::vector<vec3> bundleAxes(std::span<const vec3> position, std::span<const vec3> normal,
                             std::span<const std::array<std::uint32_t, 3>> triangles) {
    Neighbours neighbours(position.size());
    for (const auto& t : triangles) {
        for (std::size_t c = 0; c < 3; ++c) {
            neighbours[t[c]].push_back(t[(c + 1) % 3]);
            neighbours[t[c]].push_back(t[(c + 2) % 3]);
        }
    }
    std::vector<mat3> turning;
    for (const vec3& n : normal) {
        turning.push_back(glm::outerProduct(n, n));
    }
    for (int pass = 0; pass < kPasses; ++pass) {
        std::vector<mat3> next = turning;
        for (std::size_t i = 0; i < next.size(); ++i) {
            for (const std::uint32_t j : neighbours[i]) {
                next[i] += turning[j];
            }
            next[i] /= 1.0F + static_cast<float>(neighbours[i].size());
        }
        turning = std::move(next);
    }
    std::vector<vec3> axes(position.size(), vec3(0.0F, 1.0F, 0.0F));
    std::vector<std::uint8_t> known(position.size(), 0);
    for (const auto& piece : piecesOf(neighbours)) {
        const vec3 along = longAxis(position, piece);
        for (const std::uint32_t i : piece) {
            const mat3 still = mat3(turning[i][0][0] + turning[i][1][1] + turning[i][2][2]) - turning[i] +
                               kLongAxis * glm::outerProduct(along, along);
            axes[i] = firstAxis(still, along);
            // In the order of the piece one of the neighbours is there already.
            for (const std::uint32_t j : neighbours[i]) {
                if (known[j] != 0) {
                    axes[i] *= glm::dot(axes[i], axes[j]) < 0.0F ? -1.0F : 1.0F;
                    break;
                }
            }
            known[i] = 1;
        }
    }
    return axes;
}

} // namespace fascia::render
