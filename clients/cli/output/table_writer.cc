#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/output/text_width.h"
#include "clients/cli/output/writers.h"

namespace indicast::cli::output {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 8;  // a column is not wrapped below this
constexpr int kLongestNumber = 12;
constexpr int kLongestWord = 26;  // longer words (addresses, checksums) may be broken

// The columns of one table that people see, as strings.
struct Grid {
  std::vector<Align> aligns;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<int> widths;
  std::vector<int> least;  // no column gets narrower: a broken number would be another number
  std::vector<std::vector<bool>> is_number;  // by column, then row
};

bool ForPeople(Audience audience) { return audience != Audience::kMachines; }

// Width of what follows the whole part of the first number: ".5" of "7.5", "以上" of "6以上".
int FractionWidth(absl::string_view shown) {
  constexpr absl::string_view kDigits = "0123456789";
  const size_t first = shown.find_first_of(kDigits);
  if (first == absl::string_view::npos) return 0;
  const size_t end = shown.find_first_not_of(kDigits, first);
  return end == absl::string_view::npos ? 0 : DisplayWidth(shown.substr(end));
}

// Puts the decimal points of a column's numbers under each other by padding on the right.
void AlignPoints(const std::vector<bool>& is_number, std::vector<std::vector<std::string>>& rows,
                 size_t column) {
  int widest = 0;
  for (size_t r = 0; r < rows.size(); ++r) {
    if (is_number[r]) widest = std::max(widest, FractionWidth(rows[r][column]));
  }
  for (size_t r = 0; r < rows.size(); ++r) {
    if (!is_number[r]) continue;
    std::string& text = rows[r][column];
    text.append(static_cast<size_t>(widest - FractionWidth(text)), ' ');
  }
}

// How narrow a column may get for the sake of this cell. A short number stays on one line; what
// stands around a longer one (高于地区生产总值增速) may wrap, its digits never.
int LeastWidth(absl::string_view cell, bool is_number) {
  const int width = DisplayWidth(cell);
  if (is_number && width <= kLongestNumber) return width;
  return std::min(LongestPiece(cell), kLongestWord);
}

Grid MakeGrid(const Table& table, Language language) {
  Grid grid;
  grid.rows.resize(table.rows.size());
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    if (!ForPeople(column.audience)) continue;
    std::vector<bool> is_number;
    for (size_t r = 0; r < table.rows.size(); ++r) {
      const Cell& cell = table.rows[r][c];
      grid.rows[r].push_back(Printable(cell.text.In(language)));
      is_number.push_back(std::holds_alternative<Number>(cell.value) ||
                          std::holds_alternative<int64_t>(cell.value));
    }
    if (column.align == Align::kDecimal) AlignPoints(is_number, grid.rows, grid.header.size());
    grid.header.push_back(Printable(column.header.In(language)));
    grid.aligns.push_back(column.align);
    grid.is_number.push_back(std::move(is_number));
  }
  for (size_t c = 0; c < grid.header.size(); ++c) {
    int width = DisplayWidth(grid.header[c]);
    int least = std::max(kNarrowest, LeastWidth(grid.header[c], /*is_number=*/false));
    for (size_t r = 0; r < grid.rows.size(); ++r) {
      const int cell = DisplayWidth(grid.rows[r][c]);
      width = std::max(width, cell);
      least = std::max(least, LeastWidth(grid.rows[r][c], grid.is_number[c][r]));
    }
    grid.widths.push_back(width);
    grid.least.push_back(least);
  }
  return grid;
}

int TotalWidth(const std::vector<int>& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0) +
         kGap * (static_cast<int>(widths.size()) - 1);
}

// Narrows the widest columns, one character at a time, until the table fits or nothing can give.
void FitTo(int width, Grid& grid) {
  while (TotalWidth(grid.widths) > width) {
    size_t widest = grid.widths.size();
    for (size_t c = 0; c < grid.widths.size(); ++c) {
      if (grid.widths[c] <= grid.least[c]) continue;
      if (widest == grid.widths.size() || grid.widths[c] > grid.widths[widest]) widest = c;
    }
    if (widest == grid.widths.size()) return;
    --grid.widths[widest];
  }
}

// One row of the grid, as many lines as its tallest cell.
void WriteRow(const Grid& grid, const std::vector<std::string>& row, std::ostream& out) {
  std::vector<std::vector<std::string>> cells;
  size_t height = 1;
  for (size_t c = 0; c < row.size(); ++c) {
    cells.push_back(Wrap(row[c], grid.widths[c]));
    height = std::max(height, cells.back().size());
  }
  for (size_t line = 0; line < height; ++line) {
    std::string text;
    for (size_t c = 0; c < cells.size(); ++c) {
      const std::string part = line < cells[c].size() ? cells[c][line] : "";
      if (c > 0) text.append(kGap, ' ');
      text += grid.aligns[c] == Align::kLeft ? PadRight(part, grid.widths[c])
                                             : PadLeft(part, grid.widths[c]);
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    out << text << '\n';
  }
}

void WriteRows(const Table& table, Language language, int width, std::ostream& out) {
  if (table.rows.empty()) {
    const Text none = table.when_empty.empty() ? Text{"无", "none"} : table.when_empty;
    out << none.In(language) << '\n';
    return;
  }
  Grid grid = MakeGrid(table, language);
  if (grid.header.empty()) return;
  if (width > 0) FitTo(width, grid);
  WriteRow(grid, grid.header, out);
  for (const auto& row : grid.rows) WriteRow(grid, row, out);
}

// Prints `text` after `lead`, continuation lines indented to its end.
void WriteHanging(const std::string& lead, absl::string_view text, int width, std::ostream& out) {
  const int indent = DisplayWidth(lead);
  const int room = width > indent + kNarrowest ? width - indent : 0;
  const std::vector<std::string> lines = Wrap(text, room);
  out << lead << lines.front() << '\n';
  for (size_t i = 1; i < lines.size(); ++i) {
    out << std::string(static_cast<size_t>(indent), ' ') << lines[i] << '\n';
  }
}

void WriteRecord(const Table& table, Language language, int width, std::ostream& out) {
  if (table.rows.empty()) return;
  int label_width = 0;
  for (const Column& column : table.columns) {
    if (!ForPeople(column.audience)) continue;
    label_width = std::max(label_width, DisplayWidth(column.header.In(language)));
  }
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    const std::string text = Printable(table.rows.front()[c].text.In(language));
    if (!ForPeople(column.audience) || text.empty()) continue;
    WriteHanging(PadRight(column.header.In(language), label_width + kGap), text, width, out);
  }
}

void WriteNotes(const std::vector<Text>& notes, Language language, int width, std::ostream& out) {
  out << (language == Language::kChinese ? "注:" : "Notes:") << '\n';
  for (size_t i = 0; i < notes.size(); ++i) {
    WriteHanging(absl::StrCat(notes.size() > 9 && i < 9 ? " " : "", i + 1, ". "),
                 Printable(notes[i].In(language)), width, out);
  }
}

void WriteFooter(const std::vector<FooterEntry>& footer, Language language, int width,
                 std::ostream& out) {
  std::string line;
  for (const FooterEntry& entry : footer) {
    const std::string text = Printable(entry.cell.text.In(language));
    if (!ForPeople(entry.audience) || text.empty()) continue;
    absl::StrAppend(&line, line.empty() ? "" : (language == Language::kChinese ? ";" : "; "),
                    entry.label.In(language), " ", text);
  }
  if (!line.empty()) WriteHanging("", line, width, out);
}

}  // namespace

void WriteTable(const Document& document, Language language, int width, std::ostream& out) {
  bool first = true;
  const auto separate = [&] {
    if (!first) out << '\n';
    first = false;
  };
  if (!document.headline.empty()) {
    separate();
    WriteHanging("", Printable(document.headline.In(language)), width, out);
  }
  for (const Table& table : document.tables) {
    if (!ForPeople(table.audience)) continue;
    separate();
    if (!table.title.empty()) {
      WriteHanging("", Printable(table.title.In(language)), width, out);
    }
    if (table.layout == Table::Layout::kRecord) {
      WriteRecord(table, language, width, out);
    } else {
      WriteRows(table, language, width, out);
    }
  }
  if (!document.notes.empty()) {
    separate();
    WriteNotes(document.notes, language, width, out);
  }
  if (!document.footer.empty()) {
    separate();
    WriteFooter(document.footer, language, width, out);
  }
}

}  // namespace indicast::cli::output
