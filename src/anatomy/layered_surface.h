#pragma once
// A layered web on any surface, before its springs: columns below the vertices of a triangle mesh, with a point per layer.
// The models `body`, `thigh` and so on, and what `fascia build` writes. Whole micrometres in JSON (docs/anatomy.md).

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/layered_geometry.h"
#include "anatomy/sheet_springs.h"

namespace fascia::anatomy {

/// A sheet from the deep fascia inwards to bone: rows x columns of points, row 0 next to the deep fascia, the last row held.
struct Septum {
    std::string id;
    int rows = 0;                     ///< >= 2.
    int columns = 0;                  ///< >= 2, along the limb.
    std::vector<Vec3> position_m;     ///< Row after row.
    std::vector<std::int32_t> column; ///< Per column: the skin column whose deep fascia it is tied to.
    /// Per column: the other end of the edge of the deep fascia in whose middle it is tied; the same where it is tied to a
    /// node. Empty: the same everywhere.
    std::vector<std::int32_t> otherColumn;
};

struct LayeredSurface {
    std::string id, title;
    bool mirrored = false; ///< Only the half x >= 0 is stored; columns with x = 0 lie on the seam.
    double edge_m = 0.0;   ///< Wanted edge length.
    std::vector<std::string> regionIds;
    std::vector<GeometrySite> sites;
    Triangles triangles; ///< Of columns, outward by right hand.
    std::array<std::vector<Vec3>, sim::kLayerCount> position_m;
    std::vector<Vec3> fibreDirection; ///< Unit.
    std::vector<double> skinThickness_m, deepFasciaThickness_m;
    std::vector<AnchorKind> anchor;     ///< none: the column is held in every sheet, the body continues there.
    std::vector<std::uint8_t> attached; ///< 1: the deep fascia is tied to the anchor (bone close below).
    std::vector<std::uint8_t> region;
    std::vector<Septum> septa; ///< Of the stored half, where the surface is mirrored.

    [[nodiscard]] std::size_t size() const { return position_m[0].size(); }
};

inline constexpr std::size_t kMostColumns = 200'000;

std::string toJson(const LayeredSurface& surface);
/// Reads and checks: sizes, a manifold turned alike, layers in order and apart, directions of unit length.
sim::Result<LayeredSurface> readLayeredSurface(const std::filesystem::path& path);

/// The web with its springs (both sides of a mirrored one). Springs as in low_back.h; since the mesh is not regular, the
/// three neighbours of a triad are the ones nearest to three directions 120 degrees apart.
std::shared_ptr<sim::Web> buildSurfaceWeb(const LayeredSurface& surface);

} // namespace fascia::anatomy
