#include "projection-service/engine/growth_outlook.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "projection-service/engine/base_figures.h"

namespace indicast::projection {
namespace {

constexpr int kLeastPool = 3;

constexpr double kNormalMad = 1.4826;  // standard deviation over median absolute deviation

// Not empty.
double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::string Percent(double value) { return absl::StrFormat("%.1f", value); }

double LogOf(double percent) { return std::log1p(percent / 100); }

bool GrowsFreely(const Indicator& indicator) {
  return !indicator.one_off && indicator.nature != Nature::kIndex &&
         indicator.nature != Nature::kRank;
}

BaseFigures BaseOf(const InputSet& inputs, const Indicator& indicator) {
  return ChooseBaseFigures(inputs, indicator,
                           inputs.FindTarget(indicator.id, inputs.base_year() + 1));
}

// Growth that the scenario assumes for a year; nullopt where it assumes nothing.
std::optional<double> Assumed(const Projection& baseline, const std::string& id, int year) {
  for (const IndicatorProjection& item : baseline.indicators) {
    if (item.indicator != id) continue;
    const auto rule = item.rule_by_year.find(year);
    if (rule == item.rule_by_year.end() || rule->second.empty()) return std::nullopt;
    for (const Path& path : item.paths) {
      if (path.basis != PathBasis::kGrowth) continue;
      for (const PathPoint& point : path.points) {
        if (point.year == year && point.projected && point.value.number.has_value()) {
          return point.value.number->ToDouble();
        }
      }
    }
  }
  return std::nullopt;
}

LocalizedText PoolWords(const GrowthPool& pool) {
  if (pool.indicators < kLeastPool) {
    return {"先验:零增长(有增速的指标不足三个)",
            "prior: no growth (fewer than three indicators have a growth figure)"};
  }
  const std::string mean = Percent(std::expm1(pool.mean) * 100);
  return {absl::StrCat("先验:本市", pool.indicators, "个指标最新增速的中位数", mean, "%"),
          absl::StrCat("prior: median of the newest growth of ", pool.indicators,
                       " indicators of the area, ", mean, " %")};
}

LocalizedText HistoryWords(const ShortHistoryLaw& law, const GrowthPool& pool) {
  const LocalizedText prior = PoolWords(pool);
  const std::string weight = absl::StrFormat("%.0f", law.own_weight * 100);
  if (law.observations == 0) {
    if (pool.spread == 0) {
      return {absl::StrCat("没有自身增速;", prior.zh),
              absl::StrCat("no own growth figure; ", prior.en)};
    }
    const std::string spread = absl::StrFormat("%.1f", pool.spread * 100);
    return {
        absl::StrCat("没有自身增速;", prior.zh, ",并计入这些指标之间的离散度", spread, "个百分点"),
        absl::StrCat("no own growth figure; ", prior.en, ", and the spread between them, ", spread,
                     " percentage points, is added")};
  }
  return {absl::StrCat("自身增速", law.observations, "个,权重", weight, "%;", prior.zh),
          absl::StrCat(law.observations, " own growth figure", law.observations == 1 ? "" : "s",
                       ", weight ", weight, " %; ", prior.en)};
}

GrowthOutlook OneYear(const InputSet& inputs, const Projection& baseline, const GrowthPool& pool,
                      const StatedLaw* stated, size_t indicator, int year) {
  GrowthOutlook outlook;
  outlook.indicator = indicator;
  outlook.year = year;
  if (stated != nullptr) {
    outlook.median = LogOf(stated->growth_percent.ToDouble());
    outlook.standard_deviation = stated->standard_deviation / 100;
    outlook.source = OutlookSource::kGiven;
    outlook.explanation = stated->source.empty()
                              ? LocalizedText{"由调用方给定", "stated by the caller"}
                              : stated->source;
    return outlook;
  }
  IndicatorHistory history = LearnIndicator(inputs, pool, indicator);
  const ShortHistoryLaw& law = history.law;
  outlook.median = law.mean;
  outlook.standard_deviation = law.observations > 0
                                   ? law.StandardDeviation()
                                   : std::hypot(law.StandardDeviation(), pool.spread);
  outlook.observations = law.observations;
  outlook.own_weight = law.own_weight;
  outlook.source = law.observations > 0 ? OutlookSource::kShortHistory : OutlookSource::kPool;
  outlook.explanation = HistoryWords(law, pool);
  outlook.inputs = std::move(history.figures);
  if (const auto assumed = Assumed(baseline, inputs.indicators()[indicator].id, year);
      assumed.has_value() && *assumed > -100) {
    outlook.median = LogOf(*assumed);
    outlook.source = OutlookSource::kScenario;
    outlook.explanation = {
        absl::StrCat("中位数由情景给定;离散度:", outlook.explanation.zh),
        absl::StrCat("median from the scenario; spread: ", outlook.explanation.en)};
  }
  return outlook;
}

}  // namespace

double GrowthOutlook::MedianPercent() const { return std::expm1(median) * 100; }

double GrowthOutlook::QuantilePercent(double p) const {
  const double z = boost::math::quantile(boost::math::normal(), p);
  return std::expm1(median + standard_deviation * z) * 100;
}

GrowthPool PoolOf(const InputSet& inputs) {
  std::vector<double> newest;
  for (const Indicator& indicator : inputs.indicators()) {
    if (!GrowsFreely(indicator)) continue;
    const BaseFigures base = BaseOf(inputs, indicator);
    const auto figure = base.growth.has_value()       ? base.growth
                        : base.growth_history.empty() ? std::nullopt
                                                      : std::optional(base.growth_history.back());
    if (figure.has_value()) newest.push_back(LogOf(inputs.figures()[*figure].value->ToDouble()));
  }
  GrowthPool pool{0, static_cast<int>(newest.size())};
  if (pool.indicators < kLeastPool) return pool;
  pool.mean = MedianOf(newest);
  for (double& growth : newest) growth = std::abs(growth - pool.mean);
  pool.spread = kNormalMad * MedianOf(std::move(newest));
  return pool;
}

IndicatorHistory LearnIndicator(const InputSet& inputs, const GrowthPool& pool, size_t indicator) {
  const BaseFigures base = BaseOf(inputs, inputs.indicators()[indicator]);
  IndicatorHistory history;
  history.figures = base.growth_history;
  if (base.growth.has_value()) history.figures.push_back(*base.growth);
  std::vector<double> growths;
  growths.reserve(history.figures.size());
  for (const size_t figure : history.figures) {
    growths.push_back(LogOf(inputs.figures()[figure].value->ToDouble()));
  }
  history.law = LearnShortHistory({.mean = pool.mean}, growths);
  return history;
}

std::vector<GrowthOutlook> BuildOutlooks(const InputSet& inputs, const Projection& baseline,
                                         const std::vector<StatedLaw>& stated,
                                         const std::vector<size_t>& indicators, int last_year) {
  const GrowthPool pool = PoolOf(inputs);
  std::vector<GrowthOutlook> outlooks;
  for (const size_t indicator : indicators) {
    const auto law = std::find_if(stated.begin(), stated.end(), [&](const StatedLaw& one) {
      return one.indicator == inputs.indicators()[indicator].id;
    });
    for (int year = inputs.base_year() + 1; year <= last_year; ++year) {
      outlooks.push_back(
          OneYear(inputs, baseline, pool, law == stated.end() ? nullptr : &*law, indicator, year));
    }
  }
  return outlooks;
}

}  // namespace indicast::projection
