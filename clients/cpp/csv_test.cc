#include "clients/cpp/csv.h"

#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

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
        BadCase{"Empty", "", "f.csv:1 there is no header line"},
        BadCase{"OnlyEmptyLines", "\n\n", "there is no header line"},
        BadCase{"TooFew", "a,b\n1,2\n3\n", "f.csv:3 has 1 cells, the header 2"},
        BadCase{"TooMany", "a,b\n1,2,3\n", "f.csv:2 has 3 cells, the header 2"},
        BadCase{"QuoteInside", "a,b\n1,x\"y\n", "f.csv:2 column 2: a quote inside"},
        BadCase{"TextAfterQuote", "a\n\"x\"y\n", "f.csv:2 column 1: text after the closing quote"},
        BadCase{"NeverClosed", "a,b\n1,\"x\ny\n", "f.csv:2 column 2: the quote is never closed"},
        BadCase{"Gb18030", "a\n\xB3\xA4\xC9\xB3\n", "f.csv:2 column 1: not UTF-8"},
        BadCase{"Overlong", "a\n\xC0\x80\n", "f.csv:2 column 1: not UTF-8"},
        BadCase{"Surrogate", "a\n\xED\xA0\x80\n", "f.csv:2 column 1: not UTF-8"},
        BadCase{"CutOff", "a\n\xE9\x95", "f.csv:2 column 1: not UTF-8"},
        BadCase{"Nul", std::string("a\nx\0y\n", 6), "f.csv:2 column 1: a NUL character"},
        BadCase{"NamelessColumn", "a,,b\n", "column 2 has no name"},
        BadCase{"RepeatedColumn", "a,b,a\n", "column a occurs twice"}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace indicast::client
