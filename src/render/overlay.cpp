#include "render/overlay.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>

#include <glad/gl.h>
#include <stb_truetype.h>

#include "render/web_fibres.h"

#ifndef FASCIA_UI_FONT_PATH
#define FASCIA_UI_FONT_PATH ""
#endif

namespace fascia::render {
namespace {

/// Next code point of a UTF-8 text; moves `at` on. A broken byte counts as '?'.
std::uint32_t nextCodePoint(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t first = byte(at++);
    if (first < 0x80U) {
        return first;
    }
    const int more = first >= 0xF0U ? 3 : first >= 0xE0U ? 2 : first >= 0xC0U ? 1 : -1;
    if (more < 0) {
        return '?';
    }
    std::uint32_t code = first & (0x3FU >> static_cast<unsigned>(more));
    for (int i = 0; i < more; ++i) {
        if (at >= text.size() || (byte(at) & 0xC0U) != 0x80U) {
            return '?';
        }
        code = (code << 6U) | (byte(at++) & 0x3FU);
    }
    return code;
}

std::vector<std::uint8_t> readFont() {
    for (const char* path : {FASCIA_UI_FONT_PATH, "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"}) {
        std::ifstream file(path, std::ios::binary);
        if (!file) {
            continue;
        }
        std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        if (bytes.size() > 1000) {
            return bytes;
        }
    }
    return {};
}

std::vector<std::uint32_t> wantedCodePoints() {
    std::vector<std::uint32_t> codes;
    for (std::uint32_t c = 0x20; c < 0x7F; ++c) {
        codes.push_back(c);
    }
    for (std::uint32_t c = 0xA0; c < 0x100; ++c) {
        codes.push_back(c);
    }
    for (const std::uint32_t c : {0x2013U, 0x2014U, 0x2018U, 0x2019U, 0x201CU, 0x201DU, 0x2026U, 0x2212U, 0x2264U,
                                  0x2265U, 0x2192U, 0x03BCU, 0x0394U}) {
        codes.push_back(c);
    }
    return codes;
}

} // namespace

Font::Font(int pixelHeight) {
    const std::vector<std::uint8_t> bytes = readFont();
    stbtt_fontinfo info{};
    if (bytes.empty() || stbtt_InitFont(&info, bytes.data(), stbtt_GetFontOffsetForIndex(bytes.data(), 0)) == 0) {
        return;
    }
    const float scale = stbtt_ScaleForMappingEmToPixels(&info, static_cast<float>(pixelHeight));
    int ascent = 0;
    int descent = 0;
    int gap = 0;
    stbtt_GetFontVMetrics(&info, &ascent, &descent, &gap);
    ascent_ = static_cast<float>(ascent) * scale;
    // Rows of glyphs with a pixel of air.
    const int atlasWidth = std::max(256, 16 * pixelHeight);
    struct Placed {
        std::uint32_t code;
        int x, y, width, height;
    };
    std::vector<Placed> placed;
    int x = 1;
    int y = 1;
    int rowHeight = 0;
    for (const std::uint32_t code : wantedCodePoints()) {
        const int index = stbtt_FindGlyphIndex(&info, static_cast<int>(code));
        if (index == 0 && code != '?') {
            continue;
        }
        int x0 = 0;
        int y0 = 0;
        int x1 = 0;
        int y1 = 0;
        stbtt_GetGlyphBitmapBox(&info, index, scale, scale, &x0, &y0, &x1, &y1);
        int advance = 0;
        int bearing = 0;
        stbtt_GetGlyphHMetrics(&info, index, &advance, &bearing);
        const int width = x1 - x0;
        const int height = y1 - y0;
        if (x + width + 1 > atlasWidth) {
            x = 1;
            y += rowHeight + 1;
            rowHeight = 0;
        }
        placed.push_back({code, x, y, width, height});
        glyphs_[code] = Glyph{static_cast<float>(x0),
                              static_cast<float>(y0),
                              static_cast<float>(x1),
                              static_cast<float>(y1),
                              0,
                              0,
                              0,
                              0,
                              static_cast<float>(advance) * scale};
        x += width + 1;
        rowHeight = std::max(rowHeight, height);
    }
    const int atlasHeight = y + rowHeight + 1;
    std::vector<std::uint8_t> atlas(static_cast<std::size_t>(atlasWidth) * static_cast<std::size_t>(atlasHeight), 0);
    for (const Placed& p : placed) {
        stbtt_MakeGlyphBitmap(&info, atlas.data() + static_cast<std::ptrdiff_t>(p.y) * atlasWidth + p.x, p.width,
                              p.height, atlasWidth, scale, scale,
                              stbtt_FindGlyphIndex(&info, static_cast<int>(p.code)));
        Glyph& g = glyphs_[p.code];
        g.u0 = static_cast<float>(p.x) / static_cast<float>(atlasWidth);
        g.u1 = static_cast<float>(p.x + p.width) / static_cast<float>(atlasWidth);
        g.v0 = static_cast<float>(p.y) / static_cast<float>(atlasHeight);
        g.v1 = static_cast<float>(p.y + p.height) / static_cast<float>(atlasHeight);
    }
    texture_ = makeTexture();
    glBindTexture(GL_TEXTURE_2D, texture_.get());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, atlasWidth, atlasHeight, 0, GL_RED, GL_UNSIGNED_BYTE, atlas.data());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glBindTexture(GL_TEXTURE_2D, 0);
    usable_ = glyphs_.count('?') > 0;
}

const Font::Glyph& Font::glyph(std::uint32_t codePoint) const {
    const auto found = glyphs_.find(codePoint);
    return found != glyphs_.end() ? found->second : glyphs_.at('?');
}

float Font::width(std::string_view utf8) const {
    if (!usable_) {
        return 0.0F;
    }
    float sum = 0.0F;
    for (std::size_t at = 0; at < utf8.size();) {
        sum += glyph(nextCodePoint(utf8, at)).advance;
    }
    return sum;
}

std::vector<float> legendTicks(float low, float high) {
    const float span = high - low;
    if (!(span > 0.0F) || !std::isfinite(span)) {
        return {low};
    }
    if (std::abs(low + high) < 1e-6F * span) {
        return {low, 0.5F * low, 0.0F, 0.5F * high, high};
    }
    const float magnitude = std::pow(10.0F, std::floor(std::log10(span / 4.0F)));
    for (const float factor : {1.0F, 2.0F, 2.5F, 3.0F, 4.0F, 5.0F, 6.0F, 8.0F}) { // even steps from end to end
        const float step = factor * magnitude;
        const float count = span / step;
        const float before = low / step;
        if (count < 5.01F && count > 1.5F && std::abs(count - std::round(count)) < 0.005F &&
            std::abs(before - std::round(before)) < 0.005F) {
            std::vector<float> ticks{low};
            for (int i = 1; i < static_cast<int>(std::lround(count)); ++i) {
                ticks.push_back((std::round(before) + static_cast<float>(i)) * step);
            }
            ticks.push_back(high);
            return ticks;
        }
    }
    float step = magnitude;
    for (const float factor : {1.0F, 2.0F, 2.5F, 5.0F, 10.0F}) {
        step = factor * magnitude;
        if (span / step <= 5.01F) {
            break;
        }
    }
    std::vector<float> ticks{low};
    for (double v = std::ceil(static_cast<double>(low) / step + 1e-4) * step; v < high; v += step) {
        const auto value = static_cast<float>(v);
        if (value - low > 0.45F * step && high - value > 0.45F * step) {
            ticks.push_back(std::abs(value) < 1e-4F * step ? 0.0F : value);
        }
    }
    ticks.push_back(high);
    return ticks;
}

std::string legendNumber(float value, float step) {
    std::array<char, 48> buffer{};
    const float magnitude = std::max(std::abs(value), std::abs(step));
    if (magnitude >= 1e5F || (magnitude > 0.0F && magnitude < 1e-3F)) {
        std::snprintf(buffer.data(), buffer.size(), "%.2g", static_cast<double>(value));
    } else {
        int digits = 0;
        for (float s = std::abs(step); digits < 4 && std::abs(s - std::round(s)) > 0.02F * s; s *= 10.0F) {
            ++digits;
        }
        std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, static_cast<double>(value));
    }
    std::string text = buffer.data();
    if (text[0] == '-') {
        text.replace(0, 1, "\xE2\x88\x92");
    } // a true minus sign
    return text;
}

Overlay::Overlay() : program_("overlay"), array_(makeVertexArray()) {
    glBindVertexArray(array_.get());
    buffer_.upload(GL_ARRAY_BUFFER, nullptr, 0, true);
    floatAttribute(0, 2, sizeof(Vertex), offsetof(Vertex, position));
    floatAttribute(1, 2, sizeof(Vertex), offsetof(Vertex, uv));
    byteAttribute(2, 4, sizeof(Vertex), offsetof(Vertex, tint), false);
    glBindVertexArray(0);
}

const Font& Overlay::font(int pixelHeight) {
    const int size = std::clamp(pixelHeight, 8, 96);
    return fonts_.try_emplace(size, size).first->second;
}

void Overlay::shape(const std::array<std::array<float, 2>, 4>& corners, const std::array<Colour, 4>& colours) {
    for (const std::size_t c : {0U, 1U, 2U, 2U, 1U, 3U}) {
        Vertex v{{corners[c][0], corners[c][1]}, {-1.0F, -1.0F}, {}};
        for (std::size_t k = 0; k < 4; ++k) {
            v.tint[k] = static_cast<std::uint8_t>(std::lround(std::clamp(colours[c][k], 0.0F, 1.0F) * 255.0F));
        }
        vertices_.push_back(v);
    }
}

void Overlay::quad(float x0, float y0, float x1, float y1, const Colour& colour) {
    shape({{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}}}, {colour, colour, colour, colour});
}

void Overlay::text(const Font& with, float x, float baseline, std::string_view utf8, const Colour& colour,
                   float align) {
    if (!with.usable()) {
        return;
    }
    float pen = std::round(x - align * with.width(utf8));
    const float base = std::round(baseline);
    for (std::size_t at = 0; at < utf8.size();) {
        const Font::Glyph& g = with.glyph(nextCodePoint(utf8, at));
        const float left = std::round(pen);
        const std::array<std::array<float, 4>, 4> corners{{{left + g.x0, base + g.y0, g.u0, g.v0},
                                                           {left + g.x1, base + g.y0, g.u1, g.v0},
                                                           {left + g.x0, base + g.y1, g.u0, g.v1},
                                                           {left + g.x1, base + g.y1, g.u1, g.v1}}};
        for (const std::size_t c : {0U, 1U, 2U, 2U, 1U, 3U}) {
            Vertex v{{corners[c][0], corners[c][1]}, {corners[c][2], corners[c][3]}, {}};
            for (std::size_t k = 0; k < 4; ++k) {
                v.tint[k] = static_cast<std::uint8_t>(std::lround(std::clamp(colour[k], 0.0F, 1.0F) * 255.0F));
            }
            vertices_.push_back(v);
        }
        pen += g.advance;
    }
}

void Overlay::flush(unsigned texture, const Target& target) {
    if (vertices_.empty()) {
        return;
    }
    program_.use();
    program_.set("size", glm::vec2(static_cast<float>(target.width), static_cast<float>(target.height)));
    program_.set("glyphs", 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, texture);
    glBindVertexArray(array_.get());
    buffer_.upload(GL_ARRAY_BUFFER, vertices_.data(), vertices_.size() * sizeof(Vertex), true);
    glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(vertices_.size()));
    glBindVertexArray(0);
    vertices_.clear();
}

float legendWidth(const Target& target) {
    const float s = target.uiScale;
    const auto width = static_cast<float>(target.width);
    return std::min({250.0F * s, std::max(150.0F * s, 0.28F * width), width - 72.0F * s});
}

void Overlay::legend(const sim::FieldView& field, const ViewOptions& view, const Target& target) {
    const float s = target.uiScale;
    const ColourScale scale = scaleOf(field, view);
    const ColourTable& table = colourTable(view.colourMap, field.diverging);
    const float perUnit = field.displayPerUnit != 0.0F ? field.displayPerUnit : 1.0F;
    const std::string_view unit = field.displayUnit.empty() ? field.unit : field.displayUnit;
    const Colour ink =
        view.theme == Theme::dark ? Colour{0.93F, 0.93F, 0.93F, 1.0F} : Colour{0.10F, 0.10F, 0.10F, 1.0F};
    const Colour quiet{ink[0], ink[1], ink[2], 0.72F};

    const float margin = 36.0F * s;
    const float width = legendWidth(target);
    const float x0 = static_cast<float>(target.width) - margin - width;
    const float tickBase = static_cast<float>(target.height) - margin;
    const Font& small = font(static_cast<int>(std::lround(12.5F * s)));
    const Font& large = font(static_cast<int>(std::lround(15.0F * s)));
    const float barBottom = tickBase - 18.0F * s;
    const float barHeight = 13.0F * s;

    // The bar swells where the fibres do: thickness repeats the colour.
    constexpr int kSteps = 96;
    for (int i = 0; i < kSteps; ++i) {
        const float a = static_cast<float>(i) / kSteps;
        const float b = static_cast<float>(i + 1) / kSteps;
        const auto half = [&](float t) { return 0.5F * barHeight * (0.22F + 0.78F * scale.prominence(t)); };
        const auto colour = [&](float t) {
            const auto c = colourAt(table, t);
            return Colour{c[0], c[1], c[2], 1.0F};
        };
        // Rows from top to bottom; the outer ones fade, so that the slanted edges are smooth.
        const float middle = barBottom - 0.5F * barHeight;
        const auto row = [&](float side, float away, float opacity, float t) {
            Colour c = colour(t);
            c[3] = opacity;
            return std::pair{std::array<float, 2>{x0 + t * width, middle + side * (half(t) + away)}, c};
        };
        const std::array<std::array<float, 3>, 4> rows{
            {{-1.0F, 0.5F, 0.0F}, {-1.0F, -0.5F, 1.0F}, {1.0F, -0.5F, 1.0F}, {1.0F, 0.5F, 0.0F}}};
        for (std::size_t k = 0; k + 1 < rows.size(); ++k) {
            const auto topLeft = row(rows[k][0], rows[k][1], rows[k][2], a);
            const auto topRight = row(rows[k][0], rows[k][1], rows[k][2], b);
            const auto lowLeft = row(rows[k + 1][0], rows[k + 1][1], rows[k + 1][2], a);
            const auto lowRight = row(rows[k + 1][0], rows[k + 1][1], rows[k + 1][2], b);
            shape({topLeft.first, topRight.first, lowLeft.first, lowRight.first},
                  {topLeft.second, topRight.second, lowLeft.second, lowRight.second});
        }
    }
    const float low = scale.low * perUnit;
    const float high = scale.high * perUnit;
    const std::vector<float> ticks = legendTicks(low, high);
    const float step = ticks.size() > 2 ? ticks[2 < ticks.size() - 1 ? 2 : 1] - ticks[1] : high - low;
    for (const float value : ticks) {
        const float x = x0 + width * (value - low) / std::max(1e-30F, high - low);
        quad(std::round(x - 0.5F * s), barBottom + 1.0F * s, std::round(x - 0.5F * s) + std::max(1.0F, s),
             barBottom + 4.0F * s, quiet);
    }
    flush(small.texture(), target);
    for (const float value : ticks) {
        const float x = x0 + width * (value - low) / std::max(1e-30F, high - low);
        text(small, x, tickBase, legendNumber(value, step), quiet, 0.5F);
    }
    flush(small.texture(), target);
    std::string title(field.label.empty() ? field.id : field.label);
    if (!unit.empty() && unit != "1") {
        title += " (" + std::string(unit) + ")";
    }
    const float right = static_cast<float>(target.width) - 8.0F * s;
    text(large, std::min(x0, right - large.width(title)), barBottom - barHeight - 9.0F * s, title, ink, 0.0F);
    flush(large.texture(), target);
}

} // namespace fascia::render
