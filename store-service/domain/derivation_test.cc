#include "store-service/domain/derivation.h"

#include <functional>
#include <string>
#include <utility>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

Observation Figure(std::string indicator, Measure measure, absl::string_view period,
                   absl::string_view value, std::string unit) {
  Observation figure = TestObservation(period, value);
  figure.series = {std::move(indicator), "changsha", measure, PriceBasis::kNotApplicable, "total"};
  figure.unit = std::move(unit);
  return figure;
}

Observation Derived(Observation figure, DerivationFormula formula) {
  figure.stage = Stage::kDerived;
  figure.derivation = Derivation{formula, {}};
  return figure;
}

absl::Status Check(const Observation& derived, const std::vector<Observation>& inputs) {
  std::vector<const Observation*> pointers;
  for (const Observation& input : inputs) pointers.push_back(&input);
  return CheckDerived(derived, pointers);
}

// High-tech enterprises: 7899 at the end of 2023, 1238 more than a year before (report of 2024).
TEST(DerivationTest, LevelMinusChangeIsExact) {
  const auto level = Figure("enterprises", Measure::kLevel, "2023", "7899", "enterprise");
  const auto change = Figure("enterprises", Measure::kChange, "2023", "1238", "enterprise");
  const auto previous = [](absl::string_view value) {
    return Derived(Figure("enterprises", Measure::kLevel, "2022", value, "enterprise"),
                   DerivationFormula::kLevelMinusChange);
  };
  EXPECT_THAT(Check(previous("6661"), {level, change}), IsOk());
  EXPECT_THAT(Check(previous("6662"), {level, change}), HasReason("DERIVATION_MISMATCH"));
  EXPECT_THAT(Check(previous("6661"), {change, level}), HasReason("DERIVATION_INPUT_UNFIT"));
}

// Patents: 6.44 (ten thousand), up 22.49 %: 6.44 / 1.2249 = 5.25757...
TEST(DerivationTest, LevelOverGrowthRoundsToTheDecimalsWritten) {
  const auto level = Figure("patents", Measure::kLevel, "2023", "6.44", "patent-1e4");
  const auto growth = Figure("patents", Measure::kGrowth, "2023", "22.49", "percent");
  const auto previous = [](absl::string_view value) {
    return Derived(Figure("patents", Measure::kLevel, "2022", value, "patent-1e4"),
                   DerivationFormula::kLevelOverGrowth);
  };
  EXPECT_THAT(Check(previous("5.26"), {level, growth}), IsOk());
  EXPECT_THAT(Check(previous("5.258"), {level, growth}), IsOk());
  EXPECT_THAT(Check(previous("5.25"), {level, growth}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("5.2575720467")));
}

// Good days of 2023: 87.9 % of 365 are 320.8, of a leap year 321.7.
TEST(DerivationTest, DaysFromRateCountsTheDaysOfThePeriod) {
  const auto days = [](absl::string_view period, absl::string_view value) {
    return Derived(Figure("good-days", Measure::kLevel, period, value, "day"),
                   DerivationFormula::kDaysFromRate);
  };
  const auto rate = [](absl::string_view period) {
    return Figure("good-rate", Measure::kLevel, period, "87.9", "percent");
  };
  EXPECT_THAT(Check(days("2023", "321"), {rate("2023")}), IsOk());
  EXPECT_THAT(Check(days("2024", "322"), {rate("2024")}), IsOk());
  EXPECT_THAT(Check(days("2023", "322"), {rate("2023")}), HasReason("DERIVATION_MISMATCH"));
  EXPECT_THAT(Check(days("2023", "321"), {rate("2024")}), HasReason("DERIVATION_INPUT_UNFIT"));
}

struct Unfit {
  const char* name;
  const char* field;
  std::function<void(Observation& derived, Observation& level, Observation& change)> spoil;
};

class UnfitInputTest : public ::testing::TestWithParam<Unfit> {};

TEST_P(UnfitInputTest, IsRefused) {
  auto level = Figure("stock", Measure::kLevel, "2023", "10", "item");
  auto change = Figure("stock", Measure::kChange, "2023", "1", "item");
  auto derived = Derived(Figure("stock", Measure::kLevel, "2022", "9", "item"),
                         DerivationFormula::kLevelMinusChange);
  ASSERT_THAT(Check(derived, {level, change}), IsOk());
  GetParam().spoil(derived, level, change);
  const absl::Status status = Check(derived, {level, change});
  EXPECT_THAT(status, HasReason("DERIVATION_INPUT_UNFIT"));
  EXPECT_THAT(status, HasField(GetParam().field));
}

INSTANTIATE_TEST_SUITE_P(
    Inputs, UnfitInputTest,
    ::testing::Values(
        Unfit{
            "bound", "derivation.inputs[1]",
            [](Observation&, Observation&, Observation& c) { c.qualifier = Qualifier::kGreater; }},
        Unfit{"words", "derivation.inputs[0]",
              [](Observation&, Observation& l, Observation&) { l.value.reset(); }},
        Unfit{"unit", "derivation.inputs[1]",
              [](Observation&, Observation&, Observation& c) { c.unit = "place"; }},
        Unfit{"area", "derivation.inputs[1]",
              [](Observation&, Observation&, Observation& c) { c.series.area = "hunan"; }},
        Unfit{"scope", "derivation.inputs[0]",
              [](Observation&, Observation& l, Observation&) { l.series.scope = "wider"; }},
        Unfit{"period", "period",
              [](Observation& d, Observation&, Observation&) { d.period = Span("2021"); }},
        Unfit{"bounded_result", "qualifier",
              [](Observation& d, Observation&, Observation&) { d.qualifier = Qualifier::kLess; }}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace indicast::store
