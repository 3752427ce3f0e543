#pragma once
// `fascia view [SCENARIO]`: the window.

namespace CLI {
class App;
}

namespace fascia::viewer {

/// Adds the command `view` to the program's command line. When it was chosen, `exitCode` tells how it ended: 0 ok,
/// 1 the picture could not be written, 2 bad input, 3 the web found no equilibrium, 5 no graphics.
void addViewCommand(CLI::App& app, int& exitCode);

} // namespace fascia::viewer
