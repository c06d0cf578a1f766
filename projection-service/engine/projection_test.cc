// Whole projections of the sample city: the figures of the report and of the history.
#include "projection-service/engine/projection.h"

#include <set>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kGrowthPath = PathBasis::kGrowth;
constexpr auto kIndexPath = PathBasis::kIndex;
constexpr auto kLevelPath = PathBasis::kLevel;
constexpr auto kChainedPath = PathBasis::kChainedLevel;

ScenarioStack Growth(const std::string& indicator, const std::string& percent) {
  return OneRule(indicator, CompoundRule{D(percent)});
}

TEST(TradeProjectionTest, IndexThatTheReportAloneSupports) {
  const InputSet inputs = Build(SampleCity());
  const Projection three = RunOrDie(inputs, Growth("imports-exports", "3"), 2024);
  const Projection seven = RunOrDie(inputs, Growth("imports-exports", "7"), 2024);
  EXPECT_EQ(At(three, "imports-exports", kIndexPath, 2022), "100");
  EXPECT_EQ(At(three, "imports-exports", kIndexPath, 2023), "85");
  EXPECT_EQ(At(three, "imports-exports", kIndexPath, 2024), "87.55");
  EXPECT_EQ(At(seven, "imports-exports", kIndexPath, 2024), "90.95");
  const Path* index = PathOf(three, "imports-exports", kIndexPath);
  EXPECT_EQ(index->base_name, (LocalizedText{"指数,2022年=100", "index, 2022 = 100"}));
}

TEST(TradeProjectionTest, LevelsFromTheUndatedAndFromTheDatedFigureAreBothNamed) {
  const InputSet inputs = Build(SampleCity());
  const Projection got = RunOrDie(inputs, Growth("imports-exports", "3"), 2024);
  EXPECT_EQ(At(got, "imports-exports", kLevelPath, 2023), "2811.51");
  EXPECT_EQ(At(got, "imports-exports", kLevelPath, 2024), "2895.8553");
  EXPECT_EQ(At(got, "imports-exports", kChainedPath, 2022), "3315.6");
  EXPECT_EQ(At(got, "imports-exports", kChainedPath, 2023), "2818.26");
  EXPECT_EQ(At(got, "imports-exports", kChainedPath, 2024), "2902.8078");
  const Path* level = PathOf(got, "imports-exports", kLevelPath);
  EXPECT_EQ(level->base_name.zh, "水平,自2023年公布值2811.51亿元(未注明发布日期)起");
  EXPECT_EQ(level->base_name.en,
            "level from the published 2023 figure, 2811.51 100 m yuan (undated)");
  const Path* chained = PathOf(got, "imports-exports", kChainedPath);
  EXPECT_EQ(chained->base_name.zh,
            "水平,自2022年公布值3315.6亿元(2023-01-16发布)按公布增速推至2023年");
  EXPECT_EQ(chained->base_name.en,
            "level from the published 2022 figure, 3315.6 100 m yuan (published 2023-01-16), "
            "carried to 2023 by published growth");
  ASSERT_EQ(chained->inputs.size(), 2u);
  EXPECT_EQ(inputs.figures()[chained->inputs[0]].record, "imports-exports/2022/3315.6");
  EXPECT_EQ(inputs.figures()[chained->inputs[1]].record, "imports-exports/2023/-15");
}

TEST(TradeProjectionTest, GivenGrowthStaysExact) {
  const InputSet inputs = Build(SampleCity());
  const Projection got = RunOrDie(inputs, Growth("*", "7"), 2033);
  for (int year = 2024; year <= 2033; ++year) {
    EXPECT_EQ(At(got, "imports-exports", kGrowthPath, year), "7") << year;
  }
}

TEST(TradeProjectionTest, OtherFiguresOfTheBaseYearAreShownNotUsed) {
  const InputSet inputs = Build(SampleCity());
  const Projection got = RunOrDie(inputs, Growth("imports-exports", "3"), 2024);
  std::set<std::string> others;
  for (const size_t i : Of(got, "imports-exports").other_vintages) {
    others.insert(inputs.figures()[i].record);
  }
  EXPECT_THAT(others, ElementsAre("imports-exports/2023/-14.9", "imports-exports/2023/2813.49"));
}

TEST(TradeProjectionTest, HistoryIsPublishedGrowthWithoutExpectedFigures) {
  const InputSet inputs = Build(SampleCity());
  const Projection got = RunOrDie(inputs, Growth("imports-exports", "3"), 2024);
  EXPECT_EQ(At(got, "imports-exports", kGrowthPath, 2022), "21.1");
  EXPECT_EQ(At(got, "imports-exports", kGrowthPath, 2023), "-15");
  EXPECT_EQ(At(got, "imports-exports", kGrowthPath, 2021), "no point");
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2022), "4.5");
}

TEST(TradeProjectionTest, HistoryReachesFiveYearsBackAtMost) {
  InputParts parts = SampleCity();
  for (int year = 2010; year <= 2020; ++year) {
    Figure figure = SampleFigure("gdp", Measure::kGrowth, year, "8.0");
    figure.price_basis = PriceBasis::kConstant;
    parts.figures.push_back(figure);
  }
  const Projection got = RunOrDie(Build(parts), Growth("gdp", "6"), 2024);
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2018), "8");
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2017), "no point");
}

TEST(ContractsProjectionTest, ABoundStaysABound) {
  const InputSet inputs = Build(SampleCity());
  const Projection got = RunOrDie(inputs, OneRule("*", PlanRule{}), 2025);
  EXPECT_EQ(At(got, "technology-contracts", kLevelPath, 2023), "> 1200");
  EXPECT_EQ(At(got, "technology-contracts", kLevelPath, 2024), "> 1560");
  EXPECT_EQ(At(got, "technology-contracts", kGrowthPath, 2024), "30");
}

TEST(ContractsProjectionTest, ABoundIsNotMadeToLookPrecise) {
  InputParts parts = SampleCity();
  for (int year = 2018; year <= 2022; ++year) {
    parts.figures.push_back(SampleFigure("technology-contracts", Measure::kLevel, year, "899.25"));
  }
  const Projection got = RunOrDie(Build(parts), OneRule("*", PlanRule{}), 2024);
  const Path* level = PathOf(got, "technology-contracts", kLevelPath);
  ASSERT_NE(level, nullptr);
  for (const PathPoint& point : level->points) EXPECT_EQ(point.value.display_decimals, 0);
}

TEST(IndexPathTest, IsLeftOutWhenItWouldOnlyNameItsBase) {
  const Projection got = RunOrDie(Build(SampleCity()), OneRule("*", RepeatRule{}), 2024);
  EXPECT_EQ(PathOf(got, "technology-contracts", kIndexPath), nullptr);
  EXPECT_NE(PathOf(got, "technology-contracts", kGrowthPath), nullptr);
}

TEST(InformationCutTest, FiguresOf2024AreNeverRead) {
  InputParts with = SampleCity();
  InputParts without = with;
  without.figures.erase(std::remove_if(without.figures.begin(), without.figures.end(),
                                       [](const Figure& f) { return f.year() > 2023; }),
                        without.figures.end());
  ASSERT_LT(without.figures.size(), with.figures.size());
  const InputSet inputs = Build(with);
  const Projection got = RunOrDie(inputs, OneRule("*", RepeatRule{}), 2024);
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2024), "4.8") << "5.0 was published for 2024";
  const Projection blind = RunOrDie(Build(without), OneRule("*", RepeatRule{}), 2024);
  ASSERT_EQ(got.indicators.size(), blind.indicators.size());
  for (size_t i = 0; i < got.indicators.size(); ++i) {
    for (const PathBasis basis : {kGrowthPath, kIndexPath, kLevelPath, kChainedPath}) {
      const std::string& id = got.indicators[i].indicator;
      EXPECT_EQ(At(got, id, basis, 2024), At(blind, id, basis, 2024)) << id;
    }
    for (const size_t f : got.indicators[i].other_vintages) {
      EXPECT_LE(inputs.figures()[f].year(), 2023);
    }
  }
}

TEST(BaseTest, AnExpectedFigureIsNeverABase) {
  InputParts parts = SampleCity();
  RemoveFigures(parts, "gdp");
  Figure expected = SampleFigure("gdp", Measure::kGrowth, 2023, "5.0");
  expected.stage = Stage::kExpected;
  expected.preferred = true;
  parts.figures.push_back(expected);
  const Projection got = RunOrDie(Build(parts), OneRule("*", RepeatRule{}), 2024);
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2023), "no point");
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2024), "none");
  EXPECT_THAT(Of(got, "gdp").notes,
              Contains(::testing::Field(&LocalizedText::en, HasSubstr("never a base"))));
  EXPECT_THAT(Of(got, "gdp").other_vintages, Not(IsEmpty()));
}

TEST(BaseTest, TheStoresChoiceAmongVintagesIsFollowed) {
  InputParts parts = SampleCity();
  RemoveFigures(parts, "gdp");
  Figure flash = SampleFigure("gdp", Measure::kGrowth, 2023, "4.6");
  flash.stage = Stage::kFlash;
  flash.document = "chosen";
  flash.preferred = true;
  Figure final = SampleFigure("gdp", Measure::kGrowth, 2023, "4.9");
  final.stage = Stage::kFinal;
  parts.figures.push_back(final);
  parts.figures.push_back(flash);
  const Projection got = RunOrDie(Build(parts), OneRule("*", RepeatRule{}), 2024);
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2024), "4.6");
}

TEST(BaseTest, RealGrowthIsPreferredForARealTarget) {
  InputParts parts = SampleCity();
  Figure nominal = SampleFigure("gdp", Measure::kGrowth, 2023, "2.6");
  nominal.price_basis = PriceBasis::kCurrent;
  nominal.work_report = true;
  nominal.preferred = true;
  parts.figures.push_back(nominal);
  const Projection got = RunOrDie(Build(parts), OneRule("*", RepeatRule{}), 2024);
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2024), "4.8");
}

TEST(BaseTest, WithoutPublishedGrowthTheIndexStartsAtTheBaseYear) {
  const Projection got =
      RunOrDie(Build(SampleCity()), OneRule("technology-contracts", CompoundRule{D("30")}), 2024);
  EXPECT_EQ(At(got, "technology-contracts", kIndexPath, 2022), "no point");
  EXPECT_EQ(At(got, "technology-contracts", kIndexPath, 2023), "100");
  EXPECT_EQ(At(got, "technology-contracts", kIndexPath, 2024), "130");
  EXPECT_EQ(PathOf(got, "technology-contracts", kIndexPath)->base_name.zh, "指数,2023年=100");
}

TEST(BaseTest, AnIndexThatStartsAnewEveryYearHasNoLevelToCarry) {
  InputParts parts = SampleCity();
  for (Indicator& indicator : parts.indicators) {
    if (indicator.id == "consumer-prices") indicator.nature = Nature::kIndex;
  }
  Figure level = SampleFigure("consumer-prices", Measure::kLevel, 2022, "101.1");
  level.unit = kPercentUnit;
  parts.figures.push_back(level);
  const Projection got = RunOrDie(Build(parts), OneRule("*", RepeatRule{}), 2024);
  EXPECT_EQ(PathOf(got, "consumer-prices", kChainedPath), nullptr);
  EXPECT_EQ(At(got, "consumer-prices", kIndexPath, 2024), "100");
}

TEST(ChainedLevelTest, IsNotGivenWhereTheBaseYearsLevelIsDated) {
  const Projection got = RunOrDie(Build(SampleCity()), OneRule("*", RepeatRule{}), 2024);
  EXPECT_EQ(PathOf(got, "gdp", kChainedPath), nullptr);
  EXPECT_EQ(PathOf(got, "gdp", kLevelPath)->price_basis, PriceBasis::kConstant);
  EXPECT_THAT(PathOf(got, "gdp", kLevelPath)->base_name.en, HasSubstr("at 2023 prices"));
}

TEST(ChainedLevelTest, BreaksAtAMissingGrowth) {
  InputParts parts = SampleCity();
  RemoveFigures(parts, "imports-exports");
  Figure level = SampleFigure("imports-exports", Measure::kLevel, 2021, "2700");
  Figure growth = SampleFigure("imports-exports", Measure::kGrowth, 2023, "-15");
  parts.figures.push_back(level);
  parts.figures.push_back(growth);
  const Projection broken = RunOrDie(Build(parts), OneRule("*", HoldRule{}), 2024);
  EXPECT_EQ(PathOf(broken, "imports-exports", kChainedPath), nullptr);
  Figure missing = SampleFigure("imports-exports", Measure::kGrowth, 2022, "20");
  parts.figures.push_back(missing);
  const Projection whole = RunOrDie(Build(parts), OneRule("*", HoldRule{}), 2024);
  EXPECT_EQ(At(whole, "imports-exports", kChainedPath, 2023), "2754");
}

TEST(ChainedLevelTest, EndsWhereARuleStatesLevelsOfThePublishedPath) {
  const GivenRule given{{{2025, Measure::kLevel, D("3000")}}};
  const auto stack =
      Stack({{"s", 1, {{"*", {}, {}, HoldRule{}}, {"imports-exports", {}, {}, given}}}});
  const Projection got = RunOrDie(Build(SampleCity()), stack, 2026);
  EXPECT_EQ(At(got, "imports-exports", kLevelPath, 2025), "3000");
  EXPECT_EQ(At(got, "imports-exports", kChainedPath, 2024), "2818.26");
  EXPECT_EQ(At(got, "imports-exports", kChainedPath, 2025), "none");
  EXPECT_EQ(At(got, "imports-exports", kChainedPath, 2026), "none");
}

TEST(ChainedLevelTest, NeverCrossesAScope) {
  InputParts parts = SampleCity();
  for (Figure& figure : parts.figures) {
    if (figure.indicator == "imports-exports" && figure.measure == Measure::kLevel &&
        figure.year() == 2022) {
      figure.scope = "goods-only";
    }
  }
  const Projection got = RunOrDie(Build(parts), OneRule("*", HoldRule{}), 2024);
  EXPECT_EQ(PathOf(got, "imports-exports", kChainedPath), nullptr);
}

// A figure of status B in the base year: neither its level nor its growth ties it to the years
// before.
TEST(ChainedLevelTest, NeverCrossesABreak) {
  for (const Measure measure : {Measure::kLevel, Measure::kGrowth}) {
    InputParts parts = SampleCity();
    ASSERT_NE(PathOf(RunOrDie(Build(parts), OneRule("*", HoldRule{}), 2024), "imports-exports",
                     kChainedPath),
              nullptr);
    for (Figure& figure : parts.figures) {
      if (figure.indicator == "imports-exports" && figure.measure == measure &&
          figure.year() == 2023) {
        figure.is_break = true;
      }
    }
    const Projection got = RunOrDie(Build(parts), OneRule("*", HoldRule{}), 2024);
    EXPECT_EQ(PathOf(got, "imports-exports", kChainedPath), nullptr);
  }
}

TEST(SelectionTest, OneOffCountsAreProjectedOnlyWhenNamed) {
  InputParts parts = SampleCity();
  parts.indicators.push_back(
      {"lifts", {"加装电梯", "lifts"}, "cny", Nature::kCount, Direction::kHigherIsBetter, true});
  Figure lifts = SampleFigure("lifts", Measure::kLevel, 2023, "500");
  lifts.unit = "cny";
  parts.figures.push_back(lifts);
  const InputSet inputs = Build(parts);
  for (const auto& item : RunOrDie(inputs, OneRule("*", HoldRule{}), 2024).indicators) {
    EXPECT_NE(item.indicator, "lifts");
  }
  const Projection named = RunOrDie(inputs, OneRule("lifts", LinearRule{D("20")}), 2024);
  EXPECT_EQ(At(named, "lifts", kLevelPath, 2024), "520");
}

TEST(SelectionTest, AskedForIndicatorsBringWhatTheyDependOn) {
  const InputSet inputs = Build(SampleCity());
  const auto got =
      RunProjection(inputs, OneRule("*", HoldRule{}), {2024, {"household-income"}, {}});
  ASSERT_TRUE(got.ok());
  std::vector<std::string> ids;
  for (const auto& item : got->indicators) ids.push_back(item.indicator);
  EXPECT_THAT(ids, ElementsAre("gdp", "household-income"));
}

TEST(CycleTest, IsRefusedWithItsNames) {
  const InputSet inputs = Build(SampleCity());
  const auto loop = Stack({{"s",
                            1,
                            {{"gdp", {}, {}, RelativeRule{"household-income", D("0")}},
                             {"household-income", {}, {}, PlanRule{}}}}});
  EXPECT_THAT(RunProjection(inputs, loop, {2024, {}, {}}), HasReason("ASSUMPTION_CYCLE"));
}

TEST(CycleTest, FollowingInDifferentYearsIsNoLoop) {
  const InputSet inputs = Build(SampleCity());
  const auto twist = Stack({{"s",
                             1,
                             {{"*", {}, {}, HoldRule{}},
                              {"gdp", 2025, 2025, RelativeRule{"imports-exports", D("1")}},
                              {"imports-exports", 2024, 2024, RelativeRule{"gdp", D("2")}}}}});
  const Projection got = RunOrDie(inputs, twist, 2025);
  EXPECT_EQ(At(got, "imports-exports", kGrowthPath, 2024), "2");
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2025), "1");
}

}  // namespace
}  // namespace indicast::projection
