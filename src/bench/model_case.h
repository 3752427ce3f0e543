#pragma once
// The models of the program as cases of the benchmark.

#include <memory>

#include "bench/benchmark.h"
#include "sim/web/web.h"

namespace fascia::bench {

/// The springs of a model at rest, without memory and tone: bone is fixed, a hand's force acts on the skin at the first
/// site.
Net netFromModel(const sim::Web& web);

/// Whole steps of a model, as a view takes them (tissue, contact, measures, fields), while a hand sinks in at the first site
/// and holds. `net` gives the row its name.
sim::Result<Row> runWholeSteps(const std::shared_ptr<const sim::Web>& web, const Net& net, const Options& options);

} // namespace fascia::bench
