// The colour maps rank values in grey and stay apart for people with colour-vision deficiencies.

#include <algorithm>
#include <array>
#include <cmath>

#include <catch2/catch_test_macros.hpp>

#include "render/colour_map.h"
#include "render/overlay.h"
#include "render/web_fibres.h"

using namespace fascia::render;

namespace {

using Rgb = std::array<float, 3>;

float linearOf(float c) { return c <= 0.04045F ? c / 12.92F : std::pow((c + 0.055F) / 1.055F, 2.4F); }

/// CIE L*a*b* of an sRGB colour under D65.
Rgb lab(const Rgb& srgb) {
    const Rgb l{linearOf(srgb[0]), linearOf(srgb[1]), linearOf(srgb[2])};
    const auto f = [](float t) { return t > 0.008856F ? std::cbrt(t) : 7.787F * t + 16.0F / 116.0F; };
    const float x = f((0.4124F * l[0] + 0.3576F * l[1] + 0.1805F * l[2]) / 0.9505F);
    const float y = f(0.2126F * l[0] + 0.7152F * l[1] + 0.0722F * l[2]);
    const float z = f((0.0193F * l[0] + 0.1192F * l[1] + 0.9505F * l[2]) / 1.089F);
    return {116.0F * y - 16.0F, 500.0F * (x - y), 200.0F * (y - z)};
}

float difference(const Rgb& a, const Rgb& b) {
    const Rgb p = lab(a);
    const Rgb q = lab(b);
    return std::sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) + (p[2] - q[2]) * (p[2] - q[2]));
}

/// What a person without the middle-wave cones sees (Machado, Oliveira and Fernandes 2009, severity 1).
Rgb deuteranope(const Rgb& srgb) {
    const Rgb l{linearOf(srgb[0]), linearOf(srgb[1]), linearOf(srgb[2])};
    constexpr std::array<Rgb, 3> kMatrix{
        {{0.367322F, 0.860646F, -0.227968F}, {0.280085F, 0.672501F, 0.047413F}, {-0.011820F, 0.042940F, 0.968881F}}};
    Rgb out{};
    for (std::size_t r = 0; r < 3; ++r) {
        const float c = std::clamp(kMatrix[r][0] * l[0] + kMatrix[r][1] * l[1] + kMatrix[r][2] * l[2], 0.0F, 1.0F);
        out[r] = c <= 0.0031308F ? 12.92F * c : 1.055F * std::pow(c, 1.0F / 2.4F) - 0.055F;
    }
    return out;
}

} // namespace

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
