#pragma once
// Wall time, for reports and budgets, by a clock that the caller gives: the core has none of its own, and no result depends on
// time but where a budget says so.

#include <limits>

namespace fascia::sim {

/// Seconds since some moment, never going back. Null: there is no time; nothing is measured and no budget ends.
using WallClock = double (*)();

class Stopwatch {
  public:
    explicit Stopwatch(WallClock clock) : clock_(clock), start_s_(clock != nullptr ? clock() : 0.0) {}
    /// Since it was made [s]; 0 without a clock.
    [[nodiscard]] double seconds() const { return clock_ != nullptr ? clock_() - start_s_ : 0.0; }

  private:
    WallClock clock_;
    double start_s_;
};

/// A point in time after which work should end.
class Deadline {
  public:
    Deadline() = default; ///< Never.
    /// `budget_s` [s] after `from` was made; infinity: never.
    Deadline(const Stopwatch& from, double budget_s) : from_(from), budget_s_(budget_s) {}
    [[nodiscard]] bool over() const {
        return budget_s_ < std::numeric_limits<double>::infinity() && from_.seconds() >= budget_s_;
    }

  private:
    Stopwatch from_{nullptr};
    double budget_s_ = std::numeric_limits<double>::infinity();
};

/// Adds the time of a scope.
class ScopedTime {
  public:
    ScopedTime(WallClock clock, double& into_s) : into_s_(into_s), watch_(clock) {}
    ~ScopedTime() { into_s_ += watch_.seconds(); }
    ScopedTime(const ScopedTime&) = delete;
    ScopedTime& operator=(const ScopedTime&) = delete;

  private:
    double& into_s_;
    Stopwatch watch_;
};

} // namespace fascia::sim
