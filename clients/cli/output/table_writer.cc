#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/output/table_grid.h"
#include "clients/cli/output/text_width.h"
#include "clients/cli/output/writers.h"

namespace indicast::cli::output {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 16;  // a text beside its label gets no less
constexpr int kIndent = 4;      // of a text below a label that leaves no room beside it

// Prints `text` after `lead`, continuation lines indented to its end; below `lead` when that is too
// long to leave room.
void WriteHanging(const std::string& lead, absl::string_view text, const Page& page,
                  std::ostream& out, Tone tone = Tone::kNone) {
  int indent = DisplayWidth(lead);
  const bool below = page.width > 0 && indent > 0 && page.width - indent < kNarrowest;
  if (below) {
    for (const std::string& line : Wrap(absl::StripTrailingAsciiWhitespace(lead), page.width)) {
      out << line << '\n';
    }
    indent = std::min(kIndent, page.width / 2);
  }
  const int room = page.width > 0 ? std::max(1, page.width - indent) : 0;
  const std::string blank(static_cast<size_t>(indent), ' ');
  bool first = !below;
  for (const std::string& line : Wrap(text, room)) {
    out << (first ? lead : blank) << Toned(line, tone, page.color) << '\n';
    first = false;
  }
}

struct Field {
  std::string label;
  std::string text;
  Tone tone = Tone::kNone;
};

// "label  text" lines, the texts under each other; fields without text are left out.
void WriteFields(const std::vector<Field>& fields, const Page& page, std::ostream& out) {
  int widest = 0;
  for (const Field& field : fields) widest = std::max(widest, DisplayWidth(field.label));
  for (const Field& field : fields) {
    if (field.text.empty()) continue;
    WriteHanging(PadRight(field.label, widest + kGap), field.text, page, out, field.tone);
  }
}

// The rows of a grid that is too wide, one block each. An empty cell at the beginning of a row
// stands for the one above, which a block no longer shows: it is written again.
void WriteBlocks(const Grid& grid, Language language, const Page& page, std::ostream& out) {
  const std::string columns = absl::StrCat(page.width);
  const Text hint = {absl::StrCat("(此表宽于终端的", columns, "列,改为每行一段)"),
                     absl::StrCat("(wider than the ", columns,
                                  " columns of the terminal: one block for each row)")};
  WriteHanging("", hint.In(language), page, out);
  std::vector<GridCell> above(grid.columns.size());
  for (size_t r = 0; r < grid.rows; ++r) {
    out << '\n';
    std::vector<Field> fields;
    bool leading = true;
    for (size_t c = 0; c < grid.columns.size(); ++c) {
      GridCell cell = grid.columns[c].cells[r];
      cell.text = std::string(absl::StripAsciiWhitespace(cell.text));
      leading = leading && cell.text.empty();
      if (leading) cell = above[c];
      fields.push_back({grid.columns[c].header, cell.text, cell.tone});
      above[c] = std::move(cell);
    }
    WriteFields(fields, page, out);
  }
}

void WriteRows(const Table& table, Language language, const Page& page, std::ostream& out) {
  if (table.rows.empty()) {
    const Text none = table.when_empty.empty() ? Text{"无", "none"} : table.when_empty;
    WriteHanging("", Printable(none.In(language)), page, out);
    return;
  }
  Grid grid = MakeGrid(table, language);
  if (grid.columns.empty()) return;
  if (page.width > 0 && !FitGrid(page.width, grid)) {
    WriteBlocks(grid, language, page, out);
  } else {
    WriteGrid(grid, page.color, out);
  }
}

void WriteRecord(const Table& table, Language language, const Page& page, std::ostream& out) {
  if (table.rows.empty()) return;
  std::vector<Field> fields;
  for (size_t c = 0; c < table.columns.size(); ++c) {
    if (!ForPeople(table.columns[c].audience)) continue;
    const Cell& cell = table.rows.front()[c];
    fields.push_back({Printable(table.columns[c].header.In(language)),
                      Printable(cell.text.In(language)), cell.tone});
  }
  WriteFields(fields, page, out);
}

void WriteNotes(const std::vector<Text>& notes, Language language, const Page& page,
                std::ostream& out) {
  out << (language == Language::kChinese ? "注:" : "Notes:") << '\n';
  for (size_t i = 0; i < notes.size(); ++i) {
    WriteHanging(absl::StrCat(notes.size() > 9 && i < 9 ? " " : "", i + 1, ". "),
                 Printable(notes[i].In(language)), page, out);
  }
}

void WriteFooter(const std::vector<FooterEntry>& footer, Language language, const Page& page,
                 std::ostream& out) {
  std::string line;
  for (const FooterEntry& entry : footer) {
    const std::string text = Printable(entry.cell.text.In(language));
    if (!ForPeople(entry.audience) || text.empty()) continue;
    absl::StrAppend(&line, line.empty() ? "" : (language == Language::kChinese ? ";" : "; "),
                    entry.label.In(language), " ", text);
  }
  if (!line.empty()) WriteHanging("", line, page, out);
}

}  // namespace

void WriteTable(const Document& document, Language language, const Page& page, std::ostream& out) {
  bool first = true;
  const auto separate = [&] {
    if (!first) out << '\n';
    first = false;
  };
  if (!document.headline.empty()) {
    separate();
    WriteHanging("", Printable(document.headline.In(language)), page, out);
  }
  for (const Table& table : document.tables) {
    if (!ForPeople(table.audience)) continue;
    separate();
    if (!table.title.empty()) {
      WriteHanging("", Printable(table.title.In(language)), page, out);
    }
    if (table.layout == Table::Layout::kRecord) {
      WriteRecord(table, language, page, out);
    } else {
      WriteRows(table, language, page, out);
    }
  }
  if (!document.notes.empty()) {
    separate();
    WriteNotes(document.notes, language, page, out);
  }
  if (!document.footer.empty()) {
    separate();
    WriteFooter(document.footer, language, page, out);
  }
}

}  // namespace indicast::cli::output
