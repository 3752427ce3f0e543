#pragma once
// Joins the interface library to the window and to OpenGL. One per program.

#include "platform/window.h"

namespace fascia::viewer {

class ImGuiHost {
  public:
    explicit ImGuiHost(platform::Window& window);
    ~ImGuiHost();
    ImGuiHost(const ImGuiHost&) = delete;
    ImGuiHost& operator=(const ImGuiHost&) = delete;

    /// Call when the font atlas was rebuilt, between frames.
    void uploadFonts();
    void beginFrame();
    /// Draws the panels over what is in the window's framebuffer.
    void endFrame();
};

} // namespace fascia::viewer
