#pragma once
// A small flat slab of layered tissue on a rigid floor: quick to build and step, with all layers and spring families.

#include <memory>

#include "sim/web/web.h"

namespace fascia::test {

/// n x n columns of `edge_m`, four sheets, floor anchors; the rim is anchored. Sites: "middle", "left" (-x), "right".
std::shared_ptr<const sim::Web> makeSlab(int n, double edge_m = 0.008);

} // namespace fascia::test
