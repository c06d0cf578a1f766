#include "clients/cpp/csv.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/text_encoding.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

constexpr size_t kMaxProblems = 100;

bool AllBlank(const std::vector<std::string>& cells, size_t from) {
  return std::all_of(cells.begin() + static_cast<std::ptrdiff_t>(std::min(from, cells.size())),
                     cells.end(), [](const std::string& cell) { return Trim(cell).empty(); });
}

class Parser {
 public:
  Parser(absl::string_view text, absl::string_view file, char separator)
      : rest_(text), file_(file), separator_(separator) {
    absl::ConsumePrefix(&rest_, "\xEF\xBB\xBF");
  }

  absl::StatusOr<CsvTable> Parse() {
    while (!rest_.empty()) {
      if (TakeLineEnd()) continue;
      CsvRow row;
      row.line = line_;
      row.cells.reserve(table_.header.size());
      RETURN_IF_ERROR(TakeRecord(row.cells));
      if (table_.header.empty()) {
        RETURN_IF_ERROR(TakeHeader(std::move(row)));
      } else if (!AllBlank(row.cells, 0)) {
        RETURN_IF_ERROR(Keep(std::move(row)));
      }
    }
    if (table_.header.empty()) {
      return Bad(1, "there is no header line: the file is empty; its first line names the columns");
    }
    if (!problems_.empty()) return FieldErrors(std::move(problems_), "CSV_INVALID");
    return std::move(table_);
  }

 private:
  std::string Place(int line) const { return absl::StrCat(file_, ":", line); }

  // "f.csv:2 column 3 (measure)"
  std::string Place(int line, size_t column) const {
    std::string place = absl::StrCat(Place(line), " column ", column);
    if (column <= table_.header.size()) {
      absl::StrAppend(&place, " (", Shorten(table_.header[column - 1], 40), ")");
    }
    return place;
  }

  absl::Status Bad(int line, absl::string_view what) const {
    return FieldError(Place(line), what, "CSV_INVALID");
  }

  absl::Status BadCell(size_t column, absl::string_view what) const {
    return FieldError(Place(line_, column), what, "CSV_INVALID");
  }

  absl::Status TakeHeader(CsvRow row) {
    std::vector<std::string> names = std::move(row.cells);
    while (!names.empty() && Trim(names.back()).empty()) names.pop_back();
    if (names.empty()) {
      return Bad(row.line, "there is no header line: the first line names no column");
    }
    std::map<std::string, size_t> seen;
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i].empty()) {
        return Bad(row.line, absl::StrCat("column ", i + 1, " has no name", MaybeData(names)));
      }
      const auto [first, added] = seen.emplace(names[i], i + 1);
      if (!added) {
        return Bad(row.line, absl::StrCat("column ", Shorten(names[i]),
                                          " occurs twice, as columns ", first->second, " and ",
                                          i + 1, "; delete or rename one", MaybeData(names)));
      }
    }
    table_.header = std::move(names);
    table_.header_line = row.line;
    return absl::OkStatus();
  }

  static std::string MaybeData(const std::vector<std::string>& names) {
    return absl::StrCat("; if '", Shorten(names[0], 40),
                        "' ... is data, the header is missing: put a line with the names above it");
  }

  absl::Status Keep(CsvRow row) {
    const size_t width = table_.header.size();
    if (row.cells.size() < width) {
      return Problem(Place(row.line),
                     absl::StrCat("has ", row.cells.size(), " cells, the header ", width,
                                  ended_ ? "; the file ends here: it looks cut off, copy it again"
                                         : "; add the missing commas"));
    }
    for (size_t i = width; i < row.cells.size(); ++i) {
      if (Trim(row.cells[i]).empty()) continue;
      return Problem(Place(row.line, i + 1),
                     absl::StrCat("has ", row.cells.size(), " cells, the header ", width, ": '",
                                  Shorten(row.cells[i], 40),
                                  "' stands below no name; name the column, delete the cell, or "
                                  "quote the cell whose comma made it",
                                  table_.rows.empty() ? MaybeData(table_.header) : ""));
    }
    row.cells.resize(width);
    if (table_.rows.size() == kMaxCsvRecords || (table_.rows.size() + 1) * width > kMaxCsvCells) {
      return Bad(row.line, absl::StrCat("more than ", table_.rows.size(),
                                        " records; a file holds at most ", kMaxCsvRecords,
                                        " records and ", kMaxCsvCells, " cells: split the folder"));
    }
    table_.rows.push_back(std::move(row));
    return absl::OkStatus();
  }

  // A problem of one record, after which reading goes on; an error when there are enough.
  absl::Status Problem(std::string place, std::string what) {
    problems_.push_back({std::move(place), std::move(what)});
    return problems_.size() < kMaxProblems ? absl::OkStatus()
                                           : FieldErrors(std::move(problems_), "CSV_INVALID");
  }

  bool TakeLineEnd() {
    if (!absl::ConsumePrefix(&rest_, "\r\n") && !absl::ConsumePrefix(&rest_, "\n")) return false;
    ++line_;
    return true;
  }

  bool AtLineEnd() const {
    return rest_.empty() || rest_[0] == '\n' || (rest_[0] == '\r' && rest_.substr(1, 1) == "\n");
  }

  absl::Status TakeRecord(std::vector<std::string>& cells) {
    while (true) {
      const size_t column = cells.size() + 1;
      if (column > kMaxCsvColumns) {
        return Bad(line_, absl::StrCat("has more than ", kMaxCsvColumns,
                                       " cells; delete the empty columns"));
      }
      cells.emplace_back();
      if (!rest_.empty() && rest_[0] == '"') {
        RETURN_IF_ERROR(TakeQuoted(column, cells.back()));
      } else {
        RETURN_IF_ERROR(TakePlain(column, cells.back()));
      }
      if (!rest_.empty() && rest_[0] == separator_) {
        rest_.remove_prefix(1);
        continue;
      }
      ended_ = rest_.empty();
      if (!ended_) TakeLineEnd();
      return absl::OkStatus();
    }
  }

  absl::Status TakePlain(size_t column, std::string& cell) {
    while (!AtLineEnd() && rest_[0] != separator_) {
      if (rest_[0] == '"') {
        return BadCell(column,
                       "a quote inside an unquoted cell; quote the whole cell and double it");
      }
      RETURN_IF_ERROR(TakeCharacter(column, cell));
    }
    return absl::OkStatus();
  }

  absl::Status TakeQuoted(size_t column, std::string& cell) {
    const int opened = line_;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      if (rest_[0] != '"') {
        if (cell.size() >= kMaxCsvCellBytes) {
          return FieldError(Place(opened, column), TooLong("; is its quote never closed?"),
                            "CSV_INVALID");
        }
        if (rest_[0] == '\n') ++line_;
        RETURN_IF_ERROR(TakeCharacter(column, cell));
      } else if (absl::ConsumePrefix(&rest_, "\"\"")) {
        cell.push_back('"');
      } else {
        rest_.remove_prefix(1);
        if (AtLineEnd() || rest_[0] == separator_) return absl::OkStatus();
        return BadCell(column, "text after the closing quote; quotes inside a cell are doubled");
      }
    }
    return FieldError(Place(opened, column),
                      "the quote is never closed: it opens here and the file ends within it; close "
                      "it, or copy the file again if it is cut off",
                      "CSV_INVALID");
  }

  absl::Status TakeCharacter(size_t column, std::string& cell) {
    const size_t n = Utf8SequenceLength(rest_);
    if (n == 0) return BadCell(column, "not UTF-8; save the file as UTF-8");
    if (rest_[0] == '\0') return BadCell(column, "a NUL character; this is not a text file");
    if (cell.size() >= kMaxCsvCellBytes) return BadCell(column, TooLong(""));
    cell.append(rest_.data(), n);
    rest_.remove_prefix(n);
    return absl::OkStatus();
  }

  static std::string TooLong(absl::string_view more) {
    return absl::StrCat("the cell is longer than ", kMaxCsvCellBytes,
                        " bytes; texts of documents are files of their own", more);
  }

  absl::string_view rest_;
  absl::string_view file_;
  char separator_;
  int line_ = 1;
  bool ended_ = false;  // the record that was read last ended with the text, not with a line end
  CsvTable table_;
  std::vector<FieldViolation> problems_;
};

}  // namespace

absl::StatusOr<CsvTable> ParseCsv(absl::string_view text, absl::string_view file, char separator) {
  return Parser(text, file, separator).Parse();
}

}  // namespace indicast::client
