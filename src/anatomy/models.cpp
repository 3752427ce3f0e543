#include "anatomy/models.h"

#include <algorithm>
#include <numeric>

#include "anatomy/coupon.h"
#include "anatomy/figure.h"
#include "anatomy/joints_nerves.h"
#include "anatomy/layered_geometry.h"
#include "anatomy/layered_surface.h"
#include "anatomy/low_back.h"

namespace fascia::anatomy {

namespace {

using WebResult = sim::Result<std::shared_ptr<const sim::Web>>;

std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, above + 1, diagonal + (a[i] == b[j] ? 0u : 1u)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

sim::Status addVisuals(std::vector<sim::VisualMesh>& to, const std::filesystem::path& path) {
    sim::Result<std::vector<sim::VisualMesh>> visuals = readVisualMeshes(path);
    if (!visuals) {
        return visuals.error();
    }
    for (sim::VisualMesh& mesh : visuals.value()) {
        to.push_back(std::move(mesh));
    }
    return sim::Done{};
}

constexpr std::string_view kCoarse = "_coarse"; // a coarser mesh of a model shows the same bones and muscles

constexpr std::string_view kWhole = "body";           // has nothing around it
constexpr std::string_view kContext = "context.json"; // the figure around the others

/// Bones and muscles lie beside the mesh as <id>_visuals.json, those for a moving view as <id>_quick.json; a mesh from `fascia build` has none. `figurePath`: with the
/// joints and nerves of the figure, for a mesh that is part of it; empty for another.
WebResult loadMesh(const std::filesystem::path& path, const std::filesystem::path& figurePath) {
    const sim::Result<std::string> format = meshFormat(path);
    if (!format) {
        return format.error();
    }
    std::shared_ptr<sim::Web> web;
    if (format.value() == kSurfaceFormat) {
        sim::Result<LayeredSurface> surface = readLayeredSurface(path);
        if (!surface) {
            return surface.error();
        }
        web = buildSurfaceWeb(surface.value());
    } else {
        sim::Result<LayeredGeometry> geometry = readLayeredGeometry(path);
        if (!geometry) {
            return geometry.error();
        }
        web = buildLayeredWeb(geometry.value());
    }
    std::string stem = path.stem().string();
    if (stem.ends_with(kCoarse)) {
        stem.resize(stem.size() - kCoarse.size());
    }
    const std::filesystem::path visuals = path.parent_path() / (stem + "_visuals.json");
    const std::filesystem::path quick = path.parent_path() / (stem + "_quick.json");
    for (const auto& [file, to] : {std::pair{visuals, &web->visuals}, std::pair{quick, &web->quickVisuals}}) {
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored)) {
            const sim::Status added = addVisuals(*to, file);
            if (!added) {
                return added.error();
            }
        }
    }
    if (!figurePath.empty() && stem != kWhole) {
        const sim::Status added = addVisuals(web->visuals, path.parent_path() / kContext);
        if (!added) {
            return added.error();
        }
    }
    if (!figurePath.empty()) {
        const sim::Result<Figure> figure = Figure::load(figurePath);
        if (!figure) {
            return figure.error();
        }
        addJointsAndNerves(figure.value(), format.value() == kSurfaceFormat, *web);
    }
    return std::shared_ptr<const sim::Web>(std::move(web));
}

} // namespace

std::vector<ModelInfo> listModels() {
    return {
        {"low_back", "Low back",
         "Lower back and flanks from the tenth rib to the upper buttock: four sheets over spine, ribs and pelvis; "
         "about 12,000 nodes and 75,000 springs."},
        {"low_back_coarse", "Low back, coarse",
         "The low back on triangles of 11.5 mm in place of 8.8: for slow machines, and to see what the mesh does."},
        {"body", "Whole body",
         "The whole figure as one continuous web: skin, superficial and deep fascia, the main septa of the limbs, "
         "epimysium, over all bones; about 50,000 nodes and 344,000 springs."},
        {"thigh", "Thigh",
         "The left thigh with fascia lata, iliotibial tract and the septa between its three compartments, down to the "
         "femur."},
        {"forearm", "Forearm", "The left forearm with its antebrachial fascia, between elbow and wrist."},
        {"neck_shoulder", "Neck and shoulders",
         "Both sides from the shoulder blades to the nuchal line, out to the deltoid."},
        {"foot", "Foot", "The left foot up to above the ankle, with plantar and dorsal fascia."},
        {"coupon", "Fascia strip",
         "A flat strip of deep fascia, 100 x 30 mm, held at one end and gripped at the other, for validation; "
         "about 600 nodes and 3,400 springs."}};
}

WebResult loadModel(const std::string& idOrPath, const std::filesystem::path& assetsDir) {
    if (idOrPath == "coupon") {
        return std::shared_ptr<const sim::Web>(buildCoupon());
    }
    if (std::filesystem::path(idOrPath).extension() == ".json") {
        return loadMesh(idOrPath, {});
    }
    for (const ModelInfo& model : listModels()) {
        if (model.id == idOrPath) {
            return loadMesh(assetsDir / "meshes" / (model.id + ".json"), assetsDir / "anatomy" / "figure.toml");
        }
    }
    std::string nearest;
    std::string valid;
    std::size_t best = static_cast<std::size_t>(-1);
    for (const ModelInfo& model : listModels()) {
        const std::size_t d = editDistance(idOrPath, model.id);
        if (d < best) {
            best = d;
            nearest = model.id;
        }
        valid += (valid.empty() ? "" : ", ") + model.id;
    }
    return sim::Error{sim::ErrorCode::notFound,
                      "There is no model '" + idOrPath + "'; valid are " + valid + ", or the path of a .json mesh.",
                      "model", nearest};
}

} // namespace fascia::anatomy
