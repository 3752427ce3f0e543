#include <array>
#include <cmath>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "app/tools.h"
#include "support/find_command.h"
#include "support/viewer_dome.h"

using namespace fascia;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// A user in front of the dome's back: the camera looks along +z, so the picture's right is -x.
struct User {
    test::Dome dome;
    app::HandTool tool;
    app::HandSettings settings;
    app::ToolInput input;
    app::CameraGesture gesture;
    std::vector<sim::Command> commands;

    User() {
        input.dt_s = 1.0 / 30.0;
        input.viewRight = {-1, 0, 0};
        input.viewUp = {0, 1, 0};
        overSkin();
    }
    void overSkin() { input.ray = {{0.01F, 0.02F, -1.0F}, {0, 0, 1}}; }
    void overBackground() { input.ray = {{0.9F, 0.02F, -1.0F}, {0, 0, 1}}; }
    /// One frame; keeps only its commands.
    void frame() {
        commands.clear();
        gesture = tool.update(input, dome.snapshot(), settings, commands);
        input.wheel = 0.0F;
        input.pressureSteps = 0.0F;
    }
    /// Where a press of this user's would put the measures.
    static std::array<double, 3> firstPress() {
        User other;
        other.input.left = true;
        other.frame();
        return other.find<sim::SetFocus>()->position_m;
    }
    template <typename T>
    [[nodiscard]] const T* find() const {
        return test::findCommand<T>(commands);
    }
};

} // namespace

TEST_CASE("Press, hold and release on the skin", "[tools]") {
    User user;
    user.frame();
    CHECK(user.commands.empty());
    REQUIRE(user.tool.status().hover.has_value());

    user.input.left = true;
    user.frame();
    REQUIRE(user.commands.size() == 3);
    const auto* place = user.find<sim::PlaceHand>();
    REQUIRE(place != nullptr);
    CHECK_THAT(place->position_m[0], WithinAbs(0.01, 1e-4));
    CHECK(place->normal[2] < -0.9);
    CHECK_THAT(place->area_m2, WithinRel(12e-4, 1e-9));
    const auto* press = user.find<sim::PressHand>();
    REQUIRE(press != nullptr);
    CHECK_THAT(press->force_N, WithinRel(12e3 * 12e-4, 1e-9));
    CHECK_THAT(press->ramp_N_per_s, WithinRel(2e3 * 12e-4, 1e-9));
    CHECK(press->tractionRatio == 0.0);

    for (int i = 0; i < 50; ++i) { // a hold says nothing new
        user.frame();
        CHECK(user.commands.empty());
    }
    user.input.left = false;
    user.frame();
    REQUIRE(user.commands.size() == 1);
    CHECK(user.find<sim::LiftHand>() != nullptr);
    CHECK_FALSE(user.tool.status().pressing);
}

TEST_CASE("The place of the local measures goes where the hand is put down", "[tools]") {
    User user;
    user.dome.shift(0.0F, 0.0F, 0.004F); // the skin is not where it was built
    user.input.left = true;
    user.frame();
    REQUIRE(user.commands.size() == 3);
    const auto* focus = std::get_if<sim::SetFocus>(&user.commands[0]); // before the hand loads anything
    const auto* place = user.find<sim::PlaceHand>();
    REQUIRE(focus != nullptr);
    REQUIRE(place != nullptr);
    CHECK_THAT(focus->position_m[0], WithinAbs(0.01, 1e-4));
    CHECK_THAT(focus->position_m[1], WithinAbs(0.02, 1e-4));
    CHECK_THAT(place->position_m[2] - focus->position_m[2], WithinAbs(0.004, 1e-5));

    user.settings.contact = app::ContactKind::palm; // another pad is not another place
    user.frame();
    CHECK(user.find<sim::PlaceHand>() != nullptr);
    CHECK(user.find<sim::SetFocus>() == nullptr);
    user.input.left = false;
    user.frame();
    CHECK(user.find<sim::SetFocus>() == nullptr);

    // The spot where the measures are already: they stay, so that this hold can be compared with the last.
    const std::array<double, 3> at = user.firstPress();
    for (const double away_m : {0.9 * app::kSameSpot_m, 1.1 * app::kSameSpot_m}) {
        User again;
        again.dome.setFocus({static_cast<float>(at[0] + away_m), static_cast<float>(at[1]), static_cast<float>(at[2])});
        again.input.left = true;
        again.frame();
        CHECK(again.find<sim::PlaceHand>() != nullptr);
        CHECK((again.find<sim::SetFocus>() != nullptr) == (away_m > app::kSameSpot_m));
    }

    User keys;
    keys.overBackground();
    keys.dome.setFocus({0.1F, 0.1F, 0.0F});
    keys.input.pressKey = true;
    keys.frame();
    REQUIRE(keys.find<sim::SetFocus>() != nullptr);
    CHECK(keys.find<sim::SetFocus>()->position_m == keys.dome.snapshot().web->sites[0].position_m);
}

TEST_CASE("Dragging while pressing pulls along the skin, up to 35 degrees", "[tools]") {
    User user;
    user.input.left = true;
    user.frame();
    user.input.x_px += 5.0F; // within the dead zone
    user.frame();
    CHECK(user.commands.empty());
    user.input.x_px += 90.0F;
    user.frame();
    const auto* press = user.find<sim::PressHand>();
    REQUIRE(press != nullptr);
    CHECK(press->tractionRatio > 0.2);
    CHECK(press->tractionRatio < 0.5);
    CHECK(press->tractionDirection[0] < -0.95); // right in the picture
    user.input.x_px += 5000.0F;
    user.frame();
    press = user.find<sim::PressHand>();
    REQUIRE(press != nullptr);
    CHECK_THAT(press->tractionRatio, WithinAbs(std::tan(35.0 * 3.14159265358979 / 180.0), 1e-9));
    CHECK(user.gesture.orbitX_px == 0.0F);

    User scaled; // the same drag of the finger on a screen with twice the pixels
    scaled.input.pixelScale = 2.0F;
    scaled.input.left = true;
    scaled.frame();
    scaled.input.y_px -= 190.0F;
    scaled.frame();
    press = scaled.find<sim::PressHand>();
    REQUIRE(press != nullptr);
    CHECK_THAT(press->tractionRatio, WithinRel(app::kLargestTractionRatio * 85.0 / 170.0, 1e-5));
    CHECK(press->tractionDirection[1] > 0.95);
}

TEST_CASE("The wheel sets the pressure while pressing and zooms otherwise", "[tools]") {
    User user;
    user.input.wheel = 2.0F;
    user.frame();
    CHECK(user.gesture.zoom_notches == 2.0F);
    CHECK(user.settings.pressure_Pa == 12e3);
    user.input.left = true;
    user.frame();
    user.input.wheel = 3.0F;
    user.frame();
    CHECK(user.gesture.zoom_notches == 0.0F);
    CHECK_THAT(user.settings.pressure_Pa, WithinRel(15e3, 1e-9));
    const auto* press = user.find<sim::PressHand>();
    REQUIRE(press != nullptr);
    CHECK_THAT(press->force_N, WithinRel(15e3 * 12e-4, 1e-9));
    user.input.wheel = 1e6F;
    user.frame();
    CHECK(user.settings.pressure_Pa == app::kLargestPressure_Pa);
    user.input.wheel = -1e6F;
    user.frame();
    CHECK(user.settings.pressure_Pa == app::kLeastPressure_Pa);
    user.settings.setPressure(std::nan(""));
    CHECK(user.settings.pressure_Pa == app::kLeastPressure_Pa);
}

TEST_CASE("Drags beside the skin and with other buttons move the camera only", "[tools]") {
    User user;
    user.overBackground();
    user.frame();
    CHECK_FALSE(user.tool.status().hover.has_value());
    user.input.left = true;
    user.frame();
    user.input.x_px += 20.0F;
    user.overSkin(); // the drag goes on over the skin
    user.frame();
    CHECK(user.gesture.orbitX_px == 20.0F);
    CHECK(user.commands.empty());
    user.input.left = false;
    user.frame();

    user.input.right = true;
    user.frame();
    user.input.y_px += 7.0F;
    user.frame();
    CHECK(user.gesture.orbitY_px == 7.0F);
    user.input.right = false;
    user.frame();
    user.input.middle = true;
    user.frame();
    user.input.x_px -= 4.0F;
    user.frame();
    CHECK(user.gesture.panX_px == -4.0F);
    CHECK(user.gesture.orbitX_px == 0.0F);
    CHECK(user.commands.empty());
}

TEST_CASE("What starts on a panel never reaches the skin", "[tools]") {
    User user;
    user.input.pointerOnPanel = true;
    user.input.left = true;
    user.input.wheel = 1.0F;
    user.frame();
    user.input.pointerOnPanel = false;
    user.frame();
    CHECK(user.commands.empty());
    CHECK_FALSE(user.tool.status().pressing);
}

TEST_CASE("A hand that stays is lifted by the next click", "[tools]") {
    User user;
    user.settings.keep = true;
    user.input.left = true;
    user.frame();
    user.input.left = false;
    user.frame();
    CHECK(user.commands.empty());
    CHECK(user.tool.status().kept);
    user.input.left = true;
    user.frame();
    CHECK(user.find<sim::LiftHand>() != nullptr);
    user.frame();
    CHECK(user.commands.empty()); // the click that lifted does not press again
    user.input.left = false;
    user.frame();
    user.input.left = true;
    user.frame();
    CHECK(user.find<sim::PlaceHand>() != nullptr);
}

TEST_CASE("Keyboard alone: press at a site, pull, more, let go", "[tools]") {
    User user;
    user.overBackground();
    user.input.pressKey = true;
    user.frame();
    const auto* place = user.find<sim::PlaceHand>();
    REQUIRE(place != nullptr);
    CHECK_THAT(place->position_m[2], WithinAbs(-0.1, 1e-6));
    CHECK(user.find<sim::PressHand>() != nullptr);
    user.input.tractionKeyY = 1.0F;
    for (int i = 0; i < 30; ++i) {
        user.frame();
    }
    CHECK(user.tool.status().tractionRatio > 0.2);
    CHECK(user.tool.status().tractionDirection[1] > 0.99F);
    user.input.tractionKeyY = 0.0F;
    user.input.pressureSteps = 2.0F;
    user.frame();
    CHECK_THAT(user.settings.pressure_Pa, WithinRel(14e3, 1e-9));
    user.input.pressKey = false;
    user.frame();
    CHECK(user.find<sim::LiftHand>() != nullptr);

    user.input.keyboardOnPanel = true;
    user.input.pressKey = true;
    user.frame();
    CHECK(user.commands.empty());
}

TEST_CASE("Another pad under a pressing hand is put down anew", "[tools]") {
    User user;
    user.input.left = true;
    user.frame();
    user.settings.contact = app::ContactKind::palm;
    user.settings.style = app::PressStyle::fast;
    user.frame();
    const auto* place = user.find<sim::PlaceHand>();
    REQUIRE(place != nullptr);
    CHECK_THAT(place->area_m2, WithinRel(25e-4, 1e-9));
    const auto* press = user.find<sim::PressHand>();
    REQUIRE(press != nullptr);
    CHECK_THAT(press->force_N, WithinRel(12e3 * 25e-4, 1e-9));
    CHECK_THAT(press->ramp_N_per_s, WithinRel(60e3 * 25e-4, 1e-9));
    user.tool.forget(); // the world was reset while the button is down
    user.frame();
    CHECK(user.commands.empty());
    user.input.left = false;
    user.frame();
    CHECK(user.commands.empty());
}
