#include "anatomy/lattice.h"

#include <cassert>

namespace fascia::anatomy {

namespace {

bool isOdd(int line) { return (line % 2) != 0; }

/// 1, 1/2, 1/4, ...: how strongly the straightened border is felt `steps` nodes away from it.
double borderPull(int steps) { return steps < 8 ? 1.0 / static_cast<double>(1 << steps) : 0.0; }

} // namespace

Lattice::Lattice(int firstLine, int lastLine, int rows) : firstLine_(firstLine), lastLine_(lastLine), rows_(rows) {
    assert(rows >= 8 && lastLine > firstLine && "a lattice needs two lines and eight rows");
    for (int line = firstLine; line <= lastLine; ++line) {
        lineStart_.push_back(size());
        const int shift = isOdd(line) ? 1 : 0;
        for (int j = 0; j < rows + 1 - shift; ++j) {
            nodes_.push_back({line, 2 * j + shift});
        }
    }
    lineStart_.push_back(size());
    // Every edge along a line closes one triangle to each side; the remaining triangles lie at the borders of the
    // shorter lines and are the ones over edges of the neighbour line.
    for (int line = firstLine; line < lastLine; ++line) {
        for (int half = 0; half <= 2 * rows; ++half) {
            if (isOdd(line) == ((half % 2) != 0)) {
                const std::int32_t a = find(line, half);
                const std::int32_t up = find(line, half + 2);
                const std::int32_t side = find(line + 1, half + 1);
                if (a >= 0 && up >= 0 && side >= 0) {
                    triangles_.push_back({a, side, up});
                }
            } else {
                const std::int32_t a = find(line + 1, half);
                const std::int32_t up = find(line + 1, half + 2);
                const std::int32_t side = find(line, half + 1);
                if (a >= 0 && up >= 0 && side >= 0) {
                    triangles_.push_back({a, up, side});
                }
            }
        }
    }
}

std::int32_t Lattice::find(int line, int half) const {
    if (line < firstLine_ || line > lastLine_) {
        return -1;
    }
    const int shift = isOdd(line) ? 1 : 0;
    if (half < shift || half > 2 * rows_ - shift || ((half - shift) % 2) != 0) {
        return -1;
    }
    return lineStart_[static_cast<std::size_t>(line - firstLine_)] + (half - shift) / 2;
}

double Lattice::heightOf(std::int32_t index) const {
    const Node& n = node(index);
    const int shift = isOdd(n.line) ? 1 : 0;
    const int below = (n.half - shift) / 2;
    const int above = rows_ - shift - below;
    const double pull = (shift == 0 ? 0.25 : -0.25) * (borderPull(below) - borderPull(above));
    return 0.5 * n.half + pull - 0.25;
}

bool Lattice::onEnd(std::int32_t index) const {
    const Node& n = node(index);
    const int shift = isOdd(n.line) ? 1 : 0;
    return n.half == shift || n.half == 2 * rows_ - shift;
}

bool Lattice::onBorder(std::int32_t index) const {
    const Node& n = node(index);
    return onEnd(index) || n.line == firstLine_ || n.line == lastLine_;
}

std::int32_t Lattice::mirror(std::int32_t index) const {
    const Node& n = node(index);
    return find(-n.line, n.half);
}

} // namespace fascia::anatomy
