#pragma once
// Which way the bundles of a muscle run, from its shape alone.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <glm/vec3.hpp>

namespace fascia::render {

/// Unit direction of the bundles at every vertex: across which the surface's normals turn least, as along a strand; where
/// the surface is flat, the long axis of the connected piece. Neighbours agree in sign.
/// `normal`: unit; `triangles`: vertex numbers, all valid.
std::vector<glm::vec3> bundleAxes(std::span<const glm::vec3> position, std::span<const glm::vec3> normal,
                                  std::span<const std::array<std::uint32_t, 3>> triangles);

} // namespace fascia::render
