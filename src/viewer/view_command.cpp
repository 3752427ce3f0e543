#include "viewer/view_command.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/assets.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#include "viewer/viewer_app.h"

namespace fascia::viewer {
namespace {

int exitCodeOf(sim::ErrorCode code) {
    switch (code) {
        case sim::ErrorCode::badInput:
        case sim::ErrorCode::notFound:
            return 2;
        case sim::ErrorCode::solverFailed:
            return 3;
        case sim::ErrorCode::noGraphics:
            return 5;
        case sim::ErrorCode::interrupted:
            return 130;
        case sim::ErrorCode::io:
            break;
    }
    return 1;
}

int fail(const sim::Error& error) {
    std::fprintf(stderr, "%s\n", error.sentence().c_str());
    return exitCodeOf(error.code);
}

int failWithoutGraphics(const char* reason) {
    std::fprintf(stderr, "%s 'fascia run' and 'fascia render' work without a display.\n", reason);
    return 5;
}

int view(ViewerOptions options) {
    std::vector<std::filesystem::path> files;
    for (const std::string& file : {options.record, options.screenshot}) {
        if (!file.empty()) {
            files.emplace_back(file);
        }
    }
    if (const sim::Status free = cli::checkOverwrite(files, options.force); !free) {
        return fail(free.error());
    }
    if (!options.gamepad.empty() && !std::filesystem::is_fifo(options.gamepad)) {
        return fail({sim::ErrorCode::badInput, "This is no named pipe.", "--gamepad " + options.gamepad, ""});
    }
    options.assetsDir = app::findAssetsDir();
    cli::catchInterrupts();
    try {
        sim::Result<std::unique_ptr<ViewerApp>> viewer = ViewerApp::create(options);
        if (!viewer) {
            return fail(viewer.error());
        }
        const sim::Status ended = viewer.value()->run();
        return ended ? 0 : fail(ended.error());
    } catch (const platform::WindowError& error) {
        return failWithoutGraphics(error.what());
    } catch (const render::GraphicsError& error) {
        return failWithoutGraphics(error.what());
    }
}

} // namespace

void addViewCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand("view", "Open the window: press, hold, and see what the web does");
    const auto options = std::make_shared<ViewerOptions>();
    const auto size = std::make_shared<std::string>("1280,720");
    const auto theme = std::make_shared<std::string>("dark");
    const auto seed = std::make_shared<std::string>();
    command->add_option("SCENARIO", options->scenario, "A scenario file or the name of a shipped one");
    command->add_option("--size", *size, "Size of the window")->type_name("W,H")->capture_default_str();
    command->add_option("--theme", *theme, "dark, light or projector (light, larger text, wider lines)")
        ->check(CLI::IsMember({"dark", "light", "projector"}))
        ->capture_default_str();
    command->add_option("--set", options->settings, "Change one thing of the scenario (repeatable)")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--seed", *seed, "Seed of what is drawn at random")->type_name("N");
    command->add_option("--threads", options->threads, "Threads of the simulation")->check(CLI::Range(1, 256));
    command->add_option("--frames", options->frames, "End after so many frames")->check(CLI::Range(1L, 100000000L));
    command->add_option("--screenshot", options->screenshot, "Write a picture of the window at the end")
        ->type_name("FILE.png");
    command->add_flag("--print-state", options->printState,
                      "Print what the tissue does, in words, whenever it changes");
    command->add_flag("--benchmark", options->benchmark,
                      "Print the medians of frame, simulation and drawing at the end");
    command
        ->add_option("--record", options->record,
                     "At the end write every step and command; fascia run --replay does them again")
        ->type_name("FILE");
    command
        ->add_option("--gamepad", options->gamepad,
                     "Take a gamepad's states from this named pipe: lines LX LY RX RY LT RT [BUTTON...]")
        ->type_name("PIPE");
    command->add_flag("--force", options->force, "Replace files that are already there");
    command->add_flag("--play", options->playHands, "Let the scenario's own hands press");
    command->callback([options, size, theme, seed, &exitCode] {
        int used = 0;
        if (std::sscanf(size->c_str(), "%d,%d%n", &options->width, &options->height, &used) != 2 ||
            used != static_cast<int>(size->size()) || options->width < 640 || options->height < 400 ||
            options->width > 16384 || options->height > 16384) {
            exitCode =
                fail({sim::ErrorCode::badInput, "A size is W,H in pixels, from 640,400 to 16384,16384.", "--size", ""});
            return;
        }
        if (!seed->empty()) {
            options->settings.push_back("seed=" + *seed);
        }
        options->theme = *theme == "light"       ? ui::Theme::light
                         : *theme == "projector" ? ui::Theme::projector
                                                 : ui::Theme::dark;
        exitCode = view(*options);
    });
}

} // namespace fascia::viewer
