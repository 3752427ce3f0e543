#pragma once
// Loops over the rows of a level, for the parts of Multigrid.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "sim/core/parallel.h"

namespace fascia::sim {

/// Calls f(begin, end) for ranges of `chunkRows` rows, on threads; each range must write its own rows alone.
template <typename F>
void forRows(int threads, int rows, int chunkRows, F&& f) {
    parallelForChunks(threads, (rows + chunkRows - 1) / chunkRows,
                      [&](int chunk) { f(chunk * chunkRows, std::min(rows, (chunk + 1) * chunkRows)); });
}

} // namespace fascia::sim
