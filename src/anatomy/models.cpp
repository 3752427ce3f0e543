#include "anatomy/models.h"

#include <algorithm>
#include <numeric>

#include "anatomy/coupon.h"
#include "anatomy/figure.h"
#include "anatomy/joints_nerves.h"
#include "anatomy/layered_geometry.h"
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

WebResult loadLayered(const std::filesystem::path& geometryPath, const std::filesystem::path& visualPath,
                      const std::filesystem::path& figurePath) {
    sim::Result<LayeredGeometry> geometry = readLayeredGeometry(geometryPath);
    if (!geometry) {
        return geometry.error();
    }
    std::shared_ptr<sim::Web> web = buildLayeredWeb(geometry.value());
    if (!visualPath.empty()) {
        sim::Result<std::vector<sim::VisualMesh>> visuals = readVisualMeshes(visualPath);
        if (!visuals) {
            return visuals.error();
        }
        web->visuals = std::move(visuals).value();
    }
    const sim::Result<Figure> figure = Figure::load(figurePath);
    if (!figure) {
        return figure.error();
    }
    addJointsAndNerves(figure.value(), *web);
    return std::shared_ptr<const sim::Web>(std::move(web));
}

}  // namespace

std::vector<ModelInfo> listModels() {
    return {{"low_back", "Low back",
             "Lower back and flanks from the tenth rib to the upper buttock: four sheets over spine, ribs and pelvis; "
             "about 12,000 nodes and 75,000 springs."},
            {"coupon", "Fascia strip",
             "A flat strip of deep fascia, 100 x 30 mm, held at one end and gripped at the other, for validation; "
             "about 600 nodes and 3,400 springs."}};
}

WebResult loadModel(const std::string& idOrPath, const std::filesystem::path& assetsDir) {
    if (idOrPath == "coupon") {
        return std::shared_ptr<const sim::Web>(buildCoupon());
    }
    if (idOrPath == "low_back") {
        return loadLayered(assetsDir / "meshes" / "low_back.json", assetsDir / "meshes" / "low_back_visuals.json",
                           assetsDir / "anatomy" / "figure.toml");
    }
    if (std::filesystem::path(idOrPath).extension() == ".json") {
        return loadLayered(idOrPath, {}, assetsDir / "anatomy" / "figure.toml");
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

}  // namespace fascia::anatomy
