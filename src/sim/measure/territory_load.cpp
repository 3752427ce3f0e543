#include "sim/measure/territory_load.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include "sim/core/math.h"
#include "sim/core/parallel.h"

namespace fascia::sim {
namespace {

constexpr double kReach = 2.5; // interaction lengths; what lies beyond weighs under 5 %
constexpr std::size_t kChunk = 256;

bool isFascial(Layer layer) { return layer == Layer::superficialFascia || layer == Layer::deepFascia; }

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
    nodeStart_.assign(at(columns) + 1, 0);
    const auto counts = [&web](std::size_t i) { return web.nodeColumn[i] >= 0 && isFascial(web.nodeLayer[i]); };
    for (std::size_t i = 0; i < web.nodeColumn.size(); ++i) {
        nodeStart_[counts(i) ? at(web.nodeColumn[i]) + 1 : 0] += counts(i) ? 1 : 0;
    }
    for (std::size_t j = 0; j < at(columns); ++j) {
        nodeStart_[j + 1] += nodeStart_[j];
    }
    columnNodes_.resize(nodeStart_.back());
    std::vector<std::size_t> next(nodeStart_.begin(), nodeStart_.end() - 1);
    for (std::size_t i = 0; i < web.nodeColumn.size(); ++i) {
        if (counts(i)) {
            columnNodes_[next[at(web.nodeColumn[i])]++] = static_cast<std::int32_t>(i);
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
    own_Pa_.assign(at(columns), {});
    shared_Pa_.assign(at(columns), {});
    findCrossings(web);
}

std::vector<Vec3> TerritoryLoad::linesOfTension(const Web& web, const std::vector<SymmetricTensor>& stress_Pa) const {
    const std::size_t columns = volume_m3_.size();
    std::vector<SymmetricTensor> own(columns, SymmetricTensor{});
    std::vector<Vec3> normal(columns, Vec3::Zero());
    for (std::size_t j = 0; j < columns; ++j) {
        for (std::size_t k = nodeStart_[j]; k < nodeStart_[j + 1]; ++k) {
            const auto i = at(columnNodes_[k]);
            const double share = web.nodeArea_m2[i] * web.nodeThickness_m[i] / volume_m3_[j];
            for (std::size_t c = 0; c < own[j].size(); ++c) {
                own[j][c] += share * stress_Pa[i][c];
            }
            normal[j] += share * Vec3(web.nodeNormal[i][0], web.nodeNormal[i][1], web.nodeNormal[i][2]);
        }
    }
    std::vector<Vec3> lines(columns, Vec3::Zero());
    for (std::size_t j = 0; j < columns; ++j) {
        if (!(volume_m3_[j] > 0.0) || !(normal[j].norm() > 0.0)) {
            continue;
        }
        SymmetricTensor mean{};
        for (std::size_t k = start_[j]; k < start_[j + 1]; ++k) {
            for (std::size_t c = 0; c < mean.size(); ++c) {
                mean[c] += static_cast<double>(neighbours_[k].weight) * own[at(neighbours_[k].column)][c];
            }
        }
        const Vec3 n = normal[j] / normal[j].norm();
        const Vec3 axis = std::abs(n.x()) < 0.8 ? Vec3(1.0, 0.0, 0.0) : Vec3(0.0, 1.0, 0.0);
        const Vec3 f = (axis - n * n.dot(axis)) / (axis - n * n.dot(axis)).norm();
        const Vec3 g = n.cross(f);
        const auto times = [&mean](const Vec3& v) {
            return Vec3(mean[0] * v.x() + mean[3] * v.y() + mean[5] * v.z(),
                        mean[3] * v.x() + mean[1] * v.y() + mean[4] * v.z(),
                        mean[5] * v.x() + mean[4] * v.y() + mean[2] * v.z());
        };
        const double angle = 0.5 * std::atan2(2.0 * f.dot(times(g)), f.dot(times(f)) - g.dot(times(g)));
        lines[j] = f * std::cos(angle) + g * std::sin(angle);
    }
    return lines;
}

/// Calls f(j) for every column, on threads.
template <typename F>
void TerritoryLoad::forColumns(int threads, F&& f) const {
    const int chunks = static_cast<int>((shared_Pa_.size() + kChunk - 1) / kChunk);
    parallelForChunks(threads, chunks, [&](int chunk) {
        const std::size_t begin = static_cast<std::size_t>(chunk) * kChunk;
        const std::size_t end = std::min(shared_Pa_.size(), begin + kChunk);
        for (std::size_t j = begin; j < end; ++j) {
            f(j);
        }
    });
}

void TerritoryLoad::findCrossings(const Web& web) {
    const std::size_t columns = volume_m3_.size();
    normal_.assign(columns, Vec3::Zero());
    area_m2_.assign(columns, 0.0);
    for (std::size_t i = 0; i < web.nodeColumn.size(); ++i) {
        if (web.nodeColumn[i] >= 0 && isFascial(web.nodeLayer[i])) {
            const std::size_t j = at(web.nodeColumn[i]);
            normal_[j] += web.nodeArea_m2[i] * web.nodeThickness_m[i] *
                          Vec3(web.nodeNormal[i][0], web.nodeNormal[i][1], web.nodeNormal[i][2]);
            area_m2_[j] += web.nodeLayer[i] == Layer::superficialFascia ? web.nodeArea_m2[i] : 0.0;
        }
    }
    for (Vec3& normal : normal_) {
        normal = normal.norm() > 0.0 ? Vec3(normal / normal.norm()) : Vec3(Vec3::Zero());
    }
    std::vector<std::vector<Crossing>> lists(columns);
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        if (web.springFamily[s] != SpringFamily::glide && web.springFamily[s] != SpringFamily::septum) {
            continue;
        }
        const auto& ends = web.springNodes[s];
        const Layer first = web.nodeLayer[at(ends[0])];
        const Layer second = web.nodeLayer[at(ends[1])];
        const auto crosses = [&](Layer above) {
            return std::min(first, second) <= above && std::max(first, second) > above ? 1 : 0;
        };
        const int layers = crosses(Layer::superficialFascia) + crosses(Layer::deepFascia);
        const std::int32_t columnOf[2] = {web.nodeColumn[at(ends[0])], web.nodeColumn[at(ends[1])]};
        const float whole = columnOf[0] < 0 || columnOf[1] < 0 ? 1.0F : 0.5F;
        const float sign = first < second ? 1.0F : -1.0F;
        for (const std::int32_t column : columnOf) {
            if (layers > 0 && column >= 0) {
                lists[at(column)].push_back(
                    {static_cast<std::int32_t>(s), 0.5F * sign * whole * static_cast<float>(layers)});
            }
        }
    }
    crossingStart_.assign(1, 0);
    crossings_.clear();
    for (const std::vector<Crossing>& list : lists) {
        crossings_.insert(crossings_.end(), list.begin(), list.end());
        crossingStart_.push_back(crossings_.size());
    }
}

void TerritoryLoad::measure(const Web& web, const NodeSprings& nodeSprings, const Positions& position,
                            std::span<const double> tension_N, std::span<const Vec3> lines, int threads,
                            std::vector<double>& nodeFibreLoad_Pa, std::vector<double>& nodeBondLoad_Pa) {
    const auto spanOf = [&](std::size_t s) {
        const auto& ends = web.springNodes[s];
        return Vec3(position[at(ends[1])] - position[at(ends[0])]);
    };
    forColumns(threads, [&](std::size_t j) {
        double pull = 0.0;
        for (std::size_t k = nodeStart_[j]; k < nodeStart_[j + 1]; ++k) {
            const auto i = at(columnNodes_[k]);
            for (std::int32_t h = nodeSprings.start[i]; h < nodeSprings.start[i + 1]; ++h) {
                const auto s = at(nodeSprings.spring[at(h)]);
                const Vec3 d = spanOf(s);
                const double length = std::sqrt(d.dot(d));
                const double along = d.dot(lines[j]);
                pull += length > 0.0 ? 0.5 * tension_N[s] * along * along / length : 0.0;
            }
        }
        Vec3 shear = Vec3::Zero();
        for (std::size_t k = crossingStart_[j]; k < crossingStart_[j + 1]; ++k) {
            const auto s = at(crossings_[k].spring);
            const Vec3 d = spanOf(s);
            const double length = std::sqrt(d.dot(d));
            shear += d * (length > 0.0 ? static_cast<double>(crossings_[k].share) * tension_N[s] / length : 0.0);
        }
        shear -= normal_[j] * normal_[j].dot(shear);
        shear = area_m2_[j] > 0.0 ? Vec3(shear / area_m2_[j]) : Vec3(Vec3::Zero());
        own_Pa_[j] = {volume_m3_[j] > 0.0 ? pull / volume_m3_[j] : 0.0, shear.x(), shear.y(), shear.z()};
    });
    forColumns(threads, [&](std::size_t j) {
        std::array<double, 4> sum{};
        for (std::size_t k = start_[j]; k < start_[j + 1]; ++k) {
            const auto weight = static_cast<double>(neighbours_[k].weight);
            const std::array<double, 4>& own = own_Pa_[at(neighbours_[k].column)];
            for (std::size_t c = 0; c < sum.size(); ++c) {
                sum[c] += weight * own[c];
            }
        }
        shared_Pa_[j] = {sum[0], std::abs(lines[j].dot(Vec3(sum[1], sum[2], sum[3])))};
    });
    nodeFibreLoad_Pa.resize(web.nodeColumn.size());
    nodeBondLoad_Pa.resize(web.nodeColumn.size());
    for (std::size_t i = 0; i < web.nodeColumn.size(); ++i) {
        const bool placed = web.nodeColumn[i] >= 0;
        nodeFibreLoad_Pa[i] = placed ? shared_Pa_[at(web.nodeColumn[i])][0] : 0.0;
        nodeBondLoad_Pa[i] = placed ? shared_Pa_[at(web.nodeColumn[i])][1] : 0.0;
    }
}

} // namespace fascia::sim
