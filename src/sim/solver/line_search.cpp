#include "sim/solver/line_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/core/parallel.h"
#include "sim/solver/conjugate_gradient.h"
#include "sim/solver/two_part.h"

namespace fascia::sim {

namespace {

constexpr double kEnoughDecrease = 1e-4;
/// Slope, as a fraction of the first one, below which going on along the same step is not worth an evaluation.
constexpr double kStillSteep = 0.4;
constexpr int kMostTrials = 40;
constexpr int kMostRefinements = 3;

} // namespace

/// to = from + s step, with the rounding of that sum kept in the low parts (two-sum).
void LineSearch::moveTo(const SpringSystem& system, const Iterate& from, const std::vector<Vec3>& step, double s,
                        Iterate& to) {
    const std::size_t nodes = from.high.size();
    const bool extended = !from.low.empty();
    to.high.resize(nodes);
    to.low.resize(from.low.size());
    parallelForChunks(system.threads(), system.nodeChunks(), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
        for (int node = range.begin; node < range.end; ++node) {
            const auto i = static_cast<std::size_t>(node);
            if (!extended) {
                to.high[i] = from.high[i] + s * step[i];
                continue;
            }
            for (int c = 0; c < 3; ++c) {
                const TwoPart moved = twoSum(from.high[i][c], from.low[i][c] + s * step[i][c]);
                to.high[i][c] = moved.high;
                to.low[i][c] = moved.low;
            }
        }
    });
}

double LineSearch::run(SpringSystem& system, const Iterate& from, const std::vector<Vec3>& step, double slope,
                       double first, double most, Iterate& to) {
    const double noise = from.totals.energyNoise_J + 1e-15 * std::fabs(slope);
    double s = first;
    double tooFar = 0.0; // smallest step known to be too long, once there is one
    double best = 0.0;   // longest good step so far, its point in `to`
    double bestSlope = 0.0;
    double bestChange = 0.0;
    int refinements = 0;
    for (int trial = 0; trial < kMostTrials; ++trial) {
        Iterate& there = best > 0.0 ? other_ : to;
        moveTo(system, from, step, s, there);
        there.totals = system.evaluate(there.high, there.lowPart(), there.force_N);
        bool good = false;
        double newSlope = 0.0;
        double change = 0.0;
        if (there.totals.finite) {
            newSlope = -dotOrdered(there.force_N, step, system.threads(), sums_);
            change = there.totals.energy_J - from.totals.energy_J;
            const bool tellingEnergy = std::fabs(change) > noise;
            good =
                tellingEnergy ? change <= kEnoughDecrease * s * slope : std::fabs(newSlope) <= 0.9 * std::fabs(slope);
            // A second point must also beat the first.
            good = good && (best == 0.0 || (std::fabs(newSlope) < std::fabs(bestSlope) && change < bestChange));
        }
        if (good) {
            if (best > 0.0) {
                std::swap(to, other_);
            }
            best = s;
            bestSlope = newSlope;
            bestChange = change;
            const bool steep = newSlope < kStillSteep * slope;
            if (!steep || refinements >= kMostRefinements || std::fabs(change) <= 4.0 * noise) {
                return best;
            }
            ++refinements;
            const double next = tooFar > 0.0 ? 0.5 * (s + tooFar) : 2.0 * s;
            if (next > most || next < 1.3 * s) {
                return best;
            }
            s = next;
            continue;
        }
        if (best > 0.0) {
            return best;
        }
        tooFar = s;
        double factor = there.totals.finite ? 0.3 : 0.1;
        if (there.totals.finite && newSlope > 0.0) {
            factor = std::clamp(slope / (slope - newSlope), 0.1, 0.6);
        }
        s *= factor;
    }
    return best;
}

} // namespace fascia::sim
