#include "cli/build_command.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "anatomy/surface_build.h"
#include "anatomy/surface_import.h"
#include "cli/common_options.h"
#include "io/atomic_file.h"
#include "io/build_recipe_file.h"
#include "io/units.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;

struct BuildOptions {
    std::string surface, recipe, out, unit;
    int nodes = 0;
    double edge_mm = 0.0;
    bool force = false;
    bool quiet = false;
};

double metresOf(const std::string& unit) {
    return unit == "m" ? 1.0 : unit == "cm" ? 1e-2 : unit == "mm" ? 1e-3 : 0.0254;
}

/// The recipe file, with what the command line says over it.
sim::Result<anatomy::BuildRecipe> recipeOf(const BuildOptions& options) {
    anatomy::BuildRecipe recipe;
    recipe.id = fs::path(options.surface).stem().string();
    recipe.title = recipe.id;
    if (!options.recipe.empty()) {
        sim::Result<anatomy::BuildRecipe> read = io::readBuildRecipe(options.recipe);
        if (!read) {
            return read.error();
        }
        const std::string stem = recipe.id;
        recipe = read.value();
        if (recipe.id == anatomy::BuildRecipe{}.id) {
            recipe.id = stem;
        }
        if (recipe.title == anatomy::BuildRecipe{}.title) {
            recipe.title = stem;
        }
    }
    if (!options.unit.empty()) {
        recipe.metresPerUnit = metresOf(options.unit);
    }
    if (options.nodes > 0) {
        recipe.nodes = options.nodes;
        recipe.edge_m = 0.0;
    }
    if (options.edge_mm > 0.0) {
        recipe.edge_m = options.edge_mm * 1e-3;
    }
    return recipe;
}

int build(const BuildOptions& options) {
    const auto started = std::chrono::steady_clock::now();
    const fs::path out = options.out.empty() ? fs::path("out") / (fs::path(options.surface).stem().string() + ".json")
                                             : fs::path(options.out);
    if (out.extension() != ".json") {
        return reportError({sim::ErrorCode::badInput,
                            "A model's name must end in .json, as '" +
                                fs::path(out).replace_extension(".json").string() + "'; this is '" + out.string() +
                                "'.",
                            "--out", ""});
    }
    const sim::Result<anatomy::BuildRecipe> recipe = recipeOf(options);
    if (!recipe) {
        return reportError(recipe.error());
    }
    const sim::Status free = checkOverwrite({out}, options.force);
    if (!free) {
        return reportError(free.error());
    }
    sim::Result<anatomy::SurfaceMesh> surface = anatomy::importSurface(options.surface);
    if (!surface) {
        return reportError(surface.error());
    }
    const std::size_t read = surface.value().triangles.size();
    const auto progress = [&](const std::string& what) {
        if (!options.quiet) {
            std::cerr << what << " ...\n";
        }
    };
    const sim::Result<anatomy::BuildResult> built =
        anatomy::buildFromSurface(std::move(surface).value(), recipe.value(), options.surface, progress);
    if (!built) {
        return reportError(built.error());
    }
    const anatomy::BuildResult& result = built.value();
    const auto web = anatomy::buildSurfaceWeb(result.surface);
    const sim::Status written = io::writeFileAtomically(out, anatomy::toJson(result.surface));
    if (!written) {
        return reportError(written.error());
    }
    if (!options.quiet) {
        const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        for (const std::string& note : result.notes) {
            std::cout << note << '\n';
        }
        std::cout << read << " triangles read; " << web->nodeCount() << " nodes, " << web->springCount()
                  << " springs; worst triangle " << io::fixedNumber(result.worstQuality, 2) << " (1 is equilateral); "
                  << io::fixedNumber(wall_s, 1) << " s\n"
                  << out.string() << '\n';
    }
    return kExitOk;
}

} // namespace

void addBuildCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand(
        "build", "Make a layered web from any closed surface; a scenario takes it as model = \"FILE\"");
    auto options = std::make_shared<BuildOptions>();
    command->add_option("SURFACE", options->surface, "The surface: .obj, .ply, .stl or .glb")->required();
    command->add_option("--recipe", options->recipe, "Thicknesses, fibres and sites (docs/formats.md)")
        ->type_name("FILE");
    command->add_option("--out", options->out, "The model (default: out/<surface>.json)")->type_name("FILE");
    command
        ->add_option("--unit", options->unit,
                     "Unit of the surface's coordinates: m, cm, mm or in; guessed if not given")
        ->type_name("UNIT")
        ->check(CLI::IsMember({"m", "cm", "mm", "in"}));
    command->add_option("--nodes", options->nodes, "About how many nodes the web has")
        ->type_name("N")
        ->check(CLI::Range(500, 400'000));
    command->add_option("--edge-mm", options->edge_mm, "Edge length of its triangles, instead of --nodes")
        ->type_name("MM")
        ->check(CLI::Range(1.0, 100.0));
    command->add_flag("--force", options->force, "Replace a file that is already there");
    command->add_flag("--quiet", options->quiet, "Say nothing when all is well");
    command->callback([options, &exitCode] { exitCode = build(*options); });
}

} // namespace fascia::cli
