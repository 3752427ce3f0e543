// The models cut from the figure: sheets without holes or folds, even triangles, even springs, both sides alike, fibres that
// turn slowly, moduli that were asked for.

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "anatomy/models.h"
#include "anatomy/remesh.h"
#include "sim/material/sheet_moduli.h"
#include "sim/params.h"

using namespace fascia;

namespace {

constexpr const char* kModels[] = {"low_back", "low_back_coarse", "body", "thigh", "forearm", "neck_shoulder", "foot"};

const sim::Web& model(const std::string& id) {
    static std::map<std::string, std::shared_ptr<const sim::Web>> loaded;
    auto& web = loaded[id];
    if (web == nullptr) {
        auto result = anatomy::loadModel(id, std::filesystem::path(FASCIA_SOURCE_DIR) / "assets");
        INFO((result ? "" : result.error().sentence()));
        REQUIRE(result);
        web = result.value();
    }
    return *web;
}

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

} // namespace

TEST_CASE("figure models: every sheet is a manifold without slivers, turned outwards", "[anatomy]") {
    for (const char* id : kModels) {
        const sim::Web& web = model(id);
        double worst = 1.0;
        int doubled = 0;
        int inwards = 0;
        for (std::size_t layer = 0; layer < 4; ++layer) {
            std::map<std::pair<std::int32_t, std::int32_t>, int> directed;
            for (const auto& t : web.layerTriangles[layer]) {
                for (std::size_t c = 0; c < 3; ++c) {
                    ++directed[{t[c], t[(c + 1) % 3]}];
                }
                worst =
                    std::min(worst, anatomy::triangleQuality(web.nodePosition_m[at(t[0])], web.nodePosition_m[at(t[1])],
                                                             web.nodePosition_m[at(t[2])]));
            }
            for (const auto& [edge, count] : directed) {
                doubled += count > 1 ? 1 : 0;
            }
        }
        // The sheet above lies on the side of the normal: layers follow one another inwards.
        std::map<std::int32_t, std::array<std::int32_t, 4>> columns;
        for (std::int32_t i = 0; i < web.nodeCount(); ++i) {
            if (web.nodeColumn[at(i)] >= 0 && web.nodeLayer[at(i)] != sim::Layer::bone) {
                columns.try_emplace(web.nodeColumn[at(i)], std::array<std::int32_t, 4>{-1, -1, -1, -1});
                auto& node = columns[web.nodeColumn[at(i)]][static_cast<std::size_t>(web.nodeLayer[at(i)])];
                node = node < 0 ? i : node; // nodes of septa come later
            }
        }
        for (const auto& [column, node] : columns) {
            for (std::size_t layer = 0; layer + 1 < 4; ++layer) {
                double depth = 0.0;
                for (std::size_t c = 0; c < 3; ++c) {
                    depth += web.nodeNormal[at(node[layer])][c] *
                             (web.nodePosition_m[at(node[layer])][c] - web.nodePosition_m[at(node[layer + 1])][c]);
                }
                inwards += depth > 0.0 ? 0 : 1;
            }
        }
        INFO(id << ": worst triangle " << worst);
        CHECK(doubled == 0);
        CHECK(inwards == 0);
        CHECK(worst > 0.1); // 1 is equilateral
    }
}

TEST_CASE("figure models: sizes, sites, springs evenly spread", "[anatomy]") {
    CHECK(model("body").nodeCount() >= 30000);
    CHECK(model("body").sites.size() >= 24);
    CHECK(model("thigh").sites.size() >= 3);
    for (const char* id : kModels) {
        const sim::Web& web = model(id);
        INFO(id);
        CHECK(!web.sites.empty());
        CHECK(!web.visuals.empty());
        // A close-up has the figure around it, which reaches beyond the web on all sides; the whole body has nothing around.
        double lowest = 10.0;
        double highest = 0.0;
        for (const sim::VisualMesh& mesh : web.visuals) {
            for (std::size_t i = 1; mesh.kind == sim::VisualMesh::Kind::context && i < mesh.position_m.size(); i += 3) {
                lowest = std::min(lowest, static_cast<double>(mesh.position_m[i]));
                highest = std::max(highest, static_cast<double>(mesh.position_m[i]));
            }
        }
        if (web.id == "body") {
            CHECK(lowest > highest);
        } else {
            CHECK(lowest == Catch::Approx(0.0).margin(0.01));
            CHECK(highest == Catch::Approx(1.75).margin(0.01)); // its stature
        }
        std::vector<int> degree(web.nodePosition_m.size(), 0);
        std::array<int, sim::kSpringFamilyCount> families{};
        int broken = 0;
        for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
            ++degree[at(web.springNodes[s][0])];
            ++degree[at(web.springNodes[s][1])];
            ++families[static_cast<std::size_t>(web.springFamily[s])];
            broken += web.springLength_m[s] > 0.0 && web.springSection_m2[s] > 0.0 ? 0 : 1;
        }
        CHECK(broken == 0);
        CHECK(*std::min_element(families.begin(), families.end()) > 0);
        int lonely = 0;
        int crowded = 0;
        for (std::size_t i = 0; i < degree.size(); ++i) {
            lonely += web.nodeAnchored[i] == 0 && degree[i] < 6 ? 1 : 0;
            crowded += web.nodeAnchored[i] == 0 && degree[i] > 48 ? 1 : 0;
        }
        CHECK(lonely == 0);
        CHECK(crowded == 0);
    }
}

TEST_CASE("figure models: forms for a moving view are those of a still one in fewer triangles", "[anatomy]") {
    const auto boundsOf = [](const sim::VisualMesh& mesh) {
        std::array<float, 6> bounds{1e9F, 1e9F, 1e9F, -1e9F, -1e9F, -1e9F};
        for (std::size_t i = 0; i < mesh.position_m.size(); ++i) {
            bounds[i % 3] = std::min(bounds[i % 3], mesh.position_m[i]);
            bounds[3 + i % 3] = std::max(bounds[3 + i % 3], mesh.position_m[i]);
        }
        return bounds;
    };
    for (const std::string id : {"low_back", "low_back_coarse", "body", "thigh", "neck_shoulder"}) {
        const sim::Web& web = model(id);
        INFO(id);
        std::size_t triangles = 0;
        for (const sim::VisualMesh& quick : web.quickVisuals) {
            triangles += quick.triangles.size();
            const auto whole = std::find_if(web.visuals.begin(), web.visuals.end(),
                                            [&](const sim::VisualMesh& mesh) { return mesh.id == quick.id; });
            INFO(quick.id);
            REQUIRE(whole != web.visuals.end());
            CHECK(whole->kind == quick.kind);
            const auto expected = boundsOf(*whole);
            const auto bounds = boundsOf(quick);
            for (std::size_t c = 0; c < 6; ++c) {
                CHECK(bounds[c] == Catch::Approx(expected[c]).margin(0.035)); // pointed ends are blunted
            }
            // Closed: every edge has a triangle on either side.
            std::map<std::pair<std::int32_t, std::int32_t>, int> edges;
            for (const auto& t : quick.triangles) {
                for (std::size_t c = 0; c < 3; ++c) {
                    const std::int32_t a = t[c];
                    const std::int32_t b = t[(c + 1) % 3];
                    edges[std::minmax(a, b)] += a < b ? 1 : -1;
                }
            }
            CHECK(std::all_of(edges.begin(), edges.end(), [](const auto& edge) { return edge.second == 0; }));
        }
        const auto context = std::count_if(web.visuals.begin(), web.visuals.end(), [](const sim::VisualMesh& mesh) {
            return mesh.kind == sim::VisualMesh::Kind::context || mesh.kind == sim::VisualMesh::Kind::contextBone;
        });
        CHECK(web.quickVisuals.size() + static_cast<std::size_t>(context) == web.visuals.size());
        CHECK(triangles > 5000);
        CHECK(triangles <= 10000); // what is drawn at once without a graphics card
    }
}

TEST_CASE("figure models: left and right are mirror images", "[anatomy]") {
    for (const char* id : {"low_back", "low_back_coarse", "body", "neck_shoulder"}) {
        const sim::Web& web = model(id);
        std::map<std::pair<sim::Layer, sim::Point3>, std::int32_t> find;
        for (std::int32_t i = 0; i < web.nodeCount(); ++i) {
            find[{web.nodeLayer[at(i)], web.nodePosition_m[at(i)]}] = i;
        }
        std::vector<std::int32_t> image(web.nodePosition_m.size(), -1);
        for (std::size_t i = 0; i < image.size(); ++i) {
            const sim::Point3& p = web.nodePosition_m[i];
            // -0 and 0 are equal keys.
            const auto found = find.find({web.nodeLayer[i], sim::Point3{-p[0], p[1], p[2]}});
            image[i] = found == find.end() ? -1 : found->second;
        }
        INFO(id);
        CHECK(std::count(image.begin(), image.end(), -1) == 0);
        std::set<std::array<std::int32_t, 3>> springs;
        const auto key = [](std::int32_t a, std::int32_t b, sim::SpringFamily family) {
            return std::array{std::min(a, b), std::max(a, b), static_cast<std::int32_t>(family)};
        };
        for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
            springs.insert(key(web.springNodes[s][0], web.springNodes[s][1], web.springFamily[s]));
        }
        int alone = 0;
        for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
            const auto& [a, b] = web.springNodes[s];
            alone += springs.count(key(image[at(a)], image[at(b)], web.springFamily[s])) == 0 ? 1 : 0;
        }
        CHECK(alone <= static_cast<int>(web.springNodes.size() / 1000)); // ties at the seam may fall either way
    }
}

TEST_CASE("body: septa tie the deep fascia of the limbs to bone on both sides", "[anatomy]") {
    const sim::Web& web = model("body");
    // Pieces of the deep fascia's sheet that hang together over triangles: the envelope is by far the largest.
    std::vector<std::int32_t> parent(web.nodePosition_m.size());
    for (std::size_t i = 0; i < parent.size(); ++i) {
        parent[i] = static_cast<std::int32_t>(i);
    }
    const auto root = [&](std::int32_t i) {
        while (parent[at(i)] != i) {
            i = parent[at(i)] = parent[at(parent[at(i)])];
        }
        return i;
    };
    const auto& sheet = web.layerTriangles[static_cast<std::size_t>(sim::Layer::deepFascia)];
    for (const auto& t : sheet) {
        parent[at(root(t[1]))] = root(t[0]);
        parent[at(root(t[2]))] = root(t[0]);
    }
    struct Piece {
        int nodes = 0, held = 0, ties = 0;
    };
    std::map<std::int32_t, Piece> pieces;
    std::set<std::int32_t> used;
    for (const auto& t : sheet) {
        used.insert(t.begin(), t.end());
    }
    for (const std::int32_t i : used) {
        Piece& piece = pieces[root(i)];
        ++piece.nodes;
        piece.held += web.nodeAnchored[at(i)];
    }
    REQUIRE(pieces.size() == 15); // seven septa a side: three of the thigh, two of the arm, two of the leg
    for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
        const auto& [a, b] = web.springNodes[s];
        if (web.springFamily[s] == sim::SpringFamily::septum && used.count(a) != 0 && used.count(b) != 0 &&
            root(a) != root(b)) {
            ++pieces[root(a)].ties;
            ++pieces[root(b)].ties;
        }
    }
    int septa = 0;
    for (const auto& [key, piece] : pieces) {
        INFO(piece.nodes << " nodes, " << piece.held << " held, " << piece.ties << " ties");
        if (piece.nodes < 1000) {
            ++septa;
            CHECK(piece.held >= 15);
            CHECK(piece.ties >= 15);
            CHECK(piece.nodes >= 3 * piece.held);
        }
    }
    CHECK(septa == 14);
}

TEST_CASE("figure models: fibres turn slowly along a sheet", "[anatomy]") {
    for (const char* id : kModels) {
        const sim::Web& web = model(id);
        int edges = 0;
        int sharp = 0;
        for (std::size_t s = 0; s < web.springNodes.size(); ++s) {
            if (web.springFamily[s] == sim::SpringFamily::fibre && web.springLayer[s] == sim::Layer::deepFascia) {
                const auto& [a, b] = web.springNodes[s];
                double cosine = 0.0;
                for (std::size_t c = 0; c < 3; ++c) {
                    cosine += web.nodeFibreDirection[at(a)][c] * web.nodeFibreDirection[at(b)][c];
                }
                ++edges;
                sharp += std::fabs(cosine) < 0.5 ? 1 : 0; // more than 60 degrees over one edge
            }
        }
        INFO(id << ": " << sharp << " of " << edges << " edges");
        REQUIRE(edges > 0);
        // A field of lines on a closed surface has singular points (hairy ball), and muscles meet at angles.
        CHECK(static_cast<double>(sharp) < 0.03 * edges);
    }
}

TEST_CASE("figure models: every sheet has the moduli that were asked for, within ten percent", "[anatomy]") {
    const sim::Parameters soft = sim::findPreset("concept")->parameters;
    for (const char* id : kModels) {
        for (const auto& [layer, sheet] :
             {std::pair{sim::Layer::skin, soft.skin}, std::pair{sim::Layer::superficialFascia, soft.superficialFascia},
              std::pair{sim::Layer::deepFascia, soft.deepFascia}, std::pair{sim::Layer::epimysium, soft.epimysium}}) {
            const sim::SheetModulusFit fit = sim::fitSheetModuli(sim::computeSheetMoments(model(id), layer),
                                                                 sheet.fibreModulus_Pa, sheet.crossModulus_Pa);
            INFO(id << ", " << sim::layerId(layer));
            CHECK(fit.achievedFibre_Pa == Catch::Approx(sheet.fibreModulus_Pa).epsilon(0.1));
            CHECK(fit.achievedCross_Pa == Catch::Approx(sheet.crossModulus_Pa).epsilon(0.1));
        }
    }
}

TEST_CASE("figure models: joints bend what lies beyond them, nerves lie in them", "[anatomy]") {
    const sim::Web& body = model("body");
    const auto joint = [&](const std::string& id) {
        const auto found =
            std::find_if(body.joints.begin(), body.joints.end(), [&](const sim::Joint& j) { return j.id == id; });
        REQUIRE(found != body.joints.end());
        return found;
    };
    const auto share = [&](const std::string& id, const char* site) {
        return joint(id)->share[at(body.findSite(site)->skinNode)];
    };
    for (const char* id :
         {"neck", "trunk", "shoulder_left", "shoulder_right", "hip_left", "hip_right", "knee_left", "ankle_right"}) {
        joint(id);
    }
    CHECK(share("trunk", "calf_left") == 0.0);
    CHECK(share("trunk", "palm_left") > 0.8); // the arms go with the shoulders
    CHECK(share("knee_left", "calf_left") == 1.0);
    CHECK(share("knee_left", "calf_right") == 0.0);
    CHECK(share("knee_right", "calf_right") == 1.0);
    CHECK(share("knee_left", "quadriceps_left") == 0.0);
    CHECK(share("ankle_left", "plantar_left") == 1.0);
    CHECK(share("shoulder_left", "forearm_left") == 1.0);
    CHECK(share("hip_left", "hamstring_left") > 0.9);
    CHECK(share("hip_left", "pectoral_left") == 0.0);
    // The tissue over the shoulder blade turns with the arm by a third; the spine does not, nor the other side.
    CHECK(share("shoulder_left", "scapular_border_left") > 0.02);
    CHECK(share("shoulder_left", "scapular_border_left") < 0.34);
    CHECK(share("shoulder_left", "scapular_border_right") == 0.0);
    for (std::size_t i = 0; i < body.nodePosition_m.size(); ++i) {
        CHECK((body.nodePosition_m[i][0] > 0.02 || joint("shoulder_left")->share[i] == 0.0));
    }
    // The whole girth of the trunk is there: its own limit, 20 N m over 1.8.
    CHECK(joint("trunk")->limitTorqueRatio == Catch::Approx(20.0 / 1.8));
    CHECK(model("low_back").joints.front().limitTorqueRatio == 1.0);
    CHECK(body.nerves.size() == 12); // six nerves on two sides
}
