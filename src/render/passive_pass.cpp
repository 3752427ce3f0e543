#include "render/passive_pass.h"

#include <algorithm>
#include <limits>

#include <glad/gl.h>
#include <glm/common.hpp>
#include <glm/matrix.hpp>

namespace fascia::render {
namespace {

// Of the web's box: how far inside bones and muscles begin to melt away, and how far outside they are gone.
constexpr float kMeltInside = 0.07F;
constexpr float kMeltOutside = 0.025F;
constexpr float kNearEnd = 0.03F;    // of its size: a form that reaches so near to an open end of the web was cut there
constexpr float kTendonPale = 0.62F; // share of the colour of bone in that of tendons
constexpr int kFramesUntilRefined = 6; // of rest, before bones and muscles are drawn in full
constexpr float kOcclusionRadius_m = 0.035F;
constexpr float kShadowLength_m = 0.075F;
constexpr int kTaps = 14;     // of a still
constexpr int kQuickTaps = 7; // while somebody waits for the next frame
// Presence of a form that melts away: gone, half there, and more than any.
constexpr float kGone = 0.03F;
constexpr float kHalf = 0.55F;
constexpr float kAll = 2.0F;
constexpr float kContextBones = 0.24F;  // opacity of the bones of the figure around a close-up
constexpr float kContextDetail = 0.85F; // below this it is left out while the camera moves
constexpr float kContextFog = 0.25F;    // it is faint already
constexpr float kContextBefore = 0.60F; // share that it loses where it stands before the close-up

bool bedShown(const PassiveKey& key) { return key.muscles && key.muscleShare >= 1.0F && !key.web->visuals.empty(); }

int triangles(const PassiveForms& forms, const PassiveForms& bed, const PassiveKey& key) {
    return (key.muscles ? forms.muscleTriangles() : 0) + (key.bones ? forms.boneTriangles() : 0) +
           (bedShown(key) ? bed.muscleTriangles() : 0);
}

void bindTexture(unsigned unit, unsigned name) {
    glActiveTexture(GL_TEXTURE0 + unit);
    glBindTexture(GL_TEXTURE_2D, name);
}

/// The far walls of a form that is cut open stand for the cut.
void cullBackUnlessCut(const PassiveKey& key) {
    if (!key.isCut()) {
        glEnable(GL_CULL_FACE);
        glCullFace(GL_BACK);
    }
}

/// How a passive form looks.
struct Material {
    glm::vec3 albedo, shadowTint, tendon;
    float gloss, share, striation;
};

void setMaterial(const Program& program, bool plain, const Material& material) {
    program.set("albedo", material.albedo);
    program.set("tendonAlbedo", material.tendon);
    program.set("shadowTint", material.shadowTint);
    program.set("gloss", material.gloss);
    program.set("share", material.share);
    if (!plain) {
        program.set("striation", material.striation);
    }
}

} // namespace

MeltBoxes meltBoxesOf(const sim::Web& web, std::span<const float> fade) {
    MeltBoxes boxes;
    boxes.gone = boundsOf(web);
    boxes.solid = boxes.gone;
    const auto vec = [](const sim::Point3& p) {
        return glm::vec3(static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]));
    };
    glm::vec3 low(std::numeric_limits<float>::max());
    glm::vec3 high(-std::numeric_limits<float>::max());
    for (const sim::Point3& p : web.nodePosition_m) {
        low = glm::min(low, vec(p));
        high = glm::max(high, vec(p));
    }
    const glm::vec3 size = high - low;
    if (!(size.x > 0.0F)) {
        return boxes;
    }
    // Where forms were cut to the region, they are gone before their cut ends: beyond the web, and at its open ends.
    glm::vec3 formsLow(std::numeric_limits<float>::max());
    glm::vec3 formsHigh(-std::numeric_limits<float>::max());
    for (const sim::VisualMesh& mesh : web.visuals) {
        if (isContext(mesh)) {
            continue;
        }
        for (std::size_t i = 0; i + 2 < mesh.position_m.size(); i += 3) {
            const glm::vec3 p(mesh.position_m[i], mesh.position_m[i + 1], mesh.position_m[i + 2]);
            formsLow = glm::min(formsLow, p);
            formsHigh = glm::max(formsHigh, p);
        }
    }
    glm::vec3 openLow(0.0F);
    glm::vec3 openHigh(0.0F);
    for (std::size_t i = 0; i < std::min(fade.size(), web.nodePosition_m.size()); ++i) {
        if (fade[i] < 0.01F && web.nodeLayer[i] != sim::Layer::bone) {
            const glm::vec3 p = vec(web.nodePosition_m[i]);
            openLow = glm::max(openLow, 1.0F - glm::step(kNearEnd * size, p - low));
            openHigh = glm::max(openHigh, 1.0F - glm::step(kNearEnd * size, high - p));
        }
    }
    for (int axis = 0; axis < 3; ++axis) {
        const float near_m = kNearEnd * size[axis];
        // A head above the web was left whole, to be seen.
        const bool wholeAbove = axis == 1 && formsHigh[axis] > high[axis] + kStandsUp_m;
        const bool below =
            formsLow[axis] < low[axis] - 1e-3F || (openLow[axis] > 0.0F && formsLow[axis] < low[axis] + near_m);
        const bool above =
            formsHigh[axis] > high[axis] + 1e-3F || (openHigh[axis] > 0.0F && formsHigh[axis] > high[axis] - near_m);
        if (below) {
            boxes.gone.low[axis] = std::max(formsLow[axis], low[axis] - kMeltOutside * size[axis]);
            boxes.solid.low[axis] = low[axis] + kMeltInside * size[axis];
        }
        if (above && !wholeAbove) {
            boxes.gone.high[axis] = std::min(formsHigh[axis], high[axis] + kMeltOutside * size[axis]);
            boxes.solid.high[axis] = high[axis] - kMeltInside * size[axis];
        }
        boxes.gone.low[axis] -= 1e-3F;
        boxes.gone.high[axis] += 1e-3F;
    }
    return boxes;
}

void setFog(const Program& program, const Palette& palette, const Camera& camera) {
    const glm::vec2 range = camera.depthRange();
    const float begin = range.x + 0.30F * (range.y - range.x);
    program.set("fogColour", palette.fog);
    program.set("fogRange", glm::vec2(begin, 1.0F / std::max(1e-4F, range.y - begin)));
    program.set("fogStrength", 0.48F);
}

const PassivePass::FormPrograms& PassivePass::programs(bool cut) {
    std::optional<FormPrograms>& wanted = cut ? cut_ : whole_;
    if (!wanted) {
        const std::string_view defines = cut ? kCutDefine : "";
        wanted.emplace(
            FormPrograms{Program("passive", "passive", defines), Program("passive_plain", "passive_plain", defines),
                         Program("context", "context", defines), Program("context_plain", "passive_plain", defines)});
    }
    return *wanted;
}

void PassivePass::drawBed(const Forms& forms, const Program& program, bool plain, const PassiveKey& key) {
    const Palette& palette = paletteOf(key.theme);
    setMaterial(program, plain, {palette.bed, palette.muscleShadow, palette.bed, 0.03F, 1.0F, 0.0F});
    glEnable(GL_CULL_FACE);
    glCullFace(forms.patch ? GL_BACK : GL_FRONT);
    (plain ? forms.bedSimple : forms.bed).drawMuscles();
    glCullFace(GL_BACK);
    if (key.isCut()) {
        glDisable(GL_CULL_FACE);
    }
}

void PassivePass::draw(const Forms& forms, bool plain, const PassiveKey& key, const Camera& camera, float aspect) {
    const PassiveForms& shown = plain ? forms.simple : forms.full;
    const Palette& palette = paletteOf(key.theme);
    glDisable(GL_BLEND);
    glDisable(GL_CULL_FACE);
    glDepthMask(GL_TRUE);
    glClearColor(0.0F, 0.0F, 0.0F, 0.0F);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glDisable(GL_DEPTH_TEST);
    if (!key.transparent) {
        background_.use();
        background_.set("centreColour", palette.centre);
        background_.set("edgeColour", palette.edge);
        background_.set("aspect", aspect);
        glBindVertexArray(empty_.get());
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    if (key.web->visuals.empty()) {
        return;
    }
    glEnable(GL_BLEND); // their cut ends melt away
    cullBackUnlessCut(key);
    const FormPrograms& pair = programs(key.isCut());
    const Program& program = plain ? pair.plain : pair.full;
    program.use();
    program.set("view", key.view);
    program.set("projection", key.projection);
    program.set("cutPlane", key.cutPlane);
    setFog(program, palette, camera);
    // What has half melted away must not hide what is behind it: it comes last and leaves no depth.
    const auto drawShare = [&](bool leavesDepth) {
        glDepthMask(leavesDepth ? GL_TRUE : GL_FALSE);
        if (bedShown(key)) {
            drawBed(forms, program, plain, key);
        }
        glDepthMask(leavesDepth && key.muscleShare >= 1.0F ? GL_TRUE : GL_FALSE);
        if (key.muscles && key.muscleShare > 0.0F) {
            setMaterial(program, plain,
                        {palette.muscle, palette.muscleShadow, glm::mix(palette.muscle, palette.bone, kTendonPale),
                         0.06F, key.muscleShare, 0.42F});
            shown.drawMuscles();
        }
        glDepthMask(leavesDepth ? GL_TRUE : GL_FALSE);
        if (key.bones) {
            setMaterial(program, plain, {palette.bone, palette.boneShadow, palette.bone, 0.08F, 1.0F, 0.0F});
            shown.drawBones();
        }
    };
    if (!plain) {
        program.set("presenceRange", glm::vec2(kHalf, kAll));
    }
    drawShare(true);
    if (!plain) {
        program.set("presenceRange", glm::vec2(kGone, kHalf));
        drawShare(false);
    }
    glDepthMask(GL_TRUE);
    glDisable(GL_CULL_FACE);
    checkGl("bones and muscles");
}

/// As for its skin.
void PassivePass::setContext(const Program& program, const Forms& forms, const PassiveKey& key, const Camera& camera) {
    const Palette& palette = paletteOf(key.theme);
    const Bounds& box = forms.boxes.gone;
    program.use();
    program.set("view", key.view);
    program.set("projection", key.projection);
    program.set("cutPlane", key.cutPlane);
    program.set("region", glm::vec4(glm::vec3(key.view * glm::vec4(box.centre(), 1.0F)), box.radius()));
    setFog(program, palette, camera);
    program.set("fogStrength", kContextFog);
    program.set("stepBack", kContextBefore);
    program.set("albedo", palette.context);
    program.set("rimColour", palette.contextRim);
    program.set("opacity", palette.contextOpacity);
    program.set("rimShare", 0.85F);
}

void PassivePass::drawContextPlain(const Forms& forms, const PassiveKey& key, const Camera& camera) {
    if (!key.context || forms.contextSimple.muscleTriangles() == 0) {
        return;
    }
    setContext(programs(key.isCut()).contextPlain, forms, key, camera);
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    glEnable(GL_CULL_FACE); // also of a cut body: its far walls wait for the rest
    glCullFace(GL_BACK);
    forms.contextSimple.drawMuscles();
    glDisable(GL_CULL_FACE);
    glDepthMask(GL_TRUE);
    checkGl("the figure around, quickly");
}

void PassivePass::drawContext(const DrawSurface& target, DrawSurface& surface, const Forms& forms,
                              const PassiveKey& key, const Camera& camera) {
    if (!key.context || forms.context.muscleTriangles() == 0) {
        return;
    }
    surface.resize(std::max(1, target.width() / 2), std::max(1, target.height() / 2));
    glBindFramebuffer(GL_FRAMEBUFFER, surface.framebuffer());
    glViewport(0, 0, surface.width(), surface.height());
    glDepthMask(GL_TRUE);
    glClearColor(0.0F, 0.0F, 0.0F, 0.0F);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDisable(GL_BLEND);
    cullBackUnlessCut(key);
    const Program& program = programs(key.isCut()).context;
    setContext(program, forms, key, camera);
    if (key.bones) { // bones and muscles of the region hide them
        program.set("stepBack", 1.0F);
        program.set("albedo", paletteOf(key.theme).bone);
        program.set("opacity", glm::vec2(kContextBones));
        program.set("rimShare", 0.0F);
        forms.context.drawBones();
        layOver(target, surface);
        glBindFramebuffer(GL_FRAMEBUFFER, surface.framebuffer());
        glViewport(0, 0, surface.width(), surface.height());
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        glDisable(GL_BLEND);
        cullBackUnlessCut(key);
        setContext(program, forms, key, camera);
    }
    // Of the skin the nearest front only: first its depth, then its colour.
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    forms.context.drawMuscles();
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDepthFunc(GL_LEQUAL);
    forms.context.drawMuscles();
    glDepthFunc(GL_LESS);
    layOver(target, surface);
    checkGl("the figure around");
}

void PassivePass::layOver(const DrawSurface& target, const DrawSurface& surface) {
    glDisable(GL_CULL_FACE);
    glEnable(GL_BLEND);
    glBindFramebuffer(GL_FRAMEBUFFER, target.framebuffer());
    glViewport(0, 0, target.width(), target.height());
    glDepthMask(GL_FALSE);
    if (!contextOver_) {
        contextOver_.emplace("screen", "context_over");
    }
    contextOver_->use();
    contextOver_->set("picture", 0);
    contextOver_->set("depths", 1);
    bindTexture(1, surface.depth());
    bindTexture(0, surface.colour());
    glBindVertexArray(empty_.get());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDepthMask(GL_TRUE);
    glBindTexture(GL_TEXTURE_2D, 0);
}

void PassivePass::shade(DrawSurface& surface, DrawSurface& occlusion, const PassiveKey& key, bool quick) {
    if (key.web->visuals.empty()) {
        return;
    }
    const int width = std::max(1, surface.width() / 2);
    const int height = std::max(1, surface.height() / 2);
    occlusion.resize(width, height);
    glDisable(GL_BLEND);
    glDisable(GL_DEPTH_TEST);
    glBindFramebuffer(GL_FRAMEBUFFER, occlusion.framebuffer());
    glViewport(0, 0, width, height);
    occlusion_.use();
    occlusion_.set("depths", 0);
    const glm::mat4& p = key.projection;
    occlusion_.set("lens", glm::vec4(1.0F / p[0][0], 1.0F / p[1][1], p[2][2], p[3][2]));
    occlusion_.set("radius_m", kOcclusionRadius_m);
    occlusion_.set("shadow_m", kShadowLength_m);
    occlusion_.set("taps", quick ? kQuickTaps : kTaps);
    bindTexture(0, surface.depth());
    glBindVertexArray(empty_.get());
    glDrawArrays(GL_TRIANGLES, 0, 3);

    glBindFramebuffer(GL_FRAMEBUFFER, surface.framebuffer());
    glViewport(0, 0, surface.width(), surface.height());
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_ZERO, GL_SRC_COLOR, GL_ZERO, GL_ONE);
    glDepthMask(GL_FALSE);
    shade_.use();
    shade_.set("occlusion", 0);
    shade_.set("texel", glm::vec2(1.0F / static_cast<float>(width), 1.0F / static_cast<float>(height)));
    shade_.set("shadowColour", paletteOf(key.theme).shadow);
    bindTexture(0, occlusion.colour());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDepthMask(GL_TRUE);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glBindTexture(GL_TEXTURE_2D, 0);
    checkGl("occlusion and shadow");
}

int PassivePass::drawFull(Panel& panel, const Forms& forms, const PassiveKey& key, const Camera& camera) {
    const DrawSurface& picture = panel.picture;
    const float aspect = static_cast<float>(picture.width()) / static_cast<float>(picture.height());
    glBindFramebuffer(GL_FRAMEBUFFER, picture.framebuffer());
    glViewport(0, 0, picture.width(), picture.height());
    draw(forms, false, key, camera, aspect);
    shade(panel.picture, panel.occlusion, key, false);
    drawContext(panel.picture, panel.context, forms, key, camera);
    glEnable(GL_DEPTH_TEST);
    return triangles(forms.full, forms.bed, key);
}

int PassivePass::refresh(Panel& panel, const Forms& forms, const PassiveKey& key, const Camera& camera, int width,
                         int height, float detail) {
    const float aspect = static_cast<float>(width) / static_cast<float>(height);
    const bool resized = panel.passive.resize(width, height);
    const bool first = !panel.key || panel.key->web != key.web || resized;
    const bool changed = first || !(*panel.key == key);
    panel.restingFrames = changed ? 0 : panel.restingFrames + 1;
    if (!changed && (panel.refined || panel.restingFrames < kFramesUntilRefined)) {
        return 0;
    }
    panel.key = key;
    const bool refine = first || !changed || !software_;
    if (!refine) {
        glBindFramebuffer(GL_FRAMEBUFFER, panel.passive.framebuffer());
        glViewport(0, 0, width, height);
        draw(forms, true, key, camera, aspect);
        if (detail > kContextDetail) {
            drawContextPlain(forms, key, camera);
        }
        panel.refined = false;
        return triangles(forms.simple, forms.bedSimple, key);
    }
    panel.passiveLarge.resize(2 * width, 2 * height);
    glBindFramebuffer(GL_FRAMEBUFFER, panel.passiveLarge.framebuffer());
    glViewport(0, 0, 2 * width, 2 * height);
    draw(forms, false, key, camera, aspect);
    shade(panel.passiveLarge, panel.occlusion, key, true);
    drawContext(panel.passiveLarge, panel.context, forms, key, camera);
    glBindFramebuffer(GL_FRAMEBUFFER, panel.passive.framebuffer());
    glViewport(0, 0, width, height);
    glDisable(GL_BLEND);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_ALWAYS);
    resolveDepth_.use();
    resolveDepth_.set("picture", 0);
    resolveDepth_.set("depths", 1);
    bindTexture(1, panel.passiveLarge.depth());
    bindTexture(0, panel.passiveLarge.colour());
    glBindVertexArray(empty_.get());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDepthFunc(GL_LESS);
    panel.refined = true;
    checkGl("refining bones and muscles");
    return triangles(forms.full, forms.bed, key);
}

} // namespace fascia::render
