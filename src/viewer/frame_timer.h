#pragma once
// Times of the parts of a frame, for the status line and --benchmark.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace fascia::viewer {

/// Collects durations in milliseconds; keeps the last few thousand.
class Durations {
  public:
    void add(double duration_ms) {
        if (values_ms_.size() >= kLimit) {
            values_ms_.erase(values_ms_.begin(), values_ms_.begin() + static_cast<std::ptrdiff_t>(kLimit / 2));
        }
        values_ms_.push_back(duration_ms);
    }
    [[nodiscard]] std::size_t count() const { return values_ms_.size(); }
    [[nodiscard]] double quantile_ms(double share) const {
        if (values_ms_.empty()) {
            return 0.0;
        }
        std::vector<double> sorted = values_ms_;
        const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(sorted.size() - 1));
        std::nth_element(sorted.begin(), sorted.begin() + at, sorted.end());
        return sorted[static_cast<std::size_t>(at)];
    }
    [[nodiscard]] double median_ms() const { return quantile_ms(0.5); }

  private:
    static constexpr std::size_t kLimit = 8192;
    std::vector<double> values_ms_;
};

/// Adds the time from construction to destruction.
class ScopedDuration {
  public:
    explicit ScopedDuration(Durations& into) : into_(into), begin_(std::chrono::steady_clock::now()) {}
    ~ScopedDuration() {
        into_.add(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_).count());
    }
    ScopedDuration(const ScopedDuration&) = delete;
    ScopedDuration& operator=(const ScopedDuration&) = delete;

  private:
    Durations& into_;
    std::chrono::steady_clock::time_point begin_;
};

} // namespace fascia::viewer
