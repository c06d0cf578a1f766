#include "clients/cpp/record_reader.h"

#include "absl/strings/numbers.h"

namespace indicast::client {

bool RecordReader::Flag(const std::string& column) {
  const std::string& cell = Text(column);
  if (cell == "true") return true;
  if (!cell.empty() && cell != "false") {
    Problem(column,
            absl::StrCat("'", Shorten(cell), "' is neither true nor false; write true or false"));
  }
  return false;
}

int32_t RecordReader::Whole(const std::string& column, const std::string& field, int32_t fallback) {
  const std::string& cell = Text(column, field);
  int32_t value = fallback;
  if (!cell.empty() && !absl::SimpleAtoi(cell, &value)) {
    Problem(column, absl::StrCat("'", Shorten(cell), "' is not a whole number"));
    return fallback;
  }
  return value;
}

}  // namespace indicast::client
