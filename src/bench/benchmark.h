#pragma once
// What `fascia bench` measures: one row for a net and a solver.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/net.h"
#include "sim/core/result.h"

namespace fascia::bench {

/// One line of the table. Times are wall times; a negative number: not measured.
struct Row {
    std::string name;
    int nodes = 0;
    int springs = 0;
    int threads = 1;
    std::string solver; ///< "fascia", "fascia-full" (a whole step of a model: tissue, contact, measures), or a peer.
    double frameMedian_ms = -1.0;
    double frameP95_ms = -1.0;
    double loadedMedian_ms = -1.0; ///< Over the frames of the first second, in which the net still moves.
    double residual1 = -1.0;       ///< |unbalanced| / |load| of the static problem after 1 s.
    double error1 = -1.0;          ///< |x - x*| / |x* - start| then.
    double residual5 = -1.0;
    double error5 = -1.0;
    double static3_s = -1.0; ///< From the start to a residual of 1e-3, with all that has to be set up.
    double static6_s = -1.0;
    int static6Iterations = -1;
    double bytesPerSpring = -1.0;
    double pass_ms = -1.0;      ///< One product with the tangent.
    double streaming_ms = -1.0; ///< Reading as many bytes in order.
    double force_ms = -1.0;     ///< Forces, energy and residual of all springs.
    double tangent_ms = -1.0;   ///< The tangent and its diagonal.
    double cycle_ms = -1.0;     ///< One multigrid cycle; a linear iteration is a cycle and a product.
    /// Shares of the time of all frames: forces and tangents, linear solves, the rest of the solver; and in whole steps of a
    /// model also tissue (laws, memory, slow states, contact) and fields (measures and what the picture needs).
    double forcesShare = -1.0;
    double linearShare = -1.0;
    double restShare = -1.0;
    double tissueShare = -1.0;
    double fieldsShare = -1.0;
    double solverMedian_ms = -1.0; ///< (Whole steps.) The solver alone, in the same frames.
};

struct Options {
    int threads = 2;
    int frames = 300;
    bool withPeers = false;
    bool oneThreadToo = false; ///< Frames of nets on one thread as well, in rows of their own.
    std::filesystem::path assetsDir;
    std::function<bool()> stop; ///< Asked between frames.
};

/// "lattice-32", "lattice-32-het", "lattice-64", ..., "model-low_back".
std::vector<std::string> defaultCases();

/// Runs one case with every solver; calls `done` for each row as it comes. A case is a lattice ("lattice-N" or
/// "lattice-N-het", N from 4 to 512), a model ("model-ID"), or a path to an OBJ with lines. Errors: badInput, notFound.
sim::Status runCase(const std::string& name, const Options& options, const std::function<void(const Row&)>& done);

/// Header and lines of the CSV.
std::string csvHeader();
std::string csvLine(const Row& row);

} // namespace fascia::bench
