// The low back as built: size, sides, layers, sites; its sheets and the strip pulled like test pieces.

#include <array>
#include <cmath>
#include <filesystem>
#include <map>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "anatomy/coupon.h"
#include "anatomy/models.h"
#include "sim/material/sheet_moduli.h"
#include "sim/params.h"
#include "validation/patch_test.h"

using namespace fascia;

namespace {

std::shared_ptr<const sim::Web> lowBack() {
    static const std::shared_ptr<const sim::Web> web = [] {
        auto loaded = anatomy::loadModel("low_back", std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
        INFO((loaded ? "" : loaded.error().sentence()));
        REQUIRE(loaded);
        return loaded.value();
    }();
    return web;
}

} // namespace

TEST_CASE("low back: large enough, both sides, anchored, every spring with a length and a section", "[anatomy]") {
    const sim::Web& web = *lowBack();
    CHECK(web.nodeCount() >= 8000);
    CHECK(web.springCount() >= 50000);
    int left = 0;
    int right = 0;
    int anchors = 0;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        left += web.nodePosition_m[i][0] > 1e-6 ? 1 : 0;
        right += web.nodePosition_m[i][0] < -1e-6 ? 1 : 0;
        anchors += web.nodeLayer[i] == sim::Layer::bone && web.nodeAnchored[i] != 0 ? 1 : 0;
    }
    CHECK(left == right); // mirrored
    CHECK(anchors > 100);
    std::array<int, sim::kSpringFamilyCount> families{};
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        ++families[static_cast<std::size_t>(web.springFamily[s])];
        if (!(web.springLength_m[s] > 0.0 && web.springSection_m2[s] > 0.0 &&
              web.springNodes[s][0] != web.springNodes[s][1])) {
            FAIL_CHECK("spring " << s << " has no length, no section or one end");
        }
    }
    for (const int count : families) {
        CHECK(count > 0);
    }
}

TEST_CASE("low back: layers follow one another inwards and never cross", "[anatomy]") {
    const sim::Web& web = *lowBack();
    std::map<std::int32_t, std::array<std::int32_t, 4>> columns;
    for (std::int32_t i = 0; i < web.nodeCount(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (web.nodeColumn[at] >= 0 && web.nodeLayer[at] != sim::Layer::bone) {
            columns.try_emplace(web.nodeColumn[at], std::array<std::int32_t, 4>{-1, -1, -1, -1})
                .first->second[static_cast<std::size_t>(web.nodeLayer[at])] = i;
        }
    }
    int crossed = 0;
    for (const auto& [column, nodes] : columns) {
        for (std::size_t layer = 0; layer + 1 < 4; ++layer) {
            REQUIRE(nodes[layer] >= 0);
            REQUIRE(nodes[layer + 1] >= 0);
            const auto outer = static_cast<std::size_t>(nodes[layer]);
            const auto inner = static_cast<std::size_t>(nodes[layer + 1]);
            double depth = 0.0;
            for (std::size_t c = 0; c < 3; ++c) {
                depth += web.nodeNormal[outer][c] * (web.nodePosition_m[outer][c] - web.nodePosition_m[inner][c]);
            }
            crossed += depth > 0.0 ? 0 : 1;
        }
    }
    CHECK(crossed == 0);
}

TEST_CASE("low back: sheets are manifold and sites lie on the skin", "[anatomy]") {
    const sim::Web& web = *lowBack();
    for (std::size_t layer = 0; layer < 4; ++layer) {
        std::map<std::pair<std::int32_t, std::int32_t>, int> directed;
        for (const auto& t : web.layerTriangles[layer]) {
            for (std::size_t c = 0; c < 3; ++c) {
                ++directed[{t[c], t[(c + 1) % 3]}];
            }
        }
        CHECK(!directed.empty());
        int doubled = 0;
        for (const auto& [edge, count] : directed) {
            doubled += count > 1 ? 1 : 0;
        }
        CHECK(doubled == 0); // no edge is used twice in the same direction: two triangles at most, all turned alike
    }
    CHECK(web.sites.size() >= 8);
    for (const sim::Site& site : web.sites) {
        INFO(site.id);
        REQUIRE(site.skinNode >= 0);
        const sim::Point3& node = web.nodePosition_m[static_cast<std::size_t>(site.skinNode)];
        CHECK(std::hypot(site.position_m[0] - node[0], site.position_m[1] - node[1], site.position_m[2] - node[2]) <
              0.01);
    }
}

TEST_CASE("low back: every sheet has the moduli that were asked for, within ten percent", "[anatomy]") {
    const sim::Web& web = *lowBack();
    const sim::Parameters soft = sim::findPreset("concept")->parameters;
    for (const auto& [layer, sheet] :
         {std::pair{sim::Layer::skin, soft.skin}, std::pair{sim::Layer::superficialFascia, soft.superficialFascia},
          std::pair{sim::Layer::deepFascia, soft.deepFascia}, std::pair{sim::Layer::epimysium, soft.epimysium}}) {
        const sim::SheetModulusFit fit =
            sim::fitSheetModuli(sim::computeSheetMoments(web, layer), sheet.fibreModulus_Pa, sheet.crossModulus_Pa);
        INFO(sim::layerId(layer));
        CHECK(fit.achievedFibre_Pa == Catch::Approx(sheet.fibreModulus_Pa).epsilon(0.1));
        CHECK(fit.achievedCross_Pa == Catch::Approx(sheet.crossModulus_Pa).epsilon(0.1));
    }
}

TEST_CASE("coupon: pulled along and across its fibres it gives its moduli, within ten percent", "[anatomy]") {
    constexpr double kFibre_Pa = 3e5;
    constexpr double kCross_Pa = 1.5e5;
    for (const double angle : {0.0, 1.5707963267948966}) {
        anatomy::CouponSpec spec;
        spec.fibreAngle_rad = angle;
        const auto web = anatomy::buildCoupon(spec);
        const sim::SheetModulusFit fit =
            sim::fitSheetModuli(sim::computeSheetMoments(*web, sim::Layer::deepFascia), kFibre_Pa, kCross_Pa);
        for (const validation::PatchState state :
             {validation::PatchState::symmetric, validation::PatchState::prestressed}) {
            const validation::PatchResult result = validation::pullCoupon(*web, spec, fit, state);
            // The modulus is stress per strain of the slack length; the pull is measured on the resting one, 5 % longer.
            const double resting = state == validation::PatchState::prestressed ? 1.05 : 1.0;
            const double modulus_Pa = result.modulus_Pa / resting;
            INFO("fibres at " << angle << " rad: " << modulus_Pa << " Pa");
            CHECK(result.converged);
            CHECK(modulus_Pa == Catch::Approx(angle == 0.0 ? kFibre_Pa : kCross_Pa).epsilon(0.1));
        }
    }
}
