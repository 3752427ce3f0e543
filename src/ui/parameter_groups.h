#pragma once
// How the panel of parameters sorts and names them.

#include <string>
#include <string_view>
#include <vector>

#include "sim/params.h"

namespace fascia::ui {

/// An id as a heading: "deep_fascia" is "Deep fascia".
std::string readable(std::string_view id);

struct ParameterGroup {
    std::string heading;
    std::vector<const sim::ParamSpec*> members; ///< Never empty; in the order of sim::paramSpecs().
};

/// The parameters whose label or id has `wanted` in it (small letters; empty: all), by the first part of their ids. Each
/// group comes once, also where the list of parameters comes back to one: two headings with one name would open together.
std::vector<ParameterGroup> parameterGroups(std::string_view wanted);

/// A parameter's label below its group's heading, which is not said again.
std::string labelInGroup(const sim::ParamSpec& spec);

} // namespace fascia::ui
