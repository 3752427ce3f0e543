// A gamepad without a gamepad: states go in, orders come out.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

#include "app/gamepad.h"
#include "app/tools.h"
#include "support/find_command.h"
#include "support/viewer_dome.h"

using namespace fascia;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

app::GamepadState pad(const std::string& line) {
    const sim::Result<app::GamepadState> state = app::gamepadFromText(line);
    REQUIRE(state);
    return state.value();
}

/// A gamepad in front of the dome's back: the picture's right is -x.
struct Player {
    test::Dome dome;
    app::Gamepad gamepad;
    app::HandTool tool;
    app::HandSettings settings;
    std::vector<sim::Command> commands;
    bool aims = false;

    Player() { frame("0 0 0 0 0 0"); }
    void frame(const std::string& line) {
        commands.clear();
        const app::GamepadFrame orders = gamepad.read(pad(line));
        app::ToolInput input;
        input.dt_s = 1.0 / 30.0;
        input.viewRight = {-1, 0, 0};
        input.viewUp = {0, 1, 0};
        input.ray = {{0.05F, 0.06F, -1.0F}, {0, 0, 1}};
        input.pointerOnPanel = !aims;
        input.aims = aims;
        input.squeeze = orders.squeeze;
        input.pullX = orders.stickX;
        input.pullY = orders.stickY;
        input.holdButton = orders.hold;
        input.letGoButton = orders.letGo;
        input.pressureSteps = orders.pressureSteps;
        tool.update(input, dome.snapshot(), settings, commands);
    }
    template <typename T>
    [[nodiscard]] const T* find() const {
        return test::findCommand<T>(commands);
    }
};

} // namespace

TEST_CASE("A gamepad's sticks rest within their dead zone and reach their end", "[gamepad]") {
    app::Gamepad gamepad;
    CHECK(gamepad.read(pad("0.18 -0.18 0.26 0 0.11 0.1")).stickX == 0.0F);
    const app::GamepadFrame rest = gamepad.read(pad("0.18 -0.18 0.26 0 0.11 0.1"));
    CHECK(rest.stickY == 0.0F);
    CHECK(rest.turnX == 0.0F);
    CHECK(rest.squeeze == 0.0F);
    const app::GamepadFrame end = gamepad.read(pad("1 0 0 -1 0 1"));
    CHECK_THAT(end.stickX, WithinAbs(1.0, 1e-6));
    CHECK_THAT(end.turnY, WithinAbs(1.0, 1e-6)); // up is positive
    CHECK_THAT(end.squeeze, WithinAbs(1.0, 1e-6));
    const app::GamepadFrame corner = gamepad.read(pad("1 1 0 0 0 0"));
    CHECK_THAT(std::hypot(corner.stickX, corner.stickY), WithinAbs(1.0, 1e-6));
    float last = 0.0F;
    for (int i = 0; i <= 100; ++i) { // no step at the edge of the dead zone, and never back
        const float now = gamepad.read(pad(std::to_string(0.01 * i) + " 0 0 0 0 0")).stickX;
        CHECK(now >= last);
        CHECK(now - last < 0.03F);
        last = now;
    }
    app::GamepadState broken = pad("0 0 0 0 0 0");
    broken.axis.fill(std::numeric_limits<float>::quiet_NaN());
    const app::GamepadFrame none = gamepad.read(broken);
    CHECK(std::isfinite(none.squeeze));
    CHECK(none.stickX == 0.0F);
}

TEST_CASE("A gamepad's buttons act once, and not because they are down when it is plugged in", "[gamepad]") {
    app::Gamepad gamepad;
    CHECK_FALSE(gamepad.read(pad("0 0 0 0 0 0 start")).pause);
    CHECK_FALSE(gamepad.read(pad("0 0 0 0 0 0 start")).pause);
    CHECK_FALSE(gamepad.read(pad("0 0 0 0 0 0")).pause);
    CHECK(gamepad.read(pad("0 0 0 0 0 0 start")).pause);
    CHECK_FALSE(gamepad.read(pad("0 0 0 0 0 0 start")).pause);
    CHECK(gamepad.read(pad("0 0 0 0 0 0 right")).site == 1);
    CHECK(gamepad.read(pad("0 0 0 0 0 0 left up")).site == -1);
    const app::GamepadFrame many = gamepad.read(pad("0 0 0 0 0 0 down a b x y back rs rb"));
    CHECK(many.pressureSteps == -1.0F);
    CHECK((many.hold && many.letGo && many.nextContact && many.nextSurface && many.resetTissue && many.resetView));
    CHECK(many.zoom == 1.0F);
    CHECK_FALSE(app::gamepadFromText("0 0 0").ok());
    CHECK_FALSE(app::gamepadFromText("0 0 0 0 0 x").ok());
    CHECK_FALSE(app::gamepadFromText("0 0 0 0 0 nan").ok());
    CHECK_FALSE(app::gamepadFromText("0 0 0 0 0 0 c").ok());
    CHECK_FALSE(pad("").connected);
}

TEST_CASE("A trigger that was never seen at rest does not press", "[gamepad]") {
    app::Gamepad gamepad; // some drivers say half squeezed until it first moves
    CHECK(gamepad.read(pad("0 0 0 0 0.5 0.5")).squeeze == 0.0F);
    CHECK(gamepad.read(pad("0 0 0 0 0.5 0")).squeeze == 0.0F);
    CHECK(gamepad.read(pad("0 0 0 0 0.5 0.5")).squeeze > 0.4F);
    gamepad.read(pad(""));
    CHECK(gamepad.read(pad("0 0 0 0 0 0.5")).squeeze == 0.0F);
}

TEST_CASE("A trigger presses as hard as it is squeezed, and lifts when let go", "[gamepad]") {
    Player player;
    player.frame("0 0 0 0 0 0.56"); // half way beyond the dead zone
    const auto* place = player.find<sim::PlaceHand>();
    REQUIRE(place != nullptr);
    CHECK_THAT(place->position_m[0], WithinAbs(0.0, 1e-6)); // the site, in the middle
    REQUIRE(player.find<sim::PressHand>() != nullptr);
    CHECK_THAT(player.find<sim::PressHand>()->force_N, WithinRel(0.5 * 12e3 * 12e-4, 0.02));
    player.frame("0 0 0 0 0 0.562"); // noise
    CHECK(player.commands.empty());
    player.frame("0 0 0 0 0 1");
    REQUIRE(player.find<sim::PressHand>() != nullptr);
    CHECK_THAT(player.find<sim::PressHand>()->force_N, WithinRel(12e3 * 12e-4, 1e-6));
    player.frame("0 0 0 0 0 0.13"); // hardly: never less than the least pressure there is
    REQUIRE(player.find<sim::PressHand>() != nullptr);
    CHECK_THAT(player.find<sim::PressHand>()->force_N, WithinRel(app::kLeastPressure_Pa * 12e-4, 1e-6));
    player.frame("0 0 0 0 0 0");
    CHECK(player.find<sim::LiftHand>() != nullptr);
    player.frame("0 0 0 0 0 1");
    player.frame(""); // unplugged
    CHECK(player.find<sim::LiftHand>() != nullptr);
}

TEST_CASE("The stick pulls while it is held over, and the hand can stay", "[gamepad]") {
    Player player;
    player.frame("0 -1 0 0 0 1");
    CHECK_THAT(player.tool.status().tractionRatio, WithinRel(app::kLargestTractionRatio, 1e-3));
    CHECK(player.tool.status().tractionDirection[1] > 0.99F); // up
    player.frame("0 0 0 0 0 1");
    CHECK(player.tool.status().tractionRatio == 0.0); // back at rest: no pull
    player.frame("0 0 0 0 0 0.56 a");
    CHECK(player.tool.status().kept);
    CHECK_THAT(player.settings.pressure_Pa, WithinRel(6e3, 0.02)); // as firm as it was
    player.frame("0 0 0 0 0 0");
    CHECK(player.find<sim::LiftHand>() == nullptr);
    CHECK(player.tool.status().pressing);
    player.frame("0 0 0 0 0 0 a");
    CHECK(player.find<sim::LiftHand>() != nullptr);
    player.frame("0 0 0 0 0 0");
    player.frame("0 0 0 0 0 0 a"); // without a trigger
    CHECK(player.tool.status().kept);
    player.frame("0 0 0 0 0 0 b");
    CHECK(player.find<sim::LiftHand>() != nullptr);
    CHECK_FALSE(player.tool.status().pressing);
}

TEST_CASE("A gamepad presses where it aims", "[gamepad]") {
    Player player;
    player.aims = true;
    player.frame("0 0 0 0 1 0");
    const auto* place = player.find<sim::PlaceHand>();
    REQUIRE(place != nullptr);
    CHECK_THAT(place->position_m[0], WithinAbs(0.05, 1e-3));
    CHECK_THAT(place->position_m[1], WithinAbs(0.06, 1e-3));
    CHECK(player.find<sim::SetFocus>() != nullptr);
}
