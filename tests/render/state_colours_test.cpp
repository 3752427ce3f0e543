// States that a picture shows stay apart for people without middle-wave cones. Pictures: scene_test.cpp, colour_vision_test.py.

#include <algorithm>
#include <array>

#include <catch2/catch_test_macros.hpp>

#include "render/colour_map.h"
#include "render/palette.h"
#include "support/colour_vision.h"

using namespace fascia;
using namespace fascia::render;

namespace {

constexpr float kApart = 20.0F; // of CIE 1976; 2.3 is just noticeable

test::Rgb rgb(const glm::vec3& c) { return {c.r, c.g, c.b}; }
test::Rgb rgb(const std::array<std::uint8_t, 3>& c) {
    return {static_cast<float>(c[0]) / 255.0F, static_cast<float>(c[1]) / 255.0F, static_cast<float>(c[2]) / 255.0F};
}

float apart(const test::Rgb& a, const test::Rgb& b) {
    return std::min(test::difference(a, b), test::difference(test::deuteranope(a), test::deuteranope(b)));
}

float apartFromMap(const test::Rgb& colour, ColourMapId map) {
    const ColourTable& table = colourTable(map, map == ColourMapId::diverging);
    float least = 1e9F;
    for (int i = 0; i < kColourMapSize; i += 4) {
        least = std::min(least, apart(colour, colourAt(table, static_cast<float>(i) / (kColourMapSize - 1))));
    }
    return least;
}

constexpr std::array<Theme, 3> kThemes{Theme::dark, Theme::light, Theme::projector};

} // namespace

TEST_CASE("state colours: a nerve, its threshold and its bands stay apart, and from the web", "[render]") {
    for (const Theme theme : kThemes) {
        const Palette& p = paletteOf(theme);
        CHECK(apart(rgb(p.nerve), rgb(p.nerveLoaded)) > kApart);
        CHECK(apart(rgb(p.nerveLoaded), rgb(p.nerveBand)) > kApart);
        for (const ColourMapId map : {ColourMapId::viridis, ColourMapId::cividis}) {
            CHECK(apartFromMap(rgb(p.nerveLoaded), map) > kApart);
            CHECK(apartFromMap(rgb(p.nerve), map) > kApart);
        }
        CHECK(apart(rgb(p.nerveLoaded), rgb(kGuardBar)) > kApart);
        CHECK(apart(rgb(p.nerveLoaded), rgb(kHandPressing)) > kApart);
    }
}

TEST_CASE("state colours: bars of guarding stand out from their edge, from hands and from the web", "[render]") {
    CHECK(apart(rgb(kGuardBar), rgb(kGuardEdge)) > kApart);
    CHECK(apart(rgb(kGuardBar), rgb(kHandPressing)) > kApart);
    CHECK(apart(rgb(kGuardBar), rgb(kHandReached)) > kApart);
    for (const ColourMapId map : {ColourMapId::viridis, ColourMapId::cividis, ColourMapId::diverging}) {
        // Amber comes near the tense end of the maps; the bar and its dark edge together never do.
        const float bar = apartFromMap(rgb(kGuardBar), map);
        const float edge = apartFromMap(rgb(kGuardEdge), map);
        CHECK(std::max(bar, edge) > kApart);
    }
}

TEST_CASE("state colours: what a hand does is told apart", "[render]") {
    CHECK(apart(rgb(kHandPressing), rgb(kHandReached)) > kApart);
    CHECK(apart(rgb(kHandPressing), rgb(kHandSliding)) > kApart);
    CHECK(apart(rgb(kHandReached), rgb(kHandSliding)) > kApart);
}

TEST_CASE("state colours: lines of tension differ from the background and from nerves", "[render]") {
    for (const Theme theme : kThemes) {
        const Palette& p = paletteOf(theme);
        CHECK(apart(rgb(p.line), rgb(p.centre)) > kApart);
        CHECK(apart(rgb(p.line), rgb(p.nerveLoaded)) > kApart);
    }
}
