#include "io/recording.h"

#include <array>
#include <charconv>
#include <fstream>

#include "io/command_json.h"
#include "io/text.h"

namespace fascia::io {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kFormatVersion = 1;
constexpr std::size_t kLongestLine = 1U << 21U;

std::string line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

template <typename T>
bool read(const Json& json, const char* key, T& out) {
    const auto found = json.find(key);
    if (found == json.end()) {
        return false;
    }
    if constexpr (std::is_same_v<T, std::string>) {
        if (!found->is_string()) {
            return false;
        }
    } else if constexpr (std::is_same_v<T, double>) {
        if (!found->is_number()) {
            return false;
        }
    } else {
        if (!found->is_number_unsigned()) {
            return false;
        }
    }
    out = found->get<T>();
    return true;
}

/// Reads one line into the recording; returns what is wrong, or nothing.
std::string readLine(const Json& json, Recording& recording, std::uint64_t& step, bool& ended) {
    if (json.contains("command")) {
        RecordedCommand entry;
        sim::Result<sim::Command> command = commandFromJson(json);
        if (!command) {
            return command.error().message;
        }
        entry.command = std::move(command).value();
        if (!read(json, "step", entry.step) || entry.step != step) {
            return "The step of this command is out of order.";
        }
        read(json, "t_s", entry.time_s);
        recording.commands.push_back(std::move(entry));
        return "";
    }
    if (json.contains("dt_s")) {
        StepRun run;
        std::uint64_t first = 0;
        if (!read(json, "dt_s", run.dt_s) || !read(json, "count", run.count) || !read(json, "step", first)) {
            return "Steps need 'step', 'dt_s' and 'count'.";
        }
        if (!(run.dt_s > 0.0 && run.dt_s <= 3600.0)) {
            return "'dt_s' must be above 0, up to 3600 s.";
        }
        if (first != step || run.count > (1ULL << 40U)) {
            return "These steps are out of order.";
        }
        step += run.count;
        recording.steps.push_back(run);
        return "";
    }
    std::string hash;
    std::uint64_t last = 0;
    if (!read(json, "state_hash", hash) || !read(json, "steps", last)) {
        return "This line is not known.";
    }
    const std::optional<std::uint64_t> value = parseHash(hash);
    if (!value || last != step) {
        return "The last line does not fit the steps before it.";
    }
    recording.stateHash = *value;
    ended = true;
    return "";
}

} // namespace

std::uint64_t Recording::stepCount() const {
    std::uint64_t count = 0;
    for (const StepRun& run : steps) {
        count += run.count;
    }
    return count;
}

std::string hashText(std::uint64_t hash) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; hash >>= 4U) {
        text[i] = kDigits[hash & 15U];
    }
    return text;
}

std::optional<std::uint64_t> parseHash(const std::string& text) {
    std::uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    const bool whole = text.size() == 16 && result.ec == std::errc{} && result.ptr == text.data() + text.size();
    return whole ? std::optional<std::uint64_t>(value) : std::nullopt;
}

std::string recordingText(const Recording& recording) {
    Json head;
    head["kind"] = "fascia recording";
    head["format_version"] = kFormatVersion;
    head["version"] = recording.version;
    head["commit"] = recording.commit;
    head["scenario_id"] = recording.scenarioId;
    head["scenario"] = recording.scenarioToml;
    std::string text = line(head);

    std::uint64_t step = 0;
    std::size_t next = 0;
    const auto writeCommands = [&] {
        for (; next < recording.commands.size() && recording.commands[next].step == step; ++next) {
            Json entry;
            entry["step"] = step;
            entry["t_s"] = recording.commands[next].time_s;
            entry.update(commandToJson(recording.commands[next].command));
            text += line(entry);
        }
    };
    for (const StepRun& run : recording.steps) {
        std::uint64_t left = run.count;
        while (left > 0) {
            writeCommands();
            std::uint64_t count = left;
            if (next < recording.commands.size()) {
                count = std::min(count, recording.commands[next].step - step);
            }
            text += line(Json{{"step", step}, {"dt_s", run.dt_s}, {"count", count}});
            step += count;
            left -= count;
        }
    }
    writeCommands();
    return text + line(Json{{"steps", step}, {"state_hash", hashText(recording.stateHash)}});
}

sim::Result<Recording> readRecording(const std::filesystem::path& file) {
    const std::string name = printable(file.string(), 300);
    std::error_code failure;
    if (!std::filesystem::exists(file, failure) || std::filesystem::is_directory(file, failure)) {
        return sim::Error{sim::ErrorCode::notFound, "There is no such recording.", name, ""};
    }
    std::ifstream stream(file, std::ios::binary);
    Recording recording;
    std::string text;
    std::size_t number = 0;
    std::uint64_t step = 0;
    bool ended = false;
    const auto fail = [&](std::string message) {
        return sim::Error{sim::ErrorCode::badInput, std::move(message), name + ":" + std::to_string(number), ""};
    };
    while (std::getline(stream, text)) {
        ++number;
        if (text.size() > kLongestLine) {
            return fail("This line is too long for a recording.");
        }
        const Json json = Json::parse(text, nullptr, false);
        if (!json.is_object()) {
            return fail("This line is not JSON; it is no recording, or a damaged one.");
        }
        if (number == 1) {
            std::string kind;
            std::uint64_t version = 0;
            if (!read(json, "kind", kind) || kind != "fascia recording" || !read(json, "format_version", version) ||
                !read(json, "scenario", recording.scenarioToml)) {
                return fail("This is not a recording of this program.");
            }
            if (version > kFormatVersion) {
                return fail("This recording was made by a newer program, which is needed to read it.");
            }
            read(json, "version", recording.version);
            read(json, "commit", recording.commit);
            read(json, "scenario_id", recording.scenarioId);
        } else {
            const std::string problem = ended ? "There is text after the end." : readLine(json, recording, step, ended);
            if (!problem.empty()) {
                return fail(problem);
            }
        }
    }
    if (!ended) {
        return fail("The recording ends too early; its last line with the state hash is missing.");
    }
    return recording;
}

} // namespace fascia::io
