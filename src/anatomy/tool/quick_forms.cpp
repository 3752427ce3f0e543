#include "anatomy/tool/quick_forms.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "anatomy/tool/decimate.h"
#include "anatomy/vec3.h"

namespace fascia::anatomy {

namespace {

constexpr std::size_t kTriangles = 9550;    // of all
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

} // namespace

std::vector<sim::VisualMesh> quickForms(std::vector<sim::VisualMesh> meshes) {
    std::vector<double> size;
    double whole = 0.0;
    for (const sim::VisualMesh& mesh : meshes) {
        size.push_back(std::sqrt(area_m2(mesh)));
        whole += size.back();
    }
    for (std::size_t i = 0; i < meshes.size(); ++i) {
        const auto share = static_cast<std::size_t>(static_cast<double>(kTriangles) * size[i] / whole);
        decimate(meshes[i], std::max(kLeastTriangles, share));
    }
    return meshes;
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
