#include "sim/material/sheet_moduli.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace fascia::sim {

namespace {

/// 1 for nodes of the sheet whose whole surroundings are inside of it.
std::vector<std::uint8_t> innerNodes(const Web& web, Layer layer) {
    const auto& triangles = web.layerTriangles[static_cast<std::size_t>(layer)];
    std::vector<std::array<std::int32_t, 2>> edges;
    edges.reserve(3 * triangles.size());
    for (const auto& t : triangles) {
        for (std::size_t i = 0; i < 3; ++i) {
            edges.push_back({std::min(t[i], t[(i + 1) % 3]), std::max(t[i], t[(i + 1) % 3])});
        }
    }
    std::sort(edges.begin(), edges.end());
    const auto count = static_cast<std::size_t>(web.nodeCount());
    std::vector<std::uint8_t> border(count, 0);
    std::vector<std::uint8_t> inner(count, 0);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const bool shared = (i > 0 && edges[i] == edges[i - 1]) || (i + 1 < edges.size() && edges[i] == edges[i + 1]);
        for (const std::int32_t node : edges[i]) {
            inner[static_cast<std::size_t>(node)] = 1;
            if (!shared) {
                border[static_cast<std::size_t>(node)] = 1;
            }
        }
    }
    for (const auto& edge : edges) {
        for (const std::int32_t node : edge) {
            if (border[static_cast<std::size_t>(edge[0])] != 0 || border[static_cast<std::size_t>(edge[1])] != 0) {
                inner[static_cast<std::size_t>(node)] = 0;
            }
        }
    }
    return inner;
}

struct Moduli {
    double fibre, cross;
};

Moduli moduliOf(const SheetMoments& m, double a, double b) {
    const double LL = a * m.plain.LL + b * m.fibre.LL;
    const double LT = a * m.plain.LT + b * m.fibre.LT;
    const double TT = a * m.plain.TT + b * m.fibre.TT;
    if (LL <= 0.0 || TT <= 0.0) {
        return {LL, TT};
    }
    return {LL - LT * LT / TT, TT - LT * LT / LL};
}

} // namespace

SheetMoments computeSheetMoments(const Web& web, Layer layer) {
    std::vector<std::uint8_t> counted = innerNodes(web, layer);
    if (std::find(counted.begin(), counted.end(), std::uint8_t{1}) == counted.end()) {
        for (std::size_t i = 0; i < counted.size(); ++i) {
            counted[i] = web.nodeLayer[i] == layer ? 1 : 0;
        }
    }
    double volume = 0.0;
    for (std::size_t i = 0; i < counted.size(); ++i) {
        if (counted[i] != 0) {
            volume += web.nodeArea_m2[i] * web.nodeThickness_m[i];
        }
    }
    SheetMoments moments;
    if (volume <= 0.0) {
        return moments;
    }
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        const SpringFamily family = web.springFamily[s];
        if (web.springLayer[s] != layer || (family != SpringFamily::fibre && family != SpringFamily::shear)) {
            continue;
        }
        double ends = 0.0; // each end node owns half of the spring
        for (const std::int32_t node : web.springNodes[s]) {
            ends += 0.5 * counted[static_cast<std::size_t>(node)];
        }
        const double weight = ends * web.springSection_m2[s] * web.springLength_m[s] / volume;
        const double c2 = web.springFibreCos2[s];
        const double s2 = 1.0 - c2;
        const double c6 = c2 * c2 * c2;
        moments.plain.LL += weight * c2 * c2;
        moments.plain.LT += weight * c2 * s2;
        moments.plain.TT += weight * s2 * s2;
        moments.fibre.LL += weight * c6 * c2 * c2;
        moments.fibre.LT += weight * c6 * c2 * s2;
        moments.fibre.TT += weight * c6 * s2 * s2;
    }
    return moments;
}

SheetModulusFit fitSheetModuli(const SheetMoments& moments, double fibreModulus_Pa, double crossModulus_Pa) {
    SheetModulusFit fit;
    if (moments.plain.LL <= 0.0 || moments.plain.TT <= 0.0) {
        return fit;
    }
    // The ratio grows with the share r of the fibre term: a = 1 - r, b = r, then scale.
    const double wanted = fibreModulus_Pa / crossModulus_Pa;
    const auto ratio = [&moments](double r) {
        const Moduli m = moduliOf(moments, 1.0 - r, r);
        return m.cross > 0.0 ? m.fibre / m.cross : 1e30;
    };
    double low = 0.0;
    double high = 1.0;
    if (wanted <= ratio(0.0)) {
        high = 0.0;
    } else if (wanted >= ratio(1.0)) {
        low = 1.0;
    } else {
        for (int i = 0; i < 80; ++i) {
            const double middle = 0.5 * (low + high);
            (ratio(middle) < wanted ? low : high) = middle;
        }
    }
    const double share = 0.5 * (low + high);
    const Moduli raw = moduliOf(moments, 1.0 - share, share);
    const double scale = share > 0.0 ? fibreModulus_Pa / raw.fibre
                                     : std::sqrt(fibreModulus_Pa * crossModulus_Pa / (raw.fibre * raw.cross));
    fit.a_Pa = scale * (1.0 - share);
    fit.b_Pa = scale * share;
    fit.achievedFibre_Pa = scale * raw.fibre;
    fit.achievedCross_Pa = scale * raw.cross;
    return fit;
}

} // namespace fascia::sim
