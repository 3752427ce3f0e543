// PNG files with words in them.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <stb_image.h>

#include "render/png.h"

using namespace fascia::render;

namespace {

std::uint32_t numberAt(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = (number << 8U) | static_cast<unsigned char>(bytes[at + i]);
    }
    return number;
}

/// The tEXt entries as the specification has them; every chunk to the end of the file is whole.
std::vector<PngText> textsOf(std::string_view png) {
    constexpr std::size_t kFrame = 12; // length, type, checksum
    std::vector<PngText> texts;
    std::size_t at = 8;
    while (at < png.size()) {
        REQUIRE(at + kFrame <= png.size());
        const std::size_t length = numberAt(png, at);
        REQUIRE(length <= png.size() - at - kFrame);
        const std::string_view typeAndData = png.substr(at + 4, length + 4);
        CHECK(pngCrc(typeAndData) == numberAt(png, at + 8 + length));
        if (typeAndData.substr(0, 4) == "tEXt") {
            const std::string_view data = typeAndData.substr(4);
            const std::size_t zero = data.find('\0');
            REQUIRE(zero != std::string_view::npos);
            texts.push_back({std::string(data.substr(0, zero)), std::string(data.substr(zero + 1))});
        }
        at += kFrame + length;
    }
    return texts;
}

} // namespace

TEST_CASE("png: pixels and words come back") {
    Image image{5, 3, {}};
    for (int i = 0; i < 45; ++i) {
        image.rgb.push_back(static_cast<std::uint8_t>(5 * i));
    }
    const std::vector<PngText> texts{
        {"Software", "fascia"}, {"Scenario", std::string(5000, 'x') + "{\"a\": 1}"}, {"Empty", ""}};
    const std::string png = encodePng(image, texts);
    const std::vector<PngText> read = textsOf(png);
    REQUIRE(read.size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        CHECK(read[i].keyword == texts[i].keyword);
        CHECK(read[i].text == texts[i].text);
    }
    int width = 0;
    int height = 0;
    int channels = 0;
    stbi_uc* pixels = stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(png.data()), static_cast<int>(png.size()),
                                            &width, &height, &channels, 3);
    REQUIRE(pixels != nullptr);
    CHECK(width == 5);
    CHECK(height == 3);
    CHECK(std::equal(image.rgb.begin(), image.rgb.end(), pixels));
    stbi_image_free(pixels);
}

TEST_CASE("png: the checksum is the one of the specification") { CHECK(pngCrc("IEND") == 0xAE426082U); }

TEST_CASE("png: an image that does not fit its size gives nothing") {
    CHECK(encodePng(Image{4, 4, {1, 2, 3}}, {}).empty());
    CHECK(encodePng(Image{}, {}).empty());
}
