#include "projection-service/app/request_check.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/app/nearest_ids.h"

namespace indicast::projection {
namespace {

constexpr int kFirstYear = 1000;
constexpr int kLastBaseYear = 9998;

std::vector<std::string> IndicatorIds(const InputSet& inputs) {
  std::vector<std::string> ids;
  for (const Indicator& indicator : inputs.indicators()) ids.push_back(indicator.id);
  return ids;
}

absl::Status CheckIndicator(const std::string& id, const InputSet& inputs,
                            const std::string& field) {
  if (inputs.FindIndicator(id) != nullptr) return absl::OkStatus();
  return FieldError(field, UnknownId(id, IndicatorIds(inputs)));
}

std::string YearsText(int first, int last) { return absl::StrCat(first, "..", last); }

// The years an assumption speaks about must meet the projected ones.
absl::Status CheckYears(const Assumption& assumption, int first, int last) {
  const std::string projected = YearsText(first, last);
  if (assumption.from_year.value_or(first) > last) {
    return FieldError("from_year", absl::StrCat("is ", *assumption.from_year,
                                                ", after the projected years ", projected));
  }
  if (assumption.to_year.value_or(last) < first) {
    return FieldError("to_year", absl::StrCat("is ", *assumption.to_year,
                                              ", before the projected years ", projected));
  }
  if (const auto* given = std::get_if<GivenRule>(&assumption.rule)) {
    for (size_t i = 0; i < given->points.size(); ++i) {
      const int year = given->points[i].year;
      if (year < first || year > last) {
        return FieldError(
            absl::StrCat("rule.given.points[", i, "].year"),
            absl::StrCat("is ", year, ", must be one of the projected years ", projected));
      }
    }
  }
  const auto* required = std::get_if<RequiredRule>(&assumption.rule);
  if (required != nullptr && required->year < first) {
    return FieldError("rule.required.year",
                      absl::StrCat("is ", required->year, ", must be ", first, " or later"));
  }
  return absl::OkStatus();
}

absl::Status CheckAssumption(const Assumption& assumption, const InputSet& inputs,
                             int horizon_year) {
  RETURN_IF_ERROR(Validate(assumption));
  if (assumption.indicator != kEveryIndicator) {
    RETURN_IF_ERROR(CheckIndicator(assumption.indicator, inputs, "indicator"));
  }
  if (const auto* relative = std::get_if<RelativeRule>(&assumption.rule)) {
    RETURN_IF_ERROR(CheckIndicator(relative->indicator, inputs, "rule.relative.indicator"));
  }
  return CheckYears(assumption, inputs.base_year() + 1, horizon_year);
}

// External targets that a quota speaks of: the target itself, or all of an indicator.
std::vector<const Target*> QuotaTargets(const std::string& key, const InputSet& inputs) {
  std::vector<const Target*> found;
  for (const Target& target : inputs.targets()) {
    const bool external = std::holds_alternative<ExternalGoal>(target.goal);
    if (external && (target.id == key || target.indicator == key)) found.push_back(&target);
  }
  return found;
}

absl::Status NoExternalTarget(const std::string& key, const InputSet& inputs) {
  std::vector<std::string> known;
  for (const Target& target : inputs.targets()) {
    if (target.id == key || target.indicator == key) {
      return FieldError("target", absl::StrCat("\"", Shorten(key),
                                               "\" is not a target set by another authority"));
    }
    if (std::holds_alternative<ExternalGoal>(target.goal)) known.push_back(target.id);
  }
  return FieldError("target", UnknownId(key, known));
}

absl::Status AddQuota(const QuotaInput& quota, const InputSet& inputs, Quotas& quotas) {
  const std::vector<const Target*> targets = QuotaTargets(quota.target, inputs);
  if (targets.empty()) return NoExternalTarget(quota.target, inputs);
  for (const Target* target : targets) {
    Decimal value = quota.value;
    if (target->measure == Measure::kGrowth) {
      if (value <= Decimal::FromInt(-100)) {
        return FieldError("value",
                          absl::StrCat("growth is ", value.ToString(), ", must be > -100"));
      }
    } else {
      const Indicator* indicator = inputs.FindIndicator(target->indicator);
      const auto converted = inputs.Convert(value, target->unit, indicator->unit);
      if (!converted.has_value()) {
        return FieldError("value", absl::StrCat("\"", target->unit, "\" does not convert to \"",
                                                indicator->unit, "\""));
      }
      value = *converted;
    }
    if (!quotas.emplace(target->id, value).second) {
      return FieldError("target", absl::StrCat("\"", target->id, "\" is given twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ChooseArea(const Frame& frame, const Catalogue& catalogue) {
  if (!frame.area.empty()) return frame.area;
  // Promises in words have nothing to project; they count only where there is nothing else.
  std::set<std::string> areas;
  std::set<std::string> in_words;
  for (const AreaTarget& item : catalogue.targets) {
    const bool qualitative = std::holds_alternative<QualitativeGoal>(item.target.goal);
    (qualitative ? in_words : areas).insert(item.area);
  }
  if (areas.empty()) areas = std::move(in_words);
  if (areas.size() == 1) return *areas.begin();
  if (areas.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_DATA",
                 "the store holds no targets at this state; import a data folder or name an area");
  }
  return FieldError("area",
                    absl::StrCat("is required: there are targets of ", absl::StrJoin(areas, ", ")));
}

absl::StatusOr<int> ChooseBaseYear(const Frame& frame, const Catalogue& catalogue,
                                   const std::string& area) {
  if (frame.base_year != 0) {
    if (frame.base_year < kFirstYear || frame.base_year > kLastBaseYear) {
      return FieldError("base_year", absl::StrCat("is ", frame.base_year, ", must be ",
                                                  YearsText(kFirstYear, kLastBaseYear)));
    }
    return frame.base_year;
  }
  std::optional<int> earliest;
  std::optional<int> earliest_sum;
  for (const AreaTarget& item : catalogue.targets) {
    if (item.area != area) continue;
    std::optional<int>& year = item.target.IsSum() ? earliest_sum : earliest;
    year = std::min(item.target.year, year.value_or(item.target.year));
  }
  if (!earliest.has_value()) earliest = earliest_sum;
  if (!earliest.has_value()) {
    return FieldError("base_year",
                      absl::StrCat("is required: there are no targets of \"", Shorten(area), "\""));
  }
  return *earliest - 1;
}

absl::StatusOr<int> ChooseHorizon(const Frame& frame, const InputSet& inputs) {
  const int first = inputs.base_year() + 1;
  const int last = inputs.base_year() + kMaxHorizonYears;
  if (frame.horizon_year != 0) {
    if (frame.horizon_year < first || frame.horizon_year > last) {
      return FieldError(frame.horizon_field, absl::StrCat("is ", frame.horizon_year, ", must be ",
                                                          YearsText(first, last)));
    }
    return frame.horizon_year;
  }
  int horizon = first;
  for (const Target& target : inputs.targets()) horizon = std::max(horizon, target.year);
  return std::min(horizon, last);
}

absl::StatusOr<ProjectionOptions> MakeOptions(const Frame& frame, const InputSet& inputs,
                                              int horizon_year) {
  ProjectionOptions options;
  options.horizon_year = horizon_year;
  for (const std::string& id : frame.indicators) {
    if (inputs.FindIndicator(id) == nullptr) {
      return Error(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND",
                   absl::StrCat("indicators: ", UnknownId(id, IndicatorIds(inputs))),
                   {{"indicator", Shorten(id)}});
    }
    options.indicators.insert(id);
  }
  for (size_t i = 0; i < frame.quotas.size(); ++i) {
    RETURN_IF_ERROR(PrefixField(AddQuota(frame.quotas[i], inputs, options.quotas),
                                absl::StrCat("quotas[", i, "]")));
  }
  return options;
}

absl::Status CheckOverlay(const ScenarioChoice& choice, const InputSet& inputs, int horizon_year,
                          const std::string& field) {
  for (size_t i = 0; i < choice.overlay.size(); ++i) {
    RETURN_IF_ERROR(PrefixField(CheckAssumption(choice.overlay[i], inputs, horizon_year),
                                absl::StrCat(field, ".overlay[", i, "]")));
  }
  return absl::OkStatus();
}

}  // namespace indicast::projection
