#pragma once
// The model `low_back`: skin, superficial fascia, thoracolumbar fascia and epimysium of the lower back and flanks over
// spine, ribs and pelvis, as a web. The geometry is checked in (LayeredGeometry); springs are made here, at load time.
//
// Springs per column (interior), outer layer first:
//   fibre   every edge of the sheet's triangles, all four sheets
//   shear   across every pair of triangles, superficial and deep fascia
//   bulk    to the node below: fat, sliding layer, muscle; in the muscle also three oblique ones to anchors two rows off
//   glide   three of the six neighbours in the layer below: superficial -> deep fascia and deep fascia -> epimysium.
//           The three are 120 degrees apart (up, down-left, down-right), so they resist sliding equally in all
//           directions, give no push along the normal, and are mirror symmetric.
//   septum  skin ligaments: skin -> superficial fascia, the other three neighbours, on every other line; every third
//           column skin -> deep fascia; ties of the deep fascia to bone (spinous processes, iliac crest, sacrum, ribs) and at the lateral
//           raphe (the middle layer of the fascia); a midline septum through all layers. Tension only.
// Columns at the border are held in every sheet: the rest of the body continues there.
// Sources, numbers and limits: docs/anatomy.md. Test: tests/anatomy/low_back_test.cpp.

#include <memory>

#include "anatomy/layered_geometry.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

/// Builds the whole web (both sides) from the checked-in half. Deterministic: no more than sqrt beside + - * /.
std::shared_ptr<sim::Web> buildLayeredWeb(const LayeredGeometry& geometry);

} // namespace fascia::anatomy
