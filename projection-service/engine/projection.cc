#include "projection-service/engine/projection.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/assessment.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/historical_range.h"
#include "projection-service/engine/paths.h"
#include "projection-service/engine/rule_table.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

struct Run {
  const InputSet& inputs;
  const ScenarioStack& scenario;
  const RuleTable& rules;
  const std::vector<BaseFigures>& bases;
  const Evaluation& evaluation;
};

bool HasTarget(const InputSet& inputs, absl::string_view indicator) {
  return std::any_of(inputs.targets().begin(), inputs.targets().end(),
                     [&](const Target& target) { return target.indicator == indicator; });
}

// Indicators the area knows something about; one-off counts only when the scenario names them.
bool IsProjected(const Run& run, size_t i) {
  const Indicator& indicator = run.inputs.indicators()[i];
  if (run.rules.IsNamed(i)) return true;
  if (indicator.one_off) return false;
  const auto [first, last] = run.inputs.FigureRange(indicator.id);
  return first < last || HasTarget(run.inputs, indicator.id);
}

std::optional<size_t> Position(const InputSet& inputs, absl::string_view id) {
  const Indicator* found = inputs.FindIndicator(id);
  if (found == nullptr) return std::nullopt;
  return static_cast<size_t>(found - inputs.indicators().data());
}

// What an indicator's rules follow, directly.
std::set<size_t> Followed(const Run& run, size_t i) {
  std::set<size_t> followed;
  for (int year = run.rules.first_year(); year <= run.rules.horizon_year(); ++year) {
    if (const auto other = run.evaluation.FollowedBy(i, year)) followed.insert(*other);
  }
  return followed;
}

std::set<size_t> FollowedClosure(const Run& run, size_t i) {
  std::set<size_t> closure;
  std::vector<size_t> open = {i};
  while (!open.empty()) {
    const size_t at = open.back();
    open.pop_back();
    for (const size_t other : Followed(run, at)) {
      if (closure.insert(other).second) open.push_back(other);
    }
  }
  return closure;
}

// The indicators of the answer: those asked for, what they follow, what their targets compare with.
std::set<size_t> Selected(const Run& run, const std::set<std::string>& wanted) {
  std::set<size_t> selected;
  std::vector<size_t> open;
  for (size_t i = 0; i < run.inputs.indicators().size(); ++i) {
    const bool asked = wanted.count(run.inputs.indicators()[i].id) > 0;
    if (asked || (wanted.empty() && IsProjected(run, i))) open.push_back(i);
  }
  while (!open.empty()) {
    const size_t i = open.back();
    open.pop_back();
    if (!selected.insert(i).second) continue;
    for (const size_t other : Followed(run, i)) open.push_back(other);
    for (const Target& target : run.inputs.targets()) {
      if (target.indicator != run.inputs.indicators()[i].id) continue;
      if (const auto* goal = std::get_if<RelativeGoal>(&target.goal)) {
        if (const auto other = Position(run.inputs, goal->indicator)) open.push_back(*other);
      }
    }
  }
  return selected;
}

LocalizedText LayerName(const ScenarioLayer& layer) {
  if (layer.id.empty()) return {"本次调整", "overlay"};
  return {absl::StrCat("情景", layer.id), absl::StrCat("scenario ", layer.id)};
}

// The rule of a year with the shocks on it, and the layer of each.
LocalizedText DescribeYear(const Run& run, size_t i, int year) {
  const EffectiveRule& rule = run.rules.At(i, year);
  if (rule.assumption == nullptr) return {"未作假设", "nothing assumed"};
  const LocalizedText layer = LayerName(run.scenario.layers()[rule.layer]);
  const LocalizedText words =
      RuleWords(rule.assumption->rule, year, run.inputs.indicators()[i], run.inputs);
  LocalizedText text{absl::StrCat(layer.zh, ":", words.zh), absl::StrCat(layer.en, ": ", words.en)};
  for (const EffectiveShock& shock : rule.shocks) {
    const LocalizedText from = LayerName(run.scenario.layers()[shock.layer]);
    const LocalizedText on =
        ShockWords(std::get<ShockRule>(shock.assumption->rule), shock.impact_year);
    absl::StrAppend(&text.zh, ",", from.zh, ":", on.zh);
    absl::StrAppend(&text.en, ", ", from.en, ": ", on.en);
  }
  return text;
}

// The rule of each run of years: 情景plan:按目标, with the years where there are several.
LocalizedText DescribeRules(const Run& run, size_t i) {
  std::vector<std::pair<int, LocalizedText>> parts;
  for (int year = run.rules.first_year(); year <= run.rules.horizon_year(); ++year) {
    const LocalizedText text = DescribeYear(run, i, year);
    if (parts.empty() || !(parts.back().second == text)) parts.emplace_back(year, text);
  }
  if (parts.size() == 1) return parts.front().second;
  LocalizedText all;
  for (const auto& [year, text] : parts) {
    absl::StrAppend(&all.zh, all.zh.empty() ? "" : ";", year, "年起", text.zh);
    absl::StrAppend(&all.en, all.en.empty() ? "" : "; ", "from ", year, " ", text.en);
  }
  return all;
}

class NoteList {
 public:
  void Add(LocalizedText note) {
    if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) {
      notes_.push_back(std::move(note));
    }
  }
  std::vector<LocalizedText> Take() { return std::move(notes_); }

 private:
  std::vector<LocalizedText> notes_;
};

void AddBaseNotes(const Run& run, size_t i, NoteList& notes) {
  const Indicator& indicator = run.inputs.indicators()[i];
  const BaseFigures& base = run.bases[i];
  const auto& figures = run.inputs.figures();
  const int year = run.inputs.base_year();
  if (!base.growth.has_value()) {
    notes.Add(MissingOutcome(run.inputs, indicator.id, Measure::kGrowth, base.scope, year).text);
  } else {
    const Issue words =
        MissingOutcome(run.inputs, indicator.id, Measure::kGrowth, base.scope, year);
    if (words.code == kBaseTextOnly) {
      notes.Add({absl::StrCat(words.text.zh, ",所用数字来自另一来源"),
                 absl::StrCat(words.text.en, "; the number used is from another source")});
    }
    if (figures[*base.growth].price_basis == PriceBasis::kUnstated) {
      notes.Add({"增速的价格基础未说明", "the price basis of the growth is not stated"});
    }
  }
  if (base.level.has_value() && base.level_price_basis == PriceBasis::kCurrent &&
      base.growth_price_basis == PriceBasis::kConstant) {
    notes.Add({"水平为现价,增速为可比价:推算水平按基期价格计,不是名义值",
               "levels are nominal and growth is real: projected levels are at base-year prices"});
  }
  if (run.inputs.HasForeignUnit(indicator.id)) {
    notes.Add({"部分公布数的单位不可换算,未采用",
               "some published figures are in units that do not convert and were left out"});
  }
}

void AddResultNotes(const Run& run, size_t i, NoteList& notes) {
  const Indicator& indicator = run.inputs.indicators()[i];
  for (int year = run.rules.first_year(); year <= run.rules.horizon_year(); ++year) {
    const YearState& state = run.evaluation.At(i, year);
    if (!state.growth.ok()) notes.Add(state.growth.issue().text);
    if (!state.level.ok() && state.level.issue().code != kLevelNotPublished) {
      notes.Add(state.level.issue().text);
    }
    for (const Computed* value : {&state.growth, &state.level}) {
      if (value->ok() && !ToValue(*value, 0).number.has_value()) {
        notes.Add(MakeIssue(kValueOutOfRange).text);
      }
    }
    if (state.level.ok() && indicator.nature == Nature::kRatio && indicator.unit == kPercentUnit &&
        state.level.value().value > 100) {
      notes.Add({"预测比率超过100%", "the projected ratio exceeds 100 %"});
    }
    if (const TrendGrowth* trend = run.evaluation.TrendAt(i, year)) notes.Add(TrendWords(*trend));
    const Assumption* assumption = run.rules.At(i, year).assumption;
    const auto* logistic =
        assumption == nullptr ? nullptr : std::get_if<LogisticRule>(&assumption->rule);
    if (logistic != nullptr && !logistic->kappa.has_value()) {
      notes.Add({"饱和曲线的斜率由相邻两年公布值推算,两值可能来自不同次发布",
                 "the slope of the logistic path comes from two published levels, which may be of "
                 "different vintages"});
    }
  }
}

// From or to a level that is not positive there is no growth, but a change.
void AddSignNote(const Run& run, size_t i, NoteList& notes) {
  const BaseFigures& base = run.bases[i];
  if (!base.level.has_value()) return;
  const Figure& from = run.inputs.figures()[*base.level];
  const int year = run.rules.horizon_year();
  const Computed& last = run.evaluation.At(i, year).level;
  const Bounded first = BoundedOf(from);
  if (!last.ok() || (first.value > 0 && last.value().value > 0)) return;
  const std::string& unit = run.inputs.indicators()[i].unit;
  const Value end = ToValue(last, base.level_decimals);
  const Value change =
      ToValue(Bounded{last.value().value - first.value, Qualifier::kEqual}, base.level_decimals);
  if (!end.number.has_value() || !change.number.has_value()) return;
  const LocalizedText before = Words(from, run.inputs);
  const LocalizedText after = Words(end, unit, run.inputs);
  const LocalizedText by = Words(change, unit, run.inputs);
  const bool turns =
      (first.value < 0 && last.value().value > 0) || (first.value > 0 && last.value().value < 0);
  notes.Add(
      {absl::StrCat(from.year(), "年", before.zh, turns ? "转为" : "至", year, "年", after.zh,
                    ",变动", by.zh, ";增速无意义"),
       absl::StrCat(turns ? "turns from " : "from ", before.en, " in ", from.year(), " to ",
                    after.en, " in ", year, ", a change of ", by.en, "; growth is undefined")});
}

// Other published figures of the base year, whatever their measure or stage.
std::vector<size_t> OtherVintages(const Run& run, size_t i, const std::vector<Path>& paths) {
  std::set<size_t> used;
  for (const Path& path : paths) used.insert(path.inputs.begin(), path.inputs.end());
  std::vector<size_t> others;
  const auto [first, last] = run.inputs.FigureRange(run.inputs.indicators()[i].id);
  for (size_t f = first; f < last; ++f) {
    const bool base_year = run.inputs.figures()[f].year() == run.inputs.base_year();
    if (base_year && used.count(f) == 0) others.push_back(f);
  }
  return others;
}

IndicatorProjection Describe(const Run& run, size_t i) {
  const Indicator& indicator = run.inputs.indicators()[i];
  IndicatorProjection out;
  out.indicator = indicator.id;
  out.name = indicator.name;
  out.paths = BuildPaths({run.inputs, run.rules, run.evaluation, run.bases[i], i});
  out.rule = DescribeRules(run, i);
  NoteList notes;
  AddBaseNotes(run, i, notes);
  AddResultNotes(run, i, notes);
  AddSignNote(run, i, notes);
  out.notes = notes.Take();
  out.other_vintages = OtherVintages(run, i, out.paths);
  for (int year = run.rules.first_year(); year <= run.rules.horizon_year(); ++year) {
    out.rule_by_year[year] = CanonicalText(run.rules.At(i, year));
  }
  for (const size_t other : FollowedClosure(run, i)) {
    out.depends_on.insert(run.inputs.indicators()[other].id);
  }
  return out;
}

}  // namespace

absl::StatusOr<Projection> RunProjection(const InputSet& inputs, const ScenarioStack& scenario,
                                         const ProjectionOptions& options) {
  const RuleTable rules(inputs, scenario, options.horizon_year);
  const std::vector<BaseFigures> bases = ChooseBaseFigures(inputs);
  ASSIGN_OR_RETURN(const Evaluation evaluation,
                   Evaluation::Run(inputs, rules, bases, options.quotas));
  const Run run{inputs, scenario, rules, bases, evaluation};
  Projection out;
  out.base_year = inputs.base_year();
  out.horizon_year = options.horizon_year;
  const std::set<size_t> selected = Selected(run, options.indicators);
  std::set<std::string> ids;
  for (const size_t i : selected) {
    out.indicators.push_back(Describe(run, i));
    ids.insert(inputs.indicators()[i].id);
  }
  const AssessmentContext context{inputs, rules, evaluation, bases};
  for (size_t t = 0; t < inputs.targets().size(); ++t) {
    const bool wanted = options.indicators.empty() || ids.count(inputs.targets()[t].indicator) > 0;
    if (wanted) out.targets.push_back(AssessTarget(context, t));
  }
  out.warnings = FindBeyondHistory(context, selected);
  return out;
}

}  // namespace indicast::projection
