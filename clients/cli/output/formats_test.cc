// The formats beside table, json and plain csv, and what all of them have in common.
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "clients/cli/output/table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast::cli::output {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Cell Figure(const std::string& digits) {
  return NumberCell(Number{digits, digits, "equal", "percent"}, Same(digits));
}

Document Board() {
  Table targets;
  targets.key = "targets";
  targets.title = {"完成情况", "progress"};
  targets.columns = {{.key = "name", .header = {"指标", "INDICATOR"}},
                     {.key = "base", .header = {"上年", "BASE"}, .align = Align::kDecimal},
                     {.key = "gap", .header = {"差距", "GAP"}, .align = Align::kDecimal}};
  targets.rows = {{TextCell({"进出口|总额", "imports|exports"}), Figure("-15"), Figure("-22.0")},
                  {TextCell({"价格", "prices"}), Figure("0.30"), MissingCell({"缺数", "missing"})},
                  {TextCell({"产值", "output"}), Figure("2811.51"), Figure("+0.5")}};
  Table receipts;
  receipts.key = "receipts";
  receipts.audience = Audience::kMachines;
  receipts.columns = {{.key = "revision"}};
  receipts.rows = {{PlainCell("r")}};
  Document document;
  document.headline = {"情景*延续*:3项", "scenario *repeat*: 3"};
  document.tables = {targets, receipts};
  document.notes = {{"甲~乙。", "First ~ note."}, {"第二条。", "Second."}};
  document.footer = {RevisionEntry(7), PublicationBoundEntry("2024-01-31")};
  return document;
}

std::string Render(const Document& document, Format format, const Page& page = {},
                   Language language = Language::kEnglish) {
  std::ostringstream out;
  Write(document, format, language, out, page);
  return out.str();
}

// Everything that reads as a figure with a decimal point or a sign.
std::multiset<std::string> Digits(const std::string& text) {
  static const std::regex kFigure("[-+]?[0-9]+\\.[0-9]+|-[0-9]+(?![0-9-])");
  std::multiset<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), kFigure), end; it != end; ++it) {
    found.insert(it->str());
  }
  return found;
}

TEST(Formats, ShowTheSameDigits) {
  Document document = Board();
  document.footer = {RevisionEntry(7)};
  const std::multiset<std::string> expected = {"-15", "-22.0", "0.30", "2811.51", "+0.5"};
  for (const std::string& name : FormatNames()) {
    std::string text = Render(document, *FormatNamed(name));
    std::multiset<std::string> found;
    if (name == "json" || name == "ndjson") {  // the text as shown; the value may be more precise
      for (const absl::string_view part : absl::StrSplit(text, "\"text\":")) {
        if (part.data() == text.data()) continue;
        const absl::string_view rest = part.substr(part.find('"') + 1);
        found.insert(std::string(rest.substr(0, rest.find('"'))));
      }
    } else {
      found = Digits(text);
    }
    EXPECT_EQ(found, expected) << name << "\n" << text;
  }
}

TEST(Formats, NamesLeadToFormatsAndBack) {
  EXPECT_THAT(FormatNames(), ElementsAre("table", "json", "ndjson", "csv", "md"));
  EXPECT_EQ(FormatNamed("md"), Format::kMarkdown);
  EXPECT_EQ(FormatNamed("ndjson"), Format::kNdjson);
  EXPECT_FALSE(FormatNamed("xml").has_value());
}

TEST(NdjsonFormat, IsOneObjectARowWithTableAndFooter) {
  const std::string text = Render(Board(), Format::kNdjson);
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 4U) << text;
  EXPECT_EQ(text.back(), '\n');
  const auto first = nlohmann::json::parse(lines[0], nullptr, false);
  EXPECT_EQ(first["table"], "targets");
  EXPECT_EQ(first["revision"], 7);
  EXPECT_EQ(first["publication_date"], "2024-01-31");
  EXPECT_EQ(first["row"]["gap"]["text"], "-22.0");
  EXPECT_EQ(first["row"]["name"]["zh"], "进出口|总额");
  // A column called like a footer entry hides nothing.
  const auto last = nlohmann::json::parse(lines[3], nullptr, false);
  EXPECT_EQ(last["table"], "receipts");
  EXPECT_EQ(last["revision"], 7);
  EXPECT_EQ(last["row"]["revision"], "r");
  EXPECT_EQ(text, Render(Board(), Format::kNdjson, {}, Language::kChinese));
}

TEST(NdjsonFormat, LineEndsAndBrokenUtf8StayWithinTheLine) {
  Document document;
  document.tables = {
      Table{.key = "t", .columns = {{.key = "a"}}, .rows = {{PlainCell("x\ny\xFF")}}}};
  const std::string text = Render(document, Format::kNdjson);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_TRUE(nlohmann::json::accept(text));
}

// Counts what reaches it between two flushes.
class FlushCounter final : public std::stringbuf {
 public:
  int flushes = 0;

 private:
  int sync() override {
    ++flushes;
    return std::stringbuf::sync();
  }
};

TEST(NdjsonFormat, IsFlushedRowByRow) {
  FlushCounter buffer;
  std::ostream out(&buffer);
  Write(Board(), Format::kNdjson, Language::kEnglish, out);
  EXPECT_EQ(buffer.flushes, 4);
}

TEST(MarkdownFormat, IsHeadlineTablesNotesAndFooter) {
  EXPECT_EQ(Render(Board(), Format::kMarkdown),
            "scenario \\*repeat\\*: 3\n"
            "\n"
            "**progress**\n"
            "\n"
            "| INDICATOR | BASE | GAP |\n"
            "| --- | ---: | ---: |\n"
            "| imports\\|exports | -15 | -22.0 |\n"
            "| prices | 0.30 | missing |\n"
            "| output | 2811.51 | +0.5 |\n"
            "\n"
            "1. First \\~ note.\n"
            "2. Second.\n"
            "\n"
            "data revision 7; publication bound to 2024-01-31\n");
  EXPECT_THAT(Render(Board(), Format::kMarkdown, {}, Language::kChinese),
              HasSubstr("| 进出口\\|总额 | -15 | -22.0 |\n"));
}

TEST(MarkdownFormat, RecordsEmptyTablesAndMarkupAreSafe) {
  Table record;
  record.key = "indicator";
  record.layout = Table::Layout::kRecord;
  record.columns = {{.key = "id", .header = {"编号", "id"}}, {.key = "x", .header = Same("x")}};
  record.rows = {{PlainCell("# a_b _c_\n<b>"), MissingCell({})}};
  Document document;
  document.headline = Same("# title");
  document.tables = {record, Table{.key = "none", .columns = {{.key = "a"}}}};
  EXPECT_EQ(
      Render(document, Format::kMarkdown),
      "\\# title\n\n| Field | Value |\n| --- | --- |\n| id | # a_b \\_c\\_ \\<b> |\n\nnone\n");
}

TEST(ExcelCsv, HasAByteOrderMarkAndGuardsTextsOnly) {
  Document document;
  document.tables = {Table{.key = "t",
                           .columns = {{.key = "text"}, {.key = "number"}},
                           .rows = {{PlainCell("=1+1"), Figure("-15")},
                                    {PlainCell("-15"), Figure("+0.5")},
                                    {PlainCell("-15%"), IntCell(-3)},
                                    {PlainCell("-15 % more"), IntCell(1)},
                                    {PlainCell("\t@SUM(A1)"), IntCell(1)},
                                    {PlainCell("＝1"), IntCell(1)},
                                    {PlainCell("+-"), IntCell(1)},
                                    {PlainCell("增长6%以上"), IntCell(1)}}}};
  const std::string excel = Render(document, Format::kCsv, Page{.excel = true});
  EXPECT_EQ(excel,
            "\xEF\xBB\xBFtext,number\r\n"
            "'=1+1,-15\r\n"
            "-15,+0.5\r\n"
            "-15%,-3\r\n"
            "'-15 % more,1\r\n"
            "'\t@SUM(A1),1\r\n"
            "'＝1,1\r\n"
            "'+-,1\r\n"
            "增长6%以上,1\r\n");
  const std::string plain = Render(document, Format::kCsv);
  EXPECT_TRUE(absl::StartsWith(plain, "text,number\r\n=1+1,-15\r\n"));
  EXPECT_THAT(plain, Not(HasSubstr("'")));
}

}  // namespace
}  // namespace indicast::cli::output
