// The field of the picture while another one that was chosen has no values yet.

#include <array>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "viewer/shown_field.h"

using namespace fascia;

namespace {

sim::FieldView fieldOf(std::string_view id, std::span<const float> values) {
    sim::FieldView view;
    view.id = id;
    view.values = values;
    return view;
}

} // namespace

TEST_CASE("A field just chosen: the one before stays until its values are here", "[view]") {
    const std::vector<float> some{1.0F, 2.0F};
    const std::array<sim::FieldView, 3> fields{fieldOf("tension_N", some), fieldOf("adhesion", {}),
                                               fieldOf("hydration", some)};
    sim::Snapshot snapshot;
    snapshot.fields = fields;
    const std::string tension = "tension_N", adhesion = "adhesion", hydration = "hydration", none, other = "other";
    CHECK(viewer::fieldToShow(snapshot, tension, none) == tension);
    CHECK(viewer::fieldToShow(snapshot, hydration, tension) == hydration); // has values: at once
    CHECK(viewer::fieldToShow(snapshot, adhesion, tension) == tension);    // is to come
    CHECK(viewer::fieldToShow(snapshot, adhesion, none) == adhesion);      // nothing was shown
    CHECK(viewer::fieldToShow(snapshot, other, tension) == other);         // will not come
    CHECK(viewer::fieldToShow(snapshot, none, tension) == none);           // one quiet colour is a choice
}
