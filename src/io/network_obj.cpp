#include "io/network_obj.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <optional>

#include "io/text.h"
#include "io/units.h"
#include "sim/params.h"

namespace fascia::io {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uintmax_t kLargestFile_bytes = 1ULL << 29U;
constexpr std::size_t kMostNodes = 5'000'000;
constexpr std::size_t kMostSprings = 20'000'000;
constexpr double kFarthest_m = 1e9;
/// A spring shorter than this share of the largest coordinate has no direction that means anything.
constexpr double kShortestShare = 1e-13;

constexpr std::array kKnown{"v"sv, "l"sv, "g"sv};
constexpr std::array kPassedOver{"o"sv,      "s"sv,      "p"sv,  "vn"sv,    "vt"sv,  "vp"sv,       "f"sv,       "fo"sv,
                                 "usemtl"sv, "mtllib"sv, "mg"sv, "bevel"sv, "lod"sv, "c_interp"sv, "d_interp"sv};

class Reader {
  public:
    Reader(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

    sim::Result<NetworkObj> read() {
        if (text_.starts_with("\xEF\xBB\xBF")) {
            text_.remove_prefix(3); // a byte order mark, as some editors write
        }
        while (!error_ && nextLine()) {
            readLine();
        }
        if (!error_) {
            finish();
        }
        if (error_) {
            return *error_;
        }
        return std::move(net_);
    }

  private:
    void fail(std::string message, std::string nearest = "") {
        if (!error_) {
            error_ = sim::Error{sim::ErrorCode::badInput, std::move(message), name_ + ":" + std::to_string(startLine_),
                                std::move(nearest)};
        }
    }

    /// The next line into line_, joined with those that follow a backslash.
    bool nextLine() {
        if (offset_ >= text_.size()) {
            return false;
        }
        startLine_ = line_ + 1;
        joined_.clear();
        for (;;) {
            ++line_;
            const std::size_t end = std::min(text_.find('\n', offset_), text_.size());
            std::string_view part = text_.substr(offset_, end - offset_);
            offset_ = end + 1;
            if (part.ends_with('\r')) {
                part.remove_suffix(1);
            }
            if (!part.ends_with('\\')) {
                if (joined_.empty()) {
                    current_ = part;
                } else {
                    joined_ += part;
                    current_ = joined_;
                }
                return true;
            }
            part.remove_suffix(1);
            (joined_ += part) += ' ';
            if (offset_ >= text_.size()) {
                current_ = joined_;
                return true;
            }
        }
    }

    void splitWords() {
        words_.clear();
        const std::string_view line = current_.substr(0, current_.find('#'));
        std::size_t at = 0;
        while ((at = line.find_first_not_of(" \t\v\f\r", at)) != std::string_view::npos) {
            const std::size_t end = std::min(line.find_first_of(" \t\v\f\r", at), line.size());
            words_.push_back(line.substr(at, end - at));
            at = end;
        }
    }

    void readLine() {
        splitWords();
        if (words_.empty()) {
            return;
        }
        const std::string_view kind = words_.front();
        if (kind == "v") {
            readNode();
        } else if (kind == "l") {
            readSprings();
        } else if (kind == "g") {
            group_ = words_.size() > 1 ? std::string(words_[1].substr(0, 200)) : "default";
        } else if (kind == "f") {
            hasFaces_ = true;
        } else if (std::find(kPassedOver.begin(), kPassedOver.end(), kind) == kPassedOver.end()) {
            fail("'" + printable(kind) +
                     "' is no line of a net; springs are 'l i j', nodes 'v x y z', groups 'g NAME'.",
                 std::string(sim::nearestName(kind.substr(0, 100), kKnown)));
        }
    }

    void readNode() {
        if (words_.size() < 4 || words_.size() > 8) {
            fail("A node is 'v x y z', three numbers in metres; here are " + std::to_string(words_.size() - 1) + ".");
            return;
        }
        Eigen::Vector3d position;
        for (std::size_t c = 0; c < 3; ++c) {
            std::string_view word = words_[c + 1];
            if (word.starts_with('+')) {
                word.remove_prefix(1);
            }
            const std::optional<double> value = parseNumber(word);
            if (!value) {
                fail("'" + printable(words_[c + 1]) + "' is no finite number.");
                return;
            }
            if (std::fabs(*value) > kFarthest_m) {
                fail("'" + printable(words_[c + 1]) + "' is out of range; coordinates are within 1e9 m of zero.");
                return;
            }
            position[static_cast<Eigen::Index>(c)] = *value;
            largest_ = std::max(largest_, std::fabs(*value));
        }
        if (net_.position_m.size() >= kMostNodes) {
            fail("There are more than " + std::to_string(kMostNodes) + " nodes.");
            return;
        }
        net_.position_m.push_back(position);
    }

    std::optional<std::int32_t> readIndex(std::string_view word) {
        const std::string_view digits = word.substr(0, word.find('/')); // 'l 1/1 2/2': after the slash is a texture
        std::int64_t index = 0;
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (result.ec != std::errc{} || result.ptr != digits.data() + digits.size()) {
            fail("'" + printable(word) + "' is no index of a node; a spring is 'l i j'.");
            return std::nullopt;
        }
        const auto count = static_cast<std::int64_t>(net_.position_m.size());
        const std::int64_t zeroBased = index < 0 ? count + index : index - 1;
        // Positive indices may point to nodes further down; they are checked at the end.
        const bool good = index != 0 && zeroBased >= 0 && index <= static_cast<std::int64_t>(kMostNodes);
        if (!good) {
            fail("There is no node " + std::to_string(index) + "; indices count from 1, or backwards from -1" +
                 (count > 0 ? ", and up to here there are " + std::to_string(count) + " nodes." : "."));
            return std::nullopt;
        }
        return static_cast<std::int32_t>(zeroBased);
    }

    void readSprings() {
        if (words_.size() < 3) {
            fail("A spring is 'l i j', with two nodes or more.");
            return;
        }
        const std::size_t added = words_.size() - 2;
        if (net_.springs.size() + added > kMostSprings) {
            fail("There are more than " + std::to_string(kMostSprings) + " springs.");
            return;
        }
        const auto [entry, isNew] = groupIndex_.try_emplace(group_, static_cast<std::int32_t>(net_.groups.size()));
        if (isNew) {
            net_.groups.push_back(group_);
        }
        std::optional<std::int32_t> before = readIndex(words_[1]);
        for (std::size_t w = 2; before && w < words_.size(); ++w) {
            const std::optional<std::int32_t> next = readIndex(words_[w]);
            if (!next) {
                return;
            }
            net_.springs.push_back({*before, *next});
            net_.springGroup.push_back(entry->second);
            springLine_.push_back(startLine_);
            before = next;
        }
    }

    void finish() {
        if (net_.position_m.empty() || (net_.springs.empty() && hasFaces_)) {
            error_ = sim::Error{sim::ErrorCode::badInput,
                                hasFaces_ ? "There is no spring; faces make none, only lines 'l i j' do."
                                          : "There is no node; write them as lines 'v x y z', springs as 'l i j'.",
                                name_, ""};
            return;
        }
        const auto count = static_cast<std::int64_t>(net_.position_m.size());
        for (std::size_t s = 0; s < net_.springs.size(); ++s) {
            startLine_ = springLine_[s];
            const auto [a, b] = net_.springs[s];
            if (std::max(a, b) >= count) {
                fail("There is no node " + std::to_string(std::max(a, b) + 1) + "; the file has " +
                     std::to_string(count) + " nodes, and indices count from 1.");
                return;
            }
            if (a == b) {
                fail("This spring joins node " + std::to_string(a + 1) + " to itself.");
                return;
            }
            const Eigen::Vector3d d =
                net_.position_m[static_cast<std::size_t>(a)] - net_.position_m[static_cast<std::size_t>(b)];
            if (!(d.cwiseAbs().maxCoeff() > kShortestShare * largest_)) {
                fail("This spring has no length: nodes " + std::to_string(a + 1) + " and " + std::to_string(b + 1) +
                     " are at the same place.");
                return;
            }
        }
    }

    std::string_view text_;
    std::string name_;
    NetworkObj net_;
    std::optional<sim::Error> error_;
    std::size_t offset_ = 0;
    std::size_t line_ = 0;
    std::size_t startLine_ = 0;
    std::string_view current_;
    std::string joined_;
    std::vector<std::string_view> words_;
    std::string group_ = "default";
    std::map<std::string, std::int32_t> groupIndex_;
    std::vector<std::size_t> springLine_;
    double largest_ = 0.0;
    bool hasFaces_ = false;
};

} // namespace

sim::Result<NetworkObj> parseNetworkObj(std::string_view text, const std::string& name) {
    return Reader(text, printable(name, 300)).read();
}

sim::Result<NetworkObj> readNetworkObj(const std::filesystem::path& file) {
    const std::string name = printable(file.string(), 300);
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) {
        return sim::Error{sim::ErrorCode::notFound, "There is no such network file.", name, ""};
    }
    if (std::filesystem::is_directory(file, failure)) {
        return sim::Error{sim::ErrorCode::badInput, "This is a folder, not a network file.", name, ""};
    }
    const std::uintmax_t size = std::filesystem::file_size(file, failure);
    if (!failure && size > kLargestFile_bytes) {
        return sim::Error{sim::ErrorCode::badInput, "The file is larger than 512 MiB.", name, ""};
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text;
    std::array<char, 1U << 16U> buffer;
    while (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > kLargestFile_bytes) {
            return sim::Error{sim::ErrorCode::badInput, "The file is larger than 512 MiB.", name, ""};
        }
    }
    if (!stream.eof()) {
        return sim::Error{sim::ErrorCode::io, "The file cannot be read.", name, ""};
    }
    return parseNetworkObj(text, file.string());
}

} // namespace fascia::io
