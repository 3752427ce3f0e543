#include "anatomy/surface_build.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "anatomy/remesh.h"
#include "anatomy/surface_layers.h"

namespace fascia::anatomy {

namespace {

constexpr double kSmallest_m = 0.03, kLargest_m = 3.0; ///< Longest side of the bounding box.
constexpr double kNodesPerColumn = 5.0;
constexpr double kLeastEdge_m = 1e-3;
constexpr double kWorstQuality = 0.1; ///< Of any triangle of any sheet; the bound of the built-in models' test.
constexpr double kFar_m = 5.0;        ///< A surface beyond this from the origin is moved to it.
/// The file's 24-bit numbers resolve a surface that is this many times its size away from the origin to 1/16,000 of it.
constexpr double kFarthestSizes = 1e3;
/// Corners nearer than this share of the longest side are one: what rounding leaves apart (assumed).
constexpr double kSameCorner = 1e-5;
constexpr double kSpeckShare = 0.01;   ///< Of the surface's area: pieces that may be left out (assumed).
constexpr double kKeptAreaShare = 0.8; ///< A web with less of the surface's area has lost some of its shape (assumed).

std::string fixed(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.0f", value);
    return text;
}
std::string significant(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return text;
}
std::string inFile(const Vec3& p) {
    const double least = 1e-6 * norm(p); // what rounding leaves of a zero is written as zero
    const auto word = [least](double value) { return significant(std::fabs(value) < least ? 0.0 : value, 4); };
    return "(" + word(p[0]) + ", " + word(p[1]) + ", " + word(p[2]) + ")";
}
/// "1 edge has", "2 edges have".
std::string counted(std::size_t count, const char* one, const char* more) {
    return std::to_string(count) + " " + (count == 1 ? one : more);
}

double longestSide(const SurfaceMesh& mesh, std::size_t* axis = nullptr) {
    Vec3 low{}, high{};
    boundsOf(mesh, low, high);
    const Vec3 size = high - low;
    const std::size_t longest = size[1] >= size[0] && size[1] >= size[2] ? 1 : (size[2] >= size[0] ? 2 : 0);
    if (axis != nullptr) {
        *axis = longest;
    }
    return size[longest];
}

/// Empty when the surface is closed and manifold, else what is wrong with it. Coordinates are the file's.
std::string topologyTrouble(const SurfaceMesh& mesh) {
    if (mesh.triangles.size() < 4) {
        return "The surface has fewer than four triangles with an area.";
    }
    const SurfaceCheck check = checkSurface(mesh);
    if (check.crowdedEdges > 0) {
        return "The surface is not a manifold: " + counted(check.crowdedEdges, "edge has", "edges have") +
               " more than two triangles, the first at " + inFile(check.crowdedPlace) + ".";
    }
    if (check.openEdges > 0) {
        return "The surface is open: " + counted(check.openEdges, "edge has", "edges have") +
               " only one triangle, the first at " + inFile(check.openPlace) +
               "; close its holes, and join corners that only nearly meet, first.";
    }
    if (check.turnedEdges > 0) {
        return "The surface is not turned one way: " + counted(check.turnedEdges, "edge lies", "edges lie") +
               " between triangles that face opposite sides, the first at " + inFile(check.turnedPlace) +
               "; turn all faces outwards first.";
    }
    if (check.pinchedVertices > 0) {
        return "The surface is not a manifold: " + counted(check.pinchedVertices, "vertex joins", "vertices join") +
               " parts that touch at a point only, the first at " + inFile(check.pinchedPlace) + ".";
    }
    if (check.pieces > 1) {
        return "The file has " + std::to_string(check.pieces) + " separate surfaces, one of them at " +
               inFile(check.smallPlace) + "; one closed surface is wanted.";
    }
    return "";
}

/// Mends what has one answer only: corners that rounding keeps apart, and specks beside the surface.
void mend(SurfaceMesh& mesh, double longest, std::vector<std::string>& notes) {
    if (mesh.triangles.size() < 4) {
        return;
    }
    SurfaceCheck check = checkSurface(mesh);
    if (check.openEdges > 0) {
        SurfaceMesh joined = mesh;
        weldNear(joined, kSameCorner * longest);
        const SurfaceCheck after = checkSurface(joined);
        if (after.openEdges == 0 && after.crowdedEdges == 0) {
            notes.push_back("Corners within a hundred-thousandth of the longest side of one another were joined.");
            mesh = std::move(joined);
            check = after;
        }
    }
    const bool closed = check.openEdges == 0 && check.crowdedEdges == 0 && check.turnedEdges == 0;
    if (closed && check.pieces > 1 && check.smallAreaShare < kSpeckShare) {
        notes.push_back(counted(check.pieces - 1, "speck", "specks") + " of " +
                        counted(check.smallTriangles, "triangle", "triangles") + " beside the surface, one at " +
                        inFile(check.smallPlace) + ", " + (check.pieces == 2 ? "was" : "were") + " left out.");
        keepPieceAt(mesh, check.largePlace);
    }
}

/// Metres per unit of the file: the first of m, cm, mm for which the longest side is that of a body or a part of one.
double guessedUnit(double longest, std::string& note) {
    for (const auto& [unit, metres] : {std::pair{"m", 1.0}, std::pair{"cm", 1e-2}, std::pair{"mm", 1e-3}}) {
        if (longest * metres >= 0.1 && longest * metres <= 2.2) {
            note = std::string("The unit is taken to be ") + unit + ", which makes the longest side " +
                   significant(longest * metres, 3) + " m; say --unit for another.";
            return metres;
        }
    }
    return 0.0;
}

void addSites(const BuildRecipe& recipe, const Vec3& moved_m, LayeredSurface& s) {
    const std::vector<Vec3>& skin = s.position_m[0];
    const auto add = [&](const std::string& id, const std::string& label, std::size_t column) {
        s.sites.push_back({id, label, skin[column], unit(skin[column] - s.position_m[3][column])});
    };
    struct Side {
        const char *id, *label;
        std::size_t axis;
        double sign;
    };
    constexpr Side kSides[] = {{"front", "Front", 2, 1},  {"back", "Back", 2, -1}, {"left", "Left", 0, 1},
                               {"right", "Right", 0, -1}, {"top", "Top", 1, 1},    {"bottom", "Bottom", 1, -1}};
    for (const Side& side : kSides) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < skin.size(); ++i) {
            best = side.sign * skin[i][side.axis] > side.sign * skin[best][side.axis] ? i : best;
        }
        add(side.id, side.label, best);
    }
    for (const BuildSite& site : recipe.sites) {
        const Vec3 place = site.position_m + moved_m;
        std::size_t best = 0;
        for (std::size_t i = 1; i < skin.size(); ++i) {
            best = distance(skin[i], place) < distance(skin[best], place) ? i : best;
        }
        add(site.id, site.label.empty() ? site.id : site.label, best);
    }
}

/// Of all sheets, and where on the skin.
double worstQuality(const LayeredSurface& s, Vec3& place) {
    double worst = 1.0;
    for (std::size_t layer = 0; layer < 4; ++layer) {
        for (const auto& t : s.triangles) {
            const auto p = [&](std::size_t c) { return s.position_m[layer][static_cast<std::size_t>(t[c])]; };
            const double quality = triangleQuality(p(0), p(1), p(2));
            if (quality < worst) {
                worst = quality;
                place = s.position_m[0][static_cast<std::size_t>(t[0])];
            }
        }
    }
    return worst;
}

} // namespace

sim::Result<BuildResult> buildFromSurface(SurfaceMesh mesh, const BuildRecipe& recipe, const std::string& place,
                                          const std::function<void(const std::string&)>& progress) {
    const auto bad = [&](const std::string& message) {
        return sim::Error{sim::ErrorCode::badInput, message, place, ""};
    };
    const auto tell = [&](const std::string& what) {
        if (progress) {
            progress(what);
        }
    };
    BuildResult result;
    tell("checking");
    const double longest = longestSide(mesh);
    Vec3 low{}, high{};
    boundsOf(mesh, low, high);
    const Vec3 middle = (low + high) * 0.5;
    const double away = std::max({std::fabs(middle[0]), std::fabs(middle[1]), std::fabs(middle[2])});
    if (!mesh.triangles.empty() && away > kFarthestSizes * longest) {
        return bad("The surface lies at " + inFile(middle) +
                   ", so far from the origin that its shape is lost in the "
                   "numbers' precision; move it nearer, to within " +
                   significant(kFarthestSizes * longest, 3) + " units, before it is saved.");
    }
    mend(mesh, longest, result.notes);
    const std::string trouble = topologyTrouble(mesh);
    if (!trouble.empty()) {
        return bad(trouble);
    }
    double unitLength = recipe.metresPerUnit;
    std::string note;
    if (unitLength <= 0.0) {
        unitLength = guessedUnit(longest, note);
        if (unitLength <= 0.0) {
            return bad("The longest side is " + significant(longest, 4) +
                       " units, which is no body in m, cm or mm; say which with --unit.");
        }
        result.notes.push_back(note);
    }
    if (longest * unitLength < kSmallest_m || longest * unitLength > kLargest_m) {
        return bad("The longest side is " + significant(longest * unitLength, 4) + " m; a web needs 0.03 to 3 m.");
    }
    Vec3 moved{}; // [file's units]
    if (away * unitLength > kFar_m) {
        moved = middle * -1.0;
        result.notes.push_back("The surface lies far from the origin and was moved by " + inFile(moved * unitLength) +
                               " m; positions in a recipe are as in the file.");
    }
    for (Vec3& p : mesh.vertex) {
        p = (p + moved) * unitLength;
    }
    if (volumeOf(mesh) < 0.0) {
        for (auto& t : mesh.triangles) {
            std::swap(t[1], t[2]);
        }
        result.notes.push_back("The triangles faced inwards and were turned over.");
    }
    const auto asInFile = [&](const Vec3& p) { return p * (1.0 / unitLength) - moved; };
    const auto source = std::make_unique<SurfaceMesh>(mesh);
    const TriangleTree tree(*source);
    if (const std::optional<Vec3> crossing = tree.selfCrossing()) {
        return bad("The surface crosses itself near " + inFile(asInFile(*crossing)) + ".");
    }
    const double area = areaOf(mesh);
    double edge = recipe.edge_m;
    if (edge <= 0.0) {
        edge = std::sqrt(area * kNodesPerColumn / (recipe.nodes * 0.5 * std::sqrt(3.0)));
        result.notes.push_back("The edges are about " + significant(edge * 1e3, 2) + " mm, for about " +
                               std::to_string(recipe.nodes) + " nodes.");
    }
    const double columns = area / (0.5 * std::sqrt(3.0) * edge * edge);
    if (edge < kLeastEdge_m || columns > 0.8 * static_cast<double>(kMostColumns)) {
        return bad("Edges of " + significant(edge * 1e3, 2) + " mm make " + fixed(columns) +
                   " columns; at least 1 mm and at most " + fixed(0.8 * static_cast<double>(kMostColumns)) +
                   " columns are possible.");
    }
    if (columns < 60.0) {
        return bad("Edges of " + significant(edge * 1e3, 2) +
                   " mm are too coarse for this surface; ask for smaller ones.");
    }
    tell("remeshing " + std::to_string(mesh.triangles.size()) + " triangles");
    RemeshSpec spec;
    spec.edge_m = [edge](const Vec3&) { return edge; };
    spec.project = [&](const Vec3& p, std::uint8_t) { return tree.nearest(p); };
    remesh(mesh, spec);
    if (const std::string after = topologyTrouble(mesh); !after.empty()) {
        return bad("Edges of " + significant(edge * 1e3, 2) +
                   " mm are too coarse for this surface; ask for smaller ones.");
    }
    if (const double kept = areaOf(mesh) / area; kept < kKeptAreaShare) {
        result.notes.push_back("Edges of " + significant(edge * 1e3, 2) + " mm keep only " + fixed(100.0 * kept) +
                               " % of the surface's area: shapes smaller than that are lost; ask for smaller ones.");
    }
    tell("laying " + std::to_string(mesh.vertex.size()) + " columns");
    std::size_t axis = 1;
    longestSide(mesh, &axis);
    Vec3 along{};
    along[axis] = 1.0;
    if (!recipe.fibre) {
        result.notes.push_back(std::string("The fibres of the deep fascia run along ") + "xyz"[axis] +
                               ", the longest side.");
    }
    LayerSources sources;
    sources.body = &tree;
    sources.tissue = [&](const Vec3&) {
        return TissueAt{recipe.skin_m, recipe.fat_m, recipe.deepFascia_m, recipe.muscle_m, 0};
    };
    sources.fibre = [&](const Vec3&, const Vec3&) { return unit(recipe.fibre.value_or(along)); };
    result.surface = layColumns(mesh, false, sources);
    LayeredSurface& s = result.surface;
    s.id = recipe.id;
    s.title = recipe.title;
    s.edge_m = edge;
    s.regionIds = {"body"};
    addSites(recipe, moved * unitLength, s);
    Vec3 worstPlace{};
    result.worstQuality = worstQuality(s, worstPlace);
    if (result.worstQuality < kWorstQuality) {
        return bad("The layers of the web would fold near " + inFile(asInFile(worstPlace)) +
                   ", where the surface is too thin or too sharp; it must be about 4 mm thick at least. Thicken or "
                   "round it there, or ask for other edges with --edge-mm.");
    }
    return result;
}

} // namespace fascia::anatomy
