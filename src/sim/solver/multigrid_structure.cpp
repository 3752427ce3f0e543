// The structure of the multigrid: aggregates, prolongation between coarse levels and patterns of their matrices.

#include <algorithm>
#include <numeric>

#include "sim/solver/multigrid.h"
#include "sim/solver/multigrid_graph.h"
#include "sim/solver/rigid_block.h"

namespace fascia::sim {

namespace {

/// A neighbour is strong with at least this share of the strongest.
constexpr double kStrong = 0.08;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

} // namespace

Multigrid::Graph Multigrid::fineGraph(const CompactTangent& fine) {
    Graph graph;
    graph.diagonal.assign(at(fine.nodes()), 0.0);
    for (int i = 0; i < fine.nodes(); ++i) {
        if (!fine.heldRow(i)) {
            double sum = 0.0;
            fine.forRow(i, [&](std::int32_t other, float alpha, float hx, float hy, float hz, float s) {
                const double w =
                    3.0 * static_cast<double>(alpha) + static_cast<double>(s * ((hx * hx + hy * hy) + hz * hz));
                sum += std::max(w, 0.0);
                if (!fine.heldRow(other)) {
                    graph.weight.column.push_back(other);
                    graph.weight.value.push_back(std::max(w, 0.0));
                }
            });
            graph.diagonal[at(i)] = sum;
        }
        graph.weight.start.push_back(static_cast<std::uint32_t>(graph.weight.column.size()));
    }
    return graph;
}

/// The aggregate of each node (-1: held, or joined to nothing); `count` of them. `order`: in which nodes may found one.
std::vector<std::int32_t> Multigrid::aggregate(const Graph& graph, const std::vector<std::int32_t>& order, int& count) {
    const std::size_t n = graph.diagonal.size();
    const Sparse<double>& w = graph.weight;
    std::vector<double> strongest(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            strongest[i] = std::max(strongest[i], w.value[k]);
        }
    }
    const auto strong = [&](std::size_t i, std::uint32_t k) {
        return w.value[k] >= kStrong * std::min(strongest[i], strongest[at(w.column[k])]);
    };
    std::vector<std::int32_t> of(n, -1);
    count = 0;
    // A node none of whose strong neighbours is taken founds an aggregate with them.
    for (const std::int32_t node : order) {
        const std::size_t i = at(node);
        if (of[i] >= 0 || graph.diagonal[i] <= 0.0) {
            continue;
        }
        bool open = true;
        bool any = false;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1] && open; ++k) {
            if (strong(i, k)) {
                any = true;
                open = of[at(w.column[k])] < 0;
            }
        }
        if (!open || !any) {
            continue;
        }
        of[i] = count;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            if (strong(i, k)) {
                of[at(w.column[k])] = count;
            }
        }
        ++count;
    }
    // The rest joins the aggregate that it holds on to most, or stands alone.
    const std::vector<std::int32_t> founded = of;
    for (std::size_t i = 0; i < n; ++i) {
        if (of[i] >= 0 || graph.diagonal[i] <= 0.0) {
            continue;
        }
        double best = 0.0;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            const std::int32_t other = founded[at(w.column[k])];
            if (other >= 0 && w.value[k] > best) {
                best = w.value[k];
                of[i] = other;
            }
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (of[i] >= 0 || graph.diagonal[i] <= 0.0) {
            continue;
        }
        of[i] = count;
        for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
            const std::size_t other = at(w.column[k]);
            if (of[other] < 0 && graph.diagonal[other] > 0.0) {
                of[other] = count;
            }
        }
        ++count;
    }
    return of;
}

namespace {

/// Visits the distinct columns that a row touches, in order, with a sum each.
class RowSums {
  public:
    explicit RowSums(std::size_t columns) : sum_(columns, 0.0), mark_(columns, 0) {}
    void begin() {
        touched_.clear();
        ++row_;
    }
    void add(std::int32_t column, double value) {
        if (mark_[at(column)] != row_) {
            mark_[at(column)] = row_;
            touched_.push_back(column);
            sum_[at(column)] = 0.0;
        }
        sum_[at(column)] += value;
    }
    template <typename F>
    void finish(F&& f) {
        std::sort(touched_.begin(), touched_.end());
        for (const std::int32_t column : touched_) {
            f(column, sum_[at(column)]);
        }
    }

  private:
    std::vector<double> sum_;
    std::vector<std::uint32_t> mark_;
    std::vector<std::int32_t> touched_;
    std::uint32_t row_ = 0;
};

template <typename G>
std::vector<std::int32_t> inOrder(const G& graph) {
    std::vector<std::int32_t> order(graph.diagonal.size());
    std::iota(order.begin(), order.end(), 0);
    return order;
}

template <typename P>
void endRow(P& pattern) {
    pattern.start.push_back(static_cast<std::uint32_t>(pattern.column.size()));
}

} // namespace

void Multigrid::allot(Level& level) {
    const std::size_t n = at(level.nodes);
    level.centre_m.assign(n, Vec3::Zero());
    level.blocks.assign(rigid::kBlockFloats * level.matrix.column.size(), 0.0F);
    level.productBlocks.assign(rigid::kBlockFloats * level.product.column.size(), 0.0F);
    level.inverse.assign(rigid::kBlockFloats * n, 0.0F);
    for (std::int32_t i = 0; i < level.nodes; ++i) {
        level.own.column.push_back(i);
        endRow(level.own);
    }
    level.x.assign(rigid::kMotionFloats * n, 0.0F);
    level.y = level.b = level.r = level.x;
}

/// The first coarse level: plain aggregates of the nodes.
Multigrid::Graph Multigrid::gather(const Graph& graph, Level& first) {
    // Nodes with many neighbours first: their aggregates are whole ones, however the nodes are numbered.
    std::vector<std::int32_t> order = inOrder(graph);
    const std::vector<std::uint32_t>& start = graph.weight.start;
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return start[at(a) + 1] - start[at(a)] > start[at(b) + 1] - start[at(b)];
    });
    aggregate_ = aggregate(graph, order, first.nodes);
    const std::size_t coarse = at(first.nodes);
    members_ = {};
    members_.start.assign(coarse + 1, 0);
    for (const std::int32_t a : aggregate_) {
        if (a >= 0) {
            ++members_.start[at(a) + 1];
        }
    }
    for (std::size_t a = 0; a < coarse; ++a) {
        members_.start[a + 1] += members_.start[a];
    }
    members_.column.resize(members_.start[coarse]);
    std::vector<std::uint32_t> cursor(members_.start.begin(), members_.start.end() - 1);
    for (std::size_t i = 0; i < aggregate_.size(); ++i) {
        if (aggregate_[i] >= 0) {
            members_.column[cursor[at(aggregate_[i])]++] = static_cast<std::int32_t>(i);
        }
    }
    Graph next;
    next.diagonal.assign(coarse, 0.0);
    RowSums sums(coarse);
    for (std::size_t a = 0; a < coarse; ++a) {
        sums.begin();
        sums.add(static_cast<std::int32_t>(a), 0.0);
        for (std::uint32_t m = members_.start[a]; m < members_.start[a + 1]; ++m) {
            const std::size_t i = at(members_.column[m]);
            next.diagonal[a] += graph.diagonal[i];
            for (std::uint32_t k = graph.weight.start[i]; k < graph.weight.start[i + 1]; ++k) {
                const std::int32_t other = aggregate_[at(graph.weight.column[k])];
                if (other >= 0) { // not a node whose springs are all slack
                    sums.add(other, graph.weight.value[k]);
                }
            }
        }
        sums.finish([&](std::int32_t column, double value) {
            first.matrix.column.push_back(column);
            if (at(column) == a) {
                next.diagonal[a] -= value;
            } else {
                next.weight.column.push_back(column);
                next.weight.value.push_back(value);
            }
        });
        endRow(first.matrix);
        endRow(next.weight);
    }
    allot(first);
    return next;
}

/// A level below a coarse one with this matrix: fills its structure and returns its graph.
Multigrid::Graph Multigrid::coarsen(const Graph& graph, const Pattern& matrix, Level& level) {
    const std::size_t n = graph.diagonal.size();
    const Sparse<double>& w = graph.weight;
    const std::vector<std::int32_t> of = aggregate(graph, inOrder(graph), level.nodes);
    const std::size_t coarse = at(level.nodes);

    // P = (I - 2/3 D^-1 A) T; the spectrum of D^-1 A ends at 2 at most.
    RowSums sums(coarse);
    for (std::size_t i = 0; i < n; ++i) {
        if (of[i] >= 0) {
            const double factor = 2.0 / 3.0 / graph.diagonal[i];
            sums.begin();
            sums.add(of[i], 1.0 / 3.0);
            for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
                const std::int32_t other = of[at(w.column[k])];
                if (other >= 0) {
                    sums.add(other, factor * w.value[k]);
                }
            }
            sums.finish([&](std::int32_t column, double value) {
                level.prolong.column.push_back(column);
                level.prolong.value.push_back(static_cast<float>(value));
            });
        }
        endRow(level.prolong);
    }
    // Its transpose.
    level.restrict.start.assign(coarse + 1, 0);
    for (const std::int32_t column : level.prolong.column) {
        ++level.restrict.start[at(column) + 1];
    }
    for (std::size_t c = 0; c < coarse; ++c) {
        level.restrict.start[c + 1] += level.restrict.start[c];
    }
    std::vector<std::uint32_t> cursor(level.restrict.start.begin(), level.restrict.start.end() - 1);
    level.restrict.column.resize(level.prolong.column.size());
    level.restrict.value.resize(level.prolong.column.size());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t k = level.prolong.start[i]; k < level.prolong.start[i + 1]; ++k) {
            const std::uint32_t to = cursor[at(level.prolong.column[k])]++;
            level.restrict.column[to] = static_cast<std::int32_t>(i);
            level.restrict.value[to] = level.prolong.value[k];
        }
    }

    // Patterns of A P and P^T A P, and the scalar coarse matrix.
    std::vector<double> productValue;
    for (std::size_t i = 0; i < n; ++i) {
        sums.begin();
        const auto add = [&](std::size_t j, double value) {
            for (std::uint32_t k = level.prolong.start[j]; k < level.prolong.start[j + 1]; ++k) {
                sums.add(level.prolong.column[k], value * static_cast<double>(level.prolong.value[k]));
            }
        };
        for (std::uint32_t k = matrix.start[i]; k < matrix.start[i + 1]; ++k) {
            add(at(matrix.column[k]), 0.0);
        }
        if (graph.diagonal[i] > 0.0) {
            add(i, graph.diagonal[i]);
            for (std::uint32_t k = w.start[i]; k < w.start[i + 1]; ++k) {
                add(at(w.column[k]), -w.value[k]);
            }
        }
        sums.finish([&](std::int32_t column, double value) {
            level.product.column.push_back(column);
            productValue.push_back(value);
        });
        endRow(level.product);
    }
    Graph next;
    next.diagonal.assign(coarse, 0.0);
    for (std::size_t row = 0; row < coarse; ++row) {
        sums.begin();
        for (std::uint32_t t = level.restrict.start[row]; t < level.restrict.start[row + 1]; ++t) {
            const std::size_t i = at(level.restrict.column[t]);
            for (std::uint32_t k = level.product.start[i]; k < level.product.start[i + 1]; ++k) {
                sums.add(level.product.column[k], static_cast<double>(level.restrict.value[t]) * productValue[k]);
            }
        }
        sums.finish([&](std::int32_t column, double value) {
            level.matrix.column.push_back(column);
            if (at(column) == row) {
                next.diagonal[row] = value;
            } else if (value < 0.0) {
                next.weight.column.push_back(column);
                next.weight.value.push_back(-value);
            }
        });
        endRow(level.matrix);
        endRow(next.weight);
    }
    allot(level);
    return next;
}

} // namespace fascia::sim
