#include "cli/render_options.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>

#include "io/text.h"
#include "io/units.h"
#include "sim/params.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSmallestSide = 64;
constexpr int kLargestSide = 8192;
constexpr int kLargestScaledSide = 16384;
constexpr std::size_t kMostPanels = 4;
constexpr std::string_view kSiteView = "site";
constexpr float kSiteRadius_m = 0.13F; // what the view of the site shows around it
constexpr double kMostFrames = 1e6;
// Ends of a colour scale [SI unit of the field]: colours are single precision, and a legend has three or four digits.
constexpr double kLargestEnd = 1e12;
constexpr double kSmallestRange = 1e-12;
constexpr double kSmallestShare = 1e-3;
constexpr double kCameraTolerance = 0.02; // of the distance, that a camera in numbers may be off
// A named view in a narrow picture leaves room for the words below the body; in a wide one they are beside it.
constexpr float kRoomZoom = 1.09F;
constexpr float kRoomShift = 0.035F; // of the picture's height

sim::Error usage(const std::string& place, const std::string& message, const std::string& nearest = "") {
    return {sim::ErrorCode::badInput, message, place, nearest};
}

std::vector<std::string> parts(const std::string& text, char separator) {
    std::vector<std::string> found;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(separator, from), text.size());
        found.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return found;
}

sim::Result<std::vector<double>> readTimes(const RenderOptions& options, double duration_s) {
    const bool video = !options.video.empty();
    std::vector<double> times_s;
    if (options.compareWithStart) {
        times_s.push_back(0.0);
    }
    if (options.at.empty()) {
        times_s.push_back(duration_s);
    }
    for (const std::string& text : options.at.empty() ? std::vector<std::string>{} : parts(options.at, ',')) {
        const sim::Result<double> time = optionQuantity("--at", text, "s", 0.0, 1e8);
        if (!time) {
            return time.error();
        }
        times_s.push_back(time.value());
    }
    if (times_s.back() > duration_s) {
        return usage("--at", io::shortNumber(times_s.back()) + " s is after the end of the scenario at " +
                                 io::shortNumber(duration_s) + " s; --duration makes it longer.");
    }
    if (video && times_s.size() == 1) { // from the start
        times_s.insert(times_s.begin(), 0.0);
    }
    if (video && times_s.size() != 2) {
        return usage("--at", "A video runs from one moment to another: --at END, or --at BEGIN,END.");
    }
    if (times_s.size() > kMostPanels) {
        return usage("--at", "At most four moments fit side by side.");
    }
    if (!std::is_sorted(times_s.begin(), times_s.end())) {
        return usage("--at", "The moments must follow one another, earliest first.");
    }
    return times_s;
}

/// Lists of layers to leave out: "skin,muscles".
sim::Status hideLayers(const std::string& list, render::ViewOptions& view) {
    constexpr std::array<std::string_view, 7> kNames{"skin",  "fascia", "superficial", "muscles",
                                                     "bones", "hands",  "context"};
    if (list.empty()) {
        return sim::Done{};
    }
    for (const std::string& name : parts(list, ',')) {
        if (name == "skin") {
            view.showSkin = false;
        } else if (name == "fascia") {
            view.showFascia = false;
        } else if (name == "superficial") {
            view.showSuperficialFascia = false;
        } else if (name == "muscles") {
            view.showMuscles = false;
        } else if (name == "bones") {
            view.showBones = false;
        } else if (name == "hands") {
            view.showHands = false;
        } else if (name == "context") {
            view.showContext = false;
        } else {
            return usage("--hide",
                         "'" + io::printable(name) + "' cannot be hidden; there are " + io::joined(kNames) + ".",
                         std::string(sim::nearestName(name, kNames)));
        }
    }
    return sim::Done{};
}

/// --peel 0..4 and --cut PLANE:SHARE.
sim::Status readCut(const RenderOptions& options, render::ViewOptions& view) {
    const std::optional<double> peel = io::parseNumber(options.peel);
    if (!peel || !(*peel >= 0.0) || !(*peel <= 4.0)) {
        return usage("--peel", "'" + io::printable(options.peel) +
                                   "' is not a number of layers from 0 to 4 (skin, superficial fascia, deep fascia, "
                                   "muscles).");
    }
    view.peel = static_cast<float>(*peel);
    if (options.cut.empty()) {
        return sim::Done{};
    }
    constexpr std::array<std::string_view, 3> kPlanes{"transverse", "sagittal", "coronal"};
    const std::vector<std::string> words = parts(options.cut, ':');
    const auto plane = std::find(kPlanes.begin(), kPlanes.end(), words.front());
    if (plane == kPlanes.end()) {
        return usage("--cut",
                     "There is no plane '" + io::printable(words.front()) + "'; there are " + io::joined(kPlanes) + ".",
                     std::string(sim::nearestName(std::string_view(words.front()).substr(0, 100), kPlanes)));
    }
    view.cut = static_cast<render::Cut>(plane - kPlanes.begin() + 1);
    const std::optional<double> share = words.size() < 2 ? std::optional<double>(0.5) : io::parseNumber(words[1]);
    if (words.size() > 2 || !share || !(*share >= 0.0) || !(*share <= 1.0)) {
        return usage("--cut", "'" + io::printable(options.cut) + "' is not a plane and a share from 0 to 1, such as " +
                                  words.front() + ":0.5.");
    }
    view.cutShare = static_cast<float>(*share);
    return sim::Done{};
}

/// The wording of the camera does not depend on the model.
sim::Status checkCamera(const std::string& text) {
    render::Camera trial;
    if (text == kSiteView || trial.set(text)) {
        return sim::Done{};
    }
    if (text.find_first_of(",/") != std::string::npos) {
        return trial.set(text);
    }
    std::vector<std::string_view> names(render::Camera::viewNames().begin(), render::Camera::viewNames().end());
    names.push_back(kSiteView);
    return usage("--camera",
                 "There is no view '" + io::printable(text) + "'; there are " + io::joined(names) +
                     ", or x,y,z/tx,ty,tz in metres.",
                 std::string(sim::nearestName(std::string_view(text).substr(0, 100), names)));
}

/// A number within limits; the error says what it stands for.
sim::Result<double> readNumber(const std::string& option, const std::string& text, double low, double high,
                               const std::string& meaning) {
    const std::optional<double> number = io::parseNumber(text);
    if (!number || !(*number >= low) || !(*number <= high)) {
        return usage(option, "'" + io::printable(text) + "' is not " + meaning + " from " + io::shortNumber(low) +
                                 " to " + io::shortNumber(high) + ".");
    }
    return *number;
}

sim::Status readSize(const RenderOptions& options, RenderPlan& plan) {
    const std::vector<std::string> sides = parts(options.resolution, ',');
    std::vector<int> pixels;
    for (const std::string& side : sides) {
        const std::optional<double> number = io::parseNumber(side);
        if (number && *number == std::floor(*number) && *number >= kSmallestSide && *number <= kLargestSide) {
            pixels.push_back(static_cast<int>(*number));
        }
    }
    if (sides.size() != 2 || pixels.size() != 2) {
        return usage("--resolution", "'" + io::printable(options.resolution) + "' is not a width and a height from " +
                                         std::to_string(kSmallestSide) + " to " + std::to_string(kLargestSide) +
                                         " pixels, such as 1280,720.");
    }
    if (options.scale.find(',') != std::string::npos) {
        return usage("--scale",
                     "The ends of the colour scale are given with --range LOW,HIGH; --scale 1..4 makes the "
                     "picture larger.",
                     "--range");
    }
    const sim::Result<double> factor = readNumber("--scale", options.scale, 1.0, 4.0, "a factor of the picture's size");
    if (!factor) {
        return factor.error();
    }
    plan.width = static_cast<int>(std::lround(pixels[0] * factor.value()));
    plan.height = static_cast<int>(std::lround(pixels[1] * factor.value()));
    if (std::max(plan.width, plan.height) > kLargestScaledSide) {
        return usage("--scale", "The picture would have " + std::to_string(plan.width) + " x " +
                                    std::to_string(plan.height) + " pixels; at most " +
                                    std::to_string(kLargestScaledSide) + " a side are made.");
    }
    return sim::Done{};
}

sim::Status readView(const RenderOptions& options, RenderPlan& plan) {
    if (!options.range.empty()) {
        const std::vector<std::string> ends = parts(options.range, ',');
        const std::optional<double> low = io::parseNumber(ends.front());
        const std::optional<double> high = io::parseNumber(ends.back());
        if (ends.size() != 2 || !low || !high || !(*low < *high)) {
            return usage("--range",
                         "'" + io::printable(options.range) + "' is not a low and a higher number in SI units.");
        }
        const double largest = std::max(std::abs(*low), std::abs(*high));
        if (!(largest <= kLargestEnd) || !(*high - *low >= std::max(kSmallestRange, kSmallestShare * largest))) {
            return usage("--range", "'" + io::printable(options.range) +
                                        "' is no scale that a legend can show: the ends are at most " +
                                        io::shortNumber(kLargestEnd) +
                                        " and differ by a thousandth of the larger one.");
        }
        plan.view.scale = {static_cast<float>(*low), static_cast<float>(*high)};
    }
    plan.view.quality = render::Quality::still;
    constexpr std::array<std::string_view, 3> kThemes{"dark", "light", "projector"};
    const auto theme = std::find(kThemes.begin(), kThemes.end(), options.theme);
    if (theme == kThemes.end()) {
        return usage("--theme",
                     "There is no theme '" + io::printable(options.theme) + "'; there are " + io::joined(kThemes) + ".",
                     std::string(sim::nearestName(std::string_view(options.theme).substr(0, 100), kThemes)));
    }
    plan.view.theme = static_cast<render::Theme>(theme - kThemes.begin());
    plan.view.fieldId = options.field;
    plan.view.colourSkin = true;
    plan.view.showCaption = !options.noCaption;
    plan.view.transparent = options.transparent;
    plan.view.showLines = options.lines;
    plan.view.showBeads = options.beads;
    plan.view.showLabels = options.labels;
    plan.view.showNerves = options.nerves;
    const sim::Status cut = readCut(options, plan.view);
    if (!cut) {
        return cut;
    }
    const sim::Status camera = checkCamera(options.camera);
    if (!camera) {
        return camera;
    }
    return hideLayers(options.hide, plan.view);
}

/// --fps N or N/N (30000/1001, as film and television have it).
sim::Status readRate(const std::string& text, RenderPlan& plan) {
    constexpr double kLargestPart = 1e6;
    const std::vector<std::string> words = parts(text, '/');
    if (words.size() != 2) {
        const sim::Result<double> fps = readNumber("--fps", text, 1.0, 120.0, "a number of pictures a second");
        if (!fps) {
            return fps.error();
        }
        plan.fps = fps.value();
        plan.rate = io::shortNumber(fps.value());
        return sim::Done{};
    }
    const std::optional<double> over = io::parseNumber(words[0]);
    const std::optional<double> under = io::parseNumber(words[1]);
    const auto whole = [](const std::optional<double>& number) {
        return number && *number >= 1.0 && *number <= kLargestPart && *number == std::floor(*number);
    };
    if (!whole(over) || !whole(under) || *over < *under || *over > 120.0 * *under) {
        return usage("--fps", "'" + io::printable(text) +
                                  "' is not a fraction of whole numbers between 1 and 120, such as 24000/1001.");
    }
    plan.fps = *over / *under;
    plan.rate = std::to_string(std::lround(*over)) + "/" + std::to_string(std::lround(*under));
    return sim::Done{};
}

/// What only a video has: its rate, its pace and its file.
sim::Status readVideo(const RenderOptions& options, RenderPlan& plan) {
    const sim::Status rate = readRate(options.fps, plan);
    if (!rate) {
        return rate;
    }
    const sim::Result<double> speed =
        readNumber("--speed", options.speed, 0.01, 36000.0, "a number of simulated seconds per second of video");
    if (!speed) {
        return speed.error();
    }
    plan.speed = speed.value();
    if (options.video.empty()) {
        return sim::Done{};
    }
    if (!options.file.empty()) {
        return usage("--video", "Give --output for a picture or --video for a video, not both.");
    }
    if (options.transparent) {
        return usage("--transparent", "An MP4 video has no transparency; pictures (--output x.png) have.");
    }
    if (plan.width % 2 != 0 || plan.height % 2 != 0) {
        return usage("--resolution",
                     "A video needs an even width and height, not " + std::to_string(plan.width) + " x " +
                         std::to_string(plan.height) + ".",
                     std::to_string(plan.width / 2 * 2) + "," + std::to_string(plan.height / 2 * 2));
    }
    const double frames = (plan.times_s.back() - plan.times_s.front()) * plan.fps / plan.speed;
    if (frames > kMostFrames) {
        return usage("--speed", "This would be more than a million pictures; choose a higher --speed.");
    }
    return sim::Done{};
}

sim::Status checkFile(const std::string& option, const std::string& file, const std::string& ending,
                      const std::string& kind) {
    if (!fs::path(file).has_filename() || fs::path(file).filename() == ending) {
        return usage(option,
                     "'" + io::printable(file) + "' is a folder or has no name; give one that ends in " + ending + ".");
    }
    std::string found = fs::path(file).extension().string();
    std::transform(found.begin(), found.end(), found.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    if (found == ending) {
        return sim::Done{};
    }
    return usage(option, "'" + io::printable(file) + "' does not end in " + ending + "; " + kind + ".",
                 fs::path(file).replace_extension(ending).string());
}

} // namespace

namespace {

/// The six numbers of an eye and a target.
std::vector<double> sixNumbers(std::string text) {
    std::replace(text.begin(), text.end(), '/', ',');
    std::vector<double> numbers;
    for (const std::string& word : parts(text, ',')) {
        numbers.push_back(io::parseNumber(word).value_or(0.0));
    }
    return numbers;
}

/// Did the camera take the eye and the target as they were given? It stays outside the body, and near it.
bool standsWhereAsked(const render::Camera& camera, const std::string& text) {
    const std::vector<double> asked = sixNumbers(text);
    const std::vector<double> found = sixNumbers(camera.text());
    if (asked.size() != 6 || found.size() != 6) {
        return false;
    }
    const double distance_m = std::hypot(found[0] - found[3], found[1] - found[4], found[2] - found[5]);
    for (std::size_t i = 0; i < 6; ++i) {
        if (!(std::abs(asked[i] - found[i]) <= kCameraTolerance * distance_m)) {
            return false;
        }
    }
    return true;
}

} // namespace

/// Sets the camera for a panel; "site" looks at the first hand's site along the skin's normal.
sim::Status aim(render::Camera& camera, const std::string& text, const sim::Snapshot& snapshot, float aspect,
                bool roomBelow) {
    camera.frame(*snapshot.web, aspect);
    if (text != kSiteView) {
        const sim::Status set = camera.set(text, aspect);
        if (set && text.find(',') != std::string::npos && !standsWhereAsked(camera, text)) {
            return usage("--camera",
                         "'" + io::printable(text) + "' is no view from outside the body at it and from near by.",
                         camera.text());
        }
        if (set && roomBelow && aspect <= render::kWideAspect && text.find_first_of(",/") == std::string::npos) {
            camera.zoom(kRoomZoom);
            camera.pan(0.0F, kRoomShift);
            camera.snap();
        }
        return set;
    }
    camera.lookAtSkin(*snapshot.web, snapshot.focus_m, kSiteRadius_m);
    camera.snap();
    return sim::Done{};
}

sim::Result<RenderPlan> makeRenderPlan(const RenderOptions& options) {
    const bool video = !options.video.empty();
    if (options.file.empty() && !video) {
        return usage("--output", "Where should the picture go? Give --output x.png, or --video x.mp4.");
    }
    if (options.scenario.scenario.empty()) {
        return usage("render", "Which scenario? Give a file or an id that `fascia list scenarios` shows.");
    }
    RenderPlan plan;
    for (const auto& read : {readSize, readView}) {
        const sim::Status status = read(options, plan);
        if (!status) {
            return status.error();
        }
    }
    sim::Result<io::Scenario> scenario = loadScenario(options.scenario);
    if (!scenario) {
        return scenario.error();
    }
    plan.scenario = std::move(scenario).value();
    sim::Result<std::vector<double>> times = readTimes(options, plan.scenario.duration_s);
    if (!times) {
        return times.error();
    }
    plan.times_s = std::move(times).value();
    sim::Status status = readVideo(options, plan);
    if (status) {
        status = video ? checkFile("--video", options.video, ".mp4", "videos are MP4 files")
                       : checkFile("--output", options.file, ".png", "pictures are PNG files");
    }
    if (status) {
        status = checkOverwrite({video ? options.video : options.file}, options.force);
    }
    if (!status) {
        return status.error();
    }
    return plan;
}

sim::Status isolateRegion(const std::string& name, const sim::Web& web, render::ViewOptions& view) {
    if (name.empty()) {
        return sim::Done{};
    }
    const auto found = std::find(web.regionIds.begin(), web.regionIds.end(), name);
    if (found != web.regionIds.end()) {
        view.isolateRegion = static_cast<int>(found - web.regionIds.begin());
        return sim::Done{};
    }
    const std::vector<std::string_view> ids(web.regionIds.begin(), web.regionIds.end());
    return usage("--isolate", "There is no region '" + io::printable(name) + "'; there are " + io::joined(ids) + ".",
                 std::string(sim::nearestName(std::string_view(name).substr(0, 100), ids)));
}

sim::Status checkField(const std::string& id, const sim::Snapshot& snapshot) {
    const sim::FieldView* known = snapshot.listed(id);
    if (id == "none" || (known != nullptr && known->components == 1)) {
        return sim::Done{};
    }
    if (known != nullptr) {
        return usage("--field", "'" + id + "' has a direction, so no colour can show it; --lines draws it as lines.",
                     "--lines");
    }
    std::vector<std::string_view> ids;
    for (const sim::FieldView& field : snapshot.fields) {
        if (field.components == 1) {
            ids.push_back(field.id);
        }
    }
    return usage("--field",
                 "There is no field '" + io::printable(id) + "'; there are " + io::joined(ids) + ", or none.",
                 std::string(sim::nearestName(std::string_view(id).substr(0, 100), ids)));
}

} // namespace fascia::cli
