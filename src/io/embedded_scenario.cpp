#include "io/embedded_scenario.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string_view>

#include "io/scenario_json.h"
#include "io/text.h"

namespace fascia::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr std::uint64_t kLargestWords_bytes = 4U << 20U; // with room: a scenario file has 1 MiB at most
constexpr int kDeepest = 16;                             // levels of brackets; a run.json has five
constexpr int kMostParts = 100000;                       // chunks or boxes that are walked

/// The bytes [from, from + size) of the file, or nothing where it is shorter.
std::optional<std::string> bytesAt(std::istream& file, std::uint64_t from, std::uint64_t size) {
    std::string bytes(static_cast<std::size_t>(size), '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(from));
    file.read(bytes.data(), static_cast<std::streamsize>(size));
    return file.gcount() == static_cast<std::streamsize>(size) ? std::optional(std::move(bytes)) : std::nullopt;
}

std::uint64_t bigEndian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char c : bytes) {
        number = (number << 8U) | static_cast<unsigned char>(c);
    }
    return number;
}

/// The text of the tEXt chunk named Scenario.
std::optional<std::string> pngWords(std::istream& file) {
    constexpr std::string_view kKeyword{"Scenario\0", 9};
    std::uint64_t at = kPngSignature.size();
    for (int part = 0; part < kMostParts; ++part) {
        const std::optional<std::string> head = bytesAt(file, at, 8);
        if (!head) {
            return std::nullopt;
        }
        const std::uint64_t length = bigEndian(std::string_view(*head).substr(0, 4));
        if (head->compare(4, 4, "tEXt") == 0 && length <= kLargestWords_bytes) {
            std::optional<std::string> text = bytesAt(file, at + 8, length);
            if (text && text->compare(0, kKeyword.size(), kKeyword) == 0) {
                return text->substr(kKeyword.size());
            }
        }
        at += 12 + length; // length, type, check sum
    }
    return std::nullopt;
}

/// A stretch of the file.
struct Span {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

struct Box {
    std::string type;
    Span content;
};

/// The box that begins at `at` within a stretch that ends at `end` (ISO 14496-12: size, type, content); nothing where it is
/// broken or does not fit.
std::optional<Box> boxAt(std::istream& file, std::uint64_t at, std::uint64_t end) {
    const std::optional<std::string> head = at + 8 <= end ? bytesAt(file, at, 8) : std::nullopt;
    if (!head) {
        return std::nullopt;
    }
    std::uint64_t size = bigEndian(std::string_view(*head).substr(0, 4));
    std::uint64_t skip = 8;
    if (size == 1) { // the size follows in 64 bits
        const std::optional<std::string> large = bytesAt(file, at + 8, 8);
        size = large ? bigEndian(*large) : 0;
        skip = 16;
    } else if (size == 0) { // up to the end
        size = end - at;
    }
    if (size < skip || size > end - at) {
        return std::nullopt;
    }
    return Box{head->substr(4, 4), {at + skip, at + size}};
}

/// What is in the first box of this type within `outer`.
std::optional<Span> boxIn(std::istream& file, Span outer, std::string_view type) {
    for (int part = 0; part < kMostParts; ++part) {
        const std::optional<Box> box = boxAt(file, outer.begin, outer.end);
        if (!box || box->type == type) {
            return box ? std::optional(box->content) : std::nullopt;
        }
        outer.begin = box->content.end;
    }
    return std::nullopt;
}

/// The comment of an MP4 file (moov, udta, meta, ilst, (c)cmt, data).
std::optional<std::string> mp4Words(std::istream& file, std::uint64_t size) {
    constexpr std::uint64_t kMetaHead = 4; // version and flags
    constexpr std::uint64_t kDataHead = 8; // kind of data and locale
    std::optional<Span> at = Span{0, size};
    for (const std::string_view type : {"moov", "udta", "meta", "ilst",
                                        "\xa9"
                                        "cmt",
                                        "data"}) {
        at = boxIn(file, *at, type);
        const std::uint64_t head = type == "meta" ? kMetaHead : type == "data" ? kDataHead : 0;
        if (!at || at->end - at->begin < head) {
            return std::nullopt;
        }
        at->begin += head;
    }
    return at->end - at->begin <= kLargestWords_bytes ? bytesAt(file, at->begin, at->end - at->begin) : std::nullopt;
}

/// JSON of a text that came from anywhere; nothing where it is no JSON or nested too deeply.
std::optional<Json> safeJson(std::string_view text) {
    bool deep = false;
    Json json = Json::parse(
        text,
        [&deep](int depth, Json::parse_event_t, Json&) {
            deep = deep || depth > kDeepest;
            return !deep;
        },
        false);
    return deep || json.is_discarded() ? std::nullopt : std::optional(std::move(json));
}

/// The scenario's object: the whole, or what stands under "scenario" (run.json) or "Scenario" (words of a picture).
const Json* scenarioIn(const Json& json) {
    if (!json.is_object()) {
        return nullptr;
    }
    for (const char* key : {"scenario", "Scenario"}) {
        if (const auto found = json.find(key); found != json.end()) {
            return found->is_object() ? &*found : nullptr;
        }
    }
    return json.contains("schema_version") ? &json : nullptr;
}

} // namespace

bool isWholeMp4(const std::filesystem::path& file) {
    std::error_code failure;
    const std::uint64_t size = std::filesystem::file_size(file, failure);
    std::ifstream stream(file, std::ios::binary);
    if (failure || !stream) {
        return false;
    }
    bool indexed = false;
    std::uint64_t at = 0;
    for (int part = 0; part < kMostParts && at < size; ++part) {
        const std::optional<Box> box = boxAt(stream, at, size);
        if (!box) {
            return false;
        }
        indexed = indexed || box->type == "moov";
        at = box->content.end;
    }
    return indexed && at == size;
}

ScenarioCarrier scenarioCarrier(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::array<char, 12> first{};
    stream.read(first.data(), first.size());
    const std::string_view head(first.data(), static_cast<std::size_t>(stream.gcount()));
    if (head.substr(0, kPngSignature.size()) == kPngSignature) {
        return ScenarioCarrier::png;
    }
    if (head.size() >= 8 && head.substr(4, 4) == "ftyp") {
        return ScenarioCarrier::mp4;
    }
    return !head.empty() && head.front() == '{' ? ScenarioCarrier::json : ScenarioCarrier::none;
}

sim::Result<std::string> embeddedScenarioToml(const std::filesystem::path& file, ScenarioCarrier carrier) {
    const std::string name = printable(file.string(), 300);
    std::error_code failure;
    const std::uint64_t size = std::filesystem::file_size(file, failure);
    std::ifstream stream(file, std::ios::binary);
    if (failure || !stream) {
        return sim::Error{sim::ErrorCode::io, "The file cannot be read.", name, ""};
    }
    std::optional<std::string> words;
    if (carrier == ScenarioCarrier::png) {
        words = pngWords(stream);
    } else if (carrier == ScenarioCarrier::mp4) {
        words = mp4Words(stream, size);
    } else if (size <= kLargestWords_bytes) {
        words = bytesAt(stream, 0, size);
    }
    const std::optional<Json> json = words ? safeJson(*words) : std::nullopt;
    const Json* scenario = json ? scenarioIn(*json) : nullptr;
    if (scenario == nullptr) {
        return sim::Error{sim::ErrorCode::badInput,
                          "No scenario is in this file; the pictures, videos and run.json of this program carry one.",
                          name, ""};
    }
    return scenarioToml(*scenario);
}

} // namespace fascia::io
