#include "projection-service/domain/inputs.h"

#include <algorithm>

#include "common/testing/status_matchers.h"
#include "projection-service/domain/sample_city.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::IsOk;
using ::testing::Each;
using ::testing::Le;
using ::testing::Property;

TEST(InputSetTest, HoldsNoFigureAfterTheBaseYear) {
  const InputSet inputs = Build(SampleCity());
  ASSERT_FALSE(inputs.figures().empty());
  EXPECT_THAT(inputs.figures(), Each(Property(&Figure::year, Le(2023))));
}

TEST(InputSetTest, HoldsWholeYearsOnly) {
  InputParts parts = SampleCity();
  parts.figures.clear();
  Figure half = SampleFigure("gdp", Measure::kLevel, 2023, "7000");
  half.period = Period::Parse("2023-01-01/P6M").value();
  parts.figures.push_back(half);
  EXPECT_TRUE(Build(parts).figures().empty());
}

TEST(InputSetTest, ConvertsLevelsExactlyToTheIndicatorsUnit) {
  InputParts parts = SampleCity();
  parts.figures.clear();
  Figure figure = SampleFigure("gdp", Measure::kLevel, 2023, "143319800");
  figure.unit = "cny-1e4";
  parts.figures.push_back(figure);
  const InputSet inputs = Build(parts);
  ASSERT_EQ(inputs.figures().size(), 1u);
  EXPECT_EQ(*inputs.figures()[0].value, D("14331.98"));
  EXPECT_EQ(inputs.figures()[0].unit, "cny-1e8");
}

TEST(InputSetTest, LeavesOutFiguresInUnlikeUnitsAndSaysSo) {
  InputParts parts = SampleCity();
  Figure figure = SampleFigure("gdp", Measure::kLevel, 2022, "1");
  figure.unit = "person-1e4";
  parts.figures = {figure};
  const InputSet inputs = Build(parts);
  EXPECT_TRUE(inputs.figures().empty());
  EXPECT_TRUE(inputs.HasForeignUnit("gdp"));
  EXPECT_FALSE(inputs.HasForeignUnit("imports-exports"));
}

TEST(InputSetTest, IsIndependentOfTheOrderOfItsParts) {
  InputParts parts = SampleCity();
  const InputSet straight = Build(parts);
  std::reverse(parts.figures.begin(), parts.figures.end());
  std::reverse(parts.indicators.begin(), parts.indicators.end());
  const InputSet reversed = Build(parts);
  ASSERT_EQ(straight.figures().size(), reversed.figures().size());
  for (size_t i = 0; i < straight.figures().size(); ++i) {
    EXPECT_EQ(straight.figures()[i].record, reversed.figures()[i].record) << i;
  }
}

struct BadPart {
  const char* name;
  void (*spoil)(InputParts& parts);
  const char* field;
};

class InputSetRefusal : public ::testing::TestWithParam<BadPart> {};

TEST_P(InputSetRefusal, NamesTheField) {
  InputParts parts = SampleCity();
  ASSERT_THAT(InputSet::Create(parts), IsOk());
  GetParam().spoil(parts);
  EXPECT_THAT(InputSet::Create(parts), HasField(GetParam().field));
}

INSTANTIATE_TEST_SUITE_P(
    All, InputSetRefusal,
    ::testing::Values(
        BadPart{"BaseYear", [](InputParts& p) { p.base_year = 0; }, "base_year"},
        BadPart{"Area", [](InputParts& p) { p.area.clear(); }, "area"},
        BadPart{"RepeatedIndicator", [](InputParts& p) { p.indicators.push_back(p.indicators[0]); },
                "indicators"},
        BadPart{"UnknownIndicator", [](InputParts& p) { p.figures[2].indicator = "nothing"; },
                "figures[2].indicator"},
        BadPart{"GrowthOfMinusHundred", [](InputParts& p) { p.figures[0].value = D("-100"); },
                "figures[0].value"},
        BadPart{"GrowthInYuan", [](InputParts& p) { p.figures[0].unit = "cny"; },
                "figures[0].unit"},
        BadPart{"UnknownUnit", [](InputParts& p) { p.figures[4].unit = "furlong"; },
                "figures[4].unit"},
        BadPart{"TargetYear", [](InputParts& p) { p.targets[0].year = 0; }, "targets[0].year"},
        BadPart{"TargetTwice", [](InputParts& p) { p.targets[1].id = p.targets[0].id; },
                "targets[1].id"},
        BadPart{"TargetGrowthInYuan", [](InputParts& p) { p.targets[0].unit = "cny"; },
                "targets[0].unit"}),
    [](const auto& tested) { return tested.param.name; });

TEST(PreferredBeforeTest, FollowsTheRuleOfTheStoreInOrder) {
  Figure weak = SampleFigure("gdp", Measure::kLevel, 2023, "1");
  weak.stage = Stage::kFlash;
  Figure strong = weak;
  strong.document = "z";
  weak.document = "a";
  EXPECT_TRUE(PreferredBefore(weak, strong)) << "document id decides last";
  strong.publication = Date::Parse("2024-12-31").value();
  EXPECT_TRUE(PreferredBefore(strong, weak)) << "later publication before document id";
  weak.stage = Stage::kPreliminary;
  EXPECT_TRUE(PreferredBefore(weak, strong)) << "stage before publication";
  strong.seen_primary = true;
  EXPECT_TRUE(PreferredBefore(strong, weak)) << "seen_primary before stage";
  weak.work_report = true;
  EXPECT_TRUE(PreferredBefore(weak, strong)) << "work report before seen_primary";
  strong.preferred = true;
  EXPECT_TRUE(PreferredBefore(strong, weak)) << "the store's choice first";
}

}  // namespace
}  // namespace indicast::projection
