// The springs of a layered surface. See low_back.h for what each family stands for.

#include <algorithm>
#include <cassert>
#include <numbers>

#include "anatomy/layered_surface.h"
#include "anatomy/surface_mesh.h"
#include "anatomy/tissue_numbers.h"

namespace fascia::anatomy {

namespace {

using sim::Layer;
using sim::SpringFamily;

constexpr std::size_t kSkin = 0, kSuperficial = 1, kDeep = 2, kEpimysium = 3;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Three neighbours about 120 degrees apart; -1 where a border leaves no third one.
using Triad = std::array<std::int32_t, 3>;

class Builder {
  public:
    explicit Builder(const LayeredSurface& surface) : s_(surface), web_(std::make_shared<sim::Web>()) {}

    std::shared_ptr<sim::Web> build() {
        web_->id = s_.id;
        web_->title = s_.title;
        nameColumns();
        addNodes();
        addSeptumNodes();
        finishNodes();
        addSheetSprings(*web_, Layer::skin, false, true);
        addSheetSprings(*web_, Layer::superficialFascia, true, true);
        addSheetSprings(*web_, Layer::deepFascia, true, true);
        addSheetSprings(*web_, Layer::epimysium, false, true);
        ring_ = vertexNeighbours(at(columns_), columnTriangles_);
        chooseDeepLigaments();
        for (std::int32_t c = 0; c < columns_; ++c) {
            addColumn(c);
        }
        addSeptumTies();
        addSites();
        return web_;
    }

  private:
    [[nodiscard]] std::int32_t nodeOf(std::size_t layer, std::int32_t column) const {
        return static_cast<std::int32_t>(layer) * columns_ + column;
    }
    [[nodiscard]] const Vec3& place(std::size_t layer, std::int32_t column) const {
        return web_->nodePosition_m[at(nodeOf(layer, column))];
    }
    [[nodiscard]] bool onSeam(std::size_t source) const { return s_.mirrored && s_.position_m[0][source][0] == 0.0; }

    /// Stored columns first, then the mirror images of those beside the seam.
    void nameColumns() {
        const auto count = static_cast<std::int32_t>(s_.size());
        for (std::int32_t c = 0; c < count; ++c) {
            source_.push_back(c);
            image_.push_back(c);
        }
        for (std::int32_t c = 0; s_.mirrored && c < count; ++c) {
            if (!onSeam(at(c))) {
                image_[at(c)] = static_cast<std::int32_t>(source_.size());
                source_.push_back(c);
            }
        }
        columns_ = static_cast<std::int32_t>(source_.size());
        columnTriangles_ = s_.triangles;
        for (std::size_t t = 0; s_.mirrored && t < s_.triangles.size(); ++t) {
            const auto& corner = s_.triangles[t];
            columnTriangles_.push_back({image_[at(corner[0])], image_[at(corner[2])], image_[at(corner[1])]});
        }
    }
    [[nodiscard]] bool mirrored(std::int32_t column) const { return column >= static_cast<std::int32_t>(s_.size()); }

    void addNode(const Vec3& p, Layer layer, bool anchored, double thickness, std::int32_t column) {
        const std::size_t from = at(source_[at(column)]);
        const bool image = mirrored(column);
        web_->nodePosition_m.push_back(image ? mirrorX(p) : p);
        web_->nodeNormal.push_back({0, 0, 1});
        web_->nodeLayer.push_back(layer);
        web_->nodeAnchored.push_back(anchored ? 1 : 0);
        web_->nodeArea_m2.push_back(0.0);
        web_->nodeThickness_m.push_back(thickness);
        web_->nodeMass_kg.push_back(0.0);
        const int side = s_.mirrored ? 2 * s_.region[from] + (image ? 1 : 0) : s_.region[from];
        web_->nodeRegion.push_back(static_cast<std::uint8_t>(side));
        web_->nodeFibreDirection.push_back(image ? mirrorX(s_.fibreDirection[from]) : s_.fibreDirection[from]);
        web_->nodeColumn.push_back(layer == Layer::bone ? -1 : column);
    }

    void addNodes() {
        for (const std::string& region : s_.regionIds) {
            for (const char* side : {"_left", "_right"}) {
                if (s_.mirrored) {
                    web_->regionIds.push_back(region + side);
                }
            }
            if (!s_.mirrored) {
                web_->regionIds.push_back(region);
            }
        }
        for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
            for (std::int32_t c = 0; c < columns_; ++c) {
                const std::size_t from = at(source_[at(c)]);
                const std::array<double, kSheetCount> thickness{s_.skinThickness_m[from], kMembraneThickness_m,
                                                                s_.deepFasciaThickness_m[from], kEpimysiumThickness_m};
                addNode(s_.position_m[layer][from], static_cast<Layer>(layer), s_.anchor[from] == AnchorKind::none,
                        thickness[layer], c);
            }
            for (const auto& t : columnTriangles_) {
                web_->layerTriangles[layer].push_back({nodeOf(layer, t[0]), nodeOf(layer, t[1]), nodeOf(layer, t[2])});
            }
        }
        anchorOf_.assign(at(columns_), -1);
        for (std::int32_t c = 0; c < columns_; ++c) {
            const std::size_t from = at(source_[at(c)]);
            if (s_.anchor[from] != AnchorKind::none) {
                anchorOf_[at(c)] = web_->nodeCount();
                addNode(s_.position_m[kSheetCount][from], Layer::bone, true, 0.0, c);
            }
        }
    }

    /// A septum is a piece of its own of the deep fascia's sheet, tied to it at its outer row; on both sides of a mirrored
    /// surface.
    void addSeptumNodes() {
        for (const Septum& septum : s_.septa) {
            for (const bool image : {false, true}) {
                if (image && !s_.mirrored) {
                    continue;
                }
                septa_.push_back({&septum, web_->nodeCount(), image});
                addSeptumSheet(septa_.back());
            }
        }
    }

    struct PlacedSeptum {
        const Septum* septum;
        std::int32_t firstNode;
        bool image; ///< On the other side of a mirrored surface.

        [[nodiscard]] std::int32_t node(int row, int column) const {
            return firstNode + row * septum->columns + column;
        }
    };
    [[nodiscard]] std::int32_t onSide(const PlacedSeptum& placed, std::int32_t column) const {
        return placed.image ? image_[at(column)] : column;
    }

    void addSeptumSheet(const PlacedSeptum& placed) {
        const Septum& septum = *placed.septum;
        for (int r = 0; r < septum.rows; ++r) {
            for (int k = 0; k < septum.columns; ++k) {
                const std::int32_t column = onSide(placed, septum.column[static_cast<std::size_t>(k)]);
                const bool held = r + 1 == septum.rows || web_->nodeAnchored[at(nodeOf(kDeep, column))] != 0;
                addNode(septum.position_m[static_cast<std::size_t>(r * septum.columns + k)], Layer::deepFascia, held,
                        kSeptumThickness_m, column);
            }
        }
        auto& sheet = web_->layerTriangles[kDeep];
        const auto add = [&](std::int32_t a, std::int32_t b, std::int32_t c) {
            sheet.push_back(placed.image ? std::array{a, c, b} : std::array{a, b, c});
        };
        for (int r = 0; r + 1 < septum.rows; ++r) {
            for (int k = 0; k + 1 < septum.columns; ++k) {
                // Diagonals alternate, so that the sheet has no grain; from both ends, so that each outer corner has two
                // triangles.
                if ((r + std::min(k, septum.columns - 2 - k)) % 2 == 0) {
                    add(placed.node(r, k), placed.node(r + 1, k), placed.node(r + 1, k + 1));
                    add(placed.node(r, k), placed.node(r + 1, k + 1), placed.node(r, k + 1));
                } else {
                    add(placed.node(r, k), placed.node(r + 1, k), placed.node(r, k + 1));
                    add(placed.node(r, k + 1), placed.node(r + 1, k), placed.node(r + 1, k + 1));
                }
            }
        }
    }

    void finishNodes() {
        sim::Web& w = *web_;
        for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
            setSheetNormals(w.layerTriangles[layer], w.nodePosition_m, w.nodeNormal);
            addSheetAreas(w.layerTriangles[layer], w.nodePosition_m, w.nodeArea_m2);
        }
        for (std::int32_t c = 0; c < columns_; ++c) {
            for (std::size_t layer = 0; onSeam(at(source_[at(c)])) && layer < kSheetCount; ++layer) {
                Vec3& n = w.nodeNormal[at(nodeOf(layer, c))];
                n[0] = 0.0; // exact mirror symmetry on the seam, where round-off may leave a trace
                n = unit(n);
            }
            if (anchorOf_[at(c)] >= 0) {
                w.nodeNormal[at(anchorOf_[at(c)])] =
                    unit(place(kEpimysium, c) - w.nodePosition_m[at(anchorOf_[at(c)])]);
            }
            for (std::size_t layer = 0; layer < kSheetCount; ++layer) {
                setMass(layer, c);
            }
        }
        const auto septumEnd = w.nodePosition_m.size();
        for (std::size_t i = septa_.empty() ? septumEnd : at(septa_[0].firstNode); i < septumEnd; ++i) {
            w.nodeMass_kg[i] = kSheetDensity * w.nodeThickness_m[i] * w.nodeArea_m2[i];
        }
        for (std::size_t i = 0; i < w.nodePosition_m.size(); ++i) {
            w.nodeFibreDirection[i] = unit(tangential(w.nodeFibreDirection[i], w.nodeNormal[i]), {1, 0, 0});
        }
    }

    /// The sheet itself and half of the fat or muscle above and below it.
    void setMass(std::size_t layer, std::int32_t c) {
        sim::Web& w = *web_;
        const std::size_t i = at(nodeOf(layer, c));
        double perArea = kSheetDensity * w.nodeThickness_m[i];
        if (layer > 0) {
            perArea += 0.5 * kDensityBelow[layer - 1] * distance(w.nodePosition_m[i], place(layer - 1, c));
        }
        const std::int32_t below = layer + 1 < kSheetCount ? nodeOf(layer + 1, c) : anchorOf_[at(c)];
        if (below >= 0) {
            perArea += 0.5 * kDensityBelow[layer] * distance(w.nodePosition_m[i], w.nodePosition_m[at(below)]);
        }
        w.nodeMass_kg[i] = perArea * w.nodeArea_m2[i];
    }

    void join(std::int32_t a, std::int32_t b, SpringFamily family, double section) {
        if (a >= 0 && b >= 0 && !(web_->nodeAnchored[at(a)] != 0 && web_->nodeAnchored[at(b)] != 0)) {
            addSpring(*web_, a, b, family, web_->nodeLayer[at(a)], section);
        }
    }

    [[nodiscard]] double area(std::size_t layer, std::int32_t c) const {
        return web_->nodeArea_m2[at(nodeOf(layer, c))];
    }

    /// The candidates nearest in direction to `turn_deg` + 90, 210 and 330 degrees from the lateral axis; the frame of the
    /// right side is the mirror image of the left one's.
    [[nodiscard]] Triad triadOf(std::int32_t c, const std::vector<std::int32_t>& candidates, double turn_deg) const {
        const Vec3& n = web_->nodeNormal[at(c)];
        const Vec3 hint = std::fabs(n[1]) < 0.9 ? Vec3{0, 1, 0} : Vec3{0, 0, 1};
        const Vec3 up = unit(tangential(hint, n));
        const Vec3 side = mirrored(c) ? cross(n, up) : cross(up, n);
        Triad triad{-1, -1, -1};
        for (std::size_t k = 0; k < 3; ++k) {
            const double angle = (turn_deg + 90.0 + 120.0 * static_cast<double>(k)) * std::numbers::pi / 180.0;
            const Vec3 wanted = side * std::cos(angle) + up * std::sin(angle);
            double best = 0.5; // within 60 degrees
            for (const std::int32_t other : candidates) {
                const double cosine = dot(unit(tangential(place(kSkin, other) - place(kSkin, c), n)), wanted);
                const bool taken = other == triad[0] || other == triad[1];
                if (!taken && cosine > best + 1e-9) {
                    best = cosine;
                    triad[k] = other;
                }
            }
        }
        return triad;
    }

    /// Neighbours of neighbours.
    [[nodiscard]] std::vector<std::int32_t> secondRing(std::int32_t c) const {
        std::vector<std::int32_t> list;
        for (const std::int32_t a : ring_[at(c)]) {
            for (const std::int32_t b : ring_[at(a)]) {
                const auto& first = ring_[at(c)];
                if (b != c && anchorOf_[at(b)] >= 0 && !std::binary_search(first.begin(), first.end(), b)) {
                    list.push_back(b);
                }
            }
        }
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        return list;
    }

    /// About every ninth column: none within two steps of another. The seam has one in every column, a septum through
    /// all layers (linea alba, the spines of the back). Chosen on the stored half, so mirror symmetric.
    void chooseDeepLigaments() {
        ligament_.assign(at(columns_), 0);
        std::vector<char> blocked(at(columns_), 0);
        for (std::int32_t c = 0; c < static_cast<std::int32_t>(s_.size()); ++c) {
            if (blocked[at(c)] == 0 && !onSeam(at(c))) {
                ligament_[at(c)] = 1;
                for (const std::int32_t a : ring_[at(c)]) {
                    blocked[at(a)] = 1;
                    for (const std::int32_t b : ring_[at(a)]) {
                        blocked[at(b)] = 1;
                    }
                }
            }
        }
        for (std::int32_t c = 0; c < columns_; ++c) {
            ligament_[at(c)] = onSeam(at(source_[at(c)])) ? 1 : ligament_[at(source_[at(c)])];
        }
    }

    void addTriad(std::size_t layer, std::int32_t c, const Triad& triad, SpringFamily family, double section) {
        for (const std::int32_t other : triad) {
            if (other >= 0) {
                join(nodeOf(layer, c), nodeOf(layer + 1, other), family, section);
            }
        }
    }

    void addColumn(std::int32_t c) {
        const std::int32_t anchor = anchorOf_[at(c)];
        for (std::size_t layer = 0; layer < kEpimysium; ++layer) {
            join(nodeOf(layer, c), nodeOf(layer + 1, c), SpringFamily::bulk, area(layer, c));
        }
        // Half of the muscle's section runs straight down, half is shared by the oblique ones.
        join(nodeOf(kEpimysium, c), anchor, SpringFamily::bulk, 0.5 * area(kEpimysium, c));
        if (anchor >= 0) {
            for (const std::int32_t other : triadOf(c, secondRing(c), 0.0)) {
                if (other >= 0) {
                    join(nodeOf(kEpimysium, c), anchorOf_[at(other)], SpringFamily::bulk, area(kEpimysium, c) / 6.0);
                }
            }
        }
        const Triad up = triadOf(c, ring_[at(c)], 0.0);
        addTriad(kSuperficial, c, up, SpringFamily::glide, area(kSuperficial, c) / 3.0);
        addTriad(kDeep, c, up, SpringFamily::glide, area(kDeep, c) / 3.0);
        const bool deep = ligament_[at(c)] != 0;
        addTriad(kSkin, c, triadOf(c, ring_[at(c)], 180.0), SpringFamily::septum,
                 (deep ? 0.25 : 1.0 / 3.0) * area(kSkin, c));
        if (deep) {
            join(nodeOf(kSkin, c), nodeOf(kDeep, c), SpringFamily::septum, 0.25 * area(kSkin, c));
        }
        if (s_.attached[at(source_[at(c)])] != 0) {
            join(nodeOf(kDeep, c), anchor, SpringFamily::septum, area(kDeep, c));
        }
    }

    /// Outer row to the deep fascia; every free node to the muscle on both sides.
    void addSeptumTies() {
        for (const PlacedSeptum& placed : septa_) {
            const Septum& septum = *placed.septum;
            for (int r = 0; r + 1 < septum.rows; ++r) {
                for (int k = 0; k < septum.columns; ++k) {
                    const std::int32_t node = placed.node(r, k);
                    const double section = web_->nodeArea_m2[at(node)];
                    if (r == 0) {
                        tieToDeepFascia(placed, node, static_cast<std::size_t>(k), 2.0 * section);
                    }
                    for (const double side : {1.0, -1.0}) {
                        join(node, muscleBeside(placed, node, side), SpringFamily::bulk, section);
                    }
                }
            }
        }
    }

    void tieToDeepFascia(const PlacedSeptum& placed, std::int32_t node, std::size_t k, double section) {
        const Septum& septum = *placed.septum;
        const std::int32_t one = septum.column[k];
        const std::int32_t other = septum.otherColumn.empty() ? one : septum.otherColumn[k];
        if (one == other) {
            join(nodeOf(kDeep, onSide(placed, one)), node, SpringFamily::septum, section);
            return;
        }
        for (const std::int32_t column : {one, other}) {
            join(nodeOf(kDeep, onSide(placed, column)), node, SpringFamily::septum, 0.5 * section);
        }
    }

    /// The anchor nearest to a septum's node on one side of it, within the same compartment (by its reach): in the wedge of
    /// 60 degrees about its normal, else of 84 degrees; -1 where there is none.
    [[nodiscard]] std::int32_t muscleBeside(const PlacedSeptum& placed, std::int32_t node, double side) const {
        constexpr double kNearest_m = 4e-3;
        constexpr double kReach_m = 0.05;
        // Looked for on the stored half.
        const auto stored = [&](const Vec3& v) { return placed.image ? mirrorX(v) : v; };
        const Vec3 p = stored(web_->nodePosition_m[at(node)]);
        const Vec3 n = stored(web_->nodeNormal[at(node)]) * side;
        for (const double leastCosine : {0.5, 0.1}) {
            double best = kReach_m;
            std::int32_t found = -1;
            for (std::int32_t c = 0; c < static_cast<std::int32_t>(s_.size()); ++c) {
                const std::int32_t anchor = anchorOf_[at(c)];
                if (anchor >= 0) {
                    const Vec3 away = web_->nodePosition_m[at(anchor)] - p;
                    const double d = norm(away);
                    if (d < best && d > kNearest_m && dot(away, n) > leastCosine * d) {
                        best = d;
                        found = anchorOf_[at(onSide(placed, c))];
                    }
                }
            }
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    void addSites() {
        for (const GeometrySite& site : s_.sites) {
            sim::Site out;
            out.id = site.id;
            out.label = site.label.empty() ? site.id : site.label;
            out.position_m = site.position_m;
            out.normal = site.normal;
            double best = 1e9;
            for (std::int32_t c = 0; c < columns_; ++c) {
                const double d = distance(place(kSkin, c), site.position_m);
                if (d < best) {
                    best = d;
                    out.skinNode = c;
                }
            }
            assert(out.skinNode >= 0);
            out.region = web_->nodeRegion[at(out.skinNode)];
            out.fibreDirection =
                unit(tangential(web_->nodeFibreDirection[at(nodeOf(kDeep, out.skinNode))], out.normal), {1, 0, 0});
            web_->sites.push_back(std::move(out));
        }
    }

    const LayeredSurface& s_;
    std::shared_ptr<sim::Web> web_;
    std::int32_t columns_ = 0;
    std::vector<std::int32_t> source_; ///< Stored column of every column.
    Triangles columnTriangles_;
    std::vector<std::int32_t> anchorOf_; ///< Bone node of a column, or -1.
    std::vector<std::int32_t> image_;    ///< Per stored column: its mirror image, or itself.
    std::vector<PlacedSeptum> septa_;
    std::vector<std::vector<std::int32_t>> ring_;
    std::vector<char> ligament_;
};

} // namespace

std::shared_ptr<sim::Web> buildSurfaceWeb(const LayeredSurface& surface) { return Builder(surface).build(); }

} // namespace fascia::anatomy
