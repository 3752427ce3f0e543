#include "sim/solver/row_order.h"

#include <cstddef>

namespace fascia::sim {

namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Appends the piece of `start` to `order`, breadth first. `seen[i] == mark` says that i is there already.
void appendPiece(std::int32_t start, std::uint8_t mark, const std::vector<std::size_t>& rowStart,
                 const std::vector<std::int32_t>& neighbour, std::vector<std::uint8_t>& seen,
                 std::vector<std::int32_t>& order) {
    std::size_t next = order.size();
    order.push_back(start);
    seen[at(start)] = mark;
    for (; next < order.size(); ++next) {
        const std::size_t i = at(order[next]);
        for (std::size_t h = rowStart[i]; h < rowStart[i + 1]; ++h) {
            const std::int32_t j = neighbour[h];
            if (seen[at(j)] != mark) {
                seen[at(j)] = mark;
                order.push_back(j);
            }
        }
    }
}

} // namespace

std::vector<std::int32_t> rowOrder(const std::vector<std::size_t>& rowStart,
                                   const std::vector<std::int32_t>& neighbour) {
    const std::size_t nodes = rowStart.size() - 1;
    std::vector<std::int32_t> order;
    order.reserve(nodes);
    std::vector<std::uint8_t> seen(nodes, 0);
    std::vector<std::int32_t> piece;
    for (std::size_t i = 0; i < nodes; ++i) {
        if (seen[i] == 0) {
            // The last node of a first search is at an end.
            piece.clear();
            appendPiece(static_cast<std::int32_t>(i), 1, rowStart, neighbour, seen, piece);
            appendPiece(piece.back(), 2, rowStart, neighbour, seen, order);
        }
    }
    return order;
}

} // namespace fascia::sim
