#pragma once
// How long a frame of the picture takes: `fascia bench --render`.

#include <string>

namespace fascia::cli {

struct RenderBenchOptions {
    std::string scenario = "slow_hold";
    int width = 1280;
    int height = 720;
    int frames = 60; ///< Timed, of each case.
    int threads = 1; ///< Of the simulation that makes the states.
};

/// Prints one CSV line a case on stdout: a resting and a turning camera, with and without what can be switched on. The
/// cases take turns, so that a busy machine slows all of them alike. Returns an exit code.
int runRenderBench(const RenderBenchOptions& options);

} // namespace fascia::cli
