#pragma once
// Reading and writing whole micrometres in JSON, shared by the mesh files. Only for .cpp files of this module.

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "anatomy/vec3.h"
#include "sim/core/result.h"

namespace fascia::anatomy::mesh_json {

using Json = nlohmann::ordered_json;

inline constexpr double kPerMetre = 1e6;

inline std::int64_t micro(double value) { return static_cast<std::int64_t>(std::llround(value * kPerMetre)); }
// Division, not multiplication by 1e-6: gives the double nearest to the written decimal.
inline double fromMicro(std::int64_t value) { return static_cast<double>(value) / kPerMetre; }

inline Json packed(const std::vector<Vec3>& points) {
    Json array = Json::array();
    for (const Vec3& p : points) {
        for (const double c : p) {
            array.push_back(micro(c));
        }
    }
    return array;
}

template <typename T>
inline Json packed(const std::vector<T>& values) {
    Json array = Json::array();
    for (const T& v : values) {
        if constexpr (std::is_floating_point_v<T>) {
            array.push_back(micro(v));
        } else {
            array.push_back(static_cast<std::int64_t>(v));
        }
    }
    return array;
}

/// Reads whole numbers; false when the entry is missing, not numbers, or of the wrong count.
inline bool numbers(const Json& json, const char* key, std::size_t count, std::vector<std::int64_t>& out) {
    const auto entry = json.find(key);
    if (entry == json.end() || !entry->is_array() || (count != 0 && entry->size() != count)) {
        return false;
    }
    out.clear();
    out.reserve(entry->size());
    for (const Json& value : *entry) {
        if (!value.is_number_integer()) {
            return false;
        }
        out.push_back(value.get<std::int64_t>());
    }
    return true;
}

inline bool points(const Json& json, const char* key, std::size_t count, std::vector<Vec3>& out) {
    std::vector<std::int64_t> raw;
    if (!numbers(json, key, 3 * count, raw)) {
        return false;
    }
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = {fromMicro(raw[3 * i]), fromMicro(raw[3 * i + 1]), fromMicro(raw[3 * i + 2])};
    }
    return true;
}

inline bool lengths(const Json& json, const char* key, std::size_t count, std::vector<double>& out) {
    std::vector<std::int64_t> raw;
    if (!numbers(json, key, count, raw)) {
        return false;
    }
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = fromMicro(raw[i]);
    }
    return true;
}

/// Small non-negative whole numbers below `limit`.
template <typename T>
bool choices(const Json& json, const char* key, std::size_t count, std::int64_t limit, std::vector<T>& out) {
    std::vector<std::int64_t> raw;
    if (!numbers(json, key, count, raw)) {
        return false;
    }
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (raw[i] < 0 || raw[i] >= limit) {
            return false;
        }
        out[i] = static_cast<T>(raw[i]);
    }
    return true;
}

inline sim::Error badFile(const std::filesystem::path& path, const std::string& what) {
    return {sim::ErrorCode::badInput, what + " The format is in docs/anatomy.md.", path.string(), ""};
}

/// A text, or "" when the entry is missing or something else.
inline std::string text(const Json& json, const char* key) {
    const auto entry = json.find(key);
    return entry != json.end() && entry->is_string() ? entry->get<std::string>() : "";
}
/// A whole number, or -1.
inline std::int64_t whole(const Json& json, const char* key) {
    const auto entry = json.find(key);
    return entry != json.end() && entry->is_number_integer() ? entry->get<std::int64_t>() : -1;
}

/// Largest mesh file that is read.
inline constexpr std::uintmax_t kLargestFile_bytes = 256ULL << 20U;

inline sim::Result<Json> readJson(const std::filesystem::path& path, const char* format, int version) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return sim::Error{sim::ErrorCode::notFound, "The mesh file cannot be opened.", path.string(), ""};
    }
    std::error_code code;
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    if (code || size > kLargestFile_bytes) {
        return badFile(path, "The mesh file is no ordinary file or larger than 256 MiB.");
    }
    const std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    Json json = Json::parse(content, nullptr, false);
    if (json.is_discarded() || !json.is_object()) {
        return badFile(path, "The file is not valid JSON.");
    }
    if (text(json, "format") != format || whole(json, "version") != version) {
        return badFile(path, std::string("The file is not '") + format + "' version " + std::to_string(version) + ".");
    }
    return json;
}

} // namespace fascia::anatomy::mesh_json
