#include "ui/parameter_groups.h"

#include <algorithm>

namespace fascia::ui {
namespace {

std::string_view groupOf(const sim::ParamSpec& spec) { return spec.id.substr(0, spec.id.find('.')); }

bool has(std::string_view text, std::string_view wanted) {
    std::string small(text);
    for (char& letter : small) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return small.find(wanted) != std::string::npos;
}

} // namespace

std::string readable(std::string_view id) {
    std::string name(id);
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') {
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
    }
    return name;
}

std::vector<ParameterGroup> parameterGroups(std::string_view wanted) {
    std::vector<ParameterGroup> groups;
    for (const sim::ParamSpec& spec : sim::paramSpecs()) {
        if (!wanted.empty() && !has(spec.label, wanted) && !has(spec.id, wanted)) {
            continue;
        }
        const std::string heading = readable(groupOf(spec));
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&heading](const ParameterGroup& g) { return g.heading == heading; });
        if (group == groups.end()) {
            group = groups.insert(groups.end(), ParameterGroup{heading, {}});
        }
        group->members.push_back(&spec);
    }
    return groups;
}

std::string labelInGroup(const sim::ParamSpec& spec) {
    const std::string own = readable(groupOf(spec)) + ": ";
    const std::string label(spec.label);
    return label.rfind(own, 0) == 0 ? readable(label.substr(own.size())) : label;
}

} // namespace fascia::ui
