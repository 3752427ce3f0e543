#pragma once
// Checks of phenomena that can be made at any place and with any restrictions: P4 and P6 to P9 where the model was
// calibrated, R6 to R9 elsewhere. Private to src/validation.

#include <string>
#include <vector>

#include "validation/context.h"

namespace fascia::validation {

/// Where P4, P6 and P7 are looked at in group P.
inline constexpr const char* kCalibratedSite = "low_back_left";

/// Settings that put the first restriction and the first hand of a scenario on a site.
std::vector<std::string> holdOn(const std::string& site);

/// P4 at a site: guarding at once, tension and arousal up, no release.
void guardsAt(Context& context, Findings& out, const std::string& site);
/// P6 at a site: a pull along its line of tension against one across it.
void pullsAt(Context& context, Findings& out, const std::string& site);
/// P7 at a site: tension 7 cm away on its line.
void reachesFrom(Context& context, Findings& out, const std::string& site);

/// P8 with changes to the course's scenario; `where` is put behind the titles.
void jointRangeWith(Context& context, Findings& out, const CourseRequest& weekly, const std::string& where);
/// P9 the same, at a site over the nerve of that index.
void nerveLoadWith(Context& context, Findings& out, const CourseRequest& weekly, const std::string& site,
                   std::size_t nerve, const std::string& where);

} // namespace fascia::validation
