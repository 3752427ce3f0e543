// Names of sites and nerves: in two columns beside the body, with a line to each place. Labels avoid each other.

#include <algorithm>
#include <cmath>
#include <string_view>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "render/overlay.h"
#include "render/palette.h"

namespace fascia::render {
namespace {

constexpr float kFacing = 0.15F;      // a site that hardly faces the camera is not named
constexpr float kAtBorder_m = 0.012F; // nor one where the web ends and has faded

struct Mark {
    float x = 0.0F; ///< Of the place [px].
    float y = 0.0F;
    const std::string* words = nullptr;
    std::size_t side = 0; ///< 0: named at the left, 1: at the right.
    std::size_t rank = 0; ///< The least go first where not all fit.
};

/// Words at one side of the body: where they end, and whether there is room for the notes in brackets.
struct Column {
    float edge = 0.0F; ///< Right end of words at the left, left end of those at the right [px].
    bool notes = true;
    float high = 0.0F; ///< The lowest row [px].
};

/// "Calf, left (between the heads of gastrocnemius)": the words before the bracket.
std::string_view withoutNote(std::string_view words) { return words.substr(0, words.find(" (")); }

/// Nodes of the skin where the web is cut.
std::vector<glm::vec3> heldSkin(const sim::Web& web) {
    std::vector<glm::vec3> held;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        if (web.nodeLayer[i] == sim::Layer::skin && web.nodeAnchored[i] != 0) {
            const sim::Point3& p = web.nodePosition_m[i];
            held.emplace_back(p[0], p[1], p[2]);
        }
    }
    return held;
}

} // namespace

std::size_t labelsThatFit(float gap, float low, float high) {
    return high < low ? 0 : static_cast<std::size_t>((high - low) / gap) + 1;
}

std::vector<float> labelRows(const std::vector<float>& wanted, float gap, float low, float high) {
    std::vector<float> rows = wanted;
    float floor = low;
    for (float& row : rows) { // down: none nearer than the gap to the one above
        row = std::max(row, floor);
        floor = row + gap;
    }
    float ceiling = high;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) { // and up again from the lower end
        *row = std::min(*row, ceiling);
        ceiling = *row - gap;
    }
    return rows;
}

void Overlay::stroke(float x0, float y0, float x1, float y1, float width, const Colour& colour) {
    const float length = std::max(1e-3F, std::hypot(x1 - x0, y1 - y0));
    const float nx = -0.5F * width * (y1 - y0) / length;
    const float ny = 0.5F * width * (x1 - x0) / length;
    shape({{{x0 + nx, y0 + ny}, {x1 + nx, y1 + ny}, {x0 - nx, y0 - ny}, {x1 - nx, y1 - ny}}},
          {colour, colour, colour, colour});
}

std::vector<PlaceLabel> siteLabels(const sim::Snapshot& snapshot) {
    std::vector<PlaceLabel> places;
    const std::vector<glm::vec3> held = heldSkin(*snapshot.web);
    for (const sim::Site& site : snapshot.web->sites) {
        glm::vec3 p(site.position_m[0], site.position_m[1], site.position_m[2]);
        if (std::any_of(held.begin(), held.end(),
                        [&](const glm::vec3& end) { return glm::distance(end, p) < kAtBorder_m; })) {
            continue;
        }
        const auto k = 3 * static_cast<std::size_t>(std::max(0, site.skinNode));
        if (site.skinNode >= 0 && k + 2 < snapshot.position_m.size()) {
            p = {snapshot.position_m[k], snapshot.position_m[k + 1], snapshot.position_m[k + 2]};
        }
        places.push_back(
            {p, glm::vec3(site.normal[0], site.normal[1], site.normal[2]), site.label.empty() ? site.id : site.label});
    }
    return places;
}

namespace {

/// Left and right end of the body in the picture [px].
std::array<float, 2> silhouette(const sim::Snapshot& snapshot, const Camera& camera, const Target& target) {
    constexpr std::size_t kEvery = 5; // nodes; enough for where words go
    std::array<float, 2> ends{static_cast<float>(target.width), 0.0F};
    for (std::size_t k = 0; k + 2 < snapshot.position_m.size(); k += 3 * kEvery) {
        const glm::vec3 p(snapshot.position_m[k], snapshot.position_m[k + 1], snapshot.position_m[k + 2]);
        const glm::vec3 at = camera.project(p, target.width, target.height);
        if (at.z > 0.0F) {
            ends = {std::min(ends[0], at.x), std::max(ends[1], at.x)};
        }
    }
    return ends;
}

} // namespace

void Overlay::labels(const sim::Snapshot& snapshot, std::span<const PlaceLabel> places, const Camera& camera,
                     const ViewOptions& view, const Target& target, const glm::vec4& cutPlane) {
    const float s = target.uiScale;
    const Font& small = font(static_cast<int>(std::lround(13.0F * s)));
    const bool dark = view.theme == Theme::dark;
    const Colour ink = dark ? Colour{0.94F, 0.94F, 0.93F, 0.92F} : Colour{0.10F, 0.10F, 0.10F, 0.92F};
    const Colour note{ink[0], ink[1], ink[2], 0.62F};
    const Colour line{ink[0], ink[1], ink[2], 0.45F};
    const float tone = dark ? 0.06F : 0.96F;
    const Colour plate{tone, tone, tone, view.transparent ? 0.0F : 0.55F}; // words stay legible over what they cover
    std::array<std::vector<Mark>, 2> sides;                                // left and right of the picture
    const auto [left, right] = silhouette(snapshot, camera, target);
    const float middle = 0.5F * (left + right);
    for (const PlaceLabel& place : places) {
        const glm::vec3 p = place.place;
        const glm::vec3 at = camera.project(p, target.width, target.height);
        const bool inside = at.z > 0.0F && at.x > 0.0F && at.y > 0.0F && at.x < static_cast<float>(target.width) &&
                            at.y < static_cast<float>(target.height);
        const bool gone = glm::dot(glm::vec3(cutPlane), p) + cutPlane.w < 0.0F;
        const bool away =
            place.normal != glm::vec3(0.0F) && glm::dot(glm::normalize(camera.eye() - p), place.normal) < kFacing;
        if (!inside || gone || away) {
            continue;
        }
        const std::size_t side = at.x > middle ? 1 : 0;
        sides[side].push_back({at.x, at.y, &place.words, side, static_cast<std::size_t>(&place - places.data())});
    }
    const float away = 34.0F * s;
    const float margin = 12.0F * s;
    std::array<Column, 2> columns;
    for (std::size_t side = 0; side < 2; ++side) {
        float widest = 0.0F;
        float widestName = 0.0F;
        for (const Mark& mark : sides[side]) {
            widest = std::max(widest, small.width(*mark.words));
            widestName = std::max(widestName, small.width(withoutNote(*mark.words)));
        }
        // Notes in brackets only where all of them fit beside the body.
        const float room = (side == 0 ? left : static_cast<float>(target.width) - right) - away - margin;
        columns[side].notes = widest <= room;
        widest = columns[side].notes ? widest : widestName;
        columns[side].edge = side == 0 ? std::max(left - away, widest + margin)
                                       : std::min(right + away, static_cast<float>(target.width) - widest - margin);
        // Clear of the caption, and of the scale of the nerves where that stands.
        const float below = !view.showNerves ? 130.0F : side == 1 && view.showLegend ? 210.0F : 160.0F;
        columns[side].high = static_cast<float>(target.height) - below * s;
    }
    // In a narrow picture both columns meet: then all words share their rows.
    if (!sides[0].empty() && !sides[1].empty() && columns[0].edge + margin > columns[1].edge) {
        sides[0].insert(sides[0].end(), sides[1].begin(), sides[1].end());
        sides[1].clear();
        columns[0].high = columns[1].high = std::min(columns[0].high, columns[1].high);
    }
    const auto words = [&](const Mark& mark) {
        return columns[mark.side].notes ? std::string_view(*mark.words) : withoutNote(*mark.words);
    };
    const auto begin = [&](const Mark& mark) {
        return mark.side == 0 ? columns[0].edge - small.width(words(mark)) : columns[1].edge;
    };
    const float dot = 2.5F * s;
    const float half = 9.0F * s;                // of a row's plate
    const auto covers = [&](const Mark& mark) { // its words lie over its place: they stand above it
        return mark.x + dot > begin(mark) - 5.0F * s &&
               mark.x - dot < begin(mark) + small.width(words(mark)) + 5.0F * s;
    };
    const float gap = 19.0F * s;
    const float low = 24.0F * s;
    for (std::vector<Mark>& marks : sides) {
        if (marks.empty()) {
            continue;
        }
        const float high = columns[marks.front().side].high;
        std::sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.rank < b.rank; });
        marks.resize(std::min(marks.size(), labelsThatFit(gap, low, high)));
        const auto rowOf = [&](const Mark& mark) { return covers(mark) ? mark.y - half - 4.0F * dot : mark.y; };
        std::sort(marks.begin(), marks.end(), [&](const Mark& a, const Mark& b) { return rowOf(a) < rowOf(b); });
        std::vector<float> wanted;
        for (const Mark& mark : marks) {
            wanted.push_back(rowOf(mark));
        }
        const std::vector<float> rows = labelRows(wanted, gap, low, high);
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const Mark& mark = marks[i];
            const float from = begin(mark);
            const float width = small.width(words(mark));
            quad(from - 5.0F * s, rows[i] - half, from + width + 5.0F * s, rows[i] + half, plate);
            if (covers(mark)) {
                stroke(mark.x, rows[i] + (mark.y > rows[i] ? half : -half), mark.x, mark.y, std::max(1.0F, s), line);
            } else {
                const float edge = columns[mark.side].edge;
                const float towards = mark.side == 0 ? 1.0F : -1.0F;
                const float elbow = edge + towards * 22.0F * s;
                stroke(edge + towards * 6.0F * s, rows[i], elbow, rows[i], std::max(1.0F, s), line);
                stroke(elbow, rows[i], mark.x, mark.y, std::max(1.0F, s), line);
            }
            quad(mark.x - dot, mark.y - dot, mark.x + dot, mark.y + dot, ink);
        }
        flush(small.texture(), target);
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const std::string_view all = words(marks[i]);
            const std::string_view name = withoutNote(all);
            const float baseline = rows[i] + 0.35F * small.ascent();
            text(small, begin(marks[i]), baseline, name, ink, 0.0F);
            text(small, begin(marks[i]) + small.width(name), baseline, all.substr(name.size()), note, 0.0F);
        }
        flush(small.texture(), target);
    }
}

void Overlay::nerveScale(const ViewOptions& view, const Target& target, float above) {
    const float s = target.uiScale;
    const Palette& palette = paletteOf(view.theme);
    const bool dark = view.theme == Theme::dark;
    const Colour ink = dark ? Colour{0.93F, 0.93F, 0.93F, 1.0F} : Colour{0.10F, 0.10F, 0.10F, 1.0F};
    const Colour quiet{ink[0], ink[1], ink[2], 0.72F};
    const Colour edge{0.10F, 0.08F, 0.10F, 0.8F};
    const Font& small = font(static_cast<int>(std::lround(12.5F * s)));
    const Font& large = font(static_cast<int>(std::lround(15.0F * s)));
    const float margin = 36.0F * s;
    const float width = legendWidth(target);
    const float x0 = static_cast<float>(target.width) - margin - width;
    const float tickBase = static_cast<float>(target.height) - (above > 0.0F ? above + 16.0F : 36.0F) * s;
    const float middle = tickBase - 24.0F * s;
    // As the tubes: thicker and brighter towards the threshold, with bands beyond it.
    constexpr int kPieces = 50;
    for (int i = 0; i < kPieces; ++i) {
        const float t = (static_cast<float>(i) + 0.5F) / kPieces;
        const float load = t * kNerveLoadTop;
        const glm::vec3 base = glm::mix(palette.nerve, palette.nerveLoaded, glm::smoothstep(0.35F, 1.0F, load));
        const glm::vec3 c = load > 1.0F && i % 4 < 2 ? palette.nerveBand : base;
        const float half = (2.0F + 2.5F * t) * s;
        const float a = x0 + width * static_cast<float>(i) / kPieces;
        const float b = x0 + width * static_cast<float>(i + 1) / kPieces;
        quad(a, middle - half - s, b, middle + half + s, edge);
        quad(a, middle - half, b, middle + half, {c.r, c.g, c.b, 1.0F});
    }
    for (const float value : {0.0F, 1.0F, kNerveLoadTop}) {
        const float x = std::round(x0 + width * value / kNerveLoadTop - 0.5F * s);
        quad(x, middle + 6.0F * s, x + std::max(1.0F, s), middle + 9.0F * s, quiet);
    }
    flush(small.texture(), target);
    for (const auto& [value, words] : {std::pair{0.0F, "0"}, std::pair{1.0F, "threshold"}, std::pair{2.0F, "2"}}) {
        text(small, x0 + width * value / kNerveLoadTop, tickBase, words, quiet, 0.5F);
    }
    flush(small.texture(), target);
    text(large, x0, middle - 14.0F * s, "Load of nerves (hypothesis)", ink, 0.0F);
    flush(large.texture(), target);
}

void Overlay::beadKey(const ViewOptions& view, const Target& target, float above) {
    const float s = target.uiScale;
    const bool dark = view.theme == Theme::dark;
    const glm::vec3 rim = beadRim(view.theme);
    const Font& small = font(static_cast<int>(std::lround(12.5F * s)));
    const float baseline = static_cast<float>(target.height) - (std::max(above, 20.0F) + 6.0F) * s;
    const float radius = std::max(4.0F * s, 3.0F);
    constexpr std::string_view kWords = "Beads: the fuller, the more water";
    const float needed = 4.0F * radius + 12.0F * s + small.width(kWords);
    const auto right = static_cast<float>(target.width);
    float x = std::min(right - 36.0F * s - legendWidth(target), right - 8.0F * s - needed);
    const auto bead = [&](float full) {
        const glm::vec2 centre(x + radius, baseline - 4.0F * s);
        const auto disc = [&](float r, float top, const glm::vec3& c, float opacity) { // in rows of half a pixel
            for (float y = top; y < r; y += 0.5F) {
                const float half = std::sqrt(std::max(0.0F, r * r - y * y));
                quad(centre.x - half, centre.y + y, centre.x + half, centre.y + std::min(y + 0.5F, r),
                     {c.r, c.g, c.b, opacity});
            }
        };
        disc(radius + 1.0F, -radius - 1.0F, rim, 0.9F);
        disc(radius, -radius, dark ? glm::vec3(0.10F) : glm::vec3(0.86F), 1.0F);
        disc(radius, radius * (1.0F - 2.0F * full), kBeadWater, 1.0F);
        x += 2.0F * radius + 5.0F * s;
    };
    bead(0.3F);
    bead(0.8F);
    flush(small.texture(), target);
    const float ink = dark ? 0.93F : 0.10F;
    text(small, x + 2.0F * s, baseline, kWords, {ink, ink, ink, 0.72F}, 0.0F);
    flush(small.texture(), target);
}

} // namespace fascia::render
