// Node stress and the load that the bonds of a territory share.

#include <algorithm>
#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/measure/territory_load.h"
#include "support/slab_web.h"

using namespace fascia;
using Catch::Approx;

namespace {

sim::Positions restOf(const sim::Web& web) {
    sim::Positions x;
    for (const sim::Point3& p : web.nodePosition_m) {
        x.emplace_back(p[0], p[1], p[2]);
    }
    return x;
}

} // namespace

TEST_CASE("node stress: zero without tension, linear in it, the same after a rotation", "[physics]") {
    const auto web = test::makeSlab(9);
    const sim::NodeSprings springs = sim::makeNodeSprings(*web);
    std::vector<double> tension(web->springNodes.size(), 0.0);
    std::vector<sim::SymmetricTensor> stress;
    sim::Positions x = restOf(*web);
    sim::nodeStress(*web, springs, x, tension, 1, stress);
    for (const sim::SymmetricTensor& t : stress) {
        CHECK(sim::frobeniusNorm(t) == 0.0);
    }
    for (std::size_t s = 0; s < tension.size(); ++s) {
        tension[s] = 0.001 * static_cast<double>(s % 7);
    }
    sim::nodeStress(*web, springs, x, tension, 1, stress);
    std::vector<double> before;
    for (const sim::SymmetricTensor& t : stress) {
        before.push_back(sim::frobeniusNorm(t));
    }
    for (sim::Vec3& p : x) {
        p = {p[1], p[2], p[0]};
    } // a rotation
    for (double& t : tension) {
        t *= 2.0;
    }
    sim::nodeStress(*web, springs, x, tension, 2, stress);
    for (std::size_t i = 0; i < stress.size(); ++i) {
        CHECK(sim::frobeniusNorm(stress[i]) == Approx(2.0 * before[i]).epsilon(1e-9).margin(1e-9));
    }
}

namespace {

/// Tensions that give the sheets of a slab a stress along x alone near a place, by the springs along x.
std::vector<double> pulledAlongX(const sim::Web& web, double radius_m) {
    const sim::Point3 middle = web.findSite("middle")->position_m;
    std::vector<double> tension_N(web.springNodes.size(), 0.0);
    for (std::size_t s = 0; s < tension_N.size(); ++s) {
        const sim::Point3& a = web.nodePosition_m[static_cast<std::size_t>(web.springNodes[s][0])];
        const sim::Point3& b = web.nodePosition_m[static_cast<std::size_t>(web.springNodes[s][1])];
        const bool alongX = std::abs(a[1] - b[1]) < 1e-9 && std::abs(a[2] - b[2]) < 1e-9;
        const double r = std::hypot(0.5 * (a[0] + b[0]) - middle[0], 0.5 * (a[1] + b[1]) - middle[1]);
        tension_N[s] = alongX && r < radius_m ? 1.0 : 0.0;
    }
    return tension_N;
}

} // namespace

namespace {

struct NodeLoads {
    std::vector<double> onFibres_Pa, onBonds_Pa;
};

NodeLoads loadsOf(sim::TerritoryLoad& territory, const sim::Web& web, const sim::Positions& position,
                  const std::vector<double>& tension_N, const std::vector<sim::Vec3>& lines, int threads) {
    NodeLoads loads;
    territory.measure(web, sim::makeNodeSprings(web), position, tension_N, lines, threads, loads.onFibres_Pa,
                      loads.onBonds_Pa);
    return loads;
}

} // namespace

TEST_CASE("load on fibres: the pull along the line of tension, shared, whatever the mesh", "[physics]") {
    constexpr double kSpot_m = 0.026; // no spring ends near its rim on either mesh
    double shares[2] = {0.0, 0.0};
    int which = 0;
    for (const auto& [columns, edge_m] : {std::pair{15, 0.008}, std::pair{29, 0.004}}) {
        const auto web = test::makeSlab(columns, edge_m);
        const sim::NodeSprings springs = sim::makeNodeSprings(*web);
        const sim::Positions x = restOf(*web);
        sim::TerritoryLoad territory;
        territory.build(*web, 0.015);
        const std::vector<double> even = pulledAlongX(*web, 1.0);
        std::vector<sim::SymmetricTensor> stress;
        sim::nodeStress(*web, springs, x, even, 1, stress);
        const std::vector<sim::Vec3> lines = territory.linesOfTension(*web, stress);
        REQUIRE_FALSE(lines.empty());
        std::vector<sim::Vec3> across;
        for (const sim::Vec3& line : lines) {
            CHECK(line.norm() == Approx(1.0));
            CHECK(std::abs(line.x()) == Approx(1.0).epsilon(1e-6));
            across.emplace_back(0.0, 1.0, 0.0);
        }
        std::vector<double> whole;
        std::vector<double> spot;
        std::vector<double> none;
        whole = loadsOf(territory, *web, x, even, lines, 2).onFibres_Pa;
        none = loadsOf(territory, *web, x, even, across, 1).onFibres_Pa;
        spot = loadsOf(territory, *web, x, pulledAlongX(*web, kSpot_m), lines, 1).onFibres_Pa;
        const double most = *std::max_element(whole.begin(), whole.end());
        CHECK(most > 0.0);
        CHECK(*std::max_element(none.begin(), none.end()) < 1e-6 * most);
        // A spot is shared with what lies around it.
        shares[which] = *std::max_element(spot.begin(), spot.end()) / most;
        territory.build(*web, 0.0); // every column to itself
        spot = loadsOf(territory, *web, x, pulledAlongX(*web, kSpot_m), lines, 1).onFibres_Pa;
        CHECK(*std::max_element(spot.begin(), spot.end()) > 1.1 * shares[which] * most);
        ++which;
    }
    CHECK(shares[0] < 0.9);
    CHECK(shares[0] > 0.3);
    CHECK(shares[1] == Approx(shares[0]).epsilon(0.15));
}

namespace {

/// A force along x and one along z that the glide springs of a slab carry through the sliding layers: tension in
/// proportion to how a spring lies to `force`, near a place.
std::vector<double> slidAlongX(const sim::Web& web, double radius_m, const sim::Vec3& force) {
    const sim::Point3 middle = web.findSite("middle")->position_m;
    std::vector<double> tension_N(web.springNodes.size(), 0.0);
    for (std::size_t s = 0; s < tension_N.size(); ++s) {
        const sim::Point3& a = web.nodePosition_m[static_cast<std::size_t>(web.springNodes[s][0])];
        const sim::Point3& b = web.nodePosition_m[static_cast<std::size_t>(web.springNodes[s][1])];
        const double r = std::hypot(0.5 * (a[0] + b[0]) - middle[0], 0.5 * (a[1] + b[1]) - middle[1]);
        const bool glides = web.springFamily[s] == sim::SpringFamily::glide && r < radius_m;
        tension_N[s] = glides ? force.dot(sim::Vec3(b[0] - a[0], b[1] - a[1], b[2] - a[2])) : 0.0;
    }
    return tension_N;
}

double loadAt(const sim::Web& web, const std::vector<double>& node_Pa, const char* site) {
    return node_Pa[static_cast<std::size_t>(web.findSite(site)->skinNode)];
}

} // namespace

TEST_CASE("load on bonds: the shear through the sliding layers, along the line, shared, whatever the mesh",
          "[physics]") {
    constexpr double kSpot_m = 0.026;
    double shares[2] = {0.0, 0.0};
    int which = 0;
    for (const auto& [columns, edge_m] : {std::pair{15, 0.008}, std::pair{29, 0.004}}) {
        const auto web = test::makeSlab(columns, edge_m);
        const sim::Positions x = restOf(*web);
        const std::vector<sim::Vec3> alongX(static_cast<std::size_t>(columns * columns), {1.0, 0.0, 0.0});
        const std::vector<sim::Vec3> alongY(alongX.size(), {0.0, 1.0, 0.0});
        sim::TerritoryLoad territory;
        territory.build(*web, 0.015);
        const std::vector<double> slid = slidAlongX(*web, 1.0, {1e3, 0.0, 0.0});
        std::vector<double> whole;
        std::vector<double> other;
        whole = loadsOf(territory, *web, x, slid, alongX, 2).onBonds_Pa;
        // By hand: two of the four glide springs at a column lie along x; half of them belongs to each end; the sliding
        // layers are 6 and 3 mm thick.
        double expected_Pa = 0.0;
        for (const double depth_m : {0.006, 0.003}) {
            expected_Pa += 0.5 * 2.0 * 1e3 * edge_m * edge_m / std::hypot(edge_m, depth_m) / (edge_m * edge_m);
        }
        CHECK(loadAt(*web, whole, "middle") == Approx(expected_Pa).epsilon(1e-3));
        other = loadsOf(territory, *web, x, slid, alongY, 1).onBonds_Pa;
        CHECK(*std::max_element(other.begin(), other.end()) < 1e-9 * expected_Pa);
        // The sign of the pull has no meaning.
        other = loadsOf(territory, *web, x, slidAlongX(*web, 1.0, {-1e3, 0.0, 0.0}), alongX, 1).onBonds_Pa;
        CHECK(loadAt(*web, other, "middle") == Approx(loadAt(*web, whole, "middle")));
        // Pressing alone opens nothing: not where it is even, nor under a pad, where what is below is pushed out on all sides.
        other = loadsOf(territory, *web, x, slidAlongX(*web, 1.0, {0.0, 0.0, 1e3}), alongX, 1).onBonds_Pa;
        CHECK(loadAt(*web, other, "middle") < 1e-9 * expected_Pa);
        other = loadsOf(territory, *web, x, slidAlongX(*web, kSpot_m, {0.0, 0.0, 1e3}), alongX, 1).onBonds_Pa;
        CHECK(loadAt(*web, other, "middle") < 1e-9 * expected_Pa);
        // A spot is shared with what lies around it.
        other = loadsOf(territory, *web, x, slidAlongX(*web, kSpot_m, {1e3, 0.0, 0.0}), alongX, 1).onBonds_Pa;
        shares[which] = loadAt(*web, other, "middle") / loadAt(*web, whole, "middle");
        ++which;
    }
    CHECK(shares[0] < 0.95);
    CHECK(shares[0] > 0.3);
    CHECK(shares[1] == Approx(shares[0]).epsilon(0.15));
}
