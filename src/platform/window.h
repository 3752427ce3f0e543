#pragma once
// A window with an OpenGL 3.3 core context, through GLFW. One per program.

#include <memory>
#include <stdexcept>
#include <string>

#include "platform/gamepad.h"

struct GLFWwindow;

namespace fascia::platform {

/// One sentence for a person: why no window could be opened. The program exits with code 5.
class WindowError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct WindowOptions {
    int width = 1280; ///< Screen coordinates.
    int height = 720;
    std::string title = "fascia";
    bool waitForVerticalSync = true;
};

/// Width and height in pixels or screen coordinates.
struct Extent {
    int width = 0;
    int height = 0;
};

/// Keys that act once when they go down.
struct KeyTaps {
    bool f12 = false, escape = false, tab = false, pageUp = false, pageDown = false;
};

class Window {
  public:
    /// Opens the window (Ctrl-Q closes it, as its frame does), makes its context current on this thread and loads the
    /// OpenGL functions. Throws WindowError.
    explicit Window(const WindowOptions& options);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    /// Handles what the window system has to say since the last call.
    void poll();
    /// Shows what was drawn.
    void swap();
    [[nodiscard]] bool shouldClose() const;
    void close();
    /// Keys that went down since the last call, also where they came up again before a slow frame could see it.
    [[nodiscard]] KeyTaps takeTaps();
    void setTitle(const std::string& title);

    [[nodiscard]] Extent framebuffer_px() const;
    [[nodiscard]] Extent size() const;
    [[nodiscard]] bool minimised() const;
    /// Pixels per design pixel that the desktop asks for (1 at 96 dpi, 2 at 200 %).
    [[nodiscard]] float contentScale() const;
    /// The first gamepad there is; not connected while another window has the keys.
    [[nodiscard]] GamepadReading gamepad() const;
    /// Seconds since the window was opened, monotonic.
    [[nodiscard]] double time_s() const;
    /// For the interface library's own backend only.
    [[nodiscard]] GLFWwindow* handle() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace fascia::platform
