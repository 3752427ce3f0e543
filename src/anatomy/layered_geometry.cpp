#include "anatomy/layered_geometry.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "anatomy/mesh_json.h"

namespace fascia::anatomy {

namespace {

using namespace mesh_json;

constexpr int kVersion = 1;
constexpr const char* kVisualFormat = "fascia visual meshes";
constexpr std::array<std::string_view, 4> kKindNames{"bone", "muscle", "context",
                                                     "context_bone"}; // as VisualMesh::Kind

constexpr const char* kLayerKeys[sim::kLayerCount] = {"skin_um", "superficial_fascia_um", "deep_fascia_um",
                                                      "epimysium_um", "anchor_um"};

} // namespace

std::string toJson(const LayeredGeometry& g) {
    Json json;
    json["format"] = kLatticeFormat;
    json["version"] = kVersion;
    json["id"] = g.id;
    json["title"] = g.title;
    json["lines"] = g.lines;
    json["rows"] = g.rows;
    json["edge_um"] = micro(g.edge_m);
    json["regions"] = g.regionIds;
    Json sites = Json::array();
    for (const GeometrySite& site : g.sites) {
        sites.push_back({{"id", site.id},
                         {"label", site.label},
                         {"position_um", packed(std::vector<Vec3>{site.position_m})},
                         {"normal_e6", packed(std::vector<Vec3>{site.normal})}});
    }
    json["sites"] = sites;
    for (std::size_t layer = 0; layer < sim::kLayerCount; ++layer) {
        json[kLayerKeys[layer]] = packed(g.position_m[layer]);
    }
    json["fibre_e6"] = packed(g.fibreDirection);
    json["skin_thickness_um"] = packed(g.skinThickness_m);
    json["deep_fascia_thickness_um"] = packed(g.deepFasciaThickness_m);
    json["anchor_kind"] = packed(g.anchor);
    json["attachment"] = packed(g.attachment);
    json["region"] = packed(g.region);
    return json.dump() + "\n";
}

sim::Result<LayeredGeometry> readLayeredGeometry(const std::filesystem::path& path) {
    sim::Result<Json> parsed = readJson(path, kLatticeFormat, kVersion);
    if (!parsed) {
        return parsed.error();
    }
    const Json& json = parsed.value();
    LayeredGeometry g;
    std::vector<std::int64_t> raw;
    if (!json.contains("lines") || !json.contains("rows") || !json["lines"].is_number_integer() ||
        !json["rows"].is_number_integer() || !json.contains("edge_um") || !json["edge_um"].is_number_integer()) {
        return badFile(path, "lines, rows or edge_um is missing.");
    }
    g.id = text(json, "id");
    g.title = text(json, "title");
    g.lines = json["lines"].get<int>();
    g.rows = json["rows"].get<int>();
    g.edge_m = fromMicro(json["edge_um"].get<std::int64_t>());
    if (g.lines < 2 || g.lines > 2000 || g.rows < 8 || g.rows > 2000) {
        return badFile(path, "lines must be between 2 and 2000, rows between 8 and 2000.");
    }
    const auto count = static_cast<std::size_t>(g.halfLattice().size());
    bool good = json.contains("regions") && json["regions"].is_array();
    if (good) {
        for (const Json& region : json["regions"]) {
            good = good && region.is_string();
            g.regionIds.push_back(region.is_string() ? region.get<std::string>() : "");
        }
    }
    for (std::size_t layer = 0; layer < sim::kLayerCount; ++layer) {
        good = good && points(json, kLayerKeys[layer], count, g.position_m[layer]);
    }
    good = good && points(json, "fibre_e6", count, g.fibreDirection) &&
           lengths(json, "skin_thickness_um", count, g.skinThickness_m) &&
           lengths(json, "deep_fascia_thickness_um", count, g.deepFasciaThickness_m) &&
           choices(json, "anchor_kind", count, 3, g.anchor) && choices(json, "attachment", count, 6, g.attachment) &&
           choices(json, "region", count, static_cast<std::int64_t>(g.regionIds.size()), g.region) &&
           json.contains("sites") && json["sites"].is_array();
    if (!good) {
        return badFile(path, "A column entry is missing or has the wrong size.");
    }
    for (const Json& entry : json["sites"]) {
        GeometrySite site;
        std::vector<Vec3> position, normal;
        if (!entry.is_object() || !points(entry, "position_um", 1, position) ||
            !points(entry, "normal_e6", 1, normal)) {
            return badFile(path, "A site is malformed.");
        }
        site.id = text(entry, "id");
        site.label = text(entry, "label").empty() ? site.id : text(entry, "label");
        site.position_m = position[0];
        site.normal = unit(normal[0]);
        g.sites.push_back(std::move(site));
    }
    return g;
}

sim::Result<std::string> meshFormat(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return sim::Error{sim::ErrorCode::notFound, "The mesh file cannot be opened.", path.string(), ""};
    }
    std::string head(400, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    for (const char* format : {kLatticeFormat, kSurfaceFormat}) {
        if (head.find(format) != std::string::npos) {
            return std::string(format);
        }
    }
    return badFile(path, "The file is neither a '" + std::string(kLatticeFormat) + "' nor a '" + kSurfaceFormat + "'.");
}

std::string toJson(const std::vector<sim::VisualMesh>& meshes) {
    Json json;
    json["format"] = kVisualFormat;
    json["version"] = kVersion;
    Json list = Json::array();
    for (const sim::VisualMesh& mesh : meshes) {
        Json entry;
        entry["id"] = mesh.id;
        entry["kind"] = kKindNames[static_cast<std::size_t>(mesh.kind)];
        Json vertices = Json::array();
        for (const float c : mesh.position_m) {
            vertices.push_back(micro(static_cast<double>(c)));
        }
        Json corners = Json::array();
        for (const auto& t : mesh.triangles) {
            for (const std::int32_t corner : t) {
                corners.push_back(corner);
            }
        }
        entry["position_um"] = std::move(vertices);
        entry["triangles"] = std::move(corners);
        list.push_back(std::move(entry));
    }
    json["meshes"] = std::move(list);
    return json.dump() + "\n";
}

sim::Result<std::vector<sim::VisualMesh>> readVisualMeshes(const std::filesystem::path& path) {
    sim::Result<Json> parsed = readJson(path, kVisualFormat, kVersion);
    if (!parsed) {
        return parsed.error();
    }
    std::vector<sim::VisualMesh> meshes;
    for (const Json& entry : parsed.value().value("meshes", Json::array())) {
        sim::VisualMesh mesh;
        std::vector<std::int64_t> vertices, corners;
        if (!entry.is_object() || !numbers(entry, "position_um", 0, vertices) || vertices.size() % 3 != 0 ||
            !numbers(entry, "triangles", 0, corners) || corners.size() % 3 != 0) {
            return badFile(path, "A visual mesh is malformed.");
        }
        mesh.id = text(entry, "id");
        const auto kind = std::find(kKindNames.begin(), kKindNames.end(), text(entry, "kind"));
        if (kind == kKindNames.end()) {
            return badFile(path, "A visual mesh is of no known kind.");
        }
        mesh.kind = static_cast<sim::VisualMesh::Kind>(kind - kKindNames.begin());
        for (const std::int64_t v : vertices) {
            mesh.position_m.push_back(static_cast<float>(fromMicro(v)));
        }
        const auto vertexCount = static_cast<std::int64_t>(vertices.size() / 3);
        for (std::size_t i = 0; i < corners.size(); i += 3) {
            std::array<std::int32_t, 3> t{};
            for (std::size_t c = 0; c < 3; ++c) {
                if (corners[i + c] < 0 || corners[i + c] >= vertexCount) {
                    return badFile(path, "A triangle names a vertex that does not exist.");
                }
                t[c] = static_cast<std::int32_t>(corners[i + c]);
            }
            mesh.triangles.push_back(t);
        }
        meshes.push_back(std::move(mesh));
    }
    return meshes;
}

} // namespace fascia::anatomy
