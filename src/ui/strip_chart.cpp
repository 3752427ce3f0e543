#include "ui/strip_chart.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

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

}  // namespace

void drawStripChart(const StripChart& chart, const StripSamples& samples, double end_s, double span_s, ImVec2 topLeft,
                    ImVec2 size, const Look& look) {
    const Palette& palette = look.colour;
    const Fonts& fonts = look.font;
    const float scale = look.scale;
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const float smallSize = fonts.small->FontSize;
    draw.AddText(fonts.small, smallSize, topLeft, palette.textQuiet, chart.title);
    const ImVec2 readingSize = fonts.small->CalcTextSizeA(smallSize, 1e9F, 0.0F, chart.reading.c_str());
    draw.AddText(fonts.small, smallSize, {topLeft.x + size.x - readingSize.x, topLeft.y}, palette.text,
                 chart.reading.c_str());

    const float top = topLeft.y + smallSize + 5.0F * scale;
    const float bottom = topLeft.y + size.y;
    const float left = topLeft.x;
    const float right = topLeft.x + size.x;
    if (bottom - top < 8.0F * scale || size.x < 20.0F * scale) {
        return;
    }
    const auto begin_s = static_cast<float>(end_s - span_s);
    const std::size_t first = firstFrom(samples, begin_s);

    float low = chart.low;
    float high = chart.high;
    if (chart.fitLow && first < samples.count) {
        low = samples.value(samples.count - 1);
    }
    const std::size_t shown = samples.count - std::min(first, samples.count);
    const std::size_t columns = static_cast<std::size_t>(std::max(16.0F, size.x / (1.5F * scale)));
    const std::size_t stride = std::max<std::size_t>(1, shown / columns);
    std::vector<ImVec2> curve;
    curve.reserve(shown / stride + 2);
    for (std::size_t i = first; i < samples.count; i += stride) {
        const std::size_t j = std::min(i, samples.count - 1);
        const float value = samples.value(j);
        if (!std::isfinite(value)) {
            continue;
        }
        curve.push_back({samples.time_s(j), value});
        high = std::max(high, value);
        low = std::min(low, value);
    }
    if (shown > 0 && std::isfinite(samples.value(samples.count - 1))) {
        curve.push_back({samples.time_s(samples.count - 1), samples.value(samples.count - 1)});
        high = std::max(high, curve.back().y);
    }
    if (chart.fitLow) {  // at least a fifth of the value, so that noise stays flat
        const float middle = 0.5F * (low + high);
        const float half = std::max(0.55F * (high - low), 0.1F * std::abs(middle) + 1e-6F);
        low = middle - half;
        high = middle + half;
    } else if (high > chart.high) {
        high *= 1.08F;
    }
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
        draw.AddText(fonts.small, smallSize * 0.88F, {left + 5.0F * scale, bandTop + 1.0F * scale}, faded(palette.calm, 0.95F),
                     chart.bandLabel);
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
        draw.AddCircleFilled({std::min(curve.back().x, right - 3.0F * scale), curve.back().y}, 3.0F * scale, chart.colour);
    }
    draw.PopClipRect();

    if (ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect({left, top}, {right, bottom}) && shown > 0) {
        const float x = ImGui::GetIO().MousePos.x;
        const auto time_s = static_cast<float>(end_s - span_s + span_s * static_cast<double>((x - left) / (right - left)));
        const std::size_t j = std::min(firstFrom(samples, time_s), samples.count - 1);
        draw.AddLine({x, top}, {x, bottom}, palette.textFaint);
        ImGui::SetTooltip("%s: %.3g%s%s at %.1f s", chart.title, static_cast<double>(samples.value(j)),
                          chart.unit[0] != '\0' ? " " : "", chart.unit, static_cast<double>(samples.time_s(j)));
    }
}

}  // namespace fascia::ui
