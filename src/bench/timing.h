#pragma once
// Times of frames, for the rows of the table.

#include <algorithm>
#include <chrono>
#include <vector>

#include "bench/benchmark.h"

namespace fascia::bench {

inline constexpr double kFrame_s = 1.0 / 60.0;
inline constexpr int kFramesIn1s = 60;
inline constexpr int kFramesIn5s = 300;

inline double msSince(std::chrono::steady_clock::time_point from) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
}

/// The value below which `share` of them lie; -1 without any.
inline double quantile(std::vector<double> values, double share) {
    if (values.empty()) {
        return -1.0;
    }
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

inline Row rowOf(const Net& net, const std::string& solver, int threads) {
    Row row;
    row.name = net.name;
    row.nodes = static_cast<int>(net.position_m.size());
    row.springs = static_cast<int>(net.springs.size());
    row.threads = threads;
    row.solver = solver;
    return row;
}

/// Times frames of anything that steps and shows positions; compares these with the `settled` ones, unless null.
template <typename Step, typename Look>
void timeFrames(const Net& net, const Options& options, const sim::Positions* settled, Step&& step, Look&& look,
                Row& row) {
    std::vector<double> frame_ms;
    for (int k = 1; k <= std::max(1, options.frames); ++k) {
        const auto started = std::chrono::steady_clock::now();
        step();
        frame_ms.push_back(msSince(started));
        if (settled != nullptr && (k == kFramesIn1s || k == kFramesIn5s)) {
            const sim::Positions& x = look();
            (k == kFramesIn1s ? row.residual1 : row.residual5) = residualOf(net, x);
            (k == kFramesIn1s ? row.error1 : row.error5) = displacementError(net, x, *settled);
        }
        if (options.stop && options.stop()) {
            break;
        }
    }
    row.frameMedian_ms = quantile(frame_ms, 0.5);
    row.frameP95_ms = quantile(frame_ms, 0.95);
    frame_ms.resize(std::min<std::size_t>(frame_ms.size(), kFramesIn1s));
    row.loadedMedian_ms = quantile(frame_ms, 0.5);
}

} // namespace fascia::bench
