#include "render/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <string_view>

#include <glad/gl.h>

#include "render/colour_map.h"
#include "render/scene_impl.h"

namespace fascia::render {
namespace {

constexpr std::size_t kSoftwarePassiveTriangles = 10000; // what llvmpipe draws while the camera moves (two cores)
constexpr double kSoftwarePixels = 1.05e6;
constexpr double kStillPixels = 6.0e7;    // of the 2 x 2 times larger picture of a still, at most
constexpr float kFewerPixelsBelow = 0.6F; // of the detail: then the picture gets coarser too
constexpr float kHatchPeriod_px = 18.0F;
constexpr float kProjectorLines = 1.8F; // factor of the projector theme on the width of fibres

} // namespace

bool Scene::Impl::isSoftware() {
    const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
    const std::string_view name = renderer != nullptr ? renderer : "";
    return name.find("llvmpipe") != std::string_view::npos || name.find("softpipe") != std::string_view::npos ||
           name.find("SwiftShader") != std::string_view::npos;
}

Scene::Impl::Impl() {
    constexpr std::array<ColourMapId, 3> kMaps{ColourMapId::cividis, ColourMapId::viridis, ColourMapId::diverging};
    for (std::size_t i = 0; i < kMaps.size(); ++i) {
        colourMaps[i] = makeTexture();
        glBindTexture(GL_TEXTURE_2D, colourMaps[i].get());
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, kColourMapSize, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                     colourTable(kMaps[i], false).data());
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    }
    glBindTexture(GL_TEXTURE_2D, 0);
    checkGl("setting up");
}

WebPart& Scene::Impl::partOf(const std::shared_ptr<const sim::Web>& web) {
    for (auto it = webs.begin(); it != webs.end(); ++it) {
        if (it->web == web) {
            webs.splice(webs.begin(), webs, it);
            return webs.front();
        }
    }
    const PassiveGeometry geometry = buildPassiveGeometry(web->visuals);
    webs.emplace_front(web, geometry, software ? kSoftwarePassiveTriangles : 400000);
    if (webs.size() > 2) {
        webs.pop_back();
    }
    return webs.front();
}

Panel& Scene::Impl::panelOf(const Target& target) {
    const std::array<int, 5> place{static_cast<int>(target.framebuffer), target.x, target.y, target.width,
                                   target.height};
    for (auto it = panels.begin(); it != panels.end(); ++it) {
        if (it->place == place) {
            panels.splice(panels.begin(), panels, it);
            return panels.front();
        }
    }
    panels.emplace_front();
    panels.front().place = place;
    if (panels.size() > 2) {
        panels.pop_back();
    }
    return panels.front();
}

/// Pixels drawn per pixel of the target, a side.
double Scene::Impl::scaleOf(const ViewOptions& view, const Target& target) const {
    const double pixels = static_cast<double>(target.width) * target.height;
    if (view.quality == Quality::still) {
        return std::clamp(std::sqrt(kStillPixels / pixels), 1.0, 2.0);
    }
    if (!software) {
        return 1.0;
    }
    const double share = std::min(1.0, static_cast<double>(view.detail) / kFewerPixelsBelow);
    return std::min(1.0, std::sqrt(kSoftwarePixels / pixels)) * (0.7 + 0.3 * share);
}

void Scene::Impl::draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view,
                       const Target& target) {
    if (!snapshot.web) {
        throw GraphicsError("There is nothing to draw: the snapshot has no web.");
    }
    if (target.width < 8 || target.height < 8) {
        return;
    } // a window made tiny
    stats = DrawStats{};
    WebPart& part = partOf(snapshot.web);
    Panel& panel = panelOf(target);
    const float aspect = static_cast<float>(target.width) / static_cast<float>(target.height);
    const double scale = scaleOf(view, target);
    const int width = static_cast<int>(std::lround(scale * target.width));
    const int height = static_cast<int>(std::lround(scale * target.height));
    const PassiveKey key{part.web.get(),     camera.view(),    camera.projection(aspect),
                         view.theme,         view.transparent, view.showMuscles && view.left(PeelLayer::muscle) > 0.0F,
                         view.showBones,     view.showContext, view.left(PeelLayer::muscle),
                         part.cutPlane(view)};
    const bool guards = view.showGuard && std::any_of(snapshot.regionGuard.begin(), snapshot.regionGuard.end(),
                                                      [](float guard) { return guard > 0.02F; });
    const float hatch = guards ? kHatchPeriod_px * target.uiScale * static_cast<float>(scale) : 0.0F;
    const Frame frame{snapshot, camera, view, paletteOf(view.theme), key, part, height, hatch};

    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_STENCIL_TEST);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glActiveTexture(GL_TEXTURE0);
    panel.picture.resize(width, height);
    if (isStill(frame)) {
        stats.triangles += passive.drawFull(panel, part.forms(), key, camera);
    } else {
        const int drawn = passive.refresh(panel, part.forms(), key, camera, width, height, view.detail);
        stats.passiveReused = drawn == 0 && panel.restingFrames > 0;
        stats.triangles += drawn;
        glBindFramebuffer(GL_READ_FRAMEBUFFER, panel.passive.framebuffer());
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, panel.picture.framebuffer());
        glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT,
                          GL_NEAREST);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, panel.picture.framebuffer());
    glViewport(0, 0, width, height);
    glEnable(GL_DEPTH_TEST);
    drawTissue(frame);

    glDisable(GL_BLEND);
    glDisable(GL_DEPTH_TEST);
    if (width == target.width && height == target.height) {
        glBindFramebuffer(GL_READ_FRAMEBUFFER, panel.picture.framebuffer());
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, target.framebuffer);
        glBlitFramebuffer(0, 0, width, height, target.x, target.y, target.x + width, target.y + height,
                          GL_COLOR_BUFFER_BIT, GL_NEAREST);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, target.framebuffer);
    glViewport(target.x, target.y, target.width, target.height);
    if (width != target.width || height != target.height) {
        resolve.use();
        resolve.set("picture", 0);
        glActiveTexture(GL_TEXTURE0);
        glBindTexture(GL_TEXTURE_2D, panel.picture.colour());
        glBindVertexArray(empty.get());
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }
    checkGl("final picture");
    const bool named = view.showNerves && part.nerves.has_value();
    overlay.draw(snapshot, camera, view, target, key.cutPlane,
                 named ? part.nerves->labels() : std::span<const PlaceLabel>{});
    glBindTexture(GL_TEXTURE_2D, 0);
    glBindVertexArray(0);
    glUseProgram(0);
}

Scene::Scene() {
    if (glGetString == nullptr || glGetString(GL_VERSION) == nullptr) {
        throw GraphicsError("There is no OpenGL context to draw with; install a driver (on Debian: apt install "
                            "libgl1-mesa-dri) and start again.");
    }
    GLint major = 0;
    GLint minor = 0;
    glGetIntegerv(GL_MAJOR_VERSION, &major);
    glGetIntegerv(GL_MINOR_VERSION, &minor);
    if (major < 3) {
        throw GraphicsError("Drawing needs OpenGL 3.3 (or OpenGL ES 3.0); this driver offers " + std::to_string(major) +
                            "." + std::to_string(minor) + ".");
    }
    while (glGetError() != GL_NO_ERROR) {
    } // not ours
    impl_ = std::make_unique<Impl>();
}

Scene::~Scene() = default;
Scene::Scene(Scene&&) noexcept = default;
Scene& Scene::operator=(Scene&&) noexcept = default;

void Scene::draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target) {
    checkGl("something before this frame");
    if (view.theme != Theme::projector) {
        impl_->draw(snapshot, camera, view, target);
        return;
    }
    ViewOptions wide = view;
    wide.webWidth *= kProjectorLines;
    Target large = target;
    large.uiScale *= kProjectorText;
    impl_->draw(snapshot, camera, wide, large);
}

const DrawStats& Scene::stats() const { return impl_->stats; }

} // namespace fascia::render
