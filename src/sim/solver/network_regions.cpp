#include "sim/solver/network_regions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

namespace {

/// A region starts at the nodes that hold all but this share of the square of what is unbalanced.
constexpr double kLeftOut = 1e-3;
/// More nodes than this share of the net are no place apart, nor are regions of more than the second and so many.
constexpr double kMostSeeds = 0.05;
constexpr double kMostShare = 0.15;
constexpr std::size_t kFewNodes = 200;
/// Newton steps in a region.
constexpr int kRegionNewton = 100;
/// A region is done when it holds this share of what it held.
constexpr double kRegionLeft = 1e-4;
constexpr double kRegionResidual = 1e-12;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

} // namespace

NetworkRegions::NetworkRegions(const SpringGraph& graph)
    : graph_(graph),
      rowStart_(at(graph.nodeCount) + 1, 0),
      springOf_(2 * graph.springs.size()),
      place_(at(graph.nodeCount), -1),
      inside_(at(graph.nodeCount), 0),
      taken_(graph.springs.size(), 0) {
    for (const auto& [a, b] : graph.springs) {
        ++rowStart_[at(a) + 1];
        ++rowStart_[at(b) + 1];
    }
    std::partial_sum(rowStart_.begin(), rowStart_.end(), rowStart_.begin());
    std::vector<std::size_t> next(rowStart_.begin(), rowStart_.end() - 1);
    for (std::size_t s = 0; s < graph.springs.size(); ++s) {
        for (const std::int32_t node : graph.springs[s]) {
            springOf_[next[at(node)]++] = static_cast<std::int32_t>(s);
        }
    }
}

bool NetworkRegions::relax(const EquilibriumProblem& problem, const SolveOptions& options,
                           const std::vector<Vec3>& unbalanced_N, int rings, Positions& x) {
    const std::size_t nodes = x.size();
    std::vector<double> square(nodes, 0.0);
    double sum = 0.0;
    for (std::size_t i = 0; i < nodes; ++i) {
        square[i] = problem.fixed[i] != 0 ? 0.0 : dot3(unbalanced_N[i], unbalanced_N[i]);
        sum += square[i];
    }
    std::vector<std::int32_t> order(nodes);
    std::iota(order.begin(), order.end(), 0);
    const std::size_t most = static_cast<std::size_t>(kMostSeeds * static_cast<double>(nodes)) + 1;
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(std::min(most, nodes)), order.end(),
                      [&](std::int32_t a, std::int32_t b) {
                          return square[at(a)] != square[at(b)] ? square[at(a)] > square[at(b)] : a < b;
                      });
    std::vector<std::int32_t> region;
    std::fill(inside_.begin(), inside_.end(), std::uint8_t{0});
    double held = 0.0;
    for (std::size_t k = 0; k < std::min(most, nodes) && held < (1.0 - kLeftOut) * sum; ++k) {
        held += square[at(order[k])];
        inside_[at(order[k])] = 1;
        region.push_back(order[k]);
    }
    if (!(held >= (1.0 - kLeftOut) * sum)) {
        return false;
    }
    const std::size_t room = std::max(kFewNodes, static_cast<std::size_t>(kMostShare * static_cast<double>(nodes)));
    for (std::size_t begin = 0, ring = 0; ring < static_cast<std::size_t>(rings); ++ring) {
        const std::size_t end = region.size();
        for (; begin < end; ++begin) {
            for (std::size_t h = rowStart_[at(region[begin])]; h < rowStart_[at(region[begin]) + 1]; ++h) {
                for (const std::int32_t other : graph_.springs[at(springOf_[h])]) {
                    if (inside_[at(other)] == 0 && problem.fixed[at(other)] == 0 && region.size() < room) {
                        inside_[at(other)] = 1;
                        region.push_back(other);
                    }
                }
            }
        }
    }
    // Piece by piece, each with a line search of its own.
    bool moved = false;
    std::vector<std::int32_t> piece;
    for (const std::int32_t start : region) {
        if (inside_[at(start)] == 0) {
            continue;
        }
        piece.assign(1, start);
        inside_[at(start)] = 0;
        for (std::size_t k = 0; k < piece.size(); ++k) {
            for (std::size_t h = rowStart_[at(piece[k])]; h < rowStart_[at(piece[k]) + 1]; ++h) {
                for (const std::int32_t other : graph_.springs[at(springOf_[h])]) {
                    if (inside_[at(other)] != 0) {
                        inside_[at(other)] = 0;
                        piece.push_back(other);
                    }
                }
            }
        }
        if (options.stop && options.stop()) {
            break;
        }
        moved = solveRegion(piece, problem, options, unbalanced_N, x) || moved;
    }
    return moved;
}

bool NetworkRegions::solveRegion(const std::vector<std::int32_t>& nodes, const EquilibriumProblem& problem,
                                 const SolveOptions& options, const std::vector<Vec3>& unbalanced_N, Positions& x) {
    std::vector<std::int32_t> members = nodes; // then those around them
    double before2 = 0.0;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        place_[at(nodes[k])] = static_cast<std::int32_t>(k);
        before2 += dot3(unbalanced_N[at(nodes[k])], unbalanced_N[at(nodes[k])]);
    }
    SpringGraph graph;
    std::vector<SpringLaw> laws;
    std::vector<std::int32_t> springs;
    for (const std::int32_t node : nodes) {
        for (std::size_t h = rowStart_[at(node)]; h < rowStart_[at(node) + 1]; ++h) {
            const std::int32_t s = springOf_[h];
            if (taken_[at(s)] != 0) {
                continue;
            }
            taken_[at(s)] = 1;
            springs.push_back(s);
            std::array<std::int32_t, 2> ends = graph_.springs[at(s)];
            for (std::int32_t& end : ends) {
                if (place_[at(end)] < 0) {
                    place_[at(end)] = static_cast<std::int32_t>(members.size());
                    members.push_back(end);
                }
                end = place_[at(end)];
            }
            graph.springs.push_back(ends);
            laws.push_back(problem.laws[at(s)]);
        }
    }
    graph.nodeCount = static_cast<std::int32_t>(members.size());
    std::vector<std::uint8_t> fixed(members.size(), 0);
    std::vector<Vec3> load_N(members.size());
    Positions there(members.size());
    for (std::size_t k = 0; k < members.size(); ++k) {
        fixed[k] = k < nodes.size() ? problem.fixed[at(members[k])] : std::uint8_t{1};
        load_N[k] = problem.load_N[at(members[k])];
        there[k] = x[at(members[k])];
        place_[at(members[k])] = -1;
    }
    for (const std::int32_t s : springs) {
        taken_[at(s)] = 0;
    }
    EquilibriumProblem part;
    part.laws = laws;
    part.fixed = fixed;
    part.load_N = load_N;
    SolveOptions within = options;
    within.maxNewton = kRegionNewton;
    within.polish = 0;
    within.residual = kRegionResidual;
    within.residualFloor_N = std::max(options.residualFloor_N, kRegionLeft * std::sqrt(before2));
    EquilibriumSolver solver(std::move(graph));
    const SolveReport report = solver.solve(part, within, there);
    if (!report.finite || report.newtonIterations == 0) {
        return false;
    }
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        x[at(nodes[k])] = there[k];
    }
    return true;
}

} // namespace fascia::sim
