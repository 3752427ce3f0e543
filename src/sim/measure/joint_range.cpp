#include "sim/measure/joint_range.h"

#include <cmath>

#include <Eigen/Geometry>

namespace fascia::sim {
namespace {

constexpr double kRadiansPerDegree = 0.017453292519943295;

Vec3 toVec(const Point3& p) { return {p[0], p[1], p[2]}; }

} // namespace

Vec3 turnedDirection(const Joint& joint, double angle_deg, double share, const Vec3& direction) {
    const double angle = angle_deg * kRadiansPerDegree * share;
    const Vec3 axis = toVec(joint.axis);
    const double c = std::cos(angle);
    return direction * c + axis.cross(direction) * std::sin(angle) + axis * (axis.dot(direction) * (1.0 - c));
}

Vec3 turned(const Joint& joint, double angle_deg, double share, const Vec3& p) {
    const Vec3 centre = toVec(joint.centre_m);
    return centre + turnedDirection(joint, angle_deg, share, p - centre);
}

double resistingTorque_Nm(const Joint& joint, std::span<const std::uint8_t> anchored, const Positions& position,
                          std::span<const Vec3> force_N) {
    const Vec3 centre = toVec(joint.centre_m);
    const Vec3 axis = toVec(joint.axis);
    double torque = 0.0;
    for (std::size_t i = 0; i < joint.share.size(); ++i) {
        if (anchored[i] != 0) {
            torque -= joint.share[i] * force_N[i].dot(axis.cross(position[i] - centre));
        }
    }
    return torque;
}

} // namespace fascia::sim
