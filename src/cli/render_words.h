#pragma once
// The words that go with a picture or a video: what it was made from, and the time in it.

#include <string>
#include <vector>

#include "app/session.h"
#include "cli/render_options.h"
#include "render/png.h"

namespace fascia::cli {

/// "7 min 30 s".
std::string timeText(double time_s);

/// The same words as in run.json, one by one; ASCII only. `camera`: what --camera would read back.
std::vector<render::PngText> renderWords(const app::Session& session, const RenderPlan& plan,
                                         const RenderOptions& options, const std::string& camera, double wall_s);

/// The words as one line of JSON, for the comment of a video.
std::string wordsAsJson(const std::vector<render::PngText>& words);

} // namespace fascia::cli
