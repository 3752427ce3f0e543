#include "anatomy/tool/layer_depths.h"

#include "anatomy/sheet_springs.h"

namespace fascia::anatomy {

namespace {

constexpr double kSlidingAndEpimysium_m = 2.7e-3; ///< Deep fascia to the muscle's surface, where there is room.
constexpr double kShareOfRoom = 0.80;             ///< The epimysium uses at most this share of the room above bone.
constexpr double kClearance_m = 0.9e-3;           ///< From the epimysium to any bone.
constexpr double kSlope = 0.28;                   ///< Largest change of a depth per length along the skin.
constexpr double kShortestColumn_m = 1.0e-3;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Six neighbours of a node on the half lattice; those beyond the seam are replaced by their mirror image.
std::vector<std::int32_t> neighbours(const Lattice& lattice, std::int32_t index) {
    constexpr std::array<std::array<int, 2>, 6> kSteps{{{0, 2}, {0, -2}, {1, 1}, {1, -1}, {-1, 1}, {-1, -1}}};
    std::vector<std::int32_t> found;
    const Lattice::Node& n = lattice.node(index);
    for (const auto& step : kSteps) {
        const std::int32_t other = lattice.find(std::abs(n.line + step[0]), n.half + step[1]);
        if (other >= 0) {
            found.push_back(other);
        }
    }
    return found;
}

std::vector<Vec3> smoothInward(const Lattice& lattice, const std::vector<Vec3>& skin) {
    std::vector<Vec3> normal(skin.size(), Vec3{0, 0, -1});
    Triangles outward;
    for (const auto& t : lattice.triangles()) {
        outward.push_back({t[0], t[2], t[1]});
    }
    setSheetNormals(outward, skin, normal);
    const auto onSeam = [&lattice](std::size_t i) { return lattice.node(static_cast<std::int32_t>(i)).line == 0; };
    for (int pass = 0; pass < 4; ++pass) {
        std::vector<Vec3> next(normal);
        for (std::size_t i = 0; i < normal.size(); ++i) {
            Vec3 sum = normal[i] * 6.0;
            for (const std::int32_t other : neighbours(lattice, static_cast<std::int32_t>(i))) {
                Vec3 n = normal[at(other)];
                sum = sum + n;
            }
            if (onSeam(i)) {
                sum[0] = 0.0;
            }
            next[i] = unit(sum);
        }
        normal = next;
    }
    for (Vec3& n : normal) {
        n = n * -1.0;
    }
    return normal;
}

/// Lowers values until none exceeds a neighbour's by more than kSlope times their distance.
void limitSlope(const Lattice& lattice, const std::vector<Vec3>& skin, std::vector<double>& value) {
    for (bool changed = true; changed;) {
        changed = false;
        for (std::int32_t i = 0; i < lattice.size(); ++i) {
            for (const std::int32_t other : neighbours(lattice, i)) {
                const double limit = value[at(other)] + kSlope * distance(skin[at(i)], skin[at(other)]);
                if (value[at(i)] > limit + 1e-12) {
                    value[at(i)] = limit;
                    changed = true;
                }
            }
        }
    }
}

/// Nominal depths before bones are considered.
struct Nominal {
    std::vector<double> superficial, deepFascia, epimysium;
};

Nominal nominalDepths(const Figure& figure, const Lattice& lattice, const std::vector<Vec3>& skin, ColumnDepths& out) {
    std::vector<double> fat;
    for (const Vec3& p : skin) {
        const LayerRow& row = figure.layerAt(p);
        out.skinThickness_m.push_back(row.skin_m[0]);
        out.deepFasciaThickness_m.push_back(row.deep_m[0]);
        fat.push_back(row.superficial_m[0]);
    }
    // About 25 mm of blending between the regions of the layer table.
    constexpr int kBlendPasses = 24;
    for (std::vector<double>* field : {&out.skinThickness_m, &out.deepFasciaThickness_m, &fat}) {
        smoothOverLattice(lattice, kBlendPasses, *field);
    }
    Nominal nominal;
    for (std::size_t i = 0; i < skin.size(); ++i) {
        nominal.superficial.push_back(out.skinThickness_m[i] + 0.5 * fat[i]);
        nominal.deepFascia.push_back(out.skinThickness_m[i] + fat[i] + 0.5 * out.deepFasciaThickness_m[i]);
        nominal.epimysium.push_back(nominal.deepFascia.back() + kSlidingAndEpimysium_m);
    }
    return nominal;
}

} // namespace

void smoothOverLattice(const Lattice& lattice, int passes, std::vector<double>& value) {
    for (int pass = 0; pass < passes; ++pass) {
        std::vector<double> next(value);
        for (std::int32_t i = 0; i < lattice.size(); ++i) {
            double sum = 0.0;
            const std::vector<std::int32_t> around = neighbours(lattice, i);
            for (const std::int32_t other : around) {
                sum += value[at(other)];
            }
            next[at(i)] = 0.5 * value[at(i)] + 0.5 * sum / static_cast<double>(around.size());
        }
        value = next;
    }
}

ColumnDepths layerDepths(const Figure& figure, const Lattice& lattice, const std::vector<Vec3>& skin,
                         const std::vector<double>& muscleDepth_m) {
    ColumnDepths out;
    const std::size_t count = skin.size();
    out.inward = smoothInward(lattice, skin);
    const Nominal nominal = nominalDepths(figure, lattice, skin, out);

    std::vector<double> bone(count);
    std::vector<double> bound(count);
    for (std::size_t i = 0; i < count; ++i) {
        bone[i] = figure.boneAlong(skin[i], out.inward[i], muscleDepth_m[i]);
        bound[i] = bone[i] > 0.0 ? std::min(nominal.epimysium[i], kShareOfRoom * bone[i]) : nominal.epimysium[i];
    }
    // A column beside a bone may pass it without a hit: keep its epimysium clear of the bone as well.
    for (std::size_t i = 0; i < count; ++i) {
        while (bound[i] > 2e-3 && figure.boneDistance(skin[i] + out.inward[i] * bound[i]) < kClearance_m) {
            bound[i] -= 2e-4;
        }
    }
    limitSlope(lattice, skin, bound);
    std::vector<double> smooth(bound);
    for (int pass = 0; pass < 10; ++pass) { // smooth, never beyond the bound
        smoothOverLattice(lattice, 1, smooth);
        for (std::size_t i = 0; i < count; ++i) {
            smooth[i] = std::min(smooth[i], bound[i]);
        }
    }
    out.epimysium_m = smooth;
    out.skin_m.assign(count, 0.0);
    for (std::size_t i = 0; i < count; ++i) {
        // Where there is little room, the sliding layer gives up less than the fat does.
        const double squeeze = smooth[i] / nominal.epimysium[i];
        out.deepFascia_m.push_back(smooth[i] - kSlidingAndEpimysium_m * std::sqrt(squeeze));
        out.superficial_m.push_back(nominal.superficial[i] * out.deepFascia_m[i] / nominal.deepFascia[i]);
        // The first line is the seam, not a border.
        const auto node = static_cast<std::int32_t>(i);
        const bool border = lattice.onEnd(node) || lattice.node(node).line == lattice.lastLine();
        double anchor = muscleDepth_m[i];
        AnchorKind kind = AnchorKind::muscle;
        if (bone[i] > smooth[i] + 0.5 * kShortestColumn_m) {
            anchor = bone[i];
            kind = AnchorKind::bone;
        }
        out.anchor_m.push_back(std::max(anchor, smooth[i] + kShortestColumn_m));
        out.anchor.push_back(border ? AnchorKind::none : kind);
    }
    return out;
}

} // namespace fascia::anatomy
