#pragma once
// Perceptually uniform, colour-blind-safe colour maps, as tables of sRGB bytes. No OpenGL here.

#include <array>
#include <cstdint>

#include "render/view_options.h"

namespace fascia::render {

inline constexpr int kColourMapSize = 256;
/// kColourMapSize colours of sRGB red, green, blue, alpha (255).
using ColourTable = std::array<std::uint8_t, static_cast<std::size_t>(kColourMapSize) * 4>;

/// The table of a map. For `automatic` say whether the field is diverging.
/// cividis: Nunez, Anderton and Renslow 2018, PLOS ONE 13(7) e0199239, made for colour-vision deficiency.
/// viridis: van der Walt and Smith 2015. Both are drawn through ten of their published colours with a smooth curve.
/// diverging: blue over near-white to orange, lightness even on both sides; blue and orange stay apart for all common
/// colour-vision deficiencies.
const ColourTable& colourTable(ColourMapId map, bool diverging);

/// sRGB colour at t (clamped to 0..1), components 0..1.
std::array<float, 3> colourAt(const ColourTable& table, float t);

/// Relative luminance (0..1) of an sRGB colour, as printed in grey.
float luminance(const std::array<float, 3>& srgb);

} // namespace fascia::render
