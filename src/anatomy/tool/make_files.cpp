#include "anatomy/tool/make_files.h"

#include <fstream>
#include <iostream>

#include "anatomy/low_back.h"
#include "anatomy/tool/context_recipe.h"
#include "anatomy/tool/drawn_forms.h"
#include "anatomy/tool/isosurface.h"
#include "anatomy/tool/low_back_recipe.h"
#include "anatomy/tool/quick_forms.h"
#include "anatomy/tool/region_recipe.h"

namespace fascia::anatomy {

namespace {

bool writeFile(const std::filesystem::path& path, const std::string& text) {
    std::ofstream stream(path, std::ios::binary);
    stream << text;
    stream.close();
    std::cout << path.string() << ": " << text.size() << " bytes\n";
    return static_cast<bool>(stream);
}

void printForms(const std::vector<sim::VisualMesh>& meshes) {
    for (const sim::VisualMesh& mesh : meshes) {
        std::cout << "  " << mesh.id << ": " << mesh.triangles.size() << " triangles\n";
    }
}

int runRecipe(const Figure& figure, const DrawnForms& forms, const std::filesystem::path& path,
              const std::filesystem::path& out, bool onlyForms) {
    const sim::Result<RegionRecipe> recipe = readRegionRecipe(path, figure);
    if (!recipe) {
        std::cerr << recipe.error().sentence() << "\n";
        return 2;
    }
    bool good = true;
    if (!onlyForms) {
        const LayeredSurface surface = makeRegion(figure, recipe.value());
        const auto web = buildSurfaceWeb(surface);
        std::cout << surface.size() << " columns stored; " << web->nodeCount() << " nodes, " << web->springCount()
                  << " springs, " << surface.sites.size() << " sites\n";
        good = writeFile(out / (surface.id + ".json"), toJson(surface));
    }
    if (recipe.value().hasVisuals) {
        const std::vector<sim::VisualMesh> visuals = makeRegionVisuals(forms, recipe.value());
        printForms(visuals);
        good = writeFile(out / (recipe.value().id + "_visuals.json"), toJson(visuals)) && good;
    }
    return good ? 0 : 1;
}

} // namespace

int makeQuick(const std::filesystem::path& path) {
    sim::Result<std::vector<sim::VisualMesh>> read = readVisualMeshes(path);
    if (!read) {
        std::cerr << read.error().sentence() << "\n";
        return 2;
    }
    return writeFile(quickPathOf(path), toJson(quickForms(read.value()))) ? 0 : 1;
}

int makeModel(const std::string& model, const std::string& figurePath, const std::string& outDir, double edge_mm,
              const FormDetail& visual, bool onlyForms) {
    sim::Result<Figure> loaded = Figure::load(figurePath);
    if (!loaded) {
        std::cerr << loaded.error().sentence() << "\n";
        return 2;
    }
    Figure& figure = loaded.value();
    const sim::Result<DrawnForms> forms =
        DrawnForms::load(figure, std::filesystem::path(figurePath).parent_path() / "forms.toml");
    if (!forms) {
        std::cerr << forms.error().sentence() << "\n";
        return 2;
    }
    if (std::filesystem::path(model).extension() == ".toml") {
        return runRecipe(figure, forms.value(), model, outDir, onlyForms);
    }
    if (model == "context") {
        const std::vector<sim::VisualMesh> context = contextVisuals(forms.value(), {});
        printForms(context);
        return writeFile(std::filesystem::path(outDir) / "context.json", toJson(context)) ? 0 : 1;
    }
    if (model != "low_back" && model != "low_back_coarse") {
        std::cerr << "There is no recipe '" << model
                  << "'; valid: low_back, low_back_coarse, context, or a .toml file.\n";
        return 2;
    }
    std::error_code code;
    std::filesystem::create_directories(outDir, code);
    const std::filesystem::path out(outDir);
    bool good = true;
    if (model == "low_back") { // the coarse one shares them
        const std::vector<sim::VisualMesh> visuals = lowBackVisuals(forms.value(), visual);
        printForms(visuals);
        good = writeFile(out / "low_back_visuals.json", toJson(visuals));
    }
    if (!onlyForms) {
        LayeredGeometry geometry = makeLowBack(figure, edge_mm * 1e-3);
        geometry.id = model;
        const auto skinField = [&figure](const Vec3& p) { return figure.skinDistance(p); };
        const sim::VisualMesh skin = isosurface(skinField, {{-0.01, 0.88, -0.16}, {0.20, 1.28, 0.02}}, 0.004);
        std::cout << "lattice to OpenVDB isosurface of the skin: at most "
                  << worstDistance(geometry.position_m[0], skin) * 1e3 << " mm\n";
        const auto web = buildLayeredWeb(geometry);
        std::cout << geometry.lines << " lines, " << geometry.rows << " rows; " << web->nodeCount() << " nodes, "
                  << web->springCount() << " springs\n";
        good = writeFile(out / (model + ".json"), toJson(geometry)) && good;
    }
    return good ? 0 : 1;
}

} // namespace fascia::anatomy
