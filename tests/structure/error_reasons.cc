#include "tests/structure/error_reasons.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/structure/source_tree.h"

namespace indicast::structure {
namespace {

bool IsWordChar(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool IsUpperSnake(absl::string_view text) {
  return text.size() >= 2 && absl::ascii_isupper(static_cast<unsigned char>(text[0])) &&
         text.back() != '_' && std::all_of(text.begin(), text.end(), [](char c) {
           return c == '_' || absl::ascii_isupper(static_cast<unsigned char>(c)) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c));
         });
}

// A string literal: its text and where its quote stands. Raw ones keep their delimiters.
struct Literal {
  std::string text;
  size_t at;
};

std::vector<Literal> Literals(absl::string_view code) {
  std::vector<Literal> out;
  for (size_t at = 0; at < code.size();) {
    const size_t length = LiteralLength(code, at);
    if (length >= 2 && code[at] == '"') {
      out.push_back({std::string(code.substr(at + 1, length - 2)), at});
    }
    at += std::max<size_t>(1, length);
  }
  return out;
}

// Literals by the name of the constant that they initialise: kReason[] = "X" or kReason = "X".
std::map<std::string, std::string> Constants(absl::string_view code) {
  std::map<std::string, std::string> out;
  for (const Literal& literal : Literals(code)) {
    absl::string_view before = absl::StripTrailingAsciiWhitespace(code.substr(0, literal.at));
    if (!absl::ConsumeSuffix(&before, "=")) continue;
    before = absl::StripTrailingAsciiWhitespace(before);
    absl::ConsumeSuffix(&before, "[]");
    size_t start = before.size();
    while (start > 0 && IsWordChar(before[start - 1])) --start;
    if (start < before.size()) out[std::string(before.substr(start))] = literal.text;
  }
  return out;
}

// The arguments of a call whose "(" is at `open`.
std::vector<absl::string_view> Arguments(absl::string_view code, size_t open) {
  std::vector<absl::string_view> arguments;
  int depth = 0;
  size_t start = open + 1;
  for (size_t i = open; i < code.size(); ++i) {
    const char c = code[i];
    if (const size_t literal = LiteralLength(code, i); literal > 0) {
      i += literal - 1;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    }
    if ((c == ',' && depth == 1) || depth == 0) {
      arguments.push_back(absl::StripAsciiWhitespace(code.substr(start, i - start)));
      start = i + 1;
    }
    if (depth == 0) break;
  }
  return arguments;
}

// "absl::StatusCode::kNotFound" as "NOT_FOUND"; empty for any other expression.
std::string CodeName(absl::string_view expression) {
  if (!absl::ConsumePrefix(&expression, "absl::StatusCode::k")) return "";
  std::string name;
  for (const char c : expression) {
    if (!IsWordChar(c)) return "";
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !name.empty()) name.push_back('_');
    name.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

// Adds the reasons of every call of `function`, whose reason argument has that index. `code_name`
// is the code of all its calls, empty when the first argument is the code.
void AddCalls(absl::string_view code, absl::string_view function, size_t reason_index,
              absl::string_view code_name, Reasons& reasons) {
  const std::map<std::string, std::string> constants = Constants(code);
  for (size_t at = code.find(function); at != absl::string_view::npos;
       at = code.find(function, at + 1)) {
    size_t open = at + function.size();
    while (open < code.size() && absl::ascii_isspace(static_cast<unsigned char>(code[open]))) {
      ++open;
    }
    if ((at > 0 && IsWordChar(code[at - 1])) || open >= code.size() || code[open] != '(') continue;
    const std::vector<absl::string_view> arguments = Arguments(code, open);
    if (arguments.size() <= reason_index) continue;
    const std::string name = code_name.empty() ? CodeName(arguments[0]) : std::string(code_name);
    std::vector<Literal> found = Literals(arguments[reason_index]);
    if (const auto constant = constants.find(std::string(arguments[reason_index]));
        constant != constants.end()) {
      found.push_back({constant->second, 0});
    }
    for (const Literal& literal : found) {
      if (!IsUpperSnake(literal.text)) continue;
      std::set<std::string>& codes = reasons[literal.text];
      if (!name.empty()) codes.insert(name);
    }
  }
}

// The cells of a row "| a | `b` |" of a table, without back quotes; none for any other line.
std::vector<std::string> Cells(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, "|") || !absl::ConsumeSuffix(&line, "|")) return {};
  std::vector<std::string> cells = absl::StrSplit(absl::StrReplaceAll(line, {{"`", ""}}), '|');
  for (std::string& cell : cells) absl::StripAsciiWhitespace(&cell);
  return cells;
}

}  // namespace

Reasons FindReasons(absl::string_view code) {
  const std::string plain = WithoutComments(code);
  Reasons reasons;
  AddCalls(plain, "Error", 1, "", reasons);
  AddCalls(plain, "FieldError", 2, "INVALID_ARGUMENT", reasons);
  AddCalls(plain, "FieldErrors", 1, "INVALID_ARGUMENT", reasons);
  for (const Literal& literal : Literals(plain)) {
    if (IsUpperSnake(literal.text) && absl::StrContains(literal.text, "_")) reasons[literal.text];
  }
  return reasons;
}

Reasons ReadReasonTable(absl::string_view markdown) {
  Reasons table;
  std::set<std::string> twice;
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    const std::vector<std::string> cells = Cells(line);
    if (cells.size() != 4 || !IsUpperSnake(cells[0]) || cells[2].empty() || cells[3].empty()) {
      continue;
    }
    const std::vector<std::string> codes =
        absl::StrSplit(absl::StrReplaceAll(cells[1], {{" ", ""}}), ',', absl::SkipEmpty());
    if (!table.emplace(cells[0], std::set<std::string>(codes.begin(), codes.end())).second) {
      twice.insert(cells[0]);
    }
  }
  for (const std::string& reason : twice) table.erase(reason);
  return table;
}

namespace {

// Codes of the rows with so many cells, none of them empty.
std::set<std::string> CodesOfRows(absl::string_view markdown, size_t columns) {
  std::set<std::string> table;
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    const std::vector<std::string> cells = Cells(line);
    const bool complete =
        std::none_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); });
    if (cells.size() == columns && IsUpperSnake(cells[0]) && complete) table.insert(cells[0]);
  }
  return table;
}

}  // namespace

std::set<std::string> ReadVerdictTable(absl::string_view markdown) {
  return CodesOfRows(markdown, 2);
}

std::set<std::string> ReadFindingTable(absl::string_view markdown) {
  return CodesOfRows(markdown, 3);
}

}  // namespace indicast::structure
