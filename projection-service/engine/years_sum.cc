#include "projection-service/engine/years_sum.h"

#include <algorithm>
#include <variant>

#include "absl/strings/str_cat.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

Computed Plus(const Computed& sum, const Computed& more) {
  if (!sum.ok()) return sum;
  if (!more.ok()) return more;
  const auto qualifier = Combined(sum.value().qualifier, more.value().qualifier);
  if (!qualifier.has_value()) return MakeIssue(kBoundUndetermined);
  return Bounded{sum.value().value + more.value().value, *qualifier};
}

int LastDone(const InputSet& inputs, const Target& target) {
  return std::min(target.year, inputs.base_year());
}

}  // namespace

bool AddsUp(const Indicator& indicator, const Target& target) {
  if (std::holds_alternative<RelativeGoal>(target.goal)) return false;
  switch (indicator.nature) {
    case Nature::kFlow:
    case Nature::kCount:
    case Nature::kIncrement:
      return target.measure == Measure::kLevel;
    case Nature::kStock:
      return target.measure == Measure::kChange;
    default:
      return false;
  }
}

Computed DoneSum(const InputSet& inputs, const Target& target) {
  Computed sum = Bounded{};
  for (int year = target.first_year; year <= LastDone(inputs, target); ++year) {
    const auto figure = FindOutcome(inputs, target.indicator, target.measure, target.BaseScope(),
                                    year, target.price_basis);
    if (!figure.has_value()) {
      Issue issue =
          MissingOutcome(inputs, target.indicator, target.measure, target.BaseScope(), year);
      return Issue{issue.code,
                   {absl::StrCat("累计缺", year, "年:", issue.text.zh),
                    absl::StrCat("the sum lacks ", year, ": ", issue.text.en)}};
    }
    sum = Plus(sum, BoundedOf(inputs.figures()[*figure]));
  }
  return sum;
}

int YearsDone(const InputSet& inputs, const Target& target) {
  return std::max(0, LastDone(inputs, target) - target.first_year + 1);
}

int YearsLeft(const InputSet& inputs, const Target& target) {
  return target.year - std::max(target.first_year, inputs.base_year() + 1) + 1;
}

Computed ProjectedSum(const InputSet& inputs, const Target& target, const Evaluation& evaluation) {
  Computed sum = DoneSum(inputs, target);
  const size_t position = inputs.PositionOf(target.indicator);
  for (int year = std::max(target.first_year, inputs.base_year() + 1); year <= target.year;
       ++year) {
    sum = Plus(sum, evaluation.At(position, year, target.measure));
  }
  return sum;
}

SumProgress ProgressOf(const InputSet& inputs, const Target& target, const Bounded& goal,
                       const Bounded& done, int decimals) {
  SumProgress out;
  out.years_done = YearsDone(inputs, target);
  out.years_left = std::max(0, YearsLeft(inputs, target));
  out.done = ToValue(done, decimals);
  // What remains of "more than 3000" done is less than the difference.
  const Qualifier rest = Mirrored(done.qualifier);
  const double remaining = goal.value - done.value;
  out.remaining = ToValue(Bounded{remaining, rest}, decimals);
  if (out.years_left > 0) {
    out.needed_a_year = ToValue(Bounded{remaining / out.years_left, rest}, decimals);
  }
  return out;
}

LocalizedText ProgressWords(const InputSet& inputs, const Target& target,
                            const SumProgress& progress) {
  const std::string years = absl::StrCat(target.first_year, "–", target.year);
  LocalizedText out{absl::StrCat("目标为", years, "年合计"),
                    absl::StrCat("the goal is the sum of ", years)};
  if (!progress.done.number.has_value() || !progress.remaining.number.has_value()) return out;
  const std::string& unit = inputs.FindIndicator(target.indicator)->unit;
  const LocalizedText done = Words(progress.done, unit, inputs);
  const LocalizedText remaining = Words(progress.remaining, unit, inputs);
  if (progress.years_done > 0) {
    const int last = target.first_year + progress.years_done - 1;
    absl::StrAppend(&out.zh, ",截至", last, "年已完成", done.zh);
    absl::StrAppend(&out.en, ": ", done.en, " done by ", last);
  }
  absl::StrAppend(&out.zh, ",余", remaining.zh);
  absl::StrAppend(&out.en, progress.years_done > 0 ? ", " : ": ", remaining.en, " remaining");
  if (progress.needed_a_year.number.has_value()) {
    const LocalizedText needed = Words(progress.needed_a_year, unit, inputs);
    absl::StrAppend(&out.zh, ",其余", progress.years_left, "年年均", needed.zh);
    absl::StrAppend(&out.en, ", ", needed.en, " a year on average over ", progress.years_left,
                    progress.years_left == 1 ? " year" : " years");
  }
  return out;
}

}  // namespace indicast::projection
