#pragma once
// Fewer triangles for a closed surface at little loss of shape: edge collapse by quadric error.
// Source: Garland and Heckbert 1997, "Surface simplification using quadric error metrics".

#include <cstddef>

#include "sim/web/web.h"

namespace fascia::anatomy {

/// Collapses edges until at most `targetTriangles` are left, or none can go without a fold or a pinch. Deterministic.
void decimate(sim::VisualMesh& mesh, std::size_t targetTriangles);

} // namespace fascia::anatomy
