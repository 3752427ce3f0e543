#include "sim/measure/nerve_load.h"

#include <algorithm>
#include <cmath>

namespace fascia::sim {
namespace {

constexpr double kTunnelRadius_m = 0.012; // over which the sheet's tension is averaged
constexpr double kNear_m = 0.040;         // along the nerve, from the narrow place
constexpr double kSpacing_m = 0.005;      // of the samples along the path
constexpr double kToNode_m = 0.015;

Vec3 toVec(const Point3& p) { return {p[0], p[1], p[2]}; }

bool sheetBelowSkin(const Web& web, std::size_t i) {
    return web.nodeLayer[i] != Layer::bone && web.nodeLayer[i] != Layer::skin;
}

void addNearest(const Web& web, const Vec3& p, std::vector<std::int32_t>& chain) {
    std::int32_t nearest = -1;
    double best = kToNode_m;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        const double d = (toVec(web.nodePosition_m[i]) - p).norm();
        if (d < best && sheetBelowSkin(web, i)) {
            best = d;
            nearest = static_cast<std::int32_t>(i);
        }
    }
    if (nearest >= 0 && std::find(chain.begin(), chain.end(), nearest) == chain.end()) {
        chain.push_back(nearest);
    }
}

} // namespace

NervePath makeNervePath(const Web& web, const Nerve& nerve) {
    NervePath path;
    const Vec3 tunnel = toVec(nerve.tunnel_m);
    double sum = 0.0;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        const double d = (toVec(web.nodePosition_m[i]) - tunnel).norm();
        if (web.nodeLayer[i] == Layer::deepFascia && web.nodeArea_m2[i] > 0.0 && d < kTunnelRadius_m) {
            path.tunnelNodes.push_back(static_cast<std::int32_t>(i));
            path.tunnelWeight.push_back(web.nodeArea_m2[i] * (1.0 - d / kTunnelRadius_m));
            sum += path.tunnelWeight.back();
        }
    }
    for (double& weight : path.tunnelWeight) {
        weight /= sum;
    }
    if (path.tunnelNodes.empty()) {
        path.deep = makeDeepNerve(web, nerve);
        return path;
    }
    for (std::int32_t s = 0; s < web.springCount(); ++s) {
        for (const std::int32_t node : web.springNodes[static_cast<std::size_t>(s)]) {
            if (std::find(path.tunnelNodes.begin(), path.tunnelNodes.end(), node) != path.tunnelNodes.end()) {
                path.tunnelSprings.push_back(s);
                break;
            }
        }
    }
    for (std::size_t k = 0; k + 1 < nerve.path_m.size(); ++k) {
        const Vec3 a = toVec(nerve.path_m[k]);
        const Vec3 b = toVec(nerve.path_m[k + 1]);
        const int pieces = std::max(1, static_cast<int>(std::ceil((b - a).norm() / kSpacing_m)));
        for (int piece = 0; piece < pieces; ++piece) {
            const Vec3 p = a + (b - a) * (static_cast<double>(piece) / pieces);
            if ((p - tunnel).norm() < kNear_m) {
                addNearest(web, p, path.chain);
            }
        }
    }
    return path;
}

double chainLength_m(const Web& web, const NervePath& path, const Positions& position) {
    if (!path.deep.empty()) {
        return wayLength_m(web, path.deep, position);
    }
    double length = 0.0;
    for (std::size_t k = 0; k + 1 < path.chain.size(); ++k) {
        length +=
            (position[static_cast<std::size_t>(path.chain[k + 1])] - position[static_cast<std::size_t>(path.chain[k])])
                .norm();
    }
    return length;
}

double tunnelTension_N_per_m(const Web& web, const NodeSprings& springs, const NervePath& path,
                             const Positions& position, std::span<const float> tension_N) {
    double tension = 0.0;
    for (std::size_t k = 0; k < path.tunnelNodes.size(); ++k) {
        const auto i = static_cast<std::size_t>(path.tunnelNodes[k]);
        tension += path.tunnelWeight[k] * web.nodeThickness_m[i] *
                   frobeniusNorm(stressOfNode(web, springs, position, tension_N, i));
    }
    return tension;
}

double tissuePressure_Pa(const Web& web, const NervePath& path, std::span<const float> tension_N) {
    double force = 0.0;
    double section = 0.0;
    for (const std::int32_t index : path.tunnelSprings) {
        const auto s = static_cast<std::size_t>(index);
        if (web.springFamily[s] == SpringFamily::bulk && web.springLayer[s] == Layer::superficialFascia) {
            force -= static_cast<double>(tension_N[s]);
            section += web.springSection_m2[s];
        }
    }
    return section > 0.0 ? std::max(0.0, force / section) : 0.0;
}

} // namespace fascia::sim
