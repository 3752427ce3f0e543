#include "ui/strip_chart.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "ui/format.h"

namespace fascia::ui {
namespace {

/// First sample not before `time_s` (samples are in time order).
std::size_t firstFrom(const StripSamples& samples, float time_s) {
    std::size_t low = 0;
    std::size_t high = samples.count;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (samples.time_s(middle) < time_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/// What a chart shows: (time [s], value), and the ends of its axis.
struct Curve {
    std::vector<ImVec2> points;
    float low = 0.0F;
    float high = 1.0F;
};

/// The samples from `begin_s` on, thinned to what a plot `width` design pixels wide can show.
Curve shownCurve(const StripChart& chart, const StripSamples& samples, double begin_s, float width) {
    Curve curve;
    curve.low = chart.low;
    curve.high = chart.high;
    const std::size_t first = firstFrom(samples, static_cast<float>(begin_s));
    if (chart.fitLow && first < samples.count) {
        curve.low = samples.value(samples.count - 1);
        curve.high = curve.low;
    }
    const std::size_t count = samples.count - std::min(first, samples.count);
    const auto columns = static_cast<std::size_t>(std::max(16.0F, width / 1.5F));
    const std::size_t stride = std::max<std::size_t>(1, count / columns);
    curve.points.reserve(count / stride + 2);
    const auto add = [&](std::size_t i) {
        const float value = samples.value(i);
        if (std::isfinite(value)) {
            curve.points.push_back({samples.time_s(i), value});
            curve.high = std::max(curve.high, value);
            curve.low = std::min(curve.low, value);
        }
    };
    for (std::size_t i = first; i < samples.count; i += stride) {
        add(i);
    }
    if (count > 0) {
        add(samples.count - 1);
    }
    if (chart.fitLow) { // at least a fifth of the value, so that noise stays flat
        const float middle = 0.5F * (curve.low + curve.high);
        const float half = std::max(0.55F * (curve.high - curve.low), 0.1F * std::abs(middle) + 1e-6F);
        curve.low = middle - half;
        curve.high = middle + half;
    } else if (curve.high > chart.high) {
        curve.high *= 1.08F;
    }
    return curve;
}

} // namespace

void drawStripChart(const StripChart& chart, const StripSamples& samples, double end_s, double span_s, ImVec2 topLeft,
                    ImVec2 size, const Look& look) {
    const Palette& palette = look.colour;
    const Fonts& fonts = look.font;
    const float scale = look.scale;
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const float smallSize = fonts.small->FontSize;
    const auto widthOf = [&](const char* text) { return fonts.small->CalcTextSizeA(smallSize, 1e9F, 0.0F, text).x; };
    const float readingWidth = widthOf(chart.reading.c_str());
    const float room = size.x - readingWidth - 8.0F * scale; // for the title
    const bool shorter = widthOf(chart.title) > room && chart.shortTitle[0] != '\0';
    const char* title = shorter ? chart.shortTitle : chart.title;
    draw.AddText(fonts.small, smallSize, topLeft, palette.textQuiet, title);
    if (widthOf(title) <= room) { // the rail has it too
        draw.AddText(fonts.small, smallSize, {topLeft.x + size.x - readingWidth, topLeft.y}, palette.text,
                     chart.reading.c_str());
    }

    const float top = topLeft.y + smallSize + 5.0F * scale;
    const float tickSize = smallSize * 0.86F;
    const float bottom = topLeft.y + size.y - tickSize - 2.0F * scale;
    const float left = topLeft.x;
    const float right = topLeft.x + size.x;
    if (bottom - top < 8.0F * scale || size.x < 20.0F * scale) {
        return;
    }
    Curve shown = shownCurve(chart, samples, end_s - span_s, size.x / scale);
    std::vector<ImVec2>& curve = shown.points;
    const float low = shown.low;
    const float high = shown.high;
    const auto toX = [&](float time_s) {
        return left + (right - left) * static_cast<float>((static_cast<double>(time_s) - (end_s - span_s)) / span_s);
    };
    const auto toY = [&](float value) { return bottom - (bottom - top) * (value - low) / (high - low); };

    draw.AddRectFilled({left, top}, {right, bottom}, faded(palette.control, 0.55F), 4.0F * scale);
    draw.PushClipRect({left, top}, {right, bottom}, true);
    if (chart.band) {
        const float bandTop = toY((*chart.band)[1]);
        const float bandBottom = toY((*chart.band)[0]);
        draw.AddRectFilled({left, bandTop}, {right, bandBottom}, faded(palette.calm, 0.20F));
        draw.AddLine({left, bandTop}, {right, bandTop}, faded(palette.calm, 0.6F));
        draw.AddLine({left, bandBottom}, {right, bandBottom}, faded(palette.calm, 0.6F));
        draw.AddText(fonts.small, smallSize * 0.88F, {left + 5.0F * scale, bandTop + 1.0F * scale},
                     faded(palette.calm, 0.95F), chart.bandLabel);
    }
    for (int i = 1; i < 4; ++i) {
        const float x = left + (right - left) * static_cast<float>(i) / 4.0F;
        draw.AddLine({x, top}, {x, bottom}, palette.grid);
    }
    for (ImVec2& point : curve) {
        point = {toX(point.x), toY(point.y)};
    }
    if (curve.size() >= 2) {
        draw.AddPolyline(curve.data(), static_cast<int>(curve.size()), chart.colour, ImDrawFlags_None, 1.8F * scale);
    }
    if (!curve.empty()) {
        draw.AddCircleFilled({std::min(curve.back().x, right - 3.0F * scale), curve.back().y}, 3.0F * scale,
                             chart.colour);
    }
    draw.PopClipRect();

    // Ends of both axes: the range in the plot's right corners, simulated time below it.
    const auto tick = [&](const std::string& text, float x, float y, bool toTheLeft) {
        const float width = fonts.small->CalcTextSizeA(tickSize, 1e9F, 0.0F, text.c_str()).x;
        draw.AddText(fonts.small, tickSize, {toTheLeft ? x - width : x, y}, palette.textFaint, text.c_str());
    };
    const char* gap = chart.unit[0] != '\0' ? " " : "";
    tick(formatted("%.3g%s%s", static_cast<double>(high), gap, chart.unit), right - 4.0F * scale, top + scale, true);
    tick(formatted("%.3g", static_cast<double>(low)), right - 4.0F * scale, bottom - tickSize - scale, true);
    tick(durationText(end_s - span_s), left, bottom + scale, false);
    tick(durationText(end_s), right, bottom + scale, true);

    if (ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect({left, top}, {right, bottom}) && samples.count > 0) {
        const float x = ImGui::GetIO().MousePos.x;
        const auto time_s =
            static_cast<float>(end_s - span_s + span_s * static_cast<double>((x - left) / (right - left)));
        const std::size_t j = std::min(firstFrom(samples, time_s), samples.count - 1);
        draw.AddLine({x, top}, {x, bottom}, palette.textFaint);
        ImGui::SetTooltip("%s: %.3g%s%s at %.1f s", chart.title, static_cast<double>(samples.value(j)),
                          chart.unit[0] != '\0' ? " " : "", chart.unit, static_cast<double>(samples.time_s(j)));
    }
}

} // namespace fascia::ui
