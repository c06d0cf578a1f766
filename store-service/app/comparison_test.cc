#include "store-service/app/comparison.h"

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

const AsOf kNewest = {1, std::nullopt};

Observation Level(absl::string_view period, absl::string_view value, std::string scope = "total",
                  PriceBasis basis = PriceBasis::kCurrent, std::string document = "report",
                  Stage stage = Stage::kReported) {
  Observation o = TestObservation(period, value, std::move(document), stage);
  o.series = {"contracts", "changsha", Measure::kLevel, basis, std::move(scope)};
  o.unit = "cny-1e8";
  return o;
}

Observation Growth(absl::string_view period, absl::string_view value) {
  Observation o = TestObservation(period, value);
  o.series.indicator = "contracts";
  return o;
}

std::shared_ptr<const Snapshot> SnapshotWith(std::vector<Record> figures) {
  std::vector<Record> records = {TestArea("changsha"),           TestUnit("cny-1e8", "cny", 8),
                                 TestUnit("percent", "percent"), TestDocument("report"),
                                 TestDocument("flash"),          TestIndicator("contracts")};
  for (Record& figure : figures) records.push_back(std::move(figure));
  return Snapshot::Empty()->Apply(TestEntry(1, std::move(records))).value();
}

Comparison Compare(const Snapshot& snapshot, const Observation& a, const Observation& b) {
  return CompareFigures(snapshot, kNewest, snapshot.Preferred(a.series, a.period).value(),
                        snapshot.Preferred(b.series, b.period).value());
}

TEST(ComparisonTest, PutsTheEarlierFigureFirst) {
  const auto snapshot = SnapshotWith({Level("2022", "100"), Level("2023", "110")});
  const Comparison c = Compare(*snapshot, Level("2023", "1"), Level("2022", "1"));
  EXPECT_EQ(c.from.observation->period, Span("2022"));
  EXPECT_TRUE(c.admissible);
  EXPECT_EQ(c.result.difference->ToString(), "10");
  EXPECT_EQ(c.result.growth_percent->ToString(), "10.0000");
  EXPECT_THAT(c.alternatives, IsEmpty());
}

TEST(ComparisonTest, ComputesNothingAcrossARefusedDifference) {
  const auto snapshot = SnapshotWith({Level("2022", "100"), Level("2023", "110", "narrow")});
  const Comparison c = Compare(*snapshot, Level("2022", "1"), Level("2023", "1", "narrow"));
  EXPECT_FALSE(c.admissible);
  EXPECT_FALSE(c.result.difference.has_value());
  EXPECT_FALSE(c.result.growth_percent.has_value());
  EXPECT_THAT(c.alternatives, IsEmpty());
}

TEST(ComparisonTest, FindsTheBreakOfAnotherPeriodAndDocument) {
  Observation broken = Level("2021", "50");
  broken.status = ObservationStatus::kBreak;
  const auto snapshot = SnapshotWith({Level("2020", "100"), broken, Level("2022", "60")});
  const Comparison c = Compare(*snapshot, Level("2020", "1"), Level("2022", "1"));
  ASSERT_THAT(c.differences, SizeIs(1));
  EXPECT_EQ(c.differences[0].kind, RulerDifferenceKind::kBreak);
  // The later figure still compares with the year of the break.
  ASSERT_THAT(c.alternatives, SizeIs(1));
  EXPECT_EQ(c.alternatives[0].from->period, Span("2021"));
  EXPECT_EQ(c.alternatives[0].to.period, Span("2022"));
}

TEST(ComparisonTest, OffersWhatStandsOnOneRulerBestFirst) {
  const auto snapshot = SnapshotWith({Level("2022", "100"), Level("2022", "80", "narrow"),
                                      Level("2023", "110", "narrow"), Level("2021", "70", "narrow"),
                                      Growth("2023", "9.5"), Level("2024", "120")});
  const Comparison c = Compare(*snapshot, Level("2022", "1"), Level("2023", "1", "narrow"));
  ASSERT_THAT(c.alternatives, SizeIs(4));
  // The same two periods in the narrow scope.
  EXPECT_EQ(c.alternatives[0].from->series.scope, "narrow");
  EXPECT_EQ(c.alternatives[0].from->period, Span("2022"));
  EXPECT_THAT(c.alternatives[0].text.en, HasSubstr("on one ruler"));
  // The published growth answers alone.
  EXPECT_FALSE(c.alternatives[1].from.has_value());
  EXPECT_EQ(c.alternatives[1].to.series.measure, Measure::kGrowth);
  // One of the two figures with another period of its series.
  EXPECT_EQ(c.alternatives[2].from->period, Span("2021"));
  EXPECT_EQ(c.alternatives[3].to.period, Span("2024"));
}

TEST(ComparisonTest, OffersConstantPricesForBoth) {
  const auto constant = PriceBasis::kConstant;
  const auto snapshot = SnapshotWith({Level("2022", "100"), Level("2022", "98", "total", constant),
                                      Level("2023", "104", "total", constant)});
  const Comparison c =
      Compare(*snapshot, Level("2022", "1"), Level("2023", "1", "total", constant));
  ASSERT_FALSE(c.alternatives.empty());
  EXPECT_EQ(c.alternatives[0].from->series.price_basis, constant);
  EXPECT_EQ(c.alternatives[0].to.series.price_basis, constant);
}

TEST(ComparisonTest, OffersVintagesOfOneStageForANote) {
  const auto snapshot =
      SnapshotWith({Level("2022", "100", "total", PriceBasis::kCurrent, "flash", Stage::kFlash),
                    Level("2023", "112", "total", PriceBasis::kCurrent, "flash", Stage::kFlash),
                    Level("2023", "110")});
  const Comparison c = Compare(*snapshot, Level("2022", "1"), Level("2023", "1"));
  EXPECT_TRUE(c.admissible);
  ASSERT_THAT(c.differences, SizeIs(1));
  ASSERT_THAT(c.alternatives, SizeIs(1));
  EXPECT_EQ(c.alternatives[0].to.document, "flash");
}

TEST(ComparisonTest, LooksOnlyAtTheStateAskedFor) {
  const auto first = SnapshotWith({Level("2022", "100"), Level("2023", "110", "narrow")});
  const auto second = first->Apply(TestEntry(2, {Level("2022", "80", "narrow")})).value();
  const auto compare = [&](Revision revision) {
    const AsOf as_of = {revision, std::nullopt};
    const SeriesKey narrow = Level("2023", "1", "narrow").series;
    return CompareFigures(*second, as_of,
                          second->Preferred(Level("2022", "1").series, Span("2022"), as_of).value(),
                          second->Preferred(narrow, Span("2023"), as_of).value());
  };
  EXPECT_THAT(compare(1).alternatives, IsEmpty());
  EXPECT_THAT(compare(2).alternatives, SizeIs(1));
}

// Whatever the store holds: alternatives are admissible and never the pair asked for.
TEST(ComparisonModelTest, AlternativesAreAdmissibleForAnyStore) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  int offered = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<Record> figures;
    std::vector<Observation> held;
    std::set<std::string> keys;
    for (int i = 0; i < 25; ++i) {
      Observation o = Level(absl::StrCat(2020 + pick(4)), absl::StrCat(100 + pick(50)),
                            pick(3) == 0 ? "narrow" : "total", PriceBasis(1 + pick(4)),
                            pick(2) == 0 ? "flash" : "report", Stage(1 + pick(4)));
      if (pick(8) == 0) o.status = ObservationStatus::kBreak;
      if (!keys.insert(KeyOf(o)).second) continue;
      held.push_back(o);
      figures.emplace_back(o);
    }
    const auto snapshot = SnapshotWith(std::move(figures));
    for (int i = 0; i < 10; ++i) {
      const Observation& a = held[static_cast<size_t>(pick(static_cast<int>(held.size())))];
      const Observation& b = held[static_cast<size_t>(pick(static_cast<int>(held.size())))];
      const Comparison c = Compare(*snapshot, a, b);
      EXPECT_THAT(c.alternatives.size(), Le(kMaxAlternatives));
      EXPECT_EQ(c.admissible, IsAdmissible(c.differences));
      EXPECT_TRUE(c.admissible || !c.result.difference.has_value());
      for (const AdmissibleComparison& alternative : c.alternatives) {
        ++offered;
        if (!alternative.from.has_value()) continue;
        EXPECT_EQ(alternative.from->series.scope, alternative.to.series.scope);
        EXPECT_FALSE(alternative.from->series == c.from.observation->series &&
                     alternative.to.series == c.to.observation->series &&
                     alternative.from->period == c.from.observation->period &&
                     alternative.to.period == c.to.observation->period &&
                     alternative.from->document == c.from.observation->evidence.document &&
                     alternative.to.document == c.to.observation->evidence.document &&
                     !c.admissible);
      }
    }
  }
  EXPECT_GT(offered, 200);
}

}  // namespace
}  // namespace indicast::store
