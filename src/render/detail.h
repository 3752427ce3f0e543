#pragma once
// Keeps the frame rate by giving up detail, not smoothness.

#include <algorithm>

namespace fascia::render {

/// Reads how long frames take and says how much detail the next one may have (ViewOptions::detail).
class DetailGovernor {
  public:
    static constexpr float kLeast = 0.2F;
    /// Frames longer than this lose detail: 24 frames a second with a little to spare [ms].
    static constexpr double kSlow_ms = 39.0;
    /// Frames shorter than this may regain it; well below, so that it does not swing [ms].
    static constexpr double kQuick_ms = 31.0;

    /// `frame_ms`: of the whole last frame. Long frames alone (loading, a refined picture) change nothing, a row of them does.
    void update(double frame_ms) {
        if (!(frame_ms >= 0.0)) {
            return;
        }
        longInARow_ = frame_ms > kLongest_ms ? longInARow_ + 1 : 0;
        if (frame_ms > kLongest_ms) {
            if (longInARow_ < kLongRow) {
                return;
            }
            frame_ms = kLongest_ms;
        }
        mean_ms_ = mean_ms_ > 0.0 ? mean_ms_ + kFollow * (frame_ms - mean_ms_) : frame_ms;
        if (mean_ms_ > kSlow_ms) {
            detail_ = std::max(kLeast, detail_ - kDown);
        } else if (mean_ms_ < kQuick_ms) {
            detail_ = std::min(1.0F, detail_ + kUp);
        }
    }
    [[nodiscard]] float detail() const { return detail_; }
    [[nodiscard]] double mean_ms() const { return mean_ms_; }

  private:
    static constexpr double kLongest_ms = 400.0;
    static constexpr int kLongRow = 3;
    static constexpr double kFollow = 0.12;
    static constexpr float kDown = 0.03F;
    static constexpr float kUp = 0.008F;
    float detail_ = 1.0F;
    double mean_ms_ = 0.0;
    int longInARow_ = 0;
};

} // namespace fascia::render
