// The bytes of a file that a spreadsheet program saved, as a table: finds the encoding
// (text_encoding.h), refuses what is no CSV at all (a workbook, a web page, another separator) with
// the way to save it, and reads the rest (csv.h). Excel's "Unicode text", UTF-16 with tabs, is
// read. Thread-safe free function; cost linear.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/csv.h"
#include "clients/cpp/text_encoding.h"

namespace indicast::client {

struct CsvSource {
  CsvTable table;
  TextEncoding encoding = TextEncoding::kUtf8;
};

// The text alone, whatever separates its cells. kInvalidArgument (CSV_INVALID): no text at all, a
// web page, lines that end in CR alone.
absl::StatusOr<DecodedText> ReadCsvText(std::string bytes, absl::string_view file);

// `file` is used in errors only. kInvalidArgument (CSV_INVALID), at "file:line" or nearer.
absl::StatusOr<CsvSource> ReadCsv(std::string bytes, absl::string_view file);

}  // namespace indicast::client
