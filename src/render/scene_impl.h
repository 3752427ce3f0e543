#pragma once
// Inside of Scene: its programs, what it keeps, and one method per thing that is drawn.

#include <array>
#include <list>
#include <optional>
#include <string_view>

#include "render/gl_objects.h"
#include "render/hand_shapes.h"
#include "render/overlay.h"
#include "render/passive_pass.h"
#include "render/scene.h"
#include "render/web_part.h"

namespace fascia::render {

inline constexpr float kLift_m = 0.02F; ///< The web shows through forms that stand out by less than this.

/// Programs that have a variant for a cut body.
struct SurfacePrograms {
    Program sheet;
    Program skin;
    Program skinPlain; ///< Where frames must be quick.
    explicit SurfacePrograms(std::string_view defines)
        : sheet("sheet", "sheet", defines),
          skin("skin", "skin", defines),
          skinPlain("skin_plain", "skin_plain", defines) {}
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

struct Scene::Impl {
    bool software = isSoftware();
    PassivePass passive{software};
    Program resolve{"screen", "resolve"};
    Program fibre{"fibre"};
    Program hand{"hand"};
    std::optional<Program> line;
    std::optional<Program> bead;
    std::optional<Program> nerve;
    std::optional<Program> felt;
    std::optional<SurfacePrograms> whole;
    std::optional<SurfacePrograms> cut;
    VertexArray empty = makeVertexArray();
    std::array<Texture, 3> colourMaps; ///< cividis, viridis, diverging.
    HandShapes hands;
    Overlay overlay;
    std::list<WebPart> webs; ///< Most recent first.
    std::list<Panel> panels; ///< Most recent first.
    DrawStats stats;

    Impl();
    static bool isSoftware();

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
    void drawNerves(const Frame& frame);
    void drawFelt(const Frame& frame);
    void drawSheet(const Frame& frame, const sim::FieldView* field);
    void drawSkin(const Frame& frame, bool inside, bool tinted);
    void drawHands(const Frame& frame, bool clear);
    void drawTissue(const Frame& frame);
    void draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target);
};

} // namespace fascia::render
