#include "render/canvas.h"

#include <algorithm>
#include <string>

#include <glad/gl.h>

#include "render/graphics_error.h"

namespace fascia::render {

Canvas::Canvas(int width, int height, Theme theme, bool transparent)
    : width_(width),
      height_(height),
      transparent_(transparent),
      colour_(makeTexture()),
      framebuffer_(makeFramebuffer()) {
    GLint largest = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest);
    if (width > largest || height > largest) {
        throw GraphicsError("The graphics driver draws at most " + std::to_string(largest) + " pixels a side; " +
                            std::to_string(width) + " x " + std::to_string(height) + " were asked for.");
    }
    glBindTexture(GL_TEXTURE_2D, colour_.get());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glBindTexture(GL_TEXTURE_2D, 0);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.get());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour_.get(), 0);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        throw GraphicsError("The graphics driver has no room for a picture of " + std::to_string(width) + " x " +
                            std::to_string(height) + " pixels.");
    }
    const float gap = transparent ? 0.0F : theme == Theme::dark ? 0.03F : 0.99F;
    glClearColor(gap, gap, gap, transparent ? 0.0F : 1.0F);
    glViewport(0, 0, width, height);
    glClear(GL_COLOR_BUFFER_BIT);
    checkGl("making the canvas");
}

Target Canvas::panel(int index, int count) const {
    const int gap = count > 1 ? std::max(2, height_ / 240) : 0;
    const int from = (width_ + gap) * index / count;
    const int to = (width_ + gap) * (index + 1) / count - gap;
    Target target;
    target.framebuffer = framebuffer_.get();
    target.x = from;
    target.width = to - from;
    target.height = height_;
    target.uiScale = std::clamp(
        std::min(static_cast<float>(height_) / 720.0F, static_cast<float>(target.width) / 660.0F), 0.5F, 6.0F);
    return target;
}

void Canvas::finish() const { glFinish(); }

Image Canvas::read() const {
    Image image;
    image.width = width_;
    image.height = height_;
    const auto columns = static_cast<std::size_t>(width_);
    const auto rows = static_cast<std::size_t>(height_);
    const std::size_t channels = transparent_ ? 4 : 3;
    std::vector<std::uint8_t> bottomUp(channels * columns * rows);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.get());
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width_, height_, transparent_ ? GL_RGBA : GL_RGB, GL_UNSIGNED_BYTE, bottomUp.data());
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    checkGl("reading the picture");
    image.rgb.resize(3 * columns * rows);
    if (!transparent_) {
        for (std::size_t y = 0; y < rows; ++y) {
            std::copy_n(bottomUp.begin() + static_cast<std::ptrdiff_t>((rows - 1 - y) * 3 * columns), 3 * columns,
                        image.rgb.begin() + static_cast<std::ptrdiff_t>(y * 3 * columns));
        }
        return image;
    }
    image.alpha.resize(columns * rows);
    for (std::size_t y = 0; y < rows; ++y) {
        for (std::size_t x = 0; x < columns; ++x) {
            const std::uint8_t* from = &bottomUp[4 * ((rows - 1 - y) * columns + x)];
            const std::size_t to = y * columns + x;
            image.alpha[to] = from[3];
            for (std::size_t c = 0; c < 3 && from[3] > 0; ++c) { // files hold colours not multiplied with opacity
                image.rgb[3 * to + c] =
                    static_cast<std::uint8_t>(std::min(255, (255 * from[c] + from[3] / 2) / from[3]));
            }
        }
    }
    return image;
}

} // namespace fascia::render
