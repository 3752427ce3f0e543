#include "sim/measure/nerve_load_deep.h"

#include <algorithm>
#include <cmath>

#include "sim/measure/joint_range.h"

namespace fascia::sim {
namespace {

constexpr double kDeepest_m = 0.080; // below the epimysium; deeper than any nerve of a limb
constexpr double kAlong_m = 0.20;    // of the nerve's way, from its narrow place
constexpr double kSpacing_m = 0.010;
constexpr double kBeside_m = 0.020; // from the way to the column that moves it
constexpr double kToSheet_m = 0.015;
constexpr std::size_t kFewest = 6; // columns

constexpr double kWide = 2.0; // reach of the kernel, in depths

/// A column of muscle whose line passes by a place below it.
struct ColumnOver {
    std::int32_t top = -1;    ///< Node of the epimysium.
    std::int32_t anchor = -1; ///< Its own, straight below.
    double off_m = 0.0;       ///< From the place to the column's line, >= 0.
    double along_m = 0.0;     ///< From the top to the place along the line, > 0.
    double length_m = 0.0;    ///< From the top to the anchor.
};

Vec3 toVec(const Point3& p) { return {p[0], p[1], p[2]}; }
std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Per node: the anchor straight below it, or -1; and the springs of its muscle column.
struct Columns {
    std::vector<std::int32_t> anchor;
    std::vector<std::vector<std::int32_t>> springs;
};

Columns muscleColumns(const Web& web) {
    Columns columns;
    columns.anchor.assign(web.nodePosition_m.size(), -1);
    columns.springs.resize(web.nodePosition_m.size());
    const std::vector<std::uint8_t> oblique = obliqueMuscleColumns(web);
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        auto [top, low] = web.springNodes[s];
        if (web.nodeLayer[at(top)] == Layer::bone) {
            std::swap(top, low);
        }
        if (web.springFamily[s] == SpringFamily::bulk && web.nodeLayer[at(top)] == Layer::epimysium &&
            web.nodeLayer[at(low)] == Layer::bone) {
            columns.springs[at(top)].push_back(static_cast<std::int32_t>(s));
            columns.anchor[at(top)] = oblique[s] == 0 ? low : columns.anchor[at(top)];
        }
    }
    return columns;
}

std::vector<ColumnOver> columnsOver(const Web& web, const Columns& columns, const Vec3& place, double radius_m,
                                    double deepest_m) {
    std::vector<ColumnOver> found;
    for (std::size_t i = 0; i < columns.anchor.size(); ++i) {
        if (columns.anchor[i] < 0) {
            continue;
        }
        const Vec3 top = toVec(web.nodePosition_m[i]);
        const Vec3 down = toVec(web.nodePosition_m[at(columns.anchor[i])]) - top;
        const double length = down.norm();
        const double along = (place - top).dot(down) / length;
        const double off = (place - top - down * (along / length)).norm();
        if (along > 0.0 && along < deepest_m && off < radius_m) {
            found.push_back({static_cast<std::int32_t>(i), columns.anchor[i], off, along, length});
        }
    }
    return found;
}

/// Muscle over the narrow place, on the side that is nearest to it.
struct Over {
    struct Column {
        std::int32_t top;
        Vec3 down;     ///< Unit.
        double weight; ///< Sum 1.
        bool close;    ///< No farther beside the place than above it.
    };
    double depth_m = 0.0; ///< Of the place below the epimysium.
    Vec3 down{0, 0, 0};   ///< Unit, of the nearest column.
    std::vector<Column> columns;
};

Over muscleOver(const Web& web, const Columns& columns, const Vec3& place) {
    Over over;
    double best = kDeepest_m + kBeside_m;
    for (const ColumnOver& column : columnsOver(web, columns, place, kBeside_m, kDeepest_m)) {
        if (column.along_m + column.off_m < best) {
            best = column.along_m + column.off_m;
            over.depth_m = column.along_m;
            over.down =
                (toVec(web.nodePosition_m[at(column.anchor)]) - toVec(web.nodePosition_m[at(column.top)])).normalized();
        }
    }
    double sum = 0.0;
    for (std::size_t i = 0; over.depth_m > 0.0 && i < columns.anchor.size(); ++i) {
        if (columns.anchor[i] < 0) {
            continue;
        }
        const Vec3 top = toVec(web.nodePosition_m[i]);
        const Vec3 down = (toVec(web.nodePosition_m[at(columns.anchor[i])]) - top).normalized();
        const double above = (place - top).dot(over.down);
        const double r = (place - top - over.down * above).norm() / over.depth_m;
        if (above > 0.0 && above < kWide * over.depth_m && r < kWide && down.dot(over.down) > 0.5) {
            const double weight = web.nodeArea_m2[i] * std::pow(1.0 + r * r, -2.5);
            over.columns.push_back({static_cast<std::int32_t>(i), down, weight, r < 1.0});
            sum += over.columns.back().weight;
        }
    }
    for (Over::Column& column : over.columns) {
        column.weight /= sum;
    }
    return over;
}

bool besideSheet(const Web& web, const Vec3& place, std::int32_t& node) {
    double best = kToSheet_m;
    node = -1;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        const double d = (toVec(web.nodePosition_m[i]) - place).norm();
        if (d < best && web.nodeLayer[i] != Layer::bone && web.nodeLayer[i] != Layer::skin) {
            best = d;
            node = static_cast<std::int32_t>(i);
        }
    }
    return node >= 0;
}

void addPoint(const Web& web, const Columns& columns, const Vec3& place, std::vector<DeepNerve::Point>& way) {
    DeepNerve::Point point;
    point.rest_m = {place[0], place[1], place[2]};
    if (besideSheet(web, place, point.node)) {
        point.share = 1.0;
        point.anchor = point.node;
        way.push_back(point);
        return;
    }
    double best = kBeside_m + kDeepest_m;
    for (const ColumnOver& column : columnsOver(web, columns, place, kBeside_m, kDeepest_m)) {
        if (column.off_m + column.along_m < best) {
            best = column.off_m + column.along_m;
            point.node = column.top;
            point.anchor = column.anchor;
            point.share = std::max(0.0, 1.0 - column.along_m / column.length_m);
        }
    }
    if (point.node >= 0) {
        way.push_back(point);
    }
}

} // namespace

bool coversDeepNerve(const Web& web, const Nerve& nerve) {
    const Vec3 place = toVec(nerve.tunnel_m);
    const Over over = muscleOver(web, muscleColumns(web), place);
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        const Vec3 away = place - toVec(web.nodePosition_m[i]);
        const double above = away.dot(over.down);
        const bool beside =
            above > 0.0 && above < kWide * over.depth_m && (away - over.down * above).norm() < over.depth_m;
        if (beside && web.nodeLayer[i] == Layer::epimysium && web.nodeAnchored[i] != 0) {
            return false;
        }
    }
    return over.columns.size() >= kFewest;
}

DeepNerve makeDeepNerve(const Web& web, const Nerve& nerve) {
    DeepNerve deep;
    const Columns columns = muscleColumns(web);
    const Over over = muscleOver(web, columns, toVec(nerve.tunnel_m));
    std::vector<std::uint8_t> isTop(web.nodePosition_m.size(), 0);
    for (const Over::Column& column : over.columns) {
        isTop[at(column.top)] = column.close ? 1 : 0;
        const Vec3 top = toVec(web.nodePosition_m[at(column.top)]);
        const auto cosine = [&](std::int32_t s) {
            const auto& ends = web.springNodes[at(s)];
            const std::int32_t low = ends[0] == column.top ? ends[1] : ends[0];
            return (toVec(web.nodePosition_m[at(low)]) - top).normalized().dot(column.down);
        };
        double section = 0.0;
        for (const std::int32_t s : columns.springs[at(column.top)]) {
            section += web.springSection_m2[at(s)] * cosine(s);
        }
        for (const std::int32_t s : columns.springs[at(column.top)]) {
            deep.muscleSprings.push_back(s);
            deep.share_per_m2.push_back(column.weight * cosine(s) / section);
        }
    }
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        const auto [a, b] = web.springNodes[s];
        if ((isTop[at(a)] != 0 || isTop[at(b)] != 0) && web.springFamily[s] != SpringFamily::bulk) {
            deep.sheetSprings.push_back(static_cast<std::int32_t>(s));
        }
    }
    for (std::size_t k = 0; !over.columns.empty() && k + 1 < nerve.path_m.size(); ++k) {
        const Vec3 a = toVec(nerve.path_m[k]);
        const Vec3 b = toVec(nerve.path_m[k + 1]);
        const int pieces = std::max(1, static_cast<int>(std::ceil((b - a).norm() / kSpacing_m)));
        for (int piece = 0; piece < pieces; ++piece) {
            const Vec3 p = a + (b - a) * (static_cast<double>(piece) / pieces);
            if ((p - toVec(nerve.tunnel_m)).norm() < kAlong_m) {
                addPoint(web, columns, p, deep.way);
            }
        }
    }
    return deep;
}

double musclePressure_Pa(const DeepNerve& nerve, std::span<const float> tension_N) {
    double pressure = 0.0;
    for (std::size_t k = 0; k < nerve.muscleSprings.size(); ++k) {
        pressure -= nerve.share_per_m2[k] * static_cast<double>(tension_N[at(nerve.muscleSprings[k])]);
    }
    return std::max(0.0, pressure);
}

double wayLength_m(const Web& web, const DeepNerve& nerve, const Positions& position) {
    const auto moved = [&](std::int32_t node) -> Vec3 {
        return position[at(node)] - toVec(web.nodePosition_m[at(node)]);
    };
    const auto place = [&](const DeepNerve::Point& point) -> Vec3 {
        return toVec(point.rest_m) + moved(point.node) * point.share + moved(point.anchor) * (1.0 - point.share);
    };
    double length = 0.0;
    for (std::size_t k = 0; k + 1 < nerve.way.size(); ++k) {
        length += (place(nerve.way[k + 1]) - place(nerve.way[k])).norm();
    }
    return length;
}

} // namespace fascia::sim
