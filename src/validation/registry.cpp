#include "validation/registry.h"

#include <algorithm>

#include "sim/params.h"
#include "validation/families.h"

namespace fascia::validation {

namespace {

/// Family that runs only where it is asked for: its runs take as long as all others together.
constexpr char kOnDemand = 'R';

int numberOf(const Check& check) { return std::atoi(check.id + 1); }

std::vector<Check> collect() {
    std::vector<Check> all;
    for (const auto family : {closedForms(), invariants(), passiveMechanics(), physiology(), scenarioPhenomena(),
                              webPhenomena(), weekPhenomena(), robustness()}) {
        all.insert(all.end(), family.begin(), family.end());
    }
    const std::string order = "CIVPR";
    std::stable_sort(all.begin(), all.end(), [&](const Check& a, const Check& b) {
        const std::size_t fa = order.find(a.id[0]);
        const std::size_t fb = order.find(b.id[0]);
        return fa != fb ? fa < fb : numberOf(a) < numberOf(b);
    });
    return all;
}

} // namespace

std::span<const Check> checks() {
    static const std::vector<Check> kAll = collect();
    return kAll;
}

sim::Result<std::vector<const Check*>> findChecks(const std::vector<std::string>& names) {
    std::vector<std::string_view> ids;
    for (const Check& check : checks()) {
        ids.emplace_back(check.id);
    }
    for (const std::string& name : names) {
        const bool known = std::any_of(ids.begin(), ids.end(), [&](std::string_view id) {
            return id == name || (name.size() == 1 && id[0] == name[0]);
        });
        if (!known) {
            return sim::Error{sim::ErrorCode::notFound,
                              "There is no check '" + name.substr(0, 80) + "'; see `fascia validate --list`.", "",
                              std::string(sim::nearestName(name, ids))};
        }
    }
    std::vector<const Check*> found;
    for (const Check& check : checks()) {
        const bool wanted = (names.empty() && check.id[0] != kOnDemand) ||
                            std::any_of(names.begin(), names.end(), [&](const std::string& name) {
                                return name == check.id || (name.size() == 1 && name[0] == check.id[0]);
                            });
        if (wanted) {
            found.push_back(&check);
        }
    }
    return found;
}

sim::Result<Outcome> runCheck(const Check& check, Context& context) {
    Findings findings(check.id, check.preset, check.source);
    try {
        context.breathe();
        context.say(std::string(check.id) + ": " + check.title);
        check.measure(context, findings);
    } catch (const Stop& stop) {
        if (stop.error.code != sim::ErrorCode::solverFailed) {
            return stop.error;
        }
        findings.broken(check.title, stop.error.sentence());
    }
    return Outcome{findings.rows(), findings.pictures()};
}

bool anyFails(const std::vector<Row>& rows) {
    return std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.verdict == Verdict::fail; });
}

} // namespace fascia::validation
