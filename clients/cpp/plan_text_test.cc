#include "clients/cpp/plan_text.h"

#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasReason;
using ::testing::HasSubstr;

namespace pb = ::indicast::projection::v1;

TEST(PlanTextTest, GoalsAreRelations) {
  ASSERT_OK_AND_ASSIGN(pb::Goal goal, ParseGoal("gdp >= 6%"));
  EXPECT_EQ(goal.indicator(), "gdp");
  EXPECT_EQ(goal.relation(), type::v1::RELATION_GREATER_OR_EQUAL);
  EXPECT_EQ(goal.constant().text(), "6");
  ASSERT_OK_AND_ASSIGN(goal, ParseGoal("energy<=-2.5"));
  EXPECT_EQ(goal.relation(), type::v1::RELATION_LESS_OR_EQUAL);
  EXPECT_EQ(goal.constant().text(), "-2.5");
  ASSERT_OK_AND_ASSIGN(goal, ParseGoal("consumer-prices~3"));
  EXPECT_EQ(goal.relation(), type::v1::RELATION_ABOUT);
  ASSERT_OK_AND_ASSIGN(goal, ParseGoal("gdp:level>=15000"));
  EXPECT_EQ(goal.measure(), type::v1::MEASURE_LEVEL);
  EXPECT_EQ(goal.indicator(), "gdp");
  ASSERT_OK_AND_ASSIGN(goal, ParseGoal("gdp≥6%"));
  EXPECT_EQ(goal.constant().text(), "6");
}

TEST(PlanTextTest, AGoalMayFollowAnotherIndicator) {
  ASSERT_OK_AND_ASSIGN(pb::Goal goal, ParseGoal("household-income>gdp"));
  EXPECT_EQ(goal.relation(), type::v1::RELATION_GREATER);
  EXPECT_EQ(goal.relative().indicator(), "gdp");
  EXPECT_FALSE(goal.relative().has_margin());
  ASSERT_OK_AND_ASSIGN(goal, ParseGoal("gdp>household-income+0.5pp"));
  EXPECT_EQ(goal.relative().indicator(), "household-income");
  EXPECT_EQ(goal.relative().margin().text(), "0.5");
  ASSERT_OK_AND_ASSIGN(goal, ParseGoal("gdp>=retail-sales-1"));
  EXPECT_EQ(goal.relative().indicator(), "retail-sales");
  EXPECT_EQ(goal.relative().margin().text(), "-1");
}

TEST(PlanTextTest, AGoalMayBeAPublishedTarget) {
  ASSERT_OK_AND_ASSIGN(const pb::Goal goal, ParseGoal("gdp-2024"));
  EXPECT_EQ(goal.target(), "gdp-2024");
  EXPECT_TRUE(goal.indicator().empty());
}

TEST(PlanTextTest, LeversTiesAndLaws) {
  ASSERT_OK_AND_ASSIGN(pb::Lever lever, ParseBound("primary-sector=-2..4%"));
  EXPECT_EQ(lever.min_growth_percent().text(), "-2");
  EXPECT_EQ(lever.max_growth_percent().text(), "4");
  ASSERT_OK_AND_ASSIGN(lever, ParseBound("a=..4"));
  EXPECT_FALSE(lever.has_min_growth_percent());
  ASSERT_OK_AND_ASSIGN(lever, ParsePrice("a=2.5"));
  EXPECT_EQ(lever.price().text(), "2.5");
  ASSERT_OK_AND_ASSIGN(pb::Identity identity, ParseIdentity("gdp = a + b-c + d"));
  EXPECT_EQ(identity.kind(), pb::IDENTITY_KIND_SUM);
  ASSERT_EQ(identity.parts_size(), 3);
  EXPECT_EQ(identity.parts(1), "b-c");
  ASSERT_OK_AND_ASSIGN(identity, ParseIdentity("share=a/b"));
  EXPECT_EQ(identity.kind(), pb::IDENTITY_KIND_RATIO);
  ASSERT_OK_AND_ASSIGN(identity, ParseIdentity("nominal=real*deflator"));
  EXPECT_EQ(identity.kind(), pb::IDENTITY_KIND_PRODUCT);
  ASSERT_OK_AND_ASSIGN(const pb::Driver driver, ParseDriver("revenue=0.4*gdp@-1"));
  EXPECT_EQ(driver.indicator(), "revenue");
  EXPECT_EQ(driver.driver(), "gdp");
  EXPECT_EQ(driver.elasticity().text(), "0.4");
  EXPECT_EQ(driver.lag_years(), 1);
  ASSERT_OK_AND_ASSIGN(const pb::GrowthPrior law, ParseLaw("gdp=5.2%,1.1"));
  EXPECT_EQ(law.growth_percent().text(), "5.2");
  EXPECT_EQ(law.standard_deviation().text(), "1.1");
  pb::PlanStructure structure;
  EXPECT_TRUE(ReadCorrelation("0.2", structure).ok());
  EXPECT_EQ(structure.common_correlation().text(), "0.2");
  EXPECT_TRUE(ReadCorrelation("gdp,revenue=0.7", structure).ok());
  EXPECT_EQ(structure.correlations(0).other(), "revenue");
}

TEST(PlanTextTest, WhatIsNoneIsToldHowToWriteIt) {
  for (const char* text : {"", "gdp>=", ">=6", "gdp:value>=6", "a:b"}) {
    EXPECT_THAT(ParseGoal(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"a", "a=4", "a=..", "a=x..4", "=2..3"}) {
    EXPECT_THAT(ParseBound(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"a=b", "a=b+", "a=b+c*d", "a", "=b+c"}) {
    EXPECT_THAT(ParseIdentity(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"a=b", "a=x*b", "a=0.9*b@-2", "a=0.9*"}) {
    EXPECT_THAT(ParseDriver(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  EXPECT_THAT(ParsePrice("a=dear"), HasReason("PLAN_TEXT_INVALID"));
  EXPECT_THAT(ParseLaw("a=5"), HasReason("PLAN_TEXT_INVALID"));
  pb::PlanStructure structure;
  EXPECT_THAT(ReadCorrelation("much", structure), HasReason("PLAN_TEXT_INVALID"));
  EXPECT_THAT(ReadCorrelation("a=0.5", structure), HasReason("PLAN_TEXT_INVALID"));
  EXPECT_THAT(std::string(ParseGoal("gdp>=").status().message()), HasSubstr("write it like"));
}

}  // namespace
}  // namespace indicast::client
