#include "sim/measure/principal_stress.h"

#include <algorithm>
#include <cmath>

#include "sim/core/parallel.h"

namespace fascia::sim {
namespace {

constexpr int kSweeps = 6;           // of Jacobi rotations at most; each squares the error
constexpr double kDiagonal2 = 1e-22; // square of what is left beside the diagonal, of the square of all: floats leave

} // namespace

std::array<double, 3> principalPull_Pa(const SymmetricTensor& t) {
    double a[3][3] = {{t[0], t[3], t[5]}, {t[3], t[1], t[4]}, {t[5], t[4], t[2]}};
    double v[3][3] = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    const double norm = frobeniusNorm(t);
    if (!std::isfinite(norm)) {
        return {0.0, 0.0, 0.0};
    }
    constexpr int kPairs[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
        if (a[0][1] * a[0][1] + a[0][2] * a[0][2] + a[1][2] * a[1][2] <= kDiagonal2 * norm * norm) {
            break;
        }
        for (const auto& pair : kPairs) {
            const int p = pair[0];
            const int q = pair[1];
            if (a[p][q] == 0.0) {
                continue;
            }
            const double theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
            const double tangent = (theta >= 0.0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
            const double c = 1.0 / std::sqrt(tangent * tangent + 1.0);
            const double s = tangent * c;
            for (int k = 0; k < 3; ++k) { // columns
                const double x = a[k][p];
                const double y = a[k][q];
                a[k][p] = c * x - s * y;
                a[k][q] = s * x + c * y;
            }
            for (int k = 0; k < 3; ++k) { // rows
                const double x = a[p][k];
                const double y = a[q][k];
                a[p][k] = c * x - s * y;
                a[q][k] = s * x + c * y;
                const double u = v[k][p];
                const double w = v[k][q];
                v[k][p] = c * u - s * w;
                v[k][q] = s * u + c * w;
            }
        }
    }
    int largest = 0;
    for (int k = 1; k < 3; ++k) {
        largest = a[k][k] > a[largest][largest] ? k : largest;
    }
    const double pull = std::max(0.0, a[largest][largest]);
    return {pull * v[0][largest], pull * v[1][largest], pull * v[2][largest]};
}

void principalStress(const Web& web, Layer layer, const NodeSprings& nodeSprings, const Positions& position,
                     std::span<const double> tension_N, int threads, std::vector<float>& vectors_Pa) {
    const std::size_t nodes = web.nodeLayer.size();
    vectors_Pa.assign(3 * web.nodeLayer.size(), 0.0F);
    constexpr std::size_t kChunk = 1024;
    parallelForChunks(threads, static_cast<int>((nodes + kChunk - 1) / kChunk), [&](int chunk) {
        const std::size_t begin = static_cast<std::size_t>(chunk) * kChunk;
        for (std::size_t i = begin; i < std::min(nodes, begin + kChunk); ++i) {
            if (web.nodeLayer[i] != layer) {
                continue;
            }
            const std::array<double, 3> pull =
                principalPull_Pa(stressOfNode(web, nodeSprings, position, tension_N, i));
            for (std::size_t c = 0; c < 3; ++c) {
                vectors_Pa[3 * i + c] = static_cast<float>(pull[c]);
            }
        }
    });
}

} // namespace fascia::sim
