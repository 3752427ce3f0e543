#pragma once
// The colours of a theme. Light on forms is worked out in linear light; colours are stored encoded (gamma 2, common.glsl).

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
    glm::vec3 shadow; ///< What full shadow leaves of the colour of bones and muscles.
    glm::vec3 line;   ///< Lines of tension.
    float lineLight;  ///< 1: they add light, 0: they paint.
};

const Palette& paletteOf(Theme theme);

} // namespace fascia::render
