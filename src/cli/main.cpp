// The program `fascia`: finds the command and turns every error into one sentence and an exit code.

#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/bench_command.h"
#include "cli/build_command.h"
#include "cli/common_options.h"
#include "cli/course_command.h"
#include "cli/list_command.h"
#include "cli/run_command.h"
#include "cli/solve_command.h"
#include "cli/usage_error.h"
#include "cli/validate_command.h"
#if FASCIA_GRAPHICS
#include "cli/render_command.h"
#include "viewer/view_command.h"
#endif

namespace {

using namespace fascia;

void addCommands(CLI::App& app, int& exitCode) {
#if FASCIA_GRAPHICS
    viewer::addViewCommand(app, exitCode);
    cli::addRenderCommand(app, exitCode);
#else
    cli::addUnavailableCommand(app, "view", "Open the viewer", exitCode);
    cli::addUnavailableCommand(app, "render", "Write a picture, without a display", exitCode);
#endif
    cli::addRunCommand(app, exitCode);
    cli::addCourseCommand(app, exitCode);
    cli::addSolveCommand(app, exitCode);
    cli::addBuildCommand(app, exitCode);
    cli::addBenchCommand(app, exitCode);
    cli::addValidateCommand(app, exitCode);
    cli::addListCommand(app, exitCode);
}

void addVersion(CLI::App& app) {
    app.set_version_flag("--version", cli::versionText(), "Print the version and what the program is for");
    for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        addVersion(*command);
    }
}

int runProgram(std::vector<std::string> arguments) {
    CLI::App app{"A live, touchable model of the body's fascial web. Without a command the viewer opens.", "fascia"};
    app.require_subcommand(0, 1);
    int exitCode = cli::kExitOk;
    addCommands(app, exitCode);
    addVersion(app);
    app.footer("Teaching model. Not a medical device.");
    if (arguments.empty()) {
        arguments = {"view"};
    }
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend()); // as CLI11 wants them
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return cli::finishParse(app, error);
    }
    return exitCode;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return runProgram({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << "fascia: " << error.what() << '\n';
        return cli::kExitRunError;
    }
}
