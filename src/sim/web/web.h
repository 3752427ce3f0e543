#pragma once
// The web: nodes and springs in layers, as topology and rest geometry. Immutable once built and shared by every World,
// Snapshot and view that uses it. Holds no state, no material numbers (those are parameters) and no Eigen types, so
// that drawing code can read it. Frame: metres, y up, x to the body's left, z forward; right-handed.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace fascia::sim {

using Point3 = std::array<double, 3>;

inline constexpr std::size_t kMaxJoints = 24;
inline constexpr std::size_t kMaxNerves = 24;

/// Sheets from the outside in. Bone nodes are anchors.
enum class Layer : std::uint8_t { skin = 0, superficialFascia = 1, deepFascia = 2, epimysium = 3, bone = 4 };
inline constexpr int kLayerCount = 5;
/// The id used in parameters, files and fields ("skin", "superficial_fascia", "deep_fascia", "epimysium", "bone").
const char* layerId(Layer layer);

/// What a spring stands for (see docs/model.md).
enum class SpringFamily : std::uint8_t {
    fibre = 0,  ///< Between neighbours in a sheet: collagen of the sheet.
    shear = 1,  ///< Across two triangles of a sheet: resistance to in-plane shear.
    septum = 2, ///< Sheet to sheet or sheet to bone, tension only: septa, retinacula, skin ligaments.
    glide = 3,  ///< Sheet to sheet, oblique: the sliding layer; weak, its viscosity and adhesion set by the tissue.
    bulk = 4,   ///< Through fat or muscle, normal to the sheets, carries compression: the volume underneath.
};
inline constexpr int kSpringFamilyCount = 5;
const char* springFamilyId(SpringFamily family);

/// A named place on the skin that hands, restrictions and probes refer to.
struct Site {
    std::string id;                 ///< e.g. "low_back_left".
    std::string label;              ///< For people.
    Point3 position_m{};            ///< On the skin.
    Point3 normal{};                ///< Unit, outward.
    Point3 fibreDirection{1, 0, 0}; ///< Unit, tangential: fibre direction of the deep fascia below.
    std::int32_t skinNode = -1;     ///< Nearest skin node.
    std::uint8_t region = 0;        ///< Index into Web::regionIds.
};

/// A passive form drawn with the web; takes no part in the mechanics. context: skin of the whole figure around a part of it,
/// contextBone: its skeleton.
struct VisualMesh {
    enum class Kind : std::uint8_t { bone = 0, muscle = 1, context = 2, contextBone = 3 };
    std::string id;
    Kind kind = Kind::bone;
    std::vector<float> position_m;                      ///< 3 per vertex.
    std::vector<std::array<std::int32_t, 3>> triangles; ///< Outward by right hand.
};

/// A joint: every node turns by its share of the joint's angle about one axis. In the mechanics only the anchored nodes
/// are moved by it; the rest of the web follows by equilibrium.
struct Joint {
    std::string id;    ///< Column name: rom_deg_<id>.
    std::string label; ///< For people.
    Point3 centre_m{};
    Point3 axis{1, 0, 0};      ///< Unit; angles by right hand.
    double highest_deg = 0.0;  ///< Where bone and ligament end it, > 0.
    std::vector<double> share; ///< Per node, 0..1.
    /// Torque that ends this joint's range, as a multiple of joint.trunk_limit_torque_Nm; > 0.
    double limitTorqueRatio = 1.0;
    /// True: muscles slide on one another when the joint turns (measure/joint_range.h).
    bool musclesSlide = false;
};

/// A cutaneous nerve and the narrow place (tunnel) where it passes through fascia.
struct Nerve {
    std::string id; ///< Column name: nerve_load_<id>.
    std::string label;
    std::vector<Point3> path_m; ///< From the spine outwards; parts may lie outside of the web.
    Point3 tunnel_m{};
    std::string tunnelLabel;
    std::string feltLabel; ///< The far region, in words.
    Point3 feltCentre_m{};
    double feltRadius_m = 0.0;
};

struct Web {
    std::string id;    ///< "low_back", "coupon".
    std::string title; ///< For people.

    // --- nodes (size N) ---
    std::vector<Point3> nodePosition_m; ///< Rest geometry as built.
    std::vector<Point3> nodeNormal;     ///< Unit, outward normal of the layer at the node.
    std::vector<Layer> nodeLayer;
    std::vector<std::uint8_t> nodeAnchored; ///< 1: held (bone, or where the rest of the body continues).
    std::vector<double> nodeArea_m2;        ///< Tributary area of the node in its sheet; 0 for bone nodes.
    std::vector<double> nodeThickness_m;    ///< Thickness of the sheet at the node; 0 for bone nodes.
    std::vector<double> nodeMass_kg;        ///< > 0 for free nodes.
    std::vector<std::uint8_t> nodeRegion;   ///< Index into regionIds (guarding and soreness are per region).
    std::vector<Point3> nodeFibreDirection; ///< Unit, tangential; deep fascia's direction, carried to the other layers.
    std::vector<std::int32_t> nodeColumn;   ///< Column (skin vertex) that the node hangs below; -1 for bone nodes.

    // --- springs (size S) ---
    std::vector<std::array<std::int32_t, 2>> springNodes;
    std::vector<SpringFamily> springFamily;
    std::vector<Layer> springLayer;     ///< Sheet of an in-plane spring; the OUTER layer of an interlayer one.
    std::vector<double> springLength_m; ///< Distance of the end nodes in nodePosition_m; > 0.
    /// Effective cross-section: axial stiffness [N] = modulus [Pa] of (layer, family) * section. In-plane springs:
    /// tributary width times thickness, so that an isotropic sheet's patch test gives the modulus back. Interlayer
    /// springs: tributary area, shared out among the springs of the family at that place.
    std::vector<double> springSection_m2;
    std::vector<double> springFibreCos2;    ///< Squared cosine of the angle to the fibre direction; 0..1.
    std::vector<std::uint8_t> springRegion; ///< Region of its first node.

    // --- surfaces ---
    /// Triangles of each sheet (skin .. epimysium; bone empty), outward by right hand, node indices.
    std::array<std::vector<std::array<std::int32_t, 3>>, kLayerCount> layerTriangles;
    std::vector<VisualMesh> visuals;
    /// Its bones and muscles with far fewer triangles, for a view that moves; may be empty.
    std::vector<VisualMesh> quickVisuals;

    // --- names ---
    std::vector<std::string> regionIds;
    std::vector<Site> sites;
    std::vector<Joint> joints; ///< At most kMaxJoints.
    std::vector<Nerve> nerves; ///< At most kMaxNerves.

    [[nodiscard]] std::int32_t nodeCount() const { return static_cast<std::int32_t>(nodePosition_m.size()); }
    [[nodiscard]] std::int32_t springCount() const { return static_cast<std::int32_t>(springNodes.size()); }
    /// The site of that id, or nullptr.
    [[nodiscard]] const Site* findSite(const std::string& siteId) const;
};

} // namespace fascia::sim
