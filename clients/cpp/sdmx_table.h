// SDMX-CSV as a table: the format of the file, its separator, and what its header says of each
// column. What the cells mean is sdmx_csv.h. Source: SDMX-CSV data message field guide, 1.0
// and 2.0.
//
//   2.0  STRUCTURE (or STRUCTURE[;]), STRUCTURE_ID, ACTION, then components
//   1.0  DATAFLOW, then components
//   KEY  first, then components: series files of the ECB's portal, which name no dataflow
//
// Thread-safe free functions; cost linear.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/csv.h"
#include "clients/cpp/text_encoding.h"

namespace indicast::client {

struct SdmxComponent {
  std::string id;                      // without label and brackets
  std::vector<std::string> languages;  // of ATTR[en;zh]
  bool several = false;                // ATTR[]
};

struct SdmxTable {
  CsvTable table;  // `written` is the header as in the file
  TextEncoding encoding = TextEncoding::kUtf8;
  std::vector<SdmxComponent> components;  // one a column
  std::optional<size_t> structure;        // columns; structure and action only in 2.0
  std::optional<size_t> dataflow;
  std::optional<size_t> action;
  bool labels = false;         // "ID: label" in headers and cells
  bool label_columns = false;  // a label column after each column (STRUCTURE_NAME is there)
  bool decimal_comma = false;  // semicolons between cells: 12,4 is 12.4
  char sub_separator = ';';

  // Columns that say what the message is, not what a figure is.
  bool IsEnvelope(size_t column) const;
};

// `file` is used in errors only. kInvalidArgument: CSV_INVALID as ReadCsv, SDMX_CSV_INVALID when
// the header is none of the above.
absl::StatusOr<SdmxTable> ReadSdmxTable(std::string bytes, absl::string_view file);

// "CN: China" as "CN": what stands before the label.
absl::string_view WithoutLabel(absl::string_view cell);

}  // namespace indicast::client
