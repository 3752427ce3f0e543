#include "anatomy/tool/form_meshes.h"

#include <algorithm>
#include <numeric>

#include "anatomy/tool/decimate.h"

namespace fascia::anatomy {

namespace {

constexpr double kFine = 0.6; // voxels of hands, feet and small muscles beside the others'
// Of a voxel: where gaps are filled, films thinner than twice that, which voxels would leave in rags, are not there.
constexpr double kOpening = 0.25;

bool holds(const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

struct Piece {
    std::string id;
    bool bone = false;
    std::vector<std::size_t> forms;
};

std::vector<Piece> piecesOf(const DrawnForms& forms, const FormCut& cut) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < forms.bones.size(); ++i) {
        const std::string& part = forms.bones[i].part;
        auto known = std::find_if(pieces.begin(), pieces.end(), [&](const Piece& piece) { return piece.id == part; });
        if (known == pieces.end()) {
            pieces.push_back({part, true, {}});
            known = pieces.end() - 1;
        }
        known->forms.push_back(i);
    }
    for (std::size_t i = 0; i < forms.muscles.size(); ++i) {
        pieces.push_back({forms.muscles[i].name, false, {i}});
    }
    std::erase_if(pieces, [&](const Piece& piece) { return holds(cut.leaveOut, piece.id); });
    return pieces;
}

/// Leaves out pieces of less than a fifth of the largest one's triangles: slivers beyond a neighbour or a bone.
void dropSlivers(sim::VisualMesh& mesh) {
    std::vector<std::int32_t> root(mesh.position_m.size() / 3);
    std::iota(root.begin(), root.end(), 0);
    const auto find = [&root](std::int32_t v) {
        while (root[static_cast<std::size_t>(v)] != v) {
            v = root[static_cast<std::size_t>(v)] = root[static_cast<std::size_t>(root[static_cast<std::size_t>(v)])];
        }
        return v;
    };
    for (const auto& t : mesh.triangles) {
        root[static_cast<std::size_t>(find(t[0]))] = find(t[1]);
        root[static_cast<std::size_t>(find(t[1]))] = find(t[2]);
    }
    std::vector<std::size_t> count(root.size(), 0);
    for (const auto& t : mesh.triangles) {
        ++count[static_cast<std::size_t>(find(t[0]))];
    }
    const std::size_t least = *std::max_element(count.begin(), count.end()) / 5;
    std::erase_if(mesh.triangles, [&](const std::array<std::int32_t, 3>& t) {
        return count[static_cast<std::size_t>(find(t[0]))] < least;
    });
}

} // namespace

std::vector<sim::VisualMesh> formMeshes(const DrawnForms& forms, const FormCut& cut) {
    std::vector<sim::VisualMesh> meshes;
    std::array<std::size_t, 2> total{};
    for (const Piece& piece : piecesOf(forms, cut)) {
        const bool whole = holds(cut.whole, piece.id);
        Box box{{1e9, 1e9, 1e9}, {-1e9, -1e9, -1e9}};
        for (const std::size_t i : piece.forms) {
            const FormShape& shape = (piece.bone ? forms.bones[i] : forms.muscles[i]).shape;
            for (std::size_t c = 0; c < 3; ++c) {
                const double filled_m = piece.bone ? 0.0 : 0.25 * forms.muscles[i].fill_m;
                box.low[c] = std::min(box.low[c], shape.low()[c] - filled_m);
                box.high[c] = std::max(box.high[c], shape.high()[c] + filled_m);
            }
        }
        box.low[0] = -box.high[0]; // both sides
        for (std::size_t c = 0; c < 3 && !whole; ++c) {
            box.low[c] = std::max(box.low[c], cut.box.low[c]);
            box.high[c] = std::min(box.high[c], cut.box.high[c]);
        }
        if (box.low[0] >= box.high[0] || box.low[1] >= box.high[1] || box.low[2] >= box.high[2]) {
            continue;
        }
        const auto field = [&](const Vec3& p) {
            double d = 1.0;
            for (const std::size_t i : piece.forms) {
                d = std::min(d, piece.bone ? forms.boneDistance(i, p) : forms.muscleDistance(i, p));
            }
            for (const Plane& plane : cut.planes) {
                if (!whole) {
                    d = std::max(d, plane.offset_m - dot(p, plane.normal));
                }
            }
            return d;
        };
        const bool fine = piece.bone ? piece.id == "hand" || piece.id == "foot" : forms.muscles[piece.forms[0]].fine;
        const double voxel_m = (piece.bone ? cut.detail.boneVoxel_m : cut.detail.muscleVoxel_m) * (fine ? kFine : 1.0);
        const bool filled = !piece.bone && forms.muscles[piece.forms[0]].fill_m > 0.0;
        const double opening_m = filled ? kOpening * voxel_m : 0.0;
        sim::VisualMesh mesh = isosurface(field, box, voxel_m, opening_m);
        if (mesh.triangles.empty()) {
            continue;
        }
        if (!piece.bone) {
            dropSlivers(mesh);
        }
        mesh.id = piece.id;
        mesh.kind = piece.bone ? sim::VisualMesh::Kind::bone : sim::VisualMesh::Kind::muscle;
        total[piece.bone ? 0 : 1] += mesh.triangles.size();
        meshes.push_back(std::move(mesh));
    }
    for (sim::VisualMesh& mesh : meshes) {
        const bool bone = mesh.kind == sim::VisualMesh::Kind::bone;
        const std::size_t wanted = bone ? cut.detail.boneTriangles : cut.detail.muscleTriangles;
        decimate(mesh, mesh.triangles.size() * wanted / std::max<std::size_t>(total[bone ? 0 : 1], 1));
    }
    std::erase_if(meshes, [](const sim::VisualMesh& mesh) { return mesh.triangles.size() < 8; });
    return meshes;
}

} // namespace fascia::anatomy
