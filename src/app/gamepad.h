#pragma once
// What a gamepad's sticks, triggers and buttons ask for. Knows no window library: the state comes in as numbers, so that a
// test, or another device, can feed it.
//
// Triggers press, as hard as they are squeezed; the left stick aims, and pulls along the skin while the hand presses; the
// right stick turns the body. Test: tests/unit/gamepad_test.cpp.

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "sim/core/result.h"

namespace fascia::app {

/// In the order of the common layout (and of GLFW's).
enum class PadAxis : std::size_t { leftX, leftY, rightX, rightY, leftTrigger, rightTrigger };
enum class PadButton : std::size_t {
    a,
    b,
    x,
    y,
    leftBumper,
    rightBumper,
    back,
    start,
    guide,
    leftStick,
    rightStick,
    up,
    right,
    down,
    left
};
inline constexpr std::size_t kPadAxes = 6;
inline constexpr std::size_t kPadButtons = 15;

struct GamepadState {
    bool connected = false;
    std::array<float, kPadAxes> axis{0, 0, 0, 0, -1, -1}; ///< -1..1; y down positive; triggers -1 at rest.
    std::array<bool, kPadButtons> button{};

    [[nodiscard]] float at(PadAxis which) const { return axis[static_cast<std::size_t>(which)]; }
    [[nodiscard]] bool down(PadButton which) const { return button[static_cast<std::size_t>(which)]; }
};

/// "LX LY RX RY LT RT [BUTTON...]": sticks -1..1 with y down positive, triggers 0..1, buttons by name (a b x y lb rb back
/// start guide ls rs up right down left); an empty line: unplugged. Error: badInput.
sim::Result<GamepadState> gamepadFromText(const std::string& line);

/// Share of a stick's way that is at rest: worn sticks do not come back to the middle. The larger of XInput's two.
inline constexpr float kStickDeadZone = 8689.0F / 32767.0F;
/// The same of a trigger: XInput's threshold.
inline constexpr float kTriggerDeadZone = 30.0F / 255.0F;

/// One frame of the gamepad in the terms of the program.
struct GamepadFrame {
    float squeeze = 0.0F;               ///< The firmer trigger beyond its dead zone, 0..1.
    float stickX = 0.0F, stickY = 0.0F; ///< Left stick, right and up positive, at most 1 long.
    float turnX = 0.0F, turnY = 0.0F;   ///< Right stick, right and up positive, at most 1 long.
    float zoom = 0.0F;                  ///< 1 nearer, -1 farther: the bumpers.
    bool hold = false;                  ///< A went down: the hand stays, or lets go.
    bool letGo = false;                 ///< B went down.
    bool nextContact = false;           ///< X went down.
    bool nextSurface = false;           ///< Y went down.
    bool pause = false;                 ///< Start went down.
    bool resetTissue = false;           ///< Back went down.
    bool resetView = false;             ///< The right stick was clicked.
    int site = 0;                       ///< -1, 0 or 1: to the one before or after (left, right).
    float pressureSteps = 0.0F;         ///< Up and down went down.
};

class Gamepad {
  public:
    /// Reads one frame. A button acts once, when it goes down. A trigger that has not been seen at rest does nothing: some
    /// drivers report it half squeezed until it first moves.
    GamepadFrame read(const GamepadState& state);

  private:
    GamepadState last_;
    std::array<bool, 2> armed_{};
};

} // namespace fascia::app
