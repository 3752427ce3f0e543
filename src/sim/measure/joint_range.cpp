#include "sim/measure/joint_range.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

std::vector<std::uint8_t> obliqueMuscleColumns(const Web& web) {
    constexpr double kSameSection = 0.99;
    std::vector<double> widest_m2(web.nodePosition_m.size(), 0.0);
    std::vector<std::int32_t> top(web.springNodes.size(), -1); // the epimysium's node of a muscle column
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        auto [upper, lower] = web.springNodes[s];
        if (web.nodeLayer[static_cast<std::size_t>(upper)] == Layer::bone) {
            std::swap(upper, lower);
        }
        if (web.springFamily[s] == SpringFamily::bulk &&
            web.nodeLayer[static_cast<std::size_t>(lower)] == Layer::bone) {
            top[s] = upper;
            double& widest = widest_m2[static_cast<std::size_t>(upper)];
            widest = std::max(widest, web.springSection_m2[s]);
        }
    }
    std::vector<std::uint8_t> oblique(web.springNodes.size(), 0);
    for (std::size_t s = 0; s < oblique.size(); ++s) {
        oblique[s] =
            top[s] >= 0 && web.springSection_m2[s] < kSameSection * widest_m2[static_cast<std::size_t>(top[s])] ? 1 : 0;
    }
    return oblique;
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
