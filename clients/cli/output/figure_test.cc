#include "clients/cli/output/figure.h"

#include <variant>
#include <vector>

#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

TEST(RoundedDigits, RoundsHalfToEvenAndKeepsPublishedDecimals) {
  EXPECT_EQ(RoundedDigits("87.55", 2), "87.55");
  EXPECT_EQ(RoundedDigits("85", 2), "85.00");
  EXPECT_EQ(RoundedDigits("0.125", 2), "0.12");
  EXPECT_EQ(RoundedDigits("0.135", 2), "0.14");
  EXPECT_EQ(RoundedDigits("2818.26", 1), "2818.3");
  EXPECT_EQ(RoundedDigits("1560", 0), "1560");
  EXPECT_EQ(RoundedDigits("1.005", 2), "1.00");
}

TEST(RoundedDigits, NeverShowsNegativeZero) {
  EXPECT_EQ(RoundedDigits("-0.04", 1), "0.0");
  EXPECT_EQ(RoundedDigits("-0.06", 1), "-0.1");
}

TEST(RoundedDigits, PassesOnWhatIsNoDecimal) {
  EXPECT_EQ(RoundedDigits("abc", 1), "abc");
  EXPECT_EQ(RoundedDigits("", 1), "");
}

TEST(SignedDigits, CarriesASignOnlyWhereThereIsADirection) {
  EXPECT_EQ(SignedDigits("1.5", 1), "+1.5");
  EXPECT_EQ(SignedDigits("-22", 0), "-22");
  EXPECT_EQ(SignedDigits("0", 1), "0.0");
}

TEST(SignedDigits, AGapThatIsNotZeroNeverShowsAsZero) {
  EXPECT_EQ(SignedDigits("0.04", 1), "+0.04");
  EXPECT_EQ(SignedDigits("-0.004", 1), "-0.004");
}

TEST(UnitSymbols, UsesPrintedSymbolsAndFallsBackToTheId) {
  store::v1::Unit unit;
  unit.set_id("cny-1e8");
  unit.mutable_symbol()->set_zh("亿元");
  unit.mutable_symbol()->set_en("100 m yuan");
  const UnitSymbols symbols(std::vector<store::v1::Unit>{unit});
  EXPECT_EQ(symbols.SymbolOf("cny-1e8"), (Text{"亿元", "100 m yuan"}));
  EXPECT_EQ(symbols.SymbolOf("percentage-point"), (Text{"个百分点", "pp"}));
  EXPECT_EQ(symbols.SymbolOf("tonne-1e4"), Same("tonne-1e4"));
  EXPECT_EQ(symbols.WithUnit(Same("15"), "percent"), (Text{"15%", "15 %"}));
  EXPECT_EQ(MeasuredUnit(type::v1::MEASURE_GROWTH, "percent", symbols),
            (Text{"增长%", "% growth"}));
  EXPECT_EQ(MeasuredUnit(type::v1::MEASURE_LEVEL, "cny-1e8", symbols),
            (Text{"亿元", "100 m yuan"}));
}

TEST(ProjectedCell, ABoundStaysABound) {
  projection::v1::ProjectedValue value;
  value.mutable_value()->set_text("1560");
  value.set_qualifier(type::v1::QUALIFIER_GREATER);
  const Cell cell = ProjectedCell(value, true, "cny-1e8", {});
  EXPECT_EQ(cell.text, (Text{"超过1560", "more than 1560"}));
  EXPECT_EQ(std::get<Number>(cell.value), (Number{"1560", "1560", "greater", "cny-1e8"}));
}

TEST(ProjectedCell, WhatCannotBeComputedIsNullNotZero) {
  const Cell cell = ProjectedCell({}, true, "percent", {"无法测算", "none"});
  EXPECT_EQ(cell.text.zh, "无法测算");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(cell.value));
}

TEST(ObservedCell, KeepsPublishedDigitsAndWording) {
  store::v1::Observation observation;
  observation.mutable_value()->set_text("-15.0");
  observation.set_qualifier(type::v1::QUALIFIER_EQUAL);
  observation.set_unit("percent");
  EXPECT_EQ(ObservedCell(observation).text, Same("-15.0"));
  observation.set_qualifier(type::v1::QUALIFIER_ABOUT);
  EXPECT_EQ(ObservedCell(observation).text, (Text{"约-15.0", "about -15.0"}));

  store::v1::Observation words;
  words.set_qualifier(type::v1::QUALIFIER_TEXT_ONLY);
  words.set_published_text("与经济增长基本同步");
  EXPECT_EQ(ObservedCell(words).text, Same("与经济增长基本同步"));
  EXPECT_EQ(ObservedCell({}).text, (Text{"缺数", "missing"}));
}

}  // namespace
}  // namespace indicast::cli::output
