#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "clients/cli/output/writers.h"

namespace indicast::cli::output {
namespace {

std::string Quote(absl::string_view field) {
  if (field.find_first_of(",\"\r\n") == absl::string_view::npos &&
      (field.empty() || (field.front() != ' ' && field.back() != ' '))) {
    return std::string(field);
  }
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Plain decimals, percentages included: a spreadsheet computes nothing from these.
bool IsNumber(absl::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  absl::ConsumeSuffix(&text, "%");
  bool digits = false;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
    } else if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      digits = true;
    } else {
      return false;
    }
  }
  return digits;
}

// Texts that a spreadsheet would run as formulas get an apostrophe, full-width signs included.
std::string Guarded(std::string field) {
  const absl::string_view shown = absl::StripLeadingAsciiWhitespace(field);
  const bool formula = absl::c_any_of(
      std::initializer_list<absl::string_view>{"=", "+", "-", "@", "＝", "＋", "－", "＠"},
      [&](absl::string_view sign) { return absl::StartsWith(shown, sign); });
  return formula && !IsNumber(shown) ? absl::StrCat("'", field) : field;
}

struct ValueToField {
  Language language;
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(int64_t value) const { return absl::StrCat(value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const Text& value) const { return value.In(language); }
  std::string operator()(const Number& value) const { return value.digits; }
  std::string operator()(const std::vector<std::string>& value) const {
    return absl::StrJoin(value, ";");
  }
};

void WriteLine(const std::vector<std::string>& fields, std::ostream& out) {
  // A lone empty field would be an empty line, which readers skip.
  if (fields.size() == 1 && fields.front().empty()) {
    out << "\"\"\r\n";
    return;
  }
  for (size_t i = 0; i < fields.size(); ++i) out << (i > 0 ? "," : "") << Quote(fields[i]);
  out << "\r\n";
}

std::vector<std::string> HeaderOf(const Table& table) {
  std::vector<std::string> fields;
  for (const Column& column : table.columns) {
    if (column.audience == Audience::kPeople) continue;
    fields.push_back(column.key);
    if (column.qualified) fields.push_back(absl::StrCat(column.key, "_qualifier"));
    if (column.with_unit) fields.push_back(absl::StrCat(column.key, "_unit"));
  }
  return fields;
}

std::vector<std::string> FieldsOf(const Table& table, const std::vector<Cell>& row,
                                  Language language, bool excel) {
  std::vector<std::string> fields;
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    if (column.audience == Audience::kPeople) continue;
    const Number* number = std::get_if<Number>(&row[c].value);
    std::string field = std::visit(ValueToField{language}, row[c].value);
    fields.push_back(excel && number == nullptr ? Guarded(std::move(field)) : std::move(field));
    if (column.qualified) fields.push_back(number == nullptr ? "" : number->qualifier);
    if (column.with_unit) fields.push_back(number == nullptr ? "" : number->unit);
  }
  return fields;
}

}  // namespace

void WriteCsv(const Document& document, Language language, bool excel, std::ostream& out) {
  if (excel) out << kByteOrderMark;
  for (const Table& table : document.tables) {
    if (table.audience == Audience::kPeople) continue;
    WriteLine(HeaderOf(table), out);
    for (const auto& row : table.rows) WriteLine(FieldsOf(table, row, language, excel), out);
    return;
  }
}

}  // namespace indicast::cli::output
