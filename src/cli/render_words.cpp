#include "cli/render_words.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "build_info.h"
#include "io/run_json.h"
#include "io/scenario_file.h"
#include "io/text.h"
#include "io/units.h"

namespace fascia::cli {
namespace {

/// JSON without bytes beyond ASCII, as the words in a PNG file need it: they become \uXXXX.
std::string asciiJson(const std::string& json) {
    return nlohmann::ordered_json::parse(json).dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

std::string timeText(double time_s) {
    if (time_s < 60.0) {
        return io::fixedNumber(time_s, time_s == std::floor(time_s) ? 0 : 1) + " s";
    }
    const auto total = static_cast<long long>(std::llround(time_s));
    std::string text = total >= 3600 ? std::to_string(total / 3600) + " h " : "";
    text += std::to_string(total / 60 % 60) + " min";
    if (total % 60 != 0) {
        text += " " + std::to_string(total % 60) + " s";
    }
    return text;
}

std::vector<render::PngText> renderWords(const app::Session& session, const RenderPlan& plan,
                                         const RenderOptions& options, const std::string& camera, double wall_s) {
    const app::StepStatistics& steps = session.statistics();
    std::string times;
    for (const double time_s : plan.times_s) {
        times += (times.empty() ? "" : ",") + io::shortNumber(time_s);
    }
    return {{"Software", "fascia " + std::string(build_info::kVersion)},
            {"Commit", std::string(build_info::kGitCommit)},
            {"Intended-Use", std::string(io::kIntendedUse)},
            {"Preset", plan.scenario.preset},
            {"Scenario", asciiJson(io::mergedJson(session.scenario()))},
            {"Seed", std::to_string(session.scenario().seed)},
            {"Threads", std::to_string(options.scenario.threadCount())},
            {"Steps", std::to_string(steps.steps)},
            {"Step_s", io::shortNumber(steps.smallestStep_s) + " to " + io::shortNumber(steps.largestStep_s)},
            {"Residual",
             "worst " + io::shortNumber(steps.worstResidual) + ", mean " + io::shortNumber(steps.meanResidual())},
            {"State-Hash", io::hashText(session.world().stateHash())},
            {"Wall-Time_s", io::shortNumber(wall_s)},
            {"Real-Time-Factor", io::shortNumber(wall_s > 0.0 ? session.elapsed_s() / wall_s : 0.0)},
            {"Time_s", times},
            {"Field", plan.view.fieldId},
            {"Camera", camera}};
}

std::string wordsAsJson(const std::vector<render::PngText>& words) {
    nlohmann::ordered_json json;
    for (const render::PngText& word : words) {
        const bool nested = word.keyword == "Scenario";
        json[word.keyword] = nested ? nlohmann::ordered_json::parse(word.text) : nlohmann::ordered_json(word.text);
    }
    return json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace fascia::cli
