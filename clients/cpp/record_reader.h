// Cells of one CSV file into fields of messages, noting where each came from and what is wrong.
// Private to the data folder.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/csv.h"
#include "clients/cpp/data_folder.h"
#include "clients/cpp/tidy_cells.h"
#include "common/status/error.h"
#include "common/vocabulary/vocabulary.h"
#include "common/wire/wire.h"
#include "indicast/type/v1/value.pb.h"

namespace indicast::client {

// One file: its rows, found by column name.
class RecordFile {
 public:
  RecordFile(std::string name, CsvTable table) : name_(std::move(name)), table_(std::move(table)) {
    for (size_t i = 0; i < table_.header.size(); ++i) columns_[table_.header[i]] = i;
  }

  const std::string& name() const { return name_; }
  const std::vector<CsvRow>& rows() const { return table_.rows; }
  // Empty when the file has no such column: only optional ones can be missing.
  const std::string& Cell(const CsvRow& row, const std::string& column) const {
    static const std::string kNone;
    const auto it = columns_.find(column);
    return it == columns_.end() ? kNone : row.cells[it->second];
  }
  // The column's name as it is written in the file.
  const std::string& Written(const std::string& column) const {
    const auto it = columns_.find(column);
    return it == columns_.end() ? column : table_.written[it->second];
  }
  std::string Place(const CsvRow& row, const std::string& column) const {
    const auto it = columns_.find(column);
    return it == columns_.end() ? absl::StrCat(name_, ":", row.line)
                                : CellPlace(name_, table_, row, it->second);
  }

 private:
  std::string name_;
  CsvTable table_;
  std::map<std::string, size_t> columns_;
};

// One row on its way into the message at `path` of the request ("observations[3]").
class RecordReader {
 public:
  RecordReader(const RecordFile& file, const CsvRow& row, std::string path, SourceMap& sources,
               std::vector<FieldViolation>& problems)
      : file_(file),
        row_(row),
        sources_(sources),
        record_(sources.Add(std::move(path), file.name(), row.line)),
        problems_(problems) {}

  // The cell, noted as the place of `field` below the record.
  const std::string& Text(const std::string& column, const std::string& field) {
    sources_.Set(record_, field, file_.Written(column));
    return file_.Cell(row_, column);
  }
  const std::string& Text(const std::string& column) { return Text(column, column); }

  // Makes `column` the place of `field`.
  void Move(const std::string& field, const std::string& column) {
    sources_.Set(record_, field, file_.Written(column));
  }

  void Problem(const std::string& column, absl::string_view what) {
    problems_.push_back({file_.Place(row_, column), std::string(what)});
  }
  void Problem(const std::string& column, const absl::Status& status) {
    Problem(column, {status.message().data(), status.message().size()});
  }

  // "true", "false" or empty (false).
  bool Flag(const std::string& column);
  // A whole number; `fallback` for an empty cell.
  int32_t Whole(const std::string& column, const std::string& field, int32_t fallback);
  // Columns <stem>_zh and <stem>_en into `text`; an unset message when both are empty.
  template <typename Message>
  void Localized(const std::string& stem, const std::string& field, Message& message,
                 type::v1::LocalizedText* (Message::*mutable_text)()) {
    const std::string& zh = Text(stem + "_zh", field + ".zh");
    const std::string& en = Text(stem + "_en", field + ".en");
    Move(field, stem + "_zh");
    if (zh.empty() && en.empty()) return;
    type::v1::LocalizedText& text = *(message.*mutable_text)();
    text.set_zh(zh);
    text.set_en(en);
  }
  // A decimal as written; an unset message for an empty cell.
  template <typename Message>
  void Number(const std::string& column, Message& message,
              type::v1::Decimal* (Message::*mutable_number)()) {
    const std::string& cell = Text(column);
    if (!cell.empty()) (message.*mutable_number)()->set_text(cell);
  }
  // A code of common/vocabulary; `fallback` stands for an empty cell.
  template <typename Domain, typename Wire>
  Wire Code(const std::string& column, const std::string& field, const char* fallback = "") {
    const std::string& cell = Text(column, field);
    const absl::StatusOr<Domain> value = ParseCode<Domain>(cell.empty() ? fallback : cell);
    if (value.ok()) return wire::ToProto(*value);
    Problem(column, value.status());
    return Wire{};
  }

 private:
  const RecordFile& file_;
  const CsvRow& row_;
  SourceMap& sources_;
  SourceMap::Record record_;
  std::vector<FieldViolation>& problems_;
};

}  // namespace indicast::client
