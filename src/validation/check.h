#pragma once
// Checks of the model against numbers: what a check is, and what it hands back. One file per family of checks
// (closed_forms.cpp, invariants.cpp, passive.cpp, phenomena.cpp, ...); registry.cpp lists them all.
//
// A band is part of a check and stands beside its source. It is never widened to make a check pass.

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "io/svg_plot.h"
#include "sim/core/result.h"

namespace fascia::validation {

class Context;

enum class Verdict { pass, fail, notPossible };
/// "pass", "fail", "not possible".
const char* verdictText(Verdict verdict);

/// One measured value beside its band. The band's ends are closed; an end that is infinite is open.
struct Row {
    std::string id;
    std::string title;
    std::optional<double> value; ///< Empty where nothing could be measured.
    std::string unit;            ///< "%", "s", "1", ...
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    Verdict verdict = Verdict::notPossible;
    std::string preset; ///< Parameters that were used; empty for a net of its own.
    std::string source; ///< Of the band: source ids of docs/references.md, "docs/model.md", "closed form", ...
    std::string note;   ///< A sentence for a person; may be empty.
};

/// A picture of a check, for the report.
struct Picture {
    std::string name; ///< File name without extension.
    std::string caption;
    io::SvgPlot plot;
};

/// Collects what one check finds.
class Findings {
  public:
    Findings(std::string id, std::string preset, std::string source)
        : id_(std::move(id)), preset_(std::move(preset)), source_(std::move(source)) {}

    /// A value with both ends of its band. A value that is not a number fails.
    void within(const std::string& title, double value, const std::string& unit, double low, double high,
                const std::string& note = {});
    void atLeast(const std::string& title, double value, const std::string& unit, double low,
                 const std::string& note = {});
    void atMost(const std::string& title, double value, const std::string& unit, double high,
                const std::string& note = {});
    /// What the model cannot compute, and why.
    void notPossible(const std::string& title, const std::string& reason);
    /// A run that broke off: a failure without a value.
    void broken(const std::string& title, const std::string& reason);
    void picture(Picture picture) { pictures_.push_back(std::move(picture)); }

    /// Source of the rows that follow, where it is not the check's.
    void from(std::string source) { source_ = std::move(source); }

    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] const std::vector<Picture>& pictures() const { return pictures_; }

  private:
    std::string id_;
    std::string preset_;
    std::string source_;
    std::vector<Row> rows_;
    std::vector<Picture> pictures_;
};

/// A check by name. `measure` adds at least one row; it leaves early by throwing Stop.
struct Check {
    const char* id;
    const char* title;
    const char* preset; ///< "concept", "evidence" or "".
    const char* source;
    void (*measure)(Context&, Findings&);
};

/// Thrown inside a check when a run cannot be made; never leaves this module.
struct Stop {
    sim::Error error;
};

/// The value, or a Stop.
template <typename T>
T orStop(sim::Result<T> result) {
    if (!result) {
        throw Stop{result.error()};
    }
    return std::move(result).value();
}

} // namespace fascia::validation
