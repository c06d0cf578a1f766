#include "clients/cpp/column_names.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/code_words.h"
#include "common/edit_distance/edit_distance.h"

namespace indicast::client {
namespace {

constexpr size_t kLongestName = 80;

bool Has(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string Canonical(absl::string_view written, const std::vector<std::string>& wanted) {
  std::string name = PlainForm(written);
  if (Has(wanted, name)) return name;
  const absl::string_view column = ColumnOfWord(name);
  return Has(wanted, column) ? std::string(column) : name;
}

std::string PlaceOf(absl::string_view file, const CsvTable& table, size_t i) {
  return absl::StrCat(file, ":", table.header_line, " column ", i + 1, " (",
                      Shorten(table.written[i], 40), ")");
}

std::string UnknownColumn(absl::string_view name, const std::vector<std::string>& wanted) {
  const std::string near = NearestName(PlainForm(name), wanted);
  if (absl::StrContains(name, "，") || absl::StrContains(name, ';') ||
      absl::StrContains(name, '\t')) {
    return "the name holds a separator; only the comma ',' separates cells: save as 'CSV UTF-8'";
  }
  return absl::StrCat("unknown column '", Shorten(name), "'",
                      near.empty() ? "" : absl::StrCat("; did you mean ", near, "?"),
                      "; columns are ", absl::StrJoin(wanted, ","));
}

}  // namespace

std::string NearestName(absl::string_view name, const std::vector<std::string>& candidates) {
  const std::string low = absl::AsciiStrToLower(name);
  if (low.empty() || low.size() > kLongestName) return "";
  std::string nearest;
  size_t least = std::max<size_t>(1, low.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = EditDistance(low, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  if (!nearest.empty() || low.size() < 3) return nearest;
  const auto begins =
      std::find_if(candidates.begin(), candidates.end(), [&low](const std::string& candidate) {
        return absl::StartsWith(candidate, low) || absl::StartsWith(low, candidate);
      });
  return begins == candidates.end() ? "" : *begins;
}

bool NameColumns(absl::string_view file, const std::vector<std::string>& columns, CsvTable& table,
                 std::vector<FieldViolation>& problems) {
  const size_t before = problems.size();
  std::vector<std::string> wanted = columns;
  std::set<std::string> optional;
  for (std::string& name : wanted) {
    if (!absl::EndsWith(name, "?")) continue;
    name.pop_back();
    optional.insert(name);
  }
  table.written = table.header;
  std::map<std::string, size_t> seen;
  size_t known = 0;
  for (size_t i = 0; i < table.header.size(); ++i) {
    table.header[i] = Canonical(table.written[i], wanted);
    if (Has(wanted, table.header[i])) ++known;
    const auto [first, added] = seen.emplace(table.header[i], i);
    if (!added) {
      problems.push_back(
          {PlaceOf(file, table, i),
           absl::StrCat("column ", Shorten(table.header[i]), " occurs twice, first as column ",
                        first->second + 1, "; delete or rename one")});
    }
  }
  const std::string place = absl::StrCat(file, ":", table.header_line);
  if (known == 0) {
    problems.push_back(
        {place, absl::StrCat("the header is missing: the first line, '", Shorten(table.written[0]),
                             "' ..., names no column of this file; write a first line ",
                             absl::StrJoin(wanted, ","))});
    return false;
  }
  for (const std::string& name : wanted) {
    if (seen.count(name) > 0 || optional.count(name) > 0) continue;
    problems.push_back({place, "column " + name + " is missing"});
  }
  for (size_t i = 0; i < table.header.size(); ++i) {
    if (Has(wanted, table.header[i])) continue;
    problems.push_back({PlaceOf(file, table, i), UnknownColumn(table.written[i], wanted)});
  }
  return problems.size() == before;
}

}  // namespace indicast::client
