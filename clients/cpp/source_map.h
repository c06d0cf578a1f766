// Where the fields of a request were written, so that the server's errors lead back to file, line
// and column. Thread-compatible value. Names are kept once: some 100 bytes a record and 4 a field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace indicast::client {

class SourceMap {
 public:
  using Record = size_t;

  // `path`: "observations[3]", written at `line` of `file`.
  Record Add(std::string path, absl::string_view file, int line);
  // The column where `field` below the record ("series.area") was written; the last one counts.
  void Set(Record record, absl::string_view field, absl::string_view column);

  // The place of the path, "observations.csv:5 unit", or of the nearest field around it
  // ("observations[3].value.text" is where "observations[3].value" was written, at the worst the
  // record's line). Empty when unknown.
  std::string Find(absl::string_view path) const;

  // The error with every violation's field replaced by its place; unknown ones stay as they are.
  absl::Status Locate(const absl::Status& status) const;

 private:
  using Name = uint16_t;

  struct Origin {
    Name file = 0;
    int line = 0;
    std::vector<std::pair<Name, Name>> columns;  // of fields
  };

  Name Keep(absl::string_view name);
  std::string Place(const Origin& origin) const;
  // The place of exactly this path; empty when there is none.
  std::string FindExactly(absl::string_view path) const;

  std::vector<Origin> origins_;
  std::map<std::string, Record, std::less<>> records_;
  std::vector<std::string> names_;
  std::map<std::string, Name, std::less<>> numbers_;
};

}  // namespace indicast::client
