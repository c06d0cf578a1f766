#include "clients/cpp/plan_text.h"

#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::HasReason;
namespace pb = ::indicast::projection::v1;

TEST(PlanTextTest, GoalsAreTargetsNumbersOrOtherIndicators) {
  EXPECT_EQ(ParseGoal("gdp-2024")->target(), "gdp-2024");
  const auto growth = ParseGoal("gdp >= 6%");
  ASSERT_TRUE(growth.ok());
  EXPECT_EQ(growth->indicator(), "gdp");
  EXPECT_EQ(growth->measure(), type::v1::MEASURE_GROWTH);
  EXPECT_EQ(growth->relation(), type::v1::RELATION_GREATER_OR_EQUAL);
  EXPECT_EQ(growth->constant().text(), "6");
  EXPECT_EQ(ParseGoal("consumer-prices~3")->relation(), type::v1::RELATION_ABOUT);
  EXPECT_EQ(ParseGoal("unemployment<=5.5%")->relation(), type::v1::RELATION_LESS_OR_EQUAL);
  EXPECT_EQ(ParseGoal("trade=-2.5%")->constant().text(), "-2.5");
  const auto level = ParseGoal("gdp:level>=15000");
  ASSERT_TRUE(level.ok());
  EXPECT_EQ(level->measure(), type::v1::MEASURE_LEVEL);
  const auto faster = ParseGoal("household-income>gdp");
  ASSERT_TRUE(faster.ok());
  EXPECT_EQ(faster->relative().indicator(), "gdp");
  EXPECT_FALSE(faster->relative().has_margin());
  const auto margin = ParseGoal("household-income>=high-tech+1.5pp");
  ASSERT_TRUE(margin.ok());
  EXPECT_EQ(margin->relative().indicator(), "high-tech");
  EXPECT_EQ(margin->relative().margin().text(), "1.5");
  EXPECT_EQ(ParseGoal("a>high-tech-2pp")->relative().margin().text(), "-2");
}

TEST(PlanTextTest, IdentitiesAreSumsProductsOrRatios) {
  const auto sum = ParseIdentity("gdp = one + two + three");
  ASSERT_TRUE(sum.ok());
  EXPECT_EQ(sum->kind(), pb::IDENTITY_KIND_SUM);
  EXPECT_EQ(sum->whole(), "gdp");
  ASSERT_EQ(sum->parts_size(), 3);
  EXPECT_EQ(sum->parts(2), "three");
  EXPECT_EQ(ParseIdentity("revenue=base*rate")->kind(), pb::IDENTITY_KIND_PRODUCT);
  EXPECT_EQ(ParseIdentity("share=part/whole")->kind(), pb::IDENTITY_KIND_RATIO);
}

TEST(PlanTextTest, DriversPriorsAndCorrelations) {
  const auto driver = ParseDriver("retail-sales = 0.8 * household-income");
  ASSERT_TRUE(driver.ok());
  EXPECT_EQ(driver->indicator(), "retail-sales");
  EXPECT_EQ(driver->driver(), "household-income");
  EXPECT_EQ(driver->elasticity().text(), "0.8");
  EXPECT_EQ(driver->lag_years(), 0);
  EXPECT_EQ(ParseDriver("revenue=-.5*gdp@-1").ok(), ParseDriver("revenue=-.5*gdp").ok());
  EXPECT_EQ(ParseDriver("revenue=0.5*gdp@-1")->lag_years(), 1);
  const auto prior = ParsePrior("gdp=5%,1.5");
  ASSERT_TRUE(prior.ok());
  EXPECT_EQ(prior->growth_percent().text(), "5");
  EXPECT_EQ(prior->standard_deviation().text(), "1.5");
  const auto correlation = ParseCorrelation("gdp,retail-sales=-0.6");
  ASSERT_TRUE(correlation.ok());
  EXPECT_EQ(correlation->other(), "retail-sales");
  EXPECT_EQ(correlation->value().text(), "-0.6");
}

TEST(PlanTextTest, AnythingElseNamesTheFormsItMayHave) {
  for (const char* text : {"", "GDP", "gdp>=", ">=6", "gdp:level>=6%", "gdp:level>other",
                           "gdp>=other+x pp", "gdp>=6 7x"}) {
    EXPECT_THAT(ParseGoal(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"gdp", "gdp=one", "gdp=one+two*three", "=one+two", "gdp=one+"}) {
    EXPECT_THAT(ParseIdentity(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"a", "a=b", "a=b*0.8", "a=0.8*b@-2", "a=0.8*"}) {
    EXPECT_THAT(ParseDriver(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"gdp", "gdp=5", "gdp=5%,x", "=5,1"}) {
    EXPECT_THAT(ParsePrior(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
  for (const char* text : {"gdp", "gdp=0.5", "gdp,a=x", "gdp,a,b=0.5"}) {
    EXPECT_THAT(ParseCorrelation(text), HasReason("PLAN_TEXT_INVALID")) << text;
  }
}

}  // namespace
}  // namespace indicast::client
