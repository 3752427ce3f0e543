#pragma once
// One small plot of a quantity over simulated time: a title with the present value, a curve, and where there is one the
// band to aim for.

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <imgui.h>

#include "ui/theme.h"

namespace fascia::ui {

struct StripChart {
    const char* title = "";
    const char* shortTitle = ""; ///< Where the title leaves no room for the reading; empty: there is none shorter.
    std::string reading;         ///< Present value with its unit.
    ImU32 colour = 0;
    float low = 0.0F, high = 1.0F; ///< Axis at least this wide; grows to what is shown, never shrinks below.
    std::optional<std::array<float, 2>> band;
    const char* bandLabel = "";
    bool fitLow = false;   ///< The lower end follows the data too (tension), instead of staying put.
    const char* unit = ""; ///< Of the values.
};

/// Samples for a chart: count, and (time [s], value) of one.
struct StripSamples {
    std::size_t count = 0;
    std::function<float(std::size_t)> time_s;
    std::function<float(std::size_t)> value;
};

/// Draws into the rectangle. `end_s` is the right edge, `span_s` the width in simulated time. Returns the value under
/// the pointer as a tooltip, too.
void drawStripChart(const StripChart& chart, const StripSamples& samples, double end_s, double span_s, ImVec2 topLeft,
                    ImVec2 size, const Look& look);

} // namespace fascia::ui
