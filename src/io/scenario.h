#pragma once
// A scenario as data: what a scenario TOML says, fully merged and checked (docs: formats). Read by io/scenario_file.h.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/command.h"
#include "sim/params.h"

namespace fascia::io {

struct RestrictionSpec {
    std::string site;       ///< Site id, or empty when position_m is given.
    std::array<double, 3> position_m{};
    double radius_m = 0.03;
    double adhesion = 0.8;
};

/// One hand's press: placed at t_s, ramped up, held, ramped down.
struct HandSpec {
    double t_s = 0.0;
    std::string site;
    double area_m2 = 12e-4;
    double pressure_Pa = 12e3;            ///< force = pressure * area.
    double ramp_Pa_per_s = 2e3;
    double hold_s = 300.0;
    double traction_deg = 0.0;            ///< Angle of the asked force from the normal.
    double tractionDirection_deg = 0.0;   ///< In the skin, from the fibre direction of the site towards ... (docs).
    sim::SkinSurface surface = sim::SkinSurface::dry;
    int hand = 0;
};

struct StressChange {
    double t_s = 0.0;
    double stress = 0.0;
};

struct Scenario {
    std::string file;    ///< Where it came from, for messages.
    std::string title;
    std::string model = "low_back";
    std::string preset = "concept";
    std::uint64_t seed = 7;
    double duration_s = 420.0;
    double stress = 0.3;
    double initialAdhesion = 0.1;
    std::vector<StressChange> stressChanges;
    std::array<bool, sim::kHypothesisCount> hypotheses{true, true, true, true, true, true, true, true};
    std::vector<std::pair<std::string, double>> sets;  ///< Parameter id and SI value.
    std::vector<RestrictionSpec> restrictions;         ///< Those drawn from restrictions = { seed, count } are expanded here.
    std::vector<HandSpec> hands;
};

}  // namespace fascia::io
