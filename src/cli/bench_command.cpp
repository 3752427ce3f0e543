#include "cli/bench_command.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "app/assets.h"
#include "bench/benchmark.h"
#include "bench/peer.h"
#include "bench/report.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#if FASCIA_GRAPHICS
#include "cli/render_bench.h"
#endif
#include "io/atomic_file.h"
#include "sim/solver/compact_kernels.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;

struct BenchOptions {
    std::vector<std::string> cases;
    std::string out;
    std::string report;
    int threads = 0;
    int frames = 300;
    bool peers = false;
    bool render = false;
    bool force = false;
};

/// The table goes into the page, two plots beside it into images/.
sim::Status writeReport(const fs::path& page, const std::vector<bench::Row>& rows) {
    std::ifstream stream(page, std::ios::binary);
    const std::string before((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    sim::Status status = io::writeFileAtomically(page, bench::pageWithTable(before, bench::markdownTable(rows)));
    const fs::path images = page.parent_path() / "images";
    if (status) {
        status = io::writeFileAtomically(images / "performance_time.svg", bench::timePlot(rows));
    }
    if (status) {
        status = io::writeFileAtomically(images / "performance_error.svg", bench::errorPlot(rows));
    }
    return status;
}

/// Frame times of the picture.
int runPictures([[maybe_unused]] const BenchOptions& options) {
#if FASCIA_GRAPHICS
    RenderBenchOptions how;
    how.frames = std::min(options.frames, 1000);
    ScenarioOptions threads;
    threads.threads = options.threads;
    how.threads = threads.threadCount();
    return runRenderBench(how);
#else
    return reportError(
        {sim::ErrorCode::noGraphics, "This build draws nothing (FASCIA_GRAPHICS is off).", "--render", ""});
#endif
}

int runBench(const BenchOptions& options) {
    catchInterrupts();
    if (options.render) {
        return runPictures(options);
    }
    if (options.peers && bench::peers().empty()) {
        std::cerr << "fascia: This build has no peers; install libbullet-dev and configure with "
                     "-DFASCIA_BENCH_PEERS=ON.\n";
        return kExitUsage;
    }
    const fs::path file = fs::path(options.out) / "bench.csv";
    if (!options.out.empty()) {
        const sim::Status free = checkOverwrite({file}, options.force);
        if (!free) {
            return reportError(free.error());
        }
    }
    ScenarioOptions threads;
    threads.threads = options.threads;
    bench::Options how;
    how.threads = threads.threadCount();
    how.frames = options.frames;
    how.withPeers = options.peers;
    how.oneThreadToo = !options.report.empty();
    how.assetsDir = app::findAssetsDir();
    how.stop = interrupted;
    std::string csv;
    sim::Status status = sim::Done{};
    std::vector<bench::Row> rows;
    for (const std::string& name : options.cases.empty() ? bench::defaultCases() : options.cases) {
        status = bench::runCase(name, how, [&](const bench::Row& row) {
            if (csv.empty()) {
                std::cerr << "Vector code: " << sim::widestKernels().target << '\n';
            }
            const std::string line = (csv.empty() ? bench::csvHeader() : std::string()) + bench::csvLine(row);
            std::cout << line << std::flush;
            csv += line;
            rows.push_back(row);
        });
        if (!status || interrupted()) {
            break;
        }
    }
    if (!options.out.empty() && !csv.empty()) {
        const sim::Status written = io::writeFileAtomically(file, csv);
        if (!written) {
            return reportError(written.error());
        }
        std::cerr << file.string() << '\n';
    }
    if (!status) {
        return reportError(status.error());
    }
    if (!options.report.empty()) {
        status = writeReport(options.report, rows);
        if (!status) {
            return reportError(status.error());
        }
    }
    return interrupted() ? kExitInterrupted : kExitOk;
}

} // namespace

void addBenchCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand("bench", "Time the solver on standard nets, or the picture; CSV on stdout");
    auto options = std::make_shared<BenchOptions>();
    command
        ->add_option("--cases", options->cases,
                     "lattice-N, lattice-N-het, model-ID, or OBJ files with lines, separated by commas (default: all "
                     "standard ones)")
        ->type_name("LIST")
        ->delimiter(',');
    command->add_flag("--render", options->render,
                      "Time frames of the picture of slow_hold at 1280 x 720 instead of the solver");
    command->add_flag("--peers", options->peers, "Also run the other solvers that this build has");
    command->add_option("--frames", options->frames, "Frames of 1/60 s to time; 300 are needed for the columns at 5 s")
        ->type_name("N")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--threads", options->threads, "Threads")->type_name("N")->check(CLI::Range(1, 256));
    command->add_option("--out", options->out, "Folder for bench.csv (default: stdout only)")->type_name("DIR");
    command
        ->add_option(
            "--report", options->report,
            "A Markdown page whose table is made anew, frames on one thread too, with plots in images/ beside it")
        ->type_name("FILE");
    command->add_flag("--force", options->force, "Replace files that are already there");
    command->callback([options, &exitCode] { exitCode = runBench(*options); });
}

} // namespace fascia::cli
