#include "projection-service/app/track_year.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/app/nearest_ids.h"

namespace indicast::projection {
namespace {

constexpr int kFirstYear = 1001;
constexpr int kLastYear = 9999;

absl::Status CheckQuestion(const TrackQuestion& question) {
  if (question.year != 0 && (question.year < kFirstYear || question.year > kLastYear)) {
    return FieldError(
        "year", absl::StrCat("is ", question.year, ", must be ", kFirstYear, "..", kLastYear));
  }
  if (question.figures.size() > kMaxPartYearFigures) {
    return FieldError("figures", absl::StrCat("lists ", question.figures.size(), ", at most ",
                                              kMaxPartYearFigures, " are allowed"));
  }
  if (question.priors.size() > kMaxTies) {
    return FieldError("priors", absl::StrCat("lists ", question.priors.size(), ", at most ",
                                             kMaxTies, " are allowed"));
  }
  return absl::OkStatus();
}

absl::Status CheckPeriod(const GivenFigure& given, Nature nature, int year) {
  const bool month_end = nature == Nature::kStock && given.period.kind() == Period::Kind::kMonth;
  if (!month_end && !CumulativeMonths(given.period).has_value()) {
    return FieldError("period", absl::StrCat("is ", given.period.ToString(),
                                             ", must be cumulative from "
                                             "January, for example ",
                                             year, "-01-01/P6M"));
  }
  if (given.period.year() > year) {
    return FieldError(
        "period", absl::StrCat("is ", given.period.ToString(), ", after the tracked year ", year));
  }
  return absl::OkStatus();
}

absl::Status CheckValue(const GivenFigure& given, const Figure& figure, const Indicator& indicator,
                        const InputSet& inputs) {
  if (given.measure == Measure::kChange) {
    return FieldError("measure", "is a change, must be level or growth");
  }
  if (given.measure == Measure::kGrowth) {
    if (figure.unit != kPercentUnit) {
      return FieldError(
          "unit", absl::StrCat("is \"", Shorten(figure.unit), "\", growth is given in percent"));
    }
    if (given.value <= Decimal::FromInt(-100)) {
      return FieldError("value",
                        absl::StrCat("growth is ", given.value.ToString(), ", must be > -100"));
    }
    return absl::OkStatus();
  }
  if (!inputs.Convert(given.value, figure.unit, indicator.unit).has_value()) {
    return FieldError("unit", absl::StrCat("\"", Shorten(figure.unit), "\" does not convert to \"",
                                           indicator.unit, "\""));
  }
  return absl::OkStatus();
}

absl::StatusOr<Figure> FigureOf(const GivenFigure& given, const InputSet& inputs, int year) {
  const Indicator* indicator = inputs.FindIndicator(given.indicator);
  if (indicator == nullptr) {
    std::vector<std::string> ids;
    for (const Indicator& known : inputs.indicators()) ids.push_back(known.id);
    return FieldError("indicator", UnknownId(given.indicator, ids));
  }
  RETURN_IF_ERROR(CheckPeriod(given, indicator->nature, year));
  Figure figure;
  figure.indicator = given.indicator;
  figure.measure = given.measure;
  figure.period = given.period;
  figure.value = given.value;
  figure.unit = given.unit;
  if (figure.unit.empty() && given.measure == Measure::kGrowth &&
      indicator->nature == Nature::kRatio) {
    return FieldError("unit",
                      "is required: the growth of a rate is in percent, its change in percentage "
                      "points, and the number alone does not say which is meant");
  }
  if (figure.unit.empty()) {
    figure.unit = given.measure == Measure::kGrowth ? kPercentUnit : indicator->unit;
  }
  figure.stage = Stage::kFlash;
  figure.published_text = given.value.ToString();
  figure.document = given.source;
  figure.preferred = true;
  const Target* target = inputs.FindTarget(given.indicator, year);
  if (target != nullptr) figure.scope = target->scope;
  figure.price_basis =
      given.price_basis.value_or(target != nullptr ? target->price_basis : PriceBasis::kUnstated);
  RETURN_IF_ERROR(CheckValue(given, figure, *indicator, inputs));
  return figure;
}

bool SameSeriesAndPeriod(const Figure& a, const Figure& b) {
  return a.indicator == b.indicator && a.measure == b.measure && a.scope == b.scope &&
         a.period == b.period;
}

// Given figures take the place of stored ones; two given for one place are a mistake.
absl::Status AddGiven(const TrackQuestion& question, const InputSet& inputs, int year,
                      std::vector<Figure>& figures) {
  std::vector<Figure> given;
  for (size_t i = 0; i < question.figures.size(); ++i) {
    auto figure = FigureOf(question.figures[i], inputs, year);
    if (!figure.ok()) return PrefixField(figure.status(), absl::StrCat("figures[", i, "]"));
    for (const Figure& before : given) {
      if (SameSeriesAndPeriod(before, *figure) && before.price_basis == figure->price_basis) {
        return FieldError(absl::StrCat("figures[", i, "]"),
                          "gives the same series and period as another one");
      }
    }
    given.push_back(*std::move(figure));
  }
  std::erase_if(figures, [&](const Figure& stored) {
    return std::any_of(given.begin(), given.end(),
                       [&](const Figure& figure) { return SameSeriesAndPeriod(figure, stored); });
  });
  figures.insert(figures.end(), given.begin(), given.end());
  return absl::OkStatus();
}

bool IsExpectedOfYear(const Figure& figure, int year) {
  return figure.stage == Stage::kExpected && figure.period.is_year() && figure.year() == year &&
         figure.value.has_value() && figure.qualifier != Qualifier::kTextOnly;
}

absl::Status ReadFigures(Projector& projector, const Projector::Setting& setting,
                         const TrackQuestion& question, TrackRequest& request,
                         const rpc::CallContext& call) {
  ASSIGN_OR_RETURN(std::vector<Figure> stored,
                   projector.ReadFiguresTo(setting, request.year, call));
  for (Figure& figure : stored) {
    if (IsExpectedOfYear(figure, request.year)) {
      request.expected.push_back(std::move(figure));
    } else if (!question.only_given && !figure.period.is_year()) {
      request.part_year.push_back(std::move(figure));
    }
  }
  return AddGiven(question, *setting.inputs, request.year, request.part_year);
}

std::string CanonicalText(const TrackQuestion& question, int year) {
  std::string text = absl::StrCat(year, question.only_given ? " given" : " stored");
  for (const GivenFigure& given : question.figures) {
    absl::StrAppend(&text, "\n", given.indicator, " ", given.period.ToString(), " ",
                    std::string(CodeOf(given.measure)), " ", given.value.ToString(), " ",
                    given.unit, " ",
                    given.price_basis.has_value() ? std::string(CodeOf(*given.price_basis)) : "");
  }
  return text;
}

std::vector<LocalizedText> Assumptions() {
  const std::string common = absl::StrCat(kCommonShare);
  return {{absl::StrCat("全年增速的意外中各月共有的部分取", common,
                        ",其余各月独立:公布数过少,无法估计"),
           absl::StrCat("the months of a year are taken to share ", common,
                        " of its surprise, the rest is their own: published figures are too few to "
                        "estimate it")}};
}

LocalizedText Explain(const TrackAnswer& answer) {
  const size_t count = answer.result.targets.size();
  const int base = answer.year - 1;
  return {
      absl::StrCat("把", answer.year, "年的累计数与上年同期相比,按恒等式“全年=至今+其余”推出",
                   count, "项目标其余月份须达到的增速。概率取", base,
                   "年及以前已公布增速的短历史规律,并以至今各月修正;全年公布数一概不用。"),
      absl::StrCat("Cumulative figures of ", answer.year,
                   " against the same months of the year before give, by the identity year = "
                   "months so far + rest, what the rest needs for ",
                   count,
                   " target(s). Probabilities use the short-history law of growth published up "
                   "to ",
                   base, ", corrected by the months so far; no figure of the whole year is used.")};
}

}  // namespace

absl::StatusOr<TrackAnswer> TrackYear(Projector& projector, const TrackQuestion& question,
                                      const rpc::CallContext& call) {
  RETURN_IF_ERROR(CheckQuestion(question));
  Frame frame = question.frame;
  frame.base_year = question.year == 0 ? 0 : question.year - 1;
  frame.horizon_year = 0;
  auto prepared = projector.PreparePlanInputs(frame, call);
  if (!prepared.ok()) return RenameField(prepared.status(), "base_year", "year");
  TrackAnswer answer;
  answer.inputs = prepared->inputs;
  answer.year = prepared->inputs->base_year() + 1;
  PlanStructure laws;
  laws.priors = question.priors;
  RETURN_IF_ERROR(Validate(laws, *answer.inputs));
  TrackRequest request{answer.year, {}, {}, prepared->options.quotas, question.priors};
  RETURN_IF_ERROR(ReadFigures(projector, *prepared, question, request, call));
  answer.result = TrackTargets(*answer.inputs, request);
  PlanSetting setting;
  // The receipt of a run without a scenario on the same inputs.
  if (!answer.inputs->targets().empty()) {
    prepared->options.indicators = {answer.inputs->targets().front().indicator};
  }
  ASSIGN_OR_RETURN(setting.baseline, projector.RunPlanBaseline({}, *prepared, call));
  setting.structure = std::move(laws);
  answer.context.receipt =
      PlanReceipt(setting, "TrackYear", CanonicalText(question, answer.year), 0);
  answer.context.explanation = Explain(answer);
  answer.context.assumptions = Assumptions();
  answer.context.outlooks = answer.result.outlooks;
  answer.context.left_out = answer.result.left_out;
  return answer;
}

}  // namespace indicast::projection
