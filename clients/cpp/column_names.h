// The header line of a data file: the names that docs/data-format.md gives, or the Chinese ones.
// Thread-safe free functions; cost the product of written and known names.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cpp/csv.h"
#include "common/status/error.h"

namespace indicast::client {

// The candidate nearest to a misspelt name: at most a third of its letters wrong, or one begins
// with the other. Empty when none is near. Letters are bytes, capitals count as small ones.
std::string NearestName(absl::string_view name, const std::vector<std::string>& candidates);

// Puts the canonical names into table.header and the written ones into table.written. False when
// the columns are not those of `columns` ("name", or "name?" for one that may be left out), in any
// order; then `problems` says why, at "file:line" or
// "file:line column N (name)".
bool NameColumns(absl::string_view file, const std::vector<std::string>& columns, CsvTable& table,
                 std::vector<FieldViolation>& problems);

}  // namespace indicast::client
