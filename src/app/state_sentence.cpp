#include "app/state_sentence.h"

#include <algorithm>
#include <cmath>

#include "io/units.h"

namespace fascia::app {
namespace {

std::string duration(double time_s) {
    const auto whole = static_cast<long long>(std::floor(time_s + 1e-6));
    if (whole < 120) {
        return std::to_string(whole) + " s";
    }
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

std::string pressureText(double pressure_Pa) {
    return io::fixedNumber(pressure_Pa / 1000.0, 1) + " kPa (" + io::fixedNumber(pressure_Pa / io::kPascalPerPsi, 1) +
           " psi)";
}

std::string handsText(const sim::Snapshot& snapshot) {
    int count = 0;
    const sim::HandView* strongest = nullptr;
    for (const sim::HandView& hand : snapshot.hands) {
        if (!hand.active || !(hand.force_N > 0.01F)) {
            continue;
        }
        ++count;
        if (strongest == nullptr || hand.pressure_Pa > strongest->pressure_Pa) {
            strongest = &hand;
        }
    }
    if (strongest == nullptr) {
        return "No hand is on the tissue.";
    }
    const std::string pressing = pressureText(static_cast<double>(strongest->pressure_Pa)) + " for " +
                                 duration(static_cast<double>(strongest->heldFor_s)) + ".";
    if (count > 1) {
        return std::to_string(count) + " hands press, the firmest with " + pressing;
    }
    return "Pressing " + pressing;
}

bool slides(const sim::Snapshot& snapshot) {
    return std::any_of(snapshot.hands.begin(), snapshot.hands.end(), [](const sim::HandView& hand) {
        return hand.active && hand.force_N > 0.01F && (hand.frictionLimited || hand.slipShare > 0.5F);
    });
}

/// A calm hold whose pull does not arrive along the line of tension, on layers that a hand could part.
bool wantsPull(const sim::Snapshot& snapshot) {
    constexpr float kLongEnough_s = 20.0F;
    constexpr double kAdherent = 0.2;
    constexpr double kMostOfAHand_Pa = 1e5;
    const sim::FieldView* load = snapshot.listed("bond_load_Pa");
    const double opens_Pa =
        load != nullptr ? 0.5 * static_cast<double>(load->scaleHigh) : 0.0; // its scale ends at twice that
    const bool held = std::any_of(snapshot.hands.begin(), snapshot.hands.end(), [](const sim::HandView& hand) {
        return hand.active && hand.force_N > 0.01F && hand.heldFor_s > kLongEnough_s;
    });
    return held && opens_Pa > 0.0 && opens_Pa < kMostOfAHand_Pa && snapshot.measures.adhesionLocal > kAdherent &&
           snapshot.measures.bondLoadLocal_Pa < 0.2 * opens_Pa;
}

std::string happeningText(const sim::Snapshot& snapshot, const Trend& trend) {
    const sim::Measures& m = snapshot.measures;
    const bool touched = m.contactForce_N > 0.01;
    if (m.guard > 0.5 && touched) {
        return "The tissue guards. Slower and lighter lets it settle.";
    }
    if (m.guard > 0.15) {
        return touched ? "The tissue begins to guard." : "Guarding fades.";
    }
    if (touched && slides(snapshot)) {
        return "The hand slides over the skin.";
    }
    if (touched && trend.known && trend.adhesion_per_min < -0.02) {
        return "The layers let go.";
    }
    if (touched && trend.known && trend.adhesion_per_min < -0.004) {
        return "The layers begin to let go.";
    }
    if (touched && m.calm > 0.3 && wantsPull(snapshot)) {
        return "The touch calms. A gentle pull along the fibres would reach the layers.";
    }
    if (touched && m.calm > 0.5) {
        return "The touch calms.";
    }
    if (trend.known && trend.tensionShare_per_min > 0.01) {
        return "Tension rises.";
    }
    if (trend.known && trend.tensionShare_per_min < -0.01) {
        return "Tension eases.";
    }
    if (trend.known && trend.adhesion_per_min < -0.004) {
        return "Adhesion fades slowly.";
    }
    return touched ? "The tissue holds." : "The tissue is steady.";
}

} // namespace

std::string stateSentence(const sim::Snapshot& snapshot, const Trend& trend, bool paused) {
    const sim::Measures& m = snapshot.measures;
    std::string text = paused ? "Paused. " : "";
    text += handsText(snapshot) + " " + happeningText(snapshot, trend);
    if (snapshot.report.rolledBack) {
        text += " The last change was too much to compute and was not taken.";
    }
    return text + " In this model arousal is " + io::fixedNumber(m.arousal, 2) + " and guarding " +
           io::fixedNumber(m.guard, 2) + ".";
}

std::string nerveSentence(const sim::Snapshot& snapshot) {
    const auto& loads = snapshot.measures.nerveLoad;
    const std::size_t count = std::min(snapshot.web->nerves.size(), loads.size());
    if (count == 0) {
        return "This model has no nerve path.";
    }
    const auto highest = static_cast<std::size_t>(
        std::max_element(loads.begin(), loads.begin() + static_cast<std::ptrdiff_t>(count)) - loads.begin());
    const sim::Nerve& nerve = snapshot.web->nerves[highest];
    const std::string load = io::fixedNumber(loads[highest], 2);
    std::string name = nerve.label;
    if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z') {
        name[0] = static_cast<char>(name[0] - 'A' + 'a');
    }
    if (loads[highest] < 1.0) {
        return "Hypothesis: no nerve is beyond its threshold; the highest load is " + load + " (" + name + ").";
    }
    return "Hypothesis: " + name + " is at " + load + " of its threshold and may be felt at the " + nerve.feltLabel +
           ".";
}

} // namespace fascia::app
