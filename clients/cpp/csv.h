// CSV as in RFC 4180: one header line, quotes doubled inside quotes, line ends LF or CRLF. Text is
// UTF-8; a byte order mark is accepted. Lines that are empty, or whose cells all are, are skipped.
// Columns without a name at the end of the header are dropped when nothing stands below them, as
// spreadsheet programs write them. Every error names file, line and column. Thread-safe free
// functions; cost linear, the text is copied once. Limits below: reading stops where one is passed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::client {

inline constexpr size_t kMaxCsvRecords = 200'000;
inline constexpr size_t kMaxCsvCells = 6'000'000;     // of all records
inline constexpr size_t kMaxCsvColumns = 1'000;       // of one record
inline constexpr size_t kMaxCsvCellBytes = 64 << 10;  // 64 KiB

struct CsvRow {
  int line = 0;                    // where the record begins, from 1
  std::vector<std::string> cells;  // as many as the header has
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<std::string> written;  // the names as in the file, once `header` was made canonical
  int header_line = 1;
  std::vector<CsvRow> rows;
};

// `file` is used in errors only ("observations.csv:5 column 3 (measure): ..."). kInvalidArgument
// (CSV_INVALID): not UTF-8, a quote out of place or never closed, records with too few or too many
// cells (the first 100 are listed), an empty or repeated column name, no header, beyond a limit.
absl::StatusOr<CsvTable> ParseCsv(absl::string_view text, absl::string_view file,
                                  char separator = ',');

}  // namespace indicast::client
