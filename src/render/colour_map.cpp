#include "render/colour_map.h"

#include <algorithm>
#include <cmath>

namespace fascia::render {
namespace {

using Anchor = std::array<float, 3>;

constexpr Anchor rgb(unsigned hex) {
    return {static_cast<float>((hex >> 16U) & 255U), static_cast<float>((hex >> 8U) & 255U),
            static_cast<float>(hex & 255U)};
}

// Equally spaced colours of the published maps.
constexpr std::array<Anchor, 10> kCividis{rgb(0x00224E), rgb(0x123570), rgb(0x3B496C), rgb(0x575D6D), rgb(0x707173),
                                          rgb(0x8A8678), rgb(0xA59C74), rgb(0xC3B369), rgb(0xE1CC55), rgb(0xFEE838)};
constexpr std::array<Anchor, 10> kViridis{rgb(0x440154), rgb(0x482878), rgb(0x3E4989), rgb(0x31688E), rgb(0x26828E),
                                          rgb(0x1F9E89), rgb(0x35B779), rgb(0x6DCD59), rgb(0xB4DE2C), rgb(0xFDE725)};

/// Through the anchors with a Catmull-Rom curve.
ColourTable throughAnchors(const std::array<Anchor, 10>& anchors) {
    ColourTable table{};
    for (std::size_t i = 0; i < kColourMapSize; ++i) {
        const float x = static_cast<float>(i) / (kColourMapSize - 1) * 9.0F;
        const std::size_t k = std::min<std::size_t>(8, static_cast<std::size_t>(x));
        const float f = x - static_cast<float>(k);
        const Anchor& p1 = anchors[k];
        const Anchor& p2 = anchors[k + 1];
        for (std::size_t c = 0; c < 3; ++c) {
            const float p0 = k > 0 ? anchors[k - 1][c] : 2.0F * p1[c] - p2[c];
            const float p3 = k < 8 ? anchors[k + 2][c] : 2.0F * p2[c] - p1[c];
            const float value =
                p1[c] +
                0.5F * f *
                    (p2[c] - p0 +
                     f * (2.0F * p0 - 5.0F * p1[c] + 4.0F * p2[c] - p3 + f * (3.0F * (p1[c] - p2[c]) + p3 - p0)));
            table[4 * i + c] = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
        }
        table[4 * i + 3] = 255;
    }
    return table;
}

float encoded(float linear) {
    const float c = std::clamp(linear, 0.0F, 1.0F);
    return c < 0.0031308F ? 12.92F * c : 1.055F * std::pow(c, 1.0F / 2.4F) - 0.055F;
}

/// Lightness and chroma are even on both sides of the middle, in Oklab (Ottosson 2020).
ColourTable blueWhiteOrange() {
    constexpr float kBlueHue = 4.36F;   // rad
    constexpr float kOrangeHue = 1.00F; // rad
    ColourTable table{};
    for (std::size_t i = 0; i < kColourMapSize; ++i) {
        const float t = 2.0F * static_cast<float>(i) / (kColourMapSize - 1) - 1.0F;
        const float away = std::abs(t);
        const float hue = t < 0.0F ? kBlueHue : kOrangeHue;
        const float lightness = 0.955F - 0.355F * std::pow(away, 1.1F);
        const float chroma = 0.155F * std::pow(away, 0.85F);
        const float a = chroma * std::cos(hue);
        const float b = chroma * std::sin(hue);
        const float l = std::pow(lightness + 0.3963377774F * a + 0.2158037573F * b, 3.0F);
        const float m = std::pow(lightness - 0.1055613458F * a - 0.0638541728F * b, 3.0F);
        const float s = std::pow(lightness - 0.0894841775F * a - 1.2914855480F * b, 3.0F);
        const std::array<float, 3> linear{4.0767416621F * l - 3.3077115913F * m + 0.2309699292F * s,
                                          -1.2684380046F * l + 2.6097574011F * m - 0.3413193965F * s,
                                          -0.0041960863F * l - 0.7034186147F * m + 1.7076147010F * s};
        for (std::size_t c = 0; c < 3; ++c) {
            table[4 * i + c] = static_cast<std::uint8_t>(std::lround(255.0F * encoded(linear[c])));
        }
        table[4 * i + 3] = 255;
    }
    return table;
}

} // namespace

const ColourTable& colourTable(ColourMapId map, bool diverging) {
    static const ColourTable cividis = throughAnchors(kCividis);
    static const ColourTable viridis = throughAnchors(kViridis);
    static const ColourTable change = blueWhiteOrange();
    switch (map) {
        case ColourMapId::cividis:
            return cividis;
        case ColourMapId::viridis:
            return viridis;
        case ColourMapId::diverging:
            return change;
        case ColourMapId::automatic:
            break;
    }
    return diverging ? change : viridis;
}

std::array<float, 3> colourAt(const ColourTable& table, float t) {
    const float x = std::clamp(std::isfinite(t) ? t : 0.0F, 0.0F, 1.0F) * (kColourMapSize - 1);
    const auto i = static_cast<std::size_t>(std::lround(x));
    return {static_cast<float>(table[4 * i]) / 255.0F, static_cast<float>(table[4 * i + 1]) / 255.0F,
            static_cast<float>(table[4 * i + 2]) / 255.0F};
}

float luminance(const std::array<float, 3>& srgb) {
    const auto linear = [](float c) { return c <= 0.04045F ? c / 12.92F : std::pow((c + 0.055F) / 1.055F, 2.4F); };
    return 0.2126F * linear(srgb[0]) + 0.7152F * linear(srgb[1]) + 0.0722F * linear(srgb[2]);
}

} // namespace fascia::render
