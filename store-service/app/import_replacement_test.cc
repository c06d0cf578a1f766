#include "store-service/app/import_replacement.h"

#include <functional>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/store.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

VintageKey KeyOfVintage(const Observation& figure) {
  return {figure.series, figure.period, figure.stage, figure.evidence.document};
}

Observation Level(absl::string_view indicator, absl::string_view period, absl::string_view value) {
  Observation figure = TestObservation(period, value);
  figure.series = {std::string(indicator), "changsha", Measure::kLevel, PriceBasis::kCurrent,
                   "total"};
  figure.published_text = absl::StrCat(value, "亿元");
  figure.unit = "cny-1e8";
  return figure;
}

// Level of 2022 from level and change of 2023.
Observation DerivedLevel() {
  Observation change = Level("gdp", "2023", "5");
  change.series.measure = Measure::kChange;
  Observation derived = Level("gdp", "2022", "95");
  derived.stage = Stage::kDerived;
  derived.derivation = Derivation{DerivationFormula::kLevelMinusChange,
                                  {KeyOf(Level("gdp", "2023", "100")), KeyOf(change)}};
  return derived;
}

class ReplacementTest : public ::testing::Test {
 protected:
  ReplacementTest() : store_(Store::Open(MemoryBackend(), clock_).value()) {
    EXPECT_THAT(store_->Import(BaseImport()), IsOk());
  }

  ImportRequest Ending(std::string id, const std::vector<Observation>& figures) {
    ImportRequest request = TestRequest(std::move(id));
    for (const Observation& figure : figures) request.withdrawals.push_back(KeyOfVintage(figure));
    return request;
  }

  // May end as much as it likes.
  ImportRequest Replacing(std::string id, ObservationReplacement replacement) {
    ImportRequest request = TestRequest(std::move(id));
    request.replacements = {std::move(replacement)};
    request.thresholds.max_replaced_count = 1000;
    return request;
  }

  std::vector<std::string> Current() {
    std::vector<std::string> keys;
    ObservationQuery query;
    query.all_vintages = true;
    store_->snapshot()->Visit(query, {}, [&](const VintageView& view) {
      keys.push_back(KeyOf(*view.observation));
      return true;
    });
    return keys;
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  std::unique_ptr<Store> store_;
};

TEST_F(ReplacementTest, AWithdrawnVintageEndsAndItsVersionsStay) {
  ASSERT_OK_AND_ASSIGN(const ImportResult result,
                       store_->Import(Ending("end", {TestObservation("2022", "4.5")})));
  EXPECT_EQ(result.head.revision, 2);
  EXPECT_EQ(result.report.withdrawn, 1);
  EXPECT_EQ(result.report.changed, 0);
  ASSERT_THAT(result.report.changes, ::testing::SizeIs(1));
  EXPECT_EQ(result.report.changes[0].kind, "observation");
  EXPECT_EQ(result.report.changes[0].key, KeyOf(TestObservation("2022", "4.5")));
  EXPECT_THAT(result.report.changes[0].before, HasSubstr("4.5"));
  EXPECT_EQ(result.report.changes[0].after, "");
  const auto snapshot = store_->snapshot();
  EXPECT_FALSE(snapshot->Preferred(GrowthOf("gdp"), Span("2022")).has_value());
  EXPECT_TRUE(snapshot->Preferred(GrowthOf("gdp"), Span("2022"), {1, {}}).has_value());
  EXPECT_EQ(snapshot->History(GrowthOf("gdp"), Span("2022")).size(), 2);
}

TEST_F(ReplacementTest, MergedAndWithdrawnRecordsAreOneRevision) {
  ImportRequest request = Ending("both", {TestObservation("2022", "4.5")});
  request.observations = {TestObservation("2023", "4.9"), TestObservation("2021", "7.5")};
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(request));
  EXPECT_EQ(result.head.revision, 2);
  EXPECT_EQ(result.report.added, 1);
  EXPECT_EQ(result.report.changed, 1);
  EXPECT_EQ(result.report.withdrawn, 1);
  ASSERT_OK_AND_ASSIGN(const ImportResult again, store_->Import(request));
  EXPECT_EQ(again.report, result.report);
  EXPECT_EQ(again.head.revision, 2);
}

TEST_F(ReplacementTest, AWithdrawalIsKeptAcrossARestart) {
  ASSERT_THAT(store_->Import(Ending("end", {TestObservation("2022", "4.5")})), IsOk());
  EXPECT_THAT(store_->Import(Ending("end", {TestObservation("2023", "4.8")})),
              HasReason("REQUEST_ID_REUSED"));
  ImportRequest back = TestRequest("back");
  back.observations = {TestObservation("2022", "4.5")};
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(back));
  EXPECT_EQ(result.report.added, 1);
}

TEST_F(ReplacementTest, WhatIsNotCurrentCannotBeWithdrawn) {
  const absl::Status never =
      store_->Import(Ending("end", {TestObservation("2022", "4.5", "communique")})).status();
  EXPECT_THAT(never, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(never, HasReason("OBSERVATION_NOT_FOUND"));
  EXPECT_THAT(never, HasField("withdrawals[0]"));
  EXPECT_THAT(never.message(), HasSubstr("reported|report"));
  ASSERT_THAT(store_->Import(Ending("one", {TestObservation("2022", "4.5")})), IsOk());
  const absl::Status twice =
      store_->Import(Ending("two", {TestObservation("2022", "4.5")})).status();
  EXPECT_THAT(twice, HasReason("OBSERVATION_NOT_FOUND"));
  EXPECT_THAT(twice.message(), HasSubstr("withdrawn with revision 2"));
  EXPECT_EQ(store_->snapshot()->revision(), 2);
}

TEST_F(ReplacementTest, WhatIsWrittenCannotBeWithdrawnToo) {
  ImportRequest request =
      Ending("end", {TestObservation("2023", "4.8"), TestObservation("2022", "4.5")});
  request.observations = {TestObservation("2022", "4.6")};
  const absl::Status status = store_->Import(request).status();
  EXPECT_THAT(status, HasReason("DUPLICATE_KEY"));
  EXPECT_THAT(status, HasField("withdrawals[1]"));
}

TEST_F(ReplacementTest, AReplacementEndsWhatItCoversAndTheRequestDoesNotHold) {
  ImportRequest request = Replacing("one", {.documents = {"report"}});
  request.observations = {TestObservation("2023", "4.8"), TestObservation("2021", "7.5")};
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(request));
  EXPECT_EQ(result.report.withdrawn, 2);
  EXPECT_EQ(result.report.added, 1);
  EXPECT_EQ(result.report.unchanged, 1);
  EXPECT_THAT(Current(), ElementsAre(KeyOf(TestObservation("2021", "7.5")),
                                     KeyOf(TestObservation("2023", "4.8"))));
}

TEST_F(ReplacementTest, AllConditionsOfAReplacementHoldTogether) {
  const std::vector<ObservationReplacement> elsewhere = {
      {.indicators = {"gdp"}, .documents = {"communique"}},
      {.indicators = {"urban-share"}},
      {.indicators = {"gdp"}, .areas = {"hunan"}},
      {.indicators = {"gdp"}, .from_day = Day("2024-01-01")},
      {.indicators = {"gdp"}, .to_day = Day("2022-06-30")}};
  for (size_t i = 0; i < elsewhere.size(); ++i) {
    ASSERT_OK_AND_ASSIGN(const ImportResult result,
                         store_->Import(Replacing(absl::StrCat("none-", i), elsewhere[i])));
    EXPECT_EQ(result.report.withdrawn, 0) << i;
    EXPECT_FALSE(result.changed) << i;
  }
  ObservationReplacement some = {.indicators = {"gdp"},
                                 .areas = {"changsha"},
                                 .documents = {"report"},
                                 .from_day = Day("2022-01-01"),
                                 .to_day = Day("2022-12-31")};
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(Replacing("some", some)));
  EXPECT_THAT(Current(), ElementsAre(KeyOf(TestObservation("2023", "4.8")), KeyOf(TradeGrowth())));
}

TEST_F(ReplacementTest, WhatIsWithdrawnAndReplacedEndsOnce) {
  ImportRequest request = Replacing("one", {.indicators = {"gdp"}});
  request.withdrawals = {KeyOfVintage(TestObservation("2022", "4.5"))};
  request.replacements.push_back({.documents = {"report"}});
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(request));
  EXPECT_EQ(result.report.withdrawn, 3);
  EXPECT_THAT(Current(), IsEmpty());
}

TEST_F(ReplacementTest, UnknownIdsAreNamedWithTheNearest) {
  ImportRequest request = Replacing(
      "one", {.indicators = {"gdp", "gdpp"}, .areas = {"changshaa"}, .documents = {"reports"}});
  const absl::Status status = store_->Import(request).status();
  EXPECT_THAT(status, HasReason("INDICATOR_NOT_FOUND"));
  EXPECT_THAT(status, HasField("replacements[0].indicators[1]"));
  EXPECT_THAT(status, HasField("replacements[0].areas[0]"));
  EXPECT_THAT(status, HasField("replacements[0].documents[0]"));
  EXPECT_THAT(status.message(), HasSubstr("nearest: gdp"));
}

TEST_F(ReplacementTest, AReplacementMayNameWhatTheRequestBrings) {
  ImportRequest request = Replacing("one", {.documents = {"yearbook"}});
  request.documents = {TestDocument("yearbook")};
  request.observations = {TestObservation("2022", "4.4", "yearbook")};
  EXPECT_THAT(store_->Import(request), IsOk());
}

struct BadVerb {
  std::string name;
  std::string field;
  std::string message;
  std::function<void(ImportRequest&)> spoil;
};

TEST(BadVerbTest, EveryWrongFieldIsNamed) {
  const std::vector<std::string> many(1001, "gdp");
  const std::vector<BadVerb> cases = {
      {"nothing", "replacements[0]", "neither",
       [](ImportRequest& r) { r.replacements = {{.areas = {"changsha"}}}; }},
      {"too many", "replacements", "at most 100",
       [](ImportRequest& r) { r.replacements.resize(101, {.indicators = {"gdp"}}); }},
      {"indicators", "replacements[0].indicators", "at most 1000",
       [&](ImportRequest& r) { r.replacements = {{.indicators = many}}; }},
      {"documents", "replacements[0].documents", "at most 1000",
       [&](ImportRequest& r) { r.replacements = {{.documents = many}}; }},
      {"areas", "replacements[0].areas", "at most 1000",
       [&](ImportRequest& r) { r.replacements = {{.indicators = {"gdp"}, .areas = many}}; }},
      {"order", "replacements[0].to_period", "before",
       [](ImportRequest& r) {
         r.replacements = {
             {.indicators = {"gdp"}, .from_day = Day("2023-01-01"), .to_day = Day("2022-12-31")}};
       }},
      {"document", "withdrawals[0].document", "not an id",
       [](ImportRequest& r) {
         r.withdrawals = {{GrowthOf("gdp"), Span("2022"), Stage::kReported, ""}};
       }},
      {"series", "withdrawals[0].series.indicator", "",
       [](ImportRequest& r) {
         r.withdrawals = {{GrowthOf("GDP"), Span("2022"), Stage::kReported, "report"}};
       }},
  };
  for (const BadVerb& bad : cases) {
    ImportRequest request = TestRequest("one");
    bad.spoil(request);
    const absl::Status status = ValidateRequest(request);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << bad.name;
    EXPECT_THAT(status, HasField(bad.field)) << bad.name;
    EXPECT_THAT(status.message(), HasSubstr(bad.message)) << bad.name;
  }
}

class DerivedTest : public ReplacementTest {
 protected:
  DerivedTest() {
    ImportRequest request = TestRequest("derived");
    Observation change = Level("gdp", "2023", "5");
    change.series.measure = Measure::kChange;
    change.published_text = "增加5亿元";
    request.observations = {Level("gdp", "2023", "100"), change, DerivedLevel()};
    EXPECT_THAT(store_->Import(request), IsOk());
  }
};

TEST_F(DerivedTest, AnInputOfAFigureThatStaysCannotEnd) {
  const absl::Status status = store_->Import(Ending("end", {Level("gdp", "2023", "100")})).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasReason("DERIVATION_INPUT_WITHDRAWN"));
  EXPECT_THAT(status, HasField("withdrawals[0]"));
  EXPECT_THAT(status.message(), HasSubstr(KeyOf(DerivedLevel())));
}

TEST_F(DerivedTest, AReplacementThatEndsAnInputIsNamed) {
  ImportRequest request = Replacing("one", {.documents = {"report"}});
  request.observations = {DerivedLevel()};
  const absl::Status status = store_->Import(request).status();
  EXPECT_THAT(status, HasReason("OBSERVATION_NOT_FOUND"));
  EXPECT_THAT(status, HasField("observations[0].derivation.inputs[0]"));
  request.observations.clear();
  request.replacements[0].to_day = Day("2023-12-31");
  request.replacements[0].from_day = Day("2023-01-01");
  EXPECT_THAT(store_->Import(request), HasField("replacements[0]"));
}

TEST_F(DerivedTest, InputAndDerivedFigureEndTogether) {
  EXPECT_THAT(store_->Import(Ending("end", {Level("gdp", "2023", "100"), DerivedLevel()})), IsOk());
}

TEST_F(DerivedTest, TheInputMayEndOnceTheFigureIsDerivedNoMore) {
  ASSERT_THAT(store_->Import(Ending("one", {DerivedLevel()})), IsOk());
  EXPECT_THAT(store_->Import(Ending("two", {Level("gdp", "2023", "100")})), IsOk());
}

TEST_F(ReplacementTest, TheQuoteOfAnEndedFigureDoesNotHoldItsDocument) {
  ImportRequest request = TestRequest("text");
  Document changed = BaseImport().documents[0];
  changed.text = "(三)开放提质增效。\n\n主要预期目标是:地区生产总值增长6%以上。";
  request.documents = {changed};
  EXPECT_THAT(store_->Import(request), HasReason("QUOTE_NOT_FOUND"));
  request.withdrawals = {KeyOfVintage(TradeGrowth())};
  EXPECT_THAT(store_->Import(request), IsOk());
}

}  // namespace
}  // namespace indicast::store
