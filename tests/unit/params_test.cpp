#include <limits>
#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "sim/params.h"

using namespace fascia::sim;

TEST_CASE("Every parameter has its own id, member, unit, range and source", "[params]") {
    Parameters parameters;
    std::set<std::string_view> ids;
    std::set<const double*> members;
    for (const ParamSpec& spec : paramSpecs()) {
        INFO(spec.id);
        CHECK(ids.insert(spec.id).second);
        CHECK(members.insert(&spec.member(parameters)).second);
        CHECK_FALSE(spec.label.empty());
        CHECK_FALSE(spec.unit.empty());
        CHECK_FALSE(spec.source.empty());
        CHECK(spec.minimum < spec.maximum);
        CHECK(spec.displayPerUnit > 0.0);
    }
}

TEST_CASE("Every preset lies within the ranges", "[params]") {
    for (const Preset& preset : presets()) {
        for (const ParamSpec& spec : paramSpecs()) {
            INFO(preset.id << " " << spec.id);
            Parameters copy = preset.parameters;
            CHECK(setParam(copy, spec.id, getParam(preset.parameters, spec)).ok());
        }
    }
}

TEST_CASE("The table holds every number of the parameters", "[params]") {
    // A member without a line would be a number without unit, range and source.
    CHECK(paramSpecs().size() * sizeof(double) == sizeof(Parameters));
}

TEST_CASE("A bad name or value names what is valid and changes nothing", "[params]") {
    Parameters parameters;
    const double before = parameters.deepFascia.fibreModulus_Pa;
    const Status unknown = setParam(parameters, "deep_fascia.fiber_modulus_Pa", 1.0e6);
    REQUIRE_FALSE(unknown.ok());
    CHECK(unknown.error().nearest == "deep_fascia.fibre_modulus_Pa");
    for (const double bad :
         {-1.0, 0.0, 1e12, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        const Status refused = setParam(parameters, "deep_fascia.fibre_modulus_Pa", bad);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().message.find("between") != std::string::npos);
    }
    CHECK(parameters.deepFascia.fibreModulus_Pa == before);
}

TEST_CASE("Every hypothesis has an id, a statement, a source and its own line", "[params]") {
    REQUIRE(hypothesisSpecs().size() == kHypothesisCount);
    for (int i = 0; i < kHypothesisCount; ++i) {
        const HypothesisSpec& spec = hypothesisSpecs()[static_cast<std::size_t>(i)];
        CHECK(static_cast<int>(spec.hypothesis) == i);
        CHECK(findHypothesis(spec.id) == &spec);
        CHECK_FALSE(spec.statement.empty());
        CHECK_FALSE(spec.source.empty());
    }
}
