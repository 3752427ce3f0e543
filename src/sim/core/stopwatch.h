#pragma once
// Wall time, for reports and budgets. No result may depend on it but where a budget says so.

#include <chrono>
#include <limits>

namespace fascia::sim {

class Stopwatch {
  public:
    /// Since it was made [s].
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
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
    Stopwatch from_;
    double budget_s_ = std::numeric_limits<double>::infinity();
};

/// Adds the time of a scope.
class ScopedTime {
  public:
    explicit ScopedTime(double& into_s) : into_s_(into_s) {}
    ~ScopedTime() { into_s_ += watch_.seconds(); }
    ScopedTime(const ScopedTime&) = delete;
    ScopedTime& operator=(const ScopedTime&) = delete;

  private:
    double& into_s_;
    Stopwatch watch_;
};

} // namespace fascia::sim
