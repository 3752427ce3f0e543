#include "anatomy/tool/quick_forms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "anatomy/tool/decimate.h"
#include "anatomy/vec3.h"

namespace fascia::anatomy {

namespace {

constexpr std::size_t kTriangles = 9200;    // aimed at, and a few more where a form would lose its ends
constexpr std::size_t kMost = 10000;        // of all, then
constexpr std::size_t kLess = 200;          // aimed lower where that is too many
constexpr std::size_t kFewest = 5000;       // never aimed lower
constexpr float kBlunted_m = 0.03F;         // at most, of pointed ends
constexpr std::size_t kLeastTriangles = 40; // of one

double area_m2(const sim::VisualMesh& mesh) {
    const auto corner = [&mesh](std::int32_t i) {
        const float* p = mesh.position_m.data() + 3 * static_cast<std::ptrdiff_t>(i);
        return Vec3{static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])};
    };
    double sum = 0.0;
    for (const auto& t : mesh.triangles) {
        sum += 0.5 * norm(cross(corner(t[1]) - corner(t[0]), corner(t[2]) - corner(t[0])));
    }
    return sum;
}

/// How far the sides of their boxes are apart at most.
float blunted_m(const sim::VisualMesh& of, const sim::VisualMesh& by) {
    std::array<float, 6> reach{};
    std::array<float, 6> left{};
    reach.fill(-1e9F);
    left.fill(-1e9F);
    const auto grow = [](std::array<float, 6>& box, const sim::VisualMesh& mesh) {
        for (std::size_t i = 0; i < mesh.position_m.size(); ++i) {
            box[i % 3] = std::max(box[i % 3], mesh.position_m[i]);
            box[3 + i % 3] = std::max(box[3 + i % 3], -mesh.position_m[i]);
        }
    };
    grow(reach, of);
    grow(left, by);
    float worst = 0.0F;
    for (std::size_t c = 0; c < reach.size(); ++c) {
        worst = std::max(worst, std::fabs(reach[c] - left[c]));
    }
    return worst;
}

std::vector<sim::VisualMesh> fewer(std::vector<sim::VisualMesh> meshes, std::size_t triangles) {
    std::vector<double> size;
    double whole = 0.0;
    for (const sim::VisualMesh& mesh : meshes) {
        size.push_back(std::sqrt(area_m2(mesh)));
        whole += size.back();
    }
    for (std::size_t i = 0; i < meshes.size(); ++i) {
        const auto share = static_cast<std::size_t>(static_cast<double>(triangles) * size[i] / whole);
        const sim::VisualMesh still = meshes[i];
        for (std::size_t wanted = std::max(kLeastTriangles, share);; wanted += wanted / 4) {
            decimate(meshes[i], wanted);
            if (wanted >= still.triangles.size() || blunted_m(still, meshes[i]) <= kBlunted_m) {
                break;
            }
            meshes[i] = still;
        }
    }
    return meshes;
}

std::size_t trianglesOf(const std::vector<sim::VisualMesh>& meshes) {
    std::size_t sum = 0;
    for (const sim::VisualMesh& mesh : meshes) {
        sum += mesh.triangles.size();
    }
    return sum;
}

} // namespace

std::vector<sim::VisualMesh> quickForms(const std::vector<sim::VisualMesh>& meshes) {
    std::size_t triangles = kTriangles;
    std::vector<sim::VisualMesh> quick = fewer(meshes, triangles);
    while (trianglesOf(quick) > kMost && triangles > kFewest) {
        triangles -= kLess;
        quick = fewer(meshes, triangles);
    }
    return quick;
}

std::filesystem::path quickPathOf(const std::filesystem::path& visuals) {
    constexpr std::string_view kEnding = "_visuals";
    std::string stem = visuals.stem().string();
    if (stem.ends_with(kEnding)) {
        stem.resize(stem.size() - kEnding.size());
    }
    return visuals.parent_path() / (stem + "_quick.json");
}

} // namespace fascia::anatomy
