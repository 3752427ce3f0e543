#include "anatomy/remesh.h"

#include <algorithm>
#include <bit>

namespace fascia::anatomy {

namespace {

constexpr double kLongest = 4.0 / 3.0, kShortest = 4.0 / 5.0;
/// Cosine of the largest turn of a triangle's normal that an operation may cause.
constexpr double kLargestTurn = 0.2;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Triangles with the triangles of every vertex, kept up to date under the three operations.
class Remesher {
  public:
    Remesher(SurfaceMesh& mesh, const RemeshSpec& spec) : mesh_(mesh), spec_(spec) {
        mesh_.border.resize(mesh_.vertex.size(), 0);
        around_.resize(mesh_.vertex.size());
        for (std::size_t t = 0; t < mesh_.triangles.size(); ++t) {
            for (const std::int32_t v : mesh_.triangles[t]) {
                around_[at(v)].push_back(static_cast<std::int32_t>(t));
            }
        }
    }

    void run() {
        for (int round = 0; round < spec_.rounds; ++round) {
            for (int pass = 0; pass < 12 && splitLong(); ++pass) {
            }
            for (int pass = 0; pass < 12 && collapseShort(); ++pass) {
            }
            flip();
            for (int pass = 0; pass < 3; ++pass) {
                relax();
            }
        }
        compact();
    }

  private:
    struct Edge {
        std::int32_t a, b;
        double ratio; ///< Length over the wanted one.
    };

    [[nodiscard]] double ratio(std::int32_t a, std::int32_t b) const {
        const Vec3 &p = mesh_.vertex[at(a)], &q = mesh_.vertex[at(b)];
        return distance(p, q) / spec_.edge_m((p + q) * 0.5);
    }

    [[nodiscard]] std::vector<Edge> edges() const {
        std::vector<Edge> list;
        for (const auto& t : mesh_.triangles) {
            for (std::size_t c = 0; t[0] >= 0 && c < 3; ++c) {
                list.push_back({std::min(t[c], t[(c + 1) % 3]), std::max(t[c], t[(c + 1) % 3]), 0.0});
            }
        }
        const auto key = [](const Edge& e) { return std::pair{e.a, e.b}; };
        std::sort(list.begin(), list.end(), [&](const Edge& x, const Edge& y) { return key(x) < key(y); });
        list.erase(
            std::unique(list.begin(), list.end(), [&](const Edge& x, const Edge& y) { return key(x) == key(y); }),
            list.end());
        return list;
    }

    /// Edges whose ratio passes, the most urgent first.
    template <typename Wanted>
    std::vector<Edge> sorted(Wanted wanted, bool longestFirst) const {
        std::vector<Edge> list;
        for (Edge e : edges()) {
            e.ratio = ratio(e.a, e.b);
            if (wanted(e.ratio)) {
                list.push_back(e);
            }
        }
        std::stable_sort(list.begin(), list.end(), [&](const Edge& x, const Edge& y) {
            return longestFirst ? x.ratio > y.ratio : x.ratio < y.ratio;
        });
        return list;
    }

    [[nodiscard]] std::vector<std::int32_t> trianglesOf(std::int32_t a, std::int32_t b) const {
        std::vector<std::int32_t> found;
        for (const std::int32_t t : around_[at(a)]) {
            const auto& corner = mesh_.triangles[at(t)];
            if (corner[0] == b || corner[1] == b || corner[2] == b) {
                found.push_back(t);
            }
        }
        return found;
    }

    [[nodiscard]] std::vector<std::int32_t> neighbours(std::int32_t v) const {
        std::vector<std::int32_t> list;
        for (const std::int32_t t : around_[at(v)]) {
            for (const std::int32_t corner : mesh_.triangles[at(t)]) {
                if (corner != v) {
                    list.push_back(corner);
                }
            }
        }
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        return list;
    }

    [[nodiscard]] std::int32_t opposite(std::int32_t t, std::int32_t a, std::int32_t b) const {
        for (const std::int32_t corner : mesh_.triangles[at(t)]) {
            if (corner != a && corner != b) {
                return corner;
            }
        }
        return -1;
    }

    [[nodiscard]] Vec3 normalOf(const std::array<std::int32_t, 3>& t) const {
        const Vec3& p = mesh_.vertex[at(t[0])];
        return cross(mesh_.vertex[at(t[1])] - p, mesh_.vertex[at(t[2])] - p);
    }

    void drop(std::int32_t v, std::int32_t t) {
        auto& list = around_[at(v)];
        list.erase(std::remove(list.begin(), list.end(), t), list.end());
    }

    bool splitLong() {
        bool any = false;
        for (const Edge& e : sorted([](double r) { return r > kLongest; }, true)) {
            const std::vector<std::int32_t> sides = trianglesOf(e.a, e.b);
            if (sides.empty() || mesh_.triangles.size() > spec_.mostTriangles) {
                continue;
            }
            const std::uint8_t border =
                sides.size() == 1 ? static_cast<std::uint8_t>(mesh_.border[at(e.a)] & mesh_.border[at(e.b)]) : 0;
            const auto middle = static_cast<std::int32_t>(mesh_.vertex.size());
            mesh_.vertex.push_back((mesh_.vertex[at(e.a)] + mesh_.vertex[at(e.b)]) * 0.5);
            mesh_.border.push_back(border);
            around_.emplace_back();
            for (const std::int32_t t : sides) {
                auto second = mesh_.triangles[at(t)];
                for (std::int32_t& corner : mesh_.triangles[at(t)]) {
                    corner = corner == e.b ? middle : corner;
                }
                for (std::int32_t& corner : second) {
                    corner = corner == e.a ? middle : corner;
                }
                const auto name = static_cast<std::int32_t>(mesh_.triangles.size());
                mesh_.triangles.push_back(second);
                drop(e.b, t);
                for (const std::int32_t corner : second) {
                    around_[at(corner)].push_back(name);
                }
                around_[at(middle)].push_back(t);
            }
            any = true;
        }
        return any;
    }

    /// Puts b onto a at `place` if the surface stays a surface.
    bool collapse(std::int32_t a, std::int32_t b, const Vec3& place) {
        const std::vector<std::int32_t> sides = trianglesOf(a, b);
        const std::vector<std::int32_t> na = neighbours(a), nb = neighbours(b);
        std::vector<std::int32_t> common;
        std::set_intersection(na.begin(), na.end(), nb.begin(), nb.end(), std::back_inserter(common));
        if (sides.empty() || common.size() != sides.size()) {
            return false;
        }
        for (const std::int32_t c : common) {
            if (around_[at(c)].size() <= 3) {
                return false;
            }
        }
        for (const std::int32_t v : {a, b}) {
            for (const std::int32_t t : around_[at(v)]) {
                if (std::find(sides.begin(), sides.end(), t) != sides.end()) {
                    continue;
                }
                const auto& corner = mesh_.triangles[at(t)];
                std::array<Vec3, 3> moved{};
                for (std::size_t c = 0; c < 3; ++c) {
                    moved[c] = corner[c] == v ? place : mesh_.vertex[at(corner[c])];
                }
                const Vec3 before = normalOf(corner), after = cross(moved[1] - moved[0], moved[2] - moved[0]);
                if (dot(before, after) <= kLargestTurn * norm(before) * norm(after)) {
                    return false;
                }
            }
            for (const std::int32_t n : v == a ? na : nb) {
                const Vec3& p = mesh_.vertex[at(n)];
                if (n != a && n != b && distance(p, place) > kLongest * spec_.edge_m((p + place) * 0.5)) {
                    return false;
                }
            }
        }
        mesh_.vertex[at(a)] = place;
        for (const std::int32_t t : sides) {
            for (const std::int32_t corner : std::array(mesh_.triangles[at(t)])) {
                drop(corner, t);
            }
            mesh_.triangles[at(t)] = {-1, -1, -1};
        }
        for (const std::int32_t t : around_[at(b)]) {
            for (std::int32_t& corner : mesh_.triangles[at(t)]) {
                corner = corner == b ? a : corner;
            }
            around_[at(a)].push_back(t);
        }
        around_[at(b)].clear();
        return true;
    }

    bool collapseShort() {
        bool any = false;
        for (const Edge& e : sorted([](double r) { return r < kShortest; }, false)) {
            const std::size_t sides = trianglesOf(e.a, e.b).size();
            if (sides == 0 || ratio(e.a, e.b) >= kShortest) {
                continue;
            }
            const std::uint8_t ma = mesh_.border[at(e.a)], mb = mesh_.border[at(e.b)];
            const Vec3 pa = mesh_.vertex[at(e.a)], pb = mesh_.vertex[at(e.b)];
            if (ma != 0 && mb != 0 && sides == 2) {
                continue; // would pinch the border
            }
            if (ma == mb) {
                any = collapse(e.a, e.b, std::popcount(ma) > 1 ? pa : (pa + pb) * 0.5) || any;
            } else if ((ma & mb) == mb) {
                any = collapse(e.a, e.b, pa) || any;
            } else if ((ma & mb) == ma) {
                any = collapse(e.b, e.a, pb) || any;
            }
        }
        return any;
    }

    [[nodiscard]] int excess(std::int32_t v, int change) const {
        const bool border = mesh_.border[at(v)] != 0;
        const int have = static_cast<int>(around_[at(v)].size()) + (border ? 1 : 0) + change;
        const int off = have - (border ? 4 : 6);
        return off * off;
    }

    void flip() {
        for (const Edge& e : edges()) {
            const std::vector<std::int32_t> sides = trianglesOf(e.a, e.b);
            if (sides.size() != 2) {
                continue;
            }
            const std::int32_t c = opposite(sides[0], e.a, e.b), d = opposite(sides[1], e.a, e.b);
            if (c == d || !trianglesOf(c, d).empty()) {
                continue;
            }
            const int before = excess(e.a, 0) + excess(e.b, 0) + excess(c, 0) + excess(d, 0);
            const int after = excess(e.a, -1) + excess(e.b, -1) + excess(c, 1) + excess(d, 1);
            if (after >= before) {
                continue;
            }
            // The new pair keeps the turning of the old one.
            auto first = mesh_.triangles[at(sides[0])], second = mesh_.triangles[at(sides[1])];
            const Vec3 outward = unit(unit(normalOf(first)) + unit(normalOf(second)));
            for (std::int32_t& corner : first) {
                corner = corner == e.b ? d : corner;
            }
            for (std::int32_t& corner : second) {
                corner = corner == e.a ? c : corner;
            }
            const Vec3 n1 = normalOf(first), n2 = normalOf(second);
            if (dot(n1, outward) <= 0.5 * norm(n1) || dot(n2, outward) <= 0.5 * norm(n2)) {
                continue;
            }
            mesh_.triangles[at(sides[0])] = first;
            mesh_.triangles[at(sides[1])] = second;
            drop(e.b, sides[0]);
            drop(e.a, sides[1]);
            around_[at(d)].push_back(sides[0]);
            around_[at(c)].push_back(sides[1]);
        }
    }

    void relax() {
        std::vector<Vec3> next(mesh_.vertex);
        for (std::size_t i = 0; i < next.size(); ++i) {
            const auto v = static_cast<std::int32_t>(i);
            const std::uint8_t border = mesh_.border[i];
            if (around_[i].empty() || std::popcount(border) > 1) {
                continue;
            }
            Vec3 sum{}, normal{};
            double weight = 0.0;
            for (const std::int32_t n : neighbours(v)) {
                if (border != 0 && ((mesh_.border[at(n)] & border) == 0 || trianglesOf(v, n).size() != 1)) {
                    continue; // along the border only
                }
                // Longer wanted edges weigh less, so that a change of size does not pull.
                const double w = 1.0 / spec_.edge_m(mesh_.vertex[at(n)]);
                sum = sum + mesh_.vertex[at(n)] * w;
                weight += w;
            }
            for (const std::int32_t t : around_[i]) {
                normal = normal + normalOf(mesh_.triangles[at(t)]);
            }
            if (weight > 0.0) {
                const Vec3 move = tangential(sum * (1.0 / weight) - mesh_.vertex[i], unit(normal));
                next[i] = spec_.project(mesh_.vertex[i] + move * 0.7, border);
            }
        }
        mesh_.vertex = std::move(next);
    }

    void compact() {
        SurfaceMesh out;
        std::vector<std::int32_t> name(mesh_.vertex.size(), -1);
        for (std::size_t i = 0; i < name.size(); ++i) {
            if (!around_[i].empty()) {
                name[i] = static_cast<std::int32_t>(out.vertex.size());
                out.vertex.push_back(mesh_.vertex[i]);
                out.border.push_back(mesh_.border[i]);
            }
        }
        for (const auto& t : mesh_.triangles) {
            if (t[0] >= 0) {
                out.triangles.push_back({name[at(t[0])], name[at(t[1])], name[at(t[2])]});
            }
        }
        mesh_ = std::move(out);
    }

    SurfaceMesh& mesh_;
    const RemeshSpec& spec_;
    std::vector<std::vector<std::int32_t>> around_;
};

} // namespace

void remesh(SurfaceMesh& mesh, const RemeshSpec& spec) { Remesher(mesh, spec).run(); }

double triangleQuality(const Vec3& a, const Vec3& b, const Vec3& c) {
    const double x = distance(a, b), y = distance(b, c), z = distance(c, a);
    const double area = 0.5 * norm(cross(b - a, c - a));
    const double product = x * y * z * (x + y + z);
    return product > 0.0 ? 16.0 * area * area / product : 0.0; // 2 r / R
}

} // namespace fascia::anatomy
