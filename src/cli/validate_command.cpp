#include "cli/validate_command.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "app/assets.h"
#include "cli/common_options.h"
#include "cli/interrupt.h"
#include "io/atomic_file.h"
#include "io/svg_plot.h"
#include "validation/registry.h"
#include "validation/report.h"

namespace fascia::cli {
namespace {

namespace fs = std::filesystem;

struct ValidateOptions {
    std::vector<std::string> ids;
    std::vector<std::string> settings;
    std::string out = "out/validation";
    std::string report;
    int threads = 0;
    bool list = false;
    bool quiet = false;
    bool force = false;
};

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()) + 2, ' ');
    return text;
}

void printHeader() {
    std::cout << padded("id", 3) << padded("value", 10) << padded("band", 16) << padded("unit", 8)
              << padded("verdict", 12) << "title [preset; source]\n";
}

void printRow(const validation::Row& row) {
    const std::string value = row.value ? validation::figureText(*row.value) : "-";
    std::cout << padded(row.id, 3) << padded(value, 10) << padded(validation::bandText(row), 16) << padded(row.unit, 8)
              << padded(validation::verdictText(row.verdict), 12) << row.title << " ["
              << (row.preset.empty() ? "" : row.preset + "; ") << row.source << "]";
    if (row.verdict != validation::Verdict::pass && !row.note.empty()) {
        std::cout << ": " << row.note;
    }
    std::cout << '\n' << std::flush;
}

int printList() {
    std::cout << padded("id", 3) << padded("preset", 8) << padded("source", 14) << "title\n";
    for (const validation::Check& check : validation::checks()) {
        std::cout << padded(check.id, 3) << padded(check.preset, 8) << padded(check.source, 14) << check.title << '\n';
    }
    return kExitOk;
}

/// The table goes into the page, the pictures beside it into images/NAME/, where NAME is the page's.
sim::Status writeReport(const fs::path& page, const std::vector<validation::Row>& rows,
                        const std::vector<validation::Picture>& pictures) {
    std::ifstream stream(page, std::ios::binary);
    const std::string before((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const std::string folder = "images/" + page.stem().string();
    sim::Status status = io::writeFileAtomically(
        page, validation::pageWithResults(before, validation::reportBody(rows, pictures, folder)));
    for (const validation::Picture& picture : pictures) {
        if (status) {
            status = io::writeFileAtomically(page.parent_path() / folder / (picture.name + ".svg"),
                                             io::svgText(picture.plot));
        }
    }
    return status;
}

struct Results {
    std::vector<validation::Row> rows;
    std::vector<validation::Picture> pictures;
};

sim::Status runAll(const std::vector<const validation::Check*>& checks, validation::Context& context,
                   Results& results) {
    printHeader();
    for (const validation::Check* check : checks) {
        const sim::Result<validation::Outcome> outcome = validation::runCheck(*check, context);
        if (!outcome) {
            return outcome.error();
        }
        for (const validation::Row& row : outcome.value().rows) {
            printRow(row);
            results.rows.push_back(row);
        }
        results.pictures.insert(results.pictures.end(), outcome.value().pictures.begin(),
                                outcome.value().pictures.end());
    }
    return sim::Done{};
}

int runValidate(const ValidateOptions& options) {
    if (options.list) {
        return printList();
    }
    catchInterrupts();
    const sim::Result<std::vector<const validation::Check*>> checks = validation::findChecks(options.ids);
    if (!checks) {
        return reportError(checks.error());
    }
    sim::Status status = validation::checkSettings(options.settings);
    const fs::path file = fs::path(options.out) / "validation.json";
    if (status) {
        status = checkOverwrite({file}, options.force);
    }
    if (!status) {
        return reportError(status.error());
    }
    ScenarioOptions threads;
    threads.threads = options.threads;
    validation::Options how;
    how.assetsDir = app::findAssetsDir();
    how.threads = threads.threadCount();
    how.settings = options.settings;
    how.stop = interrupted;
    if (!options.quiet) {
        how.progress = [](const std::string& sentence) { std::cerr << sentence << '\n'; };
    }
    validation::Context context(how);
    Results results;
    const sim::Status ran = runAll(checks.value(), context, results);
    if (!results.rows.empty()) { // also what there is of a run that was interrupted
        status = io::writeFileAtomically(file, validation::validationJson(results.rows));
    }
    if (status && ran && !options.report.empty()) {
        status = writeReport(options.report, results.rows, results.pictures);
    }
    if (!ran) {
        return reportError(ran.error());
    }
    if (!status) {
        return reportError(status.error());
    }
    return validation::anyFails(results.rows) ? kExitMismatch : kExitOk;
}

} // namespace

void addValidateCommand(CLI::App& app, int& exitCode) {
    CLI::App* command = app.add_subcommand(
        "validate", "Check the model against closed forms, experiments and what it must show; exit 4 if any fails");
    auto options = std::make_shared<ValidateOptions>();
    command->add_option("ID", options->ids, "Checks, e.g. V1 P2, or a family: C, I, V, P, R (default: all but R)");
    command->add_flag("--list", options->list, "Print the checks and run none");
    command
        ->add_option("--set", options->settings,
                     "Change a parameter or a hypothesis in every check that uses one, e.g. visco.g3=0; repeatable")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command->add_option("--threads", options->threads, "Threads; the result is the same on any number")
        ->type_name("N")
        ->check(CLI::Range(1, 256));
    command->add_option("--out", options->out, "Folder for validation.json")->type_name("DIR")->capture_default_str();
    command
        ->add_option("--report", options->report,
                     "A Markdown page whose table is made anew, with plots in images/ beside it")
        ->type_name("FILE");
    command->add_flag("--quiet", options->quiet, "No progress on stderr");
    command->add_flag("--force", options->force, "Replace files that are already there");
    command->callback([options, &exitCode] { exitCode = runValidate(*options); });
}

} // namespace fascia::cli
