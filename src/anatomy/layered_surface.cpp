#include "anatomy/layered_surface.h"

#include <algorithm>

#include "anatomy/mesh_json.h"
#include "anatomy/surface_mesh.h"

namespace fascia::anatomy {

namespace {

using namespace mesh_json;

constexpr int kVersion = 1;
constexpr const char* kLayerKeys[sim::kLayerCount] = {"skin_um", "superficial_fascia_um", "deep_fascia_um",
                                                      "epimysium_um", "anchor_um"};
constexpr double kFarthest_m = 10.0; ///< From the origin, per coordinate.
constexpr double kLeastGap_m = 1e-5; ///< Between layers of a column.
constexpr double kThickest_m = 0.05; ///< A sheet.
constexpr int kMostSites = 1000;

Json packedTriangles(const Triangles& triangles) {
    Json array = Json::array();
    for (const auto& t : triangles) {
        for (const std::int32_t corner : t) {
            array.push_back(corner);
        }
    }
    return array;
}

bool readTriangles(const Json& json, std::size_t columns, Triangles& out) {
    std::vector<std::int64_t> raw;
    if (!numbers(json, "triangles", 0, raw) || raw.empty() || raw.size() % 3 != 0 || raw.size() > 9 * columns) {
        return false;
    }
    for (std::size_t i = 0; i < raw.size(); i += 3) {
        std::array<std::int32_t, 3> t{};
        for (std::size_t c = 0; c < 3; ++c) {
            if (raw[i + c] < 0 || raw[i + c] >= static_cast<std::int64_t>(columns)) {
                return false;
            }
            t[c] = static_cast<std::int32_t>(raw[i + c]);
        }
        if (t[0] == t[1] || t[1] == t[2] || t[2] == t[0]) {
            return false;
        }
        out.push_back(t);
    }
    return true;
}

bool readSites(const Json& json, std::vector<GeometrySite>& out) {
    const auto list = json.find("sites");
    if (list == json.end() || !list->is_array() || list->size() > kMostSites) {
        return false;
    }
    for (const Json& entry : *list) {
        std::vector<Vec3> position, normal;
        if (!entry.is_object() || !points(entry, "position_um", 1, position) ||
            !points(entry, "normal_e6", 1, normal) || text(entry, "id").empty()) {
            return false;
        }
        out.push_back({text(entry, "id"), text(entry, "label"), position[0], unit(normal[0])});
    }
    return true;
}

bool readSepta(const Json& json, std::size_t columns, std::vector<Septum>& out) {
    const auto list = json.find("septa");
    if (list == json.end()) {
        return true;
    }
    if (!list->is_array()) {
        return false;
    }
    for (const Json& entry : *list) {
        Septum septum;
        if (!entry.is_object()) {
            return false;
        }
        const std::int64_t rows = whole(entry, "rows"), count = whole(entry, "columns");
        if (rows < 2 || rows > 1000 || count < 2 || count > 10000 ||
            !points(entry, "position_um", static_cast<std::size_t>(rows * count), septum.position_m) ||
            !choices(entry, "column", static_cast<std::size_t>(count), static_cast<std::int64_t>(columns),
                     septum.column)) {
            return false;
        }
        septum.otherColumn = septum.column;
        if (entry.contains("other_column") && !choices(entry, "other_column", static_cast<std::size_t>(count),
                                                       static_cast<std::int64_t>(columns), septum.otherColumn)) {
            return false;
        }
        septum.id = text(entry, "id");
        septum.rows = static_cast<int>(rows);
        septum.columns = static_cast<int>(count);
        out.push_back(std::move(septum));
    }
    return true;
}

bool within(const std::vector<Vec3>& list) {
    return std::all_of(list.begin(), list.end(), [](const Vec3& p) {
        return std::max({std::fabs(p[0]), std::fabs(p[1]), std::fabs(p[2])}) <= kFarthest_m;
    });
}

/// Empty when the geometry makes a web, else a sentence.
std::string troubleOf(const LayeredSurface& s) {
    SurfaceMesh mesh;
    mesh.vertex = s.position_m[0];
    mesh.triangles = s.triangles;
    const SurfaceCheck check = checkSurface(mesh);
    if (check.crowdedEdges > 0 || check.turnedEdges > 0 || check.pinchedVertices > 0) {
        return "The triangles do not form a surface turned one way.";
    }
    std::vector<char> used(s.size(), 0);
    for (const auto& t : s.triangles) {
        for (const std::int32_t corner : t) {
            used[static_cast<std::size_t>(corner)] = 1;
        }
        for (std::size_t layer = 0; layer + 1 < sim::kLayerCount; ++layer) {
            const auto at = [&](std::size_t c) { return s.position_m[layer][static_cast<std::size_t>(t[c])]; };
            if (norm(cross(at(1) - at(0), at(2) - at(0))) < 1e-12) {
                return "A triangle has no area.";
            }
        }
    }
    if (std::find(used.begin(), used.end(), 0) != used.end()) {
        return "A column belongs to no triangle.";
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
        for (std::size_t layer = 0; layer + 1 < sim::kLayerCount; ++layer) {
            const Vec3& skin = s.position_m[0][i];
            const double gap = distance(skin, s.position_m[layer + 1][i]) - distance(skin, s.position_m[layer][i]);
            if (gap < kLeastGap_m) {
                return "Two layers of column " + std::to_string(i) + " meet or change places.";
            }
        }
        const bool seamless = !s.mirrored || s.position_m[0][i][0] >= 0.0;
        if (!seamless || s.skinThickness_m[i] <= 0.0 || s.skinThickness_m[i] > kThickest_m ||
            s.deepFasciaThickness_m[i] <= 0.0 || s.deepFasciaThickness_m[i] > kThickest_m ||
            std::fabs(norm(s.fibreDirection[i]) - 1.0) > 1e-3) {
            return "Column " + std::to_string(i) + " has a thickness, a side or a direction out of range.";
        }
    }
    for (const Septum& septum : s.septa) {
        for (std::size_t i = 0; i + 1 < septum.position_m.size(); ++i) {
            if (distance(septum.position_m[i], septum.position_m[i + 1]) < kLeastGap_m) {
                return "Two points of septum '" + septum.id + "' meet.";
            }
        }
    }
    return "";
}

} // namespace

std::string toJson(const LayeredSurface& s) {
    Json json;
    json["format"] = kSurfaceFormat;
    json["version"] = kVersion;
    json["id"] = s.id;
    json["title"] = s.title;
    json["mirrored"] = s.mirrored;
    json["edge_um"] = micro(s.edge_m);
    json["columns"] = s.size();
    json["regions"] = s.regionIds;
    Json sites = Json::array();
    for (const GeometrySite& site : s.sites) {
        sites.push_back({{"id", site.id},
                         {"label", site.label},
                         {"position_um", packed(std::vector<Vec3>{site.position_m})},
                         {"normal_e6", packed(std::vector<Vec3>{site.normal})}});
    }
    json["sites"] = sites;
    json["triangles"] = packedTriangles(s.triangles);
    for (std::size_t layer = 0; layer < sim::kLayerCount; ++layer) {
        json[kLayerKeys[layer]] = packed(s.position_m[layer]);
    }
    json["fibre_e6"] = packed(s.fibreDirection);
    json["skin_thickness_um"] = packed(s.skinThickness_m);
    json["deep_fascia_thickness_um"] = packed(s.deepFasciaThickness_m);
    json["anchor_kind"] = packed(s.anchor);
    json["attached"] = packed(s.attached);
    json["region"] = packed(s.region);
    if (!s.septa.empty()) {
        Json septa = Json::array();
        for (const Septum& septum : s.septa) {
            septa.push_back({{"id", septum.id},
                             {"rows", septum.rows},
                             {"columns", septum.columns},
                             {"position_um", packed(septum.position_m)},
                             {"column", packed(septum.column)}});
            if (!septum.otherColumn.empty() && septum.otherColumn != septum.column) {
                septa.back()["other_column"] = packed(septum.otherColumn);
            }
        }
        json["septa"] = septa;
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; // a file's name may be no UTF-8
}

sim::Result<LayeredSurface> readLayeredSurface(const std::filesystem::path& path) {
    sim::Result<Json> parsed = readJson(path, kSurfaceFormat, kVersion);
    if (!parsed) {
        return parsed.error();
    }
    const Json& json = parsed.value();
    LayeredSurface s;
    s.id = text(json, "id");
    s.title = text(json, "title");
    s.mirrored = json.contains("mirrored") && json["mirrored"].is_boolean() && json["mirrored"].get<bool>();
    s.edge_m = fromMicro(whole(json, "edge_um"));
    const std::int64_t columns = whole(json, "columns");
    if (columns < 4 || columns > static_cast<std::int64_t>(kMostColumns)) {
        return badFile(path, "columns must be between 4 and " + std::to_string(kMostColumns) + ".");
    }
    const auto count = static_cast<std::size_t>(columns);
    bool good = json.contains("regions") && json["regions"].is_array() && !json["regions"].empty() &&
                json["regions"].size() <= 100;
    for (std::size_t i = 0; good && i < json["regions"].size(); ++i) {
        good = json["regions"][i].is_string();
        s.regionIds.push_back(good ? json["regions"][i].get<std::string>() : "");
    }
    for (std::size_t layer = 0; layer < sim::kLayerCount; ++layer) {
        good = good && points(json, kLayerKeys[layer], count, s.position_m[layer]) && within(s.position_m[layer]);
    }
    good = good && points(json, "fibre_e6", count, s.fibreDirection) &&
           lengths(json, "skin_thickness_um", count, s.skinThickness_m) &&
           lengths(json, "deep_fascia_thickness_um", count, s.deepFasciaThickness_m) &&
           choices(json, "anchor_kind", count, 3, s.anchor) && choices(json, "attached", count, 2, s.attached) &&
           choices(json, "region", count, static_cast<std::int64_t>(s.regionIds.size()), s.region) &&
           readTriangles(json, count, s.triangles) && readSites(json, s.sites) && readSepta(json, count, s.septa);
    if (!good) {
        return badFile(path, "An entry is missing, has the wrong size or a value out of range.");
    }
    const std::string trouble = troubleOf(s);
    if (!trouble.empty()) {
        return badFile(path, trouble);
    }
    return s;
}

} // namespace fascia::anatomy
