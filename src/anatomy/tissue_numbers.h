#pragma once
// Numbers of the tissue that every layered web shares.

#include <array>
#include <cstddef>

namespace fascia::anatomy {

inline constexpr std::size_t kSheetCount = 4;
/// Thickness of the superficial fascia membrane: 0.15 to 0.6 mm (biomechanics reference 9a, histology and ultrasound).
inline constexpr double kMembraneThickness_m = 0.4e-3;
/// Epimysium: no trusted number in the reference; assumed.
inline constexpr double kEpimysiumThickness_m = 0.3e-3;
/// Intermuscular septum: as thick as thin deep fascia of a limb; assumed.
inline constexpr double kSeptumThickness_m = 0.6e-3;
// Densities [kg/m3]: collagen sheets and skin 1100, fat 920, muscle 1060. Textbook values.
inline constexpr double kSheetDensity = 1100.0;
inline constexpr double kFatDensity = 920.0;
inline constexpr double kMuscleDensity = 1060.0;
/// Of what lies below each sheet.
inline constexpr std::array<double, kSheetCount> kDensityBelow{kFatDensity, kFatDensity, kMuscleDensity,
                                                               kMuscleDensity};

} // namespace fascia::anatomy
