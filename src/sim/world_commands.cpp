// What a World does when a Command comes: it is checked, and then hands, dial, parameters, switches or tissue change.

#include <algorithm>
#include <cmath>

#include "sim/tissue/tissue_laws.h"
#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

constexpr double kFarFromSkin_m = 0.03;

Error badHand(const char* key) {
    return {ErrorCode::badInput, "A hand's number lies between 0 and " + std::to_string(kMaxHands - 1) + ".", key, ""};
}

bool validHand(int hand) { return hand >= 0 && hand < kMaxHands; }

bool finite(const std::array<double, 3>& p) {
    return std::isfinite(p[0]) && std::isfinite(p[1]) && std::isfinite(p[2]);
}

} // namespace

Status World::Impl::restrict(const Restrict& command) {
    if (!finite(command.position_m) || !(command.radius_m > 0.0) || !(command.radius_m <= 1.0)) {
        return Error{ErrorCode::badInput, "A restriction needs a finite place and a radius in (0, 1] m.",
                     "restriction.radius_m", ""};
    }
    if (!(command.adhesion >= 0.0 && command.adhesion <= 1.0)) {
        return Error{ErrorCode::badInput, "Adhesion lies between 0 and 1.", "restriction.adhesion", ""};
    }
    const Vec3 centre = toVec(command.position_m);
    for (std::size_t s = 0; s < springs(); ++s) {
        if (!stiffness.fascial(s)) {
            continue;
        }
        // Full inside the radius, smooth to nothing over a fifth of it.
        const double distance = (springMiddle(*web, s) - centre).norm();
        const double t = std::clamp((1.2 - distance / command.radius_m) / 0.2, 0.0, 1.0);
        const double share = t * t * (3.0 - 2.0 * t);
        const double target = state.adhesion[s] + share * (command.adhesion - state.adhesion[s]);
        if (share > 0.0) {
            state.adhesion[s] = target;
        }
    }
    refreshAdhesion();
    return Done{};
}

Status World::Impl::applyCommand(const Command& command) {
    if (const auto* stress = std::get_if<SetStress>(&command)) {
        if (!(stress->stress >= 0.0 && stress->stress <= 1.0)) {
            return Error{ErrorCode::badInput, "Stress lies between 0 and 1.", "stress", ""};
        }
        state.stress = stress->stress;
        return Done{};
    }
    if (const auto* place = std::get_if<PlaceHand>(&command)) {
        if (!validHand(place->hand)) {
            return badHand("hand");
        }
        const Vec3 normal = toVec(place->normal);
        if (!finite(place->position_m) || !finite(place->normal) || !(normal.norm() > 1e-9)) {
            return Error{ErrorCode::badInput, "A hand needs a finite place and a direction.", "hand", ""};
        }
        if (!(place->area_m2 >= 0.5e-4 && place->area_m2 <= 200e-4)) {
            return Error{ErrorCode::badInput, "A hand's area lies between 0.5 and 200 cm2.", "hand.area_cm2", ""};
        }
        const Vec3 point = toVec(place->position_m);
        std::int32_t nearest = -1;
        double nearestDistance = kFarFromSkin_m;
        for (const std::int32_t node : skinNodes) {
            const double distance = (state.position[static_cast<std::size_t>(node)] - point).norm();
            if (distance < nearestDistance) {
                nearestDistance = distance;
                nearest = node;
            }
        }
        if (nearest < 0) {
            return Error{ErrorCode::badInput, "That place is more than 3 cm from the skin.", "hand", ""};
        }
        PadState pad;
        pad.active = true;
        pad.normal = flatNormal(*web, skinNodes, point, normal / normal.norm(), place->area_m2, skinEdge_m);
        pad.area_m2 = place->area_m2;
        pad.surface = place->surface;
        pad.region = web->nodeRegion[static_cast<std::size_t>(nearest)];
        const auto index = static_cast<std::size_t>(padNode(place->hand));
        state.position[index] = touchingPosition(*web, skinNodes, state.position, point, pad);
        state.velocity_m_per_s[index] = Vec3::Zero();
        state.hands[static_cast<std::size_t>(place->hand)] = pad;
        fixed[index] = 0;
        return Done{};
    }
    if (const auto* press = std::get_if<PressHand>(&command)) {
        if (!validHand(press->hand)) {
            return badHand("hand");
        }
        PadState& pad = state.hands[static_cast<std::size_t>(press->hand)];
        if (!pad.active) {
            return Error{ErrorCode::badInput, "That hand is not on the skin; place it first.", "hand", ""};
        }
        if (!(press->force_N >= 0.0 && press->force_N <= 1000.0)) {
            return Error{ErrorCode::badInput, "A hand's force lies between 0 and 1000 N.", "hand.force_N", ""};
        }
        if (!(press->ramp_N_per_s > 0.0 && press->ramp_N_per_s <= 1e6)) {
            return Error{ErrorCode::badInput, "A hand's ramp lies in (0, 1e6] N/s.", "hand.ramp_N_per_s", ""};
        }
        if (!(press->tractionRatio >= 0.0 && press->tractionRatio <= 10.0) || !finite(press->tractionDirection)) {
            return Error{ErrorCode::badInput, "A hand's traction ratio lies between 0 and 10.", "hand.traction", ""};
        }
        pad.lifting = false;
        pad.targetForce_N = press->force_N;
        pad.ramp_N_per_s = press->ramp_N_per_s;
        Vec3 direction = toVec(press->tractionDirection);
        direction -= pad.normal * pad.normal.dot(direction);
        const double size = direction.norm();
        pad.tractionRatio = size > 1e-9 ? press->tractionRatio : 0.0;
        if (size > 1e-9) {
            pad.tractionDirection = direction / size;
        }
        return Done{};
    }
    if (const auto* lift = std::get_if<LiftHand>(&command)) {
        if (!validHand(lift->hand)) {
            return badHand("hand");
        }
        if (!(lift->ramp_N_per_s > 0.0)) {
            return Error{ErrorCode::badInput, "A hand's ramp is above 0 N/s.", "hand.ramp_N_per_s", ""};
        }
        PadState& pad = state.hands[static_cast<std::size_t>(lift->hand)];
        pad.lifting = true;
        pad.targetForce_N = 0.0;
        pad.ramp_N_per_s = lift->ramp_N_per_s;
        return Done{};
    }
    if (const auto* restriction = std::get_if<Restrict>(&command)) {
        return restrict(*restriction);
    }
    if (const auto* hypothesis = std::get_if<SetHypothesis>(&command)) {
        state.hypotheses[static_cast<std::size_t>(hypothesis->hypothesis)] = hypothesis->on;
        return Done{};
    }
    if (const auto* set = std::get_if<SetParameter>(&command)) {
        const Status status = setParam(state.parameters, set->id, set->value);
        if (status.ok()) {
            refreshParameters();
        }
        return status;
    }
    if (const auto* focus = std::get_if<SetFocus>(&command)) {
        if (!finite(focus->position_m)) {
            return Error{ErrorCode::badInput, "The focus needs a finite place.", "focus", ""};
        }
        state.focus_m = focus->position_m;
        refreshFocus();
        return Done{};
    }
    // ResetTissue: everything back but the parameters, switches and the dial, which are the user's settings.
    WorldState fresh = initial;
    fresh.parameters = state.parameters;
    fresh.hypotheses = state.hypotheses;
    fresh.stress = state.stress;
    state = fresh;
    std::fill(releaseRate_per_s.begin(), releaseRate_per_s.end(), 0.0F);
    std::fill(fixed.begin() + static_cast<std::ptrdiff_t>(webNodes()), fixed.end(), 1);
    refreshParameters();
    refreshFocus();
    refreshNodeLoad();
    return Done{};
}

} // namespace fascia::sim
