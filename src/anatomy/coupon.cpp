#include "anatomy/coupon.h"

#include <cassert>

#include "anatomy/lattice.h"
#include "anatomy/sheet_springs.h"

namespace fascia::anatomy {

namespace {

constexpr double kDensity = 1100.0;
constexpr double kHeightOfTriangle = 0.86602540378443864676; // sqrt(3) / 2

/// Deterministic disturbance in [-1, 1]; a small integer hash, no random state.
double wobble(std::int32_t i, std::uint32_t salt) {
    std::uint32_t h = static_cast<std::uint32_t>(i) * 2654435761u + salt * 40503u;
    h ^= h >> 15;
    h *= 2246822519u;
    h ^= h >> 13;
    return static_cast<double>(h & 0xffffu) / 32767.5 - 1.0;
}

sim::Site siteAt(const sim::Web& web, const char* id, const char* label, const Vec3& p) {
    sim::Site site;
    site.id = id;
    site.label = label;
    double best = 1e9;
    for (std::int32_t i = 0; i < web.nodeCount(); ++i) {
        const double d = distance(web.nodePosition_m[static_cast<std::size_t>(i)], p);
        if (d < best) {
            best = d;
            site.skinNode = i;
        }
    }
    const auto node = static_cast<std::size_t>(site.skinNode);
    site.position_m = web.nodePosition_m[node];
    site.normal = {0, 0, 1};
    site.fibreDirection = web.nodeFibreDirection[node];
    return site;
}

} // namespace

std::shared_ptr<sim::Web> buildCoupon(const CouponSpec& spec) {
    assert(spec.length_m > 0 && spec.width_m > 0 && spec.edge_m > 0 && spec.edge_m <= spec.width_m / 8.0);
    const int lines = std::max(2, static_cast<int>(std::lround(spec.length_m / (kHeightOfTriangle * spec.edge_m))));
    const int rows = std::max(8, static_cast<int>(std::lround(spec.width_m / spec.edge_m + 0.5)));
    const Lattice lattice(0, lines, rows);

    auto web = std::make_shared<sim::Web>();
    web->id = "coupon";
    web->title = "Fascia strip";
    web->regionIds = {"strip"};
    const Vec3 fibre{std::cos(spec.fibreAngle_rad), std::sin(spec.fibreAngle_rad), 0.0};
    const auto count = static_cast<std::size_t>(lattice.size());
    for (std::int32_t i = 0; i < lattice.size(); ++i) {
        const Lattice::Node& n = lattice.node(i);
        const bool held = n.line == 0 || n.line == lines;
        const bool disturbed = spec.wavy && !lattice.onBorder(i);
        const double shake = disturbed ? 0.1 * spec.edge_m : 0.0;
        web->nodePosition_m.push_back(
            {spec.length_m * n.line / lines + shake * wobble(i, 1),
             spec.width_m * (lattice.heightOf(i) / lattice.height() - 0.5) + shake * wobble(i, 2), 0.0});
        web->nodeAnchored.push_back(held ? 1 : 0);
        web->nodeColumn.push_back(i);
    }
    web->nodeNormal.assign(count, {0, 0, 1});
    web->nodeLayer.assign(count, sim::Layer::deepFascia);
    web->nodeArea_m2.assign(count, 0.0);
    web->nodeThickness_m.assign(count, spec.thickness_m);
    web->nodeRegion.assign(count, 0);
    web->nodeFibreDirection.assign(count, fibre);
    Triangles& triangles = web->layerTriangles[static_cast<std::size_t>(sim::Layer::deepFascia)];
    triangles = lattice.triangles();
    addSheetAreas(triangles, web->nodePosition_m, web->nodeArea_m2);
    for (std::size_t i = 0; i < count; ++i) {
        web->nodeMass_kg.push_back(kDensity * spec.thickness_m * web->nodeArea_m2[i]);
    }
    addSheetSprings(*web, sim::Layer::deepFascia, true, false);
    web->sites.push_back(siteAt(*web, "middle", "Middle of the strip", {0.5 * spec.length_m, 0, 0}));
    web->sites.push_back(siteAt(*web, "grip", "Gripped end", {spec.length_m, 0, 0}));
    return web;
}

} // namespace fascia::anatomy
