#include "validation/line_of_tension.h"

#include <cmath>
#include <numbers>

#include <Eigen/Geometry>

#include "sim/measure/node_stress.h"

namespace fascia::validation {

namespace {

using sim::Vec3;

Vec3 vec(const std::array<double, 3>& p) { return {p[0], p[1], p[2]}; }

bool fasciaLayer(sim::Layer layer) { return layer == sim::Layer::superficialFascia || layer == sim::Layer::deepFascia; }

std::vector<sim::SymmetricTensor> stressOf(const sim::Snapshot& now) {
    const std::span<const float> tension = now.field("tension_N")->values;
    const std::vector<double> tension_N(tension.begin(), tension.end());
    sim::Positions position;
    for (std::size_t i = 0; i < now.web->nodePosition_m.size(); ++i) {
        position.emplace_back(now.position_m[3 * i], now.position_m[3 * i + 1], now.position_m[3 * i + 2]);
    }
    std::vector<sim::SymmetricTensor> stress_Pa;
    sim::nodeStress(*now.web, sim::makeNodeSprings(*now.web), position, tension_N, 1, stress_Pa);
    return stress_Pa;
}

} // namespace

TensionAt tensionAt(const sim::Snapshot& now, const sim::Site& site, double radius_m) {
    const std::vector<sim::SymmetricTensor> stress_Pa = stressOf(now);
    Eigen::Matrix3d mean = Eigen::Matrix3d::Zero();
    double volume_m3 = 0.0;
    for (std::size_t i = 0; i < stress_Pa.size(); ++i) {
        if (!fasciaLayer(now.web->nodeLayer[i]) ||
            (vec(now.web->nodePosition_m[i]) - vec(site.position_m)).norm() > radius_m) {
            continue;
        }
        const double share = now.web->nodeArea_m2[i] * now.web->nodeThickness_m[i];
        const sim::SymmetricTensor& t = stress_Pa[i];
        Eigen::Matrix3d tensor;
        tensor << t[0], t[3], t[5], t[3], t[1], t[4], t[5], t[4], t[2];
        mean += share * tensor;
        volume_m3 += share;
    }
    if (volume_m3 > 0.0) {
        mean /= volume_m3;
    }
    const Vec3 n = vec(site.normal).normalized();
    Vec3 f = vec(site.fibreDirection);
    f = (f - n * n.dot(f)).normalized();
    const Vec3 g = n.cross(f);
    const double ff = f.dot(mean * f);
    const double gg = g.dot(mean * g);
    const double fg = f.dot(mean * g);
    const double half = 0.5 * std::atan2(2.0 * fg, ff - gg);
    const double centre = 0.5 * (ff + gg);
    const double radius = std::hypot(0.5 * (ff - gg), fg);
    const Vec3 along = std::cos(half) * f + std::sin(half) * g;
    return {half * 180.0 / std::numbers::pi, centre + radius, centre - radius, {along[0], along[1], along[2]}};
}

double meanTensionNear_N(const sim::Snapshot& now, const std::array<double, 3>& centre_m, double radius_m) {
    const std::span<const float> tension_N = now.field("tension_N")->values;
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t s = 0; s < tension_N.size(); ++s) {
        const sim::SpringFamily family = now.web->springFamily[s];
        if (!fasciaLayer(now.web->springLayer[s]) ||
            (family != sim::SpringFamily::fibre && family != sim::SpringFamily::shear)) {
            continue;
        }
        const auto& ends = now.web->springNodes[s];
        const Vec3 middle = 0.5 * (vec(now.web->nodePosition_m[static_cast<std::size_t>(ends[0])]) +
                                   vec(now.web->nodePosition_m[static_cast<std::size_t>(ends[1])]));
        if ((middle - vec(centre_m)).norm() <= radius_m) {
            sum += static_cast<double>(tension_N[s]);
            count += 1.0;
        }
    }
    return count > 0.0 ? sum / count : 0.0;
}

double lineAngle_deg(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    const double cosine = std::abs(vec(a).dot(vec(b))) / (vec(a).norm() * vec(b).norm());
    return std::acos(std::min(1.0, cosine)) * 180.0 / std::numbers::pi;
}

} // namespace fascia::validation
