#include "store-service/app/wording_check.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/figure_text/figure_claim.h"
#include "common/status/error.h"

namespace indicast::store {
namespace {

absl::string_view QuoteOf(const Evidence& evidence) {
  const auto* quote = std::get_if<TextQuote>(&evidence.grounds);
  return quote == nullptr ? absl::string_view() : absl::string_view(quote->exact);
}

Qualifier QualifierOf(Relation relation) {
  switch (relation) {
    case Relation::kGreaterOrEqual:
      return Qualifier::kGreaterOrEqual;
    case Relation::kGreater:
      return Qualifier::kGreater;
    case Relation::kAbout:
      return Qualifier::kAbout;
    case Relation::kLessOrEqual:
      return Qualifier::kLessOrEqual;
    case Relation::kEqual:
      break;
  }
  return Qualifier::kEqual;
}

// Either spelling of the unit may be the one in the text.
FigureCheck CheckUnder(absl::string_view text, FigureClaim claim, const Unit& unit) {
  claim.multiplier_exponent = unit.multiplier_exponent;
  claim.unit_symbol = unit.symbol.zh;
  FigureCheck check = CheckFigure(text, claim);
  if (check.verdict == FigureVerdict::kSupported || unit.symbol.en.empty()) return check;
  claim.unit_symbol = unit.symbol.en;
  FigureCheck english = CheckFigure(text, claim);
  return english.verdict == FigureVerdict::kSupported ? english : check;
}

WordingCheck Check(const FigureClaim& claim, const Unit& unit, absl::string_view wording,
                   absl::string_view quote) {
  const FigureCheck words = CheckUnder(wording, claim, unit);
  if (words.verdict == FigureVerdict::kSupported) return {WordingVerdict::kAgrees, "", ""};
  const FigureCheck around = CheckUnder(quote, claim, unit);
  if (around.verdict == FigureVerdict::kSupported) return {WordingVerdict::kAgrees, "", ""};
  // A wording without a figure says nothing against the value, whatever else stands around it.
  if (words.verdict != FigureVerdict::kContradicted) {
    return {WordingVerdict::kUnchecked, "",
            absl::StrCat("'", Shorten(wording), "' holds no figure that can be read exactly")};
  }
  const std::string read =
      words.reading.has_value()
          ? absl::StrCat("'",
                         Shorten(wording.substr(words.reading->begin,
                                                words.reading->end - words.reading->begin)),
                         "'")
          : std::string("something else");
  const bool bound = words.miss == FigureMiss::kQualifier;
  return {WordingVerdict::kDiffers, bound ? "qualifier" : "value",
          absl::StrCat(claim.value.ToString(), " ", unit.id, " (", CodeOf(claim.qualifier),
                       ") is not what '", Shorten(wording), "' says, which reads ", read,
                       bound ? "; correct the qualifier or the wording"
                             : "; correct the value, its unit or the wording")};
}

}  // namespace

WordingCheck CheckWording(const Observation& observation, const Unit& unit) {
  if (!observation.value.has_value() || observation.derivation.has_value()) return {};
  // A cell of a table: it came without words, and its reason for having no quote says so.
  if (observation.published_text.empty() && QuoteOf(observation.evidence).empty()) return {};
  FigureClaim claim;
  claim.value = *observation.value;
  claim.qualifier = observation.qualifier;
  claim.measure = observation.series.measure;
  return Check(claim, unit, observation.published_text, QuoteOf(observation.evidence));
}

WordingCheck CheckWording(const Target& target, const Unit& unit) {
  const auto* constant = std::get_if<Decimal>(&target.goal);
  if (constant == nullptr) return {};
  FigureClaim claim;
  claim.value = *constant;
  claim.qualifier = QualifierOf(target.relation);
  claim.measure = target.measure;
  WordingCheck check = Check(claim, unit, target.published_text, QuoteOf(target.evidence));
  if (check.field == "qualifier") check.field = "relation";
  if (check.field == "value") check.field = "goal.constant";
  return check;
}

}  // namespace indicast::store
