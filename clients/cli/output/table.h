// The result model of the command line: what every command hands over, whatever the format. A
// command builds one Document in both languages and never prints on its own; Write renders it.
//   table   for people: columns aligned by display width (a Chinese character counts two), numbers
//           on the decimal point. Fitted to the terminal when a width is given: text wraps, and a
//           table that is still too wide becomes one block a row. Never cut.
//   json    one object: tables by key, rows as objects with stable keys, both languages, numbers as
//           decimal text with qualifier and unit, null where there is nothing. Independent of the
//           language asked for.
//   ndjson  one object a line for each row of the tables meant for machines, flushed row by row:
//           {"table": key, the footer entries, "row": the object of the row as in json}.
//   csv     the first table meant for machines: keys as header, UTF-8 without byte order mark, CRLF
//           and quotes as in RFC 4180, texts in the language asked for. For Excel: with byte order
//           mark, and an apostrophe before texts that it would run as formulas.
//   md      GitHub tables of what people see; headline first, notes as a numbered list.
// Thread-compatible values; Write is thread-safe for different streams. Cost linear in the cells.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace indicast::cli::output {

// In the order of FormatNames.
enum class Format { kTable, kJson, kNdjson, kCsv, kMarkdown };
enum class Language { kChinese, kEnglish };

// One text in both languages. Chinese is the source language; an empty side shows the other one.
struct Text {
  std::string zh;
  std::string en;

  const std::string& In(Language language) const {
    if (language == Language::kChinese) return zh.empty() ? en : zh;
    return en.empty() ? zh : en;
  }
  bool empty() const { return zh.empty() && en.empty(); }
  bool operator==(const Text&) const = default;
};

// The same text in both languages: ids, dates, digits.
inline Text Same(const std::string& text) { return Text{text, text}; }

// A figure for machines.
struct Number {
  std::string value;                // full precision, plain decimal notation
  std::string digits;               // as shown: the published number of decimals
  std::string qualifier = "equal";  // code of common/vocabulary
  std::string unit{};               // unit id
  bool operator==(const Number&) const = default;
};

// What a cell means to a program; std::monostate is null.
using Value = std::variant<std::monostate, bool, int64_t, std::string, Text, Number,
                           std::vector<std::string>>;

// What a verdict says, for a terminal that shows colours; the word itself is always there. Rise and
// fall have no tone.
enum class Tone { kNone, kMet, kMissed, kAtRisk, kUnknown };

struct Cell {
  Text text;    // what people read
  Value value;  // what json and csv carry
  Tone tone = Tone::kNone;
};

// A text in both languages, the same to people and programs.
Cell TextCell(Text text);
// A code for programs under words for people.
Cell CodeCell(std::string code, Text shown);
// An id, a date, a published wording.
Cell PlainCell(std::string text);
Cell IntCell(int64_t value);
Cell BoolCell(bool value, Text shown);
Cell NumberCell(Number number, Text shown);
// Nothing there: null for programs, `shown` for people (缺数 is not 省定 is not an empty cell).
Cell MissingCell(Text shown);

enum class Align { kLeft, kRight, kDecimal };
// Who sees a column or a table: people (table, md), machines (json, ndjson, csv) or both.
enum class Audience { kBoth, kPeople, kMachines };

struct Column {
  std::string key{};  // lower_snake, unique among the columns its audience sees
  Text header{};
  Align align = Align::kLeft;
  Audience audience = Audience::kBoth;
  // csv only: further columns <key>_qualifier and <key>_unit from the Number of the cell.
  bool qualified = false;
  bool with_unit = false;
};

struct Table {
  enum class Layout {
    kRows,    // a header and rows
    kRecord,  // exactly one row, shown as "header: value" lines; one object in json
  };
  std::string key{};  // key in json, unique among the tables its audience sees
  Text title{};       // may be empty
  std::vector<Column> columns{};
  std::vector<std::vector<Cell>> rows{};  // every row has one cell a column
  Layout layout = Layout::kRows;
  Audience audience = Audience::kBoth;
  Text when_empty{};  // printed instead of a header without rows; empty: 无 / none
};

// One entry of the footer: data as of, revision, publication bound, receipt.
struct FooterEntry {
  std::string key;
  Text label;
  Cell cell;
  Audience audience = Audience::kBoth;
};

struct Document {
  Text headline;  // the answer in one sentence; may be empty
  std::vector<Table> tables;
  std::vector<Text> notes;  // numbered from 1 in this order
  std::vector<FooterEntry> footer;
};

// What the document is written on.
struct Page {
  int width = 0;       // table only: columns of the terminal; 0: none, nothing wraps
  bool color = false;  // table only: tones as colours
  bool excel = false;  // csv only
};

// Writes the document, ending with a newline. Control characters in texts never reach a terminal.
void Write(const Document& document, Format format, Language language, std::ostream& out,
           const Page& page = {});

// The names of the formats as people write them, and back; nullopt for any other name.
const std::vector<std::string>& FormatNames();
std::optional<Format> FormatNamed(const std::string& name);

// Footer entries that most commands share.
FooterEntry RevisionEntry(int64_t revision);
// `date` empty: no bound was asked for.
FooterEntry PublicationBoundEntry(const std::string& date);

}  // namespace indicast::cli::output
