#include "projection-service/rpc/sweep_method.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/rpc/convert_plan.h"

namespace indicast::projection {
namespace {

// A message is worth its way; the next rows are computed only once it is on it.
constexpr size_t kValuesInAMessage = 16384;

absl::StatusOr<SweepRange> FactorFromProto(const v1::SweepFactor& in, const std::string& at) {
  SweepRange out;
  out.indicator = in.indicator();
  out.from_year = in.from_year();
  out.to_year = in.to_year();
  for (int v = 0; v < in.values_size(); ++v) {
    ASSIGN_OR_RETURN(const Decimal value,
                     RequiredDecimal(true, in.values(v), absl::StrCat(at, ".values[", v, "]")));
    out.values.push_back(value);
  }
  ASSIGN_OR_RETURN(out.low, OptionalDecimal(in.has_low(), in.low(), absl::StrCat(at, ".low")));
  ASSIGN_OR_RETURN(out.high, OptionalDecimal(in.has_high(), in.high(), absl::StrCat(at, ".high")));
  ASSIGN_OR_RETURN(out.step, OptionalDecimal(in.has_step(), in.step(), absl::StrCat(at, ".step")));
  return out;
}

void PutHeading(const SweepRun& run, v1::SweepHeading& out) {
  Put(run.context(), run.inputs(), run.year(), *out.mutable_context());
  out.set_points(run.points());
  out.set_begin(run.begin());
  out.set_end(run.end());
  for (const SweepColumn& column : run.columns()) {
    v1::SweepOutput& output = *out.add_outputs();
    output.set_year(column.year);
    output.set_unit(column.unit);
    if (column.target.has_value()) {
      output.set_target(run.inputs().targets()[*column.target].id);
    } else {
      output.set_indicator(run.inputs().indicators()[*column.indicator].id);
      output.set_basis(ToProto(column.basis));
    }
  }
}

void PutRow(const SweepRowValues& in, v1::SweepRow& out) {
  out.set_index(in.index);
  for (const Decimal& input : in.inputs) out.add_inputs()->set_text(input.ToString());
  if (in.point.issue.has_value()) {
    out.set_reason_code(in.point.issue->code);
    Put(in.point.issue->text, *out.mutable_reason());
    return;
  }
  for (const Value& value : in.point.outputs) {
    type::v1::Decimal& output = *out.add_outputs();
    if (value.number.has_value()) output.set_text(value.number->Normalized().ToString());
  }
  for (const Verdict verdict : in.point.verdicts) out.add_verdicts(ToProto(verdict));
}

}  // namespace

absl::StatusOr<SweepQuestion> SweepFromProto(const v1::SweepRequest& in) {
  SweepQuestion out;
  ASSIGN_OR_RETURN(out.plan, PlanQuestionFromProto(in.frame()));
  switch (in.design()) {
    case v1::SWEEP_DESIGN_GRID:
      out.design = DesignKind::kGrid;
      break;
    case v1::SWEEP_DESIGN_LATIN_HYPERCUBE:
      out.design = DesignKind::kLatinHypercube;
      break;
    case v1::SWEEP_DESIGN_SOBOL:
      out.design = DesignKind::kSobol;
      break;
    default:
      return FieldError("design", "is required: grid, latin-hypercube or sobol");
  }
  for (int f = 0; f < in.factors_size(); ++f) {
    ASSIGN_OR_RETURN(SweepRange factor,
                     FactorFromProto(in.factors(f), absl::StrCat("factors[", f, "]")));
    out.factors.push_back(std::move(factor));
  }
  out.points = in.points();
  out.seed = in.seed();
  out.begin = in.begin();
  out.end = in.end();
  return out;
}

rpc::StreamProducer<v1::SweepResponse> MakeSweepProducer(Projector& projector,
                                                         const v1::SweepRequest& request) {
  return [&projector, &request, run = std::unique_ptr<SweepRun>()](
             rpc::CallContext& call, v1::SweepResponse& message) mutable -> absl::StatusOr<bool> {
    if (run == nullptr) {
      ASSIGN_OR_RETURN(const SweepQuestion question, SweepFromProto(request));
      ASSIGN_OR_RETURN(run, SweepRun::Start(projector, question, call));
      PutHeading(*run, *message.mutable_heading());
      return true;
    }
    const size_t most = std::max<size_t>(1, kValuesInAMessage / (run->columns().size() + 1));
    ASSIGN_OR_RETURN(const std::vector<SweepRowValues> rows, run->NextRows(most, call));
    if (rows.empty()) return false;
    v1::SweepRows& out = *message.mutable_rows();
    for (const SweepRowValues& row : rows) PutRow(row, *out.add_rows());
    return true;
  };
}

}  // namespace indicast::projection
