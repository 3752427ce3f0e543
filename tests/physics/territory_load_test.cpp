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

TEST_CASE("territory load: an even load stays, a spot is shared, the mesh does not matter", "[physics]") {
    double peaks[2] = {0.0, 0.0};
    int which = 0;
    for (const auto& [columns, edge_m] : {std::pair{15, 0.008}, std::pair{29, 0.004}}) {
        const auto web = test::makeSlab(columns, edge_m);
        const sim::SymmetricTensor unit{1000.0, 0, 0, 0, 0, 0};
        std::vector<sim::SymmetricTensor> stress(web->nodePosition_m.size(), unit);
        std::vector<double> load;
        sim::TerritoryLoad territory;
        territory.build(*web, 0.015);
        territory.compute(*web, stress, 2, load);
        for (std::size_t i = 0; i < load.size(); ++i) {
            if (web->nodeColumn[i] >= 0) {
                CHECK(load[i] == Approx(1000.0).epsilon(1e-5));
            }
        }
        // A loaded disc of 2 cm about the middle.
        const sim::Point3 middle = web->findSite("middle")->position_m;
        for (std::size_t i = 0; i < stress.size(); ++i) {
            const double r = std::hypot(web->nodePosition_m[i][0] - middle[0], web->nodePosition_m[i][1] - middle[1]);
            stress[i] = r < 0.02 ? unit : sim::SymmetricTensor{};
        }
        territory.compute(*web, stress, 1, load);
        peaks[which++] = *std::max_element(load.begin(), load.end());
        territory.build(*web, 0.0); // every column to itself
        territory.compute(*web, stress, 1, load);
        CHECK(*std::max_element(load.begin(), load.end()) == Approx(1000.0).epsilon(1e-5));
    }
    CHECK(peaks[0] < 900.0);
    CHECK(peaks[0] > 300.0);
    CHECK(peaks[1] == Approx(peaks[0]).epsilon(0.15));
}
