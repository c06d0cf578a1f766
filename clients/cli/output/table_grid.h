// The columns of one table that people see, as text: measured, fitted to a terminal and written in
// aligned lines. Thread-compatible values and thread-safe free functions; cost linear in the cells,
// times the columns taken away when fitting.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/output/table.h"

namespace indicast::cli::output {

struct GridCell {
  std::string text;  // printable; numbers of a decimal column are padded on the right
  bool is_number = false;
  Tone tone = Tone::kNone;
};

struct GridColumn {
  std::string header;
  Align align = Align::kLeft;
  std::vector<GridCell> cells;
  int width = 0;
};

struct Grid {
  std::vector<GridColumn> columns;
  size_t rows = 0;
  int gap = 2;  // blanks between columns
};

// Every column as wide as its widest cell.
Grid MakeGrid(const Table& table, Language language);

// Narrows the widest columns until the grid takes at most `width` columns of a terminal. Digits,
// words of up to 26 letters and Chinese characters stay whole. False: no way; the grid is as it
// was.
bool FitGrid(int width, Grid& grid);

// Header and rows, wrapped within the widths of the columns.
void WriteGrid(const Grid& grid, bool color, std::ostream& out);

// The text between the escape sequences of its tone. Measure before, not after.
std::string Toned(absl::string_view text, Tone tone, bool color);

}  // namespace indicast::cli::output
