#include "support/viewer_dome.h"

#include <cstddef>

namespace fascia::test {

Dome::Dome(int cells) {
    auto web = std::make_shared<sim::Web>();
    web->id = "dome";
    const int side = cells + 1;
    for (int j = 0; j < side; ++j) {
        for (int i = 0; i < side; ++i) {
            const double x = -0.2 + 0.4 * i / cells;
            const double y = -0.2 + 0.4 * j / cells;
            const double z = -0.1 + 1.2 * (x * x + y * y);
            web->nodePosition_m.push_back({x, y, z});
            for (const double value : {x, y, z}) {
                position_m_.push_back(static_cast<float>(value));
            }
            web->nodeLayer.push_back(sim::Layer::skin);
        }
    }
    auto& triangles = web->layerTriangles[static_cast<std::size_t>(sim::Layer::skin)];
    for (int j = 0; j < cells; ++j) {
        for (int i = 0; i < cells; ++i) {
            const int a = j * side + i;
            const int b = a + 1;
            const int c = a + side;
            const int d = c + 1;
            triangles.push_back({a, d, b}); // outward is -z
            triangles.push_back({a, c, d});
        }
    }
    sim::Site site;
    site.id = "middle";
    site.label = "Middle";
    site.skinNode = (cells / 2) * side + cells / 2;
    site.position_m = web->nodePosition_m[static_cast<std::size_t>(site.skinNode)];
    site.normal = {0, 0, -1};
    web->sites.push_back(site);
    snapshot_.web = web;
    snapshot_.position_m = position_m_;
}

void Dome::shift(float x_m, float y_m, float z_m) {
    for (std::size_t i = 0; i < position_m_.size(); i += 3) {
        position_m_[i] += x_m;
        position_m_[i + 1] += y_m;
        position_m_[i + 2] += z_m;
    }
}

} // namespace fascia::test
