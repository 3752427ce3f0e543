#pragma once
// run.json: what was run, with what, and how well.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/scenario.h"

namespace fascia::io {

/// Stands on --version and in every export.
inline constexpr std::string_view kIntendedUse =
    "Teaching model. Not a medical device. Not for diagnosis, treatment decisions or a specific patient.";

struct RunSummary {
    std::string command; ///< "run", "render".
    int threads = 1;
    double simulated_s = 0.0;
    double duration_s = 0.0; ///< Asked for.
    double every_s = 1.0;
    std::uint64_t steps = 0;
    double smallestStep_s = 0.0;
    double largestStep_s = 0.0;
    double fixedStep_s = 0.0; ///< 0: adaptive.
    double worstResidual = 0.0;
    double meanResidual = 0.0;
    std::uint64_t notConverged = 0; ///< Steps that did not reach the residual asked for.
    std::uint64_t rolledBack = 0;
    double wall_s = 0.0;
    std::uint64_t stateHash = 0;
    bool interrupted = false;
    std::vector<std::string> messages; ///< Commands the tissue refused.
};

/// The whole file.
std::string runJson(const Scenario& scenario, const RunSummary& summary);

} // namespace fascia::io
