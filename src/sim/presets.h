#pragma once
// Where the numbers of each preset come from: one line a number that a preset sets. What a preset does not name has its
// default, whose source is in the table of parameters (params.h). The same lines are in assets/materials/<preset>.toml for
// people to read; a test compares the two.

#include <span>
#include <string_view>

#include "sim/params.h"

namespace fascia::sim {

struct PresetValue {
    std::string_view id;     ///< Of the parameter.
    double value;            ///< SI.
    double low, high;        ///< What is plausible or published, SI.
    std::string_view source; ///< Source ids of docs/references, or "assumed" with the reason.
    Grade grade;
};

/// The lines of a preset, those that it takes over from another one included, later ones winning; empty for an unknown id.
std::span<const PresetValue> presetValues(std::string_view presetId);

} // namespace fascia::sim
