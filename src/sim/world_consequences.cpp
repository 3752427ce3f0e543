// What the state of the web means for muscle, nerves and comfort: measures that drive nothing.

#include <algorithm>

#include "sim/autonomic/autonomic_laws.h"
#include "sim/autonomic/muscle_laws.h"
#include "sim/tissue/tissue_laws.h"
#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

/// Region of the site or node nearest to the focus.
std::size_t regionAt(const Web& web, const std::array<double, 3>& focus_m) {
    std::size_t region = 0;
    double best = 1e9;
    const Vec3 focus{focus_m[0], focus_m[1], focus_m[2]};
    for (const Site& site : web.sites) {
        const double d = (Vec3(site.position_m[0], site.position_m[1], site.position_m[2]) - focus).norm();
        if (d < best) {
            best = d;
            region = site.region;
        }
    }
    return region;
}

} // namespace

double World::Impl::nerveLoadOf(std::size_t nerve) const {
    const NervePath& path = nervePaths[nerve];
    const bool deep = !path.deep.empty();
    if ((path.tunnelNodes.empty() && !deep) || !on(Hypothesis::nerveEntrapment)) {
        return 0.0;
    }
    const ConsequenceParameters& p = state.parameters.consequence;
    double adhesion = 0.0;
    double fascial = 0.0;
    for (const std::int32_t index : deep ? path.deep.sheetSprings : path.tunnelSprings) {
        const auto s = static_cast<std::size_t>(index);
        if (stiffness.fascial(s)) {
            adhesion += state.adhesion[s];
            fascial += 1.0;
        }
    }
    adhesion = fascial > 0.0 ? adhesion / fascial : 0.0;
    const double settled_m = nerve < settledChain_m.size() ? settledChain_m[nerve] : 0.0;
    const double strain = settled_m > 0.0 ? chainLength_m(*web, path, state.position) / settled_m - 1.0 : 0.0;
    if (deep) {
        return nerveLoad(musclePressure_Pa(path.deep, state.tension_N), tetheredStrain(strain, adhesion), p);
    }
    const double band_Pa = bandPressure_Pa(
        tunnelTension_N_per_m(*web, nodeSprings, path, state.position, state.tension_N), p.nerveTunnelRadius_m);
    return nerveLoad(band_Pa + tissuePressure_Pa(*web, path, state.tension_N), tetheredStrain(strain, adhesion), p);
}

void World::Impl::measureConsequences(Measures& m) const {
    const Parameters& p = state.parameters;
    const std::size_t region = regionAt(*web, state.focus_m);
    const double guard = state.guard[region];
    m.muscleActivity = muscleActivity(state.arousal, guard, p.autonomic.fibromyalgia, p.muscle);
    m.muscleStiffness = muscleStiffening(guard, state.muscleEase[region], p);
    m.reflex = state.reflex[region];
    double now = 0.0;
    double start = 0.0;
    for (const std::int32_t index : localSprings) {
        const auto s = static_cast<std::size_t>(index);
        if (web->springFamily[s] == SpringFamily::fibre && web->springLayer[s] == Layer::deepFascia) {
            now += fascialStiffening(state.adhesion[s], state.swelling[s], p.tissue);
            const WorldState& first = initial.adhesion.empty() ? state : initial;
            start += fascialStiffening(first.adhesion[s], first.swelling[s], p.tissue);
        }
    }
    m.fasciaStiffness = start > 0.0 ? now / start : 1.0;
    for (std::size_t nerve = 0; nerve < nervePaths.size(); ++nerve) {
        m.nerveLoad[nerve] = nerveLoadOf(nerve);
        m.nerveLoadHighest = std::max(m.nerveLoadHighest, m.nerveLoad[nerve]);
    }
    m.jointRange_deg.fill(-1.0);
    std::copy(jointRange_deg.begin(), jointRange_deg.end(), m.jointRange_deg.begin());
    const ComfortLosses losses =
        comfortLosses(m.arousal, m.guard, m.soreness, m.adhesionLocal, m.sensitisation, m.nerveLoadHighest);
    m.comfortLossArousal = losses.arousal;
    m.comfortLossGuard = losses.guard;
    m.comfortLossSoreness = losses.soreness;
    m.comfortLossAdhesion = losses.adhesion;
    m.comfortLossSensitisation = losses.sensitisation;
    m.comfortLossNerve = losses.nerve;
    m.comfort = comfort(losses);
}

} // namespace fascia::sim
