#pragma once
// The checked-in geometry of a layered region (assets/meshes/*.json): the left half of a lattice of columns, each with a
// point per layer. Written by the tool fascia_mesh, read at load time; whole micrometres, so that it is exact and
// compact. Format: docs/anatomy.md.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "anatomy/lattice.h"
#include "anatomy/vec3.h"
#include "sim/core/result.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

/// What the deep end of a column is.
enum class AnchorKind : std::uint8_t {
    none = 0,   ///< Border column: its nodes are held themselves.
    muscle = 1, ///< A point at the deep side of the muscle or wall.
    bone = 2,   ///< A point on a bone's surface (or on the ligament over the spinous processes).
};

/// Where the deep fascia is tied to what lies below it.
enum class Attachment : std::uint8_t { none = 0, spinous = 1, iliacCrest = 2, sacrum = 3, rib = 4, lateralRaphe = 5 };

struct GeometrySite {
    std::string id, label;
    Vec3 position_m{}, normal{};
};

/// Half of a mirror symmetric region: lines 0..lines of the lattice, line 0 on x = 0.
struct LayeredGeometry {
    std::string id, title;
    int lines = 0; ///< Lines of columns beside the seam.
    int rows = 0;  ///< Rows of the lattice.
    double edge_m = 0.0;

    /// Per column of Lattice(0, lines, rows), in its order. [layer][column]; bone: the anchor.
    std::array<std::vector<Vec3>, sim::kLayerCount> position_m;
    std::vector<Vec3> fibreDirection; ///< Unit, of the deep fascia.
    std::vector<double> skinThickness_m;
    std::vector<double> deepFasciaThickness_m;
    std::vector<AnchorKind> anchor;
    std::vector<Attachment> attachment;
    std::vector<std::uint8_t> region;   ///< Index into regionIds.
    std::vector<std::string> regionIds; ///< Without side: "_left" and "_right" are appended.
    std::vector<GeometrySite> sites;

    [[nodiscard]] Lattice halfLattice() const { return {0, lines, rows}; }
};

/// JSON text, the same bytes for the same geometry.
std::string toJson(const LayeredGeometry& geometry);
sim::Result<LayeredGeometry> readLayeredGeometry(const std::filesystem::path& path);

/// Formats of mesh files, as their entry "format" names them.
inline constexpr const char* kLatticeFormat = "fascia layered lattice";
inline constexpr const char* kSurfaceFormat = "fascia layered surface";
/// The format a mesh file names in its first bytes; badInput when it is neither of the two.
sim::Result<std::string> meshFormat(const std::filesystem::path& path);

/// Visual meshes in one file: micrometres and triangles.
std::string toJson(const std::vector<sim::VisualMesh>& meshes);
sim::Result<std::vector<sim::VisualMesh>> readVisualMeshes(const std::filesystem::path& path);

} // namespace fascia::anatomy
