#pragma once
// Bones and muscles in so few triangles that they are drawn at once without a graphics card, for a view that moves.

#include <filesystem>
#include <vector>

#include "sim/web/web.h"

namespace fascia::anatomy {

/// The same forms with 10,000 triangles at most in all (unless there are very many forms), shared out by the root of their
/// areas: large ones are smooth, and curved small bones have more triangles than can be seen. Deterministic.
std::vector<sim::VisualMesh> quickForms(const std::vector<sim::VisualMesh>& meshes);

/// ID_visuals.json: ID_quick.json beside it.
std::filesystem::path quickPathOf(const std::filesystem::path& visuals);

} // namespace fascia::anatomy
