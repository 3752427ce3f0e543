#pragma once
// A triangular lattice with straight borders: the topology that all sheets of a model share.
//
// Nodes stand in vertical lines k = firstLine..lastLine; every other line is shifted up by half a cell. A node is named
// by its line k and its half-height h (even on even lines, odd on odd ones). Lines at odd k have one node fewer; the
// first and last node of every line are pulled onto a straight border, which is spread over the next few rows.
// Mirror symmetric in k <-> -k when firstLine = -lastLine.

#include <array>
#include <cstdint>
#include <vector>

namespace fascia::anatomy {

class Lattice {
  public:
    /// rows >= 8: even lines have rows + 1 nodes, odd lines have rows.
    Lattice(int firstLine, int lastLine, int rows);

    struct Node {
        int line = 0;
        int half = 0;
    };

    [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(nodes_.size()); }
    [[nodiscard]] const Node& node(std::int32_t index) const { return nodes_[static_cast<std::size_t>(index)]; }
    /// Index of the node, or -1 outside of the lattice.
    [[nodiscard]] std::int32_t find(int line, int half) const;
    /// Height of the node in cells, with the border straightened: from 0 to height().
    [[nodiscard]] double heightOf(std::int32_t index) const;
    /// Cells from border to border: rows - 1/2.
    [[nodiscard]] double height() const { return rows_ - 0.5; }
    /// First or last node of its line.
    [[nodiscard]] bool onEnd(std::int32_t index) const;
    /// On an end, or on the first or last line.
    [[nodiscard]] bool onBorder(std::int32_t index) const;
    /// Triangles, counter-clockwise when lines grow to the right and heights upwards.
    [[nodiscard]] const std::vector<std::array<std::int32_t, 3>>& triangles() const { return triangles_; }
    /// Node numbers of the mirror image (line -> -line), or -1.
    [[nodiscard]] std::int32_t mirror(std::int32_t index) const;
    [[nodiscard]] int firstLine() const { return firstLine_; }
    [[nodiscard]] int lastLine() const { return lastLine_; }
    [[nodiscard]] int rows() const { return rows_; }

  private:
    int firstLine_, lastLine_, rows_;
    std::vector<Node> nodes_;
    std::vector<std::int32_t> lineStart_;
    std::vector<std::array<std::int32_t, 3>> triangles_;
};

} // namespace fascia::anatomy
