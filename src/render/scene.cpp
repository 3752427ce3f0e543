#include "render/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include <glad/gl.h>
#include <glm/common.hpp>

#include "render/colour_map.h"
#include "render/gl_objects.h"
#include "render/hand_shapes.h"
#include "render/layer_surface.h"
#include "render/overlay.h"
#include "render/passive_forms.h"
#include "render/web_fibres.h"

namespace fascia::render {
namespace {

// What a software renderer can draw in about 30 ms (measured with llvmpipe on two cores).
constexpr int kSoftwareFibres = 7400;
constexpr std::size_t kSoftwarePassiveTriangles = 10000;
constexpr double kSoftwarePixels = 1.05e6;
// Of the web's box: how far inside bones and muscles begin to melt away, and how far outside they are gone.
constexpr float kMeltInside = 0.07F;
constexpr float kMeltOutside = 0.025F;
constexpr float kLift_m = 0.02F;        // the web shows through forms that stand out by less than this
constexpr float kProjectorText = 1.5F;  // factor of the projector theme on text
constexpr float kProjectorLines = 1.8F; // and on the width of fibres
constexpr int kFramesUntilRefined = 6;  // of rest, before bones and muscles are drawn in full

/// A colour as it is stored and shown.
glm::vec3 stored(unsigned rgb) {
    const auto channel = [&](unsigned shift) { return static_cast<float>((rgb >> shift) & 255U) / 255.0F; };
    return {channel(16), channel(8), channel(0)};
}

/// The same in linear light, for surfaces that are lit (decode() in common.glsl).
glm::vec3 linear(unsigned rgb) { return stored(rgb) * stored(rgb); }

struct Palette {
    glm::vec3 centre; ///< Of the background.
    glm::vec3 edge;
    glm::vec3 fog;
    glm::vec3 muscle;
    glm::vec3 muscleShadow;
    glm::vec3 bone;
    glm::vec3 boneShadow;
    glm::vec3 skin;
    glm::vec3 skinRim;
    float skinRimOpacity;
    float glow;
    float glowCover;
    glm::vec3 sheen;      ///< Silvery light on the fibres.
    glm::vec4 casing;     ///< Dark line on both sides of a fibre; a: strength.
    glm::vec2 sheetCover; ///< Opacity of the deep fascia where the field is quiet and where it is strong.
    float skinSheen;
};

const Palette& paletteOf(Theme theme) {
    static const Palette dark{stored(0x2B323A),
                              stored(0x101317),
                              stored(0x20262C),
                              linear(0x8A534B),
                              linear(0x9A8088),
                              linear(0xCFC4B0),
                              linear(0xB09C90),
                              linear(0xE2BDA2),
                              stored(0xF6DDC9),
                              0.72F,
                              0.34F,
                              0.05F,
                              glm::vec3(0.12F, 0.13F, 0.14F),
                              glm::vec4(0.03F, 0.04F, 0.06F, 0.62F),
                              glm::vec2(0.05F, 0.62F),
                              0.26F};
    static const Palette light{stored(0xF5F4F0),
                               stored(0xD3D8DD),
                               stored(0xE4E6E7),
                               1.6F * linear(0xB08681),
                               linear(0xC4ACAC),
                               1.35F * linear(0xE0D6C3),
                               linear(0xB8A89C),
                               linear(0xDDB194),
                               stored(0xC79C82),
                               0.62F,
                               0.10F,
                               0.55F,
                               glm::vec3(0.16F, 0.16F, 0.16F),
                               glm::vec4(0.20F, 0.21F, 0.26F, 0.32F),
                               glm::vec2(0.03F, 0.70F),
                               0.14F};
    static const Palette projector = [] { // a beamer in a bright room leaves little of quiet tones
        Palette p = light;
        p.centre = stored(0xFFFFFF);
        p.edge = stored(0xF1F2F2);
        p.fog = stored(0xF6F6F6);
        p.casing = glm::vec4(0.10F, 0.11F, 0.16F, 0.60F);
        p.sheen = glm::vec3(0.06F);
        p.skinRim = stored(0x9A6A4E);
        return p;
    }();
    return theme == Theme::dark ? dark : theme == Theme::light ? light : projector;
}

/// Strength of the melting along each axis: none where one looks along it, or cut ends would be looked into.
glm::vec3 meltOf(const glm::mat4& view) {
    const glm::vec3 along = glm::abs(glm::vec3(view[0][2], view[1][2], view[2][2]));
    return 1.0F - glm::smoothstep(glm::vec3(0.55F), glm::vec3(0.90F), along);
}

/// What makes the drawn bones and muscles out of date.
struct PassiveKey {
    const sim::Web* web = nullptr;
    glm::mat4 view{1.0F};
    glm::mat4 projection{1.0F};
    Theme theme = Theme::dark;
    bool transparent = false;
    bool muscles = true;
    bool bones = true;
    bool operator==(const PassiveKey& other) const = default;
};

/// Everything kept for one web.
struct WebPart {
    std::shared_ptr<const sim::Web> web;
    std::vector<float> fade;
    WebFibres fibres;
    LayerSurface sheet; ///< The deep fascia.
    LayerSurface skin;
    Bounds solid; ///< Bones and muscles are whole in here and gone outside the other.
    Bounds gone;
    PassiveForms passive;
    PassiveForms passiveSimple;

    WebPart(std::shared_ptr<const sim::Web> source, const PassiveGeometry& geometry, std::size_t simpleTriangles)
        : web(std::move(source)),
          fade(borderFade(*web)),
          fibres(*web, fade),
          sheet(*web, sim::Layer::deepFascia, fade),
          skin(*web, sim::Layer::skin, fade),
          passive(geometry),
          passiveSimple(simplified(geometry, simpleTriangles)) {
        gone = boundsOf(*web);
        solid = gone;
        glm::vec3 low(std::numeric_limits<float>::max());
        glm::vec3 high(-std::numeric_limits<float>::max());
        for (const sim::Point3& p : web->nodePosition_m) {
            const glm::vec3 point(static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]));
            low = glm::min(low, point);
            high = glm::max(high, point);
        }
        // What sticks out of the web's box melts away, beginning a little inside; nothing is cut off hard. Above and
        // below, where forms were cut to the region, they are gone before their cut ends.
        const glm::vec3 size = high - low;
        if (size.x > 0.0F) {
            gone.low.y = std::max(gone.low.y, low.y - kMeltOutside * size.y);
            gone.high.y = std::min(gone.high.y, high.y + kMeltOutside * size.y);
        }
        for (int axis = 0; axis < 3; ++axis) {
            const bool below = low[axis] - gone.low[axis] > 1e-3F;
            const bool above = gone.high[axis] - high[axis] > 1e-3F;
            solid.low[axis] = below ? low[axis] + kMeltInside * size[axis] : gone.low[axis];
            solid.high[axis] = above ? high[axis] - kMeltInside * size[axis] : gone.high[axis];
            gone.low[axis] -= 1e-3F;
            gone.high[axis] += 1e-3F;
        }
    }
};

/// Everything kept for one rectangle on a target (side-by-side panels have two).
struct Panel {
    std::array<int, 5> place{}; ///< Framebuffer, x, y, width, height.
    DrawSurface picture;
    DrawSurface passive;
    DrawSurface passiveLarge;
    std::optional<PassiveKey> key;
    int restingFrames = 0;
    bool refined = false;
};

} // namespace

struct Scene::Impl {
    Program background{"screen", "background"};
    Program resolve{"screen", "resolve"};
    Program resolveDepth{"screen", "resolve_depth"};
    Program passiveFull{"passive"};
    Program passivePlain{"passive_plain"};
    Program fibre{"fibre"};
    Program sheet{"sheet"};
    Program skin{"skin"};
    Program hand{"hand"};
    VertexArray empty = makeVertexArray();
    std::array<Texture, 3> colourMaps; ///< cividis, viridis, diverging.
    HandShapes hands;
    Overlay overlay;
    std::list<WebPart> webs; ///< Most recent first.
    std::list<Panel> panels; ///< Most recent first.
    bool software = false;
    DrawStats stats;

    Impl() {
        const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
        const std::string_view name = renderer != nullptr ? renderer : "";
        software = name.find("llvmpipe") != std::string_view::npos || name.find("softpipe") != std::string_view::npos ||
                   name.find("SwiftShader") != std::string_view::npos;
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

    WebPart& partOf(const std::shared_ptr<const sim::Web>& web) {
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

    Panel& panelOf(const Target& target) {
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

    void setFog(const Program& program, const Palette& palette, const Camera& camera) const {
        const glm::vec2 range = camera.depthRange();
        const float begin = range.x + 0.30F * (range.y - range.x);
        program.set("fogColour", palette.fog);
        program.set("fogRange", glm::vec2(begin, 1.0F / std::max(1e-4F, range.y - begin)));
        program.set("fogStrength", 0.60F);
    }

    /// Background, muscles and bones into the bound surface.
    void drawPassive(const WebPart& part, const PassiveForms& forms, const PassiveKey& key, const Camera& camera,
                     float aspect) const {
        const Palette& palette = paletteOf(key.theme);
        glDisable(GL_BLEND);
        glDisable(GL_CULL_FACE);
        glDepthMask(GL_TRUE);
        glClearColor(0.0F, 0.0F, 0.0F, 0.0F);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        glDisable(GL_DEPTH_TEST);
        if (!key.transparent) {
            background.use();
            background.set("centreColour", palette.centre);
            background.set("edgeColour", palette.edge);
            background.set("aspect", aspect);
            glBindVertexArray(empty.get());
            glDrawArrays(GL_TRIANGLES, 0, 3);
        }
        glEnable(GL_DEPTH_TEST);
        glDepthFunc(GL_LESS);
        if (part.web->visuals.empty()) {
            return;
        }
        glEnable(GL_BLEND); // their cut ends melt away
        glEnable(GL_CULL_FACE);
        glCullFace(GL_BACK);
        const bool plain = &forms == &part.passiveSimple;
        const Program& passive = plain ? passivePlain : passiveFull;
        passive.use();
        passive.set("view", key.view);
        passive.set("projection", key.projection);
        setFog(passive, palette, camera);
        passive.set("solidLow", part.solid.low);
        passive.set("solidHigh", part.solid.high);
        passive.set("goneLow", part.gone.low);
        passive.set("goneHigh", part.gone.high);
        passive.set("melt", meltOf(key.view));
        if (key.muscles) {
            passive.set("albedo", palette.muscle);
            passive.set("shadowTint", palette.muscleShadow);
            passive.set("gloss", 0.06F);
            if (!plain) {
                passive.set("striation", 0.42F);
            }
            forms.drawMuscles();
        }
        if (key.bones) {
            passive.set("albedo", palette.bone);
            passive.set("shadowTint", palette.boneShadow);
            passive.set("gloss", 0.08F);
            if (!plain) {
                passive.set("striation", 0.0F);
            }
            forms.drawBones();
        }
        glDisable(GL_CULL_FACE);
        checkGl("bones and muscles");
    }

    /// Brings panel.passive up to date; full detail and smooth edges once the camera rests.
    void refreshPassive(Panel& panel, const WebPart& part, const PassiveKey& key, const Camera& camera, int width,
                        int height, float aspect) {
        const bool resized = panel.passive.resize(width, height);
        const bool first = !panel.key || panel.key->web != key.web || resized;
        const bool changed = first || !(*panel.key == key);
        panel.restingFrames = changed ? 0 : panel.restingFrames + 1;
        stats.passiveReused = !changed && (panel.refined || panel.restingFrames < kFramesUntilRefined);
        if (stats.passiveReused) {
            return;
        }
        panel.key = key;
        const bool refine = first || !changed || !software;
        if (!refine) {
            glBindFramebuffer(GL_FRAMEBUFFER, panel.passive.framebuffer());
            glViewport(0, 0, width, height);
            drawPassive(part, part.passiveSimple, key, camera, aspect);
            stats.triangles += triangles(part.passiveSimple, key);
            panel.refined = false;
            return;
        }
        panel.passiveLarge.resize(2 * width, 2 * height);
        glBindFramebuffer(GL_FRAMEBUFFER, panel.passiveLarge.framebuffer());
        glViewport(0, 0, 2 * width, 2 * height);
        drawPassive(part, part.passive, key, camera, aspect);
        stats.triangles += triangles(part.passive, key);
        glBindFramebuffer(GL_FRAMEBUFFER, panel.passive.framebuffer());
        glViewport(0, 0, width, height);
        glDisable(GL_BLEND);
        glEnable(GL_DEPTH_TEST);
        glDepthFunc(GL_ALWAYS);
        resolveDepth.use();
        resolveDepth.set("picture", 0);
        resolveDepth.set("depths", 1);
        glActiveTexture(GL_TEXTURE1);
        glBindTexture(GL_TEXTURE_2D, panel.passiveLarge.depth());
        glActiveTexture(GL_TEXTURE0);
        glBindTexture(GL_TEXTURE_2D, panel.passiveLarge.colour());
        glBindVertexArray(empty.get());
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glDepthFunc(GL_LESS);
        panel.refined = true;
        checkGl("refining bones and muscles");
    }

    static int triangles(const PassiveForms& forms, const PassiveKey& key) {
        return (key.muscles ? forms.muscleTriangles() : 0) + (key.bones ? forms.boneTriangles() : 0);
    }

    void drawFibres(WebPart& part, const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view,
                    const PassiveKey& key, int height) {
        const int budget = view.quality == Quality::interactive && software ? kSoftwareFibres : 0;
        part.fibres.update(snapshot, view, key.view, budget);
        stats.fibres = part.fibres.drawn();
        stats.fibresOfWeb = part.fibres.available();
        stats.triangles += 2 * stats.fibres;
        const Palette& palette = paletteOf(view.theme);
        fibre.use();
        fibre.set("view", key.view);
        fibre.set("projection", key.projection);
        const float spacing = part.fibres.meanLength_m();
        fibre.set("halfWidth_m", glm::vec2(0.036F, 0.140F) * spacing);
        fibre.set("pixelsPerUnit", 0.5F * static_cast<float>(height) * key.projection[1][1]);
        fibre.set("halo", 1.5F);
        // Kept small, so that its sine stays exact; the wave returns to its start after one period.
        constexpr float kFlowPeriod_s = 2.0F * 3.14159265F / 2.4F;
        fibre.set("flow_s", view.flow_s < 0.0F ? -1.0F : std::fmod(view.flow_s, kFlowPeriod_s));
        fibre.set("casing", 0.55F);
        fibre.set("quiet", view.theme == Theme::dark ? 0.6F : 1.0F);
        fibre.set("casingColour", palette.casing);
        fibre.set("lift_m", kLift_m);
        fibre.set("glow", palette.glow);
        fibre.set("glowCover", palette.glowCover);
        fibre.set("sheenColour", palette.sheen);
        setFog(fibre, palette, camera);
        glEnable(GL_BLEND);
        glDepthMask(GL_FALSE);
        part.fibres.draw();
        glDepthMask(GL_TRUE);
        checkGl("fibres");
    }

    void drawSheet(const WebPart& part, const Camera& camera, const ViewOptions& view, const PassiveKey& key,
                   const sim::FieldView* field) {
        const Palette& palette = paletteOf(view.theme);
        sheet.use();
        sheet.set("view", key.view);
        sheet.set("projection", key.projection);
        sheet.set("cover", palette.sheetCover);
        sheet.set("plain", field == nullptr ? 1.0F : 0.0F);
        sheet.set("plainColour", glm::vec3(0.79F, 0.78F, 0.74F));
        sheet.set("diverging", field != nullptr && field->diverging ? 1.0F : 0.0F);
        sheet.set("lift_m", kLift_m);
        sheet.set("colourMap", 0);
        setFog(sheet, palette, camera);
        glEnable(GL_BLEND);
        glDepthMask(GL_FALSE);
        part.sheet.draw();
        stats.triangles += part.sheet.triangles();
        glDepthMask(GL_TRUE);
        checkGl("deep fascia");
    }

    void drawSkin(const WebPart& part, const Camera& camera, const ViewOptions& view, const PassiveKey& key,
                  bool inside, bool tinted) {
        const Palette& palette = paletteOf(view.theme);
        skin.use();
        skin.set("view", key.view);
        skin.set("projection", key.projection);
        skin.set("lift_m", kLift_m);
        skin.set("albedo", palette.skin);
        skin.set("rimColour", palette.skinRim);
        skin.set("opacity", std::clamp(view.skinOpacity, 0.0F, 1.0F));
        skin.set("rimOpacity", std::max(palette.skinRimOpacity, std::clamp(view.skinOpacity, 0.0F, 1.0F)));
        skin.set("tint", tinted ? 0.8F : 0.0F);
        skin.set("inside", inside ? 1.0F : 0.0F);
        skin.set("sheen", palette.skinSheen);
        skin.set("colourMap", 0);
        setFog(skin, palette, camera);
        glEnable(GL_CULL_FACE);
        glCullFace(inside ? GL_FRONT : GL_BACK);
        if (!inside) { // nearest front only: first its depth, then its colour
            if (!software || view.quality == Quality::still) {
                glDisable(GL_BLEND);
                glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
                part.skin.draw();
                stats.triangles += part.skin.triangles();
                glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
            }
            glDepthFunc(GL_LEQUAL);
        } else {
            glDepthMask(GL_FALSE);
        }
        glEnable(GL_BLEND);
        part.skin.draw();
        stats.triangles += part.skin.triangles();
        glDepthMask(GL_TRUE);
        glDepthFunc(GL_LESS);
        glDisable(GL_CULL_FACE);
        checkGl("skin");
    }

    void drawHands(const PassiveKey& key, bool clear) {
        hand.use();
        hand.set("view", key.view);
        hand.set("projection", key.projection);
        hand.set("lift_m", kLift_m);
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

    void draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target);
};

void Scene::Impl::draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view,
                       const Target& target) {
    if (!snapshot.web) {
        throw GraphicsError("There is nothing to draw: the snapshot has no web.");
    }
    if (target.width < 8 || target.height < 8) {
        return;
    } // a window made tiny
    stats = DrawStats{};
    const bool still = view.quality == Quality::still;
    WebPart& part = partOf(snapshot.web);
    Panel& panel = panelOf(target);
    const float aspect = static_cast<float>(target.width) / static_cast<float>(target.height);
    double scale = still ? 2.0 : 1.0;
    const double pixels = static_cast<double>(target.width) * target.height;
    if (!still && software && pixels > kSoftwarePixels) {
        scale = std::sqrt(kSoftwarePixels / pixels);
    }
    const int width = static_cast<int>(std::lround(scale * target.width));
    const int height = static_cast<int>(std::lround(scale * target.height));
    const PassiveKey key{part.web.get(),   camera.view(), camera.projection(aspect), view.theme, view.transparent,
                         view.showMuscles, view.showBones};

    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_STENCIL_TEST);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glActiveTexture(GL_TEXTURE0);
    panel.picture.resize(width, height);
    if (still) {
        glBindFramebuffer(GL_FRAMEBUFFER, panel.picture.framebuffer());
        glViewport(0, 0, width, height);
        drawPassive(part, part.passive, key, camera, aspect);
        stats.triangles += triangles(part.passive, key);
    } else {
        refreshPassive(panel, part, key, camera, width, height, aspect);
        glBindFramebuffer(GL_READ_FRAMEBUFFER, panel.passive.framebuffer());
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, panel.picture.framebuffer());
        glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT,
                          GL_NEAREST);
        glBindFramebuffer(GL_FRAMEBUFFER, panel.picture.framebuffer());
        glViewport(0, 0, width, height);
        glEnable(GL_DEPTH_TEST);
    }

    const sim::FieldView* field = snapshot.field(view.fieldId);
    const ColourMapId map = view.colourMap != ColourMapId::automatic ? view.colourMap
                            : field != nullptr && field->diverging   ? ColourMapId::diverging
                                                                     : ColourMapId::viridis;
    glBindTexture(GL_TEXTURE_2D, colourMaps[map == ColourMapId::viridis     ? 1U
                                            : map == ColourMapId::diverging ? 2U
                                                                            : 0U]
                                     .get());
    const bool tinted = view.colourSkin && field != nullptr && field->where == sim::FieldWhere::node;
    if (view.showSkin) {
        part.skin.update(snapshot, view, field);
        if (still) {
            drawSkin(part, camera, view, key, true, false);
        }
    }
    if (view.showFascia) {
        part.sheet.update(snapshot, view, field);
        drawSheet(part, camera, view, key, field);
        drawFibres(part, snapshot, camera, view, key, height);
    }
    hands.update(snapshot, view);
    stats.triangles += hands.triangles();
    drawHands(key, false);
    if (view.showSkin) {
        drawSkin(part, camera, view, key, false, tinted);
    }
    drawHands(key, true);

    glDisable(GL_BLEND);
    glDisable(GL_DEPTH_TEST);
    glBindFramebuffer(GL_FRAMEBUFFER, target.framebuffer);
    glViewport(target.x, target.y, target.width, target.height);
    resolve.use();
    resolve.set("picture", 0);
    glBindTexture(GL_TEXTURE_2D, panel.picture.colour());
    glBindVertexArray(empty.get());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    checkGl("final picture");
    overlay.draw(snapshot, view, target);
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
