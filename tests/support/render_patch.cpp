#include "support/render_patch.h"

#include <array>
#include <cmath>

namespace fascia::test {
namespace {

constexpr double kPi = 3.14159265358979;

/// The back as half an elliptic cylinder with a furrow over the spine.
sim::Point3 onBack(double across, double up, double depth_m) {
    const double angle = across * 1.25; // rad from the midline
    const double a = 0.16 + 0.015 * std::cos(up * 9.0) - depth_m;
    const double b = 0.11 - depth_m;
    const double furrow = 0.008 * std::exp(-60.0 * across * across);
    return {a * std::sin(angle), up, -(b * std::cos(angle) - furrow)};
}

void tube(sim::VisualMesh& mesh, const std::vector<sim::Point3>& path, double radius, bool spindle) {
    constexpr int kAround = 10;
    const auto first = static_cast<std::int32_t>(mesh.position_m.size() / 3);
    const auto count = static_cast<int>(path.size());
    for (int k = 0; k < count; ++k) {
        const auto& p = path[static_cast<std::size_t>(k)];
        const auto& q = path[static_cast<std::size_t>(std::min(k + 1, count - 1))];
        const auto& o = path[static_cast<std::size_t>(std::max(k - 1, 0))];
        std::array<double, 3> d{q[0] - o[0], q[1] - o[1], q[2] - o[2]};
        const double length = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        for (double& c : d) {
            c /= length;
        }
        std::array<double, 3> e{d[1], -d[0], 0.0};
        const double le = std::sqrt(e[0] * e[0] + e[1] * e[1]);
        e = le > 1e-6 ? std::array<double, 3>{e[0] / le, e[1] / le, 0.0} : std::array<double, 3>{1.0, 0.0, 0.0};
        const std::array<double, 3> f{d[1] * e[2] - d[2] * e[1], d[2] * e[0] - d[0] * e[2], d[0] * e[1] - d[1] * e[0]};
        const double t = static_cast<double>(k) / (count - 1);
        const double r = radius * (spindle ? 0.25 + 0.75 * std::sin(kPi * t) : (k == 0 || k == count - 1 ? 0.3 : 1.0));
        for (int j = 0; j < kAround; ++j) {
            const double c = std::cos(2.0 * kPi * j / kAround) * r;
            const double s = std::sin(2.0 * kPi * j / kAround) * r;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                mesh.position_m.push_back(static_cast<float>(p[axis] + c * e[axis] + s * f[axis]));
            }
        }
    }
    for (int k = 0; k + 1 < count; ++k) {
        for (int j = 0; j < kAround; ++j) {
            const std::int32_t a = first + k * kAround + j;
            const std::int32_t b = first + k * kAround + (j + 1) % kAround;
            mesh.triangles.push_back({a, b, a + kAround});
            mesh.triangles.push_back({b, b + kAround, a + kAround});
        }
    }
}

void addVisuals(sim::Web& web) {
    for (int i = 0; i < 8; ++i) {
        const double y = 0.90 + 0.045 * i;
        sim::VisualMesh bone;
        bone.id = "vertebra";
        tube(bone, {{0.0, y, -0.075}, {0.0, y - 0.005, -0.055}, {0.0, y, -0.02}}, 0.016, false);
        tube(bone, {{-0.035, y, -0.055}, {0.0, y, -0.06}, {0.035, y, -0.055}}, 0.006, false);
        web.visuals.push_back(bone);
    }
    for (const double side : {-1.0, 1.0}) {
        for (int i = 0; i < 4; ++i) {
            sim::VisualMesh rib;
            rib.id = "rib";
            std::vector<sim::Point3> path;
            for (int k = 0; k <= 12; ++k) {
                const double a = 0.2 + 0.11 * k;
                path.push_back(onBack(side * a, 1.22 - 0.035 * i - 0.05 * a, 0.035));
            }
            tube(rib, path, 0.006, false);
            web.visuals.push_back(rib);
        }
        for (int i = 0; i < 3; ++i) {
            sim::VisualMesh muscle;
            muscle.id = "muscle";
            muscle.kind = sim::VisualMesh::Kind::muscle;
            std::vector<sim::Point3> path;
            for (int k = 0; k <= 20; ++k) {
                path.push_back(onBack(side * (0.16 + 0.19 * i), 0.86 + 0.02 * k, 0.031));
            }
            tube(muscle, path, 0.018, true);
            web.visuals.push_back(muscle);
        }
    }
}

} // namespace

RenderPatch::RenderPatch(int columns) {
    auto web = std::make_shared<sim::Web>();
    web->id = "render_patch";
    web->title = "Made-up patch";
    web->regionIds = {"all"};
    const int nx = columns;
    const int ny = columns * 7 / 5;
    constexpr std::array<double, 4> kDepths_m{0.0, 0.004, 0.010, 0.013};
    for (int layer = 0; layer < 4; ++layer) {
        const auto base = static_cast<std::int32_t>(web->nodePosition_m.size());
        const auto node = [&](int i, int j) { return base + j * nx + i; };
        for (int j = 0; j < ny; ++j) {
            for (int i = 0; i < nx; ++i) {
                const double across = (i + (j % 2 == 0 ? 0.0 : 0.5)) / (nx - 0.5) * 2.0 - 1.0;
                const double up = 0.88 + 0.38 * j / (ny - 1);
                const sim::Point3 p = onBack(across, up, kDepths_m[static_cast<std::size_t>(layer)]);
                web->nodePosition_m.push_back(p);
                web->nodeNormal.push_back({std::sin(across * 1.25), 0.0, -std::cos(across * 1.25)});
                web->nodeLayer.push_back(static_cast<sim::Layer>(layer));
                web->nodeAnchored.push_back(0);
                web->nodeArea_m2.push_back(1e-4);
                web->nodeThickness_m.push_back(1e-3);
                web->nodeMass_kg.push_back(1e-3);
                web->nodeRegion.push_back(0);
                web->nodeFibreDirection.push_back({0.8, 0.6, 0.0});
                web->nodeColumn.push_back(j * nx + i);
            }
        }
        const auto spring = [&](std::int32_t a, std::int32_t b) {
            const sim::Point3& p = web->nodePosition_m[static_cast<std::size_t>(a)];
            const sim::Point3& q = web->nodePosition_m[static_cast<std::size_t>(b)];
            const std::array<double, 3> d{q[0] - p[0], q[1] - p[1], q[2] - p[2]};
            const double length = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            const double along = (0.8 * d[0] + 0.6 * d[1]) / length;
            web->springNodes.push_back({a, b});
            web->springFamily.push_back(sim::SpringFamily::fibre);
            web->springLayer.push_back(static_cast<sim::Layer>(layer));
            web->springLength_m.push_back(length);
            web->springSection_m2.push_back(1e-6);
            web->springFibreCos2.push_back(along * along);
            web->springRegion.push_back(0);
        };
        auto& triangles = web->layerTriangles[static_cast<std::size_t>(layer)];
        for (int j = 0; j < ny; ++j) {
            for (int i = 0; i < nx; ++i) {
                if (i + 1 < nx) {
                    spring(node(i, j), node(i + 1, j));
                }
                if (j + 1 == ny) {
                    continue;
                }
                const int other = j % 2 == 0 ? i - 1 : i + 1;
                spring(node(i, j), node(i, j + 1));
                if (other >= 0 && other < nx) {
                    spring(node(i, j), node(other, j + 1));
                }
                if (i + 1 == nx) {
                    continue;
                }
                // Outward is -z: seen from there, x runs to the left.
                if (j % 2 == 0) {
                    triangles.push_back({node(i, j), node(i, j + 1), node(i + 1, j)});
                    triangles.push_back({node(i + 1, j), node(i, j + 1), node(i + 1, j + 1)});
                } else {
                    triangles.push_back({node(i, j), node(i + 1, j + 1), node(i + 1, j)});
                    triangles.push_back({node(i, j), node(i, j + 1), node(i + 1, j + 1)});
                }
            }
        }
    }
    addVisuals(*web);

    for (const sim::Point3& p : web->nodePosition_m) {
        for (const double c : p) {
            position_m_.push_back(static_cast<float>(c));
        }
        const double dx = p[0] - 0.06;
        const double dy = p[1] - 1.05;
        adhesion_.push_back(static_cast<float>(0.1 + 0.8 * std::exp(-(dx * dx + dy * dy) / 0.0012)));
    }
    for (const auto& ends : web->springNodes) {
        const sim::Point3& p = web->nodePosition_m[static_cast<std::size_t>(ends[0])];
        const double dx = p[0] - 0.06;
        const double dy = p[1] - 1.05;
        const double knot = std::exp(-(dx * dx + dy * dy) / 0.0025);
        tension_N_.push_back(static_cast<float>(0.08 + 0.5 * (p[0] + 0.16) + 0.75 * knot));
        change_N_.push_back(static_cast<float>(0.25 * (p[0] * 4.0) - 0.6 * knot));
    }
    fields_.push_back(
        {"tension_N", "Tension", "N", sim::FieldWhere::spring, 1, tension_N_, 0.0F, 1.0F, false, "N", 1.0F});
    fields_.push_back({"tension_change_N", "Change of tension", "N", sim::FieldWhere::spring, 1, change_N_, -0.6F, 0.6F,
                       true, "N", 1.0F});
    fields_.push_back({"adhesion", "Adhesion", "1", sim::FieldWhere::node, 1, adhesion_, 0.0F, 1.0F, false, "1", 1.0F});
    hands_.resize(4);
    snapshot_.web = web;
    snapshot_.position_m = position_m_;
    snapshot_.fields = fields_;
    snapshot_.hands = hands_;
}

void RenderPatch::setUniformTension(float value_N) {
    for (float& value : tension_N_) {
        value = value_N;
    }
}

void RenderPatch::press(float force_N, bool frictionLimited) {
    sim::HandView& hand = hands_[0];
    const sim::Point3 p = onBack(0.32, 1.05, 0.004);
    hand.active = true;
    hand.position_m = {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
    hand.normal = {std::sin(0.4F), 0.0F, -std::cos(0.4F)};
    hand.radius_m = 0.02F;
    hand.force_N = force_N;
    hand.targetForce_N = 1.5F * force_N;
    hand.tractionForce_N = {0.0F, 0.35F * force_N, 0.0F};
    hand.frictionLimited = frictionLimited;
}

void RenderPatch::wobble(float phase) {
    const auto& rest = snapshot_.web->nodePosition_m;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        position_m_[3 * i + 2] = static_cast<float>(rest[i][2]) + 0.001F * std::sin(phase + 40.0F * position_m_[3 * i]);
    }
}

} // namespace fascia::test
