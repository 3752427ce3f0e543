#include "viewer/window_picture.h"

#include <cstddef>
#include <string>
#include <system_error>
#include <vector>

#include <glad/gl.h>
#include <stb/stb_image_write.h>

#include "io/atomic_file.h"
#include "ui/format.h"

namespace fascia::viewer {

sim::Status writeWindowPicture(const std::filesystem::path& file, int width_px, int height_px) {
    const auto row = static_cast<std::size_t>(width_px) * 3;
    std::vector<unsigned char> bottomUp(row * static_cast<std::size_t>(height_px));
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadBuffer(GL_BACK);
    glReadPixels(0, 0, width_px, height_px, GL_RGB, GL_UNSIGNED_BYTE, bottomUp.data());
    std::vector<unsigned char> topDown;
    topDown.reserve(bottomUp.size());
    for (int y = height_px - 1; y >= 0; --y) {
        const auto begin = bottomUp.begin() + static_cast<std::ptrdiff_t>(row) * y;
        topDown.insert(topDown.end(), begin, begin + static_cast<std::ptrdiff_t>(row));
    }
    std::string png;
    const auto append = [](void* context, void* data, int size) {
        static_cast<std::string*>(context)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
    };
    if (stbi_write_png_to_func(append, &png, width_px, height_px, 3, topDown.data(), static_cast<int>(row)) == 0) {
        return sim::Error{sim::ErrorCode::io, "The picture could not be encoded as PNG.", file.string(), ""};
    }
    return io::writeFileAtomically(file, png);
}

std::filesystem::path freePictureName() {
    std::error_code error;
    for (int number = 1; number < 10000; ++number) {
        std::filesystem::path file = ui::formatted("fascia-%04d.png", number);
        if (!std::filesystem::exists(file, error)) {
            return file;
        }
    }
    return "fascia.png";
}

} // namespace fascia::viewer
