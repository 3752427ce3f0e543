#include "render/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include <glad/gl.h>
#include <glm/common.hpp>

#include "render/colour_map.h"
#include "render/gl_objects.h"
#include "render/hand_shapes.h"
#include "render/overlay.h"
#include "render/passive_pass.h"
#include "render/web_part.h"

namespace fascia::render {
namespace {

// What a software renderer can draw in about 30 ms (measured with llvmpipe on two cores).
constexpr int kSoftwareFibres = 7400;
constexpr int kSoftwareLineTriangles = 6000;
constexpr std::size_t kSoftwarePassiveTriangles = 10000;
constexpr double kSoftwarePixels = 1.05e6;
constexpr double kStillPixels = 6.0e7;    // of the 2 x 2 times larger picture of a still, at most
constexpr float kFewerPixelsBelow = 0.6F; // of the detail: then the picture gets coarser too
constexpr float kLift_m = 0.02F;          // the web shows through forms that stand out by less than this
constexpr float kHatchPeriod_px = 18.0F;
constexpr float kBeadRadius_m = 0.0038F;
constexpr float kProjectorText = 1.5F;  // factor of the projector theme on text
constexpr float kProjectorLines = 1.8F; // and on the width of fibres

/// Programs that have a variant for a cut body.
struct SurfacePrograms {
    Program sheet;
    Program skin;
    explicit SurfacePrograms(std::string_view defines)
        : sheet("sheet", "sheet", defines), skin("skin", "skin", defines) {}
};

/// One draw(): what all its parts need.
struct Frame {
    const sim::Snapshot& snapshot;
    const Camera& camera;
    const ViewOptions& view;
    const Palette& palette;
    PassiveKey key;
    WebPart& part;
    int height = 0;     ///< Of the picture [px].
    float hatch = 0.0F; ///< Period of the hatch in that picture [px]; 0: nothing guards.
};

float pixelsPerUnit(const Frame& frame) { return 0.5F * static_cast<float>(frame.height) * frame.key.projection[1][1]; }

} // namespace

struct Scene::Impl {
    bool software = isSoftware();
    PassivePass passive{software};
    Program resolve{"screen", "resolve"};
    Program fibre{"fibre"};
    Program hand{"hand"};
    std::optional<Program> line;
    std::optional<Program> bead;
    std::optional<SurfacePrograms> whole;
    std::optional<SurfacePrograms> cut;
    VertexArray empty = makeVertexArray();
    std::array<Texture, 3> colourMaps; ///< cividis, viridis, diverging.
    HandShapes hands;
    Overlay overlay;
    std::list<WebPart> webs; ///< Most recent first.
    std::list<Panel> panels; ///< Most recent first.
    DrawStats stats;

    static bool isSoftware() {
        const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
        const std::string_view name = renderer != nullptr ? renderer : "";
        return name.find("llvmpipe") != std::string_view::npos || name.find("softpipe") != std::string_view::npos ||
               name.find("SwiftShader") != std::string_view::npos;
    }

    Impl() {
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

    WebPart& partOf(const std::shared_ptr<const sim::Web>& web);
    Panel& panelOf(const Target& target);
    const SurfacePrograms& surfaces(const Frame& frame) {
        std::optional<SurfacePrograms>& wanted = frame.key.isCut() ? cut : whole;
        if (!wanted) {
            wanted.emplace(frame.key.isCut() ? kCutDefine : std::string_view{});
        }
        return *wanted;
    }

    static void setView(const Program& program, const Frame& frame) {
        program.set("view", frame.key.view);
        program.set("projection", frame.key.projection);
        program.set("lift_m", kLift_m);
        program.set("cutPlane", frame.key.cutPlane);
        setFog(program, frame.palette, frame.camera);
    }

    [[nodiscard]] bool isStill(const Frame& frame) const { return frame.view.quality == Quality::still; }
    [[nodiscard]] double scaleOf(const ViewOptions& view, const Target& target) const;
    void bindColourMap(const Frame& frame, const sim::FieldView* field);
    void setFibre(const Frame& frame, float quiet, float glowFactor, float casing);
    void drawFibres(const Frame& frame);
    void drawGhost(const Frame& frame);
    void drawLines(const Frame& frame);
    void drawBeads(const Frame& frame);
    void drawSheet(const Frame& frame, const sim::FieldView* field);
    void drawSkin(const Frame& frame, bool inside, bool tinted);
    void drawHands(const Frame& frame, bool clear);
    void drawTissue(const Frame& frame);
    void draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target);
};

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

void Scene::Impl::bindColourMap(const Frame& frame, const sim::FieldView* field) {
    const ColourMapId map = frame.view.colourMap != ColourMapId::automatic ? frame.view.colourMap
                            : field != nullptr && field->diverging         ? ColourMapId::diverging
                                                                           : ColourMapId::viridis;
    const std::size_t index = map == ColourMapId::viridis ? 1 : map == ColourMapId::diverging ? 2 : 0;
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, colourMaps[index].get());
}

void Scene::Impl::setFibre(const Frame& frame, float quiet, float glowFactor, float casing) {
    fibre.use();
    setView(fibre, frame);
    const float spacing = frame.part.fibres.meanLength_m();
    fibre.set("halfWidth_m", glm::vec2(0.036F, 0.140F) * spacing);
    fibre.set("pixelsPerUnit", pixelsPerUnit(frame));
    fibre.set("halo", 1.5F);
    // Kept small, so that its sine stays exact; the wave returns to its start after one period.
    constexpr float kFlowPeriod_s = 2.0F * 3.14159265F / 2.4F;
    const bool flows = frame.view.flow_s >= 0.0F && !frame.view.showLines;
    fibre.set("flow_s", flows ? std::fmod(frame.view.flow_s, kFlowPeriod_s) : -1.0F);
    fibre.set("casing", casing);
    fibre.set("quiet", quiet);
    fibre.set("casingColour", frame.palette.casing);
    fibre.set("glow", glowFactor * frame.palette.glow);
    fibre.set("glowCover", frame.palette.glowCover);
    fibre.set("sheenColour", frame.palette.sheen);
}

void Scene::Impl::drawFibres(const Frame& frame) {
    int budget = 0;
    if (!isStill(frame) && software) {
        const float share = frame.view.detail * (frame.view.showLines ? 0.6F : 1.0F);
        budget = std::max(400, static_cast<int>(share * kSoftwareFibres));
    }
    frame.part.fibres.update(frame.snapshot, frame.view, frame.key.view, frame.key.cutPlane, budget);
    stats.fibres = frame.part.fibres.drawn();
    stats.fibresOfWeb = frame.part.fibres.available();
    stats.triangles += 2 * stats.fibres;
    setFibre(frame, frame.view.theme == Theme::dark ? 0.6F : 1.0F, 1.0F, 0.55F);
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    frame.part.fibres.draw();
    glDepthMask(GL_TRUE);
    checkGl("fibres");
}

/// The web as it was: one pale tone, thin, no glow.
void Scene::Impl::drawGhost(const Frame& frame) {
    const auto& ghost = frame.view.ghostPosition_m;
    if (!ghost || ghost->size() != frame.snapshot.position_m.size()) {
        return;
    }
    WebPart& part = frame.part;
    if (!part.ghost) {
        part.ghost.emplace(*part.web, part.fade);
    }
    sim::Snapshot before = frame.snapshot;
    before.position_m = *ghost;
    ViewOptions view = frame.view;
    view.fieldId.clear();
    view.showSuperficialFascia = false;
    view.showInterlayer = false;
    view.showRelease = false;
    view.showLines = false;
    view.quality = Quality::interactive;
    part.ghost->fadeWhereNear(frame.snapshot.position_m);
    const int budget = software && !isStill(frame) ? kSoftwareFibres / 4 : 0;
    part.ghost->update(before, view, frame.key.view, frame.key.cutPlane, budget);
    stats.triangles += 2 * part.ghost->drawn();
    setFibre(frame, 0.75F, 0.0F, 0.0F);
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    part.ghost->draw();
    glDepthMask(GL_TRUE);
    checkGl("the web as it was");
}

void Scene::Impl::drawLines(const Frame& frame) {
    WebPart& part = frame.part;
    if (!part.lines) {
        part.lines.emplace(part.sheet);
        line.emplace("line");
    }
    const bool limited = software && !isStill(frame);
    const int most = limited ? std::max(600, static_cast<int>(frame.view.detail * kSoftwareLineTriangles)) : 0;
    part.lines->update(frame.snapshot, frame.view, frame.key.cutPlane, most);
    stats.triangles += part.lines->triangles();
    line->use();
    setView(*line, frame);
    const float spacing = part.fibres.meanLength_m() * frame.view.webWidth;
    line->set("halfWidth_m", glm::vec2(0.05F, 0.13F) * spacing);
    line->set("pixelsPerUnit", pixelsPerUnit(frame));
    line->set("lineColour", frame.palette.line);
    line->set("lineLight", frame.palette.lineLight);
    line->set("flow_s", frame.view.flow_s < 0.0F ? -1.0F : std::fmod(frame.view.flow_s, 1.12F)); // one dash a period
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    part.lines->draw();
    glDepthMask(GL_TRUE);
    checkGl("lines of tension");
}

void Scene::Impl::drawBeads(const Frame& frame) {
    WebPart& part = frame.part;
    if (!part.beads) {
        part.beads.emplace(part.sheet);
        bead.emplace("bead");
    }
    part.beads->update(frame.snapshot, part.sheet, frame.key.cutPlane);
    stats.triangles += part.beads->triangles();
    bead->use();
    setView(*bead, frame);
    bead->set("radius_m", kBeadRadius_m);
    bead->set("pixelsPerUnit", pixelsPerUnit(frame));
    bead->set("waterColour", glm::vec3(0.28F, 0.60F, 0.86F));
    bead->set("rimColour",
              frame.view.theme == Theme::dark ? glm::vec3(0.88F, 0.94F, 0.98F) : glm::vec3(0.10F, 0.22F, 0.34F));
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    part.beads->draw();
    glDepthMask(GL_TRUE);
    checkGl("beads");
}

void Scene::Impl::drawSheet(const Frame& frame, const sim::FieldView* field) {
    const Program& sheet = surfaces(frame).sheet;
    const float share = frame.view.left(PeelLayer::deepFascia);
    const bool skinHidden = !frame.view.showSkin || frame.view.left(PeelLayer::skin) <= 0.0F;
    sheet.use();
    setView(sheet, frame);
    sheet.set("cover", frame.palette.sheetCover);
    sheet.set("plain", field == nullptr ? 1.0F : 0.0F);
    sheet.set("plainColour", glm::vec3(0.79F, 0.78F, 0.74F));
    sheet.set("diverging", field != nullptr && field->diverging ? 1.0F : 0.0F);
    sheet.set("share", share);
    sheet.set("hatchPeriod", skinHidden ? frame.hatch : 0.0F);
    sheet.set("colourMap", 0);
    bindColourMap(frame, field);
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    frame.part.sheet.draw();
    stats.triangles += frame.part.sheet.triangles();
    glDepthMask(GL_TRUE);
    checkGl("deep fascia");
}

void Scene::Impl::drawSkin(const Frame& frame, bool inside, bool tinted) {
    const Program& skin = surfaces(frame).skin;
    const Palette& palette = frame.palette;
    const float opacity = std::clamp(frame.view.skinOpacity, 0.0F, 1.0F);
    skin.use();
    setView(skin, frame);
    skin.set("albedo", palette.skin);
    skin.set("rimColour", palette.skinRim);
    skin.set("opacity", opacity);
    skin.set("rimOpacity", std::max(palette.skinRimOpacity, opacity));
    skin.set("tint", tinted ? 0.8F : 0.0F);
    skin.set("inside", inside ? 1.0F : 0.0F);
    skin.set("sheen", palette.skinSheen);
    skin.set("share", frame.view.left(PeelLayer::skin));
    skin.set("hatchPeriod", inside ? 0.0F : frame.hatch);
    skin.set("colourMap", 0);
    bindColourMap(frame, frame.snapshot.field(frame.view.fieldId));
    glEnable(GL_CULL_FACE);
    glCullFace(inside ? GL_FRONT : GL_BACK);
    if (!inside) { // nearest front only: first its depth, then its colour
        if (!software || isStill(frame)) {
            glDisable(GL_BLEND);
            glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
            frame.part.skin.draw();
            stats.triangles += frame.part.skin.triangles();
            glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        }
        glDepthFunc(GL_LEQUAL);
    } else {
        glDepthMask(GL_FALSE);
    }
    glEnable(GL_BLEND);
    frame.part.skin.draw();
    stats.triangles += frame.part.skin.triangles();
    glDepthMask(GL_TRUE);
    glDepthFunc(GL_LESS);
    glDisable(GL_CULL_FACE);
    checkGl("skin");
}

void Scene::Impl::drawHands(const Frame& frame, bool clear) {
    hand.use();
    setView(hand, frame);
    if (!clear) {
        glDisable(GL_BLEND);
        hands.drawSolid();
    } else {
        glEnable(GL_BLEND);
        glEnable(GL_CULL_FACE);
        glCullFace(GL_BACK);
        glDepthMask(GL_FALSE);
        hands.drawClear();
        glDepthMask(GL_TRUE);
        glDisable(GL_CULL_FACE);
    }
    checkGl("hands");
}

/// All that moves, over bones and muscles.
void Scene::Impl::drawTissue(const Frame& frame) {
    const ViewOptions& view = frame.view;
    const sim::FieldView* field = frame.snapshot.field(view.fieldId);
    const bool tinted = view.colourSkin && field != nullptr && field->where == sim::FieldWhere::node;
    const bool skinShown = view.showSkin && view.left(PeelLayer::skin) > 0.0F;
    const bool deepShown = view.showFascia && view.left(PeelLayer::deepFascia) > 0.0F;
    if (skinShown) {
        frame.part.skin.update(frame.snapshot, view, field);
        if (isStill(frame)) {
            drawSkin(frame, true, false);
        }
    }
    if (deepShown) {
        frame.part.sheet.update(frame.snapshot, view, field);
        drawSheet(frame, field);
        drawGhost(frame);
        drawFibres(frame);
    }
    if (view.showLines && deepShown) {
        drawLines(frame);
    }
    if (view.showBeads && deepShown) {
        drawBeads(frame);
    }
    hands.update(frame.snapshot, view);
    stats.triangles += hands.triangles();
    drawHands(frame, false);
    if (skinShown) {
        drawSkin(frame, false, tinted);
    }
    drawHands(frame, true);
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
    const PassiveKey key{part.web.get(),
                         camera.view(),
                         camera.projection(aspect),
                         view.theme,
                         view.transparent,
                         view.showMuscles && view.left(PeelLayer::muscle) > 0.0F,
                         view.showBones,
                         view.left(PeelLayer::muscle),
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
        const int drawn = passive.refresh(panel, part.forms(), key, camera, width, height);
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
    glBindFramebuffer(GL_FRAMEBUFFER, target.framebuffer);
    glViewport(target.x, target.y, target.width, target.height);
    resolve.use();
    resolve.set("picture", 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, panel.picture.colour());
    glBindVertexArray(empty.get());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    checkGl("final picture");
    overlay.draw(snapshot, camera, view, target, key.cutPlane);
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
