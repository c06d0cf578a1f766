// Tables on terminals of any width: nothing too wide, nothing lost; tones as colours.
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/output/table.h"
#include "clients/cli/output/text_width.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;

std::string Render(const Document& document, Language language, const Page& page) {
  std::ostringstream out;
  Write(document, Format::kTable, language, out, page);
  return out.str();
}

// How often each character that can be seen occurs.
std::map<std::string, int> Characters(absl::string_view text) {
  std::map<std::string, int> counts;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    const std::string character(text.substr(i, end - i));
    if (character != " " && character != "\n") ++counts[character];
    i = end;
  }
  return counts;
}

class RandomDocuments {
 public:
  explicit RandomDocuments(unsigned seed) : random_(seed) {}

  Document Next() {
    Table table;
    table.key = "t";
    const int columns = Up(14) + 1;
    for (int c = 0; c < columns; ++c) {
      table.columns.push_back({.key = absl::StrCat("c", c),
                               .header = Same(Words(2)),
                               .align = static_cast<Align>(Up(2))});
    }
    for (int r = Up(4); r >= 0; --r) {
      std::vector<Cell> row;
      for (int c = 0; c < columns; ++c) row.push_back(AnyCell(c));
      table.rows.push_back(std::move(row));
    }
    Document document;
    document.headline = Same(Words(40));
    document.tables = {std::move(table)};
    document.notes = {Same(Words(60)), Same(Words(3))};
    document.footer = {RevisionEntry(Up(1000))};
    return document;
  }

 private:
  int Up(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

  std::string Words(int most) {
    static const std::vector<std::string> kWords = {
        "进出口总额",
        "，",
        "超过1200亿元",
        "(实绩)",
        "imports",
        "and",
        "6%以上",
        "。",
        "《报告》",
        "a-very-long-identifier-of-some-document-without-any-blank",
        "e\xCC\x81t\xC3\xA9",
        "-15.0",
        "https://example.org/a/b/c",
        "8,10,11",
        "𠮷",
        "ＡＢ",
        "第(三)段",
        "\x1b[31m",
        "、、、"};
    std::string text;
    for (int n = Up(most); n >= 0; --n) {
      absl::StrAppend(&text, kWords[static_cast<size_t>(Up(static_cast<int>(kWords.size()) - 1))],
                      Up(1) == 0 ? " " : "");
    }
    return text;
  }

  // A first column without gaps: an empty cell there is written again in blocks.
  Cell AnyCell(int column) {
    const int kind = column == 0 ? 1 + Up(2) : Up(5);
    if (kind == 0) return MissingCell({});
    if (kind == 1) {
      const std::string digits = absl::StrCat(Up(3000) - 1500, ".", Up(99));
      return NumberCell(Number{digits, digits}, Same(absl::StrCat(Up(1) == 0 ? "约" : "", digits)));
    }
    Cell cell = PlainCell(absl::StrCat("甲", Words(kind == 2 ? 1 : 6)));
    cell.tone = static_cast<Tone>(Up(4));
    return cell;
  }

  std::mt19937 random_;
};

void ExpectFits(const std::string& text, int width, unsigned seed) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ASSERT_THAT(DisplayWidth(line), Le(width)) << "seed " << seed << ": " << line;
  }
}

TEST(TableFit, NoLineIsWiderThanTheTerminalAndNothingIsLost) {
  int aligned = 0;
  int blocks = 0;
  for (int width = 80; width <= 200; ++width) {
    for (unsigned seed = 0; seed < 8; ++seed) {
      const unsigned number = static_cast<unsigned>(width) * 100 + seed;
      const Document document = RandomDocuments(number).Next();
      const std::string text = Render(document, Language::kChinese, Page{.width = width});
      ASSERT_NO_FATAL_FAILURE(ExpectFits(text, width, number));
      const std::map<std::string, int> there = Characters(text);
      const auto whole = Characters(Render(document, Language::kChinese, {}));
      if (absl::StrContains(text, "改为每行一段")) {
        ++blocks;
        for (const Cell& cell : document.tables[0].rows.back()) {
          for (const auto& [character, count] : Characters(Printable(cell.text.zh))) {
            const auto found = there.find(character);
            ASSERT_TRUE(found != there.end() && found->second >= count) << number << character;
          }
        }
      } else {
        ++aligned;
        ASSERT_EQ(there, whole) << "seed " << number << "\n" << text;
      }
    }
  }
  // Both ways were walked.
  EXPECT_GT(aligned, 100);
  EXPECT_GT(blocks, 20);
}

TEST(TableFit, EveryCellOfABlockIsThereWordByWord) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const Document document = RandomDocuments(seed).Next();
    const std::string text = Render(document, Language::kChinese, Page{.width = 80});
    if (!absl::StrContains(text, "改为每行一段")) continue;
    const std::string joined = absl::StrReplaceAll(text, {{" ", ""}, {"\n", ""}});
    for (const auto& row : document.tables[0].rows) {
      for (const Cell& cell : row) {
        const std::string cell_text = Printable(cell.text.zh);
        ASSERT_THAT(joined, HasSubstr(absl::StrReplaceAll(cell_text, {{" ", ""}}))) << seed;
      }
    }
  }
}

TEST(TableFit, ColourChangesNoWidth) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    const Document document = RandomDocuments(seed).Next();
    const int width = 80 + static_cast<int>(seed);
    const std::string plain = Render(document, Language::kChinese, Page{.width = width});
    const std::string color =
        Render(document, Language::kChinese, Page{.width = width, .color = true});
    EXPECT_EQ(absl::StrReplaceAll(color, {{"\x1b[0m", ""},
                                          {"\x1b[2m", ""},
                                          {"\x1b[31m", ""},
                                          {"\x1b[32m", ""},
                                          {"\x1b[33m", ""}}),
              plain);
  }
}

Document Verdicts() {
  Cell met = CodeCell("met", {"达到", "met"});
  met.tone = Tone::kMet;
  Cell missed = CodeCell("missed", {"达不到", "missed"});
  missed.tone = Tone::kMissed;
  Document document;
  document.tables = {Table{.key = "t",
                           .columns = {{.key = "a", .header = Same("GAP")},
                                       {.key = "v", .header = Same("VERDICT")},
                                       {.key = "k", .header = Same("KIND")}},
                           .rows = {{PlainCell("-1.2"), missed, PlainCell("x")},
                                    {PlainCell("+0.5"), met, PlainCell("y")}}}};
  return document;
}

TEST(TableColour, IsOnVerdictWordsOnlyAndTheWordsStay) {
  EXPECT_EQ(Render(Verdicts(), Language::kEnglish, Page{.color = true}),
            "GAP   VERDICT  KIND\n"
            "-1.2  \x1b[31mmissed\x1b[0m   x\n"
            "+0.5  \x1b[32mmet\x1b[0m      y\n");
  EXPECT_THAT(Render(Verdicts(), Language::kEnglish, {}), Not(HasSubstr("\x1b")));
  for (const Format format : {Format::kJson, Format::kNdjson, Format::kCsv, Format::kMarkdown}) {
    std::ostringstream out;
    Write(Verdicts(), format, Language::kEnglish, out, Page{.width = 80, .color = true});
    EXPECT_THAT(out.str(), Not(HasSubstr("\x1b")));
  }
}

TEST(TableFit, ATableThatCannotFitBecomesBlocksWithAHint) {
  Table table;
  table.key = "t";
  std::vector<Cell> first;
  std::vector<Cell> second;
  for (int c = 0; c < 12; ++c) {
    table.columns.push_back({.key = absl::StrCat("c", c), .header = Same(absl::StrCat("H", c))});
    first.push_back(PlainCell(absl::StrCat("identifier", c)));
    second.push_back(c == 0 ? MissingCell({}) : PlainCell(absl::StrCat("other", c)));
  }
  table.rows = {first, second};
  Document document;
  document.tables = {table};
  const std::string text = Render(document, Language::kEnglish, Page{.width = 80});
  EXPECT_TRUE(absl::StartsWith(
      text, "(wider than the 80 columns of the terminal: one block for each row)\n\nH0   ident"))
      << text;
  // The second row says what the empty cell stands for.
  EXPECT_THAT(text, HasSubstr("H11  identifier11\n\nH0   identifier0\nH1   other1\n"));
  EXPECT_THAT(Render(document, Language::kEnglish, Page{.width = 200}), Not(HasSubstr("block")));
  EXPECT_THAT(Render(document, Language::kEnglish, {}), Not(HasSubstr("block")));
}

TEST(TableFit, ALabelThatLeavesNoRoomStandsAboveItsText) {
  Document document;
  document.tables = {Table{.key = "t",
                           .columns = {{.key = "a", .header = Same(std::string(90, 'L'))}},
                           .rows = {{PlainCell("value")}},
                           .layout = Table::Layout::kRecord}};
  EXPECT_EQ(Render(document, Language::kEnglish, Page{.width = 80}),
            absl::StrCat(std::string(80, 'L'), "\n", std::string(10, 'L'), "\n    value\n"));
}

}  // namespace
}  // namespace indicast::cli::output
