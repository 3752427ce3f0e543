// fascia_mesh: makes the checked-in meshes from the figure. See docs/anatomy.md.
//   fascia_mesh low_back --figure assets/anatomy/figure.toml --out assets/meshes [--edge-mm 8.8]
//   fascia_mesh low_back_coarse --edge-mm 11.5, as above
//   fascia_mesh context, as above: the figure around every close-up
//   fascia_mesh quick assets/meshes/body_visuals.json: its bones and muscles for a moving view, body_quick.json
//   fascia_mesh assets/anatomy/recipes/body.toml
// With --only-forms the web is left as it is.

#include <string>

#include <CLI/CLI.hpp>

#include "anatomy/tool/make_files.h"

int main(int argc, char** argv) {
    using namespace fascia::anatomy;
    CLI::App app{"Makes the checked-in meshes of fascia from the figure."};
    std::string model = "low_back";
    std::string figure = "assets/anatomy/figure.toml";
    std::string out = "assets/meshes";
    double edge_mm = 8.8;
    FormDetail visual;
    app.add_option("model", model, "low_back, low_back_coarse, context, quick, or a recipe file")
        ->capture_default_str();
    app.add_option("--figure", figure, "Figure file")->capture_default_str();
    app.add_option("--out", out, "Output directory")->capture_default_str();
    app.add_option("--edge-mm", edge_mm, "Target edge length of the skin's triangles")
        ->check(CLI::Range(4.0, 14.0))
        ->capture_default_str();
    app.add_option("--bone-triangles", visual.boneTriangles, "Triangles of all bones")->capture_default_str();
    app.add_option("--muscle-triangles", visual.muscleTriangles, "Triangles of all muscles")->capture_default_str();
    bool onlyForms = false;
    app.add_flag("--only-forms", onlyForms, "Bones and muscles alone; the web's file is not written");
    std::string visuals;
    app.add_option("visuals", visuals, "With quick: a file of bones and muscles");
    CLI11_PARSE(app, argc, argv);
    if (model == "quick") {
        return makeQuick(visuals);
    }
    return makeModel(model, figure, out, edge_mm, visual, onlyForms);
}
