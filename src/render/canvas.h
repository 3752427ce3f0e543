#pragma once
// A picture to draw into without a window, of one or several panels side by side.

#include "render/gl_objects.h"
#include "render/png.h"
#include "render/view_options.h"

namespace fascia::render {

class Canvas {
  public:
    /// Needs a current context. Throws GraphicsError when the driver has no room for that size.
    /// `transparent`: read() gives an alpha channel.
    Canvas(int width, int height, Theme theme, bool transparent = false);

    /// The rectangle of panel `index` of `count`, a thin gap between panels, text sized for it.
    [[nodiscard]] Target panel(int index, int count) const;
    [[nodiscard]] Image read() const;
    /// Waits until all is drawn; for measuring.
    void finish() const;

  private:
    int width_;
    int height_;
    bool transparent_;
    Texture colour_;
    Framebuffer framebuffer_;
};

} // namespace fascia::render
