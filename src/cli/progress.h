#pragma once
// How far a run has come, on stderr: a bar for people, JSON lines for programs.

#include <chrono>
#include <string>

#include "cli/common_options.h"

namespace fascia::cli {

class Progress {
  public:
    Progress(ProgressMode mode, std::string name, double duration_s);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Prints at most ten times a second, and at the end.
    void update(double simulated_s);

  private:
    using Clock = std::chrono::steady_clock;
    ProgressMode mode_;
    std::string name_;
    double duration_s_;
    Clock::time_point started_;
    Clock::time_point printed_;
    bool open_ = false; ///< The bar's line is not ended yet.
};

} // namespace fascia::cli
