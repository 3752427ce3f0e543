#pragma once
// The part of a web that a joint bends. Far from a joint tissue turns along as it is: its energy does not change, so it
// takes no part in the torque. Bending only what is near saves most of the work in a web of the whole body.
// Test: tests/physics/joint_part_test.cpp.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/web/web.h"

namespace fascia::sim {

/// Nodes that take part, with the springs between them; a graph of its own.
struct JointPart {
    std::vector<std::int32_t> nodes;                      ///< Of the web, ascending.
    std::vector<std::int32_t> springs;                    ///< Of the web, ascending; those with an end within reach.
    std::vector<std::array<std::int32_t, 2>> springNodes; ///< Their ends, as indices of `nodes`.
    std::vector<std::uint8_t> held; ///< Per part node: anchored in the web, or where the part ends.
};

/// What lies within `reach_m` (along springs) of tissue that the joint deforms: springs whose ends turn by different
/// shares, or by a share between 0 and 1. `anchored` is per node of the web (or longer). Empty if the joint turns all alike.
JointPart makeJointPart(const Web& web, const Joint& joint, std::span<const std::uint8_t> anchored, double reach_m);

} // namespace fascia::sim
