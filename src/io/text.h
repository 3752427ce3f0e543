#pragma once
// Small helpers for messages.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace fascia::io {

/// Text of a file or a command line made safe to print on one line: control characters become spaces, long text is cut.
inline std::string printable(std::string_view text, std::size_t limit = 80) {
    std::string out;
    for (const char c : text) {
        if (out.size() >= limit) {
            while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U) {
                out.pop_back();
            }
            if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0U) {
                out.pop_back();
            }
            return out + "...";
        }
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20U || byte == 0x7FU ? ' ' : c;
    }
    return out;
}

/// "a, b, c".
template <typename Range>
std::string joined(const Range& names, std::string_view separator = ", ") {
    std::string out;
    for (const auto& name : names) {
        if (!out.empty()) {
            out += separator;
        }
        out += name;
    }
    return out;
}

/// As the text of an XML element or attribute: the five characters with a meaning there are written out.
inline std::string xmlText(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

} // namespace fascia::io
