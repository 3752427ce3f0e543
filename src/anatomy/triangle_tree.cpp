#include "anatomy/triangle_tree.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace fascia::anatomy {

namespace {

constexpr std::int32_t kLeaf = 4;
constexpr double kSamePlace = 1e-10; ///< Of the size of the coordinates: far above rounding, far below any triangle.

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

double boxDistance2(const Vec3& low, const Vec3& high, const Vec3& p) {
    double sum = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double d = std::max({low[i] - p[i], 0.0, p[i] - high[i]});
        sum += d * d;
    }
    return sum;
}

/// Nearest point of a triangle by the Voronoi regions of its corners and edges (Ericson 2005, section 5.1.5).
Vec3 nearestOfTriangle(const Vec3& p, const Vec3& a, const Vec3& b, const Vec3& c) {
    const Vec3 ab = b - a, ac = c - a, ap = p - a;
    const double d1 = dot(ab, ap), d2 = dot(ac, ap);
    if (d1 <= 0.0 && d2 <= 0.0) {
        return a;
    }
    const Vec3 bp = p - b;
    const double d3 = dot(ab, bp), d4 = dot(ac, bp);
    if (d3 >= 0.0 && d4 <= d3) {
        return b;
    }
    const double vc = d1 * d4 - d3 * d2;
    if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0) {
        return a + ab * (d1 / (d1 - d3));
    }
    const Vec3 cp = p - c;
    const double d5 = dot(ab, cp), d6 = dot(ac, cp);
    if (d6 >= 0.0 && d5 <= d6) {
        return c;
    }
    const double vb = d5 * d2 - d1 * d6;
    if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0) {
        return a + ac * (d2 / (d2 - d6));
    }
    const double va = d3 * d6 - d5 * d4;
    if (va <= 0.0 && d4 - d3 >= 0.0 && d5 - d6 >= 0.0) {
        return b + (c - b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6)));
    }
    const double sum = va + vb + vc;
    return sum > 0.0 ? a + ab * (vb / sum) + ac * (vc / sum) : a;
}

/// Parameter along d where the line p + s d meets the triangle.
std::optional<double> hitOf(const Vec3& p, const Vec3& d, const Vec3& a, const Vec3& b, const Vec3& c) {
    const Vec3 e1 = b - a, e2 = c - a, h = cross(d, e2);
    const double det = dot(e1, h);
    if (det == 0.0) {
        return std::nullopt;
    }
    const Vec3 s = p - a;
    const double u = dot(s, h) / det;
    const Vec3 q = cross(s, e1);
    const double v = dot(d, q) / det;
    if (u < 0.0 || v < 0.0 || u + v > 1.0) {
        return std::nullopt;
    }
    return dot(e2, q) / det;
}

} // namespace

TriangleTree::TriangleTree(const SurfaceMesh& mesh) : mesh_(mesh), order_(mesh.triangles.size()) {
    assert(!mesh.triangles.empty());
    std::iota(order_.begin(), order_.end(), 0);
    centre_.reserve(order_.size());
    for (std::size_t t = 0; t < order_.size(); ++t) {
        centre_.push_back((mesh.corner(t, 0) + mesh.corner(t, 1) + mesh.corner(t, 2)) * (1.0 / 3.0));
    }
    boxes_.reserve(order_.size());
    build(0, static_cast<std::int32_t>(order_.size()));
}

std::int32_t TriangleTree::build(std::int32_t first, std::int32_t last) {
    const auto name = static_cast<std::int32_t>(boxes_.size());
    Box box;
    box.low = {1e300, 1e300, 1e300};
    box.high = {-1e300, -1e300, -1e300};
    for (std::int32_t i = first; i < last; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            const Vec3 p = corner(order_[at(i)], c);
            for (std::size_t k = 0; k < 3; ++k) {
                box.low[k] = std::min(box.low[k], p[k]);
                box.high[k] = std::max(box.high[k], p[k]);
            }
        }
    }
    boxes_.push_back(box);
    if (last - first <= kLeaf) {
        boxes_[at(name)].first = first;
        boxes_[at(name)].count = last - first;
        return name;
    }
    const Vec3 size = box.high - box.low;
    const std::size_t axis = size[0] >= size[1] && size[0] >= size[2] ? 0 : (size[1] >= size[2] ? 1 : 2);
    const std::int32_t middle = (first + last) / 2;
    std::nth_element(order_.begin() + first, order_.begin() + middle, order_.begin() + last,
                     [&](std::int32_t a, std::int32_t b) {
                         return std::pair{centre_[at(a)][axis], a} < std::pair{centre_[at(b)][axis], b};
                     });
    const std::int32_t left = build(first, middle);
    const std::int32_t right = build(middle, last);
    boxes_[at(name)].left = left;
    boxes_[at(name)].right = right;
    return name;
}

Vec3 TriangleTree::nearest(const Vec3& p) const {
    Vec3 best{};
    double best2 = 1e300;
    std::vector<std::int32_t> stack{0};
    while (!stack.empty()) {
        const Box& box = boxes_[at(stack.back())];
        stack.pop_back();
        if (boxDistance2(box.low, box.high, p) >= best2) {
            continue;
        }
        for (std::int32_t i = box.first; i < box.first + box.count; ++i) {
            const std::int32_t t = order_[at(i)];
            const Vec3 q = nearestOfTriangle(p, corner(t, 0), corner(t, 1), corner(t, 2));
            const double d2 = dot(q - p, q - p);
            if (d2 < best2) {
                best2 = d2;
                best = q;
            }
        }
        if (box.count == 0) {
            const auto far = [&](std::int32_t b) { return boxDistance2(boxes_[at(b)].low, boxes_[at(b)].high, p); };
            const bool leftFirst = far(box.left) <= far(box.right);
            stack.push_back(leftFirst ? box.right : box.left);
            stack.push_back(leftFirst ? box.left : box.right);
        }
    }
    return best;
}

std::optional<double> TriangleTree::firstHit(const Vec3& p, const Vec3& d, double start_m) const {
    std::optional<double> best;
    std::vector<std::int32_t> stack{0};
    while (!stack.empty()) {
        const Box& box = boxes_[at(stack.back())];
        stack.pop_back();
        double enter = start_m;
        double leave = best.value_or(1e300);
        for (std::size_t k = 0; k < 3; ++k) {
            if (std::fabs(d[k]) < 1e-14) {
                if (p[k] < box.low[k] || p[k] > box.high[k]) {
                    leave = -1.0;
                }
            } else {
                const double s = (box.low[k] - p[k]) / d[k], t = (box.high[k] - p[k]) / d[k];
                enter = std::max(enter, std::min(s, t));
                leave = std::min(leave, std::max(s, t));
            }
        }
        if (enter > leave) {
            continue;
        }
        for (std::int32_t i = box.first; i < box.first + box.count; ++i) {
            const std::int32_t t = order_[at(i)];
            const std::optional<double> hit = hitOf(p, d, corner(t, 0), corner(t, 1), corner(t, 2));
            if (hit && *hit > start_m && (!best || *hit < *best)) {
                best = hit;
            }
        }
        if (box.count == 0) {
            stack.push_back(box.left);
            stack.push_back(box.right);
        }
    }
    return best;
}

std::optional<Vec3> TriangleTree::crossing(std::int32_t a, std::int32_t b) const {
    const auto& ta = mesh_.triangles[at(a)];
    const auto& tb = mesh_.triangles[at(b)];
    for (const std::int32_t v : ta) {
        if (v == tb[0] || v == tb[1] || v == tb[2]) {
            return std::nullopt;
        }
    }
    for (int turn = 0; turn < 2; ++turn) {
        const std::int32_t s = turn == 0 ? a : b, t = turn == 0 ? b : a;
        for (std::size_t c = 0; c < 3; ++c) {
            const Vec3 from = corner(s, c), along = corner(s, (c + 1) % 3) - from;
            const std::optional<double> hit = hitOf(from, along, corner(t, 0), corner(t, 1), corner(t, 2));
            if (hit && *hit >= 0.0 && *hit <= 1.0) {
                const Vec3 place = from + along * *hit;
                // Of an edge that lies in the triangle's plane but for rounding, the hit is anywhere: see whether it is there.
                const Vec3 there = nearestOfTriangle(place, corner(t, 0), corner(t, 1), corner(t, 2));
                if (distance(place, there) <= kSamePlace * (norm(along) + norm(from))) {
                    return place;
                }
            }
        }
    }
    return std::nullopt;
}

std::optional<Vec3> TriangleTree::selfCrossing() const {
    std::vector<std::array<std::int32_t, 2>> stack{{0, 0}};
    while (!stack.empty()) {
        const auto [i, j] = stack.back();
        stack.pop_back();
        const Box& a = boxes_[at(i)];
        const Box& b = boxes_[at(j)];
        bool apart = false;
        for (std::size_t k = 0; k < 3; ++k) {
            apart = apart || a.low[k] > b.high[k] || b.low[k] > a.high[k];
        }
        if (apart) {
            continue;
        }
        if (a.count > 0 && b.count > 0) {
            for (std::int32_t s = a.first; s < a.first + a.count; ++s) {
                for (std::int32_t t = i == j ? s + 1 : b.first; t < b.first + b.count; ++t) {
                    if (const auto place = crossing(order_[at(s)], order_[at(t)])) {
                        return place;
                    }
                }
            }
        } else if (i == j) {
            stack.push_back({a.left, a.left});
            stack.push_back({a.right, a.right});
            stack.push_back({a.left, a.right});
        } else if (b.count > 0 || (a.count == 0 && i < j)) {
            stack.push_back({a.left, j});
            stack.push_back({a.right, j});
        } else {
            stack.push_back({i, b.left});
            stack.push_back({i, b.right});
        }
    }
    return std::nullopt;
}

} // namespace fascia::anatomy
