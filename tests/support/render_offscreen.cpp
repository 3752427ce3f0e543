// The headless build compiles the support files too, without OpenGL.
#if FASCIA_GRAPHICS

#include "support/render_offscreen.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include <stb_image.h>

#include "platform/offscreen_context.h"
#include "render/canvas.h"

namespace fascia::test {

std::unique_ptr<platform::OffscreenContext> freshOffscreen() {
    try {
        return std::make_unique<platform::OffscreenContext>();
    } catch (const platform::ContextError&) {
        return nullptr;
    }
}

bool offscreenAvailable() {
    static const std::unique_ptr<platform::OffscreenContext> context = freshOffscreen();
    return context != nullptr;
}

render::Image drawPicture(render::Scene& scene, const sim::Snapshot& snapshot, const render::Camera& camera,
                          const render::ViewOptions& view, int width, int height) {
    const render::Canvas canvas(width, height, view.theme);
    scene.draw(snapshot, camera, view, canvas.panel(0, 1));
    return canvas.read();
}

double meanGrey(const render::Image& image) {
    double sum = 0.0;
    for (std::size_t i = 0; i + 2 < image.rgb.size(); i += 3) {
        sum += 0.2126 * image.rgb[i] + 0.7152 * image.rgb[i + 1] + 0.0722 * image.rgb[i + 2];
    }
    return image.rgb.empty() ? 0.0 : sum / (static_cast<double>(image.rgb.size()) / 3.0);
}

render::Image readImage(const std::filesystem::path& file) {
    render::Image image;
    int channels = 0;
    stbi_uc* pixels = stbi_load(file.c_str(), &image.width, &image.height, &channels, 3);
    if (pixels == nullptr) {
        return {};
    }
    image.rgb.assign(pixels, pixels + static_cast<std::ptrdiff_t>(image.width) * image.height * 3);
    stbi_image_free(pixels);
    return image;
}

ImageDifference compare(const render::Image& a, const render::Image& b) {
    if (a.rgb.empty() || a.width != b.width || a.height != b.height) {
        return {};
    }
    double sum = 0.0;
    std::size_t far = 0;
    for (std::size_t i = 0; i < a.rgb.size(); i += 3) {
        int worst = 0;
        for (std::size_t c = 0; c < 3; ++c) {
            const int d = std::abs(static_cast<int>(a.rgb[i + c]) - static_cast<int>(b.rgb[i + c]));
            sum += d;
            worst = std::max(worst, d);
        }
        if (worst > 16) {
            ++far;
        }
    }
    return {sum / static_cast<double>(a.rgb.size()),
            static_cast<double>(far) / (static_cast<double>(a.rgb.size()) / 3.0)};
}

} // namespace fascia::test

#endif
