// Pieces that follow one another are one fibre.

#include <set>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "render/fibre_chains.h"

using namespace fascia::render;

namespace {

/// `rows` straight rows of `long_` nodes, one above the other, with pieces along (set 0) and up (set 1).
struct Grid {
    std::vector<glm::vec3> place;
    std::vector<FibrePiece> pieces;

    Grid(int rows, int long_) {
        for (int j = 0; j < rows; ++j) {
            for (int i = 0; i < long_; ++i) {
                place.emplace_back(static_cast<float>(i + 1), static_cast<float>(j), 0.0F);
                const int node = j * long_ + i;
                if (i > 0) {
                    pieces.push_back({{node, node - 1}, 0}); // backwards: the direction of a piece does not matter
                }
                if (j > 0) {
                    pieces.push_back({{node - long_, node}, 1});
                }
            }
        }
    }
};

} // namespace

TEST_CASE("fibre chains: every row is one chain, rows are numbered from below", "[render]") {
    const Grid grid(5, 9);
    const std::vector<std::int32_t> chain = chainsOf(grid.pieces, grid.place);
    REQUIRE(chain.size() == grid.pieces.size());
    std::set<std::int32_t> columns;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (grid.pieces[i].set == 0) {
            CHECK(chain[i] == grid.pieces[i].ends[0] / 9); // its row
        } else {
            columns.insert(chain[i]);
        }
    }
    CHECK(columns.size() == 9);
    CHECK(*columns.begin() == 5); // after those of the first set
}

TEST_CASE("fibre chains: a sharp turn, another set or a broken net ends a chain", "[render]") {
    const std::vector<glm::vec3> place{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {2, 0, 0}, {5, 5, 5}, {5, 5, 5}};
    const std::vector<FibrePiece> pieces{{{0, 1}, 0}, {{1, 2}, 0}, {{1, 3}, 1}, {{4, 5}, 0}}; // the last has no length
    const std::vector<std::int32_t> chain = chainsOf(pieces, place);
    CHECK(std::set<std::int32_t>(chain.begin(), chain.end()).size() == 4);
    const std::vector<FibrePiece> straight{{{0, 1}, 0}, {{1, 2}, 0}, {{3, 1}, 0}};
    const std::vector<std::int32_t> through = chainsOf(straight, place);
    CHECK(through[0] == through[2]); // the straight way on wins
    CHECK(through[0] != through[1]);
    CHECK(chainsOf({}, {}).empty());
}

TEST_CASE("fibre chains: what continues a piece at its first and second end", "[render]") {
    const std::vector<glm::vec3> place{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {1, 1, 0}};
    const std::vector<FibrePiece> pieces{{{1, 0}, 0}, {{1, 2}, 0}, {{1, 3}, 0}, {{2, 3}, 1}};
    const auto links = continuations(pieces, place);
    CHECK(links[0] == std::array<std::int32_t, 2>{1, -1}); // met at its first end
    CHECK(links[1] == std::array<std::int32_t, 2>{0, -1});
    CHECK(links[2] == std::array<std::int32_t, 2>{-1, -1}); // a right angle
    CHECK(links[3] == std::array<std::int32_t, 2>{-1, -1}); // of another set
}
