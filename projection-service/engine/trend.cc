#include "projection-service/engine/trend.h"

#include <cmath>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace indicast::projection {
namespace {

double LogOf(double percent) { return std::log1p(percent / 100); }
double PercentOf(double log_growth) { return std::expm1(log_growth) * 100; }

}  // namespace

TrendGrowth TrendOf(const InputSet& inputs, const GrowthPool& pool, size_t indicator,
                    const TrendRule& rule) {
  const IndicatorHistory history = LearnIndicator(inputs, pool, indicator);
  TrendGrowth trend;
  trend.prior_stated = rule.prior_growth_percent.has_value();
  trend.pool_indicators = pool.indicators;
  GrowthBelief belief{.mean = pool.mean};
  if (trend.prior_stated) belief.mean = LogOf(rule.prior_growth_percent->ToDouble());
  if (rule.prior_strength.has_value()) belief.strength = rule.prior_strength->ToDouble();
  std::vector<double> growths;
  growths.reserve(history.figures.size());
  for (const size_t figure : history.figures) {
    growths.push_back(LogOf(inputs.figures()[figure].value->ToDouble()));
  }
  trend.law = LearnShortHistory(belief, growths);
  trend.prior_percent =
      trend.prior_stated ? rule.prior_growth_percent->ToDouble() : PercentOf(belief.mean);
  trend.growth_percent = PercentOf(trend.law.mean);
  return trend;
}

LocalizedText TrendWords(const TrendGrowth& trend) {
  const std::string growth = absl::StrFormat("%.1f", trend.growth_percent);
  const std::string prior = absl::StrFormat("%.1f", trend.prior_percent);
  const std::string weight = absl::StrFormat("%.0f", trend.law.own_weight * 100);
  const int own = trend.law.observations;
  const LocalizedText source =
      trend.prior_stated
          ? LocalizedText{"情景给定", "stated by the scenario"}
          : LocalizedText{absl::StrCat("本市", trend.pool_indicators, "个指标最新增速的中位数"),
                          absl::StrCat("median of the newest growth of ", trend.pool_indicators,
                                       " indicators of the area")};
  return {
      absl::StrCat("短历史趋势", growth, "%:先验", prior, "%(", source.zh, "),自身增速", own,
                   "个,权重", weight, "%"),
      absl::StrCat("short-history trend ", growth, " %: prior ", prior, " % (", source.en, "), ",
                   own, " own growth figure", own == 1 ? "" : "s", ", weight ", weight, " %")};
}

TrendTable::TrendTable(const InputSet& inputs, const RuleTable& rules) {
  std::optional<GrowthPool> pool;
  for (size_t i = 0; i < inputs.indicators().size(); ++i) {
    for (int year = rules.first_year(); year <= rules.horizon_year(); ++year) {
      const Assumption* assumption = rules.At(i, year).assumption;
      const auto* trend =
          assumption == nullptr ? nullptr : std::get_if<TrendRule>(&assumption->rule);
      if (trend == nullptr || trends_.count({i, assumption}) > 0) continue;
      if (!pool.has_value()) pool = PoolOf(inputs);
      trends_.emplace(std::pair(i, assumption), TrendOf(inputs, *pool, i, *trend));
    }
  }
}

const TrendGrowth* TrendTable::At(size_t indicator, const EffectiveRule& rule) const {
  const auto found = trends_.find({indicator, rule.assumption});
  return found == trends_.end() ? nullptr : &found->second;
}

}  // namespace indicast::projection
