#include "sim/measure/principal_stress.h"

#include <algorithm>
#include <cmath>

#include "sim/core/parallel.h"

namespace fascia::sim {
namespace {

constexpr int kSweeps = 6;           // of Jacobi rotations at most; each squares the error
constexpr double kDiagonal2 = 1e-22; // square of what is left beside the diagonal, of the square of all: floats leave

} // namespace

namespace {

/// Tensors that are worked on side by side: a rotation is a chain of roots and quotients, and one alone waits for each.
constexpr std::size_t kSide = 4;
using Lanes = std::array<double, kSide>;

template <typename F>
Lanes lanesOf(F&& f) {
    Lanes lanes;
    for (std::size_t l = 0; l < kSide; ++l) {
        lanes[l] = f(l);
    }
    return lanes;
}

/// (x, y) becomes (c x - s y, s x + c y).
void rotate(Lanes& x, Lanes& y, const Lanes& c, const Lanes& s) {
    for (std::size_t l = 0; l < kSide; ++l) {
        const double turned = c[l] * x[l] - s[l] * y[l];
        y[l] = s[l] * x[l] + c[l] * y[l];
        x[l] = turned;
    }
}

using Tensors = std::array<SymmetricTensor, kSide>;
using Pulls = std::array<std::array<double, 3>, kSide>;

Pulls principalPulls_Pa(const Tensors& tensors) {
    Lanes a[3][3];
    Lanes v[3][3];
    constexpr std::size_t kComponent[3][3] = {{0, 3, 5}, {3, 1, 4}, {5, 4, 2}};
    const Lanes norm = lanesOf([&](std::size_t l) { return frobeniusNorm(tensors[l]); });
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            a[i][j] =
                lanesOf([&](std::size_t l) { return std::isfinite(norm[l]) ? tensors[l][kComponent[i][j]] : 0.0; });
            v[i][j].fill(i == j ? 1.0 : 0.0);
        }
    }
    constexpr int kPairs[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
        bool rest = false;
        for (std::size_t l = 0; l < kSide; ++l) {
            const double beside2 = a[0][1][l] * a[0][1][l] + a[0][2][l] * a[0][2][l] + a[1][2][l] * a[1][2][l];
            rest = rest || beside2 > kDiagonal2 * norm[l] * norm[l];
        }
        if (!rest) {
            break;
        }
        for (const auto& [p, q] : kPairs) {
            const Lanes tangent = lanesOf([&](std::size_t l) {
                const double beside = a[p][q][l];
                const double theta = (a[q][q][l] - a[p][p][l]) / (2.0 * (beside != 0.0 ? beside : 1.0));
                const double root = std::abs(theta) + std::sqrt(theta * theta + 1.0);
                return beside != 0.0 ? (theta >= 0.0 ? 1.0 : -1.0) / root : 0.0;
            });
            const Lanes c = lanesOf([&](std::size_t l) { return 1.0 / std::sqrt(tangent[l] * tangent[l] + 1.0); });
            const Lanes s = lanesOf([&](std::size_t l) { return tangent[l] * c[l]; });
            for (auto& row : a) {
                rotate(row[p], row[q], c, s);
            }
            for (std::size_t k = 0; k < 3; ++k) {
                rotate(a[p][k], a[q][k], c, s);
                rotate(v[k][p], v[k][q], c, s);
            }
        }
    }
    Pulls pulls;
    for (std::size_t l = 0; l < kSide; ++l) {
        std::size_t largest = 0;
        for (std::size_t k = 1; k < 3; ++k) {
            largest = a[k][k][l] > a[largest][largest][l] ? k : largest;
        }
        const double pull = std::max(0.0, a[largest][largest][l]);
        pulls[l] = {pull * v[0][largest][l], pull * v[1][largest][l], pull * v[2][largest][l]};
    }
    return pulls;
}

} // namespace

std::array<double, 3> principalPull_Pa(const SymmetricTensor& t) { return principalPulls_Pa({t}).front(); }

void principalStress(const Web& web, Layer layer, const NodeSprings& nodeSprings, const Positions& position,
                     std::span<const double> tension_N, int threads, std::vector<float>& vectors_Pa) {
    const std::size_t nodes = web.nodeLayer.size();
    vectors_Pa.assign(3 * web.nodeLayer.size(), 0.0F);
    constexpr std::size_t kChunk = 1024;
    parallelForChunks(threads, static_cast<int>((nodes + kChunk - 1) / kChunk), [&](int chunk) {
        const std::size_t begin = static_cast<std::size_t>(chunk) * kChunk;
        Tensors tensors{};
        std::array<std::size_t, kSide> nodeOf{};
        std::size_t waiting = 0;
        const auto finish = [&] {
            const Pulls pulls = principalPulls_Pa(tensors);
            for (std::size_t l = 0; l < waiting; ++l) {
                for (std::size_t c = 0; c < 3; ++c) {
                    vectors_Pa[3 * nodeOf[l] + c] = static_cast<float>(pulls[l][c]);
                }
            }
            waiting = 0;
        };
        for (std::size_t i = begin; i < std::min(nodes, begin + kChunk); ++i) {
            if (web.nodeLayer[i] != layer) {
                continue;
            }
            tensors[waiting] = stressOfNode(web, nodeSprings, position, tension_N, i);
            nodeOf[waiting++] = i;
            if (waiting == kSide) {
                finish();
            }
        }
        if (waiting > 0) {
            finish();
        }
    });
}

} // namespace fascia::sim
