#pragma once
// What a World holds. Private to src/sim/world*.cpp.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/contact/pad.h"
#include "sim/core/parallel.h"
#include "sim/material/spring_memory.h"
#include "sim/material/web_stiffness.h"
#include "sim/measure/joint_part.h"
#include "sim/measure/nerve_load.h"
#include "sim/measure/node_stress.h"
#include "sim/measure/principal_stress.h"
#include "sim/measure/territory_load.h"
#include "sim/solver/equilibrium.h"
#include "sim/tissue/tissue_springs.h"
#include "sim/world.h"

namespace fascia::sim {

/// Everything that changes. Plain data: copying it is saving it.
class WorldState {
  public:
    double time_s = 0.0;
    std::uint64_t step = 0;
    Parameters parameters;
    Hypotheses hypotheses{};
    std::array<double, 3> focus_m{};
    double stress = 0.0;

    Positions position; ///< Web nodes, then kMaxHands pad nodes.
    Positions velocity_m_per_s;
    std::vector<double> elasticTension_N; ///< T_e per spring at the last accepted state.
    std::vector<double> branch_N;         ///< q_1 of every spring, then q_2, then q_3.
    std::vector<float> tension_N;         ///< Total tension per spring at the last accepted state.
    std::vector<double> axialStiffness_N; ///< With adhesion and guarding, as of the last advance of the slow states.

    std::vector<double> adhesion; ///< Per spring; 0 where not fascial.
    std::vector<double> hydration;
    std::vector<double> swelling; ///< Water that a stretched spring will take up beyond its own.
    std::vector<double> elongation;
    std::vector<double> fibreLoad_Pa;    ///< Slow load on fibres, beyond the resting one.
    std::vector<double> fibreLoadNow_Pa; ///< As of the last advance of the slow states.
    std::vector<double> bondLoad_Pa;     ///< Load on bonds beyond the resting one, as of then.
    std::vector<double> bondOpening;     ///< Share of the bonds that it has opened.
    std::vector<double> restingStrain;   ///< Per spring, in the last equilibrium without hands.
    std::vector<double> restingResponse; ///< Per spring: elasticResponse() to it under the parameters as they are.
    std::vector<Vec3> bondLine;          ///< Per column: the line of tension there (TerritoryLoad).

    std::vector<double> guard;         ///< Per region.
    std::vector<double> soreness;      ///< Per region.
    std::vector<double> sorenessCause; ///< Per region: what becomes soreness.
    std::vector<double> muscleEase;    ///< Per region.
    std::vector<double> reflex;        ///< Per region; 1 at rest.
    double arousal = 0.0;
    double calm = 0.0;
    double tone = 0.0;
    double sensitisation = 0.0;
    double tissueDue_s = 0.0; ///< Time since the slow states were advanced.
    double lastStep_s = 0.0;  ///< Length of the last step, for the predictor of the next.
    bool rested = false;      ///< The positions are an equilibrium found by rest(), no step since.
    double restedTone = 0.0;  ///< Tone of that equilibrium.
    double drift = 0.0;       ///< Change of adhesion and elongation since, mean over the fascial springs.

    std::array<PadState, kMaxHands> hands;
};

inline Vec3 toVec(const std::array<double, 3>& p) { return {p[0], p[1], p[2]}; }

/// Mid-point of a spring as built.
inline Vec3 springMiddle(const Web& web, std::size_t s) {
    const auto& nodes = web.springNodes[s];
    return 0.5 * (toVec(web.nodePosition_m[static_cast<std::size_t>(nodes[0])]) +
                  toVec(web.nodePosition_m[static_cast<std::size_t>(nodes[1])]));
}

/// Springs, or nodes, that a thread takes at a time.
inline constexpr std::size_t kStateChunk = 2048;

inline std::size_t stateChunks(std::size_t count) { return (count + kStateChunk - 1) / kStateChunk; }

/// Calls f(begin, end) for the chunks of [0, count), in parallel.
template <typename F>
void forStateChunks(int threads, std::size_t count, F&& f) {
    parallelForChunks(threads, static_cast<int>(stateChunks(count)), [&](int chunk) {
        const std::size_t begin = static_cast<std::size_t>(chunk) * kStateChunk;
        f(begin, std::min(count, begin + kStateChunk));
    });
}

/// Calls f(i) for i in [0, count), in parallel over chunks; f(i) may write what belongs to i or to its chunk,
/// i / kStateChunk.
template <typename F>
void forEach(int threads, std::size_t count, F&& f) {
    forStateChunks(threads, count, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            f(i);
        }
    });
}

inline constexpr int kHydrationLevels = 4096;
inline constexpr std::uint16_t kPlainLevel = kHydrationLevels + 1;

struct World::Impl {
    Impl(std::shared_ptr<const Web> webIn, int threadsIn);

    // --- fixed once created ---
    std::shared_ptr<const Web> web;
    int threads = 1;
    WallClock clock = nullptr;
    NodeSprings nodeSprings;
    std::vector<std::int32_t> skinNodes;
    std::vector<Vec3> guides;                ///< Bulk springs act along their direction as built; zero elsewhere.
    double skinEdge_m = 0.0;                 ///< Median edge length of the skin.
    std::vector<double> nodeMass_kg;         ///< Web nodes and pads.
    std::vector<std::int32_t> regionSprings; ///< Fascial springs per region.
    std::int32_t fascialSprings = 0;         ///< Their sum.
    EquilibriumSolver solver;
    WorldState initial;        ///< For ResetTissue.
    Positions settledPosition; ///< After creation: displacement is from here.
    std::vector<float> settledTension_N;
    std::vector<NervePath> nervePaths;  ///< One per nerve of the web.
    std::vector<double> settledChain_m; ///< Length of each nerve's chain in the settled web.
    double tensionScale_N = 1.0;        ///< Upper end of the tension colour scale, from the settled web.

    // --- derived from parameters and slow states; rebuilt when they change ---
    WebStiffness stiffness;
    ElasticSprings elasticSprings; ///< Of the springs' state.
    TerritoryLoad territory;       ///< For territoryLength_m.
    double territoryLength_m = -1.0;
    /// Hydration of each spring in steps of 1 / kHydrationLevels (relaxation times within 0.1 %), kPlainLevel for tissue
    /// whose relaxation does not depend on it; an index of `relaxation`.
    std::vector<std::uint16_t> slowingLevel;
    std::vector<Relaxation> relaxation; ///< For coefficientDt_s.
    double coefficientDt_s = -1.0;
    std::vector<double> guardPull_Pa;       ///< Per region, of the muscles that guard over the step.
    std::vector<double> nextGuardPull_Pa;   ///< Over the next.
    std::vector<double> muscleFactor;       ///< Per region, on the stiffness of its muscles.
    std::vector<std::int32_t> localSprings; ///< Fascial springs within 3 cm of the focus.

    // --- scratch of a step ---
    std::vector<SpringLaw> laws;
    std::vector<PackedLaw> packedLaws; ///< One per spring, as the solver reads them, and one more without stiffness.
    /// Length of the step from the state as it is for which they, and the places of the nodes below, are ready.
    double readyDt_s = -1.0;
    std::vector<std::uint8_t> fixed;
    std::vector<Vec3> load_N;
    Positions inertiaTarget_m;
    std::vector<double> inertiaWeight_N_per_m;
    std::vector<Coupling> couplings;
    std::array<PadReach, kMaxHands> padReach;
    Positions trial;
    std::vector<double> extraTension_N;   ///< Elastic tension beyond the resting one, per spring.
    std::vector<double> nodeFibreLoad_Pa; ///< At each node (see TerritoryLoad).
    std::vector<double> nodeBondLoad_Pa;
    std::vector<float>
        releaseRate_per_s; ///< Adhesion lost per second in the last advance of the slow states; a picture.

    WorldState state;
    StepReport report;
    double probedStiffness_N_per_m = 0.0;
    std::vector<double> jointRange_deg; ///< As measured last; empty before.

    // --- snapshot, filled on demand ---
    /// Sum and largest tension of fascial springs, four side by side: one alone waits for each addition.
    struct Tensions {
        std::array<double, 4> sum_N{}, peak_N{};
    };
    struct SnapshotData {
        bool current = false;
        bool slowCurrent = false; ///< Fields and means of the slow states are those of the state.
        double adhesionMean = 0.0, hydrationMean = 0.0;
        double adhesionLocal = 0.0, hydrationLocal = 0.0, elongationLocal = 0.0, swellingLocal = 0.0,
               bondLoadLocal_Pa = 0.0;
        bool springsCurrent = false;        ///< Fields of tension and strain are those of the state.
        bool nodesCurrent = false;          ///< Positions and displacements are.
        std::vector<std::string> published; ///< Ids of the fields with values; empty: all.
        [[nodiscard]] bool publishes(std::string_view id) const {
            return published.empty() || std::find(published.begin(), published.end(), id) != published.end();
        }
        /// True if that changes anything.
        bool publishOnly(std::span<const std::string_view> ids) {
            if (std::equal(published.begin(), published.end(), ids.begin(), ids.end())) {
                return false;
            }
            published.assign(ids.begin(), ids.end());
            return true;
        }
        void forget() {
            current = slowCurrent = springsCurrent = nodesCurrent = false;
            tensions.clear();
        }
        void resizeNodes(std::size_t nodes) {
            position_m.resize(3 * nodes);
            displacement_m.resize(publishes("displacement_m") ? nodes : 0);
        }
        void resizeSprings(std::size_t springs) { // those not published are empty
            strain.resize(publishes("strain") ? springs : 0);
            tensionChange_N.resize(publishes("tension_change_N") ? springs : 0);
            stress_Pa.resize(publishes("stress_Pa") ? springs : 0);
        }
        std::vector<Tensions> tensions; ///< Per chunk of springs; empty: not those of the state.
        bool principalCurrent = false;  ///< principalStress_Pa is that of the elastic tensions as they are.
        Snapshot snapshot;
        std::vector<float> position_m, tensionChange_N, stress_Pa, strain, adhesion, hydration, elongation, bondLoad_Pa,
            releaseRate_per_s, principalStress_Pa, displacement_m, contactPressure_Pa, regionGuard;
        std::vector<FieldView> fields;
        std::array<HandView, kMaxHands> hands;
    };
    mutable SnapshotData view;

    /// After a change of the state other than by a step.
    void forgetDerived() {
        view.forget();
        readyDt_s = -1.0;
    }
    template <typename T>                                               // one a spring
    [[nodiscard]] double localMean(const std::vector<T>& values) const; ///< Near the focus.
    [[nodiscard]] Tensions tensionsOf(std::size_t begin, std::size_t end) const;
    void showNodes(std::size_t begin, std::size_t end) const;

    [[nodiscard]] std::size_t webNodes() const { return static_cast<std::size_t>(web->nodeCount()); }
    [[nodiscard]] std::size_t springs() const { return static_cast<std::size_t>(web->springCount()); }
    [[nodiscard]] std::int32_t padNode(int hand) const { return web->nodeCount() + hand; }
    [[nodiscard]] bool on(Hypothesis which) const { return state.hypotheses[static_cast<std::size_t>(which)]; }

    /// Length [m] of a spring at given positions; bulk springs along their guide.
    [[nodiscard]] double springLength_m(const Positions& position, std::size_t spring) const {
        const auto& ends = web->springNodes[spring];
        const Vec3 d = position[static_cast<std::size_t>(ends[0])] - position[static_cast<std::size_t>(ends[1])];
        return web->springFamily[spring] == SpringFamily::bulk ? guides[spring].dot(d) : std::sqrt(d.dot(d));
    }
    /// With its lasting elongation.
    [[nodiscard]] double restLength_m(std::size_t spring) const {
        return stiffness.base[spring].restLength_m * (1.0 + state.elongation[spring]);
    }
    /// Active tension [N] of a spring: contractile tone and guarding.
    [[nodiscard]] double activeTension_N(std::size_t spring) const {
        const TissueParameters& p = state.parameters.tissue;
        const std::uint8_t flags = stiffness.flags[spring];
        const double tone_Pa = (flags & kTonePulls) != 0 ? p.toneStress_Pa * state.tone : 0.0;
        const double guard_Pa =
            (flags & kGuardPulls) != 0 ? p.guardStress_Pa * state.guard[web->springRegion[spring]] : 0.0;
        return web->springSection_m2[spring] * (tone_Pa + guard_Pa);
    }

    // world.cpp
    void deriveFromParameters(); ///< Constants that depend on parameters and hydration alone.
    void refreshParameters();    ///< After parameters changed.
    void refreshFocus();
    /// Finds the resting equilibrium with relaxed branches, from the positions as they are.
    Status settle();
    void prepareRelaxedLaws(); ///< `laws` with branches relaxed and active tension, for a static solve.
    Status restrict(const Restrict& command);
    Status applyCommand(const Command& command);

    // world_step.cpp
    void refreshCoefficients(double dt_s);
    void refreshResting(); ///< The responses to the resting strains, under the parameters as they are.
    ActivePulls activePulls(std::vector<double>& guard_Pa) const; ///< Of the state; `guard_Pa` holds a part of them.
    SpringMemory memory(double dt_s);                             ///< Of the state, over a step.
    StepLaws stepLaws();                                          ///< `packedLaws` and their places.
    void fillLaws(double dt_s);
    void rampHands(double dt_s);
    /// How a step leaves the state.
    struct Departure {
        double perMass_per_s2 = 0.0; ///< Stiffness [N/m] to where inertia leads, over the mass.
        double carried_s = 0.0;      ///< Time over which inertia carries on with the velocity.
        double ahead_s = 0.0;        ///< Likewise the first guess of the solver.
    };
    [[nodiscard]] Departure departure(double dt_s) const;
    void placeNode(std::size_t i, double weight_N_per_m, double carried_s, double ahead_s);
    void placeNodes(const Departure& from, std::size_t begin, std::size_t end); ///< Of the web.
    void placeAll(double dt_s);                                                 ///< Nodes of the web, without loads.
    void fillLoads(double dt_s);                                                ///< Hands and their loads.
    [[nodiscard]] EquilibriumProblem problem(const SolveOptions& options) const;
    SolveReport solveWithContact(const SolveOptions& options);
    /// Velocities, tensions and memory at the new positions; where `next` is not null the laws over the next step too.
    void acceptStates(double dt_s, const SpringMemory& memory, const StepLaws& laws, const ActivePulls* next);
    /// Those of nodes [begin, end) alone, which were at `trial`; returns the square of their largest move [m^2].
    double acceptNodes(double perSecond, const Departure* next, std::size_t begin, std::size_t end);
    void acceptHands(double dt_s);
    void advanceAutonomic(double dt_s);
    StepReport step(double dt_s, double budget_s);

    // world_tissue.cpp
    void refreshAdhesion(); ///< After adhesion or guard changed: axial stiffness; scales the branches with it.
    /// What refreshAdhesion() reads and writes, ready for a pass over the springs.
    struct StiffnessPass {
        StiffnessInputs inputs;
        StiffnessOutputs outputs;
    };
    StiffnessPass stiffnessPass();
    void refreshSlowing(); ///< After hydration changed.
    void refreshSlowing(std::size_t begin, std::size_t end);
    void refreshNodeLoad(); ///< From the elastic tensions as they are.
    /// Adhesions form as under a steady tone of `formingTone`. Returns the mean change of adhesion and ten times that of
    /// elongation over the fascial springs. Calls `then`, if any, for springs [begin, end) that are done.
    using AfterSprings = std::function<void(std::size_t begin, std::size_t end)>;
    double advanceTissue(double formingTone, const AfterSprings& then);

    // world_probe.cpp
    double stiffnessAt_N_per_m(const Vec3& place); ///< 0 where there is no skin within the finger, or no answer.

    // world_joints.cpp
    /// Bends a joint with the springs relaxed, hands off, tissue as it is; `position` is the start and the result.
    JointPose poseJoint(const Joint& joint, double angle_deg, double from_deg, Positions& position);
    using PoseAt = std::function<JointPose(double angle_deg, double from_deg)>;
    /// Where the resisting torque meets its limit, bone ends the joint, or no equilibrium can be followed farther; `pose`
    /// bends `position` on from the pose before.
    [[nodiscard]] double rangeOf_deg(const Joint& joint, Positions& position, const PoseAt& pose) const;
    [[nodiscard]] double rangeOfPart_deg(const Joint& joint, const JointPart& part) const;
    void measureJoints();
    /// Laws of a slow movement of this joint.
    void prepareJointLaws(const Joint& joint);

    // world_macro.cpp
    Status rest();
    MacroReport macroStep(std::span<const StressSpan> spans);

    // world_consequences.cpp
    [[nodiscard]] double nerveLoadOf(std::size_t nerve) const;
    void measureConsequences(Measures& m) const;

    // world_snapshot.cpp
    void fillSnapshot() const;
    void fillSlowFields() const;
    [[nodiscard]] Measures measures() const;
};

} // namespace fascia::sim
