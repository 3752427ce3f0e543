#pragma once
// Where the pictures of a video go: into ffmpeg (a program of its own, run when it is installed), or as numbered PNG files.

#include <filesystem>
#include <memory>
#include <string>

#include "render/png.h"
#include "sim/core/result.h"

namespace fascia::cli {

class Film {
  public:
    virtual ~Film() = default;
    /// Adds one picture. Error: io.
    virtual sim::Status add(const render::Image& picture) = 0;
    /// Ends the film with `comment` (one line) inside it and gives it its name. What is not finished is removed again.
    virtual sim::Status finish(const std::string& comment) = 0;
    /// What a person should know at the end: the file, or the folder and the line to run.
    [[nodiscard]] virtual std::string result() const = 0;
};

/// The program named ffmpeg on the PATH, or empty.
std::filesystem::path findFfmpeg();

/// H.264 (yuv420p, BT.709) at exactly `rate` pictures a second: "30", "29.97" or "30000/1001". `width` and `height` are
/// even.
sim::Result<std::unique_ptr<Film>> openVideo(const std::filesystem::path& ffmpeg, const std::filesystem::path& file,
                                             int width, int height, const std::string& rate);

/// PNG files 000000.png, 000001.png, ... in the folder FILE without its ending, plus "_frames"; with `force`
/// numbered pictures that are there go.
sim::Result<std::unique_ptr<Film>> openNumberedPictures(const std::filesystem::path& file, const std::string& rate,
                                                        bool force);

} // namespace fascia::cli
