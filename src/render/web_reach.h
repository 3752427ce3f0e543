#pragma once
// Where a web is, and how far a place lies beyond it: bones and muscles run on beyond its open borders and melt away there.

#include <cstdint>
#include <span>
#include <vector>

#include <glm/vec3.hpp>

#include "render/passive_forms.h"
#include "sim/web/web.h"

namespace fascia::render {

class WebReach {
  public:
    /// `fade`: see borderFade(). A web without open borders is everywhere.
    WebReach(const sim::Web& web, std::span<const float> fade);

    /// 1 under the web, 0 where bones and muscles are gone.
    [[nodiscard]] float presence(const glm::vec3& p) const;

  private:
    [[nodiscard]] float away(int x, int y, int z) const;

    glm::vec3 low_{0.0F};
    std::array<int, 3> size_{0, 0, 0};
    std::vector<float> away_; ///< Distance from the web's columns at the nodes of a grid [m].
    struct Whole {
        glm::vec3 low, high;
    };
    std::vector<Whole> whole_; ///< Boxes of forms that were left whole (a skull above a neck).
};

/// The geometry with its presence: what melts away beyond the web.
PassiveGeometry melted(PassiveGeometry geometry, const WebReach& reach);

} // namespace fascia::render
