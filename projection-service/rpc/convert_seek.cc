#include "projection-service/rpc/convert_seek.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/rpc/convert_plan.h"

namespace indicast::projection {
namespace {

// Numbers below are the rounding of a difference of percentages.
constexpr double kRounding = 1e-10;

void PutDifference(double in, type::v1::Decimal& out) {
  PutNumber(std::abs(in) < kRounding ? 0 : in, out);
}

v1::Method ToProto(ComputedBy method) {
  switch (method) {
    case ComputedBy::kClosedForm:
      return v1::METHOD_CLOSED_FORM;
    case ComputedBy::kGenz:
      return v1::METHOD_GENZ;
    case ComputedBy::kMonteCarlo:
      return v1::METHOD_MONTE_CARLO;
  }
  return v1::METHOD_UNSPECIFIED;
}

void PutChance(const Chance& in, v1::Probability& out) {
  PutNumber(in.value, *out.mutable_value());
  PutNumber(in.low, *out.mutable_low());
  PutNumber(in.high, *out.mutable_high());
  out.set_method(ToProto(in.method));
  out.set_count(in.count);
}

v1::SeekStatus ToProto(SeekStatus status) {
  switch (status) {
    case SeekStatus::kReached:
      return v1::SEEK_STATUS_REACHED;
    case SeekStatus::kSoftShortfall:
      return v1::SEEK_STATUS_SOFT_SHORTFALL;
    case SeekStatus::kInfeasible:
      return v1::SEEK_STATUS_INFEASIBLE;
  }
  return v1::SEEK_STATUS_UNSPECIFIED;
}

v1::PlanRowKind ToProto(PlanRowKind kind) {
  switch (kind) {
    case PlanRowKind::kGoal:
      return v1::PLAN_ROW_KIND_GOAL;
    case PlanRowKind::kIdentity:
      return v1::PLAN_ROW_KIND_IDENTITY;
    case PlanRowKind::kDriver:
      return v1::PLAN_ROW_KIND_DRIVER;
    case PlanRowKind::kLever:
      return v1::PLAN_ROW_KIND_LEVER;
  }
  return v1::PLAN_ROW_KIND_UNSPECIFIED;
}

void PutMove(const SeekMove& in, const InputSet& inputs, v1::SeekMove& out) {
  const Indicator& indicator = inputs.indicators()[in.indicator];
  out.set_indicator(indicator.id);
  Put(indicator.name, *out.mutable_name());
  out.set_year(in.year);
  PutNumber(in.baseline, *out.mutable_baseline());
  PutNumber(in.growth, *out.mutable_growth());
  PutDifference(in.growth - in.baseline, *out.mutable_change());
  PutDifference(in.deviations, *out.mutable_standard_deviations());
  if (in.level.number.has_value()) {
    Put(in.level, *out.mutable_level());
    out.set_level_unit(indicator.unit);
  }
  out.set_pinned(in.pinned);
  out.set_at_bound(in.at_bound);
}

void PutRow(const PlanRow& in, v1::PlanRow& out) {
  out.set_row(in.name);
  out.set_kind(ToProto(in.kind));
  Put(in.text, *out.mutable_text());
  out.set_hard(in.hard);
  out.set_active(in.active);
  if (in.goal.has_value()) PutNumber(*in.goal, *out.mutable_goal());
  if (in.reached.has_value()) PutDifference(*in.reached, *out.mutable_reached());
  if (in.kind == PlanRowKind::kGoal) PutDifference(in.shortfall, *out.mutable_shortfall());
  if (in.multiplier.has_value()) {
    PutNumber(*in.multiplier, *out.mutable_multiplier());
    Put(in.multiplier_text, *out.mutable_multiplier_text());
  }
}

void PutConflict(const PlanConflict& in, v1::Conflict& out) {
  for (const std::string& row : in.rows) out.add_rows(row);
  Put(in.text, *out.mutable_text());
  for (const PlanRepair& repair : in.repairs) {
    v1::Repair& to = *out.add_repairs();
    to.set_row(repair.row);
    PutDifference(repair.goal, *to.mutable_goal());
    PutDifference(repair.relaxation, *to.mutable_relaxation());
    Put(repair.text, *to.mutable_text());
  }
}

// Only what a seek makes: growth in one year.
void PutAssumption(const Assumption& in, store::v1::Assumption& out) {
  out.set_indicator(in.indicator);
  if (in.from_year.has_value()) out.set_from_year(*in.from_year);
  if (in.to_year.has_value()) out.set_to_year(*in.to_year);
  if (const auto* compound = std::get_if<CompoundRule>(&in.rule)) {
    *out.mutable_rule()->mutable_compound()->mutable_growth_percent() =
        wire::ToProto(compound->growth_percent);
  }
}

void PutCheck(const TargetCheck& in, v1::TargetCheck& out) {
  out.set_row(in.row);
  Put(in.text, *out.mutable_text());
  if (in.kind.has_value()) out.set_kind(wire::ToProto(*in.kind));
  PutChance(in.alone, *out.mutable_alone());
  if (in.distance_share.has_value()) {
    PutDifference(*in.distance_share, *out.mutable_distance_share());
  }
  if (in.gain_from_relaxing.has_value()) {
    PutDifference(*in.gain_from_relaxing, *out.mutable_gain_from_relaxing());
  }
  if (in.joint_without.has_value()) PutDifference(*in.joint_without, *out.mutable_joint_without());
}

}  // namespace

absl::StatusOr<std::vector<PlanLever>> LeversFromProto(
    const google::protobuf::RepeatedPtrField<v1::Lever>& in) {
  std::vector<PlanLever> levers;
  for (int i = 0; i < in.size(); ++i) {
    const std::string at = absl::StrCat("levers[", i, "].");
    PlanLever lever;
    lever.indicator = in[i].indicator();
    lever.pinned = in[i].pinned();
    ASSIGN_OR_RETURN(lever.min_growth_percent,
                     OptionalDecimal(in[i].has_min_growth_percent(), in[i].min_growth_percent(),
                                     absl::StrCat(at, "min_growth_percent")));
    ASSIGN_OR_RETURN(lever.max_growth_percent,
                     OptionalDecimal(in[i].has_max_growth_percent(), in[i].max_growth_percent(),
                                     absl::StrCat(at, "max_growth_percent")));
    ASSIGN_OR_RETURN(const std::optional<Decimal> price,
                     OptionalDecimal(in[i].has_price(), in[i].price(), absl::StrCat(at, "price")));
    if (price.has_value()) lever.price = price->ToDouble();
    levers.push_back(std::move(lever));
  }
  return levers;
}

void ToProto(const SeekAnswer& in, v1::SeekTargetsResponse& out) {
  const SeekOutcome& outcome = in.outcome;
  Put(in.context, *in.inputs, in.year, *out.mutable_context());
  out.set_status(ToProto(outcome.status));
  for (const SeekMove& move : outcome.moves) PutMove(move, *in.inputs, *out.add_moves());
  for (const PlanRow& row : outcome.rows) PutRow(row, *out.add_rows());
  if (!outcome.moves.empty()) {
    PutDifference(outcome.distance_squared, *out.mutable_distance_squared());
    out.set_degrees_of_freedom(outcome.degrees_of_freedom);
    PutNumber(outcome.plausibility, *out.mutable_plausibility());
  }
  if (outcome.conflict.has_value()) PutConflict(*outcome.conflict, *out.mutable_conflict());
  for (const Assumption& assumption : outcome.overlay) {
    PutAssumption(assumption, *out.add_overlay());
  }
}

void ToProto(const CheckAnswer& in, v1::CheckPlanResponse& out) {
  const PlanCheck& check = in.check;
  Put(in.context, *in.inputs, in.year, *out.mutable_context());
  out.set_feasible(check.feasible);
  if (check.conflict.has_value()) PutConflict(*check.conflict, *out.mutable_conflict());
  if (check.distance_squared.has_value()) {
    PutDifference(*check.distance_squared, *out.mutable_distance_squared());
    out.set_degrees_of_freedom(check.degrees_of_freedom);
  }
  if (check.plausibility.has_value()) PutNumber(*check.plausibility, *out.mutable_plausibility());
  for (const TargetCheck& target : check.targets) PutCheck(target, *out.add_targets());
  out.set_weakest_link(check.weakest_link);
  if (check.all.has_value()) PutChance(*check.all, *out.mutable_all());
  if (check.binding.has_value()) PutChance(*check.binding, *out.mutable_binding());
}

}  // namespace indicast::projection
