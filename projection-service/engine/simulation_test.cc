// Probabilities against their closed forms and against the same question counted on paths; fans
// against the laws they come from; what cannot be linear in logs; equal bits however it is counted.
#include "projection-service/engine/simulation.h"

#include <cmath>
#include <random>

#include "common/testing/status_matchers.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/engine/attainment.h"
#include "projection-service/engine/normal_law.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::testing::HasSubstr;

// A plan of a city whose laws are stated: what a test says is what is drawn.
class Plan {
 public:
  explicit Plan(int years = 1) : years_(years) {
    parts_ = SampleCity();
    parts_.targets.clear();
    for (const char* id : {"one", "two", "three"}) {
      parts_.indicators.push_back(
          {id, {id, id}, "cny-1e8", Nature::kFlow, Direction::kHigherIsBetter, false});
    }
    AddLevel("one", "8");
    AddLevel("two", "42");
    AddLevel("three", "50");
  }

  void AddIndicator(const std::string& id, Nature nature, const std::string& unit,
                    const std::string& level) {
    parts_.indicators.push_back({id, {id, id}, unit, nature, Direction::kHigherIsBetter, false});
    Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
    figure.unit = unit;
    parts_.figures.push_back(figure);
  }

  void Law(const std::string& id, const std::string& percent, double points) {
    structure.priors.push_back({id, D(percent), points, {}});
    ids_.push_back(id);
  }

  void Goal(const std::string& id, Relation relation, const std::string& percent,
            Measure measure = Measure::kGrowth) {
    PlanGoal goal;
    goal.indicator = id;
    goal.measure = measure;
    goal.relation = relation;
    goal.right_side = D(percent);
    goals_.push_back(goal);
  }

  void Faster(const std::string& id, const std::string& than, const std::string& margin) {
    PlanGoal goal;
    goal.indicator = id;
    goal.relation = Relation::kGreater;
    goal.right_side = RelativeGoal{than, D(margin)};
    goals_.push_back(goal);
  }

  absl::StatusOr<Simulation> Prepare() {
    inputs_.emplace(Build(parts_));
    baseline_ = RunOrDie(*inputs_, Stack({}), 2023 + years_);
    indicators_.clear();
    for (const Indicator& indicator : inputs_->indicators()) {
      if (std::count(ids_.begin(), ids_.end(), indicator.id) > 0) {
        indicators_.push_back(static_cast<size_t>(&indicator - inputs_->indicators().data()));
      }
    }
    outlooks_ = BuildOutlooks(*inputs_, baseline_, structure.priors, indicators_, 2023 + years_);
    rows_ = ResolveGoals(*inputs_, {}, goals_, 2023 + years_).value().rows;
    if (goals_.empty()) rows_.clear();
    return Simulation::Prepare(
        {*inputs_, baseline_, structure, indicators_, outlooks_, rows_, years_, options});
  }

  SimulationOutcome Run(int workers = 2, int64_t slice = 1 << 30) {
    auto simulation = Prepare();
    EXPECT_TRUE(simulation.ok()) << simulation.status();
    if (!simulation.ok()) return {};
    while (simulation->counted() < simulation->paths()) {
      EXPECT_TRUE(simulation->Count(slice, workers, {}).ok());
    }
    auto outcome = simulation->Finish({});
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *std::move(outcome) : SimulationOutcome{};
  }

  const Fan& FanOf(const SimulationOutcome& outcome, const std::string& id, PathBasis basis) const {
    for (const Fan& fan : outcome.fans) {
      if (inputs_->indicators()[fan.indicator].id == id && fan.basis == basis) return fan;
    }
    ADD_FAILURE() << "no fan of " << id;
    return outcome.fans.front();
  }

  std::vector<GoalRow>& rows() { return rows_; }

  PlanStructure structure;
  SimulationOptions options;

 private:
  void AddLevel(const char* id, const char* level) {
    Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
    figure.price_basis = PriceBasis::kCurrent;
    parts_.figures.push_back(figure);
  }

  int years_;
  InputParts parts_;
  std::vector<std::string> ids_;
  std::vector<PlanGoal> goals_;
  std::optional<InputSet> inputs_;
  Projection baseline_;
  std::vector<size_t> indicators_;
  std::vector<GrowthOutlook> outlooks_;
  std::vector<GoalRow> rows_;
};

double Ln(double percent) { return std::log1p(percent / 100); }

TEST(SimulationTest, OneGoalIsTheNormalLawInClosedForm) {
  Plan plan;
  plan.Law("one", "5", 2);
  plan.Goal("one", Relation::kGreaterOrEqual, "6");
  const SimulationOutcome outcome = plan.Run();
  EXPECT_EQ(outcome.method, ComputedBy::kClosedForm);
  EXPECT_EQ(outcome.paths, 0);
  const double want = NormalCdf((Ln(5) - Ln(6)) / .02);
  EXPECT_NEAR(outcome.goals[0].value, want, 1e-12);
  EXPECT_EQ(outcome.goals[0].low, outcome.goals[0].high);
  EXPECT_EQ(outcome.all->value, outcome.goals[0].value);
  EXPECT_FALSE(outcome.binding.has_value());
  EXPECT_THAT(outcome.explanation.en, HasSubstr("closed form"));
}

TEST(SimulationTest, TwoGoalsAtTheirMediansHaveTheArcSine) {
  Plan plan;
  plan.Law("one", "5", 2);
  plan.Law("two", "7", 3);
  plan.Goal("one", Relation::kGreaterOrEqual, "5");
  plan.Goal("two", Relation::kGreaterOrEqual, "7");
  const SimulationOutcome outcome = plan.Run();  // common correlation .3
  EXPECT_EQ(outcome.all->method, ComputedBy::kGenz);
  EXPECT_NEAR(outcome.all->value, .29849334, 5e-5);
  EXPECT_LE(outcome.all->low, .29849334);
  EXPECT_GE(outcome.all->high, .29849334);
}

TEST(SimulationTest, BandsAndUpperGoalsAreDifferencesOfTheLaw) {
  Plan plan;
  plan.Law("one", "3", 1);
  plan.Goal("one", Relation::kAbout, "3.0");
  plan.Goal("one", Relation::kLessOrEqual, "2");
  const SimulationOutcome outcome = plan.Run();
  EXPECT_NEAR(outcome.goals[0].value,
              NormalCdf((Ln(3.05) - Ln(3)) / .01) - NormalCdf((Ln(2.95) - Ln(3)) / .01), 1e-12);
  EXPECT_NEAR(outcome.goals[1].value, NormalCdf((Ln(2) - Ln(3)) / .01), 1e-12);
  // Both cannot hold: 2 % at most and about 3 %.
  EXPECT_LT(outcome.all->value, 1e-12);
}

TEST(SimulationTest, FasterThanTheOtherIsTheLawOfTheDifference) {
  Plan plan;
  plan.Law("one", "6", 2);
  plan.Law("two", "5", 3);
  plan.Faster("one", "two", "0");
  plan.Faster("one", "two", "1");
  const SimulationOutcome outcome = plan.Run();
  const double sd = std::sqrt(.0004 + .0009 - 2 * .3 * .0006);
  EXPECT_NEAR(outcome.goals[0].value, NormalCdf((Ln(6) - Ln(5)) / sd), 1e-12);
  EXPECT_NEAR(
      outcome.goals[1].value,
      GapAttainment({Ln(6), .02}, {Ln(5), .03}, .3, .01, std::numeric_limits<double>::infinity()),
      1e-12);
  // A margin among several goals is counted, and says so.
  EXPECT_EQ(outcome.all->method, ComputedBy::kMonteCarlo);
  EXPECT_NEAR(outcome.all->value, outcome.goals[1].value, .01);  // the second implies the first
  EXPECT_EQ(outcome.method, ComputedBy::kClosedForm);
}

TEST(SimulationTest, CountingAgreesWithClosedFormAndGenz) {
  Plan plan(3);
  plan.structure.drivers = {{"three", "one", .8, 0}, {"three", "two", .3, 1}};
  plan.Law("one", "5", 2);
  plan.Law("two", "7", 3);
  plan.Law("three", "4", 1);
  plan.Goal("one", Relation::kGreaterOrEqual, "4");
  plan.Goal("three", Relation::kGreaterOrEqual, "3");
  plan.Faster("two", "three", "0");
  plan.options.autocorrelation = .4;
  plan.options.paths = 400000;
  const SimulationOutcome exact = plan.Run();
  plan.options.method = ComputedBy::kMonteCarlo;
  const SimulationOutcome counted = plan.Run();
  EXPECT_EQ(exact.all->method, ComputedBy::kGenz);
  EXPECT_EQ(counted.all->method, ComputedBy::kMonteCarlo);
  for (size_t g = 0; g < 3; ++g) {
    EXPECT_NEAR(counted.goals[g].value, exact.goals[g].value, 4e-3) << g;
    EXPECT_LT(counted.goals[g].high - counted.goals[g].low, 4e-3);
  }
  EXPECT_NEAR(counted.all->value, exact.all->value, 4e-3);
  ASSERT_EQ(counted.fans.size(), exact.fans.size());
  for (size_t f = 0; f < exact.fans.size(); ++f) {
    for (size_t y = 0; y < exact.fans[f].points.size(); ++y) {
      for (size_t q = 0; q < 5; ++q) {
        const double want = exact.fans[f].points[y].values[q];
        EXPECT_NEAR(counted.fans[f].points[y].values[q], want, .004 * std::abs(want) + .03);
      }
    }
  }
}

TEST(SimulationTest, FansAreQuantilesOfTheLawAndBeginAtThePublishedLevel) {
  Plan plan(2);
  plan.Law("two", "5", 2);
  const SimulationOutcome outcome = plan.Run();
  const Fan& growth = plan.FanOf(outcome, "two", PathBasis::kGrowth);
  ASSERT_EQ(growth.points.size(), 2);
  EXPECT_NEAR(growth.points[0].values[2], 5, 1e-10);
  EXPECT_NEAR(growth.points[1].values[4], 100 * std::expm1(Ln(5) + .02 * NormalQuantile(.9)),
              1e-10);
  const Fan& level = plan.FanOf(outcome, "two", PathBasis::kLevel);
  EXPECT_EQ(level.points[0].year, 2023);
  EXPECT_EQ(level.points[0].values[0], 42);
  EXPECT_NEAR(level.points[2].values[2], 42 * 1.05 * 1.05, 1e-10);
  EXPECT_NEAR(level.points[2].values[0],
              42 * std::exp(2 * Ln(5) + .02 * std::sqrt(2) * NormalQuantile(.1)), 1e-10);
}

TEST(SimulationTest, WithoutALevelAnIndexNamesItsBase) {
  Plan plan;
  plan.Law("household-income", "5", 2);
  const SimulationOutcome outcome = plan.Run();
  const Fan& index = plan.FanOf(outcome, "household-income", PathBasis::kIndex);
  EXPECT_EQ(index.points[0].values[1], 100);
  EXPECT_EQ(index.base_name.en, "index, 2023 = 100");
}

TEST(SimulationTest, SumsOfLevelsAreCountedAndHoldInEveryDraw) {
  Plan plan(2);
  plan.structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  plan.structure.common_correlation = 0;
  plan.Law("gdp", "9", 9);  // replaced by the identity
  plan.Law("one", "4", 10);
  plan.Law("two", "6", 15);
  plan.Law("three", "5.5", 12);
  plan.Goal("gdp", Relation::kGreaterOrEqual, "6");
  plan.options.paths = 300000;
  const SimulationOutcome outcome = plan.Run();
  EXPECT_EQ(outcome.method, ComputedBy::kMonteCarlo);
  EXPECT_EQ(outcome.goals[0].method, ComputedBy::kMonteCarlo);
  // Slowly, in doubles: growth of the sum in the second year.
  std::mt19937_64 words(5);
  std::normal_distribution<double> normal;
  std::vector<double> growth;
  int met = 0;
  constexpr int kDraws = 300000;
  for (int i = 0; i < kDraws; ++i) {
    const double base[3] = {8, 42, 50};
    const double median[3] = {Ln(4), Ln(6), Ln(5.5)};
    const double sd[3] = {.1, .15, .12};
    double first = 0;
    double second = 0;
    for (int k = 0; k < 3; ++k) {
      const double level = base[k] * std::exp(median[k] + sd[k] * normal(words));
      first += level;
      second += level * std::exp(median[k] + sd[k] * normal(words));
    }
    growth.push_back(100 * (second / first - 1));
    met += growth.back() >= 6;
  }
  EXPECT_NEAR(outcome.goals[0].value, static_cast<double>(met) / kDraws,
              5 * .5 / std::sqrt(kDraws));
  std::sort(growth.begin(), growth.end());
  const Fan& fan = plan.FanOf(outcome, "gdp", PathBasis::kGrowth);
  for (size_t q = 0; q < 5; ++q) {
    const auto rank = static_cast<size_t>(plan.options.quantiles[q] * kDraws);
    EXPECT_NEAR(fan.points[1].values[q], growth[rank], .15) << q;
  }
}

TEST(SimulationTest, AClosedFormAskedForLinearisesSumsAndSaysSo) {
  Plan plan;
  plan.structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  plan.Law("gdp", "9", 9);
  plan.Law("one", "4", 1);
  plan.Law("two", "6", 1.5);
  plan.Law("three", "5.5", 1.2);
  plan.Goal("gdp", Relation::kGreaterOrEqual, "5.5");
  plan.Goal("one", Relation::kGreaterOrEqual, "4");
  plan.options.paths = 400000;
  const SimulationOutcome counted = plan.Run();
  plan.options.method = ComputedBy::kClosedForm;
  const SimulationOutcome closed = plan.Run();
  EXPECT_EQ(closed.method, ComputedBy::kClosedForm);
  EXPECT_EQ(closed.all->method, ComputedBy::kGenz);
  EXPECT_NEAR(closed.all->value, counted.all->value, 5e-3);  // the curvature of small growth
  EXPECT_THAT(closed.assumptions.back().en, HasSubstr("linearised"));
}

TEST(SimulationTest, AnyWorkersAndSlicesGiveTheSameBits) {
  Plan plan(2);
  plan.structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  plan.Law("gdp", "9", 9);
  plan.Law("one", "4", 1);
  plan.Law("two", "6", 1.5);
  plan.Law("three", "5.5", 1.2);
  plan.Goal("gdp", Relation::kGreaterOrEqual, "5.5");
  plan.Goal("one", Relation::kGreaterOrEqual, "4");
  plan.options.paths = 10001;
  const SimulationOutcome one = plan.Run(1);
  EXPECT_EQ(one.paths, 10001);
  for (const auto& [workers, slice] : {std::pair(2, 1 << 20), {7, 1 << 20}, {2, 1000}, {7, 300}}) {
    const SimulationOutcome other = plan.Run(workers, slice);
    EXPECT_EQ(other.all->value, one.all->value);
    for (size_t f = 0; f < one.fans.size(); ++f) {
      for (size_t y = 0; y < one.fans[f].points.size(); ++y) {
        EXPECT_EQ(other.fans[f].points[y].values, one.fans[f].points[y].values);
      }
    }
  }
  plan.options.seed = 1;
  EXPECT_NE(plan.Run().all->value, one.all->value);
}

TEST(SimulationTest, KeepingTheMeanTakesHalfTheVarianceOffTheLog) {
  Plan plan(3);
  plan.Law("one", "5", 10);
  plan.options.keep_mean = true;
  const SimulationOutcome outcome = plan.Run();
  const Fan& level = plan.FanOf(outcome, "one", PathBasis::kLevel);
  // mean = median e^(variance / 2)
  EXPECT_NEAR(level.points[3].values[2] * std::exp(.5 * 3 * .01), 8 * std::pow(1.05, 3), 1e-10);
  EXPECT_THAT(outcome.explanation.en, HasSubstr("is the mean"));
}

TEST(SimulationTest, AutocorrelationIsStatedAndWidensLevels) {
  Plan plan(3);
  plan.Law("one", "5", 2);
  plan.options.autocorrelation = .5;
  const SimulationOutcome outcome = plan.Run();
  const double variance = .0004 * (3 + 2 * (.5 + .5) + 2 * .25);
  EXPECT_NEAR(plan.FanOf(outcome, "one", PathBasis::kLevel).points[3].values[4],
              8 * std::exp(3 * Ln(5) + std::sqrt(variance) * NormalQuantile(.9)), 1e-10);
  EXPECT_THAT(outcome.assumptions[0].en, HasSubstr("0.5"));
}

TEST(SimulationTest, StudentDisturbancesAreCounted) {
  Plan plan;
  plan.Law("one", "5", 2);
  plan.Goal("one", Relation::kGreaterOrEqual, "5");
  plan.options.degrees_of_freedom = 5;
  const SimulationOutcome outcome = plan.Run();
  EXPECT_EQ(outcome.method, ComputedBy::kMonteCarlo);
  EXPECT_NEAR(outcome.goals[0].value, .5, .01);
  plan.options.method = ComputedBy::kGenz;
  EXPECT_THAT(plan.Prepare(), HasField("method"));
  plan.options.method.reset();
  plan.options.keep_mean = true;
  EXPECT_THAT(plan.Prepare(), HasField("centre"));
}

TEST(SimulationTest, SharesStayWithinAHundredAndReachItWhenPrinted) {
  Plan plan(2);
  plan.AddIndicator("clean-water", Nature::kRatio, kPercentUnit, "97.0");
  plan.Law("clean-water", "0.5", 2);
  plan.Goal("clean-water", Relation::kGreaterOrEqual, "100.0", Measure::kLevel);
  plan.Goal("clean-water", Relation::kGreaterOrEqual, "99.95", Measure::kLevel);
  plan.options.quantiles = {.001, .5, .999999};
  const SimulationOutcome outcome = plan.Run();
  const Fan& level = plan.FanOf(outcome, "clean-water", PathBasis::kLevel);
  EXPECT_LT(level.points[2].values[2], 100);
  EXPECT_GT(level.points[2].values[2], 99);
  EXPECT_NEAR(level.points[2].values[1], 97 * 1.005 * 1.005, 1e-9);
  EXPECT_GT(outcome.goals[0].value, 0);
  EXPECT_NEAR(outcome.goals[0].value, outcome.goals[1].value, 1e-6);
}

TEST(SimulationTest, CountsAreWholeNumbersRoundedOnce) {
  Plan plan;
  plan.AddIndicator("parks", Nature::kCount, "person-1e4", "10");
  plan.Law("parks", "0", 5);
  plan.Goal("parks", Relation::kGreaterOrEqual, "10", Measure::kLevel);
  const SimulationOutcome outcome = plan.Run();
  for (const double value : plan.FanOf(outcome, "parks", PathBasis::kLevel).points[1].values) {
    EXPECT_EQ(value, std::round(value));
  }
  // 9.5 and more is printed as 10.
  EXPECT_NEAR(outcome.goals[0].value, NormalCdf(-std::log(.95) / .05), 1e-12);
}

TEST(SimulationTest, DriversMoveTheirFollowersAndLoopsAreReported) {
  Plan plan;
  plan.structure.common_correlation = 0;
  plan.structure.drivers = {{"two", "one", .5, 0}};
  plan.Law("one", "5", 2);
  plan.Law("two", "5", 1);
  const SimulationOutcome open = plan.Run();
  const double sd = std::sqrt(.0001 + .25 * .0004);
  EXPECT_NEAR(plan.FanOf(open, "two", PathBasis::kGrowth).points[0].values[4],
              100 * std::expm1(Ln(5) + sd * NormalQuantile(.9)), 1e-10);
  plan.structure.drivers.push_back({"one", "two", .4, 0});
  plan.options.method = ComputedBy::kMonteCarlo;
  plan.options.paths = 400000;
  const SimulationOutcome looped = plan.Run();
  // two = (own + .5 other) / (1 - .2)
  EXPECT_NEAR(plan.FanOf(looped, "two", PathBasis::kGrowth).points[0].values[4],
              100 * std::expm1(Ln(5) + sd / .8 * NormalQuantile(.9)), .02);
  EXPECT_THAT(looped.assumptions[0].en, HasSubstr("one, two"));
}

TEST(SimulationTest, AWholeCannotBeDrivenAsWell) {
  Plan plan;
  plan.structure.identities = {{IdentityKind::kProduct, "gdp", {"one", "two"}}};
  plan.structure.drivers = {{"gdp", "three", .5, 0}};
  for (const char* id : {"gdp", "one", "two", "three"}) plan.Law(id, "5", 1);
  EXPECT_THAT(plan.Prepare(), HasField("structure.drivers[0].indicator"));
}

TEST(SimulationTest, ImpossibleCorrelationsAreMendedAndReported) {
  Plan plan;
  for (const char* id : {"one", "two", "three"}) plan.Law(id, "5", 1);
  // Two stated pairs that leave no room for a common -.3 are kept; the common one moves.
  plan.structure.correlations = {{"one", "two", .95}, {"one", "three", 0}};
  plan.structure.common_correlation = .5;
  const SimulationOutcome kept = plan.Run();
  ASSERT_TRUE(kept.repair.has_value());
  EXPECT_EQ(kept.repair->changed, 1);
  EXPECT_EQ(kept.repair->correlation(0, 2), kept.repair->correlation(2, 0));
  EXPECT_THAT(kept.assumptions[0].en, HasSubstr("they are kept"));
  // Three that contradict one another all move.
  plan.structure.correlations = {{"one", "two", .9}, {"one", "three", .9}, {"two", "three", -.9}};
  const SimulationOutcome moved = plan.Run();
  EXPECT_EQ(moved.repair->changed, 3);
  EXPECT_GT(moved.repair->distance, .1);
  EXPECT_THAT(moved.assumptions[0].en, HasSubstr("Higham"));
}

TEST(SimulationTest, WrongOptionsAreTypedErrors) {
  Plan plan;
  plan.Law("one", "5", 1);
  plan.options.quantiles = {.5, .5};
  EXPECT_THAT(plan.Prepare(), HasField("quantiles[1]"));
  plan.options.quantiles = {};
  EXPECT_THAT(plan.Prepare(), HasField("quantiles"));
  plan.options.quantiles = {.5};
  plan.options.paths = 999;
  EXPECT_THAT(plan.Prepare(), HasField("paths"));
  plan.options.paths = 1000;
  plan.options.autocorrelation = -1;
  EXPECT_THAT(plan.Prepare(), HasField("autocorrelation"));
  plan.options.autocorrelation = 0;
  plan.options.degrees_of_freedom = 2;
  EXPECT_THAT(plan.Prepare(), HasField("degrees_of_freedom"));
}

}  // namespace
}  // namespace indicast::projection
