#include "render/png.h"

#include <algorithm>
#include <array>

#include <stb_image_write.h>

namespace fascia::render {
namespace {

constexpr std::size_t kSignature = 8;
constexpr std::size_t kChunkFrame = 12; // length, type, CRC
constexpr std::size_t kHeaderChunk = kChunkFrame + 13;

void appendNumber(std::string& out, std::uint32_t number) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        out.push_back(static_cast<char>((number >> shift) & 255U));
    }
}

void appendText(std::string& out, const PngText& text) {
    std::string chunk = "tEXt" + text.keyword.substr(0, 79);
    chunk.push_back('\0');
    for (const char c : text.text) {
        if (c != '\0') {
            chunk.push_back(c);
        }
    }
    appendNumber(out, static_cast<std::uint32_t>(chunk.size() - 4));
    out += chunk;
    appendNumber(out, pngCrc(chunk));
}

void appendBytes(void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

} // namespace

std::uint32_t pngCrc(std::string_view bytes) {
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t n = 0; n < 256; ++n) {
            std::uint32_t c = n;
            for (int k = 0; k < 8; ++k) {
                c = (c & 1U) != 0U ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
            }
            made[n] = c;
        }
        return made;
    }();
    std::uint32_t c = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        c = table[(c ^ static_cast<unsigned char>(byte)) & 255U] ^ (c >> 8U);
    }
    return c ^ 0xFFFFFFFFU;
}

std::string encodePng(const Image& image, std::span<const PngText> texts) {
    const auto expected =
        static_cast<std::size_t>(std::max(0, image.width)) * static_cast<std::size_t>(std::max(0, image.height)) * 3;
    const bool opaque = image.alpha.empty();
    if (expected == 0 || image.rgb.size() != expected || (!opaque && 3 * image.alpha.size() != expected)) {
        return {};
    }
    std::vector<std::uint8_t> mixed; // red, green, blue, alpha
    for (std::size_t i = 0; i < image.alpha.size(); ++i) {
        mixed.insert(mixed.end(), {image.rgb[3 * i], image.rgb[3 * i + 1], image.rgb[3 * i + 2], image.alpha[i]});
    }
    const int channels = opaque ? 3 : 4;
    const std::uint8_t* bytes = opaque ? image.rgb.data() : mixed.data();
    std::string plain;
    if (stbi_write_png_to_func(appendBytes, &plain, image.width, image.height, channels, bytes,
                               channels * image.width) == 0 ||
        plain.size() < kSignature + kHeaderChunk) {
        return {};
    }
    std::string png = plain.substr(0, kSignature + kHeaderChunk);
    for (const PngText& text : texts) {
        if (!text.keyword.empty()) {
            appendText(png, text);
        }
    }
    png.append(plain, kSignature + kHeaderChunk, std::string::npos);
    return png;
}

} // namespace fascia::render
