#pragma once
// The sticks, triggers and buttons of a gamepad in the common layout, as GLFW gives them.

#include <array>
#include <string>

namespace fascia::platform {

struct GamepadReading {
    bool connected = false;
    std::string name;
    std::array<float, 6> axis{0, 0, 0, 0, -1, -1}; ///< Left x, y, right x, y, left and right trigger; y down positive.
    std::array<bool, 15> button{};                 ///< a b x y lb rb back start guide ls rs up right down left.
};

} // namespace fascia::platform
