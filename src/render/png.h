#pragma once
// PNG files with words in them: who made the picture, from what. No OpenGL here.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fascia::render {

/// Red, green, blue bytes; the top row first. `alpha`: one byte a pixel, or empty for an opaque picture; the colours are
/// then not multiplied with it.
struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
    std::vector<std::uint8_t> alpha{};
};

/// A tEXt entry. The keyword has 1 to 79 Latin-1 letters; the text must not hold a zero byte.
struct PngText {
    std::string keyword;
    std::string text;
};

/// The bytes of a PNG file with the entries before the pixels. Empty when the image is empty or does not fit its size.
std::string encodePng(const Image& image, std::span<const PngText> texts);

/// CRC-32 of the PNG specification (ISO 3309), of `bytes`.
std::uint32_t pngCrc(std::string_view bytes);

} // namespace fascia::render
