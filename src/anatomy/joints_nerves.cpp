#include "anatomy/joints_nerves.h"

#include <algorithm>
#include <array>
#include <string>

namespace fascia::anatomy {

namespace {

/// A joint bends a web when the shares of its anchors differ by more than this; else it carries the web along whole.
constexpr double kLeastBend = 0.10;
/// A nerve belongs to a web when its narrow place is this near to a node of a fascial sheet.
constexpr double kTunnelReach_m = 0.02;

struct JointName {
    const char *figure, *id, *label;
};
constexpr std::array<JointName, 1> kJointNames{{{"trunk_flexion", "trunk", "Bending forward"}}};

std::string words(std::string id) {
    std::replace(id.begin(), id.end(), '_', ' ');
    if (!id.empty()) {
        id[0] = static_cast<char>(id[0] >= 'a' && id[0] <= 'z' ? id[0] - 'a' + 'A' : id[0]);
    }
    return id;
}

void addJoint(const FigureJoint& from, const JointName& name, sim::Web& web) {
    if (from.highest_deg <= 0.0 || from.weightKind == "fields") {
        return;
    }
    sim::Joint joint;
    joint.id = name.id;
    joint.label = name.label;
    joint.centre_m = from.centre;
    joint.axis = from.axis;
    joint.highest_deg = from.highest_deg;
    double least = 1.0;
    double most = 0.0;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        joint.share.push_back(from.share(web.nodePosition_m[i]));
        if (web.nodeAnchored[i] != 0) {
            least = std::min(least, joint.share.back());
            most = std::max(most, joint.share.back());
        }
    }
    if (most - least > kLeastBend && web.joints.size() < sim::kMaxJoints) {
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
    if (from.path.size() < 2 || web.nerves.size() >= sim::kMaxNerves || !within(side(from.entrapment), web)) {
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
    web.nerves.push_back(std::move(nerve));
}

} // namespace

void addJointsAndNerves(const Figure& figure, sim::Web& web) {
    for (const JointName& name : kJointNames) {
        for (const FigureJoint& joint : figure.joints) {
            if (joint.name == name.figure) {
                addJoint(joint, name, web);
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
