#include "anatomy/tool/drawn_forms.h"

#include <cmath>
#include <numbers>

#include <toml++/toml.h>

#include "anatomy/toml_file.h"

namespace fascia::anatomy {

namespace {

constexpr double kGrid_m = 4e-3; // of the skin's field
constexpr Vec3 kGridLow{-0.012, -0.06, -0.26};
constexpr std::array<std::size_t, 3> kGridSize{150, 475, 136};
constexpr double kFurrow_m = 0.7e-3; // half of what is between two muscles at the deep fascia
// Further down they run into one another by as much, so that nothing is seen through a furrow: depth of its foot.
constexpr double kFurrowTop_m = 1.5e-3, kFurrowFoot_m = 5e-3;
constexpr double kMidline_m = 0.8e-3; // the same at the mid-line, on each side
constexpr double kRound_m = 2.0e-3;   // edges of furrows
constexpr double kBundle_m = 0.013;   // width of a bundle in a sheet
constexpr double kRelief = 0.30;      // share of the thickness that is lost between two bundles
constexpr double kOver_m = 3e-3;      // sheets lie over bellies
// Share of the typical layers above a muscle, and above a tendon: the sheets give way where bone is near, and the figure is lean.
constexpr double kDepth = 0.65;
constexpr double kTendonDepth = 0.35;
constexpr double kTendon_m = 4.5e-3; // radius of a tendon

/// Depth of the deep fascia's lower face, typical, evened out between regions.
double fasciaDepth(const Figure& figure, const Vec3& p) {
    const Vec3 folded{std::fabs(p[0]), p[1], p[2]};
    double sum = 0.0;
    double weight = 0.0;
    for (const RegionSeed& seed : figure.seeds) {
        const Vec3 off = seed.position - folded;
        const double d2 = dot(off, off) + 4e-4;
        if (d2 > 0.0625) { // beyond a quarter of a metre
            continue;
        }
        const auto row = std::find_if(figure.layers.begin(), figure.layers.end(),
                                      [&](const LayerRow& layer) { return layer.region == seed.region; });
        if (row != figure.layers.end()) {
            const double w = 1.0 / (d2 * d2 * d2 * d2);
            sum += w * (row->skin_m[0] + row->superficial_m[0] + row->deep_m[0]);
            weight += w;
        }
    }
    return weight > 0.0 ? sum / weight : 0.008;
}

/// p moved along the skin's normal until it lies that deep.
Vec3 seated(const Figure& figure, Vec3 p, double depth_m) {
    for (int step = 0; step < 3; ++step) {
        const double off = std::clamp(-depth_m - figure.skinDistance(p), -0.02, 0.02);
        p = p + figure.skinNormal(p) * off;
    }
    return p;
}

FormRow readRow(const toml::array& points) {
    FormRow row;
    for (const toml::node& node : points) {
        if (const toml::array* q = node.as_array(); q != nullptr && q->size() >= 4) {
            row.push_back({{q->get(0)->value_or(0.0), q->get(1)->value_or(0.0), q->get(2)->value_or(0.0)},
                           q->get(3)->value_or(0.0),
                           q->size() > 4 ? q->get(4)->value_or(0.0) : 0.0});
        }
    }
    return row;
}

std::vector<FormRow> readRows(const toml::array* rows) {
    std::vector<FormRow> all;
    for (std::size_t i = 0; rows != nullptr && i < rows->size(); ++i) {
        if (const toml::array* row = rows->get(i)->as_array()) {
            all.push_back(readRow(*row));
        }
    }
    return all;
}

Primitive ellipsoidOf(const std::vector<double>& q) {
    Ellipsoid e;
    e.centre = {q[0], q[1], q[2]};
    e.radius_m = {q[3], q[4], q[5]};
    e.axis = q.size() >= 12 ? axesFromYZ({q[6], q[7], q[8]}, {q[9], q[10], q[11]}) : axesFromYZ({0, 1, 0}, {0, 0, 1});
    Primitive primitive;
    const double r = std::max({q[3], q[4], q[5]});
    primitive.low = q.size() >= 12 ? e.centre - Vec3{r, r, r} : e.centre - e.radius_m;
    primitive.high = q.size() >= 12 ? e.centre + Vec3{r, r, r} : e.centre + e.radius_m;
    primitive.shape = e;
    return primitive;
}

void addEllipsoids(const toml::array* list, bool hollow, FormShape& shape) {
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        std::vector<double> q;
        if (const toml::array* numbers = list->get(i)->as_array()) {
            for (const toml::node& number : *numbers) {
                q.push_back(number.value_or(0.0));
            }
        }
        if (q.size() >= 6) {
            shape.addPrimitive(ellipsoidOf(q), hollow);
        }
    }
}

/// A sheet through rows of a few points, smooth both ways.
void addSmoothSheet(const std::vector<FormRow>& rows, std::size_t along, int across, FormShape& shape) {
    std::vector<FormRow> even;
    for (const FormRow& row : rows) {
        even.push_back(evenRow(row, along));
    }
    std::vector<FormRow> fine;
    for (std::size_t i = 0; i < along; ++i) {
        FormRow column;
        for (const FormRow& row : even) {
            column.push_back(row[i]);
        }
        fine.push_back(smoothRow(column, across));
    }
    shape.addSheet(fine);
}

FormRow rowOf(const Tube& tube) {
    FormRow row;
    for (std::size_t i = 0; i < tube.point.size(); ++i) {
        row.push_back({tube.point[i], tube.radius_m[i]});
    }
    return row;
}

/// A flat bone along a row: higher than it is thick. `outward`: from the body's axis.
void addRibbon(const FormRow& row, double halfHeight_m, double halfThick_m, FormShape& shape) {
    const FormRow even = evenRow(row, 6 * row.size());
    FormRow upper, lower;
    for (std::size_t i = 0; i < even.size(); ++i) {
        const Vec3 along = unit(even[std::min(i + 1, even.size() - 1)].place - even[i > 0 ? i - 1 : 0].place);
        const Vec3 p = even[i].place;
        const Vec3 outward = unit(tangential({p[0], 0.0, p[2] + 0.010}, along));
        Vec3 up = unit(cross(outward, along));
        up = up[1] < 0.0 ? up * -1.0 : up;
        upper.push_back({p + up * halfHeight_m, halfThick_m});
        lower.push_back({p - up * halfHeight_m, halfThick_m});
    }
    shape.addSheet({lower, upper});
}

/// A vertebra: body, arch, spinous and transverse processes, joints with its neighbours (schematic).
FormShape vertebraShape(const Vertebra& v) {
    FormShape shape;
    shape.blend_m = 0.005;
    const double w = v.half_m[0], d = v.half_m[1], h = v.half_m[2];
    const auto at = [&v](double x, double y, double z) { return v.centre + Vec3{x, y, z}; };
    Primitive body;
    RoundedBox box;
    box.centre = v.centre;
    box.half_m = {1.05 * w, h, 1.05 * d};
    box.round_m = 0.62 * std::min(d, h);
    box.axis = axesFromYZ({0, 1, 0}, {0, 0, 1});
    body.low = box.centre - box.half_m;
    body.high = box.centre + box.half_m;
    body.shape = box;
    shape.addPrimitive(body);
    const double arch = -d - 0.013; // z of the lamina's back
    const double scale = std::clamp(w / 0.022, 0.55, 1.0);
    for (const double side : {-1.0, 1.0}) {
        const FormPoint lamina{at(side * 0.011 * scale, 0.1 * h, arch + 0.002), 0.0042 * scale};
        shape.addTube(smoothRow({{at(side * 0.62 * w, 0.35 * h, -0.8 * d), 0.0045 * scale},
                                 {at(side * 0.016 * scale, 0.3 * h, arch + 0.006), 0.0044 * scale},
                                 lamina,
                                 {at(0.0, -0.2 * h, arch - 0.005), 0.0045 * scale}},
                                4));
        shape.addTube({{at(side * 0.015 * scale, 1.15 * h, arch + 0.004), 0.0042 * scale},
                       {at(side * 0.014 * scale, 0.0, arch + 0.002), 0.0046 * scale},
                       {at(side * 0.012 * scale, -1.25 * h, arch - 0.001), 0.0042 * scale}});
        Vec3 tip = v.transverseTip;
        tip[0] *= side;
        shape.addTube(smoothRow({{at(side * 0.014 * scale, 0.25 * h, arch + 0.006), 0.0052 * scale},
                                 {(at(side * 0.014 * scale, 0.25 * h, arch + 0.006) + tip) * 0.5, 0.0040 * scale},
                                 {tip, 0.0046 * scale}},
                                4));
    }
    const double tipRadius = 0.0030;
    const double below = 0.006; // the tip is drawn so far below its place: muscles and skin pass over it
    const Vec3 base = at(0.0, -0.2 * h, arch - 0.003);
    const Vec3 tip = v.spinousTip - unit(v.spinousTip - base) * below;
    const double high = 0.45 * h;
    shape.addSheet({{{base + Vec3{0, 0.6 * high, 0}, 0.0030}, {tip + Vec3{0, 0.7 * high, 0.004}, tipRadius}},
                    {{base - Vec3{0, 0.9 * high, 0}, 0.0034}, {tip - Vec3{0, 0.6 * high, 0}, tipRadius + 0.0008}}});
    return shape;
}

/// A figure's bone with its chains of cones smoothed.
FormShape smoothBone(const Solid& bone) {
    FormShape shape;
    shape.blend_m = bone.blend_m;
    for (const BlendItem& item : bone.items) {
        if (const auto* tube = std::get_if<Tube>(&item.primitive.shape)) {
            shape.addTube(smoothRow(rowOf(*tube), 6));
        } else {
            shape.addPrimitive(item.primitive, item.subtract);
        }
    }
    return shape;
}

FormShape boneFromTable(const toml::table& table, const Solid* own) {
    FormShape shape;
    if (own != nullptr && table["keep"].value_or(false)) {
        shape = smoothBone(*own);
    }
    shape.blend_m = table["k"].value_or(0.006);
    for (const FormRow& row : readRows(table["tubes"].as_array())) {
        shape.addTube(smoothRow(row, 6));
    }
    if (const toml::array* sheets = table["sheets"].as_array()) {
        for (const toml::node& sheet : *sheets) {
            addSmoothSheet(readRows(sheet.as_array()), 14, 5, shape);
        }
    }
    addEllipsoids(table["ellipsoids"].as_array(), false, shape);
    addEllipsoids(table["hollows"].as_array(), true, shape);
    return shape;
}

double lengthOf(const FormRow& row) {
    double length = 0.0;
    for (std::size_t i = 1; i < row.size(); ++i) {
        length += anatomy::distance(row[i].place, row[i - 1].place);
    }
    return length;
}

/// Strands side by side as one sheet with bundles. Between two strands it lies as deep below the skin as they do, and never
/// above `share` of the layers.
void addMuscleSheet(const Figure& figure, const std::vector<FormRow>& strands, double share, double relief,
                    FormShape& shape) {
    double longest = 0.0;
    for (const FormRow& row : strands) {
        longest = std::max(longest, lengthOf(row));
    }
    const auto along = static_cast<std::size_t>(std::clamp(longest / 0.011, 10.0, 36.0));
    std::vector<FormRow> even;
    double width = 0.0;
    for (const FormRow& row : strands) {
        even.push_back(evenRow(row, along));
        if (even.size() > 1) {
            width += anatomy::distance(even[even.size() - 2][along / 2].place, even.back()[along / 2].place);
        }
    }
    const double gaps = static_cast<double>(strands.size() - 1);
    const double bundles = std::max(2.0, std::round(width / kBundle_m));
    const int steps = static_cast<int>(std::ceil(5.0 * bundles / gaps));
    std::vector<FormRow> fine;
    for (std::size_t i = 0; i < along; ++i) {
        FormRow column, depths;
        for (const FormRow& row : even) {
            column.push_back(row[i]);
            depths.push_back({{-figure.skinDistance(row[i].place), 0, 0}, 0.0});
        }
        FormRow places = smoothRow(column, steps);
        const FormRow depth = smoothRow(depths, steps);
        for (std::size_t k = 0; k < places.size(); ++k) {
            const double least = share * fasciaDepth(figure, places[k].place) + 0.8 * places[k].radius_m +
                                 std::min(places[k].deeper_m, 0.0);
            if (depth[k].place[0] < 0.035) {
                places[k].place = seated(figure, places[k].place, std::max(depth[k].place[0], least));
            }
            const double v = static_cast<double>(k) / static_cast<double>(places.size() - 1);
            places[k].radius_m *= 1.0 - relief * (0.5 + 0.5 * std::cos(2.0 * std::numbers::pi * bundles * v));
        }
        fine.push_back(places);
    }
    shape.addSheet(fine);
}

/// A strand as a belly: what is thick already becomes thicker, tendons stay.
FormRow fuller(FormRow row, double fullness) {
    double most = 0.0;
    for (const FormPoint& p : row) {
        most = std::max(most, p.radius_m);
    }
    for (FormPoint& p : row) {
        p.radius_m *= 1.0 + (fullness - 1.0) * smoothStep(0.35, 0.85, p.radius_m / most);
    }
    return row;
}

std::vector<FormRow> strandsOf(const Solid& muscle) {
    std::vector<FormRow> strands;
    for (const BlendItem& item : muscle.items) {
        if (const auto* tube = std::get_if<Tube>(&item.primitive.shape)) {
            strands.push_back(rowOf(*tube));
        }
    }
    return strands;
}

struct MuscleLook {
    std::vector<FormRow> strands;
    bool sheet = false;
    double fullness = 1.35;
    double relief = kRelief;
    double over_m = 0.0;
    double blend_m = 0.004;
    bool tendon = false;
    bool seat = true;
    bool beneath = false;
    bool fine = false;
    double fill_m = 0.0;
    double depth = kDepth;
    std::vector<std::string> overBones;
};

DrawnForm muscleOf(const Figure& figure, const std::string& name, const MuscleLook& look) {
    DrawnForm form;
    form.name = name;
    form.tendon = look.tendon;
    form.sheet = look.sheet;
    form.beneath = look.beneath;
    form.fine = look.fine;
    form.fill_m = look.fill_m;
    form.depth = look.depth;
    form.overBones = look.overBones;
    form.over_m = look.over_m + (look.sheet ? kOver_m : 0.0);
    form.shape.blend_m = look.blend_m;
    if (look.sheet && look.strands.size() > 1) {
        std::vector<FormRow> rows = look.strands;
        for (FormRow& row : rows) {
            row = fuller(row, look.fullness);
        }
        addMuscleSheet(figure, rows, look.depth, look.relief, form.shape);
    } else {
        for (FormRow row : look.strands) {
            for (std::size_t i = 1; i + 1 < row.size() && look.seat && !look.tendon; ++i) {
                FormPoint& p = row[i];
                const double depth = look.depth * fasciaDepth(figure, p.place) + 0.55 * p.radius_m;
                if (p.radius_m > kTendon_m && figure.skinDistance(p.place) > -depth) {
                    p.place = seated(figure, p.place, depth);
                }
            }
            form.shape.addTube(smoothRow(fuller(row, look.fullness), 6));
        }
    }
    return form;
}

} // namespace

sim::Result<DrawnForms> DrawnForms::load(const Figure& figure, const std::filesystem::path& path) {
    const sim::Result<toml::table> parsed = readToml(path);
    if (!parsed) {
        return parsed.error();
    }
    const toml::table& root = parsed.value();
    DrawnForms forms(figure);
    std::vector<std::string> done;
    const auto isDone = [&done](const std::string& name) {
        return std::find(done.begin(), done.end(), name) != done.end();
    };
    const auto tablesOf = [&root](const char* key) {
        std::vector<const toml::table*> tables;
        if (const toml::array* array = root[key].as_array()) {
            for (const toml::node& node : *array) {
                tables.push_back(node.as_table());
            }
        }
        return tables;
    };

    for (const toml::table* table : tablesOf("bone")) {
        const std::string name = (*table)["name"].value_or(std::string());
        const Solid* own = figure.findBone(name);
        DrawnForm form;
        form.name = name;
        form.part = (*table)["part"].value_or(own != nullptr ? own->part : std::string("other"));
        form.shape = boneFromTable(*table, own);
        done.push_back(name);
        if (!form.shape.empty()) {
            forms.bones.push_back(std::move(form));
        }
    }
    for (const Vertebra& v : figure.vertebrae) {
        done.push_back("vertebra_" + v.name);
        DrawnForm form;
        form.name = done.back();
        form.part = "spine";
        form.shape = vertebraShape(v);
        forms.bones.push_back(std::move(form));
    }
    const double ribHeight = root["ribs"]["half_height_m"].value_or(0.0040);
    const double ribThick = root["ribs"]["half_thickness_m"].value_or(0.0030);
    for (const Solid& bone : figure.bones) {
        if (isDone(bone.name) || bone.part == "ligament") {
            continue;
        }
        DrawnForm form;
        form.name = bone.name;
        form.part = bone.part;
        const auto* tube = std::get_if<Tube>(&bone.items.front().primitive.shape);
        const bool rib = bone.name.starts_with("rib");
        if (tube != nullptr && (rib || bone.name.starts_with("costal_cartilage"))) {
            FormRow row = rowOf(*tube);
            if (rib) { // its head, at the vertebral body
                row.insert(row.begin(), {{0.011, row[0].place[1] + 0.004, row[0].place[2] + 0.008}, 0.004});
            } else if (row.back().place[0] < 0.025) { // into the sternum
                row.push_back({row.back().place + Vec3{-0.008, 0.0, 0.0005}, 0.004});
            }
            addRibbon(row, ribHeight, ribThick, form.shape);
        } else {
            form.shape = smoothBone(bone);
        }
        forms.bones.push_back(std::move(form));
    }

    for (const toml::table* table : tablesOf("muscle")) {
        const std::string name = (*table)["name"].value_or(std::string());
        MuscleLook look;
        look.sheet = (*table)["sheet"].value_or(false);
        look.fullness = (*table)["fullness"].value_or(look.sheet ? 1.0 : 1.35);
        look.relief = (*table)["relief"].value_or(kRelief);
        look.over_m = (*table)["over_m"].value_or(0.0);
        look.blend_m = (*table)["k"].value_or(0.004);
        look.tendon = (*table)["tendon"].value_or(false);
        look.beneath = (*table)["beneath"].value_or(false);
        look.fine = (*table)["fine"].value_or(false);
        look.fill_m = (*table)["fill_m"].value_or(0.0);
        look.depth = (*table)["depth"].value_or(look.tendon ? kTendonDepth : kDepth);
        if (const toml::array* over = (*table)["over_bones"].as_array()) {
            for (const toml::node& node : *over) {
                look.overBones.push_back(node.value_or(std::string()));
            }
        }
        if (const toml::array* of = (*table)["of"].as_array()) {
            for (const toml::node& node : *of) {
                const std::string part = node.value_or(std::string());
                const Solid* own = figure.findMuscle(part);
                if (own == nullptr) {
                    return sim::Error{sim::ErrorCode::badInput, "There is no muscle '" + part + "'.", path.string(),
                                      ""};
                }
                done.push_back(part);
                for (FormRow& row : strandsOf(*own)) {
                    look.strands.push_back(std::move(row));
                }
            }
        }
        std::vector<FormRow> own = readRows((*table)["strands"].as_array());
        if ((*table)["midline"].value_or(false)) {
            for (FormRow& row : look.strands) {
                row.front().place[0] = std::min(row.front().place[0], 0.0025);
            }
        }
        look.seat = (*table)["seat"].value_or(true);
        if (look.seat) {
            for (FormRow& row : own) {
                for (std::size_t i = 0; i < row.size(); ++i) {
                    const double depth =
                        look.depth * fasciaDepth(figure, row[i].place) + row[i].radius_m + row[i].deeper_m;
                    const bool end = i == 0 || i + 1 == row.size();
                    if (!end || figure.skinDistance(row[i].place) > -depth) {
                        row[i].place = seated(figure, row[i].place, depth);
                    }
                }
            }
        }
        look.strands.insert(look.strands.end(), own.begin(), own.end());
        done.push_back(name);
        if (!look.strands.empty()) {
            forms.muscles.push_back(muscleOf(figure, name, look));
        }
    }
    for (const Solid& muscle : figure.muscles) {
        if (!isDone(muscle.name)) {
            MuscleLook look;
            look.strands = strandsOf(muscle);
            forms.muscles.push_back(muscleOf(figure, muscle.name, look));
        }
    }
    return forms;
}

double DrawnForms::boneDistance(std::size_t bone, const Vec3& p) const {
    return bones[bone].shape.distance({std::fabs(p[0]), p[1], p[2]});
}

double DrawnForms::allBonesDistance(const Vec3& p, double enough_m, const std::vector<std::string>& without) const {
    const Vec3 folded{std::fabs(p[0]), p[1], p[2]};
    double best = enough_m;
    for (const DrawnForm& bone : bones) {
        const bool left = std::any_of(without.begin(), without.end(),
                                      [&bone](const std::string& start) { return bone.name.starts_with(start); });
        if (!left) {
            best = std::min(best, bone.shape.distance(folded, best));
        }
    }
    return best;
}

double DrawnForms::aboveFascia(const Vec3& p, double share) const {
    if (grid_.empty()) {
        grid_.resize(kGridSize[0] * kGridSize[1] * kGridSize[2]);
    }
    std::array<std::size_t, 3> cell{};
    Vec3 t{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double q = std::clamp((p[i] - kGridLow[i]) / kGrid_m, 0.0, static_cast<double>(kGridSize[i]) - 1.001);
        cell[i] = static_cast<std::size_t>(q);
        t[i] = q - static_cast<double>(cell[i]);
    }
    double sum = 0.0;
    for (std::size_t corner = 0; corner < 8; ++corner) {
        std::array<std::size_t, 3> c = cell;
        double weight = 1.0;
        for (std::size_t i = 0; i < 3; ++i) {
            const std::size_t up = corner >> i & 1U;
            c[i] += up;
            weight *= up != 0 ? t[i] : 1.0 - t[i];
        }
        Cell& known = grid_[(c[0] * kGridSize[1] + c[1]) * kGridSize[2] + c[2]];
        if (std::isnan(known.skin_m)) {
            const Vec3 q{kGridLow[0] + static_cast<double>(c[0]) * kGrid_m,
                         kGridLow[1] + static_cast<double>(c[1]) * kGrid_m,
                         kGridLow[2] + static_cast<double>(c[2]) * kGrid_m};
            known.skin_m = static_cast<float>(figure_->skinDistance(q));
            known.depth_m = static_cast<float>(fasciaDepth(*figure_, q));
        }
        sum += weight * (static_cast<double>(known.skin_m) + share * static_cast<double>(known.depth_m));
    }
    return sum;
}

double DrawnForms::muscleDistance(std::size_t muscle, const Vec3& p) const {
    const DrawnForm& form = muscles[muscle];
    const Vec3 q{std::fabs(p[0]), p[1], p[2]};
    FormPoint nearest;
    const double raw = form.shape.distance(q, 1e9, &nearest);
    if (raw > 0.015) {
        return raw;
    }
    // Neighbours: what lies between two of them is filled, up to the surface where they meet; not on a sheet that covers them.
    const double fill_m = form.fill_m * nearest.rim;
    double filled = raw;
    double border = -1.0;
    for (std::size_t other = 0; other < muscles.size(); ++other) {
        if (other == muscle || form.beneath || muscles[other].beneath) {
            continue;
        }
        const double enough = std::max(raw, 0.0) + std::max(0.012, fill_m);
        const double theirs = muscles[other].shape.distance(q, enough);
        if (theirs < enough) {
            filled = std::min(filled, smoothMin(raw, theirs, fill_m));
            border = std::max(border, 0.5 * (raw - theirs - form.over_m + muscles[other].over_m));
        }
    }
    // The layers above give way over a tendon, and over the ends of a belly, which run on as one.
    const double belly = form.tendon  ? 0.0
                         : form.sheet ? 1.0
                                      : smoothStep(kTendon_m, 2.0 * kTendon_m, nearest.radius_m);
    const double above = aboveFascia(q, kTendonDepth + (form.depth - kTendonDepth) * belly);
    double d = smoothMax(filled, above, kRound_m);
    d = smoothMax(d, border + kFurrow_m * (1.0 - 2.0 * smoothStep(kFurrowTop_m, kFurrowFoot_m, -above)), kRound_m);
    d = smoothMax(d, kFurrow_m - allBonesDistance(q, 0.02, form.overBones), kRound_m);
    return form.beneath ? d : std::max(d, kMidline_m - q[0]);
}

} // namespace fascia::anatomy
