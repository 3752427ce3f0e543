// Words of the picture and the veil that they stand on.

#include <algorithm>
#include <cmath>

#include <glad/gl.h>

#include "render/overlay.h"
#include "render/palette.h"

namespace fascia::render {
namespace {

constexpr std::size_t kMostCaptionLines = 3;

/// Lines of whole words that fit the width; a longer word stays whole.
std::vector<std::string> wrapped(const Font& with, std::string_view words, float width) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < words.size();) {
        std::size_t end = words.size();
        while (with.width(words.substr(from, end - from)) > width) {
            const std::size_t space = words.rfind(' ', end - 1);
            if (space == std::string_view::npos || space <= from) {
                break;
            }
            end = space;
        }
        lines.emplace_back(words.substr(from, end - from));
        from = end < words.size() ? end + 1 : end;
    }
    return lines;
}

/// Heights of the sizes of words, and how far apart their lines are [px at uiScale 1].
constexpr float kPrint = 10.5F;
constexpr float kSmall = 14.0F;
constexpr float kLarge = 19.0F;
constexpr float kSmallStep = 19.0F;
constexpr float kLargeStep = 26.0F;
constexpr float kLeft = 28.0F;
constexpr float kFade = 110.0F; // over which a veil ends beside its words
constexpr float kRise = 50.0F;  // and above them

float printStep(float s) { return std::max(13.0F * s, 10.0F); }

/// Does anything that is drawn carry the field's colours? A scale without them would say what is not there.
bool isColoured(const sim::FieldView& field, const ViewOptions& view) {
    const bool web = view.showFascia && view.left(PeelLayer::deepFascia) > 0.0F;
    const bool skin =
        view.colourSkin && field.where == sim::FieldWhere::node && view.showSkin && view.left(PeelLayer::skin) > 0.0F;
    return web || skin;
}

// Heights of what stands at the lower right [px at uiScale 1].
constexpr float kFirstScale = 98.0F; // with the margin below it
constexpr float kNextScale = 78.0F;
constexpr float kBeadKey = 24.0F;
constexpr float kAirAbove = 0.0778F; // between the scales and what is framed, of half the height
constexpr float kAirBeside = 38.0F;  // margin and air
constexpr float kLeastFree = 0.2F;   // of half a picture that is all words

} // namespace

float scalesHeight(bool legend, bool nerves, bool beads) {
    const float scales = legend && nerves ? kFirstScale + kNextScale : legend || nerves ? kFirstScale : 0.0F;
    return beads ? std::max(scales, 20.0F) + kBeadKey : scales;
}

Corners cornersOf(const Target& target, const ViewOptions& view) {
    Target words = target;
    words.uiScale *= view.theme == Theme::projector ? kProjectorText : 1.0F;
    const float scales = scalesHeight(true, view.showNerves, view.showBeads);
    const float high = 2.0F * scales * words.uiScale / static_cast<float>(std::max(target.height, 1)) + kAirAbove;
    const float wide =
        2.0F * (legendWidth(words) + kAirBeside * words.uiScale) / static_cast<float>(std::max(target.width, 1));
    return {std::max(kLeastFree, 1.0F - high), std::max(kLeastFree, 1.0F - wide)};
}

const Font& Overlay::fontOf(float height, const Target& target) {
    return font(static_cast<int>(std::lround(height * target.uiScale)));
}

Overlay::Words Overlay::wordsOf(const ViewOptions& view, const Target& target) {
    Words words;
    if (!view.showCaption) {
        return words;
    }
    const float s = target.uiScale;
    const Font& large = fontOf(kLarge, target);
    const Font& small = fontOf(kSmall, target);
    const Font& print = fontOf(kPrint, target);
    const float all = static_cast<float>(target.width) - 1.5F * kLeft * s;
    const float besideLegend = view.showLegend ? std::max(0.45F * all, all - 290.0F * s) : all;
    words.footer = wrapped(print, view.footer, all);
    words.title = wrapped(small, view.title, besideLegend);
    for (std::size_t from = 0; from < view.caption.size();) {
        const std::size_t end = std::min(view.caption.find('\n', from), view.caption.size());
        for (std::string& line : wrapped(large, view.caption.substr(from, end - from), besideLegend)) {
            words.caption.push_back(std::move(line));
        }
        from = end + 1;
    }
    if (words.caption.size() > kMostCaptionLines) {
        words.caption.resize(kMostCaptionLines);
        words.caption.back() += "\xE2\x80\xA6";
    }
    const float printEnd =
        static_cast<float>(target.height) - 12.0F * s - printStep(s) * static_cast<float>(words.footer.size());
    words.base = std::min(printEnd - 13.0F * s, static_cast<float>(target.height) - 38.0F * s);
    words.top = words.base - s * (kLargeStep * static_cast<float>(words.caption.size()) +
                                  kSmallStep * static_cast<float>(words.title.size()));
    for (const auto& [lines, with] : {std::pair{&words.caption, &large}, std::pair{&words.title, &small}}) {
        for (const std::string& line : *lines) {
            words.right = std::max(words.right, kLeft * s + with->width(line));
        }
    }
    for (const std::string& line : words.footer) {
        words.printRight = std::max(words.printRight, kLeft * s + print.width(line));
    }
    return words;
}

/// Words stay legible over what they cover; beside them the picture stays as it is.
void Overlay::veil(const ViewOptions& view, const Target& target, const Words& words, float scales) {
    const float s = target.uiScale;
    const auto width = static_cast<float>(target.width);
    const auto height = static_cast<float>(target.height);
    const glm::vec3 tone = paletteOf(view.theme).edge;
    const auto tint = [&](float opacity) { return Colour{tone.r, tone.g, tone.b, opacity}; };
    // From x0 to x1 whole, fading up and towards `outer`.
    const auto block = [&](float top, float rise, float x0, float x1, float outer) {
        const std::array<std::array<float, 2>, 3> rows{
            {{top - rise * s, 0.0F}, {top + 6.0F * s, 0.52F}, {height, 0.74F}}};
        for (std::size_t k = 0; k + 1 < rows.size(); ++k) {
            const auto [y0, a0] = rows[k];
            const auto [y1, a1] = rows[k + 1];
            shape({{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}}}, {tint(a0), tint(a0), tint(a1), tint(a1)});
            const float inner = outer > x1 ? x1 : x0;
            shape({{{inner, y0}, {outer, y0}, {inner, y1}, {outer, y1}}}, {tint(a0), tint(0.0F), tint(a1), tint(0.0F)});
        }
    };
    if (words.right > 0.0F) {
        block(words.top, kRise, 0.0F, words.right, words.right + kFade * s);
    }
    if (words.printRight > words.right) {
        const float from = words.right > 0.0F ? words.right + kFade * s : 0.0F;
        const float printTop = height - 12.0F * s - printStep(s) * static_cast<float>(words.footer.size());
        block(printTop, 0.3F * kRise, std::min(from, words.printRight), words.printRight, words.printRight + kFade * s);
    }
    if (scales > 0.0F) {
        const float x0 = width - legendWidth(target) - 62.0F * s;
        block(height - scales * s, kRise, x0, width, std::max(0.0F, x0 - kFade * s));
    }
    flush(fontOf(kSmall, target).texture(), target);
}

void Overlay::caption(const ViewOptions& view, const Target& target, const Words& words) {
    const float s = target.uiScale;
    const bool dark = view.theme == Theme::dark;
    const Colour ink = dark ? Colour{0.95F, 0.95F, 0.94F, 1.0F} : Colour{0.10F, 0.10F, 0.10F, 1.0F};
    const Colour quiet{ink[0], ink[1], ink[2], 0.72F};
    float y = static_cast<float>(target.height) - 12.0F * s;
    const auto lines = [&](const std::vector<std::string>& from, float size, float step, const Colour& colour) {
        const Font& with = fontOf(size, target);
        for (auto line = from.rbegin(); line != from.rend(); ++line) {
            text(with, kLeft * s, y, *line, colour, 0.0F);
            y -= step;
        }
        flush(with.texture(), target);
    };
    lines(words.footer, kPrint, printStep(s), Colour{ink[0], ink[1], ink[2], 0.62F});
    y = words.base;
    lines(words.caption, kLarge, kLargeStep * s, ink);
    lines(words.title, kSmall, kSmallStep * s, quiet);
}

void Overlay::draw(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target,
                   const glm::vec4& cutPlane, std::span<const PlaceLabel> nerveLabels) {
    glDisable(GL_DEPTH_TEST);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    const sim::FieldView* field = snapshot.field(view.fieldId);
    const bool legendShown = view.showLegend && field != nullptr && isColoured(*field, view);
    const bool nervesShown = view.showLegend && !nerveLabels.empty();
    const bool beadsShown = view.showLegend && view.showBeads && view.showFascia &&
                            view.left(PeelLayer::deepFascia) > 0.0F && snapshot.field("hydration") != nullptr;
    const Words words = wordsOf(view, target);
    if (!view.transparent) {
        veil(view, target, words, scalesHeight(legendShown, nervesShown, beadsShown));
    }
    std::vector<PlaceLabel> places(nerveLabels.begin(), nerveLabels.end());
    if (view.showLabels) {
        const std::vector<PlaceLabel> sites = siteLabels(snapshot);
        places.insert(places.end(), sites.begin(), sites.end());
    }
    if (!places.empty()) {
        labels(snapshot, places, camera, view, target, cutPlane);
    }
    if (legendShown) {
        legend(*field, view, target);
    }
    if (nervesShown) {
        nerveScale(view, target, scalesHeight(legendShown, false, false));
    }
    if (beadsShown) {
        beadKey(view, target, scalesHeight(legendShown, nervesShown, false));
    }
    caption(view, target, words);
    glDisable(GL_BLEND);
    checkGl("legend and caption");
}

} // namespace fascia::render
