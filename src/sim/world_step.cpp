// One implicit step: hands ramp, springs become their step form, the solver balances, contact is accepted, the nervous
// system and then the slow tissue states follow.

#include <algorithm>
#include <cmath>

#include "sim/autonomic/autonomic_laws.h"
#include "sim/autonomic/muscle_laws.h"
#include "sim/core/parallel.h"
#include "sim/tissue/tissue_laws.h"
#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

constexpr int kContactPasses = 4;
constexpr double kPressureFilter_s = 0.1; // over which the rate of pressure is felt
constexpr double kGoneForce_N = 1e-3;

std::array<double, kBranches> shares(const ViscoParameters& p) { return {p.g1, p.g2, p.g3}; }
std::array<double, kBranches> times_s(const ViscoParameters& p) { return {p.tau1_s, p.tau2_s, p.tau3_s}; }

double relaxedShare(const ViscoParameters& p) { return 1.0 - p.g1 - p.g2 - p.g3; }

/// Moves value towards target by at most `limit`.
double approach(double value, double target, double limit) { return value + std::clamp(target - value, -limit, limit); }

} // namespace

void World::Impl::refreshCoefficients(double dt_s) {
    if (coefficientDt_s == dt_s) {
        return;
    }
    coefficientDt_s = dt_s;
    relaxation.resize(kPlainLevel + 1);
    const auto tau = times_s(state.parameters.visco);
    const auto g = shares(state.parameters.visco);
    forEach(threads, relaxation.size(), [&](std::size_t level) {
        const double slowing = level == kPlainLevel ? 1.0
                                                    : relaxationSlowing(static_cast<double>(level) / kHydrationLevels,
                                                                        state.parameters.visco);
        Relaxation& relax = relaxation[level];
        for (std::size_t k = 0; k < kBranches; ++k) {
            const double x = dt_s / (tau[k] * slowing);
            relax.decay[k] = stableExp(-x);
            relax.fresh[k] = g[k] * relaxationMean(x);
        }
        relax.instant = relaxedShare(state.parameters.visco) + relax.allFresh();
        relax.perInstant = 1.0 / relax.instant;
    });
}

ActivePulls World::Impl::activePulls(std::vector<double>& guard_Pa) const {
    const TissueParameters& p = state.parameters.tissue;
    guard_Pa.assign(state.guard.begin(), state.guard.end());
    bool guards = false;
    for (double& pull_Pa : guard_Pa) {
        pull_Pa *= p.guardStress_Pa;
        guards = guards || pull_Pa != 0.0;
    }
    return {p.toneStress_Pa * state.tone, guards ? guard_Pa.data() : nullptr};
}

SpringMemory World::Impl::memory(double dt_s) {
    refreshCoefficients(dt_s);
    double* branch_N = state.branch_N.data();
    return {&elasticSprings,
            relaxation.data(),
            slowingLevel.data(),
            {branch_N, branch_N + springs(), branch_N + 2 * springs()},
            state.elasticTension_N.data(),
            stiffness.flags.data(),
            web->springSection_m2.data(),
            web->springRegion.data(),
            activePulls(guardPull_Pa)};
}

void World::Impl::fillLaws(double dt_s) {
    refreshCoefficients(dt_s);
    laws = stiffness.base;
    forEach(threads, springs(), [&](std::size_t s) {
        const Relaxation& relax = relaxation[slowingLevel[s]];
        double kept_N = -relax.allFresh() * state.elasticTension_N[s];
        for (std::size_t k = 0; k < kBranches; ++k) {
            kept_N += relax.decay[k] * state.branch_N[k * springs() + s];
        }
        SpringLaw& law = laws[s];
        law.restLength_m = restLength_m(s);
        law.stiffness_N = state.axialStiffness_N[s] * relax.instant;
        law.offsetTension_N = kept_N + activeTension_N(s);
    });
}

StepLaws World::Impl::stepLaws() {
    packedLaws.resize(springs() + 1); // the last has no stiffness
    return {solver.lawPlaces().data(), packedLaws.data()};
}

void World::Impl::rampHands(double dt_s) {
    for (int hand = 0; hand < kMaxHands; ++hand) {
        PadState& pad = state.hands[static_cast<std::size_t>(hand)];
        if (!pad.active) {
            continue;
        }
        pad.force_N = approach(pad.force_N, pad.targetForce_N, pad.ramp_N_per_s * dt_s);
        if (pad.lifting && pad.force_N <= kGoneForce_N) {
            pad = PadState{};
            const auto index = static_cast<std::size_t>(padNode(hand));
            fixed[index] = 1;
            state.position[index] = Vec3::Zero();
            state.velocity_m_per_s[index] = Vec3::Zero();
        }
    }
}

World::Impl::Departure World::Impl::departure(double dt_s) const {
    // m (a + c v) with v = (x - x0) / dt, a = (v - v0) / dt: a spring of m / dt^2 + m c / dt to where inertia leads.
    const double perMass = 1.0 / (dt_s * dt_s) + state.parameters.numerics.massDamping_per_s / dt_s;
    // Start where the motion of the last step leads: slow loading then needs a fraction of the iterations.
    return {perMass, 1.0 / (dt_s * perMass), std::min(dt_s, 2.0 * state.lastStep_s)};
}

void World::Impl::placeNode(std::size_t i, double weight_N_per_m, double carried_s, double ahead_s) {
    inertiaWeight_N_per_m[i] = weight_N_per_m;
    const Vec3& position = state.position[i];
    const Vec3& velocity = state.velocity_m_per_s[i];
    inertiaTarget_m[i] = position + velocity * carried_s;
    trial[i] = fixed[i] == 0 ? Vec3(position + velocity * ahead_s) : position;
}

void World::Impl::placeNodes(const Departure& from, std::size_t begin, std::size_t end) {
    end = std::min(end, webNodes());
    // As placeNode(), component by component: in vectors.
    const double* position = state.position.front().data();
    const double* velocity = state.velocity_m_per_s.front().data();
    double* target = inertiaTarget_m.front().data();
    double* start = trial.front().data();
    for (std::size_t j = 3 * begin; j < 3 * end; ++j) {
        target[j] = position[j] + velocity[j] * from.carried_s;
        start[j] = position[j] + velocity[j] * from.ahead_s;
    }
    for (std::size_t i = begin; i < end; ++i) {
        inertiaWeight_N_per_m[i] = nodeMass_kg[i] * from.perMass_per_s2;
        if (fixed[i] != 0) {
            trial[i] = state.position[i];
        }
    }
}

void World::Impl::placeAll(double dt_s) {
    const std::size_t nodes = webNodes() + kMaxHands;
    load_N.assign(nodes, Vec3::Zero());
    trial.resize(nodes);
    inertiaTarget_m.resize(nodes);
    inertiaWeight_N_per_m.resize(nodes);
    const Departure from = departure(dt_s);
    forStateChunks(threads, nodes, [&](std::size_t begin, std::size_t end) { placeNodes(from, begin, end); });
}

void World::Impl::fillLoads(double dt_s) {
    const ContactParameters& contact = state.parameters.contact;
    const double ahead_s = departure(dt_s).ahead_s;
    for (std::size_t i = webNodes(); i < load_N.size(); ++i) {
        const double inertia = nodeMass_kg[i] / (dt_s * dt_s);
        const double weight = inertia + contact.handDamping_N_s_per_m / dt_s;
        load_N[i] = Vec3::Zero();
        placeNode(i, weight, weight > 0.0 ? inertia / weight * dt_s : 0.0, ahead_s);
    }
    couplings.clear();
    for (int hand = 0; hand < kMaxHands; ++hand) {
        PadState& pad = state.hands[static_cast<std::size_t>(hand)];
        if (!pad.active) {
            continue;
        }
        const auto index = static_cast<std::size_t>(padNode(hand));
        gatherContactNodes(*web, skinNodes, state.position, state.position[index], skinEdge_m,
                           padReach[static_cast<std::size_t>(hand)], pad);
        // The hand backs off sideways where friction cannot carry what it asks for.
        const double asked = pad.tractionRatio * pad.force_N;
        const double carried = frictionOf(pad.surface, contact) * std::min(pad.force_N, pad.contactForce_N) * 0.98;
        pad.frictionLimited = asked > carried + 1e-6 && pad.contactForce_N > 0.5 * pad.force_N;
        load_N[index] = -pad.normal * pad.force_N + pad.tractionDirection * std::min(asked, carried);
        appendCouplings(*web, state.position, state.position[index], padNode(hand), pad, contact, couplings);
    }
}

EquilibriumProblem World::Impl::problem(const SolveOptions& options) const {
    EquilibriumProblem p;
    if (options.compact()) {
        p.packedLaws = packedLaws;
    } else {
        p.laws = laws;
    }
    p.fixed = fixed;
    p.load_N = load_N;
    p.inertiaTarget_m = inertiaTarget_m;
    p.inertiaWeight_N_per_m = inertiaWeight_N_per_m;
    p.couplings = couplings;
    return p;
}

SolveReport World::Impl::solveWithContact(const SolveOptions& options) {
    SolveReport total;
    SolveOptions within = options;
    for (int pass = 0; pass < kContactPasses; ++pass) {
        const SolveReport solved = solver.solve(problem(within), within, trial);
        total.converged = solved.converged;
        total.outOfTime = solved.outOfTime;
        total.whole_s += solved.whole_s;
        total.passes_s += solved.passes_s;
        total.linear_s += solved.linear_s;
        within.budget_s = options.budget_s - total.whole_s;
        total.finite = solved.finite;
        total.residual = solved.residual;
        total.residual_N = solved.residual_N;
        total.newtonIterations += solved.newtonIterations;
        total.linearIterations += solved.linearIterations;
        if (!solved.finite) {
            break;
        }
        bool changed = false;
        couplings.clear();
        for (int hand = 0; hand < kMaxHands; ++hand) {
            PadState& pad = state.hands[static_cast<std::size_t>(hand)];
            if (!pad.active) {
                continue;
            }
            const Vec3& padPosition = trial[static_cast<std::size_t>(padNode(hand))];
            changed = updateSlip(*web, trial, padPosition, state.parameters.contact, pad) || changed;
            appendCouplings(*web, trial, padPosition, padNode(hand), pad, state.parameters.contact, couplings);
        }
        if (!changed || !solved.converged || !(within.budget_s > 0.0)) {
            break;
        }
    }
    return total;
}

double World::Impl::acceptNodes(double perSecond, const Departure* next, std::size_t begin, std::size_t end) {
    const double* position = state.position.front().data();
    const double* before = trial.front().data();
    double* velocity = state.velocity_m_per_s.front().data();
    for (std::size_t j = 3 * begin; j < 3 * end; ++j) {
        velocity[j] = (position[j] - before[j]) * perSecond;
    }
    double most = 0.0;
    const std::size_t webEnd = std::min(end, webNodes());
    for (std::size_t i = begin; i < webEnd; ++i) {
        most = std::max(most, (state.position[i] - trial[i]).squaredNorm());
    }
    showNodes(begin, webEnd);
    if (next != nullptr) {
        placeNodes(*next, begin, end);
    }
    return most;
}

void World::Impl::acceptStates(double dt_s, const SpringMemory& memory, const StepLaws& stepLaws,
                               const ActivePulls* next) {
    view.resizeNodes(webNodes());
    view.nodesCurrent = true;
    view.resizeSprings(springs());
    view.springsCurrent = true;
    const auto orNull = [](std::vector<float>& field) { return field.empty() ? nullptr : field.data(); };
    const SpringMotion motion{web->springNodes.data(), state.position.front().data(),
                              guides.front().data(),   relaxedShare(state.parameters.visco),
                              state.tension_N.data(),  settledTension_N.data(),
                              orNull(view.strain),     orNull(view.tensionChange_N),
                              orNull(view.stress_Pa)};
    view.tensions.resize(stateChunks(springs()));
    // Springs and nodes in one go: chunks of springs, then of nodes.
    const std::size_t springChunks = stateChunks(springs());
    std::vector<double> moved2(stateChunks(trial.size()), 0.0);
    const Departure following = departure(dt_s);
    parallelForChunks(threads, static_cast<int>(springChunks + moved2.size()), [&](int index) {
        const auto chunk = static_cast<std::size_t>(index);
        if (chunk < springChunks) {
            const std::size_t begin = chunk * kStateChunk;
            const std::size_t end = std::min(springs(), begin + kStateChunk);
            acceptStep(memory, motion, stepLaws, next, begin, end);
            view.tensions[chunk] = tensionsOf(begin, end);
        } else {
            const std::size_t begin = (chunk - springChunks) * kStateChunk;
            moved2[chunk - springChunks] =
                acceptNodes(1.0 / dt_s, &following, begin, std::min(trial.size(), begin + kStateChunk));
        }
    });
    report.largestMove_m = std::sqrt(*std::max_element(moved2.begin(), moved2.end()));
}

void World::Impl::acceptHands(double dt_s) {
    for (int hand = 0; hand < kMaxHands; ++hand) {
        PadState& pad = state.hands[static_cast<std::size_t>(hand)];
        if (!pad.active) {
            continue;
        }
        acceptContact(*web, state.position, state.position[static_cast<std::size_t>(padNode(hand))],
                      state.parameters.contact, pad);
        pad.heldFor_s = pad.contactForce_N > 0.0 ? pad.heldFor_s + dt_s : 0.0;
        // The rate is felt over a short time, and over the nominal area so that first touch is no shock.
        const double pressure = pad.contactForce_N / pad.area_m2;
        const double slower = relaxTowards(pad.slowPressure_Pa, pressure, dt_s, kPressureFilter_s);
        pad.pressureRate_Pa_per_s = (slower - pad.slowPressure_Pa) / dt_s;
        pad.slowPressure_Pa = slower;
    }
}

void World::Impl::advanceAutonomic(double dt_s) {
    const AutonomicParameters& p = state.parameters.autonomic;
    const double pain = painPressure_Pa(state.arousal, state.sensitisation, p);
    std::vector<double> threat(state.guard.size(), 0.0);
    std::vector<double> pressed_Pa(state.guard.size(), 0.0);
    bool calming = false;
    double hurt = 0.0;
    for (const PadState& pad : state.hands) {
        if (!pad.active || pad.contactForce_N <= 0.0) {
            continue;
        }
        const double pressure = feltPressure_Pa(pad);
        pressed_Pa[pad.region] = std::max(pressed_Pa[pad.region], pressure);
        if (on(Hypothesis::guarding)) {
            double& regional = threat[pad.region];
            regional = std::max(regional, contactThreat(pressure, pad.pressureRate_Pa_per_s, pain, p));
        }
        hurt = std::max(hurt, std::clamp(pressure / pain - 1.0, 0.0, 1.0));
        calming = calming || (on(Hypothesis::calmingTouch) && contactCalms(pressure, pad.pressureRate_Pa_per_s, pain,
                                                                           pad.surface == SkinSurface::oiled, p));
    }
    double highestGuard = 0.0;
    for (std::size_t r = 0; r < state.guard.size(); ++r) {
        state.guard[r] = advanceGuard(state.guard[r], threat[r], dt_s, p);
        highestGuard = std::max(highestGuard, state.guard[r]);
        const MuscleParameters& muscle = state.parameters.muscle;
        const double easing_Pa = on(Hypothesis::muscleEases) ? pressed_Pa[r] : 0.0;
        state.muscleEase[r] = advanceEase(state.muscleEase[r], easing_Pa, state.guard[r], dt_s, muscle);
        state.reflex[r] = advanceReflex(state.reflex[r], pressed_Pa[r], dt_s, muscle);
    }
    state.calm = advanceCalm(state.calm, calming, dt_s, p);
    state.arousal = advanceArousal(state.arousal, settledArousal(state.stress, highestGuard, state.calm, p), dt_s, p);
    if (on(Hypothesis::arousalStiffens)) {
        const double settled = settledTone(state.arousal);
        const TissueParameters& tissue = state.parameters.tissue;
        state.tone = relaxTowards(state.tone, settled, dt_s,
                                  settled > state.tone ? tissue.toneRiseTime_s : tissue.toneFallTime_s);
    }
    if (on(Hypothesis::sensitisation)) {
        state.sensitisation = relaxTowards(state.sensitisation, hurt, dt_s, p.sensitisationTime_s);
    }
}

StepReport World::Impl::step(double dt_s, double budget_s) {
    assert(dt_s > 0.0 && dt_s <= 3600.0);
    const Stopwatch watch(clock);
    const double arousal = state.arousal;
    const double guard = *std::max_element(state.guard.begin(), state.guard.end());
    const double tone = state.tone;
    const double calm = state.calm;

    SolveOptions options;
    options.residual = state.parameters.numerics.stepResidual;
    options.threads = threads;
    options.maxNewton = 12;
    options.maxLinearIterations = 300;
    options.linearSolver = SolveOptions::LinearSolver::blockJacobi;
    options.clock = clock;
    options.budget_s = budget_s;
    rampHands(dt_s);
    const SpringMemory springMemory = memory(dt_s);
    const StepLaws packed = stepLaws();
    if (readyDt_s != dt_s) { // else the last step did this
        forStateChunks(threads, springs(), [&](std::size_t begin, std::size_t end) {
            packStepLaws(springMemory, springMemory.pulls, packed, begin, end);
        });
        placeAll(dt_s);
    }
    if (!options.compact()) {
        fillLaws(dt_s);
    }
    fillLoads(dt_s);
    const SolveReport solved = solveWithContact(options);

    report = {};
    report.dt_s = dt_s;
    report.residual = solved.residual;
    report.converged = solved.converged;
    report.newtonIterations = solved.newtonIterations;
    report.linearIterations = solved.linearIterations;
    report.outOfTime = solved.outOfTime;
    report.solver_s = solved.whole_s;
    report.forces_s = solved.passes_s;
    report.linear_s = solved.linear_s;
    if (!solved.finite) {
        report.rolledBack = true;
        readyDt_s = -1.0;
        report.whole_s = watch.seconds();
        return report;
    }
    state.position.swap(trial); // `trial` holds where they were
    acceptHands(dt_s);
    advanceAutonomic(dt_s);
    state.tissueDue_s += dt_s;
    const bool tissueIsDue = state.tissueDue_s >= state.parameters.numerics.tissueInterval_s - 1e-9;
    // The last passes also leave what a step like this one, which mostly follows, begins with.
    const ActivePulls nextPulls = activePulls(nextGuardPull_Pa);
    readyDt_s = dt_s;
    state.lastStep_s = dt_s;
    acceptStates(dt_s, springMemory, packed, tissueIsDue ? nullptr : &nextPulls);
    double adhesionChange = 0.0;
    if (tissueIsDue) {
        std::vector<double> before;
        before.reserve(localSprings.size());
        for (const std::int32_t s : localSprings) {
            before.push_back(state.adhesion[static_cast<std::size_t>(s)]);
        }
        advanceTissue(state.tone, [&](std::size_t begin, std::size_t end) {
            packStepLaws(springMemory, nextPulls, packed, begin, end);
        });
        for (std::size_t i = 0; i < localSprings.size(); ++i) {
            const auto s = static_cast<std::size_t>(localSprings[i]);
            adhesionChange = std::max(adhesionChange, std::abs(state.adhesion[s] - before[i]));
        }
    }
    state.time_s += dt_s;
    state.rested = false;
    ++state.step;
    report.largestStateChange = std::max({std::abs(state.arousal - arousal),
                                          std::abs(*std::max_element(state.guard.begin(), state.guard.end()) - guard),
                                          std::abs(state.tone - tone), std::abs(state.calm - calm), adhesionChange});
    report.whole_s = watch.seconds();
    return report;
}

} // namespace fascia::sim
