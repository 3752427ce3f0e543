// Fills the Snapshot: the one place where fields and measures are published.

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/autonomic/autonomic_laws.h"
#include "sim/world_impl.h"

namespace fascia::sim {

World::Impl::Tensions World::Impl::tensionsOf(std::size_t begin, std::size_t end) const {
    Tensions of;
    const auto take = [&](std::size_t s, std::size_t lane) {
        const double tension_N = stiffness.fascial(s) ? static_cast<double>(state.tension_N[s]) : 0.0;
        of.sum_N[lane] += tension_N;
        of.peak_N[lane] = tension_N > of.peak_N[lane] ? tension_N : of.peak_N[lane];
    };
    std::size_t s = begin;
    for (; s + 4 <= end; s += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            take(s + lane, lane);
        }
    }
    for (; s < end; ++s) {
        take(s, 0);
    }
    return of;
}

template <typename T>
double World::Impl::localMean(const std::vector<T>& values) const {
    double sum = 0.0;
    for (const std::int32_t spring : localSprings) {
        sum += static_cast<double>(values[static_cast<std::size_t>(spring)]);
    }
    return localSprings.empty() ? 0.0 : sum * (1.0 / static_cast<double>(localSprings.size()));
}

void World::Impl::showNodes(std::size_t begin, std::size_t end) const {
    const double* position = state.position.front().data();
    float* shown = view.position_m.data();
    for (std::size_t j = 3 * begin; j < 3 * end; ++j) {
        shown[j] = static_cast<float>(position[j]);
    }
    for (std::size_t i = begin; i < std::min(end, view.displacement_m.size()); ++i) {
        view.displacement_m[i] = static_cast<float>((state.position[i] - settledPosition[i]).norm());
    }
}

Measures World::Impl::measures() const {
    Measures m;
    fillSlowFields();
    if (view.tensions.empty()) {
        view.tensions.resize(stateChunks(springs()));
        forStateChunks(threads, springs(), [&](std::size_t begin, std::size_t end) {
            view.tensions[begin / kStateChunk] = tensionsOf(begin, end);
        });
    }
    double tension_N = 0.0;
    for (const Tensions& part : view.tensions) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            tension_N += part.sum_N[lane];
            m.peakTension_N = std::max(m.peakTension_N, part.peak_N[lane]);
        }
    }
    m.adhesionMean = view.adhesionMean;
    m.hydrationMean = view.hydrationMean;
    m.meanTension_N = fascialSprings > 0 ? tension_N / fascialSprings : 0.0;
    m.localTension_N = localMean(state.tension_N);
    m.adhesionLocal = view.adhesionLocal;
    m.hydrationLocal = view.hydrationLocal;
    m.elongationLocal = view.elongationLocal;
    m.swellingLocal = view.swellingLocal;
    m.bondLoadLocal_Pa = view.bondLoadLocal_Pa;
    m.localStiffness_N_per_m = probedStiffness_N_per_m;
    for (const PadState& pad : state.hands) {
        if (pad.active) {
            m.pressure_Pa = std::max(m.pressure_Pa, padPressure_Pa(pad));
            m.contactForce_N += pad.contactForce_N;
            m.traction_N += pad.traction_N.norm();
        }
    }
    m.arousal = state.arousal;
    m.guard = *std::max_element(state.guard.begin(), state.guard.end());
    m.calm = state.calm;
    m.tone = state.tone;
    m.soreness = *std::max_element(state.soreness.begin(), state.soreness.end());
    m.sensitisation = state.sensitisation;
    measureConsequences(m);
    m.painPressure_Pa = painPressure_Pa(state.arousal, state.sensitisation, state.parameters.autonomic);
    return m;
}

/// What changes only when the slow states are advanced, several steps apart.
void World::Impl::fillSlowFields() const {
    SnapshotData& v = view;
    if (v.slowCurrent) {
        return;
    }
    v.slowCurrent = true;
    const std::size_t count = springs();
    for (auto* values : {&v.adhesion, &v.hydration, &v.elongation, &v.bondLoad_Pa, &v.releaseRate_per_s}) {
        values->resize(count);
    }
    std::vector<std::array<double, 2>> sums(stateChunks(count), {0.0, 0.0});
    forEach(threads, count, [&](std::size_t s) {
        v.adhesion[s] = static_cast<float>(state.adhesion[s]);
        v.hydration[s] = static_cast<float>(state.hydration[s]);
        v.elongation[s] = static_cast<float>(state.elongation[s]);
        v.bondLoad_Pa[s] = static_cast<float>(state.bondLoad_Pa[s]);
        v.releaseRate_per_s[s] = s < releaseRate_per_s.size() ? releaseRate_per_s[s] : 0.0F;
        if (stiffness.fascial(s)) {
            auto& [adhesion, hydration] = sums[s / kStateChunk];
            adhesion += state.adhesion[s];
            hydration += state.hydration[s];
        }
    });
    double adhesion = 0.0;
    double hydration = 0.0;
    for (const auto& part : sums) {
        adhesion += part[0];
        hydration += part[1];
    }
    v.adhesionMean = fascialSprings > 0 ? adhesion / fascialSprings : 0.0;
    v.hydrationMean = fascialSprings > 0 ? hydration / fascialSprings : 0.0;
    v.adhesionLocal = localMean(state.adhesion);
    v.hydrationLocal = localMean(state.hydration);
    v.elongationLocal = localMean(state.elongation);
    v.swellingLocal = localMean(state.swelling);
    v.bondLoadLocal_Pa = localMean(state.bondLoad_Pa);
}

void World::Impl::fillSnapshot() const {
    const std::size_t nodes = webNodes();
    const std::size_t count = springs();
    SnapshotData& v = view;
    if (!v.nodesCurrent) {
        v.resizeNodes(nodes);
        forStateChunks(threads, nodes, [&](std::size_t begin, std::size_t end) { showNodes(begin, end); });
        v.nodesCurrent = true;
    }
    v.contactPressure_Pa.assign(nodes, 0.0F);
    for (int hand = 0; hand < kMaxHands; ++hand) {
        const PadState& pad = state.hands[static_cast<std::size_t>(hand)];
        HandView& out = v.hands[static_cast<std::size_t>(hand)];
        out = {};
        if (!pad.active) {
            continue;
        }
        const Vec3& centre = state.position[static_cast<std::size_t>(padNode(hand))];
        out.active = true;
        for (int axis = 0; axis < 3; ++axis) {
            out.position_m[static_cast<std::size_t>(axis)] = static_cast<float>(centre[axis]);
            out.normal[static_cast<std::size_t>(axis)] = static_cast<float>(pad.normal[axis]);
            out.tractionForce_N[static_cast<std::size_t>(axis)] = static_cast<float>(pad.traction_N[axis]);
        }
        out.radius_m = static_cast<float>(padRadius_m(pad.area_m2));
        out.force_N = static_cast<float>(pad.contactForce_N);
        out.targetForce_N = static_cast<float>(pad.targetForce_N);
        out.contactArea_m2 = static_cast<float>(pad.contactArea_m2);
        out.pressure_Pa = static_cast<float>(padPressure_Pa(pad));
        out.slipShare = static_cast<float>(pad.slipShare);
        out.heldFor_s = static_cast<float>(pad.heldFor_s);
        out.frictionLimited = pad.frictionLimited;
        for (const ContactNode& contact : pad.nodes) {
            if (contact.touching) {
                const auto i = static_cast<std::size_t>(contact.node);
                const Vec3 d = state.position[i] - centre;
                const Vec3 across = d - pad.normal * pad.normal.dot(d);
                const double depth = pad.normal.dot(d) - faceSag_m(across.norm(), pad.area_m2);
                v.contactPressure_Pa[i] = static_cast<float>(state.parameters.contact.normalStiffness_Pa_per_m *
                                                             contact.weight * std::max(0.0, depth));
            }
        }
    }

    fillSlowFields();
    if (!v.springsCurrent) {
        v.resizeSprings(count);
        const auto fill = [&](std::vector<float>& field, auto&& valueOf) {
            forEach(threads, field.size(), [&](std::size_t s) { field[s] = static_cast<float>(valueOf(s)); });
        };
        fill(v.tensionChange_N, [&](std::size_t s) { return state.tension_N[s] - settledTension_N[s]; });
        fill(v.stress_Pa,
             [&](std::size_t s) { return state.tension_N[s] / static_cast<float>(web->springSection_m2[s]); });
        fill(v.strain, [&](std::size_t s) { return springLength_m(state.position, s) / restLength_m(s) - 1.0; });
        v.springsCurrent = true;
    }
    v.regionGuard.assign(state.guard.begin(), state.guard.end());
    if (!v.principalCurrent && v.publishes("principal_stress_Pa")) {
        principalStress(*web, Layer::deepFascia, nodeSprings, state.position, state.elasticTension_N, threads,
                        v.principalStress_Pa);
        v.principalCurrent = true;
    }

    // Fixed scales from the settled web, so that pictures of one model can be compared.
    const auto high = static_cast<float>(tensionScale_N);
    const auto bond = static_cast<float>(2.0 * state.parameters.tissue.bondStress_Pa);
    v.fields = {
        {"tension_N", "Tension", "N", FieldWhere::spring, 1, state.tension_N, 0.0F, high, false, "mN", 1e3F},
        {"tension_change_N", "Change of tension", "N", FieldWhere::spring, 1, v.tensionChange_N, -0.2F * high,
         0.2F * high, true, "mN", 1e3F},
        {"stress_Pa", "Tensile stress", "Pa", FieldWhere::spring, 1, v.stress_Pa, 0.0F, 2e4F, false, "kPa", 1e-3F},
        {"strain", "Strain", "1", FieldWhere::spring, 1, v.strain, 0.0F, 0.15F, false, "%", 100.0F},
        {"adhesion", "Adhesion", "1", FieldWhere::spring, 1, v.adhesion, 0.0F, 1.0F, false, "1", 1.0F},
        {"hydration", "Hydration", "1", FieldWhere::spring, 1, v.hydration, 0.3F, 0.8F, false, "%", 100.0F},
        {"elongation", "Lasting elongation", "1", FieldWhere::spring, 1, v.elongation, 0.0F, 0.05F, false, "%", 100.0F},
        {"bond_load_Pa", "Load on adhesions", "Pa", FieldWhere::spring, 1, v.bondLoad_Pa, 0.0F, bond, false, "kPa",
         1e-3F},
        {"release_rate_per_s", "Adhesion let go", "1/s", FieldWhere::spring, 1, v.releaseRate_per_s, 0.0F, 0.01F, false,
         "%/min", 6000.0F},
        {"principal_stress_Pa", "Strongest pull", "Pa", FieldWhere::node, 3, v.principalStress_Pa, 0.0F, 2e4F, false,
         "kPa", 1e-3F},
        {"displacement_m", "Displacement", "m", FieldWhere::node, 1, v.displacement_m, 0.0F, 0.012F, false, "mm", 1e3F},
        {"contact_pressure_Pa", "Contact pressure", "Pa", FieldWhere::node, 1, v.contactPressure_Pa, 0.0F, 3e4F, false,
         "kPa", 1e-3F},
    };
    for (FieldView& field : v.fields) {
        field.values = v.publishes(field.id) ? field.values : std::span<const float>{};
    }

    Snapshot& out = v.snapshot;
    out.web = web;
    out.time_s = state.time_s;
    out.step = state.step;
    out.position_m = v.position_m;
    out.fields = v.fields;
    out.hands = v.hands;
    out.regionGuard = v.regionGuard;
    out.measures = measures();
    out.report = report;
    out.stress = state.stress;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        out.focus_m[axis] = static_cast<float>(state.focus_m[axis]);
    }
    v.current = true;
}

} // namespace fascia::sim
