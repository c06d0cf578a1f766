// What the shipped data say about the chances of the report's targets, through both real services:
// the probability of all headline targets that have a base, with what had to be assumed.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <memory>
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

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const char* const kHeadline[] = {"gdp",
                                 "local-general-public-budget-revenue",
                                 "industrial-value-added",
                                 "retail-sales",
                                 "fixed-asset-investment",
                                 "imports-exports",
                                 "grain-output",
                                 "household-income",
                                 "consumer-prices",
                                 "energy-saving",
                                 "carbon-intensity",
                                 "urban-new-jobs"};

class SimulateDataTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto city = CityInProcess::Start();
    ASSERT_TRUE(city.ok()) << city.status();
    city_ = *std::move(city);
  }
  static void TearDownTestSuite() { city_ = nullptr; }

  static pb::SimulateRequest Headline() {
    pb::SimulateRequest request;
    for (const char* id : kHeadline) request.mutable_frame()->add_indicators(id);
    return request;
  }

  static pb::SimulationResult Run(const pb::SimulateRequest& request) {
    grpc::ClientContext context;
    const auto reader = city_->projection().Simulate(&context, request);
    pb::SimulateResponse part;
    pb::SimulationResult result;
    while (reader->Read(&part)) {
      if (part.has_result()) result = part.result();
    }
    EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()), IsOk());
    return result;
  }

  static std::unique_ptr<CityInProcess> city_;
};

std::unique_ptr<CityInProcess> SimulateDataTest::city_;

double Value(const type::v1::Decimal& decimal) { return std::stod(decimal.text()); }

TEST_F(SimulateDataTest, AllHeadlineTargetsWithABaseAndWhatHadToBeAssumed) {
  const pb::SimulationResult result = Run(Headline());
  ASSERT_EQ(result.goals_size(), 8);
  double least = 1;
  for (const pb::GoalProbability& goal : result.goals()) {
    const double p = Value(goal.probability().value());
    EXPECT_GT(p, 0) << goal.row();
    EXPECT_LT(p, 1) << goal.row();
    EXPECT_EQ(goal.probability().method(), pb::METHOD_CLOSED_FORM) << goal.row();
    least = std::min(least, p);
  }
  EXPECT_EQ(result.all().method(), pb::METHOD_GENZ);
  EXPECT_GT(Value(result.all().value()), 0);
  EXPECT_LT(Value(result.all().value()), least);
  // No quota of the province is known: those four are left out, never met and never zero.
  std::vector<std::string> left_out;
  for (const pb::LeftOut& left : result.context().left_out()) {
    if (left.reason_code() == "EXTERNAL_QUOTA_UNKNOWN") left_out.push_back(left.indicator());
  }
  EXPECT_THAT(left_out, UnorderedElementsAre("grain-output", "energy-saving", "carbon-intensity",
                                             "urban-new-jobs"));
  std::vector<std::string> assumptions;
  for (const auto& text : result.context().assumptions()) assumptions.push_back(text.en());
  EXPECT_THAT(assumptions, Contains(HasSubstr("taken as 0.3")));
  EXPECT_THAT(assumptions, Contains(HasSubstr("laws of growth:")));
}

TEST_F(SimulateDataTest, CountingConfirmsTheIntegral) {
  pb::SimulateRequest request = Headline();
  const pb::SimulationResult exact = Run(request);
  request.set_method(pb::METHOD_MONTE_CARLO);
  request.set_paths(400000);
  const pb::SimulationResult counted = Run(request);
  const double p = Value(exact.all().value());
  EXPECT_LE(Value(counted.all().low()) - 2e-4, p);
  EXPECT_GE(Value(counted.all().high()) + 2e-4, p);
  for (int i = 0; i < exact.goals_size(); ++i) {
    EXPECT_NEAR(Value(counted.goals(i).probability().value()),
                Value(exact.goals(i).probability().value()), 4e-3)
        << exact.goals(i).row();
  }
}

TEST_F(SimulateDataTest, ASuppliedQuotaBecomesAGoalWhereABaseWasPublished) {
  pb::SimulateRequest request = Headline();
  pb::ExternalQuota& quota = *request.mutable_frame()->add_quotas();
  quota.set_target("urban-new-jobs-2024");
  quota.mutable_value()->set_text("14");
  const pb::SimulationResult result = Run(request);
  std::vector<std::string> rows;
  for (const pb::GoalProbability& goal : result.goals()) rows.push_back(goal.row());
  EXPECT_THAT(rows, Contains("urban-new-jobs-2024"));
}

}  // namespace
}  // namespace indicast::testing
