#pragma once
// `fascia course`: weeks to months of treatments in macro-steps.

namespace CLI {
class App;
}

namespace fascia::cli {

void addCourseCommand(CLI::App& app, int& exitCode);

} // namespace fascia::cli
