// The sciatic nerve runs deep below the sheets: what loads it is the pressure in the muscle over it.

#include <algorithm>
#include <filesystem>
#include <memory>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "anatomy/models.h"
#include "sim/measure/nerve_load.h"

using namespace fascia;

namespace {

std::shared_ptr<const sim::Web> model(const std::string& id) {
    auto web = anatomy::loadModel(id, std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
    REQUIRE(web);
    return web.value();
}

const sim::Nerve* sciatic(const sim::Web& web, const std::string& side) {
    const auto found = std::find_if(web.nerves.begin(), web.nerves.end(),
                                    [&](const sim::Nerve& nerve) { return nerve.id == "sciatic_" + side; });
    return found == web.nerves.end() ? nullptr : &*found;
}

sim::Positions built(const sim::Web& web) {
    sim::Positions position;
    for (const sim::Point3& p : web.nodePosition_m) {
        position.emplace_back(p[0], p[1], p[2]);
    }
    return position;
}

} // namespace

TEST_CASE("The sciatic nerve lies below the muscle columns of the body's buttock, alike on both sides", "[anatomy]") {
    const auto web = model("body");
    CHECK(web->nerves.size() == 12);                       // six on two sides
    CHECK(sciatic(*model("low_back"), "left") == nullptr); // at its border: half of what presses on it is not there
    const sim::Nerve* left = sciatic(*web, "left");
    const sim::Nerve* right = sciatic(*web, "right");
    REQUIRE(left != nullptr);
    REQUIRE(right != nullptr);
    const sim::NervePath path = sim::makeNervePath(*web, *left);
    CHECK(path.tunnelNodes.empty());
    REQUIRE(!path.deep.empty());
    CHECK(path.deep.way.size() >= 10);
    CHECK(path.deep.muscleSprings.size() == sim::makeNervePath(*web, *right).deep.muscleSprings.size());

    // Columns under the same pressure give that pressure: every spring of a column carries its share of section.
    std::vector<float> tension_N(web->springNodes.size(), 0.0F);
    CHECK(sim::musclePressure_Pa(path.deep, tension_N) == 0.0);
    constexpr double kPressure_Pa = 5000.0;
    for (const std::int32_t s : path.deep.muscleSprings) {
        tension_N[static_cast<std::size_t>(s)] =
            static_cast<float>(-kPressure_Pa * web->springSection_m2[static_cast<std::size_t>(s)]);
    }
    const double felt_Pa = sim::musclePressure_Pa(path.deep, tension_N);
    INFO("felt " << felt_Pa << " Pa of " << kPressure_Pa);
    CHECK(felt_Pa == Catch::Approx(kPressure_Pa));
    for (float& tension : tension_N) {
        tension = -tension;
    }
    CHECK(sim::musclePressure_Pa(path.deep, tension_N) == 0.0); // pulled muscle does not press
}

TEST_CASE("The way of the sciatic nerve is stretched with the tissue it lies in, less the deeper it lies",
          "[anatomy]") {
    const auto web = model("body");
    const sim::Nerve* nerve = sciatic(*web, "left");
    REQUIRE(nerve != nullptr);
    const sim::NervePath path = sim::makeNervePath(*web, *nerve);
    sim::Positions position = built(*web);
    const double length_m = sim::chainLength_m(*web, path, position);
    CHECK(length_m > 0.15);
    double most = 0.0;
    double least = 1.0;
    for (const sim::DeepNerve::Point& point : path.deep.way) {
        most = std::max(most, point.share);
        least = std::min(least, point.share);
    }
    CHECK(least == 0.0); // below the anchors of the buttock
    CHECK(most > 0.1);
    for (sim::Vec3& p : position) {
        p[1] *= 1.05; // all of the tissue longer along the limb, and its anchors with it
    }
    const double strain = sim::chainLength_m(*web, path, position) / length_m - 1.0;
    INFO("strain " << strain);
    CHECK(strain > 0.03); // the way is oblique in part
    CHECK(strain < 0.06);
}
