#include "bench/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>
#include <optional>

#include "anatomy/models.h"
#include "app/wall_clock.h"
#include "bench/model_case.h"
#include "bench/peer.h"
#include "bench/stepper.h"
#include "bench/timing.h"
#include "io/network_obj.h"
#include "io/units.h"
#include "sim/core/parallel.h"
#include "sim/core/stopwatch.h"
#include "sim/solver/multigrid.h"
#include "sim/solver/spring_system.h"

namespace fascia::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// A frame: one Newton step, to this residual of the step or as many iterations.
constexpr double kFrameResidual = 1e-6;
constexpr int kFrameIterations = 2;
constexpr double kFrameLinearResidual = 0.1;
constexpr int kModelNewton = 12;
constexpr int kModelIterations = 300;
constexpr double kStaticLinearResidual = 0.03;
constexpr double kReferenceResidual = 1e-10;

sim::SolveOptions frameOptions(int threads, const Net& net) {
    sim::SolveOptions options;
    options.threads = threads;
    options.clock = app::wallClock_s;
    options.residual = kFrameResidual;
    options.linearSolver = sim::SolveOptions::LinearSolver::blockJacobi;
    if (!net.laws.empty()) {
        options.maxNewton = kModelNewton; // as the world steps a model
        options.maxLinearIterations = kModelIterations;
        return options;
    }
    if (net.position_m.size() >= 1000) {
        options.linearSolver = sim::SolveOptions::LinearSolver::multigrid;
    }
    options.maxNewton = 1;
    options.maxLinearIterations = kFrameIterations;
    options.linearResidual = kFrameLinearResidual;
    return options;
}

/// Converged static solution: multigrid as far as single precision directions lead, then the exact solver. A net with slack
/// springs has more than one; that of the motion is looked for where the motion leads.
sim::Positions reference(const Net& net, int threads) {
    constexpr int kSettlingFrames = 600;
    sim::Positions x = net.position_m;
    Stepper stepper(net);
    sim::SolveOptions options = frameOptions(threads, net);
    if (net.laws.empty()) {
        options.residual = 3e-7;
        options.maxNewton = 200;
        options.maxLinearIterations = 200;
        stepper.balance(options, x);
    } else {
        for (int k = 0; k < kSettlingFrames; ++k) {
            stepper.step(kFrame_s, options);
        }
        x = stepper.position_m();
    }
    options = {};
    options.threads = threads;
    options.residual = kReferenceResidual;
    stepper.balance(options, x);
    return x;
}

/// The phases of a frame one by one, at the start; and reading as many bytes as a product does, in order.
void timePhases(const Net& net, int threads, Row& row) {
    constexpr int kRepeats = 41;
    const std::size_t nodes = net.position_m.size();
    sim::SpringSystem system(sim::SpringGraph{static_cast<std::int32_t>(nodes), net.springs, net.guides});
    std::vector<sim::PackedLaw> packed(net.springs.size() + 1);
    const std::span<const std::int32_t> places = system.lawPlaces();
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        packed[static_cast<std::size_t>(places[s])] = sim::packed(lawOf(net, s));
    }
    sim::EquilibriumProblem problem;
    problem.packedLaws = packed;
    problem.fixed = net.fixed;
    problem.load_N = net.load_N;
    system.bind(problem, threads, true);
    std::vector<sim::Vec3> force_N;
    system.evaluate(net.position_m, nullptr, force_N);
    system.assemble({});
    sim::CompactTangent& tangent = system.compactTangent();
    sim::LineVector<float> x(tangent.vectorFloats(), 0.0F);
    sim::LineVector<float> y = x;
    for (std::size_t i = 0; i < nodes; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            x[4 * i + c] = net.fixed[i] != 0 ? 0.0F : static_cast<float>(std::sin(static_cast<double>(i + c)));
        }
    }
    const std::size_t floats = (tangent.passBytes() + 2 * sizeof(float) * x.size()) / sizeof(float);
    sim::LineVector<float> stream(floats, 1.0F);
    constexpr std::size_t kChunk = 1 << 16;
    const auto chunks = static_cast<int>((floats + kChunk - 1) / kChunk);
    std::vector<float> sums(static_cast<std::size_t>(chunks));
    std::vector<double> pass_ms;
    std::vector<double> streaming_ms;
    sim::withThreads(threads, [&] {
        for (int k = 0; k < kRepeats; ++k) {
            Clock::time_point started = Clock::now();
            tangent.multiply(sim::widestKernels(), threads, x.data(), y.data());
            pass_ms.push_back(msSince(started));
            started = Clock::now();
            sim::parallelForChunks(threads, chunks, [&](int chunk) {
                const std::size_t begin = static_cast<std::size_t>(chunk) * kChunk;
                const std::size_t end = std::min(floats, begin + kChunk);
                // Independent sums, so that memory and not the adder sets the pace.
                float part[32] = {};
                std::size_t i = begin;
                for (; i + 32 <= end; i += 32) {
                    for (std::size_t l = 0; l < 32; ++l) {
                        part[l] += stream[i + l];
                    }
                }
                sums[static_cast<std::size_t>(chunk)] = std::accumulate(part, part + 32, 0.0F);
            });
            streaming_ms.push_back(msSince(started));
        }
    });
    row.pass_ms = quantile(pass_ms, 0.5);
    row.streaming_ms = quantile(streaming_ms, 0.5);

    std::vector<double> force_ms;
    std::vector<double> tangent_ms;
    std::vector<double> cycle_ms;
    sim::Multigrid multigrid;
    const bool cycles = frameOptions(threads, net).linearSolver == sim::SolveOptions::LinearSolver::multigrid;
    sim::withThreads(threads, [&] {
        multigrid.build(tangent, net.position_m.data(), sim::widestKernels(), threads);
        for (int k = 0; k < kRepeats; ++k) {
            Clock::time_point started = Clock::now();
            system.evaluate(net.position_m, nullptr, force_N);
            force_ms.push_back(msSince(started));
            started = Clock::now();
            system.assemble({});
            tangent_ms.push_back(msSince(started));
            started = Clock::now();
            multigrid.apply(tangent, sim::widestKernels(), threads, x.data(), y.data());
            cycle_ms.push_back(msSince(started));
        }
    });
    row.force_ms = quantile(force_ms, 0.5);
    row.tangent_ms = quantile(tangent_ms, 0.5);
    row.cycle_ms = cycles ? quantile(cycle_ms, 0.5) : -1.0;
}

void timeStatic(const Net& net, int threads, Row& row) {
    for (const double residual : {1e-3, 1e-6}) {
        const Clock::time_point started = Clock::now();
        Stepper stepper(net);
        sim::SolveOptions options;
        if (net.laws.empty()) {
            options = frameOptions(threads, net);
            options.maxNewton = 100;
            options.maxLinearIterations = 500;
            options.linearResidual = kStaticLinearResidual;
        }
        options.threads = threads;
        options.residual = residual;
        sim::Positions x = net.position_m;
        const sim::SolveReport report = stepper.balance(options, x);
        const double seconds = report.converged ? 1e-3 * msSince(started) : -1.0;
        if (residual == 1e-3) {
            row.static3_s = seconds;
        } else {
            row.static6_s = seconds;
            row.static6Iterations = report.linearIterations;
        }
    }
}

/// Frames of the solver.
Row runFrames(const Net& net, const Options& options, int threads, const sim::Positions& settled) {
    Row row = rowOf(net, "fascia", threads);
    Stepper stepper(net);
    const sim::SolveOptions solve = frameOptions(threads, net);
    double forces_s = 0.0;
    double linear_s = 0.0;
    double whole_s = 0.0;
    sim::withThreads(threads, [&] {
        timeFrames(
            net, options, &settled,
            [&] {
                const sim::Stopwatch watch(app::wallClock_s);
                const sim::SolveReport report = stepper.step(kFrame_s, solve);
                whole_s += watch.seconds();
                forces_s += report.passes_s;
                linear_s += report.linear_s;
            },
            [&]() -> const sim::Positions& { return stepper.position_m(); }, row);
    });
    row.forcesShare = forces_s / whole_s;
    row.linearShare = linear_s / whole_s;
    row.restShare = 1.0 - row.forcesShare - row.linearShare;
    row.bytesPerSpring = static_cast<double>(stepper.bytes()) / static_cast<double>(net.springs.size());
    return row;
}

void runNet(const Net& net, const Options& options, const std::function<void(const Row&)>& done) {
    const sim::Positions settled = reference(net, options.threads);
    Row row = runFrames(net, options, options.threads, settled);
    timeStatic(net, options.threads, row);
    timePhases(net, options.threads, row);
    done(row);
    if (options.oneThreadToo && options.threads > 1) {
        done(runFrames(net, options, 1, settled));
    }
    if (!options.withPeers || !net.laws.empty()) {
        return; // the peers have linear springs alone
    }
    for (const PeerKind& kind : peers()) {
        if (static_cast<int>(net.position_m.size()) > kind.mostNodes || (options.stop && options.stop())) {
            continue;
        }
        Row peerRow = rowOf(net, kind.name, 1);
        const std::unique_ptr<Peer> peer = makePeer(kind.name, net);
        sim::Positions x;
        timeFrames(
            net, options, &settled, [&] { peer->step(kFrame_s); },
            [&]() -> const sim::Positions& {
                peer->positions(x);
                return x;
            },
            peerRow);
        done(peerRow);
    }
}

/// A net whose ends along its longest axis are fixed and whose middle carries 60 N across.
void holdAndLoad(Net& net) {
    constexpr double kLoad_N = 60.0;
    sim::Vec3 low = net.position_m.front();
    sim::Vec3 high = low;
    for (const sim::Vec3& x : net.position_m) {
        low = low.cwiseMin(x);
        high = high.cwiseMax(x);
    }
    const sim::Vec3 size = high - low;
    Eigen::Index longest = 0;
    Eigen::Index shortest = 0;
    size.maxCoeff(&longest);
    size.minCoeff(&shortest);
    const std::size_t nodes = net.position_m.size();
    net.fixed.assign(nodes, 0);
    net.load_N.assign(nodes, sim::Vec3::Zero());
    std::vector<std::size_t> loaded;
    for (std::size_t i = 0; i < nodes; ++i) {
        const double along = (net.position_m[i][longest] - low[longest]) / size[longest];
        net.fixed[i] = along < 0.02 || along > 0.98 ? 1 : 0;
        if (along > 0.37 && along < 0.63) {
            loaded.push_back(i);
        }
    }
    for (const std::size_t i : loaded) {
        net.load_N[i][shortest] = -kLoad_N / static_cast<double>(loaded.size());
    }
    net.mass_kg.assign(nodes, 1.0 / static_cast<double>(nodes));
    net.massDamping_per_s = 4.0;
}

sim::Result<Net> netFromObj(const std::string& path) {
    sim::Result<io::NetworkObj> read = io::readNetworkObj(path);
    if (!read) {
        return read.error();
    }
    const io::NetworkObj& obj = read.value();
    if (obj.springs.empty()) {
        return sim::Error{sim::ErrorCode::badInput, "There is no spring; write them as lines 'l i j'.", path, ""};
    }
    Net net;
    net.name = std::filesystem::path(path).stem().string();
    net.position_m.assign(obj.position_m.begin(), obj.position_m.end());
    net.springs = obj.springs;
    for (const auto& [a, b] : net.springs) {
        const double length =
            (net.position_m[static_cast<std::size_t>(a)] - net.position_m[static_cast<std::size_t>(b)]).norm();
        net.stiffness_N_per_m.push_back(1000.0 / length); // 1 kN a unit strain
        net.restLength_m.push_back(length * 0.98);
    }
    holdAndLoad(net);
    return net;
}

std::optional<std::pair<int, bool>> latticeOf(const std::string& name) {
    int n = 0;
    int used = 0;
    if (std::sscanf(name.c_str(), "lattice-%d%n", &n, &used) != 1 || n < 4 || n > 512) {
        return std::nullopt;
    }
    const std::string rest = name.substr(static_cast<std::size_t>(used));
    if (!rest.empty() && rest != "-het") {
        return std::nullopt;
    }
    return std::pair{n, !rest.empty()};
}

std::string number(double value, int decimals) {
    return value < 0.0 ? std::string() : io::fixedNumber(value, decimals);
}

std::string scientific(double value) {
    if (value < 0.0) {
        return "";
    }
    if (!std::isfinite(value)) {
        return "nan";
    }
    char text[40];
    std::snprintf(text, sizeof text, "%.2e", value);
    return text;
}

} // namespace

std::vector<std::string> defaultCases() {
    return {"lattice-32",      "lattice-32-het", "lattice-64",     "lattice-64-het", "lattice-128",
            "lattice-128-het", "lattice-256",    "model-low_back", "model-body",     "model-neck_shoulder"};
}

sim::Status runCase(const std::string& name, const Options& options, const std::function<void(const Row&)>& done) {
    if (const auto lattice = latticeOf(name)) {
        runNet(makeLattice(lattice->first, lattice->second), options, done);
        return sim::Done{};
    }
    if (name.rfind("model-", 0) == 0) {
        const std::string id = name.substr(6);
        const auto web = anatomy::loadModel(id, options.assetsDir);
        if (!web) {
            return web.error();
        }
        Net net = netFromModel(*web.value());
        net.name = name;
        runNet(net, options, done);
        const sim::Result<Row> full = runWholeSteps(web.value(), net, options);
        if (!full) {
            return full.error();
        }
        done(full.value());
        return sim::Done{};
    }
    if (std::filesystem::path(name).extension() == ".obj") {
        const sim::Result<Net> net = netFromObj(name);
        if (!net) {
            return net.error();
        }
        runNet(net.value(), options, done);
        return sim::Done{};
    }
    return sim::Error{sim::ErrorCode::badInput,
                      "There is no case '" + name +
                          "'; there are lattice-N and lattice-N-het with N from 4 to 512, "
                          "model-ID, and OBJ files.",
                      "--cases",
                      {}};
}

std::string csvHeader() {
    return "case,nodes,springs,threads,solver,frame_ms_median,frame_ms_p95,residual_1s,displacement_error_1s,residual_"
           "5s,"
           "displacement_error_5s,static_s_1e-3,static_s_1e-6,static_iterations_1e-6,bytes_per_spring,operator_pass_ms,"
           "streaming_bound_ms,first_second_ms_median,force_pass_ms,tangent_ms,multigrid_cycle_ms,"
           "share_forces,share_linear,share_rest,share_tissue,share_fields,solver_ms_median\n";
}

std::string csvLine(const Row& row) {
    return row.name + ',' + std::to_string(row.nodes) + ',' + std::to_string(row.springs) + ',' +
           std::to_string(row.threads) + ',' + row.solver + ',' + number(row.frameMedian_ms, 3) + ',' +
           number(row.frameP95_ms, 3) + ',' + scientific(row.residual1) + ',' + scientific(row.error1) + ',' +
           scientific(row.residual5) + ',' + scientific(row.error5) + ',' + number(row.static3_s, 3) + ',' +
           number(row.static6_s, 3) + ',' +
           (row.static6Iterations < 0 ? std::string() : std::to_string(row.static6Iterations)) + ',' +
           number(row.bytesPerSpring, 0) + ',' + number(row.pass_ms, 4) + ',' + number(row.streaming_ms, 4) + ',' +
           number(row.loadedMedian_ms, 3) + ',' + number(row.force_ms, 4) + ',' + number(row.tangent_ms, 4) + ',' +
           number(row.cycle_ms, 4) + ',' + number(row.forcesShare, 3) + ',' + number(row.linearShare, 3) + ',' +
           number(row.restShare, 3) + ',' + number(row.tissueShare, 3) + ',' + number(row.fieldsShare, 3) + ',' +
           number(row.solverMedian_ms, 3) + '\n';
}

} // namespace fascia::bench
