#include "clients/cpp/source_map.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast::client {

SourceMap::Record SourceMap::Add(std::string path, absl::string_view file, int line) {
  const Record record = origins_.size();
  origins_.push_back({Keep(file), line, {}});
  records_.insert_or_assign(std::move(path), record);
  return record;
}

void SourceMap::Set(Record record, absl::string_view field, absl::string_view column) {
  const Name name = Keep(field);
  auto& columns = origins_[record].columns;
  const auto known = std::find_if(columns.begin(), columns.end(),
                                  [name](const auto& entry) { return entry.first == name; });
  if (known != columns.end()) {
    known->second = Keep(column);
  } else {
    columns.emplace_back(name, Keep(column));
  }
}

SourceMap::Name SourceMap::Keep(absl::string_view name) {
  const auto known = numbers_.find(name);
  if (known != numbers_.end()) return known->second;
  const auto number = static_cast<Name>(names_.size());
  names_.emplace_back(name);
  numbers_.emplace(names_.back(), number);
  return number;
}

std::string SourceMap::Place(const Origin& origin) const {
  return absl::StrCat(names_[origin.file], ":", origin.line);
}

std::string SourceMap::FindExactly(absl::string_view path) const {
  const auto record = records_.find(path);
  if (record != records_.end()) return Place(origins_[record->second]);
  for (size_t dot = path.rfind('.'); dot != absl::string_view::npos && dot > 0;
       dot = path.rfind('.', dot - 1)) {
    const auto owner = records_.find(path.substr(0, dot));
    const auto field = numbers_.find(path.substr(dot + 1));
    if (owner == records_.end() || field == numbers_.end()) continue;
    const Origin& origin = origins_[owner->second];
    for (const auto& [name, column] : origin.columns) {
      if (name == field->second) return absl::StrCat(Place(origin), " ", names_[column]);
    }
  }
  return "";
}

std::string SourceMap::Find(absl::string_view path) const {
  while (!path.empty()) {
    std::string place = FindExactly(path);
    if (!place.empty()) return place;
    const size_t dot = path.rfind('.');
    if (dot == absl::string_view::npos) break;
    path = path.substr(0, dot);
  }
  return "";
}

absl::Status SourceMap::Locate(const absl::Status& status) const {
  ErrorDetail detail = DetailOf(status);
  if (detail.violations.empty()) return status;
  for (FieldViolation& violation : detail.violations) {
    std::string place = Find(violation.field);
    if (!place.empty()) violation.field = std::move(place);
  }
  std::string message =
      absl::StrCat(detail.violations[0].field, ": ", detail.violations[0].description);
  if (detail.violations.size() > 1) {
    absl::StrAppend(&message, " (and ", detail.violations.size() - 1, " more)");
  }
  return ErrorWithDetail(status.code(), message, std::move(detail));
}

}  // namespace indicast::client
