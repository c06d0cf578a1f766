#include "projection-service/store_client/convert_records.h"

#include <utility>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"

namespace indicast::projection {
namespace {

// The value of a message or code, with the name of its field in an error.
template <typename In>
auto Read(const In& in, const char* field) -> decltype(wire::FromProto(in)) {
  auto out = wire::FromProto(in);
  if (!out.ok()) return PrefixField(out.status(), field);
  return out;
}

absl::StatusOr<Goal> GoalFromProto(const store::v1::TargetGoal& in) {
  switch (in.right_side_case()) {
    case store::v1::TargetGoal::kConstant: {
      ASSIGN_OR_RETURN(const Decimal value, Read(in.constant(), "goal.constant"));
      return Goal(value);
    }
    case store::v1::TargetGoal::kRelative: {
      RelativeGoal goal{in.relative().indicator(), Decimal()};
      if (in.relative().has_margin()) {
        ASSIGN_OR_RETURN(goal.margin, Read(in.relative().margin(), "goal.relative.margin"));
      }
      return Goal(goal);
    }
    case store::v1::TargetGoal::kExternal:
      return Goal(ExternalGoal{FromProto(in.external().authority())});
    case store::v1::TargetGoal::kQualitative:
      return Goal(QualitativeGoal{});
    case store::v1::TargetGoal::RIGHT_SIDE_NOT_SET:
      break;
  }
  return FieldError("goal", "is required, or is a kind that this build does not know");
}

// "2021-01-01/P60M".
bool IsSeveralYears(const Period& period) {
  const auto first = period.first_day();
  const auto last = period.last_day();
  return first.year() < last.year() && first.month() == 1 && first.day() == 1 &&
         last.month() == 12 && last.day() == 31;
}

std::string ScopeOf(const std::string& scope) { return scope.empty() ? kTotalScope : scope; }

}  // namespace

LocalizedText FromProto(const type::v1::LocalizedText& in) { return {in.zh(), in.en()}; }

Unit FromProto(const store::v1::Unit& in) {
  return {in.id(), FromProto(in.symbol()), in.measure(), in.multiplier_exponent()};
}

DocumentFacts FromProto(const store::v1::Document& in) {
  return {in.is_work_report(), in.confidence() == type::v1::CONFIDENCE_SEEN_PRIMARY};
}

absl::StatusOr<Indicator> FromProto(const store::v1::Indicator& in) {
  Indicator indicator;
  indicator.id = in.id();
  indicator.name = FromProto(in.name());
  indicator.unit = in.unit();
  indicator.one_off = in.one_off();
  ASSIGN_OR_RETURN(indicator.nature, Read(in.nature(), "nature"));
  ASSIGN_OR_RETURN(indicator.direction, Read(in.direction(), "direction"));
  return indicator;
}

absl::StatusOr<Figure> FigureFromProto(const store::v1::Observation& in,
                                       const Catalogue& catalogue) {
  Figure figure;
  figure.indicator = in.series().indicator();
  ASSIGN_OR_RETURN(figure.measure, Read(in.series().measure(), "series.measure"));
  ASSIGN_OR_RETURN(figure.price_basis, Read(in.series().price_basis(), "series.price_basis"));
  figure.scope = ScopeOf(in.series().scope());
  ASSIGN_OR_RETURN(figure.period, Read(in.period(), "period"));
  ASSIGN_OR_RETURN(figure.qualifier, Read(in.qualifier(), "qualifier"));
  if (in.has_value() && figure.qualifier != Qualifier::kTextOnly) {
    ASSIGN_OR_RETURN(figure.value, Read(in.value(), "value"));
  }
  ASSIGN_OR_RETURN(figure.stage, Read(in.stage(), "stage"));
  figure.unit = in.unit();
  figure.published_text = in.published_text();
  const auto date = Date::Parse(in.publication().date());
  if (!date.ok()) return PrefixField(date.status(), "publication.date");
  figure.publication = *date;
  figure.publication_estimated = in.publication().estimated();
  figure.document = in.evidence().document();
  if (const auto facts = catalogue.documents.find(figure.document);
      facts != catalogue.documents.end()) {
    figure.work_report = facts->second.work_report;
    figure.seen_primary = facts->second.seen_primary;
  }
  figure.preferred = in.preferred();
  figure.is_break = in.status() == type::v1::OBSERVATION_STATUS_BREAK;
  figure.record = in.SerializeAsString();
  return figure;
}

absl::StatusOr<std::optional<AreaTarget>> TargetFromProto(const store::v1::Target& in) {
  ASSIGN_OR_RETURN(const Period period, Read(in.period(), "period"));
  if (!period.is_year() && !IsSeveralYears(period)) return std::optional<AreaTarget>();
  Target target;
  target.id = in.id();
  target.indicator = in.indicator();
  target.year = period.last_day().year();
  if (IsSeveralYears(period)) target.first_year = period.year();
  ASSIGN_OR_RETURN(target.measure, Read(in.measure(), "measure"));
  ASSIGN_OR_RETURN(target.price_basis, Read(in.price_basis(), "price_basis"));
  target.scope = ScopeOf(in.scope());
  target.base_scope = in.base_scope();
  ASSIGN_OR_RETURN(target.relation, Read(in.relation(), "relation"));
  ASSIGN_OR_RETURN(target.goal, GoalFromProto(in.goal()));
  target.unit = in.unit();
  ASSIGN_OR_RETURN(target.kind, Read(in.kind(), "kind"));
  target.published_text = in.published_text();
  target.pair_note = FromProto(in.pair_note());
  target.record = in.SerializeAsString();
  return std::optional<AreaTarget>({in.area(), std::move(target)});
}

}  // namespace indicast::projection
