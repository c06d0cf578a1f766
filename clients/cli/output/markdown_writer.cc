#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/output/text_width.h"
#include "clients/cli/output/writers.h"

namespace indicast::cli::output {
namespace {

bool IsWordAt(absl::string_view text, size_t at) {
  return at < text.size() && (absl::ascii_isalnum(static_cast<unsigned char>(text[at])) ||
                              static_cast<unsigned char>(text[at]) >= 0x80);
}

// The text on one line, with whatever Markdown would read as markup made plain: pipes end a cell,
// two tildes (63%~68%) strike out what is between them.
std::string Escaped(absl::string_view raw) {
  constexpr absl::string_view kMarkup = "\\|*`<[]~";
  const std::string text = Printable(raw);
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool in_word = i > 0 && IsWordAt(text, i - 1) && IsWordAt(text, i + 1);
    if (kMarkup.find(text[i]) != absl::string_view::npos || (text[i] == '_' && !in_word)) {
      out.push_back('\\');
    }
    out.push_back(text[i]);
  }
  return out;
}

// A paragraph must not begin as a heading, a quote or a list.
std::string EscapedParagraph(absl::string_view raw) {
  std::string text = Escaped(raw);
  if (!text.empty() && absl::string_view("#>+-").find(text[0]) != absl::string_view::npos) {
    text.insert(text.begin(), '\\');
  }
  return text;
}

void WriteRows(const Table& table, Language language, std::ostream& out) {
  std::string header = "|";
  std::string rule = "|";
  for (const Column& column : table.columns) {
    if (!ForPeople(column.audience)) continue;
    absl::StrAppend(&header, " ", Escaped(column.header.In(language)), " |");
    absl::StrAppend(&rule, column.align == Align::kLeft ? " --- |" : " ---: |");
  }
  out << header << '\n' << rule << '\n';
  for (const auto& row : table.rows) {
    out << '|';
    for (size_t c = 0; c < table.columns.size(); ++c) {
      if (!ForPeople(table.columns[c].audience)) continue;
      out << ' ' << Escaped(row[c].text.In(language)) << " |";
    }
    out << '\n';
  }
}

void WriteRecord(const Table& table, Language language, std::ostream& out) {
  out << (language == Language::kChinese ? "| 项目 | 内容 |" : "| Field | Value |")
      << "\n| --- | --- |\n";
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const std::string text = Escaped(table.rows.front()[c].text.In(language));
    if (!ForPeople(table.columns[c].audience) || text.empty()) continue;
    out << "| " << Escaped(table.columns[c].header.In(language)) << " | " << text << " |\n";
  }
}

std::string FooterLine(const Document& document, Language language) {
  std::string line;
  for (const FooterEntry& entry : document.footer) {
    const std::string text = Escaped(entry.cell.text.In(language));
    if (!ForPeople(entry.audience) || text.empty()) continue;
    absl::StrAppend(&line, line.empty() ? "" : (language == Language::kChinese ? ";" : "; "),
                    Escaped(entry.label.In(language)), " ", text);
  }
  return line;
}

}  // namespace

void WriteMarkdown(const Document& document, Language language, std::ostream& out) {
  bool first = true;
  const auto separate = [&] {
    if (!first) out << '\n';
    first = false;
  };
  if (!document.headline.empty()) {
    separate();
    out << EscapedParagraph(document.headline.In(language)) << '\n';
  }
  for (const Table& table : document.tables) {
    if (!ForPeople(table.audience)) continue;
    const bool record = table.layout == Table::Layout::kRecord;
    if (record && table.rows.empty()) continue;
    separate();
    if (!table.title.empty()) out << "**" << Escaped(table.title.In(language)) << "**\n\n";
    if (record) {
      WriteRecord(table, language, out);
    } else if (table.rows.empty()) {
      const Text none = table.when_empty.empty() ? Text{"无", "none"} : table.when_empty;
      out << EscapedParagraph(none.In(language)) << '\n';
    } else {
      WriteRows(table, language, out);
    }
  }
  if (!document.notes.empty()) separate();
  for (size_t i = 0; i < document.notes.size(); ++i) {
    out << i + 1 << ". " << EscapedParagraph(document.notes[i].In(language)) << '\n';
  }
  if (const std::string line = FooterLine(document, language); !line.empty()) {
    separate();
    out << line << '\n';
  }
}

}  // namespace indicast::cli::output
