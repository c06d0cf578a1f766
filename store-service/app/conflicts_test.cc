#include "store-service/app/conflicts.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

std::shared_ptr<const Snapshot> With(const std::vector<Observation>& figures) {
  ImportRequest request = BaseImport();
  request.observations = figures;
  request.documents.push_back(TestDocument("press"));
  return Snapshot::Empty()
      ->Apply(TestEntry(1, PlanImport(request, *Snapshot::Empty(), {}).records))
      .value();
}

Observation Figure(absl::string_view value, std::string document,
                   Qualifier qualifier = Qualifier::kEqual, Stage stage = Stage::kReported) {
  Observation figure = TestObservation("2023", value, std::move(document), stage);
  figure.qualifier = qualifier;
  return figure;
}

std::vector<Conflict> Conflicts(const std::vector<Observation>& figures, bool rounding = true) {
  const auto snapshot = With(figures);
  ConflictQuery query;
  query.include_rounding = rounding;
  auto page = ListConflicts(*snapshot, query, {}, {});
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? page->items : std::vector<Conflict>();
}

TEST(ConflictsTest, DifferentOutcomesAreOnePreferredFirst) {
  const auto found = Conflicts({Figure("4.8", "press"), Figure("5.2", "report")}, false);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, ConflictKind::kDifferent);
  EXPECT_EQ(found[0].figures[0].observation->evidence.document, "report");
  EXPECT_EQ(found[0].spread, Number("0.4"));
  EXPECT_EQ(found[0].unit, "percentage-point");
}

// Trade: -15 in the report and -14.9 in the communique.
TEST(ConflictsTest, FiguresThatRoundToEachOtherAreShownOnRequest) {
  EXPECT_THAT(Conflicts({Figure("-15", "report"), Figure("-14.9", "press")}, false), IsEmpty());
  const auto found = Conflicts({Figure("-15", "report"), Figure("-14.9", "press")});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, ConflictKind::kRounding);
  EXPECT_EQ(Conflicts({Figure("-15", "report"), Figure("-14.4", "press")})[0].kind,
            ConflictKind::kDifferent);
}

TEST(ConflictsTest, ExpectedDerivedAndEqualFiguresTakeNoPart) {
  EXPECT_THAT(Conflicts({Figure("4.8", "report"), Figure("4.80", "press")}), IsEmpty());
  EXPECT_THAT(Conflicts({Figure("4.8", "report"),
                         Figure("6", "press", Qualifier::kEqual, Stage::kExpected)}),
              IsEmpty());
}

TEST(ConflictsTest, ABoundDisagreesWithWhatItExcludes) {
  EXPECT_THAT(Conflicts({Figure("5", "report", Qualifier::kGreater), Figure("5.1", "press")}),
              IsEmpty());
  EXPECT_THAT(Conflicts({Figure("5.1", "press"), Figure("5", "report", Qualifier::kGreater)}),
              IsEmpty());
  EXPECT_THAT(Conflicts({Figure("5", "report", Qualifier::kGreater), Figure("4", "press")}),
              SizeIs(1));
  EXPECT_THAT(Conflicts({Figure("5", "report", Qualifier::kGreaterOrEqual), Figure("5", "press")}),
              IsEmpty());
  EXPECT_THAT(Conflicts({Figure("5", "report", Qualifier::kLess), Figure("6", "press")}),
              SizeIs(1));
  EXPECT_THAT(Conflicts({Figure("5", "report", Qualifier::kLess),
                         Figure("5", "press", Qualifier::kGreaterOrEqual)}),
              SizeIs(1));
}

TEST(ConflictsTest, UnitsAreConvertedFirst) {
  Observation report = Figure("1200", "report");
  report.series.measure = Measure::kLevel;
  report.unit = "cny-1e8";
  Observation press = report;
  press.value = Number("120000000000");
  press.unit = "cny";
  press.evidence.document = "press";
  EXPECT_THAT(Conflicts({report, press}), IsEmpty());
  press.value = Number("130000000000");
  const auto found = Conflicts({report, press});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].spread, Number("100"));
  EXPECT_EQ(found[0].unit, "cny-1e8");
}

TEST(ConflictsTest, PagesBelongToTheirQuery) {
  std::vector<Observation> figures;
  for (const char* period : {"2021", "2022", "2023"}) {
    for (const char* document : {"report", "press"}) {
      figures.push_back(TestObservation(period, document[0] == 'r' ? "1" : "2", document));
    }
  }
  const auto snapshot = With(figures);
  const auto first = ListConflicts(*snapshot, {}, {}, {.size = 2, .token = ""}).value();
  EXPECT_THAT(first.items, SizeIs(2));
  EXPECT_THAT(ListConflicts(*snapshot, {}, {}, {.size = 2, .token = first.next_token})->items,
              SizeIs(1));
  EXPECT_THAT(ListConflicts(*snapshot, {.indicators = {"gdp"}, .areas = {}}, {},
                            {.size = 2, .token = first.next_token}),
              ::indicast::testing::HasReason("PAGE_TOKEN_INVALID"));
}

}  // namespace
}  // namespace indicast::store
