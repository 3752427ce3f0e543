#include "cli/usage_error.h"

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/common_options.h"
#include "io/text.h"
#include "sim/params.h"

namespace fascia::cli {
namespace {

/// The command that was being read: the innermost that was given.
const CLI::App* innermost(const CLI::App* app) {
    while (!app->get_subcommands().empty()) {
        app = app->get_subcommands().back();
    }
    return app;
}

std::vector<std::string> subcommandNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    return names;
}

std::vector<std::string> flagNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
        for (const std::string& name : option->get_snames()) {
            names.push_back("-" + name);
        }
    }
    return names;
}

std::string nearest(const std::string& name, const std::vector<std::string>& names) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    return std::string(sim::nearestName(std::string_view(name).substr(0, 100), views));
}

std::string path(const CLI::App* app) {
    std::string text = app->get_name();
    for (app = app->get_parent(); app != nullptr; app = app->get_parent()) {
        text = app->get_name() + " " + text;
    }
    return text;
}

} // namespace

int finishParse(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App* command = innermost(&app);
    if (dynamic_cast<const CLI::CallForVersion*>(&error) != nullptr) {
        std::cout << versionText() << '\n';
        return kExitOk;
    }
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
        std::cout << command->help();
        return kExitOk;
    }
    std::string message = io::printable(error.what(), 300);
    std::string meant;
    const std::vector<std::string> extras = app.remaining(true);
    const bool isExtra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                         dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    if (isExtra && !extras.empty()) {
        const std::string& first = extras.front();
        const std::vector<std::string> commands = subcommandNames(*command);
        if (first.starts_with("-")) {
            message = "'" + path(command) + "' has no option '" + io::printable(first) + "'.";
            meant = nearest(first.substr(0, first.find('=')), flagNames(*command));
        } else if (!commands.empty()) {
            message = "'" + path(command) + "' has no command '" + io::printable(first) + "'; there are " +
                      io::joined(commands) + ".";
            meant = nearest(first, commands);
        } else {
            message = "'" + path(command) + "' does not know what to do with '" + io::printable(first) + "'.";
        }
    } else if (const std::size_t twice = message.find(": At Most 1 required"); twice != std::string::npos) {
        message = message.substr(0, twice) + " is given more than once.";
    } else if (!message.empty() && message.back() != '.') {
        message += ".";
    }
    if (meant.empty()) {
        message += " See `" + path(command) + " --help`.";
    }
    return reportError({sim::ErrorCode::badInput, message, "", meant});
}

void addUnavailableCommand(CLI::App& app, const char* name, const char* help, int& exitCode) {
    CLI::App* command = app.add_subcommand(name, std::string(help) + " (not in this build)");
    command->allow_extras();
    command->callback([name, &exitCode] {
        exitCode =
            reportError({sim::ErrorCode::noGraphics,
                         "'" + std::string(name) + "' is not in this build, which was made without OpenGL, EGL and " +
                             "GLFW; configure with -DFASCIA_GRAPHICS=ON, or use `fascia run`.",
                         "", ""});
    });
}

} // namespace fascia::cli
