#pragma once
// A dome of skin and its snapshot, without mechanics: for what the pointer does.

#include <array>
#include <memory>
#include <vector>

#include "sim/snapshot.h"
#include "sim/web/web.h"

namespace fascia::test {

/// Skin over -0.2 .. 0.2 m in x and y, bulging towards -z (as a back does), (cells + 1)^2 nodes. Site "middle".
class Dome {
  public:
    explicit Dome(int cells = 24);
    [[nodiscard]] const sim::Snapshot& snapshot() const { return snapshot_; }
    /// Moves every node.
    void shift(float x_m, float y_m, float z_m);
    void setFocus(const std::array<float, 3>& focus_m) { snapshot_.focus_m = focus_m; }

  private:
    std::vector<float> position_m_;
    sim::Snapshot snapshot_;
};

} // namespace fascia::test
