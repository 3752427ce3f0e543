#include "cli/solve_command.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "build_info.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#include "io/atomic_file.h"
#include "io/network_case.h"
#include "io/run_json.h"
#include "io/units.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct SolveOptions {
    std::string file;
    std::string out;
    std::vector<std::string> settings;
    int threads = 0;
    bool force = false;
    OutputOptions output;
};

/// Appends ",value" for each value.
void appendNumbers(std::string& line, std::initializer_list<double> values) {
    for (const double value : values) {
        (line += ',') += io::shortNumber(value);
    }
}

/// A group's name as a CSV field.
std::string quoted(const std::string& name) {
    if (name.find_first_of(",\"") == std::string::npos) {
        return name;
    }
    std::string out = "\"";
    for (const char c : name) {
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return out + "\"";
}

std::string nodesCsv(const sim::NetworkState& state) {
    std::string text = "node,x_m,y_m,z_m,fx_N,fy_N,fz_N\n";
    for (std::size_t i = 0; i < state.position_m.size(); ++i) {
        const sim::Vec3& x = state.position_m[i];
        const sim::Vec3& f = state.reaction_N[i];
        text += std::to_string(i);
        appendNumbers(text, {x[0], x[1], x[2], f[0], f[1], f[2]});
        text += '\n';
    }
    return text;
}

std::string springsCsv(const sim::Network& network, const sim::NetworkState& state) {
    std::string text = "spring,group,i,j,length_m,strain,tension_N\n";
    for (std::size_t s = 0; s < network.springs.size(); ++s) {
        const auto group = static_cast<std::size_t>(network.springGroup[s]);
        text += std::to_string(s) + ',' + quoted(network.groups[group].name) + ',' +
                std::to_string(network.springs[s][0]) + ',' + std::to_string(network.springs[s][1]);
        appendNumbers(text, {state.length_m[s], state.strain[s], state.tension_N[s]});
        text += '\n';
    }
    return text;
}

std::string historyRows(const sim::NetworkState& state, const std::vector<std::int32_t>& nodes) {
    std::string text;
    for (const std::int32_t node : nodes) {
        const sim::Vec3& x = state.position_m[static_cast<std::size_t>(node)];
        const sim::Vec3& f = state.reaction_N[static_cast<std::size_t>(node)];
        text += io::shortNumber(state.time_s) + ',' + std::to_string(node);
        appendNumbers(text, {x[0], x[1], x[2], f[0], f[1], f[2]});
        text += '\n';
    }
    return text;
}

std::string solveJson(const io::NetworkCase& input, const SolveOptions& options, const sim::NetworkReport& report,
                      double wall_s) {
    using Json = nlohmann::ordered_json;
    Json out;
    out["program"] = "fascia";
    out["version"] = build_info::kVersion;
    out["commit"] = build_info::kGitCommit;
    out["intended_use"] = io::kIntendedUse;
    out["command"] = "solve";
    out["case"] = fs::path(options.file).filename().string();
    out["title"] = input.title;
    out["settings"] = options.settings;
    out["kind"] = input.dynamic ? "dynamic" : "static";
    out["nodes"] = input.network.position_m.size();
    out["springs"] = input.network.springs.size();
    out["threads"] = input.settings.threads;
    out["converged"] = report.converged;
    out["residual"] = report.residual;
    out["residual_asked"] = input.settings.residual;
    out["residual_N"] = report.residual_N;
    if (input.dynamic) {
        out["residual_mean"] = report.meanResidual;
        out["dt_s"] = report.step_s;
        out["steps"] = report.steps;
        out["solves"] = report.solves;
        out["solves_not_converged"] = report.solvesNotConverged;
    } else {
        out["residual_as_written"] = report.residualAsWritten;
    }
    out["interrupted"] = report.interrupted;
    out["newton_iterations"] = report.newtonIterations;
    out["linear_iterations"] = report.linearIterations;
    out["indefinite_tangents"] = report.indefiniteTangents;
    out["mass_kg"] = report.mass_kg;
    out["message"] = report.reason;
    out["wall_time_s"] = wall_s;
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Solves, and writes history.csv on the way of a motion. The last good state is left in `state`.
sim::Result<sim::NetworkReport> compute(const io::NetworkCase& input, const fs::path& history,
                                        sim::NetworkState& state) {
    if (!input.dynamic) {
        return sim::solveStatic(input.network, input.settings, state);
    }
    sim::Result<io::AtomicFile> opened = io::AtomicFile::open(history);
    if (!opened) {
        return opened.error();
    }
    io::AtomicFile& file = opened.value();
    sim::Status written = file.write("t_s,node,x_m,y_m,z_m,fx_N,fy_N,fz_N\n");
    const sim::NetworkReport report =
        sim::solveDynamic(input.network, input.settings, [&](const sim::NetworkState& now) {
            state = now;
            if (written) {
                written = file.write(historyRows(now, input.outputNodes));
            }
            return written.ok() && !interrupted();
        });
    if (written) {
        written = file.commit();
    }
    if (!written) {
        return written.error();
    }
    return report;
}

int solve(const SolveOptions& options) {
    catchInterrupts();
    sim::Result<io::NetworkCase> read = io::readNetworkCase(options.file, options.settings);
    if (!read) {
        return reportError(read.error());
    }
    io::NetworkCase& input = read.value();
    ScenarioOptions threads;
    threads.threads = options.threads;
    input.settings.threads = threads.threadCount();
    input.settings.stop = interrupted;

    const fs::path out = options.out.empty() ? fs::path("out") / fs::path(options.file).stem() : fs::path(options.out);
    const fs::path nodes = out / "nodes.csv";
    const fs::path springs = out / "springs.csv";
    const fs::path history = out / "history.csv";
    const fs::path summary = out / "run.json";
    std::vector<fs::path> files{nodes, springs, summary};
    if (input.dynamic) {
        files.push_back(history);
    }
    const sim::Status free = checkOverwrite(files, options.force);
    if (!free) {
        return reportError(free.error());
    }

    const Clock::time_point started = Clock::now();
    sim::NetworkState state;
    const sim::Result<sim::NetworkReport> computed = compute(input, history, state);
    if (!computed) {
        return reportError(computed.error());
    }
    const sim::NetworkReport& report = computed.value();
    const double wall_s = std::chrono::duration<double>(Clock::now() - started).count();

    sim::Status status = io::writeFileAtomically(nodes, nodesCsv(state));
    if (status) {
        status = io::writeFileAtomically(springs, springsCsv(input.network, state));
    }
    if (status) {
        status = io::writeFileAtomically(summary, solveJson(input, options, report, wall_s));
    }
    if (!status) {
        return reportError(status.error());
    }

    if (!options.output.quiet) {
        std::cout << fs::path(options.file).stem().string() << ": " << input.network.position_m.size() << " nodes, "
                  << input.network.springs.size() << " springs, residual " << io::shortNumber(report.residual) << " ("
                  << io::shortNumber(input.settings.residual) << " asked) in " << io::fixedNumber(wall_s, 2) << " s\n";
        if (report.converged && report.residual > input.settings.residual) {
            std::cout << "The " << io::shortNumber(report.residual_N)
                      << " N that are unbalanced are rounding: nothing in the net pulls, pushes or loads.\n";
        }
        for (const fs::path& file : files) {
            std::cout << file.string() << '\n';
        }
    }
    if (report.interrupted) {
        std::cerr << "fascia: Interrupted"
                  << (input.dynamic ? " at " + io::shortNumber(state.time_s) + " s" : " before equilibrium")
                  << "; what was computed so far is written.\n";
        return kExitInterrupted;
    }
    if (!report.converged) {
        std::cerr << "fascia: The solver reached a residual of " << io::shortNumber(report.residual) << ", not "
                  << io::shortNumber(input.settings.residual) << ". " << report.reason << '\n';
        return kExitSolver;
    }
    return kExitOk;
}

} // namespace

void addSolveCommand(CLI::App& app, int& exitCode) {
    CLI::App* command =
        app.add_subcommand("solve", "Solve any net of springs, static or dynamic; writes nodes.csv and springs.csv");
    auto options = std::make_shared<SolveOptions>();
    command->add_option("CASE", options->file, "The case, a TOML file (docs/solve.md)")->required();
    command->add_option("--set", options->settings, "Any key of the case, e.g. solve.residual=1e-9 (repeatable)")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command->add_option("--out", options->out, "Folder for the results (default: out/<case>)")->type_name("DIR");
    command->add_option("--threads", options->threads, "Threads; the results do not depend on it")
        ->type_name("N")
        ->check(CLI::Range(1, 256));
    command->add_flag("--force", options->force, "Replace files that are already there");
    addOutputOptions(*command, options->output);
    command->callback([options, &exitCode] { exitCode = solve(*options); });
}

} // namespace fascia::cli
