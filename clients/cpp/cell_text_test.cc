#include "clients/cpp/cell_text.h"

#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;

using Reader = absl::StatusOr<std::string> (*)(absl::string_view cell);

struct GoodCell {
  Reader read;
  const char* cell;
  const char* plain;
};

TEST(CellTextTest, ReadsPlainForms) {
  const GoodCell kCells[] = {
      {NumberText, "", ""},
      {NumberText, " \xC2\xA0\xE3\x80\x80", ""},
      {NumberText, "-15", "-15"},
      {NumberText, "0.50", "0.50"},
      {NumberText, "１２３４．５", "1234.5"},
      {NumberText, "－１５", "-15"},
      {NumberText, "＋3", "+3"},
      {NumberText, "−2.5", "-2.5"},
      {NumberText, "\xE3\x80\x80 42\xC2\xA0\t", "42"},
      {NumberText, "1,234.5", "1234.5"},
      {NumberText, "-12,345,678", "-12345678"},
      {NumberText, "１，２３４", "1234"},
      {WholeText, "2024年", "2024"},
      {WholeText, " ８ ", "8"},
      {WholeText, "-4", "-4"},
      {FlagText, "TRUE", "true"},
      {FlagText, "False", "false"},
      {FlagText, "是", "true"},
      {FlagText, "否", "false"},
      {FlagText, "1", "true"},
      {FlagText, "０", "false"},
      {FlagText, " ", ""},
      {PeriodText, "2023", "2023"},
      {PeriodText, "２０２３", "2023"},
      {PeriodText, "2023年", "2023"},
      {PeriodText, "2023年度", "2023"},
      {PeriodText, "2023年1-6月", "2023-01-01/P6M"},
      {PeriodText, "2024年1—2月", "2024-01-01/P2M"},
      {PeriodText, "2024年1至12月", "2024-01-01/P12M"},
      {PeriodText, "２０２４年１－３月", "2024-01-01/P3M"},
      {PeriodText, "2023年6月", "2023-06"},
      {PeriodText, "2023/6", "2023-06"},
      {PeriodText, "2023-6", "2023-06"},
      {PeriodText, "2023-Q1", "2023-Q1"},
      {PeriodText, "2023-06-30", "2023-06-30"},
      {PeriodText, "2024-01-01/P6M", "2024-01-01/P6M"},
      {DateText, "2023-01-31", "2023-01-31"},
      {DateText, "2023/1/31", "2023-01-31"},
      {DateText, "2023-1-31", "2023-01-31"},
      {DateText, "2023.1.31", "2023-01-31"},
      {DateText, "2023年1月31日", "2023-01-31"},
      {DateText, "２０２３／０１／３１", "2023-01-31"},
      {IdText, " gdp\xC2\xA0", "gdp"},
      {IdText, "５g", "5g"},
      {UnitText, "cny-1e8", "cny-1e8"},
      {GoalText, "７", "7"},
      {GoalText, "indicator:gdp+0.5", "indicator:gdp+0.5"},
      {GoalText, "external:湖南省 |Hunan", "external:湖南省 |Hunan"},
  };
  for (const GoodCell& cell : kCells) {
    ASSERT_OK_AND_ASSIGN(const std::string plain, cell.read(cell.cell));
    EXPECT_EQ(plain, cell.plain) << cell.cell;
  }
}

struct BadCell {
  Reader read;
  const char* cell;
  const char* words;
};

TEST(CellTextTest, SaysWhatIsWrongAndWhatToWrite) {
  const BadCell kCells[] = {
      {NumberText, "=SUM(A1)", "formula"},
      {NumberText, "＝A1", "formula"},
      {NumberText, "+A1*2", "formula"},
      {NumberText, "-(3)", "formula"},
      {NumberText, "@SUM(1)", "formula"},
      {NumberText, "#REF!", "error of the spreadsheet"},
      {NumberText, "#n/a", "error of the spreadsheet"},
      {NumberText, "#####", "error of the spreadsheet"},
      {NumberText, "6%", "write 6 here and percent as the unit"},
      {NumberText, "６％", "write 6 here"},
      {NumberText, "12亿元", "write 12 here, the unit's id"},
      {NumberText, "1.2E+05", "write the published figure in full (120000"},
      {NumberText, "1.23457E+11", "(123457000000 if nothing is lost)"},
      {NumberText, "1E+99", "scientific notation"},
      {NumberText, "Jan-23", "is a date"},
      {NumberText, "23-Jan", "is a date"},
      {NumberText, "1月23日", "is a date"},
      {NumberText, "2023/1/5", "is a date"},
      {NumberText, "1,23.4", "write 123.4"},
      {NumberText, "3,5", "write 35, or 3.5 when the comma is a decimal point"},
      {NumberText, "1,,234", "write 1234"},
      {NumberText, "0,123", "write 0123, or 0.123"},
      {NumberText, "1.5,000", "write 1.5000"},
      {NumberText, "1 234", "write 1234"},
      {NumberText, "(5.2)", "write -5.2"},
      {NumberText, "12-15", "lower_bound and upper_bound"},
      {NumberText, ".5", "not a number"},
      {NumberText, "-", "leave the cell empty"},
      {NumberText, "增长6%", "is not a number"},
      {NumberText, "超4万家", "is not a number"},
      {WholeText, "2024.5", "not a whole number"},
      {WholeText, "=1", "formula"},
      {FlagText, "yes", "neither true nor false"},
      {FlagText, "#N/A", "error of the spreadsheet"},
      {PeriodText, "2023/6/1", "write 2023-06 for the month or 2023-06-01 for the day"},
      {PeriodText, "2023年6月1日", "write 2023-06 for the month"},
      {PeriodText, "45291", "serial number of the day 2023-12-31"},
      {PeriodText, "Jan-23", "write the period again"},
      {PeriodText, "2023年上半年", "write 2023, 2023-S1"},
      {PeriodText, "2023年6-1月", "is not a period"},
      {PeriodText, "2023年13月", "is not a period"},
      {PeriodText, "=A2", "formula"},
      {DateText, "45291", "write 2023-12-31"},
      {DateText, "Jan-23", "write year, month and day"},
      {DateText, "2023-02-30", "is not a day"},
      {DateText, "1/31/2023", "write year, month and day"},
      {DateText, "2023年1月", "is not a day"},
      {IdText, "=cmd|' /C calc'!A0", "formula"},
      {IdText, "#VALUE!", "error of the spreadsheet"},
      {UnitText, "6", "swapped"},
      {UnitText, "亿元/万人", "two units"},
      {UnitText, "cny-1e8、person", "two units"},
      {GoalText, "7%", "a goal is a number, indicator:ID, external:"},
  };
  for (const BadCell& cell : kCells) {
    EXPECT_THAT(cell.read(cell.cell),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(cell.words)))
        << cell.cell;
  }
}

TEST(CellTextTest, KnowsEveryErrorOfSpreadsheets) {
  for (const char* error :
       {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", " #REF! "}) {
    EXPECT_TRUE(IsSpreadsheetError(error)) << error;
  }
  EXPECT_FALSE(IsSpreadsheetError("#1"));
  EXPECT_FALSE(IsSpreadsheetError("see #N/A"));
  EXPECT_FALSE(IsSpreadsheetError(""));
}

}  // namespace
}  // namespace indicast::client
