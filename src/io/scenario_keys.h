#pragma once
// The keys of a scenario file, once: the reader checks against them and --set looks names up in them. Internal to io.

#include <array>
#include <string_view>

namespace fascia::io::keys {

using std::string_view_literals::operator""sv;

inline constexpr std::array kTop{"schema_version"sv, "title"sv,      "description"sv, "model"sv,
                                 "preset"sv,         "seed"sv,       "duration_s"sv,  "initial_adhesion"sv,
                                 "autonomic"sv,      "hypothesis"sv, "set"sv,         "restriction"sv,
                                 "restrictions"sv,   "hand"sv,       "claims"sv};
inline constexpr std::array kAutonomic{"stress"sv, "change"sv};
inline constexpr std::array kChange{"t_s"sv, "stress"sv};
inline constexpr std::array kRestriction{"site"sv, "position_m"sv, "radius_m"sv, "adhesion"sv};
inline constexpr std::array kDraw{"seed"sv, "count"sv, "radius_m"sv, "adhesion"sv};
inline constexpr std::array kHand{"t_s"sv,          "hand"sv,
                                  "site"sv,         "area_cm2"sv,
                                  "pressure_kPa"sv, "ramp_kPa_per_s"sv,
                                  "hold_s"sv,       "release_kPa_per_s"sv,
                                  "traction_deg"sv, "traction_direction_deg"sv,
                                  "surface"sv};
inline constexpr std::array kSurfaces{"dry"sv, "moist"sv, "oiled"sv};

} // namespace fascia::io::keys
