#include "projection-service/engine/sweep_model.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/status/status_macros.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

// The trend for every indicator, weakest of all; the scenario; one growth a factor, strongest.
std::vector<ScenarioLayer> LayersOf(const ScenarioStack& scenario,
                                    const std::vector<SweepFactor>& factors) {
  std::vector<ScenarioLayer> layers = {
      {"", 0, {{kEveryIndicator, std::nullopt, std::nullopt, TrendRule{}}}}};
  layers.insert(layers.end(), scenario.layers().begin(), scenario.layers().end());
  ScenarioLayer varied;
  for (const SweepFactor& factor : factors) {
    varied.assumptions.push_back(
        {factor.indicator, factor.from_year, factor.to_year, CompoundRule{}});
  }
  layers.push_back(std::move(varied));
  return layers;
}

bool CanBeJudged(const Target& target, const Quotas& quotas) {
  if (std::holds_alternative<QualitativeGoal>(target.goal)) return false;
  return !std::holds_alternative<ExternalGoal>(target.goal) || quotas.count(target.id) > 0;
}

}  // namespace

SweepModel::SweepModel(const InputSet& inputs, std::vector<ScenarioLayer> layers,
                       const ProjectionOptions& options)
    : inputs_(inputs),
      options_(options),
      layers_(std::move(layers)),
      bases_(ChooseBaseFigures(inputs)),
      rules_(inputs, layers_, options.horizon_year) {}

absl::StatusOr<std::unique_ptr<SweepModel>> SweepModel::Create(
    const InputSet& inputs, const ScenarioStack& scenario, const std::vector<SweepFactor>& factors,
    const ProjectionOptions& options) {
  // The constructor is private; a unique_ptr from make_unique could not call it.
  std::unique_ptr<SweepModel> model(new SweepModel(inputs, LayersOf(scenario, factors), options));
  RETURN_IF_ERROR(model->Start(factors));
  return model;
}

absl::Status SweepModel::Start(const std::vector<SweepFactor>& factors) {
  ASSIGN_OR_RETURN(evaluation_, Evaluation::Run(inputs_, rules_, bases_, options_.quotas));
  std::set<size_t> indicators;
  std::vector<size_t> moved;
  moved.reserve(factors.size());
  for (const SweepFactor& factor : factors) moved.push_back(inputs_.PositionOf(factor.indicator));
  for (const std::string& id : options_.indicators) indicators.insert(inputs_.PositionOf(id));
  if (indicators.empty()) {
    for (size_t i = 0; i < inputs_.indicators().size(); ++i) {
      const auto [first, last] = inputs_.FigureRange(inputs_.indicators()[i].id);
      if (first < last && !inputs_.indicators()[i].one_off) indicators.insert(i);
    }
    for (const Target& target : inputs_.targets()) {
      indicators.insert(inputs_.PositionOf(target.indicator));
    }
  }
  AddColumns(indicators);
  affected_indicators_ = evaluation_->AffectedBy(moved);
  point_.outputs.resize(columns_.size());
  for (const SweepColumn& column : columns_) affected_columns_.push_back(IsAffected(column));
  point_.verdicts.resize(static_cast<size_t>(
      std::count_if(columns_.begin(), columns_.end(),
                    [](const SweepColumn& column) { return column.target.has_value(); })));
  Fill(std::vector<bool>(columns_.size(), true));
  return absl::OkStatus();
}

void SweepModel::AddColumns(const std::set<size_t>& indicators) {
  const int year = options_.horizon_year;
  for (const size_t i : indicators) {
    columns_.push_back({i, PathBasis::kGrowth, std::nullopt, year, kPercentUnit});
    if (bases_[i].level.has_value() || bases_[i].anchor.has_value()) {
      const auto basis = bases_[i].level.has_value() ? PathBasis::kLevel : PathBasis::kChainedLevel;
      columns_.push_back({i, basis, std::nullopt, year, inputs_.indicators()[i].unit});
    }
  }
  for (size_t t = 0; t < inputs_.targets().size(); ++t) {
    const Target& target = inputs_.targets()[t];
    const Indicator* indicator = inputs_.FindIndicator(target.indicator);
    const auto i = static_cast<size_t>(indicator - inputs_.indicators().data());
    if (indicators.count(i) == 0 || !CanBeJudged(target, options_.quotas) ||
        target.year <= inputs_.base_year() || target.year > year) {
      continue;
    }
    const std::string unit = target.measure == Measure::kGrowth || indicator->unit == kPercentUnit
                                 ? kPercentagePointUnit
                                 : indicator->unit;
    columns_.push_back({std::nullopt, PathBasis::kGrowth, t, target.year, unit});
  }
}

bool SweepModel::IsAffected(const SweepColumn& column) const {
  const auto is_affected = [this](size_t i) {
    return std::binary_search(affected_indicators_.begin(), affected_indicators_.end(), i);
  };
  if (column.indicator.has_value()) return is_affected(*column.indicator);
  const Target& target = inputs_.targets()[*column.target];
  const auto* relative = std::get_if<RelativeGoal>(&target.goal);
  return is_affected(inputs_.PositionOf(target.indicator)) ||
         (relative != nullptr && inputs_.FindIndicator(relative->indicator) != nullptr &&
          is_affected(inputs_.PositionOf(relative->indicator)));
}

void SweepModel::Fill(const std::vector<bool>& only) {
  const AssessmentContext context{inputs_, rules_, *evaluation_, bases_};
  size_t target = 0;
  for (size_t c = 0; c < columns_.size(); ++c) {
    const SweepColumn& column = columns_[c];
    const size_t verdict = target;
    if (column.target.has_value()) ++target;
    if (!only[c]) continue;
    if (column.target.has_value()) {
      const TargetAssessment assessment = JudgeTarget(context, *column.target);
      point_.outputs[c] = Value{assessment.gap, Qualifier::kEqual, 0};
      point_.verdicts[verdict] = assessment.verdict;
    } else {
      const bool growth = column.basis == PathBasis::kGrowth;
      const YearState& state = evaluation_->At(*column.indicator, column.year);
      point_.outputs[c] = ToValue(growth ? state.growth : state.level, 0);
    }
  }
}

SweepPoint SweepModel::Evaluate(const std::vector<Decimal>& growth_percent) {
  std::vector<Assumption>& varied = layers_.back().assumptions;
  for (size_t f = 0; f < growth_percent.size(); ++f) {
    if (growth_percent[f] <= Decimal::FromInt(-100)) {
      return {{}, {}, Issue{kGrowthUndefined, {"增速须高于-100%", "growth must be above -100 %"}}};
    }
    std::get<CompoundRule>(varied[f].rule).growth_percent = growth_percent[f];
  }
  evaluation_->Recompute(affected_indicators_);
  Fill(affected_columns_);
  return point_;
}

std::vector<size_t> SweepModel::TrendStandIns() const {
  std::vector<size_t> found;
  for (const SweepColumn& column : columns_) {
    if (!column.indicator.has_value() || column.basis != PathBasis::kGrowth) continue;
    for (int year = rules_.first_year(); year <= rules_.horizon_year(); ++year) {
      const EffectiveRule& rule = rules_.At(*column.indicator, year);
      if (rule.assumption != nullptr && rule.layer == 0) {
        found.push_back(*column.indicator);
        break;
      }
    }
  }
  return found;
}

std::vector<size_t> SweepModel::InexactLevels() const {
  std::vector<size_t> found;
  for (size_t c = 0; c < columns_.size(); ++c) {
    const SweepColumn& column = columns_[c];
    if (!column.indicator.has_value() || column.basis == PathBasis::kGrowth) continue;
    if (point_.outputs[c].number.has_value() && point_.outputs[c].qualifier != Qualifier::kEqual) {
      found.push_back(*column.indicator);
    }
  }
  return found;
}

}  // namespace indicast::projection
