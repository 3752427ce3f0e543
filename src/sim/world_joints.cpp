// Bends the joints of a web and measures where it holds them back (measure/joint_range.h).

#include <algorithm>
#include <cmath>

#include "sim/measure/joint_range.h"
#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

constexpr double kStride_deg = 20.0;    // between poses on the way to the limit
constexpr double kPrecision_deg = 0.02; // of the range
constexpr int kMostPoses = 16;

} // namespace

JointPose World::Impl::poseJoint(const Joint& joint, double angle_deg, double from_deg, Positions& position) {
    std::vector<std::uint8_t> held = fixed;
    for (std::size_t i = webNodes(); i < held.size(); ++i) {
        held[i] = 1; // hands take no part
    }
    // Anchors go where the joint takes them; the rest starts from where turning along would take it.
    for (std::size_t i = 0; i < webNodes(); ++i) {
        position[i] = held[i] != 0 ? turned(joint, angle_deg, joint.share[i], state.position[i])
                                   : turned(joint, angle_deg - from_deg, joint.share[i], position[i]);
    }
    std::vector<Vec3> turnedGuides = guides;
    for (std::size_t s = 0; s < springs(); ++s) {
        if (web->springFamily[s] == SpringFamily::bulk) {
            const auto& ends = web->springNodes[s];
            const double share =
                0.5 * (joint.share[static_cast<std::size_t>(ends[0])] + joint.share[static_cast<std::size_t>(ends[1])]);
            turnedGuides[s] = turnedDirection(joint, angle_deg, share, guides[s]);
        }
    }
    load_N.assign(position.size(), Vec3::Zero());
    EquilibriumProblem bent;
    bent.laws = laws;
    bent.guides = turnedGuides;
    bent.fixed = held;
    bent.load_N = load_N;
    SolveOptions options;
    options.residual = 1e-5;
    options.threads = threads;
    options.maxNewton = 100;
    const SolveReport solved = solver.solve(bent, options, position);
    std::vector<Vec3> force_N;
    solver.internalForce(bent, position, threads, force_N);
    JointPose pose;
    pose.angle_deg = angle_deg;
    pose.converged = solved.converged;
    pose.torque_Nm = resistingTorque_Nm(joint, held, position, force_N);
    double fascial = 0.0;
    double fibres = 0.0;
    for (std::size_t s = 0; s < springs(); ++s) {
        if (stiffness.fascial[s] == 0) {
            continue;
        }
        const auto& ends = web->springNodes[s];
        const double length =
            (position[static_cast<std::size_t>(ends[0])] - position[static_cast<std::size_t>(ends[1])]).norm();
        const SpringLaw& law = laws[s];
        const ElasticResponse elastic =
            elasticResponse(length / law.restLength_m - 1.0, law.toeStrain, law.compressionRatio, law.squeezeStiffens);
        pose.meanTension_N += law.stiffness_N * elastic.value + law.offsetTension_N;
        fascial += 1.0;
        if (web->springFamily[s] == SpringFamily::fibre && web->springLayer[s] == Layer::deepFascia) {
            pose.deepFasciaStiffness += elastic.slope;
            fibres += 1.0;
        }
    }
    pose.meanTension_N /= std::max(1.0, fascial);
    pose.deepFasciaStiffness /= std::max(1.0, fibres);
    return pose;
}

void World::Impl::measureJoints() {
    jointRange_deg.clear();
    prepareRelaxedLaws();
    for (const Joint& joint : web->joints) {
        const double limit_Nm = state.parameters.consequence.trunkLimitTorque_Nm;
        Positions position = state.position;
        JointPose low = poseJoint(joint, 0.0, 0.0, position);
        if (low.torque_Nm >= limit_Nm) {
            jointRange_deg.push_back(0.0);
            continue;
        }
        JointPose high = low;
        int poses = 1;
        while (high.torque_Nm < limit_Nm && high.angle_deg < joint.highest_deg) {
            low = high;
            high = poseJoint(joint, std::min(joint.highest_deg, low.angle_deg + kStride_deg), low.angle_deg, position);
            ++poses;
        }
        if (high.torque_Nm < limit_Nm) {
            jointRange_deg.push_back(joint.highest_deg); // bone ends it
            continue;
        }
        // Secant steps kept inside of the bracket.
        double at_deg = high.angle_deg;
        double range_deg = high.angle_deg;
        while (poses < kMostPoses) {
            const double share = (limit_Nm - low.torque_Nm) / (high.torque_Nm - low.torque_Nm);
            const double guess = low.angle_deg + std::clamp(share, 0.02, 0.98) * (high.angle_deg - low.angle_deg);
            const bool settled = std::abs(guess - range_deg) < kPrecision_deg;
            range_deg = guess;
            if (settled || high.angle_deg - low.angle_deg < kPrecision_deg) {
                break;
            }
            const JointPose middle = poseJoint(joint, guess, at_deg, position);
            at_deg = guess;
            ++poses;
            (middle.torque_Nm < limit_Nm ? low : high) = middle;
        }
        jointRange_deg.push_back(range_deg);
    }
}

} // namespace fascia::sim
