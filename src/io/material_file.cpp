#include "io/material_file.h"

#include "io/units.h"
#include "sim/presets.h"

namespace fascia::io {

std::string materialToml(std::string_view presetId) {
    const sim::Preset* preset = sim::findPreset(presetId);
    if (preset == nullptr) {
        return {};
    }
    std::string out =
        "# " + std::string(preset->title) +
        ". Source ids are those of docs/references.md; grades run from A (measured\n"
        "# and replicated) to E (contradicted). What is not named here has its default: `fascia list params`.\n"
        "schema_version = 1\n";
    out += "preset = \"" + std::string(preset->id) + "\"\n";
    out += "title = \"" + std::string(preset->title) + "\"\n";
    out += "statement = \"" + std::string(preset->statement) + "\"\n";
    for (const sim::PresetValue& line : sim::presetValues(presetId)) {
        const sim::ParamSpec* spec = sim::findParam(line.id);
        out += "\n[[value]]\n";
        out += "id = \"" + std::string(line.id) + "\"\n";
        out += "label = \"" + std::string(spec->label) + "\"\n";
        out += "value = " + shortNumber(line.value) + "\n";
        out += "unit = \"" + std::string(spec->unit) + "\"\n";
        out += "low = " + shortNumber(line.low) + "\n";
        out += "high = " + shortNumber(line.high) + "\n";
        out += "source = \"" + std::string(line.source) + "\"\n";
        out += std::string("grade = \"") + sim::gradeLetter(line.grade) + "\"\n";
    }
    return out;
}

} // namespace fascia::io
