// Records as rows of named, typed cells: the one list of fields from which canonical bytes,
// checksums and the columns of every SQL backend are made. A field added to a record is added here
// once.
//
// ToCells and FromCells are inverse to each other: FromCells accepts exactly the cells that ToCells
// makes, so that one record has one row and a changed cell is another record or an error.
// Thread-safe: free functions on values. Cost: linear in the cells, one allocation for a long text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

// NULL, INTEGER or TEXT. Decimals, periods, dates and codes are their texts.
using Cell = std::variant<std::monostate, int64_t, std::string>;
using CellRow = std::vector<Cell>;

struct Column {
  std::string name;
  bool integer = false;
  bool nullable = false;
};

struct TableLayout {
  std::string name;  // "observation_versions"
  std::vector<Column> columns;
};

// The table of a record kind and the tables of its lists.
struct RecordLayout {
  TableLayout table;
  std::vector<TableLayout> children;
};

struct RecordCells {
  CellRow row;
  std::vector<std::vector<CellRow>> children;  // as RecordLayout::children, rows in list order
};

// A cell that belongs to a record or to the ObservationRow it was read from.
using CellView = std::variant<std::monostate, int64_t, absl::string_view>;

// The row of an observation without a copy of its texts, for long loops: an object is used again
// for one observation after the other. Equal to ToCells(observation).row. Thread-compatible.
class ObservationRow {
 public:
  // Valid until the next call, as long as the observation lives.
  const std::vector<CellView>& Read(const Observation& observation);

 private:
  std::vector<CellView> row_;
  std::deque<std::string> made_;  // texts that no member of the record holds
};

// Record::index() counts the kinds.
inline constexpr size_t kRecordKinds = std::variant_size_v<Record>;

// Lives for ever. `kind` < kRecordKinds.
const RecordLayout& LayoutOf(size_t kind);

RecordCells ToCells(const Record& record);

// kDataLoss naming the table and the column when the cells are not those of any record.
absl::StatusOr<Record> FromCells(size_t kind, RecordCells cells);

}  // namespace indicast::store
