#include "anatomy/low_back.h"

#include <cassert>

#include "anatomy/sheet_springs.h"
#include "anatomy/tissue_numbers.h"

namespace fascia::anatomy {

namespace {

using sim::Layer;
using sim::SpringFamily;

/// Every third column (in both lattice directions) carries a ligament from the skin to the deep fascia.
constexpr int kDeepLigamentPeriod = 3;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

struct Step {
    int line, half;
};
/// Three of the six neighbours, 120 degrees apart, and the other three; on mirrored sides they are each other's image.
constexpr std::array<Step, 3> kUpTriad{{{0, 2}, {-1, -1}, {1, -1}}};
constexpr std::array<Step, 3> kDownTriad{{{0, -2}, {-1, 1}, {1, 1}}};

class Builder {
  public:
    explicit Builder(const LayeredGeometry& geometry)
        : g_(geometry),
          half_(geometry.halfLattice()),
          lattice_(-geometry.lines, geometry.lines, geometry.rows),
          web_(std::make_shared<sim::Web>()) {}

    std::shared_ptr<sim::Web> build() {
        web_->id = g_.id;
        web_->title = g_.title;
        addNodes();
        addTriangles();
        finishNodes();
        addSheets();
        for (std::int32_t c = 0; c < lattice_.size(); ++c) {
            addColumn(c);
        }
        addSites();
        return web_;
    }

  private:
    [[nodiscard]] std::int32_t nodeOf(std::size_t layer, std::int32_t column) const {
        return static_cast<std::int32_t>(layer) * lattice_.size() + column;
    }
    /// Column of the half that holds the data, and whether this one is its mirror image.
    [[nodiscard]] std::size_t source(std::int32_t column, bool& mirrored) const {
        const Lattice::Node& n = lattice_.node(column);
        mirrored = n.line < 0;
        return at(half_.find(std::abs(n.line), n.half));
    }
    [[nodiscard]] std::int32_t neighbour(std::int32_t column, const Step& step, int times = 1) const {
        const Lattice::Node& n = lattice_.node(column);
        return lattice_.find(n.line + times * step.line, n.half + times * step.half);
    }

    void addNode(const Vec3& p, Layer layer, bool anchored, double thickness, std::int32_t column, std::size_t from,
                 bool mirrored) {
        web_->nodePosition_m.push_back(mirrored ? mirrorX(p) : p);
        web_->nodeNormal.push_back({0, 0, -1});
        web_->nodeLayer.push_back(layer);
        web_->nodeAnchored.push_back(anchored ? 1 : 0);
        web_->nodeArea_m2.push_back(0.0);
        web_->nodeThickness_m.push_back(thickness);
        web_->nodeMass_kg.push_back(0.0);
        web_->nodeRegion.push_back(static_cast<std::uint8_t>(2 * g_.region[from] + (mirrored ? 1 : 0)));
        const Vec3& fibre = g_.fibreDirection[from];
        web_->nodeFibreDirection.push_back(mirrored ? mirrorX(fibre) : fibre);
        web_->nodeColumn.push_back(layer == Layer::bone ? -1 : column);
    }

    void addNodes() {
        for (const std::string& region : g_.regionIds) {
            web_->regionIds.push_back(region + "_left");
            web_->regionIds.push_back(region + "_right");
        }
        for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
            for (std::int32_t c = 0; c < lattice_.size(); ++c) {
                bool mirrored = false;
                const std::size_t from = source(c, mirrored);
                const std::array<double, kSheetCount> thickness{g_.skinThickness_m[from], kMembraneThickness_m,
                                                                g_.deepFasciaThickness_m[from], kEpimysiumThickness_m};
                addNode(g_.position_m[layer][from], static_cast<Layer>(layer), lattice_.onBorder(c), thickness[layer],
                        c, from, mirrored);
            }
        }
        anchorOf_.assign(at(lattice_.size()), -1);
        for (std::int32_t c = 0; c < lattice_.size(); ++c) {
            bool mirrored = false;
            const std::size_t from = source(c, mirrored);
            if (g_.anchor[from] != AnchorKind::none && !lattice_.onBorder(c)) {
                anchorOf_[at(c)] = web_->nodeCount();
                addNode(g_.position_m[kSheetCount][from], Layer::bone, true, 0.0, c, from, mirrored);
            }
        }
    }

    void addTriangles() {
        for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
            for (const auto& t : lattice_.triangles()) {
                // Lines grow with x, to the body's left. Seen from behind, where the outside is, that is to the viewer's
                // left, so that the lattice's counter-clockwise triangles have to be turned over.
                web_->layerTriangles[layer].push_back({nodeOf(layer, t[0]), nodeOf(layer, t[2]), nodeOf(layer, t[1])});
            }
        }
    }

    void finishNodes() {
        sim::Web& w = *web_;
        for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
            setSheetNormals(w.layerTriangles[layer], w.nodePosition_m, w.nodeNormal);
            addSheetAreas(w.layerTriangles[layer], w.nodePosition_m, w.nodeArea_m2);
        }
        for (std::int32_t c = 0; c < lattice_.size(); ++c) {
            if (lattice_.node(c).line == 0) {
                for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
                    Vec3& n = w.nodeNormal[at(nodeOf(layer, c))];
                    n[0] = 0.0; // exact mirror symmetry on the seam, where round-off may leave a trace
                    n = unit(n);
                }
            }
            if (anchorOf_[at(c)] >= 0) {
                const std::int32_t above = nodeOf(kSheetCount - 1, c);
                w.nodeNormal[at(anchorOf_[at(c)])] =
                    unit(w.nodePosition_m[at(above)] - w.nodePosition_m[at(anchorOf_[at(c)])]);
            }
            setMasses(c);
        }
        for (std::size_t i = 0; i < w.nodePosition_m.size(); ++i) {
            w.nodeFibreDirection[i] = unit(tangential(w.nodeFibreDirection[i], w.nodeNormal[i]), {1, 0, 0});
        }
    }

    /// The sheet itself and half of the fat or muscle above and below it.
    void setMasses(std::int32_t c) {
        sim::Web& w = *web_;
        for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
            const std::size_t i = at(nodeOf(layer, c));
            double perArea = kSheetDensity * w.nodeThickness_m[i];
            if (layer > 0) {
                perArea += 0.5 * kDensityBelow[layer - 1] *
                           distance(w.nodePosition_m[i], w.nodePosition_m[at(nodeOf(layer - 1, c))]);
            }
            const std::int32_t below = layer + 1 < kSheetCount ? nodeOf(layer + 1, c) : anchorOf_[at(c)];
            if (below >= 0) {
                perArea += 0.5 * kDensityBelow[layer] * distance(w.nodePosition_m[i], w.nodePosition_m[at(below)]);
            }
            w.nodeMass_kg[i] = perArea * w.nodeArea_m2[i];
        }
    }

    void addSheets() {
        addSheetSprings(*web_, Layer::skin, false, true);
        addSheetSprings(*web_, Layer::superficialFascia, true, true);
        addSheetSprings(*web_, Layer::deepFascia, true, true);
        addSheetSprings(*web_, Layer::epimysium, false, true);
    }

    void join(std::int32_t a, std::int32_t b, SpringFamily family, double section) {
        if (a >= 0 && b >= 0 && !(web_->nodeAnchored[at(a)] != 0 && web_->nodeAnchored[at(b)] != 0)) {
            addSpring(*web_, a, b, family, web_->nodeLayer[at(a)], section);
        }
    }

    [[nodiscard]] double area(std::size_t layer, std::int32_t c) const {
        return web_->nodeArea_m2[at(nodeOf(layer, c))];
    }

    /// Springs from a node to three neighbours of its column in the next layer.
    void addTriad(std::size_t layer, std::int32_t c, const std::array<Step, 3>& triad, SpringFamily family,
                  double share) {
        for (const Step& step : triad) {
            const std::int32_t to = neighbour(c, step);
            if (to >= 0) {
                join(nodeOf(layer, c), nodeOf(layer + 1, to), family, share * area(layer, c));
            }
        }
    }

    void addColumn(std::int32_t c) {
        constexpr std::size_t kSkin = 0, kSuperficial = 1, kDeep = 2, kEpimysium = 3;
        const std::int32_t anchor = anchorOf_[at(c)];
        for (std::size_t layer = 0; layer < kEpimysium; ++layer) {
            join(nodeOf(layer, c), nodeOf(layer + 1, c), SpringFamily::bulk, area(layer, c));
        }
        // Half of the muscle's section runs straight down, half is shared by the oblique ones.
        join(nodeOf(kEpimysium, c), anchor, SpringFamily::bulk, 0.5 * area(kEpimysium, c));
        if (anchor >= 0) {
            for (const Step& step : kUpTriad) {
                std::int32_t to = neighbour(c, step, 2);
                if (to < 0 || anchorOf_[at(to)] < 0) {
                    to = neighbour(c, step);
                }
                if (to >= 0 && anchorOf_[at(to)] >= 0) {
                    join(nodeOf(kEpimysium, c), anchorOf_[at(to)], SpringFamily::bulk, area(kEpimysium, c) / 6.0);
                }
            }
        }
        addTriad(kSuperficial, c, kUpTriad, SpringFamily::glide, 1.0 / 3.0);
        addTriad(kDeep, c, kUpTriad, SpringFamily::glide, 1.0 / 3.0);

        const Lattice::Node& n = lattice_.node(c);
        const bool deepLigament = n.line % kDeepLigamentPeriod == 0 && (n.half / 2) % kDeepLigamentPeriod == 0;
        const bool midline = n.line == 0;
        // On every other line, for two lines' area: the section of the family at a place is the tributary area.
        const double ligamentShare = deepLigament || midline ? 0.25 : 1.0 / 3.0;
        if (n.line % 2 == 0) {
            addTriad(kSkin, c, kDownTriad, SpringFamily::septum, 2.0 * ligamentShare);
        }
        if (deepLigament || midline) {
            join(nodeOf(kSkin, c), nodeOf(kDeep, c), SpringFamily::septum, 0.25 * area(kSkin, c));
        }
        bool mirrored = false;
        if (g_.attachment[source(c, mirrored)] != Attachment::none) {
            join(nodeOf(kDeep, c), anchor, SpringFamily::septum, area(kDeep, c));
        }
    }

    void addSites() {
        for (const GeometrySite& site : g_.sites) {
            sim::Site out;
            out.id = site.id;
            out.label = site.label;
            out.position_m = site.position_m;
            out.normal = site.normal;
            double best = 1e9;
            for (std::int32_t c = 0; c < lattice_.size(); ++c) {
                const double d = distance(web_->nodePosition_m[at(c)], site.position_m);
                if (d < best) {
                    best = d;
                    out.skinNode = c;
                }
            }
            assert(out.skinNode >= 0);
            out.region = web_->nodeRegion[at(out.skinNode)];
            out.fibreDirection =
                unit(tangential(web_->nodeFibreDirection[at(nodeOf(2, out.skinNode))], out.normal), {1, 0, 0});
            web_->sites.push_back(std::move(out));
        }
    }

    const LayeredGeometry& g_;
    Lattice half_;
    Lattice lattice_;
    std::shared_ptr<sim::Web> web_;
    std::vector<std::int32_t> anchorOf_; ///< Bone node of a column, or -1.
};

} // namespace

std::shared_ptr<sim::Web> buildLayeredWeb(const LayeredGeometry& geometry) { return Builder(geometry).build(); }

} // namespace fascia::anatomy
