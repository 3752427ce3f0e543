// Patch test of the built sheets, at many places of every model: the in-plane springs within a few edges of a place are laid
// flat, their outer nodes are moved as a uniform strain would, the inner ones find their equilibrium, and the stress of the
// middle gives the modulus along and across the fibres. The spring moduli are the model's own, fitted to the whole sheet.

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <Eigen/Geometry>
#include <catch2/catch_test_macros.hpp>

#include "anatomy/models.h"
#include "sim/material/sheet_moduli.h"
#include "sim/params.h"
#include "sim/solver/equilibrium.h"

using namespace fascia;

namespace {

constexpr int kRings = 4;           // of neighbours around the place
constexpr int kMiddleRings = 1;     // whose stress is measured
constexpr double kStrain = 1e-4;    // small: springs are linear there
constexpr double kFlat = 0.5;       // cosine between normals of the patch: more curved places are left out
constexpr std::size_t kPlaces = 24; // of a sheet, evenly through its nodes

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
sim::Vec3 toVec(const sim::Point3& p) { return {p[0], p[1], p[2]}; }

/// In-plane springs of a sheet, per node.
std::vector<std::vector<std::int32_t>> springsAt(const sim::Web& web, sim::Layer layer) {
    std::vector<std::vector<std::int32_t>> of(web.nodePosition_m.size());
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        const bool inPlane =
            web.springFamily[s] == sim::SpringFamily::fibre || web.springFamily[s] == sim::SpringFamily::shear;
        if (inPlane && web.springLayer[s] == layer) {
            of[at(web.springNodes[s][0])].push_back(static_cast<std::int32_t>(s));
            of[at(web.springNodes[s][1])].push_back(static_cast<std::int32_t>(s));
        }
    }
    return of;
}

/// Rings of nodes around a node along fibre springs; empty when the sheet ends within them or is too curved there.
std::map<std::int32_t, int> ringsAround(const sim::Web& web, const std::vector<std::vector<std::int32_t>>& springs,
                                        const std::vector<std::uint8_t>& border, std::int32_t centre) {
    std::map<std::int32_t, int> ring{{centre, 0}};
    std::vector<std::int32_t> front{centre};
    for (int r = 1; r <= kRings; ++r) {
        std::vector<std::int32_t> next;
        for (const std::int32_t node : front) {
            for (const std::int32_t s : springs[at(node)]) {
                const auto& ends = web.springNodes[at(s)];
                const std::int32_t other = ends[0] == node ? ends[1] : ends[0];
                if (web.springFamily[at(s)] == sim::SpringFamily::fibre && ring.try_emplace(other, r).second) {
                    next.push_back(other);
                }
            }
        }
        front = next;
    }
    for (const auto& [node, r] : ring) {
        if (border[at(node)] != 0 || toVec(web.nodeNormal[at(node)]).dot(toVec(web.nodeNormal[at(centre)])) < kFlat) {
            return {};
        }
    }
    return ring;
}

/// Stress of the middle [Pa] along L, T and at the two imposed strains; columns LL and TT of the stiffness.
struct Stiffness {
    double LL = 0, LT = 0, TL = 0, TT = 0;
    bool converged = true;
};

Stiffness pull(const sim::Web& web, const std::vector<std::vector<std::int32_t>>& springs,
               const std::map<std::int32_t, int>& ring, std::int32_t centre, const sim::SheetModulusFit& fit) {
    const sim::Vec3 n = toVec(web.nodeNormal[at(centre)]);
    sim::Vec3 along = toVec(web.nodeFibreDirection[at(centre)]);
    along = (along - n * n.dot(along)).normalized();
    const sim::Vec3 across = n.cross(along);
    std::map<std::int32_t, std::int32_t> local;
    sim::Positions flat;
    std::vector<std::uint8_t> fixed;
    for (const auto& [node, r] : ring) {
        local[node] = static_cast<std::int32_t>(flat.size());
        const sim::Vec3 d = toVec(web.nodePosition_m[at(node)]) - toVec(web.nodePosition_m[at(centre)]);
        const sim::Vec3 inPlane = d - n * n.dot(d);
        // Unrolled: as far from the middle as it is in space.
        const double unrolled = inPlane.norm() > 0.0 ? d.norm() / inPlane.norm() : 1.0;
        flat.emplace_back(unrolled * along.dot(d), unrolled * across.dot(d), 0.0);
        fixed.push_back(r >= kRings - 1 ? 1 : 0); // shear springs reach over one ring
    }
    std::set<std::int32_t> used;
    for (const auto& [node, r] : ring) {
        used.insert(springs[at(node)].begin(), springs[at(node)].end());
    }
    std::vector<std::array<std::int32_t, 2>> graph;
    std::vector<sim::SpringLaw> laws;
    std::vector<std::int32_t> from;
    for (const std::int32_t s : used) {
        const auto a = local.find(web.springNodes[at(s)][0]);
        const auto b = local.find(web.springNodes[at(s)][1]);
        if (a == local.end() || b == local.end()) {
            continue;
        }
        graph.push_back({a->second, b->second});
        sim::SpringLaw law;
        law.restLength_m = (flat[at(a->second)] - flat[at(b->second)]).norm();
        law.stiffness_N = sim::springModulus_Pa(fit, web.springFibreCos2[at(s)]) * web.springSection_m2[at(s)];
        law.compressionRatio = 1.0;
        laws.push_back(law);
    }
    Stiffness result;
    for (const bool alongFibres : {true, false}) {
        sim::Positions x = flat;
        for (sim::Vec3& p : x) {
            p[alongFibres ? 0 : 1] *= 1.0 + kStrain;
        }
        sim::EquilibriumSolver solver({static_cast<std::int32_t>(flat.size()), graph});
        const std::vector<sim::Vec3> load(flat.size(), sim::Vec3::Zero());
        sim::EquilibriumProblem problem;
        problem.laws = laws;
        problem.fixed = fixed;
        problem.load_N = load;
        sim::SolveOptions options;
        options.residual = 1e-8;
        result.converged = solver.solve(problem, options, x).converged && result.converged;
        double volume = 0.0;
        double sumL = 0.0;
        double sumT = 0.0;
        std::vector<double> inMiddle(flat.size(), 0.0);
        for (const auto& [node, r] : ring) {
            if (r <= kMiddleRings) {
                inMiddle[at(local[node])] = 1.0;
                volume += web.nodeArea_m2[at(node)] * web.nodeThickness_m[at(node)];
            }
        }
        for (std::size_t s = 0; s < graph.size(); ++s) {
            const double share = 0.5 * (inMiddle[at(graph[s][0])] + inMiddle[at(graph[s][1])]);
            const sim::Vec3 d = x[at(graph[s][1])] - x[at(graph[s][0])];
            const double tension_N = laws[s].stiffness_N * (d.norm() / laws[s].restLength_m - 1.0);
            sumL += share * tension_N * d[0] * d[0] / d.norm();
            sumT += share * tension_N * d[1] * d[1] / d.norm();
        }
        (alongFibres ? result.LL : result.LT) = sumL / volume / kStrain;
        (alongFibres ? result.TL : result.TT) = sumT / volume / kStrain;
    }
    return result;
}

/// Nodes of a sheet at its border, beside held ones or in a septum.
std::vector<std::uint8_t> borderOf(const sim::Web& web, sim::Layer layer) {
    std::map<std::pair<std::int32_t, std::int32_t>, int> sides;
    for (const auto& t : web.layerTriangles[static_cast<std::size_t>(layer)]) {
        for (std::size_t c = 0; c < 3; ++c) {
            ++sides[std::minmax(t[c], t[(c + 1) % 3])];
        }
    }
    std::vector<std::uint8_t> border(web.nodePosition_m.size(), 0);
    for (const auto& [ends, count] : sides) {
        if (count == 1) {
            border[at(ends.first)] = border[at(ends.second)] = 1;
        }
    }
    return border;
}

struct Places {
    std::vector<double> along, across; ///< Ratio to what was asked for.
    bool converged = true;
};

Places test(const sim::Web& web, sim::Layer layer, const sim::SheetParameters& sheet) {
    const auto springs = springsAt(web, layer);
    const auto border = borderOf(web, layer);
    const sim::SheetModulusFit fit =
        sim::fitSheetModuli(sim::computeSheetMoments(web, layer), sheet.fibreModulus_Pa, sheet.crossModulus_Pa);
    std::vector<std::int32_t> nodes;
    for (std::int32_t i = 0; i < web.nodeCount(); ++i) {
        if (web.nodeLayer[at(i)] == layer && web.nodeAnchored[at(i)] == 0) {
            nodes.push_back(i);
        }
    }
    Places places;
    for (std::size_t k = 0; k < 20 * kPlaces && places.along.size() < kPlaces; ++k) {
        const std::int32_t centre = nodes[(k * 7919) % nodes.size()]; // a prime: here and there
        const auto ring = ringsAround(web, springs, border, centre);
        if (ring.empty()) {
            continue;
        }
        const Stiffness c = pull(web, springs, ring, centre, fit);
        places.converged = places.converged && c.converged;
        places.along.push_back((c.LL - c.LT * c.TL / c.TT) / sheet.fibreModulus_Pa);
        places.across.push_back((c.TT - c.LT * c.TL / c.LL) / sheet.crossModulus_Pa);
    }
    return places;
}

double middle(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

} // namespace

TEST_CASE("every model: patches of the deep fascia have the moduli that were asked for, place by place", "[anatomy]") {
    const sim::Parameters soft = sim::findPreset("concept")->parameters;
    for (const char* id : {"low_back", "low_back_coarse", "body", "thigh", "forearm", "neck_shoulder", "foot"}) {
        const auto loaded = anatomy::loadModel(id, std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
        REQUIRE(loaded);
        const Places places = test(*loaded.value(), sim::Layer::deepFascia, soft.deepFascia);
        const auto [leastAlong, mostAlong] = std::minmax_element(places.along.begin(), places.along.end());
        const auto [leastAcross, mostAcross] = std::minmax_element(places.across.begin(), places.across.end());
        REQUIRE(places.along.size() >= 8);
        INFO(id << ", " << places.along.size() << " places: along " << *leastAlong << " to " << *mostAlong
                << ", middle " << middle(places.along) << "; across " << *leastAcross << " to " << *mostAcross
                << ", middle " << middle(places.across));
        CHECK(places.converged);
        CHECK(std::abs(middle(places.along) - 1.0) < 0.10);
        CHECK(std::abs(middle(places.across) - 1.0) < 0.10);
        // Single places differ where fibres turn sharply (docs/anatomy.md): most are within a fifth.
        const auto near = [](double ratio) { return std::abs(ratio - 1.0) < 0.2; };
        const auto fifth = static_cast<std::ptrdiff_t>(places.along.size() / 5);
        CHECK(std::count_if(places.along.begin(), places.along.end(), near) >= 4 * fifth);
        CHECK(std::count_if(places.across.begin(), places.across.end(), near) >= 4 * fifth);
    }
}
