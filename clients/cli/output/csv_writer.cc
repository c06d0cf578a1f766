#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
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
                                  Language language) {
  std::vector<std::string> fields;
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    if (column.audience == Audience::kPeople) continue;
    const Number* number = std::get_if<Number>(&row[c].value);
    fields.push_back(std::visit(ValueToField{language}, row[c].value));
    if (column.qualified) fields.push_back(number == nullptr ? "" : number->qualifier);
    if (column.with_unit) fields.push_back(number == nullptr ? "" : number->unit);
  }
  return fields;
}

}  // namespace

void WriteCsv(const Document& document, Language language, std::ostream& out) {
  for (const Table& table : document.tables) {
    if (table.audience == Audience::kPeople) continue;
    WriteLine(HeaderOf(table), out);
    for (const auto& row : table.rows) WriteLine(FieldsOf(table, row, language), out);
    return;
  }
}

}  // namespace indicast::cli::output
