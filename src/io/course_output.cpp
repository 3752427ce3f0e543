#include "io/course_output.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "io/run_json.h"
#include "io/series_csv.h"
#include "io/text.h"
#include "io/units.h"

namespace fascia::io {
namespace {

using sim::Measures;

struct Column {
    std::string_view name;
    double Measures::*member;
    double perSi = 1.0;
};

constexpr std::array kFirst{Column{"mean_tension_N", &Measures::meanTension_N},
                            Column{"adhesion_mean", &Measures::adhesionMean},
                            Column{"hydration_mean", &Measures::hydrationMean}, Column{"comfort", &Measures::comfort}};
constexpr std::array kThen{Column{"local_tension_N", &Measures::localTension_N},
                           Column{"adhesion_local", &Measures::adhesionLocal},
                           Column{"hydration_local", &Measures::hydrationLocal},
                           Column{"elongation_local", &Measures::elongationLocal},
                           Column{"tone", &Measures::tone},
                           Column{"soreness", &Measures::soreness},
                           Column{"sensitisation", &Measures::sensitisation},
                           Column{"pain_pressure_kPa", &Measures::painPressure_Pa, 1e-3},
                           Column{"comfort_loss_arousal", &Measures::comfortLossArousal},
                           Column{"comfort_loss_soreness", &Measures::comfortLossSoreness},
                           Column{"comfort_loss_adhesion", &Measures::comfortLossAdhesion},
                           Column{"comfort_loss_sensitisation", &Measures::comfortLossSensitisation},
                           Column{"comfort_loss_nerve", &Measures::comfortLossNerve}};

double gainOn(const std::vector<CourseSample>& rows, double day, double before) {
    for (const CourseSample& row : rows) {
        if (row.day >= day - 1e-9) {
            return row.measures.comfort - before;
        }
    }
    return std::numeric_limits<double>::quiet_NaN();
}

/// A round step that divides `span` into about `parts`.
double roundStep(double span, double parts) {
    const double raw = std::max(1e-12, span / parts);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * power >= raw * 0.999) {
            return step * power;
        }
    }
    return 10.0 * power;
}

constexpr double kWidth = 960.0, kPanelHeight = 120.0, kGap = 34.0, kLeft = 90.0, kRight = 24.0, kTop = 92.0;

class Plot {
  public:
    explicit Plot(double days) : days_(std::max(1e-6, days)) {}

    double x(double day) const { return kLeft + day / days_ * (kWidth - kLeft - kRight); }

    void text(double px, double py, const std::string& words, const char* style, const char* anchor = "start") {
        out_ += "<text x=\"" + fixedNumber(px, 1) + "\" y=\"" + fixedNumber(py, 1) + "\" text-anchor=\"" + anchor +
                "\" class=\"" + style + "\">" + xmlText(words) + "</text>\n";
    }
    void line(double x0, double y0, double x1, double y1, const char* style) {
        out_ += "<line x1=\"" + fixedNumber(x0, 1) + "\" y1=\"" + fixedNumber(y0, 1) + "\" x2=\"" + fixedNumber(x1, 1) +
                "\" y2=\"" + fixedNumber(y1, 1) + "\" class=\"" + style + "\"/>\n";
    }

    /// One panel; returns the function from value to height.
    std::function<double(double)> panel(const std::string& title, double low, double high,
                                        const std::vector<CourseEvent>& events) {
        const double top = kTop + static_cast<double>(panels_++) * (kPanelHeight + kGap);
        const double bottom = top + kPanelHeight;
        const double margin = 0.08 * std::max(high - low, 1e-9 + 0.02 * std::abs(high));
        const double from = low - margin;
        const double to = high + margin;
        text(kLeft, top - 7.0, title, "title");
        line(kLeft, bottom, kWidth - kRight, bottom, "axis");
        line(kLeft, top, kLeft, bottom, "axis");
        const auto y = [=](double v) { return bottom - (v - from) / (to - from) * kPanelHeight; };
        const double step = roundStep(to - from, 3.0);
        for (double v = std::ceil(from / step) * step; v <= to; v += step) {
            line(kLeft, y(v), kWidth - kRight, y(v), "grid");
            const double count = std::round(v / step); // whole steps from 0
            const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
            text(kLeft - 6.0, y(v) + 4.0, fixedNumber(count == 0.0 ? 0.0 : count * step, decimals), "tick", "end");
        }
        for (const CourseEvent& event : events) {
            line(x(event.day), bottom, x(event.day), bottom + 5.0, "treatment");
        }
        bottom_ = bottom;
        return y;
    }

    void curve(const std::vector<std::pair<double, double>>& points, const std::function<double(double)>& y) {
        std::string path;
        for (const auto& [day, value] : points) {
            path += (path.empty() ? "M" : "L") + fixedNumber(x(day), 1) + " " + fixedNumber(y(value), 1);
        }
        out_ += "<path d=\"" + path + "\" class=\"model\"/>\n";
    }
    void dot(double day, double value, double low, double high, const std::function<double(double)>& y) {
        line(x(day), y(low), x(day), y(high), "published");
        out_ += "<circle cx=\"" + fixedNumber(x(day), 1) + "\" cy=\"" + fixedNumber(y(value), 1) +
                "\" r=\"4.5\" class=\"dot\"/>\n";
    }
    void dayAxis() {
        const double step = roundStep(days_, 8.0);
        for (double day = 0.0; day <= days_ + 1e-9; day += step) {
            text(x(day), bottom_ + 18.0, shortNumber(day), "tick", "middle");
        }
        text(0.5 * (kLeft + kWidth - kRight), bottom_ + 34.0, "day", "tick", "middle");
    }
    std::string finish(double footer) {
        const std::string height = fixedNumber(bottom_ + footer, 0);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + fixedNumber(kWidth, 0) + "\" height=\"" + height +
               "\" viewBox=\"0 0 " + fixedNumber(kWidth, 0) + " " + height +
               "\">\n<style>text{font-family:Inter,sans-serif;fill:#1c2733}.head{font-size:20px;font-weight:600}"
               ".note{font-size:12px;fill:#4a5866}.title{font-size:13px;font-weight:600}.tick{font-size:11px;fill:#"
               "4a5866}"
               "line.axis{stroke:#4a5866;stroke-width:1}line.grid{stroke:#dde3e8;stroke-width:1}"
               "line.treatment{stroke:#0a7f78;stroke-width:1.5}.model{fill:none;stroke:#0b5fa5;stroke-width:2}"
               "line.published{stroke:#c0521f;stroke-width:2}.dot{fill:#fff;stroke:#c0521f;stroke-width:2.5}</style>\n"
               "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
               out_ + "</svg>\n";
    }
    [[nodiscard]] double bottom() const { return bottom_; }

  private:
    double days_;
    double bottom_ = 0.0;
    int panels_ = 0;
    std::string out_;
};

constexpr std::size_t kNoteLength = 120; // characters that fit the width of the plot

/// Adds a text in lines that fit the plot.
void addLines(std::string text, std::vector<std::string>& notes) {
    while (text.size() > kNoteLength) {
        const std::size_t space = text.rfind(' ', kNoteLength);
        const std::size_t end = space == std::string::npos || space == 0 ? kNoteLength : space;
        notes.push_back(text.substr(0, end));
        text.erase(0, space == end ? end + 1 : end);
    }
    notes.push_back(text);
}

void addNote(const PublishedSeries& series, std::vector<std::string>& notes) {
    addLines("Dots with bars: published, " + series.title + " (" + std::to_string(series.people) + " people; " +
                 series.quantity + ").",
             notes);
    addLines(series.source, notes);
}

/// Day of the course on which a point lies.
double dayOf(const PublishedSeries& series, const PublishedPoint& point, const std::vector<CourseEvent>& events) {
    return (series.fromFirst ? events.front().day : events.back().day) + point.day;
}

/// Published shares of a gain beside that of the model.
void drawShares(Plot& plot, const Course& course, const std::vector<CourseSample>& rows,
                const std::vector<CourseEvent>& events, std::vector<std::string>& notes) {
    const CourseGain gain = courseGain(rows, events);
    const bool any = std::any_of(course.published.begin(), course.published.end(),
                                 [](const PublishedSeries& series) { return !series.ownScale; });
    if (!any || !gain.known || std::abs(gain.atEnd) <= 1e-9) {
        return;
    }
    std::vector<std::pair<double, double>> points;
    double low = 0.0;
    double high = 1.0;
    for (const CourseSample& row : rows) {
        points.emplace_back(row.day, (row.measures.comfort - gain.before) / gain.atEnd);
        low = std::min(low, points.back().second);
        high = std::max(high, points.back().second);
    }
    for (const PublishedSeries& series : course.published) {
        for (const PublishedPoint& point : series.points) {
            low = series.ownScale ? low : std::min(low, point.low);
            high = series.ownScale ? high : std::max(high, point.high);
        }
    }
    const auto y =
        plot.panel("Gain, of that at the end of treatment: comfort of the model, and as published", low, high, events);
    plot.curve(points, y);
    for (const PublishedSeries& series : course.published) {
        if (series.ownScale) {
            continue;
        }
        addNote(series, notes);
        for (const PublishedPoint& point : series.points) {
            plot.dot(dayOf(series, point, events), point.value, point.low, point.high, y);
        }
    }
}

/// Published points in the trial's own units, which the model has none of: a panel each, without a curve.
void drawOwnScales(Plot& plot, const Course& course, const std::vector<CourseEvent>& events,
                   std::vector<std::string>& notes) {
    for (const PublishedSeries& series : course.published) {
        if (!series.ownScale || events.empty()) {
            continue;
        }
        double low = 0.0;
        double high = 0.0;
        for (const PublishedPoint& point : series.points) {
            low = std::min(low, point.low);
            high = std::max(high, point.high);
        }
        // Its first words; the note has all of it.
        const std::string quantity = series.quantity.substr(0, series.quantity.find(','));
        const auto y = plot.panel("Published, no curve of the model: " + quantity, low, high, events);
        addNote(series, notes);
        for (const PublishedPoint& point : series.points) {
            plot.dot(dayOf(series, point, events), point.value, point.low, point.high, y);
        }
    }
}

} // namespace

CourseGain courseGain(const std::vector<CourseSample>& rows, const std::vector<CourseEvent>& events) {
    CourseGain gain;
    if (rows.empty() || events.empty()) {
        return gain;
    }
    gain.before = rows.front().measures.comfort;
    for (const CourseSample& row : rows) {
        if (row.day <= events.front().day) {
            gain.before = row.measures.comfort;
        }
    }
    gain.lastDay = events.back().day;
    double sum = 0.0;
    int count = 0;
    for (const CourseSample& row : rows) {
        if (row.day >= gain.lastDay + 3.0 && row.day <= gain.lastDay + 10.0) {
            sum += row.measures.comfort - gain.before;
            ++count;
        }
    }
    if (count == 0) {
        return gain;
    }
    gain.known = true;
    gain.atEnd = sum / count;
    gain.afterMonth = gainOn(rows, gain.lastDay + 30.0, gain.before) / gain.atEnd;
    gain.afterHalfYear = gainOn(rows, gain.lastDay + 182.0, gain.before) / gain.atEnd;
    return gain;
}

std::string courseCsv(const std::vector<CourseSample>& rows, const sim::Web& web) {
    std::string text = "day";
    for (const Column& column : kFirst) {
        (text += ',') += column.name;
    }
    for (const sim::Joint& joint : web.joints) {
        text += ",rom_deg_" + joint.id;
    }
    text += ",arousal,treatments";
    for (const Column& column : kThen) {
        (text += ',') += column.name;
    }
    for (const sim::Nerve& nerve : web.nerves) {
        text += ",nerve_load_" + nerve.id;
    }
    text += ",rom_measured\n";
    for (const CourseSample& row : rows) {
        text += shortNumber(row.day);
        for (const Column& column : kFirst) {
            (text += ',') += shortNumber(row.measures.*column.member * column.perSi);
        }
        for (std::size_t i = 0; i < web.joints.size(); ++i) {
            (text += ',') += shortNumber(row.measures.jointRange_deg[i]);
        }
        (text += ',') += shortNumber(row.measures.arousal);
        (text += ',') += std::to_string(row.treatments);
        for (const Column& column : kThen) {
            (text += ',') += shortNumber(row.measures.*column.member * column.perSi);
        }
        for (std::size_t i = 0; i < web.nerves.size(); ++i) {
            (text += ',') += shortNumber(row.measures.nerveLoad[i]);
        }
        text += row.rangeMeasured ? ",1\n" : ",0\n";
    }
    return text;
}

std::string courseSvg(const Course& course, const std::vector<CourseSample>& rows,
                      const std::vector<CourseEvent>& events, const sim::Web& web) {
    Plot plot(course.durationDays);
    plot.text(kLeft, 34.0, course.title.empty() ? course.id : course.title, "head");
    plot.text(kLeft, 54.0,
              "Line: the model, preset '" + course.scenario.preset + "'. Ticks below: treatments (" +
                  std::to_string(events.size()) + ").",
              "note");
    const auto draw = [&](const std::string& title, const std::function<double(const CourseSample&)>& value,
                          bool measured) {
        std::vector<std::pair<double, double>> points;
        double low = 1e300;
        double high = -1e300;
        for (const CourseSample& row : rows) {
            if (measured && !row.rangeMeasured) {
                continue;
            }
            points.emplace_back(row.day, value(row));
            low = std::min(low, points.back().second);
            high = std::max(high, points.back().second);
        }
        if (points.empty()) {
            return;
        }
        const auto y = plot.panel(title, low, high, events);
        plot.curve(points, y);
    };
    draw(
        "Comfort, 0 to 10 (of the model)", [](const CourseSample& r) { return r.measures.comfort; }, false);
    draw(
        "Adhesion, mean (0 to 1)", [](const CourseSample& r) { return r.measures.adhesionMean; }, false);
    draw(
        "Hydration, mean [%]", [](const CourseSample& r) { return 100.0 * r.measures.hydrationMean; }, false);
    draw(
        "Mean tension [mN]", [](const CourseSample& r) { return 1e3 * r.measures.meanTension_N; }, false);
    for (std::size_t j = 0; j < web.joints.size(); ++j) {
        draw(
            web.joints[j].label + ", range [degrees]",
            [j](const CourseSample& r) { return r.measures.jointRange_deg[j]; }, true);
    }
    std::vector<std::string> notes;
    drawShares(plot, course, rows, events, notes);
    drawOwnScales(plot, course, events, notes);
    plot.dayAxis();
    double line = plot.bottom() + 58.0;
    for (const std::string& note : notes) {
        plot.text(kLeft, line, note, "note");
        line += 16.0;
    }
    plot.text(kLeft, line, std::string(kIntendedUse), "note");
    return plot.finish(line - plot.bottom() + 18.0);
}

} // namespace fascia::io
