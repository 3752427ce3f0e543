#include "support/slab_web.h"

#include <cmath>

namespace fascia::test {
namespace {

using namespace sim;

constexpr double kDepth_m[5] = {0.0, 0.006, 0.012, 0.015, 0.045};
constexpr double kThickness_m[5] = {0.0025, 0.0005, 0.0006, 0.0005, 0.0};

class SlabBuilder {
  public:
    SlabBuilder(int n, double edge_m) : n_(n), edge_(edge_m), web_(std::make_shared<Web>()) {}

    std::shared_ptr<const Web> build() {
        web_->id = "slab";
        web_->title = "Test slab";
        web_->regionIds = {"left", "right"};
        for (int layer = 0; layer < 5; ++layer) {
            addNodes(layer);
        }
        for (int layer = 0; layer < 4; ++layer) {
            addSheet(layer);
            addBetween(layer);
        }
        addSite("middle", 0.0);
        addSite("left", -0.25);
        addSite("right", 0.25);
        return web_;
    }

  private:
    int index(int layer, int i, int j) const { return (layer * n_ + j) * n_ + i; }
    bool inside(int i, int j) const { return i >= 0 && j >= 0 && i < n_ && j < n_; }

    void addNodes(int layer) {
        for (int j = 0; j < n_; ++j) {
            for (int i = 0; i < n_; ++i) {
                const double x = (i - 0.5 * (n_ - 1)) * edge_;
                const double y = (j - 0.5 * (n_ - 1)) * edge_;
                const bool rim = i == 0 || j == 0 || i == n_ - 1 || j == n_ - 1;
                const bool bone = layer == 4;
                web_->nodePosition_m.push_back({x, y, -kDepth_m[layer]});
                web_->nodeNormal.push_back({0, 0, 1});
                web_->nodeLayer.push_back(static_cast<Layer>(layer));
                web_->nodeAnchored.push_back(bone || rim ? 1 : 0);
                web_->nodeArea_m2.push_back(bone ? 0.0 : edge_ * edge_);
                web_->nodeThickness_m.push_back(kThickness_m[layer]);
                web_->nodeMass_kg.push_back(bone ? 0.0 : edge_ * edge_ * 0.006 * 1050.0);
                web_->nodeRegion.push_back(x < 0.0 ? 0 : 1);
                web_->nodeFibreDirection.push_back({1, 0, 0});
                web_->nodeColumn.push_back(bone ? -1 : j * n_ + i);
            }
        }
    }

    void spring(int a, int b, SpringFamily family, int layer, double section_m2) {
        const Point3& p = web_->nodePosition_m[static_cast<std::size_t>(a)];
        const Point3& q = web_->nodePosition_m[static_cast<std::size_t>(b)];
        const double dx = q[0] - p[0];
        const double dy = q[1] - p[1];
        const double dz = q[2] - p[2];
        const double length = std::sqrt(dx * dx + dy * dy + dz * dz);
        web_->springNodes.push_back({a, b});
        web_->springFamily.push_back(family);
        web_->springLayer.push_back(static_cast<Layer>(layer));
        web_->springLength_m.push_back(length);
        web_->springSection_m2.push_back(section_m2);
        web_->springFibreCos2.push_back(dx * dx / (length * length));
        web_->springRegion.push_back(web_->nodeRegion[static_cast<std::size_t>(a)]);
    }

    void addSheet(int layer) {
        const double section = edge_ * kThickness_m[layer];
        auto& triangles = web_->layerTriangles[static_cast<std::size_t>(layer)];
        for (int j = 0; j < n_; ++j) {
            for (int i = 0; i < n_; ++i) {
                const int a = index(layer, i, j);
                if (inside(i + 1, j)) {
                    spring(a, index(layer, i + 1, j), SpringFamily::fibre, layer, section);
                }
                if (inside(i, j + 1)) {
                    spring(a, index(layer, i, j + 1), SpringFamily::fibre, layer, section);
                }
                if (inside(i + 1, j + 1)) {
                    spring(a, index(layer, i + 1, j + 1), SpringFamily::shear, layer, 0.5 * section);
                    spring(index(layer, i + 1, j), index(layer, i, j + 1), SpringFamily::shear, layer, 0.5 * section);
                    triangles.push_back({a, index(layer, i + 1, j), index(layer, i + 1, j + 1)});
                    triangles.push_back({a, index(layer, i + 1, j + 1), index(layer, i, j + 1)});
                }
            }
        }
    }

    void addBetween(int layer) {
        const double area = edge_ * edge_;
        for (int j = 0; j < n_; ++j) {
            for (int i = 0; i < n_; ++i) {
                const int a = index(layer, i, j);
                spring(a, index(layer + 1, i, j), SpringFamily::bulk, layer, area);
                spring(a, index(layer + 1, i, j), SpringFamily::septum, layer, 0.02 * area);
                for (const auto& [di, dj] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
                    if (inside(i + di, j + dj)) {
                        spring(a, index(layer + 1, i + di, j + dj), SpringFamily::glide, layer, 0.25 * area);
                    }
                }
            }
        }
    }

    void addSite(const char* id, double share) {
        Site site;
        site.id = id;
        site.label = id;
        const int i = static_cast<int>(std::lround((0.5 + share) * (n_ - 1)));
        site.skinNode = index(0, i, n_ / 2);
        site.position_m = web_->nodePosition_m[static_cast<std::size_t>(site.skinNode)];
        site.normal = {0, 0, 1};
        site.region = web_->nodeRegion[static_cast<std::size_t>(site.skinNode)];
        web_->sites.push_back(site);
    }

    int n_;
    double edge_;
    std::shared_ptr<Web> web_;
};

} // namespace

std::shared_ptr<const sim::Web> makeSlab(int n, double edge_m) { return SlabBuilder(n, edge_m).build(); }

} // namespace fascia::test
