// Shares and bars of a small plan against their closed forms and a slow evaluation.
#include "projection-service/engine/outcome_sensitivity.h"

#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/engine/normal_law.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::testing::HasSubstr;

double Ln(double percent) { return std::log1p(percent / 100); }
double Percent(double log) { return 100 * std::expm1(log); }
const double kZ = NormalQuantile(.9);

class Sectors {
 public:
  Sectors() {
    InputParts parts = SampleCity();
    for (const auto& [id, level] : {std::pair("one", "8"), {"two", "42"}, {"three", "50"}}) {
      parts.indicators.push_back(
          {id, {id, id}, "cny-1e8", Nature::kFlow, Direction::kHigherIsBetter, false});
      Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
      figure.price_basis = PriceBasis::kCurrent;
      parts.figures.push_back(figure);
    }
    inputs_.emplace(Build(parts));
    structure.priors = {{"one", D("4"), 1, {}},
                        {"two", D("6"), 1.5, {}},
                        {"three", D("5.5"), 1.2, {}},
                        {"gdp", D("5"), 1, {}},
                        {"imports-exports", D("3"), 4, {}}};
    structure.common_correlation = 0;
  }

  absl::StatusOr<SensitivityAnswer> Ask(const std::string& outcome,
                                        std::vector<std::string> of = {}, int points = 4096) {
    std::vector<size_t> indicators;
    for (const char* id : {"gdp", "imports-exports", "one", "three", "two"}) {
      indicators.push_back(
          static_cast<size_t>(inputs_->FindIndicator(id) - inputs_->indicators().data()));
    }
    const auto outlooks = BuildOutlooks(*inputs_, RunOrDie(*inputs_, Stack({}), 2024),
                                        structure.priors, indicators, 2024);
    return AnalyzeOutcome(
        {*inputs_, structure, indicators, outlooks, 1, outcome, std::move(of), 3, points}, {});
  }

  const SensitivityBar& BarOf(const SensitivityAnswer& answer, const std::string& id) const {
    for (const SensitivityBar& bar : answer.bars) {
      if (inputs_->indicators()[*bar.input].id == id) return bar;
    }
    ADD_FAILURE() << "no bar of " << id;
    return answer.together;
  }

  PlanStructure structure;

 private:
  std::optional<InputSet> inputs_;
};

TEST(OutcomeSensitivityTest, DriversGiveExactSharesAndBars) {
  Sectors plan;
  plan.structure.drivers = {{"gdp", "one", .5, 0}, {"gdp", "two", .3, 0}};
  const auto answer = plan.Ask("gdp");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(answer->exact);
  EXPECT_FALSE(answer->covariance_shares);
  ASSERT_EQ(answer->bars.size(), 3);  // one, two and its own disturbance
  const double variance = 1 + .25 * 1 + .09 * 2.25;
  EXPECT_NEAR(plan.BarOf(*answer, "gdp").share, 1 / variance, 1e-12);
  EXPECT_NEAR(plan.BarOf(*answer, "two").share, .09 * 2.25 / variance, 1e-12);
  EXPECT_EQ(plan.BarOf(*answer, "two").total_share, plan.BarOf(*answer, "two").share);
  const SensitivityBar& one = plan.BarOf(*answer, "one");
  EXPECT_NEAR(one.multiplier, .5, 1e-12);
  EXPECT_NEAR(one.input_low, Percent(Ln(4) - .01 * kZ), 1e-10);
  EXPECT_NEAR(one.outcome_high, Percent(Ln(5) + .5 * .01 * kZ), 1e-10);
  EXPECT_NEAR(answer->together.outcome_high, Percent(Ln(5) + kZ * (.5 * .01 + .3 * .015 + .01)),
              1e-10);
  EXPECT_NEAR(answer->together.share, 1, 1e-12);
  EXPECT_NEAR(answer->median, 5, 1e-10);
}

TEST(OutcomeSensitivityTest, CorrelatedInputsHaveCovarianceSharesThatAddUp) {
  Sectors plan;
  plan.structure.common_correlation.reset();
  plan.structure.correlations = {{"one", "two", -.5}};
  plan.structure.drivers = {{"imports-exports", "one", 1, 0}, {"imports-exports", "two", 3, 0}};
  const auto answer = plan.Ask("imports-exports", {"one", "two"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(answer->covariance_shares);
  EXPECT_TRUE(answer->exact);
  ASSERT_EQ(answer->bars.size(), 2);
  // a_i (C a)_i / V over one, two and its own disturbance (4 points, correlation .3 with both).
  const double cov_one = 1 - .5 * 4.5 + .3 * 4;
  const double cov_two = 4.5 * (4.5 - .5 + .3 * 4);
  const double cov_own = 4 * (4 + .3 * 1 + .3 * 4.5);
  const double variance = cov_one + cov_two + cov_own;
  EXPECT_NEAR(plan.BarOf(*answer, "one").share, cov_one / variance, 1e-9);
  EXPECT_LT(plan.BarOf(*answer, "one").share, 0);
  EXPECT_NEAR(plan.BarOf(*answer, "two").share, cov_two / variance, 1e-9);
  EXPECT_FALSE(plan.BarOf(*answer, "two").total_share.has_value());
}

TEST(OutcomeSensitivityTest, SumsOfLevelsAreSampledWithTheirError) {
  Sectors plan;
  plan.structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  const auto answer = plan.Ask("gdp");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(answer->exact);
  ASSERT_EQ(answer->bars.size(), 3);
  // The curvature of a sum over one step is far below the error: shares of the linear part.
  const double median = .08 * 1.04 + .42 * 1.06 + .5 * 1.055;
  const double parts[3] = {std::pow(.08 * 1.04 / median * 1, 2),
                           std::pow(.42 * 1.06 / median * 1.5, 2),
                           std::pow(.5 * 1.055 / median * 1.2, 2)};
  const double variance = parts[0] + parts[1] + parts[2];
  const char* ids[3] = {"one", "two", "three"};
  for (int i = 0; i < 3; ++i) {
    const SensitivityBar& bar = plan.BarOf(*answer, ids[i]);
    ASSERT_TRUE(bar.share_error.has_value() && bar.total_share.has_value());
    EXPECT_NEAR(bar.share, parts[i] / variance, *bar.share_error + 1e-3);
    EXPECT_NEAR(*bar.total_share, parts[i] / variance, *bar.share_error + 1e-3);
  }
  // Bars are exact in levels.
  EXPECT_NEAR(plan.BarOf(*answer, "two").outcome_high,
              100 * (.08 * 1.04 + .42 * 1.06 * std::exp(.015 * kZ) + .5 * 1.055 - 1), 1e-9);
  EXPECT_EQ(answer->bars[0].input, plan.BarOf(*answer, "two").input);  // widest first
  EXPECT_THAT(answer->explanation.en, HasSubstr("Sobol indices"));
}

TEST(OutcomeSensitivityTest, CorrelatedSumsHaveSampledCovarianceShares) {
  Sectors plan;
  plan.structure.common_correlation.reset();
  plan.structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  const auto answer = plan.Ask("gdp");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(answer->exact);
  EXPECT_TRUE(answer->covariance_shares);
  EXPECT_NEAR(answer->together.share, 1, 1e-9);
  for (const SensitivityBar& bar : answer->bars) EXPECT_LT(*bar.share_error, .01);
}

TEST(OutcomeSensitivityTest, LoopsThroughASumAreSolvedExactly) {
  Sectors plan;
  plan.structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  plan.structure.drivers = {{"one", "gdp", 2, 0}};
  const auto answer = plan.Ask("gdp", {"two"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  // Slowly: g = .08 (1 + g_one) + ..., with one's log moving by twice that of the whole.
  const double median = .08 * 1.04 + .42 * 1.06 + .5 * 1.055;
  double whole = 0;
  for (int i = 0; i < 500; ++i) {
    whole = std::log(
        (.08 * 1.04 * std::exp(2 * whole) + .42 * 1.06 * std::exp(.015 * kZ) + .5 * 1.055) /
        median);
  }
  EXPECT_NEAR(answer->bars[0].outcome_high, 100 * (median * std::exp(whole) - 1), 1e-9);
  EXPECT_THAT(answer->assumptions[0].en, HasSubstr("gdp, one"));
}

TEST(OutcomeSensitivityTest, WrongQuestionsAreTypedErrors) {
  Sectors plan;
  plan.structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  EXPECT_THAT(plan.Ask(""), HasField("outcome"));
  EXPECT_THAT(plan.Ask("nothing"), HasField("outcome"));
  EXPECT_THAT(plan.Ask("one", {"two", "gdp"}), HasField("inputs[1]"));
  EXPECT_THAT(plan.Ask("gdp", {}, 63), HasField("points"));
}

}  // namespace
}  // namespace indicast::projection
