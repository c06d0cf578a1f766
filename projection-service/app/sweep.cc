#include "projection-service/app/sweep.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

constexpr size_t kNamedStandIns = 8;
constexpr int64_t kRowsBetweenChecks = 64;

std::string Plain(const Decimal& value) { return value.Normalized().ToString(); }

// The levels of one factor of a grid.
absl::StatusOr<std::vector<Decimal>> LevelsOf(const SweepRange& range) {
  if (!range.values.empty()) {
    if (range.low.has_value() || range.high.has_value() || range.step.has_value()) {
      return FieldError("values", "are listed together with a range; say either");
    }
    if (range.values.size() > kMaxListedLevels) {
      return FieldError("values", absl::StrCat("lists ", range.values.size(), ", at most ",
                                               kMaxListedLevels, " are allowed"));
    }
    return range.values;
  }
  if (!range.low.has_value()) return FieldError("low", "is required, or values");
  if (!range.high.has_value()) return FieldError("high", "is required, or values");
  if (!range.step.has_value() || *range.step <= Decimal()) {
    return FieldError("step", "is required in a grid and must be > 0");
  }
  if (*range.high < *range.low) {
    return FieldError("high",
                      absl::StrCat("is ", Plain(*range.high), ", below low ", Plain(*range.low)));
  }
  std::vector<Decimal> levels;
  for (Decimal level = *range.low; level <= *range.high;) {
    if (levels.size() == kMaxListedLevels) {
      return FieldError("step", absl::StrCat("is ", Plain(*range.step), ": more than ",
                                             kMaxListedLevels, " levels"));
    }
    levels.push_back(level.Normalized());
    ASSIGN_OR_RETURN(level, level.Add(*range.step));
  }
  if (levels.back() != *range.high) {
    return FieldError("step", absl::StrCat("is ", Plain(*range.step), ", does not lead from ",
                                           Plain(*range.low), " to ", Plain(*range.high)));
  }
  return levels;
}

absl::Status CheckContinuous(const SweepRange& range) {
  if (!range.values.empty()) return FieldError("values", "belong to a grid; give low and high");
  if (range.step.has_value()) return FieldError("step", "belongs to a grid");
  if (!range.low.has_value()) return FieldError("low", "is required");
  if (!range.high.has_value()) return FieldError("high", "is required");
  if (*range.high < *range.low) {
    return FieldError("high",
                      absl::StrCat("is ", Plain(*range.high), ", below low ", Plain(*range.low)));
  }
  return absl::OkStatus();
}

// Fills in the years; names an unknown indicator and years outside the projection.
absl::Status Resolve(const InputSet& inputs, int horizon, SweepRange& range) {
  if (inputs.FindIndicator(range.indicator) == nullptr) {
    return FieldError("indicator", absl::StrCat("\"", Shorten(range.indicator), "\" is not known"));
  }
  const int first = inputs.base_year() + 1;
  if (range.from_year == 0) range.from_year = first;
  if (range.to_year == 0) range.to_year = horizon;
  for (const auto& [year, field] :
       {std::pair(range.from_year, "from_year"), std::pair(range.to_year, "to_year")}) {
    if (year < first || year > horizon) {
      return FieldError(field, absl::StrCat("is ", year, ", must be ", first, "..", horizon));
    }
  }
  if (range.to_year >= range.from_year) return absl::OkStatus();
  return FieldError("to_year",
                    absl::StrCat("is ", range.to_year, ", before from_year ", range.from_year));
}

// Two factors of one indicator and year would hide one another.
absl::Status CheckApart(const std::vector<SweepRange>& factors) {
  for (size_t b = 0; b < factors.size(); ++b) {
    for (size_t a = 0; a < b; ++a) {
      if (factors[a].indicator == factors[b].indicator &&
          factors[a].from_year <= factors[b].to_year &&
          factors[b].from_year <= factors[a].to_year) {
        return FieldError(
            absl::StrCat("factors[", b, "].indicator"),
            absl::StrCat("\"", factors[b].indicator, "\" varies already in some of these years"));
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Design> MakeDesign(const SweepQuestion& question, std::vector<SweepRange>& factors) {
  if (question.design == DesignKind::kGrid) {
    if (question.points != 0) return FieldError("points", "a grid counts its own points");
    std::vector<uint64_t> levels;
    for (size_t f = 0; f < factors.size(); ++f) {
      auto listed = LevelsOf(factors[f]);
      if (!listed.ok()) return PrefixField(listed.status(), absl::StrCat("factors[", f, "]"));
      factors[f].values = *std::move(listed);
      levels.push_back(factors[f].values.size());
    }
    return Design::Grid(std::move(levels));
  }
  for (size_t f = 0; f < factors.size(); ++f) {
    RETURN_IF_ERROR(PrefixField(CheckContinuous(factors[f]), absl::StrCat("factors[", f, "]")));
  }
  if (question.points < 1) {
    return FieldError("points",
                      absl::StrCat("is ", question.points, ", must be 1..", kMaxDesignPoints));
  }
  const auto points = static_cast<uint64_t>(question.points);
  const auto seed = static_cast<uint64_t>(question.seed);
  return question.design == DesignKind::kSobol
             ? Design::Sobol(factors.size(), points, seed)
             : Design::LatinHypercube(factors.size(), points, seed);
}

// Everything of a design that decides its rows, whatever the range asked for.
std::string CanonicalText(const SweepQuestion& question, const std::vector<SweepRange>& factors,
                          uint64_t points) {
  std::string text = absl::StrCat("design ", static_cast<int>(question.design), " ", points);
  const auto add = [&text](const char* name, const std::optional<Decimal>& value) {
    if (value.has_value()) absl::StrAppend(&text, " ", name, "=", Plain(*value));
  };
  for (const SweepRange& factor : factors) {
    absl::StrAppend(&text, "\n", factor.indicator, "@", factor.from_year, "..", factor.to_year);
    if (!factor.values.empty()) {
      for (const Decimal& value : factor.values) absl::StrAppend(&text, " ", Plain(value));
      continue;
    }
    add("low", factor.low);
    add("high", factor.high);
  }
  return text;
}

LocalizedText DesignWords(DesignKind kind) {
  switch (kind) {
    case DesignKind::kGrid:
      return {"网格", "grid"};
    case DesignKind::kLatinHypercube:
      return {"拉丁超立方", "Latin hypercube"};
    case DesignKind::kSobol:
      return {"Sobol序列", "Sobol"};
  }
  return {"网格", "grid"};
}

LocalizedText NamesOf(const InputSet& inputs, const std::vector<size_t>& positions) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (size_t k = 0; k < std::min(positions.size(), kNamedStandIns); ++k) {
    zh.push_back(inputs.indicators()[positions[k]].name.zh);
    en.push_back(inputs.indicators()[positions[k]].name.en);
  }
  LocalizedText names{absl::StrJoin(zh, "、"), absl::StrJoin(en, ", ")};
  if (positions.size() > kNamedStandIns) {
    absl::StrAppend(&names.zh, "等", positions.size(), "项");
    absl::StrAppend(&names.en, " and others, ", positions.size(), " in all");
  }
  return names;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SweepRun>> SweepRun::Start(Projector& projector,
                                                          const SweepQuestion& question,
                                                          const rpc::CallContext& call) {
  if (question.factors.empty() || question.factors.size() > kMaxSweepFactors) {
    return FieldError("factors", absl::StrCat("lists ", question.factors.size(),
                                              ", must list 1 to ", kMaxSweepFactors));
  }
  PlanQuestion plan = question.plan;
  plan.structure = {};
  if (!plan.frame.indicators.empty()) {
    for (const SweepRange& factor : question.factors) {
      if (std::find(plan.frame.indicators.begin(), plan.frame.indicators.end(), factor.indicator) ==
          plan.frame.indicators.end()) {
        plan.frame.indicators.push_back(factor.indicator);
      }
    }
  }
  ASSIGN_OR_RETURN(PlanSetting setting, PreparePlan(projector, plan, {}, call));
  std::vector<SweepRange> factors = question.factors;
  for (size_t f = 0; f < factors.size(); ++f) {
    RETURN_IF_ERROR(PrefixField(Resolve(setting.inputs(), setting.year, factors[f]),
                                absl::StrCat("factors[", f, "]")));
  }
  RETURN_IF_ERROR(CheckApart(factors));
  ASSIGN_OR_RETURN(Design design, MakeDesign(question, factors));
  const auto points = static_cast<int64_t>(design.points());
  const int64_t end = question.end == 0 ? points : question.end;
  if (question.begin < 0 || question.begin >= points) {
    return FieldError("begin", absl::StrCat("is ", question.begin, ", must be 0..", points - 1));
  }
  if (end <= question.begin || end > points) {
    return FieldError(
        "end", absl::StrCat("is ", end, ", must be ", question.begin + 1, "..", points, " or 0"));
  }
  std::unique_ptr<SweepRun> run(
      new SweepRun(std::move(setting), std::move(factors), std::move(design)));
  run->begin_ = run->next_ = question.begin;
  run->end_ = end;
  std::vector<SweepFactor> varied;
  ProjectionOptions options{run->setting_.year, {}, run->setting_.quotas};
  for (const size_t i : run->setting_.indicators) {
    options.indicators.insert(run->inputs().indicators()[i].id);
  }
  for (const SweepRange& factor : run->factors_) {
    varied.push_back({factor.indicator, factor.from_year, factor.to_year});
    options.indicators.insert(factor.indicator);
  }
  ASSIGN_OR_RETURN(run->model_, SweepModel::Create(run->inputs(), *run->setting_.baseline.scenario,
                                                   varied, options));
  run->Explain(question);
  return run;
}

void SweepRun::Explain(const SweepQuestion& question) {
  const LocalizedText design = DesignWords(question.design);
  const std::string scenario = setting_.baseline.label;
  const size_t factors = factors_.size();
  context_.explanation = {
      absl::StrCat(design.zh, "共", points(), "个点,每点改动", factors, "项增速假设,其余按",
                   scenario.empty() ? "趋势" : absl::StrCat("情景", scenario), ",用同一模型推算到",
                   setting_.year, "年。每一行只由设计、种子和序号决定,怎样分段结果都一样。"),
      absl::StrCat("A ", design.en, " of ", points(), " points: each sets ", factors,
                   factors == 1 ? " growth rate" : " growth rates", " anew and leaves the rest to ",
                   scenario.empty() ? "the trend" : absl::StrCat("scenario ", scenario),
                   ", projected to ", setting_.year,
                   " by the same model. A row follows from design, seed and index alone, so any "
                   "split gives the same rows.")};
  if (const auto trend = model_->TrendStandIns(); !trend.empty()) {
    const LocalizedText names = NamesOf(inputs(), trend);
    context_.assumptions.push_back(
        {absl::StrCat("情景未作假设的指标按短历史趋势:", names.zh),
         absl::StrCat("the short-history trend stands in where the scenario assumes nothing: ",
                      names.en)});
  }
  if (const auto bounds = model_->InexactLevels(); !bounds.empty()) {
    const LocalizedText names = NamesOf(inputs(), bounds);
    context_.assumptions.push_back(
        {absl::StrCat("基期水平只是界限或约数,水平列亦然:", names.zh),
         absl::StrCat("the base level is only a bound or approximate, and so are the levels of: ",
                      names.en)});
  }
  for (const LeftOutTarget& left : setting_.goals.left_out) {
    const auto& asked = question.plan.frame.indicators;
    if (asked.empty() || std::find(asked.begin(), asked.end(), left.indicator) != asked.end()) {
      context_.left_out.push_back(left);
    }
  }
  context_.receipt =
      PlanReceipt(setting_, "sweep", CanonicalText(question, factors_, design_.points()),
                  question.design == DesignKind::kGrid ? 0 : question.seed);
}

absl::StatusOr<std::vector<Decimal>> SweepRun::InputsOf(uint64_t row) const {
  std::vector<Decimal> inputs;
  inputs.reserve(factors_.size());
  if (design_.kind() == DesignKind::kGrid) {
    const std::vector<uint64_t> levels = design_.Levels(row);
    for (size_t f = 0; f < levels.size(); ++f) inputs.push_back(factors_[f].values[levels[f]]);
    return inputs;
  }
  const std::vector<double> at = design_.Coordinates(row);
  for (size_t f = 0; f < at.size(); ++f) {
    const double low = factors_[f].low->ToDouble();
    ASSIGN_OR_RETURN(const Decimal value,
                     Decimal::FromDouble(low + at[f] * (factors_[f].high->ToDouble() - low)));
    inputs.push_back(value);
  }
  return inputs;
}

absl::StatusOr<std::vector<SweepRowValues>> SweepRun::NextRows(size_t most,
                                                               const rpc::CallContext& call) {
  std::vector<SweepRowValues> rows;
  const int64_t stop = std::min(end_, next_ + static_cast<int64_t>(most));
  rows.reserve(static_cast<size_t>(stop - next_));
  for (; next_ < stop; ++next_) {
    if (next_ % kRowsBetweenChecks == 0 && call.IsCancelled()) {
      return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller has gone");
    }
    SweepRowValues row;
    row.index = next_;
    ASSIGN_OR_RETURN(row.inputs, InputsOf(static_cast<uint64_t>(next_)));
    row.point = model_->Evaluate(row.inputs);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace indicast::projection
