// Bends the joints of a web and measures where it holds them back (measure/joint_range.h).

#include <algorithm>
#include <cmath>

#include "sim/measure/joint_part.h"
#include "sim/measure/joint_range.h"
#include "sim/world_impl.h"

namespace fascia::sim {
namespace {

constexpr double kStride_deg = 20.0;     // at most between poses on the way to the limit
constexpr double kFirstStride_deg = 2.0; // tells how stiff the joint is
constexpr double kLeastStride_deg = 4.0; // when the web cannot be followed farther with longer ones
constexpr double kPrecision_deg = 0.02;  // of the range
constexpr int kMostPoses = 24;
constexpr int kMostNewton = 40; // a pose that takes more is not found at all (folds); a shorter stride may be
// From here on a joint whose web is so weak that bone ends it even if the web grew so many times stiffer is not bent on.
constexpr double kDecisive_deg = 15.0;
constexpr double kGrowsStiffer = 5.0;
constexpr double kPoseResidual = 1e-5;
constexpr double kUsableResidual = 1e-2; // of a pose that was not found better: its torque is that good
// Bent along with what the joint deforms: ranges of `body` are then within 0.1 % of those of the whole web.
constexpr double kPartReach_m = 0.15;
constexpr double kWholeFrom = 0.6; // of the web's nodes in the part: then all of the web is bent

/// A web, or a part of one, that a joint bends.
struct Bent {
    const Joint& joint; ///< With one share per node.
    std::span<const std::array<std::int32_t, 2>> springNodes;
    std::span<const SpringLaw> laws;
    std::span<const Vec3> guides;
    std::span<const std::uint8_t> held; ///< Per node, or longer (pads).
    const Positions& rest;
    int threads = 1;
};

/// Anchors go where the joint takes them; the rest starts from where turning along would take it and finds its
/// equilibrium.
JointPose bend(const Bent& bent, EquilibriumSolver& solver, double angle_deg, double from_deg, Positions& position) {
    const Joint& joint = bent.joint;
    for (std::size_t i = 0; i < joint.share.size(); ++i) {
        position[i] = bent.held[i] != 0 ? turned(joint, angle_deg, joint.share[i], bent.rest[i])
                                        : turned(joint, angle_deg - from_deg, joint.share[i], position[i]);
    }
    std::vector<Vec3> guides(bent.guides.begin(), bent.guides.end());
    for (std::size_t s = 0; s < guides.size(); ++s) {
        if (guides[s] != Vec3::Zero()) {
            const auto& ends = bent.springNodes[s];
            const double share =
                0.5 * (joint.share[static_cast<std::size_t>(ends[0])] + joint.share[static_cast<std::size_t>(ends[1])]);
            guides[s] = turnedDirection(joint, angle_deg, share, guides[s]);
        }
    }
    const std::vector<Vec3> load_N(position.size(), Vec3::Zero());
    EquilibriumProblem problem;
    problem.laws = bent.laws;
    problem.guides = guides;
    problem.fixed = bent.held;
    problem.load_N = load_N;
    SolveOptions options;
    options.residual = kPoseResidual;
    options.maxNewton = kMostNewton;
    options.threads = bent.threads;
    const SolveReport solved = solver.solve(problem, options, position);
    std::vector<Vec3> force_N;
    solver.internalForce(problem, position, bent.threads, force_N);
    JointPose pose;
    pose.angle_deg = angle_deg;
    pose.converged = solved.residual < kUsableResidual;
    pose.torque_Nm = resistingTorque_Nm(joint, bent.held, position, force_N);
    return pose;
}

/// Where tissue folds so far that no equilibrium is found beyond `last`, the torque is taken to go on as it rose there.
double carriedOn_deg(const JointPose& last, double slope_Nm_per_deg, double limit_Nm, double highest_deg) {
    if (slope_Nm_per_deg <= 0.0) {
        return highest_deg;
    }
    return std::min(highest_deg, last.angle_deg + (limit_Nm - last.torque_Nm) / slope_Nm_per_deg);
}

} // namespace

JointPose World::Impl::poseJoint(const Joint& joint, double angle_deg, double from_deg, Positions& position) {
    std::vector<std::uint8_t> held = fixed;
    std::fill(held.begin() + static_cast<std::ptrdiff_t>(webNodes()), held.end(),
              std::uint8_t{1}); // hands take no part
    const Bent bent{joint, web->springNodes, laws, guides, held, state.position, threads};
    JointPose pose = bend(bent, solver, angle_deg, from_deg, position);
    double fascial = 0.0;
    double fibres = 0.0;
    for (std::size_t s = 0; s < springs(); ++s) {
        if (!stiffness.fascial(s)) {
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

void World::Impl::prepareJointLaws(const Joint& joint) {
    prepareRelaxedLaws();
    if (!joint.musclesSlide) {
        return;
    }
    const std::vector<std::uint8_t> oblique = obliqueMuscleColumns(*web);
    for (std::size_t s = 0; s < oblique.size(); ++s) {
        laws[s].stiffness_N *= oblique[s] != 0 ? kSlidingMuscle : 1.0;
    }
}

double World::Impl::rangeOf_deg(const Joint& joint, Positions& position, const PoseAt& pose) const {
    const double limit_Nm = state.parameters.consequence.trunkLimitTorque_Nm * joint.limitTorqueRatio;
    JointPose low = pose(0.0, 0.0);
    if (low.torque_Nm >= limit_Nm) {
        return 0.0;
    }
    JointPose high = low;
    int poses = 1;
    double slope_Nm_per_deg = 0.0; // between the last two poses
    double stride_deg = kFirstStride_deg;
    double longest_deg = kStride_deg;
    Positions followed = position; // at `low`
    while (high.torque_Nm < limit_Nm && high.angle_deg < joint.highest_deg) {
        low = high;
        followed = position;
        high = pose(std::min(joint.highest_deg, low.angle_deg + stride_deg), low.angle_deg);
        ++poses;
        if (high.converged) {
            slope_Nm_per_deg = (high.torque_Nm - low.torque_Nm) / (high.angle_deg - low.angle_deg);
            const double most_Nm =
                high.torque_Nm + kGrowsStiffer * std::max(0.0, slope_Nm_per_deg) * (joint.highest_deg - high.angle_deg);
            if (high.angle_deg > kDecisive_deg && most_Nm < limit_Nm) {
                return joint.highest_deg;
            }
            // As far again as the torque still to go takes at this slope, and a bit: it rises with the angle.
            const double ahead_deg =
                slope_Nm_per_deg > 0.0 ? 1.1 * (limit_Nm - high.torque_Nm) / slope_Nm_per_deg : kStride_deg;
            stride_deg = std::clamp(std::min(ahead_deg, 3.0 * stride_deg), kFirstStride_deg, longest_deg);
            continue;
        }
        if (stride_deg <= kLeastStride_deg || poses >= kMostPoses) {
            return carriedOn_deg(low, slope_Nm_per_deg, limit_Nm, joint.highest_deg);
        }
        position = followed;
        high = low;
        longest_deg = std::max(kLeastStride_deg, 0.4 * stride_deg);
        stride_deg = longest_deg;
    }
    if (high.torque_Nm < limit_Nm) {
        return joint.highest_deg; // bone ends it
    }
    // Secant steps kept inside of the bracket, from the pose before the limit.
    position = std::move(followed);
    double at_deg = low.angle_deg;
    double range_deg = high.angle_deg;
    while (poses < kMostPoses) {
        const double share = (limit_Nm - low.torque_Nm) / (high.torque_Nm - low.torque_Nm);
        const double guess = low.angle_deg + std::clamp(share, 0.02, 0.98) * (high.angle_deg - low.angle_deg);
        const bool settled = std::abs(guess - range_deg) < kPrecision_deg;
        range_deg = guess;
        if (settled || high.angle_deg - low.angle_deg < kPrecision_deg) {
            break;
        }
        const JointPose middle = pose(guess, at_deg);
        at_deg = guess;
        ++poses;
        if (!middle.converged) {
            break;
        }
        (middle.torque_Nm < limit_Nm ? low : high) = middle;
    }
    return range_deg;
}

double World::Impl::rangeOfPart_deg(const Joint& joint, const JointPart& part) const {
    Joint local; // with the shares of the part's nodes
    local.centre_m = joint.centre_m;
    local.axis = joint.axis;
    local.highest_deg = joint.highest_deg;
    local.limitTorqueRatio = joint.limitTorqueRatio;
    Positions rest;
    for (const std::int32_t node : part.nodes) {
        rest.push_back(state.position[static_cast<std::size_t>(node)]);
        local.share.push_back(joint.share[static_cast<std::size_t>(node)]);
    }
    std::vector<SpringLaw> partLaws;
    std::vector<Vec3> partGuides;
    for (const std::int32_t spring : part.springs) {
        partLaws.push_back(laws[static_cast<std::size_t>(spring)]);
        partGuides.push_back(guides[static_cast<std::size_t>(spring)]);
    }
    const Bent bent{local, part.springNodes, partLaws, partGuides, part.held, rest, threads};
    EquilibriumSolver partSolver({static_cast<std::int32_t>(part.nodes.size()), part.springNodes});
    Positions position = rest;
    return rangeOf_deg(local, position, [&](double angle_deg, double from_deg) {
        return bend(bent, partSolver, angle_deg, from_deg, position);
    });
}

void World::Impl::measureJoints() {
    jointRange_deg.clear();
    for (const Joint& joint : web->joints) {
        prepareJointLaws(joint);
        const JointPart part = makeJointPart(*web, joint, fixed, kPartReach_m);
        if (static_cast<double>(part.nodes.size()) > kWholeFrom * static_cast<double>(webNodes())) {
            Positions position = state.position;
            jointRange_deg.push_back(rangeOf_deg(joint, position, [&](double angle_deg, double from_deg) {
                return poseJoint(joint, angle_deg, from_deg, position);
            }));
            continue;
        }
        jointRange_deg.push_back(rangeOfPart_deg(joint, part));
    }
}

} // namespace fascia::sim
