#include "render/palette.h"

namespace fascia::render {
namespace {

/// A colour as it is stored and shown.
glm::vec3 stored(unsigned rgb) {
    const auto channel = [&](unsigned shift) { return static_cast<float>((rgb >> shift) & 255U) / 255.0F; };
    return {channel(16), channel(8), channel(0)};
}

/// The same in linear light, for surfaces that are lit (decode() in common.glsl).
glm::vec3 linear(unsigned rgb) { return stored(rgb) * stored(rgb); }

} // namespace

const Palette& paletteOf(Theme theme) {
    static const Palette dark{stored(0x2B323A),
                              stored(0x101317),
                              stored(0x20262C),
                              linear(0xA8574A),
                              linear(0x987C84),
                              linear(0x633F38),
                              linear(0xDACDB2),
                              linear(0xB09C90),
                              linear(0xE2BDA2),
                              stored(0xF6DDC9),
                              0.72F,
                              0.42F,
                              0.05F,
                              glm::vec3(0.12F, 0.13F, 0.14F),
                              glm::vec4(0.03F, 0.04F, 0.06F, 0.62F),
                              glm::vec2(0.04F, 0.52F),
                              0.26F,
                              glm::vec3(0.30F, 0.33F, 0.42F),
                              glm::vec3(1.0F, 0.93F, 0.78F),
                              0.75F,
                              0.66F,
                              0.16F,
                              1.00F,
                              0.80F,
                              linear(0xA9BCCE),
                              stored(0xD2E4F2),
                              glm::vec2(0.15F, 0.78F),
                              stored(0xE8E2D2),
                              stored(0x62E2FF),
                              stored(0x0C3550)};
    static const Palette light{stored(0xF5F4F0),
                               stored(0xD3D8DD),
                               stored(0xE4E6E7),
                               1.55F * linear(0xC8725F),
                               linear(0xCFACA2),
                               1.25F * linear(0xD6A796),
                               1.35F * linear(0xE6DBC2),
                               linear(0xB8A89C),
                               linear(0xDDB194),
                               stored(0xC79C82),
                               0.62F,
                               0.10F,
                               0.55F,
                               glm::vec3(0.16F, 0.16F, 0.16F),
                               glm::vec4(1.00F, 0.99F, 0.96F, 0.40F),
                               glm::vec2(0.02F, 0.56F),
                               0.14F,
                               glm::vec3(0.63F, 0.59F, 0.61F),
                               glm::vec3(0.10F, 0.16F, 0.36F),
                               0.0F,
                               0.80F,
                               0.0F,
                               1.05F,
                               1.70F,
                               linear(0x8FA0B2),
                               stored(0x6F8298),
                               glm::vec2(0.22F, 0.55F),
                               stored(0xFBF4DE),
                               stored(0x4C1AE0),
                               stored(0xE4DCFF)};
    static const Palette projector = [] { // a beamer in a bright room leaves little of quiet tones
        Palette p = light;
        p.centre = stored(0xFFFFFF);
        p.edge = stored(0xF1F2F2);
        p.fog = stored(0xF6F6F6);
        p.muscle = 1.45F * light.muscle;
        p.bone = 1.2F * light.bone;
        p.shadow = glm::vec3(0.70F, 0.70F, 0.75F);
        p.casing = glm::vec4(0.10F, 0.11F, 0.16F, 0.40F);
        p.sheen = glm::vec3(0.06F);
        p.skinRim = stored(0x9A6A4E);
        return p;
    }();
    return theme == Theme::dark ? dark : theme == Theme::light ? light : projector;
}

} // namespace fascia::render
