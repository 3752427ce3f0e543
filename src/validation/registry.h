#pragma once
// All checks, by name, and how they are run.

#include <span>
#include <string>
#include <vector>

#include "validation/check.h"
#include "validation/context.h"

namespace fascia::validation {

/// In the order of the report: closed forms, invariants, V1 .. V16, P1 .. P18, R1 .. R10.
std::span<const Check> checks();

/// The checks of those names, in the order of the report; none named: all but R. A family's letter (C, I, V, P, R) names all of
/// it. Error: notFound with the nearest id.
sim::Result<std::vector<const Check*>> findChecks(const std::vector<std::string>& names);

struct Outcome {
    std::vector<Row> rows; ///< At least one.
    std::vector<Picture> pictures;
};

/// Runs one check. A run that the solver breaks off is a failing row; bad settings and an interruption are errors.
sim::Result<Outcome> runCheck(const Check& check, Context& context);

/// Whether any row fails.
bool anyFails(const std::vector<Row>& rows);

} // namespace fascia::validation
