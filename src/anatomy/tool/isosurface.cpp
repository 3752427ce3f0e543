#include "anatomy/tool/isosurface.h"

#include <openvdb/openvdb.h>
#include <openvdb/tools/LevelSetRebuild.h>
#include <openvdb/tools/VolumeToMesh.h>
#include <tbb/global_control.h>

namespace fascia::anatomy {

namespace {

/// Distance to the box, negative inside.
double boxDistance(const Box& box, const Vec3& p) {
    double d = -1e9;
    for (std::size_t i = 0; i < 3; ++i) {
        d = std::max({d, box.low[i] - p[i], p[i] - box.high[i]});
    }
    return d;
}

constexpr int kBand = 3; ///< Half width of the narrow band in voxels.

} // namespace

sim::VisualMesh isosurface(const std::function<double(const Vec3&)>& field, const Box& box, double voxel_m,
                           double opening_m) {
    const tbb::global_control oneThread(tbb::global_control::max_allowed_parallelism, 1);
    openvdb::initialize();
    const auto background = static_cast<float>(kBand * voxel_m);
    openvdb::FloatGrid::Ptr grid = openvdb::FloatGrid::create(background);
    grid->setGridClass(openvdb::GRID_LEVEL_SET);
    grid->setTransform(openvdb::math::Transform::createLinearTransform(voxel_m));
    auto write = grid->getAccessor();
    const auto cell = [voxel_m](double x) { return static_cast<int>(std::floor(x / voxel_m)); };
    // A voxel beyond the box on every side, so that the cap closes. Lattice nodes are half a voxel off x = 0, which keeps
    // the mirror symmetry of the samples.
    // Blocks far from the surface are filled without a look at every voxel; the fields read at most twice the true distance
    // there.
    constexpr int kBlock = 6;
    const double far_m = 2.0 * (0.5 * std::sqrt(3.0) * kBlock + kBand) * voxel_m;
    const auto each = [&](int i, int j, int k, auto visit) {
        for (int a = i; a < std::min(i + kBlock, cell(box.high[0]) + 3); ++a) {
            for (int b = j; b < std::min(j + kBlock, cell(box.high[1]) + 3); ++b) {
                for (int c = k; c < std::min(k + kBlock, cell(box.high[2]) + 3); ++c) {
                    visit(openvdb::Coord(a, b, c), Vec3{(a + 0.5) * voxel_m, b * voxel_m, c * voxel_m});
                }
            }
        }
    };
    const auto value = [&](const Vec3& p) { return std::max(field(p), boxDistance(box, p)); };
    for (int i = cell(box.low[0]) - 2; i <= cell(box.high[0]) + 2; i += kBlock) {
        for (int j = cell(box.low[1]) - 2; j <= cell(box.high[1]) + 2; j += kBlock) {
            for (int k = cell(box.low[2]) - 2; k <= cell(box.high[2]) + 2; k += kBlock) {
                const double half = 0.5 * (kBlock - 1);
                const double middle = value({(i + half + 0.5) * voxel_m, (j + half) * voxel_m, (k + half) * voxel_m});
                if (middle > far_m) {
                    continue;
                }
                if (middle < -far_m) {
                    each(i, j, k, [&](const openvdb::Coord& at, const Vec3&) { write.setValueOff(at, -background); });
                    continue;
                }
                each(i, j, k, [&](const openvdb::Coord& at, const Vec3& p) {
                    const double d = value(p);
                    if (std::fabs(d) < kBand * voxel_m) {
                        write.setValueOn(at, static_cast<float>(d));
                    } else if (d < 0.0) {
                        write.setValueOff(at, -background);
                    }
                });
            }
        }
    }
    std::vector<openvdb::Vec3s> points;
    std::vector<openvdb::Vec3I> triangles;
    std::vector<openvdb::Vec4I> quads;
    if (opening_m > 0.0) { // the surface that far inside, and back from it
        grid = openvdb::tools::levelSetRebuild(*grid, 0.0F, kBand);
        grid = openvdb::tools::levelSetRebuild(*grid, static_cast<float>(-opening_m), kBand + 1.0F, kBand);
    }
    openvdb::tools::volumeToMesh(*grid, points, triangles, quads, std::max(opening_m, 0.0), 0.0);

    sim::VisualMesh mesh;
    for (const openvdb::Vec3s& p : points) {
        mesh.position_m.push_back(p[0] + static_cast<float>(0.5 * voxel_m));
        mesh.position_m.push_back(p[1]);
        mesh.position_m.push_back(p[2]);
    }
    // OpenVDB winds its polygons inward by right hand.
    const auto add = [&mesh](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        if (a != b && b != c && c != a) {
            mesh.triangles.push_back(
                {static_cast<std::int32_t>(a), static_cast<std::int32_t>(c), static_cast<std::int32_t>(b)});
        }
    };
    for (const openvdb::Vec3I& t : triangles) {
        add(t[0], t[1], t[2]);
    }
    for (const openvdb::Vec4I& q : quads) {
        add(q[0], q[1], q[2]);
        add(q[0], q[2], q[3]);
    }
    return mesh;
}

double worstDistance(const std::vector<Vec3>& nodes, const sim::VisualMesh& surface) {
    double worst = 0.0;
    for (const Vec3& p : nodes) {
        double best = 1e9;
        for (const auto& t : surface.triangles) {
            std::array<Vec3, 3> corner{};
            for (std::size_t c = 0; c < 3; ++c) {
                for (std::size_t i = 0; i < 3; ++i) {
                    corner[c][i] = static_cast<double>(surface.position_m[3 * static_cast<std::size_t>(t[c]) + i]);
                }
            }
            if (distance(p, corner[0]) > 0.02) {
                continue;
            }
            const Vec3 n = unit(cross(corner[1] - corner[0], corner[2] - corner[0]));
            const Vec3 centre = (corner[0] + corner[1] + corner[2]) * (1.0 / 3.0);
            if (distance(p, centre) < 0.008) {
                best = std::min(best, std::fabs(dot(p - corner[0], n)));
            }
        }
        worst = std::max(worst, best);
    }
    return worst;
}

} // namespace fascia::anatomy
