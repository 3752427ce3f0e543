#pragma once
// --set KEY=VALUE put into a TOML table before it is checked. Internal to io.

#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "sim/core/result.h"

namespace fascia::io {

struct ParameterSetting {
    std::string id;
    std::string value; ///< As written, with its unit.
};

/// Puts the value, as text without a place in a file, where the key says; a parameter id goes to `parameters` instead.
/// Errors: badInput for a setting without '=', an unknown key (with the nearest), an index out of range.
sim::Status insertSetting(toml::table& scenario, std::vector<ParameterSetting>& parameters, std::string_view setting);

} // namespace fascia::io
