#pragma once
// The one way in: everything that may change a World. Plain data, serialisable; a recording is the commands with the
// step before which each was applied.

#include <array>
#include <cstdint>
#include <string>
#include <variant>

#include "sim/params.h"

namespace fascia::sim {

inline constexpr int kMaxHands = 4;

enum class SkinSurface : std::uint8_t { dry, moist, oiled };

/// Sets the stress dial (0 calm .. 1 fight or flight): what arousal is drawn to.
struct SetStress {
    double stress = 0.0;
};

/// Puts a hand's pad flat on the skin, without load. The pad's face is convex and keeps its direction.
struct PlaceHand {
    int hand = 0;                          ///< 0 .. kMaxHands - 1.
    std::array<double, 3> position_m{};    ///< A point on or near the skin.
    std::array<double, 3> normal{0, 0, 1}; ///< Outward, roughly along the skin's normal; need not be unit. The pad lies
                                           ///< flat: its own normal is the mean of the skin under its face.
    double area_m2 = 12e-4; ///< Nominal pad area: finger 2e-4, four fingers 12e-4, palm 25e-4, forearm 60e-4.
    SkinSurface surface = SkinSurface::dry;
};

/// Drives a placed hand towards a force; may be repeated at any time. The hand itself ramps.
struct PressHand {
    int hand = 0;
    double force_N = 0.0;       ///< Target normal force, >= 0.
    double ramp_N_per_s = 10.0; ///< > 0.
    double tractionRatio = 0.0; ///< Tangential over normal force asked for; friction limits what arrives.
    std::array<double, 3> tractionDirection{1, 0, 0}; ///< Need not be unit or tangential.
};

/// Unloads a hand at a rate and takes it away when the force is gone.
struct LiftHand {
    int hand = 0;
    double ramp_N_per_s = 20.0;
};

/// Makes tissue within a sphere adherent (a restriction), with a smooth edge.
struct Restrict {
    std::array<double, 3> position_m{};
    double radius_m = 0.03;
    double adhesion = 0.8; ///< 0..1.
};

struct SetHypothesis {
    Hypothesis hypothesis = Hypothesis::arousalStiffens;
    bool on = true;
};

struct SetParameter {
    std::string id;
    double value = 0.0;
};

/// Moves the centre of the local_* measures (for example to where a person presses).
struct SetFocus {
    std::array<double, 3> position_m{};
};

/// Back to the state just after creation (restrictions from the scenario included), hands off, clock at zero.
struct ResetTissue {};

using Command = std::variant<SetStress, PlaceHand, PressHand, LiftHand, Restrict, SetHypothesis, SetParameter, SetFocus,
                             ResetTissue>;

} // namespace fascia::sim
