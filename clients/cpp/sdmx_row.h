// One row of SDMX-CSV as the fields of a figure, through the columns that need no mapping and those
// of the mapping. Private to sdmx_csv.
//
// Thread-compatible; keeps references to what it is given. Cost of a row linear in its cells.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cpp/sdmx_csv.h"
#include "clients/cpp/sdmx_mapping.h"
#include "clients/cpp/sdmx_table.h"
#include "common/status/error.h"

namespace indicast::client {

// What is wrong with a file, each thing once and at most 100 of them.
class SdmxProblems {
 public:
  bool Full() const { return problems_.size() >= 100; }
  bool Empty() const { return problems_.empty(); }
  void Add(std::string place, std::string what) {
    if (!Full()) problems_.push_back({std::move(place), std::move(what)});
  }
  // Only the first of a `subject`: a code that is not mapped stands in a thousand rows.
  void AddOnce(const std::string& subject, std::string place, std::string what) {
    if (seen_.insert(subject).second) Add(std::move(place), std::move(what));
  }
  std::vector<FieldViolation> Take() { return std::move(problems_); }

 private:
  std::vector<FieldViolation> problems_;
  std::set<std::string> seen_;
};

// A column for each field, or kNoColumn.
using SdmxColumns = std::array<int, kSdmxFieldCount>;

struct SdmxRow {
  static constexpr int kNoColumn = -1;

  const CsvRow* row = nullptr;
  char action = 'I';
  std::string dataflow;                // without label
  std::string key;                     // the office's codes of the series, joined by dots
  const SdmxDataflow* flow = nullptr;  // never null
  bool own = false;                    // of our own export
  std::array<std::string, kSdmxFieldCount> values;  // empty: not given
  SdmxColumns columns;                              // where it was given; kNoColumn: by a default
  SdmxColumns sources;                              // what column of the file could give it

  const std::string& operator[](SdmxField field) const {
    return values[static_cast<size_t>(field)];
  }
  int ColumnOf(SdmxField field) const { return columns[static_cast<size_t>(field)]; }
  int SourceOf(SdmxField field) const { return sources[static_cast<size_t>(field)]; }
  bool InFile(SdmxField field) const { return SourceOf(field) != kNoColumn; }
  // Puts the default of the mapping into a field that is not given.
  void ApplyDefault(SdmxField field, absl::string_view text) {
    std::string& value = values[static_cast<size_t>(field)];
    if (value.empty()) value = std::string(text);
  }
};

class SdmxRowReader {
 public:
  SdmxRowReader(absl::string_view file, const SdmxTable& table, const SdmxMapping& mapping,
                const SdmxCatalogue& catalogue, SdmxProblems& problems);

  // Nothing when the row is left out, or has problems (they are added). Defaults are not applied.
  std::optional<SdmxRow> Read(const CsvRow& row);

  // "f.csv:5 geo", or "f.csv:5" for kNoColumn.
  std::string Place(const CsvRow& row, int column) const;
  // Rows left out, by column and code.
  const std::map<std::pair<std::string, std::string>, int>& left_out() const { return left_out_; }

 private:
  struct Column {
    const SdmxColumn* mapped = nullptr;
    std::optional<SdmxField> known;
  };
  // What the columns of the file mean in one dataflow.
  struct Plan {
    const SdmxDataflow* flow = nullptr;
    bool own = false;
    bool usable = true;
    std::vector<Column> columns;
    std::vector<size_t> key_columns;
    SdmxColumns sources;
  };

  // Null when the row cannot be read; why is among the problems.
  const Plan* PlanOf(const std::string& dataflow, const CsvRow& row);
  void PlanColumns(const std::string& dataflow, Plan& plan);
  bool ReadEnvelope(const CsvRow& row, SdmxRow& out);
  bool ReadCell(size_t i, const Column& column, SdmxRow& out);
  bool ReadCode(size_t i, const SdmxColumn& mapped, const std::string& code, SdmxRow& out);
  bool ReadNote(size_t i, SdmxRow& out);
  bool Set(SdmxField field, std::string value, size_t column, SdmxRow& out);
  std::string CodeIn(const CsvRow& row, size_t column) const;
  std::string WhyUnmapped(size_t i, const SdmxColumn& mapped, absl::string_view code) const;

  std::string file_;
  const SdmxTable& table_;
  const SdmxMapping& mapping_;
  const SdmxCatalogue& catalogue_;
  SdmxProblems& problems_;
  std::vector<bool> blank_;  // columns without any cell
  std::map<std::pair<const SdmxDataflow*, bool>, Plan> plans_;
  std::map<std::pair<std::string, std::string>, int> left_out_;
};

// Ids of the catalogue that a field must name; empty for fields that name none.
std::vector<std::string> KnownIds(const SdmxCatalogue& catalogue, SdmxField field);
// The candidate nearest to a code that is none: capitals count as small letters, at least one
// letter agrees. Empty when none is near.
std::string NearestCode(absl::string_view code, const std::vector<std::string>& candidates);
bool IsKnown(const SdmxCatalogue& catalogue, SdmxField field, const std::string& id);

}  // namespace indicast::client
