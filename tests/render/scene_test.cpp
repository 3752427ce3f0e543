// The drawing itself, on a made-up patch, without a display.

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <glad/gl.h>

#include "render/canvas.h"
#include "render/scene.h"
#include "support/colour_vision.h"
#include "support/render_offscreen.h"
#include "support/render_patch.h"

using namespace fascia;

#define NEEDS_OPENGL()                                                                                                 \
    if (!test::offscreenAvailable()) {                                                                                 \
        SKIP("no OpenGL context can be made here");                                                                    \
    }

namespace {

render::Camera backCamera(const test::RenderPatch& patch) {
    render::Camera camera;
    camera.frame(*patch.snapshot().web);
    return camera;
}

render::ViewOptions plainView() {
    render::ViewOptions view;
    view.quality = render::Quality::still;
    view.showLegend = false;
    view.showCaption = false;
    return view;
}

} // namespace

TEST_CASE("scene: more tension is lighter, so a grey print ranks it") {
    NEEDS_OPENGL();
    render::Scene scene;
    for (const render::Theme theme : {render::Theme::dark, render::Theme::light, render::Theme::projector}) {
        test::RenderPatch patch(20);
        render::ViewOptions view = plainView();
        view.theme = theme;
        view.webWidth = 2.0F;
        view.showSkin = false;
        view.showBones = false;
        view.showMuscles = false;
        view.showSuperficialFascia = false;
        render::Camera camera = backCamera(patch);
        camera.zoom(0.3F); // fibres that cover pixels whole: their colour counts, not their ink
        camera.snap();
        view.showFascia = false;
        const render::Image without = test::drawPicture(scene, patch.snapshot(), camera, view, 640, 360);
        view.showFascia = true;
        const auto grey = [](const render::Image& image, std::size_t p) {
            return (54 * image.rgb[p] + 183 * image.rgb[p + 1] + 19 * image.rgb[p + 2]) / 256;
        };
        const auto change = [&](const render::Image& image, std::size_t p) {
            int sum = 0;
            for (std::size_t c = p; c < p + 3; ++c) {
                sum += std::abs(static_cast<int>(image.rgb[c]) - static_cast<int>(without.rgb[c]));
            }
            return sum;
        };
        // The pixels that fibres cover whole even where they are thinnest.
        patch.setUniformTension(0.0F);
        const render::Image slack = test::drawPicture(scene, patch.snapshot(), camera, view, 640, 360);
        std::vector<int> changes;
        for (std::size_t p = 0; p + 2 < slack.rgb.size(); p += 3) {
            changes.push_back(change(slack, p));
        }
        std::sort(changes.begin(), changes.end());
        const int covered = changes[changes.size() * 97 / 100];
        REQUIRE(covered > 30);
        double last = -1.0;
        double lastWithout = -1.0;
        for (int i = 0; i <= 5; ++i) {
            patch.setUniformTension(0.2F * static_cast<float>(i));
            const render::Image with = test::drawPicture(scene, patch.snapshot(), camera, view, 640, 360);
            double sum = 0.0;
            double sumWithout = 0.0; // without middle-wave cones
            int count = 0;
            for (std::size_t p = 0; p + 2 < with.rgb.size(); p += 3) {
                if (change(slack, p) >= covered) {
                    sum += grey(with, p);
                    const test::Rgb colour{static_cast<float>(with.rgb[p]) / 255.0F,
                                           static_cast<float>(with.rgb[p + 1]) / 255.0F,
                                           static_cast<float>(with.rgb[p + 2]) / 255.0F};
                    sumWithout += static_cast<double>(test::lab(test::deuteranope(colour))[0]);
                    ++count;
                }
            }
            REQUIRE(count > 500);
            const double mean = sum / count;
            INFO("theme " << static_cast<int>(theme) << ", level " << i << ", grey " << mean);
            CHECK(mean > last + 5.0);
            CHECK(sumWithout / count > lastWithout + 2.0);
            last = mean;
            lastWithout = sumWithout / count;
        }
    }
}

TEST_CASE("scene: the same snapshot gives the same picture, and another one another") {
    NEEDS_OPENGL();
    render::Scene scene;
    test::RenderPatch patch(16);
    const render::Camera camera = backCamera(patch);
    const render::Image first = test::drawPicture(scene, patch.snapshot(), camera, plainView(), 320, 240);
    const render::Image second = test::drawPicture(scene, patch.snapshot(), camera, plainView(), 320, 240);
    CHECK(first.rgb == second.rgb);
    render::Scene fresh;
    CHECK(test::drawPicture(fresh, patch.snapshot(), camera, plainView(), 320, 240).rgb == first.rgb);
    patch.press(15.0F);
    CHECK(test::compare(first, test::drawPicture(scene, patch.snapshot(), camera, plainView(), 320, 240)).mean > 0.1);
    render::ViewOptions change = plainView();
    change.fieldId = "tension_change_N";
    CHECK(test::compare(first, test::drawPicture(scene, patch.snapshot(), camera, change, 320, 240)).mean > 0.5);
}

TEST_CASE("scene: light runs along tense fibres when it is asked for, and only along those") {
    NEEDS_OPENGL();
    render::Scene scene;
    test::RenderPatch patch(20);
    render::ViewOptions view = plainView();
    view.quality = render::Quality::interactive;
    view.showSkin = false;
    const render::Camera camera = backCamera(patch);
    const auto at = [&](float flow_s) {
        view.flow_s = flow_s;
        return test::drawPicture(scene, patch.snapshot(), camera, view, 480, 270);
    };
    const render::Image still = at(-1.0F);
    CHECK(test::compare(still, at(0.5F)).mean > 0.1);
    CHECK(test::compare(at(0.5F), at(1.5F)).mean > 0.1);
    CHECK(test::compare(at(1e6F), at(1e6F + 1.0F)).mean > 0.05);
    patch.setUniformTension(0.0F);
    CHECK(test::compare(at(-1.0F), at(0.5F)).mean < 0.02);
}

TEST_CASE("scene: interactive and still pictures agree at a glance") {
    NEEDS_OPENGL();
    render::Scene scene;
    test::RenderPatch patch(24);
    const render::Camera camera = backCamera(patch);
    render::ViewOptions view = plainView();
    const render::Image still = test::drawPicture(scene, patch.snapshot(), camera, view, 640, 360);
    view.quality = render::Quality::interactive;
    const render::Image live = test::drawPicture(scene, patch.snapshot(), camera, view, 640, 360);
    CHECK(test::compare(still, live).mean < 8.0);
    CHECK(scene.stats().fibres > 1000);
}

TEST_CASE("scene: a resting camera keeps the bones and muscles, a moved one redraws them") {
    NEEDS_OPENGL();
    render::Scene scene;
    test::RenderPatch patch(16);
    render::Camera camera = backCamera(patch);
    render::ViewOptions view = plainView();
    view.quality = render::Quality::interactive;
    const render::Canvas canvas(320, 240, view.theme);
    const auto draw = [&] {
        scene.draw(patch.snapshot(), camera, view, canvas.panel(0, 1));
        return canvas.read();
    };
    draw();
    CHECK_FALSE(scene.stats().passiveReused);
    patch.wobble(0.5F);
    draw();
    CHECK(scene.stats().passiveReused);
    camera.orbit(0.3F, 0.0F);
    camera.snap();
    const render::Image moved = draw();
    CHECK_FALSE(scene.stats().passiveReused);
    view.theme = render::Theme::light;
    const render::Image light = draw();
    CHECK(test::meanGrey(light) > test::meanGrey(moved) + 50.0);
}

TEST_CASE("scene: broken numbers and tiny targets draw something or nothing, never an error") {
    NEEDS_OPENGL();
    render::Scene scene;
    test::RenderPatch patch(12);
    const render::Camera camera = backCamera(patch);
    render::ViewOptions view = plainView();
    patch.setUniformTension(std::numeric_limits<float>::quiet_NaN());
    CHECK_NOTHROW(test::drawPicture(scene, patch.snapshot(), camera, view, 64, 64));
    patch.setUniformTension(std::numeric_limits<float>::infinity());
    patch.press(std::numeric_limits<float>::quiet_NaN());
    CHECK_NOTHROW(test::drawPicture(scene, patch.snapshot(), camera, view, 64, 64));
    view.fieldId = "no such field";
    view.showLegend = true;
    view.showCaption = true;
    view.caption = "one\ntwo\nthree \xFF \xE2\x88";
    CHECK_NOTHROW(test::drawPicture(scene, patch.snapshot(), camera, view, 64, 64));
    view.showInterlayer = true;
    view.colourSkin = true;
    view.fieldId = "adhesion";
    view.scale = {1.0F, 1.0F};
    CHECK_NOTHROW(test::drawPicture(scene, patch.snapshot(), camera, view, 64, 64));
    render::Target tiny;
    tiny.width = 1;
    tiny.height = 0;
    CHECK_NOTHROW(scene.draw(patch.snapshot(), camera, view, tiny));
}

TEST_CASE("scene: an OpenGL error is an error") {
    NEEDS_OPENGL();
    render::Scene scene;
    const test::RenderPatch patch(12);
    const render::Camera camera = backCamera(patch);
    glEnable(0xFFFF);
    CHECK_THROWS_AS(test::drawPicture(scene, patch.snapshot(), camera, plainView(), 64, 64), render::GraphicsError);
    CHECK_NOTHROW(test::drawPicture(scene, patch.snapshot(), camera, plainView(), 64, 64));
    sim::Snapshot empty;
    CHECK_THROWS_AS(test::drawPicture(scene, empty, camera, plainView(), 64, 64), render::GraphicsError);
}
