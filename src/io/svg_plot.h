#pragma once
// Line plots as SVG text: curves, a shaded band, linear or logarithmic axes. Colours stay apart for every kind of colour
// vision (Okabe and Ito 2008), and curves differ in their dashes too.

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace fascia::io {

struct SvgCurve {
    std::string name;
    std::vector<std::array<double, 2>>
        points;         ///< {x, y}; points that are not finite (or not > 0 on a log axis) are left out.
    bool joined = true; ///< A line; otherwise marks only. Few joined points get marks too.
};

struct SvgPlot {
    std::string xTitle; ///< With the unit: "time [min]".
    std::string yTitle;
    std::vector<SvgCurve> curves;
    bool logX = false;
    bool logY = false;
    bool yFromZero = false;
    /// Shaded from low to high across the plot, with its meaning.
    struct Band {
        double low, high;
        std::string name;
    };
    std::optional<Band> band;
};

/// The whole SVG file, 720 x 420. Names are escaped.
std::string svgText(const SvgPlot& plot);

} // namespace fascia::io
