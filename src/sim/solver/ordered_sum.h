#pragma once
// Sums that give the same bits on any number of threads and with any compiler that keeps IEEE order: elements are added
// in order within chunks of a fixed size, and the chunks' sums in chunk order. Hand-written loops over Vec3 arrays, since
// a library's vectorised reduction may change its order with the instruction set.

#include <array>
#include <cstddef>
#include <vector>

#include <Eigen/Core>

#include "sim/core/parallel.h"

namespace fascia::sim {

/// Nodes in one chunk. Small enough that a web of 10,000 nodes feeds several threads evenly.
inline constexpr int kNodeChunk = 512;
inline constexpr int kSpringChunk = 2048;

[[nodiscard]] inline int chunkCountOf(std::size_t count, int chunk) {
    return static_cast<int>((count + static_cast<std::size_t>(chunk) - 1) / static_cast<std::size_t>(chunk));
}

/// The half-open range of elements in a chunk.
struct ChunkRange {
    int begin = 0;
    int end = 0;
};
[[nodiscard]] inline ChunkRange chunkRange(int chunk, int chunkSize, std::size_t count) {
    const int begin = chunk * chunkSize;
    const int total = static_cast<int>(count);
    return {begin, begin + chunkSize < total ? begin + chunkSize : total};
}

/// Calls f(i) for i in [0, count), in parallel over chunks of nodes; f(i) may write what belongs to i.
template <typename F>
void forNodes(int threads, std::size_t count, F&& f) {
    parallelForChunks(threads, chunkCountOf(count, kNodeChunk), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, count);
        for (int i = range.begin; i < range.end; ++i) {
            f(static_cast<std::size_t>(i));
        }
    });
}

/// The largest f(i) >= 0 for i in [0, count), in parallel.
template <typename F>
double largestOver(int threads, std::size_t count, F&& f) {
    std::vector<double> chunks(static_cast<std::size_t>(chunkCountOf(count, kNodeChunk)), 0.0);
    parallelForChunks(threads, static_cast<int>(chunks.size()), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, count);
        double most = 0.0;
        for (int i = range.begin; i < range.end; ++i) {
            const double value = f(static_cast<std::size_t>(i));
            most = value > most ? value : most;
        }
        chunks[static_cast<std::size_t>(chunk)] = most;
    });
    double most = 0.0;
    for (const double chunk : chunks) {
        most = chunk > most ? chunk : most;
    }
    return most;
}

/// a . b with the order of additions fixed.
[[nodiscard]] inline double dot3(const Eigen::Vector3d& a, const Eigen::Vector3d& b) {
    return (a[0] * b[0] + a[1] * b[1]) + a[2] * b[2];
}

/// Up to four sums gathered in one pass over the nodes; one slot for each chunk, added up in order.
template <std::size_t kSums>
class OrderedSums {
  public:
    void reset(int chunkCount) { slots_.assign(static_cast<std::size_t>(chunkCount), {}); }
    std::array<double, kSums>& slot(int chunk) { return slots_[static_cast<std::size_t>(chunk)]; }
    [[nodiscard]] std::array<double, kSums> total() const {
        std::array<double, kSums> sum{};
        for (const auto& slot : slots_) {
            for (std::size_t k = 0; k < kSums; ++k) {
                sum[k] += slot[k];
            }
        }
        return sum;
    }

  private:
    std::vector<std::array<double, kSums>> slots_;
};

} // namespace fascia::sim
