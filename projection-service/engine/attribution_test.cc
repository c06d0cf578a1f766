#include "projection-service/engine/attribution.h"

#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

constexpr char kTrade[] = "imports-exports";

std::vector<size_t> Everything(const InputSet& inputs) {
  std::vector<size_t> all(inputs.indicators().size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

size_t PositionOf(const InputSet& inputs, const std::string& id) {
  return static_cast<size_t>(inputs.FindIndicator(id) - inputs.indicators().data());
}

std::vector<AttributedDifference> Attribute(const InputSet& inputs, const ScenarioStack& a,
                                            const ScenarioStack& b, int horizon = 2025) {
  const ProjectionOptions options{horizon, {}, {}};
  auto got = AttributeDifferences(inputs, a, b, options, Everything(inputs), [] { return false; });
  EXPECT_TRUE(got.ok()) << got.status();
  return got.ok() ? *std::move(got) : std::vector<AttributedDifference>{};
}

const AttributedDifference* Find(const std::vector<AttributedDifference>& all, size_t indicator,
                                 PathBasis basis) {
  for (const AttributedDifference& item : all) {
    if (item.indicator == indicator && item.basis == basis) return &item;
  }
  return nullptr;
}

double PartOf(const AttributedDifference& difference, size_t indicator) {
  for (const AttributedPart& part : difference.parts) {
    if (part.indicator == indicator) return part.value;
  }
  return 0;
}

ScenarioStack Rules(std::vector<Assumption> assumptions) {
  return Stack({{"s", 1, std::move(assumptions)}});
}

TEST(AttributionTest, OneChangedAssumptionHasTheWholeDifference) {
  const InputSet inputs = Build(SampleCity());
  const size_t gdp = PositionOf(inputs, "gdp");
  const auto got = Attribute(inputs, Rules({{"gdp", {}, {}, CompoundRule{D("5")}}}),
                             Rules({{"gdp", {}, {}, CompoundRule{D("6")}}}));
  const AttributedDifference* growth = Find(got, gdp, PathBasis::kGrowth);
  ASSERT_NE(growth, nullptr);
  EXPECT_EQ(growth->difference, 1);
  ASSERT_EQ(growth->parts.size(), 1u);
  EXPECT_EQ(growth->parts[0].indicator, gdp);
  EXPECT_EQ(growth->parts[0].value, 1);
  const AttributedDifference* level = Find(got, gdp, PathBasis::kLevel);
  ASSERT_NE(level, nullptr);
  EXPECT_NEAR(level->difference, 14331.98 * (1.06 * 1.06 - 1.05 * 1.05), 1e-7);
  EXPECT_EQ(level->unit, "cny-1e8");
  for (const AttributedDifference& item : got) EXPECT_EQ(item.indicator, gdp);
}

// Income follows gdp: margin and gdp both change, growth adds, the level interacts.
TEST(AttributionTest, FollowedIndicatorsShareByTheAverageOfBothOrders) {
  InputParts parts = SampleCity();
  parts.figures.push_back(SampleFigure("household-income", Measure::kLevel, 2023, "100"));
  parts.figures.back().unit = "cny";
  const InputSet inputs = Build(parts);
  const size_t gdp = PositionOf(inputs, "gdp");
  const size_t income = PositionOf(inputs, "household-income");
  const auto scenario = [](const char* growth, const char* margin) {
    return Rules({{"gdp", {}, {}, CompoundRule{D(growth)}},
                  {"household-income", {}, {}, RelativeRule{"gdp", D(margin)}}});
  };
  const auto got = Attribute(inputs, scenario("5", "0.5"), scenario("7", "1.5"));
  const AttributedDifference* growth = Find(got, income, PathBasis::kGrowth);
  ASSERT_NE(growth, nullptr);
  EXPECT_NEAR(PartOf(*growth, gdp), 2, 1e-11);
  EXPECT_NEAR(PartOf(*growth, income), 1, 1e-11);
  EXPECT_EQ(growth->parts[0].indicator, gdp) << "the larger part first";
  const AttributedDifference* level = Find(got, income, PathBasis::kLevel);
  ASSERT_NE(level, nullptr);
  const auto worth = [](double g) { return 100 * (1 + g / 100) * (1 + g / 100); };
  const double want = (worth(7.5) - worth(5.5) + worth(8.5) - worth(6.5)) / 2;
  EXPECT_NEAR(PartOf(*level, gdp), want, 1e-9);
  EXPECT_NEAR(PartOf(*level, gdp) + PartOf(*level, income), level->difference, 1e-9);
}

// The link stands in one scenario only; the other changes what is followed.
TEST(AttributionTest, LinksOfEitherScenarioCount) {
  const InputSet inputs = Build(SampleCity());
  const size_t gdp = PositionOf(inputs, "gdp");
  const size_t income = PositionOf(inputs, "household-income");
  const auto got = Attribute(inputs,
                             Rules({{"gdp", {}, {}, CompoundRule{D("5")}},
                                    {"household-income", {}, {}, CompoundRule{D("4")}}}),
                             Rules({{"gdp", {}, {}, CompoundRule{D("7")}},
                                    {"household-income", {}, {}, RelativeRule{"gdp", D("0")}}}));
  const AttributedDifference* growth = Find(got, income, PathBasis::kGrowth);
  ASSERT_NE(growth, nullptr);
  EXPECT_NEAR(growth->difference, 3, 1e-11);
  // gdp alone changes nothing, after the link it changes 2: half of that. The link: 1 or 3.
  EXPECT_NEAR(PartOf(*growth, gdp), 1, 1e-11);
  EXPECT_NEAR(PartOf(*growth, income), 2, 1e-11);
}

TEST(AttributionTest, AShockIsAChangedAssumption) {
  const InputSet inputs = Build(SampleCity());
  const Assumption growth{kTrade, {}, {}, CompoundRule{D("10")}};
  const Assumption shock{kTrade, 2024, {}, ShockRule{D("-10")}};
  const auto got = Attribute(inputs, Rules({growth}), Rules({growth, shock}), 2024);
  const AttributedDifference* found = Find(got, PositionOf(inputs, kTrade), PathBasis::kGrowth);
  ASSERT_NE(found, nullptr);
  EXPECT_NEAR(found->difference, -11, 1e-11);
}

TEST(AttributionTest, EqualScenariosAndUndefinedWaysHaveNone) {
  const InputSet inputs = Build(SampleCity());
  const auto same = Rules({{"gdp", {}, {}, CompoundRule{D("5")}}});
  EXPECT_TRUE(Attribute(inputs, same, Rules({{"gdp", {}, {}, CompoundRule{D("5.0")}}})).empty());
  // Each follows the other in one of the two: mixed, they follow one another.
  const auto left = Rules(
      {{"gdp", {}, {}, RelativeRule{kTrade, D("0")}}, {kTrade, {}, {}, CompoundRule{D("3")}}});
  const auto right =
      Rules({{"gdp", {}, {}, CompoundRule{D("5")}}, {kTrade, {}, {}, RelativeRule{"gdp", D("0")}}});
  EXPECT_TRUE(Attribute(inputs, left, right).empty());
}

TEST(AttributionTest, StopsWhenAsked) {
  const InputSet inputs = Build(SampleCity());
  const ProjectionOptions options{2025, {}, {}};
  EXPECT_THAT(AttributeDifferences(inputs, Rules({{"gdp", {}, {}, CompoundRule{D("5")}}}),
                                   Rules({{"gdp", {}, {}, CompoundRule{D("6")}}}), options,
                                   Everything(inputs), [] { return true; }),
              ::indicast::testing::HasReason("CALL_CANCELLED"));
}

// Ten indicators in a chain, each with its own change: more than all orders can be taken of.
TEST(AttributionTest, ManyChangesAreSampledWithAnError) {
  InputParts parts = SampleCity();
  std::vector<Assumption> before = {{"gdp", {}, {}, CompoundRule{D("5")}}};
  std::vector<Assumption> after = {{"gdp", {}, {}, CompoundRule{D("6")}}};
  std::string last = "gdp";
  for (int k = 0; k < 9; ++k) {
    const std::string id = "link-" + std::to_string(k);
    parts.indicators.push_back(
        {id, {id, id}, "percent", Nature::kFlow, Direction::kNeutral, false});
    parts.figures.push_back(SampleFigure(id, Measure::kGrowth, 2023, "1"));
    before.push_back({id, {}, {}, RelativeRule{last, D("0")}});
    after.push_back({id, {}, {}, RelativeRule{last, D("0.1")}});
    last = id;
  }
  const InputSet inputs = Build(parts);
  const auto got = Attribute(inputs, Rules(before), Rules(after), 2026);
  const AttributedDifference* index = Find(got, PositionOf(inputs, last), PathBasis::kIndex);
  ASSERT_NE(index, nullptr);
  EXPECT_FALSE(index->exact);
  EXPECT_EQ(index->parts.size(), 10u);
  double sum = 0;
  for (const AttributedPart& part : index->parts) {
    sum += part.value;
    EXPECT_GE(part.standard_error, 0);
    EXPECT_LT(part.standard_error, 0.01 * std::abs(index->difference));
  }
  EXPECT_NEAR(sum, index->difference, 1e-8);
  EXPECT_EQ(index->parts[0].indicator, PositionOf(inputs, "gdp"));
}

}  // namespace
}  // namespace indicast::projection
