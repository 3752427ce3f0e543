#include "cli/render_film.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/atomic_file.h"
#include "io/embedded_scenario.h"

extern char** environ; // NOLINT: POSIX names it so

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;

sim::Error ioError(const std::string& message, const fs::path& file) {
    return {sim::ErrorCode::io, message, file.string(), ""};
}

/// Starts a program with `arguments`; it reads from `input` (-1: from nothing) and is quiet but for errors. -1 if it
/// cannot be started.
pid_t start(const std::vector<std::string>& arguments, int input) {
    std::vector<char*> words;
    for (const std::string& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str())); // NOLINT: posix_spawn does not change them
    }
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (input >= 0) {
        posix_spawn_file_actions_adddup2(&actions, input, 0);
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    // Ctrl-C is for us: ffmpeg must live to take the rest. Its group is its own.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    pid_t child = -1;
    const int failed = ::posix_spawn(&child, words.front(), &actions, &attributes, words.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0 ? child : -1;
}

/// Waits for its end; true when it says that all went well.
bool endsWell(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// A name that ffmpeg takes for a file's, whatever is in it ("a:b.mp4", "-a.mp4").
std::string asFile(const fs::path& file) { return "file:" + file.string(); }

/// A word of a shell's line.
std::string quoted(const std::string& word) {
    std::string out;
    for (const char c : word) {
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return "'" + out + "'";
}

/// ffmpeg's own form for words in a file. They may be longer than an argument of a program can be (128 KiB on Linux).
std::string metadataText(const std::string& comment) {
    std::string out = ";FFMETADATA1\ncomment=";
    for (const char c : comment) {
        if (c == '=' || c == ';' || c == '#' || c == '\\' || c == '\n') {
            out += '\\';
        }
        out += c;
    }
    return out + "\n";
}

class Video : public Film {
  public:
    Video(fs::path ffmpeg, fs::path file) : ffmpeg_(std::move(ffmpeg)), file_(std::move(file)) {
        const std::string mark = ".part" + std::to_string(::getpid());
        raw_ = file_;
        raw_ += mark + ".mp4";
        marked_ = file_;
        marked_ += mark + "b.mp4";
        words_ = file_;
        words_ += mark + ".txt";
    }
    Video(const Video&) = delete;
    Video& operator=(const Video&) = delete;
    ~Video() override {
        closePipe();
        if (child_ > 0) {
            endsWell(child_);
        }
        std::error_code ignored;
        fs::remove(raw_, ignored);
        fs::remove(marked_, ignored);
        fs::remove(words_, ignored);
    }

    sim::Status open(int width, int height, const std::string& rate) {
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            return ioError(std::string("No pipe to ffmpeg can be made: ") + std::strerror(errno) + ".", file_);
        }
        std::signal(SIGPIPE, SIG_IGN); // a dead ffmpeg is an error of write()
        child_ = start({ffmpeg_.string(),
                        "-hide_banner",
                        "-loglevel",
                        "error",
                        "-y",
                        "-f",
                        "rawvideo",
                        "-pixel_format",
                        "rgb24",
                        "-video_size",
                        std::to_string(width) + "x" + std::to_string(height),
                        "-framerate",
                        rate,
                        "-i",
                        "pipe:0",
                        "-an",
                        "-vf",
                        "scale=out_color_matrix=bt709:out_range=tv",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "medium",
                        "-crf",
                        "18",
                        "-pix_fmt",
                        "yuv420p",
                        "-r",
                        rate,
                        "-colorspace",
                        "bt709",
                        "-color_primaries",
                        "bt709",
                        "-color_trc",
                        "bt709",
                        "-color_range",
                        "tv",
                        asFile(raw_)},
                       ends[0]);
        ::close(ends[0]);
        pipe_ = ends[1];
        return child_ > 0 ? sim::Status(sim::Done{}) : ioError("ffmpeg could not be started.", ffmpeg_);
    }

    sim::Status add(const render::Image& picture) override {
        const auto* at = reinterpret_cast<const char*>(picture.rgb.data());
        for (std::size_t left = picture.rgb.size(); left > 0;) {
            const ssize_t written = ::write(pipe_, at, left);
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return ioError("ffmpeg stopped taking pictures; its words are above.", file_);
            }
            at += written;
            left -= static_cast<std::size_t>(written);
        }
        return sim::Done{};
    }

    sim::Status finish(const std::string& comment) override {
        closePipe();
        const bool encoded = endsWell(child_);
        child_ = -1;
        if (!encoded || !io::isWholeMp4(raw_)) { // on a full disk ffmpeg may end well all the same
            return ioError("ffmpeg could not make the video; its words are above.", file_);
        }
        // The comment holds how the run ended, so it goes in last, without coding the pictures again.
        const sim::Status written = io::writeFileAtomically(words_, metadataText(comment));
        if (!written) {
            return ioError("The words of the video cannot be written: " + written.error().message, file_);
        }
        const pid_t second = start({ffmpeg_.string(),
                                    "-hide_banner",
                                    "-loglevel",
                                    "error",
                                    "-y",
                                    "-i",
                                    asFile(raw_),
                                    "-f",
                                    "ffmetadata",
                                    "-i",
                                    asFile(words_),
                                    "-map",
                                    "0",
                                    "-map_metadata",
                                    "1",
                                    "-c",
                                    "copy",
                                    "-movflags",
                                    "+faststart",
                                    asFile(marked_)},
                                   -1);
        if (second <= 0 || !endsWell(second) || !io::isWholeMp4(marked_)) {
            return ioError("ffmpeg could not write the words into the video; its own are above.", file_);
        }
        std::error_code failure;
        fs::rename(marked_, file_, failure);
        return failure ? ioError("The video cannot be given its name: " + failure.message() + ".", file_)
                       : sim::Status(sim::Done{});
    }

    [[nodiscard]] std::string result() const override { return file_.string(); }

  private:
    void closePipe() {
        if (pipe_ >= 0) {
            ::close(pipe_);
            pipe_ = -1;
        }
    }
    fs::path ffmpeg_;
    fs::path file_;
    fs::path raw_;
    fs::path marked_;
    fs::path words_;
    int pipe_ = -1;
    pid_t child_ = -1;
};

class NumberedPictures : public Film {
  public:
    NumberedPictures(fs::path folder, fs::path file, std::string rate)
        : folder_(std::move(folder)), file_(std::move(file)), rate_(std::move(rate)) {}

    sim::Status add(const render::Image& picture) override {
        std::string name = std::to_string(count_++);
        name.insert(0, name.size() < 6 ? 6 - name.size() : 0, '0');
        return io::writeFileAtomically(folder_ / (name + ".png"), render::encodePng(picture, {}));
    }

    sim::Status finish(const std::string& comment) override {
        return io::writeFileAtomically(folder_ / "about.json", comment + "\n");
    }

    [[nodiscard]] std::string result() const override {
        std::string pattern; // a % in the folder's name is no number
        for (const char c : folder_.string()) {
            pattern += c == '%' ? std::string("%%") : std::string(1, c);
        }
        return folder_.string() + "\nffmpeg -framerate " + rate_ + " -i " + quoted("file:" + pattern + "/%06d.png") +
               " -c:v libx264 -crf 18 -pix_fmt yuv420p " + quoted(asFile(file_));
    }

  private:
    fs::path folder_;
    fs::path file_;
    std::string rate_;
    long count_ = 0;
};

} // namespace

fs::path findFfmpeg() {
    const char* path = std::getenv("PATH");
    const std::string_view all = path != nullptr ? path : "";
    for (std::size_t from = 0; from <= all.size();) {
        const std::size_t end = std::min(all.find(':', from), all.size());
        const fs::path program = fs::path(all.substr(from, end - from)) / "ffmpeg";
        std::error_code ignored;
        if (end > from && fs::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0) {
            return program;
        }
        from = end + 1;
    }
    return {};
}

sim::Result<std::unique_ptr<Film>> openVideo(const fs::path& ffmpeg, const fs::path& file, int width, int height,
                                             const std::string& rate) {
    // Can the place be written at all? Said before the work, in our own words.
    const sim::Result<io::AtomicFile> trial = io::AtomicFile::open(file);
    if (!trial) {
        return trial.error();
    }
    auto video = std::make_unique<Video>(ffmpeg, file);
    const sim::Status opened = video->open(width, height, rate);
    if (!opened) {
        return opened.error();
    }
    return std::unique_ptr<Film>(std::move(video));
}

sim::Result<std::unique_ptr<Film>> openNumberedPictures(const fs::path& file, const std::string& rate, bool force) {
    fs::path folder = file;
    folder.replace_extension();
    folder += "_frames";
    std::error_code failure;
    if (fs::exists(folder, failure) && !force) {
        return sim::Error{sim::ErrorCode::badInput, "The folder is there already; --force writes into it.",
                          folder.string(), ""};
    }
    fs::create_directories(folder, failure);
    if (failure) {
        return ioError("The folder cannot be made: " + failure.message() + ".", folder);
    }
    // Pictures of an earlier, longer film would be taken for the end of this one.
    std::vector<fs::path> before;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failure)) {
        const std::string name = entry.path().filename().string();
        if (name.size() >= 10 && name.find_first_not_of("0123456789") == name.size() - 4 &&
            entry.path().extension() == ".png") {
            before.push_back(entry.path());
        }
    }
    for (const fs::path& picture : before) {
        fs::remove(picture, failure);
    }
    return std::unique_ptr<Film>(std::make_unique<NumberedPictures>(folder, file, rate));
}

} // namespace fascia::cli
