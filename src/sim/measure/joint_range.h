#pragma once
// How far a joint turns before the web holds it back.
//
// Story: anchors (bone, and where the rest of the body continues) turn with the joint, each by its share w_i of the angle
// a; the rest of the web finds its equilibrium. The torque with which the web resists is the work per angle:
//
//   M(a) = - sum_i w_i f_i . (n x (x_i - c))      over anchored nodes; f_i the force of the springs on node i
//
// n the axis, c the centre. The range ends where M reaches the limit torque of the joint (a parameter times the joint's
// ratio), or where bone ends it. Springs are relaxed: a slow movement. In limbs muscles slide on one another over the large
// movement of a joint: of the columns that run obliquely through muscle, and resist the shear that a hand brings, only
// kSlidingMuscle takes part (else anchors of neighbouring muscles, which turn by different shares, hold the joint). Limits:
// one axis about one centre; the muscles that move the body are not in the web, so the limit torque is a choice of the model
// (docs/model.md). Test: tests/physics/joint_part_test.cpp and tests/anatomy/joints_nerves_test.cpp.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/solver/equilibrium.h"
#include "sim/web/web.h"

namespace fascia::sim {

/// p turned by share * angle about the joint.
Vec3 turned(const Joint& joint, double angle_deg, double share, const Vec3& p);
/// A direction turned likewise.
Vec3 turnedDirection(const Joint& joint, double angle_deg, double share, const Vec3& direction);

/// Part of the stiffness of oblique muscle columns while a joint turns; 0..1, assumed (with none the search for equilibrium
/// is slow, and ranges are within a tenth of those with this).
inline constexpr double kSlidingMuscle = 0.01;

/// Per spring: 1 for a column that runs obliquely through muscle, from the epimysium to the anchor of another column. The
/// column's own anchor hangs on its widest column.
std::vector<std::uint8_t> obliqueMuscleColumns(const Web& web);

/// M(a) above [N m]; positive: the web pulls the joint back. `share`, `anchored`, `force_N` and positions are per node.
double resistingTorque_Nm(const Joint& joint, std::span<const std::uint8_t> anchored, const Positions& position,
                          std::span<const Vec3> force_N);

} // namespace fascia::sim
