#pragma once
// Where a muscle is tendon: told by its form, since it is thin there.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

namespace fascia::render {

/// Share of tendon per vertex, 0 belly .. 1 tendon: from the thickness below the vertex, of the thickness of the muscle. A form
/// whose name says that it is a tendon, a tract or a fascia is one as a whole.
std::vector<float> tendonShares(std::string_view name, std::span<const glm::vec3> position,
                                std::span<const glm::vec3> normal,
                                std::span<const std::array<std::uint32_t, 3>> triangles);

} // namespace fascia::render
