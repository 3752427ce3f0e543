#pragma once
// A scenario as data: what a scenario TOML says, fully merged and checked (docs/formats.md). Read by io/scenario_file.h.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/command.h"
#include "sim/params.h"

namespace fascia::io {

/// Adherent tissue within a sphere.
struct RestrictionSpec {
    std::string site;                   ///< Site id, or empty when position_m is given.
    std::array<double, 3> position_m{}; ///< Filled from the site by resolveScenario().
    double radius_m = 0.03;             ///< 0.005 .. 0.3.
    double adhesion = 0.8;              ///< 0 .. 1.
};

/// restrictions = { seed, count }: drawn from the sites of the model by resolveScenario().
struct RestrictionDraw {
    std::optional<std::uint64_t> seed; ///< The scenario's seed if not given.
    int count = 0;                     ///< 0 .. 64.
    std::optional<double> radius_m;    ///< Drawn from 0.02 .. 0.035 if not given.
    std::optional<double> adhesion;    ///< Drawn from 0.5 .. 0.9 if not given.
};

/// One hand's press: placed at t_s, ramped up, held, ramped down.
struct HandSpec {
    double t_s = 0.0;
    std::string site;
    double area_m2 = 12e-4;
    double pressure_Pa = 12e3; ///< force = pressure * area.
    double ramp_Pa_per_s = 2e3;
    double hold_s = 300.0;              ///< From the end of the ramp to the start of the release.
    double traction_deg = 0.0;          ///< Angle of the asked force from the normal, 0 .. 80.
    double tractionDirection_deg = 0.0; ///< In the skin: 0 is the site's fibre direction f, 90 is n x f.
    sim::SkinSurface surface = sim::SkinSurface::dry;
    int hand = 0;
    std::optional<double> release_Pa_per_s; ///< As ramp_Pa_per_s if not given.

    [[nodiscard]] double pressedAt_s() const { return t_s + pressure_Pa / ramp_Pa_per_s; }
    [[nodiscard]] double releasedAt_s() const { return pressedAt_s() + hold_s; }
    [[nodiscard]] double goneAt_s() const {
        return releasedAt_s() + pressure_Pa / release_Pa_per_s.value_or(ramp_Pa_per_s);
    }
};

struct StressChange {
    double t_s = 0.0;
    double stress = 0.0;
};

struct Scenario {
    std::string file;            ///< Where it came from, for messages; not part of the merged scenario.
    std::string id = "scenario"; ///< The file's name without folder and extension.
    std::string title;
    std::string description;         ///< For people; may be empty.
    std::vector<std::string> claims; ///< Ids of the ledger (assets/claims.toml) that title and description rest on.
    std::string model = "low_back";
    std::string preset = "concept";
    std::uint64_t seed = 7;
    double duration_s = 420.0;
    double stress = 0.3;
    double initialAdhesion = 0.1;
    std::vector<StressChange> stressChanges; ///< In order of time.
    sim::Hypotheses hypotheses = sim::allHypotheses();
    std::vector<std::pair<std::string, double>> sets; ///< Parameter id and SI value; a later one wins.
    std::vector<RestrictionSpec> restrictions;
    std::optional<RestrictionDraw> draw; ///< Empty once resolveScenario() has expanded it into restrictions.
    std::vector<HandSpec> hands;
};

} // namespace fascia::io
