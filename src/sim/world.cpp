#include "sim/world.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

#include "sim/autonomic/autonomic_laws.h"
#include "sim/core/hash.h"
#include "sim/core/parallel.h"
#include "sim/tissue/tissue_laws.h"
#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

constexpr double kLocalRadius_m = 0.03;

/// Bulk springs act along their direction as built; zero elsewhere.
std::vector<Vec3> guidesOf(const Web& web) {
    std::vector<Vec3> guides(static_cast<std::size_t>(web.springCount()), Vec3::Zero());
    for (std::size_t s = 0; s < guides.size(); ++s) {
        if (web.springFamily[s] == SpringFamily::bulk) {
            const auto& ends = web.springNodes[s];
            guides[s] = (toVec(web.nodePosition_m[static_cast<std::size_t>(ends[0])]) -
                         toVec(web.nodePosition_m[static_cast<std::size_t>(ends[1])])) /
                        web.springLength_m[s];
        }
    }
    return guides;
}

double medianSkinEdge_m(const Web& web) {
    std::vector<double> lengths;
    for (std::size_t s = 0; s < static_cast<std::size_t>(web.springCount()); ++s) {
        if (web.springFamily[s] == SpringFamily::fibre && web.springLayer[s] == Layer::skin) {
            lengths.push_back(web.springLength_m[s]);
        }
    }
    if (lengths.empty()) {
        return 0.005;
    }
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    return *middle;
}

/// Upper end of the colour scale: half above the 98th percentile of the fascial springs at rest, to one digit.
double tensionScale_N(const std::vector<float>& tension_N, const WebStiffness& stiffness) {
    std::vector<float> values;
    for (std::size_t s = 0; s < tension_N.size(); ++s) {
        if (stiffness.fascial(s)) {
            values.push_back(tension_N[s]);
        }
    }
    if (values.empty()) {
        return 1.0;
    }
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 98 / 100);
    std::nth_element(values.begin(), at, values.end());
    const double wanted = std::max(1e-6, 1.5 * *at);
    double digit = 1e-6;
    while (digit * 10.0 <= wanted) {
        digit *= 10.0;
    }
    return std::ceil(wanted / digit) * digit;
}

} // namespace

World::Impl::Impl(std::shared_ptr<const Web> webIn, int threadsIn)
    : web(std::move(webIn)),
      threads(std::max(1, threadsIn)),
      nodeSprings(makeNodeSprings(*web)),
      guides(guidesOf(*web)),
      skinEdge_m(medianSkinEdge_m(*web)),
      solver({web->nodeCount() + kMaxHands, web->springNodes, guides}) {
    for (std::int32_t i = 0; i < web->nodeCount(); ++i) {
        if (web->nodeLayer[static_cast<std::size_t>(i)] == Layer::skin) {
            skinNodes.push_back(i);
        }
    }
    for (const Nerve& nerve : web->nerves) {
        nervePaths.push_back(makeNervePath(*web, nerve));
    }
    nodeMass_kg = web->nodeMass_kg;
    nodeMass_kg.resize(webNodes() + kMaxHands, 0.0);
    fixed = web->nodeAnchored;
    fixed.resize(webNodes() + kMaxHands, 1);
}

void World::Impl::deriveFromParameters() {
    stiffness = makeWebStiffness(*web, state.parameters);
    if (territoryLength_m != state.parameters.tissue.bondInteractionLength_m) {
        territoryLength_m = state.parameters.tissue.bondInteractionLength_m;
        territory.build(*web, territoryLength_m);
    }
    regionSprings.assign(std::max<std::size_t>(1, web->regionIds.size()), 0);
    for (std::size_t s = 0; s < springs(); ++s) {
        regionSprings[web->springRegion[s]] += stiffness.fascial(s) ? 1 : 0;
    }
    fascialSprings = std::accumulate(regionSprings.begin(), regionSprings.end(), 0);
    for (int hand = 0; hand < kMaxHands; ++hand) {
        nodeMass_kg[static_cast<std::size_t>(padNode(hand))] = state.parameters.contact.handMass_kg;
    }
    refreshSlowing();
    coefficientDt_s = -1.0;
}

void World::Impl::refreshParameters() {
    deriveFromParameters();
    refreshAdhesion();
    refreshResting();
}

void World::Impl::refreshResting() {
    state.restingResponse.resize(state.restingStrain.size());
    forEach(threads, state.restingStrain.size(), [&](std::size_t s) {
        const SpringLaw& base = stiffness.base[s];
        state.restingResponse[s] =
            elasticResponse(state.restingStrain[s], base.toeStrain, base.compressionRatio, base.squeezeStiffens).value;
    });
}

void World::Impl::refreshFocus() {
    localSprings.clear();
    const Vec3 focus = toVec(state.focus_m);
    for (std::size_t s = 0; s < springs(); ++s) {
        if (stiffness.fascial(s) && (springMiddle(*web, s) - focus).norm() <= kLocalRadius_m) {
            localSprings.push_back(static_cast<std::int32_t>(s));
        }
    }
}

void World::Impl::prepareRelaxedLaws() {
    const ViscoParameters& visco = state.parameters.visco;
    const double relaxed = 1.0 - visco.g1 - visco.g2 - visco.g3;
    laws = stiffness.base;
    for (std::size_t s = 0; s < springs(); ++s) {
        laws[s].stiffness_N = state.axialStiffness_N[s] * relaxed;
        laws[s].restLength_m *= 1.0 + state.elongation[s];
        laws[s].offsetTension_N = activeTension_N(s);
    }
}

Status World::Impl::settle() {
    const ViscoParameters& visco = state.parameters.visco;
    const double relaxed = 1.0 - visco.g1 - visco.g2 - visco.g3;
    prepareRelaxedLaws();
    const std::vector<Vec3> none_N(webNodes() + kMaxHands, Vec3::Zero());
    EquilibriumProblem statics;
    statics.laws = laws;
    statics.fixed = fixed;
    statics.load_N = none_N;
    SolveOptions options;
    options.residual = state.parameters.numerics.staticResidual;
    options.threads = threads;
    options.maxNewton = 200;
    const SolveReport solved = solver.solve(statics, options, state.position);
    report = {};
    report.residual = solved.residual;
    report.converged = solved.converged;
    report.newtonIterations = solved.newtonIterations;
    report.linearIterations = solved.linearIterations;
    if (!solved.converged) {
        std::ostringstream text;
        text << "The web '" << web->id << "' found no resting equilibrium (relative residual " << solved.residual
             << "). Check its moduli and resting strains.";
        return Error{ErrorCode::solverFailed, text.str(), "settle", ""};
    }
    for (std::size_t s = 0; s < springs(); ++s) {
        state.elasticTension_N[s] = elasticTension_N(elasticSprings.at(s), springLength_m(state.position, s));
        state.tension_N[s] = static_cast<float>(relaxed * state.elasticTension_N[s] + laws[s].offsetTension_N);
    }
    std::fill(state.branch_N.begin(), state.branch_N.end(), 0.0);
    // Bonds take this for their resting load, and its line for theirs.
    state.restingStrain.resize(springs());
    forEach(threads, springs(), [&](std::size_t s) {
        state.restingStrain[s] = springLength_m(state.position, s) / laws[s].restLength_m - 1.0;
    });
    refreshResting();
    std::vector<SymmetricTensor> stress_Pa;
    nodeStress(*web, nodeSprings, state.position, state.elasticTension_N, threads, stress_Pa);
    state.bondLine = territory.linesOfTension(*web, stress_Pa);
    for (auto* load : {&state.fibreLoad_Pa, &state.fibreLoadNow_Pa, &state.bondLoad_Pa}) {
        std::fill(load->begin(), load->end(), 0.0);
    }
    refreshNodeLoad();
    return Done{};
}

Result<World> World::create(std::shared_ptr<const Web> web, const WorldSetup& setup) {
    if (web == nullptr || web->nodeCount() == 0) {
        return Error{ErrorCode::badInput, "A world needs a web with nodes.", "web", ""};
    }
    if (!(setup.stress >= 0.0 && setup.stress <= 1.0)) {
        return Error{ErrorCode::badInput, "Stress lies between 0 and 1.", "autonomic.stress", ""};
    }
    if (!(setup.initialAdhesion >= 0.0 && setup.initialAdhesion <= 1.0)) {
        return Error{ErrorCode::badInput, "Adhesion lies between 0 and 1.", "autonomic.initial_adhesion", ""};
    }
    Parameters checked = setup.parameters;
    for (const ParamSpec& spec : paramSpecs()) {
        const Status status = setParam(checked, spec.id, getParam(setup.parameters, spec));
        if (!status.ok()) {
            return status.error();
        }
    }
    auto impl = std::make_unique<Impl>(std::move(web), setup.threads);
    impl->clock = setup.clock;
    WorldState& state = impl->state;
    const std::size_t springs = impl->springs();
    state.parameters = setup.parameters;
    state.hypotheses = setup.hypotheses;
    state.focus_m = setup.focus_m;
    state.stress = setup.stress;
    state.arousal = setup.stress;
    state.tone = settledTone(setup.stress);
    for (const Point3& p : impl->web->nodePosition_m) {
        state.position.push_back(toVec(p));
    }
    state.position.resize(impl->webNodes() + kMaxHands, Vec3::Zero());
    state.velocity_m_per_s.assign(state.position.size(), Vec3::Zero());
    state.elasticTension_N.assign(springs, 0.0);
    state.tension_N.assign(springs, 0.0F);
    state.branch_N.assign(springs * kBranches, 0.0);
    state.adhesion.assign(springs, 0.0);
    state.hydration.assign(springs, 1.0);
    state.swelling.assign(springs, 0.0);
    state.elongation.assign(springs, 0.0);
    state.fibreLoad_Pa.assign(springs, 0.0);
    state.fibreLoadNow_Pa.assign(springs, 0.0);
    state.bondLoad_Pa.assign(springs, 0.0);
    state.bondOpening.assign(springs, 0.0);
    const std::size_t regions = std::max<std::size_t>(1, impl->web->regionIds.size());
    state.guard.assign(regions, 0.0);
    state.soreness.assign(regions, 0.0);
    state.sorenessCause.assign(regions, 0.0);
    state.muscleEase.assign(regions, 0.0);
    state.reflex.assign(regions, 1.0);

    impl->refreshParameters();
    for (std::size_t s = 0; s < springs; ++s) {
        state.adhesion[s] = impl->stiffness.fascial(s) ? setup.initialAdhesion : 0.0;
    }
    for (const Restrict& restriction : setup.restrictions) {
        const Status status = impl->restrict(restriction);
        if (!status.ok()) {
            return status.error();
        }
    }
    for (std::size_t s = 0; s < springs; ++s) {
        if (impl->stiffness.fascial(s)) {
            state.hydration[s] = settledHydration(state.adhesion[s], state.tone, 0.0, state.parameters.tissue);
        }
    }
    state.axialStiffness_N.clear();
    impl->refreshSlowing();
    impl->refreshAdhesion();
    impl->refreshFocus();
    const Status settled = impl->settle();
    if (!settled.ok()) {
        return settled.error();
    }
    impl->settledPosition = state.position;
    impl->settledTension_N = state.tension_N;
    for (const NervePath& path : impl->nervePaths) {
        impl->settledChain_m.push_back(chainLength_m(*impl->web, path, state.position));
    }
    impl->tensionScale_N = tensionScale_N(state.tension_N, impl->stiffness);
    impl->initial = state;
    return World(std::move(impl));
}

World::World(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
World::~World() = default;
World::World(World&&) noexcept = default;
World& World::operator=(World&&) noexcept = default;

Status World::apply(const Command& command) {
    const bool handsAlone = std::holds_alternative<PlaceHand>(command) || std::holds_alternative<PressHand>(command) ||
                            std::holds_alternative<LiftHand>(command);
    if (handsAlone) { // they meet the web in the next step
        impl_->view.forget();
    } else {
        impl_->forgetDerived();
    }
    return impl_->applyCommand(command);
}

StepReport World::step(double dt_s, double budget_s) {
    impl_->view.current = false;
    StepReport report;
    withThreads(impl_->threads, [&] { report = impl_->step(dt_s, budget_s); });
    return report;
}

void World::probe() {
    impl_->forgetDerived();
    const auto& focus = impl_->state.focus_m;
    impl_->probedStiffness_N_per_m = stiffnessAt_N_per_m(focus);
}

double World::stiffnessAt_N_per_m(const std::array<double, 3>& place_m) const {
    double stiffness = 0.0;
    withThreads(impl_->threads, [&] { stiffness = impl_->stiffnessAt_N_per_m(toVec(place_m)); });
    return stiffness;
}

const Snapshot& World::snapshot() const {
    if (!impl_->view.current) {
        withThreads(impl_->threads, [&] { impl_->fillSnapshot(); });
    }
    return impl_->view.snapshot;
}

void World::publishOnly(std::span<const std::string_view> ids) {
    if (impl_->view.publishOnly(ids)) {
        impl_->view.forget();
        impl_->view.principalCurrent = false;
    }
}

Measures World::measures() const {
    Measures measures;
    withThreads(impl_->threads, [&] { measures = impl_->measures(); });
    return measures;
}

const StepReport& World::report() const { return impl_->report; }

void World::measureJoints() {
    impl_->forgetDerived();
    withThreads(impl_->threads, [&] { impl_->measureJoints(); });
}

Result<JointPose> World::poseJoint(int joint, double angle_deg) {
    const std::vector<Joint>& joints = impl_->web->joints;
    if (joint < 0 || joint >= static_cast<int>(joints.size())) {
        return Error{ErrorCode::badInput, "This web has " + std::to_string(joints.size()) + " joints.", "joint", ""};
    }
    const Joint& bent = joints[static_cast<std::size_t>(joint)];
    if (!(angle_deg >= 0.0 && angle_deg <= bent.highest_deg)) {
        std::ostringstream text;
        text << "The angle of '" << bent.id << "' lies between 0 and " << bent.highest_deg << " degrees.";
        return Error{ErrorCode::badInput, text.str(), "angle_deg", ""};
    }
    JointPose pose;
    withThreads(impl_->threads, [&] {
        Positions position = impl_->state.position;
        impl_->prepareJointLaws(bent);
        pose = impl_->poseJoint(bent, angle_deg, 0.0, position);
    });
    return pose;
}

Result<MacroReport> World::macroStep(std::span<const StressSpan> spans) {
    for (const PadState& pad : impl_->state.hands) {
        if (pad.active) {
            return Error{ErrorCode::badInput, "A hand is on the skin; lift it before hours or days pass.", "hand", ""};
        }
    }
    double total_s = 0.0;
    for (const StressSpan& span : spans) {
        if (!(span.dt_s > 0.0) || !(span.stress >= 0.0 && span.stress <= 1.0)) {
            return Error{ErrorCode::badInput,
                         "A span of a macro-step lasts more than 0 s, with a stress between 0 and 1.", "span", ""};
        }
        total_s += span.dt_s;
    }
    if (!(total_s > 0.0 && total_s <= 1e6)) {
        return Error{ErrorCode::badInput, "A macro-step lasts more than 0 and at most 1e6 s.", "dt_s", ""};
    }
    impl_->forgetDerived();
    MacroReport report;
    withThreads(impl_->threads, [&] { report = impl_->macroStep(spans); });
    ++impl_->state.step;
    if (!report.converged) {
        std::ostringstream text;
        text << "The web found no resting equilibrium in a macro-step (relative residual " << report.residual << ").";
        return Error{ErrorCode::solverFailed, text.str(), "macro_step", ""};
    }
    return report;
}

Status World::rest() {
    for (const PadState& pad : impl_->state.hands) {
        if (pad.active) {
            return Error{ErrorCode::badInput, "A hand is on the skin; lift it before the web rests.", "hand", ""};
        }
    }
    impl_->forgetDerived();
    Status status = Done{};
    withThreads(impl_->threads, [&] { status = impl_->rest(); });
    return status;
}

std::shared_ptr<const WorldState> World::save() const { return std::make_shared<const WorldState>(impl_->state); }

void World::restore(const WorldState& state) {
    assert(state.position.size() == impl_->state.position.size());
    impl_->state = state;
    for (int hand = 0; hand < kMaxHands; ++hand) {
        const bool active = state.hands[static_cast<std::size_t>(hand)].active;
        impl_->fixed[static_cast<std::size_t>(impl_->padNode(hand))] = active ? 0 : 1;
    }
    impl_->deriveFromParameters();
    forEach(impl_->threads, impl_->springs(), [&](std::size_t s) {
        impl_->elasticSprings.set(
            s, elasticSpring(impl_->stiffness.base[s], state.axialStiffness_N[s], state.elongation[s]));
    });
    impl_->refreshFocus();
    impl_->refreshNodeLoad();
    std::fill(impl_->releaseRate_per_s.begin(), impl_->releaseRate_per_s.end(), 0.0F);
    impl_->forgetDerived();
}

std::uint64_t World::stateHash() const {
    const WorldState& s = impl_->state;
    StateHash hash;
    hash.add(s.step);
    hash.add(s.time_s);
    hash.add(s.stress);
    for (const ParamSpec& spec : paramSpecs()) {
        hash.add(getParam(s.parameters, spec));
    }
    for (const bool on : s.hypotheses) {
        hash.add(static_cast<std::uint64_t>(on ? 1 : 0));
    }
    for (const Positions* vectors : {&s.position, &s.velocity_m_per_s}) {
        for (const Vec3& v : *vectors) {
            hash.add(v.x());
            hash.add(v.y());
            hash.add(v.z());
        }
    }
    for (const std::vector<double>* values :
         {&s.elasticTension_N, &s.branch_N, &s.axialStiffness_N, &s.adhesion, &s.hydration, &s.swelling, &s.elongation,
          &s.fibreLoad_Pa, &s.fibreLoadNow_Pa, &s.bondLoad_Pa, &s.bondOpening, &s.restingResponse, &s.guard,
          &s.soreness, &s.sorenessCause, &s.muscleEase, &s.reflex}) {
        hash.add(*values);
    }
    for (const double value : {s.arousal, s.calm, s.tone, s.sensitisation, s.tissueDue_s, s.lastStep_s}) {
        hash.add(value);
    }
    for (const PadState& pad : s.hands) {
        hash.add(static_cast<std::uint64_t>(pad.active ? 1 : 0));
        for (const double value : {pad.force_N, pad.targetForce_N, pad.slowPressure_Pa, pad.heldFor_s}) {
            hash.add(value);
        }
        for (const ContactNode& contact : pad.nodes) {
            hash.add(static_cast<std::uint64_t>(contact.node));
            hash.add(contact.stickOffset_m.x());
            hash.add(contact.stickOffset_m.y());
            hash.add(contact.stickOffset_m.z());
        }
    }
    return hash.value();
}

const Parameters& World::parameters() const { return impl_->state.parameters; }
bool World::hypothesis(Hypothesis which) const { return impl_->on(which); }

} // namespace fascia::sim
