#include "sim/core/parallel.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

namespace fascia::sim::detail {

namespace {

void runHere(int chunkCount, ChunkFunction function, void* context) {
    // auto_partitioner: chunks that another thread has not begun are taken over, so a core that is gone holds up one chunk.
    tbb::parallel_for(
        tbb::blocked_range<int>(0, chunkCount),
        [&](const tbb::blocked_range<int>& range) {
            for (int chunk = range.begin(); chunk != range.end(); ++chunk) {
                function(context, chunk);
            }
        },
        tbb::auto_partitioner{});
}

} // namespace

void runChunks(int threads, int chunkCount, ChunkFunction function, void* context) {
    if (tbb::this_task_arena::max_concurrency() == threads) {
        runHere(chunkCount, function, context);
        return;
    }
    tbb::task_arena arena(threads);
    arena.execute([&] { runHere(chunkCount, function, context); });
}

void runInArena(int threads, BodyFunction function, void* context) {
    if (tbb::this_task_arena::max_concurrency() == threads) {
        function(context);
        return;
    }
    tbb::task_arena arena(threads);
    arena.execute([&] { function(context); });
}

} // namespace fascia::sim::detail
