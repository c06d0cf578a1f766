// Rules that can be checked on one record alone.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "store-service/domain/ids.h"
#include "store-service/domain/records.h"
#include "store-service/domain/text.h"

namespace indicast::store {
namespace {

constexpr ptrdiff_t kMaxName = 200;
constexpr ptrdiff_t kMaxNote = 2000;
constexpr size_t kMaxDocumentBytes = 4 << 20;
constexpr size_t kMaxListed = 100;         // aliases, links, sections, changes, releases
constexpr size_t kMaxAssumptions = 10000;  // also points of a given path
constexpr int kMaxDueDays = 1000;
constexpr int kMaxCatchUpYears = 100;
constexpr int kMinYear = 1000;
constexpr int kMaxYear = 9999;

// Gathers every violation of one record.
class Checker {
 public:
  void Add(absl::string_view field, absl::string_view description) {
    violations_.push_back({std::string(field), std::string(description)});
  }

  void Id(absl::string_view field, absl::string_view id) {
    if (IsId(id)) return;
    Add(field, absl::StrCat("'", Shorten(id), "' is not an id: want 1..", kMaxIdBytes,
                            " characters of a-z, 0-9 and -, not beginning or ending with -"));
  }

  void OptionalId(absl::string_view field, absl::string_view id) {
    if (!id.empty()) Id(field, id);
  }

  void Text(absl::string_view field, absl::string_view text, ptrdiff_t limit,
            absl::string_view allowed_controls = "\n\t") {
    const ptrdiff_t count = CountCharacters(text);
    if (count < 0) {
      Add(field, "is not valid UTF-8");
    } else if (count > limit) {
      Add(field, absl::StrCat("has ", count, " characters, at most ", limit, " are allowed: '",
                              Shorten(text), "'"));
    } else if (HasControlCharacter(text, allowed_controls)) {
      Add(field, absl::StrCat("has a control character: '", Shorten(text), "'"));
    }
  }

  void RequiredText(absl::string_view field, absl::string_view text, ptrdiff_t limit,
                    absl::string_view allowed_controls = "\n\t") {
    if (text.empty()) {
      Add(field, "must not be empty");
    } else {
      Text(field, text, limit, allowed_controls);
    }
  }

  // Names are one line.
  void Name(absl::string_view field, const LocalizedText& name) {
    if (name.zh.empty() && name.en.empty()) {
      Add(field, "must be given in Chinese (zh) or English (en)");
    }
    Text(absl::StrCat(field, ".zh"), name.zh, kMaxName, "");
    Text(absl::StrCat(field, ".en"), name.en, kMaxName, "");
  }

  void Note(absl::string_view field, const LocalizedText& note) {
    Text(absl::StrCat(field, ".zh"), note.zh, kMaxNote);
    Text(absl::StrCat(field, ".en"), note.en, kMaxNote);
  }

  void OneOf(absl::string_view field, absl::string_view value,
             const std::vector<absl::string_view>& allowed) {
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    Add(field, absl::StrCat("'", Shorten(value), "' is not one of ", absl::StrJoin(allowed, ", ")));
  }

  void Growth(absl::string_view field, const Decimal& growth) {
    if (growth > Decimal::FromInt(-100)) return;
    Add(field, absl::StrCat(growth.ToString(),
                            " percent: a growth rate must be above -100 percent, because nothing "
                            "can shrink by more than itself"));
  }

  void Year(absl::string_view field, int year) {
    if (year >= kMinYear && year <= kMaxYear) return;
    Add(field, absl::StrCat(year, " is not a year of ", kMinYear, "..", kMaxYear));
  }

  void CheckEvidence(absl::string_view field, const Evidence& evidence) {
    Id(absl::StrCat(field, ".document"), evidence.document);
    if (const auto* reason = std::get_if<std::string>(&evidence.grounds)) {
      RequiredText(absl::StrCat(field, ".no_quote_reason"), *reason, kMaxNote);
      return;
    }
    const TextQuote& quote = std::get<TextQuote>(evidence.grounds);
    const std::string exact = absl::StrCat(field, ".quote.exact");
    RequiredText(exact, quote.exact, kMaxNote, "\r\n\t");
    Text(absl::StrCat(field, ".quote.prefix"), quote.prefix, kMaxNote, "\r\n\t");
    Text(absl::StrCat(field, ".quote.suffix"), quote.suffix, kMaxNote, "\r\n\t");
  }

  absl::Status Status() && {
    return violations_.empty() ? absl::OkStatus() : FieldErrors(std::move(violations_));
  }

 private:
  std::vector<FieldViolation> violations_;
};

void CheckSeries(Checker& check, absl::string_view prefix, const SeriesKey& series) {
  check.Id(absl::StrCat(prefix, "indicator"), series.indicator);
  check.Id(absl::StrCat(prefix, "area"), series.area);
  check.Id(absl::StrCat(prefix, "scope"), series.scope);
}

bool IsMissing(ObservationStatus status) {
  return status == ObservationStatus::kMissing || status == ObservationStatus::kNotCollected;
}

void CheckValue(Checker& check, const Observation& observation) {
  const bool text_only = observation.qualifier == Qualifier::kTextOnly;
  const bool without_value = text_only || IsMissing(observation.status);
  if (without_value && observation.value.has_value()) {
    check.Add("value", absl::StrCat(observation.value->ToString(),
                                    ": a text-only or missing figure has no value; leave it out or "
                                    "change the qualifier or status"));
  }
  if (!without_value && !observation.value.has_value()) {
    check.Add("value", "must be given unless the figure is text-only or its status says missing");
  }
  if (text_only && observation.published_text.empty()) {
    check.Add("published_text", "must hold the wording of a text-only figure");
  }
  if (observation.lower_bound.has_value() && observation.upper_bound.has_value() &&
      *observation.lower_bound > *observation.upper_bound) {
    check.Add("lower_bound",
              absl::StrCat(observation.lower_bound->ToString(), " is above the upper bound ",
                           observation.upper_bound->ToString()));
  }
  if (observation.series.measure == Measure::kGrowth) {
    if (observation.value.has_value()) check.Growth("value", *observation.value);
    if (observation.lower_bound.has_value()) check.Growth("lower_bound", *observation.lower_bound);
    if (observation.upper_bound.has_value()) check.Growth("upper_bound", *observation.upper_bound);
  }
}

// Form of the derivation; whether inputs exist and the value follows needs other records.
void CheckDerivation(Checker& check, const Observation& observation) {
  const bool derived = observation.stage == Stage::kDerived;
  if (derived != observation.derivation.has_value()) {
    check.Add("derivation", derived ? "must say how a figure of stage derived was computed"
                                    : "is only for figures of stage derived");
  }
  if (!observation.derivation.has_value()) return;
  const size_t wanted = observation.derivation->formula == DerivationFormula::kDaysFromRate ? 1 : 2;
  const auto& inputs = observation.derivation->inputs;
  if (inputs.size() != wanted) {
    check.Add("derivation.inputs",
              absl::StrCat("has ", inputs.size(), " keys; ",
                           CodeOf(observation.derivation->formula), " needs ", wanted));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const auto key = VintageKey::Parse(inputs[i]);
    const std::string field = absl::StrCat("derivation.inputs[", i, "]");
    if (!key.ok()) {
      check.Add(field, {key.status().message().data(), key.status().message().size()});
    } else if (key->stage == Stage::kDerived) {
      check.Add(field, "is itself derived; name the published figures");
    }
  }
}

void CheckGoal(Checker& check, const Target& target) {
  if (const auto* constant = std::get_if<Decimal>(&target.goal)) {
    if (target.measure == Measure::kGrowth) check.Growth("goal.constant", *constant);
  } else if (const auto* relative = std::get_if<RelativeGoal>(&target.goal)) {
    check.Id("goal.relative.indicator", relative->indicator);
    if (relative->indicator == target.indicator) {
      check.Add("goal.relative.indicator", "a target cannot be relative to its own indicator");
    }
  } else if (const auto* external = std::get_if<ExternalGoal>(&target.goal)) {
    check.Name("goal.external.authority", external->authority);
  }
}

// Rules of one assumption; fields relative to "rule".
struct RuleCheck {
  Checker& check;
  const Assumption& assumption;
  const std::string& field;

  std::string At(absl::string_view name) const { return absl::StrCat(field, ".", name); }

  void operator()(const HoldRule&) const {}
  void operator()(const RepeatRule&) const {}
  void operator()(const PlanRule&) const {}
  void operator()(const CompoundRule& rule) const {
    check.Growth(At("compound.growth_percent"), rule.growth_percent);
  }
  void operator()(const LinearRule&) const {}
  void operator()(const DampedRule& rule) const {
    check.Growth(At("damped.long_run_growth_percent"), rule.long_run_growth_percent);
    if (rule.phi <= Decimal() || rule.phi >= Decimal::FromInt(1)) {
      check.Add(At("damped.phi"),
                absl::StrCat(rule.phi.ToString(), " is not between 0 and 1, both excluded"));
    }
    if (rule.initial_growth_percent.has_value()) {
      check.Growth(At("damped.initial_growth_percent"), *rule.initial_growth_percent);
    }
  }
  void operator()(const LogisticRule& rule) const {
    const Decimal floor = rule.floor.value_or(Decimal());
    if (rule.ceiling <= floor) {
      check.Add(At("logistic.ceiling"), absl::StrCat(rule.ceiling.ToString(),
                                                     " is not above the floor ", floor.ToString()));
    }
  }
  void operator()(const RequiredRule& rule) const {
    check.Year(At("required.year"), rule.year);
    check.OneOf(At("required.style"), rule.style,
                {"constant-growth", "linear", "front-loaded", "back-loaded", "s-curve"});
  }
  void operator()(const GivenRule& rule) const {
    const std::string points = At("given.points");
    if (rule.points.empty()) check.Add(points, "must name at least one year");
    if (rule.points.size() > kMaxAssumptions) {
      check.Add(points, absl::StrCat("has ", rule.points.size(), " points, at most ",
                                     kMaxAssumptions, " are allowed"));
      return;
    }
    std::set<int> years;
    for (size_t i = 0; i < rule.points.size(); ++i) {
      const GivenPoint& point = rule.points[i];
      const std::string at = absl::StrCat(points, "[", i, "]");
      check.Year(absl::StrCat(at, ".year"), point.year);
      if (!years.insert(point.year).second) {
        check.Add(absl::StrCat(at, ".year"), absl::StrCat(point.year, " is given twice"));
      }
      if (point.measure == Measure::kGrowth) {
        check.Growth(absl::StrCat(at, ".growth_percent"), point.value);
      } else if (point.measure == Measure::kChange) {
        check.Add(at, "must give a growth or a level, not a change");
      }
    }
  }
  void operator()(const RelativeRule& rule) const {
    check.Id(At("relative.indicator"), rule.indicator);
    if (rule.indicator == assumption.indicator) {
      check.Add(At("relative.indicator"), "an indicator cannot be relative to itself");
    }
  }
  void operator()(const TrendRule& rule) const {
    if (rule.prior_growth_percent.has_value()) {
      check.Growth(At("trend.prior_growth_percent"), *rule.prior_growth_percent);
    }
    if (rule.prior_strength.has_value() && *rule.prior_strength <= Decimal()) {
      check.Add(At("trend.prior_strength"),
                absl::StrCat(rule.prior_strength->ToString(), " is not above 0"));
    }
  }
  void operator()(const ShockRule& rule) const {
    check.Growth(At("shock.size_percent"), rule.size_percent);
    check.OneOf(At("shock.kind"), rule.kind, {"one-off", "growth"});
    Share("shock.persistence", rule.persistence);
    Share("shock.catch_up_share", rule.catch_up_share);
    const bool growth = rule.kind == "growth";
    const bool shift = rule.persistence.value_or(Decimal::FromInt(1)) == Decimal::FromInt(1);
    if (growth && rule.persistence.has_value()) {
      check.Add(At("shock.persistence"), "belongs to a one-off shock only");
    }
    if (rule.catch_up_share.has_value() && (growth || !shift || rule.catch_up_share->is_zero())) {
      check.Add(At("shock.catch_up_share"),
                "belongs to a one-off shock of persistence 1 only, and is above 0");
    }
    if (rule.catch_up_share.has_value() != rule.catch_up_years.has_value() ||
        rule.catch_up_years.value_or(1) < 1 || rule.catch_up_years.value_or(1) > kMaxCatchUpYears) {
      check.Add(At("shock.catch_up_years"),
                absl::StrCat(rule.catch_up_years.value_or(0), ": must be 1..", kMaxCatchUpYears,
                             " with a catch_up_share and unset without"));
    }
    if (!growth && assumption.to_year.has_value()) {
      check.Add(absl::StrCat(field.substr(0, field.rfind('.')), ".to_year"),
                "a one-off shock has no last year; its persistence says how long it lasts");
    }
  }

  void Share(absl::string_view name, const std::optional<Decimal>& share) const {
    if (!share.has_value() || (*share >= Decimal() && *share <= Decimal::FromInt(1))) return;
    check.Add(At(name), absl::StrCat(share->ToString(), " is not between 0 and 1"));
  }
};

void CheckAssumption(Checker& check, const std::string& field, const Assumption& assumption) {
  if (assumption.indicator != "*") {
    check.Id(absl::StrCat(field, ".indicator"), assumption.indicator);
  }
  if (assumption.from_year.has_value()) {
    check.Year(absl::StrCat(field, ".from_year"), *assumption.from_year);
  }
  if (assumption.to_year.has_value()) {
    check.Year(absl::StrCat(field, ".to_year"), *assumption.to_year);
  }
  if (assumption.from_year.has_value() && assumption.to_year.has_value() &&
      *assumption.from_year > *assumption.to_year) {
    check.Add(absl::StrCat(field, ".from_year"),
              absl::StrCat(*assumption.from_year, " is after to_year ", *assumption.to_year));
  }
  const std::string rule = absl::StrCat(field, ".rule");
  std::visit(RuleCheck{check, assumption, rule}, assumption.rule);
  check.Note(absl::StrCat(field, ".reason"), assumption.reason);
}

void CheckBoundaryChanges(Checker& check, const Area& area) {
  if (area.boundary_changes.size() > kMaxListed) {
    check.Add("boundary_changes", absl::StrCat("has more than ", kMaxListed, " entries"));
    return;
  }
  for (size_t i = 0; i < area.boundary_changes.size(); ++i) {
    const BoundaryChange& change = area.boundary_changes[i];
    const std::string field = absl::StrCat("boundary_changes[", i, "]");
    if (i > 0 && change.date <= area.boundary_changes[i - 1].date) {
      check.Add(
          absl::StrCat(field, ".date"),
          absl::StrCat(change.date.ToString(), " is not after ",
                       area.boundary_changes[i - 1].date.ToString(),
                       " of the change before it; list changes from the oldest on, one a day"));
    }
    if (change.note.zh.empty() && change.note.en.empty()) {
      check.Add(absl::StrCat(field, ".note"),
                "must say what changed, in Chinese (zh) or English (en)");
    }
    check.Note(absl::StrCat(field, ".note"), change.note);
  }
}

void CheckReleases(Checker& check, const Indicator& indicator) {
  if (indicator.releases.size() > kMaxListed) {
    check.Add("releases", absl::StrCat("has more than ", kMaxListed, " entries"));
    return;
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < indicator.releases.size(); ++i) {
    const ReleaseRule& rule = indicator.releases[i];
    const std::string field = absl::StrCat("releases[", i, "]");
    check.OneOf(absl::StrCat(field, ".frequency"), rule.frequency, {"A", "S", "Q", "M", "C"});
    if (rule.due_days < 0 || rule.due_days > kMaxDueDays) {
      check.Add(absl::StrCat(field, ".due_days"),
                absl::StrCat(rule.due_days, " is not in the range 0..", kMaxDueDays));
    }
    check.OptionalId(absl::StrCat(field, ".area"), rule.area);
    check.Note(absl::StrCat(field, ".note"), rule.note);
    if (!seen.insert(absl::StrCat(rule.frequency, " ", CodeOf(rule.measure), " ", rule.area))
             .second) {
      check.Add(field,
                absl::StrCat("is a second rule of frequency ", Shorten(rule.frequency), " for the ",
                             CodeOf(rule.measure), " of the same area; keep one"));
    }
  }
}

void CheckSections(Checker& check, const Document& document) {
  if (document.sections.size() > kMaxListed) {
    check.Add("sections", absl::StrCat("has more than ", kMaxListed, " entries"));
    return;
  }
  std::set<absl::string_view> seen;
  for (size_t i = 0; i < document.sections.size(); ++i) {
    const DocumentSection& section = document.sections[i];
    const std::string field = absl::StrCat("sections[", i, "]");
    check.Id(absl::StrCat(field, ".id"), section.id);
    if (!seen.insert(section.id).second) {
      check.Add(absl::StrCat(field, ".id"), absl::StrCat("'", section.id, "' is listed twice"));
    }
    check.Name(absl::StrCat(field, ".title"), section.title);
    check.RequiredText(absl::StrCat(field, ".start.exact"), section.start.exact, kMaxNote);
    check.Text(absl::StrCat(field, ".start.prefix"), section.start.prefix, kMaxNote, "\r\n\t");
    check.Text(absl::StrCat(field, ".start.suffix"), section.start.suffix, kMaxNote, "\r\n\t");
  }
}

}  // namespace

absl::Status Validate(const SeriesKey& series) {
  Checker check;
  CheckSeries(check, "", series);
  return std::move(check).Status();
}

absl::Status Validate(const Area& area) {
  Checker check;
  check.Id("id", area.id);
  check.Name("name", area.name);
  check.OptionalId("parent", area.parent);
  if (!area.parent.empty() && area.parent == area.id) {
    check.Add("parent", "an area cannot contain itself");
  }
  CheckBoundaryChanges(check, area);
  return std::move(check).Status();
}

absl::Status Validate(const Unit& unit) {
  Checker check;
  check.Id("id", unit.id);
  check.Name("symbol", unit.symbol);
  check.Id("measure", unit.measure);
  if (unit.multiplier_exponent < -18 || unit.multiplier_exponent > 18) {
    check.Add("multiplier_exponent",
              absl::StrCat(unit.multiplier_exponent, " is not in the range -18..18"));
  }
  return std::move(check).Status();
}

absl::Status Validate(const Document& document) {
  Checker check;
  check.Id("id", document.id);
  check.Name("title", document.title);
  check.Text("publisher", document.publisher, kMaxName, "");
  check.Text("address", document.address, kMaxNote, "");
  if (!document.address.empty() && !absl::StartsWith(document.address, "https://") &&
      !absl::StartsWith(document.address, "http://")) {
    check.Add("address", absl::StrCat("'", Shorten(document.address),
                                      "' does not begin with https:// or http://"));
  }
  if (document.text.size() > kMaxDocumentBytes) {
    check.Add("text", absl::StrCat("has ", document.text.size(), " bytes, at most ",
                                   kMaxDocumentBytes, " are allowed"));
  } else {
    check.Text("text", document.text, kMaxDocumentBytes, "\r\n\t");
  }
  check.Note("note", document.note);
  CheckSections(check, document);
  return std::move(check).Status();
}

absl::Status Validate(const Indicator& indicator) {
  Checker check;
  check.Id("id", indicator.id);
  check.Name("name", indicator.name);
  check.Id("unit", indicator.unit);
  check.Id("domain", indicator.domain);
  check.Note("definition", indicator.definition);
  if (indicator.aliases.size() > kMaxListed || indicator.links.size() > kMaxListed) {
    check.Add(indicator.aliases.size() > kMaxListed ? "aliases" : "links",
              absl::StrCat("has more than ", kMaxListed, " entries"));
    return std::move(check).Status();
  }
  std::set<absl::string_view> seen;
  for (size_t i = 0; i < indicator.aliases.size(); ++i) {
    const std::string field = absl::StrCat("aliases[", i, "]");
    check.RequiredText(field, indicator.aliases[i], kMaxName, "");
    if (!seen.insert(indicator.aliases[i]).second) {
      check.Add(field, absl::StrCat("'", Shorten(indicator.aliases[i]), "' is listed twice"));
    }
  }
  for (size_t i = 0; i < indicator.links.size(); ++i) {
    const IndicatorLink& link = indicator.links[i];
    const std::string field = absl::StrCat("links[", i, "]");
    check.OneOf(absl::StrCat(field, ".relation"), link.relation,
                {"increment-of", "part-of", "component-of", "same-ruler-as", "deflated-by"});
    check.Id(absl::StrCat(field, ".indicator"), link.indicator);
    if (link.indicator == indicator.id) {
      check.Add(absl::StrCat(field, ".indicator"), "an indicator cannot be linked to itself");
    }
    check.Note(absl::StrCat(field, ".note"), link.note);
  }
  CheckReleases(check, indicator);
  return std::move(check).Status();
}

absl::Status Validate(const Observation& observation) {
  Checker check;
  CheckSeries(check, "series.", observation.series);
  CheckValue(check, observation);
  check.Text("published_text", observation.published_text, kMaxNote, "\r\n\t");
  check.Id("unit", observation.unit);
  check.CheckEvidence("evidence", observation.evidence);
  check.Note("note", observation.note);
  CheckDerivation(check, observation);
  return std::move(check).Status();
}

absl::Status Validate(const Target& target) {
  Checker check;
  check.Id("id", target.id);
  check.Id("indicator", target.indicator);
  check.Id("area", target.area);
  check.Id("scope", target.scope);
  check.OptionalId("base_scope", target.base_scope);
  CheckGoal(check, target);
  check.Id("unit", target.unit);
  check.RequiredText("published_text", target.published_text, kMaxNote, "\r\n\t");
  check.CheckEvidence("evidence", target.evidence);
  check.Id("section", target.section);
  if (target.position < 1 || target.position > 10000) {
    check.Add("position", absl::StrCat(target.position, " is not in the range 1..10000"));
  }
  check.Note("office", target.office);
  check.Note("pair_note", target.pair_note);
  return std::move(check).Status();
}

absl::Status Validate(const Scenario& scenario) {
  Checker check;
  check.Id("id", scenario.id);
  check.Name("name", scenario.name);
  check.OptionalId("parent", scenario.parent);
  check.Note("description", scenario.description);
  if (scenario.assumptions.size() > kMaxAssumptions) {
    check.Add("assumptions", absl::StrCat("has ", scenario.assumptions.size(), " entries, at most ",
                                          kMaxAssumptions, " are allowed"));
    return std::move(check).Status();
  }
  for (size_t i = 0; i < scenario.assumptions.size(); ++i) {
    CheckAssumption(check, absl::StrCat("assumptions[", i, "]"), scenario.assumptions[i]);
  }
  return std::move(check).Status();
}

}  // namespace indicast::store
