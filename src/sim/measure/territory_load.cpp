#include "sim/measure/territory_load.h"

#include <algorithm>
#include <cmath>

#include "sim/core/math.h"
#include "sim/core/parallel.h"

namespace fascia::sim {
namespace {

constexpr double kReach = 2.5; // interaction lengths; what lies beyond weighs under 5 %
constexpr std::size_t kChunk = 256;

bool isFascial(Layer layer) {
    return layer == Layer::superficialFascia || layer == Layer::deepFascia || layer == Layer::epimysium;
}

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

} // namespace

void TerritoryLoad::build(const Web& web, double length_m) {
    std::int32_t columns = 0;
    for (const std::int32_t column : web.nodeColumn) {
        columns = std::max(columns, column + 1);
    }
    volume_m3_.assign(at(columns), 0.0);
    std::vector<Point3> centre(at(columns), Point3{});
    for (std::size_t i = 0; i < web.nodeColumn.size(); ++i) {
        if (web.nodeColumn[i] < 0 || !isFascial(web.nodeLayer[i])) {
            continue;
        }
        const double volume = web.nodeArea_m2[i] * web.nodeThickness_m[i];
        volume_m3_[at(web.nodeColumn[i])] += volume;
        for (std::size_t c = 0; c < 3; ++c) {
            centre[at(web.nodeColumn[i])][c] += volume * web.nodePosition_m[i][c];
        }
    }
    for (std::size_t j = 0; j < centre.size(); ++j) {
        for (double& c : centre[j]) {
            c = volume_m3_[j] > 0.0 ? c / volume_m3_[j] : 0.0;
        }
    }
    // Neighbours by a sweep along the axis of the sorted centres.
    std::vector<std::int32_t> order;
    for (std::int32_t j = 0; j < columns; ++j) {
        if (volume_m3_[at(j)] > 0.0) {
            order.push_back(j);
        }
    }
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return std::pair(centre[at(a)][1], a) < std::pair(centre[at(b)][1], b);
    });
    std::vector<std::vector<Neighbour>> near(at(columns));
    const double reach = kReach * length_m;
    for (std::size_t first = 0; first < order.size(); ++first) {
        const std::int32_t a = order[first];
        near[at(a)].push_back({a, static_cast<float>(volume_m3_[at(a)])});
        for (std::size_t second = first + 1; second < order.size(); ++second) {
            const std::int32_t b = order[second];
            const double dy = centre[at(b)][1] - centre[at(a)][1];
            if (dy >= reach) {
                break;
            }
            const double dx = centre[at(b)][0] - centre[at(a)][0];
            const double dz = centre[at(b)][2] - centre[at(a)][2];
            const double distance2 = dx * dx + dy * dy + dz * dz;
            if (distance2 < reach * reach) {
                const double weight = stableExp(-0.5 * distance2 / (length_m * length_m));
                near[at(a)].push_back({b, static_cast<float>(weight * volume_m3_[at(b)])});
                near[at(b)].push_back({a, static_cast<float>(weight * volume_m3_[at(a)])});
            }
        }
    }
    start_.assign(1, 0);
    neighbours_.clear();
    for (std::vector<Neighbour>& list : near) {
        std::sort(list.begin(), list.end(), [](const Neighbour& a, const Neighbour& b) { return a.column < b.column; });
        double sum = 0.0;
        for (const Neighbour& each : list) {
            sum += static_cast<double>(each.weight);
        }
        for (const Neighbour& each : list) {
            neighbours_.push_back({each.column, static_cast<float>(static_cast<double>(each.weight) / sum)});
        }
        start_.push_back(neighbours_.size());
    }
    own_Pa_.assign(at(columns), 0.0);
    shared_Pa_.assign(at(columns), 0.0);
}

void TerritoryLoad::compute(const Web& web, const std::vector<SymmetricTensor>& stress_Pa, int threads,
                            std::vector<double>& nodeLoad_Pa) {
    std::fill(own_Pa_.begin(), own_Pa_.end(), 0.0);
    for (std::size_t i = 0; i < web.nodeColumn.size(); ++i) {
        if (web.nodeColumn[i] >= 0 && isFascial(web.nodeLayer[i])) {
            own_Pa_[at(web.nodeColumn[i])] += web.nodeArea_m2[i] * web.nodeThickness_m[i] * frobeniusNorm(stress_Pa[i]);
        }
    }
    for (std::size_t j = 0; j < own_Pa_.size(); ++j) {
        own_Pa_[j] = volume_m3_[j] > 0.0 ? own_Pa_[j] / volume_m3_[j] : 0.0;
    }
    const int chunks = static_cast<int>((shared_Pa_.size() + kChunk - 1) / kChunk);
    parallelForChunks(threads, chunks, [&](int chunk) {
        const std::size_t begin = static_cast<std::size_t>(chunk) * kChunk;
        const std::size_t end = std::min(shared_Pa_.size(), begin + kChunk);
        for (std::size_t j = begin; j < end; ++j) {
            double sum = 0.0;
            for (std::size_t k = start_[j]; k < start_[j + 1]; ++k) {
                sum += static_cast<double>(neighbours_[k].weight) * own_Pa_[at(neighbours_[k].column)];
            }
            shared_Pa_[j] = sum;
        }
    });
    nodeLoad_Pa.resize(web.nodeColumn.size());
    for (std::size_t i = 0; i < nodeLoad_Pa.size(); ++i) {
        nodeLoad_Pa[i] = web.nodeColumn[i] >= 0 ? shared_Pa_[at(web.nodeColumn[i])] : 0.0;
    }
}

} // namespace fascia::sim
