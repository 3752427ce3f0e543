#pragma once
// Which point of the skin lies under the pointer: a ray against the deformed skin of the last snapshot.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/snapshot.h"

namespace fascia::app {

/// A half line in the model's frame [m]; `direction` need not be unit.
struct Ray {
    std::array<float, 3> origin_m{};
    std::array<float, 3> direction{0, 0, -1};
};

/// Where a ray first meets the skin from outside.
struct SkinHit {
    std::array<float, 3> position_m{};
    std::array<float, 3> restPosition_m{}; ///< The same point of the skin in the web's rest geometry.
    std::array<float, 3> normal{};         ///< Unit, outward, smoothed over the triangles around.
    std::int32_t node = -1;                ///< Nearest corner of the triangle: a skin node.
    std::int32_t triangle = -1;            ///< Index into the web's skin triangles.
    float distance = 0.0F;                 ///< Along the ray, in lengths of its direction.
};

/// Casts rays against the skin. Keeps the adjacency of the web it saw last; every triangle is tested (the skin moves
/// with each step, and a built-in web's few thousand triangles cost well under 0.3 ms), seen from outside only.
class SkinPicker {
  public:
    [[nodiscard]] std::optional<SkinHit> pick(const Ray& ray, const sim::Snapshot& snapshot);

  private:
    void rebuild(const std::shared_ptr<const sim::Web>& web);
    [[nodiscard]] std::array<float, 3> nodeNormal(std::int32_t node, const sim::Snapshot& snapshot) const;

    std::shared_ptr<const sim::Web> web_;
    std::vector<std::int32_t> firstTriangle_; ///< Per node, into triangleOfNode_; size N + 1.
    std::vector<std::int32_t> triangleOfNode_;
};

} // namespace fascia::app
