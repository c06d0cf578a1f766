#include "store-service/app/import_thresholds.h"

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
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

Observation Level(absl::string_view value, std::string unit = "cny-1e8") {
  Observation figure = TestObservation("2023", value);
  figure.series = {"gdp", "changsha", Measure::kLevel, PriceBasis::kCurrent, "total"};
  figure.published_text = absl::StrCat(value, unit == "cny" ? "元" : "亿元");
  figure.unit = std::move(unit);
  return figure;
}

class ThresholdsTest : public ::testing::Test {
 protected:
  ThresholdsTest() : store_(Store::Open(MemoryBackend(), clock_, {}, Limits()).value()) {
    EXPECT_THAT(store_->Import(BaseImport()), IsOk());
  }

  static ImportLimits Limits() {
    ImportLimits limits;
    limits.max_changed_count = 1;
    return limits;
  }

  // Stores a level, then looks at what a correction of it exceeds.
  std::vector<ThresholdExceeded> Exceeded(const Observation& before, const Observation& after) {
    ImportRequest first = TestRequest(absl::StrCat("first-", ++count_));
    first.observations = {before};
    first.confirmed_plan = Plan(first);
    EXPECT_THAT(store_->Import(first), IsOk());
    ImportRequest second = TestRequest(absl::StrCat("second-", count_));
    second.observations = {after};
    second.validate_only = true;
    const auto result = store_->Import(second);
    EXPECT_THAT(result, IsOk());
    return result.ok() ? result->report.exceeded : std::vector<ThresholdExceeded>();
  }

  std::string Plan(ImportRequest request) {
    request.validate_only = true;
    request.confirmed_plan.clear();
    const auto result = store_->Import(request);
    EXPECT_THAT(result, IsOk());
    return result.ok() ? result->report.plan : "";
  }

  // Corrects both growth rates.
  ImportRequest TwoCorrections(std::string id = "two") {
    ImportRequest request = TestRequest(std::move(id));
    request.observations = {TestObservation("2022", "4.6"), TestObservation("2023", "4.9")};
    return request;
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  std::unique_ptr<Store> store_;
  int count_ = 0;
};

TEST_F(ThresholdsTest, WhatIsBeyondIsRefusedWithThePlanToConfirm) {
  const absl::Status status = store_->Import(TwoCorrections()).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("CONFIRMATION_NEEDED"));
  const auto metadata = DetailOf(status).metadata;
  EXPECT_EQ(metadata.at("max_changed_count_limit"), "1");
  EXPECT_EQ(metadata.at("max_changed_count_actual"), "2");
  EXPECT_EQ(metadata.at("max_changed_count_key"), KeyOf(TestObservation("2022", "4.6")));
  EXPECT_EQ(metadata.at("plan"), Plan(TwoCorrections()));
  EXPECT_EQ(store_->snapshot()->revision(), 1);
}

TEST_F(ThresholdsTest, TheSameIdConfirmsAndIsAnsweredAgain) {
  EXPECT_THAT(store_->Import(TwoCorrections()), HasReason("CONFIRMATION_NEEDED"));
  ImportRequest confirmed = TwoCorrections();
  confirmed.confirmed_plan = Plan(confirmed);
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(confirmed));
  EXPECT_EQ(result.head.revision, 2);
  ASSERT_THAT(result.report.exceeded, SizeIs(1));
  EXPECT_EQ(result.report.exceeded[0].threshold, "max_changed_count");
  EXPECT_EQ(result.report.plan, "");
  ASSERT_OK_AND_ASSIGN(const ImportResult again, store_->Import(confirmed));
  EXPECT_EQ(again.report, result.report);
  EXPECT_EQ(again.head.revision, 2);
}

TEST_F(ThresholdsTest, ValidateOnlyTellsInsteadOfRefusing) {
  ImportRequest request = TwoCorrections();
  request.validate_only = true;
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(request));
  EXPECT_THAT(result.report.exceeded, SizeIs(1));
  EXPECT_THAT(result.report.plan, SizeIs(64));
  EXPECT_TRUE(result.changed);
}

TEST_F(ThresholdsTest, APlanCoversWhatWouldBeWrittenAndWhatItReplaces) {
  const std::string plan = Plan(TwoCorrections());
  ImportRequest other = TwoCorrections("other");
  other.observations[0] = TestObservation("2022", "4.7");
  other.confirmed_plan = plan;
  const absl::Status moved = store_->Import(other).status();
  EXPECT_THAT(moved, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(moved, HasReason("PLAN_MOVED"));
  EXPECT_EQ(DetailOf(moved).metadata.at("plan"), Plan(other));

  ImportRequest unrelated = TestRequest("unrelated");
  unrelated.observations = {TestObservation("2020", "4")};
  ASSERT_THAT(store_->Import(unrelated), IsOk());
  EXPECT_EQ(Plan(TwoCorrections()), plan);

  ImportRequest related = TestRequest("related");
  related.observations = {TestObservation("2022", "4.4")};
  ASSERT_THAT(store_->Import(related), IsOk());
  ImportRequest late = TwoCorrections();
  late.confirmed_plan = plan;
  EXPECT_THAT(store_->Import(late), HasReason("PLAN_MOVED"));
  late.validate_only = true;
  EXPECT_THAT(store_->Import(late), HasReason("PLAN_MOVED"));
}

TEST_F(ThresholdsTest, TheRequestSetsItsOwn) {
  ImportRequest request = TwoCorrections();
  request.thresholds.max_changed_count = 2;
  EXPECT_THAT(store_->Import(request), IsOk());
  request = TwoCorrections("strict");
  request.observations = {TestObservation("2022", "4.4")};
  request.thresholds.max_changed_count = 0;
  EXPECT_THAT(store_->Import(request), HasReason("CONFIRMATION_NEEDED"));
}

TEST_F(ThresholdsTest, NewFiguresAndSingleWithdrawalsNeverCount) {
  ImportRequest request = TestRequest("one");
  request.thresholds.max_changed_count = 0;
  request.observations = {TestObservation("2020", "4"), TestObservation("2021", "7.5")};
  const Observation ended = TestObservation("2022", "4.5");
  request.withdrawals = {{ended.series, ended.period, ended.stage, ended.evidence.document}};
  EXPECT_THAT(store_->Import(request), IsOk());
}

TEST_F(ThresholdsTest, WhatReplacementsEndMustBeConfirmedUnlessAllowed) {
  ImportRequest request = TestRequest("one");
  request.replacements = {{.indicators = {"gdp"}}};
  const absl::Status status = store_->Import(request).status();
  EXPECT_THAT(status, HasReason("CONFIRMATION_NEEDED"));
  EXPECT_EQ(DetailOf(status).metadata.at("max_replaced_count_actual"), "2");
  EXPECT_EQ(DetailOf(status).metadata.at("max_replaced_count_key"),
            KeyOf(TestObservation("2022", "4.5")));
  request.thresholds.max_replaced_count = 2;
  EXPECT_THAT(store_->Import(request), IsOk());
}

TEST_F(ThresholdsTest, ASlipOfTheDecimalPointIsBeyond) {
  const auto exceeded = Exceeded(Level("120.5"), Level("1205"));
  ASSERT_THAT(exceeded, SizeIs(1));
  EXPECT_EQ(exceeded[0].threshold, "max_level_factor");
  EXPECT_EQ(exceeded[0].limit, "10");
  EXPECT_EQ(exceeded[0].actual, "10");
  EXPECT_EQ(exceeded[0].key, KeyOf(Level("1205")));
  EXPECT_THAT(Exceeded(Level("1205"), Level("120.5")), SizeIs(1));
  EXPECT_THAT(Exceeded(Level("120.5"), Level("1204.9")), IsEmpty());
  EXPECT_THAT(Exceeded(Level("0.1"), Level("1")), SizeIs(1));
}

TEST_F(ThresholdsTest, LevelsAreComparedInOneUnit) {
  EXPECT_THAT(Exceeded(Level("1.5"), Level("150000000", "cny")), IsEmpty());
  const auto slip = Exceeded(Level("1.5"), Level("1.5", "cny"));
  ASSERT_THAT(slip, SizeIs(1));
  EXPECT_EQ(slip[0].actual, "100000000");
}

TEST_F(ThresholdsTest, ZeroAndAChangeOfSignAreBeyondEveryFactor) {
  EXPECT_THAT(Exceeded(Level("3"), Level("0")), SizeIs(1));
  EXPECT_THAT(Exceeded(Level("0"), Level("3")), SizeIs(1));
  EXPECT_THAT(Exceeded(Level("0"), Level("0.0")), IsEmpty());
  const auto sign = Exceeded(Level("3"), Level("-3"));
  ASSERT_THAT(sign, SizeIs(1));
  EXPECT_EQ(sign[0].actual, "unbounded");
}

TEST_F(ThresholdsTest, GrowthRatesHaveNoFactor) {
  EXPECT_THAT(Exceeded(TestObservation("2022", "0.1"), TestObservation("2022", "9.9")), IsEmpty());
}

TEST_F(ThresholdsTest, EveryWrongThresholdIsNamed) {
  ImportRequest request = TestRequest("one");
  request.thresholds.max_changed_count = -1;
  request.thresholds.max_replaced_count = -1;
  request.thresholds.max_level_factor = Number("1");
  request.confirmed_plan = "yes";
  const absl::Status status = store_->Import(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* field : {"thresholds.max_changed_count", "thresholds.max_replaced_count",
                            "thresholds.max_level_factor", "confirmed_plan"}) {
    EXPECT_THAT(status, HasField(field));
  }
}

TEST(ImportLimitsTest, TheDefaultsOfTheServer) {
  const ImportLimits limits;
  EXPECT_EQ(limits.max_changed_count, 500);
  EXPECT_EQ(limits.max_replaced_count, 0);
  EXPECT_EQ(limits.max_level_factor, Number("10"));
}

}  // namespace
}  // namespace indicast::store
