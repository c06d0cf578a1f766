#include "store-service/domain/record_flat.h"

#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

template <typename... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

// Missing parts become empty values; the comparison with the flattened result then refuses them.
template <typename T>
T OrEmpty(const std::optional<T>& value) {
  return value.has_value() ? *value : T();
}

absl::Status NotCanonical(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the columns of ", what, " contradict each other"));
}

void FlattenRule(const AssumptionRule& rule, FlatAssumption& flat) {
  std::visit(Overloaded{[&](const HoldRule&) { flat.rule = "hold"; },
                        [&](const RepeatRule&) { flat.rule = "repeat"; },
                        [&](const PlanRule&) { flat.rule = "plan"; },
                        [&](const CompoundRule& r) {
                          flat.rule = "compound";
                          flat.growth_percent = r.growth_percent;
                        },
                        [&](const LinearRule& r) {
                          flat.rule = "linear";
                          flat.step = r.step;
                        },
                        [&](const DampedRule& r) {
                          flat.rule = "damped";
                          flat.long_run_growth_percent = r.long_run_growth_percent;
                          flat.phi = r.phi;
                          flat.initial_growth_percent = r.initial_growth_percent;
                        },
                        [&](const LogisticRule& r) {
                          flat.rule = "logistic";
                          flat.floor = r.floor;
                          flat.ceiling = r.ceiling;
                          flat.kappa = r.kappa;
                        },
                        [&](const RequiredRule& r) {
                          flat.rule = "required";
                          flat.level = r.level;
                          flat.year = r.year;
                          flat.style = r.style;
                        },
                        [&](const GivenRule&) { flat.rule = "given"; },
                        [&](const RelativeRule& r) {
                          flat.rule = "relative";
                          flat.relative_to = r.indicator;
                          flat.margin = r.margin_percentage_points;
                        },
                        [&](const TrendRule& r) {
                          flat.rule = "trend";
                          flat.prior_growth_percent = r.prior_growth_percent;
                          flat.prior_strength = r.prior_strength;
                        },
                        [&](const ShockRule& r) {
                          flat.rule = "shock";
                          flat.size_percent = r.size_percent;
                          flat.shock_kind = r.kind;
                          flat.persistence = r.persistence;
                          flat.catch_up_share = r.catch_up_share;
                          flat.catch_up_years = r.catch_up_years;
                        }},
             rule);
}

absl::StatusOr<AssumptionRule> RestoreRule(const FlatAssumption& flat) {
  if (flat.rule == "hold") return HoldRule{};
  if (flat.rule == "repeat") return RepeatRule{};
  if (flat.rule == "plan") return PlanRule{};
  if (flat.rule == "compound") return CompoundRule{OrEmpty(flat.growth_percent)};
  if (flat.rule == "linear") return LinearRule{OrEmpty(flat.step)};
  if (flat.rule == "damped") {
    return DampedRule{OrEmpty(flat.long_run_growth_percent), OrEmpty(flat.phi),
                      flat.initial_growth_percent};
  }
  if (flat.rule == "logistic") return LogisticRule{flat.floor, OrEmpty(flat.ceiling), flat.kappa};
  if (flat.rule == "required") {
    return RequiredRule{OrEmpty(flat.level), OrEmpty(flat.year), OrEmpty(flat.style)};
  }
  if (flat.rule == "given") return GivenRule{};
  if (flat.rule == "relative") return RelativeRule{OrEmpty(flat.relative_to), flat.margin};
  if (flat.rule == "trend") return TrendRule{flat.prior_growth_percent, flat.prior_strength};
  if (flat.rule == "shock") {
    return ShockRule{OrEmpty(flat.size_percent), OrEmpty(flat.shock_kind), flat.persistence,
                     flat.catch_up_share, flat.catch_up_years};
  }
  return absl::DataLossError(absl::StrCat("'", Shorten(flat.rule), "' is not a rule"));
}

}  // namespace

FlatEvidence Flatten(const Evidence& evidence) {
  FlatEvidence flat;
  flat.document = evidence.document;
  std::visit(Overloaded{[&](const TextQuote& quote) {
                          flat.quote = quote.exact;
                          flat.quote_prefix = quote.prefix;
                          flat.quote_suffix = quote.suffix;
                        },
                        [&](const std::string& reason) { flat.no_quote_reason = reason; }},
             evidence.grounds);
  return flat;
}

EvidenceView ViewOf(const Evidence& evidence) {
  EvidenceView view;
  view.document = evidence.document;
  if (const auto* quote = std::get_if<TextQuote>(&evidence.grounds)) {
    view.quote = quote->exact;
    view.quote_prefix = quote->prefix;
    view.quote_suffix = quote->suffix;
  } else {
    view.no_quote_reason = std::get<std::string>(evidence.grounds);
  }
  return view;
}

absl::StatusOr<Evidence> Restore(FlatEvidence flat) {
  // Exactly what Flatten makes: all of a quote and no reason, or a reason alone.
  const bool reason = flat.no_quote_reason.has_value();
  if (flat.quote.has_value() == reason || flat.quote_prefix.has_value() == reason ||
      flat.quote_suffix.has_value() == reason) {
    return NotCanonical("the evidence");
  }
  Evidence evidence;
  evidence.document = std::move(flat.document);
  if (reason) {
    evidence.grounds = *std::move(flat.no_quote_reason);
  } else {
    evidence.grounds = TextQuote{*std::move(flat.quote), *std::move(flat.quote_prefix),
                                 *std::move(flat.quote_suffix)};
  }
  return evidence;
}

FlatDerivation Flatten(const std::optional<Derivation>& derivation) {
  if (!derivation.has_value()) return {};
  return {std::string(CodeOf(derivation->formula)), absl::StrJoin(derivation->inputs, "\n")};
}

absl::StatusOr<std::optional<Derivation>> Restore(const FlatDerivation& flat) {
  std::optional<Derivation> derivation;
  if (flat.formula.has_value()) {
    ASSIGN_OR_RETURN(const DerivationFormula formula, ParseCode<DerivationFormula>(*flat.formula));
    derivation = Derivation{formula, absl::StrSplit(OrEmpty(flat.inputs), '\n')};
  }
  if (Flatten(derivation) != flat) return NotCanonical("the derivation");
  return derivation;
}

FlatGoal Flatten(const TargetGoal& goal) {
  FlatGoal flat;
  std::visit(Overloaded{[&](const Decimal& value) {
                          flat.kind = "value";
                          flat.value = value;
                        },
                        [&](const RelativeGoal& relative) {
                          flat.kind = "indicator";
                          flat.indicator = relative.indicator;
                          flat.margin = relative.margin;
                        },
                        [&](const ExternalGoal& external) {
                          flat.kind = "external";
                          flat.authority_zh = external.authority.zh;
                          flat.authority_en = external.authority.en;
                        },
                        [&](const QualitativeGoal&) { flat.kind = "qualitative"; }},
             goal);
  return flat;
}

absl::StatusOr<TargetGoal> Restore(const FlatGoal& flat) {
  TargetGoal goal;
  if (flat.kind == "value") {
    goal = OrEmpty(flat.value);
  } else if (flat.kind == "indicator") {
    goal = RelativeGoal{OrEmpty(flat.indicator), flat.margin};
  } else if (flat.kind == "qualitative") {
    goal = QualitativeGoal{};
  } else {
    goal = ExternalGoal{{OrEmpty(flat.authority_zh), OrEmpty(flat.authority_en)}};
  }
  if (Flatten(goal) != flat) return NotCanonical("the goal");
  return goal;
}

FlatAssumptions Flatten(const std::vector<Assumption>& assumptions) {
  FlatAssumptions flat;
  for (const Assumption& assumption : assumptions) {
    FlatAssumption row;
    row.indicator = assumption.indicator;
    row.from_year = assumption.from_year;
    row.to_year = assumption.to_year;
    row.reason = assumption.reason;
    FlattenRule(assumption.rule, row);
    if (const auto* given = std::get_if<GivenRule>(&assumption.rule)) {
      const int number = static_cast<int>(flat.assumptions.size());
      for (const GivenPoint& point : given->points) {
        flat.points.push_back({number, point.year, point.measure, point.value});
      }
    }
    flat.assumptions.push_back(std::move(row));
  }
  return flat;
}

absl::StatusOr<std::vector<Assumption>> Restore(const FlatAssumptions& flat) {
  std::vector<Assumption> assumptions;
  assumptions.reserve(flat.assumptions.size());
  for (const FlatAssumption& row : flat.assumptions) {
    ASSIGN_OR_RETURN(AssumptionRule rule, RestoreRule(row));
    assumptions.push_back({row.indicator, row.from_year, row.to_year, std::move(rule), row.reason});
  }
  for (const FlatPoint& point : flat.points) {
    const auto number = static_cast<size_t>(point.assumption);
    auto* given = point.assumption >= 0 && number < assumptions.size()
                      ? std::get_if<GivenRule>(&assumptions[number].rule)
                      : nullptr;
    if (given == nullptr) return NotCanonical("a given point");
    given->points.push_back({point.year, point.measure, point.value});
  }
  if (Flatten(assumptions) != flat) return NotCanonical("the assumptions");
  return assumptions;
}

}  // namespace indicast::store
