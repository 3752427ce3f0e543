#pragma once
// Threads for the core, and the only place that sees oneTBB.
//
// Work is cut into chunks whose number and bounds depend on the data alone, never on the thread count; a chunk writes
// only its own outputs, and sums over chunks are added up in chunk order afterwards (ordered_sum.h). So every result is
// the same bits on 1 and on N threads. With threads == 1 the chunks run in order on the caller and no pool is started.

#include <type_traits>

namespace fascia::sim {

namespace detail {
using ChunkFunction = void (*)(void* context, int chunk);
using BodyFunction = void (*)(void* context);
void runChunks(int threads, int chunkCount, ChunkFunction function, void* context);
void runInArena(int threads, BodyFunction function, void* context);
} // namespace detail

/// Calls f(chunk) for every chunk in [0, chunkCount), on up to `threads` (>= 1) threads. Returns when all are done.
/// f must not throw and must not depend on the order of the chunks.
template <typename F>
void parallelForChunks(int threads, int chunkCount, F&& f) {
    if (threads <= 1 || chunkCount <= 1) {
        for (int chunk = 0; chunk < chunkCount; ++chunk) {
            f(chunk);
        }
        return;
    }
    using Callable = std::remove_reference_t<F>;
    detail::runChunks(
        threads, chunkCount, [](void* context, int chunk) { (*static_cast<Callable*>(context))(chunk); },
        const_cast<void*>(static_cast<const void*>(&f)));
}

/// Runs body() with a pool of `threads` at hand, so that the many short parallelForChunks calls inside it do not each
/// set one up. Without it they still work, only slower.
template <typename F>
void withThreads(int threads, F&& body) {
    if (threads <= 1) {
        body();
        return;
    }
    using Callable = std::remove_reference_t<F>;
    detail::runInArena(
        threads, [](void* context) { (*static_cast<Callable*>(context))(); },
        const_cast<void*>(static_cast<const void*>(&body)));
}

} // namespace fascia::sim
