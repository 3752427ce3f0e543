#include "io/run_json.h"

#include <nlohmann/json.hpp>

#include "build_info.h"
#include "io/recording.h"
#include "io/scenario_file.h"

namespace fascia::io {

std::string runJson(const Scenario& scenario, const RunSummary& summary) {
    using Json = nlohmann::ordered_json;
    Json out;
    out["program"] = "fascia";
    out["version"] = build_info::kVersion;
    out["commit"] = build_info::kGitCommit;
    out["intended_use"] = kIntendedUse;
    out["command"] = summary.command;
    out["scenario_id"] = scenario.id;
    out["scenario"] = Json::parse(mergedJson(scenario));
    out["seed"] = scenario.seed;
    out["threads"] = summary.threads;
    out["simulated_s"] = summary.simulated_s;
    out["duration_s"] = summary.duration_s;
    out["every_s"] = summary.every_s;
    out["interrupted"] = summary.interrupted;
    out["steps"] = summary.steps;
    out["dt_s"] = {{"mode", summary.fixedStep_s > 0.0 ? "fixed" : "adaptive"},
                   {"smallest", summary.smallestStep_s},
                   {"largest", summary.largestStep_s}};
    out["state_hash"] = hashText(summary.stateHash);
    out["residual"] = {{"worst", summary.worstResidual}, {"mean", summary.meanResidual}};
    out["steps_not_converged"] = summary.notConverged;
    out["steps_rolled_back"] = summary.rolledBack;
    out["wall_time_s"] = summary.wall_s;
    out["real_time_factor"] = summary.wall_s > 0.0 ? summary.simulated_s / summary.wall_s : 0.0;
    out["messages"] = summary.messages;
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace fascia::io
