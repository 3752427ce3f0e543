#pragma once
// Background, bones, muscles and the figure around a close-up: what does not move with the tissue. Drawn once for a camera
// and kept; with ambient occlusion and soft shadow when it is drawn in full.

#include <array>
#include <optional>
#include <span>

#include <glm/mat4x4.hpp>

#include "render/camera.h"
#include "render/gl_objects.h"
#include "render/palette.h"
#include "render/passive_forms.h"
#include "render/view_options.h"
#include "sim/web/web.h"

namespace fascia::render {

/// Where bones and muscles are whole, and outside which they are gone.
struct MeltBoxes {
    Bounds solid;
    Bounds gone;
};
/// What sticks out of the web's box or reaches its open ends melts away, beginning a little inside; nothing is cut off
/// hard. `fade`: see borderFade().
MeltBoxes meltBoxesOf(const sim::Web& web, std::span<const float> fade);

/// What makes the drawn bones and muscles out of date.
struct PassiveKey {
    const sim::Web* web = nullptr;
    glm::mat4 view{1.0F};
    glm::mat4 projection{1.0F};
    Theme theme = Theme::dark;
    bool transparent = false;
    bool muscles = true;
    bool bones = true;
    bool context = true;
    float muscleShare = 1.0F; ///< Left by the peel.
    glm::vec4 cutPlane{0.0F}; ///< Shown where dot(xyz, position) + w >= 0; all zero: no cut.
    [[nodiscard]] bool isCut() const { return cutPlane != glm::vec4(0.0F); }
    bool operator==(const PassiveKey& other) const = default;
};

/// Fog uniforms that all shaders of the scene share.
void setFog(const Program& program, const Palette& palette, const Camera& camera);

/// Everything kept for one rectangle on a target (side-by-side panels have two).
struct Panel {
    std::array<int, 5> place{}; ///< Framebuffer, x, y, width, height.
    DrawSurface picture;
    DrawSurface passive;
    DrawSurface passiveLarge;
    DrawSurface occlusion; ///< Half the size of what it shades.
    DrawSurface context;   ///< Half the size of the picture it goes into.
    std::optional<PassiveKey> key;
    int restingFrames = 0;
    bool refined = false;
};

class PassivePass {
  public:
    explicit PassivePass(bool software) : software_(software) {}

    struct Forms {
        const PassiveForms& full;
        const PassiveForms& simple;
        const PassiveForms& bed;
        const PassiveForms& bedSimple;
        const PassiveForms& context; ///< See buildContextFigure().
        const PassiveForms& contextSimple;
        bool patch; ///< See TissueBed.
        const MeltBoxes& boxes;
    };
    /// Brings panel.passive up to date for an interactive picture. Full detail, smooth edges and occlusion once the camera
    /// rests. `detail`: ViewOptions::detail; the figure around waits for the rest when it is low. Returns triangles drawn;
    /// 0 when what was there is kept.
    int refresh(Panel& panel, const Forms& forms, const PassiveKey& key, const Camera& camera, int width, int height,
                float detail);
    /// Everything in full, straight into panel.picture (which has its size); returns triangles drawn.
    int drawFull(Panel& panel, const Forms& forms, const PassiveKey& key, const Camera& camera);

  private:
    struct FormPrograms {
        Program full;
        Program plain;
        Program context;
        Program contextPlain;
    };
    const FormPrograms& programs(bool cut);
    void draw(const Forms& forms, bool plain, const PassiveKey& key, const Camera& camera, float aspect);
    void drawBed(const Forms& forms, const Program& program, bool plain, const PassiveKey& key);
    /// The figure around a close-up, onto what is drawn in `target` already, by way of `surface`.
    void drawContext(const DrawSurface& target, DrawSurface& surface, const Forms& forms, const PassiveKey& key,
                     const Camera& camera);
    /// Onto the picture, where nothing of it is nearer.
    void layOver(const DrawSurface& target, const DrawSurface& surface);
    /// drawContext() while the camera moves, onto the surface that is bound; without bones.
    void drawContextPlain(const Forms& forms, const PassiveKey& key, const Camera& camera);
    static void setContext(const Program& program, const Forms& forms, const PassiveKey& key, const Camera& camera);
    /// Ambient occlusion and the key light's soft shadow, multiplied onto a surface.
    void shade(DrawSurface& surface, DrawSurface& occlusion, const PassiveKey& key, bool quick);

    bool software_;
    Program background_{"screen", "background"};
    Program resolveDepth_{"screen", "resolve_depth"};
    Program occlusion_{"screen", "occlusion"};
    Program shade_{"screen", "shade"};
    std::optional<Program> contextOver_;
    std::optional<FormPrograms> whole_;
    std::optional<FormPrograms> cut_;
    VertexArray empty_ = makeVertexArray();
};

} // namespace fascia::render
