// Names of the sites: in two columns beside the body, with a line to each place. Labels avoid each other.

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "render/overlay.h"

namespace fascia::render {
namespace {

constexpr float kFacing = 0.15F; // a site that hardly faces the camera is not named

struct Mark {
    float x = 0.0F; ///< Of the place [px].
    float y = 0.0F;
    const std::string* words = nullptr;
};

} // namespace

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

void Overlay::labels(const sim::Snapshot& snapshot, const Camera& camera, const ViewOptions& view, const Target& target,
                     const glm::vec4& cutPlane) {
    const float s = target.uiScale;
    const Font& small = font(static_cast<int>(std::lround(13.0F * s)));
    const bool dark = view.theme == Theme::dark;
    const Colour ink = dark ? Colour{0.94F, 0.94F, 0.93F, 0.92F} : Colour{0.10F, 0.10F, 0.10F, 0.92F};
    const Colour line{ink[0], ink[1], ink[2], 0.45F};
    std::array<std::vector<Mark>, 2> sides; // left and right of the picture
    float left = static_cast<float>(target.width);
    float right = 0.0F;
    float middle = 0.0F;
    for (const sim::Site& site : snapshot.web->sites) {
        glm::vec3 p(site.position_m[0], site.position_m[1], site.position_m[2]);
        const auto k = 3 * static_cast<std::size_t>(std::max(0, site.skinNode));
        if (site.skinNode >= 0 && k + 2 < snapshot.position_m.size()) {
            p = {snapshot.position_m[k], snapshot.position_m[k + 1], snapshot.position_m[k + 2]};
        }
        const glm::vec3 n(site.normal[0], site.normal[1], site.normal[2]);
        const glm::vec3 at = camera.project(p, target.width, target.height);
        const bool inside = at.z > 0.0F && at.x > 0.0F && at.y > 0.0F && at.x < static_cast<float>(target.width) &&
                            at.y < static_cast<float>(target.height);
        const bool gone = glm::dot(glm::vec3(cutPlane), p) + cutPlane.w < 0.0F;
        if (!inside || gone || glm::dot(glm::normalize(camera.eye() - p), n) < kFacing) {
            continue;
        }
        sides[0].push_back({at.x, at.y, site.label.empty() ? &site.id : &site.label});
        left = std::min(left, at.x);
        right = std::max(right, at.x);
    }
    middle = 0.5F * (left + right);
    for (auto it = sides[0].begin(); it != sides[0].end();) {
        if (it->x > middle) {
            sides[1].push_back(*it);
            it = sides[0].erase(it);
        } else {
            ++it;
        }
    }
    const float away = 0.35F * (right - left) + 60.0F * s;
    for (std::size_t side = 0; side < 2; ++side) {
        std::vector<Mark>& marks = sides[side];
        std::sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.y < b.y; });
        std::vector<float> wanted;
        float widest = 0.0F;
        for (const Mark& mark : marks) {
            wanted.push_back(mark.y);
            widest = std::max(widest, small.width(*mark.words));
        }
        const std::vector<float> rows =
            labelRows(wanted, 19.0F * s, 24.0F * s, static_cast<float>(target.height) - 130.0F * s);
        const float edge = side == 0 ? std::max(left - away, widest + 12.0F * s)
                                     : std::min(right + away, static_cast<float>(target.width) - widest - 12.0F * s);
        const float towards = side == 0 ? 1.0F : -1.0F;
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const float elbow = edge + towards * 22.0F * s;
            stroke(edge + towards * 6.0F * s, rows[i], elbow, rows[i], std::max(1.0F, s), line);
            stroke(elbow, rows[i], marks[i].x, marks[i].y, std::max(1.0F, s), line);
            const float dot = 2.5F * s;
            quad(marks[i].x - dot, marks[i].y - dot, marks[i].x + dot, marks[i].y + dot, ink);
        }
        flush(small.texture(), target);
        for (std::size_t i = 0; i < marks.size(); ++i) {
            text(small, edge, rows[i] + 0.35F * small.ascent(), *marks[i].words, ink, side == 0 ? 1.0F : 0.0F);
        }
        flush(small.texture(), target);
    }
}

} // namespace fascia::render
