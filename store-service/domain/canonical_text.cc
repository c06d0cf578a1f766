// Stable texts of scenarios. The format is part of content hashes: changing it changes every hash.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "store-service/domain/records.h"

namespace indicast::store {
namespace {

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::Utf8SafeCEscape(text), "\"");
}

std::string Quoted(const LocalizedText& text) {
  return absl::StrCat(Quoted(text.zh), " ", Quoted(text.en));
}

std::string Optional(absl::string_view name, const std::optional<Decimal>& value) {
  return value.has_value() ? absl::StrCat(" ", name, "=", value->ToString()) : "";
}

std::string Text(const HoldRule&) { return "hold"; }
std::string Text(const RepeatRule&) { return "repeat"; }
std::string Text(const PlanRule&) { return "plan"; }

std::string Text(const CompoundRule& rule) {
  return absl::StrCat("compound growth=", rule.growth_percent.ToString());
}

std::string Text(const LinearRule& rule) {
  return absl::StrCat("linear step=", rule.step.ToString());
}

std::string Text(const DampedRule& rule) {
  return absl::StrCat("damped to=", rule.long_run_growth_percent.ToString(),
                      " phi=", rule.phi.ToString(), Optional("from", rule.initial_growth_percent));
}

std::string Text(const LogisticRule& rule) {
  return absl::StrCat("logistic ceiling=", rule.ceiling.ToString(), Optional("floor", rule.floor),
                      Optional("kappa", rule.kappa));
}

std::string Text(const RequiredRule& rule) {
  return absl::StrCat("required level=", rule.level.ToString(), " year=", rule.year,
                      " style=", rule.style);
}

std::string Text(const GivenRule& rule) {
  std::string text = "given";
  for (const GivenPoint& point : rule.points) {
    absl::StrAppend(&text, " ", point.year, ":", CodeOf(point.measure), "=",
                    point.value.ToString());
  }
  return text;
}

std::string Text(const RelativeRule& rule) {
  return absl::StrCat("relative to=", rule.indicator,
                      Optional("margin", rule.margin_percentage_points));
}

std::string Text(const TrendRule& rule) {
  return absl::StrCat("trend", Optional("prior", rule.prior_growth_percent),
                      Optional("strength", rule.prior_strength));
}

std::string Text(const ShockRule& rule) {
  return absl::StrCat(
      "shock ", rule.kind, " size=", rule.size_percent.ToString(),
      Optional("persistence", rule.persistence), Optional("catch-up", rule.catch_up_share),
      rule.catch_up_years.has_value() ? absl::StrCat(" catch-up-years=", *rule.catch_up_years)
                                      : "");
}

std::string Year(const std::optional<int>& year) {
  return year.has_value() ? absl::StrCat(*year) : "*";
}

}  // namespace

std::string CanonicalText(const AssumptionRule& rule) {
  return std::visit([](const auto& r) { return Text(r); }, rule);
}

std::string CanonicalText(const Scenario& scenario) {
  std::string text =
      absl::StrCat("scenario ", scenario.id, "\nparent ", scenario.parent, "\nname ",
                   Quoted(scenario.name), "\ndescription ", Quoted(scenario.description), "\n");
  for (const Assumption& assumption : scenario.assumptions) {
    absl::StrAppend(&text, "assume ", assumption.indicator, " ", Year(assumption.from_year), "..",
                    Year(assumption.to_year), " ", CanonicalText(assumption.rule), " because ",
                    Quoted(assumption.reason), "\n");
  }
  return text;
}

}  // namespace indicast::store
