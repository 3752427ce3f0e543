#include "anatomy/figure.h"

#include <algorithm>

namespace fascia::anatomy {

namespace {

constexpr double kFar_m = 1.0;
// Where the trunk ends and the arm, which it carries along, begins: difference of their fields; assumed.
constexpr double kArmFadeLow_m = -0.02, kArmFadeHigh_m = 0.05;
// The spine does not turn with a shoulder blade; its medial border lies 6 to 7 cm from the mid-line.
constexpr double kSpineHalf_m = 0.02, kBladeBorder_m = 0.07;

bool within(const Vec3& p, const Vec3& low, const Vec3& high, double pad) {
    return p[0] > low[0] - pad && p[0] < high[0] + pad && p[1] > low[1] - pad && p[1] < high[1] + pad &&
           p[2] > low[2] - pad && p[2] < high[2] + pad;
}

double blend(double before, double d, const BlendItem& item) {
    return item.subtract ? smoothMax(before, -d, item.blend_m) : smoothMin(before, d, item.blend_m);
}

double groupDistance(const SkinGroup& group, const Vec3& p) {
    // Twice the widest blend: an ellipsoid's estimate can read half of the true distance off its axes.
    const double pad = 2.0 * group.largestBlend_m + 0.04;
    const auto local = [&group](const Vec3& world) {
        const Vec3 q = world - group.origin;
        return Vec3{dot(q, group.axis[0]), dot(q, group.axis[1]), dot(q, group.axis[2])};
    };
    const Vec3 here = local(p);
    const Vec3 there = local(mirrorX(p));
    double sum = kFar_m;
    for (const BlendItem& item : group.items) {
        const bool nearHere = within(here, item.primitive.low, item.primitive.high, pad);
        const bool nearThere = item.paired && within(there, item.primitive.low, item.primitive.high, pad);
        if (!nearHere && !nearThere) {
            continue;
        }
        double d = item.primitive.distance(here);
        if (item.paired) {
            d = smoothMin(d, item.primitive.distance(there), item.pairBlend_m);
        }
        sum = blend(sum, d, item);
    }
    return sum;
}

double copyDistance(const Solid& solid, const Vec3& p) {
    double sum = kFar_m;
    bool first = true;
    for (const BlendItem& item : solid.items) {
        const double d = item.primitive.distance(p);
        if (first) {
            sum = d;
            first = false;
        } else {
            sum = item.subtract ? smoothMax(sum, -d, solid.blend_m) : smoothMin(sum, d, solid.blend_m);
        }
    }
    return sum;
}

template <typename T>
const T* findNamed(const std::vector<T>& list, const std::string& name) {
    for (const T& entry : list) {
        if (entry.name == name) {
            return &entry;
        }
    }
    return nullptr;
}

} // namespace

double Solid::distance(const Vec3& p) const {
    const double d = copyDistance(*this, p);
    return mirrored ? std::min(d, copyDistance(*this, mirrorX(p))) : d;
}

double Figure::skinDistance(const Vec3& p) const {
    double sum = kFar_m;
    for (const SkinGroup& group : groups) {
        double d = groupDistance(group, p);
        if (group.mirrored) {
            d = smoothMin(d, groupDistance(group, mirrorX(p)), group.mirrorBlend_m);
        }
        sum = smoothMin(sum, d, group.blend_m);
    }
    return sum;
}

Vec3 Figure::skinNormal(const Vec3& p, double step_m) const {
    Vec3 gradient{};
    for (std::size_t i = 0; i < 3; ++i) {
        Vec3 step{};
        step[i] = step_m;
        gradient[i] = skinDistance(p + step) - skinDistance(p - step);
    }
    return unit(gradient);
}

double Figure::boneDistance(const Vec3& p) const {
    double d = kFar_m;
    const Vec3 folded{std::fabs(p[0]), p[1], p[2]};
    for (const Solid& bone : bones) {
        // Bones hug their bounds: outside of them by more than the best distance so far they cannot matter.
        const Vec3& q = bone.mirrored ? folded : p;
        if (within(q, bone.low, bone.high, d + bone.blend_m)) {
            d = std::min(d, bone.distance(p));
        }
    }
    return d;
}

std::vector<double> Figure::groupDistances(const Vec3& p) const {
    const Vec3 folded{std::fabs(p[0]), p[1], p[2]};
    std::vector<double> distances;
    for (const SkinGroup& group : groups) {
        distances.push_back(groupDistance(group, group.mirrored ? folded : p));
    }
    return distances;
}

double Figure::jointShare(const FigureJoint& joint, const Vec3& p, const std::vector<double>& distances) const {
    double own = kFar_m, other = kFar_m, arm = kFar_m, noArm = kFar_m;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const bool moved = std::find(joint.groups.begin(), joint.groups.end(), groups[i].name) != joint.groups.end();
        const bool ofArm = groups[i].name == "arm" || groups[i].name == "hand";
        (moved ? own : other) = std::min(moved ? own : other, distances[i]);
        (ofArm ? arm : noArm) = std::min(ofArm ? arm : noArm, distances[i]);
    }
    if (joint.mirrored && p[0] < 0.0) {
        return 0.0; // moves its own side only
    }
    if (joint.weightKind == "fields") {
        const double share = smoothStep(joint.weightLow_m, joint.weightHigh_m, other - own);
        if (joint.girdleShare <= 0.0) {
            return share;
        }
        const double girdle =
            joint.girdleShare * smoothStep(kSpineHalf_m, kBladeBorder_m, p[0]) *
            (1.0 - smoothStep(joint.girdleNear_m, joint.girdleFar_m, anatomy::distance(p, joint.centre)));
        return share + (1.0 - share) * girdle;
    }
    const double along = dot(p - joint.weightPoint, joint.weightDirection);
    if (joint.weightKind == "ramp") {
        const auto ramp = [&joint](double s) {
            return std::clamp((s - joint.weightLow_m) / (joint.weightHigh_m - joint.weightLow_m), 0.0, 1.0);
        };
        for (const FigureJoint& shoulder : joints) {
            if (shoulder.name == "shoulder_flexion") {
                const double carried = smoothStep(kArmFadeLow_m, kArmFadeHigh_m, noArm - arm);
                const double there = dot(shoulder.centre - joint.weightPoint, joint.weightDirection);
                return ramp(along) * (1.0 - carried) + ramp(there) * carried;
            }
        }
        return ramp(along);
    }
    return own > other ? 0.0 : smoothStep(joint.weightLow_m, joint.weightHigh_m, along);
}

const LayerRow& Figure::layerAt(const Vec3& p) const {
    const Vec3 folded{std::fabs(p[0]), p[1], p[2]};
    const RegionSeed* nearest = nullptr;
    double best = 1e9;
    for (const RegionSeed& seed : seeds) {
        const double d = anatomy::distance(seed.position, folded);
        if (d < best) {
            best = d;
            nearest = &seed;
        }
    }
    for (const LayerRow& row : layers) {
        if (nearest != nullptr && row.region == nearest->region) {
            return row;
        }
    }
    return layers.front();
}

double Figure::boneAlong(const Vec3& p, const Vec3& d, double reach_m) const {
    // Sphere tracing with a short leash, since ellipsoid estimates may read long.
    double s = 0.0;
    while (s <= reach_m) {
        const double toBone = boneDistance(p + d * s);
        if (toBone < 2e-5) {
            return s;
        }
        s += std::clamp(0.7 * toBone, 2e-5, 2e-3);
    }
    return -1.0;
}

const Solid* Figure::findBone(const std::string& name) const { return findNamed(bones, name); }
const Solid* Figure::findMuscle(const std::string& name) const { return findNamed(muscles, name); }
const FigureSite* Figure::findSite(const std::string& name) const { return findNamed(sites, name); }

} // namespace fascia::anatomy
