// What moves with the tissue: fibres, sheet, lines, beads, nerves, skin and hands.

#include <algorithm>
#include <cmath>

#include <glad/gl.h>
#include <glm/common.hpp>

#include "render/colour_map.h"
#include "render/scene_impl.h"

namespace fascia::render {
namespace {

// What a software renderer can draw in about 30 ms (measured with llvmpipe on two cores).
constexpr int kSoftwareFibres = 7400;
constexpr int kSoftwareLineTriangles = 6000;
constexpr float kBeadRadius_m = 0.0038F;
// The web as it was, beside the web as it is.
constexpr float kGhostWidth = 0.075F; // half a fibre, in mean lengths of a spring
constexpr float kGhostCasing = 0.6F;
const glm::vec4 kGhostOnDark{0.97F, 0.97F, 1.0F, 0.92F};
const glm::vec4 kGhostOnLight{0.13F, 0.15F, 0.24F, 0.92F};

float pixelsPerUnit(const Frame& frame) { return 0.5F * static_cast<float>(frame.height) * frame.key.projection[1][1]; }

} // namespace

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
    fibre.set("halo", software && !isStill(frame) ? 0.8F : 1.5F); // most of a fibre's pixels are its glow
    // Kept small, so that its sine stays exact; the wave returns to its start after one period.
    constexpr float kFlowPeriod_s = 2.0F * 3.14159265F / 2.4F;
    const bool flows = frame.view.flow_s >= 0.0F && !frame.view.showLines;
    fibre.set("flow_s", flows ? std::fmod(frame.view.flow_s, kFlowPeriod_s) : -1.0F);
    fibre.set("casing", casing);
    fibre.set("quiet", quiet);
    fibre.set("lift", frame.palette.fibreLift);
    fibre.set("casingColour", frame.palette.casing);
    fibre.set("glow", glowFactor * frame.palette.glow);
    fibre.set("glowCover", frame.palette.glowCover);
    fibre.set("sheenColour", frame.palette.sheen);
    fibre.set("tone", glm::vec4(0.0F));
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
    setFibre(frame, frame.palette.fibreQuiet, 1.0F, 0.55F);
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    frame.part.fibres.draw();
    glDepthMask(GL_TRUE);
    checkGl("fibres");
}

/// The web as it was: one tone that stands out from web and background, even fibres, no glow.
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
    setFibre(frame, 1.0F, 0.0F, kGhostCasing);
    fibre.set("halfWidth_m", kGhostWidth * glm::vec2(frame.part.fibres.meanLength_m()));
    fibre.set("tone", view.theme == Theme::dark ? kGhostOnDark : kGhostOnLight);
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
    bead->set("waterColour", kBeadWater);
    bead->set("rimColour", beadRim(frame.view.theme));
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    part.beads->draw();
    glDepthMask(GL_TRUE);
    checkGl("beads");
}

/// First through everything, faintly: nerves run deep; then where they are in sight.
void Scene::Impl::drawNerves(const Frame& frame) {
    WebPart& part = frame.part;
    if (!part.nerves) {
        part.nerves.emplace(*part.web, part.skin, part.boxes);
        nerve.emplace("nerve");
        felt.emplace("felt");
    }
    part.nerves->update(frame.snapshot, frame.key.cutPlane);
    stats.triangles += 2 * part.nerves->triangles();
    const bool dark = frame.view.theme == Theme::dark;
    nerve->use();
    setView(*nerve, frame);
    nerve->set("halfWidth_m", glm::vec2(0.0012F, 0.0024F) * frame.view.webWidth);
    nerve->set("halfWidth_px", glm::vec2(1.1F, 2.4F) * (static_cast<float>(frame.height) / 1080.0F));
    nerve->set("pixelsPerUnit", pixelsPerUnit(frame));
    nerve->set("nerveColour", frame.palette.nerve);
    nerve->set("loadedColour", frame.palette.nerveLoaded);
    nerve->set("bandColour", frame.palette.nerveBand);
    nerve->set("casingColour", dark ? glm::vec4(0.03F, 0.03F, 0.05F, 0.80F) : glm::vec4(0.16F, 0.13F, 0.16F, 0.85F));
    nerve->set("loadTop", kNerveLoadTop);
    nerve->set("flow_s", frame.view.flow_s < 0.0F ? -1.0F : std::fmod(frame.view.flow_s, 1.25F)); // one ring a period
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    glDisable(GL_DEPTH_TEST);
    nerve->set("opacity", 0.30F);
    part.nerves->drawPaths();
    glEnable(GL_DEPTH_TEST);
    nerve->set("opacity", 1.0F);
    part.nerves->drawPaths();
    glDepthMask(GL_TRUE);
    checkGl("nerves");
}

void Scene::Impl::drawFelt(const Frame& frame) {
    felt->use();
    setView(*felt, frame);
    felt->set("lift_m", 1.15F * kLift_m); // before the skin, which is lifted too
    felt->set("feltColour", frame.palette.nerveLoaded);
    felt->set("softest", frame.view.theme == Theme::dark ? 0.42F : 0.50F);
    felt->set("flow_s", frame.view.flow_s < 0.0F ? -1.0F : std::fmod(frame.view.flow_s, 2.5F));
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    frame.part.nerves->drawFelt();
    glDepthMask(GL_TRUE);
    checkGl("where nerves would be felt");
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
    sheet.set("guardBar", kGuardBar);
    sheet.set("guardEdge", kGuardEdge);
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
    const bool quick = software && !isStill(frame) && !(frame.hatch > 0.0F);
    const Program& skin = quick ? surfaces(frame).skinPlain : surfaces(frame).skin;
    const Palette& palette = frame.palette;
    const float opacity = std::clamp(palette.skinBody * frame.view.skinOpacity, 0.0F, 1.0F);
    skin.use();
    setView(skin, frame);
    skin.set("albedo", palette.skin);
    skin.set("rimColour", palette.skinRim);
    skin.set("opacity", opacity);
    skin.set("rimOpacity", std::max(palette.skinRimOpacity, opacity));
    skin.set("tint", tinted ? 0.8F : 0.0F);
    skin.set("inside", inside ? 1.0F : 0.0F);
    skin.set("insideShare", palette.skinInside);
    skin.set("sheen", palette.skinSheen);
    skin.set("share", frame.view.left(PeelLayer::skin));
    skin.set("guardBar", kGuardBar);
    skin.set("guardEdge", kGuardEdge);
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
        drawFibres(frame);
        drawGhost(frame);
    }
    if (view.showLines && deepShown) {
        drawLines(frame);
    }
    if (view.showBeads && deepShown) {
        drawBeads(frame);
    }
    const bool nervesShown = view.showNerves && !frame.part.web->nerves.empty();
    if (nervesShown) {
        drawNerves(frame);
    }
    hands.update(frame.snapshot, view);
    stats.triangles += hands.triangles();
    drawHands(frame, false);
    if (skinShown) {
        drawSkin(frame, false, tinted);
    }
    if (nervesShown) {
        drawFelt(frame);
    }
    drawHands(frame, true);
}

} // namespace fascia::render
