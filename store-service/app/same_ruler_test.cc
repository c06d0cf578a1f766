#include "store-service/app/same_ruler.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = RulerDifferenceKind;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

Observation Level(absl::string_view period, absl::string_view value) {
  Observation o = TestObservation(period, value);
  o.series = {"gdp", "changsha", Measure::kLevel, PriceBasis::kCurrent, "total"};
  o.unit = "cny-1e8";
  return o;
}

// A figure with records of its own, to be changed by a test.
struct Subject {
  Observation figure;
  Indicator indicator = TestIndicator("gdp");
  Area area = TestArea("changsha");
  Unit unit = TestUnit("cny-1e8", "cny", 8);
  std::vector<Period> breaks;

  RulerFigure View() const { return {&figure, &indicator, &area, &unit, breaks}; }
};

Subject LevelOf(absl::string_view period, absl::string_view value) {
  Subject subject;
  subject.figure = Level(period, value);
  return subject;
}

Subject GrowthFigure(absl::string_view period, absl::string_view value) {
  Subject subject;
  subject.figure = TestObservation(period, value);
  subject.unit = TestUnit("percent", "percent");
  return subject;
}

std::vector<RulerDifference> Between(const Subject& a, const Subject& b) {
  return RulerDifferences(a.View(), b.View());
}

MATCHER_P(Refuses, kind, "") { return arg.kind == kind && arg.refuses && !arg.text.zh.empty(); }
MATCHER_P(Notes, kind, "") { return arg.kind == kind && !arg.refuses && !arg.text.en.empty(); }

// --- One test a kind ----------------------------------------------------------------------------

TEST(RulerTest, FiguresOfOneSeriesStandOnOneRuler) {
  EXPECT_THAT(Between(LevelOf("2022", "100"), LevelOf("2023", "110")), IsEmpty());
}

TEST(RulerTest, MeasureLevelAndGrowthAreRefused) {
  EXPECT_THAT(Between(LevelOf("2022", "100"), GrowthFigure("2023", "5")),
              Contains(Refuses(Kind::kMeasure)));
}

TEST(RulerTest, UnitOfAnotherMeasureIsRefusedAnotherMultiplierIsNot) {
  Subject dollars = LevelOf("2023", "15");
  dollars.figure.unit = "usd-1e8";
  dollars.unit = TestUnit("usd-1e8", "usd", 8);
  EXPECT_THAT(Between(LevelOf("2022", "100"), dollars), ElementsAre(Refuses(Kind::kUnit)));
  Subject yuan = LevelOf("2023", "15");
  yuan.figure.unit = "cny";
  yuan.unit = TestUnit("cny", "cny");
  EXPECT_THAT(Between(LevelOf("2022", "100"), yuan), IsEmpty());
}

TEST(RulerTest, PriceBasisNominalAgainstRealIsRefused) {
  Subject real = GrowthFigure("2023", "5");
  Subject nominal = GrowthFigure("2022", "5");
  nominal.figure.series.price_basis = PriceBasis::kCurrent;
  EXPECT_THAT(Between(nominal, real), ElementsAre(Refuses(Kind::kPriceBasis)));
}

TEST(RulerTest, PriceBasisUnstatedIsANote) {
  Subject unstated = GrowthFigure("2022", "5");
  unstated.figure.series.price_basis = PriceBasis::kUnstated;
  EXPECT_THAT(Between(unstated, GrowthFigure("2023", "5")),
              ElementsAre(Notes(Kind::kPriceBasisUnstated)));
  EXPECT_THAT(Between(unstated, unstated), ElementsAre(Notes(Kind::kPriceBasisUnstated)));
}

TEST(RulerTest, ScopeIsNeverCrossed) {
  Subject narrow = LevelOf("2023", "100");
  narrow.figure.series.scope = "development-transfer-licence";
  EXPECT_THAT(Between(LevelOf("2022", "100"), narrow), ElementsAre(Refuses(Kind::kScope)));
}

TEST(RulerTest, VintageOfAnotherStageIsANoteThatNamesExpectations) {
  Subject flash = LevelOf("2023", "100");
  flash.figure.stage = Stage::kFlash;
  EXPECT_THAT(Between(LevelOf("2022", "100"), flash), ElementsAre(Notes(Kind::kVintage)));
  flash.figure.stage = Stage::kExpected;
  const auto differences = Between(LevelOf("2022", "100"), flash);
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_THAT(differences[0].text.en, HasSubstr("an expectation"));
  EXPECT_THAT(differences[0].text.zh, HasSubstr("预计数"));
}

TEST(RulerTest, BoundaryBetweenTwoLevelsIsRefused) {
  const std::vector<std::pair<std::string, bool>> cases = {
      {"2010-12-31", true},   // within the earlier year: its figure mixes both
      {"2010-01-01", false},  // from its first day on
      {"2011-05-20", true},  {"2012-01-01", true}, {"2012-12-31", true}, {"2013-01-01", false}};
  for (const auto& [day, refused] : cases) {
    SCOPED_TRACE(day);
    Subject earlier = LevelOf("2010", "100");
    earlier.area.boundary_changes = {{Day(day), {"望城并入", ""}}};
    Subject later = LevelOf("2012", "130");
    later.area = earlier.area;
    const auto differences = Between(earlier, later);
    if (refused) {
      EXPECT_THAT(differences, ElementsAre(Refuses(Kind::kBoundary)));
      EXPECT_THAT(differences[0].text.en, HasSubstr("望城并入"));
    } else {
      EXPECT_THAT(differences, IsEmpty());
    }
  }
}

TEST(RulerTest, BoundaryCountsForStocksFromTheLastDayAndForGrowthAsANote) {
  Subject earlier = LevelOf("2010", "100");
  earlier.indicator.nature = Nature::kStock;
  earlier.area.boundary_changes = {{Day("2010-06-01"), {"", "a county joins"}}};
  Subject later = LevelOf("2012", "130");
  later.indicator = earlier.indicator;
  later.area = earlier.area;
  EXPECT_THAT(Between(earlier, later), IsEmpty());
  Subject growth = GrowthFigure("2010", "5");
  growth.area = earlier.area;
  EXPECT_THAT(Between(growth, GrowthFigure("2012", "6")), ElementsAre(Notes(Kind::kBoundary)));
}

TEST(RulerTest, BoundaryDoesNotPartVintagesOfOnePeriod) {
  Subject subject = LevelOf("2011", "100");
  subject.area.boundary_changes = {{Day("2011-05-20"), {"", "a county joins"}}};
  EXPECT_THAT(Between(subject, subject), IsEmpty());
}

TEST(RulerTest, PeriodMonthAgainstYearAndCumulatedAgainstSingleAreRefused) {
  for (const auto& [a, b] :
       std::vector<std::pair<std::string, std::string>>{{"2023-06", "2023"},
                                                        {"2023-Q2", "2022-S1"},
                                                        {"2022-01-01/P6M", "2023-01-01/P9M"},
                                                        {"2022-01-01/P3M", "2022-Q2"},
                                                        {"2022-01-01/P6M", "2022-S2"}}) {
    EXPECT_THAT(Between(LevelOf(a, "1"), LevelOf(b, "2")), ElementsAre(Refuses(Kind::kPeriod)))
        << a << " " << b;
  }
  for (const auto& [a, b] :
       std::vector<std::pair<std::string, std::string>>{{"2022-01-01/P6M", "2023-01-01/P6M"},
                                                        {"2022-S1", "2023-01-01/P6M"},
                                                        {"2022-02", "2023-03"},
                                                        {"2022", "2023-01-01/P12M"}}) {
    EXPECT_THAT(Between(LevelOf(a, "1"), LevelOf(b, "2")), IsEmpty()) << a << " " << b;
  }
}

TEST(RulerTest, PeriodsOfStocksAreANote) {
  Subject census = LevelOf("2020-11-01", "1004");
  census.indicator.nature = Nature::kStock;
  Subject year = LevelOf("2021", "1023");
  year.indicator = census.indicator;
  EXPECT_THAT(Between(census, year), ElementsAre(Notes(Kind::kPeriod)));
}

TEST(RulerTest, BreakBetweenTheTwoIsRefused) {
  Subject broken = LevelOf("2020", "4469");
  broken.figure.status = ObservationStatus::kBreak;
  EXPECT_THAT(Between(LevelOf("2019", "5000"), broken), ElementsAre(Refuses(Kind::kBreak)));
  EXPECT_THAT(Between(broken, LevelOf("2021", "5111")), IsEmpty());
  Subject later = LevelOf("2021", "5111");
  later.breaks = {Span("2020")};
  EXPECT_THAT(Between(LevelOf("2019", "5000"), later), ElementsAre(Refuses(Kind::kBreak)));
  EXPECT_THAT(Between(LevelOf("2020", "5000"), later), IsEmpty());
}

TEST(RulerTest, BreakThatOnlyOneVintageStatesIsRefused) {
  Subject broken = LevelOf("2020", "4469");
  broken.figure.status = ObservationStatus::kBreak;
  EXPECT_THAT(Between(LevelOf("2020", "5000"), broken), ElementsAre(Refuses(Kind::kBreak)));
  Subject other_city = LevelOf("2020", "5000");
  other_city.figure.series.area = "wuhan";
  EXPECT_THAT(Between(other_city, broken), ElementsAre(Notes(Kind::kArea)));
}

TEST(RulerTest, IndicatorWithoutALinkIsRefusedWithOneIsANote) {
  Subject primary = LevelOf("2023", "450");
  primary.figure.series.indicator = "primary-sector";
  primary.indicator.id = "primary-sector";
  EXPECT_THAT(Between(LevelOf("2022", "100"), primary), ElementsAre(Refuses(Kind::kIndicator)));
  primary.indicator.links = {{"part-of", "gdp", {}}};
  EXPECT_THAT(Between(LevelOf("2022", "100"), primary), ElementsAre(Refuses(Kind::kIndicator)));
  primary.indicator.links = {{"same-ruler-as", "gdp", {"", "covers support services too"}}};
  const auto linked = Between(LevelOf("2022", "100"), primary);
  EXPECT_THAT(linked, ElementsAre(Notes(Kind::kIndicator)));
  EXPECT_THAT(linked[0].text.en, HasSubstr("support services"));
}

TEST(RulerTest, AreaIsANoteForOnePeriodOnly) {
  Subject wuhan = LevelOf("2023", "20000");
  wuhan.figure.series.area = "wuhan";
  EXPECT_THAT(Between(LevelOf("2023", "14331"), wuhan), ElementsAre(Notes(Kind::kArea)));
  EXPECT_THAT(Between(LevelOf("2022", "13966"), wuhan), ElementsAre(Refuses(Kind::kArea)));
}

TEST(RulerTest, DifferencesComeInTheOrderOfTheKinds) {
  Subject odd = GrowthFigure("2023-06", "5");
  odd.figure.series.scope = "usd";
  odd.figure.series.indicator = "trade";
  odd.figure.stage = Stage::kFlash;
  const auto differences = Between(LevelOf("2022", "100"), odd);
  EXPECT_TRUE(std::is_sorted(differences.begin(), differences.end(),
                             [](const auto& a, const auto& b) { return a.kind < b.kind; }));
  EXPECT_THAT(differences, SizeIs(7));
}

// --- What follows --------------------------------------------------------------------------------

FigureDifference Follows(const Subject& from, const Subject& to) {
  return DifferenceOf(from.View(), to.View());
}

TEST(DifferenceTest, IsExactAndGrowthIsRoundedHalfToEven) {
  const FigureDifference d = Follows(LevelOf("2022", "13966.11"), LevelOf("2023", "14331.98"));
  EXPECT_EQ(d.difference->ToString(), "365.87");
  EXPECT_EQ(d.unit, "cny-1e8");
  EXPECT_EQ(d.growth_percent->ToString(), "2.6197");
  EXPECT_EQ(d.qualifier, Qualifier::kEqual);
  // 100 x 1/2000000 = 0.00005 and 100 x 3/2000000 = 0.00015: to the even neighbour.
  EXPECT_EQ(
      Follows(LevelOf("2022", "2000000"), LevelOf("2023", "2000001")).growth_percent->ToString(),
      "0.0000");
  EXPECT_EQ(
      Follows(LevelOf("2022", "2000000"), LevelOf("2023", "2000003")).growth_percent->ToString(),
      "0.0002");
  EXPECT_EQ(
      Follows(LevelOf("2022", "2000000"), LevelOf("2023", "1999997")).growth_percent->ToString(),
      "-0.0002");
}

TEST(DifferenceTest, ConvertsUnitsOfOneMeasure) {
  Subject yuan = LevelOf("2022", "1396611000000");
  yuan.figure.unit = "cny";
  yuan.unit = TestUnit("cny", "cny");
  for (const bool yuan_first : {true, false}) {
    const Subject large = LevelOf(yuan_first ? "2023" : "2021", "14331.98");
    const FigureDifference d = yuan_first ? Follows(yuan, large) : Follows(large, yuan);
    EXPECT_EQ(d.difference->Abs().Normalized().ToString(), "365.87");
    EXPECT_EQ(d.unit, "cny-1e8");
  }
}

TEST(DifferenceTest, OfPercentIsInPercentagePointsWithoutGrowth) {
  const FigureDifference d = Follows(GrowthFigure("2022", "4.5"), GrowthFigure("2023", "4.8"));
  EXPECT_EQ(d.difference->ToString(), "0.3");
  EXPECT_EQ(d.unit, "percentage-point");
  EXPECT_FALSE(d.growth_percent.has_value());
  Subject share = LevelOf("2022", "80");
  share.unit = TestUnit("percent", "percent");
  share.figure.unit = "percent";
  Subject later = share;
  later.figure.period = Span("2023");
  EXPECT_EQ(Follows(share, later).unit, "percentage-point");
  EXPECT_FALSE(Follows(share, later).growth_percent.has_value());
}

TEST(DifferenceTest, HasNoGrowthWhereItMeansNothing) {
  Subject rank = LevelOf("2022", "10");
  rank.indicator.nature = Nature::kRank;
  Subject later = LevelOf("2023", "8");
  later.indicator = rank.indicator;
  EXPECT_FALSE(Follows(rank, later).growth_percent.has_value());
  EXPECT_FALSE(Follows(LevelOf("2022", "0"), LevelOf("2023", "8")).growth_percent.has_value());
  EXPECT_FALSE(Follows(LevelOf("2022", "-5"), LevelOf("2023", "8")).growth_percent.has_value());
  EXPECT_FALSE(Follows(LevelOf("2023", "7"), LevelOf("2023", "8")).growth_percent.has_value());
  Subject wuhan = LevelOf("2023", "8");
  wuhan.figure.series.area = "wuhan";
  EXPECT_FALSE(Follows(LevelOf("2022", "7"), wuhan).growth_percent.has_value());
}

TEST(DifferenceTest, KeepsBoundsAndStatesNothingWhereTheyBoundNothing) {
  const auto of = [](Qualifier from, Qualifier to) {
    Subject a = LevelOf("2022", "1000");
    Subject b = LevelOf("2023", "1200");
    a.figure.qualifier = from;
    b.figure.qualifier = to;
    return Follows(a, b);
  };
  using Q = Qualifier;
  EXPECT_EQ(of(Q::kEqual, Q::kGreater).qualifier, Q::kGreater);
  EXPECT_EQ(of(Q::kEqual, Q::kGreater).growth_percent->ToString(), "20.0000");
  EXPECT_EQ(of(Q::kGreater, Q::kEqual).qualifier, Q::kLess);
  EXPECT_EQ(of(Q::kGreaterOrEqual, Q::kLess).qualifier, Q::kLess);
  EXPECT_EQ(of(Q::kLessOrEqual, Q::kGreaterOrEqual).qualifier, Q::kGreaterOrEqual);
  EXPECT_EQ(of(Q::kAbout, Q::kEqual).qualifier, Q::kAbout);
  EXPECT_FALSE(of(Q::kGreater, Q::kGreater).difference.has_value());
  EXPECT_FALSE(of(Q::kAbout, Q::kGreater).difference.has_value());
  EXPECT_FALSE(of(Q::kEqual, Q::kTextOnly).difference.has_value());
  // The base may be anything above zero: nothing bounds the growth.
  EXPECT_TRUE(of(Q::kLess, Q::kEqual).difference.has_value());
  EXPECT_FALSE(of(Q::kLess, Q::kEqual).growth_percent.has_value());
}

TEST(DifferenceTest, OfAnIntervalIsAbout) {
  Subject from = LevelOf("2022", "1000");
  from.figure.lower_bound = Number("990");
  from.figure.upper_bound = Number("1010");
  EXPECT_EQ(Follows(from, LevelOf("2023", "1200")).qualifier, Qualifier::kAbout);
}

// The qualifier of the difference against every pair of true values on a small grid.
TEST(DifferenceTest, QualifiersHoldForEveryPairOfTrueValues) {
  const auto may_be = [](Qualifier q, int printed, int truth) {
    switch (q) {
      case Qualifier::kGreater:
        return truth > printed;
      case Qualifier::kGreaterOrEqual:
        return truth >= printed;
      case Qualifier::kLess:
        return truth < printed;
      case Qualifier::kLessOrEqual:
        return truth <= printed;
      default:
        return truth == printed;
    }
  };
  const std::vector<Qualifier> all = {Qualifier::kEqual, Qualifier::kGreater,
                                      Qualifier::kGreaterOrEqual, Qualifier::kLess,
                                      Qualifier::kLessOrEqual};
  for (const Qualifier from : all) {
    for (const Qualifier to : all) {
      const auto claimed = QualifierOfDifference(from, to);
      bool above = false;
      bool below = false;
      for (int a = 0; a <= 20; ++a) {
        for (int b = 0; b <= 20; ++b) {
          if (!may_be(from, 10, a) || !may_be(to, 10, b)) continue;
          above = above || b - a > 0;
          below = below || b - a < 0;
          EXPECT_TRUE(!claimed.has_value() || may_be(*claimed, 0, b - a)) << a << " " << b;
        }
      }
      EXPECT_EQ(claimed.has_value(), !(above && below));
    }
  }
}

// --- Model: any two figures ----------------------------------------------------------------------

Subject AnyFigure(std::mt19937& random) {
  const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  const std::vector<std::string> periods = {"2021",    "2022",           "2023",
                                            "2023-06", "2022-01-01/P6M", "2023-S1"};
  Subject s = LevelOf(periods[static_cast<size_t>(pick(6))], absl::StrCat(pick(50), ".", pick(10)));
  if (pick(4) == 0) s.figure.series.measure = Measure::kGrowth;
  if (pick(4) == 0) s.figure.series.price_basis = PriceBasis(1 + pick(4));
  if (pick(5) == 0) s.figure.series.scope = "usd";
  if (pick(5) == 0) s.figure.series.area = "wuhan";
  if (pick(6) == 0) s.figure.status = ObservationStatus::kBreak;
  if (pick(4) == 0) s.figure.stage = Stage(1 + pick(6));
  if (pick(3) == 0) s.figure.qualifier = Qualifier(1 + pick(6));
  if (pick(6) == 0) s.area.boundary_changes = {{Day("2022-03-01"), {"", "x"}}};
  if (pick(6) == 0) s.breaks = {Span("2022")};
  if (pick(5) == 0) {
    s.unit = pick(2) == 0 ? TestUnit("usd-1e8", "usd", 8) : TestUnit("cny", "cny");
    s.figure.unit = s.unit.id;
  }
  return s;
}

TEST(RulerModelTest, IsSymmetricAndTheDifferenceChangesItsSign) {
  std::mt19937 random(20261126);
  int admissible = 0;
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    const Subject a = AnyFigure(random);
    const Subject b = AnyFigure(random);
    const auto forth = Between(a, b);
    const auto back = Between(b, a);
    ASSERT_EQ(forth.size(), back.size());
    for (size_t k = 0; k < forth.size(); ++k) {
      ASSERT_EQ(forth[k].kind, back[k].kind);
      ASSERT_EQ(forth[k].refuses, back[k].refuses);
    }
    if (!IsAdmissible(forth)) {
      ++refused;
      continue;
    }
    ++admissible;
    const FigureDifference there = Follows(a, b);
    const FigureDifference here = Follows(b, a);
    ASSERT_EQ(there.difference.has_value(), here.difference.has_value());
    if (!there.difference.has_value()) continue;
    ASSERT_EQ(*there.difference, here.difference->Negate());
    ASSERT_FALSE(there.growth_percent.has_value() && here.growth_percent.has_value());
  }
  EXPECT_GT(admissible, 500);
  EXPECT_GT(refused, 5000);
}

}  // namespace
}  // namespace indicast::store
