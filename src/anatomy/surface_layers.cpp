#include "anatomy/surface_layers.h"

#include <algorithm>
#include <cassert>

#include "anatomy/remesh.h"

namespace fascia::anatomy {

namespace {

constexpr double kSliding_m = 2.7e-3;   ///< Deep fascia to the muscle's surface, where there is room (assumed).
constexpr double kShareOfRoom = 0.80;   ///< The epimysium uses at most this share of the room above bone.
constexpr double kClearance_m = 0.9e-3; ///< From the epimysium to any bone.
constexpr double kSlope = 0.28;         ///< Largest change of a depth per length along the skin.
constexpr double kShortest_m = 1.0e-3;  ///< Epimysium to anchor.
constexpr double kLeastEpimysium_m = 0.8e-3;
/// Of the thickness of the body below a column: what the sheets and what the anchors may use.
constexpr double kShareForSheets = 0.28, kShareForAnchor = 0.42;
/// Bone this close below the deep fascia is where it is attached (shin, crest, clavicle, ...; assumed).
constexpr double kAttached_m = 6e-3;
/// A triangle of a deeper sheet keeps this share of its skin's area, this cosine to it, this quality.
constexpr double kLeastArea = 0.12, kLeastCosine = 0.35, kLeastQuality = 0.12;
constexpr double kGrain_m = 1e-6; ///< Files hold whole micrometres.

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
Vec3 grained(const Vec3& p) {
    return {std::round(p[0] / kGrain_m) * kGrain_m, std::round(p[1] / kGrain_m) * kGrain_m,
            std::round(p[2] / kGrain_m) * kGrain_m};
}

class Columns {
  public:
    Columns(const SurfaceMesh& skin, bool mirrored, const LayerSources& sources)
        : skin_(skin),
          mirrored_(mirrored),
          from_(sources),
          around_(vertexNeighbours(skin.vertex.size(), skin.triangles)),
          count_(skin.vertex.size()) {}

    LayeredSurface lay() {
        setInward();
        setNominal();
        setBounds();
        for (int pass = 0; pass < 80; ++pass) {
            smoothBelowBounds();
            setDepths();
            if (lowerWhereFolded() == 0) {
                break;
            }
        }
        return finish();
    }

  private:
    [[nodiscard]] bool seam(std::size_t i) const { return mirrored_ && (skin_.border[i] & 1U) != 0; }
    [[nodiscard]] bool held(std::size_t i) const {
        return (skin_.border[i] & static_cast<std::uint8_t>(mirrored_ ? ~1U : ~0U)) != 0;
    }

    void setInward() {
        std::vector<Vec3> normal(count_, Vec3{0, 0, 1});
        setSheetNormals(skin_.triangles, skin_.vertex, normal);
        for (int pass = 0; pass < 4; ++pass) {
            std::vector<Vec3> next(normal);
            for (std::size_t i = 0; i < count_; ++i) {
                Vec3 sum = normal[i] * static_cast<double>(around_[i].size());
                for (const std::int32_t other : around_[i]) {
                    sum = sum + normal[at(other)];
                }
                if (seam(i)) {
                    sum[0] = 0.0;
                }
                next[i] = unit(sum);
            }
            normal = next;
        }
        for (const Vec3& n : normal) {
            inward_.push_back(n * -1.0);
        }
    }

    void smooth(std::vector<double>& value, int passes) const {
        for (int pass = 0; pass < passes; ++pass) {
            std::vector<double> next(value);
            for (std::size_t i = 0; i < count_; ++i) {
                double sum = 0.0;
                for (const std::int32_t other : around_[i]) {
                    sum += value[at(other)];
                }
                next[i] = 0.5 * value[i] + 0.5 * sum / static_cast<double>(around_[i].size());
            }
            value = next;
        }
    }

    void setNominal() {
        for (const Vec3& p : skin_.vertex) {
            const TissueAt t = from_.tissue(p);
            skinThickness_.push_back(t.skin_m);
            deepThickness_.push_back(t.deepFascia_m);
            fat_.push_back(t.fat_m);
            muscle_.push_back(t.muscle_m);
            region_.push_back(t.region);
        }
        constexpr int kBlendPasses = 10; // between the regions of the layer table
        for (std::vector<double>* field : {&skinThickness_, &deepThickness_, &fat_, &muscle_}) {
            smooth(*field, kBlendPasses);
        }
        for (std::size_t i = 0; i < count_; ++i) {
            deepNominal_.push_back(skinThickness_[i] + fat_[i] + 0.5 * deepThickness_[i]);
            epimysiumNominal_.push_back(deepNominal_.back() + kSliding_m);
        }
    }

    void setBounds() {
        for (std::size_t i = 0; i < count_; ++i) {
            const Vec3& p = skin_.vertex[i];
            const double room = from_.body->firstHit(p, inward_[i], 1e-4).value_or(1.0);
            muscle_[i] = std::min(muscle_[i], kShareForAnchor * room);
            double most = std::min(epimysiumNominal_[i], kShareForSheets * room);
            bone_.push_back(from_.boneAlong ? from_.boneAlong(p, inward_[i], muscle_[i]) : -1.0);
            if (bone_[i] > 0.0) {
                most = std::min(most, kShareOfRoom * bone_[i]);
            }
            // A column beside a bone may pass it without a hit: keep its epimysium clear of the bone as well.
            while (from_.boneDistance && most > kLeastEpimysium_m &&
                   from_.boneDistance(p + inward_[i] * most) < kClearance_m) {
                most -= 2e-4;
            }
            bound_.push_back(std::max(most, kLeastEpimysium_m));
        }
    }

    /// Lowers bounds until none exceeds a neighbour's by more than kSlope times their distance, then smooths below them.
    void smoothBelowBounds() {
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t i = 0; i < count_; ++i) {
                for (const std::int32_t other : around_[i]) {
                    const double limit =
                        bound_[at(other)] + kSlope * distance(skin_.vertex[i], skin_.vertex[at(other)]);
                    if (bound_[i] > limit + 1e-12) {
                        bound_[i] = limit;
                        changed = true;
                    }
                }
            }
        }
        epimysium_ = bound_;
        for (int pass = 0; pass < 10; ++pass) {
            smooth(epimysium_, 1);
            for (std::size_t i = 0; i < count_; ++i) {
                epimysium_[i] = std::min(epimysium_[i], bound_[i]);
            }
        }
    }

    void setDepths() {
        for (auto& layer : position_) {
            layer.resize(count_);
        }
        for (std::size_t i = 0; i < count_; ++i) {
            // Where there is little room, the sliding layer gives up less than the fat does, down to half of the room.
            const double squeeze = epimysium_[i] / epimysiumNominal_[i];
            const double deep = std::max(epimysium_[i] - kSliding_m * std::sqrt(squeeze), 0.5 * epimysium_[i]);
            const double superficial = (skinThickness_[i] + 0.5 * fat_[i]) * deep / deepNominal_[i];
            const std::array<double, 4> depth{0.0, superficial, deep, epimysium_[i]};
            for (std::size_t layer = 0; layer < 4; ++layer) {
                position_[layer][i] = grained(skin_.vertex[i] + inward_[i] * depth[layer]);
            }
        }
    }

    [[nodiscard]] bool folded(std::size_t layer, std::size_t t) const {
        const auto& corner = skin_.triangles[t];
        const auto area = [&](const std::vector<Vec3>& p) {
            const Vec3& a = p[at(corner[0])];
            return cross(p[at(corner[1])] - a, p[at(corner[2])] - a);
        };
        const Vec3 outer = area(position_[0]), inner = area(position_[layer]);
        const auto& p = position_[layer];
        return dot(outer, inner) < kLeastCosine * norm(outer) * norm(inner) || norm(inner) < kLeastArea * norm(outer) ||
               triangleQuality(p[at(corner[0])], p[at(corner[1])], p[at(corner[2])]) < kLeastQuality;
    }

    std::size_t lowerWhereFolded() {
        std::vector<char> low(count_, 0);
        std::size_t found = 0;
        for (std::size_t t = 0; t < skin_.triangles.size(); ++t) {
            if (folded(1, t) || folded(2, t) || folded(3, t)) {
                for (const std::int32_t corner : skin_.triangles[t]) {
                    low[at(corner)] = 1;
                    found += bound_[at(corner)] > kLeastEpimysium_m ? 1 : 0;
                }
            }
        }
        for (std::size_t i = 0; i < count_; ++i) {
            if (low[i] != 0) {
                bound_[i] = std::max(0.88 * std::min(bound_[i], epimysium_[i]), kLeastEpimysium_m);
            }
        }
        return found;
    }

    LayeredSurface finish() {
        position_[4].clear();
        LayeredSurface s;
        s.mirrored = mirrored_;
        s.triangles = skin_.triangles;
        s.skinThickness_m = skinThickness_;
        s.deepFasciaThickness_m = deepThickness_;
        s.region = region_;
        for (std::size_t i = 0; i < count_; ++i) {
            double anchor = std::max(muscle_[i], epimysium_[i] + kShortest_m);
            AnchorKind kind = AnchorKind::muscle;
            if (bone_[i] > epimysium_[i] + 0.5 * kShortest_m) {
                anchor = std::max(bone_[i], epimysium_[i] + kShortest_m);
                kind = AnchorKind::bone;
            }
            position_[4].push_back(grained(skin_.vertex[i] + inward_[i] * anchor));
            s.anchor.push_back(held(i) ? AnchorKind::none : kind);
            const double deep = distance(position_[0][i], position_[2][i]);
            s.attached.push_back(kind == AnchorKind::bone && !held(i) && anchor - deep < kAttached_m ? 1 : 0);
            const Vec3 outward = inward_[i] * -1.0;
            s.fibreDirection.push_back(unit(tangential(from_.fibre(skin_.vertex[i], outward), outward), {1, 0, 0}));
        }
        s.position_m = position_;
        return s;
    }

    const SurfaceMesh& skin_;
    bool mirrored_;
    const LayerSources& from_;
    std::vector<std::vector<std::int32_t>> around_;
    std::size_t count_;
    std::vector<Vec3> inward_;
    std::vector<double> skinThickness_, deepThickness_, fat_, muscle_, deepNominal_, epimysiumNominal_, bone_, bound_,
        epimysium_;
    std::vector<std::uint8_t> region_;
    std::array<std::vector<Vec3>, sim::kLayerCount> position_;
};

} // namespace

LayeredSurface layColumns(const SurfaceMesh& skin, bool mirrored, const LayerSources& sources) {
    assert(sources.body != nullptr && skin.border.size() == skin.vertex.size());
    return Columns(skin, mirrored, sources).lay();
}

} // namespace fascia::anatomy
