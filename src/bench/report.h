#pragma once
// The table and plots of docs/performance.md, from the rows of a benchmark.

#include <string>
#include <vector>

#include "bench/benchmark.h"

namespace fascia::bench {

/// A Markdown table of the rows.
std::string markdownTable(const std::vector<Row>& rows);

/// Puts `table` between the lines "<!-- table -->" and "<!-- end of table -->" of a page; a page without them gets both at
/// its end.
std::string pageWithTable(const std::string& page, const std::string& table);

/// Frame time (median of the first second) over springs, a line for each solver, as SVG.
std::string timePlot(const std::vector<Row>& rows);
/// Displacement error after 1 s over frame time, a mark for each row, as SVG.
std::string errorPlot(const std::vector<Row>& rows);

} // namespace fascia::bench
