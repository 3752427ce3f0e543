#include "anatomy/tool/skin_lattice.h"

#include "anatomy/sheet_springs.h"

namespace fascia::anatomy {

namespace {

constexpr double kHeightOfTriangle = 0.86602540378443864676;
constexpr int kSectionSamples = 600;
constexpr int kRelaxations = 150;
/// 1: triangles as equilateral as their surroundings allow; 0: one edge length everywhere.
constexpr double kLocalWeight = 0.5;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The skin's section at one height from the mid-line at the back to the lateral border, by arc length.
struct SectionCurve {
    std::vector<Vec3> point;
    std::vector<double> arc_m;

    [[nodiscard]] Vec3 operator()(double fraction) const {
        const double target = fraction * arc_m.back();
        const auto after = std::upper_bound(arc_m.begin(), arc_m.end(), target) - arc_m.begin();
        const auto i = static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(after - 1, 0, static_cast<std::ptrdiff_t>(arc_m.size()) - 2));
        const double t = (target - arc_m[i]) / (arc_m[i + 1] - arc_m[i]);
        return point[i] + (point[i + 1] - point[i]) * t;
    }
};

SectionCurve traceSection(const Figure& figure, double y, double lateralZ) {
    // Sections of the trunk are star-shaped about a point inside; sweep rays from the back to the side.
    const Vec3 centre{0.0, y, lateralZ};
    SectionCurve curve;
    for (int i = 0; i <= kSectionSamples; ++i) {
        const double angle = 1.57079632679489661923 * i / kSectionSamples;
        const Vec3 outward{std::sin(angle), 0.0, -std::cos(angle)};
        double inside = 0.03;
        double outside = 0.25;
        // March from the inside so that arms and hands beyond the trunk are not met.
        for (double r = inside; r < outside; r += 0.002) {
            if (figure.skinDistance(centre + outward * r) > 0.0) {
                outside = r;
                break;
            }
            inside = r;
        }
        for (int k = 0; k < 40; ++k) {
            const double middle = 0.5 * (inside + outside);
            (figure.skinDistance(centre + outward * middle) > 0.0 ? outside : inside) = middle;
        }
        const Vec3 p = centre + outward * inside;
        curve.arc_m.push_back(curve.point.empty() ? 0.0 : curve.arc_m.back() + distance(p, curve.point.back()));
        curve.point.push_back(p);
    }
    return curve;
}

struct Border {
    bool seam, lateral, end;
};

void keepOnBorder(const Border& border, const RegionChart& chart, bool top, Vec3& p) {
    if (border.seam) {
        p[0] = 0.0;
    }
    if (border.end) {
        p[1] = top ? chart.top_m : chart.bottom_m;
    }
    if (border.lateral) {
        p[2] = chart.lateralZ(p[1]);
    }
}

} // namespace

Vec3 projectToSkin(const Figure& figure, Vec3 p) {
    for (int i = 0; i < 30; ++i) {
        const double d = figure.skinDistance(p);
        if (std::fabs(d) < 1e-8) {
            break;
        }
        p = p - figure.skinNormal(p, 5e-4) * d;
    }
    return p;
}

Vec3 castToSkin(const Figure& figure, Vec3 p, const Vec3& d) {
    double s = 0.0;
    while (s < 0.5) {
        const double toSkin = figure.skinDistance(p + d * s);
        if (toSkin < 1e-7) {
            break;
        }
        s += std::max(0.5 * toSkin, 1e-7);
    }
    return projectToSkin(figure, p + d * s);
}

SkinLattice makeSkinLattice(const Figure& figure, const RegionChart& chart, double edge_m) {
    // Columns across: the mean of the section lengths over the region; rows: from the mean length along the back.
    const int kProbe = 24;
    double meanArc = 0.0;
    double along = 0.0;
    std::vector<Vec3> middle;
    for (int i = 0; i <= kProbe; ++i) {
        const double y = chart.bottom_m + (chart.top_m - chart.bottom_m) * i / kProbe;
        const SectionCurve curve = traceSection(figure, y, chart.lateralZ(y));
        meanArc += curve.arc_m.back() / (kProbe + 1);
        middle.push_back(curve(0.4));
    }
    for (std::size_t i = 1; i < middle.size(); ++i) {
        along += distance(middle[i], middle[i - 1]);
    }
    const int lines = static_cast<int>(std::lround(meanArc / (kHeightOfTriangle * edge_m)));
    const int rows = static_cast<int>(std::lround(along / edge_m + 0.5));

    SkinLattice skin{Lattice(0, lines, rows), {}};
    const Lattice& lattice = skin.lattice;
    const auto count = static_cast<std::size_t>(lattice.size());
    std::vector<Border> border(count);
    std::vector<bool> atTop(count);
    std::vector<std::pair<double, SectionCurve>> sections; // one per distinct height
    for (std::int32_t i = 0; i < lattice.size(); ++i) {
        const Lattice::Node& n = lattice.node(i);
        const double y = chart.bottom_m + (chart.top_m - chart.bottom_m) * lattice.heightOf(i) / lattice.height();
        const SectionCurve* curve = nullptr;
        for (const auto& [height, known] : sections) {
            if (std::fabs(height - y) < 1e-9) {
                curve = &known;
            }
        }
        if (curve == nullptr) {
            sections.emplace_back(y, traceSection(figure, y, chart.lateralZ(y)));
            curve = &sections.back().second;
        }
        skin.position.push_back((*curve)(static_cast<double>(n.line) / lines));
        border[at(i)] = {n.line == 0, n.line == lines, lattice.onEnd(i)};
        atTop[at(i)] = n.half > rows;
    }

    // Relax: every edge pulls or pushes towards a target length, on the surface.
    const Triangles& triangles = lattice.triangles();
    for (int pass = 0; pass < kRelaxations; ++pass) {
        const std::vector<MeshEdge> edges = meshEdges(triangles, skin.position);
        std::vector<double> mean(count, 0.0);
        std::vector<int> degree(count, 0);
        double meanLength = 0.0;
        for (const MeshEdge& e : edges) {
            const double length = distance(skin.position[at(e.a)], skin.position[at(e.b)]);
            meanLength += length / static_cast<double>(edges.size());
            for (const std::int32_t node : {e.a, e.b}) {
                mean[at(node)] += length;
                ++degree[at(node)];
            }
        }
        std::vector<Vec3> move(count, Vec3{0, 0, 0});
        for (const MeshEdge& e : edges) {
            const Vec3 d = skin.position[at(e.b)] - skin.position[at(e.a)];
            const double length = norm(d);
            const double local = 0.5 * (mean[at(e.a)] / degree[at(e.a)] + mean[at(e.b)] / degree[at(e.b)]);
            const double target = kLocalWeight * local + (1.0 - kLocalWeight) * meanLength;
            const Vec3 pull = d * (0.5 * (length - target) / length);
            move[at(e.a)] = move[at(e.a)] + pull;
            move[at(e.b)] = move[at(e.b)] - pull;
        }
        for (std::size_t i = 0; i < count; ++i) {
            Vec3 p = skin.position[i] + move[i] * 0.3;
            for (int k = 0; k < 3; ++k) {
                keepOnBorder(border[i], chart, atTop[i], p);
                p = p - figure.skinNormal(p, 5e-4) * figure.skinDistance(p);
            }
            skin.position[i] = p;
        }
    }
    // Exact at last. On a border, alternate between it and the skin.
    for (std::size_t i = 0; i < count; ++i) {
        for (int k = 0; k < 60; ++k) {
            keepOnBorder(border[i], chart, atTop[i], skin.position[i]);
            skin.position[i] = projectToSkin(figure, skin.position[i]);
        }
        if (border[i].seam) {
            skin.position[i][0] = 0.0;
        }
    }
    return skin;
}

} // namespace fascia::anatomy
