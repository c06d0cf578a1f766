#include "projection-service/engine/historical_range.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

constexpr size_t kLeastFigures = 3;
constexpr double kFarthest = 3;
// Deviations closer than this are of one level.
constexpr double kSame = 1e-6;

// A level to judge: ln(L_year / L_0) over `years` years.
struct Judged {
  size_t indicator = 0;
  std::string target;
  int year = 0;
  double log_growth = 0;
  int years = 1;
};

std::string Rounded(double value) { return absl::StrFormat("%.1f", value); }

LocalizedText WarningWords(const InputSet& inputs, const BaseFigures& base, const Judged& judged,
                           const LogGrowthHistory& history, double deviations) {
  const Indicator& indicator = inputs.indicators()[judged.indicator];
  const bool of_target = !judged.target.empty();
  const std::string growth = Rounded(100 * std::expm1(judged.log_growth));
  const std::string since = judged.years == 1 ? "" : absl::StrCat(judged.years);
  LocalizedText text{
      absl::StrCat(indicator.name.zh, of_target ? "目标隐含" : "路径到", judged.year, "年",
                   since.empty() ? "" : since + "年累计", "增长", growth, "%"),
      absl::StrCat(indicator.name.en,
                   of_target ? ": the target implies growth of " : ": the path grows by ", growth,
                   " % ", since.empty() ? "in " : "within " + since + " years to ", judged.year)};
  const bool from_base = judged.year - judged.years == inputs.base_year();
  if (from_base && base.level.has_value() && inputs.figures()[*base.level].value->ToDouble() > 0) {
    const Bounded level{
        BoundedOf(inputs.figures()[*base.level]).value * std::exp(judged.log_growth),
        BoundedOf(inputs.figures()[*base.level]).qualifier};
    const Value shown = ToValue(level, base.level_decimals);
    if (shown.number.has_value()) {
      const LocalizedText words = Words(shown, indicator.unit, inputs);
      absl::StrAppend(&text.zh, "(", words.zh, ")");
      absl::StrAppend(&text.en, " (", words.en, ")");
    }
  }
  const std::string far = Rounded(std::abs(deviations));
  const std::string mean = Rounded(100 * std::expm1(history.mean));
  const std::string spread = Rounded(100 * history.standard_deviation);
  const bool above = deviations > 0;
  absl::StrAppend(&text.zh, ",比历史所及", above ? "高" : "低", far, "个标准差(",
                  history.first_year, "–", history.last_year, "年", history.figures, "个增速,平均",
                  mean, "%,标准差", spread, "个百分点)");
  absl::StrAppend(&text.en, ", ", far, " standard deviations ", above ? "above" : "below",
                  " what history leads to (", history.figures, " growth figures of ",
                  history.first_year, "–", history.last_year, ", ", mean,
                  " % on average, standard deviation ", spread, " points)");
  return text;
}

void AddIfBeyond(const InputSet& inputs, const BaseFigures& base, const Judged& judged,
                 std::vector<ProjectionWarning>& warnings) {
  const auto history = HistoryOf(inputs, base);
  if (!history.has_value()) return;
  const double z = DeviationsFrom(*history, judged.log_growth, judged.years);
  if (!(std::abs(z) > kFarthest)) return;
  warnings.push_back({kBeyondHistory, judged.indicator, judged.target, judged.year, z,
                      WarningWords(inputs, base, judged, *history, z)});
}

// What a target implies; nullopt where it implies no growth.
std::optional<Judged> JudgedOf(const AssessmentContext& c, const Target& target) {
  const int base_year = c.inputs.base_year();
  if (target.IsSum() || target.year <= base_year || target.year > c.rules.horizon_year()) {
    return std::nullopt;
  }
  const size_t position = c.inputs.PositionOf(target.indicator);
  const Computed goal = c.evaluation.GoalOf(target);
  if (!goal.ok()) return std::nullopt;
  Judged out{position, target.id, target.year, 0, 1};
  double ratio = 1 + goal.value().value / 100;
  if (target.measure == Measure::kChange) return std::nullopt;
  if (target.measure == Measure::kLevel) {
    const BaseFigures& base = c.bases[position];
    if (!base.level.has_value() || target.BaseScope() != target.scope) return std::nullopt;
    ratio = goal.value().value / BoundedOf(c.inputs.figures()[*base.level]).value;
    out.years = target.year - base_year;
  }
  if (!(ratio > 0) || !std::isfinite(ratio)) return std::nullopt;
  out.log_growth = std::log(ratio);
  return out;
}

// The year of a path that lies farthest out.
std::optional<Judged> FarthestOf(const AssessmentContext& c, size_t indicator) {
  const auto history = HistoryOf(c.inputs, c.bases[indicator]);
  if (!history.has_value()) return std::nullopt;
  std::optional<Judged> farthest;
  double most = 0;
  double since_base = 0;
  for (int year = c.rules.first_year(); year <= c.rules.horizon_year(); ++year) {
    const Computed& growth = c.evaluation.At(indicator, year).growth;
    if (!growth.ok() || !(growth.value().value > -100)) break;
    since_base += std::log1p(growth.value().value / 100);
    const int years = year - c.inputs.base_year();
    const double z = std::abs(DeviationsFrom(*history, since_base, years));
    if (z <= most) continue;
    most = z;
    farthest = Judged{indicator, "", year, since_base, years};
  }
  return farthest;
}

}  // namespace

std::optional<LogGrowthHistory> HistoryOf(const InputSet& inputs, const BaseFigures& base) {
  std::vector<size_t> figures = base.growth_history;
  if (base.growth.has_value()) figures.push_back(*base.growth);
  std::vector<double> logs;
  LogGrowthHistory out;
  for (const size_t i : figures) {
    const Figure& figure = inputs.figures()[i];
    if (figure.qualifier != Qualifier::kEqual && figure.qualifier != Qualifier::kAbout) continue;
    if (logs.empty()) out.first_year = figure.year();
    out.last_year = figure.year();
    logs.push_back(std::log1p(figure.value->ToDouble() / 100));
    out.mean += logs.back();
  }
  if (logs.size() < kLeastFigures) return std::nullopt;
  const auto n = static_cast<double>(logs.size());
  out.mean /= n;
  out.figures = static_cast<int>(logs.size());
  double squares = 0;
  for (const double log : logs) squares += (log - out.mean) * (log - out.mean);
  const double rounding = std::pow(10.0, -base.growth_decimals) / 100 / std::sqrt(12.0);
  out.standard_deviation = std::max(std::sqrt(squares / (n - 1)), rounding);
  return out;
}

double DeviationsFrom(const LogGrowthHistory& history, double log_growth, int years) {
  return (log_growth - years * history.mean) / (history.standard_deviation * std::sqrt(years));
}

std::vector<ProjectionWarning> FindBeyondHistory(const AssessmentContext& context,
                                                 const std::set<size_t>& selected) {
  const InputSet& inputs = context.inputs;
  std::vector<ProjectionWarning> warnings;
  for (const Target& target : inputs.targets()) {
    const size_t position = inputs.PositionOf(target.indicator);
    if (selected.count(position) == 0) continue;
    const auto judged = JudgedOf(context, target);
    if (judged.has_value()) AddIfBeyond(inputs, context.bases[position], *judged, warnings);
  }
  const std::vector<ProjectionWarning> of_targets = warnings;
  for (const size_t i : selected) {
    const auto judged = FarthestOf(context, i);
    if (!judged.has_value()) continue;
    std::vector<ProjectionWarning> of_path;
    AddIfBeyond(inputs, context.bases[i], *judged, of_path);
    if (of_path.empty()) continue;
    const bool said =
        std::any_of(of_targets.begin(), of_targets.end(), [&](const ProjectionWarning& warning) {
          return warning.indicator == i && warning.year == judged->year &&
                 std::abs(warning.deviations - of_path.front().deviations) < kSame;
        });
    if (!said) warnings.push_back(std::move(of_path.front()));
  }
  return warnings;
}

std::vector<ProjectionWarning> FindBeyondHistory(const InputSet& inputs,
                                                 const std::vector<GoalRow>& goals) {
  std::vector<ProjectionWarning> warnings;
  if (goals.empty()) return warnings;
  const std::vector<BaseFigures> bases = ChooseBaseFigures(inputs);
  for (const GoalRow& goal : goals) {
    if (goal.other.has_value() || goal.mean_from.has_value() || !(goal.value > -1)) continue;
    const int years = goal.cumulative ? goal.year - inputs.base_year() : 1;
    AddIfBeyond(inputs, bases[goal.indicator],
                {goal.indicator, goal.name, goal.year, std::log1p(goal.value), years}, warnings);
  }
  return warnings;
}

}  // namespace indicast::projection
