#pragma once
// What a web does to the nerves that run through it.
//
// Story: a cutaneous nerve leaves through a narrow place in the deep fascia. Two things trouble it there. The sheet's
// tension T [N/m] presses it as a band presses a rope of radius R (Laplace), and whatever presses the tissue from outside
// adds to that:  P = T / R + P_tissue.  And where tissue is adherent the nerve no longer glides: it is stretched with it,
// by the share c of the tissue's strain:  e = c (l / l_0 - 1)+. The load puts both against the level at which nerves are
// troubled:
//
//   load = P / P_0 + e / e_0        1 is the threshold; beyond it the far region of the nerve is marked
//
// P_0: flow inside a nerve is disturbed from 30 mmHg = 4 kPa on (S121: 30 mmHg for 8 h raises the pressure inside the nerve
// three-fold). e_0 and R are assumed. That fascia entraps nerves is graded C for the places known from surgery (S143 to
// S145) and D for a tension that comes and goes. Limits: no time course of a nerve, no conduction, one narrow place a
// nerve. A nerve whose narrow place lies far below the sheets: nerve_load_deep.h. Test:
// tests/physics/consequences_test.cpp.

#include <span>
#include <vector>

#include "sim/measure/nerve_load_deep.h"
#include "sim/measure/node_stress.h"
#include "sim/params.h"
#include "sim/web/web.h"

namespace fascia::sim {

/// Pressure [Pa] of a band under tension per width [N/m] on a rope of that radius [m] > 0; 0 for a slack band.
inline double bandPressure_Pa(double tension_N_per_m, double radius_m) {
    return tension_N_per_m > 0.0 ? tension_N_per_m / radius_m : 0.0;
}

/// Strain of a nerve in tissue that is stretched by `strain` and sticks to it by `adhesion` (0..1); never below 0.
inline double tetheredStrain(double strain, double adhesion) { return strain > 0.0 ? adhesion * strain : 0.0; }

/// Load of a nerve, 1 at the threshold.
inline double nerveLoad(double pressure_Pa, double strain, const ConsequenceParameters& p) {
    return pressure_Pa / p.nervePressure_Pa + strain / p.nerveStrain;
}

/// Where a nerve meets the web; fixed once a web is there.
struct NervePath {
    std::vector<std::int32_t> tunnelNodes;   ///< Nodes of the deep fascia within 12 mm of the narrow place.
    std::vector<double> tunnelWeight;        ///< Sum 1.
    std::vector<std::int32_t> tunnelSprings; ///< Fascial and bulk springs that end there.
    std::vector<std::int32_t> chain;         ///< Nodes that the nerve passes, within 40 mm of the narrow place.
    DeepNerve deep;                          ///< Where no node of the deep fascia is near; the rest is empty then.
};
NervePath makeNervePath(const Web& web, const Nerve& nerve);

/// Length [m] of the chain, or of a deep nerve's way, at these positions.
double chainLength_m(const Web& web, const NervePath& path, const Positions& position);

/// Tension per width [N/m] of the deep fascia at the narrow place: size of the node stress times thickness.
double tunnelTension_N_per_m(const Web& web, const NodeSprings& springs, const NervePath& path,
                             const Positions& position, std::span<const float> tension_N);

/// Pressure [Pa] in the fat over the narrow place, from the columns that carry compression.
double tissuePressure_Pa(const Web& web, const NervePath& path, std::span<const float> tension_N);

} // namespace fascia::sim
