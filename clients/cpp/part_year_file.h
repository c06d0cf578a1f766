// Cumulative figures of a year from a file, for TrackYear: a CSV file with the columns of
// observations.csv (docs/data-format.md), of which indicator, measure, period and value must be
// there, or a data folder, whose observations.csv is read. Header, codes and periods may be written
// as in the templates (2024年1-6月). Rows without a value, of a whole year, of another area than
// the one asked for or of a scope other than the total are left out and counted. Thread-safe free
// function; blocks on the file system. Limit: 16 MiB.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indicast/projection/v1/track_year.pb.h"

namespace indicast::client {

struct PartYearFile {
  std::vector<projection::v1::PartYearFigure> figures;
  std::vector<std::string> places;  // of each figure: "observations.csv:12"
  int left_out = 0;
};

// `area` empty: every area. kNotFound (DATA_FOLDER_NOT_FOUND): no such file. kInvalidArgument
// (DATA_FOLDER_INVALID, CSV_INVALID): every problem at "file:line column".
absl::StatusOr<PartYearFile> ReadPartYearFile(const std::filesystem::path& path,
                                              absl::string_view area);

}  // namespace indicast::client
