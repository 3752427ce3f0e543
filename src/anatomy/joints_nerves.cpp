#include "anatomy/joints_nerves.h"

#include <algorithm>
#include <array>
#include <string>

#include "sim/measure/nerve_load_deep.h"

namespace fascia::anatomy {

namespace {

/// A nerve belongs to a web when its narrow place is this near to a node of a fascial sheet.
constexpr double kTunnelReach_m = 0.02;

struct JointName {
    const char *figure, *id, *label;
    /// A joint bends a web when the shares of its anchors differ by more than this; else it carries the web along whole, or
    /// a limb's joint lies at the web's edge.
    double leastBend;
};
constexpr std::array<JointName, 7> kJointNames{{{"trunk_flexion", "trunk", "Bending forward", 0.10},
                                                {"neck_flexion", "neck", "Bowing the head", 0.80},
                                                {"shoulder_flexion", "shoulder", "Raising the arm", 0.80},
                                                {"elbow_flexion", "elbow", "Bending the elbow", 0.80},
                                                {"hip_flexion", "hip", "Raising the straight leg", 0.80},
                                                {"knee_flexion", "knee", "Bending the knee", 0.80},
                                                {"ankle_dorsiflexion", "ankle", "Lifting the toes", 0.80}}};

std::string words(std::string id) {
    std::replace(id.begin(), id.end(), '_', ' ');
    if (!id.empty()) {
        id[0] = static_cast<char>(id[0] >= 'a' && id[0] <= 'z' ? id[0] - 'a' + 'A' : id[0]);
    }
    return id;
}

/// Fields of the figure's groups at every node of a web, evaluated once for all joints.
using GroupFields = std::vector<std::vector<double>>;

/// A web holds all that a joint bends when the shares of its anchors differ by more than this.
constexpr double kWholeBend = 0.9;

/// Torque that ends the joint, over that of bending forward; 1 where either is not known.
double limitRatio(const Figure& figure, const FigureJoint& joint, bool whole) {
    const double limit_Nm = whole && joint.wholeLimitTorque_Nm > 0.0 ? joint.wholeLimitTorque_Nm : joint.limitTorque_Nm;
    for (const FigureJoint& trunk : figure.joints) {
        if (trunk.name == "trunk_flexion" && trunk.limitTorque_Nm > 0.0 && limit_Nm > 0.0) {
            return limit_Nm / trunk.limitTorque_Nm;
        }
    }
    return 1.0;
}

void addJoint(const Figure& figure, const FigureJoint& from, const JointName& name, bool right,
              const GroupFields& fields, bool musclesSlide, sim::Web& web) {
    if (from.highest_deg <= 0.0 || web.joints.size() >= sim::kMaxJoints) {
        return;
    }
    sim::Joint joint;
    joint.id = std::string(name.id) + (from.mirrored ? (right ? "_right" : "_left") : "");
    joint.label = std::string(name.label) + (from.mirrored ? (right ? ", right" : ", left") : "");
    joint.centre_m = right ? mirrorX(from.centre) : from.centre;
    joint.axis = right ? Vec3{from.axis[0], -from.axis[1], -from.axis[2]} : from.axis;
    joint.highest_deg = from.highest_deg;
    joint.musclesSlide = musclesSlide;
    double least = 1.0;
    double most = 0.0;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        const Vec3& p = web.nodePosition_m[i];
        joint.share.push_back(figure.jointShare(from, right ? mirrorX(p) : p, fields[i]));
        if (web.nodeAnchored[i] != 0) {
            least = std::min(least, joint.share.back());
            most = std::max(most, joint.share.back());
        }
    }
    joint.limitTorqueRatio = limitRatio(figure, from, most - least > kWholeBend);
    if (most - least > name.leastBend) {
        web.joints.push_back(std::move(joint));
    }
}

bool within(const Vec3& p, const sim::Web& web) {
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        const bool sheet = web.nodeLayer[i] != sim::Layer::bone && web.nodeLayer[i] != sim::Layer::skin;
        if (sheet && web.nodeAnchored[i] == 0 && distance(web.nodePosition_m[i], p) < kTunnelReach_m) {
            return true;
        }
    }
    return false;
}

void addNerve(const FigureNerve& from, bool right, sim::Web& web) {
    const auto side = [right](const Vec3& p) { return right ? mirrorX(p) : p; };
    if (from.path.size() < 2 || web.nerves.size() >= sim::kMaxNerves) {
        return;
    }
    sim::Nerve nerve;
    nerve.id = from.name + (from.mirrored ? (right ? "_right" : "_left") : "");
    nerve.label = words(nerve.id);
    for (const Vec3& p : from.path) {
        nerve.path_m.push_back(side(p));
    }
    nerve.tunnel_m = side(from.entrapment);
    nerve.tunnelLabel = from.entrapmentName;
    if (!from.felt.empty()) {
        nerve.feltLabel = from.felt.front().name;
        nerve.feltCentre_m = side(from.felt.front().centre);
        nerve.feltRadius_m = from.felt.front().radius_m;
    }
    if (within(side(from.entrapment), web) || (from.deep && sim::coversDeepNerve(web, nerve))) {
        web.nerves.push_back(std::move(nerve));
    }
}

} // namespace

void addJointsAndNerves(const Figure& figure, bool musclesSlide, sim::Web& web) {
    // A sheet's node belongs where its skin does; so do the fields.
    GroupFields fields(web.nodePosition_m.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto skin = static_cast<std::size_t>(std::max(web.nodeColumn[i], 0));
        const bool below = web.nodeColumn[i] >= 0 && skin < i && web.nodeColumn[skin] == web.nodeColumn[i];
        fields[i] = below ? fields[skin] : figure.groupDistances(web.nodePosition_m[i]);
    }
    for (const JointName& name : kJointNames) {
        for (const FigureJoint& joint : figure.joints) {
            if (joint.name == name.figure) {
                addJoint(figure, joint, name, false, fields, musclesSlide, web);
                if (joint.mirrored) {
                    addJoint(figure, joint, name, true, fields, musclesSlide, web);
                }
            }
        }
    }
    for (const FigureNerve& nerve : figure.nerves) {
        addNerve(nerve, false, web);
        if (nerve.mirrored) {
            addNerve(nerve, true, web);
        }
    }
}

} // namespace fascia::anatomy
