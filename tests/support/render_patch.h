#pragma once
// A small made-up piece of back for tests of the drawing: four curved sheets over a few bones and muscles, with fields
// that are plain functions of place. No simulation.

#include <memory>
#include <vector>

#include "sim/snapshot.h"

namespace fascia::test {

class RenderPatch {
  public:
    /// `columns` x about 1.4 `columns` nodes a sheet.
    explicit RenderPatch(int columns = 24);

    /// Fields: "tension_N" (rising from the body's right to its left, with a knot), "tension_change_N" (diverging),
    /// "adhesion" (per node).
    [[nodiscard]] const sim::Snapshot& snapshot() const { return snapshot_; }
    [[nodiscard]] sim::Snapshot& snapshot() { return snapshot_; }
    /// Sets every value of "tension_N" to one number.
    void setUniformTension(float value_N);
    /// Presses a hand's pad into the middle.
    void press(float force_N, bool frictionLimited = false);
    /// Moves the nodes a little, as a step would.
    void wobble(float phase);

  private:
    std::vector<float> position_m_;
    std::vector<float> tension_N_;
    std::vector<float> change_N_;
    std::vector<float> adhesion_;
    std::vector<sim::FieldView> fields_;
    std::vector<sim::HandView> hands_;
    sim::Snapshot snapshot_;
};

} // namespace fascia::test
