// PNG files with words in them.

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <stb_image.h>

#include "render/png.h"

using namespace fascia::render;

TEST_CASE("png: pixels and words come back") {
    Image image{5, 3, {}};
    for (int i = 0; i < 45; ++i) {
        image.rgb.push_back(static_cast<std::uint8_t>(5 * i));
    }
    const std::vector<PngText> texts{
        {"Software", "fascia"}, {"Scenario", std::string(5000, 'x') + "{\"a\": 1}"}, {"Empty", ""}};
    const std::string png = encodePng(image, texts);
    const std::vector<PngText> read = readPngTexts(png);
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

TEST_CASE("png: an image that does not fit its size gives nothing, broken files give no words") {
    CHECK(encodePng(Image{4, 4, {1, 2, 3}}, {}).empty());
    CHECK(encodePng(Image{}, {}).empty());
    CHECK(readPngTexts("").empty());
    CHECK(readPngTexts("not a picture at all, only some words in a row").empty());
    Image image{2, 2, std::vector<std::uint8_t>(12, 9)};
    std::string png = encodePng(image, std::vector<PngText>{{"A", "b"}});
    png[45] = static_cast<char>(png[45] + 1);
    CHECK(readPngTexts(png).empty());
    CHECK(readPngTexts(png.substr(0, 40)).empty());
}
