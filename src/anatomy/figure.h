#pragma once
// The figure: a neutral adult mannequin (stature 1.75 m) as data, and the fields that are evaluated from it. The skin is
// a blend of signed distance primitives; bones and muscles are smaller blends inside it; layers, sites, nerves, lines
// and joints are plain data. Frame: metres, y up (floor y = 0), x to the figure's left, z forward. Exactly symmetric.
// File format: head of assets/anatomy/figure.toml. Limits: one body, schematic skeleton, muscles as strands.

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "anatomy/figure_primitives.h"
#include "sim/core/result.h"

namespace fascia::anatomy {

/// One primitive in a blend, in file order.
struct BlendItem {
    Primitive primitive;
    double blend_m = 0.02;     ///< k of the smooth minimum with what came before.
    double pairBlend_m = 0.02; ///< k between the primitive and its mirror image.
    bool subtract = false;
    bool paired = false; ///< Also at -x.
};

/// A part of the skin: items blended in file order, in a frame, possibly mirrored as a whole.
struct SkinGroup {
    std::string name;
    double blend_m = 0.02; ///< k with the groups before.
    bool mirrored = false;
    double mirrorBlend_m = 0.0;
    Vec3 origin{};
    std::array<Vec3, 3> axis{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
    std::vector<BlendItem> items;
    double largestBlend_m = 0.0;
};

/// A bone or a muscle: smooth union of its primitives; `mirrored` adds the copy at -x by a plain minimum.
struct Solid {
    std::string name;
    std::string part; ///< Body part (bones) or group (muscles).
    double blend_m = 0.0;
    bool mirrored = false;
    std::vector<BlendItem> items;
    Vec3 low{}, high{}; ///< Bounds of the left or middle copy.

    /// Signed distance estimate, negative inside [m].
    [[nodiscard]] double distance(const Vec3& p) const;
};

struct Vertebra {
    std::string name;
    Vec3 centre{}, half_m{};            ///< half: width (x), depth (z), height (y) of the body.
    Vec3 spinousTip{}, transverseTip{}; ///< transverse: the left one.
};

/// Thickness [m] of the layers under the skin: [typical, low, high].
struct LayerRow {
    std::string region;
    std::array<double, 3> skin_m{}, superficial_m{}, deep_m{};
    std::string note;
};

struct FigureSite {
    std::string name, region, note;
    Vec3 position{}, normal{};
};

struct LineStation {
    std::string name, tissue;
    Vec3 position{};
};

/// A myofascial line: ordered stations on the left (or crossing).
struct FigureLine {
    std::string name, evidence, note;
    bool mirrored = false, crosses = false;
    std::vector<LineStation> stations;
};

struct NerveTerritory {
    std::string name;
    Vec3 centre{};
    double radius_m = 0.0;
};

struct FigureNerve {
    std::string name, note;
    bool mirrored = false;
    bool deep = false; ///< Far below the sheets: loaded by the muscle over it alone (sim/measure/nerve_load_deep.h).
    std::vector<Vec3> path;
    std::string entrapmentName;
    Vec3 entrapment{}, entrapmentSkin{}, entrapmentNormal{};
    std::vector<NerveTerritory> felt;
};

/// A joint: a point of the listed groups turns by angle times weight about (centre, axis).
struct FigureJoint {
    std::string name, healthy, note;
    bool mirrored = false;
    Vec3 centre{}, axis{1, 0, 0};
    double lowest_deg = 0.0, highest_deg = 0.0;
    double limitTorque_Nm = 0.0;      ///< With which the body resists at the end of the normal range; 0: not known.
    double wholeLimitTorque_Nm = 0.0; ///< The same where a web holds all that the joint bends; 0: the same.
    std::string limitSource;          ///< Of these torques.
    std::string weightKind;           ///< "ramp", "plane" or "fields".
    Vec3 weightPoint{}, weightDirection{0, 1, 0};
    double weightLow_m = 0.0, weightHigh_m = 1.0;
    /// A girdle that turns along by a share (the shoulder blade with the arm): all of it within `girdleNear_m` of the centre,
    /// none beyond `girdleFar_m`, and none on the spine. 0: none.
    double girdleShare = 0.0, girdleNear_m = 0.0, girdleFar_m = 0.0;

    std::vector<std::string> groups; ///< Of the skin, that it moves.
};

struct RegionSeed {
    std::string region;
    Vec3 position{};
};

/// Everything in figure.toml that is used so far. Immutable after loading.
class Figure {
  public:
    /// Reads and checks the file. Errors: notFound, badInput with file and line.
    static sim::Result<Figure> load(const std::filesystem::path& path);

    /// Skin, negative inside [m]. First order at the surface; +1 far away.
    [[nodiscard]] double skinDistance(const Vec3& p) const;
    /// Unit outward gradient of the skin field, by central differences over +-`step_m`.
    [[nodiscard]] Vec3 skinNormal(const Vec3& p, double step_m = 1.5e-3) const;
    /// Union of all bones, vertebrae included (bodies, spinous and transverse processes) [m].
    [[nodiscard]] double boneDistance(const Vec3& p) const;
    /// Share of a joint's angle at a point of the left side or the middle, 0..1. `distances` are groupDistances(p). A point
    /// belongs to the group whose field is least there; a "ramp" carries arm and hand along with its value at the shoulder, cross-faded.
    [[nodiscard]] double jointShare(const FigureJoint& joint, const Vec3& p,
                                    const std::vector<double>& distances) const;
    /// Field of every group [m], of the copy on the point's own side.
    [[nodiscard]] std::vector<double> groupDistances(const Vec3& p) const;
    /// Layer thicknesses of the region whose seed is nearest (|x|, Euclid). Never null for a loaded figure.
    [[nodiscard]] const LayerRow& layerAt(const Vec3& p) const;
    /// First crossing of the bones along p + s d, 0 <= s <= reach; negative when there is none. d unit. [m]
    [[nodiscard]] double boneAlong(const Vec3& p, const Vec3& d, double reach_m) const;
    /// Bone or muscle by name, or nullptr. Vertebrae are bones named "vertebra_L3".
    [[nodiscard]] const Solid* findBone(const std::string& name) const;
    [[nodiscard]] const Solid* findMuscle(const std::string& name) const;
    [[nodiscard]] const FigureSite* findSite(const std::string& name) const;

    std::vector<SkinGroup> groups;
    std::vector<Vertebra> vertebrae;
    std::vector<Solid> bones;
    std::vector<Solid> muscles;
    std::vector<FigureLine> lines;
    std::vector<FigureNerve> nerves;
    std::vector<FigureJoint> joints;
    std::vector<FigureSite> sites;
    std::vector<LayerRow> layers;
    std::vector<RegionSeed> seeds;
};

} // namespace fascia::anatomy
