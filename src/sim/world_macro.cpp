// Macro-steps: hours to days at once. The web rests in equilibrium (all viscous branches are relaxed after an hour, the
// slowest takes minutes), and the slow states follow their own laws, exactly over the step with inputs held. The
// equilibrium is found anew only when what it depends on has moved: tone, adhesion, lasting elongation.

#include <algorithm>
#include <cmath>

#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

/// Loads on bonds change by less than about 2 % of themselves within these (assumed, tests/physics/macro_step_test.cpp).
constexpr double kToneMoved = 0.03;
constexpr double kTissueMoved = 0.004;

} // namespace

Status World::Impl::rest() {
    if (state.rested && state.drift == 0.0 && state.restedTone == state.tone) {
        return Done{};
    }
    Positions before = state.position;
    const Status settled = settle();
    if (!settled.ok()) {
        state.position = before;
        return settled;
    }
    std::fill(state.velocity_m_per_s.begin(), state.velocity_m_per_s.end(), Vec3::Zero());
    state.lastStep_s = 0.0;
    state.rested = true;
    state.restedTone = state.tone;
    state.drift = 0.0;
    return Done{};
}

MacroReport World::Impl::macroStep(std::span<const StressSpan> spans) {
    MacroReport macro;
    const double arousal = state.arousal;
    const double tone = state.tone;
    double arousalSum = 0.0;
    double toneSum = 0.0;
    double toneSquareSum = 0.0;
    for (const StressSpan& span : spans) {
        state.stress = span.stress;
        advanceAutonomic(span.dt_s);
        macro.dt_s += span.dt_s;
        arousalSum += state.arousal * span.dt_s;
        toneSum += state.tone * span.dt_s;
        toneSquareSum += state.tone * state.tone * span.dt_s;
    }
    state.arousal = arousalSum / macro.dt_s;
    state.tone = toneSum / macro.dt_s;
    const bool moved =
        !state.rested || std::abs(state.tone - state.restedTone) > kToneMoved || state.drift > kTissueMoved;
    if (moved) {
        refreshAdhesion(); // guarding is over
        const Status settled = rest();
        macro.solved = true;
        macro.converged = settled.ok();
        macro.residual = report.residual;
        if (!settled.ok()) {
            return macro;
        }
    }
    state.tissueDue_s = macro.dt_s;
    const double changed = advanceTissue(std::sqrt(toneSquareSum / macro.dt_s), nullptr);
    state.drift += changed;
    state.time_s += macro.dt_s;
    macro.largestStateChange = std::max({std::abs(state.arousal - arousal), std::abs(state.tone - tone), changed});
    return macro;
}

} // namespace fascia::sim
