#include "store-service/domain/snapshot.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/snapshot_state.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

using Pointer = std::shared_ptr<const Snapshot>;

Pointer Next(const Pointer& snapshot, std::vector<Record> records) {
  return snapshot->Apply(TestEntry(snapshot->revision() + 1, std::move(records))).value();
}

Document Dated(std::string id, absl::string_view day, bool estimated = false) {
  Document document = TestDocument(std::move(id));
  document.publication = Publication{Day(day), estimated};
  return document;
}

std::string ValueOf(const std::optional<VintageView>& view) {
  return view.has_value() ? view->observation->value->ToString() : "none";
}

TEST(PersistentMapTest, AgreesWithAnOrderedMapAndKeepsOldVersions) {
  struct Item {
    int id = 0;
    int value = 0;
    int key() const { return id; }
  };
  struct Less {
    bool operator()(int a, int b) const { return a < b; }
  };
  std::mt19937 random(7);
  PersistentMap<Item, Less> map;
  Edit edit = Edit::Begin();
  std::map<int, int> model;
  std::vector<std::pair<PersistentMap<Item, Less>, std::map<int, int>>> versions;
  for (int step = 0; step < 4000; ++step) {
    const int key = std::uniform_int_distribution<int>(0, 1500)(random);
    auto item = std::make_shared<const Item>(Item{key, step});
    if (step % 3 == 0) {
      map = map.Put(std::move(item));
    } else {
      map.Put(std::move(item), edit);
    }
    model[key] = step;
    ASSERT_EQ(map.size(), model.size());
    if (step % 500 == 0) {
      versions.emplace_back(map, model);
      edit = Edit::Begin();
    }
  }
  versions.emplace_back(map, model);
  for (const auto& [old_map, old_model] : versions) {
    std::map<int, int> visited;
    int last = -1;
    old_map.ForEach([&](const Item& item) {
      EXPECT_LT(last, item.id);
      last = item.id;
      visited[item.id] = item.value;
      return true;
    });
    EXPECT_EQ(visited, old_model);
    for (int key = -1; key <= 1502; ++key) {
      const auto expected = old_model.find(key);
      const Item* found = old_map.Find(key);
      ASSERT_EQ(found == nullptr, expected == old_model.end()) << key;
      if (found != nullptr) {
        EXPECT_EQ(found->value, expected->second);
      }
      const auto lower = old_model.lower_bound(key);
      int first = -1;
      old_map.ForEachFrom(key, [&](const Item& item) {
        first = item.id;
        return false;
      });
      ASSERT_EQ(first, lower == old_model.end() ? -1 : lower->first) << key;
    }
  }
}

TEST(SnapshotTest, ADocumentWrittenAgainCountsFromThatRevisionOn) {
  Document office = Dated("report", "2025-06-01");
  office.is_work_report = true;
  const Pointer first =
      Next(Snapshot::Empty(), {Dated("report", "2021-03-01"), TestObservation("2020", "1")});
  const Pointer second = Next(first, {office, TestObservation("2020", "2", "report", Stage::kFinal),
                                      TestObservation("2020", "3", "other", Stage::kCensus)});
  const auto value = [&](const AsOf& as_of) {
    return ValueOf(second->Preferred(GrowthOf("gdp"), Span("2020"), as_of));
  };
  EXPECT_EQ(value({1, Day("2021-03-01")}), "1");
  EXPECT_EQ(value({1, Day("2021-02-28")}), "none");
  EXPECT_EQ(value({2, Day("2021-03-01")}), "none");
  EXPECT_EQ(value({2, Day("2025-06-01")}), "2") << "a work report comes before a census";
  EXPECT_EQ(value({}), "2");
}

TEST(SnapshotTest, ManyRecordsOfOneRevisionLeaveTheirPredecessorAsItWas) {
  const Pointer first = Next(Snapshot::Empty(), {TestObservation("2020", "1")});
  LogEntry entry = TestEntry(2, {TestObservation("2020", "2"), TestObservation("2019", "3"),
                                 TestObservation("2020", "4", "yearbook", Stage::kFinal),
                                 Withdrawal{KeyOf(TestObservation("2019", "3"))}});
  const Pointer copied = first->Apply(entry).value();
  const Pointer moved = first->Apply(std::move(entry)).value();
  for (const Pointer& second : {copied, moved}) {
    EXPECT_THAT(second->History(GrowthOf("gdp"), Span("2020")), SizeIs(3));
    EXPECT_THAT(second->History(GrowthOf("gdp"), Span("2019")), SizeIs(2));
    EXPECT_EQ(ValueOf(second->Preferred(GrowthOf("gdp"), Span("2019"))), "none");
    EXPECT_EQ(second->counts().observations, 2);
  }
  EXPECT_THAT(first->History(GrowthOf("gdp"), Span("2020")), SizeIs(1));
  EXPECT_THAT(first->History(GrowthOf("gdp"), Span("2019")), IsEmpty());
  EXPECT_EQ(ValueOf(first->Preferred(GrowthOf("gdp"), Span("2020"))), "1");
}

TEST(SnapshotTest, EmptyHoldsNothing) {
  const Pointer empty = Snapshot::Empty();
  EXPECT_EQ(empty->revision(), 0);
  EXPECT_EQ(empty->checksum(), std::string(64, '0'));
  EXPECT_EQ(empty->FindIndicator("gdp"), nullptr);
  EXPECT_EQ(empty->Preferred(GrowthOf("gdp"), Span("2023")), std::nullopt);
  EXPECT_THAT(empty->Areas(), IsEmpty());
  EXPECT_EQ(empty->info(1).revision, 0);
  EXPECT_EQ(empty->LatestPublication(), std::nullopt);
}

TEST(SnapshotTest, RefusesAGapInTheLog) {
  EXPECT_THAT(Snapshot::Empty()->Apply(TestEntry(2, {TestArea("changsha")})),
              HasReason("REVISION_GAP"));
}

TEST(SnapshotTest, KnowsEveryRevision) {
  const Pointer first = Next(Snapshot::Empty(), {TestArea("changsha")});
  const Pointer second = Next(first, {TestArea("hunan")});
  EXPECT_EQ(second->revision(), 2);
  EXPECT_EQ(second->checksum(), "2");
  EXPECT_EQ(second->info(1).author, "curator");
  EXPECT_EQ(second->info(2).commit_time, absl::FromUnixSeconds(1700000002));
  EXPECT_EQ(second->info(3).revision, 0);
}

TEST(SnapshotTest, ApplyLeavesTheOldSnapshotUnchanged) {
  const Pointer first = Next(Snapshot::Empty(), {TestArea("changsha"), TestDocument("report"),
                                                 TestObservation("2023", "4.5")});
  Area renamed = TestArea("changsha");
  renamed.name.en = "Changsha City";
  const Pointer second = Next(first, {renamed, TestArea("hunan"), TestObservation("2023", "4.8"),
                                      TestObservation("2022", "4.0")});
  EXPECT_EQ(first->FindArea("changsha")->name.en, "Changsha");
  EXPECT_EQ(first->FindArea("hunan"), nullptr);
  EXPECT_EQ(ValueOf(first->Preferred(GrowthOf("gdp"), Span("2023"))), "4.5");
  EXPECT_EQ(first->Preferred(GrowthOf("gdp"), Span("2022")), std::nullopt);
  EXPECT_EQ(first->counts().observations, 1);
  EXPECT_EQ(second->FindArea("changsha")->name.en, "Changsha City");
  EXPECT_EQ(ValueOf(second->Preferred(GrowthOf("gdp"), Span("2023"))), "4.8");
  EXPECT_EQ(second->counts().observations, 2);
}

TEST(SnapshotTest, ApplySharesEverySeriesItDoesNotTouch) {
  std::vector<Record> records = {TestDocument("report")};
  for (int i = 0; i < 200; ++i) {
    Observation observation = TestObservation("2023", "1");
    observation.series.indicator = absl::StrCat("indicator-", i);
    records.push_back(observation);
  }
  const Pointer first = Next(Snapshot::Empty(), std::move(records));
  Observation touched = TestObservation("2024", "2");
  touched.series.indicator = "indicator-77";
  const Pointer second = Next(first, {touched});
  int shared = 0;
  for (int i = 0; i < 200; ++i) {
    const SeriesKey key = GrowthOf(absl::StrCat("indicator-", i));
    const SeriesNode* before = SnapshotPeer::FindSeries(*first, key);
    const SeriesNode* after = SnapshotPeer::FindSeries(*second, key);
    ASSERT_NE(before, nullptr);
    if (i == 77) {
      EXPECT_NE(before, after);
      EXPECT_EQ(before->periods[0], after->periods[0]) << "the untouched period is shared";
    } else {
      shared += before == after ? 1 : 0;
    }
  }
  EXPECT_EQ(shared, 199);
  EXPECT_EQ(first->FindDocument("report"), second->FindDocument("report"));
}

TEST(SnapshotTest, RevisionBoundSelectsVersions) {
  Pointer snapshot = Next(Snapshot::Empty(), {TestIndicator("gdp", "旧", "Old")});
  snapshot = Next(snapshot, {TestIndicator("gdp", "新", "New"), TestIndicator("cpi")});
  EXPECT_EQ(snapshot->FindIndicator("gdp", {0, {}}), nullptr);
  EXPECT_EQ(snapshot->FindIndicator("gdp", {1, {}})->name.en, "Old");
  EXPECT_EQ(snapshot->FindIndicator("gdp", {2, {}})->name.en, "New");
  EXPECT_THAT(snapshot->Indicators({1, {}}), SizeIs(1));
  ASSERT_THAT(snapshot->Indicators(), SizeIs(2));
  EXPECT_EQ(snapshot->Indicators()[0].first->id, "cpi");
  EXPECT_EQ(snapshot->Indicators({1, {}})[0].second, 1);
}

TEST(SnapshotTest, PublicationBoundSelectsVintages) {
  // The example of the brief: growth of 2022 as known on two days of 2023.
  const Pointer snapshot = Next(
      Snapshot::Empty(), {Dated("plan-2023", "2023-01-16"), Dated("communique-2022", "2023-04-07"),
                          TestObservation("2022", "4.8", "plan-2023", Stage::kExpected),
                          TestObservation("2022", "4.5", "communique-2022", Stage::kPreliminary)});
  const auto as_of = [](absl::string_view day) { return AsOf{{}, Day(day)}; };
  const auto value = [&](absl::string_view day) {
    return ValueOf(snapshot->Preferred(GrowthOf("gdp"), Span("2022"), as_of(day)));
  };
  EXPECT_EQ(value("2023-01-15"), "none");
  EXPECT_EQ(value("2023-01-16"), "4.8");
  EXPECT_EQ(value("2023-04-06"), "4.8");
  EXPECT_EQ(value("2023-04-07"), "4.5");
  EXPECT_EQ(ValueOf(snapshot->Preferred(GrowthOf("gdp"), Span("2022"))), "4.5");
  EXPECT_EQ(snapshot->FindDocument("communique-2022", as_of("2023-04-06")), nullptr);
  EXPECT_THAT(snapshot->Documents(as_of("2023-04-06")), SizeIs(1));
}

TEST(SnapshotTest, AnUndatedFigureCountsFromItsEstimate) {
  const Pointer snapshot = Next(
      Snapshot::Empty(),
      {TestDocument("undated"), TestObservation("2022", "4.5", "undated", Stage::kPreliminary)});
  EXPECT_EQ(snapshot->Preferred(GrowthOf("gdp"), Span("2022"), {{}, Day("2023-04-29")}),
            std::nullopt);
  const auto view = snapshot->Preferred(GrowthOf("gdp"), Span("2022"), {{}, Day("2023-04-30")});
  ASSERT_TRUE(view.has_value());
  EXPECT_TRUE(view->publication.estimated);
  EXPECT_NE(snapshot->FindDocument("undated", {{}, Day("1999-01-01")}), nullptr);
}

TEST(SnapshotTest, BothBoundsApplyTogether) {
  // The document gets its date only in revision 2: at revision 1 the figure is undated.
  Pointer snapshot =
      Next(Snapshot::Empty(), {TestDocument("communique"),
                               TestObservation("2022", "4.5", "communique", Stage::kPreliminary)});
  snapshot = Next(snapshot, {Dated("communique", "2023-03-01")});
  const auto at = [&](std::optional<Revision> revision, absl::string_view day) {
    return ValueOf(snapshot->Preferred(GrowthOf("gdp"), Span("2022"), {revision, Day(day)}));
  };
  EXPECT_EQ(at(1, "2023-03-15"), "none");
  EXPECT_EQ(at(2, "2023-03-15"), "4.5");
  EXPECT_EQ(at({}, "2023-03-15"), "4.5");
  EXPECT_EQ(at(1, "2023-04-30"), "4.5");
}

TEST(SnapshotTest, TargetsFollowBothClocks) {
  Target target = TestTarget("gdp-2024");
  target.evidence.document = "report";
  const Pointer snapshot = Next(Snapshot::Empty(), {Dated("report", "2024-01-31", true), target});
  EXPECT_EQ(snapshot->FindTarget("gdp-2024", {{}, Day("2024-01-30")}), nullptr);
  EXPECT_NE(snapshot->FindTarget("gdp-2024", {{}, Day("2024-01-31")}), nullptr);
  EXPECT_THAT(snapshot->Targets({{}, Day("2024-01-30")}), IsEmpty());
  EXPECT_EQ(snapshot->FindTarget("gdp-2024", {0, {}}), nullptr);
  EXPECT_TRUE(snapshot->PublicationOf(target).estimated);
}

TEST(SnapshotTest, PreferenceFollowsTheRule) {
  // Least preferred first: each added vintage takes over, however the others are ordered.
  Document primary = Dated("a-primary", "2023-06-01");
  primary.confidence = Confidence::kSeenPrimary;
  Document work_report = Dated("z-work-report", "2023-02-01");
  work_report.is_work_report = true;
  Pointer snapshot =
      Next(Snapshot::Empty(), {Dated("b-early", "2023-05-01"), Dated("c-late", "2023-07-01"),
                               Dated("d-late", "2023-07-01"), primary, work_report});
  struct Step {
    const char* document;
    Stage stage;
  };
  const std::vector<Step> steps = {
      {"z-work-report", Stage::kExpected}, {"c-late", Stage::kFlash},
      {"c-late", Stage::kReported},        {"b-early", Stage::kPreliminary},
      {"d-late", Stage::kPreliminary},     {"c-late", Stage::kPreliminary},
      {"c-late", Stage::kFinal},           {"c-late", Stage::kCensus},
      {"a-primary", Stage::kFlash},        {"a-primary", Stage::kPreliminary},
      {"z-work-report", Stage::kFlash},    {"z-work-report", Stage::kReported}};
  int value = 1;
  for (const Step& step : steps) {
    snapshot =
        Next(snapshot, {TestObservation("2022", absl::StrCat(value), step.document, step.stage)});
    EXPECT_EQ(ValueOf(snapshot->Preferred(GrowthOf("gdp"), Span("2022"))), absl::StrCat(value))
        << step.document;
    ++value;
  }
  const std::vector<VintageView> all = snapshot->Vintages(GrowthOf("gdp"), Span("2022"));
  ASSERT_THAT(all, SizeIs(steps.size()));
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].observation->value->ToString(), absl::StrCat(steps.size() - i));
    EXPECT_EQ(all[i].preferred, i == 0);
    if (i == 0) continue;
    const Document& above = *snapshot->FindDocument(all[i - 1].observation->evidence.document);
    const Document& below = *snapshot->FindDocument(all[i].observation->evidence.document);
    EXPECT_TRUE(PreferredBefore(all[i - 1], above, all[i], below));
    EXPECT_FALSE(PreferredBefore(all[i], below, all[i - 1], above));
  }
}

TEST(SnapshotTest, WithdrawalEndsAVintageAndKeepsItsHistory) {
  const Observation wrong = TestObservation("2023", "45");
  Pointer snapshot = Next(Snapshot::Empty(), {TestDocument("report"), wrong});
  snapshot = Next(snapshot, {Withdrawal{KeyOf(wrong)}});
  EXPECT_EQ(snapshot->Preferred(GrowthOf("gdp"), Span("2023")), std::nullopt);
  EXPECT_EQ(ValueOf(snapshot->Preferred(GrowthOf("gdp"), Span("2023"), {1, {}})), "45");
  const auto find = [&](const AsOf& as_of) {
    return snapshot->FindVintage(wrong.series, wrong.period, wrong.stage, "report", as_of);
  };
  EXPECT_EQ(find({}), nullptr);
  ASSERT_NE(find({1, {}}), nullptr);
  EXPECT_EQ(*find({1, {}}), wrong);
  EXPECT_EQ(find({0, {}}), nullptr);
  EXPECT_EQ(snapshot->counts().observations, 0);
  const auto history = snapshot->History(GrowthOf("gdp"), Span("2023"));
  ASSERT_THAT(history, SizeIs(2));
  EXPECT_FALSE(history[0].withdrawn);
  EXPECT_FALSE(history[0].current);
  EXPECT_TRUE(history[1].withdrawn);
  EXPECT_TRUE(history[1].current);
  EXPECT_EQ(history[1].observation->value->ToString(), "45");

  const Pointer again = Next(snapshot, {wrong});
  EXPECT_EQ(again->counts().observations, 1);
  EXPECT_EQ(ValueOf(again->Preferred(GrowthOf("gdp"), Span("2023"))), "45");
}

TEST(SnapshotTest, RefusesAWithdrawalOfNothing) {
  const Pointer snapshot = Next(Snapshot::Empty(), {TestDocument("report")});
  EXPECT_THAT(snapshot->Apply(TestEntry(2, {Withdrawal{KeyOf(TestObservation("2023", "4"))}})),
              HasReason("WITHDRAWAL_WITHOUT_VINTAGE"));
  EXPECT_THAT(snapshot->Apply(TestEntry(2, {Withdrawal{"nonsense"}})),
              StatusIs(absl::StatusCode::kInternal));
}

TEST(SnapshotTest, HistoryListsVersionsOldestFirst) {
  Pointer snapshot =
      Next(Snapshot::Empty(), {Dated("plan", "2023-01-16"), Dated("communique", "2023-04-07"),
                               TestObservation("2022", "4.8", "plan", Stage::kExpected)});
  snapshot = Next(snapshot, {TestObservation("2022", "4.4", "communique", Stage::kPreliminary)});
  snapshot = Next(snapshot, {TestObservation("2022", "4.5", "communique", Stage::kPreliminary)});
  const auto values = [&](const AsOf& as_of) {
    std::vector<std::string> all;
    for (const auto& version : snapshot->History(GrowthOf("gdp"), Span("2022"), as_of)) {
      all.push_back(absl::StrCat(version.revision, ":", version.observation->value->ToString(),
                                 version.current ? " current" : ""));
    }
    return all;
  };
  EXPECT_THAT(values({}), ElementsAre("1:4.8 current", "2:4.4", "3:4.5 current"));
  EXPECT_THAT(values({2, {}}), ElementsAre("1:4.8 current", "2:4.4 current"));
  EXPECT_THAT(values({{}, Day("2023-02-01")}), ElementsAre("1:4.8 current"));
}

class VisitTest : public ::testing::Test {
 protected:
  VisitTest() {
    Observation level = TestObservation("2023", "14331.98");
    level.series.measure = Measure::kLevel;
    Observation province = TestObservation("2023", "4.6");
    province.series.area = "hunan";
    Observation prices = TestObservation("2023", "0.2");
    prices.series.indicator = "cpi";
    snapshot_ = Next(Snapshot::Empty(),
                     {Dated("plan", "2023-12-01"), Dated("report", "2024-01-31"), level, province,
                      prices, TestObservation("2022", "4.5"), TestObservation("2023", "4.8"),
                      TestObservation("2023", "5", "plan", Stage::kExpected)});
  }

  std::vector<std::string> Keys(const ObservationQuery& query, const AsOf& as_of = {}) {
    std::vector<std::string> keys;
    snapshot_->Visit(query, as_of, [&](const VintageView& view) {
      keys.push_back(absl::StrCat(view.preferred ? "*" : "", KeyOf(*view.observation)));
      return true;
    });
    return keys;
  }

  Pointer snapshot_;
};

TEST_F(VisitTest, OrdersBySeriesPeriodAndPublication) {
  ObservationQuery query;
  query.all_vintages = true;
  EXPECT_THAT(Keys(query), ElementsAre("*cpi.changsha.growth.constant.total|2023|reported|report",
                                       "*gdp.changsha.level.constant.total|2023|reported|report",
                                       "*gdp.changsha.growth.constant.total|2022|reported|report",
                                       "gdp.changsha.growth.constant.total|2023|expected|plan",
                                       "*gdp.changsha.growth.constant.total|2023|reported|report",
                                       "*gdp.hunan.growth.constant.total|2023|reported|report"));
}

TEST_F(VisitTest, FiltersAllApply) {
  ObservationQuery query;
  query.indicators = {"gdp", "gdp", "absent"};
  query.areas = {"changsha"};
  query.measures = {Measure::kGrowth};
  query.from_day = Day("2023-01-01");
  query.to_day = Day("2023-12-31");
  EXPECT_THAT(Keys(query), ElementsAre("*gdp.changsha.growth.constant.total|2023|reported|report"));
  query.to_day = Day("2023-12-30");
  EXPECT_THAT(Keys(query), IsEmpty());
}

TEST_F(VisitTest, PreferredIsThatOfTheMatchingVintages) {
  ObservationQuery query;
  query.documents = {"plan"};
  EXPECT_THAT(Keys(query), ElementsAre("*gdp.changsha.growth.constant.total|2023|expected|plan"));
  EXPECT_THAT(Keys({}, {{}, Day("2023-12-01")}),
              ElementsAre("*gdp.changsha.growth.constant.total|2023|expected|plan"));
}

TEST_F(VisitTest, StartsInTheMiddleAndStops) {
  ObservationQuery query;
  query.all_vintages = true;
  query.start = {GrowthOf("gdp"), Span("2023")};
  EXPECT_THAT(Keys(query), ElementsAre("gdp.changsha.growth.constant.total|2023|expected|plan",
                                       "*gdp.changsha.growth.constant.total|2023|reported|report",
                                       "*gdp.hunan.growth.constant.total|2023|reported|report"));
  query.indicators = {"cpi", "gdp"};
  EXPECT_THAT(Keys(query), SizeIs(3));
  int visited = 0;
  snapshot_->Visit({}, {}, [&](const VintageView&) { return ++visited < 2; });
  EXPECT_EQ(visited, 2);
}

}  // namespace
}  // namespace indicast::store
