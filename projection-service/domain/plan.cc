#include "projection-service/domain/plan.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

absl::Status CheckId(const std::string& id, const InputSet& inputs, absl::string_view field) {
  if (id.empty()) return FieldError(field, "is required");
  if (inputs.FindIndicator(id) != nullptr) return absl::OkStatus();
  return FieldError(field, absl::StrCat("there is no indicator \"", Shorten(id),
                                        "\"; see the list of indicators"));
}

absl::Status CheckGrowth(const Decimal& percent, absl::string_view field) {
  if (percent > Decimal::FromInt(-100)) return absl::OkStatus();
  return FieldError(field, absl::StrCat("is ", percent.ToString(), ", must be > -100"));
}

absl::Status CheckDriver(const PlanDriver& driver, const InputSet& inputs) {
  RETURN_IF_ERROR(CheckId(driver.indicator, inputs, "indicator"));
  RETURN_IF_ERROR(CheckId(driver.driver, inputs, "driver"));
  if (driver.lag_years != 0 && driver.lag_years != 1) {
    return FieldError("lag_years", absl::StrCat("is ", driver.lag_years, ", must be 0 or 1"));
  }
  if (driver.indicator == driver.driver && driver.lag_years == 0) {
    return FieldError("driver", absl::StrCat("\"", driver.driver, "\" cannot drive itself"));
  }
  if (!std::isfinite(driver.elasticity)) return FieldError("elasticity", "must be a number");
  return absl::OkStatus();
}

absl::Status CheckIdentity(const PlanIdentity& identity, const InputSet& inputs) {
  RETURN_IF_ERROR(CheckId(identity.whole, inputs, "whole"));
  const size_t parts = identity.parts.size();
  if (identity.kind == IdentityKind::kRatio ? parts != 2 : parts < 2) {
    return FieldError("parts",
                      absl::StrCat("lists ", parts, ", must list ",
                                   identity.kind == IdentityKind::kRatio ? "two" : "two or more"));
  }
  std::set<std::string> seen = {identity.whole};
  for (size_t i = 0; i < parts; ++i) {
    const std::string field = absl::StrCat("parts[", i, "]");
    RETURN_IF_ERROR(CheckId(identity.parts[i], inputs, field));
    if (!seen.insert(identity.parts[i]).second) {
      return FieldError(field, absl::StrCat("\"", identity.parts[i], "\" is named twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCorrelation(const PlanCorrelation& correlation, const InputSet& inputs) {
  RETURN_IF_ERROR(CheckId(correlation.indicator, inputs, "indicator"));
  RETURN_IF_ERROR(CheckId(correlation.other, inputs, "other"));
  if (correlation.indicator == correlation.other) {
    return FieldError("other", "must be another indicator");
  }
  if (!(correlation.value > -1 && correlation.value < 1)) {
    return FieldError("value",
                      absl::StrCat("is ", correlation.value, ", must be between -1 and 1"));
  }
  return absl::OkStatus();
}

absl::Status CheckPrior(const StatedLaw& law, const InputSet& inputs) {
  RETURN_IF_ERROR(CheckId(law.indicator, inputs, "indicator"));
  RETURN_IF_ERROR(CheckGrowth(law.growth_percent, "growth_percent"));
  if (!(law.standard_deviation > 0 && law.standard_deviation < 100)) {
    return FieldError("standard_deviation", absl::StrCat("is ", law.standard_deviation,
                                                         ", must be above 0 and below 100"));
  }
  return absl::OkStatus();
}

template <typename Item>
absl::Status CheckAll(const std::vector<Item>& items, const char* field, const InputSet& inputs,
                      absl::Status (*check)(const Item&, const InputSet&)) {
  for (size_t i = 0; i < items.size(); ++i) {
    RETURN_IF_ERROR(PrefixField(check(items[i], inputs), absl::StrCat(field, "[", i, "]")));
  }
  return absl::OkStatus();
}

// `key` of each item once.
template <typename Item, typename Key>
absl::Status CheckOnce(const std::vector<Item>& items, const char* list, const char* field,
                       const Key& key) {
  std::set<std::string> seen;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!seen.insert(key(items[i])).second) {
      return FieldError(absl::StrCat(list, "[", i, "].", field),
                        absl::StrCat("\"", key(items[i]), "\" is given twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const PlanStructure& s, const InputSet& inputs) {
  RETURN_IF_ERROR(CheckAll(s.drivers, "drivers", inputs, CheckDriver));
  RETURN_IF_ERROR(CheckAll(s.identities, "identities", inputs, CheckIdentity));
  RETURN_IF_ERROR(CheckAll(s.priors, "priors", inputs, CheckPrior));
  RETURN_IF_ERROR(CheckAll(s.correlations, "correlations", inputs, CheckCorrelation));
  RETURN_IF_ERROR(CheckOnce(s.identities, "identities", "whole",
                            [](const PlanIdentity& i) { return i.whole; }));
  RETURN_IF_ERROR(
      CheckOnce(s.priors, "priors", "indicator", [](const StatedLaw& l) { return l.indicator; }));
  RETURN_IF_ERROR(CheckOnce(s.correlations, "correlations", "other", [](const PlanCorrelation& c) {
    return absl::StrCat(std::min(c.indicator, c.other), " ", std::max(c.indicator, c.other));
  }));
  RETURN_IF_ERROR(CheckOnce(s.drivers, "drivers", "driver", [](const PlanDriver& d) {
    return absl::StrCat(d.indicator, " <- ", d.driver, " lag ", d.lag_years);
  }));
  if (s.common_correlation.has_value() &&
      !(*s.common_correlation >= 0 && *s.common_correlation < 1)) {
    return FieldError("common_correlation", absl::StrCat("is ", *s.common_correlation,
                                                         ", must be at least 0 and below 1"));
  }
  return absl::OkStatus();
}

absl::Status Validate(const PlanGoal& goal, const InputSet& inputs) {
  if (!goal.target.empty()) {
    for (const Target& target : inputs.targets()) {
      if (target.id == goal.target) return absl::OkStatus();
    }
    return FieldError("target", absl::StrCat("there is no target \"", Shorten(goal.target),
                                             "\" of this area; see the list of targets"));
  }
  RETURN_IF_ERROR(CheckId(goal.indicator, inputs, "indicator"));
  if (goal.measure == Measure::kChange) {
    return FieldError("measure", "must be growth or level");
  }
  if (const auto* relative = std::get_if<RelativeGoal>(&goal.right_side)) {
    if (goal.measure != Measure::kGrowth) {
      return FieldError("measure", "must be growth: a relative goal compares growth rates");
    }
    RETURN_IF_ERROR(CheckId(relative->indicator, inputs, "relative.indicator"));
    if (relative->indicator == goal.indicator) {
      return FieldError("relative.indicator", "must be another indicator");
    }
    return absl::OkStatus();
  }
  const Decimal& constant = std::get<Decimal>(goal.right_side);
  if (goal.measure == Measure::kGrowth) return CheckGrowth(constant, "constant");
  if (constant > Decimal()) return absl::OkStatus();
  return FieldError("constant", absl::StrCat("is ", constant.ToString(), ", must be > 0"));
}

absl::Status Validate(const std::vector<PlanLever>& levers, const InputSet& inputs) {
  std::set<std::string> seen;
  for (size_t i = 0; i < levers.size(); ++i) {
    const PlanLever& lever = levers[i];
    const auto at = [i](const char* field) { return absl::StrCat("[", i, "].", field); };
    RETURN_IF_ERROR(CheckId(lever.indicator, inputs, at("indicator")));
    if (!seen.insert(lever.indicator).second) {
      return FieldError(at("indicator"), absl::StrCat("\"", lever.indicator, "\" is given twice"));
    }
    const auto& low = lever.min_growth_percent;
    const auto& high = lever.max_growth_percent;
    if (low.has_value()) RETURN_IF_ERROR(CheckGrowth(*low, at("min_growth_percent")));
    if (high.has_value()) RETURN_IF_ERROR(CheckGrowth(*high, at("max_growth_percent")));
    if (low.has_value() && high.has_value() && *low > *high) {
      return FieldError(
          at("max_growth_percent"),
          absl::StrCat("is ", high->ToString(), ", below the least growth ", low->ToString()));
    }
    if (!(lever.price > 0) || !std::isfinite(lever.price)) {
      return FieldError(at("price"), absl::StrCat("is ", lever.price, ", must be above 0"));
    }
    if (lever.pinned && (low.has_value() || high.has_value())) {
      return FieldError(at("pinned"), "a pinned lever takes no bounds");
    }
  }
  return absl::OkStatus();
}

namespace {

std::string Plain(const Decimal& value) { return value.Normalized().ToString(); }

// Shortest text that reads back as the same double.
std::string Plain(double value) { return absl::StrFormat("%.17g", value); }

std::string Plain(const std::optional<Decimal>& value) {
  return value.has_value() ? Plain(*value) : "-";
}

}  // namespace

std::string CanonicalText(const PlanStructure& s) {
  std::string out;
  for (const PlanDriver& d : s.drivers) {
    absl::StrAppend(&out, "driver ", d.indicator, " ", d.driver, " ", Plain(d.elasticity), " ",
                    d.lag_years, "\n");
  }
  for (const PlanIdentity& i : s.identities) {
    absl::StrAppend(&out, "identity ", static_cast<int>(i.kind), " ", i.whole, " = ",
                    absl::StrJoin(i.parts, " "), "\n");
  }
  for (const StatedLaw& l : s.priors) {
    absl::StrAppend(&out, "law ", l.indicator, " ", Plain(l.growth_percent), " ",
                    Plain(l.standard_deviation), "\n");
  }
  for (const PlanCorrelation& c : s.correlations) {
    absl::StrAppend(&out, "correlation ", c.indicator, " ", c.other, " ", Plain(c.value), "\n");
  }
  absl::StrAppend(&out, "common ", Plain(s.common_correlation.value_or(kDefaultCorrelation)), "\n");
  return out;
}

std::string CanonicalText(const std::vector<PlanGoal>& goals) {
  std::string out;
  for (const PlanGoal& goal : goals) {
    absl::StrAppend(&out, "goal ", static_cast<int>(goal.force), " ");
    if (!goal.target.empty()) {
      absl::StrAppend(&out, "target ", goal.target, "\n");
      continue;
    }
    absl::StrAppend(&out, goal.indicator, " ", CodeOf(goal.measure), " ", CodeOf(goal.relation),
                    " ");
    if (const auto* relative = std::get_if<RelativeGoal>(&goal.right_side)) {
      absl::StrAppend(&out, relative->indicator, " + ", Plain(relative->margin), "\n");
    } else {
      absl::StrAppend(&out, Plain(std::get<Decimal>(goal.right_side)), "\n");
    }
  }
  return out;
}

std::string CanonicalText(const std::vector<PlanLever>& levers) {
  std::string out;
  for (const PlanLever& l : levers) {
    absl::StrAppend(&out, "lever ", l.indicator, " ", Plain(l.min_growth_percent), " ",
                    Plain(l.max_growth_percent), " ", Plain(l.price), l.pinned ? " pinned" : "",
                    "\n");
  }
  return out;
}

}  // namespace indicast::projection
