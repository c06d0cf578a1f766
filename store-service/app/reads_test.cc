#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/catalogue.h"
#include "store-service/app/evidence.h"
#include "store-service/app/observations.h"
#include "store-service/app/scenarios.h"
#include "store-service/app/store.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

class ReadsTest : public ::testing::Test {
 protected:
  ReadsTest() : store_(Store::Open(MemoryBackend()).value()) {
    EXPECT_THAT(store_->Import(BaseImport()), IsOk());
    snapshot_ = store_->snapshot();
  }

  AsOf Now() const { return {snapshot_->revision(), {}}; }

  std::unique_ptr<Store> store_;
  std::shared_ptr<const Snapshot> snapshot_;
};

TEST_F(ReadsTest, UnknownIdsAreNotFoundWithTheNearest) {
  const auto indicator = GetIndicator(*snapshot_, "import-exports", Now());
  EXPECT_THAT(indicator, HasReason("INDICATOR_NOT_FOUND"));
  EXPECT_THAT(std::string(indicator.status().message()), HasSubstr("nearest: imports-exports"));
  EXPECT_THAT(GetDocument(*snapshot_, "reprot", Now()), HasReason("DOCUMENT_NOT_FOUND"));
  EXPECT_THAT(GetTarget(*snapshot_, "gdp-2025", Now()), HasReason("TARGET_NOT_FOUND"));
  EXPECT_THAT(GetScenario(*snapshot_, "holdd", Now()), HasReason("SCENARIO_NOT_FOUND"));
  EXPECT_THAT(GetIndicator(*snapshot_, "gdp", Now()), IsOk());
}

TEST_F(ReadsTest, IndicatorsAreListedByDomain) {
  ASSERT_OK_AND_ASSIGN(const auto all, ListIndicators(*snapshot_, "", {}, {}));
  EXPECT_THAT(all.items, SizeIs(3));
  EXPECT_EQ(all.revision, 1);
  ASSERT_OK_AND_ASSIGN(const auto none, ListIndicators(*snapshot_, "trade", {}, {}));
  EXPECT_THAT(none.items, SizeIs(0));
}

TEST_F(ReadsTest, TargetsComeInReportOrder) {
  ImportRequest request = TestRequest("targets");
  const auto add = [&](std::string id, std::string section, int position) {
    Target target = TestTarget(std::move(id));
    target.section = std::move(section);
    target.position = position;
    request.targets.push_back(target);
  };
  add("a", "innovation", 2);
  add("b", "headline", 10);
  add("c", "headline", 9);
  add("d", "industry", 1);
  request.targets.back().period = Span("2025");
  ASSERT_THAT(store_->Import(request), IsOk());
  const auto ids = [&](const TargetQuery& query) {
    std::vector<std::string> found;
    const auto page = ListTargets(*store_->snapshot(), query, {}, {}).value();
    for (const auto& [target, revision] : page.items) found.push_back(target->id);
    return found;
  };
  EXPECT_THAT(ids({}), ElementsAre("gdp-2024", "c", "b", "d", "a"));
  EXPECT_THAT(ids({2025, "", {}}), ElementsAre("d"));
  EXPECT_THAT(ids({{}, "headline", {}}), ElementsAre("gdp-2024", "c", "b"));
  EXPECT_THAT(ids({{}, "", {"imports-exports"}}), ElementsAre());
}

TEST_F(ReadsTest, SearchChecksItsQuery) {
  EXPECT_THAT(SearchCatalogue(*snapshot_, "进出口", 0, {})->size(), 1u);
  for (const char* query : {"", "  ", "\xFF"}) {
    EXPECT_THAT(SearchCatalogue(*snapshot_, query, 0, {}), HasField("query"));
  }
  EXPECT_THAT(SearchCatalogue(*snapshot_, std::string(201, 'a'), 0, {}), HasField("query"));
  EXPECT_THAT(SearchCatalogue(*snapshot_, "gdp", -1, {}), HasField("page_size"));
}

TEST_F(ReadsTest, PagesOfFiguresNeitherSkipNorRepeatNorMixStates) {
  ImportRequest request = TestRequest("many");
  for (int year = 1990; year < 2000; ++year) {
    for (const Stage stage : {Stage::kExpected, Stage::kFlash, Stage::kReported}) {
      request.observations.push_back(TestObservation(absl::StrCat(year), "1", "report", stage));
    }
  }
  ASSERT_THAT(store_->Import(request), IsOk());
  const auto snapshot = store_->snapshot();
  ObservationQuery query;
  query.all_vintages = true;
  std::vector<std::string> expected;
  snapshot->Visit(query, {}, [&](const VintageView& view) {
    expected.push_back(KeyOf(*view.observation));
    return true;
  });
  ASSERT_THAT(expected, SizeIs(33));
  for (const int size : {1, 2, 3, 4, 7, 32, 33, 34}) {
    std::vector<std::string> read;
    PageRequest page_request = {size, ""};
    std::shared_ptr<const Snapshot> current = snapshot;
    int step = 0;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, ListObservations(*current, query, {}, page_request));
      EXPECT_EQ(page.revision, snapshot->revision());
      EXPECT_LE(page.items.size(), static_cast<size_t>(size));
      for (const VintageView& view : page.items) read.push_back(KeyOf(*view.observation));
      page_request.token = page.next_token;
      // The store moves on between the pages.
      if (++step == 1) {
        ImportRequest more = TestRequest(absl::StrCat("more-", size));
        more.observations = {TestObservation(absl::StrCat(1900 + size), "1")};
        ASSERT_THAT(store_->Import(more), IsOk());
        current = store_->snapshot();
      }
    } while (!page_request.token.empty());
    EXPECT_EQ(read, expected) << "page size " << size;

    ObservationCursor cursor(snapshot, query, {snapshot->revision(), {}});
    std::vector<std::string> streamed;
    for (auto part = cursor.Next(static_cast<size_t>(size)); !part.empty();
         part = cursor.Next(static_cast<size_t>(size))) {
      for (const VintageView& view : part) streamed.push_back(KeyOf(*view.observation));
    }
    EXPECT_EQ(streamed, expected) << "part size " << size;
  }
}

TEST_F(ReadsTest, AMissingFigureSaysWhatExists) {
  const auto message = [&](const SeriesKey& key) {
    return std::string(ObservationNotFound(*snapshot_, key, Span("2030"), Now()).message());
  };
  EXPECT_THAT(message(GrowthOf("gdp")), HasSubstr("gdp.changsha.growth.constant.total"));
  EXPECT_THAT(message(GrowthOf("imports-exports")),
              HasSubstr("series with figures: imports-exports.changsha.growth.current.total"));
  EXPECT_THAT(message(GrowthOf("import-exports")), HasSubstr("nearest: imports-exports"));
  EXPECT_THAT(message(GrowthOf("urban-share")), HasSubstr("no figures"));
}

TEST_F(ReadsTest, AScenarioComesWithItsAncestorsAndHash) {
  ASSERT_OK_AND_ASSIGN(const ScenarioWithAncestors cautious,
                       GetScenario(*snapshot_, "cautious", Now()));
  ASSERT_THAT(cautious.ancestors, SizeIs(1));
  EXPECT_EQ(cautious.ancestors[0].scenario->id, "hold");
  EXPECT_EQ(cautious.scenario.revision, 1);
  EXPECT_EQ(cautious.scenario.content_hash,
            Sha256()
                .PutString(CanonicalText(*snapshot_->FindScenario("cautious")))
                .PutString(CanonicalText(*snapshot_->FindScenario("hold")))
                .Hex());
  ASSERT_OK_AND_ASSIGN(const auto page, ListScenarios(*snapshot_, {}, {}));
  ASSERT_THAT(page.items, SizeIs(2));
  EXPECT_EQ(page.items[0].content_hash, cautious.scenario.content_hash);
}

TEST_F(ReadsTest, AChangedAncestorChangesTheHash) {
  const std::string before = GetScenario(*snapshot_, "cautious", Now())->scenario.content_hash;
  ImportRequest request = TestRequest("scenario");
  request.scenarios = {TestScenario("hold")};
  request.scenarios[0].assumptions[0].rule = CompoundRule{Number("1")};
  ASSERT_THAT(store_->Import(request), IsOk());
  const auto next = store_->snapshot();
  const auto hash = [&](Revision revision) {
    return GetScenario(*next, "cautious", {revision, {}})->scenario.content_hash;
  };
  EXPECT_NE(hash(2), before);
  EXPECT_EQ(hash(1), before);
}

TEST_F(ReadsTest, EvidenceOpensTheSentence) {
  const Observation trade = TradeGrowth();
  ASSERT_OK_AND_ASSIGN(const EvidenceView view,
                       EvidenceOfObservation(*snapshot_, trade.series, trade.period, "", Now()));
  EXPECT_EQ(view.document->id, "report");
  EXPECT_EQ(view.published_text, "下降15%");
  EXPECT_EQ(view.paragraph_number, 2);
  EXPECT_EQ(view.heading, "(三)坚持优平台、拓空间");
  EXPECT_EQ(view.sentence, "进出口总额下降15%,但跨境电商增长10%以上。");
  EXPECT_EQ(view.paragraph.find("进出口总额下降15%"), view.quote_offset);
  ASSERT_OK_AND_ASSIGN(const EvidenceView target, EvidenceOfTarget(*snapshot_, "gdp-2024", Now()));
  EXPECT_EQ(target.heading, "二、2024年工作重点");
}

TEST_F(ReadsTest, EvidenceWithoutAQuoteHasNoParagraph) {
  ASSERT_OK_AND_ASSIGN(
      const EvidenceView view,
      EvidenceOfObservation(*snapshot_, GrowthOf("gdp"), Span("2022"), "report", Now()));
  EXPECT_EQ(std::get<std::string>(view.evidence.grounds), "table row");
  EXPECT_EQ(view.paragraph_number, 0);
  EXPECT_EQ(view.sentence, "");
  EXPECT_THAT(EvidenceOfObservation(*snapshot_, GrowthOf("gdp"), Span("2022"), "communique", Now()),
              HasReason("OBSERVATION_NOT_FOUND"));
}

}  // namespace
}  // namespace indicast::store
