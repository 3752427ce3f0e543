#include "io/svg_plot.h"

#include <algorithm>
#include <cmath>

#include "io/text.h"
#include "io/units.h"

namespace fascia::io {

namespace {

constexpr double kWidth = 720.0;
constexpr double kHeight = 420.0;
constexpr double kLeft = 84.0;
constexpr double kRight = 210.0;
constexpr double kTop = 20.0;
constexpr double kBottom = 56.0;
constexpr std::size_t kMarkedPoints = 16; // joined curves with at most so many points get marks

constexpr const char* kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
constexpr const char* kDashes[] = {"none", "7 3", "2 3", "9 3 2 3", "4 2", "1 2"};

std::string number(double value) { return fixedNumber(value, 1); }

std::string textAt(double x, double y, const std::string& words, const char* anchor, const std::string& more = "") {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\"" + more + ">" +
           xmlText(words) + "</text>\n";
}

std::string lineFrom(double x1, double y1, double x2, double y2, const char* stroke) {
    return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) +
           "\" stroke=\"" + stroke + "\"/>\n";
}

/// One axis: its range, where its ticks are, and how values map to 0..1.
struct Axis {
    bool logarithmic = false;
    double low = 0.0;
    double high = 1.0;
    std::vector<double> ticks;

    [[nodiscard]] bool takes(double value) const { return std::isfinite(value) && (!logarithmic || value > 0.0); }
    [[nodiscard]] double share(double value) const {
        return logarithmic ? std::log10(value / low) / std::log10(high / low) : (value - low) / (high - low);
    }
    [[nodiscard]] std::string label(double tick) const {
        const double exponent = logarithmic ? std::round(std::log10(tick)) : 0.0;
        if (logarithmic && std::fabs(exponent) > 3.5) {
            return "1e" + fixedNumber(exponent, 0);
        }
        return shortNumber(std::round(tick * 1e9) / 1e9);
    }
};

Axis makeAxis(std::vector<double> values, bool logarithmic, bool fromZero) {
    Axis axis;
    axis.logarithmic = logarithmic;
    std::erase_if(values, [&](double value) { return !axis.takes(value); });
    if (values.empty()) {
        values = {1.0};
    }
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    if (logarithmic) {
        const double from = std::floor(std::log10(*least) + 1e-9);
        const double to = std::max(from + 1.0, std::ceil(std::log10(*most) - 1e-9));
        const double stride = std::ceil((to - from) / 9.0);
        axis.low = std::pow(10.0, from);
        axis.high = std::pow(10.0, to);
        for (double e = from; e <= to + 1e-9; e += stride) {
            axis.ticks.push_back(std::pow(10.0, e));
        }
        return axis;
    }
    const double low = fromZero ? std::min(0.0, *least) : *least;
    const double span = std::max(*most - low, 1e-9 * std::max(1.0, std::fabs(*most)));
    const double raw = span / 6.0;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double digit = raw / power;
    const double step = power * (digit < 1.5 ? 1.0 : digit < 3.5 ? 2.0 : digit < 7.5 ? 5.0 : 10.0);
    axis.low = std::floor(low / step + 1e-9) * step;
    axis.high = std::ceil(*most / step - 1e-9) * step;
    if (axis.high <= axis.low) {
        axis.high = axis.low + step;
    }
    for (int i = 0; axis.low + i * step <= axis.high + 1e-6 * step; ++i) {
        axis.ticks.push_back(axis.low + i * step);
    }
    return axis;
}

std::string drawCurve(const SvgCurve& curve, std::size_t index, const Axis& x, const Axis& y) {
    const auto px = [&](double value) { return kLeft + x.share(value) * (kWidth - kLeft - kRight); };
    const auto py = [&](double value) { return kHeight - kBottom - y.share(value) * (kHeight - kTop - kBottom); };
    const std::string colour = kColours[index % 6];
    std::string path;
    std::string marks;
    for (const auto& [vx, vy] : curve.points) {
        if (!x.takes(vx) || !y.takes(vy)) {
            continue;
        }
        path += (path.empty() ? "M" : " L") + number(px(vx)) + " " + number(py(vy));
        marks +=
            "<circle cx=\"" + number(px(vx)) + "\" cy=\"" + number(py(vy)) + "\" r=\"3.5\" fill=\"" + colour + "\"/>\n";
    }
    std::string svg;
    if (curve.joined && !path.empty()) {
        svg += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour +
               "\" stroke-width=\"1.8\" stroke-dasharray=\"" + kDashes[index % 6] + "\"/>\n";
    }
    if (!curve.joined || curve.points.size() <= kMarkedPoints) {
        svg += marks;
    }
    const double ky = kTop + 14.0 + 20.0 * static_cast<double>(index);
    const double kx = kWidth - kRight + 14.0;
    svg += "<path d=\"M" + number(kx) + " " + number(ky - 4.0) + " L" + number(kx + 24.0) + " " + number(ky - 4.0) +
           "\" stroke=\"" + colour + "\" stroke-width=\"2.5\" stroke-dasharray=\"" + kDashes[index % 6] + "\"/>\n";
    return svg + textAt(kx + 30.0, ky, curve.name, "start");
}

} // namespace

std::string svgText(const SvgPlot& plot) {
    std::vector<double> xs;
    std::vector<double> ys;
    for (const SvgCurve& curve : plot.curves) {
        for (const auto& point : curve.points) {
            xs.push_back(point[0]);
            ys.push_back(point[1]);
        }
    }
    if (plot.band) {
        ys.push_back(plot.band->low);
        ys.push_back(plot.band->high);
    }
    const Axis x = makeAxis(xs, plot.logX, false);
    const Axis y = makeAxis(ys, plot.logY, plot.yFromZero);
    const double right = kWidth - kRight;
    const double bottom = kHeight - kBottom;
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"420\" viewBox=\"0 0 720 420\" "
                      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"720\" height=\"420\" "
                      "fill=\"white\"/>\n";
    if (plot.band && y.takes(plot.band->low) && y.takes(plot.band->high)) {
        const double from = bottom - y.share(plot.band->high) * (bottom - kTop);
        const double to = bottom - y.share(plot.band->low) * (bottom - kTop);
        svg += "<rect x=\"" + number(kLeft) + "\" y=\"" + number(from) + "\" width=\"" + number(right - kLeft) +
               "\" height=\"" + number(std::max(1.0, to - from)) + "\" fill=\"#dfe8df\"/>\n";
        const double ky = kTop + 14.0 + 20.0 * static_cast<double>(plot.curves.size());
        svg += "<rect x=\"" + number(right + 14.0) + "\" y=\"" + number(ky - 10.0) +
               "\" width=\"24\" height=\"12\" fill=\"#dfe8df\"/>\n" +
               textAt(right + 44.0, ky, plot.band->name, "start");
    }
    for (const double tick : x.ticks) {
        const double at = kLeft + x.share(tick) * (right - kLeft);
        svg += lineFrom(at, kTop, at, bottom, "#ddd") + textAt(at, bottom + 18.0, x.label(tick), "middle");
    }
    for (const double tick : y.ticks) {
        const double at = bottom - y.share(tick) * (bottom - kTop);
        svg += lineFrom(kLeft, at, right, at, "#ddd") + textAt(kLeft - 8.0, at + 4.0, y.label(tick), "end");
    }
    svg += textAt(0.5 * (kLeft + right), kHeight - 14.0, plot.xTitle, "middle");
    const double middle = 0.5 * (kTop + bottom);
    svg += textAt(20.0, middle, plot.yTitle, "middle", " transform=\"rotate(-90 20 " + number(middle) + ")\"");
    for (std::size_t i = 0; i < plot.curves.size(); ++i) {
        svg += drawCurve(plot.curves[i], i, x, y);
    }
    return svg + "</svg>\n";
}

} // namespace fascia::io
