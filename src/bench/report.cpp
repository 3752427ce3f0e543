#include "bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "io/units.h"

namespace fascia::bench {

namespace {

constexpr double kWidth = 720.0;
constexpr double kHeight = 420.0;
constexpr double kLeft = 80.0;
constexpr double kRight = 210.0;
constexpr double kTop = 24.0;
constexpr double kBottom = 56.0;

std::string cell(double value, int decimals) {
    return value < 0.0 ? std::string("-") : io::fixedNumber(value, decimals);
}

std::string power(double value) {
    if (value < 0.0) {
        return "-";
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.0e", value);
    return text;
}

/// A point of a plot with logarithmic axes.
struct Mark {
    double x = 1.0;
    double y = 1.0;
    std::string label;
};

struct Curve {
    std::string name;
    std::vector<Mark> marks;
};

/// Colours that stay apart for every kind of colour vision (Okabe and Ito 2008).
const char* colour(std::size_t i) {
    static constexpr const char* kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
    return kColours[i % 6];
}

std::string text(double x, double y, const std::string& words, const char* anchor, const char* more = "") {
    return "<text x=\"" + io::fixedNumber(x, 1) + "\" y=\"" + io::fixedNumber(y, 1) + "\" text-anchor=\"" + anchor +
           "\"" + more + ">" + words + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& stroke) {
    return "<line x1=\"" + io::fixedNumber(x1, 1) + "\" y1=\"" + io::fixedNumber(y1, 1) + "\" x2=\"" +
           io::fixedNumber(x2, 1) + "\" y2=\"" + io::fixedNumber(y2, 1) + "\" stroke=\"" + stroke + "\"/>\n";
}

std::string tenTo(double exponent) {
    return std::fabs(exponent) < 3.5 ? io::shortNumber(std::pow(10.0, exponent)) : "1e" + io::fixedNumber(exponent, 0);
}

std::string logPlot(const std::vector<Curve>& curves, const std::string& xTitle, const std::string& yTitle,
                    bool joined) {
    double lowX = 1e300;
    double highX = 0.0;
    double lowY = 1e300;
    double highY = 0.0;
    for (const Curve& curve : curves) {
        for (const Mark& mark : curve.marks) {
            lowX = std::min(lowX, mark.x);
            highX = std::max(highX, mark.x);
            lowY = std::min(lowY, mark.y);
            highY = std::max(highY, mark.y);
        }
    }
    if (!(highX > 0.0)) {
        lowX = lowY = 1.0;
        highX = highY = 10.0;
    }
    const double x0 = std::floor(std::log10(lowX));
    const double x1 = std::max(x0 + 1.0, std::ceil(std::log10(highX)));
    const double y0 = std::floor(std::log10(lowY));
    const double y1 = std::max(y0 + 1.0, std::ceil(std::log10(highY)));
    const auto px = [&](double x) { return kLeft + (std::log10(x) - x0) / (x1 - x0) * (kWidth - kLeft - kRight); };
    const auto py = [&](double y) {
        return kHeight - kBottom - (std::log10(y) - y0) / (y1 - y0) * (kHeight - kTop - kBottom);
    };
    std::string svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"420\" viewBox=\"0 0 720 420\" "
        "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"720\" height=\"420\" fill=\"white\"/>\n";
    for (double e = x0; e <= x1; e += 1.0) {
        const double x = px(std::pow(10.0, e));
        svg += line(x, kTop, x, kHeight - kBottom, "#ddd") + text(x, kHeight - kBottom + 18.0, tenTo(e), "middle");
    }
    for (double e = y0; e <= y1; e += 1.0) {
        const double y = py(std::pow(10.0, e));
        svg += line(kLeft, y, kWidth - kRight, y, "#ddd") + text(kLeft - 8.0, y + 4.0, tenTo(e), "end");
    }
    svg += text(0.5 * (kLeft + kWidth - kRight), kHeight - 14.0, xTitle, "middle");
    svg += text(20.0, 0.5 * (kTop + kHeight - kBottom), yTitle, "middle",
                (" transform=\"rotate(-90 20 " + io::fixedNumber(0.5 * (kTop + kHeight - kBottom), 1) + ")\"").c_str());
    for (std::size_t c = 0; c < curves.size(); ++c) {
        const Curve& curve = curves[c];
        const std::string stroke = colour(c);
        for (std::size_t i = 0; i < curve.marks.size(); ++i) {
            const Mark& mark = curve.marks[i];
            if (joined && i > 0) {
                svg += line(px(curve.marks[i - 1].x), py(curve.marks[i - 1].y), px(mark.x), py(mark.y), stroke);
            }
            svg += "<circle cx=\"" + io::fixedNumber(px(mark.x), 1) + "\" cy=\"" + io::fixedNumber(py(mark.y), 1) +
                   "\" r=\"4\" fill=\"" + stroke + "\"/>\n";
            if (!mark.label.empty()) {
                svg += text(px(mark.x) + 6.0, py(mark.y) - 5.0, mark.label, "start", " font-size=\"9\" fill=\"#555\"");
            }
        }
        const double y = kTop + 16.0 + 20.0 * static_cast<double>(c);
        svg += "<circle cx=\"" + io::fixedNumber(kWidth - kRight + 20.0, 1) + "\" cy=\"" + io::fixedNumber(y - 4.0, 1) +
               "\" r=\"4\" fill=\"" + stroke + "\"/>\n" + text(kWidth - kRight + 32.0, y, curve.name, "start");
    }
    return svg + "</svg>\n";
}

Curve& curveOf(std::vector<Curve>& curves, const std::string& name) {
    for (Curve& curve : curves) {
        if (curve.name == name) {
            return curve;
        }
    }
    curves.push_back({name, {}});
    return curves.back();
}

bool isLattice(const Row& row) { return row.name.rfind("lattice-", 0) == 0; }
bool isUniform(const Row& row) { return isLattice(row) && row.name.find("-het") == std::string::npos; }

} // namespace

std::string markdownTable(const std::vector<Row>& rows) {
    std::string table = "| case | solver | threads | springs | frame, first second [ms] | frame, 5 s: median [ms] | "
                        "p95 [ms] | residual, "
                        "1 s | error, 1 s | error, 5 s | static to 1e-3 / 1e-6 [s] | bytes a spring | product / "
                        "streaming [ms] | force, "
                        "tangent, cycle [ms] |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (const Row& row : rows) {
        table += "| " + row.name + " | " + row.solver + " | " + std::to_string(row.threads) + " | " +
                 std::to_string(row.springs) + " | " + cell(row.loadedMedian_ms, 2) + " | " +
                 cell(row.frameMedian_ms, 2) + " | " + cell(row.frameP95_ms, 2) + " | " + power(row.residual1) + " | " +
                 power(row.error1) + " | " + power(row.error5) + " | " + cell(row.static3_s, 2) + " / " +
                 cell(row.static6_s, 2) + " | " + cell(row.bytesPerSpring, 0) + " | " + cell(row.pass_ms, 3) + " / " +
                 cell(row.streaming_ms, 3) + " | " + cell(row.force_ms, 2) + ", " + cell(row.tangent_ms, 2) + ", " +
                 cell(row.cycle_ms, 2) + " |\n";
    }
    return table;
}

std::string pageWithTable(const std::string& page, const std::string& table) {
    const std::string begin = "<!-- table -->\n";
    const std::string end = "<!-- end of table -->\n";
    const std::size_t from = page.find(begin);
    const std::size_t to = page.find(end);
    if (from == std::string::npos || to == std::string::npos || to < from) {
        return page + begin + table + end;
    }
    return page.substr(0, from + begin.size()) + table + page.substr(to);
}

std::string timePlot(const std::vector<Row>& rows) {
    std::vector<Curve> curves;
    for (const Row& row : rows) {
        if (isUniform(row) && row.loadedMedian_ms > 0.0) {
            const std::string name = row.solver + (row.threads > 1 ? ", 2 threads" : ", 1 thread");
            curveOf(curves, name).marks.push_back({static_cast<double>(row.springs), row.loadedMedian_ms, ""});
        }
    }
    return logPlot(curves, "springs", "frame while the net moves [ms]", true);
}

std::string errorPlot(const std::vector<Row>& rows) {
    std::vector<Curve> curves;
    for (const Row& row : rows) {
        if (isUniform(row) && row.error1 > 0.0 && std::isfinite(row.error1) && row.loadedMedian_ms > 0.0) {
            curveOf(curves, row.solver).marks.push_back({row.loadedMedian_ms, row.error1, row.name.substr(8)});
        }
    }
    return logPlot(curves, "frame while the net moves [ms]", "displacement error after 1 s", false);
}

} // namespace fascia::bench
