#include "store-service/app/summary.h"

#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast::store {
namespace {

std::string Text(const LocalizedText& text) {
  if (text.zh.empty()) return Shorten(text.en);
  return text.en.empty() ? Shorten(text.zh)
                         : absl::StrCat(Shorten(text.zh), " / ", Shorten(text.en));
}

std::string Text(const TargetGoal& goal) {
  if (const auto* constant = std::get_if<Decimal>(&goal)) return constant->ToString();
  if (const auto* relative = std::get_if<RelativeGoal>(&goal)) {
    return relative->margin.has_value()
               ? absl::StrCat(relative->indicator, "+", relative->margin->ToString())
               : relative->indicator;
  }
  if (std::holds_alternative<QualitativeGoal>(goal)) return "in words";
  return absl::StrCat("set by ", Text(std::get<ExternalGoal>(goal).authority));
}

// ", 2 release rule(s)"; nothing for none.
std::string Count(size_t count, absl::string_view what) {
  return count == 0 ? "" : absl::StrCat(", ", count, " ", what, "(s)");
}

}  // namespace

absl::string_view KindOf(const Area&) { return "area"; }
absl::string_view KindOf(const Unit&) { return "unit"; }
absl::string_view KindOf(const Document&) { return "document"; }
absl::string_view KindOf(const Indicator&) { return "indicator"; }
absl::string_view KindOf(const Observation&) { return "observation"; }
absl::string_view KindOf(const Target&) { return "target"; }
absl::string_view KindOf(const Scenario&) { return "scenario"; }

std::string RecordKey(const Observation& observation) { return KeyOf(observation); }

std::string Summary(const Area& area) {
  return absl::StrCat(Text(area.name), Count(area.boundary_changes.size(), "boundary change"));
}

std::string Summary(const Unit& unit) {
  return absl::StrCat(Text(unit.symbol), ", 10^", unit.multiplier_exponent, " ", unit.measure);
}

std::string Summary(const Document& document) {
  return absl::StrCat(
      Text(document.title), ", ",
      document.publication.has_value() ? document.publication->date.ToString() : "undated", ", ",
      document.text.size(), " bytes of text");
}

std::string Summary(const Indicator& indicator) {
  return absl::StrCat(Text(indicator.name), ", ", indicator.unit,
                      Count(indicator.releases.size(), "release rule"));
}

std::string Summary(const Observation& observation) {
  return absl::StrCat(CodeOf(observation.qualifier), " ",
                      observation.value.has_value() ? observation.value->ToString() : "no value",
                      " ", observation.unit, " (", Shorten(observation.published_text), ")");
}

std::string Summary(const Target& target) {
  return absl::StrCat(CodeOf(target.relation), " ", Text(target.goal), " ", target.unit, " (",
                      Shorten(target.published_text), ")");
}

std::string Summary(const Scenario& scenario) {
  std::string text =
      absl::StrCat(Text(scenario.name), ", ", scenario.assumptions.size(), " assumption(s)");
  for (size_t i = 0; i < scenario.assumptions.size() && text.size() < 160; ++i) {
    const Assumption& assumption = scenario.assumptions[i];
    absl::StrAppend(&text, i == 0 ? ": " : "; ", assumption.indicator, " ",
                    Shorten(CanonicalText(assumption.rule)));
  }
  return text;
}

}  // namespace indicast::store
