#pragma once
// Order of the rows of a sparse system in which neighbours lie near each other in memory.

#include <cstdint>
#include <vector>

namespace fascia::sim {

/// Node of each row: breadth first from one end of each piece to the other (Cuthill and McKee 1969, without their order
/// within a level), so that the neighbours of a row are at most two levels away. `rowStart` and `neighbour` as in a
/// compressed sparse row matrix. The same graph gives the same order.
std::vector<std::int32_t> rowOrder(const std::vector<std::size_t>& rowStart,
                                   const std::vector<std::int32_t>& neighbour);

} // namespace fascia::sim
