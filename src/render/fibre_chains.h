#pragma once
// Springs that follow one another as one fibre, so that a web that is thinned loses whole fibres and not pieces of them.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <glm/vec3.hpp>

namespace fascia::render {

/// A piece of a fibre: the nodes that it joins and the set that it belongs to (pieces of other sets do not continue it).
struct FibrePiece {
    std::array<std::int32_t, 2> ends{};
    int set = 0;
};

/// For every piece the pieces that continue it at its first and second end; -1: none. At each node the two pieces of a set
/// that run on most nearly straight (within 50 degrees) are joined.
std::vector<std::array<std::int32_t, 2>> continuations(std::span<const FibrePiece> pieces,
                                                       std::span<const glm::vec3> place);

/// For every piece the number of its chain. At each node the two pieces of a set that run on most nearly straight (within
/// 50 degrees) are joined. Chains are numbered set by set, and in a set by side (x < 0 first) and height of their middle,
/// so that chains with following numbers lie side by side.
std::vector<std::int32_t> chainsOf(std::span<const FibrePiece> pieces, std::span<const glm::vec3> place);

} // namespace fascia::render
