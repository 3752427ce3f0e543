#include "sim/contact/pad.h"

#include <algorithm>
#include <cmath>

namespace fascia::sim {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kCurvatureOverRadius = 6.0; // radius of curvature of the face over its own radius
constexpr double kConeTolerance = 0.02;
constexpr double kLeastForce_N = 1e-9;
constexpr double kReach_m = 0.06; // along the normal; the far side of a body that wraps round is not under the pad
constexpr double kReachSlack_m = 0.005;     // by which a hand moves before the nodes within its reach are found anew
constexpr double kSlipStiffnessShare = 0.1; // kept while slipping, so that the hand stays supported sideways

Vec3 toVec(const Point3& p) { return {p[0], p[1], p[2]}; }

Vec3 tangential(const Vec3& v, const Vec3& normal) { return v - normal * normal.dot(v); }

/// Penetration depth [m] of a skin node into the pad's face; negative: apart.
double penetration_m(const Vec3& node, const Vec3& padPosition, const PadState& pad, const ContactNode& contact) {
    return pad.normal.dot(node - padPosition) - faceSag_m(contact.radius_m, pad.area_m2);
}

bool facesPad(const Web& web, std::size_t node, const Vec3& normal) {
    return toVec(web.nodeNormal[node]).dot(normal) >= 0.2;
}

/// Share of a skin node's area under the face at tangential distance r: smooth over an edge about the rim.
double shareUnderFace(double r, double radius_m, double edge_m) {
    const double inner = std::max(0.0, radius_m - 0.5 * edge_m);
    const double outer = radius_m + 0.5 * edge_m;
    const double t = std::clamp((outer - r) / (outer - inner), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
}

/// Where the pad's axis meets the skin, on the skin at rest: nodes in contact carry it along, weighted.
Vec3 restFootprint_m(const Web& web, const Positions& position, const Vec3& padPosition, const PadState& pad) {
    Vec3 sum = Vec3::Zero();
    double weight = 0.0;
    for (const ContactNode& contact : pad.nodes) {
        const auto i = static_cast<std::size_t>(contact.node);
        sum += contact.weight * (toVec(web.nodePosition_m[i]) + tangential(padPosition - position[i], pad.normal));
        weight += contact.weight;
    }
    return sum / weight;
}

double nodeArea_m2(const Web& web, const ContactNode& contact) {
    return web.nodeArea_m2[static_cast<std::size_t>(contact.node)] * contact.weight;
}

struct NodeForces {
    double normal_N = 0.0;
    Vec3 tangential_N{0, 0, 0}; ///< On the pad, of the sticking spring.
};

NodeForces stickingForces(const Web& web, const Positions& position, const Vec3& padPosition,
                          const ContactParameters& p, const PadState& pad, const ContactNode& contact) {
    const Vec3& node = position[static_cast<std::size_t>(contact.node)];
    const double area = nodeArea_m2(web, contact);
    NodeForces forces;
    forces.normal_N = p.normalStiffness_Pa_per_m * area * std::max(0.0, penetration_m(node, padPosition, pad, contact));
    if (contact.touching) {
        forces.tangential_N =
            -p.tangentStiffness_Pa_per_m * area * (tangential(padPosition - node, pad.normal) - contact.stickOffset_m);
    }
    return forces;
}

/// Finds the nodes anew where the pad is another or has moved by more than the slack.
void refreshReach(const Web& web, const std::vector<std::int32_t>& skinNodes, const Vec3& footprint_m,
                  const Vec3& normal, double outer_m, PadReach& reach) {
    const bool same = reach.outer_m == outer_m && reach.normal == normal;
    if (same && tangential(footprint_m - reach.footprint_m, normal).squaredNorm() < kReachSlack_m * kReachSlack_m) {
        return;
    }
    reach.footprint_m = footprint_m;
    reach.normal = normal;
    reach.outer_m = outer_m;
    reach.nodes.clear();
    const double within = outer_m + 1.01 * kReachSlack_m; // and rounding
    for (const std::int32_t node : skinNodes) {
        const Vec3 d = toVec(web.nodePosition_m[static_cast<std::size_t>(node)]) - footprint_m;
        if (tangential(d, normal).squaredNorm() < within * within) {
            reach.nodes.push_back(node);
        }
    }
}

} // namespace

double padRadius_m(double area_m2) { return std::sqrt(area_m2 / kPi); }

double frictionOf(SkinSurface surface, const ContactParameters& p) {
    switch (surface) {
        case SkinSurface::dry:
            return p.frictionDry;
        case SkinSurface::moist:
            return p.frictionMoist;
        case SkinSurface::oiled:
            break;
    }
    return p.frictionOiled;
}

double padPressure_Pa(const PadState& pad) {
    return pad.contactArea_m2 > 0.0 ? pad.contactForce_N / pad.contactArea_m2 : 0.0;
}

double feltPressure_Pa(const PadState& pad) {
    constexpr double kProbeArea_m2 = 1e-4;
    return pad.contactForce_N / std::max(pad.contactArea_m2, kProbeArea_m2);
}

double faceSag_m(double tangentialDistance_m, double area_m2) {
    return tangentialDistance_m * tangentialDistance_m / (2.0 * kCurvatureOverRadius * padRadius_m(area_m2));
}

void gatherContactNodes(const Web& web, const std::vector<std::int32_t>& skinNodes, const Positions& position,
                        const Vec3& padPosition, double edge_m, PadReach& reach, PadState& pad) {
    const double radius = padRadius_m(pad.area_m2);
    const double outer = radius + 0.5 * edge_m;
    const bool known = !pad.nodes.empty();
    const Vec3 footprint = known ? restFootprint_m(web, position, padPosition, pad) : padPosition;
    if (known) {
        refreshReach(web, skinNodes, footprint, pad.normal, outer, reach);
    }
    std::vector<ContactNode> gathered;
    for (const std::int32_t node : known ? reach.nodes : skinNodes) {
        const auto i = static_cast<std::size_t>(node);
        const Vec3 fromAxis = known ? Vec3(toVec(web.nodePosition_m[i]) - footprint) : Vec3(position[i] - padPosition);
        const double r2 = tangential(fromAxis, pad.normal).squaredNorm();
        if (r2 >= outer * outer) {
            continue;
        }
        const double along = pad.normal.dot(position[i] - padPosition);
        if (along < -kReach_m || along > 0.03 || !facesPad(web, i, pad.normal)) {
            continue;
        }
        const double r = std::sqrt(r2);
        ContactNode contact;
        contact.node = node;
        contact.radius_m = r;
        contact.weight = std::max(1e-3, shareUnderFace(r, radius, edge_m));
        const auto before = std::find_if(pad.nodes.begin(), pad.nodes.end(),
                                         [node](const ContactNode& each) { return each.node == node; });
        if (before != pad.nodes.end()) {
            contact.touching = before->touching;
            contact.stickOffset_m = before->stickOffset_m;
        }
        gathered.push_back(contact);
    }
    pad.nodes = std::move(gathered);
}

Vec3 flatNormal(const Web& web, const std::vector<std::int32_t>& skinNodes, const Vec3& point_m, const Vec3& towards,
                double area_m2, double edge_m) {
    Vec3 sum = Vec3::Zero();
    for (const std::int32_t node : skinNodes) {
        const auto i = static_cast<std::size_t>(node);
        const Vec3 d = toVec(web.nodePosition_m[i]) - point_m;
        if (std::abs(towards.dot(d)) < kReach_m && facesPad(web, i, towards)) {
            const double share = shareUnderFace(tangential(d, towards).norm(), padRadius_m(area_m2), edge_m);
            sum += share * web.nodeArea_m2[i] * toVec(web.nodeNormal[i]);
        }
    }
    const double size = sum.norm();
    return size > 0.0 ? Vec3(sum / size) : towards;
}

Vec3 touchingPosition(const Web& web, const std::vector<std::int32_t>& skinNodes, const Positions& position,
                      const Vec3& point_m, const PadState& pad) {
    const double outer = padRadius_m(pad.area_m2);
    double height = -1e9;
    for (const std::int32_t node : skinNodes) {
        const Vec3 d = position[static_cast<std::size_t>(node)] - point_m;
        const double r = tangential(d, pad.normal).norm();
        if (r < outer && std::abs(pad.normal.dot(d)) < kReach_m &&
            facesPad(web, static_cast<std::size_t>(node), pad.normal)) {
            height = std::max(height, pad.normal.dot(d) - faceSag_m(r, pad.area_m2));
        }
    }
    return height > -1e8 ? point_m + pad.normal * height : point_m;
}

void appendCouplings(const Web& web, const Positions& position, const Vec3& padPosition, std::int32_t padNode,
                     const PadState& pad, const ContactParameters& p, std::vector<Coupling>& couplings) {
    for (const ContactNode& contact : pad.nodes) {
        const Vec3& node = position[static_cast<std::size_t>(contact.node)];
        const double area = nodeArea_m2(web, contact);
        const Vec3 relative = tangential(padPosition - node, pad.normal);
        Coupling coupling;
        coupling.a = padNode;
        coupling.b = contact.node;
        coupling.normal = pad.normal;
        coupling.normalStiffness_N_per_m = p.normalStiffness_Pa_per_m * area;
        coupling.gap_m = -faceSag_m(contact.radius_m, pad.area_m2);
        coupling.unilateral = true;
        if (contact.touching) {
            const double stiffness = p.tangentStiffness_Pa_per_m * area;
            if (contact.slipping) {
                // Limited to the cone at the present place, with a small stiffness about it.
                const NodeForces forces = stickingForces(web, position, padPosition, p, pad, contact);
                const double size = forces.tangential_N.norm();
                const double limit = frictionOf(pad.surface, p) * forces.normal_N;
                const Vec3 force = size > limit ? Vec3(forces.tangential_N * (limit / size)) : forces.tangential_N;
                coupling.tangentStiffness_N_per_m = kSlipStiffnessShare * stiffness;
                coupling.tangentOffset_m = relative + force / coupling.tangentStiffness_N_per_m;
            } else {
                coupling.tangentStiffness_N_per_m = stiffness;
                coupling.tangentOffset_m = contact.stickOffset_m;
            }
        }
        couplings.push_back(coupling);
    }
}

bool updateSlip(const Web& web, const Positions& position, const Vec3& padPosition, const ContactParameters& p,
                PadState& pad) {
    const double friction = frictionOf(pad.surface, p);
    std::vector<ContactNode*> outside;
    double excess_N = 0.0;
    double carried_N = 0.0;
    for (ContactNode& contact : pad.nodes) {
        if (!contact.touching) {
            continue;
        }
        const NodeForces forces = stickingForces(web, position, padPosition, p, pad, contact);
        const double size = forces.tangential_N.norm();
        const double limit = friction * forces.normal_N;
        carried_N += std::min(size, limit);
        if (!contact.slipping && size > (1.0 + kConeTolerance) * limit + kLeastForce_N) {
            outside.push_back(&contact);
            excess_N += size - limit;
        }
    }
    if (excess_N <= kConeTolerance * carried_N) {
        return false; // acceptContact() takes the rest off
    }
    for (ContactNode* contact : outside) {
        contact->slipping = true;
    }
    return true;
}

void acceptContact(const Web& web, const Positions& position, const Vec3& padPosition, const ContactParameters& p,
                   PadState& pad) {
    const double friction = frictionOf(pad.surface, p);
    pad.contactForce_N = 0.0;
    pad.contactArea_m2 = 0.0;
    pad.traction_N = Vec3::Zero();
    double slipArea = 0.0;
    for (ContactNode& contact : pad.nodes) {
        const Vec3& node = position[static_cast<std::size_t>(contact.node)];
        const double area = nodeArea_m2(web, contact);
        NodeForces forces = stickingForces(web, position, padPosition, p, pad, contact);
        if (forces.normal_N <= 0.0) {
            contact.touching = false;
            contact.slipping = false;
            continue;
        }
        const Vec3 relative = tangential(padPosition - node, pad.normal);
        if (!contact.touching) {
            contact.touching = true;
            contact.stickOffset_m = relative;
            forces.tangential_N = Vec3::Zero();
        }
        const double size = forces.tangential_N.norm();
        const double limit = friction * forces.normal_N;
        if (size > limit) {
            forces.tangential_N *= limit / size;
            contact.stickOffset_m = relative + forces.tangential_N / (p.tangentStiffness_Pa_per_m * area);
            slipArea += area;
        }
        contact.slipping = false;
        pad.contactForce_N += forces.normal_N;
        pad.contactArea_m2 += area;
        pad.traction_N -= forces.tangential_N;
    }
    pad.slipShare = pad.contactArea_m2 > 0.0 ? slipArea / pad.contactArea_m2 : 0.0;
}

} // namespace fascia::sim
