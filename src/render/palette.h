#pragma once
// The colours of a theme. Light on forms is worked out in linear light; colours are stored encoded (gamma 2, common.glsl).

#include <array>
#include <cstdint>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

#include "render/view_options.h"

namespace fascia::render {

struct Palette {
    glm::vec3 centre; ///< Of the background.
    glm::vec3 edge;
    glm::vec3 fog;
    glm::vec3 muscle;
    glm::vec3 muscleShadow;
    glm::vec3 bed; ///< Soft tissue that is not drawn form by form, behind them.
    glm::vec3 bone;
    glm::vec3 boneShadow;
    glm::vec3 skin;
    glm::vec3 skinRim;
    float skinRimOpacity;
    float glow;
    float glowCover;
    glm::vec3 sheen;      ///< Silvery light on the fibres.
    glm::vec4 casing;     ///< Dark line on both sides of a fibre; a: strength.
    glm::vec2 sheetCover; ///< Opacity of the deep fascia where the field is quiet and where it is strong.
    float skinSheen;
    glm::vec3 shadow;  ///< What full shadow leaves of the colour of bones and muscles.
    glm::vec3 line;    ///< Lines of tension.
    float lineLight;   ///< 1: they add light, 0: they paint.
    float fibreQuiet;  ///< Opacity of fibres that carry little.
    float fibreLift;   ///< How far their colour is lightened, so that they stay brighter than what lies behind.
    float skinBody;    ///< Factor on the skin's opacity seen face-on.
    float skinInside;  ///< Opacity of its far wall, as a share of that of the near one.
    glm::vec3 context; ///< The figure around a close-up.
    glm::vec3 contextRim;
    glm::vec2 contextOpacity; ///< Seen face-on, at the rim.
    glm::vec3 nerve;          ///< Without load.
    glm::vec3 nerveLoaded;    ///< From its threshold on; also the halo where it would be felt.
    glm::vec3 nerveBand;      ///< Rings on a nerve beyond its threshold.
};

const Palette& paletteOf(Theme theme);

/// Bars over a guarding region, and their edge.
inline constexpr glm::vec3 kGuardBar{0.96F, 0.66F, 0.10F};
inline constexpr glm::vec3 kGuardEdge{0.13F, 0.08F, 0.01F};

/// Water in a bead, and its rim.
inline constexpr glm::vec3 kBeadWater{0.28F, 0.60F, 0.86F};
inline glm::vec3 beadRim(Theme theme) {
    return theme == Theme::dark ? glm::vec3(0.88F, 0.94F, 0.98F) : glm::vec3(0.10F, 0.22F, 0.34F);
}

/// Ring and arrows of a hand: pressing, with the force asked for, sliding (also dashed). sRGB bytes, after Okabe and Ito.
inline constexpr std::array<std::uint8_t, 3> kHandPressing{60, 150, 214};
inline constexpr std::array<std::uint8_t, 3> kHandReached{22, 176, 128};
inline constexpr std::array<std::uint8_t, 3> kHandSliding{236, 164, 24};

} // namespace fascia::render
