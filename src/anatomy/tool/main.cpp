// fascia_mesh: makes the checked-in meshes from the figure. See docs/anatomy.md.
//   fascia_mesh low_back --figure assets/anatomy/figure.toml --out assets/meshes [--edge-mm 8.8]
//   fascia_mesh low_back_coarse --edge-mm 11.5, as above
//   fascia_mesh context, as above: the figure around every close-up
//   fascia_mesh quick assets/meshes/body_visuals.json: its bones and muscles for a moving view, body_quick.json
//   fascia_mesh assets/anatomy/recipes/body.toml

#include <filesystem>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>

#include "anatomy/low_back.h"
#include "anatomy/tool/context_recipe.h"
#include "anatomy/tool/isosurface.h"
#include "anatomy/tool/low_back_recipe.h"
#include "anatomy/tool/quick_forms.h"
#include "anatomy/tool/region_recipe.h"
#include "anatomy/tool/visual_recipe.h"

namespace {

using namespace fascia::anatomy;

bool writeFile(const std::filesystem::path& path, const std::string& text) {
    std::ofstream stream(path, std::ios::binary);
    stream << text;
    stream.close();
    std::cout << path.string() << ": " << text.size() << " bytes\n";
    return static_cast<bool>(stream);
}

int runRecipe(const Figure& figure, const std::filesystem::path& path, const std::filesystem::path& out) {
    const fascia::sim::Result<RegionRecipe> recipe = readRegionRecipe(path, figure);
    if (!recipe) {
        std::cerr << recipe.error().sentence() << "\n";
        return 2;
    }
    const LayeredSurface surface = makeRegion(figure, recipe.value());
    const auto web = buildSurfaceWeb(surface);
    std::cout << surface.size() << " columns stored; " << web->nodeCount() << " nodes, " << web->springCount()
              << " springs, " << surface.sites.size() << " sites\n";
    bool good = writeFile(out / (surface.id + ".json"), toJson(surface));
    if (!recipe.value().visuals.empty()) {
        good =
            writeFile(out / (surface.id + "_visuals.json"), toJson(makeRegionVisuals(figure, recipe.value()))) && good;
    }
    return good ? 0 : 1;
}

int runQuick(const std::filesystem::path& path) {
    fascia::sim::Result<std::vector<fascia::sim::VisualMesh>> read = readVisualMeshes(path);
    if (!read) {
        std::cerr << read.error().sentence() << "\n";
        return 2;
    }
    return writeFile(quickPathOf(path), toJson(quickForms(read.value()))) ? 0 : 1;
}

int run(const std::string& model, const std::string& figurePath, const std::string& outDir, double edge_mm,
        const VisualSpec& visual) {
    fascia::sim::Result<Figure> loaded = Figure::load(figurePath);
    if (!loaded) {
        std::cerr << loaded.error().sentence() << "\n";
        return 2;
    }
    Figure& figure = loaded.value();
    if (std::filesystem::path(model).extension() == ".toml") {
        return runRecipe(figure, model, outDir);
    }
    if (model == "context") {
        const std::vector<fascia::sim::VisualMesh> context = contextVisuals(figure, {});
        for (const fascia::sim::VisualMesh& mesh : context) {
            std::cout << "  " << mesh.id << ": " << mesh.triangles.size() << " triangles\n";
        }
        return writeFile(std::filesystem::path(outDir) / "context.json", toJson(context)) ? 0 : 1;
    }
    if (model != "low_back" && model != "low_back_coarse") {
        std::cerr << "There is no recipe '" << model
                  << "'; valid: low_back, low_back_coarse, context, or a .toml file.\n";
        return 2;
    }
    LayeredGeometry geometry = makeLowBack(figure, edge_mm * 1e-3);
    geometry.id = model;
    const auto skinField = [&figure](const Vec3& p) { return figure.skinDistance(p); };
    const fascia::sim::VisualMesh skin = isosurface(skinField, {{-0.01, 0.88, -0.16}, {0.20, 1.28, 0.02}}, 0.004);
    std::cout << "lattice to OpenVDB isosurface of the skin: at most "
              << worstDistance(geometry.position_m[0], skin) * 1e3 << " mm\n";
    const std::vector<fascia::sim::VisualMesh> visuals = lowBackVisuals(figure, visual);
    std::size_t bones = 0;
    std::size_t muscles = 0;
    for (const fascia::sim::VisualMesh& mesh : visuals) {
        std::cout << "  " << mesh.id << ": " << mesh.triangles.size() << " triangles\n";
        (mesh.kind == fascia::sim::VisualMesh::Kind::bone ? bones : muscles) += mesh.triangles.size();
    }
    const auto web = buildLayeredWeb(geometry);
    std::cout << geometry.lines << " lines, " << geometry.rows << " rows; " << web->nodeCount() << " nodes, "
              << web->springCount() << " springs; triangles of bones " << bones << ", of muscles " << muscles << "\n";
    std::error_code code;
    std::filesystem::create_directories(outDir, code);
    const std::filesystem::path out(outDir);
    bool good = writeFile(out / (model + ".json"), toJson(geometry));
    if (model == "low_back") { // the coarse one shares them
        good = writeFile(out / "low_back_visuals.json", toJson(visuals)) && good;
    }
    return good ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Makes the checked-in meshes of fascia from the figure."};
    std::string model = "low_back";
    std::string figure = "assets/anatomy/figure.toml";
    std::string out = "assets/meshes";
    double edge_mm = 8.8;
    VisualSpec visual;
    app.add_option("model", model, "low_back, low_back_coarse, context, quick, or a recipe file")
        ->capture_default_str();
    app.add_option("--figure", figure, "Figure file")->capture_default_str();
    app.add_option("--out", out, "Output directory")->capture_default_str();
    app.add_option("--edge-mm", edge_mm, "Target edge length of the skin's triangles")
        ->check(CLI::Range(4.0, 14.0))
        ->capture_default_str();
    app.add_option("--bone-triangles", visual.boneTriangles, "Triangles of all bones")->capture_default_str();
    app.add_option("--muscle-triangles", visual.muscleTriangles, "Triangles of all muscles")->capture_default_str();
    std::string visuals;
    app.add_option("visuals", visuals, "With quick: a file of bones and muscles");
    CLI11_PARSE(app, argc, argv);
    if (model == "quick") {
        return runQuick(visuals);
    }
    return run(model, figure, out, edge_mm, visual);
}
