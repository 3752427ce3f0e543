#pragma once
// What `fascia render` was asked for, checked before the first step.

#include <string>
#include <vector>

#include "cli/common_options.h"
#include "io/scenario.h"
#include "render/camera.h"
#include "render/view_options.h"
#include "sim/core/result.h"
#include "sim/snapshot.h"

namespace fascia::cli {

/// The words of the command line as they were typed.
struct RenderOptions {
    ScenarioOptions scenario;
    OutputOptions output;
    std::string file;
    std::string video;
    std::string fps = "30";
    std::string speed = "1";
    std::string at;
    std::string resolution = "1280,720";
    std::string camera = "back";
    std::string field = "tension_N";
    std::string scale = "1";
    std::string range;
    std::string theme = "dark";
    std::string caption;
    std::string hide;
    std::string peel = "0";
    std::string cut;
    std::string isolate;
    bool lines = false;
    bool beads = false;
    bool labels = false;
    bool nerves = false;
    bool ghost = false;
    bool compareWithStart = false;
    bool noLegend = false;
    bool noCaption = false;
    bool transparent = false;
    bool force = false;
};

/// Everything that can be checked before the first step.
struct RenderPlan {
    io::Scenario scenario;
    std::vector<double> times_s; ///< Moments side by side; of a video: begin and end.
    int width = 1280;            ///< Of the file [px], with the factor of --scale.
    int height = 720;
    double fps = 30.0;  ///< Pictures a second of the video.
    std::string rate;   ///< The same as it was asked for, in numbers that ffmpeg reads exactly: "30", "24000/1001".
    double speed = 1.0; ///< Simulated seconds per second of the video.
    render::ViewOptions view;
};

/// Reads and checks all options. Errors: badInput with the option as the place, and those of the scenario.
sim::Result<RenderPlan> makeRenderPlan(const RenderOptions& options);

/// What depends on the model: --isolate names one of its regions.
sim::Status isolateRegion(const std::string& name, const sim::Web& web, render::ViewOptions& view);

/// Error badInput unless the snapshot publishes that field (or it is "none").
sim::Status checkField(const std::string& id, const sim::Snapshot& snapshot);

/// Sets the camera for a panel; "site" looks at the first hand's site along the skin's normal. `roomBelow`: a named view
/// of a picture that is not wide leaves room for words below the body.
sim::Status aim(render::Camera& camera, const std::string& text, const sim::Snapshot& snapshot, float aspect,
                bool roomBelow);

} // namespace fascia::cli
