#include "validation/report.h"

#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace fascia::validation {

namespace {

using Json = nlohmann::ordered_json;

Json numberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string cellText(std::string words) {
    for (std::size_t at = 0; (at = words.find('|', at)) != std::string::npos; at += 2) {
        words.replace(at, 1, "\\|");
    }
    return words;
}

std::string countsText(const std::vector<Row>& rows) {
    std::size_t counts[3] = {0, 0, 0};
    for (const Row& row : rows) {
        ++counts[static_cast<std::size_t>(row.verdict)];
    }
    return std::to_string(rows.size()) + " values: " + std::to_string(counts[0]) + " pass, " +
           std::to_string(counts[1]) + " fail, " + std::to_string(counts[2]) + " not possible.\n\n";
}

} // namespace

std::string validationJson(const std::vector<Row>& rows) {
    Json all = Json::array();
    for (const Row& row : rows) {
        all.push_back({{"id", row.id},
                       {"title", row.title},
                       {"value", row.value ? numberOrNull(*row.value) : Json(nullptr)},
                       {"unit", row.unit},
                       {"low", numberOrNull(row.low)},
                       {"high", numberOrNull(row.high)},
                       {"verdict", verdictText(row.verdict)},
                       {"preset", row.preset},
                       {"source", row.source},
                       {"note", row.note}});
    }
    return all.dump(2) + "\n";
}

std::string figureText(double value) {
    if (!std::isfinite(value)) {
        return "-";
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

std::string bandText(const Row& row) {
    const bool low = std::isfinite(row.low);
    const bool high = std::isfinite(row.high);
    if (low && high) {
        return figureText(row.low) + " .. " + figureText(row.high);
    }
    return low ? ">= " + figureText(row.low) : high ? "<= " + figureText(row.high) : "-";
}

std::string reportBody(const std::vector<Row>& rows, const std::vector<Picture>& pictures,
                       const std::string& imageFolder) {
    std::string body = countsText(rows) + "| id | what | value | band | unit | verdict | preset | source | note |\n"
                                          "|---|---|---|---|---|---|---|---|---|\n";
    for (const Row& row : rows) {
        const std::string verdict = verdictText(row.verdict);
        body += "| " + row.id + " | " + cellText(row.title) + " | " + (row.value ? figureText(*row.value) : "-") +
                " | " + bandText(row) + " | " + row.unit + " | " +
                (row.verdict == Verdict::pass ? verdict : "**" + verdict + "**") + " | " + row.preset + " | " +
                cellText(row.source) + " | " + cellText(row.note) + " |\n";
    }
    for (const Picture& picture : pictures) {
        body +=
            "\n![" + picture.caption + "](" + imageFolder + "/" + picture.name + ".svg)\n\n" + picture.caption + "\n";
    }
    return body;
}

std::string pageWithResults(const std::string& page, const std::string& body) {
    const std::string begin = "<!-- results -->\n";
    const std::string end = "<!-- end of results -->\n";
    const std::size_t from = page.find(begin);
    const std::size_t to = page.find(end);
    if (from == std::string::npos || to == std::string::npos || to < from) {
        return (page.empty() ? "# Validation\n\n" : page) + begin + body + end;
    }
    return page.substr(0, from + begin.size()) + body + page.substr(to);
}

} // namespace fascia::validation
