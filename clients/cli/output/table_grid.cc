#include "clients/cli/output/table_grid.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/output/text_width.h"
#include "clients/cli/output/writers.h"

namespace indicast::cli::output {
namespace {

constexpr int kLongestNumber = 12;
constexpr int kLongestWord = 26;  // longer words (addresses, checksums) may be broken

// How far columns may be narrowed. The second way is for tables that must fit at any price.
struct Squeeze {
  int gap;
  int narrowest;               // a column is not wrapped below this
  bool numbers_between_words;  // "at least 6" may become two lines, "6.5" never
};
constexpr Squeeze kSqueezes[] = {{2, 8, false}, {2, 4, true}, {1, 4, true}};

// Width of what follows the whole part of the first number: ".5" of "7.5", "以上" of "6以上".
int FractionWidth(absl::string_view shown) {
  constexpr absl::string_view kDigits = "0123456789";
  const size_t first = shown.find_first_of(kDigits);
  if (first == absl::string_view::npos) return 0;
  const size_t end = shown.find_first_not_of(kDigits, first);
  return end == absl::string_view::npos ? 0 : DisplayWidth(shown.substr(end));
}

// Puts the decimal points of a column's numbers under each other by padding on the right.
void AlignPoints(GridColumn& column) {
  int widest = 0;
  for (const GridCell& cell : column.cells) {
    if (cell.is_number) widest = std::max(widest, FractionWidth(cell.text));
  }
  for (GridCell& cell : column.cells) {
    if (cell.is_number) {
      cell.text.append(static_cast<size_t>(widest - FractionWidth(cell.text)), ' ');
    }
  }
}

// How narrow a column may get for the sake of this cell. A short number stays on one line; what
// stands around a longer one (高于地区生产总值增速) may wrap, its digits never.
int LeastWidth(absl::string_view text, bool is_number, const Squeeze& squeeze) {
  if (squeeze.numbers_between_words) text = absl::StripTrailingAsciiWhitespace(text);
  const int width = DisplayWidth(text);
  const bool splits = squeeze.numbers_between_words && text.find(' ') != absl::string_view::npos;
  if (is_number && width <= kLongestNumber && !splits) return width;
  return std::min(LongestPiece(text), kLongestWord);
}

int LeastWidth(const GridColumn& column, const Squeeze& squeeze) {
  int least = std::max(squeeze.narrowest, LeastWidth(column.header, false, squeeze));
  for (const GridCell& cell : column.cells) {
    least = std::max(least, LeastWidth(cell.text, cell.is_number, squeeze));
  }
  return std::min(least, column.width);
}

int TotalWidth(const std::vector<int>& widths, int gap) {
  int total = gap * (static_cast<int>(widths.size()) - 1);
  for (const int width : widths) total += width;
  return total;
}

// Takes from the widest columns, one character at a time. Empty when nothing more can give.
std::vector<int> Narrowed(int width, const Grid& grid, const Squeeze& squeeze) {
  std::vector<int> widths;
  std::vector<int> least;
  for (const GridColumn& column : grid.columns) {
    widths.push_back(column.width);
    least.push_back(LeastWidth(column, squeeze));
  }
  if (TotalWidth(least, squeeze.gap) > width) return {};
  while (TotalWidth(widths, squeeze.gap) > width) {
    size_t widest = widths.size();
    for (size_t c = 0; c < widths.size(); ++c) {
      if (widths[c] <= least[c]) continue;
      if (widest == widths.size() || widths[c] > widths[widest]) widest = c;
    }
    --widths[widest];
  }
  return widths;
}

struct LineCell {
  std::vector<std::string> lines;
  Tone tone = Tone::kNone;
};

// One row, as many lines as its tallest cell.
void WriteRow(const Grid& grid, const std::vector<LineCell>& row, bool color, std::ostream& out) {
  size_t height = 1;
  for (const LineCell& cell : row) height = std::max(height, cell.lines.size());
  for (size_t line = 0; line < height; ++line) {
    std::string text;
    int blanks = 0;  // written only before something that can be seen
    for (size_t c = 0; c < row.size(); ++c) {
      const int width = grid.columns[c].width;
      absl::string_view part;
      if (line < row[c].lines.size()) part = row[c].lines[line];
      const absl::string_view seen = absl::StripTrailingAsciiWhitespace(part);
      const int missing = std::max(0, width - DisplayWidth(part));
      if (c > 0) blanks += grid.gap;
      if (grid.columns[c].align != Align::kLeft) blanks += missing;
      if (!seen.empty()) {
        absl::StrAppend(&text, std::string(static_cast<size_t>(blanks), ' '),
                        Toned(seen, row[c].tone, color));
        blanks = 0;
      }
      blanks += DisplayWidth(part) - DisplayWidth(seen);
      if (grid.columns[c].align == Align::kLeft) blanks += missing;
    }
    out << text << '\n';
  }
}

}  // namespace

Grid MakeGrid(const Table& table, Language language) {
  Grid grid;
  grid.rows = table.rows.size();
  for (size_t c = 0; c < table.columns.size(); ++c) {
    if (!ForPeople(table.columns[c].audience)) continue;
    GridColumn column;
    column.header = Printable(table.columns[c].header.In(language));
    column.align = table.columns[c].align;
    for (const auto& row : table.rows) {
      const bool number = std::holds_alternative<Number>(row[c].value) ||
                          std::holds_alternative<int64_t>(row[c].value);
      column.cells.push_back({Printable(row[c].text.In(language)), number, row[c].tone});
    }
    if (column.align == Align::kDecimal) AlignPoints(column);
    column.width = DisplayWidth(column.header);
    for (const GridCell& cell : column.cells) {
      column.width = std::max(column.width, DisplayWidth(cell.text));
    }
    grid.columns.push_back(std::move(column));
  }
  return grid;
}

bool FitGrid(int width, Grid& grid) {
  for (const Squeeze& squeeze : kSqueezes) {
    const std::vector<int> widths = Narrowed(width, grid, squeeze);
    if (widths.empty()) continue;
    grid.gap = squeeze.gap;
    for (size_t c = 0; c < widths.size(); ++c) grid.columns[c].width = widths[c];
    return true;
  }
  return false;
}

void WriteGrid(const Grid& grid, bool color, std::ostream& out) {
  std::vector<LineCell> cells;
  for (const GridColumn& column : grid.columns) {
    cells.push_back({Wrap(column.header, column.width), Tone::kNone});
  }
  WriteRow(grid, cells, color, out);
  for (size_t r = 0; r < grid.rows; ++r) {
    cells.clear();
    for (const GridColumn& column : grid.columns) {
      const GridCell& cell = column.cells[r];
      cells.push_back({Wrap(cell.text, column.width), cell.tone});
    }
    WriteRow(grid, cells, color, out);
  }
}

std::string Toned(absl::string_view text, Tone tone, bool color) {
  absl::string_view code;
  switch (tone) {
    case Tone::kNone:
      break;
    case Tone::kMet:
      code = "32";
      break;
    case Tone::kMissed:
      code = "31";
      break;
    case Tone::kAtRisk:
      code = "33";
      break;
    case Tone::kUnknown:
      code = "2";
      break;
  }
  if (!color || code.empty() || text.empty()) return std::string(text);
  return absl::StrCat("\x1b[", code, "m", text, "\x1b[0m");
}

}  // namespace indicast::cli::output
