#include "validation/check.h"

namespace fascia::validation {

const char* verdictText(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "pass";
        case Verdict::fail:
            return "fail";
        case Verdict::notPossible:
            break;
    }
    return "not possible";
}

void Findings::within(const std::string& title, double value, const std::string& unit, double low, double high,
                      const std::string& note) {
    Row row{id_, title, value, unit, low, high, Verdict::fail, preset_, source_, note};
    if (value >= low && value <= high) {
        row.verdict = Verdict::pass;
    }
    rows_.push_back(std::move(row));
}

void Findings::atLeast(const std::string& title, double value, const std::string& unit, double low,
                       const std::string& note) {
    within(title, value, unit, low, std::numeric_limits<double>::infinity(), note);
}

void Findings::atMost(const std::string& title, double value, const std::string& unit, double high,
                      const std::string& note) {
    within(title, value, unit, -std::numeric_limits<double>::infinity(), high, note);
}

void Findings::notPossible(const std::string& title, const std::string& reason) {
    Row row{id_, title, {}, "", 0, 0, Verdict::notPossible, preset_, source_, reason};
    row.low = -std::numeric_limits<double>::infinity();
    row.high = std::numeric_limits<double>::infinity();
    rows_.push_back(std::move(row));
}

void Findings::broken(const std::string& title, const std::string& reason) {
    notPossible(title, reason);
    rows_.back().verdict = Verdict::fail;
}

} // namespace fascia::validation
