#pragma once
// The one way out: read-only views of a World after a step, in SI and float, ready to draw, plot or write. Valid until
// the World's next step, apply or restore. No Eigen, no drawing.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "sim/web/web.h"

namespace fascia::sim {

enum class FieldWhere : std::uint8_t { node, spring };

/// A named array of the state. Colour map, legend, CSV, field files and plots all read this list.
struct FieldView {
    std::string_view id;    ///< "tension_N".
    std::string_view label; ///< "Tension".
    std::string_view unit;  ///< SI unit of the values: "N", "Pa", "m", "1".
    FieldWhere where = FieldWhere::spring;
    int components = 1;
    std::span<const float> values; ///< components per node or spring; empty: not asked for (World::publishOnly).
    float scaleLow = 0.0F;         ///< Suggested fixed colour scale, SI.
    float scaleHigh = 1.0F;
    bool diverging = false;       ///< Zero in the middle.
    std::string_view displayUnit; ///< e.g. "kPa"; equal to unit if none.
    float displayPerUnit = 1.0F;
};

/// A hand as the picture and the panels see it.
struct HandView {
    bool active = false;
    std::array<float, 3> position_m{}; ///< Centre of the pad's face.
    std::array<float, 3> normal{};     ///< Outward.
    float radius_m = 0.0F;
    float force_N = 0.0F; ///< Normal contact force now.
    float targetForce_N = 0.0F;
    std::array<float, 3> tractionForce_N{}; ///< Tangential force on the skin now.
    float contactArea_m2 = 0.0F;
    float pressure_Pa = 0.0F;     ///< force / area really in contact.
    float slipShare = 0.0F;       ///< Share of contact nodes that slide, 0..1.
    float heldFor_s = 0.0F;       ///< Time since contact, simulated.
    bool frictionLimited = false; ///< The traction asked for exceeds the friction cone.
};

/// Scalars of the moment; each is a column of series.csv.
struct Measures {
    double meanTension_N = 0.0; ///< Over the fascial springs.
    double peakTension_N = 0.0;
    double localTension_N = 0.0;         ///< local*: over the fascial springs within 3 cm of the focus.
    double localStiffness_N_per_m = 0.0; ///< Under a virtual finger at the focus; refreshed by World::probe().
    double pressure_Pa = 0.0;            ///< Highest over hands.
    double contactForce_N = 0.0;         ///< Sum over hands.
    double traction_N = 0.0;             ///< Sum over hands of the tangential contact force.
    double arousal = 0.0;
    double guard = 0.0; ///< Highest over regions.
    double calm = 0.0;
    double tone = 0.0;
    double adhesionMean = 0.0;
    double adhesionLocal = 0.0;
    double hydrationMean = 0.0;
    double hydrationLocal = 0.0;
    double elongationLocal = 0.0;
    double swellingLocal = 0.0; ///< Water that will be taken up beyond that at the start.
    double bondLoadLocal_Pa = 0.0;
    double soreness = 0.0; ///< Highest over regions.
    double sensitisation = 0.0;
    double comfort = 10.0; ///< 0..10, of the model: 10 less the losses.
    double comfortLossArousal = 0.0;
    double comfortLossGuard = 0.0;
    double comfortLossSoreness = 0.0;
    double comfortLossAdhesion = 0.0; ///< At the focus.
    double comfortLossSensitisation = 0.0;
    double comfortLossNerve = 0.0;
    double painPressure_Pa = 0.0;  ///< Present threshold.
    double muscleActivity = 0.0;   ///< EMG in the focus's region, share of the largest voluntary one.
    double muscleStiffness = 1.0;  ///< Of muscle in the focus's region, relative to that at rest.
    double fasciaStiffness = 1.0;  ///< Of the deep fascia's fibres at the focus, relative to that at the start.
    double reflex = 1.0;           ///< Stretch reflex in the focus's region, relative to that at rest.
    double nerveLoadHighest = 0.0; ///< 1: threshold.
    std::array<double, kMaxNerves> nerveLoad{}; ///< In the order of Web::nerves.
    /// In the order of Web::joints; as of the last World::measureJoints(), -1 before. [degrees]
    std::array<double, kMaxJoints> jointRange_deg{};
};

/// How the last step went.
struct StepReport {
    double dt_s = 0.0;
    double residual = 0.0;   ///< Relative, at the accepted state.
    bool converged = true;   ///< Reached the residual asked for. If not: reduce the step or the load.
    bool rolledBack = false; ///< A non-finite state was met; the last good one was kept. Remedy: undo the last change.
    int newtonIterations = 0;
    int linearIterations = 0;
    double largestMove_m = 0.0;      ///< Largest node displacement of the step.
    double largestStateChange = 0.0; ///< Largest change of a state in 0..1 over the step.
    bool outOfTime = false;          ///< The budget of wall time ended it before the residual did.
    /// Wall time [s] of the whole step, of the solver in it, and of the solver's force passes and linear solves; 0 without
    /// WorldSetup::clock.
    double whole_s = 0.0, solver_s = 0.0, forces_s = 0.0, linear_s = 0.0;
};

struct Snapshot {
    std::shared_ptr<const Web> web;
    double time_s = 0.0;
    std::uint64_t step = 0;
    std::span<const float> position_m; ///< 3 per node.
    std::span<const FieldView> fields;
    std::span<const HandView> hands;    ///< kMaxHands entries.
    std::span<const float> regionGuard; ///< Per region, 0..1.
    Measures measures;
    StepReport report;
    double stress = 0.0;            ///< The dial.
    std::array<float, 3> focus_m{}; ///< Centre of the local_* measures.

    /// The field of that id, with or without values, or nullptr.
    [[nodiscard]] const FieldView* listed(std::string_view id) const {
        for (const FieldView& view : fields) {
            if (view.id == id) {
                return &view;
            }
        }
        return nullptr;
    }
    /// The field of that id if its values are here, or nullptr.
    [[nodiscard]] const FieldView* field(std::string_view id) const {
        const FieldView* view = listed(id);
        return view != nullptr && !view->values.empty() ? view : nullptr;
    }
};

} // namespace fascia::sim
