#include "projection-service/domain/scenario.h"

#include <array>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

constexpr int kFirstYear = 1000;
constexpr int kLastYear = 9999;
constexpr int kMaxCatchUpYears = 100;

absl::Status CheckGrowth(const Decimal& growth, absl::string_view field) {
  if (growth > Decimal::FromInt(-100)) return absl::OkStatus();
  return FieldError(field, absl::StrCat("growth is ", growth.ToString(), ", must be > -100"));
}

absl::Status CheckYear(int year, absl::string_view field) {
  if (year >= kFirstYear && year <= kLastYear) return absl::OkStatus();
  return FieldError(field, absl::StrCat("is ", year, ", must be 1000..9999"));
}

absl::Status CheckShare(const Decimal& share, absl::string_view field) {
  if (share >= Decimal() && share <= Decimal::FromInt(1)) return absl::OkStatus();
  return FieldError(field, absl::StrCat("is ", share.ToString(), ", must be 0..1"));
}

std::string Number(const Decimal& value) { return value.Normalized().ToString(); }

struct Check {
  absl::Status operator()(const HoldRule&) const { return absl::OkStatus(); }
  absl::Status operator()(const RepeatRule&) const { return absl::OkStatus(); }
  absl::Status operator()(const PlanRule&) const { return absl::OkStatus(); }
  absl::Status operator()(const LinearRule&) const { return absl::OkStatus(); }
  absl::Status operator()(const CompoundRule& rule) const {
    return CheckGrowth(rule.growth_percent, "rule.compound.growth_percent");
  }
  absl::Status operator()(const DampedRule& rule) const {
    RETURN_IF_ERROR(
        CheckGrowth(rule.long_run_growth_percent, "rule.damped.long_run_growth_percent"));
    if (rule.phi <= Decimal() || rule.phi >= Decimal::FromInt(1)) {
      return FieldError("rule.damped.phi",
                        absl::StrCat("is ", rule.phi.ToString(), ", must be > 0 and < 1"));
    }
    if (!rule.initial_growth_percent.has_value()) return absl::OkStatus();
    return CheckGrowth(*rule.initial_growth_percent, "rule.damped.initial_growth_percent");
  }
  absl::Status operator()(const LogisticRule& rule) const {
    if (rule.ceiling > rule.floor) return absl::OkStatus();
    return FieldError("rule.logistic.ceiling",
                      absl::StrCat("is ", rule.ceiling.ToString(), ", must be above the floor ",
                                   rule.floor.ToString()));
  }
  absl::Status operator()(const RequiredRule& rule) const {
    return CheckYear(rule.year, "rule.required.year");
  }
  absl::Status operator()(const GivenRule& rule) const {
    if (rule.points.empty()) return FieldError("rule.given.points", "at least one is required");
    std::set<int> years;
    for (size_t i = 0; i < rule.points.size(); ++i) {
      const GivenPoint& point = rule.points[i];
      const std::string field = absl::StrCat("rule.given.points[", i, "]");
      RETURN_IF_ERROR(CheckYear(point.year, absl::StrCat(field, ".year")));
      if (!years.insert(point.year).second) {
        return FieldError(absl::StrCat(field, ".year"),
                          absl::StrCat(point.year, " is given twice"));
      }
      if (point.measure == Measure::kGrowth) {
        RETURN_IF_ERROR(CheckGrowth(point.value, absl::StrCat(field, ".growth_percent")));
      } else if (point.measure != Measure::kLevel) {
        return FieldError(field, "must give a growth or a level");
      }
    }
    return absl::OkStatus();
  }
  absl::Status operator()(const RelativeRule& rule) const {
    if (!rule.indicator.empty() && rule.indicator != kEveryIndicator) return absl::OkStatus();
    return FieldError("rule.relative.indicator", "must name one indicator");
  }
  absl::Status operator()(const TrendRule& rule) const {
    if (rule.prior_growth_percent.has_value()) {
      RETURN_IF_ERROR(CheckGrowth(*rule.prior_growth_percent, "rule.trend.prior_growth_percent"));
    }
    if (!rule.prior_strength.has_value() || *rule.prior_strength > Decimal()) {
      return absl::OkStatus();
    }
    return FieldError("rule.trend.prior_strength",
                      absl::StrCat("is ", rule.prior_strength->ToString(), ", must be > 0"));
  }
  absl::Status operator()(const ShockRule& rule) const {
    RETURN_IF_ERROR(CheckGrowth(rule.size_percent, "rule.shock.size_percent"));
    RETURN_IF_ERROR(CheckShare(rule.persistence, "rule.shock.persistence"));
    const bool shift = rule.persistence == Decimal::FromInt(1);
    if (rule.growth && !shift) {
      return FieldError("rule.shock.persistence", "belongs to a one-off shock only");
    }
    const bool caught_up = rule.catch_up_share.has_value();
    if (caught_up) {
      RETURN_IF_ERROR(CheckShare(*rule.catch_up_share, "rule.shock.catch_up_share"));
      if (rule.growth || !shift || rule.catch_up_share->is_zero()) {
        return FieldError("rule.shock.catch_up_share",
                          "belongs to a one-off shock of persistence 1 only, and is above 0");
      }
    }
    if (rule.catch_up_years < (caught_up ? 1 : 0) ||
        rule.catch_up_years > (caught_up ? kMaxCatchUpYears : 0)) {
      return FieldError("rule.shock.catch_up_years",
                        absl::StrCat("is ", rule.catch_up_years, ", must be 1..", kMaxCatchUpYears,
                                     " with a catch_up_share and unset without"));
    }
    return absl::OkStatus();
  }
};

struct Text {
  std::string operator()(const HoldRule&) const { return "hold"; }
  std::string operator()(const RepeatRule&) const { return "repeat"; }
  std::string operator()(const PlanRule&) const { return "plan"; }
  std::string operator()(const CompoundRule& rule) const {
    return absl::StrCat("compound growth=", Number(rule.growth_percent));
  }
  std::string operator()(const LinearRule& rule) const {
    return absl::StrCat("linear step=", Number(rule.step));
  }
  std::string operator()(const DampedRule& rule) const {
    std::string text =
        absl::StrCat("damped to=", Number(rule.long_run_growth_percent), " phi=", Number(rule.phi));
    if (rule.initial_growth_percent.has_value()) {
      absl::StrAppend(&text, " from=", Number(*rule.initial_growth_percent));
    }
    return text;
  }
  std::string operator()(const LogisticRule& rule) const {
    std::string text =
        absl::StrCat("logistic floor=", Number(rule.floor), " ceiling=", Number(rule.ceiling));
    if (rule.kappa.has_value()) absl::StrAppend(&text, " kappa=", Number(*rule.kappa));
    return text;
  }
  std::string operator()(const RequiredRule& rule) const {
    return absl::StrCat("required level=", Number(rule.level), " year=", rule.year,
                        " style=", CodeOf(rule.style));
  }
  std::string operator()(const GivenRule& rule) const {
    std::set<std::string> points;  // the order of the points carries no meaning
    for (const GivenPoint& point : rule.points) {
      points.insert(absl::StrCat(point.year, ":", std::string(CodeOf(point.measure)), "=",
                                 Number(point.value)));
    }
    std::string text = "given";
    for (const std::string& point : points) absl::StrAppend(&text, " ", point);
    return text;
  }
  std::string operator()(const RelativeRule& rule) const {
    return absl::StrCat("relative to=", rule.indicator, " margin=", Number(rule.margin));
  }
  std::string operator()(const TrendRule& rule) const {
    std::string text = "trend";
    if (rule.prior_growth_percent.has_value()) {
      absl::StrAppend(&text, " prior=", Number(*rule.prior_growth_percent));
    }
    if (rule.prior_strength.has_value()) {
      absl::StrAppend(&text, " strength=", Number(*rule.prior_strength));
    }
    return text;
  }
  std::string operator()(const ShockRule& rule) const {
    if (rule.growth) return absl::StrCat("shock growth size=", Number(rule.size_percent));
    return absl::StrCat(
        "shock size=", Number(rule.size_percent), " persistence=", Number(rule.persistence),
        rule.catch_up_share.has_value()
            ? absl::StrCat(" catch-up=", Number(*rule.catch_up_share), "/", rule.catch_up_years)
            : "");
  }
};

struct StyleCode {
  RequiredStyle style;
  const char* code;
};
constexpr std::array kStyleCodes = {StyleCode{RequiredStyle::kConstantGrowth, "constant-growth"},
                                    StyleCode{RequiredStyle::kLinear, "linear"},
                                    StyleCode{RequiredStyle::kFrontLoaded, "front-loaded"},
                                    StyleCode{RequiredStyle::kBackLoaded, "back-loaded"},
                                    StyleCode{RequiredStyle::kSCurve, "s-curve"}};

}  // namespace

const char* CodeOf(RequiredStyle style) { return kStyleCodes[static_cast<size_t>(style)].code; }

std::optional<RequiredStyle> RequiredStyleOf(absl::string_view code) {
  for (const StyleCode& known : kStyleCodes) {
    if (code == known.code) return known.style;
  }
  return std::nullopt;
}

absl::Status Validate(const Assumption& assumption) {
  if (assumption.indicator.empty()) return FieldError("indicator", "is empty");
  if (assumption.from_year.has_value()) {
    RETURN_IF_ERROR(CheckYear(*assumption.from_year, "from_year"));
  }
  if (assumption.to_year.has_value()) {
    RETURN_IF_ERROR(CheckYear(*assumption.to_year, "to_year"));
    if (assumption.from_year.has_value() && *assumption.to_year < *assumption.from_year) {
      return FieldError("to_year", absl::StrCat("is ", *assumption.to_year, ", before from_year ",
                                                *assumption.from_year));
    }
  }
  const auto* shock = std::get_if<ShockRule>(&assumption.rule);
  if (shock != nullptr && !shock->growth && assumption.to_year.has_value()) {
    return FieldError("to_year",
                      "a one-off shock has no last year; its persistence says how long "
                      "it lasts");
  }
  return std::visit(Check(), assumption.rule);
}

std::string CanonicalText(const Rule& rule) { return std::visit(Text(), rule); }

std::string CanonicalText(const Assumption& assumption) {
  const auto year = [](const std::optional<int>& y) {
    return y.has_value() ? absl::StrCat(*y) : "";
  };
  return absl::StrCat(assumption.indicator, "@", year(assumption.from_year), "..",
                      year(assumption.to_year), " ", CanonicalText(assumption.rule));
}

absl::StatusOr<ScenarioStack> ScenarioStack::Create(std::vector<ScenarioLayer> layers) {
  for (size_t l = 0; l < layers.size(); ++l) {
    for (size_t a = 0; a < layers[l].assumptions.size(); ++a) {
      RETURN_IF_ERROR(PrefixField(Validate(layers[l].assumptions[a]),
                                  absl::StrCat("layers[", l, "].assumptions[", a, "]")));
    }
  }
  return ScenarioStack(std::move(layers));
}

std::string ScenarioStack::ContentHash() const {
  Sha256 hash;
  hash.PutString("indicast.scenario.v1");
  for (const ScenarioLayer& layer : layers_) {
    hash.PutInt(static_cast<int64_t>(layer.assumptions.size()));
    for (const Assumption& assumption : layer.assumptions) {
      hash.PutString(CanonicalText(assumption));
    }
  }
  return hash.Hex();
}

}  // namespace indicast::projection
