#include "anatomy/tool/low_back_recipe.h"

#include <numbers>

#include "anatomy/tool/layer_depths.h"

namespace fascia::anatomy {

namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
double mix(double a, double b, double t) { return a + (b - a) * t; }

constexpr double kLigamentRadius_m = 2.0e-3;
constexpr double kCrestRadius_m = 6.5e-3;
constexpr double kCrestDepth_m = 10.5e-3; ///< Median sacral crest below the skin.

/// Height of the iliac crest's line as seen from behind.
double crestHeight(double x) { return mix(1.000, 1.040, smoothStep(0.040, 0.118, x)); }
/// |x| of the lateral raphe, the lateral border of the erector spinae's sheath.
constexpr double kRaphe_m = 0.078;

enum Region : std::uint8_t { upperLumbar = 0, lowerLumbar = 1, flank = 2, sacralGluteal = 3 };

std::uint8_t regionAt(const Vec3& p) {
    if (p[1] < crestHeight(p[0])) {
        return sacralGluteal;
    }
    if (p[0] > 0.098) {
        return flank;
    }
    return p[1] > 1.115 ? upperLumbar : lowerLumbar;
}

/// Angle of the deep fascia's fibres above the lateral direction, left side [rad]. Over the erector spinae the
/// superficial lamina of the posterior layer runs from craniolateral to caudomedial, steeper to the side with the
/// latissimus; over the buttock the gluteal fascia runs on from craniomedial to caudolateral. The turn between the two
/// lies at the iliac crest, where the fibres run along the bone; at the mid-line both sides meet level, as they cross to
/// the other side. Directions: Willard et al. 2012 and Vleeming et al. 1995; the angles: the figure's muscle strands.
double fibreAngle(const Vec3& p, double fractionLateral) {
    constexpr double kDegree = std::numbers::pi / 180.0;
    const double lumbar = mix(25.0, 60.0, smoothStep(0.45, 0.95, fractionLateral));
    const double gluteal = mix(-38.0, -62.0, smoothStep(0.45, 0.95, fractionLateral));
    const double aboveCrest = p[1] - (crestHeight(p[0]) - 0.005);
    return kDegree * mix(gluteal, lumbar, smoothStep(-0.055, 0.060, aboveCrest)) * smoothStep(0.0, 0.024, p[0]);
}

Vec3 fibreDirection(const Vec3& p, const Vec3& outward, double fractionLateral) {
    const Vec3 up = unit(tangential({0, 1, 0}, outward));
    Vec3 lateral = cross(outward, up);
    if (lateral[0] < 0.0 || (lateral[0] < 0.3 && lateral[2] < 0.0)) {
        lateral = lateral * -1.0;
    }
    const double angle = fibreAngle(p, fractionLateral);
    return unit(lateral * std::cos(angle) + up * std::sin(angle));
}

/// Depth of the anchors where the column meets no bone: through the erector spinae towards the transverse processes,
/// through the abdominal wall at the flank, through the gluteal muscles (assumed; the deep side of the support).
double muscleDepth(const Vec3& p, double fractionLateral) {
    const double lumbar = mix(0.038, 0.036, smoothStep(0.5, 0.8, fractionLateral));
    return mix(0.046, lumbar, smoothStep(-0.03, 0.02, p[1] - crestHeight(p[0])));
}

Attachment attachmentAt(const Figure& figure, const Vec3& skin, const Vec3& anchor, AnchorKind kind, bool seam,
                        double spacing) {
    if (kind == AnchorKind::bone) {
        const double kOn = 1.5e-3;
        if (seam) {
            return skin[1] > 1.005 ? Attachment::spinous : Attachment::sacrum;
        }
        for (const char* rib : {"rib10", "rib11", "rib12"}) {
            if (figure.findBone(rib)->distance(anchor) < kOn) {
                return Attachment::rib;
            }
        }
        if (figure.findBone("sacrum")->distance(anchor) < kOn) {
            return Attachment::sacrum;
        }
        // The crest itself, not the blade below it.
        const Solid* ilium = figure.findBone("ilium");
        if (ilium->distance(anchor) < kOn && ilium->items[1].primitive.distance(anchor) < 3e-3) {
            return Attachment::iliacCrest;
        }
        return Attachment::none;
    }
    const bool lumbar = skin[1] > crestHeight(skin[0]) && skin[1] < 1.185;
    return lumbar && std::fabs(skin[0] - kRaphe_m) <= 0.5 * spacing ? Attachment::lateralRaphe : Attachment::none;
}

struct OwnSite {
    const char *id, *label;
    double x, y;
};

constexpr OwnSite kPairedSites[] = {
    {"multifidus_l5", "multifidus at L5", 0.024, 1.026},
    {"lateral_raphe", "lateral raphe at L2", 0.078, 1.135},
    {"erector_t12", "erector spinae at T12", 0.044, 1.203},
    {"sacroiliac", "posterior superior iliac spine", 0.043, 0.993},
    {"gluteal_upper", "upper gluteal fascia", 0.088, 0.945},
};

constexpr std::pair<const char*, const char*> kFigureSites[] = {
    {"low_back_left", "Low back, left (L3-L4)"},
    {"low_back_right", "Low back, right (L3-L4)"},
    {"quadratus_lumborum_left", "Quadratus lumborum, left"},
    {"quadratus_lumborum_right", "Quadratus lumborum, right"},
    {"iliac_crest_cluneal_left", "Iliac crest at the cluneal nerves, left"},
    {"iliac_crest_cluneal_right", "Iliac crest at the cluneal nerves, right"},
    {"thoracolumbar_mid", "Thoracolumbar fascia, mid-line (L1-L2)"},
    {"sacrum_mid", "Sacrum, mid-line"},
};

std::vector<GeometrySite> makeSites(const Figure& figure) {
    std::vector<GeometrySite> sites;
    for (const auto& [id, label] : kFigureSites) {
        if (const FigureSite* site = figure.findSite(id)) {
            const Vec3 p = projectToSkin(figure, site->position);
            sites.push_back({id, label, p, figure.skinNormal(p)});
        }
    }
    for (const OwnSite& own : kPairedSites) {
        const Vec3 p = castToSkin(figure, {own.x, own.y, -0.25}, {0, 0, 1});
        const Vec3 n = figure.skinNormal(p);
        std::string label = own.label;
        label[0] = static_cast<char>(label[0] >= 'a' && label[0] <= 'z' ? label[0] - 'a' + 'A' : label[0]);
        sites.push_back({std::string(own.id) + "_left", label + ", left", p, n});
        sites.push_back({std::string(own.id) + "_right", label + ", right", mirrorX(p), mirrorX(n)});
    }
    return sites;
}

BlendItem tubeItem(const std::vector<Vec3>& points, double radius) {
    BlendItem item;
    Tube tube;
    item.primitive.low = {1e9, 1e9, 1e9};
    item.primitive.high = {-1e9, -1e9, -1e9};
    for (const Vec3& p : points) {
        tube.point.push_back(p);
        tube.radius_m.push_back(radius);
        for (std::size_t i = 0; i < 3; ++i) {
            item.primitive.low[i] = std::min(item.primitive.low[i], p[i] - radius);
            item.primitive.high[i] = std::max(item.primitive.high[i], p[i] + radius);
        }
    }
    item.primitive.shape = tube;
    return item;
}

} // namespace

RegionChart lowBackChart() {
    RegionChart chart;
    chart.bottom_m = 0.905;
    chart.top_m = 1.255;
    // About the mid-axillary line at the waist; behind it over the hip and the lower ribs.
    chart.lateralZ = [](double y) {
        return mix(-0.052, 0.004, smoothStep(0.90, 1.06, y)) - 0.024 * smoothStep(1.12, 1.26, y);
    };
    return chart;
}

void addMidlineBones(Figure& figure) {
    std::vector<Vec3> crest;
    for (const double y : {1.000, 0.985, 0.965, 0.945, 0.925}) {
        const Vec3 skin = castToSkin(figure, {0.0, y, -0.25}, {0, 0, 1});
        crest.push_back(skin - figure.skinNormal(skin, 5e-3) * (kCrestDepth_m + kCrestRadius_m));
    }
    for (Solid& bone : figure.bones) {
        if (bone.name == "sacrum") {
            bone.items.push_back(tubeItem(crest, kCrestRadius_m));
            bone.blend_m = 0.012;
            const Vec3 bulge{0.012, 0.012, 0.012};
            for (std::size_t i = 0; i < 3; ++i) {
                bone.low[i] = std::min(bone.low[i], bone.items.back().primitive.low[i] - bulge[i]);
                bone.high[i] = std::max(bone.high[i], bone.items.back().primitive.high[i] + bulge[i]);
            }
        }
    }
    std::vector<Vec3> ligament;
    bool below = false;
    for (const Vertebra& v : figure.vertebrae) {
        below = below || v.name == "T9";
        if (below) {
            const Vec3 skin = castToSkin(figure, {0.0, v.spinousTip[1], -0.25}, {0, 0, 1});
            ligament.push_back(v.spinousTip - figure.skinNormal(skin, 5e-3) * kLigamentRadius_m);
        }
    }
    const Vec3 top = castToSkin(figure, {0.0, 1.000, -0.25}, {0, 0, 1});
    ligament.push_back(top - figure.skinNormal(top, 5e-3) * (kCrestDepth_m + kLigamentRadius_m));
    Solid solid;
    solid.name = "supraspinous_ligament";
    solid.part = "ligament";
    solid.items.push_back(tubeItem(ligament, kLigamentRadius_m));
    solid.low = solid.items[0].primitive.low;
    solid.high = solid.items[0].primitive.high;
    figure.bones.push_back(solid);
}

LayeredGeometry makeLowBack(Figure& figure, double edge_m) {
    addMidlineBones(figure);
    const SkinLattice skin = makeSkinLattice(figure, lowBackChart(), edge_m);
    const Lattice& lattice = skin.lattice;

    LayeredGeometry g;
    g.id = "low_back";
    g.title = "Low back";
    g.lines = lattice.lastLine();
    g.rows = lattice.rows();
    g.edge_m = edge_m;
    g.regionIds = {"upper_lumbar", "lower_lumbar", "flank", "sacral_gluteal"};

    std::vector<double> lateral(skin.position.size());
    std::vector<double> depth(skin.position.size());
    for (std::int32_t i = 0; i < lattice.size(); ++i) {
        lateral[at(i)] = static_cast<double>(lattice.node(i).line) / g.lines;
        depth[at(i)] = muscleDepth(skin.position[at(i)], lateral[at(i)]);
    }
    const ColumnDepths depths = layerDepths(figure, lattice, skin.position, depth);
    const std::array<const std::vector<double>*, sim::kLayerCount> layerDepth{
        &depths.skin_m, &depths.superficial_m, &depths.deepFascia_m, &depths.epimysium_m, &depths.anchor_m};
    const double spacing = 0.17 / g.lines;
    for (std::int32_t i = 0; i < lattice.size(); ++i) {
        const Vec3& p = skin.position[at(i)];
        for (std::size_t layer = 0; layer < sim::kLayerCount; ++layer) {
            g.position_m[layer].push_back(p + depths.inward[at(i)] * (*layerDepth[layer])[at(i)]);
        }
        g.fibreDirection.push_back(fibreDirection(p, depths.inward[at(i)] * -1.0, lateral[at(i)]));
        g.anchor.push_back(depths.anchor[at(i)]);
        g.attachment.push_back(depths.anchor[at(i)] == AnchorKind::none
                                   ? Attachment::none
                                   : attachmentAt(figure, p, g.position_m[sim::kLayerCount - 1].back(),
                                                  depths.anchor[at(i)], lattice.node(i).line == 0, spacing));
        g.region.push_back(regionAt(p));
    }
    g.skinThickness_m = depths.skinThickness_m;
    g.deepFasciaThickness_m = depths.deepFasciaThickness_m;
    g.sites = makeSites(figure);
    return g;
}

} // namespace fascia::anatomy
