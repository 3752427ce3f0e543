// The same picture in a window and without a display. Needs a display, so it is hidden; same_picture_test.py runs it.

#include <memory>

#include <catch2/catch_test_macros.hpp>
#include <glad/gl.h>

#include "platform/window.h"
#include "render/canvas.h"
#include "render/scene.h"
#include "support/render_offscreen.h"
#include "support/render_patch.h"

using namespace fascia;

namespace {

render::Image readWindow(int width, int height) {
    render::Image image{width, height, {}};
    std::vector<std::uint8_t> bottomUp(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glReadBuffer(GL_BACK);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, bottomUp.data());
    const std::ptrdiff_t row = 3 * width;
    for (int y = height - 1; y >= 0; --y) {
        image.rgb.insert(image.rgb.end(), bottomUp.begin() + y * row, bottomUp.begin() + (y + 1) * row);
    }
    return image;
}

} // namespace

TEST_CASE("the same picture from the window and without a display", "[.window]") {
    constexpr int kWidth = 640;
    constexpr int kHeight = 360;
    test::RenderPatch patch(24);
    patch.press(10.0F);
    render::Camera camera;
    camera.frame(*patch.snapshot().web);
    for (const render::Quality quality : {render::Quality::interactive, render::Quality::still}) {
        render::ViewOptions view;
        view.quality = quality;
        view.caption = "The same";
        render::Image seen;
        {
            platform::Window window({kWidth, kHeight, "fascia", false});
            REQUIRE(window.framebuffer_px().width == kWidth);
            REQUIRE(window.framebuffer_px().height == kHeight);
            render::Scene scene;
            render::Target target;
            target.width = kWidth;
            target.height = kHeight;
            target.uiScale = 0.5F;
            scene.draw(patch.snapshot(), camera, view, target);
            seen = readWindow(kWidth, kHeight);
        }
        const auto context = test::freshOffscreen();
        REQUIRE(context != nullptr);
        render::Scene scene;
        const render::Image made = test::drawPicture(scene, patch.snapshot(), camera, view, kWidth, kHeight);
        const test::ImageDifference off = test::compare(seen, made);
        INFO("mean difference " << off.mean << ", far off " << off.shareFarOff);
        CHECK(off.mean < 0.02);
        CHECK(off.shareFarOff < 0.0002);
        CHECK(test::meanGrey(made) > 10.0);
    }
}
