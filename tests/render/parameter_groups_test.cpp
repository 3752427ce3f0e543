#include "ui/parameter_groups.h"

#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace fascia;

TEST_CASE("panel of parameters: every parameter once, every heading once", "[ui]") {
    std::set<std::string> headings;
    std::set<std::string_view> seen;
    for (const ui::ParameterGroup& group : ui::parameterGroups("")) {
        INFO(group.heading);
        CHECK(headings.insert(group.heading).second);
        CHECK(!group.members.empty());
        std::set<std::string> labels;
        for (const sim::ParamSpec* spec : group.members) {
            INFO(spec->id);
            CHECK(seen.insert(spec->id).second);
            CHECK(labels.insert(ui::labelInGroup(*spec)).second); // two alike could not be told apart
        }
    }
    CHECK(seen.size() == sim::paramSpecs().size());
}

TEST_CASE("panel of parameters: a search finds labels and ids, and labels stay whole", "[ui]") {
    const auto groups = ui::parameterGroups("reflex");
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].heading == "Muscle");
    for (const sim::ParamSpec* spec : groups[0].members) {
        CHECK(ui::labelInGroup(*spec).find("reflex") != std::string::npos);
    }
    CHECK(ui::parameterGroups("no such thing").empty());
    CHECK(ui::readable("deep_fascia") == "Deep fascia");
    const auto muscle = ui::parameterGroups("muscle.guard_gain");
    REQUIRE(muscle.size() == 1);
    CHECK(ui::labelInGroup(*muscle[0].members[0]) == "Stiffening at full guarding");
}
