#include "app/gamepad.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>

namespace fascia::app {
namespace {

constexpr std::array<std::string_view, kPadButtons> kNames{"a",     "b",  "x",  "y",  "lb",    "rb",   "back", "start",
                                                           "guide", "ls", "rs", "up", "right", "down", "left"};

float finite(float value) { return std::isfinite(value) ? std::clamp(value, -1.0F, 1.0F) : 0.0F; }

/// A stick without its dead zone: round, 0 at its edge and 1 at the end of the way, finer near rest.
std::array<float, 2> stick(float x, float y) {
    x = finite(x);
    y = finite(y);
    const float length = std::hypot(x, y);
    if (length <= kStickDeadZone) {
        return {0.0F, 0.0F};
    }
    const float share = std::min((length - kStickDeadZone) / (1.0F - kStickDeadZone), 1.0F);
    return {share * share * x / length, share * share * y / length};
}

} // namespace

sim::Result<GamepadState> gamepadFromText(const std::string& line) {
    GamepadState state;
    std::istringstream words(line);
    std::string word;
    std::size_t count = 0;
    while (words >> word) {
        if (count < kPadAxes) {
            std::istringstream number(word);
            float value = 0.0F;
            if (!(number >> value) || !number.eof() || value < -1.0F || value > 1.0F) {
                return sim::Error{sim::ErrorCode::badInput, "A gamepad's line begins with six numbers from -1 to 1.",
                                  word, ""};
            }
            // Triggers are written 0..1 and kept -1..1.
            state.axis[count] =
                count >= static_cast<std::size_t>(PadAxis::leftTrigger) ? 2.0F * std::max(value, 0.0F) - 1.0F : value;
        } else {
            const auto* const found = std::find(kNames.begin(), kNames.end(), word);
            if (found == kNames.end()) {
                return sim::Error{sim::ErrorCode::badInput, "A gamepad has no such button.", word, ""};
            }
            state.button[static_cast<std::size_t>(found - kNames.begin())] = true;
        }
        ++count;
    }
    if (count > 0 && count < kPadAxes) {
        return sim::Error{sim::ErrorCode::badInput, "A gamepad's line begins with six numbers from -1 to 1.", line, ""};
    }
    state.connected = count > 0;
    return state;
}

GamepadFrame Gamepad::read(const GamepadState& state) {
    GamepadFrame frame;
    if (!state.connected) {
        last_ = state;
        armed_ = {};
        return frame;
    }
    constexpr std::array<PadAxis, 2> kTriggers{PadAxis::leftTrigger, PadAxis::rightTrigger};
    for (std::size_t i = 0; i < kTriggers.size(); ++i) {
        const float way = 0.5F * (finite(state.at(kTriggers[i])) + 1.0F);
        const float squeeze = std::clamp((way - kTriggerDeadZone) / (1.0F - kTriggerDeadZone), 0.0F, 1.0F);
        armed_[i] = armed_[i] || squeeze <= 0.0F;
        frame.squeeze = armed_[i] ? std::max(frame.squeeze, squeeze) : frame.squeeze;
    }
    const std::array<float, 2> left = stick(state.at(PadAxis::leftX), state.at(PadAxis::leftY));
    const std::array<float, 2> right = stick(state.at(PadAxis::rightX), state.at(PadAxis::rightY));
    frame.stickX = left[0];
    frame.stickY = -left[1];
    frame.turnX = right[0];
    frame.turnY = -right[1];
    frame.zoom = (state.down(PadButton::rightBumper) ? 1.0F : 0.0F) - (state.down(PadButton::leftBumper) ? 1.0F : 0.0F);
    // What is already held when the gamepad is plugged in asks for nothing.
    const auto went = [&](PadButton button) { return last_.connected && state.down(button) && !last_.down(button); };
    frame.hold = went(PadButton::a);
    frame.letGo = went(PadButton::b);
    frame.nextContact = went(PadButton::x);
    frame.nextSurface = went(PadButton::y);
    frame.pause = went(PadButton::start);
    frame.resetTissue = went(PadButton::back);
    frame.resetView = went(PadButton::rightStick);
    frame.site = (went(PadButton::right) ? 1 : 0) - (went(PadButton::left) ? 1 : 0);
    frame.pressureSteps = (went(PadButton::up) ? 1.0F : 0.0F) - (went(PadButton::down) ? 1.0F : 0.0F);
    last_ = state;
    return frame;
}

} // namespace fascia::app
