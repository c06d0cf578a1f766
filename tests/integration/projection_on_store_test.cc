// What both real services say about the shipped data: the cases that the report raises.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/city_in_process.h"

namespace indicast::testing {
namespace {

namespace pb = ::indicast::projection::v1;

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ProjectionOnStoreTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto city = CityInProcess::Start();
    ASSERT_TRUE(city.ok()) << city.status();
    city_ = *std::move(city);
  }
  static void TearDownTestSuite() { city_ = nullptr; }

  static absl::StatusOr<pb::ProjectionResult> Project(const pb::ProjectRequest& request) {
    grpc::ClientContext context;
    pb::ProjectResponse response;
    const auto status =
        rpc::FromGrpcStatus(city_->projection().Project(&context, request, &response));
    if (!status.ok()) return status;
    return response.result();
  }
  static pb::ProjectRequest Request(const std::string& scenario) {
    pb::ProjectRequest request;
    request.mutable_scenario()->set_scenario(scenario);
    return request;
  }
  static void Set(pb::ProjectRequest& request, const std::string& indicator,
                  const std::string& growth) {
    auto& assumption = *request.mutable_scenario()->add_overlay();
    assumption.set_indicator(indicator);
    assumption.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text(growth);
  }

  static std::unique_ptr<CityInProcess> city_;
};

std::unique_ptr<CityInProcess> ProjectionOnStoreTest::city_;

const pb::IndicatorPath& PathOf(const pb::ProjectionResult& result, const std::string& indicator,
                                pb::PathBasis basis) {
  for (const auto& item : result.indicators()) {
    if (item.indicator() != indicator) continue;
    for (const auto& path : item.paths()) {
      if (path.basis() == basis) return path;
    }
  }
  return pb::IndicatorPath::default_instance();
}

std::string At(const pb::IndicatorPath& path, int year) {
  for (const auto& point : path.points()) {
    if (point.year() == year) return point.value().value().text();
  }
  return "no point";
}

const pb::TargetAssessment& TargetOf(const pb::ProjectionResult& result, const std::string& id) {
  for (const auto& item : result.targets()) {
    if (item.target().id() == id) return item;
  }
  return pb::TargetAssessment::default_instance();
}

std::vector<std::string> HeadlineVerdicts(const pb::ProjectionResult& result) {
  std::vector<std::string> lines;
  for (const auto& item : result.targets()) {
    if (item.target().section() != "headline") continue;
    lines.push_back(item.target().indicator() + " " + pb::Verdict_Name(item.verdict()).substr(8));
  }
  return lines;
}

TEST_F(ProjectionOnStoreTest, TheBoardUnderThePlan) {
  ASSERT_OK_AND_ASSIGN(const auto result, Project(Request("plan")));
  EXPECT_THAT(HeadlineVerdicts(result),
              ElementsAre("gdp MET", "local-general-public-budget-revenue MET",
                          "industrial-value-added MET", "fixed-asset-investment MET",
                          "retail-sales MET", "imports-exports MET", "household-income MET",
                          "consumer-prices MET", "urban-new-jobs UNKNOWN", "grain-output UNKNOWN",
                          "energy-saving UNKNOWN", "carbon-intensity UNKNOWN"));
}

TEST_F(ProjectionOnStoreTest, TheBoardWhenLastYearRepeats) {
  ASSERT_OK_AND_ASSIGN(const auto result, Project(Request("repeat")));
  EXPECT_THAT(
      HeadlineVerdicts(result),
      ElementsAre("gdp MISSED", "local-general-public-budget-revenue MISSED",
                  "industrial-value-added MISSED", "fixed-asset-investment MISSED",
                  "retail-sales MISSED", "imports-exports MISSED", "household-income MISSED",
                  "consumer-prices MISSED", "urban-new-jobs UNKNOWN", "grain-output UNKNOWN",
                  "energy-saving UNKNOWN", "carbon-intensity UNKNOWN"));
}

TEST_F(ProjectionOnStoreTest, EveryBaseIsAPublishedOutcomeOrSaysWhyItIsMissing) {
  for (const char* scenario : {"hold", "repeat", "plan"}) {
    ASSERT_OK_AND_ASSIGN(const auto result, Project(Request(scenario)));
    for (const auto& item : result.targets()) {
      EXPECT_NE(item.has_base(), item.has_base_missing_reason()) << item.target().id();
      EXPECT_FALSE(item.reason().zh().empty()) << item.target().id();
      EXPECT_FALSE(item.reason().en().empty()) << item.target().id();
      if (!item.has_base()) continue;
      EXPECT_EQ(item.base().period().text(), "2023") << item.target().id();
      EXPECT_NE(item.base().stage(), type::v1::STAGE_EXPECTED) << item.target().id();
      EXPECT_TRUE(item.base().has_value()) << item.target().id();
    }
  }
}

TEST_F(ProjectionOnStoreTest, TradeAtThreePercentAgainstSeven) {
  pb::ProjectRequest request = Request("plan");
  Set(request, "imports-exports", "3");
  ASSERT_OK_AND_ASSIGN(const auto three, Project(request));
  ASSERT_OK_AND_ASSIGN(const auto seven, Project(Request("plan")));
  const auto& index = PathOf(three, "imports-exports", pb::PATH_BASIS_INDEX);
  EXPECT_EQ(index.base_name().zh(), "指数,2022年=100");
  EXPECT_EQ(index.base_name().en(), "index, 2022 = 100");
  EXPECT_EQ(At(index, 2022), "100");
  EXPECT_EQ(At(index, 2023), "85");
  EXPECT_EQ(At(index, 2024), "87.55");
  EXPECT_EQ(At(PathOf(seven, "imports-exports", pb::PATH_BASIS_INDEX), 2024), "90.95");
  const auto& level = PathOf(three, "imports-exports", pb::PATH_BASIS_LEVEL);
  EXPECT_EQ(At(level, 2023), "2811.51");
  EXPECT_THAT(level.base_name().en(), HasSubstr("undated"));
  const auto& chained = PathOf(three, "imports-exports", pb::PATH_BASIS_CHAINED_LEVEL);
  EXPECT_THAT(chained.base_name().en(), HasSubstr("3315.6"));
  EXPECT_THAT(chained.base_name().en(), HasSubstr("published 2023-01-16"));
  EXPECT_EQ(At(chained, 2023), "2818.26");
  EXPECT_EQ(At(chained, 2024), "2902.8078");
  EXPECT_EQ(At(PathOf(seven, "imports-exports", pb::PATH_BASIS_CHAINED_LEVEL), 2024), "3015.5382");
  const auto& target = TargetOf(three, "imports-exports-2024");
  EXPECT_EQ(target.verdict(), pb::VERDICT_MISSED);
  EXPECT_EQ(target.gap().text(), "-4");
  EXPECT_EQ(target.base().published_text(), "下降15%");
  EXPECT_EQ(target.base().evidence().document(), "changsha-work-report-2024");
}

TEST_F(ProjectionOnStoreTest, TechnologyContractsKeepTheirBound) {
  ASSERT_OK_AND_ASSIGN(const auto result, Project(Request("plan")));
  const auto& target = TargetOf(result, "technology-contracts-2024");
  EXPECT_EQ(target.implied_level().value().text(), "1560");
  EXPECT_EQ(target.implied_level().qualifier(), type::v1::QUALIFIER_GREATER);
  EXPECT_EQ(target.implied_level_unit(), "cny-1e8");
  ASSERT_GE(target.notes_size(), 1);
  EXPECT_EQ(target.notes(0).zh(), target.target().pair_note().zh());
}

TEST_F(ProjectionOnStoreTest, IncomeIsJudgedAgainstProjectedGdp) {
  pb::ProjectRequest request = Request("plan");
  Set(request, "household-income", "6.0");
  ASSERT_OK_AND_ASSIGN(const auto equal, Project(request));
  EXPECT_EQ(TargetOf(equal, "household-income-2024").verdict(), pb::VERDICT_MISSED);
  Set(request, "gdp", "5.5");
  ASSERT_OK_AND_ASSIGN(const auto faster, Project(request));
  const auto& target = TargetOf(faster, "household-income-2024");
  EXPECT_EQ(target.verdict(), pb::VERDICT_MET);
  EXPECT_EQ(target.goal().value().text(), "5.5");
  EXPECT_GE(target.notes_size(), 1) << "the basis of the income figure is not that of GDP";
}

TEST_F(ProjectionOnStoreTest, AProvincesQuotaIsUnknownUntilGivenThenJudged) {
  ASSERT_OK_AND_ASSIGN(const auto unknown, Project(Request("hold")));
  EXPECT_EQ(TargetOf(unknown, "urban-new-jobs-2024").reason_code(), "EXTERNAL_QUOTA_UNKNOWN");
  pb::ProjectRequest request = Request("hold");
  auto& quota = *request.add_quotas();
  quota.set_target("urban-new-jobs-2024");
  quota.mutable_value()->set_text("14.5");
  ASSERT_OK_AND_ASSIGN(const auto met, Project(request));
  EXPECT_EQ(TargetOf(met, "urban-new-jobs-2024").verdict(), pb::VERDICT_MET);
  quota.mutable_value()->set_text("16");
  ASSERT_OK_AND_ASSIGN(const auto missed, Project(request));
  EXPECT_EQ(TargetOf(missed, "urban-new-jobs-2024").verdict(), pb::VERDICT_MISSED);
  EXPECT_EQ(TargetOf(missed, "urban-new-jobs-2024").gap().text(), "-0.7");
}

TEST_F(ProjectionOnStoreTest, NoFigureOf2024IsReadAlthoughTheStoreHoldsSome) {
  grpc::ClientContext context;
  store::v1::ListObservationsRequest list;
  list.mutable_filter()->mutable_from_period()->set_text("2024");
  store::v1::ListObservationsResponse later;
  ASSERT_TRUE(city_->store().ListObservations(&context, list, &later).ok());
  ASSERT_GT(later.observations_size(), 0) << "the data set holds figures of 2024";
  ASSERT_OK_AND_ASSIGN(const auto result, Project(Request("repeat")));
  for (const auto& item : result.indicators()) {
    for (const auto& path : item.paths()) {
      for (const auto& input : path.inputs()) EXPECT_LE(input.period().text(), "2023");
      for (const auto& point : path.points()) EXPECT_EQ(point.projected(), point.year() > 2023);
    }
    for (const auto& other : item.other_vintages()) EXPECT_EQ(other.period().text(), "2023");
  }
}

TEST_F(ProjectionOnStoreTest, AnAsOfDateBoundsWhatIsKnown) {
  pb::ProjectRequest request = Request("repeat");
  request.set_base_year(2022);
  request.set_area("changsha");
  request.mutable_as_of()->set_publication_date("2023-12-31");
  ASSERT_OK_AND_ASSIGN(const auto known, Project(request));
  EXPECT_EQ(At(PathOf(known, "gdp", pb::PATH_BASIS_GROWTH), 2022), "4.5");
  request.mutable_as_of()->set_publication_date("2023-02-15");
  ASSERT_OK_AND_ASSIGN(const auto early, Project(request));
  EXPECT_EQ(At(PathOf(early, "gdp", pb::PATH_BASIS_GROWTH), 2022), "no point")
      << "only the expected 4.8 was public: never a base";
  EXPECT_EQ(At(PathOf(early, "gdp", pb::PATH_BASIS_GROWTH), 2023), "");
}

TEST_F(ProjectionOnStoreTest, ConsumerPricesHaveAnIndexAndNoLevel) {
  ASSERT_OK_AND_ASSIGN(const auto result, Project(Request("plan")));
  EXPECT_EQ(PathOf(result, "consumer-prices", pb::PATH_BASIS_LEVEL).points_size(), 0);
  EXPECT_EQ(PathOf(result, "consumer-prices", pb::PATH_BASIS_CHAINED_LEVEL).points_size(), 0);
  EXPECT_EQ(At(PathOf(result, "consumer-prices", pb::PATH_BASIS_INDEX), 2024), "103");
}

TEST_F(ProjectionOnStoreTest, UnknownScenarioIsNotFoundWithTheNearest) {
  const auto result = Project(Request("plam"));
  EXPECT_THAT(result, HasReason("SCENARIO_NOT_FOUND"));
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kNotFound, HasSubstr("plan")));
}

TEST_F(ProjectionOnStoreTest, TheSameReceiptGivesTheSameBytesAndNothingIsWritten) {
  ASSERT_OK_AND_ASSIGN(const auto first, Project(Request("plan")));
  ASSERT_OK_AND_ASSIGN(const auto second, Project(Request("plan")));
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(first.receipt().data_revision(), 1);
  EXPECT_EQ(first.receipt().scenario_revision(), 1);
}

// A projection pinned to a revision does not see a later correction of a figure or rename of a
// unit.
TEST(PinnedProjectionTest, LaterRevisionsLeaveItUnchanged) {
  ASSERT_OK_AND_ASSIGN(const auto city, CityInProcess::Start());
  pb::ProjectRequest request;
  request.mutable_scenario()->set_scenario("repeat");
  const auto project = [&city](const pb::ProjectRequest& asked) {
    grpc::ClientContext context;
    pb::ProjectResponse response;
    const grpc::Status status = city->projection().Project(&context, asked, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.result();
  };
  const pb::ProjectionResult first = project(request);
  store::v1::ImportRecordsRequest later;
  later.set_request_id("correction");
  later.set_reason("test");
  for (const auto& item : first.indicators()) {
    if (item.indicator() != "imports-exports") continue;
    *later.add_observations() = item.paths(2).inputs(0);
    later.mutable_observations(0)->mutable_value()->set_text("2911.51");
    later.mutable_observations(0)->set_published_text("2911.51亿元");
  }
  auto& unit = *later.add_units();
  unit.set_id("cny-1e8");
  unit.mutable_symbol()->set_zh("億元");
  unit.mutable_symbol()->set_en("hundred million yuan");
  unit.set_measure("cny");
  unit.set_multiplier_exponent(8);
  grpc::ClientContext context;
  store::v1::ImportRecordsResponse imported;
  const grpc::Status status = city->curation().ImportRecords(&context, later, &imported);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(imported.head().revision(), 2);
  const pb::ProjectionResult newest = project(request);
  EXPECT_EQ(newest.receipt().data_revision(), 2);
  EXPECT_EQ(At(PathOf(newest, "imports-exports", pb::PATH_BASIS_LEVEL), 2023), "2911.51");
  EXPECT_THAT(PathOf(newest, "imports-exports", pb::PATH_BASIS_LEVEL).base_name().zh(),
              HasSubstr("億元"));
  request.mutable_as_of()->set_revision(1);
  EXPECT_EQ(project(request).SerializeAsString(), first.SerializeAsString());
}

// The period of a target decides over how many years its goal is a sum.
TEST(SumOverYearsOnStoreTest, GoesFromTheStoreToTheBoard) {
  ASSERT_OK_AND_ASSIGN(const auto city, CityInProcess::Start());
  const auto project = [&city] {
    grpc::ClientContext context;
    pb::ProjectRequest request;
    request.mutable_scenario()->set_scenario("repeat");
    request.set_horizon_year(2025);
    pb::ProjectResponse response;
    const grpc::Status status = city->projection().Project(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.result();
  };
  store::v1::ImportRecordsRequest later;
  later.set_request_id("sum-over-years");
  later.set_reason("a target over several years");
  store::v1::Target& target = *later.add_targets();
  target = TargetOf(project(), "gdp-2024").target();
  target.clear_etag();
  target.clear_revision();
  target.clear_publication();
  target.set_id("gdp-2023-2025");
  target.mutable_period()->set_text("2023-01-01/P36M");
  target.set_measure(type::v1::MEASURE_LEVEL);
  target.set_price_basis(type::v1::PRICE_BASIS_CURRENT);
  target.mutable_goal()->mutable_constant()->set_text("45000");
  target.set_unit("cny-1e8");
  target.set_published_text("45000亿元以上");
  target.set_position(99);
  grpc::ClientContext context;
  store::v1::ImportRecordsResponse imported;
  const grpc::Status status = city->curation().ImportRecords(&context, later, &imported);
  ASSERT_TRUE(status.ok()) << status.error_message();

  const pb::ProjectionResult result = project();
  const pb::TargetAssessment& assessed = TargetOf(result, "gdp-2023-2025");
  EXPECT_EQ(assessed.progress().first_year(), 2023);
  EXPECT_EQ(assessed.progress().last_year(), 2025);
  EXPECT_EQ(assessed.progress().done().value().text(), "14331.98");
  EXPECT_EQ(assessed.progress().remaining().value().text(), "30668.02");
  EXPECT_EQ(assessed.progress().needed_a_year().value().text(), "15334.01");
  const pb::IndicatorPath& level = PathOf(result, "gdp", pb::PATH_BASIS_LEVEL);
  EXPECT_NEAR(std::stod(assessed.projection().value().text()),
              14331.98 + std::stod(At(level, 2024)) + std::stod(At(level, 2025)), 1e-3);
}

// Ends its store.
TEST(ProjectionWithoutStoreTest, SaysThatTheStoreIsUnavailable) {
  ASSERT_OK_AND_ASSIGN(const auto city, CityInProcess::Start());
  city->StopStore();
  pb::ProjectRequest request;
  request.mutable_scenario()->set_scenario("plan");
  grpc::ClientContext context;
  pb::ProjectResponse response;
  EXPECT_THAT(rpc::FromGrpcStatus(city->projection().Project(&context, request, &response)),
              HasReason("STORE_UNAVAILABLE"));
  grpc::ClientContext info_context;
  pb::GetServerInfoResponse info;
  ASSERT_TRUE(city->projection().GetServerInfo(&info_context, {}, &info).ok());
  EXPECT_FALSE(info.store_reachable());
}

}  // namespace
}  // namespace indicast::testing
