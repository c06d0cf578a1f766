#include "clients/cli/output/table.h"

#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast::cli::output {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Cell Percent(const std::string& digits) {
  return NumberCell(Number{digits, digits, "equal", "percent"}, Same(digits));
}

Document Board() {
  Table table;
  table.key = "targets";
  table.title = {"完成情况", "progress"};
  table.columns = {
      {.key = "indicator", .header = {}, .audience = Audience::kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "base",
       .header = {"上年实绩", "BASE"},
       .align = Align::kDecimal,
       .qualified = true,
       .with_unit = true},
      {.key = "note_mark", .header = {"注", "NOTE"}, .audience = Audience::kPeople},
  };
  table.rows = {
      {PlainCell("gdp"), TextCell({"地区生产总值", "gross domestic product"}),
       MissingCell({"缺数", "missing"}), PlainCell("1")},
      {PlainCell("imports-exports"), TextCell({"进出口总额", "imports, exports"}), Percent("-15"),
       PlainCell("")},
      {PlainCell("consumer-prices"), TextCell({"居民消费价格", "consumer prices"}), Percent("0.0"),
       PlainCell("")},
  };
  Document document;
  document.headline = {"3项目标", "3 targets"};
  document.tables = {table};
  document.notes = {{"报告未给出2023年增速。", "The report gives no growth for 2023."}};
  document.footer = {RevisionEntry(7), PublicationBoundEntry("")};
  return document;
}

std::string Render(const Document& document, Format format, Language language, int width = 0) {
  std::ostringstream out;
  Write(document, format, language, out, Page{.width = width});
  return out.str();
}

TEST(TableFormat, AlignsChineseByDisplayWidthAndNumbersOnThePoint) {
  EXPECT_EQ(Render(Board(), Format::kTable, Language::kChinese),
            "3项目标\n"
            "\n"
            "完成情况\n"
            "指标          上年实绩  注\n"
            "地区生产总值      缺数  1\n"
            "进出口总额       -15\n"
            "居民消费价格       0.0\n"
            "\n"
            "注:\n"
            "1. 报告未给出2023年增速。\n"
            "\n"
            "数据修订 7;公布日期 不限\n");
}

TEST(TableFormat, WordsAfterANumberStandRightOfThePoint) {
  const auto number = [](const std::string& digits, const std::string& shown) {
    return std::vector<Cell>{NumberCell(Number{digits, digits}, Same(shown))};
  };
  Document document;
  document.tables = {
      Table{.key = "targets",
            .columns = {{.key = "target", .header = Same("T"), .align = Align::kDecimal}},
            .rows = {number("6", "6以上"),
                     number("7.5", "7.5"),
                     number("1560", "超过1560"),
                     {MissingCell(Same("省定"))}}}};
  EXPECT_EQ(Render(document, Format::kTable, Language::kChinese),
            "           T\n"
            "       6以上\n"
            "       7.5\n"
            "超过1560\n"
            "        省定\n");
}

TEST(TableFormat, EnglishIsTheSameDocument) {
  EXPECT_EQ(Render(Board(), Format::kTable, Language::kEnglish),
            "3 targets\n"
            "\n"
            "progress\n"
            "INDICATOR                  BASE  NOTE\n"
            "gross domestic product  missing  1\n"
            "imports, exports          -15\n"
            "consumer prices             0.0\n"
            "\n"
            "Notes:\n"
            "1. The report gives no growth for 2023.\n"
            "\n"
            "data revision 7; publication bound none\n");
}

TEST(TableFormat, WrapsTextToTheTerminalAndKeepsNumbersWhole) {
  const std::string text = Render(Board(), Format::kTable, Language::kEnglish, 30);
  EXPECT_THAT(text, HasSubstr("gross domestic   missing  1\nproduct\n"));
  EXPECT_THAT(text, HasSubstr("1. The report gives no growth\n   for 2023.\n"));
}

TEST(TableFormat, NothingIsCutWhenThereIsNoTerminal) {
  Document document = Board();
  const std::string name(500, 'x');
  document.tables[0].rows[0][1] = PlainCell(name);
  EXPECT_THAT(Render(document, Format::kTable, Language::kEnglish), HasSubstr(name));
}

TEST(TableFormat, AnEmptyTableSaysSo) {
  Document document;
  document.tables = {Table{.key = "hits", .columns = {{.key = "id", .header = Same("ID")}}}};
  EXPECT_EQ(Render(document, Format::kTable, Language::kChinese), "无\n");
  EXPECT_EQ(Render(document, Format::kTable, Language::kEnglish), "none\n");
}

TEST(TableFormat, ARecordIsOneLineAField) {
  Document document;
  document.tables = {Table{
      .key = "indicator",
      .columns = {{.key = "id", .header = {"编号", "id"}},
                  {.key = "definition", .header = {"定义", "definition"}},
                  {.key = "unit", .header = {"单位", "unit"}}},
      .rows = {{PlainCell("gdp"), MissingCell({}), CodeCell("cny-1e8", {"亿元", "100 m yuan"})}},
      .layout = Table::Layout::kRecord}};
  EXPECT_EQ(Render(document, Format::kTable, Language::kChinese), "编号  gdp\n单位  亿元\n");
  EXPECT_EQ(Render(document, Format::kTable, Language::kEnglish),
            "id          gdp\nunit        100 m yuan\n");
}

TEST(TableFormat, EscapeSequencesInDataAreHarmless) {
  Document document;
  document.headline = Same("\x1B]0;title\x07");
  EXPECT_THAT(Render(document, Format::kTable, Language::kEnglish), Not(HasSubstr("\x1B")));
}

TEST(JsonFormat, HasStableKeysDecimalTextUnitsAndNulls) {
  const auto json = nlohmann::json::parse(Render(Board(), Format::kJson, Language::kChinese));
  const auto expected = nlohmann::json::parse(R"({
    "headline": {"zh": "3项目标", "en": "3 targets"},
    "targets": [
      {"indicator": "gdp", "name": {"zh": "地区生产总值", "en": "gross domestic product"},
       "base": null},
      {"indicator": "imports-exports", "name": {"zh": "进出口总额", "en": "imports, exports"},
       "base": {"value": "-15", "text": "-15", "qualifier": "equal", "unit": "percent"}},
      {"indicator": "consumer-prices", "name": {"zh": "居民消费价格", "en": "consumer prices"},
       "base": {"value": "0.0", "text": "0.0", "qualifier": "equal", "unit": "percent"}}],
    "notes": [{"zh": "报告未给出2023年增速。", "en": "The report gives no growth for 2023."}],
    "revision": 7, "publication_date": null})");
  EXPECT_EQ(json, expected);
}

TEST(JsonFormat, IsTheSameInEveryLanguage) {
  EXPECT_EQ(Render(Board(), Format::kJson, Language::kChinese),
            Render(Board(), Format::kJson, Language::kEnglish));
}

TEST(JsonFormat, BrokenUtf8IsReplacedNotThrown) {
  Document document;
  document.headline = Same("a\xFF");
  EXPECT_TRUE(nlohmann::json::accept(Render(document, Format::kJson, Language::kEnglish)));
}

TEST(CsvFormat, HasKeysQualifierUnitAndQuotesAsInRfc4180) {
  EXPECT_EQ(Render(Board(), Format::kCsv, Language::kEnglish),
            "indicator,name,base,base_qualifier,base_unit\r\n"
            "gdp,gross domestic product,,,\r\n"
            "imports-exports,\"imports, exports\",-15,equal,percent\r\n"
            "consumer-prices,consumer prices,0.0,equal,percent\r\n");
}

TEST(CsvFormat, QuotesAreDoubledAndLineEndsKept) {
  Document document;
  document.tables = {Table{.key = "quotes",
                           .columns = {{.key = "text", .header = Same("TEXT")}},
                           .rows = {{PlainCell("say \"no\"\nand go")}, {PlainCell("")}}}};
  EXPECT_EQ(Render(document, Format::kCsv, Language::kEnglish),
            "text\r\n\"say \"\"no\"\"\nand go\"\r\n\"\"\r\n");
}

TEST(CsvFormat, SkipsTablesForPeople) {
  Document document = Board();
  Table people = document.tables[0];
  people.audience = Audience::kPeople;
  document.tables.insert(document.tables.begin(), people);
  EXPECT_EQ(Render(document, Format::kCsv, Language::kEnglish),
            Render(Board(), Format::kCsv, Language::kEnglish));
}

}  // namespace
}  // namespace indicast::cli::output
