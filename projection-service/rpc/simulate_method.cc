#include "projection-service/rpc/simulate_method.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/rpc/convert_plan.h"

namespace indicast::projection {
namespace {

constexpr int64_t kDefaultPaths = 100000;
constexpr int kDefaultPoints = 4096;

absl::StatusOr<std::optional<ComputedBy>> MethodFromProto(v1::Method in) {
  switch (in) {
    case v1::METHOD_UNSPECIFIED:
      return std::optional<ComputedBy>();
    case v1::METHOD_CLOSED_FORM:
      return std::optional(ComputedBy::kClosedForm);
    case v1::METHOD_GENZ:
      return std::optional(ComputedBy::kGenz);
    case v1::METHOD_MONTE_CARLO:
      return std::optional(ComputedBy::kMonteCarlo);
    default:
      return FieldError("method", "is none of closed-form, genz, monte-carlo", "CODE_UNKNOWN");
  }
}

v1::Method ToProto(ComputedBy in) {
  switch (in) {
    case ComputedBy::kClosedForm:
      return v1::METHOD_CLOSED_FORM;
    case ComputedBy::kGenz:
      return v1::METHOD_GENZ;
    case ComputedBy::kMonteCarlo:
      return v1::METHOD_MONTE_CARLO;
  }
  return v1::METHOD_UNSPECIFIED;
}

void Put(const Chance& in, v1::Probability& out) {
  PutNumber(in.value, *out.mutable_value());
  PutNumber(in.low, *out.mutable_low());
  PutNumber(in.high, *out.mutable_high());
  out.set_method(ToProto(in.method));
  out.set_count(in.count);
}

void Put(const Fan& in, const InputSet& inputs, v1::Fan& out) {
  const Indicator& indicator = inputs.indicators()[in.indicator];
  out.set_indicator(indicator.id);
  Put(indicator.name, *out.mutable_name());
  out.set_basis(ToProto(in.basis));
  out.set_unit(in.unit);
  if (in.basis != PathBasis::kGrowth) Put(in.base_name, *out.mutable_base_name());
  for (const FanPoint& point : in.points) {
    v1::FanPoint& to = *out.add_points();
    to.set_year(point.year);
    for (const double value : point.values) PutNumber(value, *to.add_values());
  }
}

void Put(const SensitivityBar& in, const InputSet& inputs, v1::TornadoBar& out) {
  if (in.input.has_value()) {
    const Indicator& indicator = inputs.indicators()[*in.input];
    out.set_input(indicator.id);
    Put(indicator.name, *out.mutable_name());
    PutNumber(in.input_low, *out.mutable_input_low());
    PutNumber(in.input_high, *out.mutable_input_high());
    PutNumber(in.multiplier, *out.mutable_multiplier());
  }
  PutNumber(in.outcome_low, *out.mutable_outcome_low());
  PutNumber(in.outcome_high, *out.mutable_outcome_high());
  PutNumber(in.share, *out.mutable_share());
  if (in.total_share.has_value()) PutNumber(*in.total_share, *out.mutable_total_share());
  if (in.share_error.has_value()) PutNumber(*in.share_error, *out.mutable_share_error());
}

}  // namespace

absl::StatusOr<SimulationOptions> SimulationOptionsFromProto(const v1::SimulateRequest& in) {
  SimulationOptions out;
  if (in.quantiles_size() > 0) out.quantiles.clear();
  for (int i = 0; i < in.quantiles_size(); ++i) {
    ASSIGN_OR_RETURN(const Decimal quantile,
                     RequiredDecimal(true, in.quantiles(i), absl::StrCat("quantiles[", i, "]")));
    out.quantiles.push_back(quantile.ToDouble());
  }
  ASSIGN_OR_RETURN(out.method, MethodFromProto(in.method()));
  out.paths = in.paths() == 0 ? kDefaultPaths : in.paths();
  out.seed = static_cast<uint64_t>(in.seed());
  ASSIGN_OR_RETURN(const auto rho, OptionalDecimal(in.has_autocorrelation(), in.autocorrelation(),
                                                   "autocorrelation"));
  if (rho.has_value()) out.autocorrelation = rho->ToDouble();
  ASSIGN_OR_RETURN(
      const auto freedom,
      OptionalDecimal(in.has_degrees_of_freedom(), in.degrees_of_freedom(), "degrees_of_freedom"));
  if (freedom.has_value()) {
    if (!(*freedom > Decimal::FromInt(2))) {
      return FieldError("degrees_of_freedom",
                        absl::StrCat("is ", freedom->ToString(), ", must be above 2"));
    }
    out.degrees_of_freedom = freedom->ToDouble();
  }
  out.keep_mean = in.centre() == v1::PATH_CENTRE_MEAN;
  return out;
}

absl::StatusOr<PlanSensitivityQuestion> SensitivityFromProto(
    const v1::AnalyzeSensitivityRequest& in) {
  PlanSensitivityQuestion out;
  ASSIGN_OR_RETURN(out.plan, PlanQuestionFromProto(in.frame()));
  out.outcome = in.outcome();
  out.inputs = {in.inputs().begin(), in.inputs().end()};
  out.seed = in.seed();
  out.points = in.points() == 0 ? kDefaultPoints : in.points();
  return out;
}

void ToProto(const SimulationAnswer& in, v1::SimulationResult& out) {
  Put(in.context, *in.inputs, in.year, *out.mutable_context());
  out.set_method(ToProto(in.outcome.method));
  out.set_paths(in.outcome.paths);
  for (const double quantile : in.quantiles) PutNumber(quantile, *out.add_quantiles());
  for (const Fan& fan : in.outcome.fans) Put(fan, *in.inputs, *out.add_fans());
  for (size_t i = 0; i < in.goals.size(); ++i) {
    v1::GoalProbability& goal = *out.add_goals();
    goal.set_row(in.goals[i].name);
    Put(in.goals[i].text, *goal.mutable_text());
    if (in.goals[i].kind.has_value()) goal.set_kind(wire::ToProto(*in.goals[i].kind));
    goal.set_year(in.goals[i].year);
    Put(in.outcome.goals[i], *goal.mutable_probability());
  }
  if (in.outcome.all.has_value()) Put(*in.outcome.all, *out.mutable_all());
  if (in.outcome.binding.has_value()) Put(*in.outcome.binding, *out.mutable_binding());
  if (in.outcome.repair.has_value()) {
    v1::CorrelationRepair& repair = *out.mutable_repair();
    repair.set_changed(in.outcome.repair->changed);
    PutNumber(in.outcome.repair->largest_change, *repair.mutable_largest_change());
    PutNumber(in.outcome.repair->distance, *repair.mutable_distance());
  }
}

void ToProto(const PlanSensitivityAnswer& in, v1::AnalyzeSensitivityResponse& out) {
  Put(in.context, *in.inputs, in.year, *out.mutable_context());
  out.set_outcome(in.outcome);
  PutNumber(in.sensitivity.median, *out.mutable_median());
  for (const SensitivityBar& bar : in.sensitivity.bars) Put(bar, *in.inputs, *out.add_bars());
  Put(in.sensitivity.together, *in.inputs, *out.mutable_together());
  out.set_exact(in.sensitivity.exact);
  out.set_covariance_shares(in.sensitivity.covariance_shares);
}

rpc::StreamProducer<v1::SimulateResponse> MakeSimulateProducer(Projector& projector,
                                                               const v1::SimulateRequest& request) {
  return
      [&projector, &request, run = std::unique_ptr<PlanSimulation>(), finished = false](
          rpc::CallContext& call, v1::SimulateResponse& message) mutable -> absl::StatusOr<bool> {
        if (finished) return false;
        if (run == nullptr) {
          ASSIGN_OR_RETURN(PlanQuestion question, PlanQuestionFromProto(request.frame()));
          ASSIGN_OR_RETURN(std::vector<PlanGoal> goals, GoalsFromProto(request.goals()));
          ASSIGN_OR_RETURN(SimulationOptions options, SimulationOptionsFromProto(request));
          run = std::make_unique<PlanSimulation>(projector, std::move(question), std::move(goals),
                                                 std::move(options));
          RETURN_IF_ERROR(run->Prepare(call));
        } else {
          RETURN_IF_ERROR(run->CountSlice(call));
        }
        if (run->done() < run->total()) {
          message.mutable_progress()->set_done(run->done());
          message.mutable_progress()->set_total(run->total());
          return true;
        }
        ASSIGN_OR_RETURN(const SimulationAnswer answer, run->Finish(call));
        ToProto(answer, *message.mutable_result());
        finished = true;
        return true;
      };
}

}  // namespace indicast::projection
