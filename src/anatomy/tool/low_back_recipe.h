#pragma once
// What is particular to the low back: borders, fibre angles, regions, attachments and sites.

#include "anatomy/figure.h"
#include "anatomy/layered_geometry.h"
#include "anatomy/tool/skin_lattice.h"

namespace fascia::anatomy {

/// Borders of the region.
RegionChart lowBackChart();

/// The figure's bones with what the layers need in addition: a median sacral crest and the supraspinous ligament.
/// Adds to `figure.bones`.
void addMidlineBones(Figure& figure);

/// Makes the whole checked-in geometry. `edge_m` is the target edge length of the skin's triangles, 4 to 14 mm.
LayeredGeometry makeLowBack(Figure& figure, double edge_m);

} // namespace fascia::anatomy
