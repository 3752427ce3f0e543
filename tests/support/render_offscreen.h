#pragma once
// Pictures for the tests of the drawing.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "platform/offscreen_context.h"
#include "render/png.h"
#include "render/scene.h"

namespace fascia::test {

/// One OpenGL context for the whole test program; empty when this machine cannot make one.
bool offscreenAvailable();

/// A new context, current on this thread; null when this machine cannot make one.
std::unique_ptr<platform::OffscreenContext> freshOffscreen();

/// Draws into a canvas and reads it back.
render::Image drawPicture(render::Scene& scene, const sim::Snapshot& snapshot, const render::Camera& camera,
                          const render::ViewOptions& view, int width, int height);

/// Mean luminance of the encoded picture, 0..255.
double meanGrey(const render::Image& image);

/// A PNG file; empty image when it cannot be read.
render::Image readImage(const std::filesystem::path& file);

struct ImageDifference {
    double mean = 255.0;      ///< Mean absolute difference of the channels, 0..255.
    double shareFarOff = 1.0; ///< Share of pixels with a channel off by more than 16.
};
ImageDifference compare(const render::Image& a, const render::Image& b);

} // namespace fascia::test
