#pragma once
// A camera that turns around a point of the model and cannot get lost: whatever it is told, the point it looks at stays
// in the model's bounds, the distance stays between close and all-in-view, and nothing becomes infinite.
// Frame: metres, y up, x to the body's left, z forward (the back faces -z). No OpenGL here.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "sim/core/result.h"
#include "sim/web/web.h"

namespace fascia::render {

/// A form of the figure around the region: not framed, not cut to it.
inline bool isContext(const sim::VisualMesh& mesh) {
    return mesh.kind == sim::VisualMesh::Kind::context || mesh.kind == sim::VisualMesh::Kind::contextBone;
}

/// A picture wider than that has its words in the lower corners, which fit() leaves free; the middle reaches down to the edge.
inline constexpr float kWideAspect = 1.4F;

/// What the words of a picture leave free, from its middle: shares of half the height and of half the width, here those of
/// 1280 x 720 pixels.
struct Corners {
    float above = 0.65F;  ///< Words begin lower than that.
    float beside = 0.55F; ///< Within that no words stand.
};

/// Forms run on beyond the web, where they melt away and are not framed; one that stands up higher above it [m] was left whole.
inline constexpr float kStandsUp_m = 0.08F;
inline constexpr float kFormsReach_m = 0.060F; ///< Beyond the web, where they are gone.

/// An axis-aligned box [m].
struct Bounds {
    glm::vec3 low{-0.5F};
    glm::vec3 high{0.5F};
    [[nodiscard]] glm::vec3 centre() const { return 0.5F * (low + high); }
    /// Half the diagonal.
    [[nodiscard]] float radius() const;
};

/// Box around the web's nodes and its forms as far as they are seen, at rest. A unit box for an empty web.
Bounds boundsOf(const sim::Web& web);

struct Ray {
    glm::vec3 origin{0.0F};
    glm::vec3 direction{0.0F, 0.0F, -1.0F}; ///< Unit.
};

class Camera {
  public:
    Camera();

    /// Takes the model's bounds as limits and shows all of it in the present direction, at once.
    /// `aspect` = width / height of the picture.
    void frame(const Bounds& bounds, float aspect = 16.0F / 9.0F);

    /// The same for a web, and from then on near views also stay close to its nodes.
    void frame(const sim::Web& web, float aspect = 16.0F / 9.0F);

    /// Where the words of the picture are, for what is framed from then on.
    void leave(const Corners& corners) { corners_ = corners; }

    // --- moves: change the goal; update() eases towards it. Non-finite input is ignored. ---
    /// Turns by angles [rad]. Pitch stops short of the poles.
    void orbit(float deltaYaw, float deltaPitch);
    /// Shifts the target in the picture plane; 1 = the height of the picture at the target. Positive: the model moves
    /// right and up.
    void pan(float right, float up);
    /// Multiplies the distance (0.9 = nearer).
    void zoom(float factor);
    /// Looks at a point of the model from outside along `normal`, filling the picture with `radius_m`.
    void lookAt(const glm::vec3& point, const glm::vec3& normal, float radius_m);
    /// Looks at a point near the skin [m] along the skin's normal at rest there, as lookAt() does.
    void lookAtSkin(const sim::Web& web, const std::array<float, 3>& point_m, float radius_m);
    /// "back", "left", "right", "three_quarter", "close", "top", "front"; false for another name. `aspect` as in frame().
    bool goTo(std::string_view namedView, float aspect = 16.0F / 9.0F);

    /// Eases towards the goal over about 0.25 s. True while it still moves.
    bool update(float dt_s);
    /// Arrives at the goal at once.
    void snap();

    /// Parses "NAME" or "x,y,z/tx,ty,tz" (eye / target, metres) and snaps there. Errors: badInput with the nearest name.
    sim::Status set(std::string_view text, float aspect = 16.0F / 9.0F);
    /// The "x,y,z/tx,ty,tz" text that set() would read back.
    [[nodiscard]] std::string text() const;
    static std::span<const std::string_view> viewNames();

    // --- readings ---
    [[nodiscard]] glm::vec3 eye() const;
    [[nodiscard]] glm::vec3 target() const { return now_.target; }
    [[nodiscard]] float distance() const { return now_.distance; }
    [[nodiscard]] float yaw() const {
        return now_.yaw;
    } ///< [rad] 0 looks at the back (from -z), positive turns to the body's left.
    [[nodiscard]] float pitch() const { return now_.pitch; } ///< [rad] positive looks down from above.
    /// Field of view of the shorter side of the picture [rad].
    [[nodiscard]] float fieldOfView() const { return fieldOfView_; }
    [[nodiscard]] const Bounds& bounds() const { return bounds_; }
    [[nodiscard]] glm::mat4 view() const;
    /// Near and far planes follow the bounds.
    [[nodiscard]] glm::mat4 projection(float aspect) const;
    /// Distance along the view direction of the nearest and farthest point of the bounds.
    [[nodiscard]] glm::vec2 depthRange() const;
    /// Metres per pixel at the target for a picture of that size.
    [[nodiscard]] float metresPerPixel(int width, int height) const;

    /// Ray through a pixel; x to the right, y DOWN from the top left corner, as windows give it.
    [[nodiscard]] Ray ray(float x_px, float y_px, int width, int height) const;
    /// Pixel of a point (y down); z is the depth along the view direction [m], negative behind the camera.
    [[nodiscard]] glm::vec3 project(const glm::vec3& point, int width, int height) const;

  private:
    struct Pose {
        glm::vec3 target{0.0F};
        float distance = 1.0F;
        float yaw = 0.0F;
        float pitch = 0.0F;
    };
    void clampGoal();
    /// Puts the target and the distance where all of the model is in the picture, as large as can be.
    void fit(float yaw, float pitch, float aspect);
    [[nodiscard]] float fitDistance(const glm::vec3& target, float yaw, float pitch, float aspect) const;

    Bounds bounds_;
    Corners corners_;
    std::vector<glm::vec3> points_; ///< Some of the model's nodes; empty: only the bounds count.
    std::vector<glm::vec3> shown_;  ///< Points that framing keeps in the picture; empty: the corners of the bounds.
    Pose now_;
    Pose goal_;
    float fieldOfView_ = 0.5236F;
};

} // namespace fascia::render
