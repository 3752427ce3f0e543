// Reads figure.toml. The only file of the library that knows toml++.

#include <toml++/toml.h>

#include "anatomy/figure.h"
#include "anatomy/toml_file.h"

namespace fascia::anatomy {

namespace {

Vec3 vectorOr(const toml::table& table, std::string_view key, const Vec3& fallback) {
    const toml::array* array = table[key].as_array();
    if (array == nullptr || array->size() < 3) {
        return fallback;
    }
    Vec3 v{};
    for (std::size_t i = 0; i < 3; ++i) {
        v[i] = array->get(i)->value_or(0.0);
    }
    return v;
}

double numberOr(const toml::table& table, std::string_view key, double fallback) {
    return table[key].value_or(fallback);
}

std::string textOr(const toml::table& table, std::string_view key, const char* fallback = "") {
    return table[key].value_or(std::string(fallback));
}

std::vector<std::vector<double>> rowsOf(const toml::table& table, std::string_view key) {
    std::vector<std::vector<double>> rows;
    if (const toml::array* array = table[key].as_array()) {
        for (const toml::node& node : *array) {
            std::vector<double> row;
            if (const toml::array* numbers = node.as_array()) {
                for (const toml::node& number : *numbers) {
                    row.push_back(number.value_or(0.0));
                }
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

Vec3 lower(const Vec3& a, const Vec3& b) { return {std::min(a[0], b[0]), std::min(a[1], b[1]), std::min(a[2], b[2])}; }
Vec3 upper(const Vec3& a, const Vec3& b) { return {std::max(a[0], b[0]), std::max(a[1], b[1]), std::max(a[2], b[2])}; }
void grow(Primitive& primitive, const Vec3& low, const Vec3& high) {
    primitive.low = lower(primitive.low, low);
    primitive.high = upper(primitive.high, high);
}

void setBoxBounds(Primitive& primitive, const Vec3& centre, const Vec3& half, const std::array<Vec3, 3>& axis,
                  bool ellipsoid) {
    Vec3 extent{};
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0.0;
        for (std::size_t a = 0; a < 3; ++a) {
            const double part = std::fabs(axis[a][i]) * half[a];
            sum += ellipsoid ? part * part : part;
        }
        extent[i] = ellipsoid ? std::sqrt(sum) : sum;
    }
    primitive.low = centre - extent;
    primitive.high = centre + extent;
}

Loft readLoft(const toml::table& table, Primitive& primitive) {
    Loft loft;
    loft.origin = vectorOr(table, "o", {0, 0, 0});
    loft.axis = unit(vectorOr(table, "axis", {0, 1, 0}));
    loft.side = unit(tangential(vectorOr(table, "side", {1, 0, 0}), loft.axis));
    loft.front = unit(tangential(tangential(vectorOr(table, "front", {0, 0, 1}), loft.axis), loft.side));
    std::vector<double> t;
    std::array<std::vector<double>, 6> value;
    constexpr double kSplineSlack = 0.012;
    primitive.low = {1e9, 1e9, 1e9};
    primitive.high = {-1e9, -1e9, -1e9};
    for (const std::vector<double>& row : rowsOf(table, "rows")) {
        if (row.size() < 7) {
            continue;
        }
        t.push_back(row[0]);
        const std::array<double, 6> q{(row[1] + row[2]) / 2, (row[2] - row[1]) / 2, row[5],
                                      row[4] - row[5],       row[5] - row[3],       row[6]};
        for (std::size_t i = 0; i < 6; ++i) {
            value[i].push_back(q[i]);
        }
        for (const double x : {row[1] - kSplineSlack, row[2] + kSplineSlack}) {
            for (const double z : {row[3] - kSplineSlack, row[4] + kSplineSlack}) {
                const Vec3 corner = loft.origin + loft.axis * row[0] + loft.side * x + loft.front * z;
                grow(primitive, corner, corner);
            }
        }
    }
    for (std::size_t i = 0; i < 6; ++i) {
        loft.section[i] = NaturalSpline(t, value[i]);
    }
    loft.first = t.front();
    loft.last = t.back();
    return loft;
}

/// Empty string when all is well, else what is wrong.
std::string readPrimitive(const toml::table& table, Primitive& primitive) {
    const std::string kind = textOr(table, "kind");
    if (kind == "rcone") {
        RoundCone cone;
        cone.a = vectorOr(table, "a", {});
        cone.b = vectorOr(table, "b", {});
        cone.radiusA_m = numberOr(table, "ra", 0.0);
        cone.radiusB_m = numberOr(table, "rb", cone.radiusA_m);
        cone.flat = numberOr(table, "flat", 1.0);
        cone.normal = unit(vectorOr(table, "n", {0, 0, 1}));
        const Vec3 ra{cone.radiusA_m, cone.radiusA_m, cone.radiusA_m};
        const Vec3 rb{cone.radiusB_m, cone.radiusB_m, cone.radiusB_m};
        primitive.low = lower(cone.a - ra, cone.b - rb);
        primitive.high = upper(cone.a + ra, cone.b + rb);
        primitive.shape = cone;
    } else if (kind == "tube") {
        Tube tube;
        primitive.low = {1e9, 1e9, 1e9};
        primitive.high = {-1e9, -1e9, -1e9};
        for (const std::vector<double>& row : rowsOf(table, "pts")) {
            if (row.size() < 4) {
                return "a tube point needs x, y, z and a radius";
            }
            const Vec3 c{row[0], row[1], row[2]};
            const Vec3 r{row[3], row[3], row[3]};
            tube.point.push_back(c);
            tube.radius_m.push_back(row[3]);
            grow(primitive, c - r, c + r);
        }
        if (tube.point.size() < 2) {
            return "a tube needs at least two points";
        }
        primitive.shape = tube;
    } else if (kind == "loft") {
        if (rowsOf(table, "rows").size() < 3) {
            return "a loft needs at least three rows";
        }
        primitive.shape = readLoft(table, primitive);
    } else if (kind == "ellip") {
        Ellipsoid e;
        e.centre = vectorOr(table, "c", {});
        e.radius_m = vectorOr(table, "r", {0.01, 0.01, 0.01});
        e.axis = axesFromYZ(vectorOr(table, "y", {0, 1, 0}), vectorOr(table, "z", {0, 0, 1}));
        setBoxBounds(primitive, e.centre, e.radius_m, e.axis, true);
        primitive.shape = e;
    } else if (kind == "rbox") {
        RoundedBox box;
        box.centre = vectorOr(table, "c", {});
        box.half_m = vectorOr(table, "h", {0.01, 0.01, 0.01});
        box.round_m = numberOr(table, "round", 0.0);
        box.axis = axesFromYZ(vectorOr(table, "y", {0, 1, 0}), vectorOr(table, "z", {0, 0, 1}));
        setBoxBounds(primitive, box.centre, box.half_m, box.axis, false);
        primitive.shape = box;
    } else {
        return "unknown primitive kind '" + kind + "'; valid: ellip, rcone, tube, rbox, loft";
    }
    return {};
}

std::string readItems(const toml::table& table, bool groupMirrored, std::vector<BlendItem>& items) {
    const toml::array* prims = table["prims"].as_array();
    if (prims == nullptr || prims->empty()) {
        return "an entry has no prims";
    }
    for (const toml::node& node : *prims) {
        const toml::table* prim = node.as_table();
        if (prim == nullptr) {
            return "prims must be tables";
        }
        BlendItem item;
        item.blend_m = numberOr(*prim, "k", 0.02);
        item.pairBlend_m = numberOr(*prim, "k_pair", item.blend_m);
        item.subtract = textOr(*prim, "op", "add") == "sub";
        item.paired = !groupMirrored && (*prim)["mirror"].value_or(false);
        std::string trouble = readPrimitive(*prim, item.primitive);
        if (!trouble.empty()) {
            return trouble;
        }
        items.push_back(std::move(item));
    }
    return {};
}

std::string readGroup(const toml::table& table, SkinGroup& group) {
    group.name = textOr(table, "name");
    group.blend_m = numberOr(table, "k", 0.02);
    group.mirrored = table["mirror"].value_or(false);
    group.mirrorBlend_m = numberOr(table, "k_lr", 0.0);
    if (const toml::table* frame = table["frame"].as_table()) {
        group.origin = vectorOr(*frame, "o", {});
        group.axis[1] = unit(vectorOr(*frame, "y", {0, 1, 0}));
        group.axis[0] = unit(tangential(vectorOr(*frame, "x", {1, 0, 0}), group.axis[1]));
        group.axis[2] = unit(tangential(tangential(vectorOr(*frame, "z", {0, 0, 1}), group.axis[1]), group.axis[0]));
    }
    std::string trouble = readItems(table, group.mirrored, group.items);
    for (const BlendItem& item : group.items) {
        group.largestBlend_m = std::max(group.largestBlend_m, item.blend_m);
    }
    return trouble;
}

void setBounds(Solid& solid) {
    solid.low = {1e9, 1e9, 1e9};
    solid.high = {-1e9, -1e9, -1e9};
    const Vec3 bulge{solid.blend_m, solid.blend_m, solid.blend_m};
    for (const BlendItem& item : solid.items) {
        if (!item.subtract) {
            solid.low = lower(solid.low, item.primitive.low - bulge);
            solid.high = upper(solid.high, item.primitive.high + bulge);
        }
    }
}

std::string readSolid(const toml::table& table, std::string_view partKey, double defaultBlend, Solid& solid) {
    solid.name = textOr(table, "name");
    solid.part = textOr(table, partKey);
    solid.blend_m = numberOr(table, "k", defaultBlend);
    solid.mirrored = table["mirror"].value_or(false);
    std::string trouble = readItems(table, true, solid.items);
    setBounds(solid);
    return trouble;
}

BlendItem tubeItem(const Vec3& a, double radiusA, const Vec3& b, double radiusB, bool paired) {
    BlendItem item;
    item.blend_m = 0.0;
    item.paired = paired;
    item.primitive.shape = Tube{{a, b}, {radiusA, radiusB}};
    const Vec3 ra{radiusA, radiusA, radiusA};
    const Vec3 rb{radiusB, radiusB, radiusB};
    item.primitive.low = lower(a - ra, b - rb);
    item.primitive.high = upper(a + ra, b + rb);
    return item;
}

/// A vertebra as a solid: an ellipsoidal body, the spinous process and the transverse processes (schematic).
Solid vertebraSolid(const Vertebra& v) {
    Solid solid;
    solid.name = "vertebra_" + v.name;
    solid.part = "spine";
    Ellipsoid body;
    body.centre = v.centre;
    body.radius_m = {v.half_m[0] * 1.12, v.half_m[2] * 1.12, v.half_m[1] * 1.05};
    body.axis = axesFromYZ({0, 1, 0}, {0, 0, 1});
    BlendItem item;
    item.primitive.shape = body;
    setBoxBounds(item.primitive, body.centre, body.radius_m, body.axis, true);
    solid.items.push_back(item);
    // The given tip is the outermost point of the process, so the last sphere ends there.
    constexpr double kTipRadius = 0.0045;
    const Vec3 base = v.centre + Vec3{0, 0, -v.half_m[1] - 0.006};
    const Vec3 tip = v.spinousTip - unit(v.spinousTip - base) * kTipRadius;
    solid.items.push_back(tubeItem(base, 0.006, tip, kTipRadius, false));
    const Vec3 root = v.centre + Vec3{0.006, 0, -v.half_m[1] - 0.004};
    solid.items.push_back(tubeItem(root, 0.0055, v.transverseTip, 0.0045, false));
    solid.items.push_back(tubeItem(mirrorX(root), 0.0055, mirrorX(v.transverseTip), 0.0045, false));
    setBounds(solid);
    return solid;
}

std::array<double, 3> millimetres(const toml::table& table, std::string_view key) {
    return vectorOr(table, key, {0, 0, 0}) * 1e-3;
}

void readLine(const toml::table& table, FigureLine& line) {
    line.name = textOr(table, "name");
    line.evidence = textOr(table, "evidence");
    line.note = textOr(table, "note");
    line.mirrored = table["mirror"].value_or(false);
    line.crosses = table["crosses"].value_or(false);
    if (const toml::array* stations = table["stations"].as_array()) {
        for (const toml::node& node : *stations) {
            if (const toml::table* station = node.as_table()) {
                line.stations.push_back({textOr(*station, "n"), textOr(*station, "t"), vectorOr(*station, "p", {})});
            }
        }
    }
}

void readNerve(const toml::table& table, FigureNerve& nerve) {
    nerve.name = textOr(table, "name");
    nerve.note = textOr(table, "note");
    nerve.mirrored = table["mirror"].value_or(false);
    nerve.deep = table["deep"].value_or(false);
    for (const std::vector<double>& row : rowsOf(table, "path")) {
        if (row.size() >= 3) {
            nerve.path.push_back({row[0], row[1], row[2]});
        }
    }
    if (const toml::table* place = table["entrapment"].as_table()) {
        nerve.entrapmentName = textOr(*place, "name");
        nerve.entrapment = vectorOr(*place, "p", {});
        nerve.entrapmentSkin = vectorOr(*place, "skin", {});
        nerve.entrapmentNormal = vectorOr(*place, "normal", {0, 0, 1});
    }
    if (const toml::array* felt = table["felt"].as_array()) {
        for (const toml::node& node : *felt) {
            if (const toml::table* area = node.as_table()) {
                nerve.felt.push_back({textOr(*area, "name"), vectorOr(*area, "c", {}), numberOr(*area, "r", 0.0)});
            }
        }
    }
}

void readJoint(const toml::table& table, FigureJoint& joint) {
    joint.name = textOr(table, "name");
    joint.healthy = textOr(table, "healthy");
    joint.note = textOr(table, "note");
    joint.mirrored = table["mirror"].value_or(false);
    joint.centre = vectorOr(table, "centre", {});
    joint.axis = unit(vectorOr(table, "axis", {1, 0, 0}));
    joint.lowest_deg = numberOr(table, "min", 0.0);
    joint.highest_deg = numberOr(table, "max", 0.0);
    joint.limitTorque_Nm = numberOr(table, "limit_torque_Nm", 0.0);
    joint.wholeLimitTorque_Nm = numberOr(table, "whole_limit_torque_Nm", 0.0);
    joint.limitSource = textOr(table, "limit_source");
    if (const toml::table* girdle = table["girdle"].as_table()) {
        joint.girdleShare = std::clamp(numberOr(*girdle, "share", 0.0), 0.0, 1.0);
        joint.girdleNear_m = numberOr(*girdle, "near", 0.0);
        joint.girdleFar_m = numberOr(*girdle, "far", 0.1);
    }
    if (const toml::array* groups = table["groups"].as_array()) {
        for (const toml::node& group : *groups) {
            joint.groups.push_back(group.value_or(std::string()));
        }
    }
    if (const toml::table* weight = table["weight"].as_table()) {
        joint.weightKind = textOr(*weight, "kind");
        joint.weightPoint = vectorOr(*weight, "p", {});
        joint.weightDirection = unit(vectorOr(*weight, "d", {0, 1, 0}));
        joint.weightLow_m = numberOr(*weight, "lo", 0.0);
        joint.weightHigh_m = numberOr(*weight, "hi", 1.0);
    }
}

/// Calls `read` for every table of an array of tables; stops at the first trouble and says where it is.
template <typename Read>
std::string forEach(const toml::table& root, std::string_view key, Read read, toml::source_region& where) {
    const toml::array* array = root[key].as_array();
    if (array == nullptr) {
        return "the section [[" + std::string(key) + "]] is missing";
    }
    for (const toml::node& node : *array) {
        if (const toml::table* table = node.as_table()) {
            std::string trouble = read(*table);
            if (!trouble.empty()) {
                where = table->source();
                return trouble;
            }
        }
    }
    return {};
}

std::string readFigure(const toml::table& root, Figure& figure, toml::source_region& where) {
    std::string trouble = forEach(
        root, "group", [&](const toml::table& t) { return readGroup(t, figure.groups.emplace_back()); }, where);
    if (trouble.empty()) {
        trouble = forEach(
            root, "bone",
            [&](const toml::table& t) { return readSolid(t, "part", 0.008, figure.bones.emplace_back()); }, where);
    }
    if (trouble.empty()) {
        trouble = forEach(
            root, "muscle",
            [&](const toml::table& t) { return readSolid(t, "group", 0.0, figure.muscles.emplace_back()); }, where);
    }
    const auto plain = [&](std::string_view key, auto read) {
        if (trouble.empty()) {
            trouble = forEach(
                root, key,
                [&](const toml::table& t) {
                    read(t);
                    return std::string();
                },
                where);
        }
    };
    plain("vertebra", [&](const toml::table& t) {
        figure.vertebrae.push_back({textOr(t, "name"), vectorOr(t, "c", {}), vectorOr(t, "half", {}),
                                    vectorOr(t, "spinous", {}), vectorOr(t, "transverse", {})});
        figure.bones.push_back(vertebraSolid(figure.vertebrae.back()));
    });
    plain("site", [&](const toml::table& t) {
        figure.sites.push_back({textOr(t, "name"), textOr(t, "region"), textOr(t, "note"), vectorOr(t, "p", {}),
                                unit(vectorOr(t, "n", {0, 0, 1}))});
    });
    plain("layer", [&](const toml::table& t) {
        figure.layers.push_back({textOr(t, "region"), millimetres(t, "skin"), millimetres(t, "superficial"),
                                 millimetres(t, "deep"), textOr(t, "note")});
    });
    plain("line", [&](const toml::table& t) { readLine(t, figure.lines.emplace_back()); });
    plain("nerve", [&](const toml::table& t) { readNerve(t, figure.nerves.emplace_back()); });
    plain("joint", [&](const toml::table& t) { readJoint(t, figure.joints.emplace_back()); });
    if (const toml::array* seeds = root["region_map"]["seeds"].as_array()) {
        for (const toml::node& node : *seeds) {
            if (const toml::table* seed = node.as_table()) {
                figure.seeds.push_back({textOr(*seed, "region"), vectorOr(*seed, "p", {})});
            }
        }
    }
    if (trouble.empty() && (figure.seeds.empty() || figure.layers.empty())) {
        trouble = "region_map.seeds or [[layer]] is missing";
    }
    return trouble;
}

} // namespace

sim::Result<Figure> Figure::load(const std::filesystem::path& path) {
    std::error_code code;
    if (!std::filesystem::exists(path, code)) {
        return sim::Error{sim::ErrorCode::notFound, "The figure file does not exist.", path.string(), ""};
    }
    const sim::Result<toml::table> parsed = readToml(path);
    if (!parsed) {
        return parsed.error();
    }
    const toml::table& root = parsed.value();
    Figure figure;
    toml::source_region where{};
    const std::string trouble = readFigure(root, figure, where);
    if (!trouble.empty()) {
        return sim::Error{sim::ErrorCode::badInput, trouble + ".",
                          path.string() + ":" + std::to_string(where.begin.line), ""};
    }
    return figure;
}

} // namespace fascia::anatomy
