#include "tests/data/coverage.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cpp/csv.h"
#include "common/status/status_macros.h"
#include "store-service/domain/quote.h"
#include "tests/structure/source_tree.h"

namespace indicast::coverage {
namespace {

using Row = std::map<std::string, std::string>;

constexpr absl::string_view kChineseNumerals[] = {"一", "二", "三", "四", "五", "六", "七",
                                                  "八", "九", "十", "百", "千", "万", "亿",
                                                  "两", "零", "〇", "双", "首", "半", "廿"};

// Length of the Chinese numeral at `at`, 0 when there is none.
size_t ChineseNumeralAt(absl::string_view text, size_t at) {
  for (const absl::string_view numeral : kChineseNumerals) {
    if (text.substr(at, numeral.size()) == numeral) return numeral.size();
  }
  return 0;
}

size_t DigitsEnd(absl::string_view text, size_t at) {
  const auto digit = [&](size_t i) {
    return i < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[i]));
  };
  while (digit(at)) ++at;
  if (at < text.size() && text[at] == '.' && digit(at + 1)) {
    ++at;
    while (digit(at)) ++at;
  }
  return at;
}

absl::StatusOr<std::vector<Row>> Rows(const std::string& path) {
  ASSIGN_OR_RETURN(const client::CsvTable table, client::ParseCsv(structure::ReadFile(path), path));
  std::vector<Row> rows;
  for (const client::CsvRow& line : table.rows) {
    Row row = {{"line", absl::StrCat(path, ":", line.line)}};
    for (size_t i = 0; i < table.header.size(); ++i) row[table.header[i]] = line.cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<size_t> PlaceOf(absl::string_view text, const Row& row) {
  const auto place = store::FindQuote(text, {row.at("quote"), row.at("prefix"), row.at("suffix")});
  if (place.ok()) return place->text_offset;
  return absl::InvalidArgumentError(absl::StrCat(row.at("line"), ": ", place.status().message()));
}

// The quote for Chinese numerals, the wording in it for digits too.
absl::Status AddFact(absl::string_view text, const Row& row, const std::string& name,
                     std::vector<Cover>& covers) {
  ASSIGN_OR_RETURN(const size_t begin, PlaceOf(text, row));
  const std::string& quote = row.at("quote");
  const std::string& wording = row.at("published_text");
  covers.push_back({begin, begin + quote.size(), false, name});
  const size_t at = quote.find(wording);
  if (at == std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat(row.at("line"), ": the wording is not in the quote"));
  }
  covers.push_back({begin + at, begin + at + wording.size(), true, name});
  return absl::OkStatus();
}

void AddWord(absl::string_view text, const std::string& word, std::vector<Cover>& covers) {
  for (size_t at = text.find(word); at != absl::string_view::npos; at = text.find(word, at + 1)) {
    covers.push_back({at, at + word.size(), true, absl::StrCat("word ", word)});
  }
}

}  // namespace

std::vector<Numeral> FindNumerals(absl::string_view text) {
  std::vector<Numeral> found;
  for (size_t at = 0; at < text.size();) {
    if (const size_t end = DigitsEnd(text, at); end > at) {
      found.push_back({at, end, true});
      at = end;
      continue;
    }
    const size_t begin = at;
    while (const size_t length = ChineseNumeralAt(text, at)) at += length;
    if (at > begin) {
      found.push_back({begin, at, false});
    } else {
      ++at;
    }
  }
  return found;
}

absl::StatusOr<std::vector<Cover>> CoversOf(const std::string& folder, const std::string& document,
                                            absl::string_view text) {
  std::vector<Cover> covers;
  ASSIGN_OR_RETURN(const auto observations, Rows(folder + "/observations.csv"));
  for (const Row& row : observations) {
    if (row.at("document") != document || row.at("quote").empty()) continue;
    RETURN_IF_ERROR(AddFact(text, row,
                            absl::StrCat(row.at("indicator"), ".", row.at("area"), ".",
                                         row.at("measure"), " ", row.at("period")),
                            covers));
  }
  ASSIGN_OR_RETURN(const auto targets, Rows(folder + "/targets.csv"));
  for (const Row& row : targets) {
    if (row.at("document") == document && !row.at("quote").empty()) {
      RETURN_IF_ERROR(AddFact(text, row, row.at("id"), covers));
    }
  }
  ASSIGN_OR_RETURN(const auto exclusions, Rows(folder + "/coverage/exclusions.csv"));
  for (const Row& row : exclusions) {
    ASSIGN_OR_RETURN(const size_t begin, PlaceOf(text, row));
    covers.push_back({begin, begin + row.at("quote").size(), true,
                      absl::StrCat("exclusion (", row.at("reason"), ")")});
  }
  ASSIGN_OR_RETURN(const auto words, Rows(folder + "/coverage/words.csv"));
  for (const Row& row : words) AddWord(text, row.at("word"), covers);
  return covers;
}

std::string ExplanationOf(const Numeral& numeral, const std::vector<Cover>& covers) {
  for (const Cover& cover : covers) {
    if (cover.begin <= numeral.begin && numeral.end <= cover.end &&
        (cover.digits_too || !numeral.digits)) {
      return cover.by;
    }
  }
  return "";
}

std::string Report(absl::string_view text, const std::vector<Cover>& covers) {
  constexpr size_t kAround = 30;
  // Never within a character: UTF-8 continuation bytes are 10xxxxxx.
  const auto at_character = [&](size_t at) {
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    return std::min(at, text.size());
  };
  std::string report;
  for (const Numeral& numeral : FindNumerals(text)) {
    const size_t from = at_character(numeral.begin - std::min(numeral.begin, kAround));
    const size_t to = at_character(std::min(text.size(), numeral.end + kAround));
    const std::string by = ExplanationOf(numeral, covers);
    absl::StrAppend(&report, numeral.begin, "\t", text.substr(from, numeral.begin - from), "[",
                    text.substr(numeral.begin, numeral.end - numeral.begin), "]",
                    text.substr(numeral.end, to - numeral.end), "\t", by.empty() ? "NOTHING" : by,
                    "\n");
  }
  return absl::StrReplaceAll(report, {{"\r", ""}, {"\n\n", " | "}});
}

}  // namespace indicast::coverage
