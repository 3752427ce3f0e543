#include "anatomy/tool/region_recipe.h"

#include <set>

#include <Eigen/Eigenvalues>
#include <toml++/toml.h>

#include "anatomy/remesh.h"
#include "anatomy/surface_layers.h"
#include "anatomy/toml_file.h"
#include "anatomy/tool/isosurface.h"
#include "anatomy/tool/skin_lattice.h"

namespace fascia::anatomy {

namespace {

Vec3 vectorOf(const toml::node_view<const toml::node>& node, const Vec3& fallback) {
    Vec3 v = fallback;
    if (const toml::array* array = node.as_array(); array != nullptr && array->size() == 3) {
        for (std::size_t i = 0; i < 3; ++i) {
            v[i] = array->get(i)->value_or(fallback[i]);
        }
    }
    return v;
}

std::vector<std::string> namesOf(const toml::table& table, const char* key) {
    std::vector<std::string> names;
    if (const toml::array* array = table[key].as_array()) {
        for (const toml::node& name : *array) {
            names.push_back(name.value_or(std::string()));
        }
    }
    return names;
}

void readVisuals(const toml::table& root, RegionRecipe& r) {
    const toml::table* visual = root["visual"].as_table();
    if (visual == nullptr) {
        return;
    }
    r.hasVisuals = true;
    r.detail.boneVoxel_m = (*visual)["bone_voxel_mm"].value_or(4.0) * 1e-3;
    r.detail.muscleVoxel_m = (*visual)["muscle_voxel_mm"].value_or(5.0) * 1e-3;
    r.detail.boneTriangles = (*visual)["bone_triangles"].value_or(std::size_t{4000});
    r.detail.muscleTriangles = (*visual)["muscle_triangles"].value_or(std::size_t{5000});
    r.whole = namesOf(*visual, "whole");
    r.leaveOut = namesOf(*visual, "leave_out");
}

struct Strand {
    Vec3 a{}, b{};
};

/// Straight pieces of the muscles' strands, both sides.
std::vector<Strand> strandsOf(const Figure& figure) {
    static const std::set<std::string> kDeep{"multifidus", "quadratus_lumborum", "psoas_iliacus",   "piriformis",
                                             "scalenes",   "suboccipitals",      "pectoralis_minor"};
    std::vector<Strand> strands;
    for (const Solid& muscle : figure.muscles) {
        if (kDeep.count(muscle.name) != 0) {
            continue;
        }
        for (const BlendItem& item : muscle.items) {
            std::vector<Vec3> chain;
            if (const auto* tube = std::get_if<Tube>(&item.primitive.shape)) {
                chain = tube->point;
            } else if (const auto* cone = std::get_if<RoundCone>(&item.primitive.shape)) {
                chain = {cone->a, cone->b};
            }
            for (std::size_t i = 1; i < chain.size(); ++i) {
                strands.push_back({chain[i - 1], chain[i]});
                strands.push_back({mirrorX(chain[i - 1]), mirrorX(chain[i])});
            }
        }
    }
    return strands;
}

/// Direction that the strands near p share: the first axis of the sum of their direction tensors, weighed by length and
/// distance. The deep fascia of the trunk is bound to the muscles and follows them (Stecco 2015); on the limbs its main
/// fibres run lengthwise like theirs. An assumption where fascia has layers of crossing fibres.
Vec3 strandDirection(const std::vector<Strand>& strands, const Vec3& p, const Vec3& outward) {
    constexpr double kReach_m = 0.018;
    Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
    for (const Strand& s : strands) {
        const Vec3 along = s.b - s.a;
        const double length = norm(along);
        if (length < 1e-6) {
            continue;
        }
        const double t = std::clamp(dot(p - s.a, along) / (length * length), 0.0, 1.0);
        const double d2 = dot(p - s.a - along * t, p - s.a - along * t) + kReach_m * kReach_m;
        const Vec3 flat = tangential(along * (1.0 / length), outward);
        const Eigen::Vector3d v(flat[0], flat[1], flat[2]);
        sum += (length / (d2 * d2)) * v * v.transpose();
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(sum);
    const Eigen::Vector3d v = solver.eigenvectors().col(2);
    return {v.x(), v.y(), v.z()};
}

SurfaceMesh fromVisual(const sim::VisualMesh& visual) {
    SurfaceMesh mesh;
    for (std::size_t i = 0; i + 2 < visual.position_m.size(); i += 3) {
        mesh.vertex.push_back({static_cast<double>(visual.position_m[i]), static_cast<double>(visual.position_m[i + 1]),
                               static_cast<double>(visual.position_m[i + 2])});
    }
    mesh.triangles = visual.triangles;
    mesh.border.assign(mesh.vertex.size(), 0);
    weld(mesh);
    return mesh;
}

/// The skin near p, on the planes of `border`.
Vec3 ontoSkin(const Figure& figure, const std::vector<Plane>& planes, Vec3 p, std::uint8_t border) {
    for (int step = 0; step < 4; ++step) {
        Vec3 n = figure.skinNormal(p);
        for (std::size_t i = 0; i < planes.size(); ++i) {
            if ((border >> i & 1U) != 0) {
                n = tangential(n, planes[i].normal);
                p = p - planes[i].normal * (dot(p, planes[i].normal) - planes[i].offset_m);
            }
        }
        const double across = norm(n);
        if (across < 0.2) {
            break;
        }
        const double d = figure.skinDistance(p);
        p = p - n * (std::clamp(d, -0.01, 0.01) / (across * across));
        if (std::fabs(d) < 1e-6) {
            break;
        }
    }
    for (std::size_t i = 0; i < planes.size(); ++i) {
        if ((border >> i & 1U) != 0) {
            p = p - planes[i].normal * (dot(p, planes[i].normal) - planes[i].offset_m);
        }
    }
    return p;
}

std::string labelOf(const FigureSite& site) {
    std::string label = site.name;
    for (const auto& [end, words] :
         {std::pair{"_left", ", left"}, std::pair{"_right", ", right"}, std::pair{"_mid", ""}}) {
        const std::string tail(end);
        if (label.size() > tail.size() && label.compare(label.size() - tail.size(), tail.size(), tail) == 0) {
            label = label.substr(0, label.size() - tail.size()) + words;
            break;
        }
    }
    std::replace(label.begin(), label.end(), '_', ' ');
    label[0] = static_cast<char>(label[0] >= 'a' && label[0] <= 'z' ? label[0] - 'a' + 'A' : label[0]);
    if (label.starts_with("Itb,")) {
        label.replace(0, 3, "Iliotibial tract");
    }
    return site.note.empty() ? label : label + " (" + site.note + ")";
}

/// Sites of the figure that lie on the piece.
std::vector<GeometrySite> sitesOn(const Figure& figure, const LayeredSurface& s) {
    std::vector<GeometrySite> sites;
    for (const FigureSite& site : figure.sites) {
        const Vec3 folded =
            s.mirrored ? Vec3{std::fabs(site.position[0]), site.position[1], site.position[2]} : site.position;
        double best = 1e9;
        for (std::size_t i = 0; i < s.size(); ++i) {
            if (s.anchor[i] != AnchorKind::none) {
                best = std::min(best, distance(s.position_m[0][i], folded));
            }
        }
        if (best < 1.0 * s.edge_m) {
            const Vec3 p = projectToSkin(figure, site.position);
            sites.push_back({site.name, labelOf(site), p, figure.skinNormal(p)});
        }
    }
    return sites;
}

} // namespace

sim::Result<RegionRecipe> readRegionRecipe(const std::filesystem::path& path, const Figure& figure) {
    const sim::Result<toml::table> parsed = readToml(path);
    if (!parsed) {
        return parsed.error();
    }
    const toml::table& t = parsed.value();
    RegionRecipe r;
    r.id = t["id"].value_or(std::string());
    r.title = t["title"].value_or(r.id);
    r.mirrored = t["mirrored"].value_or(false);
    r.edge_m = t["edge_mm"].value_or(10.0) * 1e-3;
    r.fineEdge_m = t["fine_edge_mm"].value_or(r.edge_m * 1e3) * 1e-3;
    r.muscle_m = t["muscle_mm"].value_or(36.0) * 1e-3;
    r.voxel_m = t["voxel_mm"].value_or(4.0) * 1e-3;
    r.low = vectorOf(t["low_m"], r.low);
    r.high = vectorOf(t["high_m"], r.high);
    r.keep = vectorOf(t["keep_m"], {0.1, 1.0, 0.0});
    if (r.mirrored) {
        r.planes.push_back({{1, 0, 0}, 0.0});
    }
    if (const toml::array* planes = t["plane"].as_array()) {
        for (const toml::node& node : *planes) {
            const toml::table& plane = *node.as_table();
            const Vec3 n = unit(vectorOf(plane["normal"], {0, 1, 0}));
            r.planes.push_back({n, dot(n, vectorOf(plane["through_m"], {0, 0, 0}))});
        }
    }
    if (const toml::array* septa = t["septum"].as_array()) {
        for (const toml::node& node : *septa) {
            const toml::table& septum = *node.as_table();
            r.septa.push_back({septum["id"].value_or(std::string()), septum["bone"].value_or(std::string()),
                               septum["angle_deg"].value_or(0.0), septum["from_m"].value_or(0.0),
                               septum["to_m"].value_or(0.0), septum["edge_mm"].value_or(r.edge_m * 1e3) * 1e-3});
            if (figure.findBone(r.septa.back().bone) == nullptr) {
                return sim::Error{sim::ErrorCode::badInput, "A septum's bone is not in the figure.", path.string(), ""};
            }
        }
    }
    readVisuals(t, r);
    if (r.id.empty() || r.edge_m < 2e-3 || r.voxel_m < 1e-3 || r.planes.size() > 8) {
        return sim::Error{sim::ErrorCode::badInput, "id is missing, edge or voxel too small, or more than 8 planes.",
                          path.string(), ""};
    }
    return r;
}

LayeredSurface makeRegion(const Figure& figure, const RegionRecipe& recipe) {
    const auto field = [&figure](const Vec3& p) { return figure.skinDistance(p); };
    const SurfaceMesh body = fromVisual(isosurface(field, {recipe.low, recipe.high}, recipe.voxel_m));
    const TriangleTree tree(body);
    SurfaceMesh skin = body;
    for (std::size_t i = 0; i < recipe.planes.size(); ++i) {
        cut(skin, recipe.planes[i], static_cast<int>(i), 0.2 * recipe.voxel_m);
    }
    keepPieceAt(skin, recipe.keep);

    RemeshSpec spec;
    spec.project = [&](const Vec3& p, std::uint8_t border) { return ontoSkin(figure, recipe.planes, p, border); };
    spec.edge_m = [&](const Vec3& p) {
        if (recipe.fineEdge_m >= recipe.edge_m) {
            return recipe.edge_m;
        }
        // Hands beyond the wrist, feet below the ankle, the face: by place, since the figure stands still.
        const double hand = smoothStep(0.335, 0.375, std::fabs(p[0]));
        const double foot = 1.0 - smoothStep(0.06, 0.14, p[1]);
        const double head = smoothStep(1.50, 1.58, p[1]) * (0.3 + 0.7 * smoothStep(-0.02, 0.05, p[2]));
        const double fine = std::max({hand, foot, head});
        return recipe.edge_m + (recipe.fineEdge_m - recipe.edge_m) * fine;
    };
    remesh(skin, spec);

    const std::vector<Strand> strands = strandsOf(figure);
    LayerSources sources;
    sources.body = &tree;
    sources.boneAlong = [&](const Vec3& p, const Vec3& d, double reach) { return figure.boneAlong(p, d, reach); };
    sources.boneDistance = [&](const Vec3& p) { return figure.boneDistance(p); };
    sources.fibre = [&](const Vec3& p, const Vec3& outward) { return strandDirection(strands, p, outward); };
    sources.tissue = [&](const Vec3& p) {
        const LayerRow& row = figure.layerAt(p);
        return TissueAt{row.skin_m[0], row.superficial_m[0], row.deep_m[0], recipe.muscle_m,
                        static_cast<std::uint8_t>(&row - figure.layers.data())};
    };
    LayeredSurface s = layColumns(skin, recipe.mirrored, sources);
    s.id = recipe.id;
    s.title = recipe.title;
    s.edge_m = recipe.edge_m;
    std::vector<std::uint8_t> name(figure.layers.size(), 255);
    for (std::uint8_t& region : s.region) { // only the regions that occur, in order of first use
        if (name[region] == 255) {
            name[region] = static_cast<std::uint8_t>(s.regionIds.size());
            s.regionIds.push_back(figure.layers[region].region);
        }
        region = name[region];
    }
    s.sites = sitesOn(figure, s);
    for (const SeptumRecipe& septum : recipe.septa) {
        Septum laid = laySeptum(figure, septum, s);
        if (laid.columns >= 2) {
            s.septa.push_back(std::move(laid));
        }
    }
    return s;
}

std::vector<sim::VisualMesh> makeRegionVisuals(const DrawnForms& forms, const RegionRecipe& recipe) {
    FormCut cut;
    const Vec3 beyond{kFormsBeyond_m, kFormsBeyond_m, kFormsBeyond_m};
    cut.box = {recipe.low - beyond, recipe.high + beyond};
    if (!recipe.mirrored) {
        cut.box.low[0] = std::max(cut.box.low[0], 0.0); // not the other limb
    }
    for (const Plane& plane : recipe.planes) {
        if (!recipe.mirrored || plane.normal[0] != 1.0) {
            cut.planes.push_back({plane.normal, plane.offset_m - kFormsBeyond_m});
            if (recipe.mirrored && plane.normal[0] != 0.0) {
                cut.planes.push_back({mirrorX(plane.normal), plane.offset_m - kFormsBeyond_m});
            }
        }
    }
    cut.whole = recipe.whole;
    cut.leaveOut = recipe.leaveOut;
    cut.detail = recipe.detail;
    return formMeshes(forms, cut);
}

} // namespace fascia::anatomy
