#include "clients/cpp/csv.h"

#include <string>

#include "common/status/error.h"
#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CsvTest, ReadsQuotesLineEndsAndChinese) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table,
                       ParseCsv("id,name\r\ngdp,\"地区,\"\"总值\"\"\"\r\n\r\ncpi,\"two\nlines\"\n"
                                "last,",
                                "f.csv"));
  EXPECT_THAT(table.header, ElementsAre("id", "name"));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("gdp", "地区,\"总值\""));
  EXPECT_EQ(table.rows[0].line, 2);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("cpi", "two\nlines"));
  EXPECT_EQ(table.rows[1].line, 4);
  EXPECT_THAT(table.rows[2].cells, ElementsAre("last", ""));
  EXPECT_EQ(table.rows[2].line, 6);
}

TEST(CsvTest, AcceptsAByteOrderMark) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv("\xEF\xBB\xBFid\nx\n", "f.csv"));
  EXPECT_THAT(table.header, ElementsAre("id"));
}

TEST(CsvTest, KeepsSpacesAndLoneCarriageReturns) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv("a,b\n x ,y\rz\n", "f.csv"));
  EXPECT_THAT(table.rows[0].cells, ElementsAre(" x ", "y\rz"));
}

TEST(CsvTest, DropsWhatSpreadsheetsAddAtTheEnd) {
  ASSERT_OK_AND_ASSIGN(
      const CsvTable table,
      ParseCsv("a,b,, \r\n1,2,,\r\n3,,\r\n,,,\r\n  ,\xE3\x80\x80,,\r\n,\r\n", "f.csv"));
  EXPECT_THAT(table.header, ElementsAre("a", "b"));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("1", "2"));
  EXPECT_THAT(table.rows[1].cells, ElementsAre("3", ""));
}

TEST(CsvTest, AcceptsAHeaderAlone) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv("a,b\r\n", "f.csv"));
  EXPECT_EQ(table.rows.size(), 0U);
}

TEST(CsvTest, TakesTabsWhenAsked) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv("a\tb\n1,5\t\"x\ty\"\n", "f.csv", '\t'));
  EXPECT_THAT(table.rows[0].cells, ElementsAre("1,5", "x\ty"));
}

TEST(CsvTest, ListsEveryRecordOfAnotherWidth) {
  const auto table = ParseCsv("a,b\n1\n2,3\n4,5,6\n7\n", "f.csv");
  EXPECT_THAT(table, HasField("f.csv:2"));
  EXPECT_THAT(table, HasField("f.csv:4 column 3"));
  EXPECT_THAT(table, HasField("f.csv:5"));
}

TEST(CsvTest, StopsAtAHundredProblems) {
  std::string text = "a,b\n";
  for (int i = 0; i < 500; ++i) text += "1\n";
  const auto table = ParseCsv(text, "f.csv");
  EXPECT_EQ(DetailOf(table.status()).violations.size(), 100U);
  EXPECT_THAT(table, HasField("f.csv:101"));
}

TEST(CsvTest, HoldsTheLargestCell) {
  const std::string cell(kMaxCsvCellBytes, 'x');
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv("a\n" + cell + "\n", "f.csv"));
  EXPECT_EQ(table.rows[0].cells[0], cell);
  EXPECT_THAT(ParseCsv("a\n1\n" + cell + "x\n", "f.csv"), HasField("f.csv:3 column 1 (a)"));
  EXPECT_THAT(ParseCsv("a\n1\n\"\n" + cell + "\"\n", "f.csv"), HasField("f.csv:3 column 1 (a)"));
}

TEST(CsvTest, BoundsRecordsColumnsAndCells) {
  const std::string commas(kMaxCsvColumns, ',');
  EXPECT_THAT(ParseCsv("a\n1" + commas + "\n", "f.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("more than 1000 cells")));
  std::string wide = "c0";
  for (int i = 1; i < 900; ++i) wide += ",c" + std::to_string(i);
  std::string row = "x";
  row.append(899, ',');
  std::string text = wide + "\n";
  const int fitting = static_cast<int>(kMaxCsvCells / 900);
  for (int i = 0; i <= fitting; ++i) text += row + "\n";
  EXPECT_THAT(ParseCsv(text, "f.csv"), HasField("f.csv:" + std::to_string(fitting + 2)));
}

struct BadCase {
  const char* name;
  std::string text;
  std::string message;
};

class CsvErrorTest : public ::testing::TestWithParam<BadCase> {};

TEST_P(CsvErrorTest, NamesFileLineAndColumn) {
  const auto table = ParseCsv(GetParam().text, "f.csv");
  EXPECT_THAT(table, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(GetParam().message)));
  EXPECT_THAT(table, HasReason("CSV_INVALID"));
}

INSTANTIATE_TEST_SUITE_P(
    All, CsvErrorTest,
    ::testing::Values(
        BadCase{"Empty", "", "f.csv:1: there is no header line"},
        BadCase{"OnlyEmptyLines", "\n\n", "there is no header line"},
        BadCase{"TooFew", "a,b\n1,2\n3\n", "f.csv:3: has 1 cells, the header 2"},
        BadCase{"TooMany", "a,b\n1,2,3\n",
                "f.csv:2 column 3: has 3 cells, the header 2: '3' stands below no name"},
        BadCase{"QuoteInside", "a,b\n1,x\"y\n", "f.csv:2 column 2 (b): a quote inside"},
        BadCase{"TextAfterQuote", "a\n\"x\"y\n",
                "f.csv:2 column 1 (a): text after the closing quote"},
        BadCase{"NeverClosed", "a,b\n1,\"x\ny\n",
                "f.csv:2 column 2 (b): the quote is never closed"},
        BadCase{"Gb18030", "a\n\xB3\xA4\xC9\xB3\n", "f.csv:2 column 1 (a): not UTF-8"},
        BadCase{"Overlong", "a\n\xC0\x80\n", "f.csv:2 column 1 (a): not UTF-8"},
        BadCase{"Surrogate", "a\n\xED\xA0\x80\n", "f.csv:2 column 1 (a): not UTF-8"},
        BadCase{"CutOff", "a\n\xE9\x95", "f.csv:2 column 1 (a): not UTF-8"},
        BadCase{"Nul", std::string("a\nx\0y\n", 6), "f.csv:2 column 1 (a): a NUL character"},
        BadCase{"CutOffRecord", "a,b,c\n1,2,3\n4,5",
                "f.csv:3: has 2 cells, the header 3; the file ends"},
        BadCase{"DataBelowNoName", "a,b,,\n1,2,,x\n", "f.csv:2 column 4: has 4 cells"},
        BadCase{"HeaderOfCommas", ",,\n1,2,3\n", "f.csv:1: there is no header line"},
        BadCase{"NamelessColumn", "a,,b\n", "column 2 has no name"},
        BadCase{"RepeatedColumn", "a,b,a\n", "column a occurs twice"}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace indicast::client
