// The colour maps rank values in grey and stay apart for people with colour-vision deficiencies.

#include <algorithm>
#include <cmath>

#include <catch2/catch_test_macros.hpp>

#include "render/colour_map.h"
#include "render/overlay.h"
#include "render/web_fibres.h"
#include "support/colour_vision.h"

using namespace fascia;
using namespace fascia::render;

using test::deuteranope;
using test::difference;
using test::lab;
using test::Rgb;

TEST_CASE("colour maps: luminance rises with the value") {
    for (const ColourMapId id : {ColourMapId::cividis, ColourMapId::viridis}) {
        const ColourTable& table = colourTable(id, false);
        for (int i = 4; i < kColourMapSize; ++i) {
            CHECK(luminance(colourAt(table, static_cast<float>(i) / 255.0F)) >
                  luminance(colourAt(table, static_cast<float>(i - 4) / 255.0F)));
        }
    }
}

TEST_CASE("colour maps: equal steps look about equal") {
    for (const ColourMapId id : {ColourMapId::cividis, ColourMapId::viridis}) {
        const ColourTable& table = colourTable(id, false);
        constexpr int kSteps = 16;
        for (int i = 0; i < kSteps; ++i) {
            const float rise = lab(colourAt(table, static_cast<float>(i + 1) / kSteps))[0] -
                               lab(colourAt(table, static_cast<float>(i) / kSteps))[0];
            CHECK(rise > 2.5F);
            CHECK(rise < 8.5F);
        }
    }
}

TEST_CASE("colour maps: ends stay apart for deuteranopes") {
    for (const ColourMapId id : {ColourMapId::cividis, ColourMapId::viridis, ColourMapId::diverging}) {
        const ColourTable& table = colourTable(id, false);
        const Rgb low = deuteranope(colourAt(table, 0.0F));
        const Rgb middle = deuteranope(colourAt(table, 0.5F));
        const Rgb high = deuteranope(colourAt(table, 1.0F));
        CHECK(difference(low, high) > 45.0F);
        CHECK(difference(low, middle) > 20.0F);
        CHECK(difference(middle, high) > 20.0F);
    }
}

TEST_CASE("colour maps: the diverging one is lightest in the middle and even on both sides") {
    const ColourTable& table = colourTable(ColourMapId::automatic, true);
    for (const float away : {0.1F, 0.25F, 0.4F, 0.5F}) {
        const float left = lab(colourAt(table, 0.5F - away))[0];
        const float right = lab(colourAt(table, 0.5F + away))[0];
        CHECK(std::abs(left - right) < 9.0F);
        CHECK(lab(colourAt(table, 0.5F))[0] > left);
    }
}

TEST_CASE("colour scale: broken values are quiet, the middle of a change is quiet") {
    const ColourScale scale{0.0F, 2.0F, false};
    CHECK(scale.position(std::nanf("")) == 0.0F);
    CHECK(scale.position(1e30F) == 1.0F);
    CHECK(scale.position(-1.0F) == 0.0F);
    CHECK(scale.prominence(0.25F) == 0.25F);
    const ColourScale change{-1.0F, 1.0F, true};
    CHECK(change.prominence(change.position(0.0F)) < 1e-6F);
    CHECK(change.prominence(change.position(-1.0F)) == 1.0F);
    CHECK(change.prominence(change.position(std::nanf(""))) == 0.0F);
    const ColourScale empty{1.0F, 1.0F, false};
    CHECK(empty.position(1.0F) == 0.0F);
}

TEST_CASE("legend: round ticks between the ends") {
    for (const auto& [low, high] : {std::pair{0.0F, 1.0F}, std::pair{0.0F, 0.03F}, std::pair{-0.015F, 0.015F},
                                    std::pair{0.0F, 40.0F}, std::pair{30.0F, 80.0F}, std::pair{0.0F, 7e5F}}) {
        const std::vector<float> ticks = legendTicks(low, high);
        INFO(low << " .. " << high);
        CHECK(ticks.size() >= 3);
        CHECK(ticks.size() <= 7);
        CHECK(ticks.front() == low);
        CHECK(ticks.back() == high);
        CHECK(std::is_sorted(ticks.begin(), ticks.end()));
    }
    CHECK(legendNumber(0.5F, 0.25F) == "0.50");
    CHECK(legendNumber(20.0F, 10.0F) == "20");
    CHECK(legendNumber(-0.5F, 0.5F) == "\xE2\x88\x92"
                                       "0.5");
}
