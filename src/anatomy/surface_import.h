#pragma once
// Reads a surface from OBJ, PLY, STL or GLB files with assimp, in a process of its own, so that a hostile file can neither
// bring the program down nor fill the machine's memory.

#include <filesystem>

#include "anatomy/surface_mesh.h"

namespace fascia::anatomy {

struct ImportLimits {
    std::uintmax_t file_bytes = 256ULL << 20U;
    std::uint64_t memory_bytes = 4ULL << 30U; ///< Address space of the reading process beyond what it has at its start.
    unsigned seconds = 60;                    ///< Processor time of the reading process.
    std::size_t triangles = 4'000'000;
};

/// Triangles with equal corners joined, in the file's own unit. Errors: notFound, badInput (kind of file, no triangles,
/// not a number, too large, or unreadable).
sim::Result<SurfaceMesh> importSurface(const std::filesystem::path& path, const ImportLimits& limits = {});

} // namespace fascia::anatomy
