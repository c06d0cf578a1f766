#include "clients/cpp/csv.h"

#include <cstddef>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none. Refuses
// overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629).
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&byte](size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return !overlong && !surrogate && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return !overlong && !beyond && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

class Parser {
 public:
  Parser(absl::string_view text, absl::string_view file) : rest_(text), file_(file) {
    absl::ConsumePrefix(&rest_, "\xEF\xBB\xBF");
  }

  absl::StatusOr<CsvTable> Parse() {
    CsvTable table;
    while (!rest_.empty()) {
      if (TakeLineEnd()) continue;
      CsvRow row;
      row.line = line_;
      RETURN_IF_ERROR(TakeRecord(row.cells));
      if (table.header.empty()) {
        RETURN_IF_ERROR(CheckHeader(row.cells));
        table.header = std::move(row.cells);
      } else if (row.cells.size() != table.header.size()) {
        return Bad(row.line, absl::StrCat("has ", row.cells.size(), " cells, the header ",
                                          table.header.size()));
      } else {
        table.rows.push_back(std::move(row));
      }
    }
    if (table.header.empty()) return Bad(1, "there is no header line");
    return table;
  }

 private:
  absl::Status Bad(int line, absl::string_view what) const {
    return Error(absl::StatusCode::kInvalidArgument, "CSV_INVALID",
                 absl::StrCat(file_, ":", line, " ", what));
  }

  absl::Status BadCell(size_t column, absl::string_view what) const {
    return Bad(line_, absl::StrCat("column ", column, ": ", what));
  }

  absl::Status CheckHeader(const std::vector<std::string>& names) const {
    std::set<std::string> seen;
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i].empty()) return Bad(1, absl::StrCat("column ", i + 1, " has no name"));
      if (!seen.insert(names[i]).second) {
        return Bad(1, absl::StrCat("column ", Shorten(names[i]), " occurs twice"));
      }
    }
    return absl::OkStatus();
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
      cells.emplace_back();
      if (!rest_.empty() && rest_[0] == '"') {
        RETURN_IF_ERROR(TakeQuoted(column, cells.back()));
      } else {
        RETURN_IF_ERROR(TakePlain(column, cells.back()));
      }
      if (absl::ConsumePrefix(&rest_, ",")) continue;
      if (!rest_.empty()) TakeLineEnd();
      return absl::OkStatus();
    }
  }

  absl::Status TakePlain(size_t column, std::string& cell) {
    while (!AtLineEnd() && rest_[0] != ',') {
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
        if (rest_[0] == '\n') ++line_;
        RETURN_IF_ERROR(TakeCharacter(column, cell));
      } else if (absl::ConsumePrefix(&rest_, "\"\"")) {
        cell.push_back('"');
      } else {
        rest_.remove_prefix(1);
        if (AtLineEnd() || rest_[0] == ',') return absl::OkStatus();
        return BadCell(column, "text after the closing quote; quotes inside a cell are doubled");
      }
    }
    return Bad(opened, absl::StrCat("column ", column, ": the quote is never closed"));
  }

  absl::Status TakeCharacter(size_t column, std::string& cell) {
    const size_t n = SequenceLength(rest_);
    if (n == 0) return BadCell(column, "not UTF-8; save the file as UTF-8");
    if (rest_[0] == '\0') return BadCell(column, "a NUL character; this is not a text file");
    absl::StrAppend(&cell, rest_.substr(0, n));
    rest_.remove_prefix(n);
    return absl::OkStatus();
  }

  absl::string_view rest_;
  absl::string_view file_;
  int line_ = 1;
};

}  // namespace

absl::StatusOr<CsvTable> ParseCsv(absl::string_view text, absl::string_view file) {
  return Parser(text, file).Parse();
}

}  // namespace indicast::client
