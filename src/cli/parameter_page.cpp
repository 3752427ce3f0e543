#include "cli/parameter_page.h"

#include <cstdio>

#include "sim/params.h"

namespace fascia::cli {

namespace {

constexpr const char* kHead =
    "# Parameters\n\n"
    "Made by `fascia list params --markdown`; a test fails when it is out of date. Every one can be changed with\n"
    "`--set ID=VALUE`, in a scenario's `[set]` table and in the window. Values are SI; `1` is a pure number. Grades: A "
    "measured and\nreplicated, B measured with limits, C order or direction only, D a choice of this model, E "
    "contradicted. "
    "Sources:\n[references.md](references.md). What they do: [equations.md](equations.md).\n";

/// "deep_fascia" of "deep_fascia.fibre_modulus_Pa".
std::string_view groupOf(std::string_view id) { return id.substr(0, id.find('.')); }

/// Six figures are enough for people: a value such as 0.1 is not written as it is stored.
std::string figure(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string range(const sim::ParamSpec& spec) {
    return (spec.openMinimum ? "> " : "") + figure(spec.minimum) + " to " + figure(spec.maximum);
}

} // namespace

std::string parameterPage() {
    std::string page = kHead;
    std::string_view group;
    for (const sim::ParamSpec& spec : sim::paramSpecs()) {
        if (groupOf(spec.id) != group) {
            group = groupOf(spec.id);
            page += "\n## " + std::string(group) + "\n\n| id | what | unit | range |";
            std::string rule = "\n|---|---|---|---|";
            for (const sim::Preset& preset : sim::presets()) {
                page += " " + std::string(preset.id) + " |";
                rule += "---|";
            }
            page += " grade | source |" + rule + "---|---|\n";
        }
        page += "| `" + std::string(spec.id) + "` | " + std::string(spec.label) + " | " + std::string(spec.unit) +
                " | " + range(spec) + " |";
        for (const sim::Preset& preset : sim::presets()) {
            page += " " + figure(sim::getParam(preset.parameters, spec)) + " |";
        }
        page += " " + std::string(1, sim::gradeLetter(spec.grade)) + " | " + std::string(spec.source) + " |\n";
    }
    page += "\n## Pathways that can be switched off\n\n| id | grade | what is assumed | source |\n|---|---|---|---|\n";
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        page += "| `hypothesis." + std::string(spec.id) + "` | " + std::string(1, sim::gradeLetter(spec.grade)) +
                " | " + std::string(spec.statement) + " | " + std::string(spec.source) + " |\n";
    }
    return page;
}

} // namespace fascia::cli
