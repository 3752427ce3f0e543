#pragma once
// The gamepad of the window: where its state comes from, and the place in the picture at which it aims.

#include <string>

#include "app/gamepad.h"
#include "app/tools.h"
#include "platform/window.h"

namespace fascia::viewer {

/// Reads the window's first gamepad, or lines of app::gamepadFromText from a named pipe.
class GamepadSource {
  public:
    /// `pipe` empty: the window's own. A pipe that cannot be opened counts as no gamepad; `opened` tells.
    explicit GamepadSource(const std::string& pipe);
    ~GamepadSource();
    GamepadSource(const GamepadSource&) = delete;
    GamepadSource& operator=(const GamepadSource&) = delete;

    [[nodiscard]] bool opened() const { return opened_; }
    /// The state now. Lines that make no sense are put into `complaint`.
    app::GamepadState read(const platform::Window& window, std::string& complaint);
    /// What it is called.
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    bool opened_ = true;
    int pipe_ = -1;
    std::string pending_;
    std::string name_;
    app::GamepadState state_;
};

/// The place at which the gamepad aims, in shares of the picture from its top left. Off until the stick moves it; the mouse
/// and a choice of site put it off again.
class GamepadAim {
  public:
    void update(const app::GamepadFrame& frame, bool pressing, double wall_dt_s, float aspect);
    void putOff() { on_ = false; }
    [[nodiscard]] bool on() const { return on_; }
    [[nodiscard]] float x() const { return x_; }
    [[nodiscard]] float y() const { return y_; }

  private:
    bool on_ = false;
    bool waits_ = false; ///< The stick pulled on a hand and is not yet back at rest.
    float x_ = 0.5F, y_ = 0.5F;
};

/// The next of what presses, or of the skin's surfaces, in a circle.
void nextContact(app::HandSettings& hand);
void nextSurface(app::HandSettings& hand);

} // namespace fascia::viewer
