#include "anatomy/tool/septa.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <queue>

#include "anatomy/surface_mesh.h"

namespace fascia::anatomy {

namespace {

constexpr std::size_t kDeep = 2;
constexpr double kGap_m = 1.5e-3;        // from the deep fascia's middle to the septum's first row; the tie bridges it
constexpr double kLeastWidth_m = 8.0e-3; // where the bone lies nearer the fascia is tied to it, or nearly
constexpr double kScan_m = 2.0e-3;       // grid on which the bone's middle is found
constexpr double kStray = 4.0; // price of a path for lying off the ray by an edge length, relative to its own length

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The bone's section at height y on the left side.
class Section {
  public:
    Section(const Solid& bone, const Vec3& outward, double y) : outward_(outward) {
        int count = 0;
        for (double x = std::max(0.0, bone.low[0]); x <= bone.high[0]; x += kScan_m) {
            for (double z = bone.low[2]; z <= bone.high[2]; z += kScan_m) {
                if (bone.distance({x, y, z}) < 0.0) {
                    middle_ = middle_ + Vec3{x, y, z};
                    ++count;
                }
            }
        }
        middle_ = middle_ * (1.0 / std::max(count, 1));
        double reach = 0.0;
        while (bone.distance(middle_ + outward * reach) < 0.0) {
            reach += 2e-4;
        }
        edge_ = middle_ + outward * reach;
    }
    /// Where the septum leaves the bone.
    [[nodiscard]] const Vec3& edge() const { return edge_; }
    /// Distance of p along the ray, and off it.
    [[nodiscard]] std::pair<double, double> alongAndOff(const Vec3& p) const {
        const Vec3 away = p - middle_;
        const double along = dot(away, outward_);
        return {along, norm(away - outward_ * along)};
    }

  private:
    Vec3 outward_{}, middle_{}, edge_{};
};

/// The row of columns along which the septum leaves the deep fascia, from low to high; empty where there is none.
class Row {
  public:
    Row(const Figure& figure, const SeptumRecipe& recipe, const Vec3& outward, const LayeredSurface& s)
        : s_(s), off_m_(s.size(), -1.0), around_(vertexNeighbours(s.size(), s.triangles)) {
        const Solid& bone = *figure.findBone(recipe.bone);
        for (std::size_t i = 0; i < s.size(); ++i) {
            const Vec3& p = s.position_m[kDeep][i];
            if (s.anchor[i] == AnchorKind::none || s.attached[i] != 0 || p[1] < recipe.from_m - s.edge_m ||
                p[1] > recipe.to_m + s.edge_m) {
                continue;
            }
            const Section section(bone, outward, p[1]);
            const auto [along, off] = section.alongAndOff(p);
            off_m_[i] =
                along > 0.0 && distance(section.edge(), p) > kLeastWidth_m && withinBody(figure, section.edge(), p)
                    ? off
                    : -1.0;
        }
    }

    [[nodiscard]] std::vector<std::int32_t> from(double low_m, double high_m) const {
        const std::int32_t first = nearest(low_m);
        const std::int32_t last = nearest(high_m);
        std::vector<double> best(s_.size(), HUGE_VAL);
        std::vector<std::int32_t> before(s_.size(), -1);
        using Entry = std::pair<double, std::int32_t>;
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
        if (first >= 0) {
            best[at(first)] = 0.0;
            open.emplace(0.0, first);
        }
        while (!open.empty()) {
            const auto [cost, i] = open.top();
            open.pop();
            for (const std::int32_t j : around_[at(i)]) {
                if (cost > best[at(i)] || off_m_[at(j)] < 0.0) {
                    continue;
                }
                const double stray = off_m_[at(j)] / s_.edge_m;
                const double there = cost + distance(place(i), place(j)) * (1.0 + kStray * stray * stray);
                if (there < best[at(j)]) {
                    best[at(j)] = there;
                    before[at(j)] = i;
                    open.emplace(there, j);
                }
            }
        }
        std::vector<std::int32_t> row;
        for (std::int32_t i = last; i >= 0 && std::isfinite(best[at(last)]); i = before[at(i)]) {
            row.push_back(i);
        }
        std::reverse(row.begin(), row.end());
        return row;
    }

  private:
    /// Whether the way from a to b stays in the body; from an arm to the trunk it does not.
    static bool withinBody(const Figure& figure, const Vec3& a, const Vec3& b) {
        constexpr int kLooks = 12;
        for (int i = 0; i <= kLooks; ++i) {
            if (figure.skinDistance(a + (b - a) * (static_cast<double>(i) / kLooks)) > 0.0) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] const Vec3& place(std::int32_t i) const { return s_.position_m[kDeep][at(i)]; }
    /// The column nearest to the ray at a height.
    [[nodiscard]] std::int32_t nearest(double y) const {
        std::int32_t found = -1;
        double least = HUGE_VAL;
        for (std::size_t i = 0; i < s_.size(); ++i) {
            const double d = std::hypot(off_m_[i], place(static_cast<std::int32_t>(i))[1] - y);
            if (off_m_[i] >= 0.0 && d < least) {
                least = d;
                found = static_cast<std::int32_t>(i);
            }
        }
        return found;
    }

    const LayeredSurface& s_;
    std::vector<double> off_m_; ///< From the ray; negative where no septum may start.
    std::vector<std::vector<std::int32_t>> around_;
};

} // namespace

Septum laySeptum(const Figure& figure, const SeptumRecipe& recipe, const LayeredSurface& surface) {
    const Solid& bone = *figure.findBone(recipe.bone);
    const double angle = recipe.angle_deg * std::numbers::pi / 180.0;
    const Vec3 outward{std::sin(angle), 0.0, std::cos(angle)};
    Septum septum;
    septum.id = recipe.id;
    std::vector<Vec3> outer;
    const auto addColumn = [&](std::int32_t a, std::int32_t b) {
        outer.push_back((surface.position_m[kDeep][at(a)] + surface.position_m[kDeep][at(b)]) * 0.5);
        septum.column.push_back(a);
        septum.otherColumn.push_back(b);
    };
    const std::vector<std::int32_t> row = Row(figure, recipe, outward, surface).from(recipe.from_m, recipe.to_m);
    for (std::size_t k = 0; k < row.size(); ++k) {
        if (k > 0 && distance(surface.position_m[kDeep][at(row[k - 1])], surface.position_m[kDeep][at(row[k])]) >
                         1.4 * recipe.edge_m) {
            addColumn(row[k - 1], row[k]);
        }
        addColumn(row[k], row[k]);
    }
    // Along the bone the columns are even, also where the row of the fascia runs in a zigzag.
    std::vector<Vec3> inner(outer.size());
    double widest = 0.0;
    for (std::size_t k = 0; k < outer.size(); ++k) {
        const double t = static_cast<double>(k) / static_cast<double>(std::max<std::size_t>(2, outer.size()) - 1);
        inner[k] = Section(bone, outward, outer.front()[1] * (1.0 - t) + outer.back()[1] * t).edge();
        outer[k] = outer[k] + unit(inner[k] - outer[k]) * kGap_m;
        widest = std::max(widest, distance(outer[k], inner[k]));
    }
    septum.columns = static_cast<int>(outer.size());
    septum.rows = std::max(2, static_cast<int>(std::lround(widest / recipe.edge_m)) + 1);
    for (int r = 0; r < septum.rows; ++r) {
        const double t = static_cast<double>(r) / (septum.rows - 1);
        for (std::size_t k = 0; k < outer.size(); ++k) {
            septum.position_m.push_back(outer[k] * (1.0 - t) + inner[k] * t);
        }
    }
    return septum;
}

} // namespace fascia::anatomy
