#pragma once
// The state in plain words, so that what is shown can also be read aloud.

#include <string>

#include "sim/snapshot.h"

namespace fascia::app {

/// How things have moved over the last minute or so, as rates.
struct Trend {
    bool known = false;
    double tensionShare_per_min = 0.0; ///< Relative change of the local tension.
    double adhesion_per_min = 0.0;     ///< Change of the local adhesion.
};

/// "Pressing 12.0 kPa (1.7 psi) for 34 s. The layers begin to let go. In this model arousal is 0.40 and guarding 0.00."
std::string stateSentence(const sim::Snapshot& snapshot, const Trend& trend, bool paused);

/// "Hypothesis: superior cluneal left is at 1.45 of its threshold and may be felt at the upper buttock." Of the nerve with
/// the highest load.
std::string nerveSentence(const sim::Snapshot& snapshot);

} // namespace fascia::app
