#include "cli/progress.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "io/units.h"

namespace fascia::cli {

Progress::Progress(ProgressMode mode, std::string name, double duration_s)
    : mode_(mode), name_(std::move(name)), duration_s_(duration_s), started_(Clock::now()), printed_(started_) {
    if (mode_ == ProgressMode::automatic) {
        mode_ = ::isatty(STDERR_FILENO) == 1 ? ProgressMode::bar : ProgressMode::none;
    }
}

Progress::~Progress() {
    if (open_) {
        std::fputc('\n', stderr);
    }
}

void Progress::update(double simulated_s) {
    const Clock::time_point now = Clock::now();
    const bool atEnd = simulated_s >= duration_s_;
    if (mode_ == ProgressMode::none || (!atEnd && now - printed_ < std::chrono::milliseconds(100))) {
        return;
    }
    printed_ = now;
    const double wall_s = std::chrono::duration<double>(now - started_).count();
    const double share = std::clamp(simulated_s / duration_s_, 0.0, 1.0);
    const double factor = wall_s > 0.0 ? simulated_s / wall_s : 0.0;
    const double left_s = share > 0.0 ? wall_s * (1.0 - share) / share : 0.0;
    if (mode_ == ProgressMode::json) {
        const nlohmann::ordered_json line = {{"t_s", simulated_s}, {"duration_s", duration_s_},  {"fraction", share},
                                             {"wall_s", wall_s},   {"real_time_factor", factor}, {"left_s", left_s}};
        std::fprintf(stderr, "%s\n", line.dump().c_str());
        return;
    }
    constexpr int kWidth = 30;
    const auto filled = static_cast<int>(share * kWidth);
    std::string bar(static_cast<std::size_t>(filled), '=');
    bar.resize(kWidth, ' ');
    std::fprintf(stderr, "\r%s [%s] %3d %%  %.0f / %.0f s  x%.1f  %.0f s left   ", name_.c_str(), bar.c_str(),
                 static_cast<int>(share * 100.0), simulated_s, duration_s_, factor, left_s);
    std::fflush(stderr);
    open_ = !atEnd;
    if (atEnd) {
        std::fputc('\n', stderr);
    }
}

} // namespace fascia::cli
