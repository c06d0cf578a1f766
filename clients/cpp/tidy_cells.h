// The cells of one table in their plain forms, by what their columns hold: numbers, codes, periods,
// ids. Texts and quotes stay byte for byte. What cannot be read is a problem at "file:line column".
// Thread-safe free function; cost linear in the cells.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cpp/csv.h"
#include "common/status/error.h"

namespace indicast::client {

// "observations.csv:5 value", with the column's name as it is written in the file.
std::string CellPlace(absl::string_view file, const CsvTable& table, const CsvRow& row,
                      size_t column);

// `table` as NameColumns left it. Stops when there are `most` problems.
void TidyCells(absl::string_view file, size_t most, CsvTable& table,
               std::vector<FieldViolation>& problems);

}  // namespace indicast::client
