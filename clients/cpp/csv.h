// CSV as in RFC 4180: comma, one header line, quotes doubled inside quotes, line ends LF or CRLF.
// UTF-8 only; a byte order mark is accepted. Empty lines between records are skipped. Every error
// names file, line and column. Thread-safe free functions; cost linear, the text is copied once.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::client {

struct CsvRow {
  int line = 0;                    // where the record begins, from 1
  std::vector<std::string> cells;  // as many as the header has
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
};

// `file` is used in errors only ("observations.csv:5 column 3: ..."). kInvalidArgument
// (CSV_INVALID): not UTF-8, a quote out of place or never closed, a record with too few or too many
// cells, an empty or repeated column name, no header.
absl::StatusOr<CsvTable> ParseCsv(absl::string_view text, absl::string_view file);

}  // namespace indicast::client
