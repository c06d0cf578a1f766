#include "store-service/domain/records.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

bool Same(const Decimal& a, const Decimal& b) { return SameRepresentation(a, b); }

bool Same(const std::optional<Decimal>& a, const std::optional<Decimal>& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
  return SameRepresentation(*a, *b);
}

bool Same(const RelativeGoal& a, const RelativeGoal& b) {
  return a.indicator == b.indicator && Same(a.margin, b.margin);
}

bool Same(const ExternalGoal& a, const ExternalGoal& b) { return a.authority == b.authority; }

bool Same(const QualitativeGoal&, const QualitativeGoal&) { return true; }

bool Same(const TargetGoal& a, const TargetGoal& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&](const auto& left) { return Same(left, std::get<std::decay_t<decltype(left)>>(b)); }, a);
}

// The day must exist; only for constants of the calendar.
Date Day(int year, int month, int day) {
  return Date::Create(std::clamp(year, 1000, 9999), month, day).value_or(Date());
}

}  // namespace

std::string SeriesKey::ToString() const {
  return absl::StrCat(indicator, ".", area, ".", CodeOf(measure), ".", CodeOf(price_basis), ".",
                      scope);
}

absl::StatusOr<SeriesKey> SeriesKey::Parse(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  if (parts.size() != 5) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", Shorten(text),
                     "' is not a series key: want indicator.area.measure.price-basis.scope, for "
                     "example gdp.changsha.growth.constant.total"));
  }
  SeriesKey key;
  key.indicator = parts[0];
  key.area = parts[1];
  ASSIGN_OR_RETURN(key.measure, ParseCode<Measure>(parts[2]));
  ASSIGN_OR_RETURN(key.price_basis, ParseCode<PriceBasis>(parts[3]));
  key.scope = parts[4];
  RETURN_IF_ERROR(Validate(key));
  return key;
}

bool operator==(const Observation& a, const Observation& b) {
  return a.series == b.series && a.period == b.period && Same(a.value, b.value) &&
         a.published_text == b.published_text && a.qualifier == b.qualifier &&
         Same(a.lower_bound, b.lower_bound) && Same(a.upper_bound, b.upper_bound) &&
         a.unit == b.unit && a.status == b.status && a.stage == b.stage &&
         a.evidence == b.evidence && a.note == b.note && a.derivation == b.derivation;
}

bool operator==(const Target& a, const Target& b) {
  return a.id == b.id && a.indicator == b.indicator && a.area == b.area && a.measure == b.measure &&
         a.price_basis == b.price_basis && a.scope == b.scope && a.base_scope == b.base_scope &&
         a.period == b.period && a.relation == b.relation && Same(a.goal, b.goal) &&
         a.unit == b.unit && a.kind == b.kind && a.published_text == b.published_text &&
         a.evidence == b.evidence && a.section == b.section && a.position == b.position &&
         a.office == b.office && a.pair_note == b.pair_note;
}

bool operator==(const Scenario& a, const Scenario& b) {
  return CanonicalText(a) == CanonicalText(b);
}

std::string VintageKey::ToString() const {
  return absl::StrCat(series.ToString(), "|", period.ToString(), "|", CodeOf(stage), "|", document);
}

absl::StatusOr<VintageKey> VintageKey::Parse(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '|');
  if (parts.size() != 4) {
    return absl::InvalidArgumentError(absl::StrCat(
        "'", Shorten(text), "' is not the key of a figure: want series|period|stage|document"));
  }
  VintageKey key;
  ASSIGN_OR_RETURN(key.series, SeriesKey::Parse(parts[0]));
  ASSIGN_OR_RETURN(key.period, Period::Parse(parts[1]));
  ASSIGN_OR_RETURN(key.stage, ParseCode<Stage>(parts[2]));
  key.document = parts[3];
  return key;
}

std::string KeyOf(const Observation& observation) {
  return VintageKey{observation.series, observation.period, observation.stage,
                    observation.evidence.document}
      .ToString();
}

Date EstimatedPublicBy(Stage stage, const Period& period) {
  const int next = period.last_day().year() + 1;
  switch (stage) {
    case Stage::kExpected:
      return Day(next, 1, 31);
    case Stage::kFlash:
      // The last day of February, leap years included.
      return Date::Create(std::clamp(next, 1000, 9999), 2, 29).value_or(Day(next, 2, 28));
    case Stage::kPreliminary:
      return Day(next, 4, 30);
    case Stage::kReported:
    case Stage::kFinal:
    case Stage::kCensus:
    case Stage::kDerived:
      break;
  }
  return Day(next, 12, 31);
}

}  // namespace indicast::store
