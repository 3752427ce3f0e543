// States that a picture shows stay apart for people without middle-wave cones, and in grey.

#include <algorithm>
#include <array>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "render/colour_map.h"
#include "render/palette.h"
#include "render/scene.h"
#include "support/colour_vision.h"
#include "support/render_offscreen.h"
#include "support/render_patch.h"

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

TEST_CASE("state colours: a real picture ranks tension in grey, also without middle-wave cones", "[render]") {
    if (!test::offscreenAvailable()) {
        SKIP("no OpenGL context can be made here");
    }
    test::RenderPatch patch(16);
    Scene scene;
    Camera camera;
    camera.frame(*patch.snapshot().web);
    camera.snap();
    for (const Theme theme : kThemes) {
        ViewOptions view;
        view.quality = Quality::still;
        view.theme = theme;
        view.showLegend = false;
        view.showSkin = false;
        view.showMuscles = false;
        view.showBones = false;
        view.scale = {0.0F, 1.0F};
        // What the web covers, from the picture without it.
        view.showFascia = false;
        const Image bare = test::drawPicture(scene, patch.snapshot(), camera, view, 160, 120);
        view.showFascia = true;
        float lastGrey = 0.0F;
        float lastDeuteranope = 0.0F;
        for (const float tension : {0.2F, 0.4F, 0.6F, 0.8F, 1.0F}) {
            patch.setUniformTension(tension);
            const Image image = test::drawPicture(scene, patch.snapshot(), camera, view, 160, 120);
            float grey = 0.0F;
            float deuteranope = 0.0F;
            float count = 0.0F;
            for (std::size_t i = 0; i + 2 < image.rgb.size(); i += 3) {
                const auto at = [&](const Image& from, std::size_t c) {
                    return static_cast<float>(from.rgb[i + c]) / 255.0F;
                };
                const test::Rgb colour{at(image, 0), at(image, 1), at(image, 2)};
                const test::Rgb before{at(bare, 0), at(bare, 1), at(bare, 2)};
                if (test::difference(colour, before) < 10.0F) {
                    continue; // background
                }
                grey += test::lab(colour)[0];
                deuteranope += test::lab(test::deuteranope(colour))[0];
                count += 1.0F;
            }
            REQUIRE(count > 500.0F);
            INFO("theme " << static_cast<int>(theme) << ", tension " << tension << ": L* " << grey / count << " after "
                          << lastGrey);
            CHECK(grey / count > lastGrey + 2.0F);
            CHECK(deuteranope / count > lastDeuteranope + 2.0F);
            lastGrey = grey / count;
            lastDeuteranope = deuteranope / count;
        }
    }
}
