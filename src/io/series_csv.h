#pragma once
// series.csv: one header row, one time column, a fixed rate, units in the names.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/atomic_file.h"
#include "sim/snapshot.h"

namespace fascia::io {

/// A column besides t_s and residual, which stand first and last.
struct SeriesColumn {
    std::string_view name; ///< With its unit: "pressure_kPa".
    std::string_view label;
    double sim::Measures::*member;
    double perSi;          ///< Value in the file = SI value * this.
    std::string_view unit; ///< Of the value in the file; "1" for shares and ratios.
    /// The parameters that the value rests on beside the moduli of the tissue: beginnings of their ids, with ", " between.
    std::string_view parameters;
};

/// The columns in the order of the file.
std::span<const SeriesColumn> seriesColumns();

/// The columns that a web adds: rom_deg_<joint>, nerve_load_<nerve>.
std::vector<std::string> consequenceColumns(const sim::Web& web);

/// Writes rows; the file appears when finish() is called, also after an interruption.
class SeriesWriter {
  public:
    static sim::Result<SeriesWriter> open(const std::filesystem::path& file, const sim::Web& web);
    /// `time_s` is the nominal time of the row. Numbers are the shortest that read back to the same double.
    sim::Status row(double time_s, const sim::Measures& measures, double residual);
    sim::Status finish();

  private:
    SeriesWriter(AtomicFile file, std::size_t joints, std::size_t nerves)
        : file_(std::move(file)), joints_(joints), nerves_(nerves) {}
    AtomicFile file_;
    std::size_t joints_;
    std::size_t nerves_;
};

} // namespace fascia::io
